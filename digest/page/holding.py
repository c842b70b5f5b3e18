"""What an outlet held to be true of a family of claims, from when to when: its verdicts of days, made into stretches of time.

A verdict stands until the outlet's next one: nobody takes a position back by writing of something else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from db.movements import PoleLine
from db.overviews import TellingLine, VoteLine
from digest.page.sight import Unseen

CONTESTED = "contested"
"""The verdict of `v_pole` on a day on which no pole prevailed."""
CAUSE = "cause"


@dataclass(frozen=True, slots=True)
class Stand:
    """A stretch in which an outlet held one pole, none that prevailed (`contested`), or wrote and held none (empty). `votes` show it."""

    from_at: datetime
    to_at: datetime
    verdict: str
    votes: tuple[VoteLine, ...] = ()


def family(votes: Iterable[VoteLine]) -> str:
    """The family of claims whose poles are drawn: the cause, where that has poles, else the one most is written on; empty without poles."""
    counts: dict[str, int] = {}
    for vote in votes:
        if vote.pole:
            counts[vote.family] = counts.get(vote.family, 0) + 1
    return CAUSE if CAUSE in counts else min(counts, key=lambda name: (-counts[name], name), default="")


def stands(tellings: Sequence[TellingLine], poles: Iterable[PoleLine], votes: Sequence[VoteLine], to_at: datetime) -> tuple[Stand, ...]:
    """One outlet's stands in order, up to `to_at`, each as long as it is the same. Copies of others' texts are no words of its own."""
    own = [t.until_at for t in tellings if t.copy_of_snapshot_id is None]
    found = [Stand(min(own), to_at, "")] if own else []
    for pole in sorted(poles, key=lambda p: p.day):
        shown = tuple(v for v in votes if v.day == pole.day and counts(v))
        if shown:
            _add(found, Stand(min(v.until_at for v in shown), to_at, pole.verdict, shown))
    return tuple(s for s in found if s.from_at < s.to_at or s.votes)


def counts(vote: VoteLine) -> bool:
    """Whether a vote is for a pole, and the outlet's own: what `v_pole` counts."""
    return vote.rival and vote.stance > 0 and not vote.copy


def _add(found: list[Stand], stand: Stand) -> None:
    if not found:
        found.append(stand)
        return
    last = found[-1]
    if last.verdict == stand.verdict:
        found[-1] = replace(last, votes=(*last.votes, *stand.votes))
    elif last.from_at == stand.from_at and not last.verdict:
        found[-1] = stand
    else:
        found[-1] = replace(last, to_at=stand.from_at)
        found.append(stand)


def copied_pole(votes: Iterable[VoteLine]) -> str:
    """The pole that a copy's text affirms most; empty when it affirms none."""
    mass: dict[str, float] = {}
    for vote in votes:
        if vote.rival and vote.stance > 0 and vote.pole:
            mass[vote.pole] = mass.get(vote.pole, 0.0) + vote.stance
    return min(mass, key=lambda pole: (-mass[pole], pole), default="")


def visible(from_at: datetime, to_at: datetime, unseen: Sequence[Unseen]) -> tuple[tuple[datetime, datetime], ...]:
    """What is left of a stretch of time without those in which nothing could be seen: what an outlet held then is not known."""
    left = []
    start = from_at
    for one in sorted(unseen, key=lambda u: u.from_at):
        if one.to_at <= start or one.from_at >= to_at:
            continue
        if one.from_at > start:
            left.append((start, one.from_at))
        start = max(start, one.to_at)
    if start < to_at or from_at == to_at == start:
        left.append((start, to_at))
    return tuple(left)
