"""When an outlet could not be seen, and why: out of the spans in which its feeds and pages did, or did not, answer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from db.overviews import CoverageLine
from narrative.timeline import ROUND

FEED, PAGE = "feed", "page"
SEEN = "seen"
NOT_YET = "not yet watched"
MOST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Unseen:
    """A span in which nothing of an outlet could be seen; `page` when it was only one of its pages."""

    from_at: datetime
    to_at: datetime
    reason: str
    article_id: int | None = None


def blind(spans: Iterable[CoverageLine], from_at: datetime, to_at: datetime) -> tuple[Unseen, ...]:
    """Spans between two instants in which nothing of one outlet could be seen, in order.

    Nothing: all its feeds were lost, or a page of it was, and none could be read. Before its first look it was not yet watched. An outlet
    that has neither feeds nor pages is no outlet that anybody watches, and has none. What was lost and found within one round of looking
    was only looked at in that order.
    """
    known = [s for s in spans if s.from_at <= to_at]
    if not known:
        return ()
    first = min(s.from_at for s in known)
    early = [Unseen(from_at, first, NOT_YET)] if first > from_at else []
    return (*early, *(u for u in _joined(_lost(known, to_at), from_at) if u.to_at - u.from_at > ROUND or u.to_at == to_at))


def _lost(spans: list[CoverageLine], to_at: datetime) -> Iterator[Unseen]:
    """The spans between changes, of those in which nothing could be seen."""
    changes = sorted(_changes(spans, to_at), key=lambda c: c[0])
    at: Counter[tuple[str, bool]] = Counter()
    why: Counter[tuple[str, str]] = Counter()
    before: datetime | None = None
    for when, group in groupby(changes, key=lambda c: c[0]):
        if before is not None and before < when and (kind := _blinded(at)):
            yield Unseen(before, when, _reasons(why, kind))
        for _, span, step in group:
            at[span.kind, span.state == SEEN] += step
            if span.state != SEEN:
                why[span.kind, span.reason or span.outcome.replace("_", " ")] += step
        before = when


def _changes(spans: list[CoverageLine], to_at: datetime) -> Iterator[tuple[datetime, CoverageLine, int]]:
    for span in spans:
        yield span.from_at, span, 1
        yield min(span.until_at or to_at, to_at), span, -1


def _blinded(at: Counter[tuple[str, bool]]) -> str:
    """What it is that nothing can be seen of: feeds, pages, or neither."""
    return next((kind for kind in (FEED, PAGE) if at[kind, False] and not at[kind, True]), "")


def _reasons(why: Counter[tuple[str, str]], kind: str) -> str:
    reasons = sorted(reason for (of, reason), count in why.items() if of == kind and count)
    more = f" and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
    return f"{'no feed of it answered' if kind == FEED else 'no page of it could be read'}: {'; '.join(reasons[:MOST_REASONS])}{more}"


def _joined(found: Iterable[Unseen], from_at: datetime) -> Iterator[Unseen]:
    """Spans that touch and have one reason are one; what lies before `from_at` is cut off."""
    last: Unseen | None = None
    for one in found:
        if last and last.to_at == one.from_at and last.reason == one.reason:
            last = replace(last, to_at=one.to_at)
        else:
            yield from (last,) if last else ()
            last = replace(one, from_at=max(one.from_at, from_at)) if one.to_at > from_at else None
    yield from (last,) if last else ()


def pages(spans: Iterable[CoverageLine], articles: frozenset[int], to_at: datetime) -> tuple[Unseen, ...]:
    """Spans in which one page of an outlet could not be seen: one of `articles`, or one that was never read, of which nobody knows."""
    by_page: dict[int, list[CoverageLine]] = {}
    for span in spans:
        if span.kind == PAGE and span.article_id is not None and span.from_at <= to_at:
            by_page.setdefault(span.article_id, []).append(span)
    found = []
    for article_id, each in by_page.items():
        if article_id in articles or all(s.state != SEEN for s in each):
            lost = (s for s in each if s.state != SEEN)
            found += [Unseen(s.from_at, min(s.until_at or to_at, to_at), s.reason or s.outcome, article_id) for s in lost]
    return tuple(sorted(found, key=lambda u: (u.from_at, u.to_at, u.article_id or 0)))
