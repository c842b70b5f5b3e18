"""How the story moves: what was said first, what was added to a text, what was taken out of it, which page went away.

Pure. Every happening carries the interval in which it happened; what was there at our first look has no lower bound.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from narrative.model import Interval, Polarity
from narrative.presence import Absence

VERSION = "1"

ROUND = timedelta(minutes=30)
"""Looks this close belong to one round of looking: which of two outlets first seen in it came first is not known.
Twice the interval at which feeds are asked."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim that a version makes or denies, and the statement in which it does so first."""

    claim: str
    polarity: Polarity
    statement_id: int


@dataclass(frozen=True, slots=True)
class Telling:
    """One version of an article about the incident: what it says, and between which looks it came to say it."""

    article_id: int
    snapshot_id: int
    appeared: Interval
    sayings: tuple[Saying, ...]
    copy: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """Something happened. `key` tells two happenings of one kind apart, whenever they are found."""

    kind: str
    key: str
    when: Interval
    article_id: int
    claim: str | None = None
    statement_id: int | None = None


def happenings(tellings: Sequence[Telling]) -> tuple[Happening, ...]:
    """What the versions of all articles amount to, in the order in which it became known.

    `claim_first`: the first affirmation of a claim among the outlets watched, copies of others' texts left out; of several
    articles that came with it in one round of looking, each, because none can be said to have been earlier.
    `claim_added`, `claim_withdrawn`: a version affirms what the one before did not, or no longer what it did.
    """
    ordered = sorted(tellings, key=lambda t: (t.appeared.until_at, t.snapshot_id))
    found = [*_firsts(ordered), *_moves(ordered)]
    return tuple(sorted(found, key=lambda h: (h.when.until_at, h.kind, h.key)))


def _firsts(ordered: Iterable[Telling]) -> Iterator[Happening]:
    first_at: dict[str, datetime] = {}
    told: set[str] = set()
    for telling in ordered:
        until_at = telling.appeared.until_at
        for claim, statement_id in () if telling.copy else _affirmed(telling).items():
            key = f"{claim}:{telling.article_id}"
            if key not in told and until_at - first_at.setdefault(claim, until_at) <= ROUND:
                told.add(key)
                yield Happening("claim_first", key, telling.appeared, telling.article_id, claim, statement_id)


def _moves(ordered: Iterable[Telling]) -> Iterator[Happening]:
    versions: dict[int, list[Telling]] = defaultdict(list)
    for telling in ordered:
        versions[telling.article_id].append(telling)
    for told in versions.values():
        for before, after in pairwise(told):
            yield from _step(before, after)


def _step(before: Telling, after: Telling) -> Iterator[Happening]:
    had, has = _affirmed(before), _affirmed(after)
    for kind, claims, said in (("claim_added", has.keys() - had.keys(), has), ("claim_withdrawn", had.keys() - has.keys(), had)):
        for claim in sorted(claims):
            yield Happening(kind, f"{after.snapshot_id}:{claim}", after.appeared, after.article_id, claim, said[claim])


def _affirmed(telling: Telling) -> dict[str, int]:
    return {s.claim: s.statement_id for s in reversed(telling.sayings) if s.polarity is Polarity.AFFIRM}


def absences(article_id: int, away: Iterable[Absence]) -> Iterator[Happening]:
    """`vanished` and `restored`, for a page that the outlet itself says is not there."""
    for absence in away:
        key = f"{article_id}:{_stamp(absence.vanished.until_at)}"
        yield Happening("vanished", key, absence.vanished, article_id)
        if absence.restored:
            yield Happening("restored", key, absence.restored, article_id)


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S")
