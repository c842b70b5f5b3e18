"""What one site's robots.txt allows us (RFC 9309), and the rule's effect in words that are kept with the attempt. Pure."""

import re
from datetime import timedelta

from protego import Protego

PRODUCT = "Palimpsest"
"""Our product token. The whole User-Agent would also answer to groups named after words of its comment, "news" or "archive"."""

MOST_BYTES = 512_000
"""RFC 9309 §2.5: at least 500 KiB are to be read; what comes after that is not."""

LONGEST_DELAY = timedelta(seconds=60)
"""Of what a Crawl-delay can ask for: it is no part of the RFC, and some ask for a day."""

HOLDS = timedelta(hours=24)
HOLDS_AT_LEAST = timedelta(minutes=10)
"""RFC 9309 §2.4: not longer than a day, unless it cannot be had; its own max-age counts in between."""

_MAX_AGE = re.compile(r"max-age\s*=\s*(\d{1,9})", re.IGNORECASE)


class RobotsRules:
    """The rules of one site for one User-Agent. An empty file allows everything."""

    def __init__(self, body: bytes, user_agent: str) -> None:
        self._user_agent = user_agent
        self._rules = Protego.parse(body[:MOST_BYTES].decode("utf-8", errors="replace"))
        self._empty = not body.strip()

    def allows(self, url: str) -> bool:
        return bool(self._rules.can_fetch(url, self._user_agent))

    def decision(self, url: str) -> str:
        """`no rules`, `allowed` or `disallowed`."""
        if self._empty:
            return "no rules"
        return "allowed" if self.allows(url) else "disallowed"

    @property
    def delay(self) -> timedelta:
        """Between two requests, as the site asks for; nothing when it does not."""
        asked = self._rules.crawl_delay(self._user_agent)
        return min(timedelta(seconds=float(asked)), LONGEST_DELAY) if asked and asked > 0 else timedelta(0)


def holds_for(cache_control: str) -> timedelta:
    """For how long an answered robots.txt is believed."""
    found = _MAX_AGE.search(cache_control)
    return min(max(timedelta(seconds=int(found.group(1))), HOLDS_AT_LEAST), HOLDS) if found else HOLDS
