"""What one site's robots.txt allows us (RFC 9309), and the rule's effect in words that are kept with the attempt. Pure."""

import re
from collections.abc import Sequence
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
        self._rules = Protego.parse(body[:MOST_BYTES].decode("utf-8-sig", errors="replace"))  # a BOM would hide the first line
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


def deciding_line(text: str, url: str) -> tuple[int, str]:
    """The line of a robots.txt, counted from 1, that keeps us from an address; (0, "") when none does.

    Found by asking the parser about fewer and fewer of the lines, so that it is the parser's own decision. Of several that match the
    longest decides (RFC 9309 §2.2.2).
    """
    lines = text.splitlines()
    if RobotsRules(text.encode(), PRODUCT).allows(url):
        return 0, ""
    found = _forbidding(lines, [n for n, line in enumerate(lines) if _FORBIDS.match(line)], url)
    number = max(found, key=lambda n: len(lines[n].partition("#")[0].partition(":")[2].strip()), default=-1)
    return number + 1, lines[number].strip() if found else ""


_FORBIDS, _RULE = (re.compile(rf"\s*(?:{word})\b", re.IGNORECASE) for word in ("d[isal]+[ao]w", "allow|d[isal]+[ao]w"))
"""A line that forbids, and one that does or allows; with the misspellings that the parser understands."""


def _forbidding(lines: Sequence[str], among: Sequence[int], url: str) -> list[int]:
    """Those of the rules that forbid an address by themselves. The others are emptied: gone, they would merge the groups around them."""
    kept = set(among)
    text = "\n".join("Disallow:" if _RULE.match(line) and n not in kept else line for n, line in enumerate(lines))
    if not among or RobotsRules(text.encode(), PRODUCT).allows(url):
        return []
    half = len(among) // 2
    return list(among) if not half else [*_forbidding(lines, among[:half], url), *_forbidding(lines, among[half:], url)]


def holds_for(cache_control: str) -> timedelta:
    """For how long an answered robots.txt is believed."""
    found = _MAX_AGE.search(cache_control)
    return min(max(timedelta(seconds=int(found.group(1))), HOLDS_AT_LEAST), HOLDS) if found else HOLDS
