"""How well real pages are read, against what people and per-publisher parsers found on them. Bars are those the product promises."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.extract import Tally, judge, ours, samples
from ingest.charset import decode

PAGES = Path(__file__).parents[3] / "shared/data/pages"
pytestmark = pytest.mark.skipif(not PAGES.exists(), reason="the collection of real pages is not here")

LEGACY = {
    "ru": ("windows-1251", "koi8-r", "iso-8859-5"), "uk": ("windows-1251", "koi8-u"), "bg": ("windows-1251",),
    "tr": ("windows-1254", "iso-8859-9"), "de": ("windows-1252", "iso-8859-1", "iso-8859-15"), "fr": ("windows-1252", "iso-8859-15"),
    "es": ("windows-1252",), "it": ("iso-8859-1",), "pt": ("windows-1252",), "sv": ("iso-8859-1",), "da": ("windows-1252",),
    "no": ("windows-1252",), "nl": ("windows-1252",), "cs": ("windows-1250", "iso-8859-2"), "pl": ("windows-1250", "iso-8859-2"),
    "ja": ("shift_jis", "euc-jp"), "zh": ("gb18030", "big5"), "ko": ("euc-kr",), "he": ("windows-1255",), "el": ("windows-1253",),
}  # fmt: skip
LIES = ("", "text/html; charset=utf-8", "text/html; charset=iso-8859-1")
"""What the server says: nothing, or one of the two things that servers say of everything."""
_DECLARED = re.compile(r"<meta[^>]*charset[^>]*>|<\?xml[^>]*\?>", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html[^>]*\blang=[\"']?([a-zA-Z]{2})")


@pytest.fixture(scope="module", params=["fundus", "aeb"])
def tally(request: pytest.FixtureRequest) -> tuple[str, Tally]:
    found = Tally()
    for sample in samples(PAGES / request.param):
        judge(found, sample, ours)
    return request.param, found


def test_texts_dates_titles_and_authors_are_found_as_promised(tally: tuple[str, Tally]) -> None:
    name, found = tally
    mean = sum(found.f1) / len(found.f1)
    if name == "aeb":
        assert mean >= 0.966
        return
    shares = {what: found.right[what] / len(found.f1) for what in ("title", "minute", "day", "authors")}
    assert mean >= 0.963
    assert shares["title"] >= 0.85
    assert shares["minute"] >= 0.93
    assert shares["day"] >= 0.98
    assert shares["authors"] >= 0.86


def recoded() -> Iterator[tuple[str, str, bytes, str]]:
    """Real pages in legacy charsets: (charset, what the server says, bytes, the text that they are)."""
    for number, file in enumerate(sorted((PAGES / "fundus/html").glob("*.gz"))):
        html = gzip.decompress(file.read_bytes()).decode("utf-8", "replace")
        language = _LANGUAGE.search(html[:3000])
        for charset in LEGACY.get(language[1].lower(), ()) if language else ():
            body = _DECLARED.sub("", html).replace("\ufffd", "?").encode(charset, "xmlcharrefreplace")
            if sum(byte > 127 for byte in body) > 50:  # of a page without letters beyond ASCII nothing can be told, and nothing need be
                yield charset, LIES[number % len(LIES)], body, body.decode(charset)


def test_legacy_pages_whose_declarations_lie_or_are_missing_are_decoded_right() -> None:
    pages = list(recoded())
    wrong = [charset for charset, said, body, text in pages if decode(body, said) != text]
    assert len(pages) >= 70
    assert len(wrong) <= 0.01 * len(pages), wrong
