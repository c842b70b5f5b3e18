"""Bytes of a page → its characters, whatever it declares. Pure."""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding, map_encoding_to_html5

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|<\?xml[^>]{0,100}encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.IGNORECASE)
_HEAD = 4096
"""Bytes in which a declaration is looked for; browsers look at 1024."""

_WIDER = {
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "big5": "big5hkscs",
    "windows-874": "cp874",
    "x-mac-cyrillic": "mac_cyrillic",
    "iso-8859-8-i": "iso-8859-8",
}
"""What browsers understand by a name, where Python's codec of that name knows fewer characters."""

_COUSINS = tuple(
    map(
        frozenset,
        (
            ("windows-1252", "iso-8859-15", "iso-8859-3", "macintosh"),
            ("windows-1250", "iso-8859-2", "iso-8859-16"),
            ("koi8-r", "koi8-u"),
            ("windows-1257", "iso-8859-13", "iso-8859-4"),
            ("windows-1253", "iso-8859-7"),
            ("windows-1255", "iso-8859-8"),
            ("cp932", "euc_jp", "iso2022_jp"),
        ),
    )
)
"""Encodings that a detector takes for each other; between these the page's own word counts."""


def decode(body: bytes, content_type: str = "") -> str:
    """Text out of bytes: byte order mark, UTF-8 if it is, then whichever of declared and detected reads like language.

    UTF-8 goes before the declarations because nothing else can be taken for it by accident, while they often lie.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    if wide := _without_mark(body):
        return body.decode(wide, errors="replace")
    text = body.decode("utf-8", errors="replace")
    if _is_utf8(text):
        return body.decode("iso2022_jp", errors="replace") if b"\x1b$" in body and text.isascii() else text
    readings = [body.decode(encoding, errors="replace") for encoding in _candidates(body, content_type)]
    return min(readings, key=_strangeness)  # the first of equals


def _without_mark(body: bytes) -> str:
    """UTF-16 that does not say so: half of the bytes of its markup are zero, all on the same side."""
    even, odd = body[:_HEAD:2].count(0), body[1:_HEAD:2].count(0)
    few = min(len(body), _HEAD) // 5
    if odd > few and even * 20 < odd:
        return "utf-16-le"
    return "utf-16-be" if even > few and odd * 20 < even else ""


def _is_utf8(text: str) -> bool:
    """Whether what was decoded as UTF-8 is; a page with one broken sequence in twenty is still nothing else."""
    broken = text.count("\ufffd")
    return not broken or broken * 20 < len(text.encode("utf-8", "replace")) - len(text) - 2 * broken


def _candidates(body: bytes, content_type: str) -> list[str]:
    """Encodings to try, the most believable first."""
    said = [m.group(1).decode() for m in (_DECLARED.search(content_type.encode()), _DECLARED.search(body[:_HEAD])) if m]
    declared = [encoding for name in said if (encoding := _codec(name)) not in ("", "utf-8", "utf-16", "utf-16-le", "utf-16-be")]
    detected = _codec(detect_encoding(body, max_len=1 << 17) or "")
    turkish = ["windows-1254"] if "windows-1252" in (detected, *declared) else []
    if detected in ("", "utf-8"):
        return [*declared, "windows-1252", *turkish]
    kin = [name for name in declared if any({name, detected} <= family for family in _COUSINS)]
    return list(dict.fromkeys([*kin, detected, *declared, *turkish]))


def _codec(name: str) -> str:
    """The codec that browsers use for an encoding's name; empty when nobody knows it."""
    known = map_encoding_to_html5(name, fallback_utf8=False) or name
    known = _WIDER.get(known, known)
    try:
        return known if codecs.lookup(known)._is_text_encoding else ""  # "hex" and "rot13" are codecs too
    except (LookupError, ValueError):
        return ""


_WORD = re.compile(r"[^\W\d_]*[^\W\d_\x00-\x7f][^\W\d_]*")
_GLUED = re.compile(r"[^\W\d_][¡-©«-´¶-¹»-¿×÷‚„†‡ˆ‰‹•˜™›]+[^\W\d_]|[\x80-\x9f\ufffd\ue000-\uf8ff]")
"""A symbol between two letters, and characters that no text has."""

_TURKISH = re.compile("[ıİşŞğĞ]")
_ICELANDIC = re.compile("[ýÝþÞðÐ]")
_ACUTE = re.compile("[áéíóúæÁÉÍÓÚÆ]")
_SAMPLE = 3000
"""Words looked at."""


def _strangeness(text: str) -> float:
    """Share of non-ASCII words that no language writes so: capitals inside, scripts mixed, hardly a plain letter among Latin ones."""
    words = _WORD.findall(text)[:_SAMPLE]
    if not words:
        return 1.0 if "\ufffd" in text else 0.0
    strange = sum(map(_is_strange, words)) + 3 * min(len(_GLUED.findall(text)), _SAMPLE)
    joined = " ".join(words)
    if len(_ICELANDIC.findall(joined)) > 2 * len(_ACUTE.findall(joined)):
        strange += len(words) // 2  # Turkish taken for Western European: ð ý þ, without the accents of Icelandic
    if len(_TURKISH.findall(joined)) * 50 < len(_ACUTE.findall(joined)) and _TURKISH.search(joined):
        strange += 1
    return strange / len(words)


def _is_strange(word: str) -> bool:
    if len(word) > 1 and word not in (word.lower(), word.capitalize()):
        return True  # capitals alone are rare enough to count: in KOI8-R taken for Windows-1251 every word has them
    high = sum(letter > "\x7f" for letter in word)
    latin = sum(letter < "\u0250" for letter in word)
    if 0 < latin < len(word) and not any(letter >= "\u2e80" for letter in word):
        return True
    return latin == len(word) > 3 and high * 4 > 3 * len(word)
