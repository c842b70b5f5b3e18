"""When an address is asked next, and why then: the two schedules in words."""

from datetime import datetime, timedelta

from cli.wording import instant, span
from db.feeds import HEALTHY
from db.traces import Answered, ArticleTrace, FeedTrace
from ingest import intervals, schedule
from ingest.intervals import Intervals
from narrative.model import Outcome

ROUNDED = timedelta(seconds=2)
"""Intervals are stored in whole seconds."""


def look(article: ArticleTrace, as_of: datetime) -> str:
    """When an article is looked at next, and by which rule."""
    if article.withheld:
        return "Not looked at any more: its words are withheld."
    at, last = article.next_look_at, article.looks[-1].answered if article.looks else None
    if at is None:
        return "No look is planned."
    if last is None:
        return f"{_due('First look', at, as_of)}: nobody has looked at it yet, and new articles are looked at as soon as they are listed."
    if any(at == e.listed_at for e in article.entries):
        return f"{_due('Next look', at, as_of)}: a feed listed it again then, under another title or address."
    since = article.published_at or article.known_at
    said = f"{_due('Next look', at, as_of)}: {_age(last.captured_at - since)}"
    if article.failures:
        said += f", doubled for {_misses(article.failures)} that saw nothing (at most {span(schedule.OLD)})"
    if at > schedule.next_look(last.captured_at, since, article.failures) + ROUNDED:
        said += f"; later than that, because {_asked_for(last)}"
    return f"{said}."


def poll(feed: FeedTrace, as_of: datetime) -> str:
    """When a feed is asked next, and by which rule."""
    at, last = feed.next_poll_at, feed.polls[-1].answered if feed.polls else None
    if at is None:
        return "Not asked any more: config/feeds.yaml does not name it."
    if last is None:
        return f"{_due('First poll', at, as_of)}: nobody has asked it yet."
    if last.outcome in HEALTHY:
        wait, why = (
            feed.interval,
            f"{span(feed.interval)} after the last one; shorter after polls that bring something, longer after others",
        )
    elif last.outcome is Outcome.GONE:
        wait, why = Intervals().ceiling, "once a day, in case it comes back: the outlet says that it is gone"
    else:
        wait = intervals.after_failure(feed.id, feed.failures, Intervals())
        why = f"{span(wait)} after the last one: longer for each of the {feed.failures} in a row that brought nothing"
    late = at > last.captured_at + wait + ROUNDED
    return f"{_due('Next poll', at, as_of)}: {why}{f'; later than that, because {_asked_for(last)}' if late else ''}."


def _due(what: str, at: datetime, as_of: datetime) -> str:
    return f"{what} {'has been due since' if at <= as_of else 'at'} {instant(at)}"


def _age(age: timedelta) -> str:
    age = max(age, timedelta(0))
    for band, every in schedule.BANDS:
        if age < band:
            return f"it was {span(age)} old at the last look, and articles younger than {span(band)} are looked at every {span(every)}"
    return f"it was {span(age)} old at the last look, and so old ones are looked at every {span(schedule.OLD)}"


def _misses(failures: int) -> str:
    return f"each of the {failures} looks in a row" if failures > 1 else "the look"


def _asked_for(last: Answered) -> str:
    if last.retry_after:
        return f"the host said Retry-After: {last.retry_after}"
    return f"the host wants to be left alone ({last.reason})" if last.reason else "the host wants to be left alone"
