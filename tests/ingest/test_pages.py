"""Bytes of a page become what it says, whatever encodings, blocks and declarations stand in it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.charset import decode
from ingest.pages import Unreadable, read_page
from narrative.model import Headlines, Reading
from tests.ingest.fakes import PARAGRAPHS, WORDS, page

RUSSIAN = "Самолёт потерпел крушение близ города Актау, сообщили в авиакомпании. " * 6


def read(body: bytes | str, content_type: str = "text/html") -> Reading:
    found = read_page(body.encode() if isinstance(body, str) else body, content_type)
    assert isinstance(found, Reading), found
    return found


def html(head: str = "", heading: str = "<h1>Crash</h1>", text: str = PARAGRAPHS[0] * 3) -> str:
    body = f"<body><article>{heading}<p>{text}</p></article></body>"
    return f"<html lang=en-GB><head><title>Crash | The Courier</title>{head}</head>{body}</html>"


def linked_data(said: str) -> str:
    return html(f'<script type="application/ld+json">{said}</script>', heading="")


@pytest.mark.parametrize(
    ("encoding", "content_type", "declaration"),
    [
        ("utf-8", "text/html", ""),
        ("utf-8", "text/html; charset=windows-1251", "<meta charset=windows-1251>"),
        ("utf-8-sig", "text/html", ""),
        ("utf-16", "text/html", ""),
        ("windows-1251", "text/html; charset=windows-1251", ""),
        ("windows-1251", "text/html", "<meta charset='windows-1251'>"),
        ("koi8-r", "text/html", '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'),
        ("windows-1251", "text/html; charset=nonsense", "<meta charset=cp1251>"),
        ("windows-1251", "text/html; charset=undefined", "<meta charset=cp1251>"),
    ],
)
def test_the_text_comes_out_in_whatever_encoding_it_went_in(encoding: str, content_type: str, declaration: str) -> None:
    found = read(html(declaration, "<h1>Крушение</h1>", RUSSIAN).encode(encoding), content_type)
    assert found.headline == "Крушение"
    assert "Самолёт потерпел крушение близ города Актау" in found.text


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1251"])
def test_a_page_that_begins_with_an_xml_declaration_is_read(encoding: str) -> None:
    body = f'<?xml version="1.0" encoding="{encoding}"?>\n' + html(heading="<h1>Крушение</h1>", text=RUSSIAN)
    assert read(body.encode(encoding)).headline == "Крушение"


def test_bytes_that_no_declaration_explains_are_taken_for_windows_1252() -> None:
    assert decode(b"caf\xe9 \x93quoted\x94") == "café “quoted”"


def test_every_headline_of_a_page_is_kept() -> None:
    found = read(
        html(
            '<meta property="og:title" content="Open"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Data"}</script>'
        )
    )
    assert found.headlines == Headlines("Crash", "Open", "Crash", "Data")
    assert found.headline == "Data"


@pytest.mark.parametrize(
    ("og", "linked", "headline"),
    [
        ("Crash", "Data", "Crash"),  # two of three agree, and it is not what machines are told
        ("Data", "Data", "Data"),
        ("Open", "Crash | The Courier", "Crash"),  # the same words, with the paper's name behind them
        ("", "", "Crash"),
        ("Open", "", "Open"),
    ],
)
def test_the_headline_is_what_two_places_agree_on_else_what_machines_are_told(og: str, linked: str, headline: str) -> None:
    data = f'{{"@type":"NewsArticle","headline":"{linked}"}}'
    said = f'<meta property="og:title" content="{og}"><script type="application/ld+json">{data}</script>'
    assert read(html(said)).headline == headline


def test_the_heading_of_the_article_goes_before_the_name_of_the_paper() -> None:
    assert read(html().replace("<body>", "<body><header><h1>The Courier</h1></header>")).headline == "Crash"


@pytest.mark.parametrize(("head", "headline"), [('<meta property="og:title" content="Open">', "Open"), ("", "Crash | The Courier")])
def test_without_a_heading_the_next_best_headline_stands_in(head: str, headline: str) -> None:
    assert read(html(head, heading="")).headline == headline


def test_a_headline_that_was_cut_for_machines_is_taken_whole_from_the_page() -> None:
    whole = "The jet that came down near the city had been hit by something from outside, say those who have seen what is left of it"
    found = read(
        html(f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{whole[:108]}…"}}</script>', f"<h1>{whole}</h1>")
    )
    assert found.headline == whole


def test_linked_data_tells_dates_authors_and_language() -> None:
    found = read(
        linked_data(
            '{"@graph":[{"@type":"WebPage"},{"@type":["NewsArticle"],"headline":" Two\\n lines ",'
            '"datePublished":"2024-12-25T10:30:00+05:00","dateModified":"2024-12-25",'
            '"inLanguage":"az-AZ","author":[{"@type":"Person","name":"Ann A."},"Ben B."]}]}'
        )
    )
    assert (found.headline, found.authors) == ("Two lines", ("Ann A.", "Ben B."))
    assert found.published_at == datetime(2024, 12, 25, 5, 30, tzinfo=UTC)
    assert found.modified_at == datetime(2024, 12, 25, tzinfo=UTC)


def test_meta_elements_tell_what_linked_data_does_not() -> None:
    found = read(
        html('<meta property="article:published_time" content="2024-12-25T05:30:00Z"><link rel=canonical href=" https://x.test/a ">')
    )
    assert (found.published_at, found.canonical_url, found.language) == (
        datetime(2024, 12, 25, 5, 30, tzinfo=UTC),
        "https://x.test/a",
        "en",
    )


@pytest.mark.parametrize(
    "said",
    [
        "", "{", "null", "[[[[[[[[[[[[]]]]]]]]]]]]", "[" * 50_000, '{"@type":{"a":1}}', '{"@type":[{"a":1},null,5]}',
        '{"@type":"NewsArticle","headline":5}',
        '{"@type":"NewsArticle","author":{"name":[["a"]]},"datePublished":20}',
        '{"@type":"NewsArticle","datePublished":"0001-01-01T00:00:00+05:00"}',
    ],
)  # fmt: skip
def test_linked_data_that_makes_no_sense_says_nothing(said: str) -> None:
    found = read(linked_data(said))
    assert (found.headline, found.authors, found.published_at) == ("Crash | The Courier", (), None)


def test_what_is_read_can_be_stored() -> None:
    found = read(linked_data('{"@type":"NewsArticle","headline":"lone \\ud83d nul \\u0000 pair \\ud83d\\ude00","author":"A \\udc00"}'))
    assert found.headline == "lone \ufffd nul pair \U0001f600"
    assert found.authors == ("A \ufffd",)


@pytest.mark.parametrize(
    "body", [b"", b"  \n", b"hello", b"<!-- x -->", b'{"a":1}', bytes(range(256)) * 50, b"<div>" * 5000 + b"x", b"%PDF-1.7\n"]
)
def test_what_is_no_article_is_unreadable_and_says_why(body: bytes) -> None:
    found = read_page(body)
    assert isinstance(found, Unreadable)
    assert found.reason


def test_a_page_reads_the_same_twice() -> None:
    assert read_page(page("Crash")) == read_page(page("Crash"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.text(max_size=30))
def test_reading_never_raises(junk: bytes, content_type: str) -> None:
    whole = page("Crash")
    for body in (junk, whole[:200] + junk + whole[200:]):
        found = read_page(body, content_type)
        if isinstance(found, Reading):
            assert found.text.strip()
            (found.headline + found.text).encode()


def test_of_a_page_of_unclosed_tags_only_the_plain_text_is_read() -> None:
    found = read(b"<html><body>" + b"<p>This is one of very many paragraphs. " * 70_000)
    assert found.extractor == "plain"
    assert found.text.startswith("This is one of very many paragraphs.")


def test_elements_that_lie_a_hundred_thousand_deep_are_not_walked() -> None:
    found = read_page(b"<html><body>" + b"<div>" * 100_000 + WORDS.encode())
    assert isinstance(found, Unreadable)
    assert "deep" in found.reason


def test_a_script_of_fifteen_megabytes_does_not_keep_the_article_from_being_read() -> None:
    for script in (f"<script>{'x=1;' * 3_750_000}</script>", f"<script type='application/ld+json'>[{'1,' * 7_500_000}1]</script>"):
        assert read(html(script)).headline == "Crash"


def test_a_page_in_another_language_than_its_template_is_known_by_its_words() -> None:
    assert read(html(text=RUSSIAN)).language == "ru"
    assert read(html(text="ubuntu ngumuntu ngabantu " * 3)).language == "en", "what the model does not know is what the page declares"


def test_what_a_page_declares_of_itself_is_kept() -> None:
    found = read(
        html(
            '<meta name=robots content="noindex, NOARCHIVE"><link rel=amphtml href=/amp/1><link rel=canonical href=/1>'
            '<meta property="og:url" content="https://x.test/og"><script type="application/ld+json">'
            '{"@type":"NewsArticle","isAccessibleForFree":"False","wordCount":900}</script>'
        )
    )
    assert (found.noarchive, found.paid, found.declared_words) == (True, True, 900)
    assert found.addresses == ("/1", "https://x.test/og", "/amp/1")


@pytest.mark.parametrize(
    ("head", "text", "live"),
    [
        ('<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Data"}</script>', "", True),
        ('<script type="application/ld+json">{"@graph":[{"@type":["NewsArticle","LiveBlogPosting"]}]}</script>', "", True),
        ('<script type="application/ld+json">{"@type":"NewsArticle","coverageStartTime":"2024-12-25T06:30:00Z"}</script>', "", True),
        ('<script type="application/ld+json">{"@type":"NewsArticle","liveBlogUpdate":[{"@type":"BlogPosting"}]}</script>', "", True),
        ('<script type="application/ld+json">{"@type":"NewsArticle","liveBlogUpdate":[]}</script>', "", False),
        ('<script type="application/ld+json">{"@type":"NewsArticle","about":{"@type":"LiveBlogPosting"}}</script>', "", False),
        ("", '<div itemscope itemtype="https://schema.org/LiveBlogPosting"><h1>Crash</h1></div>', True),
        ("", '<div itemprop="liveBlogUpdate" itemscope><p>10:30</p></div>', True),
        ("", '<aside itemscope itemtype="https://schema.org/LiveBlogPosting"><a href=/live>Follow the storm</a></aside>', False),
    ],
)
def test_a_page_that_says_it_is_written_while_things_happen_is_live(head: str, text: str, live: bool) -> None:
    assert read(html(head, text=f"{PARAGRAPHS[0] * 3}</p>{text}<p>")).live is live


def test_the_visible_words_of_a_page_are_known_by_a_hash_that_scripts_do_not_change() -> None:
    one, other = read(html("<script>a</script>")), read(html("<script>b</script>", text=PARAGRAPHS[0] * 3))
    assert one.page_sha256 == other.page_sha256 != read(html(text=PARAGRAPHS[0] * 2)).page_sha256
    assert len(one.page_sha256) == 64


def test_a_person_who_is_only_referred_to_is_looked_up_in_the_pages_linked_data() -> None:
    found = read(
        linked_data('{"@graph":[{"@type":"NewsArticle","author":{"@id":"#a"}},{"@type":"Person","@id":"#a","name":"Cem Ceylan"}]}')
    )
    assert found.authors == ("Cem Ceylan",)


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("By Ann Able and Ben Baker", ("Ann Able", "Ben Baker")),
        ("Ann Able, Ben Baker, dpa", ("Ann Able", "Ben Baker", "dpa")),
        ("Martin King, Jr", ("Martin King, Jr",)),
        ("Анна Абель и Бен Бейкер", ("Анна Абель", "Бен Бейкер")),
        ("https://example.test/people/1", ()),
    ],
)
def test_a_byline_that_holds_several_people_names_each(said: str, people: tuple[str, ...]) -> None:
    assert read(html(f'<meta name=author content="{said}">')).authors == people


def test_pinned_ways_of_reading_are_kept_and_named() -> None:
    for way in ("precise", "roomy", "readable", "plain"):
        found = read_page(page("Crash"), extractor=way)
        assert isinstance(found, Reading)
        assert found.extractor == way
    first = read_page(page("Crash"), extractor="somebody else's")
    assert isinstance(first, Reading)
    assert first.extractor == "precise"
