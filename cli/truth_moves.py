"""Holds how a store says that outlets move against a truth file: flips, claims taken back, contradictions, silence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from cli.planted import Contradicted, Flipped, Silent, TakenBack, Truth
from cli.story import Story
from cli.wording import between, instant
from db import movements
from db.lines import lines
from db.session import Session
from narrative.model import Interval
from narrative.movements import SILENT_AFTER, Silence


@dataclass(frozen=True, slots=True)
class _Flip:
    """What of a row of `v_flip` is planted."""

    family: str
    outlet: str
    from_pole: str
    to_pole: str
    state: str
    after_at: datetime | None
    until_at: datetime

    def __str__(self) -> str:
        return f"flip: {self.outlet}, {self.family}, {self.from_pole} → {self.to_pole}, {between(self.after_at, self.until_at)}"


@dataclass(frozen=True, slots=True)
class _Withdrawal:
    """What of a row of `v_withdrawal` is planted."""

    url: str
    claim: str
    after_at: datetime | None
    until_at: datetime


@dataclass(frozen=True, slots=True)
class _Contradiction:
    """What of a row of `v_contradiction` is planted."""

    kind: str
    quantity: str
    detail: str
    outlet: str
    url: str
    said_after_at: datetime | None
    said_until_at: datetime
    other_outlet: str | None
    other_url: str | None
    other_said_after_at: datetime | None
    other_said_until_at: datetime | None

    def sides(self) -> Iterator[tuple[str, Interval, str | None]]:
        """(address, when it was said there, the other outlet), from each side on which something is said."""
        contrary = self.other_outlet if self.kind == "between" else None
        yield self.url, Interval(self.said_after_at, self.said_until_at), contrary
        if self.kind == "between" and self.other_url and self.other_said_until_at:
            yield self.other_url, Interval(self.other_said_after_at, self.other_said_until_at), self.outlet


class Moves:
    """The store's side and the story's side of how what outlets say moves over time."""

    def __init__(self, session: Session, story: Story, incident: str, keys: Mapping[str, str]) -> None:
        """`keys`: every address of the story's articles → the article."""
        self._truth = story.truth or Truth(versions={}, tags={})
        self._key = keys
        self._tested = {a.key for a in story.articles if any(v.test_headlines for v in a.versions)}
        self._flips = lines(session, "v_flip", _Flip, "until_at", "outlet", "family", incident=incident)
        self._withdrawn = lines(session, "v_withdrawal", _Withdrawal, "until_at", "url", "claim", incident=incident)
        told = lines(session, "v_contradiction", _Contradiction, "said_until_at", "kind", "quantity", incident=incident)
        self._contrary = tuple(_once(told))
        self._silent = movements.silences(session, incident)

    def missed(self) -> Iterator[str]:
        for flip in self._truth.flips or ():
            if trouble := self._flip_missed(flip):
                yield f"flip: {flip.outlet}, {flip.family}, {flip.from_} → {flip.to} at {instant(flip.at)}: {trouble}"
        for back in self._truth.withdrawals or ():
            if not any(self._is_withdrawn(row, back) for row in self._withdrawn):
                yield f"withdrawal: {back.article}, {back.claim} at {instant(back.at)}"
        for contrary in self._truth.contradictions or ():
            if not any(self._contradicts(row, contrary) for row in self._contrary):
                against = f" with {contrary.other}" if contrary.other else ""
                yield f"contradiction: {contrary.kind}, {contrary.what}, {contrary.article}{against} at {instant(contrary.at)}"
        for silent in self._truth.silences or ():
            if not any(_is_silent(row, silent) for row in self._silent):
                yield f"silence: {silent.outlet}, {silent.claim} at {instant(silent.at)}"

    def extra(self) -> Iterator[str]:
        if (flips := self._truth.flips) is not None:
            yield from (str(row) for row in self._flips if not any(_is_flip(row, f) for f in flips))
        if (withdrawals := self._truth.withdrawals) is not None:
            for row in self._withdrawn:
                if self._key.get(row.url) not in self._tested and not any(self._is_withdrawn(row, w) for w in withdrawals):
                    yield f"withdrawal: {self._named(row.url)}, {row.claim} {between(row.after_at, row.until_at)}"
        if (contradictions := self._truth.contradictions) is not None:
            yield from (self._told(row) for row in self._contrary if not any(self._contradicts(row, c) for c in contradictions))
        if (silences := self._truth.silences) is not None:
            for silence in self._silent:
                if not any(_is_silent(silence, s) for s in silences):
                    yield f"silence: {silence.outlet}, {silence.claim} from {instant(silence.spread_at)} on"

    def _flip_missed(self, flip: Flipped) -> str:
        """Why a planted flip was not found as it was planted; empty when it was."""
        states = [row.state for row in self._flips if _is_flip(row, flip)]
        if not states:
            return "not found"
        return "" if flip.state in states else f"{states[0]}, planted {flip.state}"

    def _is_withdrawn(self, row: _Withdrawal, back: TakenBack) -> bool:
        when = Interval(row.after_at, row.until_at)
        return (self._key.get(row.url), row.claim) == (back.article, back.claim) and _within(when, back.at)

    def _contradicts(self, row: _Contradiction, planted: Contradicted) -> bool:
        if (row.kind, row.quantity) != (planted.kind, planted.what):
            return False
        wanted = (planted.article, planted.other)
        return any((self._key.get(url), other) == wanted and _within(said, planted.at) for url, said, other in row.sides())

    def _told(self, row: _Contradiction) -> str:
        other = f" with {self._named(row.other_url)}" if row.kind == "between" and row.other_url else ""
        said = between(row.said_after_at, row.said_until_at)
        return f"contradiction: {row.kind}, {row.quantity}, {self._named(row.url)}{other}, said {said}"

    def _named(self, url: str) -> str:
        return self._key.get(url, url)


def _once(found: tuple[_Contradiction, ...]) -> Iterator[_Contradiction]:
    """An article that goes on contradicting itself does so once, as the event has it."""
    known = set()
    for row in found:
        key = (row.url, row.quantity, row.detail)
        if row.kind != "internal" or key not in known:
            known.add(key)
            yield row


def _is_flip(row: _Flip, flip: Flipped) -> bool:
    """Whether this is the flip, in whichever state: a later day can confirm it or let it lapse."""
    moved = (row.outlet, row.family, row.from_pole, row.to_pole) == (flip.outlet, flip.family, flip.from_, flip.to)
    return moved and _within(Interval(row.after_at, row.until_at), flip.at)


def _is_silent(row: Silence, silent: Silent) -> bool:
    return (row.outlet, row.claim) == (silent.outlet, silent.claim) and row.spread_at <= silent.at <= row.spread_at + SILENT_AFTER


def _within(when: Interval, at: datetime) -> bool:
    return (when.after_at is None or when.after_at < at) and at <= when.until_at
