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
            told.append(f"  # cannot be watched: {_line(one.feed_url)}")
        elif by := watched.get(_same(one.feed_url)):
            told.append(f"  # already watched as {by}: {_line(one.feed_url)}")
        else:
            watched[_same(one.feed_url)] = "another entry of this list"
            homes.setdefault(_host(one.home) or _host(one.feed_url), []).append(one)
    ids = _ids(list(homes), {o.id for o in known})
    return "\n".join([*told, *(_entry(name, members) for name, members in zip(ids, homes.values(), strict=True))])


def _same(url: str) -> str:
    """What two spellings of one address have in common."""
    return canonical(url).partition("://")[2].removeprefix("www.").rstrip("/")


def _host(url: str) -> str:
    return urlsplit(canonical(url)).hostname or ""


def _ids(hosts: Sequence[str], taken: set[str]) -> Iterator[str]:
    """A name for each host that no outlet has yet."""
    used = set(taken)
    for host in hosts:
        name = re.sub(r"[^a-z0-9]+", "-", _HOST_WORDS.sub("", host)).strip("-") or "outlet"
        free = next(n for n in (name, *(f"{name}-{i}" for i in range(2, len(used) + 3))) if n not in used)
        used.add(free)
        yield free


def _entry(name: str, members: Sequence[Listed]) -> str:
    first = members[0]
    language = first.language.lower().partition("-")[0]
    known = bool(re.fullmatch(r"[a-z]{2,3}", language))
    home = first.home if canonical(first.home) else ""
    feeds = ", ".join(f"{{url: {_quoted(m.feed_url)}}}" for m in members)
    return (
        f"  - {{id: {name}, name: {_quoted(first.title or name)}, country: {_quoted(UNKNOWN)}, "
        f"language: {_quoted(language if known else UNKNOWN)}, ownership: unknown, home: {_quoted(home)},\n"
        f"     feeds: [{feeds}]}}  # fill in: country, {'' if known else 'language, '}ownership"
    )


def _quoted(text: str) -> str:
    """A text as YAML and JSON both write it."""
    return json.dumps(_line(text), ensure_ascii=False)


def _line(text: str) -> str:
    return " ".join(text.split())
