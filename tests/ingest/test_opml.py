"""Lists of feeds are read however they were written, and what is written is read back."""

import re
import time
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.countries import NAMES, country_of, named
from ingest.opml import Listed, read_opml, write_opml

REAL = Path(__file__).parents[3] / "shared/data"
needs_lists = pytest.mark.skipif(not (REAL / "opml").is_dir(), reason="the real lists of feeds are not here")
needs_suites = pytest.mark.skipif(not (REAL / "feeds/feedvalidator/opml").is_dir(), reason="the validator's OPML files are not here")


def opml(*outlines: str, version: str = "2.0") -> bytes:
    return f'<?xml version="1.0"?><opml version="{version}"><head/><body>{"".join(outlines)}</body></opml>'.encode()


def only(*outlines: str) -> Listed:
    (one,) = read_opml(opml(*outlines)).listed
    return one


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufffe\uffff")).map(
    lambda text: " ".join(text.split())
)
feeds = st.builds(
    Listed,
    words,
    st.builds("https://{}.test/rss?a=1&b={}".format, st.sampled_from(["one", "two"]), st.integers()),
    st.sampled_from(["", "https://one.test/"]),
    st.sampled_from(["", *NAMES, "ZZ"]),
    st.sampled_from(["", "az", "ru", "kum"]),
)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(feeds.filter(lambda one: one.title)))
def test_what_is_written_is_read_back(title: str, listed: list[Listed]) -> None:
    found = read_opml(write_opml(title, listed).encode())
    assert (sorted(found.listed, key=repr), found.problems) == (sorted(listed, key=repr), ())


@given(st.lists(feeds))
def test_within_a_country_the_order_is_kept(listed: list[Listed]) -> None:
    found = read_opml(write_opml("", listed).encode()).listed
    for country in {one.country for one in listed}:
        assert [f.feed_url for f in found if f.country == country] == [one.feed_url for one in listed if one.country == country]


@given(st.text())
def test_any_text_can_be_a_title(title: str) -> None:
    (found,) = read_opml(write_opml(title, [Listed(title, "https://one.test/rss")]).encode("utf-8")).listed
    assert found.feed_url == "https://one.test/rss"


@given(st.binary())
def test_any_bytes_end_in_feeds_or_in_a_reason(body: bytes) -> None:
    found = read_opml(body)
    assert bool(found.listed) != bool(found.reason)


@pytest.mark.parametrize("name", ["xmlUrl", "xmlURL", "XMLURL", "xmlurl"])
@pytest.mark.parametrize("element", ["outline", "OUTLINE", "o:outline xmlns:o='urn:x'"])
def test_the_case_of_names_does_not_count(name: str, element: str) -> None:
    assert only(f'<{element} TEXT="The Courier" {name}="https://courier.test/rss" HTMLURL="https://courier.test/"/>') == Listed(
        "The Courier", "https://courier.test/rss", "https://courier.test/"
    )


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0", ""])
def test_every_version_is_read(version: str) -> None:
    assert len(read_opml(opml('<outline text="A" xmlUrl="https://a.test/rss"/>', version=version)).listed) == 1


def test_the_text_is_the_title_and_a_title_serves_where_there_is_none() -> None:
    assert only('<outline text="Text" title="Title" xmlUrl="https://a.test/"/>').title == "Text"
    assert only('<outline title="Title" xmlUrl="https://a.test/"/>').title == "Title"
    assert only('<outline xmlUrl="https://a.test/"/>').title == ""


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ('xmlUrl="feed://a.test/rss"', "http://a.test/rss"),
        ('xmlUrl="feed:https://a.test/rss"', "https://a.test/rss"),
        ('type="rss" url="https://a.test/rss"', "https://a.test/rss"),
        ('xmlUrl="https://a.test/?a=1&amp;b=2"', "https://a.test/?a=1&b=2"),
        ('xmlUrl=" https://a.test/rss\n"', "https://a.test/rss"),
    ],
)
def test_the_address_is_what_can_be_asked(said: str, asked: str) -> None:
    assert only(f"<outline text='A' {said}/>").feed_url == asked


@pytest.mark.parametrize(
    ("folders", "country"),
    [
        (["Ukraine"], "UA"),
        (["News", "Ukraine"], "UA"),
        (["Ukraine", "Politics"], "UA"),
        (["Russia", "Ukraine"], "UA"),
        (["KAZAKHSTAN"], "KZ"),
        (["Turkey"], "TR"),
        (["Myanmar (Burma)"], "MM"),
        (["Russian Federation"], "RU"),
        (["Bosnia and Herzegovina"], "BA"),
        (["IT"], ""),
        (["TV"], ""),
        (["News"], ""),
        ([], ""),
    ],
)
def test_a_folder_is_named_after_a_country_or_after_something_else(folders: list[str], country: str) -> None:
    inner = '<outline text="A" xmlUrl="https://a.test/rss"/>'
    for name in reversed(folders):
        inner = f'<outline text="{name}">{inner}</outline>'
    assert only(inner).country == country


@pytest.mark.parametrize(
    ("category", "country"),
    [("/AZ", "AZ"), ("/News/Azerbaijan", "AZ"), ("/News, /Kazakhstan", "KZ"), ("Georgia", "GE"), ("IT", ""), ("/News/IT", ""), ("", "")],
)
def test_a_category_can_name_the_country(category: str, country: str) -> None:
    assert only(f'<outline text="A" category="{category}" xmlUrl="https://a.test/rss"/>').country == country


@given(st.sampled_from(sorted(NAMES)))
def test_every_country_is_known_by_its_name(code: str) -> None:
    assert country_of(named(code)) == code


@pytest.mark.parametrize(("said", "language"), [("ru", "ru"), ("RU-ru", "ru"), ("en_GB", "en"), ("unknown", ""), ("", "")])
def test_a_language_is_its_code_or_nothing(said: str, language: str) -> None:
    assert only(f'<outline text="A" language="{said}" xmlUrl="https://a.test/rss"/>').language == language


LOOSE = """<opml><body>
<outline text="Fire & Water" xmlUrl="https://a.test/?x=1&y=2"/>
<outline text="Daily "Courier"" title="Daily "Courier"" description="by "us", for <a href="https://b.test/" rel="me">all</a>" xmlUrl="https://b.test/rss" />
<outline text="x < y &eacute; &nothing;" xmlUrl='https://c.test/rss'/>
</body></opml>"""  # noqa: E501


def test_an_ill_formed_list_is_read_whole_and_said_to_be_ill_formed() -> None:
    found = read_opml(LOOSE.encode())
    assert [(one.title, one.feed_url) for one in found.listed] == [
        ("Fire & Water", "https://a.test/?x=1&y=2"),
        ('Daily "Courier"', "https://b.test/rss"),
        ("x < y é &nothing;", "https://c.test/rss"),
    ]
    (problem,) = found.problems
    assert re.match(r"ill-formed: line 2: ", problem)


def test_of_a_list_that_is_cut_short_the_beginning_is_read() -> None:
    found = read_opml(opml('<outline text="A" xmlUrl="https://a.test/rss"/>', '<outline text="B" xmlUrl="https://b')[:-20])
    assert [one.feed_url for one in found.listed] == ["https://a.test/rss"]
    assert found.problems


def test_what_is_called_a_feed_and_has_no_address_is_located() -> None:
    found = read_opml(opml('\n<outline text="A" type="rss"/>\n<outline text="B" type="rss" xmlUrl="https://b.test/rss"/>'))
    assert (len(found.listed), found.problems) == (1, ("line 2: “A” is called a feed, but has no address",))


def test_a_list_in_a_list_is_named_and_not_fetched() -> None:
    found = read_opml(opml('<outline text="A" type="link" url="https://a.test/more.opml"/>'))
    assert found.problems == ("line 1: another list, to be read by itself: https://a.test/more.opml",)


def test_problems_are_told_only_so_often() -> None:
    found = read_opml(opml(*['<outline text="A" type="rss"/>'] * 100, '<outline text="B" xmlUrl="https://b.test/rss"/>'))
    assert (len(found.problems), found.problems[-1]) == (21, "and 80 more")


BOMB = '<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f'{BOMB}]><opml><body><outline text="&i;" xmlUrl="https://a.test/"/></body></opml>'.encode(), "refused: an entity"),
        (b"", "not OPML"),
        (b"a list of feeds", "not OPML: line 1"),
        (b"<rss><channel/></rss>", "not OPML: line 1: the document begins with <rss>"),
        (b"\n<html><body/></html>", "not OPML: line 2: the document begins with <html>"),
        (b"<opml/>", "lists no feed: 0 outlines"),
        (opml('<outline text="A"/>'), "lists no feed: 1 outlines"),
        (b"\x1f\x8bxx", "not gzip"),
    ],
)
def test_what_is_no_list_says_why(body: bytes, reason: str) -> None:
    found = read_opml(body)
    assert (found.listed, found.reason[: len(reason)]) == ((), reason)


def test_nothing_outside_of_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://secret.test/rss")
    head = f'<!DOCTYPE opml [<!ENTITY s SYSTEM "{secret.as_uri()}">]>'
    found = read_opml(f'{head}<opml><body><outline text="A" xmlUrl="&s;"/><outline xmlUrl="https://a.test/"/></body></opml>'.encode())
    assert "secret.test" not in repr(found)


@pytest.mark.parametrize(
    "body",
    [
        b'<opml><outline text="' + b'a="' * 200_000,
        b"<opml><outline " + b'"' * 200_000,
        b'<opml><outline x="' + b"<" * 200_000,
        b"<opml>" + b"<outline>" * 200_000,
        b'<opml><outline text="' + b"<a " * 200_000,
    ],
    ids=["quotes", "only quotes", "brackets", "nesting", "tags"],
)
def test_a_hostile_list_takes_no_time(body: bytes) -> None:
    before = time.monotonic()
    read_opml(body)
    assert time.monotonic() - before < 5


@needs_lists
def test_no_feed_of_the_real_lists_is_lost() -> None:
    files = sorted((REAL / "opml").glob("**/*.opml"))
    ill_formed = 0
    for file in files:
        body = file.read_bytes()
        found = read_opml(body)
        assert [one.feed_url for one in found.listed] == [unescape(url) for url in re.findall(r'xmlUrl="([^"]*)"', body.decode())], file
        ill_formed += bool(found.problems)
    assert (len(files) > 100, ill_formed > 50) == (True, True)


@needs_lists
def test_every_real_folder_of_a_country_is_known() -> None:
    files = sorted((REAL / "opml/countries/with_category").glob("*.opml"))
    assert len(files) > 20
    for file in files:
        assert {one.country for one in read_opml(file.read_bytes()).listed} == {country_of(file.stem)} != {""}


@needs_suites
def test_the_files_of_a_validator_end_in_feeds_or_in_a_reason() -> None:
    files = sorted((REAL / "feeds/feedvalidator/opml").glob("**/*.opml"))
    read = {file.stem: read_opml(file.read_bytes()) for file in files}
    assert all(bool(found.listed) != bool(found.reason) for found in read.values())
    assert {name: len(found.listed) for name, found in read.items() if found.listed} == {
        "subscriptionList": 13, "closedbody": 1, "missingTitleAttribute": 1, "notwellformed": 1,
        "subscriptionListErrors1": 4, "subscriptionListErrors2": 4, "subscriptionListErrors3": 4, "subscriptionListErrors4": 4,
    }  # fmt: skip
