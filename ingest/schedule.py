"""When is an article looked at again? Pure: instants in, instants out.

An article's edits come at its own rate times the hazard of its age. Its rate is not known: a grid of rates carries weights, which each look
that saw its page moves (Bayes). The next look is due when the chance that it was edited meanwhile is worth a request. A share of the age
bounds the wait, because what is old is edited seldom and then it matters; an incident that stirs heats the articles about it.

What is worth a request: `Policy.chance` for a wait of an hour; the longer the wait, the smaller a chance is enough (PATIENCE).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import exp, sqrt

from ingest.hazard import HOUR, USUAL, Hazard

RATES = (0.02, 0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)
"""Edits in an article's first year."""
PRIOR = (0.26, 0.24, 0.23, 0.17, 0.05, 0.015, 0.025, 0.009, 0.001)
"""How many articles have each rate: with it 34 % are edited at all, 77 % of these once or twice, 4.8 % ten times or oftener. Fitted to
Timmerman (35 %, 80 %, 5 %), Tsoukaladelis et al. (27.5 % edited) and NewsEdits (3.6 versions of an article that was edited and tracked)."""
FORGOTTEN = 0.1
"""Share of the weights that an edit sets back to PRIOR: rates change, and an edit is when they do."""

LEAST = timedelta(minutes=5)
"""Between two looks: `recheck_articles` runs as often."""
CHANCE = 0.04
"""Some 19 requests for an article in its first 30 days, which catch seven in eight versions (`bench/schedule.py`)."""
CAP = 0.75
"""Bounds how late a late edit is seen: at most this share of the article's age after it was made."""
YOUNG = timedelta(hours=1)
"""What the share of the age comes to at the least: a newborn article is not looked at all the time."""
OLD = timedelta(days=10)
"""Between looks at an article that nothing calls to mind: the incident this was built for turned after nine months."""

HEAT = ((timedelta(days=3), timedelta(hours=20)), (timedelta(days=7), timedelta(days=2)))
"""While its incident stirred less long ago than this, an article is looked at so often: a day with time to spare, then cooling down."""

PATIENCE = 1 / 3
"""A chance is worth a request from `Policy.chance` / (hours waited) ** PATIENCE on. With 0, one chance at every age, most versions are
caught and late edits are seen very late; with 1 edits are seen soonest on average, and versions of what is edited often are missed."""

MISSED = timedelta(hours=2)
"""Doubled after the first look that could not see the article: three looks over more than a day tell what is gone from what is away, and
the third comes soon. After eight in a row OLD is reached."""

LATE = timedelta(hours=1)
"""How long a host's due articles may wait for their turns before fewer looks are asked for."""
MOST_CHANCE = 0.6
"""Above this a look that finds the text unchanged would be the exception."""


@dataclass(frozen=True, slots=True)
class Policy:
    """When an article is worth a request: the chance of an edit after an hour; the longest wait as a share of the age, and as a time."""

    chance: float = CHANCE
    cap: float = CAP
    longest: timedelta = OLD
    hazard: Hazard = USUAL


@dataclass(frozen=True, slots=True)
class Known:
    """What looks have taught about an article. `weights` are those of RATES, () before anything was learned.

    `seen_at` is the last look that saw its text, `failures` how many in a row have not since; `stirred_at` is when an incident that it is
    about last stirred.
    """

    published_at: datetime
    seen_at: datetime | None = None
    weights: tuple[float, ...] = ()
    failures: int = 0
    stirred_at: datetime | None = None


class Rule(StrEnum):
    """What decided how long an article waits for its next look."""

    CHANCE = "chance"
    CAP = "cap"
    LONGEST = "longest"
    HEAT = "heat"
    LEAST = "least"


def next_look(at: datetime, known: Known, policy: Policy) -> datetime:
    """After a look at `at`, and what it taught. After looks that could not see the article: MISSED at most, doubled for each in a row."""
    interval, _ = wait(at, known, policy)
    if not known.failures:
        return at + interval
    return at + min(min(interval, MISSED) * (1 << min(known.failures, 20)), OLD)


def wait(at: datetime, known: Known, policy: Policy) -> tuple[timedelta, Rule]:
    """How long until the next look is worth it, and by which rule."""
    age = max(at - known.published_at, timedelta(0))
    bounds = (
        (max(YOUNG, age * policy.cap), Rule.CAP),
        (policy.longest, Rule.LONGEST),
        *((every, Rule.HEAT) for every in heated(at, known.stirred_at)),
    )
    longest, rule = max(min(bounds), (LEAST, Rule.LEAST))
    sure = _sure(age, known.weights or PRIOR, policy, longest)
    if sure >= longest:
        return longest, rule
    return sure, Rule.LEAST if sure == LEAST else Rule.CHANCE


def _sure(age: timedelta, weights: tuple[float, ...], policy: Policy, longest: timedelta) -> timedelta:
    """The wait between LEAST and `longest` after which the chance of an edit is what that wait asks for; bisected to a hundredth."""

    def worth(seconds: float) -> bool:
        passed = policy.hazard.by(age + timedelta(seconds=seconds)) - by_now
        return bool(edited(weights, passed) >= policy.chance * (HOUR / seconds) ** PATIENCE)

    by_now = policy.hazard.by(age)
    low, high = LEAST.total_seconds(), longest.total_seconds()
    if worth(low) or not worth(high):
        return LEAST if worth(low) else longest
    while high > low * 1.01:
        middle = sqrt(low * high)
        low, high = (low, middle) if worth(middle) else (middle, high)
    return timedelta(seconds=high)


def edited(weights: tuple[float, ...], passed: float) -> float:
    """The chance that an article was edited while this share of a life's edits is made."""
    return 1.0 - sum(w * exp(-rate * passed) for w, rate in zip(weights, RATES, strict=True))


def heated(at: datetime, stirred_at: datetime | None) -> tuple[timedelta, ...]:
    """How often an article is looked at because its incident stirred; nothing once that has cooled down."""
    since = at - stirred_at if stirred_at else None
    return next(((every,) for warm, every in HEAT if since is not None and since < warm), ())


def learn(at: datetime, known: Known, changed: bool, hazard: Hazard) -> tuple[float, ...]:
    """The weights after a look that saw the article's text, changed or not since the look that saw it before."""
    if known.seen_at is None:
        return known.weights
    before, now = (hazard.by(t - known.published_at) for t in (known.seen_at, at))
    passed = max(now - before, 1e-9)
    stays = [exp(-rate * passed) for rate in RATES]
    weights = [w * (1.0 - s if changed else s) for w, s in zip(known.weights or PRIOR, stays, strict=True)]
    total, kept = sum(weights), 1.0 - FORGOTTEN if changed else 1.0
    return tuple(kept * w / total + (1.0 - kept) * prior for w, prior in zip(weights, PRIOR, strict=True))


def expected_edits(weights: tuple[float, ...]) -> float:
    """Edits in an article's first year, as far as its looks have taught."""
    return sum(w * rate for w, rate in zip(weights or PRIOR, RATES, strict=True))


def pressed(policy: Policy, queue: timedelta) -> Policy:
    """The policy for a host whose due articles wait this long for their turns: the later, the surer a look must be to find something."""
    return replace(policy, chance=max(policy.chance, min(MOST_CHANCE, policy.chance * (queue / LATE))))


def queue(waiting: int, delay: timedelta, budget: int) -> timedelta:
    """How long it takes until everything that waits has been asked, at `delay` between requests and `budget` requests a day."""
    return waiting * max(delay, timedelta(days=1) / budget)


def urgency(now: datetime, due_at: datetime, known: Known) -> float:
    """How soon an article has its turn among those that are due: by how late it is, measured by its age.

    An hour matters to what is an hour old, not to what is a year old; but what is late enough goes before what is fresh: nothing starves.
    """
    age = max(now - known.published_at, timedelta(0))
    if heated(now, known.stirred_at):
        age = min(age, timedelta(days=1))
    return (max(now - due_at, timedelta(0)) + LEAST) / (age + YOUNG)
