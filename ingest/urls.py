"""Is it the same article? One canonical form of an address. Pure."""

from urllib.parse import urlsplit, urlunsplit

from courlan import clean_url


def canonical(url: str) -> str:
    """The address without fragment, tracking parameters and default port, host in lower case; '' when it is none.

    Idempotent. Parameters that mean something (`?id=…`) stay: cutting at the question mark merges articles.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname:
        return ""
    cleaned = clean_url(urlunsplit(parts._replace(fragment=""))) or ""
    parts = urlsplit(cleaned)
    host = (parts.hostname or "") + (f":{parts.port}" if parts.port and parts.port not in {80, 443} else "")
    return urlunsplit((parts.scheme.lower(), host, parts.path or "/", parts.query, ""))
