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
from resiliparse.parse.encoding import detect_encoding

LARGEST = 10_000_000
"""Bytes, unpacked. The largest of 78 whole real feeds has 1.6 million; parsing takes about ten times as much memory."""

DECLARATIONS = 300
"""Entities a document may declare. The three sets of XHTML have 253 together; feeds that declare any declare a few."""

GROWTH = 100_000
"""Characters that the references of a document may stand for."""

FEW = 6
"""Characters beyond ASCII. Text in a double-byte encoding is valid UTF-8 by accident only below this: one pair of GBK in seven."""


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
    text, charset, damage = _decoded(plain, content_type)
    if reason := _growth(text):
        return Refusal(f"refused: {reason}")
    sound, mended = _sound(text.removeprefix("\ufeff"))
    return Markup(_undeclared(sound), tuple(filter(None, [cut, damage, mended])), charset)


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


# ── Encodings ──

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_WIDE = ((re.compile(rb"\s?\0?[<{]\0[^\0]"), "utf-16-le"), (re.compile(rb"\0[<{]\0[^\0]"), "utf-16-be"))
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_DECLARED = re.compile(rb"""(?:<\?xml[^>]{0,200}?encoding|<meta[^>]{0,200}?charset)\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_WIDER = {
    "ascii": "utf-8", "us-ascii": "utf-8", "latin-1": "cp1252", "latin1": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "windows-31j": "cp932", "x-sjis": "cp932", "utf8": "utf-8",
}  # fmt: skip
"""What is meant by a label: the larger set of which it names a part, as browsers read it."""
_DEFAULTS = {"utf-8", "cp1252"}
"""What servers say of everything: the document's own declaration is worth more."""
_DOUBLE = {"gb18030", "big5", "big5hkscs", "cp932", "euc-jp", "cp949"}
_NO_CHARSETS = re.compile(r"utf-?(7|16|32)|ucs|unicode|.*escape|idna|punycode|undefined|mbcs|oem|iso-10646")
"""Labels that cannot be true of a document whose declaration could be read as ASCII, and codecs that are no charsets."""


def _decoded(body: bytes, content_type: str) -> tuple[str, str, str]:
    """The text, what is wrong with the declared charset, and whether there was damage."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace"), "", ""
    for pattern, name in _WIDE:
        if pattern.match(body):
            return body.decode(name, "replace"), "", ""
    labels = [m[1].lower() for m in [_CHARSET.search(content_type)] if m]
    labels += [m[1].decode().lower() for m in [_DECLARED.search(body[:2048])] if m]
    usable = [_WIDER.get(label, label) for label in labels if not _NO_CHARSETS.match(label)]
    usable.sort(key=_DEFAULTS.__contains__)
    text, name, damage = _by_content(body, usable)
    wrong = [label for label in labels if _WIDER.get(label, label) != name]
    if body.isascii() or (labels and not wrong):
        return text, "", damage
    told = " and ".join(f"“{label}” is declared" for label in dict.fromkeys(wrong)) or ("no charset is declared" if name != "utf-8" else "")
    return text, f"{told}, the bytes are {name}" if told else "", damage


def _by_content(body: bytes, declared: list[str]) -> tuple[str, str, str]:
    """The text in the encoding that the bytes are in: UTF-8 cannot be met by accident, and declarations lie."""
    utf8 = body.decode("utf-8", "replace")
    broken = utf8.count("\ufffd")
    beyond = len(utf8) - len(re.sub(r"[^\x00-\x7f]+", "", utf8))
    trusted = next((name for name in declared if name != "utf-8" and _decodes(body, name)), "")
    if not broken and (beyond >= FEW or trusted not in _DOUBLE):
        return utf8, (trusted or "utf-8") if not beyond else "utf-8", ""
    if trusted:
        return body.decode(trusted, "replace"), trusted, ""
    if broken * 10 < beyond:  # a few torn characters, not another encoding
        return utf8, "utf-8", f"{broken} bytes or torn characters are no UTF-8"
    name = _guessed(body)
    return body.decode(name, "replace"), name, ""


def _decodes(body: bytes, name: str) -> bool:
    """Is nearly all of it text in that encoding?"""
    try:
        return body.decode(name, "replace").count("\ufffd") * 100 <= len(body)
    except (LookupError, ValueError):  # no such codec, or one that is no charset
        return False


def _guessed(body: bytes) -> str:
    """The encoding that the bytes look like; of a few bytes nothing can be told, and Windows-1252 is the commonest."""
    name = str(detect_encoding(body)) if len(body) - len(body.translate(None, bytes(range(128, 256)))) >= FEW else ""
    return name if name and name not in {"utf-8", "ascii"} and _decodes(body, name) else "cp1252"


# ── Characters and declarations ──

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBERED = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
_XML = '<?xml version="1.0" encoding="utf-8"?>'
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
    if not rest.startswith("<"):
        return rest
    start = re.search(r"<\w", rest)
    head = rest[: start.start()] if start else rest
    return _XML + space[:200] + _ROOM.sub("\n", head) + rest[len(head) :]


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


def _steps(text: str) -> Iterator[tuple[int, str]]:
    """Every markup declaration in front of the first element, with comments and instructions stepped over."""
    at = text.find("<")
    while at >= 0:
        if text[at + 1 : at + 2].isalpha() or text[at + 1 : at + 2] == "_":
            return
        yield at, text[at : at + 9]
        closing = "-->" if text.startswith("<!--", at) else "?>" if text.startswith("<?", at) else ""
        end = text.find(closing, at) if closing else at + 1
        at = text.find("<", end) if end >= 0 else -1
