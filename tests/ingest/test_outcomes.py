"""Every answer ends in exactly one outcome."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.articles import Standing
from ingest.outcomes import not_a_page, of_page, without_body, words_sha256
from ingest.pages import Unreadable
from narrative.model import Outcome, Reading
from tests.ingest.fakes import failed, ok, status

TEXT = "The plane came down near the city. Sixty-seven people were on board."


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (200, None), (304, Outcome.NOT_MODIFIED), (401, Outcome.PAYWALLED), (402, Outcome.PAYWALLED), (403, Outcome.FORBIDDEN),
        (404, Outcome.MISSING), (410, Outcome.GONE), (429, Outcome.RATE_LIMITED), (451, Outcome.FORBIDDEN), (500, Outcome.SERVER_ERROR),
        (502, Outcome.SERVER_ERROR), (503, Outcome.SERVER_ERROR), (599, Outcome.SERVER_ERROR),
        (204, Outcome.UNREADABLE), (301, Outcome.UNREADABLE),
        (400, Outcome.UNREADABLE), (418, Outcome.UNREADABLE),
    ],
)  # fmt: skip
def test_a_status_means_one_outcome(code: int, outcome: Outcome | None) -> None:
    found = without_body(status(code))
    assert (found[0] if found else None) is outcome
    assert found is None or str(code) in found[1]


@given(st.integers(100, 999))
def test_every_status_means_something(code: int) -> None:
    assert (without_body(status(code)) is None) is (code == 200)


@pytest.mark.parametrize("outcome", list(Outcome))
def test_a_failure_is_its_own_outcome_and_keeps_its_reason(outcome: Outcome) -> None:
    assert without_body(failed(outcome, "because")) == (outcome, "because")


@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("text/html", True), ("TEXT/HTML; charset=utf-8", True), ("application/xhtml+xml", True), ("", True), ("text/plain", True),
        ("application/pdf", False), ("image/jpeg", False), ("application/json", False), ("video/mp4", False),
    ],
)  # fmt: skip
def test_only_what_may_be_a_page_is_read(kind: str, page: bool) -> None:
    assert (not_a_page(ok(b"<p>x</p>", kind)) == "") is page


def test_an_empty_body_is_no_page() -> None:
    assert not_a_page(ok(b" \n\t")) == "empty body"


def standing(headline: str = "Crash", text: str = TEXT) -> Standing:
    return Standing(1, headline, text, None)


def test_a_first_reading_is_new_and_an_unreadable_page_says_why() -> None:
    assert of_page(Reading("Crash", TEXT), None) == (Outcome.NEW, "")
    assert of_page(Unreadable("no article text found"), standing()) == (Outcome.UNREADABLE, "no article text found")


@pytest.mark.parametrize(
    ("headline", "text", "outcome"),
    [
        ("Crash", TEXT, Outcome.UNCHANGED),
        ("Crash", TEXT.replace(" ", "  \n"), Outcome.UNCHANGED),
        ("Crash", TEXT.replace("Sixty-seven", "Sixty-two"), Outcome.CHANGED),
        ("Shot down", TEXT, Outcome.CHANGED),
        ("Crash", TEXT + " Thirty-eight of them were killed.", Outcome.CHANGED),
    ],
)
def test_other_words_are_a_change_and_other_spaces_are_not(headline: str, text: str, outcome: Outcome) -> None:
    assert of_page(Reading(headline, text), standing())[0] is outcome


def test_equal_words_have_equal_hashes() -> None:
    assert words_sha256(Reading("Crash", TEXT)) == words_sha256(Reading("Crash ", TEXT.replace(" ", "  ")))
    assert words_sha256(Reading("Crash", TEXT)) != words_sha256(Reading("Crash", TEXT + " More."))
