"""A saved mail, or a page saved as one (MHTML) → what it says. Pure.

Of a mail with its words twice, as HTML and plain, the HTML counts as long as an article can be read out of it. Attachments are left in the
evidence, where the whole file lies; a mail that was forwarded as an attachment is read in place of an empty one.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import compat32

from ingest.charset import decode
from ingest.extraction import all_text
from ingest.pages import Unreadable, read_page
from ingest.texts import from_text
from ingest.urls import canonical
from narrative.model import Headlines, Reading

MAIL = "message/rfc822"
MAILED = "mail"
"""The `extractor` of a mail's text."""
DEEPEST = 5
"""Mails in mails."""
_FORWARDED = re.compile(r"^\s*(?:(?:fwd?|re|aw|wg|tr|пересл|отв|на|hа)(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def read_mail(body: bytes, url: str = "") -> Reading | Unreadable:
    """Headline and text of a mail, or of a page that a browser saved as one. The day on which a mail was sent is no day of publication."""
    return _read(email.message_from_bytes(body, policy=compat32), url, DEEPEST)


def attachments(body: bytes) -> tuple[str, ...]:
    """The names of the files in a mail that are not its text."""
    parts = email.message_from_bytes(body, policy=compat32).walk()
    return tuple(_plain(part.get_filename()) or part.get_content_type() for part in parts if _is_attached(part))


def _read(mail: Message, url: str, deepest: int) -> Reading | Unreadable:
    if not mail.keys():
        return Unreadable("no mail: it has no headers")
    subject = _FORWARDED.sub("", _plain(mail.get("Subject")))
    found = _of_text(mail, url or _address(mail), subject)
    if isinstance(found, Unreadable) and deepest:
        inner = next((inner for part in mail.walk() for inner in _forwarded(part)), None)
        return _read(inner, url, deepest - 1) if inner else found
    return found


def _of_text(mail: Message, url: str, subject: str) -> Reading | Unreadable:
    parts = [part for part in _own_parts(mail) if not _is_attached(part)]
    html = next((p for p in parts if p.get_content_type() in {"text/html", "application/xhtml+xml"}), None)
    text = next((p for p in parts if p.get_content_type() == "text/plain"), None)
    page = read_page(_bytes(html), _declared(html), url=url) if html else Unreadable("the mail has no text")
    plain = from_text(decode(_bytes(text), _declared(text)), subject) if text else Unreadable("the mail has no text")
    if html and isinstance(page, Unreadable) and isinstance(plain, Unreadable):
        plain = from_text(all_text(decode(_bytes(html), _declared(html))), subject)
    if isinstance(page, Reading) and not (isinstance(plain, Reading) and 2 * _words(page) < _words(plain)):
        headline = subject or page.headline
        return replace(page, headline=headline, headlines=replace(page.headlines, h1=headline), canonical_url=page.canonical_url or url)
    if isinstance(plain, Unreadable):
        return plain
    headline = plain.headline or subject
    found = replace(plain, headline=headline, headlines=Headlines(h1=headline), extractor=MAILED)
    return replace(found, canonical_url=found.canonical_url or url)


def _words(reading: Reading) -> int:
    return len(reading.text.split())


def _own_parts(mail: Message) -> Iterator[Message]:
    """Every part of a mail, those of mails in it left out."""
    if mail.get_content_type() == MAIL:
        return
    if mail.is_multipart():
        for part in mail.get_payload():
            if isinstance(part, Message):
                yield from _own_parts(part)
        return
    yield mail


def _forwarded(part: Message) -> Iterator[Message]:
    if part.get_content_type() == MAIL and part.is_multipart():
        yield from (inner for inner in part.get_payload() if isinstance(inner, Message))


def _is_attached(part: Message) -> bool:
    if part.is_multipart():
        return False
    kind = part.get_content_type()
    return part.get_content_disposition() == "attachment" or not (kind.startswith("text/") or kind == "application/xhtml+xml")


def _bytes(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _declared(part: Message) -> str:
    """What a part says of its characters, as a server would."""
    charset = part.get_param("charset")
    return f"{part.get_content_type()}; charset={charset}" if isinstance(charset, str) else part.get_content_type()


def _address(mail: Message) -> str:
    """Where a page that was saved as a mail says it is from."""
    said = (_plain(mail.get(name)) for name in ("Snapshot-Content-Location", "Content-Location", "Archived-At"))
    parts = (_plain(part.get("Content-Location")) for part in mail.walk() if part.get_content_type() == "text/html")
    return next((found for one in (*said, *parts) if (found := canonical(one.strip("<>")))), "")


def _plain(header: object) -> str:
    """A header's characters, whatever it was written in."""
    try:
        pieces = decode_header(str(header or ""))
    except MessageError:  # a piece that says it is base64 and is not
        return " ".join(str(header).split())
    found = "".join(p if isinstance(p, str) else decode(p, f"text/plain; charset={charset or ''}") for p, charset in pieces)
    return " ".join(found.split())
