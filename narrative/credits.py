"""Whose text a text says it is: credit lines at its start and end, bylines, datelines.

An agency that is quoted, or cited for one thing ("told Reuters", "Reuters reported that", "как сообщил ТАСС"), is not credited: a report
of one's own cites, too. Only shapes count that speak of the text as a whole, at the places where such words stand.
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from narrative.agencies import AGENCIES, Agencies
from narrative.credit_phrases import BRACKETED, WORD, Phrase, is_bracketed, is_sourced, listed, phrase, speaks
from narrative.noise_words import KINDS
from narrative.text import fold


class Reason(StrEnum):
    """Why a text is the origin. The order is the precedence."""

    WIRE = "wire"
    CREDIT = "credit"
    BYLINE = "byline"
    DATELINE = "dateline"
    PUBLISHED = "published"
    SEEN = "seen"
    IMPORTED = "imported"


class Credit(NamedTuple):
    """One agency that a text names as where it is from. `shared`: beside others, or as material for a text of the outlet's own.

    `evidence` is verbatim.
    """

    agency: str
    reason: Reason
    shared: bool
    evidence: str


HEAD = 200
"""Characters. A dateline or byline begins within so many: behind the headline at most, which extraction may leave."""
DATELINE = 120
"""Characters of a line in which its dateline ends: "KHARTOUM, Sudan, January 14, 2031 (AP) -" has forty."""
PLACE = 80
LEAD = 500
"""Characters that hold the first sentences, where Azerbaijani texts say by whom they are: "…, Report xəbər verir"."""
TAIL = 500
TAIL_LINES = 6
"""What stands at the end: below it come names of editors, rights and a house's principles."""
LINE = 100
"""Characters of the longest line that is a credit."""
AUTHOR = 200
"""Characters of an author that are read: a few names, and not the page that some outlets put there."""


def read_credits(text: str, authors: Sequence[str] = (), agencies: Agencies = AGENCIES) -> tuple[Credit, ...]:
    """The agencies whose text this is said to be, each once, by its strongest reason.

    A credit for the whole text outweighs one that is shared; of the whole ones, and of the shared ones, those of the strongest reason
    stand alone: below "(Reuters)" a dateline of somebody else is what that text was made from.
    """
    found = [*_lead(text, agencies), *_end(text, agencies), *_head(text, agencies), *_authors(authors, agencies)]
    found.sort(key=strength)
    strongest = {c.agency: c for c in reversed(found) if strength(c) == strength(found[0])}
    return tuple(sorted(strongest.values(), key=lambda c: c.agency))


_ORDER = list(Reason)


def strength(credit: Credit) -> tuple[bool, int]:
    """How much a credit says, the least value the most: for the whole text before shared, then by its reason."""
    return credit.shared, _ORDER.index(credit.reason)


def _made(found: Phrase, reason: Reason, evidence: str) -> Iterator[Credit]:
    return (Credit(agency, reason, found.shared, evidence) for agency in found.agencies)


_JOINS = re.compile(r"(?:(?<!\w)(?:with|and|mit|und|avec|et|con|y|и|с|та|və|ve)|[&+/])\s*(?:the\s+|der\s+|l')?$")
_BY = re.compile(r"(?:by|von|par|por|автор|авторы|müəllif|yazar|autor)(?::|\s)\s*(?=\S)", re.IGNORECASE)
_BEHIND = re.compile(r"\s*(?:[-–—.:,]|$|[\"“«„'‘]|[^\W\d_a-zа-яё])")
"""What follows a dateline: a mark, or a capital."""
_SEPARATED = re.compile(r"[,.–—-]\s*$")
_XINHUA = re.compile(r"新[华華]社.{0,20}?[电電]")
_CALENDAR = listed(KINDS["calendar"]) | listed(KINDS["weekday"])
_PARTICLES = listed("de la las los del el di du des da do dos am an der den on upon sur et na и на year г года il ilin cü ci cu")


def _head(text: str, agencies: Agencies) -> Iterator[Credit]:
    """Datelines, bylines and credits at the start."""
    for line in _lines(text, HEAD):
        yield from _dateline(line, agencies)
        by = _BY.match(line)
        if by and len(line) <= LINE:
            yield from (Credit(c.agency, Reason.BYLINE, c.shared, line) for c in _author(line[by.end() :], agencies))
        elif len(line) <= LINE and (found := phrase(line, agencies)) and speaks(line, found) and (found.told or is_bracketed(line)):
            credit = found.shared or is_bracketed(line) or is_sourced(line)
            yield from _made(found, Reason.CREDIT if credit else Reason.BYLINE, line)


def _lines(text: str, until: int) -> Iterator[str]:
    """The lines that begin within so many characters, without the white space around them."""
    start = 0
    while start < min(until, len(text)):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if line := text[start : min(end, start + LEAD)].strip():
            yield line
        start = end + 1


def _dateline(line: str, agencies: Agencies) -> Iterator[Credit]:
    begun = line[:DATELINE]
    if is_bracketed(line):
        return
    for bracket in BRACKETED.finditer(begun):
        found = phrase(bracket[1] or bracket[2], agencies)
        if found and _is_place(begun[: bracket.start()]) and _BEHIND.match(line, bracket.end()):
            yield from _made(found, Reason.DATELINE, begun[: bracket.end()])
            return
    for named in agencies.find(begun):
        before = begun[: named.start]
        if _SEPARATED.search(before) and _is_place(before) and _opens(before, line[named.end :]):
            yield Credit(named.agency, Reason.DATELINE, False, begun[: named.end])
            return
    if xinhua := _XINHUA.match(begun.lstrip("（(")):
        yield Credit("xinhua", Reason.DATELINE, False, xinhua[0])


def _is_place(before: str) -> bool:
    """Whether this can be a place and a day, or nothing: "ADEN, Yemen, Mar 3", "Рим, 3 марта."."""
    if len(before) > PLACE or any(mark in before for mark in '!?"«“:'):
        return False
    words = WORD.findall(before)
    small = [w for w in words if w[0].islower() and fold(w) not in _CALENDAR and fold(w) not in _PARTICLES]
    return len(small) <= 1 and not (words and words[0] in small)


PLACE_WORDS = 3


def _opens(before: str, after: str) -> bool:
    """Whether a name without brackets ends a dateline: behind a date, or behind a place alone and with the text right after it."""
    words = WORD.findall(before)
    dated = any(c.isdigit() for c in before) and any(fold(w) in _CALENDAR for w in words)
    behind = re.match(r"\s*[-–—:./]\s*\S" if not dated else r"\s*(?:[-–—:.,/]|$)", after)
    return bool(behind) and (dated or len(words) <= PLACE_WORDS)


_FORMULA = re.compile(r"\s+(?:[^.!?\n]{0,60}?istinad(?:ən|la| edərək)\s+)?xəbər veri[rb]|\s+informs(?!\w)")
"""How texts of Azerbaijan's agencies name themselves. The same words in other languages are citations."""
_REFERRING = re.compile(r"\s+istinad(?:ən|la| edərək)(?!\w)")
"""How others name the agency whose text they print."""


def _lead(text: str, agencies: Agencies) -> Iterator[Credit]:
    lead = text[:LEAD]
    folded = fold(lead)
    if "xəbər veri" not in folded and "istinad" not in folded and " informs" not in folded:
        return
    named = list(agencies.find(lead))
    for form in (_FORMULA, _REFERRING):
        if said := next(((name, m) for name in named if (m := form.match(folded, name.end))), None):
            yield Credit(said[0].agency, Reason.CREDIT, False, lead[said[0].start : said[1].end()])
            return


_RIGHTS = re.compile(r"\W*(?:©|\(c\)|copyright)[\W\d]*(?:by )?(?:the )?")
_RIGHTS_END = re.compile(r"\s*(?:$|[.,;]|(?:20)?\d\d(?!\d)|all rights|(?:tüm|bütün|alle|все|tous) )")
_MADE_BY = re.compile(r"\W*this (?:\w+ )?(?:story|article|report|text|content) (?:was|is|has been) (?:\w+ ){0,2}?by (?:the )?")
_HOUSE = re.compile(r"our standards: the thomson reuters trust principles")
_SIGNED = re.compile(r"[.!?…][\"'”’»)\]]*\s*[-–—/|]*\s*([^.!?…()\n]{2,40})\.?$")
_CLOSING = re.compile(r"[(\[]([^()\[\]\n]{2,60})[)\]]\.?$")


def _end(text: str, agencies: Agencies) -> Iterator[Credit]:
    """Credits at the end, from the last line upwards."""
    start = max(len(text) - TAIL, min(HEAD, len(text) // 2))
    lines = [line.strip() for line in _whole_lines(text, start) if line.strip()][-TAIL_LINES:]
    for number, line in enumerate(reversed(lines)):
        yield from _end_line(line, agencies, last=number == 0)


def _whole_lines(text: str, start: int) -> list[str]:
    """The lines that begin behind `start`; of a last line that begins before it, the rest."""
    first = text.find("\n", start)
    return text[first if first >= 0 and text[first:].strip() else start :].split("\n")


def _end_line(line: str, agencies: Agencies, *, last: bool) -> Iterator[Credit]:
    folded = fold(line)
    if _HOUSE.search(folded):
        yield Credit("reuters", Reason.CREDIT, False, line)
    for opening in (_RIGHTS, _MADE_BY):
        begun = opening.match(folded)
        first = next(agencies.find(line[: LINE * 2]), None) if begun else None
        if begun and first and first.start == begun.end() and _RIGHTS_END.match(folded, first.end):
            yield Credit(first.agency, Reason.CREDIT, False, line[: first.end])
            return
    if len(line) <= LINE and (found := phrase(line, agencies)) and speaks(line, found):
        yield from _made(found, Reason.CREDIT, line)
        return
    for form in (_CLOSING, _SIGNED) if last else (_CLOSING,):
        signed = form.search(line)
        if signed and (found := phrase(signed[1], agencies)) and (form is _CLOSING or found.sure):
            yield from _made(found, Reason.CREDIT, signed[0].lstrip(".!?… ") if form is _SIGNED else signed[0])
            return


def _authors(authors: Sequence[str], agencies: Agencies) -> Iterator[Credit]:
    """Agencies among the authors; beside a name of the outlet's own they share."""
    found = [list(_author(author, agencies)) for author in authors if author.strip()]
    own = not all(found)
    for one in found:
        yield from (credit._replace(shared=credit.shared or own) for credit in one)


def _author(author: str, agencies: Agencies) -> Iterator[Credit]:
    plain = author.strip()[:AUTHOR]
    if found := phrase(plain, agencies):
        yield from _made(found, Reason.BYLINE, plain)
        return
    for named in agencies.find(plain):
        if named.sure:
            yield Credit(named.agency, Reason.BYLINE, bool(_JOINS.search(fold(plain[: named.start]))), plain)
