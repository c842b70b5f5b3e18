"""The up to three sentences that a digest begins with: what moved most, in words that stay inside what is known."""

from collections.abc import Iterator, Sequence

from digest.changes import sides
from digest.content import DefinitionChange, Digest, NewStatement, PageEvent, Revised, Uncorrected
from digest.narrated import Clash, Flip, Inconsistency
from digest.wording import (
    NAME_AT_MOST,
    PAGES,
    QUOTE_AT_MOST,
    bare,
    clipped,
    first_look_words,
    hindsight_words,
    holders,
    instant_words,
    interval_words,
    listed,
    moved_words,
    plural,
    pole_words,
    quoted,
    short_day_words,
    stance_words,
)
from narrative.model import Action, Edit, Part, Verdict

SENTENCES = 3
"""How long the bottom line is at most."""
MOVED = "moved"
_REVISIONS = ("revision was material", "revisions were material")
_HOW = {
    Verdict.UNMARKED: "without a notice and without a newer modification date",
    Verdict.UNDETERMINED: "whether readers were told cannot be determined",
    Verdict.DATE_BUMPED: "with a newer modification date",
    Verdict.NOTICE_GIVEN: "with a notice to readers",
}


def bottom_line(digest: Digest) -> tuple[str, ...]:
    """Up to three sentences: a flip, an edit, numbers, an article against itself, a page, a claim, whichever there are, in that order."""
    if digest.quiet:
        return (f"Nothing material was seen at {the_outlets(digest)}: no flip, material edit, new claim, new article or vanished page.",)
    return tuple(_candidates(digest))[:SENTENCES]


def the_outlets(digest: Digest) -> str:
    return f"the {plural(digest.coverage.outlets_watched, 'outlet')} watched"


def _candidates(digest: Digest) -> Iterator[str]:
    """The gravest first: of edits only those that were left unmarked stand before what is claimed."""
    unmarked, others = digest.unmarked, digest.material[len(digest.unmarked) :]
    gone = [page for page in digest.pages if page.kind != MOVED]
    if digest.flips:
        yield _flip_sentence(digest.flips[0]) + _further(len(digest.flips) - 1, "outlet moved", "outlets moved")
    if unmarked:
        yield _edit_sentence(unmarked[0]) + _further(len(digest.material) - 1, *_REVISIONS)
    if digest.clashes:
        yield _number_sentence(digest.clashes[0])
    if digest.inconsistencies:
        yield _inconsistency_sentence(digest.inconsistencies[0])
    if gone:
        yield _page_sentence(min(gone, key=lambda page: list(PAGES).index(page.kind)))
    if digest.statements:
        yield _claim_sentence(digest.statements)
    if others and not unmarked:
        yield _edit_sentence(others[0]) + _further(len(others) - 1, *_REVISIONS)
    yield from _asides(digest)


def _asides(digest: Digest) -> Iterator[str]:
    """What is said where there is nothing graver."""
    moved = [page for page in digest.pages if page.kind == MOVED]
    if moved:
        yield _page_sentence(moved[0])
    if digest.uncorrected:
        yield _uncorrected_sentence(digest.uncorrected[0])
    if digest.first_look:
        yield first_look_words(digest.first_look)
    if digest.silences:
        yield f"{listed(digest.silences[0].silent)} did not carry the claim “{digest.silences[0].claim}”, a day after three others had."
    if digest.articles:
        voices = tuple(sorted({a.article.outlet for a in digest.articles}))
        yield f"{plural(len(digest.articles), 'new article')}, from {listed(voices)}."
    if digest.live:
        yield f"{listed(tuple(sorted({p.article.outlet for p in digest.live})))} updated {plural(len(digest.live), 'live page')}."
    if digest.definition:
        yield _definition_sentence(digest.definition)
    if digest.decided:
        yield f"A person decided on {plural(len(digest.decided), 'revision')}, told below."
    if digest.hindsight:
        yield hindsight_words(digest.hindsight)


def _definition_sentence(change: DefinitionChange) -> str:
    """Which articles moved without any news, so that nobody takes them for such."""
    what = "The incident's definition was changed" if change.before != change.after else "The rules that tag articles were changed"
    return f"{what}: {moved_words(change)}; that is no news."


def _further(count: int, one: str, many: str) -> str:
    return f" {plural(count, f'further {one}', f'further {many}')}." if count else ""


def _edit_sentence(revised: Revised) -> str:
    edit = min(revised.shown, key=_prominence)
    outlet, when, how = revised.article.outlet, interval_words(revised.interval), _HOW[revised.verdict]
    how += f", as {clipped(revised.verdict_by, NAME_AT_MOST)} decided" if revised.verdict_by else ""
    if edit.action is Action.REPLACED:
        back = " back" if revised.back_to else ""
        what = f"changed {_place(edit)}{back} from {_words_of(edit, new=False)} to {_words_of(edit, new=True)}"
    elif edit.action is Action.MOVED:
        what = f"moved {quoted(edit.after)}"
    else:
        what = f"{edit.action} {quoted(edit.after or edit.before)}"
    return f"{outlet} {what}, {when}; {how}."


def _prominence(edit: Edit) -> tuple[bool, bool]:
    """The headline that readers see, then one that only machines read, then the text."""
    return edit.part is not Part.HEADING, bool(edit.headlines) and "h1" not in edit.headlines


def _place(edit: Edit) -> str:
    return "a headline" if edit.part is Part.HEADING else "a sentence"


def _words_of(edit: Edit, *, new: bool) -> str:
    """A headline whole; of a sentence the words that changed, or its beginning when one side has none."""
    if edit.part is Part.HEADING:
        return quoted(edit.after if new else edit.before)
    cut = sides(edit.before, edit.after)
    if not (cut.gone and cut.came):
        return quoted(edit.after if new else edit.before)
    return quoted(cut.came if new else cut.gone)


def _uncorrected_sentence(one: Uncorrected) -> str:
    cut = sides(one.before, one.after)
    words = cut.gone if cut.gone and cut.came else one.before
    return f"{one.article.outlet} still said {quoted(words)}, which {one.origin.outlet} had taken back {interval_words(one.edited)}."


def _page_sentence(event: PageEvent) -> str:
    what = {"vanished": "vanished", "restored": "came back", "moved": "moved to another address"}[event.kind]
    page = f"The page {quoted(event.article.headline)} of {event.article.outlet}"
    why = f" ({bare(event.reason)})" if event.kind == "vanished" else ""
    return f"{page} {what} {interval_words(event.interval)}{why}."


def _claim_sentence(statements: Sequence[NewStatement]) -> str:
    """The first claim that nobody had carried before; else the first one. Who came in one round of looks is named together.

    The claim's label is ours and neutral, so it stands in quotation marks; how it is put stands beside it.
    """
    one = next((s for s in statements if s.first), statements[0])
    claim = f"the claim “{one.claim}”"
    together = sorted({s.article.outlet for s in statements if s.first and (s.claim, s.polarity) == (one.claim, one.polarity)})
    if len(together) > 1:
        return f"First of the outlets watched, and seen in one round of looks, {listed(tuple(together))} carry {claim}."
    claim += f" ({stance_words(one.polarity, one.certainty, one.source)}), seen {instant_words(one.captured_at)}"
    if one.first:
        return f"First of the outlets watched, {one.article.outlet} carries {claim}."
    return f"{one.article.outlet} now carries {claim}."


def _flip_sentence(flip: Flip) -> str:
    words = f": {quoted(flip.quote.sentence)}" if flip.quote.sentence else ""
    turn = f"from {pole_words(flip.from_pole)} to {pole_words(flip.to_pole)} on {pole_words(flip.family)}"
    if flip.was_provisional:
        became = "did not last" if flip.state == "lapsed" else "is confirmed"
        return f"That {flip.outlet} moved {turn} on {short_day_words(flip.day)}, told as provisional, {became}."
    when = interval_words(flip.quote.said) if flip.quote.said else short_day_words(flip.day)
    moved = f"{flip.outlet} moved {turn}"
    return f"{moved}, {flip.state}, {when}{words}."


def _number_sentence(clash: Clash) -> str:
    values = [f"{side.value} ({listed(holders(side), 3)})" for side in clash.sides]
    return f"On “{clash.label}” two numbers cannot both be right: {'; '.join([*values, *clash.grounds])}."


def _inconsistency_sentence(one: Inconsistency) -> str:
    return f"An article of {one.article.outlet} contradicts itself: {clipped(bare(one.explanation), 2 * QUOTE_AT_MOST)}."
