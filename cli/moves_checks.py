"""Whether what truth.yaml plants about how outlets move stands in the story: flips, claims taken back, contradictions, silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the form imports its checks; they know it by type only
    from cli.planted import Contradicted, Flipped, TakenBack, Truth
    from cli.story import Article, Head


def moves(truth: Truth, head: Head, articles: Mapping[str, Article]) -> Iterator[str]:
    """One line for each mistake. Articles that are not in the story are told elsewhere."""
    outlets = [o.id for o in head.outlets]
    for i, flip in enumerate(truth.flips or ()):
        yield from (f"flips.{i}.{m}" for m in _flip(flip, outlets, articles))
    for i, back in enumerate(truth.withdrawals or ()):
        if back.article in articles:
            yield from (f"withdrawals.{i}.{m}" for m in _taken_back(back, articles[back.article]))
    for i, contrary in enumerate(truth.contradictions or ()):
        if contrary.article in articles:
            yield from (f"contradictions.{i}.{m}" for m in _contradicted(contrary, outlets, articles[contrary.article]))
    for i, silent in enumerate(truth.silences or ()):
        if silent.outlet not in outlets:
            yield f"silences.{i}.outlet: no outlet {silent.outlet} in this story"
        elif not head.from_ <= silent.at <= head.to:
            yield f"silences.{i}.at: {silent.at:%Y-%m-%dT%H:%MZ} is outside the story's from and to"


def _flip(flip: Flipped, outlets: Collection[str], articles: Mapping[str, Article]) -> Iterator[str]:
    if flip.outlet not in outlets:
        yield f"outlet: no outlet {flip.outlet} in this story"
    elif not any(_says(a, flip.at) for a in articles.values() if a.outlet == flip.outlet):
        yield f"at: expected the `at` of a version of an article of {flip.outlet} that is served"


def _taken_back(back: TakenBack, article: Article) -> Iterator[str]:
    if not _says(article, back.at) or article.text_before(back.at) is None:
        yield f"at: expected the `at` of a later version of {article.key} that is served"


def _contradicted(contrary: Contradicted, outlets: Collection[str], article: Article) -> Iterator[str]:
    if not _says(article, contrary.at):
        yield f"at: expected the `at` of a version of {article.key} that is served"
    if contrary.other and contrary.other not in outlets:
        yield f"other: no outlet {contrary.other} in this story"
    elif contrary.other == article.outlet:
        yield "other: expected another outlet than the article's"


def _says(article: Article, at: datetime) -> bool:
    return any(v.at == at and v.served for v in article.versions)
