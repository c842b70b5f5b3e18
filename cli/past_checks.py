"""Whether what truth.yaml plants about an article over time stands in the story: words that come back, headlines, live pages, noise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the form imports its checks; they know it by type only
    from cli.planted import Headed, Returned, Truth
    from cli.story import Article, Version


def past(truth: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    """One line for each mistake. Articles that are not in the story are told elsewhere."""
    for i, back in enumerate(truth.restored or ()):
        if back.article in articles and not _is_back(articles[back.article], back.at):
            yield f"restored.{i}.at: {back.article} has no text from that instant on that follows a status 404 or 410"
    for i, again in enumerate(truth.returns or ()):
        if again.article in articles:
            yield from (f"returns.{i}.{m}" for m in _returns(again, articles[again.article]))
    for i, headed in enumerate(truth.headlines):
        if headed.article in articles:
            yield from (f"headlines.{i}.{m}" for m in _headed(headed, articles[headed.article]))
    yield from _kinds(truth, articles)


def _kinds(truth: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    for i, key in enumerate(truth.live or ()):
        if key in articles and not articles[key].live:
            yield f"live.{i}: expected an article with `live: true`, not {key}"
    for i, hidden in enumerate(truth.suppressed):
        if hidden.article in articles and not articles[hidden.article].noises:
            yield f"suppressed.{i}.article: expected an article with `noise`, not {hidden.article}"


def _text_from(article: Article, at: datetime) -> Version | None:
    return next((v for v in article.versions if v.at == at and v.served), None)


def _is_back(article: Article, at: datetime) -> bool:
    before = [v for v in article.versions if v.at < at]
    return _text_from(article, at) is not None and bool(before) and before[-1].gone


def _returns(again: Returned, article: Article) -> Iterator[str]:
    new, old = _text_from(article, again.at), _text_from(article, again.to)
    between = article.text_before(again.at, new.language) if new else None
    if new is None or between is None or between.text == new.text:
        yield f"at: expected the `at` of a version of {article.key} before which another text stood"
    elif old is None or again.to >= again.at or old.text != new.text:
        yield f"to: expected the `at` of an earlier version of {article.key} with the same text"


def _headed(headed: Headed, article: Article) -> Iterator[str]:
    new = _text_from(article, headed.at)
    old = article.text_before(headed.at, new.language) if new else None
    if new is None or old is None:
        yield f"at: expected the `at` of a later version of {article.key} that is served"
    elif not any(headed.after in text for text in new.heading(headed.place)):
        yield f"after: {headed.after!r} does not stand in the {headed.place} headline of {article.key} at {headed.at:%Y-%m-%dT%H:%MZ}"
    elif old.heading(headed.place) == new.heading(headed.place):
        yield f"at: the {headed.place} headline of {article.key} is the same as before"
