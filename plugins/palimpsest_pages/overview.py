"""The page "Stories": what changed last, which versions came last, and how the feeds are doing."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from db import coverage, history
from db.coverage import FeedHealth
from db.history import EditLine, VersionLine
from db.session import Session

FOLDER = Path(__file__).parent
MOST = 50
STYLE = (FOLDER / "page.css").read_text(encoding="utf-8")
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
# Texts come from outlets. Even if one of them escaped its place, it could load, run, send and frame nothing.
POLICY = f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows; edits and versions newest first, feeds in trouble first."""

    edits: tuple[EditLine, ...]
    versions: tuple[VersionLine, ...]
    feeds: tuple[FeedHealth, ...]

    @property
    def troubled(self) -> int:
        """Number of feeds whose last poll failed."""
        return sum(feed.failures > 0 for feed in self.feeds)


def gather(session: Session) -> Overview:
    """The store as it is now, the last 50 of each."""
    edits = history.edits(session)[-MOST:]
    versions = history.versions(session, "")[-MOST:]
    return Overview(edits[::-1], versions[::-1], coverage.feed_health(session))


def render(overview: Overview) -> str:
    """The page. Every text is escaped; nothing is a link, as the frame around it opens none."""
    return _page("overview.html", overview=overview)


def render_trouble(reason: str) -> str:
    """The page in place of the overview when the store cannot be read."""
    return _page("trouble.html", reason=reason)


def _page(template: str, **values: object) -> str:
    return _templates().get_template(template).render(style=Markup(STYLE), **values)  # noqa: S704  our own file


def _templates() -> Environment:
    made = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["instant"] = _instant
    return made


def _instant(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if at else "never"
