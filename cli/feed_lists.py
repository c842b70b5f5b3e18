"""Lists of feeds in two notations: what others exported becomes entries for feeds.yaml, and feeds.yaml becomes what others import."""

import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from ingest.catalog import Outlet
from ingest.opml import Listed
from ingest.urls import canonical

UNKNOWN = "??"
"""Where a person has to fill something in. It is no country and no language, so that feeds.yaml is refused until it is done."""
_HOST_WORDS = re.compile(r"^(?:(?:www\d?|feeds?|rss|m)\.)+|\.(?:co|com|net|org|gov)(?=\.|$)")


def as_listed(outlets: Sequence[Outlet]) -> tuple[Listed, ...]:
    """Every feed, in a folder for its outlet's country."""
    return tuple(Listed(o.name, f.url, o.home, o.country, o.language) for o in outlets for f in o.feeds)


def as_yaml(listed: Sequence[Listed], known: Sequence[Outlet]) -> str:
    """Entries to be put into feeds.yaml: an outlet for each home. Feeds that are watched already, and what is no address, are comments."""
    watched = {_same(f.url): o.id for o in known for f in o.feeds}
    homes: dict[str, list[Listed]] = {}
    told: list[str] = []
    for one in listed:
        if not canonical(one.feed_url):
            told.append(f"  # cannot be watched: {one_line(one.feed_url)}")
        elif by := watched.get(_same(one.feed_url)):
            told.append(f"  # already watched as {by}: {one_line(one.feed_url)}")
        else:
            watched[_same(one.feed_url)] = "another entry of this list"
            homes.setdefault(_publisher(one), []).append(one)
    ids = _ids(list(homes), {o.id for o in known})
    return "\n".join([*told, *(_entry(name, members) for name, members in zip(ids, homes.values(), strict=True))])


def _same(url: str) -> str:
    """What two spellings of one feed's address have in common. Parameters stay: `?rss` only leads to an article, but names a feed."""
    site, query = canonical(url.partition("?")[0]), url.partition("#")[0].partition("?")[2]
    return f"{site.partition('://')[2].removeprefix('www.').rstrip('/')}?{query}"


def _host(url: str) -> str:
    return urlsplit(canonical(url)).hostname or ""


def _publisher(one: Listed) -> str:
    """The host by which feeds of one outlet are known; of a feed that lies with a hoster for many, the last step of its address."""
    host = _host(one.home) or _host(one.feed_url)
    return urlsplit(one.feed_url).path.rstrip("/").rpartition("/")[2].lower() or host if HOSTERS.search(host) else host


HOSTERS = re.compile(r"(^|\.)(feedburner\.com|megaphone\.fm|art19\.com|libsyn\.com|youtube\.com|reddit\.com|medium\.com|rss\.app)$")
"""Hosts of other people's feeds that a public collection of 781 names for more than one outlet."""


def _ids(hosts: Sequence[str], taken: set[str]) -> Iterator[str]:
    """A name for each host that no outlet has yet."""
    used = set(taken)
    for host in hosts:
        name = re.sub(r"[^a-z0-9]+", "-", _HOST_WORDS.sub("", host))[:60].strip("-") or "outlet"
        free = next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(used) + 3))) if n not in used)
        used.add(free)
        yield free


def _entry(name: str, members: Sequence[Listed]) -> str:
    first = members[0]
    country, language = (next((said for m in members if (said := getattr(m, what))), UNKNOWN) for what in ("country", "language"))
    home = first.home if canonical(first.home) else ""
    feeds = ", ".join(f"{{url: {_quoted(m.feed_url)}}}" for m in members)
    missing = [what for what, said in (("country", country), ("language", language)) if said == UNKNOWN]
    return (
        f"  - {{id: {name}, name: {_quoted(first.title or name)}, country: {_quoted(country)}, "
        f"language: {_quoted(language)}, ownership: unknown, home: {_quoted(home)},\n"
        f"     feeds: [{feeds}]}}  # fill in: {', '.join([*missing, 'ownership'])}"
    )


def _quoted(text: str) -> str:
    """A text as YAML and JSON both write it."""
    return json.dumps(one_line(text), ensure_ascii=False)


def one_line(text: str) -> str:
    """The text without what would end a line, steer a terminal, or be refused by YAML."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
