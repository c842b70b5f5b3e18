import base64
import hashlib
import re
from datetime import UTC, datetime
from html.parser import HTMLParser

from db.coverage import FeedHealth
from db.history import EditLine, VersionLine
from plugins.palimpsest_pages.overview import POLICY, Overview, gather, render, render_trouble

AT = datetime(2024, 12, 25, 6, 28, tzinfo=UTC)
LATER = datetime(2024, 12, 25, 9, 5, tzinfo=UTC)
HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}"


def an_edit(text="It was birds."):
    return EditLine(1, text, text, AT, LATER, text, text, True, text, text, text)


def a_version(text="A plane came down"):
    return VersionLine(text, text, 2, text, AT, text)


def a_feed(text="https://a.test/rss", failures=0):
    return FeedHealth(text, text, text, text, failures, None, LATER)


class Elements(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_hostile_texts_add_no_element_and_no_attribute():
    plain = render(Overview((an_edit("x"),), (a_version("x"),), (a_feed("x"),)))
    hostile = render(Overview((an_edit(HOSTILE),), (a_version(HOSTILE),), (a_feed(HOSTILE),)))
    assert Elements(hostile).found == Elements(plain).found
    assert hostile.count("&lt;script&gt;alert(1)") == 12
    assert "49" not in hostile


def test_the_reason_of_trouble_is_escaped():
    assert "&lt;script&gt;" in render_trouble(HOSTILE)
    assert "<script" not in render_trouble(HOSTILE)


def test_an_edit_is_shown_with_the_interval_in_which_it_happened():
    page = render(Overview((an_edit(),), (), ()))
    assert "between 2024-12-25 06:28 UTC and 2024-12-25 09:05 UTC" in page
    assert "<del>It was birds.</del>" in page


def test_an_empty_store_says_so_in_every_section():
    page = render(Overview((), (), ()))
    for text in ("No edit was seen yet", "No article was captured yet", "No feed is watched", "0 feeds watched, none in trouble"):
        assert text in page


def test_feeds_in_trouble_are_counted_and_marked():
    page = render(Overview((), (), (a_feed(failures=3), a_feed())))
    assert "2 feeds watched, 1 in trouble" in page
    assert page.count("<tr class=trouble>") == 1


def test_the_policy_allows_exactly_the_style_that_the_page_carries():
    style = re.search(r"<style>(.*)</style>", render(Overview((), (), ())), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in POLICY
    assert "script-src" not in POLICY
    assert "unsafe" not in POLICY


def test_the_page_needs_no_style_attribute_no_script_and_no_address():
    page = render(Overview((an_edit(),), (a_version(),), (a_feed(),)))
    names = {name for _, attributes in Elements(page).found for name in attributes}
    assert names == {"lang", "charset", "name", "content", "id", "class", "scope", "aria-labelledby"}


def test_the_overview_of_a_new_store_is_empty(store):
    with store.read() as session:
        assert gather(session) == Overview((), (), ())
