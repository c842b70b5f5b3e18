"""What a person can hand over, as bytes → what it says: a text, a saved page, a mail. Pure.

Used for a file when it is imported, and again for the bytes that were kept of it when the reader has changed.
"""

import re
from dataclasses import replace

from ingest.mail import MAIL, read_mail
from ingest.pages import Unreadable, read_page
from ingest.texts import read_text
from ingest.urls import canonical
from narrative.model import Reading

TEXT, PAGE = "text/plain", "text/html"
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)\s*(\S+?)\s*-->|<!--\s*Page saved with SingleFile\s+url:\s*(\S+)", re.IGNORECASE)
_HEAD = 8_192
"""Bytes in which browsers write where a page was saved from."""


def read_saved(body: bytes, content_type: str, *, url: str = "") -> Reading | Unreadable:
    """What a file says, and as its `canonical_url` where it says it is from, if it does; `url` is where it is known to be from."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == TEXT:
        return read_text(body, content_type)
    if kind == MAIL:
        return read_mail(body, url)
    at = url or saved_from(body)
    found = read_page(body, content_type, url=at)
    return replace(found, canonical_url=at or canonical(found.canonical_url)) if isinstance(found, Reading) else found


def saved_from(body: bytes) -> str:
    """The address that a browser noted in a page that it saved; '' when there is none."""
    found = _SAVED_FROM.search(body[:_HEAD])
    return canonical((found[1] or found[2]).decode("utf-8", "replace")) if found else ""
