"""What a story's outlets print at one instant: pages and feeds as bytes. Pure: the same story and instant give the same bytes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http.client import responses
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cli.furniture import LABELS, WALLS, Labels
from cli.noise import Block, Link, Look
from cli.story import Article, Story, Version
from ingest.catalog import Feed, Outlet

MOST_TEASERS = 4
PAID = {"isAccessibleForFree": False}


def iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def rfc822(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write a feed: its media type, and its template; JSON needs none."""

    media_type: str
    template: str = ""


def form_of(feed: Feed) -> Form:
    """By the last part of the feed's address: Atom, JSON Feed or a Google News sitemap when it says so, otherwise RSS 2.0."""
    name = feed.url.rpartition("/")[2]
    if "atom" in name:
        return Form("application/atom+xml", "atom.xml")
    if name.endswith(".json"):
        return Form("application/feed+json")
    if "sitemap" in name:
        return Form("application/xml", "sitemap.xml")
    return Form("application/rss+xml", "rss.xml")


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
)
_TEMPLATES.filters |= {"iso": iso, "rfc822": rfc822, "media_type": lambda feed: form_of(feed).media_type}


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing a feed lists: where its link leads, and by which address it is known."""

    url: str
    guid: str
    headline: str
    published_at: datetime
    updated_at: datetime


def article_page(story: Story, article: Article, version: Version, at: datetime) -> bytes:
    """The page that says `version`. Without noise, moves and headlines under test it does not depend on `at`."""
    outlet = story.outlet(article.outlet)
    language = version.language or article.language or outlet.language
    labels = LABELS.get(language, Labels())
    look = Look(article.key, at, article.noises)
    said = as_shown(article, version, at)
    links = _links(story, [a for a in story.articles if a.outlet == article.outlet and a.published_at <= at])
    return _print(
        "article.html",
        outlet=outlet,
        version=said,
        url=story.address_at(article, at),
        language=language,
        labels=labels,
        published_at=iso(article.published_at),
        modified_at=version.modified_at and iso(version.modified_at),
        ld=_linked_data(article, said, outlet),
        teasers=_teasers(story, article),
        blocks=look.column(tuple(_paragraphs(article, version)), labels, links),
        around=look.around(labels, links, MOST_TEASERS),
    )


def as_shown(article: Article, version: Version, at: datetime) -> Version:
    """The version as a look at `at` is shown it: of headlines under test, one stands for `headline`."""
    if not version.test_headlines:
        return version
    shown = Look(article.key, at, frozenset()).choice("headline", version.test_headlines)
    return version.model_copy(update={"headline": shown, "test_headlines": ()})


def _paragraphs(article: Article, version: Version) -> Iterator[Block]:
    """On a live page each with the instant from which on it stands there."""
    for text in version.paragraphs:
        since = (iso(v.at) for v in article.versions if text in v.paragraphs)
        yield Block("paragraph", text, time=next(since) if article.live else "")


def wall_page(story: Story, article: Article, version: Version) -> bytes:
    """What is in the way of the article, in the outlet's language where we have words in it, else in English."""
    outlet = story.outlet(article.outlet)
    language = outlet.language if outlet.language in WALLS else "en"
    kind = version.wall or "soft_404"
    words = WALLS[language][kind]
    text = article.text_before(version.at)
    headline = version.headline or (text.headline if text else article.versions[0].headline)
    begins = text.paragraphs[:1] if text and not words.heading else ()
    return _print(
        "wall.html",
        outlet=outlet,
        kind=kind,
        language=language,
        title=f"{words.title or headline} | {outlet.name}",
        heading=words.heading or headline,
        lines=(*begins, *words.lines),
        buttons=words.buttons,
        ld=_linked_data(article, Version(at=version.at, status=503, headline=headline), outlet) | PAID if not words.heading else None,
    )


def plain_page(status: int) -> bytes:
    return _print("plain.html", status=status, phrase=responses.get(status, ""))


def home_page(story: Story, outlet: Outlet, at: datetime) -> bytes:
    return _print("home.html", outlet=outlet, entries=listed(story, outlet, at))


def feed_page(story: Story, outlet: Outlet, feed: Feed, at: datetime) -> bytes:
    """The feed in the form that its address asks for."""
    entries = listed(story, outlet, at, story.behaviour_of(outlet.id).query_of(outlet.feeds.index(feed)))
    form = form_of(feed)
    if form.template:
        return _print(form.template, outlet=outlet, feed=feed, entries=entries, started_at=story.from_)
    return json.dumps(_json_feed(outlet, feed, entries), ensure_ascii=False, indent=1).encode()


def _json_feed(outlet: Outlet, feed: Feed, entries: tuple[Listed, ...]) -> dict[str, object]:
    """https://www.jsonfeed.org/version/1.1/"""
    items = [
        {"id": e.guid, "url": e.url, "title": e.headline, "date_published": iso(e.published_at), "date_modified": iso(e.updated_at)}
        for e in entries
    ]
    facts = {"version": "https://jsonfeed.org/version/1.1", "title": outlet.name, "feed_url": feed.url, "language": outlet.language}
    return {**facts, "items": items}


def listed(story: Story, outlet: Outlet, at: datetime, query: str = "") -> tuple[Listed, ...]:
    """What the outlet lists at `at`, newest first, under the current headlines. `query` stands behind every link."""
    entries = []
    for article in story.listing(outlet.id, at):
        headline = next((v.feed_title or v.headline for v in reversed(article.versions) if v.at <= at and v.headline), "")
        version = article.version_at(at)
        updated_at = (version and version.modified_at) or article.published_at
        address = story.listed_address(article, at)
        entries.append(Listed(f"{address}?{query}" if query else address, address, headline, article.published_at, updated_at))
    return tuple(entries)


def _print(template: str, **values: object) -> bytes:
    return _TEMPLATES.get_template(template).render(values).encode()


def _linked_data(article: Article, version: Version, outlet: Outlet) -> dict[str, object]:
    author = {"@type": "Person", "name": version.byline} if version.byline else {"@type": "Organization", "name": outlet.name}
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if article.live else "NewsArticle",
        "headline": version.headline,
        "datePublished": iso(article.published_at),
        "inLanguage": version.language or article.language or outlet.language,
        "author": author,
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
    }
    if article.live:
        facts["liveBlogUpdate"] = [
            {"@type": "BlogPosting", "datePublished": b.time, "articleBody": b.text} for b in _paragraphs(article, version)
        ]
    return facts | ({"dateModified": iso(version.modified_at)} if version.modified_at else {})


def _teasers(story: Story, article: Article) -> tuple[Link, ...]:
    """Links to what the outlet had published before: fixed, so that they change no byte later."""
    earlier = [a for a in story.articles if a.outlet == article.outlet and a.published_at < article.published_at]
    return _links(story, sorted(earlier, key=lambda a: a.published_at, reverse=True)[:MOST_TEASERS])


def _links(story: Story, articles: list[Article]) -> tuple[Link, ...]:
    return tuple((article.versions[0].headline, story.address(article)) for article in articles)
