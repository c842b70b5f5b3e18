"""A plain text of one's own: its headline, the lines about it, its paragraphs."""

from datetime import UTC, datetime

import pytest

from ingest.pages import Unreadable
from ingest.texts import read_text
from narrative.model import Reading

FIRST = "The ferry left the harbour of Kuryk at half past six in the morning with forty-one people on board, and did not arrive in Baku."
SECOND = "A tug and two trawlers reached the place within the hour and took over the passengers, the port authority said on Monday."
RUSSIAN = "Паром вышел из порта Курык в половине седьмого утра, на борту был сорок один человек, сообщило управление порта в понедельник."


def read(text: str, encoding: str = "utf-8") -> Reading:
    found = read_text(text.encode(encoding))
    assert isinstance(found, Reading)
    return found


def test_a_short_first_line_over_a_paragraph_is_the_headline_and_no_part_of_the_text() -> None:
    found = read(f"Ferry takes on water off Kuryk\n{FIRST}\n{SECOND}\n")
    assert (found.headline, found.text) == ("Ferry takes on water off Kuryk", f"{FIRST}\n{SECOND}")
    assert found.headlines.h1 == found.headline


def test_a_first_line_that_is_a_sentence_is_the_beginning_of_the_text() -> None:
    for text in (f"{FIRST}\n{SECOND}", f"It sank.\n\n{FIRST}"):
        assert (read(text).headline, read(text).text) == ("", text)


def test_what_pages_set_beside_a_headline_is_not_part_of_it() -> None:
    assert read(f"Ferry takes on water4 days ago7 min read12 comments\n\n{FIRST}").headline == "Ferry takes on water"
    assert read(f"What 3 days ago seemed sure\n\n{FIRST}").headline == "What 3 days ago seemed sure"


def test_lines_that_name_address_author_and_date_are_about_the_text() -> None:
    about = (
        "URL: https://ledger.example/2031/ferry?utm_source=x",
        "Title: Ferry takes on water",
        "Author: A. Writer",
        "Date: 2031-03-03T07:00Z",
    )
    found = read("\n".join((*about, "", FIRST)))
    assert (found.canonical_url, found.headline, found.authors) == (
        "https://ledger.example/2031/ferry", "Ferry takes on water", ("A. Writer",),
    )  # fmt: skip
    assert found.published_at == datetime(2031, 3, 3, 7, tzinfo=UTC)
    assert found.text == FIRST


@pytest.mark.parametrize("text", [f"https://ledger.example/ferry\n\n{FIRST}", f"{FIRST}\n\nИсточник: https://ledger.example/ferry\n"])
def test_a_bare_address_above_or_below_says_where_a_text_is_from(text: str) -> None:
    assert (read(text).canonical_url, read(text).text) == ("https://ledger.example/ferry", FIRST)


def test_nothing_is_known_that_no_line_says() -> None:
    found = read(f"{FIRST}\nSource: TASS")
    assert (found.canonical_url, found.published_at, found.authors) == ("", None, ())
    assert found.text.endswith("Source: TASS"), "a credit is a part of the text"


def test_lines_that_a_mail_program_wrapped_are_one_paragraph_again() -> None:
    wrapped = (
        "The ferry left the harbour of Kuryk at half past six in the\nmorning with forty-one people on board, and did not arrive in\nBaku."
    )
    assert read(f"{wrapped}\n\n{SECOND}").text == f"{wrapped.replace(chr(10), ' ')}\n\n{SECOND}"


def test_paragraphs_of_a_line_each_stay_lines() -> None:
    said = "The ferry left the harbour early in the morning.\nForty-one people were on board, the port says.\nNobody was hurt."
    assert read(said).text == said


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_a_russian_text_is_read_in_whatever_encoding(encoding: str) -> None:
    found = read(f"Паром набрал воды у Курыка\n\n{RUSSIAN}\n{RUSSIAN}", encoding)
    assert (found.headline, found.text, found.language) == ("Паром набрал воды у Курыка", f"{RUSSIAN}\n{RUSSIAN}", "ru")


@pytest.mark.parametrize("body", [b" \n\n", bytes(range(256)) * 4, b"URL: https://ledger.example/ferry\n"])
def test_what_has_no_words_says_so(body: bytes) -> None:
    assert isinstance(read_text(body), Unreadable)
