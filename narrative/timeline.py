"""How the story moves: what was said first, what came into a text, what went out of it, which page vanished, came back or moved, which copy
still says what its origin took back.

Pure. Every happening carries the interval in which it happened; what was there at our first look has no lower bound.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from narrative.model import Interval, Polarity
from narrative.presence import Look, absences, moves

VERSION = "5"

ROUND = timedelta(minutes=30)
"""Looks this close belong to one round of looking: which of two outlets first seen in it came first is not known.
Twice the interval at which feeds are asked."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim that a version makes or denies, and the statement in which it does so first. `own`: of a copy, in words that it put in."""

    claim: str
    polarity: Polarity
    statement_id: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """A version of an article about the incident comes to stand: what it says, and between which looks it came to say it.

    `version` is the attempt that opened it, `seen_by` the one that saw it now: another one when it is back after others.
    `language` is '' where it is not known.
    """

    article_id: int
    version: int
    seen_by: int
    appeared: Interval
    sayings: tuple[Saying, ...]
    copy: bool = False
    language: str = ""

    @property
    def returned(self) -> bool:
        return self.seen_by != self.version


FOLLOW = timedelta(hours=24)
"""What a copy has to follow its origin in. Four in five edits of news happen within a day of publication: who follows, follows by then."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A copy was seen, at `seen_at` in time order, to say what an edit of its origin took back.

    The edit is named for ever by the first look that saw its new words, and its position among the edits that came with it.
    """

    article_id: int
    look: int
    position: int
    edited: Interval
    seen_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something happened. `key` tells two happenings of one kind apart, whenever they are found.

    It rests on a statement, on another one that this is held against, on an edit; `outlet_id` where no article is concerned.
    """

    kind: str
    key: str
    when: Interval
    article_id: int | None
    claim: str | None = None
    statement_id: int | None = None
    other_statement_id: int | None = None
    edit_id: int | None = None
    outlet_id: int | None = None
    detail: str = ""


def happenings(tellings: Sequence[Telling]) -> tuple[Happening, ...]:
    """What the versions of all articles amount to, in the order in which it became known.

    `claim_first`: the first affirmation of a claim among the outlets watched, what copies took from their origins left out; of several
    articles that came with it in one round of looking, each, because none can be said to have been earlier.
    `claim_added`, `claim_withdrawn`: a version affirms what the one before did not, or no longer what it did. Of a text that goes back
    and forth each step is told once. Versions in different languages are no steps of each other.
    """
    ordered = sorted(tellings, key=lambda t: (t.appeared.until_at, t.seen_by))
    found = [*_firsts(ordered), *_moves(ordered)]
    return tuple(sorted(found, key=lambda h: (h.when.until_at, h.kind, h.key)))


def _firsts(ordered: Iterable[Telling]) -> Iterator[Happening]:
    first_at: dict[str, datetime] = {}
    told: set[str] = set()
    for telling in ordered:
        until_at = telling.appeared.until_at
        for claim, statement_id in _affirmed(telling, own=telling.copy).items():
            key = f"{claim}:{telling.article_id}"
            if key not in told and until_at - first_at.setdefault(claim, until_at) <= ROUND:
                told.add(key)
                yield Happening("claim_first", key, telling.appeared, telling.article_id, claim, statement_id)


def _moves(ordered: Iterable[Telling]) -> Iterator[Happening]:
    told: dict[int, list[Telling]] = defaultdict(list)
    steps: set[tuple[int, int]] = set()
    for after in ordered:
        before = next((t for t in reversed(told[after.article_id]) if one_language(t.language, after.language)), None)
        if before and (step := (before.version, after.version)) not in steps:
            steps.add(step)
            yield from _step(before, after)
        told[after.article_id].append(after)


def one_language(one: str, other: str) -> bool:
    """Whether versions in these languages can be compared; one whose language is not known can be with any."""
    return not (one and other) or one == other


def _step(before: Telling, after: Telling) -> Iterator[Happening]:
    had, has = _affirmed(before), _affirmed(after)
    name = f"{after.version}<{before.version}" if after.returned else f"{after.version}"
    for kind, claims, said in (("claim_added", has.keys() - had.keys(), has), ("claim_withdrawn", had.keys() - has.keys(), had)):
        for claim in sorted(claims):
            yield Happening(kind, f"{name}:{claim}", after.appeared, after.article_id, claim, said[claim])


def _affirmed(telling: Telling, *, own: bool = False) -> dict[str, int]:
    said = (s for s in reversed(telling.sayings) if s.own or not own)
    return {s.claim: s.statement_id for s in said if s.polarity is Polarity.AFFIRM}


def of_page(article_id: int, looks: Sequence[Look]) -> Iterator[Happening]:
    """`vanished` and `restored`, for a page that the outlet itself says is not there; `moved`, for one that is elsewhere for good.

    `looks` are one article's, in time order.
    """
    for absence in absences(looks):
        key = f"{article_id}:{_stamp(absence.vanished.until_at)}"
        yield Happening("vanished", key, absence.vanished, article_id)
        if absence.restored:
            yield Happening("restored", key, absence.restored, article_id)
    for move in moves(looks):
        yield Happening("moved", f"{article_id}:{_stamp(move.until_at)}", move, article_id)


def of_copies(carried: Iterable[Carried]) -> Iterator[Happening]:
    """`uncorrected`: a copy still says what its origin took back at least FOLLOW before; told once, by the first look that shows it."""
    for one in carried:
        late = next((at for at in one.seen_at if at >= one.edited.until_at + FOLLOW), None)
        if late:
            key = f"{one.look}:{one.position}:{one.article_id}"
            yield Happening("uncorrected", key, Interval(one.edited.until_at, late), one.article_id)


def uncorrected_edit(key: str) -> tuple[int, int]:
    """The look and the position that name the edit which a copy did not follow, out of the key of what happened."""
    look, position, _ = map(int, key.split(":"))
    return look, position


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")
