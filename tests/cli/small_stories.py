"""Stories for tests: one outlet, articles as (hour of publication, hours of later versions)."""

from datetime import UTC, datetime, timedelta

from cli.story import Article, Story, Version
from ingest.catalog import Feed, Outlet

START = datetime(2025, 3, 1, tzinfo=UTC)
OUTLET = Outlet(
    id="shore-news", name="Shore News", country="KZ", language="en", home="http://shore-news.test/",
    feeds=(Feed(url="http://shore-news.test/rss.xml"), Feed(url="http://shore-news.test/atom.xml")),
)  # fmt: skip


def hour(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def version(hours: float, says: str = "", status: int = 200) -> Version:
    if status != 200:
        return Version(at=hour(hours), status=status)
    return Version(at=hour(hours), headline=f"Ferry {says or hours} & more", paragraphs=(f"The ferry arrived <at> hour {says or hours}.",))


def article(slug: str, *versions: Version, listed_for_hours: float = 72, noise: bool = False) -> Article:
    return Article(outlet="shore-news", slug=slug, versions=versions, listed_for_hours=listed_for_hours, noise=noise)


def story(*articles: Article, hours: float = 24 * 300) -> Story:
    return Story(id="small", title="Small", from_=START, to=hour(hours), incidents=("x.yaml",), outlets=(OUTLET,), articles=articles)
