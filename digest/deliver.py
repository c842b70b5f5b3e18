"""Takes one mail away, once: into a folder, or to an SMTP server.

NotDelivered               (a PalimpsestError) always says what to do next
├── NotAccepted            nobody has the mail: send it again later
├── Refused                nobody will take it like this: a person has to change something
└── MaybeAccepted          the line was lost after the text had begun to go out: the mail may be in the mailbox.
                           Never send it again by itself
"""

import contextlib
import os
import re
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from digest.settings import DigestSettings
from narrative.errors import PalimpsestError


class NotDelivered(PalimpsestError):
    """A mail that was not, or not surely, delivered. The message names no address and no password."""


class NotAccepted(NotDelivered):
    """Nobody has the mail: sending it again is safe."""


class Refused(NotDelivered):
    """Refused for good: sending it again without a change brings the same answer."""


class MaybeAccepted(NotDelivered):
    """Sent without an answer: it may have arrived."""


class Outbox(Protocol):
    """Where mails go. Returning means: it was accepted. Raises NotDelivered, by what to do next.

    `repeatable`: sending the same mail twice leaves one, so a try that was cut off may simply be made again.
    """

    repeatable: bool

    def send(self, message: EmailMessage) -> None: ...


def outbox(settings: DigestSettings) -> Outbox:
    """The SMTP server where one is named, else the folder."""
    return SmtpOutbox(settings) if settings.smtp_host else FolderOutbox(settings.digests_folder)


class FolderOutbox:
    """Writes each mail as .txt, .html and, last, .eml: where the .eml stands, the others are whole.

    Files are named after the Message-ID, so sending twice leaves one mail.
    """

    repeatable = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage) -> None:
        stem = re.sub(r"[^A-Za-z0-9.-]", "_", message["Message-ID"].strip("<>").rpartition("@")[0]).lstrip(".") or "mail"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            for suffix, preferred in ((".txt", "plain"), (".html", "html")):
                body = message.get_body((preferred,))
                if body is not None:
                    _write(self.folder / f"{stem}{suffix}", body.get_content().encode())
            _write(self.folder / f"{stem}.eml", message.as_bytes())
        except OSError as error:
            raise NotAccepted(f"{self.folder}: cannot be written: {error.strerror}") from error


def _write(path: Path, content: bytes) -> None:
    """The whole file or none of it, also when the machine stops."""
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


class SmtpOutbox:
    """Hands each mail to an SMTP server, one connection a mail."""

    repeatable = False

    def __init__(self, settings: DigestSettings) -> None:
        self.settings = settings

    def send(self, message: EmailMessage) -> None:
        content = message.as_bytes()
        server = self._opened()
        with contextlib.closing(server):
            _offer(server, message)
            if server.sock is not None:
                server.sock.settimeout(self.settings.smtp_patience.total_seconds())
            _hand_over(server, content)
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()  # the mail is accepted: how the line ends no longer matters

    def _opened(self) -> smtplib.SMTP:
        """A connection on which a mail may be offered: greeted, encrypted as the settings demand, logged in."""
        try:
            server = self._connected()
        except (smtplib.SMTPException, OSError) as error:
            raise _before_text(error) from error
        try:
            self._prepare(server)
        except (smtplib.SMTPException, OSError) as error:
            server.close()
            raise _before_text(error) from error
        return server

    def _connected(self) -> smtplib.SMTP:
        s, seconds = self.settings, self.settings.smtp_timeout.total_seconds()
        if s.smtp_security == "tls":
            return smtplib.SMTP_SSL(s.smtp_host, s.smtp_port, timeout=seconds, context=ssl.create_default_context())
        return smtplib.SMTP(s.smtp_host, s.smtp_port, timeout=seconds)

    def _prepare(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self.settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
        if self.settings.smtp_user and self.settings.smtp_password:
            server.login(self.settings.smtp_user, self.settings.smtp_password.get_secret_value())


def _offer(server: smtplib.SMTP, message: EmailMessage) -> None:
    """MAIL, RCPT, DATA up to the server's "go ahead": whatever fails here, nobody has the mail."""
    sender, recipient = parseaddr(message["From"])[1], parseaddr(message["To"])[1]
    try:
        _expect(server.mail(sender), 250)
        _expect(server.rcpt(recipient), 250, 251)
        _expect(server.docmd("DATA"), 354)
    except (smtplib.SMTPException, OSError) as error:
        raise _before_text(error) from error


def _hand_over(server: smtplib.SMTP, content: bytes) -> None:
    """The text and its full stop. From its first byte on, a lost line leaves open whether the server has the mail."""
    stuffed = re.sub(rb"(?m)^\.", b"..", content)
    try:
        server.send((stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n") + b".\r\n")
        answer = server.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise MaybeAccepted(f"the connection was lost after the text began to go out: {type(error).__name__}") from error
    if not 200 <= answer[0] < 600:
        raise MaybeAccepted(f"no answer that SMTP knows after the text: {answer[0]}")
    _expect(answer, 250, 251)


def _expect(answer: tuple[int, bytes], *codes: int) -> None:
    code = answer[0]
    if code not in codes:
        raise _by_code(code)


def _by_code(code: int) -> NotDelivered:
    """4xx passes, 5xx stays (RFC 5321, 4.2.1). The server's own text is left out: it may quote addresses."""
    refused = 500 <= code < 600
    return Refused(f"the server refused for good ({code})") if refused else NotAccepted(f"the server did not accept ({code})")


def _before_text(error: smtplib.SMTPException | OSError) -> NotDelivered:
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return _by_code(error.smtp_code)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Refused("the server offers no STARTTLS or no login; nothing was sent in the clear")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refused(f"the server's certificate cannot be verified: {error.verify_message}")
    return NotAccepted(f"the server could not be reached: {type(error).__name__}")
