"""Pages that were made to hurt their reader, from a real server through the HTTP layer and the sandbox: one outcome each, and no harm."""

from dataclasses import replace
from ipaddress import IPv4Network

import pytest

from ingest.answers import Ask
from ingest.outcomes import no_article, not_a_page
from ingest.pages import Unreadable, read_page
from ingest.sandbox import Killed, Sandbox
from ingest.settings import IngestSettings
from ingest.web import HttpWeb
from narrative.model import Outcome, Reading
from tests.clocks import HandClock
from tests.ingest.fakes import WORDS, page
from tests.ingest.loopback import loopback

SECONDS = 8.0
"""For one page; what is killed is killed then."""
CRASH = page("Crash").decode()
RUSSIAN = "Самолёт потерпел крушение близ города Актау, сообщили в авиакомпании. " * 6


def inside(extra: str) -> bytes:
    """The article with something beside it."""
    return CRASH.replace("</main>", f"</main>{extra}").encode()


PAGES = {
    "unclosed tags": (b"<html><body>" + b"<p>x " * 200_000, None),
    "spans in one paragraph": (b"<html><body><article><p>" + b"<span>a </span>" * 200_000 + b"</p></article></body></html>", None),
    "many links": (inside("<a href=/a>b</a>" * 90_000), None),
    "a hundred thousand deep": (b"<html><body>" + b"<div>" * 100_000 + WORDS.encode(), Outcome.UNREADABLE),
    "a script of 9 MB": (inside(f"<script>{'x=1;' * 2_300_000}</script>"), Outcome.NEW),
    "linked data of 9 MB": (inside(f'<script type="application/ld+json">[{"1," * 4_600_000}1]</script>'), Outcome.NEW),
    "linked data a hundred thousand deep": (inside(f'<script type="application/ld+json">{"[" * 100_000}</script>'), Outcome.NEW),
    "a text of 9 MB": (page("Crash", "Every word of this is one. " * 340_000), None),
    "entities": (inside("&amp;&lt;&#x10FFFF;&#0;&nope;" * 50_000), Outcome.NEW),
    "comments": (inside("<!-- -->" * 20_000), Outcome.NEW),
    "attributes": (inside(f"<div {' '.join(f'a{n}=1' for n in range(50_000))}></div>"), None),
    "wrong charset": (page("Крушение", RUSSIAN).decode().replace("utf-8", "iso-8859-1").encode("windows-1251"), Outcome.NEW),
    "NULs": (CRASH.replace("<p>", "<p>\0\0").encode(), Outcome.NEW),
    "binary": (bytes(range(256)) * 4_000, Outcome.UNREADABLE),
    "a picture": (b"\xff\xd8\xff\xe0" + bytes(1000), Outcome.NOT_A_PAGE),
    "nothing": (b"", Outcome.NOT_A_PAGE),
    "blanks": (b" \n" * 1_000_000, Outcome.NOT_A_PAGE),
}


@pytest.fixture(scope="module")
def ended() -> dict[str, Outcome]:
    """How each page ended, read one after the other by the same workers, each followed by a page that does no harm."""
    with loopback() as server, Sandbox(1, SECONDS, 2_048) as readers:
        settings = IngestSettings(
            host_delay_seconds=0, allow_addresses=(IPv4Network("127.0.0.0/8"),), resolve={"*.test": f"127.0.0.1:{server.port}"},
            most_wire_bytes=20_000_000, most_bytes=20_000_000,
        )  # fmt: skip
        web = HttpWeb(settings, HandClock())
        for number, (body, _) in enumerate(PAGES.values()):
            server.says(f"http://courier.test/{number}", body)
        answers = {a.url.rpartition("/")[2]: a for a in web.fetch([Ask(f"http://courier.test/{n}") for n in range(len(PAGES))])}
        found = {}
        for number, name in enumerate(PAGES):
            answer = answers[str(number)]
            assert answer.status == 200, (name, answer.reason)
            found[name] = Outcome.NOT_A_PAGE if not_a_page(answer) else _read(readers, answer.body)
            assert isinstance(readers.submit(read_page, CRASH.encode()).result(), Reading), f"after {name}"
        return found


def _read(readers: Sandbox, body: bytes) -> Outcome:
    try:
        trouble = no_article(readers.submit(read_page, body).result())
    except Killed as killed:
        trouble = no_article(Unreadable(killed.reason))
    return trouble[0] if trouble else Outcome.NEW


@pytest.mark.parametrize("name", list(PAGES))
def test_a_hostile_page_ends_in_one_outcome_and_costs_the_next_one_nothing(ended: dict[str, Outcome], name: str) -> None:
    _, expected = PAGES[name]
    assert ended[name] is expected if expected else ended[name] in {Outcome.NEW, Outcome.UNREADABLE, Outcome.NOT_A_PAGE}


def test_a_page_that_keeps_its_reader_busy_is_given_up_in_time() -> None:
    with Sandbox(1, 1.0, 2_048) as readers, pytest.raises(Killed, match="took longer than 1 s"):
        readers.submit(_forever).result()


def _forever() -> None:
    while True:
        pass


def test_the_text_of_a_page_in_a_charset_that_it_does_not_declare_is_right() -> None:
    found = read_page(PAGES["wrong charset"][0])
    assert isinstance(found, Reading)
    assert found == replace(found, headline="Крушение", text=RUSSIAN.strip(), language="ru")
