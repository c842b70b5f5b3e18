"""Every answer ends in exactly one outcome."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.outcomes import led_astray, no_article, not_a_page, without_body, words_sha256
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


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"%PDF-1.7", "a PDF"), (b"\xff\xd8\xff\xe0", "a JPEG image"), (b"\0\1\2", "binary"),
        (b"\0\0\0\x18ftypmp42", "an image, a sound or a video"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- made by - x --><rss version='2.0'>", "a feed"),
        (b"<html><p>%PDF-", ""), ("<html><p>x".encode("utf-16"), ""), ("<html><p>x".encode("utf-16-le"), ""), (b"plain words", ""),
        (b"<?xml version='1.0'?><html>", ""), (b"<feedback>", ""),
    ],
)  # fmt: skip
def test_what_a_server_calls_a_page_is_looked_at(body: bytes, why: str) -> None:
    assert not_a_page(ok(body, "text/html")) == why


def test_a_page_with_an_article_has_no_trouble_and_one_without_says_why() -> None:
    assert no_article(Reading("Crash", TEXT)) is None
    assert no_article(Unreadable("no article text found")) == (Outcome.UNREADABLE, "no article text found")


def test_equal_words_have_equal_hashes() -> None:
    assert words_sha256(Reading("Crash", TEXT)) == words_sha256(Reading("Crash ", TEXT.replace(" ", "  ")))
    assert words_sha256(Reading("Crash", TEXT)) != words_sha256(Reading("Crash", TEXT + " More."))


ASKED = "https://courier.test/2024/12/plane-comes-down-near-aktau.html"
OTHER = "Snow is expected in the mountains on Friday, and the road over the pass stays closed until further notice."


@pytest.mark.parametrize(
    ("final_url", "text", "why"),
    [
        (ASKED, TEXT, ""),
        ("https://www.courier.test/2024/12/plane-comes-down-near-aktau.html", OTHER, ""),
        ("https://courier.test/world/plane-crash-in-aktau-2024", TEXT + " All of them have been named.", ""),
        ("https://courier.test/", TEXT, "front page or section"),
        ("https://courier.test/2024/12/", TEXT, "front page or section"),
        ("https://courier.test/2025/01/snow-in-the-mountains.html", OTHER, "another text"),
    ],
)
def test_a_redirect_leads_to_the_article_or_astray(final_url: str, text: str, why: str) -> None:
    found = led_astray(ASKED, final_url, Reading("Headline", text), TEXT)
    assert why in found
    assert bool(why) is bool(found)


def test_where_a_new_article_leads_is_believed_unless_it_is_a_front_page() -> None:
    assert led_astray(ASKED, "https://courier.test/world/plane-crash-in-aktau-2024", Reading("Snow", OTHER), "") == ""
    assert led_astray(ASKED, "https://courier.test/world/", Reading("World", OTHER), "")


def test_a_front_page_on_which_no_article_can_be_read_is_a_front_page() -> None:
    assert led_astray(ASKED, "https://courier.test/", Unreadable("no article text found"), TEXT)
    assert led_astray(ASKED, "https://courier.test/2025/01/snow.html", Unreadable("no article text found"), TEXT) == ""
