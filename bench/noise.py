"""What readers of histories get to see where pages change all the time and articles seldom: replays of real pages.

    python -m bench.noise [--quick N] [--show] FOLDER…     folders as for bench.extract; N pages of each; show what was judged wrongly

Every article is looked at twelve times. Each look re-draws one kind of noise, each fourth one every kind, and one look in fifty finds a
real edit. Then each article is edited in four ways while every kind of noise is re-drawn. A look is judged as capture judges it.
Shares come with Wilson's interval of 95 %.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from math import sqrt
from pathlib import Path
from random import Random

import lxml.html

from bench import noisemaker, planted
from bench.extract import Sample, samples
from bench.noisemaker import Draw, Sheet, Teaser
from bench.phrases import phrases
from bench.planted import Planted
from ingest.charset import decode
from ingest.drift import Memory, Shown, aside
from ingest.extraction import all_text
from ingest.furniture import words
from ingest.pages import read_page
from ingest.versions import Place, place, version
from narrative.model import Edit, Outcome, Reading
from narrative.revisions import compare

LOOKS, EVERY_ALL, EVERY_EDIT, EDITS_EACH = 12, 4, 50, 4
OUTLET = 60
"""Articles of one language that count as one outlet's. Real ones have more in a week, and what several of them share is known earlier."""
KNOWN_HEADLINES = 0.8
"""Share of the headlines that an outlet's pages link to that we know from its feeds."""
ALL, CONTENT_TYPE, SEED = "all at once", "text/html; charset=utf-8", 2024
FALSE_ALL, FALSE_ONE, REAL, SEEN = 0.06, 0.01, (0.75, 0.90), 0.98
FEWEST_PARAGRAPHS = 3


@dataclass
class Outlet:
    """What its pages have in common: language, what they advertise, what they link to, and what we remember of it."""

    language: str
    teasers: list[Teaser] = field(default_factory=list)
    promos: list[str] = field(default_factory=list)
    texts: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def memory(self, article: "Article", text: str) -> Memory:
        luck = Random(f"{SEED}/known")
        others = [t.headline for t in self.teasers if luck.random() < KNOWN_HEADLINES and t.headline != article.teaser.headline]
        return Memory(text, others, [text for number, said in self.texts.items() if number != article.number for text in said])


@dataclass
class Article:
    """One page on its way through the replay: its bytes with all edits so far, which draw of each noise it shows, what is known of it."""

    number: int
    html: bytes
    truth: frozenset[str]
    language: str
    teaser: Teaser
    outlet: Outlet | None = None
    draws: dict[str, int] = field(default_factory=dict)
    known: list[Reading] = field(default_factory=list)
    steps: set[tuple[int, int]] = field(default_factory=set)
    standing: int = 0
    body: bytes = b""
    pending: list[Planted] = field(default_factory=list)


@dataclass(frozen=True)
class Judged:
    """One look: its place, and the edits that readers are shown for it."""

    place: Place
    edits: Sequence[Edit] = ()


@dataclass
class Tally:
    transitions: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    alarming: Counter[str] = field(default_factory=Counter)
    shown: Counter[bool] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    visible: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    material: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


# ── Pages ──


def sheet(html: bytes, truth: frozenset[str]) -> Sheet:
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    tree = lxml.html.document_fromstring(html, parser=parser)
    first: dict[str, lxml.html.HtmlElement] = {}
    for element in tree.iter("p", "div", "h2", "h3", "li", "blockquote"):
        if element.find(".//p") is None and (key := _key(element.text_content())).count(" ") > 4 and key in truth:
            first[key] = element
    return Sheet(tree, list(first.values()))


def _key(text: str) -> str:
    return " ".join(words(text))


def written(of: Sheet) -> bytes:
    return bytes(lxml.html.tostring(of.tree, encoding="utf-8", doctype="<!DOCTYPE html>"))


def article(number: int, sample: Sample) -> Article | None:
    """A page that can be edited: enough of its labelled paragraphs stand in it, and it is read."""
    html = decode(sample.html, "").encode("utf-8", "replace")
    found = read_page(sample.html)
    if not isinstance(found, Reading) or b"<?xml" in html[:200]:
        return None
    truth = frozenset(_key(line) for line in sample.text.splitlines())
    clean = sheet(html, truth)
    if len(clean.paragraphs) < FEWEST_PARAGRAPHS:
        return None
    sentence = " ".join(sample.text.split())[:160].rpartition(" ")[0] + "…"
    return Article(number, written(clean), truth, found.language, Teaser(found.headline, sentence))


def outlets(articles: Iterable[Article]) -> None:
    """Share the articles out: twelve of one language to an outlet, which has three promos of its own."""
    by_language: dict[str, list[Article]] = defaultdict(list)
    for one in articles:
        by_language[one.language if one.language in ("de", "en", "ru") else "other"].append(one)
    for language, some in by_language.items():
        for number, group in enumerate(some[n : n + OUTLET] for n in range(0, len(some), OUTLET)):
            luck = Random(f"{SEED}/{language}/{number}")
            outlet = Outlet(language, [a.teaser for a in group])
            outlet.promos = luck.sample(list(phrases(language).promos), 3)
            for one in group:
                one.outlet = outlet


def look(one: Article, clean: Sheet) -> tuple[Reading | None, bytes]:
    """A page into which every kind of noise that it shows has been put, and what is read of it."""
    assert one.outlet
    others = [t for t in one.outlet.teasers if t != one.teaser] or [Teaser("Harbour opens again after the storm", "The harbour is open.")]
    for kind, noise in noisemaker.KINDS.items():
        if draw := one.draws.get(kind, 0):
            luck = Random(f"{SEED}/{one.number}/{kind}/{draw}")
            noise(clean, Draw(luck, phrases(one.language), one.outlet.promos, others))
    body = written(clean)
    extractor = one.known[one.standing].extractor if one.known else ""
    found = read_page(body, CONTENT_TYPE, extractor=extractor)
    return (found if isinstance(found, Reading) else None), body


# ── Judging, as capture does ──


def judge(one: Article, found: Reading, body: bytes) -> Judged:
    """Place a reading among those known."""
    known = [*one.known[: one.standing], *one.known[one.standing + 1 :], *one.known[one.standing : one.standing + 1]]
    if known and known[-1].extractor != found.extractor:
        again = read_page(one.body, CONTENT_TYPE, extractor=found.extractor)
        known[-1] = again if isinstance(again, Reading) and again.extractor == found.extractor else known[-1]
    witness = partial(_witness, one, found, body)
    placed = place(found, known, witness)
    if placed.outcome is not Outcome.CHANGED or not known:
        return Judged(placed)
    before, after = version(known[-1]), version(found)
    return Judged(placed, compare(before, after, aside=witness(compare(before, after).edits)).edits)


def _witness(one: Article, found: Reading, body: bytes, edits: Sequence[Edit]) -> Mapping[str, str]:
    assert one.outlet
    old, new = (Shown(all_text(page.decode())) for page in (one.body, body))
    return aside(edits, old, new, one.outlet.memory(one, found.text))


def take_in(one: Article, found: Reading, judged: Judged) -> bool:
    """Keep what capture keeps. Returns whether the step between two versions is one that was not there before."""
    assert one.outlet
    if judged.place.outcome is Outcome.UNCHANGED:
        return False
    was = one.standing
    if judged.place.index is None:
        one.known.append(found)
        one.outlet.texts[one.number].append(found.text)
        one.standing = len(one.known) - 1
    else:
        order = [*range(was), *range(was + 1, len(one.known)), was]
        one.standing = order[judged.place.index]
    new = (was, one.standing) not in one.steps
    one.steps.add((was, one.standing))
    return new and len(one.known) > 1


# ── The replays ──


def replay(articles: Sequence[Article], tally: Tally) -> None:
    kinds, transition = list(noisemaker.KINDS), 0
    for number in range(LOOKS):
        for index, one in enumerate(articles):
            transition += 1
            clean, kind = sheet(one.html, one.truth), ALL
            if number == 0:
                one.draws = {k: Random(f"{SEED}/{one.number}/{k}").randint(0, 1) for k in kinds}
            elif number % EVERY_ALL:
                kind = kinds[(index * LOOKS + number) % len(kinds)]
                one.draws[kind] += 1
            else:
                one.draws = {k: n + 1 for k, n in one.draws.items()}
            edit = _edited(one, clean, transition) if number and transition % EVERY_EDIT == EVERY_EDIT // 2 else None
            _transition(one, clean, tally, (kind if number else "", edit))
        progress(f"look {number + 1} of {LOOKS}")
    progress("\n")


def _edited(one: Article, clean: Sheet, number: int) -> Planted | None:
    """One edit of whatever kind the page can be edited by; from then on it stands in the page."""
    kinds = [planted.KINDS[(number // EVERY_EDIT + n) % len(planted.KINDS)] for n in range(len(planted.KINDS))]
    for kind in kinds:
        if edit := planted.plant(clean, kind, Random(f"{SEED}/{number}/{kind}")):
            one.html = written(clean)
            one.truth |= {_key(edit.after)}
            return edit
    return None


def _transition(one: Article, clean: Sheet, tally: Tally, what: tuple[str, Planted | None]) -> None:
    kind, edit = what
    found, body = look(one, clean)
    if found is None:
        tally.false["unreadable"] += 1
        return
    visible = bool(edit and one.known and _visible(edit, one.known[one.standing], found))
    judged = judge(one, found, body)
    shown, one.body = take_in(one, found, judged), body
    if edit and visible:
        one.pending.append(edit)
    if not kind:
        return
    tally.rules.update(s.rule for s in judged.place.suppressed)
    real = [any(p.explains(e.before, e.after) for p in one.pending) for e in judged.edits]
    if shown:
        tally.shown.update(r for r, e in zip(real, judged.edits, strict=True) if e.material)
    if edit:
        _count_edit(tally, edit, visible, judged)
    else:
        tally.transitions[kind] += 1
        wrong = [e for r, e in zip(real, judged.edits, strict=True) if not r]
        if wrong:
            tally.false[kind] += 1
            tally.alarming[kind] += any(e.material for e in wrong)
            tally.wrong += (f"{kind}, page {one.number}: {e.action} {e.label}: {e.before!r} → {e.after!r}" for e in wrong)
    if judged.place.outcome is Outcome.CHANGED:
        one.pending.clear()


def _visible(edit: Planted, before: Reading, after: Reading) -> bool:
    """Whether the words that the edit touches are read from the page at all, on either side."""
    if edit.headline:
        return _key(edit.before) == _key(before.headline)
    old, new = (" ".join(words(r.text)) for r in (before, after))
    return (bool(edit.before) and _key(edit.before) in old) or (bool(edit.after) and _key(edit.after) in new)


def _count_edit(tally: Tally, edit: Planted, visible: bool, judged: Judged) -> None:
    tally.planted[edit.kind] += 1
    tally.visible[edit.kind] += visible
    mine = [e for e in judged.edits if edit.explains(e.before, e.after)]
    tally.seen[edit.kind] += visible and bool(mine)
    tally.material[edit.kind] += visible and any(e.material for e in mine)
    if visible and not mine:
        tally.wrong.append(f"not seen, {edit.kind}: {edit.before!r} → {edit.after!r}")


def edit_each(articles: Sequence[Article], tally: Tally) -> None:
    """Each article edited in some ways, one at a time, while every kind of noise is drawn anew."""
    for index, one in enumerate(articles):
        for n in range(EDITS_EACH):
            kind, clean = planted.KINDS[(index * EDITS_EACH + n) % len(planted.KINDS)], sheet(one.html, one.truth)
            if not (edit := planted.plant(clean, kind, Random(f"{SEED}/{index}/{n}"))):
                continue
            one.draws = {k: d + 1 for k, d in one.draws.items()}
            found, body = look(one, sheet(written(clean), one.truth | {_key(edit.after)}))
            if found:
                _count_edit(tally, edit, _visible(edit, one.known[one.standing], found), judge(one, found, body))
        progress(f"edited {index + 1} of {len(articles)}")
    progress("\n")


# ── What is printed ──


def wilson(hits: int, of: int) -> str:
    """Share and interval of 95 %."""
    if not of:
        return "none"
    z, p = 1.96, hits / of
    middle, spread = (p + z * z / (2 * of)) / (1 + z * z / of), z * sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{hits} of {of}, {100 * p:.1f} % ({100 * (middle - spread):.1f} to {100 * (middle + spread):.1f})"


def progress(text: str) -> None:
    print(text if text == "\n" else f"\r{text}", end="", file=sys.stderr, flush=True)


def table(tally: Tally, edits: Tally) -> Iterator[str]:
    singles = [k for k in noisemaker.KINDS if tally.transitions[k]]
    for kind in (*singles, ALL):
        n = tally.transitions[kind]
        yield f"  {kind:18} {tally.false[kind]:4} false versions, {tally.alarming[kind]:3} with a material edit, of {n}"
    false, of = sum(tally.false[k] for k in singles), sum(tally.transitions[k] for k in singles)
    yield f"false versions, one kind at a time: {wilson(false, of)} (at most {100 * FALSE_ONE:.0f} %)"
    yield f"false versions, all at once: {wilson(tally.false[ALL], tally.transitions[ALL])} (at most {100 * FALSE_ALL:.0f} %)"
    alarms, every = tally.alarming.total(), tally.transitions.total()
    yield f"noise shown as a material edit: {wilson(alarms, every)}"
    real = wilson(tally.shown[True], tally.shown.total())
    yield f"material edits shown that are real: {real} (at least {REAL[0]:.0%}, aim {REAL[1]:.0%})"
    yield f"edits of the replays seen: {wilson(tally.seen.total(), tally.visible.total())}"
    for kind in planted.KINDS:
        yield (
            f"  {kind:18} {edits.planted[kind]:4} planted, {edits.visible[kind]:4} in the text, {edits.seen[kind]:4} seen, "
            f"{edits.material[kind]:4} as material"
        )
    yield f"edits under all noise seen: {wilson(edits.seen.total(), edits.visible.total())} (at least {SEEN:.0%})"
    yield "suppressed: " + ", ".join(f"{rule} {n}" for rule, n in tally.rules.most_common())


def main(arguments: Sequence[str]) -> None:
    options = argparse.ArgumentParser(prog="bench.noise", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", type=int, metavar="N", help="only N pages of each folder")
    options.add_argument("--show", action="store_true", help="every false edit, and every edit that was not seen")
    options.add_argument("folders", nargs="+", type=Path)
    said = options.parse_args(arguments)
    found = [s for folder in said.folders for s in list(samples(folder))[: said.quick]]
    articles = [a for n, s in enumerate(found) if (a := article(n, s))]
    print(f"{len(articles)} of {len(found)} pages can be edited")
    outlets(articles)
    tally, edits = Tally(), Tally()
    replay(articles, tally)
    edit_each(articles, edits)
    print("\n".join(table(tally, edits)))
    if said.show:
        print("\n".join((*tally.wrong, *edits.wrong)))


if __name__ == "__main__":
    main(sys.argv[1:])
