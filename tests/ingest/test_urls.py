"""One article has one canonical address, and two articles never share one."""

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.urls import believed, canonical, landed, local_id, main_form, same_site

PARTS = st.text("abcABC019-_.~%/?#&=:@[]+éю \\\t\u2028\ud83d", max_size=40)
STEPS = st.lists(
    st.sampled_from(
        "amp amp. /amp /amp.html .amp.html /print /index.html / // www. m. mobile. co.uk news a-1 -12345-amp ?amp=1 &outputType=amp ? "
        "&amp; http:// https:// google.com/amp/s/ cdn.ampproject.org/c/ courier.test :443 :80 %61 "
        "%c3 % ;jsessionid=1 utm_source=x id=7".split()
    ),
    max_size=8,
).map("".join)
ADDRESSES = st.one_of(
    st.text(max_size=60), PARTS.map("https://courier.test/{}".format), PARTS.map("http://{}".format), STEPS,
    STEPS.map("https://courier.test/{}".format), STEPS.map("http://{}".format),
)  # fmt: skip


@given(ADDRESSES)
@example("http://[::1]:8080/a")
@example("http://x.test:443/")
@example("https://x.test//a?")
@example("http://ﬀ.test/")
@example("https://x.test/%%34%31?%75tm_source=x&amp;amp;utm_source=y&amp;z")
@example("https://x.test./a")
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
        "https://courier.test/index.php?gallery=3&source=tass&from=3&r=5&format=rss",
        "https://courier.test/?p=5&itog=1&mail=2&cidade=3&page_id=4",
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
        ("https://courier.test./a", "https://courier.test/a"),
        ("https://courier.test/a?id=7&amp;utm_source=rss&amp;page=2", "https://courier.test/a?id=7&page=2"),
        ("https://courier.test/a;jsessionid=0A1B?id=7&PHPSESSID=xyz", "https://courier.test/a?id=7"),
        ("https://courier.test/%c3%a4%2d%41", "https://courier.test/%C3%A4-A"),
        ("https://courier.test/100%?q=5%", "https://courier.test/100%25?q=5%25"),
        ("https://courier.test/a?source=rss&from=rss_world&id=7", "https://courier.test/a?id=7"),
        ("https://courier.test/a?ns_mchannel=rss&ns_campaign=1490&ito=1490&maca=en-rss-en-all", "https://courier.test/a"),
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


@given(ADDRESSES)
@example("https://www.google.com/amp/s/www.google.com/amp/s/www.courier.test/a-1/amp/")
@example("https://m.www.amp.courier.test/amp/amp/amp/x-1/amp/print/index.html")
@example("http://courier.test:443/a")
@example("https://www.courier.test:80/a")
def test_the_main_form_is_that_of_the_canonical_address_and_its_own_main_form(url: str) -> None:
    key = main_form(url)
    assert main_form(canonical(url)) == key
    assert main_form(key) == key
    assert canonical(key) == key, "an alias can hold it"
    assert bool(key) == bool(canonical(url)) or "/" in urlsplit(url.strip()).path, "only a cache can hold what is no address"


@pytest.mark.parametrize(
    "url",
    [
        "https://courier.test/news/crash-in-aktau-1234567", "http://courier.test/news/crash-in-aktau-1234567",
        "https://www.courier.test/news/crash-in-aktau-1234567/", "https://m.courier.test/news/crash-in-aktau-1234567",
        "https://mobile.courier.test/news/crash-in-aktau-1234567", "https://amp.courier.test/news/crash-in-aktau-1234567",
        "https://www.m.courier.test/news/crash-in-aktau-1234567#comments", "https://courier.test/news/crash-in-aktau-1234567?utm_source=x",
        "https://courier.test/amp/news/crash-in-aktau-1234567", "https://courier.test/news/amp/crash-in-aktau-1234567",
        "https://courier.test/news/crash-in-aktau-1234567/amp", "https://courier.test/news/crash-in-aktau-1234567/amp/",
        "https://courier.test/news/crash-in-aktau-1234567?amp", "https://courier.test/news/crash-in-aktau-1234567?amp=1",
        "https://courier.test/news/crash-in-aktau-1234567/?outputType=amp", "https://courier.test/news/crash-in-aktau-1234567.amp",
        "https://courier.test/news/crash-in-aktau-1234567-amp", "https://m.courier.test/news/crash-in-aktau-1234567/amp.html",
        "https://courier.test/news/crash-in-aktau-1234567?print=1", "https://courier.test/news/crash-in-aktau-1234567/print/",
        "https://courier.test/news/crash-in-aktau-1234567/index.html", "https://courier.test/news/crash-in-aktau-1234567?amp_js_v=0.1&usqp=x",
        "https://www.google.com/amp/s/www.courier.test/news/crash-in-aktau-1234567", "https://courier.test:443/news/crash-in-aktau-1234567",
        "https://www.google.co.uk/amp/courier.test/news/crash-in-aktau-1234567/amp",
        "https://courier-test.cdn.ampproject.org/c/s/courier.test/news/crash-in-aktau-1234567?amp=1",
        "https://cdn.ampproject.org/v/courier.test/news/crash-in-aktau-1234567",
        "https://www.courier.test/news/crash%2Din-aktau-1234567",
    ],
)  # fmt: skip
def test_one_page_in_many_spellings_has_one_main_form(url: str) -> None:
    assert main_form(url) == "http://courier.test/news/crash-in-aktau-1234567"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.courier.test/a-1.amp.html", "http://courier.test/a-1.html"),
        ("https://www.courier.test/a_12345xlk_amp.shtml", "http://courier.test/a_12345xlk.shtml"),
        ("https://www.courier.test/news?id=7&amp=1", "http://courier.test/news?id=7"),
        ("https://www.courier.test/", "http://courier.test/"),
        ("https://www.courier.test/index.html", "http://courier.test/"),
        ("https://m.courier.test:8080/a", "http://courier.test:8080/a"),
        ("http://[::1]:8080/a-1/amp", "http://[::1]:8080/a-1"),
        ("https://courier.test/" + "a" * 3000, ""),
        ("mailto:a@b.test", ""),
    ],
)
def test_the_main_form_of_other_addresses(url: str, expected: str) -> None:
    assert main_form(url) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://courier.test/news?id=1", "https://courier.test/news?id=2"),
        ("https://courier.test/news?id=1", "https://courier.test/news"),
        ("https://courier.test/?12345", "https://courier.test/?12346"),
        ("https://courier.test/amphibians/frog-1", "https://courier.test/frog-1"),
        ("https://courier.test/amp-hour/frog-1", "https://courier.test/frog-1"),
        ("https://courier.test/print-media/frog-1", "https://courier.test/media/frog-1"),
        ("https://courier.test/print/frog-1", "https://courier.test/frog-1"),
        ("https://courier.test/gear/amp", "https://courier.test/gear"),
        ("https://courier.test/reviews/best-guitar-amp", "https://courier.test/reviews/best-guitar"),
        ("https://courier.test/reviews/best-guitars-2024-amp", "https://courier.test/reviews/best-guitars-2024"),
        ("https://courier.test/power?amp=15", "https://courier.test/power"),
        ("https://courier.test/a?print=weekly", "https://courier.test/a"),
        ("https://courier.test/a?output=json", "https://courier.test/a"),
        ("https://courier.test/index-of-prices.html", "https://courier.test/"),
        ("https://courier.test/A", "https://courier.test/a"),
        ("https://courier.test/a%2Fb", "https://courier.test/a/b"),
        ("https://m.co.uk/a", "https://co.uk/a"),
        ("https://mobile.de/a", "https://de/a"),
        ("https://www.test/a", "https://test/a"),
        ("https://www.github.io/a", "https://github.io/a"),
        ("https://sport.courier.test/a", "https://courier.test/a"),
        ("https://mail.courier.test/a", "https://courier.test/a"),
        ("https://courier.test:8080/a", "https://courier.test/a"),
        ("https://www.google.com/amp/news", "https://www.google.com/news"),
    ],
)
def test_two_articles_never_share_a_main_form(one: str, other: str) -> None:
    assert main_form(one) != main_form(other)


@pytest.mark.parametrize("host", ["courier.test", "www.courier.co.uk", "a.github.io", "[::1]", "127.0.0.1"])
@given(
    ids=st.lists(st.integers(1, 10**9), min_size=2, max_size=2, unique=True),
    shape=st.sampled_from(["a-{}", "{}", "?id={}", "{}/amp", "x/{}.html"]),
)
def test_different_numbers_have_different_main_forms(host: str, ids: list[int], shape: str) -> None:
    one, other = (main_form(f"https://{host}/{shape.format(i)}") for i in ids)
    assert one
    assert one != other


MOSCOW = r"-(a\d+)$"


@pytest.mark.parametrize(
    ("url", "rule", "expected"),
    [
        ("https://courier.test/2024/12/25/plane-crashes-a87449", MOSCOW, "a87449"),
        ("https://courier.test/2024/12/25/38-killed-a87449?utm_source=rss#top", MOSCOW, "a87449"),
        ("https://m.courier.test/2024/12/25/38-killed-a87449/amp/", MOSCOW, "a87449"),
        ("https://courier.test/2024/12/25/38-killed-a87449/", MOSCOW, "a87449"),
        ("https://courier.test/2024/12/25/38-killed", MOSCOW, ""),
        ("https://courier.test/story?id=100256217", r"\?id=(\d+)", "100256217"),
        ("https://courier.test/world/123/", r"/(\d+)/$", "123"),
        ("https://a-a1.test/", r"(a\d)", ""),
        ("https://courier.test/x", r"/x(\d)?", ""),
        ("https://courier.test/2024/12/25/plane-crashes-a87449", "", ""),
        ("no address-a1", MOSCOW, ""),
    ],
)
def test_the_outlets_own_number_is_found_by_its_rule(url: str, rule: str, expected: str) -> None:
    assert local_id(url, rule) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.courier.test/a", "http://m.courier.test:8080/b?c"),
        ("www.courier.test", "courier.test"),
        ("https://news.courier.co.uk/", "https://courier.co.uk/"),
        ("https://x.a.github.io/", "https://a.github.io/"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:9000/"),
        ("http://[::1]/a", "http://[0:0:0:0:0:0:0:1]/"),
        ("http://localhost/a", "https://localhost/"),
        ("https://новости.рф/", "https://www.xn--b1amnebsh.xn--p1ai/"),
    ],
)
def test_hosts_of_one_registrable_domain_are_one_site(one: str, other: str) -> None:
    assert same_site(one, other)
    assert same_site(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.test/", "https://b.test/"),
        ("https://a.github.io/", "https://b.github.io/"),
        ("https://a.blogspot.com/", "https://b.blogspot.com/"),
        ("https://a.co.uk/", "https://b.co.uk/"),
        ("https://bbc.co.uk/", "https://bbc.com/"),
        ("http://127.0.0.1/", "http://126.0.0.1/"),
        ("http://localhost/", "http://otherhost/"),
        ("https://courier.test/", "https://courier.test.attacker.test/"),
        ("https://github.io/", "https://a.github.io/"),
        ("", ""),
        ("mailto:a@courier.test", "mailto:a@courier.test"),
        ("http://[a", "http://[a"),
    ],
)
def test_tenants_and_strangers_are_not(one: str, other: str) -> None:
    assert not same_site(one, other)


PAGE = "https://www.courier.test/news/world/crash-in-aktau-1234567?from=feed"


@pytest.mark.parametrize(
    "said",
    [
        "https://www.courier.test/news/world/crash-in-aktau-1234567", "https://courier.test/1234567", "/news/europe/crash-in-aktau-1234567",
        "https://m.courier.test/news/world/crash-in-aktau-1234567/amp", "https://www.courier.test/?p=1234567", "https://www.courier.test/a/OklJOk",
    ],
)  # fmt: skip
def test_an_address_that_can_be_the_pages_own_is_believed(said: str) -> None:
    assert believed([said], PAGE) == (canonical(said) or canonical("https://www.courier.test" + said),)


@pytest.mark.parametrize(
    "said",
    [
        "", " ", "https://www.courier.test", "https://www.courier.test/", "/", "https://www.courier.test/index.html", "/news",
        "/news/world/", "/breaking", "/news/politics/", "https://ledger.test/news/world/crash-in-aktau-1234567", "javascript:void(0)", "http://[broken",
        "https://www.courier.test.attacker.test/crash-in-aktau-1234567",
    ],
)  # fmt: skip
def test_a_home_page_a_section_and_another_site_are_not(said: str) -> None:
    assert believed([said], PAGE) == ()


@pytest.mark.parametrize(
    ("said", "page"),
    [
        ("https://courier.test/news", "https://courier.test/news?id=7"),
        ("https://courier.test/index.php", "https://courier.test/index.php?id=7"),
        ("https://courier.test/", "https://courier.test/?p=7"),
        ("https://courier.test/2024-news/", "https://courier.test/2024-news/crash-in-aktau"),
        ("https://courier.test/20241225", "https://courier.test/20241225/crash-in-aktau"),
        ("https://courier.test/", "https://courier.test/earthquake"),
    ],
)
def test_an_address_without_what_names_the_article_is_not_believed(said: str, page: str) -> None:
    assert believed([said], page) == ()
    assert landed(said, page) == ""


def test_what_is_believed_keeps_its_order_and_is_said_once() -> None:
    said = ["https://www.courier.test/b-2", "/a-1#top", "https://ledger.test/b-2", "https://www.courier.test/b-2?utm_source=x"]
    assert believed(said, PAGE) == ("https://www.courier.test/b-2", "https://www.courier.test/a-1")


def test_a_page_that_is_a_home_page_may_say_so() -> None:
    assert believed(["/"], "https://courier.test/") == ("https://courier.test/",)


def test_a_redirect_may_end_on_another_site_but_not_on_a_home_page() -> None:
    assert landed("https://ledger.test/crash-1?utm_source=x", PAGE) == "https://ledger.test/crash-1"
    assert landed("https://ledger.test/", PAGE) == landed("https://www.courier.test/news", PAGE) == landed("nowhere", PAGE) == ""


@given(st.lists(ADDRESSES, max_size=4), ADDRESSES)
def test_whatever_a_page_says_what_is_believed_is_canonical_and_of_its_site(said: list[str], page: str) -> None:
    for one in believed(said, page):
        assert canonical(one) == one
        assert same_site(one, page)
