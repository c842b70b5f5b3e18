"""Which way of finding a text is believed, and when another is asked."""

import lxml.html

from ingest.extraction import PLAIN, PRECISE, READABLE, ROOMY, Page, all_text, article_text, plain_text
from tests.ingest.fakes import PARAGRAPHS, page


def a_page(body: str) -> Page:
    return Page(body, lxml.html.document_fromstring(body))


def test_the_precise_way_is_taken_where_the_plain_one_sees_the_same() -> None:
    found = article_text(a_page(page("Crash", *PARAGRAPHS).decode()), "", "")
    assert found.extractor == PRECISE
    assert PARAGRAPHS[0].strip() in found.text


def test_a_pinned_way_is_kept() -> None:
    for way in (PRECISE, ROOMY, READABLE, PLAIN):
        assert article_text(a_page(page("Crash").decode()), way, "").extractor == way


def test_where_the_precise_way_loses_most_of_a_text_another_is_taken() -> None:
    """Precision drops what has a class like those of comments; the other ways agree that it is the article."""
    paragraphs = [f"<p>{n}. {PARAGRAPHS[0]}{PARAGRAPHS[1]}</p>" for n in range(12)]
    body = (
        "<html><body><main><article><h1>Crash</h1>"
        f"<p>Short.</p><div class='teaser'>{''.join(paragraphs)}</div></article></main></body></html>"
    )
    found = article_text(a_page(body), "", "")
    assert len(found.text.split()) > 300


def test_a_page_without_an_article_has_no_text() -> None:
    assert article_text(a_page("<html><body><p>Home</p></body></html>"), "", "").text == ""


def test_the_plain_text_of_a_page_is_its_middle_and_all_text_everything() -> None:
    whole = f"<html><body><nav><a href=/>Home</a></nav><main><article><p>{PARAGRAPHS[0]}</p></article></main></body></html>"
    assert "Home" not in plain_text(whole)
    assert "Home" in all_text(whole)
