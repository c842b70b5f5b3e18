"""Holds what a store says of its articles' past against a truth file: words that come back, headlines, live pages, hidden noise."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from cli.planted import Headed, Hidden, Returned, Truth
from cli.story import Article, Story
from cli.wording import instant
from db import chronicles
from db.chronicles import SpanLine
from db.session import Session


class Past:
    """The store's side and the story's side of how articles change over time."""

    def __init__(self, session: Session, story: Story, truth: Truth, keys: Mapping[str, str]) -> None:
        """`keys`: every address of the story's articles → the article."""
        self._truth = truth
        self._articles = {a.key: a for a in story.articles}
        self._told = {keys[c.url]: c for c in chronicles.chronicles(session) if c.url in keys}
        self._rules = {key: {h.rule for h in chronicles.hidden(session, c.article_id)} for key, c in self._told.items()}

    def missed(self) -> Iterator[str]:
        for again in self._truth.returns or ():
            if again.at not in self._returned(again.article, again.to):
                yield f"return: {again.article} at {instant(again.at)}, to what it said at {instant(again.to)}"
        for key in self._truth.live or ():
            if key not in self._live():
                yield f"live: {key}"
        for headed in self._truth.headlines:
            if not self._heads(headed):
                yield f"headline: {headed.article}, {headed.place} at {instant(headed.at)}, “{headed.after}”"
        for hidden in self._truth.suppressed:
            if not self._hides(hidden):
                yield f"suppressed: {hidden.article}" + (f", {hidden.rule}" if hidden.rule else "")

    def extra(self) -> Iterator[str]:
        if self._truth.returns is not None:
            yield from self._returns_beyond(self._truth.returns)
        if self._truth.live is not None:
            yield from (f"live: {key}" for key in sorted(self._live() - set(self._truth.live)))

    def _live(self) -> set[str]:
        return {key for key, told in self._told.items() if any(v.live for v in told.versions) or any(r.live for r in told.revisions)}

    def _returned(self, key: str, to: datetime | None = None) -> set[datetime]:
        """The instants of the versions that were seen to bring words back; with `to`, those that the version from then on had."""
        article, told = self._articles[key], self._told.get(key)
        spans = told.spans if told else ()
        return {
            version.at
            for earlier, before, span in _returns(spans)
            for version in article.versions
            if before.to_at < version.at <= span.from_at and (to is None or _first_seen(article, earlier) == to)
        }

    def _returns_beyond(self, planted: tuple[Returned, ...]) -> Iterator[str]:
        """Returns at no planted instant. Headlines under test come and go as looks fall."""
        for key, told in sorted(self._told.items()):
            wanted = [r.at for r in planted if r.article == key]
            tested = any(v.test_headlines for v in self._articles[key].versions)
            for _, before, span in () if tested else _returns(told.spans):
                if not any(before.to_at < at <= span.from_at for at in wanted):
                    yield f"return: {key} at {instant(span.from_at)}, to version {span.version}"

    def _heads(self, headed: Headed) -> bool:
        told = self._told.get(headed.article)
        lines = [h for h in told.headlines if h.place == headed.place and headed.after in h.text] if told else []
        return any(h.after_at and h.after_at < headed.at <= h.from_at for h in lines)

    def _hides(self, hidden: Hidden) -> bool:
        rules = self._rules.get(hidden.article, set())
        return hidden.rule in rules if hidden.rule else bool(rules)


def _returns(spans: tuple[SpanLine, ...]) -> Iterator[tuple[SpanLine, SpanLine, SpanLine]]:
    """For each span in which a version is back: its first span, the one between, and itself."""
    first: dict[int, SpanLine] = {}
    last: dict[str, SpanLine] = {}
    for span in spans:
        if span.version in first:
            yield first[span.version], last[span.language], span
        first.setdefault(span.version, span)
        last[span.language] = span


def _first_seen(article: Article, span: SpanLine) -> datetime | None:
    """The `at` of the version that stood when a span began."""
    version = article.version_at(span.from_at)
    return version.at if version else None
