"""A rendered digest and an address → one mail: the same bytes for the same arguments, on every run.

Nothing is left to the library's clock or random source: Date, Message-ID and the boundary come from the arguments.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import quote

from digest.render import Rendered


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom, and how to stop it. The two unsubscribe values are optional; `{recipient}` in the URL is filled in."""

    address: str
    unsubscribe_address: str = ""
    unsubscribe_url: str = ""

    @property
    def domain(self) -> str:
        return parseaddr(self.address)[1].rpartition("@")[2] or "localhost"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Which digest to whom, as of when. `sent_at` is the Date: take the instant of the digest, not of the try."""

    sender: Sender
    recipient: str
    incident: str
    day: date
    revision: int
    sent_at: datetime


def message_id(envelope: Envelope, revision: int | None = None) -> str:
    """One name for one incident, day, revision and recipient. A mailbox that knows it shows a second copy as the same mail."""
    of = revision or envelope.revision
    parts = (envelope.incident, envelope.day.isoformat(), str(of), envelope.recipient)
    mark = hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]
    return f"<{envelope.incident}.{envelope.day:%Y%m%d}.{of}.{mark}@{envelope.sender.domain}>"


def message(rendered: Rendered, envelope: Envelope) -> EmailMessage:
    """multipart/alternative of plain text and HTML. A revision answers the one before it, so that mailboxes thread them.

    Raises ValueError when an address holds a line break.
    """
    mail = EmailMessage(policy=SMTP)
    mail["From"] = envelope.sender.address
    mail["To"] = envelope.recipient
    mail["Subject"] = rendered.subject
    mail["Date"] = format_datetime(envelope.sent_at)
    mail["Message-ID"] = message_id(envelope)
    if envelope.revision > 1:
        mail["In-Reply-To"] = mail["References"] = message_id(envelope, envelope.revision - 1)
    mail["List-Id"] = f"<{envelope.incident}.palimpsest.{envelope.sender.domain}>"
    _add_unsubscribe(mail, envelope)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(rendered.text, cte="quoted-printable")
    mail.add_alternative(rendered.html, subtype="html", cte="quoted-printable")
    mail.set_boundary(_boundary(rendered))
    return mail


def _add_unsubscribe(mail: EmailMessage, envelope: Envelope) -> None:
    """RFC 2369; one click (RFC 8058) only where an https address takes it."""
    sender = envelope.sender
    url = sender.unsubscribe_url.replace("{recipient}", quote(envelope.recipient, safe=""))
    ways = [f"<{url}>"] if url else []
    if sender.unsubscribe_address:
        ways.append(f"<mailto:{sender.unsubscribe_address}?subject=unsubscribe%20{envelope.incident}>")
    if ways:
        mail["List-Unsubscribe"] = ", ".join(ways)
    if url.startswith("https://"):
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _boundary(rendered: Rendered) -> str:
    """Cannot occur in the parts: `=_` cannot stand in quoted-printable text."""
    return f"=_{hashlib.sha256((rendered.text + rendered.html).encode()).hexdigest()[:32]}"
