"""What can be said of an address that the store does not know, and what to do next."""

from collections.abc import Iterator

from cli.why_lookup import Found, Ruling
from cli.why_words import count
from cli.wording import instant
from db.traces import KnownOutlet


def known(found: Found) -> bool:
    return bool(found.article or found.feed or found.home_of)


def advice(found: Found) -> Iterator[str]:
    """Sentences, none for an address that is known."""
    if known(found):
        return
    other = "" if found.main_form == found.canonical else f" and every other spelling of {found.main_form}"
    yield f"Not known here: no feed listed it, and no page named it as its own. Looked for: {found.canonical}{other}"
    if found.outlet:
        yield from _of_outlet(found, found.outlet)
        return
    yield (
        "No outlet that is watched lies on this host. To watch it: `palimpsest feeds discover ADDRESS` looks for its feeds; name them in "
        "config/feeds.yaml, then run `palimpsest sync` and `palimpsest poll`."
    )


def _of_outlet(found: Found, outlet: KnownOutlet) -> Iterator[str]:
    number = f", where it would be article {found.number}" if found.number else ""
    yield f"By its host it would belong to {outlet.name} ({outlet.key}){number}. {_allowed(found.now_ruled)}"
    feeds = [f.url for f in outlet.feeds if f.watched]
    yield f"Articles are found through feeds only; of {outlet.key} we watch {count(len(feeds), 'feed')}{':' if feeds else '.'}"
    yield from feeds
    yield (
        "Next: `palimpsest why` on these says whether polls failed or left gaps. If none lists the article, `palimpsest feeds discover "
        f"{outlet.home or found.canonical}` looks for other feeds. To see what would be read of the page, save it and run "
        f"`palimpsest try page --url {found.canonical} FILE`."
    )


def _allowed(by: Ruling | None) -> str:
    if by is None:
        return "The robots.txt of this host was never asked for."
    file = f"Its robots.txt, as it was answered {instant(by.captured_at)},"
    if by.allowed:
        return f"{file} allows a look at it."
    if by.number:
        return f"{file} forbids a look at it: line {by.number}, “{by.line}”."
    return f"Its robots.txt could not be had {instant(by.captured_at)} ({by.reason}), which forbids everything."
