"""What an outlet held to be true of a family of claims, from when to when: its verdicts of days, made into stretches of time.

A verdict stands until the outlet's next one: nobody takes a position back by writing of something else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from db.movements import ClaimLine, PoleLine
from db.overviews import StanceLine, TellingLine
from digest.page.sight import Unseen

CONTESTED = "contested"
"""The verdict of `v_pole` on a day on which no pole prevailed."""
CAUSE = "cause"


@dataclass(frozen=True, slots=True)
class Shown:
    """A version that affirms a claim of a pole, and when it came to stand."""

    telling: TellingLine
    stance: StanceLine


@dataclass(frozen=True, slots=True)
class Stand:
    """A stretch in which an outlet held one pole, none that prevailed (`contested`), or wrote and held none (empty)."""

    from_at: datetime
    to_at: datetime
    verdict: str
    shown: tuple[Shown, ...] = ()


def family(claims: Iterable[ClaimLine], stances: Iterable[StanceLine]) -> str:
    """The family of claims whose poles are drawn: the cause, where that has poles, else the one most is written on; empty without poles."""
    written = Counter(s.family for s in stances if s.pole)
    families = {c.family for c in claims if c.pole}
    return min(families, key=lambda name: (name != CAUSE, -written[name], name), default="")


def stands(tellings: Sequence[TellingLine], poles: Iterable[PoleLine], stances: Iterable[StanceLine], to_at: datetime) -> tuple[Stand, ...]:
    """One outlet's stands in order, up to `to_at`, each as long as it is the same. Copies of others' texts are no words of its own.

    A stand begins with the first version of the day that holds what prevailed on it.
    """
    own = [t for t in tellings if t.copy_of_snapshot_id is None]
    found = [Stand(min(t.until_at for t in own), to_at, "")] if own else []
    by_snapshot: dict[int, list[StanceLine]] = defaultdict(list)
    for stance in stances:
        if affirms(stance):
            by_snapshot[stance.snapshot_id].append(stance)
    for pole in sorted(poles, key=lambda p: p.day):
        day = [t for t in own if f"{t.until_at.astimezone(UTC):%Y-%m-%d}" == pole.day]
        shown = tuple(Shown(t, s) for t in day for s in by_snapshot[t.snapshot_id])
        if holds := _holding(day, shown, pole.verdict):
            _add(found, Stand(min(holds), to_at, pole.verdict, shown))
    return tuple(found)


def affirms(stance: StanceLine) -> bool:
    """Whether a version is for a claim that stands for its pole: what `v_pole` counts."""
    return stance.rival and stance.stance > 0


def _holding(day: Sequence[TellingLine], shown: Iterable[Shown], verdict: str) -> list[datetime]:
    """When the versions came that hold what prevailed on a day; that nothing did is so of what stood at its end."""
    last = {t.article_id: t.attempt_id for t in day}
    return [
        s.telling.until_at
        for s in shown
        if s.stance.pole == verdict or (verdict == CONTESTED and s.telling.attempt_id == last[s.telling.article_id])
    ]


def _add(found: list[Stand], stand: Stand) -> None:
    last = found[-1]
    if last.verdict == stand.verdict:
        found[-1] = replace(last, shown=(*last.shown, *stand.shown))
    elif last.from_at == stand.from_at and not last.verdict:
        found[-1] = stand
    else:
        found[-1] = replace(last, to_at=stand.from_at)
        found.append(stand)


def copied_pole(stances: Iterable[StanceLine]) -> str:
    """The pole that a copy's text affirms most; empty when it affirms none."""
    mass: dict[str, float] = defaultdict(float)
    for stance in stances:
        if affirms(stance) and stance.pole:
            mass[stance.pole] += stance.stance
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
