"""A mail's headers and bytes."""

from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest

from digest.envelope import Envelope, Sender, message, message_id
from digest.render import render
from tests.digest.examples import busy, quiet

ENVELOPE = Envelope(
    Sender("Palimpsest <digest@palimpsest.example>", "stop@palimpsest.example", "https://palimpsest.example/stop?who={recipient}"),
    "desk@example.org",
    "azal-8243",
    date(2024, 12, 25),
    1,
    datetime(2024, 12, 26, 2, 0, tzinfo=UTC),
)


def test_the_same_digest_to_the_same_address_is_the_same_bytes() -> None:
    assert message(render(busy()), ENVELOPE).as_bytes() == message(render(busy()), ENVELOPE).as_bytes()


def test_the_mail_reads_back_as_it_was_written() -> None:
    rendered = render(busy())
    back = message_from_bytes(message(rendered, ENVELOPE).as_bytes(), policy=policy.default)
    assert back["Subject"] == rendered.subject
    assert back["Date"] == "Thu, 26 Dec 2024 02:00:00 +0000"
    assert back["Auto-Submitted"] == "auto-generated"
    assert back["List-Id"] == "<azal-8243.palimpsest.palimpsest.example>"
    assert back.get_content_type() == "multipart/alternative"
    text, html = back.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().replace("\r\n", "\n") == rendered.text
    assert html.get_content().replace("\r\n", "\n").rstrip() == rendered.html.rstrip()


def test_no_line_of_the_mail_is_longer_than_smtp_allows() -> None:
    assert max(map(len, message(render(busy()), ENVELOPE).as_bytes().split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "other",
    [
        replace(ENVELOPE, incident="titan"),
        replace(ENVELOPE, day=date(2024, 12, 26)),
        replace(ENVELOPE, revision=2),
        replace(ENVELOPE, recipient="other@example.org"),
    ],
)
def test_each_incident_day_revision_and_recipient_has_its_own_message_id(other: Envelope) -> None:
    assert message_id(other) != message_id(ENVELOPE)


def test_the_time_of_the_try_does_not_change_the_message_id() -> None:
    assert message_id(replace(ENVELOPE, sent_at=datetime(2025, 1, 1, tzinfo=UTC))) == message_id(ENVELOPE)


def test_a_correction_answers_the_mail_it_corrects() -> None:
    second = message(render(busy()), replace(ENVELOPE, revision=2))
    assert second["In-Reply-To"] == second["References"] == message_id(ENVELOPE)
    assert message(render(busy()), ENVELOPE)["In-Reply-To"] is None


def test_one_click_unsubscribe_is_offered_where_an_address_takes_it() -> None:
    mail = message(render(quiet()), ENVELOPE)
    assert mail["List-Unsubscribe"] == (
        "<https://palimpsest.example/stop?who=desk%40example.org>, <mailto:stop@palimpsest.example?subject=unsubscribe%20azal-8243>"
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_without_an_address_no_unsubscribe_is_promised() -> None:
    mail = message(render(quiet()), replace(ENVELOPE, sender=Sender("digest@palimpsest.example")))
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None
    only = message(render(quiet()), replace(ENVELOPE, sender=Sender("digest@palimpsest.example", "stop@palimpsest.example")))
    assert "mailto:" in only["List-Unsubscribe"]
    assert only["List-Unsubscribe-Post"] is None


def test_an_address_with_a_line_break_is_not_sent_to() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        message(render(quiet()), replace(ENVELOPE, recipient="a@example.org\r\nBcc: all@example.org"))
