"""Which way of finding a text is believed, and when another is asked."""

import lxml.html

from ingest.extraction import PLAIN, PRECISE, READABLE, ROOMY, Page, _medoid, all_text, article_text, plain_text
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


def test_where_the_ways_disagree_the_text_that_the_others_agree_with_is_taken() -> None:
    whole = " ".join(f"Sentence {n} says what witness {n} saw on day {n}." for n in range(40))
    cut = whole[: len(whole) // 4]
    texts = {PRECISE: cut, ROOMY: whole, READABLE: f"{whole} And the menu.", PLAIN: f"Home {whole} More of the page around it."}
    assert _medoid(texts).extractor == ROOMY
    assert _medoid(texts | {PRECISE: whole}).extractor == PRECISE, "where it is as good as another it goes first"
    assert _medoid({PLAIN: whole}).extractor == PLAIN, "too much of the page around is better than nothing"
    assert _medoid({PLAIN: "Home"}).text == ""


def test_a_page_without_an_article_has_no_text() -> None:
    assert article_text(a_page("<html><body><p>Home</p></body></html>"), "", "").text == ""


def test_the_plain_text_of_a_page_is_its_middle_and_all_text_everything() -> None:
    whole = f"<html><body><nav><a href=/>Home</a></nav><main><article><p>{PARAGRAPHS[0]}</p></article></main></body></html>"
    assert "Home" not in plain_text(whole)
    assert "Home" in all_text(whole)
