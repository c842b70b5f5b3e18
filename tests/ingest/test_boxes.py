"""Boxes between paragraphs are told by how they are built."""

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.boxes import MOST_RUNS, boxed

TEASER = "The port has been closed for nine days, and ships are waiting outside."
PARAGRAPH = "Officials in both countries have opened an inquiry, and the recorders were found on the second day of the search. " * 4


def found(html: str) -> set[str]:
    return set(boxed(lxml.html.document_fromstring(f"<html><body><div id=column><p>{PARAGRAPH}</p>{html}<p>{PARAGRAPH}</p></div></body>")))


@pytest.mark.parametrize(
    ("box", "held"),
    [
        (f"<div><a href=/1><img src=1><h4>Harbour reopens after storm</h4><p>{TEASER}</p></a></div>", TEASER),
        (f"<div><h3><a href=/1>Harbour reopens after storm</a></h3><p>{TEASER}</p><span>25.12.</span></div>", TEASER),
        (f"<div><h3><a href=/1>Harbour reopens after storm</a></h3><p>{TEASER}</p></div>", f"Harbour reopens after storm {TEASER}"),
        ("<div><h3>From the archive</h3><ul><li><a href=/1>Harbour reopens after storm</a></ul></div>", "From the archive"),
        ("<section><p>On the same day</p><p><a href=/1>Harbour reopens after storm</a></p></section>", "On the same day"),
        ("<div><p>A message from our friends</p><script>show()</script></div>", "A message from our friends"),
        ("<div><span>From our partners</span><a href=/x><img src=x></a></div>", "From our partners"),
        ("<div><h4>The briefing</h4><p>All you need today.</p><form><input type=email></form></div>", "All you need today."),
    ],
)
def test_what_points_elsewhere_or_asks_for_something_is_a_box(box: str, held: str) -> None:
    assert held in found(box)


@pytest.mark.parametrize(
    "part",
    [
        f"<div><p>{TEASER}</p></div>",
        f"<div><p>{TEASER}</p><p><a href=/1>Harbour reopens after storm</a></p></div>",  # an article's own block that ends with a link
        f"<div><p><a href=/1>The port authority</a> said: {TEASER}</p></div>",  # a link within a sentence
        f"<div><p><a href=/1>Harbour reopens after storm</a></p><p>{PARAGRAPH}</p></div>",  # a block that begins with one
        "<div><h3>What is known</h3></div>",
        "<div><h3>What is known</h3><script>count()</script></div>",
        f"<div><p>{TEASER}</p><script>count()</script></div>",
        f"<div><form><input></form><p>{PARAGRAPH}</p></div>",
        f"<div><h1><a href=/1>Harbour reopens after storm</a></h1><p>{TEASER}</p></div>",
    ],
)
def test_what_an_article_is_built_of_is_no_box(part: str) -> None:
    assert found(part) == set()


def test_what_also_stands_outside_of_a_box_is_not_the_boxs_alone() -> None:
    assert TEASER not in found(f"<p>{TEASER}</p><div><h3><a href=/1>Harbour reopens after storm</a></h3><p>{TEASER}</p></div>")


def test_a_column_of_many_lines_is_no_box() -> None:
    many = "".join(f"<p><a href=/{n}>Report number {n} on the harbour</a></p><p>Line {n}</p>" for n in range(MOST_RUNS))
    assert found(f"<div>{many}</div>") == set()


def test_a_link_as_long_as_an_article_is_no_box() -> None:
    assert found(f"<div><a href=/1><p>{PARAGRAPH * 20}</p></a></div>") == set()


@given(st.text(alphabet="<>/ abdivp=", max_size=80))
def test_no_markup_is_too_odd(markup: str) -> None:
    assert all(isinstance(text, str) for text in found(markup))
