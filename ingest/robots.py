"""What one site's robots.txt allows us (RFC 9309), and the rule's effect in words that are kept with the attempt."""

from protego import Protego

PRODUCT = "Palimpsest"
"""Our product token. The whole User-Agent would also answer to groups named after words of its comment, "news" or "archive"."""


class RobotsRules:
    """The rules of one site for one User-Agent. An empty file allows everything."""

    def __init__(self, body: bytes, user_agent: str) -> None:
        self._user_agent = user_agent
        self._rules = Protego.parse(body.decode("utf-8", errors="replace"))
        self._empty = not body.strip()

    def allows(self, url: str) -> bool:
        return bool(self._rules.can_fetch(url, self._user_agent))

    def decision(self, url: str) -> str:
        """`no rules`, `allowed` or `disallowed`."""
        if self._empty:
            return "no rules"
        return "allowed" if self.allows(url) else "disallowed"
