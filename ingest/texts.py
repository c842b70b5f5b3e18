"""A plain text of one's own → what it says: a headline, if its first line looks like one, and what lines around it say of where it is from.

Pure. Nothing is made up: an address, an author or a date is one that a line of the text names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ingest.characters import storable
from ingest.charset import decode
from ingest.instants import instant
from ingest.language import language_of
from ingest.pages import NO_TEXT, Unreadable
from ingest.urls import canonical
from narrative.model import Headlines, Reading

PLAIN_FILE = "plain file"
"""The `extractor` of what is read here."""

LONGEST_HEADLINE = 200
"""Characters. Of 31 real entries, and 1,132 of two other incidents, no title is longer."""
LEAST_WORDS = 2
PARAGRAPH = 100
"""Characters of a line that can be nothing but a paragraph: what is wrapped by a mail program, or by hand, has fewer."""
WRAPPED = (40, PARAGRAPH)
"""Characters of every line but the last of a paragraph that was wrapped."""

_NAMED = re.compile(r"\s*[*_]{0,2}([^\W\d_][\w .-]{1,24}?)[*_]{0,2}\s*:\s+(\S.*?)\s*$")
_FIELDS = {
    "url": "url link source source-url original permalink адрес ссылка источник url-адрес",
    "title": "title headline subject заголовок тема",
    "author": "author authors byline by автор авторы",
    "published": "date published published-on published-at posted дата опубликовано",
    "ignored": "language язык section рубрика tags теги site сайт publisher издание from от to кому sent отправлено cc копия",
}
_FIELD_OF = {word: field for field, words in _FIELDS.items() for word in words.split()}
_ADDRESS = re.compile(r"<?(https?://[^\s<>]+)>?")
_BYLINE = re.compile(r"By ((?:[A-Z][\w.'’-]*|and|of|de|von|van)(?:,? (?:[A-Z][\w.'’-]*|and|of|de|von|van)){1,6})")
_ENDS_SENTENCE = re.compile(r"""[.…:;,]["»”')\]]*$""")
_FURNITURE = re.compile(
    r"\s*(?<!\d)\d{1,3} ?(?:(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s? ago|min(?:ute)?s? read)(?![^\W\d_]).*$", re.IGNORECASE
)
"""What pages set beside a headline, and copying them glues to it: how long ago it was, how long it takes to read."""
_FORWARDED = re.compile(
    r"\s*-{3,} ?(?:forwarded message|original message|пересылаемое сообщение|исходное сообщение) ?-{3,}\s*", re.IGNORECASE
)
_QUOTED = re.compile(r"\s*> ?")


@dataclass(slots=True)
class _About:
    """What lines of the text say about it."""

    url: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    seen: set[str] = field(default_factory=set)


def read_text(body: bytes, content_type: str = "") -> Reading | Unreadable:
    """Headline, text and what is said of them, of a plain text in whatever encoding."""
    return from_text(decode(body, content_type))


def from_text(text: str, title: str = "") -> Reading | Unreadable:
    """The same for characters. `title` is a headline that is known from elsewhere, such as a mail's subject."""
    if len(NO_TEXT.findall(text)) * 20 > len(text):
        return Unreadable("binary, not a text")
    lines = _unquoted(storable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    about = _About()
    start = _headed(lines, about, 0)
    headline = "" if about.title else _headline(lines, start)
    if headline:
        start = _headed(lines, about, start + 1)
    end = _footed(lines, about, start)
    said = "\n".join(_unwrapped(lines[start:end])).strip()
    if not said:
        return Unreadable("empty: no words in it")
    headline = _FURNITURE.sub("", headline) if len(_FURNITURE.sub("", headline).split()) >= LEAST_WORDS else headline
    headline = about.title or headline or title
    return Reading(
        headline=headline, text=said, headlines=Headlines(h1=headline), authors=about.authors, published_at=about.published_at,
        language=language_of(said, ""), canonical_url=about.url, extractor=PLAIN_FILE,
    )  # fmt: skip


def _unquoted(lines: list[str]) -> list[str]:
    """Without the marks of a reply, where nearly all lines have them, and from a mark on that says that something was forwarded."""
    forwarded = next((n for n, line in enumerate(lines) if _FORWARDED.fullmatch(line)), None)
    if forwarded is not None and any(line.strip() for line in lines[forwarded + 1 :]):
        lines = _without_envelope(lines[forwarded + 1 :])
    written = [line for line in lines if line.strip()]
    if written and sum(bool(_QUOTED.match(line)) for line in written) * 10 >= len(written) * 9:
        return [_QUOTED.sub("", line, count=1) for line in lines]
    return lines


def _without_envelope(lines: list[str]) -> list[str]:
    """What was forwarded without who wrote it to whom and when: a mail's day is no day of publication. Its subject stays."""
    end = next((n for n, line in enumerate(lines) if not _NAMED.fullmatch(line)), len(lines))
    return [*(line for line in lines[:end] if _field(line)[0] == "title"), *lines[end:]]


def _headed(lines: Sequence[str], about: _About, start: int) -> int:
    """Take in the lines from here on that are about the text; the number of the first that is not."""
    while start < len(lines) and (not lines[start].strip() or _says(lines[start], about)):
        start += 1
    return start


def _footed(lines: Sequence[str], about: _About, start: int) -> int:
    """The same from the end, of addresses only: "Date: …" may be how a sentence ends."""
    end = len(lines)
    while end > start + 1 and (not lines[end - 1].strip() or _says_address(lines[end - 1], about)):
        end -= 1
    return end


def _says(line: str, about: _About) -> bool:
    """Whether a line is about the text. What it names is kept where nothing named it before."""
    if _says_address(line, about):
        return True
    if byline := _BYLINE.fullmatch(line.strip()):
        about.authors = about.authors or (byline[1],)
        return True
    what, said = _field(line)
    if not what or what in about.seen or len(said) > LONGEST_HEADLINE:
        return False
    if what == "published" and (at := instant(said)):
        about.published_at = at
    elif what == "title":
        about.title = said
    elif what == "author":
        about.authors = (said,)
    elif what != "ignored":  # "Source: TASS" is a credit, and a part of the text
        return False
    about.seen |= {what} - {"ignored"}
    return True


def _field(line: str) -> tuple[str, str]:
    """Which of the known fields a line `Name: value` has, and what it says; '' where it is no such line."""
    named = _NAMED.fullmatch(line)
    what = _FIELD_OF.get(named[1].strip().lower().replace(" ", "-"), "") if named else ""
    return (what, named[2]) if named and what else ("", line.strip())


def _says_address(line: str, about: _About) -> bool:
    """Whether a line is nothing but an address, or names it as where the text is from."""
    what, said = _field(line)
    found = _ADDRESS.fullmatch(said)
    if what not in {"url", ""} or not found or not canonical(found[1]):
        return False
    about.url = about.url or canonical(found[1])
    return True


def _headline(lines: Sequence[str], at: int) -> str:
    """The line, if it looks like a headline: not long, no end of a sentence, and what follows stands apart or is a paragraph."""
    if at >= len(lines):
        return ""
    line, rest = lines[at].strip().strip("#*_ "), lines[at + 1 :]
    following = next((one.strip() for one in rest if one.strip()), "")
    apart = bool(rest) and not rest[0].strip()
    shaped = len(line.split()) >= LEAST_WORDS and len(line) <= LONGEST_HEADLINE and not _ENDS_SENTENCE.search(line)
    return line if shaped and following and (apart or len(following) > max(PARAGRAPH, len(line))) else ""


def _unwrapped(lines: Sequence[str]) -> Iterator[str]:
    """Paragraphs as lines: what a mail program wrapped is put together again, because a line's end ends a sentence."""
    block: list[str] = []
    for line in (*lines, ""):
        if line.strip():
            block.append(line.strip())
            continue
        yield from [" ".join(block)] if _is_wrapped(block) else block
        if block:
            yield ""
        block = []


def _is_wrapped(block: Sequence[str]) -> bool:
    if len(block) < 2:
        return False
    least, most = WRAPPED
    listed = any(re.match(r"(?:[-*•–—]|\d+[.)]) ", line) for line in block)
    running = sum(not re.search(r"""[.!?…:;]["»”')\]]*$""", line) for line in block[:-1])
    shaped = all(least <= len(line) <= most for line in block[:-1]) and len(block[-1]) <= most
    return not listed and shaped and running * 2 > len(block) - 1
