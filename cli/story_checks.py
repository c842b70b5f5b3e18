"""Whether the files of a story fit together: names that point at each other, instants inside the story, addresses that stay on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from cli.moves_checks import moves
from cli.past_checks import past
from narrative.errors import BadInput

if TYPE_CHECKING:  # the form imports its checks; they know it by type only
    from cli.planted import (
        Contradicted,
        Headed,
        Hidden,
        Moved,
        Restored,
        Returned,
        Said,
        TakenBack,
        Truth,
        Uncorrected,
        Vanished,
        Walled,
        Words,
    )
    from cli.story import Article, Head, Version
    from ingest.catalog import Outlet

    Planted = Vanished | Walled | Moved | Said | Restored | Uncorrected | Returned | Headed | Hidden | TakenBack | Contradicted

OK = 200
TLD = ".test"
"""RFC 6761 keeps it out of the real DNS, so that a replay can never ask a real outlet."""
MEETS = {"consent": {"consent_wall"}, "bot": {"blocked"}, "paywall": {"paywalled"}, "login": {"paywalled"}}
"""How a look ends that meets a wall. A bot wall with status 403 may also be taken for a plain refusal."""


def _meets(version: Version) -> set[str]:
    """How looks at what stands in the way may end."""
    if version.wall:
        return MEETS[version.wall] | ({"forbidden"} if version.status != OK else set())
    return {"soft_404" if version.soft_404 else "moved"}


def check(folder: Path, head: Head, files: Mapping[Path, Article], truth: Truth | None) -> None:
    """Nothing, or BadInput with one line for each mistake: file, field, what was expected."""
    mistakes = [f"{folder / 'story.yaml'}: {m}" for m in (*_incidents(folder, head), *_outlets(head), *_behaviour(head))]
    mistakes += [f"{path}: {m}" for path, article in files.items() for m in _article(article, head)]
    mistakes += _twice(files)
    if not files:
        mistakes.append(f"{folder / 'articles'}: (folder): expected at least one article, a .yaml file each")
    if truth:
        articles = {article.key: article for article in files.values()}
        mistakes += [
            f"{folder / 'truth.yaml'}: {m}"
            for m in (*_truth(truth, articles), *_feeds(truth, head, articles), *moves(truth, head, articles))
        ]
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


def _behaviour(head: Head) -> Iterator[str]:
    feeds = {o.id: len(o.feeds) for o in head.outlets}
    for name, behaviour in head.behaviour.items():
        if name not in feeds:
            yield f"behaviour.{name}: no outlet {name} in this story; there are {', '.join(feeds)}"
        elif not isinstance(behaviour.link_query, str) and len(behaviour.link_query) != feeds[name]:
            yield f"behaviour.{name}.link_query: expected one for each of {feeds[name]} feeds, in their order"


def _article(article: Article, head: Head) -> Iterator[str]:
    outlets = {o.id: o for o in head.outlets}
    if article.outlet not in outlets:
        yield f"outlet: no outlet {article.outlet} in story.yaml; there are {', '.join(outlets)}"
    for i, version in enumerate(article.versions):
        if not head.from_ <= version.at <= head.to:
            yield f"versions.{i}.at: {version.at:%Y-%m-%dT%H:%MZ} is outside the story's from and to"
    yield from _moves(article, head, outlets.get(article.outlet))


def _moves(article: Article, head: Head, outlet: Outlet | None) -> Iterator[str]:
    for i, move in enumerate(article.moves):
        if not article.published_at < move.at <= head.to:
            yield f"moves.{i}.at: expected an instant after the article's publication and not after the story's end"
        if outlet and move.redirect == "none":
            numbers = {_number(outlet, slug) for slug in article.slugs[i : i + 2]}
            if "" in numbers or len(numbers) > 1:
                yield f"moves.{i}.to: without a redirect, expected both addresses to carry the number that {outlet.id}'s `article_id` finds"


def _number(outlet: Outlet, slug: str) -> str:
    """The outlet's own number in an article's address; empty where there is none, or no rule."""
    found = re.search(outlet.article_id, f"/{slug}.html") if outlet.article_id else None
    return found[1] or "" if found else ""


def _twice(files: Mapping[Path, Article]) -> Iterator[str]:
    first: dict[str, Path] = {}
    for path, article in files.items():
        for i, slug in enumerate(article.slugs):
            field, key = (f"moves.{i - 1}.to" if i else "slug"), f"{article.outlet}/{slug}"
            if key in first:
                yield f"{path}: {field}: {key} is already the article of {first[key].name}"
            first.setdefault(key, path)


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
    yield from _reaching(truth, articles)
    yield from past(truth, articles)


def _reaching(truth: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    for i, wall in enumerate(truth.walls):
        if wall.article in articles:
            yield from (f"walls.{i}.{m}" for m in _wall(wall, articles[wall.article]))
    for i, moved in enumerate(truth.moved):
        article = articles.get(moved.article)
        if article and all(m.at != moved.at for m in article.moves):
            yield f"moved.{i}.at: {moved.article} does not move at that instant"


def _wall(wall: Walled, article: Article) -> Iterator[str]:
    version = next((v for v in article.versions if v.at == wall.at and v.in_the_way), None)
    if version is None:
        yield f"at: {article.key} has no version with `wall`, `soft_404` or `to_front_page` from that instant on"
    elif wall.outcome not in (meets := _meets(version)):
        yield f"outcome: expected {' or '.join(sorted(meets))} for what is planted there"


def _feeds(truth: Truth, head: Head, articles: Mapping[str, Article]) -> Iterator[str]:
    """What is planted in feeds: gaps, and validators that lie."""
    for i, gap in enumerate(truth.gaps):
        if gap.outlet not in [o.id for o in head.outlets]:
            yield f"gaps.{i}.outlet: no outlet {gap.outlet} in this story"
        elif all((a.outlet, a.published_at) != (gap.outlet, gap.at) for a in articles.values()):
            yield f"gaps.{i}.at: expected the instant at which an article of {gap.outlet} pushes out the last that was listed before"
    liars = [f.url for o in head.outlets for f in o.feeds if o.id in head.behaviour and head.behaviour[o.id].lying_validator]
    for i, feed in enumerate(truth.lying):
        if feed not in liars:
            yield f"lying.{i}: expected a feed of an outlet whose behaviour has `lying_validator`, not {feed}"


def _names(truth: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    """Every article that is named, and every article that has to be."""
    named = [(f"edits.{i}.article", e.article) for i, e in enumerate(truth.edits)]
    lists: dict[str, Sequence[Planted]] = {
        "vanished": truth.vanished, "walls": truth.walls, "moved": truth.moved, "statements": truth.statements,
        "restored": truth.restored or (), "uncorrected": truth.uncorrected or (), "returns": truth.returns or (),
        "headlines": truth.headlines, "suppressed": truth.suppressed,
        "withdrawals": truth.withdrawals or (), "contradictions": truth.contradictions or (),
    }  # fmt: skip
    named += [(f"{field}.{i}.article", entry.article) for field, entries in lists.items() for i, entry in enumerate(entries)]
    for i, copy in enumerate(truth.copies):
        named += [(f"copies.{i}.origin", copy.origin), *((f"copies.{i}.copies.{n}", c) for n, c in enumerate(copy.copies))]
    named += [(f"live.{i}", key) for i, key in enumerate(truth.live or ())]
    named += [(f"{field}.{key}", key) for field, listed in (("versions", truth.versions), ("tags", truth.tags)) for key in listed]
    for missing in sorted(articles.keys() - truth.versions.keys()):
        yield f"versions: {missing} is missing; every article of the story is expected"
    for missing in sorted(key for key in articles.keys() - truth.tags.keys() if truth.versions.get(key) != 0):
        yield f"tags: {missing} is missing; every article that has a text is expected"
    for field, key in named:
        if key not in articles:
            yield f"{field}: no article {key} in the story; an article is named OUTLET/SLUG"


def _counts(truth: Truth, articles: Mapping[str, Article]) -> Iterator[str]:
    for key, count in truth.versions.items():
        most = sum(max(1, len(v.test_headlines)) for v in articles[key].versions if v.served) if key in articles else count
        if not 0 <= count <= most:
            yield f"versions.{key}: {count} texts cannot be found where {most} are served"


def _words(words: Words, article: Article) -> Iterator[str]:
    new = next((v for v in article.versions if v.at == words.at and v.served), None)
    old = article.text_before(words.at, new.language) if new else None
    if old is None or new is None:
        yield f"at: expected the `at` of a later version of {article.key} that is served"
        return
    for field, wanted, version in (("before", words.before, old), ("after", words.after, new)):
        if not any(wanted in text for text in _part(version, words.part)):
            yield f"{field}: {wanted!r} does not stand in the {words.part} of {article.key} at {version.at:%Y-%m-%dT%H:%MZ}"


def _part(version: Version, part: str) -> Iterable[str]:
    return version.headings if part == "heading" else (version.body,)
