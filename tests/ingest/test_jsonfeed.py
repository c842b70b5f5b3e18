"""A JSON Feed lists what it lists, whatever types its fields have."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.entries import Item, Said
from ingest.feeds import read_feed
from ingest.jsonfeed import read_json_feed
from narrative.model import Entry
from tests.clocks import START

VERSION = "https://jsonfeed.org/version/1.1"


def items(*listed: Any) -> tuple[Item, ...]:
    return read_json_feed(json.dumps({"version": VERSION, "items": listed})).items


def test_an_item_is_read() -> None:
    said = {"id": "1", "url": "/crash", "title": "Crash", "content_html": "<p>It fell.</p>", "date_published": "2025-01-06T10:00:00+05:00"}
    found = read_feed(json.dumps({"version": VERSION, "items": [said]}).encode(), "https://courier.test/feed.json", {}, START)
    assert found.entries == (Entry("1", "https://courier.test/crash", "Crash", START.replace(hour=5), None, "It fell."),)


def test_the_summary_goes_before_the_text_and_the_text_before_the_html() -> None:
    html, text, summary = {"content_html": "h"}, {"content_text": "t"}, {"summary": "s"}
    assert [one.summary for one in items(html, html | text, html | text | summary)] == ["h", "t", "s"]


def test_the_address_is_the_url_then_the_external_one_then_an_id_that_is_one() -> None:
    (one,) = items({"id": "https://courier.test/id", "url": "/a", "external_url": "/b"})
    assert one.links == ("/a", "/b", "https://courier.test/id")
    assert items({"id": "7"})[0].links == ()


@pytest.mark.parametrize(
    ("number", "said"), [("7", "7"), ("7.50", "7.50"), ("1e3", "1e3"), ("9" * 10_000, "9" * 10_000), ("true", ""), ("null", "")]
)
def test_an_id_that_is_a_number_stays_as_it_is_written(number: str, said: str) -> None:
    (one,) = read_json_feed(f'{{"items": [{{"id": {number}}}]}}').items
    assert one.guid == said


def test_what_is_no_object_and_fields_of_other_types_are_as_good_as_absent() -> None:
    assert items(1, None, [], "x", {"id": {}, "url": [], "title": True}) == (Item(),) * 5
    assert items({"title": "t", "date_published": 3})[0].published == Said("3")


@pytest.mark.parametrize("text", ["[]", "{}", '{"items": {}}', '"x"', "{", "[" * 100_000, '{"items": [}'])
def test_what_is_no_feed_has_a_reason(text: str) -> None:
    found = read_json_feed(text)
    assert found.items == ()
    assert found.reason.startswith("not a feed: ")


def test_a_feed_that_names_its_version_may_list_nothing() -> None:
    assert read_json_feed(json.dumps({"version": VERSION})).reason == ""


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda c: st.lists(c) | st.dictionaries(st.sampled_from(["items", "id", "url"]), c),
    )
)
def test_no_document_is_an_error(document: Any) -> None:
    read_feed(json.dumps(document).encode(), "https://courier.test/", {}, START)
