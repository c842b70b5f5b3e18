"""What machines left in a text: entities, tags, text decoded twice, signs that nobody sees, and numbers written another way.

`key` is the form in which two sentences say the same. `meant` is the text without all that, and where in the original it stands.
"""

import html
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import accumulate, groupby, repeat
from typing import NamedTuple

from narrative.text import FFFD, UNSEEN, Span, Table, plain

_ENTITY = re.compile(r"&(?:amp;)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&(nbsp)(?![\w;])")
"""Escaped once or more often. Without its semicolon only the one entity that is left behind so."""
_BLOCK = (
    "p|br|div|li|ul|ol|h[1-6]|tr|table|tbody|thead|td|th|blockquote|figure|figcaption|section|article|header|footer|hr|dl|dt|dd|aside|nav"
)
_INLINE = (
    "a|b|i|u|s|em|strong|span|img|font|small|sup|sub|cite|mark|time|iframe|script|style|noscript|video|audio|source|picture|svg|wbr|del|ins"
    "|strike|code|center|label|button"
)
_TAG = re.compile(rf"</?(?:({_BLOCK})|{_INLINE})(?:\s[^<>]*)?/?>|<!--(?:(?!-->|<!--).)*+-->", re.IGNORECASE | re.DOTALL)
_LATIN = {chr(b): b for b in range(0x80, 0x100)} | {c: b for b in range(0x80, 0x100) if (c := bytes([b]).decode("cp1252", "ignore"))}
_CYRILLIC = {"\x98": 0x98} | {c: b for b in range(0x80, 0x100) if (c := bytes([b]).decode("cp1251", "ignore"))}


def _run(codes: dict[str, int]) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(codes))}]{{2,}}")


_RUNS = (_LATIN, _run(_LATIN)), (_CYRILLIC, _run(_CYRILLIC))
_BEGIN, _GO_ON = (
    "".join(c for codes in (_LATIN, _CYRILLIC) for c, b in codes.items() if low <= b <= high) for low, high in ((0xC2, 0xF4), (0x80, 0xBF))
)
_SUSPECT = re.compile(rf"[&<{re.escape(_BEGIN)}](?:(?<=&)[#\w]|(?<=<)[/!\w]|(?<![&<])[{re.escape(_GO_ON)}])")
_MARKS = frozenset("‘’“”–—…«»‹›„‚")
_ACCENTED = frozenset("ÂÃâ")


def is_suspect(text: str) -> bool:
    """Whether there may be anything in `text` that `cleaned` would mend."""
    plain = text.isascii() and "&" not in text and "<" not in text
    return not plain and _SUSPECT.search(text) is not None


class Meant(NamedTuple):
    """A text as it was meant, and for each of its code points, and its end, the place in the original."""

    text: str
    at: Sequence[int]

    def of(self, span: Span) -> str:
        """What a stretch of the original was meant to say."""
        return self.text[self.find(span.start) : self.find(span.end)]

    def find(self, place: int) -> int:
        """Where in this text the code point is that stands at a place in the original, or the next one that is left of it."""
        return place if isinstance(self.at, range) else bisect_left(self.at, place)


def cleaned(text: str) -> str:
    """The text that was meant: entities as what they stand for, without tags, decoded once."""
    return _meant(text).text if is_suspect(text) else text


def meant(text: str) -> Meant:
    """The text that was meant, ready to be cut: quotation marks all plain, blanks for what nobody sees, a line for each block."""
    found = _meant(text) if is_suspect(text) else Meant(text, range(len(text) + 1))
    return Meant(found.text.translate(_CUT), found.at)


_BLANK = " \t\u00a0\u2000-\u200a\u202f\u205f\u3000"
_BLANKS = re.compile(f"(?<=[{_BLANK}])[{_BLANK}]+")


def single_blanks(text: str) -> Meant:
    """The text with one blank for each run of them: what an editor leaves between two words parts no phrase."""
    return _replaced(Meant(text, range(len(text) + 1)), _BLANKS, lambda _: "")


def _meant(text: str) -> Meant:
    found = Meant(text, range(len(text) + 1))
    for codes, run in _RUNS:
        found = _replaced(found, run, partial(_once, codes=codes))
    return _replaced(_replaced(found, _ENTITY, _unescaped), _TAG, lambda tag: "\n" if tag[1] else "")


def _replaced(found: Meant, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> Meant:
    """What matches as what it stands for. Where that is UTF-8 of as many bytes, each code point keeps its own place."""
    pieces: list[str] = []
    at: list[int] = []
    last = 0
    for match in pattern.finditer(found.text):
        start, end = match.span()
        new = by(match)
        sizes = [len(c.encode()) for c in new] if pattern is not _ENTITY else []
        offsets = accumulate(sizes[:-1], initial=0) if sum(sizes) == end - start else repeat(0, len(new))
        at += found.at[last:start]
        at += (found.at[start + offset] for offset in offsets)
        pieces += (found.text[last:start], new)
        last = end
    return Meant("".join((*pieces, found.text[last:])), [*at, *found.at[last:]]) if pieces else found


_CUT = Table(
    dict.fromkeys(map(ord, UNSEEN), " ")
    | dict.fromkeys(map(ord, "“”„‟«»"), '"')
    | dict.fromkeys(map(ord, "‘’‚‛"), "'")
    | dict.fromkeys(map(ord, "\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), "\n")
)
"""“ opens in English and closes in German."""


def _unescaped(entity: re.Match[str]) -> str:
    found = html.unescape(f"&{entity[1] or entity[2]};")
    return entity[0] if len(found) > 2 else found


def _once(match: re.Match[str], codes: dict[str, int]) -> str:
    """A run of signs as the UTF-8 that was taken for another encoding; the run itself where it is not that throughout."""
    run = match[0]
    try:
        found = bytes(codes[c] for c in run).decode()
    except UnicodeDecodeError:
        return run
    return found if (_plausible_latin(run) if codes is _LATIN else _plausible_cyrillic(run, found)) else run


def _plausible_latin(run: str) -> bool:
    """CAFÉ” is a word and its mark, although both bytes happen to be UTF-8."""
    return len(run) > 2 or run[0] in _ACCENTED or run[1] not in _MARKS


def _plausible_cyrillic(run: str, found: str) -> bool:
    """“Её” is a word and “С…” the end of one, although their bytes are UTF-8: Russian letters only, and none out of a mark alone."""
    if len(found) == 1 and len(run) == 2:
        return "\u0400" <= found <= "\u045f" and run[1] not in _MARKS
    return all("\u0400" <= c <= "\u04ff" or "\u2010" <= c <= "\u203a" or c in "«»№€\u00a0" for c in found)


_DIGIT = re.compile(r"\d")
_GROUPED = re.compile(r"[.,' ](?<=\d.)\d{3}")
"""Begins with the few signs that can part a number, so that the search runs from one to the next."""
_PERCENT = re.compile(r"(?<=\d) (?=[%‰])")
_RANGE = re.compile(r"(?<=\d) - (?=\d)")
_THOUSANDS = re.compile(r"(?<![\w])(?<!\d[.,' ])[1-9]\d{0,2}([.,' ])\d{3}(?:\1\d{3})*(?!\d|\1\d)")


def key(text: str) -> str:
    """What of a sentence, line or headline counts, as one line: not its typography, white space, residue and way of writing numbers.

    Every letter, its case, every digit, sign and quotation mark counts.
    """
    if not text.isascii():
        return numbered(typed(cleaned(text)))
    shape = text.encode().translate(_SHAPE)
    if b"&" in shape or "  " in text:
        return numbered(typed(cleaned(text)))
    said = text.strip()
    return numbered(said) if b"0 000" in shape or " %" in said or " - " in said else said


_SHAPE = bytes(
    ord("&" if c in "&<`" or not c.isprintable() else "0" if c.isdecimal() else " " if c in ".,' " else "x") for c in map(chr, range(256))
)
"""What a plain letter may be for `key`: something to mend (&), a digit (0), or what parts the digits of a number (a blank)."""


def typed(text: str) -> str:
    """Plain typography, single blanks, composed letters."""
    found = plain(text)
    return found if found.isascii() else unicodedata.normalize("NFC", found)


def numbered(text: str) -> str:
    """Numbers in one form: "6,000", "6.000" and "6 000" as "6000", "5 %" as "5%", "28 - 30" as "28-30". 1.5 is never 15."""
    found = _RANGE.sub("-", text) if " - " in text else text
    found = _PERCENT.sub("", found) if " %" in text or " ‰" in text else found
    return _THOUSANDS.sub(lambda m: m[0].replace(m[1], ""), found) if _GROUPED.search(found) else found


def kind(before: str, after: str) -> str:
    """The rule by which two texts of the same key differ."""
    if "".join(before.split()) == "".join(after.split()):
        return "white_space" if numbered(typed(before)) == typed(before) and numbered(typed(after)) == typed(after) else "number_format"
    if typed(before) == typed(after):
        return "typography"
    for rule, found in (("residue.tag", _TAG), ("residue.entity", _ENTITY)):
        if len(found.findall(before)) != len(found.findall(after)):
            return rule
    return "residue.encoding" if cleaned(before) != before or cleaned(after) != after else "number_format"


def same_but_lost(before: str, after: str) -> bool:
    """Whether two keys differ only where one has U+FFFD: one or two signs, no digit, that could not be decoded."""
    return before != after and (_fits(before, after) or _fits(after, before))


def _fits(damaged: str, whole: str) -> bool:
    if FFFD not in damaged:
        return False
    ends = {0}
    for lost, part in _parts(damaged):
        if lost and len(part) > MOST_LOST:
            return False
        if lost:
            reach = ((end, end + n) for end in ends for n in range(1, len(part) + 1) if end + n <= len(whole))
            ends = {end for start, end in reach if not _DIGIT.search(whole, start, end)}
        else:
            ends = {end + len(part) for end in ends if whole.startswith(part, end)}
        if not ends or len(ends) > MOST_LOST:
            return False
    return len(whole) in ends


MOST_LOST = 100
"""Where so many signs in a row may have been lost, nothing is left to tell what they were."""


def _parts(damaged: str) -> Iterator[tuple[bool, str]]:
    """The runs of signs that could not be decoded, and what stands between them."""
    return ((lost, "".join(run)) for lost, run in groupby(damaged, key=FFFD.__eq__))
