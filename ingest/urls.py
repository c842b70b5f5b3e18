"""Is it the same article? Canonical addresses, an outlet's own numbers, and the forms in which one page is spelled. Pure.

An article is known by three things, in the order of belief in which `db.identity` asks for them: the outlet's own number of it
(`local_id`), its canonical address (`canonical`), and the key at which two spellings of one page meet (`main_form`).
"""

import re
from collections.abc import Sequence
from functools import cache
from ipaddress import ip_address
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from publicsuffixlist import PublicSuffixList

LONGEST = 2000
"""Bytes. A longer address carries data, and does not fit into an index of PostgreSQL (2,704 bytes)."""

DEFAULT_PORTS = {"http": 80, "https": 443}

TRACKING = re.compile(
    r"(utm|at|mtm|pk|piwik|itm|ns|hsa|vero|oly|stm|guce|wt)[_.]\w+"
    r"|_ga|_gl|gclsrc|\w{0,3}clid|[gw]braid|igshid?|mibextid|mkt_tok|m[cs]_[ce]id|msclkid|_hsenc|_hsmi|_openstat|guccounter|dicbo"
    r"|xtor|ocid|[ins]_?cid|cmpid|cmp|intcmp|maca|ito|mbid|wpisrc|wpmm|smid|smtyp|ftag|soc_(src|trk)"
    r"|ref|ref_(src|url)|referrer|from_rss|rss|traffic_source|__twitter_impression"
    r"|phpsessid|jsessionid|aspsessionid\w*",
    re.IGNORECASE,
)
"""Names of parameters that say where a reader came from, or which visit it is: whole names only. Read off 59,888 addresses in real
feeds and pages. A general list (courlan's) also takes `cid`, `uid`, `source`, `gallery…` and every parameter without a value, by
which outlets name articles: `/news/?12345`."""

BY_FEED = re.compile(r"(source|src|srcref|from|origin|via|partner|emc|mod|r)=rss([_-]\w*)?", re.IGNORECASE)
"""Parameters that mean something elsewhere, but here say only that the link stood in a feed: 131 of 1,132 real entries."""

_KEPT = "%!$&'()*+,;=:@~-._/"
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})?")
_SAME_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~")
_SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)


def canonical(url: str) -> str:
    """The address without fragment, tracking parameters and default port, host in lower case; '' when it is none.

    Idempotent. Parameters that mean something (`?id=…`) stay: cutting at the question mark merges articles.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:  # brackets that are no address, a port that is no number
        return ""
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host:
        return ""
    site = _ascii(host) + (f":{port}" if port and port != DEFAULT_PORTS[scheme] else "")
    path = "/" + quote(_escapes(_SESSION.sub("", parts.path)).lstrip("/"), safe=_KEPT, errors="replace")
    found = urlunsplit((scheme, site, path, quote(_query(parts.query), safe=_KEPT + "?[]", errors="replace"), ""))
    return found if len(found) <= LONGEST else ""


def _query(query: str) -> str:
    """The parameters that name something. A feed that escapes twice writes `&amp;` between them."""
    first, *others = _escapes(query).split("&")
    named = [first, *(re.sub("^(amp;)+", "", p) for p in others)]
    return "&".join(p for p in named if p and not TRACKING.fullmatch(p.partition("=")[0]) and not BY_FEED.fullmatch(p))


def _escapes(text: str) -> str:
    """One spelling for every escape: `%c3` is `%C3`, `%41` is `A`, and a percent sign that escapes nothing is escaped."""

    def spelled(found: re.Match[str]) -> str:
        code = int(found[1] or "25", 16)
        return chr(code) if code in _SAME_PLAIN else f"%{code:02X}"

    return _ESCAPE.sub(spelled, text)


def _ascii(host: str) -> str:
    """A host name as DNS knows it; an IPv6 address in its brackets."""
    if ":" in host:
        return f"[{host}]"
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return quote(host, errors="replace")


def local_id(url: str, rule: str) -> str:
    """The outlet's own number of an article, which a changed headline leaves alone; '' where the rule finds none.

    `rule` is a regular expression with one group, searched in path and query of the canonical address, then of its main form: an AMP
    address has the number, too. The text is at most LONGEST long.
    """
    for form in (canonical(url), main_form(url)) if rule else ():
        parts = urlsplit(form)
        found = re.search(rule, parts.path + (f"?{parts.query}" if parts.query else ""))
        if found and found[1]:
            return found[1]
    return ""


@cache
def _suffixes() -> PublicSuffixList:
    """Read when it is first needed: it takes 70 ms."""
    return PublicSuffixList()


def _registrable(host: str) -> str:
    """The part of a host name that somebody registered; the whole of what is an IP address, or a public suffix itself."""
    try:
        return str(ip_address(host))
    except ValueError:
        return _suffixes().privatesuffix(host) or host


def same_site(a: str, b: str) -> bool:
    """Whether two addresses, or hosts, belong to one registrable domain. Tenants of one (`a.github.io`, `b.github.io`) do not."""
    return bool(site(a)) and site(a) == site(b)


def site(address: str) -> str:
    """The registrable domain of an address, or of a host's own name; '' where there is none."""
    host = _host(address)
    return _registrable(host) if host else ""


def _host(address: str) -> str:
    """The host of a web address, or of a host's own name; '' for anything else, such as `mailto:…`."""
    if "//" not in address:
        address = "" if set(address) & set(":@/?#") else f"http://{address}"
    return urlsplit(canonical(address)).hostname or ""


OTHER_DOORS = frozenset({"www", "m", "mobile", "amp"})
"""First labels under which an outlet shows the same pages again."""

CACHED = re.compile(r"https?://(?:(?:www\.)?(?:google\.[a-z.]{2,6}|bing\.com)/amp|(?:[\w-]+\.)*cdn\.ampproject\.org/[cv])/(s/)?([^/]+\..*)")
"""AMP caches: the address of the page stands in theirs."""

FORM = re.compile(
    r"(amp|_amp|isamp|print|printable|ia_markup)(=(1|true|y|yes)?)?|(outputtype|output|service|view|mode)=(amp|print)([_-]?\w+)?"
    r"|(amp_\w+|usqp)(=.*)?",
    re.IGNORECASE,
)
"""Parameters that ask for the same article in another dress."""

INDEX = re.compile(r"index\.(x?html?|php|aspx?|jsp)", re.IGNORECASE)
ENDING = re.compile(r"\.(amp|print)(?=(\.x?s?html?)?$)|(?<!\d)(?P<number>\d{5,})(?P<rest>[^-_]{0,20})[-_]amp(?=(\.x?s?html?)?$)")
"""`….amp.html`; `…-3700095-amp`, but only after a number: `the-best-guitar-amp` is a headline."""
NAMED = re.compile(r"[-_\d]|[a-z][A-Z]")
"""What the addresses of articles have, and those of most sections have not."""


def main_form(url: str) -> str:
    """The key at which two spellings of one page meet: scheme, `www.`, mobile, AMP and print forms taken away. '' for no address.

    It is never asked, so it need not exist, and one key serves better than a list of spellings: nobody has to guess which of them the
    next feed will use. Every rule only takes something away and they are repeated until nothing goes, so that it is idempotent.
    Where the main form cannot be told from the address (`/amp/…` for `/article/…`), the key differs and the page's own word
    (rel=canonical, rel=amphtml) has to do.
    """
    before, key = "", canonical(url)
    while key != before:
        before, key = key, _plainer(key)
    return key


def _plainer(url: str) -> str:
    if held := CACHED.fullmatch(url):
        return canonical(f"http{'s' if held[1] else ''}://{held[2]}")
    if not url:
        return ""
    parts = urlsplit(url)
    query = "&".join(p for p in parts.query.split("&") if p and not FORM.fullmatch(p))
    return canonical(urlunsplit(("http", _front_door(parts), _main_path(parts.path), query, "")))


def _front_door(parts: SplitResult) -> str:
    host = parts.hostname or ""
    label, _, rest = host.partition(".")
    if label in OTHER_DOORS and _registrable(rest) == _registrable(host):  # not `m.co.uk`, which somebody registered
        host = rest
    return _ascii(host) + (f":{parts.port}" if parts.port and parts.port not in DEFAULT_PORTS.values() else "")


def _main_path(path: str) -> str:
    """Without a last slash and index file; without `amp`, or `print` at the end, where what remains still names an article."""
    steps = path.rstrip("/").split("/")
    if INDEX.fullmatch(steps[-1]) or (steps[-1] in {"amp", "amp.html", "amphtml", "print"} and NAMED.search(steps[-2])):
        steps.pop()
    elif "amp" in steps[:-1] and NAMED.search(steps[-1]):
        steps.remove("amp")
    steps[-1] = ENDING.sub(lambda found: (found["number"] or "") + (found["rest"] or ""), steps[-1])
    return "/".join(steps) or "/"


def believed(said: Sequence[str], page_url: str) -> tuple[str, ...]:
    """Of the addresses that a page gives itself those that can be its own, canonical, in their order, once each.

    They lie on the page's site, and are no home page or section: to name that is a common mistake, and would make one article of all.
    """
    page = canonical(page_url)
    found = dict.fromkeys(_joined(page, one) for one in said if one.strip())
    return tuple(f for f in found if f and same_site(f, page) and not _stands_above(f, page))


def landed(final_url: str, url: str) -> str:
    """The canonical address at which a redirect from `url` ended, on any site; '' for a home page or section, which many share."""
    found = canonical(final_url)
    return "" if not found or _stands_above(found, canonical(url)) else found


def _joined(page: str, said: str) -> str:
    try:
        return canonical(urljoin(page, said.strip()))
    except ValueError:
        return ""


NUMBERED = re.compile(r"(?!(19|20)\d{6}$).*\d{5}")
"""A step that is an article's number, and no date: `/12345/headline` may call itself `/12345`."""


def _stands_above(url: str, page: str) -> bool:
    """Whether the address is a home page or a section, seen from a page that is neither."""
    one, own = urlsplit(main_form(url)), urlsplit(main_form(page))
    last = one.path.rpartition("/")[2]
    if one.query or (own.path == "/" and not own.query):
        return False
    if one.path == own.path:  # a parameter that names the article is left out
        return bool(own.query) and not NAMED.search(last)
    if one.path == "/" or (NAMED.search(own.path) and not NAMED.search(one.path)):
        return True
    return own.path.startswith(f"{one.path}/") and not NUMBERED.match(last)
