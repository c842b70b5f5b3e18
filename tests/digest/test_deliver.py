"""One mail, taken away once: a folder, and real SMTP servers on loopback that take it, refuse it, or vanish."""

import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from digest import envelope
from digest.deliver import FolderOutbox, MaybeAccepted, NotAccepted, Refused, SmtpOutbox, outbox
from digest.render import render
from digest.settings import DigestSettings
from tests.digest.examples import busy

TO = envelope.Envelope(
    envelope.Sender("Palimpsest <digest@palimpsest.example>"),
    "desk@example.org",
    "azal-8243",
    date(2024, 12, 25),
    1,
    datetime(2024, 12, 26, 2, tzinfo=UTC),
)
STEM = envelope.message_id(TO).strip("<>").rpartition("@")[0]


def mail() -> EmailMessage:
    return envelope.message(render(busy()), TO)


class Mailbox:
    """An SMTP handler: keeps what it accepted; answers, or hangs up, at the step it is told to."""

    def __init__(self, **answers: str) -> None:
        self.answers = answers
        self.accepted: list[bytes] = []
        self.texts_seen = 0

    def _answer(self, server: Any, step: str) -> str:
        answer = self.answers.get(step, "250 OK")
        if answer == "hang up":
            server.transport.abort()
        return answer

    async def handle_MAIL(self, server: Any, session: Session, of: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        of.mail_from = address
        return self._answer(server, "mail")

    async def handle_RCPT(self, server: Any, session: Session, of: Envelope, address: str, options: list[str]) -> str:  # noqa: N802
        of.rcpt_tos.append(address)
        return self._answer(server, "rcpt")

    async def handle_DATA(self, server: Any, session: Session, of: Envelope) -> str:  # noqa: N802
        self.texts_seen += 1
        answer = self._answer(server, "text")
        if answer.startswith("250"):
            assert isinstance(of.content, bytes)
            self.accepted.append(of.content)
        return answer


Serve = Callable[..., DigestSettings]


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[Controller] = []

    def start(mailbox: Mailbox, security: str = "plain", settings: dict[str, Any] | None = None, **server: Any) -> DigestSettings:
        controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **server)
        controller.start()
        running.append(controller)
        return plain_settings(controller.port, smtp_security=security, **(settings or {}))

    yield start
    for controller in running:
        controller.stop(no_assert=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def plain_settings(port: int, **more: Any) -> DigestSettings:
    given = {"smtp_security": "plain", "smtp_timeout": timedelta(seconds=5), "smtp_patience": timedelta(seconds=5), **more}
    return DigestSettings(smtp_host="127.0.0.1", smtp_port=port, **given)


def test_a_server_gets_the_mail_byte_for_byte(serve: Serve) -> None:
    box = Mailbox()
    SmtpOutbox(serve(box)).send(mail())
    assert box.accepted == [mail().as_bytes()]


def test_a_line_that_begins_with_a_full_stop_arrives_whole(serve: Serve) -> None:
    box = Mailbox()
    odd = EmailMessage(policy=policy.SMTP)
    odd["From"], odd["To"], odd["Message-ID"] = "a@example.org", "b@example.org", "<1@example.org>"
    odd.set_content("first\n.\n..second\n.third\n")
    SmtpOutbox(serve(box)).send(odd)
    [got] = box.accepted
    assert message_from_bytes(got, policy=policy.default).get_content().split() == ["first", ".", "..second", ".third"]


@pytest.mark.parametrize("step", ["mail", "rcpt", "text"])
def test_a_refusal_for_good_is_not_tried_again(serve: Serve, step: str) -> None:
    with pytest.raises(Refused, match="550"):
        SmtpOutbox(serve(Mailbox(**{step: "550 5.7.1 desk@example.org not wanted here"}))).send(mail())


@pytest.mark.parametrize("step", ["mail", "rcpt", "text"])
def test_a_refusal_for_now_may_be_tried_again(serve: Serve, step: str) -> None:
    with pytest.raises(NotAccepted, match="451"):
        SmtpOutbox(serve(Mailbox(**{step: "451 4.3.0 come back later"}))).send(mail())


@pytest.mark.parametrize("step", ["mail", "rcpt"])
def test_a_line_lost_before_the_text_leaves_nobody_with_the_mail(serve: Serve, step: str) -> None:
    box = Mailbox(**{step: "hang up"})
    with pytest.raises(NotAccepted):
        SmtpOutbox(serve(box)).send(mail())
    assert box.texts_seen == 0


def test_a_line_lost_after_the_text_leaves_it_open_whether_it_arrived(serve: Serve) -> None:
    box = Mailbox(text="hang up")
    with pytest.raises(MaybeAccepted):
        SmtpOutbox(serve(box)).send(mail())
    assert box.texts_seen == 1


def test_an_answer_to_the_text_that_is_no_smtp_leaves_it_open_too(serve: Serve) -> None:
    with pytest.raises(MaybeAccepted):
        SmtpOutbox(serve(Mailbox(text="what?"))).send(mail())


def test_no_server_at_all_may_be_tried_again() -> None:
    with pytest.raises(NotAccepted, match="ConnectionRefusedError"):
        SmtpOutbox(plain_settings(free_port())).send(mail())


def test_an_error_names_no_address(serve: Serve) -> None:
    with pytest.raises(Refused) as caught:
        SmtpOutbox(serve(Mailbox(rcpt="550 desk@example.org unknown"))).send(mail())
    assert "@" not in str(caught.value)


def test_where_encryption_is_demanded_nothing_is_sent_in_the_clear(serve: Serve) -> None:
    box = Mailbox()
    with pytest.raises(Refused, match="STARTTLS"):
        SmtpOutbox(serve(box, security="starttls")).send(mail())
    assert box.texts_seen == 0


def test_a_certificate_that_nobody_vouches_for_gets_nothing(serve: Serve, tmp_path: Path) -> None:
    box = Mailbox()
    with pytest.raises(Refused, match="certificate"):
        SmtpOutbox(serve(box, security="starttls", tls_context=self_signed(tmp_path))).send(mail())
    assert box.texts_seen == 0


def self_signed(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder(issuer_name=name, subject_name=name, public_key=key.public_key(), serial_number=1)
    spanned = builder.not_valid_before(datetime(2024, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2124, 1, 1, tzinfo=UTC))
    file = folder / "server.pem"
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(spanned.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def only_open_sesame(server: Any, session: Session, of: Envelope, mechanism: str, auth: Any) -> AuthResult:
    return AuthResult(success=auth.password == b"open sesame", handled=False)


@pytest.mark.parametrize(("password", "accepted"), [("open sesame", 1), ("guess", 0)])
def test_a_login_opens_with_the_right_password_only(serve: Serve, password: str, accepted: int) -> None:
    box = Mailbox()
    login = {"smtp_user": "palimpsest", "smtp_password": SecretStr(password)}
    taken = SmtpOutbox(serve(box, settings=login, authenticator=only_open_sesame, auth_require_tls=False))
    if accepted:
        taken.send(mail())
    else:
        with pytest.raises(Refused, match="535") as caught:
            taken.send(mail())
        assert password not in str(caught.value)
    assert len(box.accepted) == accepted


def test_a_folder_gets_the_mail_and_its_two_parts(tmp_path: Path) -> None:
    FolderOutbox(tmp_path / "digests").send(mail())
    files = {f.name: f.read_bytes() for f in (tmp_path / "digests").iterdir()}
    assert set(files) == {f"{STEM}.eml", f"{STEM}.html", f"{STEM}.txt"}
    assert STEM.startswith("azal-8243.20241225.1.")
    assert files[f"{STEM}.eml"] == mail().as_bytes()
    assert files[f"{STEM}.html"].startswith(b"<!DOCTYPE html>")
    assert "Самолёт" in files[f"{STEM}.txt"].decode()


def test_sending_twice_into_a_folder_leaves_one_mail(tmp_path: Path) -> None:
    for _ in range(2):
        FolderOutbox(tmp_path).send(mail())
    assert len(list(tmp_path.iterdir())) == 3


def test_a_folder_that_cannot_be_written_is_tried_again_later(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(NotAccepted, match="cannot be written"):
        FolderOutbox(tmp_path / "file").send(mail())


def test_a_message_id_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    odd = EmailMessage()
    odd["Message-ID"] = "<../../up@example.org>"
    odd.set_content("x")
    FolderOutbox(tmp_path / "in").send(odd)
    assert [p for p in tmp_path.rglob("*.eml") if p.parent != tmp_path / "in"] == []
    assert len(list((tmp_path / "in").glob("*.eml"))) == 1


def test_mail_goes_to_the_server_where_one_is_named_and_into_the_folder_otherwise() -> None:
    assert isinstance(outbox(DigestSettings(smtp_host="")), FolderOutbox)
    assert isinstance(outbox(plain_settings(25)), SmtpOutbox)
