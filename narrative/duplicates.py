"""Exact duplicates: the same words under several addresses, as wire copy is."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from narrative.text import fold, normalise, tokens

VERSION = "1"

MIN_WORDS = 12
"""Shorter texts never join: "Breaking news, more follows" is no copy of the same line elsewhere."""


def content_hash(text: str) -> str | None:
    """SHA-256 (hex) over the words of a body in their order, or None for fewer than `MIN_WORDS` words.

    Case, punctuation, typography and white space do not count; numbers keep their sign and marks. A credit line of one
    outlet does count.
    """
    plain = fold(normalise(text))
    words = [word for word in (span.of(plain) for span in tokens(plain)) if any(c.isalnum() for c in word)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest() if len(words) >= MIN_WORDS else None


@dataclass(frozen=True, slots=True)
class Member:
    """One article's text in a cluster. `published_at` is the outlet's word for it, where it gave one."""

    article_id: int
    snapshot_id: int
    wire: bool
    published_at: datetime | None
    captured_at: datetime


def origin(members: Sequence[Member]) -> Member:
    """Whose text it is: a wire's before anybody else's, then the earliest by the outlets' own dates.

    The order of our own looks decides last: within one round of them it says nothing.
    """
    return min(members, key=lambda m: (not m.wire, m.published_at or m.captured_at, m.captured_at, m.snapshot_id))
