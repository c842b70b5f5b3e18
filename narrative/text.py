"""Text as code points: folding that keeps every offset, sentences and tokens as spans.

`fold` maps one code point to one code point, so a span found in folded text cuts the same words out of the original.
NFKC and plain `str.lower` change lengths and cannot be used for that.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rapidfuzz.distance import Postfix, Prefix


class Span(NamedTuple):
    """Half open, in code points: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


_SAME = {
    "\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc": "'",
    "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb": '"',
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212": "-",
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t": " ",
    "\u0131\u0130": "i",
    "\u0451\u0401": "\u0435",
}


class _Fold(dict[int, str]):
    """Fills itself as code points are met; a code point whose lower case is longer keeps only its first."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = chr(code).lower()[:1]
        return folded


class Table(dict[int, str | int | None]):
    """What `str.translate` puts for some code points; fills itself with the others as they are met, which is faster than to miss them."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


_FOLD = _Fold({ord(c): to for chars, to in _SAME.items() for c in chars})
_MARKS = {c: to for chars, to in _SAME.items() for c in chars}
_MARK = re.compile(f"[{re.escape(''.join(_MARKS))}]")
_WITH_NEIGHBOURS = re.compile("[\u0130\u03a3]")
"""The two letters whose lower case is longer, or depends on what stands around them."""


def fold(text: str) -> str:
    """Lower case, plain quotes, dashes and blanks, dotless i and ё as i and е. Always as long as `text`."""
    if text.isascii():
        return text.lower().replace("\t", " ").replace("`", "'")
    if _WITH_NEIGHBOURS.search(text):
        return text.translate(_FOLD)
    return _MARK.sub(lambda m: _MARKS[m.group()], text.lower())


FFFD = "\ufffd"
"""Stands where something could not be decoded."""

UNSEEN = (
    "".join(chr(c) for c in (*range(9), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0)))
    + "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064"
    + "\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"
)
"""Control characters, soft hyphens, joiners, direction marks: nobody sees them."""
_PLAIN = Table(
    dict.fromkeys(map(ord, UNSEEN)) | {ord(c): to for chars, to in _SAME.items() if to in "'\"-" for c in chars} | {ord("\u2026"): "..."}
)


def plain(text: str) -> str:
    """One line of plain quotes, dashes and blanks, without what nobody sees; case and every word as they are. Not offset-preserving."""
    return " ".join(text.translate(_PLAIN).split())


def normalise(text: str) -> str:
    """The form in which two texts are compared as a whole: typography and white space do not count, case does.

    Not offset-preserving; only hashes and equality are taken of it.
    """
    return "\n".join(filter(None, map(plain, text.splitlines())))


def digest(*parts: str) -> str:
    """SHA-256 (hex) over normalised parts, kept apart from each other."""
    return hashlib.sha256("\x00".join(map(normalise, parts)).encode()).hexdigest()


_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt st no vs etc inc ltd co corp jr sr u.s u.k u.n e.g i.e a.m p.m "
    "jan feb mar apr jun jul aug sep sept oct nov dec approx dept est fig "
    "г гг им т.е т.д т.п руб млн млрд тыс ул см стр напр др проф акад ген "
    "bzw ca usw z.b d.h evtl ggf nr".split()
)
_BREAK = re.compile(
    r"[.!?…\n](?:(?<=\n)\n*+|(?<!\n)(?<![.!?…][.!?…])[.!?…]*+[\"'”’»)\]]*(?=\s|[A-ZА-ЯЁӘÖÜĞŞÇİ“\"«„]|$))",
)
"""Begins with the few signs that can end a sentence, so that the search runs from one to the next; only the first of a run is tried."""
_WORD_BEFORE = re.compile(r"[\w.]+$")
_ORDINAL_OF = re.compile(
    r"\s*(?:(?:jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)\w*|jahrhundert|jahrestag|geburtstag|weltkrieg|todesopfer|stock\b)",
    re.IGNORECASE,
)


def _ends_sentence(text: str, mark: re.Match[str]) -> bool:
    start, end = mark.span()
    if text[start] != "." or text.startswith("..", start):
        return True
    following = text[end : end + 16]
    _, blank, word = text[max(0, start - 12) : start].rpartition(" ")
    if not blank or not word.isalpha():
        before = _WORD_BEFORE.search(text, max(0, start - 12), start)
        word = before.group() if before else ""
    if word.lower().lstrip(".") in _ABBREVIATIONS:
        return False
    if len(word) == 1 and word.isalpha() and word.isupper() and following[:1].isspace():
        return False  # an initial: "J. Smith"
    if word.isdigit() and len(word) <= 2 and _ORDINAL_OF.match(following):
        return False  # a German ordinal: "25. Dezember"
    glued = bool(following) and not following[0].isspace()
    if glued and (len(word) <= 1 or "." in word):
        return False  # "U.S.A", "J.Smith"
    return not following.lstrip()[:1].islower()


def sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Sentences of `text[start:end]` as spans in `text`, without surrounding white space; a line break always ends one.

    Survives boundaries that lost their blank ("on December 25th.This"), which page extraction produces often.
    """
    return tuple(_sentences(text, start, len(text) if end is None else end))


def shared_sentences(before: str, after: str) -> tuple[int, int]:
    """How many characters of whole sentences two texts begin with alike, and how many they end with alike.

    Each side is cut into the same sentences there as when it is cut as a whole.
    """
    head, tail = shared_start(before, after), Postfix.similarity(before, after)
    sure = max(0, head - LOOKED_AT)
    ends = (m.end() for m in reversed([*_BREAK.finditer(before, 0, sure)]) if m.end() < sure and _ends_sentence(before, m))
    begin = next(ends, 0)
    rest = len(before) - min(tail, min(len(before), len(after)) - begin)
    breaks = (m for m in _BREAK.finditer(before, rest) if m.start() >= rest + LOOKED_AT and _ends_sentence(before, m))
    last = next(breaks, None)
    return begin, len(before) - last.end() if last else 0


LOOKED_AT = 20
"""Characters before and behind a mark that decide whether it ends a sentence, at most."""


def shared_start(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    return Prefix.similarity(a, b)


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    for mark in _BREAK.finditer(text, start, end):
        if _ends_sentence(text, mark):
            if found := _stripped(text, start, mark.end()):
                yield found
            start = mark.end()
    if found := _stripped(text, start, end):
        yield found


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return _span(Span, (start, end)) if start < end else None


_TOKEN = re.compile(r"[-+−]?[$€£¥₽₼]?\d+(?:[.,:/]\d+)*[%‰€$]?|\w+(?:['’]\w+)*|[^\w\s]")


def tokens(text: str) -> tuple[Span, ...]:
    """Words, numbers with their sign, unit and inner marks as one token, and single punctuation marks."""
    return tuple([_span(Span, match.span()) for match in _TOKEN.finditer(text)])


_span = tuple.__new__
"""Makes a span of a pair, faster than `Span._make`."""


@dataclass(frozen=True)
class Line:
    """A text in tokens, as they stand in it and folded. Where they stand is looked up when somebody asks."""

    text: str
    words: tuple[str, ...]
    plain: tuple[str, ...]

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Found by the words, since between them is nothing but white space."""
        found, at = [], 0
        for word in self.words:
            start = self.text.index(word, at)
            at = start + len(word)
            found.append(_span(Span, (start, at)))
        return tuple(found)


def read(text: str) -> Line:
    """A text read as a line of tokens."""
    words = _TOKEN.findall(text)
    return Line(text, tuple(words), tuple(fold("\n".join(words)).split("\n")) if words else ())
