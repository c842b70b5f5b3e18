"""Bytes of a feed, a sitemap or an outline → text that is safe to parse, or why it is refused. Pure.

What always holds for a text: no entity declaration in it can make it grow, no character in it is one that XML forbids, and
it names no encoding, because it has none any more.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.charset import Decoded, belied, decoded, torn

LARGEST = 10_000_000
"""Bytes, unpacked. The largest of 78 whole real feeds has 1.6 million; parsing takes about ten times as much memory."""

DECLARATIONS = 300
"""Entities a document may declare. The three sets of XHTML have 253 together; feeds that declare any declare a few."""

STEPS = 2_000
"""Comments, instructions and declarations in front of the first element that are stepped over."""

GROWTH = 100_000
"""Characters that the references of a document may stand for."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a document is not even parsed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Markup:
    """A document's text. `repairs` is what had to be mended for it to be one; `charset` what is wrong with the declared one."""

    text: str
    repairs: tuple[str, ...] = ()
    charset: str = ""


def read_markup(body: bytes, content_type: str = "") -> Markup | Refusal:
    """The text of a document, unpacked and decoded."""
    plain, cut = _unpacked(body) if body[:2] == b"\x1f\x8b" else (body, "")
    if isinstance(plain, Refusal):
        return plain
    if len(plain) > LARGEST:
        return Refusal(f"refused: larger than {LARGEST:,} bytes")
    found = decoded(plain, content_type)
    if reason := _growth(found.text):
        return Refusal(f"refused: {reason}")
    sound, mended = _sound(found.text.removeprefix("\ufeff"))
    return Markup(_undeclared(sound), tuple(filter(None, [cut, _damage(found, plain), mended])), _charset(found))


def _charset(found: Decoded) -> str:
    """What is wrong with the declared charset; nothing where the text has only characters that nearly all have in common."""
    wrong = () if found.text.isascii() else belied(found)
    if not (wrong or found.declared or found.encoding.startswith("utf-") or found.text.isascii()):
        return f"no charset is declared, the bytes are {found.encoding}"
    return f"{' and '.join(f'“{label}” is declared' for label in wrong)}, the bytes are {found.encoding}" if wrong else ""


def _damage(found: Decoded, body: bytes) -> str:
    lost = torn(found.text, body)
    return f"{lost} bytes or torn characters are no {found.encoding}" if lost > 0 else ""


def tree(text: str, *, mend: bool = False) -> tuple[etree._Element | None, tuple[str, ...]]:
    """The document's root and what is wrong with it, each with its line. Nothing outside of the text is read.

    Without `mend`, an ill-formed document has no root.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=mend, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    return root, tuple(f"line {e.line}: {' '.join(e.message.split())}" for e in parser.error_log)


def _unpacked(body: bytes) -> tuple[bytes | Refusal, str]:
    """What a gzip file holds, and whether it is cut short. Never unpacks more than one byte beyond LARGEST."""
    found = b""
    while body[:2] == b"\x1f\x8b" and len(found) <= LARGEST:
        member = zlib.decompressobj(31)
        try:
            found += member.decompress(body, LARGEST + 1 - len(found))
        except zlib.error as error:
            return (found, "gzip: ends in bytes that are none") if found else (Refusal(f"not gzip, although it begins so: {error}"), "")
        if not member.eof and len(found) <= LARGEST:
            return found, "gzip: cut short"
        body = member.unused_data.lstrip(b"\0")
    return found, ""


# ── Characters and declarations ──

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'
_PROLOG = re.compile(r"(\s*)(<\?xml\b[^>]{0,300}\?>)?")
_ROOM = re.compile(r"\s{200,}")


def _sound(text: str) -> tuple[str, str]:
    """The text without characters that XML forbids, written or by number: parsers stop at them, or raise."""
    clean, removed = _FORBIDDEN.subn("", text)
    clean = _NUMBERED.sub(_reference, clean)
    return clean, f"{removed} control characters" if removed else ""


def _reference(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if len(digits.lstrip("0")) > 8:
        return ""
    number = int(digits, 16 if found[1] else 10)
    return found[0] if number <= 0x10FFFF and number and not _FORBIDDEN.match(chr(number)) else ""


def _undeclared(text: str) -> str:
    """The text with a declaration that is true, and where it was: lines keep their numbers.

    Long runs of white space in front of the first element are cut, because feedparser's patterns are slow in them.
    """
    found = _PROLOG.match(text)
    space, rest = (found[1], text[found.end() :]) if found else ("", text)
    if not rest.strip() or rest.lstrip()[0] in "{[":
        return rest
    start = re.search(r"<\w", rest)
    head = rest[: start.start()] if start else rest
    return DECLARATION + space[:200] + _ROOM.sub("\n", head) + rest[len(head) :]


_VALUE = rf"""(?:"([^"]{{0,{GROWTH + 1}}})|'([^']{{0,{GROWTH + 1}}}))"""
_ENTITY = re.compile(r"""<!ENTITY\s+(?:%\s+)?([^\s"'<>%&;]{1,200})\s+""" + _VALUE, re.IGNORECASE)
_ANY_ENTITY = re.compile("<!ENTITY", re.IGNORECASE)
_REFERRED = re.compile(r"""[&%]([^\s"'<>%&;#]{1,200});""")


def _growth(text: str) -> str:
    """Why the entities that the document declares make it too large; empty when they do not."""
    start = _doctype(text)
    if start < 0:
        return ""
    if sum(1 for _ in _ANY_ENTITY.finditer(text, start)) > DECLARATIONS:
        return f"more than {DECLARATIONS} entity declarations"
    values: dict[str, str] = {}
    for found in _ENTITY.finditer(text, start):
        values.setdefault(found[1], found[2] or found[3] or "")
    if not values:
        return ""
    sizes: dict[str, int] = {}
    if any(_size(name, values, sizes, ()) > GROWTH for name in values):
        return "an entity that refers to itself, or grows beyond measure, is declared"
    uses = Counter(m[1] for m in _REFERRED.finditer(text, start))
    total = sum(uses[name] * size for name, size in sizes.items())
    return f"its entity references stand for {total:,} characters" if total > GROWTH else ""


def _size(name: str, values: dict[str, str], sizes: dict[str, int], within: tuple[str, ...]) -> int:
    """Characters that a reference to `name` stands for; more than GROWTH when it refers to itself."""
    if name in within:
        return GROWTH + 1
    if name not in sizes:
        inner = Counter(m[1] for m in _REFERRED.finditer(values[name]))
        grown = sum(times * _size(n, values, sizes, (*within, name)) for n, times in inner.items() if n in values)
        sizes[name] = len(values[name]) + grown
    return sizes[name]


def _doctype(text: str) -> int:
    """Where the document type with declarations of its own begins; -1 when there is none in front of the first element."""
    for at, opened in _steps(text):
        if opened.upper() == "<!DOCTYPE":
            subset, end = text.find("[", at), text.find(">", at)
            return at if subset >= 0 and (end < 0 or subset < end) else -1
    return -1


_NAME = re.compile(r"<([^\W\d][\w:.-]{0,60})")


def root_name(text: str) -> str:
    """The name of the first element, as it is written; empty when there is none."""
    at = max((at for at, _ in _steps(text)), default=len(text))
    found = _NAME.match(text, at)
    return found[1] if found else ""


def _steps(text: str) -> Iterator[tuple[int, str]]:
    """Every markup declaration in front of the first element, and that; comments and instructions are stepped over."""
    at, left = text.find("<"), STEPS
    while at >= 0 and left:
        left -= 1
        yield at, text[at : at + 9]
        if _NAME.match(text, at):
            return
        closing = "-->" if text.startswith("<!--", at) else "?>" if text.startswith("<?", at) else ""
        end = text.find(closing, at) if closing else at + 1
        at = text.find("<", end) if end >= 0 else -1
