"""Lines that are no part of an article are told by the page itself; sentences that are, are not lost."""

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.furniture import Furniture, word_grams, words

SENTENCES = (
    "The airline said on Wednesday that the plane was carrying sixty-two passengers and five crew when it came down near the city.",
    "Officials in both countries have opened an inquiry, and the recorders were found on the second day of the search by divers.",
    "Nobody has explained why the crew was sent across the sea, although three airports lay closer to the route that it had planned.",
)
PAGE = """<html><head><title>Jet down near Aktau | The Courier</title></head><body><article><h1>Jet down near Aktau</h1>
<figure><img src=1.jpg alt="Wreckage lies on the shore of the sea"><figcaption>Smoke over the shore. Photo: A. Baker</figcaption></figure>
<p>Text <a href=/a>Minister visits families of the victims</a> text <a href=/b>a new report</a></p>
<div class="x1"><a href=/c><h4>Harbour reopens after the storm</h4><p>Ships had been waiting outside for nine days.</p></a></div>
<p class="image-credit">Courtesy of the ministry</p></article></body></html>"""


@pytest.fixture
def furniture() -> Furniture:
    return Furniture(lxml.html.document_fromstring(PAGE))


@pytest.mark.parametrize(
    "line",
    [
        "Jet down near Aktau",
        "Minister visits families of the victims",
        "- Politics: Minister visits families of the victims",
        "Smoke over the shore. Photo: A. Baker",
        "Courtesy of the ministry",
        "Ships had been waiting outside for nine days.",
        "Get the news of the day to your inbox every morning.",
        "Photo: Reporters' pool",
        "Фото: пресс-служба",
        "ALSO READ: Ten days that shook the sea",
        "Читайте также: десять дней у моря",
        "Updated 15:59 | Published 14:14",
        "Обновлено: 25 декабря 2024, 18:40",
        "Sign up for our newsletter and never miss a story",
        "Подписывайтесь на наш телеграм-канал",
    ],
)
def test_a_line_that_the_page_shows_to_be_none_of_the_article_is_set_aside(furniture: Furniture, line: str) -> None:
    assert furniture.parted(f"{line}\n{SENTENCES[0]}") == (SENTENCES[0], line)


@pytest.mark.parametrize(
    "line",
    [
        "The minister visits families of the victims on Friday.",
        "Wreckage lies on the shore of the sea",  # outlets put their first sentence into a picture's alt
        "The newsletter of the union said the tower had been understaffed.",
        "Passengers were told to sign up for another flight, and to follow the crew.",
        "https://courier.test/minister-visits-families",
        "Updated on 26 December: an earlier version gave 72 as the number of people.",
        "He read a new report",
        "Photographs show holes in the tail.",
        "The newsletter of the union, which has been printed in the city for forty years and is read by nearly everybody who works at the "
        "airport, said in its issue of Monday that the tower had been understaffed.",
    ],
)
def test_a_line_that_somebody_wrote_stays(furniture: Furniture, line: str) -> None:
    assert furniture.parted(f"{SENTENCES[0]}\n{line}\n{SENTENCES[1]}") == (f"{SENTENCES[0]}\n{line}\n{SENTENCES[1]}", "")


def test_where_nothing_else_remains_the_text_stays_as_it_is(furniture: Furniture) -> None:
    assert furniture.parted("Jet down near Aktau\nCourtesy of the ministry") == ("Jet down near Aktau\nCourtesy of the ministry", "")


def test_a_sentence_that_a_witness_has_between_two_lines_is_put_back(furniture: Furniture) -> None:
    text, witness = "\n".join(SENTENCES[::2]), "\n".join(SENTENCES)
    assert furniture.restored(text, witness) == witness


@pytest.mark.parametrize(
    "between",
    ["Minister visits families of the victims", "1. " + SENTENCES[1], "Most read this week", SENTENCES[0], SENTENCES[1].removesuffix(".")],
)
def test_what_is_a_link_a_list_a_label_or_known_is_not_put_back(furniture: Furniture, between: str) -> None:
    text = "\n".join(SENTENCES[::2])
    assert furniture.restored(text, f"{SENTENCES[0]}\n{between}\n{SENTENCES[2]}") == text


def test_what_a_witness_has_outside_of_the_text_is_not_put_back(furniture: Furniture) -> None:
    assert furniture.restored("\n".join(SENTENCES[1:]), "\n".join(SENTENCES)) == "\n".join(SENTENCES[1:])


def test_the_sentence_under_the_headline_is_put_first_where_the_page_shows_it(furniture: Furniture) -> None:
    text, witness = "\n".join(SENTENCES[1:]), "\n".join(SENTENCES)
    assert furniture.under_headline(text, witness, SENTENCES[0]) == witness
    assert furniture.under_headline(text, witness, SENTENCES[0][:90] + "…") == witness, "descriptions are often cut"
    assert furniture.under_headline(witness, witness, SENTENCES[0]) == witness
    assert furniture.under_headline(text, text, SENTENCES[0]) == text, "what the page does not show is none of its text"


def test_words_are_counted_in_scripts_that_have_no_blanks_between_them() -> None:
    assert words("事故の原因は 不明") == list("事故の原因は不明")
    assert len(word_grams("事故の原因", 4)) == 2


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_is_changed_within_a_line_or_lost_from_both_parts(text: str, witness: str) -> None:
    furniture = Furniture(lxml.html.document_fromstring(PAGE))
    lines = [line for line in text.splitlines() if line.strip()]
    kept, aside = furniture.parted(text)
    assert sorted([*kept.splitlines(), *aside.splitlines()]) == sorted(lines)
    restored = iter(furniture.restored(text, witness).splitlines())
    assert all(line in restored for line in lines), "in their order, whatever is put between them"
