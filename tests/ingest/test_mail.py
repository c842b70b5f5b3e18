"""A saved mail, or a page that was saved as one."""

from email.message import EmailMessage

import pytest

from ingest.mail import attachments, read_mail
from ingest.pages import Unreadable
from narrative.model import Reading
from tests.ingest.fakes import PARAGRAPHS, page
from tests.ingest.test_texts import FIRST, RUSSIAN, SECOND


def a_mail(plain: str = "", html: bytes = b"", subject: str = "Fwd: Ferry takes on water") -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["Date"] = subject, "a.writer@ledger.example", "Mon, 03 Mar 2031 07:00:00 +0000"
    if plain:
        mail.set_content(plain)
    if html:
        mail.add_alternative(html.decode(), subtype="html") if plain else mail.set_content(html.decode(), subtype="html")
    return mail


def read(mail: EmailMessage | bytes) -> Reading:
    found = read_mail(mail if isinstance(mail, bytes) else mail.as_bytes())
    assert isinstance(found, Reading)
    return found


def test_a_plain_mail_is_its_text_under_its_subject_and_the_day_it_was_sent_is_no_date_of_publication() -> None:
    found = read(a_mail(f"{FIRST}\n\n{SECOND}"))
    assert (found.headline, found.published_at) == ("Ferry takes on water", None)
    assert FIRST in found.text
    assert SECOND in found.text


def test_of_a_newsletter_the_article_in_its_html_counts() -> None:
    found = read(a_mail("View this mail in your browser", page("The newsletter", *PARAGRAPHS)))
    assert found.text.startswith(PARAGRAPHS[0].strip())
    assert "browser" not in found.text


def test_a_plain_part_that_says_more_than_the_html_counts() -> None:
    assert FIRST in read(a_mail(f"{FIRST}\n\n{SECOND}", b"<html><body><p>See the attached text.</p></body></html>")).text


def test_attachments_are_no_text_and_are_named() -> None:
    mail = a_mail(FIRST)
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="отчёт.pdf")
    mail.add_attachment("Seen by nobody.", filename="notes.txt")
    assert read(mail).text == FIRST
    assert attachments(mail.as_bytes()) == ("отчёт.pdf", "notes.txt")


def test_a_mail_that_was_forwarded_as_an_attachment_is_read_in_place_of_an_empty_one() -> None:
    outer = a_mail(subject="FYI")
    outer.set_content("")
    outer.add_attachment(a_mail(FIRST, subject="The ferry"))
    assert (read(outer).headline, read(outer).text) == ("The ferry", FIRST)


def test_what_was_forwarded_inline_stands_without_the_lines_of_the_mail_around_it() -> None:
    envelope = "From: A <a@b.example>\nDate: Mon, Mar 3, 2031 at 7:00 AM\nSubject: The ferry\nTo: c@d.example"
    around = f"See below.\n\n---------- Forwarded message ---------\n{envelope}\n\n{FIRST}"
    found = read(a_mail(around, subject="Fwd: x"))
    assert (found.headline, found.text, found.published_at) == ("The ferry", FIRST, None)


@pytest.mark.parametrize("charset", ["koi8-r", "windows-1251", "no-such-charset"])
def test_a_russian_mail_is_read_whatever_it_says_of_its_characters(charset: str) -> None:
    coded = RUSSIAN.encode("utf-8" if charset.startswith("no") else charset)
    head = f"Subject: =?utf-8?b?0J/QsNGA0L7QvA==?=\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    found = read(head.encode() + coded)
    assert (found.headline, found.text) == ("Паром", RUSSIAN)


def test_a_page_saved_as_a_mail_knows_its_address() -> None:
    mail = a_mail(html=page("The ferry", *PARAGRAPHS), subject="The ferry")
    mail["Snapshot-Content-Location"] = "https://ledger.example/ferry"
    assert read(mail).canonical_url == "https://ledger.example/ferry"


@pytest.mark.parametrize("body", [b"", b"\n\nno headers at all", b"Subject: nothing\n\n"])
def test_what_is_no_mail_or_has_no_words_says_so(body: bytes) -> None:
    assert isinstance(read_mail(body), Unreadable)
