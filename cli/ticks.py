"""Which instants of a story to play, so that a few looks see every version of every article.

Every version stands for a span; a look inside the span sees it. Choosing the fewest looks is stabbing intervals, for
which looking just before the earliest end that is still unseen is optimal. A look takes place at a tick when the article
is due by then (`ingest.schedule`); a version that stands for less time than lies between two looks can be missed.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from cli.story import Article, Story, Version
from ingest.hazard import USUAL
from ingest.schedule import Known, Policy, learn, next_look

MARGIN = timedelta(minutes=10)
"""How long before a version's end it is looked at: a replayed run takes its time, and must be over when the version ends."""
APART = timedelta(minutes=20)
DELAY = timedelta(minutes=5)
"""How long after its tick a look may take place. With it, a feed that is due every 15 minutes is due at every tick."""
REPLAYED = Policy(cap=0.03, longest=timedelta(days=1))
"""A replay has twenty ticks for a year, and looks cost it nothing: articles are due at nearly all of them, however old they are."""
GONE_OVER = timedelta(hours=25)
"""Three looks that span more than 24 hours are what confirms that a page is gone."""


@dataclass(frozen=True, slots=True)
class Span:
    """The article wants at least one look in `start <= tick < end`. It is found only while it is listed."""

    article: Article
    listed_until: datetime
    start: datetime
    end: datetime

    def seen(self, ticks: Sequence[datetime]) -> bool:
        """`ticks` in order."""
        return self.held(tuple(_looks(self.article, self.listed_until, ticks)))

    def held(self, looks: Sequence[datetime]) -> bool:
        first = bisect_left(looks, self.start)
        return first < len(looks) and looks[first] < self.end


def choose_ticks(story: Story, most: int = 20) -> tuple[datetime, ...]:
    """At most `most` instants of the story, in order and 20 minutes apart, that see as many versions as can be seen.

    Each is 10 minutes before something would be missed. `unseen` tells what they cannot see.
    """
    ticks: list[datetime] = []
    wanted = sorted(_wanted(story), key=lambda span: span.end)
    for span in wanted:
        tick = max(span.start, _minute(span.end - MARGIN), *(t + APART for t in ticks[-1:]))
        if tick <= story.to and not span.seen(ticks) and span.seen([*ticks, tick]):
            ticks.append(tick)
    while len(ticks) > most:
        ticks.remove(_least_useful(story, wanted, ticks))
    return tuple(ticks)


CLOSE = 16
"""Ticks up to which spare ones are added to see edits sooner; each costs a replay some seconds."""
SOON = timedelta(minutes=5)


def plan_ticks(story: Story, most: int = 20) -> tuple[datetime, ...]:
    """The ticks of `choose_ticks`, and while they are few, more of them soon after edits: intervals become narrow.

    Each addition sees the edit whose interval it narrows most, as a ratio, and costs no version that was seen without it.
    """
    ticks = choose_ticks(story, most)
    refused: set[datetime] = set()
    while len(ticks) < min(CLOSE, most):
        closer = {t: ratio for t, ratio in _closer(story, ticks) if t not in refused}
        if not closer:
            break
        best = max(closer, key=lambda t: (closer[t], t))
        more = tuple(sorted((*ticks, best)))
        refused.add(best)
        ticks = more if _missing(story, more) <= _missing(story, ticks) else ticks
    return ticks


def _missing(story: Story, ticks: Sequence[datetime]) -> int:
    return sum(not span.seen(ticks) for span in _wanted(story))


def _closer(story: Story, ticks: Sequence[datetime]) -> Iterator[tuple[datetime, float]]:
    """For each change that is seen: an earlier tick at which it could be, and how much narrower its interval would be."""
    for article in story.articles:
        course = tuple(_course(article, story.listed_until(article), ticks))
        looks = tuple(tick for tick, _ in course)
        for version in (v for v in article.versions[1:] if not v.in_the_way):
            n = bisect_left(looks, version.at)
            if 0 < n < len(looks):
                before, seen = looks[n - 1], looks[n]
                tick = _minute(max(version.at + SOON, course[n - 1][1]) + timedelta(minutes=1))
                if seen - tick > APART and all(abs(tick - t) >= APART for t in ticks):
                    yield tick, (seen - before) / (tick - before)


def unseen(story: Story, ticks: Sequence[datetime]) -> tuple[tuple[str, int], ...]:
    """(article, index of the version) of everything that no tick sees. An article has to be found in a feed before it is looked at.

    A feed whose validator lies is taken at its word: when it is caught, and what it lists is found, cannot be known beforehand.
    """
    ticks = sorted(ticks)
    return tuple((article.key, i) for article in story.articles for i in _missed(story, article, ticks))


def _missed(story: Story, article: Article, ticks: Sequence[datetime]) -> Iterator[int]:
    looks = tuple(_looks(article, story.listed_until(article), ticks))
    return (i for i in range(len(article.versions)) if not _stands(story, article, i).held(looks))


def _looks(article: Article, listed_until: datetime, ticks: Sequence[datetime]) -> Iterator[datetime]:
    """The ticks at which the article is looked at: first when a feed lists it, then when it is due again."""
    return (tick for tick, _ in _course(article, listed_until, ticks))


def _course(article: Article, listed_until: datetime, ticks: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Each look, and when the next one is due. What a look sees teaches the schedule here as it does in a replay."""
    found = bisect_left(ticks, article.published_at)
    if found == len(ticks) or ticks[found] >= listed_until:
        return
    due, known, seen = ticks[found], Known(article.published_at), None
    for tick in ticks[found:]:
        if tick >= due:
            version, at = article.version_at(tick), tick + DELAY
            if version and version.served:
                known = replace(known, seen_at=at, weights=learn(at, known, version is not seen, USUAL), failures=0)
                seen = version
            else:
                known = replace(known, failures=known.failures + 1)
            due = next_look(at, known, REPLAYED)
            yield tick, due


def _least_useful(story: Story, wanted: Sequence[Span], ticks: Sequence[datetime]) -> datetime:
    """The tick without which least is missed; of equals the latest, because a story is told from its beginning."""

    def loss(tick: datetime) -> tuple[int, int]:
        rest = [t for t in ticks if t != tick]
        return len(unseen(story, rest)), sum(not span.seen(rest) for span in wanted)

    return min(reversed(ticks), key=loss)


def _wanted(story: Story) -> Iterator[Span]:
    for article in story.articles:
        for i, version in enumerate(article.versions):
            span = _stands(story, article, i)
            if i == 0:
                span = replace(span, end=min(span.end, span.listed_until))
            yield from _wanted_looks(version, span)
        yield from _moved(story, article)


def _moved(story: Story, article: Article) -> Iterator[Span]:
    """One look for each address while the article stands there: a move is known to who saw both places. Where only the feed tells of
    one, while the feed still lists it."""
    listed_until, last = story.listed_until(article), story.to + MARGIN
    starts = (article.published_at, *(m.at for m in article.moves))
    told = (False, *(m.redirect != "none" for m in article.moves))
    for start, end, redirects in zip(starts, (*starts[1:], last), told, strict=True) if article.moves else ():
        yield Span(article, listed_until, start, end if redirects else min(end, listed_until))


def _stands(story: Story, article: Article, i: int) -> Span:
    """While version `i` is what the page says. The last one stands beyond the story's end, so that `story.to` itself can see it."""
    later = article.versions[i + 1 : i + 2]
    return Span(article, story.listed_until(article), article.versions[i].at, later[0].at if later else story.to + MARGIN)


def _wanted_looks(version: Version, span: Span) -> Iterator[Span]:
    """One look sees a text. That a page is gone takes one at the beginning, one in between and one at the end of its absence."""
    lasts = span.end - span.start
    if not version.gone or lasts <= GONE_OVER + 2 * APART:
        yield span
        return
    edge = min((lasts - GONE_OVER) / 2, lasts / 4)
    early, middle, late = span.start + edge, span.start + lasts / 2, span.end - edge
    yield from (replace(span, end=early), replace(span, start=early, end=middle), replace(span, start=late))


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
