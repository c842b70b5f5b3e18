"""`palimpsest feeds …`: which outlets are watched, how well they can be seen, and how to find more of them."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from cli.console import say, table
from cli.looking import Db, opened
from cli.wording import instant
from db import outlets
from db.outlets import FeedCheck, OutletCheck, Share
from db.run import clock_from
from db.session import newest_recorded_at
from db.settings import StoreSettings
from digest.wording import span_words
from ingest.catalog import Feeds, Outlet, read_yaml
from ingest.sandbox import Readers
from ingest.settings import IngestSettings
from ingest.urls import canonical
from ingest.web import Web
from narrative.errors import BadInput

T = TypeVar("T")
app = typer.Typer(help="The outlets that are watched, and their feeds.", no_args_is_help=True)
Json = Annotated[bool, typer.Option("--json", help="one line of JSON, for other programs")]


def add(under: typer.Typer) -> None:
    """Put the commands of this module under another app."""
    under.add_typer(app, name="feeds")


@app.command("doctor")
def doctor(
    outlet: Annotated[list[str] | None, typer.Argument(metavar="[OUTLET]…", help="their ids in feeds.yaml; default: all")] = None,
    live: Annotated[bool, typer.Option("--live", help="ask each feed, and one article of it, now; nothing is stored")] = False,
    db: Db = "",
    as_json: Json = False,
) -> None:
    """Which outlets can be seen: do their feeds answer, and what stands before their pages."""
    listed = _catalogue()
    found, heading = _live(_chosen({o.id: o for o in listed}, outlet)) if live else _stored(db)
    chosen = _chosen({c.id: c for c in found}, outlet)
    verified = {f.url: f.verified_on for o in listed for f in o.feeds if f.verified_on}
    if as_json:
        say(_json([asdict(c) | {"unseen": c.unseen, "verified_on": _verified_on(c, verified)} for c in chosen]))
        return
    say(heading)
    _doctor_tables(chosen, verified)
    for check in chosen:
        told = [f for f in check.feeds if f.watched and f.polled_at and (outlet or not f.answers)]
        for feed in told:
            say(f"  {check.id}: {_told(feed)}")
    say(_sum(chosen))


def _catalogue() -> tuple[Outlet, ...]:
    """What feeds.yaml lists; nothing when there is no such file here. Raises BadInput for one with mistakes."""
    file = IngestSettings().feeds_file
    return read_yaml(file, Feeds).outlets if file.is_file() else ()


def _chosen(known: Mapping[str, T], ids: Sequence[str] | None) -> list[T]:
    """Those that are named, or all. Raises BadInput."""
    if unknown := [i for i in ids or () if i not in known]:
        raise BadInput(f"no outlet {', '.join(unknown)}; `palimpsest feeds doctor` names all there are")
    return [known[i] for i in ids] if ids else list(known.values())


def _stored(db: str) -> tuple[Sequence[OutletCheck], str]:
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        now = newest_recorded_at(store.engine) or store.clock()
        return outlets.checks(session, now), f"As stored; newest row {instant(now)}. Fresh: first listed in the week before that."


def _live(chosen: Sequence[Outlet]) -> tuple[Sequence[OutletCheck], str]:
    from cli.probing import probe

    with _asking() as (web, readers):
        found = probe(web, readers, chosen)
    return found, "As it answers now; nothing is stored. Fresh: dated within a week. Words: of one article."


@contextmanager
def _asking() -> Iterator[tuple[Web, Readers]]:
    """The web as polling and capture ask it, and processes that read what it answers; nothing is stored."""
    from ingest.sandbox import Sandbox
    from ingest.web import HttpWeb

    settings = IngestSettings()
    with Sandbox(settings.extract_workers, settings.extract_seconds, settings.extract_megabytes) as readers:
        yield HttpWeb(settings, clock_from(None, None)), readers


def _verified_on(check: OutletCheck, verified: Mapping[str, date]) -> date | None:
    return max((verified[f.url] for f in check.feeds if f.url in verified), default=None)


def _doctor_tables(found: Sequence[OutletCheck], verified: Mapping[str, date]) -> None:
    """Three narrow tables rather than a wide one: each fits a terminal of 80 columns."""
    answering: list[tuple[object, ...]] = [
        (
            c.id,
            _answers(c),
            _total(f.listed for f in c.feeds),
            _total(f.fresh for f in c.feeds if f.answered_at),
            _last_verified(c, verified),
        )
        for c in found
    ]
    table("Do their feeds answer?", ("outlet", "answers", "entries", "fresh", "last verified"), answering)
    asked = [c for c in found if any(f.polled_at for f in c.feeds)]
    coming: list[tuple[object, ...]] = [(c.id, c.words, _robots(c), _walls(c), _each(f.validators for f in c.feeds)) for c in asked]
    if coming:
        table("What comes of it?", ("outlet", "words", "robots.txt", "walls", "validators"), coming)
    odd: list[tuple[object, ...]] = [
        (c.id, _gaps(c), _interval(c), _each(k for f in c.feeds for k, _ in f.quirks)) for c in asked if _odd(c)
    ]
    if odd:
        table("What is odd about their feeds?", ("outlet", "gaps", "asked every", "quirks"), odd)


def _odd(check: OutletCheck) -> bool:
    return any(f.gaps or f.quirks for f in check.feeds)


def _answers(check: OutletCheck) -> str:
    watched = [f for f in check.feeds if f.watched]
    if not any(f.polled_at for f in watched):
        return check.unseen
    silent = _each(f.outcome or "not yet asked" for f in watched if not f.answers)
    said = f"{sum(f.answers for f in watched)} of {len(watched)}" if len(watched) > 1 else "" if silent else "yes"
    return ", ".join(filter(None, (said, silent)))


def _total(numbers: Iterable[int | None]) -> int | None:
    known = [n for n in numbers if n is not None]
    return sum(known) if known else None


def _each(words: Iterable[str]) -> str:
    """Every word once, in order."""
    return ", ".join(dict.fromkeys(filter(None, words)))


def _gaps(check: OutletCheck) -> str:
    last = max((f.last_gap_at for f in check.feeds if f.last_gap_at), default=None)
    return f"{sum(f.gaps for f in check.feeds)}, last {instant(last)}" if last else ""


def _interval(check: OutletCheck) -> str:
    shortest = min((f.interval for f in check.feeds if f.watched and f.interval), default=timedelta(0))
    return span_words(shortest) if shortest else ""


def _last_verified(check: OutletCheck, verified: Mapping[str, date]) -> str:
    """The day on which a feed was last seen to answer: by this store, or by whoever wrote feeds.yaml."""
    ours = max((f.answered_at for f in check.feeds if f.answered_at), default=None)
    days = [day for day in (ours.date() if ours else None, _verified_on(check, verified)) if day]
    return f"{max(days)}" if days else "never"


def _robots(check: OutletCheck) -> str:
    rules = max((f.rules for f in check.feeds if f.rules is not None), default=None)
    said = _each(f.robots for f in check.feeds)
    return f"{said}, {rules} rule{'s' if rules > 1 else ''}" if rules else said


def _walls(check: OutletCheck) -> str:
    met = ", ".join(f"{outcome} {count}" for outcome, count in check.walls)
    return f"{met} of {check.looks}" if met else ""


def _told(feed: FeedCheck) -> str:
    """One feed in one line, with every reason."""
    quirks = "; ".join(f"{kind}: {detail}" for kind, detail in feed.quirks)
    heard = feed.answered_at and feed.polled_at and feed.answered_at < feed.polled_at
    silent = f"last answered {instant(feed.answered_at)}" if heard and feed.answered_at else ""
    listed = f"lists {feed.listed}" if feed.listed is not None else ""
    every = f"asked every {span_words(feed.interval)}" if feed.interval else ""
    return f"{feed.url}: {', '.join(filter(None, (feed.outcome, feed.reason, silent, listed, every, quirks)))}"


def _sum(found: Sequence[OutletCheck]) -> str:
    unseen = [c.unseen for c in found if c.unseen]
    reasons = "; ".join(f"{unseen.count(reason)} {reason}" for reason in sorted(set(unseen), key=lambda r: (-unseen.count(r), r)))
    counted = f"{len(found)} outlet{'s' if len(found) != 1 else ''}"
    return f"{counted}: {len(found) - len(unseen)} can be seen" + (f", {len(unseen)} cannot: {reasons}" if unseen else "")


@app.command("coverage")
def coverage(
    incident: Annotated[str, typer.Option(help="count its articles, too: the id in its definition file")] = "",
    db: Db = "",
    as_json: Json = False,
) -> None:
    """Whose voice is in the store, and whose is missing: by country, by ownership, by role."""
    with opened(db or StoreSettings().db_url) as store, store.read() as session:
        now = newest_recorded_at(store.engine) or store.clock()
        found = outlets.shares(session, now, incident)
    if as_json:
        say(_json({"as_of": now, "incident": incident or None, "shares": [asdict(s) for s in found]}))
        return
    for by in ("country", "ownership", "role"):
        rows = [_share(s) for s in found if s.by == by]
        table("", (by, "outlets", "feeds", "articles", *([f"about {incident}"] if incident else []), "cannot be seen"), rows)
    for reason, ids in sorted(_missing(found).items()):
        say(f"Cannot be seen ({reason}): {', '.join(ids)}")


def _share(share: Share) -> tuple[object, ...]:
    counts = (share.value, share.outlets, share.feeds, share.articles)
    return (*counts, *(() if share.about is None else (share.about,)), len(share.unseen) or "")


def _missing(found: Sequence[Share]) -> dict[str, list[str]]:
    """Each outlet that cannot be seen, by the reason; every grouping holds them all."""
    reasons: dict[str, list[str]] = {}
    for outlet, reason in (pair for s in found if s.by == "role" for pair in s.unseen):
        reasons.setdefault(reason, []).append(outlet)
    return reasons


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    return (
        value.total_seconds() if isinstance(value, timedelta) else value.isoformat() if isinstance(value, date | datetime) else str(value)
    )


@app.command("discover")
def discover(address: Annotated[str, typer.Argument(help="an outlet's home page, or any page of it")]) -> None:
    """Look for feeds: those that the page names, those where feeds usually lie, news sitemaps. Nothing is stored."""
    from cli import probing
    from cli.feed_lists import one_line

    asked = address if "://" in address else f"https://{address}"
    if not canonical(asked):
        raise BadInput(f"{address}: no address of a page; https://… is expected")
    watched = {f.url: o.id for o in _catalogue() for f in o.feeds}
    with _asking() as (web, readers):
        discovery = probing.discover(web, readers, asked)
    if not discovery.found:
        why = f" The page itself: {discovery.trouble}." if discovery.trouble else ""
        raise BadInput(f"{asked}: no feed answers where the page, its robots.txt and custom name one.{why}")
    for feed in discovery.found:
        by = watched.get(feed.url)
        told = (
            f"lists {feed.entries}",
            f"“{one_line(feed.title)}”" if feed.title else "",
            f"named by {feed.named_by}",
            by and f"watched as {by}",
        )
        say(f"{feed.url}\n    {', '.join(filter(None, told))}")


@app.command("import")
def import_(file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="an OPML file, as feed readers export them")]) -> None:
    """Turn an OPML file into entries for feeds.yaml, on standard output; what nobody but you can know is marked `# fill in`."""
    from cli.feed_lists import as_yaml, one_line
    from ingest.opml import read_opml

    try:
        body = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from error
    found = read_opml(body)
    if found.reason:
        raise BadInput("\n".join(f"{file}: {trouble}" for trouble in (*found.problems, found.reason)))
    say("\n".join([*(f"  # {one_line(f'{file.name}: {problem}')}" for problem in found.problems), as_yaml(found.listed, _catalogue())]))


@app.command("export")
def export() -> None:
    """Write the outlets of feeds.yaml as OPML, on standard output, for any feed reader."""
    from cli.feed_lists import as_listed
    from ingest.opml import write_opml

    say(write_opml("Palimpsest: outlets watched", as_listed(_catalogue())))
