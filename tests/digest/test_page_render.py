"""The page as a file: it needs nothing else, and what outlets wrote stays text."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from digest.page.facts import Page
from digest.page.render import AT_MOST, render
from narrative.model import Action, Edit, Part
from tests.digest.story_pages import HARM, played


@pytest.fixture(scope="module")
def page(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with played(migrated, tmp_path_factory.mktemp("page")) as story:
        yield story.page()


@pytest.fixture(scope="module")
def html(page: Page) -> str:
    return render(page)


def _edit(before: str, after: str) -> Edit:
    return Edit(Action.REPLACED, Part.BODY, "rewrite", True, before, after, (0, len(before)), (0, len(after)), "a rule")


def script(html: str, kind: str) -> str:
    (found,) = lxml.html.fromstring(html).xpath(f"//script[{kind}]")
    return str(found.text)


def test_what_an_outlet_wrote_is_text_and_no_markup(html: str) -> None:
    document = lxml.html.fromstring(html)
    assert HARM in document.text_content()
    assert document.xpath("//img") == []
    assert len(document.xpath("//script")) == 2
    assert "<img" not in html


def test_nothing_on_the_page_is_fetched_from_anywhere(html: str) -> None:
    document = lxml.html.fromstring(html)
    assert document.xpath("//link | //iframe | //object | //embed | //form | //base") == []
    assert document.xpath("//@src | //@srcset | //@style | //@onclick") == []
    assert not re.search(r"url\((?!data:)|@import", html)


def test_the_policy_names_the_style_and_the_script_that_are_there_and_no_others(html: str) -> None:
    document = lxml.html.fromstring(html)
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for text in (script(html, "not(@type)"), document.xpath("//style")[0].text):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy


def test_programs_find_the_facts_in_a_block_that_no_headline_can_end(page: Page, html: str) -> None:
    found = script(html, "@type='application/json'")
    assert "<" not in found
    data = json.loads(found)
    assert data["poles"] == {"E": "external_force", "A": "accident"}
    assert [o["name"] for o in data["outlets"]] == [r.name for r in page.rows]
    assert [f["number"] for o in data["outlets"] for f in o["facts"]] == [f.number for r in page.rows for f in r.facts]
    assert any(f["attempts"] for o in data["outlets"] for f in o["facts"])


def test_every_mark_leads_to_a_line_of_the_tables_without_any_script(page: Page, html: str) -> None:
    document = lxml.html.fromstring(html)
    marks = document.xpath("//a[contains(@class, 'mark ')]")
    assert len(marks) == sum(len(r.marks) for r in page.rows) > 5
    lines = {f"#{name}" for name in document.xpath("//tr/@id")}
    assert {mark.get("href") for mark in marks} <= lines
    assert all(mark.get("aria-label") for mark in marks)


def test_an_edit_shows_its_words_verdict_interval_and_how_to_see_the_bytes(page: Page, html: str) -> None:
    document = lxml.html.fromstring(html)
    edited = next(f for r in page.rows for f in r.facts if f.revised)
    (line,) = document.xpath(f"//tr[@id='d{edited.number}']")
    words = line.text_content()
    assert [e.text_content() for e in line.xpath(".//del")][-1] == "eight"
    assert [e.text_content() for e in line.xpath(".//ins")][-1] == "nine"
    assert "between 13:00 and 20:00 UTC, 6 Jan 2025" in words
    assert "Undetermined: " in words
    for attempt in edited.attempts:
        assert f"show {attempt}" in words


def test_the_same_content_is_the_same_file(page: Page, html: str) -> None:
    assert render(page) == html


def test_a_story_too_rich_for_the_size_shows_fewer_edits_and_says_where_the_others_are(page: Page) -> None:
    long = tuple(_edit(f"{n} {'old ' * 900}", f"{n} {'new ' * 900}") for n in range(300))

    def rich(row_facts: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(replace(f, revised=replace(f.revised, edits=long)) if f.revised else f for f in row_facts)

    much = replace(page, rows=tuple(replace(r, facts=rich(r.facts) * 12) for r in page.rows))
    html = render(much)
    assert len(html.encode()) < AT_MOST
    assert "more edits" in html


def test_characters_that_turn_a_line_are_gone(page: Page) -> None:
    turned = replace(page, title="Flight \u202e8243\u2066 lost\x00")
    assert "<h1>Flight 8243 lost</h1>" in render(turned)
