"""One article has one canonical address, and two articles never share one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.urls import canonical

PARTS = st.text("abcABC019-_.~%/?#&=:@[]+éю \\\t\u2028\ud83d", max_size=40)


@given(st.one_of(st.text(max_size=60), PARTS.map("https://courier.test/{}".format), PARTS.map("http://{}".format)))
@example("http://[::1]:8080/a")
@example("http://x.test:443/")
@example("https://x.test//a?")
@example("http://ﬀ.test/")
def test_it_is_idempotent_and_never_raises(url: str) -> None:
    once = canonical(url)
    assert canonical(once) == once
    assert once.isascii()


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.test/news?id=7",
        "https://courier.test/news/?12345",
        "https://courier.test/news.php?cid=7&uid=8",
        "https://courier.test/index.php?gallery=3&source=tass",
        "https://courier.test/a;v=1?x=1&y=&z",
        "https://courier.test/%D0%B0%2Fb",
        "http://courier.test:8080/a",
        "http://[::1]/a",
        "https://courier.test/News/Article.ASPX?ID=7",
    ],
)
def test_what_names_an_article_stays(url: str) -> None:
    assert canonical(url) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://courier.test/a?utm_source=rss&utm_medium=feed", "https://courier.test/a"),
        ("https://courier.test/a?id=7&utm_source=rss", "https://courier.test/a?id=7"),
        ("https://courier.test/a?fbclid=abc&id=7#comments", "https://courier.test/a?id=7"),
        ("https://courier.test/a?at_medium=RSS&at_campaign=rss", "https://courier.test/a"),
        ("HTTPS://Courier.TEST:443/a", "https://courier.test/a"),
        ("http://courier.test:80", "http://courier.test/"),
        ("  https://courier.test/a\n", "https://courier.test/a"),
        ("https://user:secret@courier.test/a", "https://courier.test/a"),
        ("https://новости.рф/а б", "https://xn--b1amnebsh.xn--p1ai/%D0%B0%20%D0%B1"),
    ],
)
def test_what_does_not_name_it_goes(url: str, expected: str) -> None:
    assert canonical(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "", "news", "/news", "javascript:alert(1)", "mailto:a@b.test", "ftp://courier.test/a", "file:///etc/passwd", "http://", "http:///a",
        "http://[courier.test/a", "http://courier.test:99999/a", "http://courier.test:port/a", "https://courier.test/" + "a" * 3000,
    ],
)  # fmt: skip
def test_what_is_no_address_is_empty(url: str) -> None:
    assert canonical(url) == ""


def test_other_ports_and_schemes_are_other_articles() -> None:
    urls = {"http://courier.test/a", "https://courier.test/a", "http://courier.test:443/a", "https://courier.test/a/"}
    assert {canonical(u) for u in urls} == urls
