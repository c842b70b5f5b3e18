"""An instant as outlets write it → aware UTC, or None when it does not say one for sure. Pure.

Only what stands in the string counts: a parser that fills a missing month from today's calendar makes dates up. Without a
zone it is UTC, as feeds mean it. A month's name is known in twelve languages; day and month in figures are read where
their order is beyond doubt (2025-01-06, 06.01.2025, 2025年1月6日, 25/12/2024), not where it is a guess (06/01/2025).
"""

import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

LONGEST = 100
"""Characters. A longer string is a sentence, not a date."""

_MONTHS = (
    "jan янв січ oca yan ene gen sty qan ιαν",
    "feb фев лют şub sub fév fev lut φεβ",
    "mar мар бер mär maer mrz märz μαρ μάρ",
    "apr апр кві nis avr abr kwi απρ",
    "may май мая тра mai mag maj μαΐ μάι μάϊ μαι",
    "jun июн чер haz juin iyn iyun giu cze ιουν ιούν",
    "jul июл лип tem juil iyl iyul lug lipc lipi ιουλ ιούλ",
    "aug авг сер ağu agu aoû aou avq ago sie αυγ αύγ",
    "sep сен вер eyl sen set wrz σεπ",
    "oct окт жов eki okt ott out paź paz οκτ",
    "nov ноя лис kas noy νοε νοέ",
    "dec дек гру ara dez déc dek dic gru δεκ",
)
"""How the months begin: English, Russian, Ukrainian, Turkish, Azerbaijani, French, German, Spanish, Portuguese, Italian,
Polish and Greek names, in full and short. No two months share a beginning: listopad, which is November in Polish and October in
Croatian, is left out."""

_STARTS = {start: number for number, line in enumerate(_MONTHS, 1) for start in line.split()}

_ZONES = {
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "bst": 1, "cet": 1, "cest": 2, "mez": 1,
    "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "мск": 3, "trt": 3, "azt": 4, "gst": 4, "jst": 9, "kst": 9, "hkt": 8, "sgt": 8,
}  # fmt: skip
"""Hours ahead of UTC. Names that several places use (IST) are left out: such a time is taken for UTC, as a zoneless one is."""

_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.0+)?")
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|(\d{2})(\d{2})(?=\d{6}(?!\d)|(?!\d))|\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})(?!\d)[日일]?)"
)
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4})(?!\d)")
_DAY_MONTH = re.compile(
    r"""(?<!\d)(\d{1,2})(?:er|st|nd|rd|th|º)?[-. ,]*(?:de |of )?([^\W\d_]{3,15})[-. ,']*(?:de |del )?(\d{4}|\d{2})(?![\d:])"""
)
_MONTH_DAY = re.compile(r"([^\W\d_]{3,15})\.? (\d{1,2})(?:st|nd|rd|th)?,? (?:(\d{4})(?![\d:])|.{0,40}?(?<![\d+-])(\d{4})$)")
_TIME = re.compile(r"(?<!\d)(\d{1,2})(?::|[hч] ?)(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?![\d:]) ?([ap]\.?m\b)?")
_COMPACT = re.compile(r"^\s?t?(\d{2})(\d{2})(\d{2})?(?=z|[+-]|$)")
_OFFSET = re.compile(r"(?:gmt|utc)?\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{3,}")


def instant(raw: str) -> datetime | None:
    """When `raw` says. None when it names no day, an impossible one, or one that can be read in two ways."""
    text = " ".join(unicodedata.normalize("NFKC", raw[: LONGEST + 1]).casefold().replace("\u0307", "").replace("−", "-").split())
    if not text or len(text) > LONGEST:
        return None
    try:
        return _epoch(text) or _written(text)
    except (ValueError, OverflowError, OSError):  # the 31st of February, hour 25, the year 0
        return None


def _epoch(text: str) -> datetime | None:
    found = _EPOCH.fullmatch(text)
    return datetime.fromtimestamp(int(found[1]), UTC) + timedelta(milliseconds=int(found[2] or 0)) if found else None


def _written(text: str) -> datetime | None:
    for pattern, order in ((_YEAR_FIRST, _year_first), (_YEAR_LAST, _year_last), (_DAY_MONTH, _day_month), (_MONTH_DAY, _month_day)):
        for found in pattern.finditer(text):
            if day := order(found):
                return day + _time_of_day(text[found.end() :] if pattern is not _MONTH_DAY else text[found.end(2) :], text[: found.start()])
    return None


def _day(year: str, month: int, day: str) -> datetime:
    number = int(year)
    century = 0 if len(year) == 4 else 1900 if number >= 95 else 2000
    return datetime(century + number, month, int(day), tzinfo=UTC)


def _year_first(found: re.Match[str]) -> datetime | None:
    month, day = (found[3], found[4]) if found[3] else (found[5], found[6]) if found[5] else (found[7], found[8])
    return _day(found[1], int(month), day)


def _year_last(found: re.Match[str]) -> datetime | None:
    """Dots put the day first everywhere; with dashes and slashes half of the world puts the month first."""
    day, mark, month = found[1], found[2], found[3]
    if mark == "." or int(day) > 12 or int(day) == int(month):
        return _day(found[4], int(month), day)
    return _day(found[4], int(day), month) if int(month) > 12 else None


def _day_month(found: re.Match[str]) -> datetime | None:
    month = _month(found[2])
    return _day(found[3], month, found[1]) if month else None


def _month_day(found: re.Match[str]) -> datetime | None:
    month = _month(found[1])
    return _day(found[3] or found[4], month, found[2]) if month else None


def _month(word: str) -> int | None:
    return next((number for size in (4, 3) if (number := _STARTS.get(word[:size]))), None)


def _time_of_day(after: str, before: str) -> timedelta:
    """How long after midnight UTC. The time stands after the day, or before it."""
    for text in (after, before):
        found = _TIME.search(text) or _COMPACT.search(text)
        if found:
            break
    else:
        return timedelta()
    hours, minutes, seconds = (int(found[n] or 0) for n in (1, 2, 3))
    half = (found[4] or "")[:1] if found.re is _TIME else ""
    if hours > 24 or minutes > 59 or seconds > 60 or (hours == 24 and (minutes or seconds)) or (half and not 1 <= hours <= 12):
        raise ValueError("no time of day")
    hours = hours % 12 + (12 if half == "p" else 0) if half else hours
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) - _ahead(text[found.end() :])


def _ahead(text: str) -> timedelta:
    """How far the clock that follows a time is ahead of UTC."""
    if found := _OFFSET.search(text):
        hours, minutes = int(found[2]), int(found[3] or 0)
        ahead = timezone(timedelta(hours=hours, minutes=minutes)).utcoffset(None)
        return -ahead if found[1] == "-" else ahead
    words = _WORD.findall(text)
    return timedelta(hours=next((_ZONES[w] for w in words if w in _ZONES), 0))


def plausible(raw: str, at: datetime) -> bool:
    """Does `raw` hold the day that a parser found in it: its year, its month (or a word) and its day, in figures of their own?

    A zone may have moved the day by one.
    """
    said = Counter(int(n) for n in _NUMBER.findall(raw[:LONGEST]))
    worded = bool(_WORD.search(raw[:LONGEST]))
    for shift in (0, -1, 1):
        day = at + timedelta(days=shift)
        needed = Counter([day.year, day.day] if worded else [day.year, day.month, day.day])
        if needed <= said:
            return True
    return False
