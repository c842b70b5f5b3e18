"""What a story's outlets print at one instant: pages and feeds as bytes. Pure: the same story and instant give the same bytes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from http.client import responses
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from cli.story import Article, Story, Version
from ingest.catalog import Feed, Outlet

MOST_TEASERS = 4


def iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def rfc822(at: datetime) -> str:
    return format_datetime(at, usegmt=True)


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).with_name("templates")), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
)
_TEMPLATES.filters |= {"iso": iso, "rfc822": rfc822}


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around an article, which are no part of it."""

    menu: tuple[str, ...] = ("News", "World", "Economy", "Sport", "Opinion")
    teaser: str = "More from us"
    most_read: str = "Most read"
    views: str = "Views"
    updated: str = "Updated {} minutes ago"
    advert: str = "Advertisement"
    about: str = "About us"


_LABELS = {
    "ru": Labels(
        menu=("Новости", "Мир", "Экономика", "Спорт", "Мнения"),
        teaser="Другие материалы",
        most_read="Самое читаемое",
        views="Просмотры",
        updated="Обновлено {} мин. назад",
        advert="Реклама",
        about="О портале",
    )
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One thing a feed lists."""

    url: str
    headline: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Noise:
    """What differs at every look, although no word of the article does."""

    token: str
    minutes: int
    views: int
    most_read: tuple[tuple[str, str], ...]


def article_page(story: Story, article: Article, version: Version, at: datetime) -> bytes:
    """The page that says `version`. Without noise it does not depend on `at`."""
    outlet = story.outlet(article.outlet)
    language = article.language or outlet.language
    return _print(
        "article.html",
        outlet=outlet,
        version=version,
        url=story.address(article),
        language=language,
        labels=_LABELS.get(language, Labels()),
        published_at=iso(article.published_at),
        modified_at=version.modified_at and iso(version.modified_at),
        ld=_linked_data(article, version, outlet),
        teasers=_teasers(story, article),
        noise=_noise(story, article, at) if article.noise else None,
    )


def plain_page(status: int) -> bytes:
    return _print("plain.html", status=status, phrase=responses.get(status, ""))


def home_page(story: Story, outlet: Outlet, at: datetime) -> bytes:
    return _print("home.html", outlet=outlet, entries=listed(story, outlet, at))


def feed_page(story: Story, outlet: Outlet, feed: Feed, at: datetime) -> bytes:
    """Atom when the feed's address says so, otherwise RSS 2.0."""
    template = "atom.xml" if is_atom(feed) else "rss.xml"
    return _print(template, outlet=outlet, feed=feed, entries=listed(story, outlet, at), started_at=story.from_)


def is_atom(feed: Feed) -> bool:
    return "atom" in feed.url.rpartition("/")[2]


def listed(story: Story, outlet: Outlet, at: datetime) -> tuple[Listed, ...]:
    """What the outlet's feeds list at `at`, newest first: the current headlines of recent articles that are not gone."""
    entries = []
    for article in story.articles:
        version = article.version_at(at)
        if article.outlet != outlet.id or version is None or version.gone or at >= article.listed_until:
            continue
        headline = next((v.headline for v in reversed(article.versions) if v.at <= at and v.headline), "")
        updated_at = version.modified_at or article.published_at
        entries.append(Listed(story.address(article), headline, article.published_at, updated_at))
    return tuple(sorted(entries, key=lambda entry: entry.published_at, reverse=True))


def _print(template: str, **values: object) -> bytes:
    return _TEMPLATES.get_template(template).render(values).encode()


def _linked_data(article: Article, version: Version, outlet: Outlet) -> dict[str, object]:
    author = {"@type": "Person", "name": version.byline} if version.byline else {"@type": "Organization", "name": outlet.name}
    facts: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": version.headline,
        "datePublished": iso(article.published_at),
        "inLanguage": article.language or outlet.language,
        "author": author,
        "publisher": {"@type": "NewsMediaOrganization", "name": outlet.name},
    }
    return facts | ({"dateModified": iso(version.modified_at)} if version.modified_at else {})


def _teasers(story: Story, article: Article) -> tuple[tuple[str, str], ...]:
    """Links to what the outlet had published before: fixed, so that they change no byte later."""
    earlier = [a for a in story.articles if a.outlet == article.outlet and a.published_at < article.published_at]
    return _links(story, sorted(earlier, key=lambda a: a.published_at, reverse=True)[:MOST_TEASERS])


def _links(story: Story, articles: list[Article]) -> tuple[tuple[str, str], ...]:
    return tuple((article.versions[0].headline, story.address(article)) for article in articles)


def _noise(story: Story, article: Article, at: datetime) -> Noise:
    seed = int(hashlib.sha256(f"{article.key} {at.isoformat()}".encode()).hexdigest(), 16)
    known = [a for a in story.articles if a.outlet == article.outlet and a.published_at <= at]
    turn = seed % len(known) if known else 0
    return Noise(f"{seed % 16**8:08x}", 1 + seed % 59, 1000 + seed % 90_000, _links(story, (known[turn:] + known[:turn])[:MOST_TEASERS]))
