"""Holds a store against a story's truth file: what was planted and found, missed, or found without having been planted."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from cli.story import Story, Words
from cli.wording import between, instant
from db import history
from db.history import EditLine
from db.session import Session


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
    planted += sum(len(c.copies) for c in truth.copies)
    return Check(planted, tuple(held.missed()), tuple(held.extra()))


class _Held:
    """The store's side and the story's side of everything that can be planted."""

    def __init__(self, session: Session, story: Story, incident: str) -> None:
        assert story.truth is not None
        self._truth = story.truth
        self._key = {story.address(a): a.key for a in story.articles}
        versions = history.versions(session, incident)
        self._versions = Counter(self._key.get(v.url, v.url) for v in versions)
        self._decisions = {self._key.get(v.url, v.url): v.decision for v in versions}
        self._edits = history.edits(session)
        self._statements = {(self._key.get(s.url, s.url), s.claim, s.polarity, s.value) for s in history.statements(session, incident)}
        self._vanished = {self._key.get(e.url, e.url): e for e in history.events(session, incident) if e.kind == "vanished"}
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
        for page in self._truth.vanished:
            found = self._vanished.get(page.article)
            if found is None or not (found.after_at and found.after_at < page.at <= found.until_at):
                yield f"vanished: {page.article} at {instant(page.at)}"
        yield from self._statements_missed()

    def extra(self) -> Iterator[str]:
        for article, count in sorted(self._versions.items()):
            if count > self._truth.versions.get(article, 0):
                yield f"versions: {article} has {count}, planted {self._truth.versions.get(article, 0)}"
        planted = [(w.article, w.at) for w in self._truth.edits]
        for edit in self._edits:
            if not any(article == self._key.get(edit.url) and edit.after_at < at <= edit.until_at for article, at in planted):
                yield f"edit: {edit.url}, “{edit.before}” → “{edit.after}”"
        for origin, copy in sorted(self._copies - self._planted_copies()):
            yield f"copy: {copy} of {origin}"
        for article in sorted(self._vanished.keys() - {v.article for v in self._truth.vanished}):
            yield f"vanished: {article}"

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
        if words.verdict and words.verdict not in {e.verdict for e in timed}:
            return f"verdict {timed[0].verdict}, planted {words.verdict}"
        return ""

    def _statements_missed(self) -> Iterator[str]:
        for said in self._truth.statements:
            made = {(a, c, p) for a, c, p, _ in self._statements}
            exact = (said.article, said.claim, said.polarity, said.value) in self._statements
            if not (exact if said.value is not None else (said.article, said.claim, said.polarity) in made):
                yield f"statement: {said.article} {said.polarity}s {said.claim}" + (f" = {said.value:g}" if said.value is not None else "")


def _has(edit: EditLine, words: Words) -> bool:
    return edit.part == words.part and words.before in edit.before and words.after in edit.after
