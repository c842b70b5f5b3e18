"""Whether the files of a story fit together: names that point at each other, instants inside the story, addresses that stay on loopback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from narrative.errors import BadInput

if TYPE_CHECKING:  # the form imports its checks; they know it by type only
    from cli.story import Article, Head, Truth, Version, Words

TLD = ".test"
"""RFC 6761 keeps it out of the real DNS, so that a replay can never ask a real outlet."""


def check(folder: Path, head: Head, files: Mapping[Path, Article], truth: Truth | None) -> None:
    """Nothing, or BadInput with one line for each mistake: file, field, what was expected."""
    mistakes = [f"{folder / 'story.yaml'}: {m}" for m in (*_incidents(folder, head), *_outlets(head))]
    mistakes += [f"{path}: {m}" for path, article in files.items() for m in _article(article, head)]
    mistakes += _twice(files)
    if not files:
        mistakes.append(f"{folder / 'articles'}: (folder): expected at least one article, a .yaml file each")
    if truth:
        articles = {article.key: article for article in files.values()}
        mistakes += [f"{folder / 'truth.yaml'}: {m}" for m in _truth(truth, articles)]
    if mistakes:
        raise BadInput("\n".join(mistakes))


def _incidents(folder: Path, head: Head) -> Iterator[str]:
    for i, name in enumerate(head.incidents):
        if not (folder / name).is_file():
            yield f"incidents.{i}: no such file: {name} (paths are relative to the story's folder)"


def _outlets(head: Head) -> Iterator[str]:
    owner: dict[str, str] = {}
    names = [o.id for o in head.outlets]
    for i, outlet in enumerate(head.outlets):
        if outlet.id in names[:i]:
            yield f"outlets.{i}.id: {outlet.id} is named twice"
        if not outlet.feeds:
            yield f"outlets.{i}.feeds: expected at least one feed; without one nothing is ever found"
        addresses = [("home", outlet.home)] if outlet.home else []
        addresses += [(f"feeds.{n}.url", feed.url) for n, feed in enumerate(outlet.feeds)]
        for field, address in addresses:
            site = urlsplit(address)
            if site.scheme != "http" or not site.netloc.lower().endswith(TLD):
                yield f"outlets.{i}.{field}: expected http://NAME{TLD}/… without a port, not {address}"
            elif owner.setdefault(site.netloc.lower(), outlet.id) != outlet.id:
                yield f"outlets.{i}.{field}: {site.netloc} already belongs to {owner[site.netloc.lower()]}"


def _article(article: Article, head: Head) -> Iterator[str]:
    known = [o.id for o in head.outlets]
    if article.outlet not in known:
        yield f"outlet: no outlet {article.outlet} in story.yaml; there are {', '.join(known)}"
    for i, version in enumerate(article.versions):
        if not head.from_ <= version.at <= head.to:
            yield f"versions.{i}.at: {version.at:%Y-%m-%dT%H:%MZ} is outside the story's from and to"


def _twice(files: Mapping[Path, Article]) -> Iterator[str]:
    first: dict[str, Path] = {}
    for path, article in files.items():
        if first.setdefault(article.key, path) != path:
            yield f"{path}: slug: {article.key} is already the article of {first[article.key].name}"


def _truth(truth: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    yield from _names(truth, articles)
    yield from _counts(truth, articles)
    for i, words in enumerate(truth.edits):
        if words.article in articles:
            yield from (f"edits.{i}.{m}" for m in _words(words, articles[words.article]))
    for i, gone in enumerate(truth.vanished):
        article = articles.get(gone.article)
        if article and not any(v.gone and v.at == gone.at for v in article.versions):
            yield f"vanished.{i}.at: {gone.article} has no version with status 404 or 410 from that instant on"


def _names(truth: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    """Every article that is named, and every article that has to be."""
    named = [(f"edits.{i}.article", e.article) for i, e in enumerate(truth.edits)]
    named += [(f"vanished.{i}.article", v.article) for i, v in enumerate(truth.vanished)]
    named += [(f"statements.{i}.article", s.article) for i, s in enumerate(truth.statements)]
    for i, copy in enumerate(truth.copies):
        named += [(f"copies.{i}.origin", copy.origin), *((f"copies.{i}.copies.{n}", c) for n, c in enumerate(copy.copies))]
    for field, listed in (("versions", truth.versions), ("tags", truth.tags)):
        named += [(f"{field}.{key}", key) for key in listed]
        for missing in sorted(articles.keys() - listed.keys()):
            yield f"{field}: {missing} is missing; every article of the story is expected"
    for field, key in named:
        if key not in articles:
            yield f"{field}: no article {key} in the story; an article is named OUTLET/SLUG"


def _counts(truth: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    for key, count in truth.versions.items():
        most = sum(v.served for v in articles[key].versions) if key in articles else count
        if not 0 <= count <= most:
            yield f"versions.{key}: {count} texts cannot be found where {most} versions are served"


def _words(words: Words, article: Article) -> Iterator[str]:
    i = next((i for i, v in enumerate(article.versions) if v.at == words.at), 0)
    new, old = article.versions[i], next((v for v in reversed(article.versions[:i]) if v.served), None)
    if old is None or not new.served:
        yield f"at: expected the `at` of a later version of {article.key} that is served"
        return
    for field, wanted, version in (("before", words.before, old), ("after", words.after, new)):
        if wanted not in _part(version, words.part):
            yield f"{field}: {wanted!r} does not stand in the {words.part} of {article.key} at {version.at:%Y-%m-%dT%H:%MZ}"


def _part(version: Version, part: str) -> str:
    return version.headline if part == "heading" else version.body
