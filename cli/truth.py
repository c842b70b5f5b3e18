"""Holds a store against a story's truth file: what was planted and found, missed, or found without having been planted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cli.planted import Gapped, Restored, Truth, Uncorrected, Vanished, Walled, Words
from cli.story import Story
from cli.truth_moves import Moves
from cli.truth_past import Past
from cli.wording import between, instant
from db import history, reaching
from db.feeds import VALIDATORS_LIE
from db.history import EditLine, EventLine
from db.session import Session
from narrative.text import normalise

PAGE_EVENTS = ("vanished", "restored", "uncorrected")
"""What happens to a page as such; of all but the first a truth file need not tell."""


@dataclass(frozen=True, slots=True)
class Check:
    """The comparison: how much was planted, what of it was missed, and what was found beyond it."""

    planted: int
    missed: tuple[str, ...]
    extra: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not (self.missed or self.extra)


def check(session: Session, story: Story, incident: str) -> Check | None:
    """None when the story has no truth file. `incident` is the one that tags and statements are about."""
    if story.truth is None:
        return None
    held = _Held(session, story, incident)
    truth = story.truth
    planted = len(truth.versions) + len(truth.tags) + len(truth.edits) + len(truth.vanished) + len(truth.statements)
    planted += sum(len(c.copies) for c in truth.copies) + len({u.article for u in truth.uncorrected or ()})
    planted += len(truth.walls) + len(truth.moved) + len(truth.gaps) + len(truth.lying)
    planted += len(truth.restored or ()) + len(truth.returns or ()) + len(truth.live or ()) + len(truth.headlines) + len(truth.suppressed)
    planted += sum(len(told or ()) for told in (truth.flips, truth.withdrawals, truth.contradictions, truth.silences))
    keys = _keys(story)
    sides = (held, _Reached(session, story, truth), Past(session, story, truth, keys), Moves(session, story, incident, keys))
    return Check(planted, tuple(m for side in sides for m in side.missed()), tuple(e for side in sides for e in side.extra()))


class _Held:
    """The store's side and the story's side of everything that can be planted."""

    def __init__(self, session: Session, story: Story, incident: str) -> None:
        assert story.truth is not None
        self._truth = story.truth
        self._key = _keys(story)
        self._articles = {a.key: a for a in story.articles}
        versions = history.versions(session, incident)
        self._versions = Counter(self._key.get(v.url, v.url) for v in versions)
        self._decisions = {self._key.get(v.url, v.url): v.decision for v in versions}
        self._edits = history.edits(session)
        self._statements = {(self._key.get(s.url, s.url), s.claim, s.polarity, s.value) for s in history.statements(session, incident)}
        self._pages = [(e.kind, self._key.get(e.url, e.url), e) for e in history.events(session, incident) if e.kind in PAGE_EVENTS]
        self._copies = {(self._key.get(a, a), self._key.get(b, b)) for a, b in history.copied(session)}

    def missed(self) -> Iterator[str]:
        for article, count in self._truth.versions.items():
            if self._versions[article] < count:
                yield f"versions: {article} has {self._versions[article]}, planted {count}"
        for article, decision in self._truth.tags.items():
            if self._decisions.get(article) != decision:
                yield f"tag: {article} is {self._decisions.get(article) or 'not judged'}, planted {decision}"
        for words in self._truth.edits:
            if trouble := self._edit_missed(words):
                yield f"edit: {words.article}, “{words.before}” → “{words.after}”: {trouble}"
        for origin, copy in sorted(self._planted_copies() - self._copies):
            yield f"copy: {copy} of {origin}"
        for kind, page in self._planted_pages():
            if not any((k, key) == (kind, page.article) and _within(e, page.at) for k, key, e in self._pages):
                yield f"{kind}: {page.article} at {instant(page.at)}"
        yield from self._statements_missed()

    def extra(self) -> Iterator[str]:
        for article, count in sorted(self._versions.items()):
            if count > self._truth.versions.get(article, 0):
                yield f"versions: {article} has {count}, planted {self._truth.versions.get(article, 0)}"
        planted = [(w.article, w.at) for w in self._truth.edits]
        for edit in self._edits:
            inside = any(article == self._key.get(edit.url) and edit.after_at < at <= edit.until_at for article, at in planted)
            if not inside and not self._tested(edit):
                yield f"edit: {edit.url}, “{edit.before}” → “{edit.after}”"
        for origin, copy in sorted(self._copies - self._planted_copies()):
            yield f"copy: {copy} of {origin}"
        told = {"vanished": True, "restored": self._truth.restored is not None, "uncorrected": self._truth.uncorrected is not None}
        pages = list(self._planted_pages())
        for kind, key, event in self._pages:
            if told[kind] and not any((kind, key) == (k, page.article) and _within(event, page.at) for k, page in pages):
                yield f"{kind}: {key}"

    def _planted_pages(self) -> Iterator[tuple[str, Vanished | Restored | Uncorrected]]:
        """What happens to pages: they go, they are back, they do not follow what they were copied from."""
        yield from (("vanished", page) for page in self._truth.vanished)
        yield from (("restored", page) for page in self._truth.restored or ())
        yield from (("uncorrected", page) for page in self._truth.uncorrected or ())

    def _tested(self, edit: EditLine) -> bool:
        """Whether an edit is one of two headlines under test for the other: which look is shown which is nobody's plan."""
        article = self._articles.get(self._key.get(edit.url, ""))
        tests = [{*v.test_headlines, v.headline} for v in article.versions if v.test_headlines] if article else []
        return edit.part == "heading" and any({edit.before, edit.after} <= test for test in tests)

    def _planted_copies(self) -> set[tuple[str, str]]:
        return {(c.origin, copy) for c in self._truth.copies for copy in c.copies}

    def _edit_missed(self, words: Words) -> str:
        """Why a planted edit was not found; empty when it was."""
        found = [e for e in self._edits if self._key.get(e.url) == words.article and _has(e, words)]
        if not found:
            return "not found"
        timed = [e for e in found if e.after_at < words.at <= e.until_at]
        if not timed:
            return f"found {between(found[0].after_at, found[0].until_at)}, planted at {instant(words.at)}"
        return _misjudged(timed, words)

    def _statements_missed(self) -> Iterator[str]:
        for said in self._truth.statements:
            made = {(a, c, p) for a, c, p, _ in self._statements}
            exact = (said.article, said.claim, said.polarity, said.value) in self._statements
            if not (exact if said.value is not None else (said.article, said.claim, said.polarity) in made):
                yield f"statement: {said.article} {said.polarity}s {said.claim}" + (f" = {said.value:g}" if said.value is not None else "")


class _Reached:
    """The store's side and the story's side of what stands between us and the news."""

    def __init__(self, session: Session, story: Story, truth: Truth) -> None:
        self._story = story
        self._truth = truth
        self._key = _keys(story)
        self._articles = {a.key: a for a in story.articles}
        self._walls = reaching.walls(session)
        self._addresses = reaching.addresses(session)
        self._gaps = reaching.gaps(session)
        self._lying = {q.feed for q in reaching.quirks(session) if q.kind == VALIDATORS_LIE}

    def missed(self) -> Iterator[str]:
        for wall in self._truth.walls:
            if not any(self._met(line, wall) for line in self._walls):
                yield f"wall: {wall.article} at {instant(wall.at)}, {wall.outcome}"
        moved = {(m.article, m.at) for m in self._truth.moved}
        for article, at in sorted(moved - self._moved()):
            yield f"moved: {article} at {instant(at)}"
        for gap in self._truth.gaps:
            if not any(_spans(line, gap) for line in self._gaps):
                yield f"gap: {gap.outlet} at {instant(gap.at)}"
        yield from (f"lying validator: {feed}" for feed in sorted(set(self._truth.lying) - self._lying))

    def extra(self) -> Iterator[str]:
        for look in self._walls:
            if look.outcome in reaching.IN_THE_WAY and not any(self._met(look, wall) for wall in self._truth.walls):
                yield f"wall: {look.url} at {instant(look.at)}, {look.outcome}"
        for article, at in sorted(self._moved() - {(m.article, m.at) for m in self._truth.moved}):
            yield f"moved: {article} at {instant(at)}"
        for line in self._addresses:
            if self._key.get(line.first_url) != self._key.get(_bare(line.url)):
                yield f"address: {line.url} of {line.first_url}"
        for gap in self._gaps:
            if still := self._still_listed(gap):
                yield f"gap: {gap.feed} {between(gap.after_at, gap.until_at)}, although it still listed {still[0]}"
        yield from (f"lying validator: {feed}" for feed in sorted(self._lying - set(self._truth.lying)))

    def _met(self, line: reaching.WallLine, wall: Walled) -> bool:
        """Whether a look met this wall: what it was, while it stood."""
        article = self._articles.get(wall.article)
        ends_at = next((v.at for v in article.versions if v.at > wall.at), None) if article else None
        inside = wall.at <= line.at and (ends_at is None or line.at < ends_at)
        return inside and (self._key.get(line.url), line.outcome) == (wall.article, wall.outcome)

    def _moved(self) -> set[tuple[str, datetime]]:
        """(article, at) of every move of the story after which the store knows the old and the new address as one article's."""
        known = {(line.first_url, _bare(line.url)): line.known_at for line in self._addresses}
        names = {line.first_url for line in self._addresses}
        return {
            (article.key, move.at)
            for article in self._story.articles
            for old, new, move in zip(self._story.addresses(article), self._story.addresses(article)[1:], article.moves, strict=False)
            for name in names
            if (name, old) in known and known.get((name, new), move.at) > move.at
        }

    def _still_listed(self, gap: reaching.GapLine) -> list[str]:
        """Articles that the feed listed both before and after: no article can have come and gone in between."""
        if gap.outlet not in [o.id for o in self._story.outlets]:
            return []
        after = self._story.listing(gap.outlet, gap.until_at)
        return [a.key for a in self._story.listing(gap.outlet, gap.after_at) if a in after]


def _keys(story: Story) -> dict[str, str]:
    """Every address of the story's articles → the article."""
    return {address: article.key for article in story.articles for address in story.addresses(article)}


def _bare(url: str) -> str:
    return url.partition("?")[0]


def _spans(line: reaching.GapLine, gap: Gapped) -> bool:
    return line.outlet == gap.outlet and line.after_at < gap.at <= line.until_at


def _within(event: EventLine, at: datetime) -> bool:
    return event.after_at is not None and event.after_at < at <= event.until_at


def _misjudged(edits: list[EditLine], words: Words) -> str:
    """What is wrong about the edits that were found where one was planted; empty when one of them is judged as planted."""
    wrong = [next(_wrong(edit, words), "") for edit in edits]
    return "" if "" in wrong else wrong[0]


def _wrong(edit: EditLine, words: Words) -> Iterator[str]:
    if words.verdict not in (None, edit.verdict):
        yield f"verdict {edit.verdict}, planted {words.verdict}"
    if words.label not in (None, edit.label, edit.label.partition(".")[0]):
        yield f"label {edit.label}, planted {words.label}"
    if words.material not in (None, edit.material):
        yield f"{'material' if edit.material else 'not material'}, planted the opposite"


def _has(edit: EditLine, words: Words) -> bool:
    return edit.part == words.part and _plain(words.before) in _plain(edit.before) and _plain(words.after) in _plain(edit.after)


def _plain(text: str) -> str:
    """Without what noise does to words: how blanks and quotation marks are set."""
    return " ".join(normalise(text).split())
