"""What one character is to a fingerprint: part of a word, a word by itself, nothing at all, or a gap; and what it is folded to.

Case, accents, compatibility forms and decimal digits of any script are folded. A fold may be several characters (ß, ligatures, Korean
syllables), never several words: where it would be (½ is "1⁄2"), the character stays itself.

The tables come from `unicodedata`. Python 3.11 has Unicode 14. What it has is the same under 3.12 and 3.13, all of it compared; what a
later one adds is a gap before, and may be a letter then.
"""

import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from narrative.text import UNSEEN

GAP = 0
WORD = 1
MARK = 2
"""Belongs to the letter before it, in a script without spaces."""
SHORT = 4
"""A letter of Han, kana or Bopomofo: a token by itself."""
LONG = 8
"""A letter of Thai, Lao, Khmer or Burmese: a token by itself, and so little that it takes more of them to mean something."""
DROPPED = 16
ACCENT = 32
"""Dropped like the ones above, but drawn on the letter before it: a span ends behind it."""
TWOFOLD = 64
"""Set beside the kind of a character that folds to more than one."""

_HAN = ((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3031, 0x303C), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
_KANA = ((0x3041, 0x312F), (0x31A0, 0x31BF), (0x31F0, 0x31FF), (0x1AFF0, 0x1B16F))
_SHORT = (*_HAN, (0x20000, 0x3FFFF), *_KANA)
_LONG = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F))
"""Blocks of the Unicode standard, first and last."""

_IDEOGRAPHS = ("\u4e00", "\u9fff")
_SYLLABLES = ("\uac00", "\ud7a3")
"""Han folds to itself and Hangul into its parts: half of the table needs no more than this."""

_DROPPED = frozenset(UNSEEN + "'`´‘’‚‛′＇ʻʼʽʾʿ" + "՚՛՜՝՞" + "׳" + "ـ")
"""Apostrophes and what is typed for them; the marks of Armenian that stand inside a word; geresh; what stretches Arabic words."""
_SAME = {"ı": "i", "ي": "ی", "ى": "ی", "ك": "ک"}
"""Letters that are typed for each other: Turkish and Azerbaijani i, and the yeh and kaf of Arabic and Persian keyboards."""


class Letter(NamedTuple):
    kind: int
    fold: str


@cache
def plane() -> tuple[Letter, ...]:
    """The letters of the Basic Multilingual Plane. Takes a fifth of a second, once."""
    return tuple(letters(range(0x10000)))


def letters(codes: Iterable[int]) -> list[Letter]:
    return [_letter(chr(code)) for code in codes]


def _letter(char: str) -> Letter:
    category = unicodedata.category(char)
    if category == "Lo" and _IDEOGRAPHS[0] <= char <= _IDEOGRAPHS[1]:
        return Letter(SHORT, char)
    if category == "Lo" and _SYLLABLES[0] <= char <= _SYLLABLES[1]:
        return Letter(WORD | TWOFOLD, unicodedata.normalize("NFD", char))
    if char in _DROPPED or category == "Cf":
        return Letter(DROPPED, "")
    if category[0] not in "LNM":
        return Letter(GAP, "")
    if category[0] == "M" and _is_accent(char, category):
        return Letter(ACCENT, "")
    fold = _folded(char)
    kinds = [_kind(c) for c in fold]
    if not _is_one_token(kinds):
        fold = char.lower()
        kinds = [_kind(fold)]
    return Letter(kinds[0] | (TWOFOLD if len(fold) > 1 else 0), fold)


def _is_one_token(kinds: list[int]) -> bool:
    return set(kinds) == {WORD} or (kinds[:1] not in ([], [WORD], [GAP]) and set(kinds[1:]) <= {MARK})


def _is_accent(char: str, category: str) -> bool:
    """True for what is written over, under or around a letter and can be left out; vowel signs and viramas of Indic scripts cannot."""
    order = unicodedata.combining(char)
    return category == "Me" or order == 1 or 10 <= order <= 36 or order >= 200 or "VARIATION SELECTOR" in unicodedata.name(char, "")


@lru_cache(1024)
def _kind(char: str) -> int:
    category = unicodedata.category(char)
    code = ord(char)
    if category[0] not in "LNM":
        return GAP
    if category == "Nd":
        return WORD
    if category[0] == "M" and (code in (0x3099, 0x309A) or _within(code, _LONG)):
        return MARK
    return SHORT if _within(code, _SHORT) else LONG if _within(code, _LONG) else WORD


def _within(code: int, blocks: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in blocks)


def _folded(char: str) -> str:
    """The character as several may be written: lower case, decomposed, without accents."""
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char.casefold()).casefold())
    return "".join([_SAME.get(c, c) for c in plain if not _is_left_out(c)])


@lru_cache(1024)
def _is_left_out(char: str) -> bool:
    category = unicodedata.category(char)
    return char in _DROPPED or category == "Cf" or (category[0] == "M" and _is_accent(char, category))
