"""What is known of a feed, or of an outlet's home, as a person reads it."""

from collections.abc import Sequence

from cli import why_due
from cli.why_lookup import Found
from cli.why_words import Paper, aside, count, counted, host, in_full, odd, outcome, reason, runs, stretch, took
from cli.wording import instant
from db.traces import FeedTrace, KnownOutlet, PollTrace


def tell(paper: Paper, feed: FeedTrace, found: Found) -> None:
    """Write down everything about a feed."""
    paper.lines(f"A feed of {feed.outlet}.", *_stands(feed), why_due.poll(feed, found.as_of))
    known = [("ETag", feed.etag), ("Last-Modified", feed.last_modified), ("304s in a row", str(feed.trusted or ""))]
    paper.section("Validators for the next poll", [row for row in known if row[1]])
    paper.section("Quirks", [(instant(q.noted_at), q.kind, q.detail) for q in feed.quirks])
    gaps = [
        (f"{instant(g.after_at)} to {instant(g.until_at)}", f"then it listed {_entries(g.listed)}, nothing of which was known")
        for g in feed.gaps
    ]
    paper.section("Gaps, in which entries may have come and gone unseen", gaps)
    alike = [[one] for one in feed.polls] if paper.every else [*runs(feed.polls, lambda p: (p.answered.outcome, p.fresh > 0))]
    rows = [(instant(run[0].answered.captured_at), outcome(run), _brought(paper, run, found)) for run in alike]
    paper.section(counted("Polls", len(feed.polls), len(rows)), rows)
    if feed.polls:
        paper.section("The last poll in full", [*in_full(feed.polls[-1].answered, found)])
    if not found.article:
        paper.section("Its host", host(found.host))


def _stands(feed: FeedTrace) -> list[str]:
    if not feed.polls:
        return []
    last = feed.polls[-1].answered
    said = f"{count(len(feed.polls), 'poll')} brought {_entries(sum(p.fresh for p in feed.polls))}"
    if not feed.failures:
        return [f"{said}; the last one, {instant(last.captured_at)}, was {last.outcome}."]
    failed = f"the last {feed.failures} in a row" if feed.failures > 1 else "the last one"
    return [f"{said}; {failed} failed: {last.outcome}{f', {reason(last)}' if reason(last) else ''}."]


def _brought(paper: Paper, run: Sequence[PollTrace], found: Found) -> str:
    last, fresh = run[-1], sum(p.fresh for p in run)
    said = [stretch(run), f"{fresh} new of {last.listed} listed" if fresh else "", *odd(last.answered, found)]
    if len(run) == 1:
        said += [took(last.answered), *(aside(last.answered) if paper.every else ())]
    return "; ".join(filter(None, said))


def _entries(number: int) -> str:
    return count(number, "entry", "entries")


def tell_home(paper: Paper, outlet: KnownOutlet, found: Found) -> None:
    """Write down which feeds an outlet has, and how they are doing."""
    paper.lines(
        f"The home of {outlet.name} ({outlet.key}), which has {count(len(found.feeds), 'feed')}.",
        "A home page itself is not looked at: articles are found through feeds.",
    )
    for feed in found.feeds:
        paper.section(feed.url, [(line,) for line in (*_stands(feed), why_due.poll(feed, found.as_of))])
