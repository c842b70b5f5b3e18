"""The page in a real browser: it asks nobody for anything, and a mouse, a keyboard, a phone and the dark can read it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from digest.page.render import render
from tests.digest.story_pages import HARM, played

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed (Debian's package is chromium)")
WIDE, PHONE = ViewportSize(width=1280, height=900), ViewportSize(width=360, height=740)


@pytest.fixture(scope="module")
def file(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("story")
    with played(migrated, folder) as story:
        (folder / "story.html").write_text(render(story.page()), encoding="utf-8")
    return folder / "story.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])  # a container's root has no sandbox
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE)
    opened = context.new_page()
    opened.goto(file.as_uri())
    yield opened
    context.close()


CONTRAST = """([e]) => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  let under = e;
  while (under.parentElement && (parse(getComputedStyle(under).backgroundColor)[3] ?? 1) === 0) under = under.parentElement;
  const [one, other] = [getComputedStyle(e).color, getComputedStyle(under).backgroundColor].map((text) => light(parse(text)));
  return [(Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05), other];
}"""
"""How far a text's colour is from that below it, as WCAG 2 measures it, and how light that is."""
READ = ".mark.held, .mark.copied, .mark.edited, .mark.happened, .lead, .small, .count, .tick, .fold-label, ins, del, .key, td a"


def contrast(page: Page, selector: str) -> list[tuple[float, float]]:
    """Of every element that has letters: its contrast, and the lightness of its ground."""
    handles = page.query_selector_all(selector)
    return [tuple(page.evaluate(CONTRAST, [h])) for h in handles if (h.text_content() or "").strip()]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def marks(page: Page, row: int) -> list[str]:
    """The marks of a row, from left to right."""
    return list(page.evaluate(f"data.outlets[{row}].marks.map((m) => m.id)"))


def test_nothing_is_asked_for_but_the_file_itself_and_nothing_is_refused_or_broken(browser: Browser, file: Path) -> None:
    context = browser.new_context(viewport=WIDE)
    opened, asked, said = context.new_page(), [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(file.as_uri())
    for mark in opened.locator(".mark").all():
        mark.dispatch_event("click")
        opened.keyboard.press("Escape")
    assert asked == [file.as_uri()]
    assert said == []
    assert "Azerbaijan" in opened.title()
    context.close()


def test_a_click_on_an_edit_shows_what_went_and_what_came_and_escape_closes_it(page: Page) -> None:
    page.locator(".mark.edited").click()
    panel = page.locator("#panel")
    assert panel.is_visible()
    assert panel.locator("del").last.inner_text() == "eight"
    assert panel.locator("ins").last.inner_text() == "nine"
    assert HARM in panel.inner_text()
    assert "Evidence: attempts" in panel.inner_text()
    page.keyboard.press("Escape")
    assert not panel.is_visible()


def test_a_click_on_a_bar_shows_the_sentence_its_source_and_how_sure_it_is(page: Page) -> None:
    page.locator(".mark.held").first.click()
    words = page.locator("#panel").inner_text()
    assert "The airline said that the plane had collided with a flock of birds." in words
    assert "attributed to Azerbaijan Airlines" in words
    assert "between 11:00 and 13:00 UTC, 6 Jan 2025" in words


def test_the_keyboard_alone_gets_everywhere(page: Page) -> None:
    first, second = marks(page, 0), marks(page, 1)
    page.locator(f"#{first[0]}").focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == first[1]
    page.keyboard.press("End")
    assert focused(page) == first[-1]
    page.keyboard.press("ArrowDown")
    assert focused(page) in second
    page.keyboard.press("ArrowUp")
    assert focused(page) in first
    page.keyboard.press("Home")
    assert focused(page) == first[0]
    page.keyboard.press("Enter")
    assert page.locator("#panel").is_visible()
    page.keyboard.press("Escape")
    assert (page.locator("#panel").is_visible(), focused(page)) == (False, first[0])
    page.keyboard.press(" ")
    assert page.locator("#panel").is_visible()


def test_one_mark_of_all_is_a_stop_of_the_tab_key_and_focus_can_be_seen(page: Page) -> None:
    assert page.locator(".mark[tabindex='0']").count() == 1
    page.locator(".mark[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".mark[tabindex='0']").get_attribute("id") == focused(page)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_a_phone_scrolls_the_chart_in_its_box_and_never_the_page(browser: Browser, file: Path) -> None:
    context = browser.new_context(viewport=PHONE)
    opened = context.new_page()
    opened.goto(file.as_uri())
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert opened.evaluate("document.querySelector('.scroller').scrollWidth") > PHONE["width"]
    opened.locator(".mark.edited").click()
    assert opened.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()


def test_in_the_dark_the_page_is_dark_and_letters_can_be_read_in_both(browser: Browser, file: Path) -> None:
    grounds: dict[str, list[float]] = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(viewport=WIDE, color_scheme=scheme)
        opened = context.new_page()
        opened.goto(file.as_uri())
        read = contrast(
            opened,
            ".mark.held, .mark.copied, .mark.edited, .mark.happened, .lead, .small, .count, .tick, .fold-label, ins, del, .key, td a",
        )
        assert len(read) > 20
        assert min(ratio for ratio, _ in read) >= 4.5
        grounds[scheme] = [ground for _, ground in contrast(opened, ".lead")]
        context.close()
    assert grounds["light"][0] > 0.9
    assert grounds["dark"][0] < 0.1


def test_every_mark_is_wide_enough_to_be_clicked(page: Page) -> None:
    for mark in page.locator(".mark.edited, .mark.happened, .mark.lost").all():
        box = mark.bounding_box()
        assert box
        assert box["width"] >= 14


def test_without_its_script_a_mark_leads_to_its_line_in_the_tables(browser: Browser, file: Path) -> None:
    context = browser.new_context(viewport=WIDE, java_script_enabled=False)
    opened = context.new_page()
    opened.goto(file.as_uri())
    edited = opened.locator(".mark.edited")
    edited.click()
    assert opened.url.endswith(str(edited.get_attribute("href")))
    assert opened.locator("tr:target").is_visible()
    context.close()


def test_a_printed_page_has_the_chart_and_the_tables(browser: Browser, file: Path, tmp_path: Path) -> None:
    context = browser.new_context(viewport=WIDE)
    opened = context.new_page()
    opened.goto(file.as_uri())
    opened.emulate_media(media="print")
    assert opened.locator(".chart").is_visible()
    assert opened.locator(".facts table").first.is_visible()
    assert not opened.locator(".how").is_visible()
    assert opened.pdf(path=tmp_path / "story.pdf").startswith(b"%PDF")
    context.close()
