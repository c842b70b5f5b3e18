"""Exact duplicates: the same words under several addresses, as wire copy is."""

import hashlib

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
