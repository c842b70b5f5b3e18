"""Is it the same article? One canonical form of an address. Pure."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

LONGEST = 2000
"""Bytes. A longer address carries data, and does not fit into an index of PostgreSQL (2,704 bytes)."""

DEFAULT_PORTS = {"http": 80, "https": 443}

TRACKING = re.compile(
    r"(utm|at|mtm|pk|piwik|itm|ns|hsa|vero|oly|stm)_\w+"
    r"|_ga|_gl|gclsrc|\w{0,3}clid|[gw]braid|igshid?|mkt_tok|m[cs]_[ce]id|msclkid|_hsenc|_hsmi"
    r"|xtor|ocid|cmpid|cmp|ref|referrer|from_rss|rss|traffic_source|smid|ftag|__twitter_impression",
    re.IGNORECASE,
)
"""Names of parameters that say where a reader came from: whole names only. A general list (courlan's) also takes `cid`,
`uid`, `source`, `gallery…` and every parameter without a value, by which outlets name articles: `/news/?12345`."""

_KEPT = "%!$&'()*+,;=:@~-._/"


def canonical(url: str) -> str:
    """The address without fragment, tracking parameters and default port, host in lower case; '' when it is none.

    Idempotent. Parameters that mean something (`?id=…`) stay: cutting at the question mark merges articles.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:  # brackets that are no address, a port that is no number
        return ""
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host:
        return ""
    site = _ascii(host) + (f":{port}" if port and port != DEFAULT_PORTS[scheme] else "")
    path = "/" + quote(parts.path.lstrip("/"), safe=_KEPT, errors="replace")
    query = "&".join(p for p in parts.query.split("&") if p and not TRACKING.fullmatch(p.partition("=")[0]))
    found = urlunsplit((scheme, site, path, quote(query, safe=_KEPT + "?[]", errors="replace"), ""))
    return found if len(found) <= LONGEST else ""


def _ascii(host: str) -> str:
    """A host name as DNS knows it; an IPv6 address in its brackets."""
    if ":" in host:
        return f"[{host}]"
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return quote(host, errors="replace")
