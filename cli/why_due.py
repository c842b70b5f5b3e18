"""When an address is asked next, and why then: the two schedules in words."""

from datetime import datetime, timedelta

from cli.wording import instant
from db.feeds import HEALTHY
from db.traces import Answered, ArticleTrace, FeedTrace
from digest.wording import span_words
from ingest import intervals, planning, schedule
from ingest.intervals import Intervals
from ingest.settings import IngestSettings
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
    known, policy = _known(article), planning.policy_of(IngestSettings())
    planned = schedule.next_look(last.captured_at, known, policy)
    said = f"{_due('Next look', at, as_of)}: {_rule(last.captured_at, known, policy)}"
    if known.failures:
        said += f", but {span_words(schedule.MISSED)} at most, doubled for {_misses(known.failures)} that saw nothing"
        said += f" (at most {span_words(schedule.OLD)})"
    if at < planned - ROUNDED:
        said += f"; sooner than that, because {_brought_forward(known, last.captured_at)}"
    elif at > planned + ROUNDED:
        said += f"; later than that, because {_asked_for(last)}"
    return f"{said}."


def _known(article: ArticleTrace) -> schedule.Known:
    since = article.published_at or article.known_at
    return schedule.Known(since, None, article.rate_weights, article.failures, article.stirred_at)


def _rule(at: datetime, known: schedule.Known, policy: schedule.Policy) -> str:
    """What decided how long it waits after a look, in words."""
    wait, rule = schedule.wait(at, known, policy)
    age = f"it was {span_words(max(at - known.published_at, timedelta(0)))} old at the last look"
    match rule:
        case schedule.Rule.CHANCE:
            passed = policy.hazard.by(at + wait - known.published_at) - policy.hazard.by(at - known.published_at)
            chance = schedule.edited(known.weights or schedule.PRIOR, passed)
            taught = "by what its looks have taught" if known.weights else "as articles usually are"
            return f"{age}, and after {span_words(wait)} it is edited with a chance of {chance:.1%} ({taught}), which is worth a look"
        case schedule.Rule.CAP:
            return f"{age}, and no article waits longer than {policy.cap:.0%} of its age, or {span_words(schedule.YOUNG)}"
        case schedule.Rule.HEAT:
            return f"an incident that it is about stirred {_at(known.stirred_at)}, and so it is looked at every {span_words(wait)}"
        case schedule.Rule.LONGEST:
            return f"{age}, and no article waits longer than {span_words(policy.longest)}"
        case schedule.Rule.LEAST:
            return f"{age} and is edited often; no article is looked at oftener than every {span_words(schedule.LEAST)}"


def _brought_forward(known: schedule.Known, looked_at: datetime) -> str:
    if known.stirred_at and known.stirred_at > looked_at:
        return f"an incident that it is about stirred {_at(known.stirred_at)}"
    return "a feed or a sitemap dated it as edited after the last look, or its incident stirred while it was looked at"


def _at(stirred_at: datetime | None) -> str:
    return f"at {instant(stirred_at)}" if stirred_at else "not long ago"


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
            f"{span_words(feed.interval)} after the last one; shorter after polls that bring something, longer after others",
        )
    elif last.outcome is Outcome.GONE:
        wait, why = Intervals().ceiling, "once a day, in case it comes back: the outlet says that it is gone"
    else:
        wait = intervals.after_failure(feed.id, feed.failures, Intervals())
        why = f"{span_words(wait)} after the last one: longer for each of the {feed.failures} in a row that brought nothing"
    late = at > last.captured_at + wait + ROUNDED
    return f"{_due('Next poll', at, as_of)}: {why}{f'; later than that, because {_asked_for(last)}' if late else ''}."


def _due(what: str, at: datetime, as_of: datetime) -> str:
    return f"{what} {'has been due since' if at <= as_of else 'at'} {instant(at)}"


def _misses(failures: int) -> str:
    return f"each of the {failures} looks in a row" if failures > 1 else "the look"


def _asked_for(last: Answered) -> str:
    if last.retry_after:
        return f"the host said Retry-After: {last.retry_after}"
    if last.reason:
        return f"the host wants to be left alone ({last.reason})"
    return "its host had no turn for it then, or had a long queue at the last look"
