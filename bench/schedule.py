"""When to look again: ours beside newsdiffs, NewsSniffer and diffengine on the same edits, each peer at its own number of requests.

    python -m bench.schedule [ARTICLES]      edited articles that are drawn, 300 if not said

Ours is `ingest.schedule` and `ingest.heat` as they are shipped, asked every five minutes. A version is caught when a look falls between its
edit and the next one; lag is from an edit to the next look, and to the horizon where there is none. All schedules begin with a look at
publication, are never late, and see every edit that stands: this is about when to look, not about what is seen then.
"""

import math
import random
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from statistics import NormalDist, fmean

from db.schedules import Tagged
from ingest import heat, schedule
from ingest.schedule import Known, Policy

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
MONTH, YEAR = 30 * DAY, 365 * DAY
START = datetime(2025, 1, 1, tzinfo=UTC)
EDITED = 0.34
"""Share of articles that are edited at all; the others need requests all the same."""
EVERY = 5 * MINUTE
"""How often `recheck_articles` runs."""

Edits = tuple[float, ...]
"""Ages in seconds, in order."""
Looks = list[float]
Rule = Callable[[Edits, float], Looks]
"""Edits of an article and a horizon → ages at which it is looked at, up to the horizon."""


# ── Edits ──

MEDIAN, SPREAD = 1.2, 1.25
"""Hours, and the width of a lognormal, of edits of the first day: with them newsdiffs' rule catches 86 %, as it was measured to."""


def drawn(articles: int, seed: int, slower: float = 1.0) -> list[Edits]:
    """The edits of so many edited articles: 79 % are edited once or twice, 4.8 % more than nine times; 95 % of edits are made in 24 hours,
    3 % after three days. Drawn in strata, so that a sample of some hundreds has these shares, too."""
    rng = random.Random(seed)
    numbers = [_number(rng, u) for u in _strata(rng, articles)]
    ages = iter([slower * _age(rng, u) for u in _strata(rng, sum(numbers))])
    return [tuple(sorted(next(ages) for _ in range(n))) for n in numbers]


def _strata(rng: random.Random, n: int) -> list[float]:
    return rng.sample([(i + rng.random()) / n for i in range(n)], n)


def _number(rng: random.Random, u: float) -> int:
    if u < 0.79:
        return 1 if u < 0.55 else 2
    if u < 0.952:
        return rng.choices(range(3, 10), [k**-1.6 for k in range(3, 10)])[0]
    return min(10 + int(rng.expovariate(1 / 6)), 60)


def _age(rng: random.Random, u: float) -> float:
    if u < 0.95:
        whole_day = NormalDist().cdf(math.log(24 / MEDIAN) / SPREAD)
        return MEDIAN * HOUR * math.exp(SPREAD * NormalDist().inv_cdf(max(u / 0.95 * whole_day, 1e-12)))
    return rng.uniform(1, 3) * DAY if u < 0.97 else 3 * DAY * (365 / 3) ** ((u - 0.97) / 0.03)


def check(articles: Sequence[Edits]) -> None:
    """Say how near the sample is to what it was fitted to."""
    numbers, ages = [len(a) for a in articles], [age for a in articles for age in a]
    few, many = (sum(map(test, numbers)) / len(numbers) for test in (lambda n: n <= 2, lambda n: n > 9))
    day, late = sum(a < DAY for a in ages) / len(ages), sum(a > 3 * DAY for a in ages) / len(ages)
    print(f"{len(articles) / EDITED:.0f} articles, {len(articles)} of them edited (34 %), {len(ages)} edits. Edited once or twice", end=" ")
    print(
        f"{few:.1%} (79 %), more than nine times {many:.1%} (4.8 %); of edits in 24 h {day:.1%} (95 %), after three days {late:.1%} (3 %)\n"
    )


# ── Peers, as their code says ──

BANDS = ((3 * HOUR, 15 * MINUTE), (DAY, HOUR), (7 * DAY, 3 * HOUR), (30 * DAY, 3 * DAY), (360 * DAY, 30 * DAY))


def newsdiffs(edits: Edits, horizon: float) -> Looks:
    """Bands of the time since the last change; a cron job every 15 minutes. A look is due when the delay has passed, to the second: in the
    field, where a minute is lost now and then, it is looked less and caught less."""
    looks, changed, tick = [0.0], 0.0, 15 * MINUTE
    while True:
        at = looks[-1] + tick
        while (delay := next((every for band, every in BANDS if at - changed < band), None)) and at - looks[-1] < delay:
            at += max(tick, math.floor((delay - (at - looks[-1])) / tick) * tick)
        if delay is None or at > horizon:
            return looks
        changed = at if _changed(edits, looks[-1], at) else changed
        looks.append(at)


def newssniffer(edits: Edits, horizon: float) -> Looks:
    """Half an hour, then 1.2 times as long each time; from half an hour again after a change; never again from 40 days on."""
    looks, period = [0.0], 30 * MINUTE
    while period < 40 * DAY and (at := looks[-1] + period) <= horizon:
        period = 30 * MINUTE if _changed(edits, looks[-1], at) else 1.2 * period
        looks.append(at)
    return looks


def _diffengine(horizon: float, wrapped: float) -> Iterator[float]:
    yield (checked := 0.0)
    for n in range(1, int(horizon / (30 * MINUTE)) + 1):
        at = n * 30 * MINUTE
        since, age = (at - checked) % wrapped, at % wrapped
        if not age or since / age >= 0.2:
            yield (checked := at)


def diffengine(wrapped: float) -> Rule:
    """When a fifth of the age has passed since the last look, by a cron job every 30 minutes. What is shipped takes both times without
    their days, so all begins anew each day."""
    looks = list(_diffengine(YEAR, wrapped))
    return lambda _edits, horizon: looks[: bisect_right(looks, horizon)]


def _changed(edits: Edits, since: float, until: float) -> bool:
    return bisect_right(edits, until) > bisect_right(edits, since)


# ── Ours ──


def ours(policy: Policy) -> Rule:
    """The shipped schedule under a policy."""

    def looks(edits: Edits, horizon: float) -> Looks:
        known, taken, at = Known(START), [], 0.0
        while at <= horizon:
            now = START + timedelta(seconds=at)
            changed = bool(taken) and _changed(edits, taken[-1], at)
            known = replace(known, seen_at=now, weights=schedule.learn(now, known, changed, policy.hazard))
            taken.append(at)
            due = (schedule.next_look(now, known, policy) - START).total_seconds()
            at = math.ceil((due - 1) / EVERY) * EVERY
        return taken

    return looks


# ── Scores ──


@dataclass(frozen=True, slots=True)
class Score:
    """What a schedule costs and sees. Requests are of an article, edited or not; lags in minutes, up to the horizon."""

    month: float
    year: float
    caught: float
    mean: float
    p90: float

    def beats(self, other: "Score") -> bool:
        cheaper = self.month <= other.month and self.year <= other.year
        return cheaper and self.caught > other.caught and self.mean < other.mean and self.p90 < other.p90


def scored(rule: Rule, articles: Sequence[Edits], horizon: float = YEAR) -> Score:
    looked = [(edits, rule(edits, horizon)) for edits in articles]
    untouched = rule((), horizon)
    lags, caught = [], 0
    for edits, looks in looked:
        seen_by = [bisect_left(looks, age) for age in edits if age <= horizon]
        caught += len({n for n in seen_by if n < len(looks)})
        lags += [((looks[n] if n < len(looks) else horizon) - age) / MINUTE for n, age in zip(seen_by, edits, strict=False)]

    def requests(until: float) -> float:
        edited = fmean(bisect_right(looks, until) for _, looks in looked)
        return EDITED * edited + (1 - EDITED) * bisect_right(untouched, until)

    lags.sort()
    return Score(requests(MONTH), requests(YEAR), caught / len(lags), fmean(lags), lags[int(0.9 * len(lags))])


LOWEST = 0.004
"""Of chances that are tried: below it five minutes between looks are the bound."""


def within(policy: Policy, articles: Sequence[Edits], month: float, year: float = math.inf) -> Policy:
    """The policy with the smallest chance that keeps to so many requests in a month, and in a year, on these articles."""
    low, high = LOWEST, 0.8
    while high > 1.03 * low:
        middle = math.sqrt(low * high)
        spent = scored(ours(replace(policy, chance=middle)), articles, MONTH if year == math.inf else YEAR)
        low, high = (low, middle) if spent.month <= month and spent.year <= year else (middle, high)
    return replace(policy, chance=high)


def fitted(policy: Policy, articles: Sequence[Edits], peer: Score) -> tuple[Policy, Score]:
    """Tuned on every tenth article, then raised until the whole sample keeps to the peer's requests, too."""
    policy = within(policy, articles[::10], peer.month, peer.year)
    while (score := scored(ours(policy), articles)).month > peer.month or score.year > peer.year:
        policy = replace(policy, chance=1.03 * policy.chance)
    return policy, score


# ── Heat ──


def heat_lags(stirs: bool, seed: int) -> list[float]:
    """Hours until an edit at 200 days is seen, on articles of four hosts, where the incident stirs up to a day before the edit."""
    rng, stirred_at, policy = random.Random(seed), START + 200 * timedelta(days=1), Policy()
    known = Known(START)
    looked = [stirred_at - rng.random() * policy.longest for _ in range(2_000)]
    due = [schedule.next_look(at, known, policy) for at in looked]
    if stirs:
        known = Known(START, stirred_at=stirred_at)
        tagged = [Tagged(n, "", START, START, at, due[n], None, 0) for n, at in enumerate(looked)]
        for host in range(4):
            theirs = [t for t in heat.reached(stirred_at, tagged) if t.id % 4 == host]
            for heated in heat.spread(theirs, stirred_at, heat.room(5_000, 2_000)):
                due[heated.id] = min(due[heated.id], heated.look_by)
    return [_seen_after(stirred_at + rng.random() * timedelta(days=1), at, known, policy) for at in due]


def _seen_after(edited_at: datetime, look_at: datetime, known: Known, policy: Policy) -> float:
    while look_at < edited_at:
        look_at = schedule.next_look(look_at, known, policy)
    return (look_at - edited_at) / timedelta(hours=1)


# ── Report ──

PEERS: tuple[tuple[str, Rule, Policy, int], ...] = (
    ("newsdiffs, cron 15 min", newsdiffs, Policy(), 1),
    ("NewsSniffer", newssniffer, Policy(longest=timedelta(days=30)), 1),
    ("diffengine as intended", diffengine(math.inf), Policy(longest=timedelta(days=30)), 1),
    ("diffengine as shipped (every tenth article)", diffengine(DAY), Policy(longest=timedelta(hours=2)), 10),
)
"""With the bound of the wait at which ours can spend what the peer spends in a year; the chance is tuned here. On every n-th article:
5,111 looks at each take their time."""


def row(name: str, s: Score) -> str:
    return f"{name:<44}{s.month:>9.1f}{s.year:>9.1f}{s.caught:>9.1%}{s.mean:>11.0f}{s.p90:>9.0f}"


def against_peers(articles: Sequence[Edits]) -> bool:
    print(f"{'':<44}{'req 30 d':>9}{'365 d':>9}{'caught':>9}{'mean (min)':>11}{'p90':>9}")
    print(row("ours, as shipped", scored(ours(Policy()), articles)), flush=True)
    better = True
    for name, rule, start, nth in PEERS:
        peer = scored(rule, articles[::nth])
        policy, score = fitted(start, articles[::nth], peer)
        beats = score.beats(peer)
        better &= beats
        print(row(name, peer))
        settings = f"  ours: chance {policy.chance:.3f}, wait at most {policy.longest / timedelta(days=1):.2g} d"
        print(row(settings, score), "better" if beats else "NOT BETTER", flush=True)
    return better


def in_a_month(articles: Sequence[Edits], later: Sequence[Edits]) -> bool:
    """The bars of the first 30 days, without the cap and with it; and the same policies on edits three times as slow as we believe."""
    print("\nFirst 30 days")
    reached = True
    for name, requests, bar, cap in (("12 requests, uncapped", 12, 0.75, 1e4), ("20 requests, capped", 20, 0.862, Policy().cap)):
        policy = within(Policy(cap=cap), articles, requests)
        score, slow = scored(ours(policy), articles, MONTH), scored(ours(policy), later, MONTH)
        reached &= score.caught >= bar and score.month <= requests
        print(f"  {name} (chance {policy.chance:.3f}): {score.month:.1f} requests, {score.caught:.1%} caught (bar {bar:.1%});", end=" ")
        print(f"edits three times slower: {slow.month:.1f}, {slow.caught:.1%}", flush=True)
    return reached


def with_heat() -> bool:
    print("\nAn edit at 200 days, within a day after the incident stirred: hours until it is seen")
    for name, stirs in (("with heat", True), ("without", False)):
        lags = sorted(heat_lags(stirs, seed=3))
        print(f"  {name:<10} mean {fmean(lags):6.1f}, p90 {lags[int(0.9 * len(lags))]:6.1f}, longest {lags[-1]:6.1f}")
    return max(heat_lags(True, seed=3)) <= 24


def main(arguments: list[str]) -> int:
    number = int(arguments[0]) if arguments else 300
    articles, later = drawn(number, seed=1), drawn(number, seed=2, slower=3.0)
    check(articles)
    passed = [against_peers(articles), in_a_month(articles, later), with_heat()]
    print(f"\n{'All' if all(passed) else 'NOT all'} as it should be: better than each at no more requests, above the bars, within a day")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
