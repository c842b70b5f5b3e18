"""Which numbers, dates and times a sentence gives, whatever way they are written.

"Dec. 25", "25 December" and "25.12." are one date, 6:28 and 06:28 one time, "two" and 2 one number, "5 percent" and 5% one
share. What differs in value, unit or sign differs: 24 and 25 December, 1.5 and 15 million, $50 and €50, 5 and -5.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, count
from typing import NamedTuple

from narrative.numerals import VALUES
from narrative.protected import Cue
from narrative.text import Line, fold


class Amount(NamedTuple):
    """One number or date: its `key` is equal for all ways of writing it. It stands in tokens `start:end`."""

    cue: Cue
    key: str
    start: int
    end: int


_MONTHS = """
january jan января январе январь январю янв yanvar yanvarda yanvarin ocak januar jän jänner janvier janv enero ene
february feb февраля феврале февраль фев fevral fevralda şubat februar février févr febrero
march mar марта марте март mart martda mart'ta märz mars marzo
april apr апреля апреле апрель апр aprel apreldə nisan avril abril abr
may мая мае май mayda mayıs mai mayo
june jun июня июне июнь iyun iyunda haziran juni juin junio
july jul июля июле июль iyul iyulda temmuz juli juillet juil julio
august aug августа августе август авг avqust avqustda ağustos août agosto ago
september sep sept сентября сентябре сентябрь сен сент sentyabr sentyabrda eylül septembre septiembre
october oct октября октябре октябрь окт oktyabr oktyabrda ekim oktober okt octobre octubre
november nov ноября ноябре ноябрь ноя нояб noyabr noyabrda kasım novembre noviembre
december dec декабря декабре декабрь дек dekabr dekabrda aralık dezember dez décembre déc diciembre dic
"""
_MONTH = {fold(word): n for n, line in enumerate(_MONTHS.strip().splitlines(), 1) for word in line.split()}
_MONTH_STEM = {word[:5]: n for word, n in _MONTH.items() if len(word) > 5}

_OTHER_WORDS = {
    2: "iki zwei deux dos",
    3: "üç drei trois tres",
    4: "dörd dört vier quatre cuatro",
    5: "beş fünf cinq cinco",
    6: "altı sechs seis",
    7: "yeddi yedi sieben sept siete",
    8: "səkkiz sekiz acht huit ocho",
    9: "doqquz dokuz neun nueve",
    10: "zehn dix diez",
    11: "elf onze",
    12: "zwölf douze doce",
    20: "iyirmi yirmi zwanzig vingt veinte",
    30: "otuz dreißig trente treinta",
    40: "qırx vierzig quarante cuarenta",
    50: "əlli elli fünfzig cinquante cincuenta",
    60: "altmış sechzig soixante sesenta",
    70: "yetmiş siebzig setenta",
    80: "səksən seksen achtzig ochenta",
    90: "doxsan doksan neunzig noventa",
}
_WORDS: dict[str, int] = {fold(w): n for n, some in _OTHER_WORDS.items() for w in some.split()} | VALUES
_GERMAN = re.compile(r"(ein|zwei|drei|vier|fünf|sechs|sieben|acht|neun)und(\w+(?:zig|ßig))")
_ORDINALS = {w: n for n, w in enumerate("third fourth fifth sixth seventh eighth ninth tenth".split(), 3)}

_SCALES = {
    12: "dozen",
    100: "hundred hundert yüz сто",
    1_000: "thousand тысяч тысячи тысяча тысячу тыс tausend mille mil bin k",
    1_000_000: "million миллион миллиона миллионов млн millionen mio milyon mln millón millones millions m",
    1_000_000_000: "billion миллиард миллиарда миллиардов млрд milliarde milliarden mrd milyar milyard mlrd milliard milliards bn",
}
_SCALE = {fold(w): n for n, some in _SCALES.items() for w in some.split()}
_BARE_SCALES = frozenset(fold(w) for w in "dozen hundred thousand million billion hundert tausend yüz сто тысяча миллион миллиард".split())
"""Scale words that are a number by themselves ("a hundred people"); others need one before them ("5 m")."""

_UNITS = {
    "%": "% percent процент процента процентов проценте процентах prozent faiz",
    "$": "$ dollar dollars доллар доллара долларов dolar dollari",
    "€": "€ euro euros евро avro",
    "£": "£ pound pounds фунт фунта фунтов",
    "₽": "₽ rouble roubles ruble rubles рубль рубля рублей руб rubel",
}
_UNIT = {w: unit for unit, some in _UNITS.items() for w in some.split()}
_UNIT_PAIRS = {("per", "cent"), ("pour", "cent"), ("por", "ciento")}
_DIGITS = re.compile(r"([-+]?)([$€£¥₽₼]?)(\d+(?:[.,:/]\d+)*)([%‰€$]?)")
_THOUSANDS = re.compile(r"([1-9]\d{0,2}([.,])\d{3}(?:\2\d{3})*)(?:[.,](\d{1,2}))?")
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_DAY_MAX, _MONTH_MAX, _NOON = 31, 12, 12
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL_ENDINGS = frozenset("st nd rd th го er".split())


@lru_cache(maxsize=50_000)
def _may_begin(word: str) -> bool:
    """Whether an amount can begin with this word, remembered: nearly every word cannot."""
    known = word in _WORDS or word in _SCALE or word in _ORDINALS or "und" in word or month_of(word) > 0
    return known or any(c.isdigit() for c in word)


def month_of(folded: str) -> int:
    """1 to 12 for a month's name in any of the outlets' languages, with its case ending; 0 for another word."""
    word = folded.split("'", maxsplit=1)[0]
    return _MONTH.get(word) or (_MONTH_STEM.get(word[:5], 0) if len(word) > 5 else 0)


class _Reader(NamedTuple):
    """A sentence's tokens, folded, and what each parser needs to look around."""

    words: Sequence[str]
    line: Line

    def glued(self, i: int) -> bool:
        """Whether a token stands right behind the one before it, without a blank."""
        return i > 0 and self.line.spans[i - 1].end == self.line.spans[i].start

    def at(self, i: int) -> str:
        return self.words[i] if 0 <= i < len(self.words) else ""


def amounts(line: Line) -> tuple[Amount, ...]:
    """Every number and date of a text, in order."""
    reader, end = _Reader(line.plain, line), 0
    found = []
    for i in compress(count(), map(_may_begin, line.plain)):
        amount = _amount(reader, i) if i >= end else None
        if amount:
            found.append(amount)
            end = amount.end
    return tuple(found)


def _amount(reader: _Reader, i: int) -> Amount | None:
    return _date(reader, i) or _time(reader, i) or _number(reader, i)


def _date(reader: _Reader, i: int) -> Amount | None:
    whole = _DAY_FIRST.fullmatch(reader.words[i])
    if whole:
        day, month = sorted((int(whole[1]), int(whole[2])), reverse=True) if int(whole[2]) > _MONTH_MAX else (int(whole[1]), int(whole[2]))
        return Amount(Cue.DATE, f"{month}/{day}/{whole[3]}", i, i + 1)
    return _iso_date(reader, i) or _day_month(reader, i) or _month_day(reader, i)


def _iso_date(reader: _Reader, i: int) -> Amount | None:
    parts = [reader.at(i), *(reader.at(k)[1:] for k in (i + 1, i + 2) if reader.at(k)[:1] == "-" and reader.glued(k))]
    if len(parts) == 3 and _YEAR.fullmatch(parts[0]) and all(len(p) == 2 and p.isdigit() for p in parts[1:]):
        return Amount(Cue.DATE, f"{int(parts[1])}/{int(parts[2])}/{parts[0]}", i, i + 3)
    return None


def _day_month(reader: _Reader, i: int) -> Amount | None:
    day, end = _day(reader, i)
    if not day:
        return None
    end += reader.at(end) in ("of", "de")
    month = month_of(reader.at(end))
    return _dated(reader, month, day, (i, end + 1)) if month else None


def _month_day(reader: _Reader, i: int) -> Amount | None:
    month = month_of(reader.words[i])
    start = i + 1 + (reader.at(i + 1) == ".")
    day, end = _day(reader, start) if month else (0, start)
    return _dated(reader, month, day, (i, end)) if month and day else None


def _day(reader: _Reader, i: int) -> tuple[int, int]:
    """The day of a month that begins at token `i` (0 where there is none), and where it ends."""
    word = reader.at(i)
    word = word[1:] if word[:1] == "-" and reader.glued(i) else word
    if not word.isascii() or not word.isdigit() or len(word) > 2 or not 1 <= int(word) <= _DAY_MAX:
        return 0, i
    end = i + 1
    if reader.at(end) == "-" and reader.at(end + 1) in _ORDINAL_ENDINGS:
        return int(word), end + 2
    return int(word), end + (reader.at(end) in _ORDINAL_ENDINGS or (reader.at(end) == "." and month_of(reader.at(end + 1)) > 0))


def _dated(reader: _Reader, month: int, day: int, place: tuple[int, int]) -> Amount:
    start, end = place
    year = end + (reader.at(end) in (",", "de", "of"))
    if _YEAR.fullmatch(reader.at(year)):
        return Amount(Cue.DATE, f"{month}/{day}/{reader.at(year)}", start, year + 1)
    return Amount(Cue.DATE, f"{month}/{day}", start, end)


def _time(reader: _Reader, i: int) -> Amount | None:
    """A time of day, on a clock of 24 hours."""
    half, end = _half_day(reader, i + 1)
    clock = _CLOCK.fullmatch(reader.words[i].replace(".", ":") if half or reader.at(i + 1) == "uhr" else reader.words[i])
    if clock:
        hour, minute = int(clock[1]), clock[2]
    elif (half or reader.at(i + 1) == "uhr") and reader.words[i].isdigit():
        hour, minute = int(reader.words[i]), "00"
    else:
        return None
    if half:
        hour = hour % _NOON + _NOON * (half == "p")
    return Amount(Cue.NUMBER, f"{hour}:{minute}", i, max(end, i + 1))


def _half_day(reader: _Reader, i: int) -> tuple[str, int]:
    word = reader.at(i)
    if word in ("am", "pm"):
        return word[0], i + 1
    if word in ("a", "p") and [reader.at(k) for k in (i + 1, i + 2)] == [".", "m"]:
        return word, i + 3 + (reader.at(i + 3) == "." and reader.glued(i + 3))
    return "", i


def _number(reader: _Reader, i: int) -> Amount | None:
    written = _digits(reader, i) or _spelled(reader, i)
    if not written:
        return None
    sign, unit, value, end = written
    scaled = end + (reader.at(end) == "-")
    scale = _SCALE.get(reader.at(scaled))
    if scale and value is not None and (reader.at(scaled) not in ("m", "k") or unit):
        value, end = value * scale, scaled + 1
    shown = f"{value:.6f}".rstrip("0").rstrip(".") if value is not None else reader.words[i]
    unit, end = (unit, end) if unit else _unit(reader, end)
    if not unit and reader.at(i - 1) == "yüzde":
        unit = "%"
    return Amount(Cue.NUMBER, f"{sign}{shown}{unit}", i, end)


_Written = tuple[str, str, float | None, int]
"""Sign, unit, value (None where a designation cannot be read) and where it ends."""


def _digits(reader: _Reader, i: int) -> _Written | None:
    match = _DIGITS.fullmatch(reader.words[i])
    if not match:
        return None
    sign, currency, digits, unit = match.groups()
    sign = "" if sign == "+" or (sign and reader.glued(i) and reader.at(i - 1)[-1:].isalnum()) else sign
    end = i + 1 + (reader.at(i + 1) in _ORDINAL_ENDINGS and reader.glued(i + 1))
    return sign, currency or unit, _value(digits), end


def _value(digits: str) -> float | None:
    grouped = _THOUSANDS.fullmatch(digits)
    if grouped:
        return float(f"{grouped[1].replace(grouped[2], '')}.{grouped[3] or 0}")
    plain = digits.replace(",", ".")
    return float(plain) if plain.count(".") <= 1 and plain.replace(".", "").isdigit() else None


_PRONOUNS_BEFORE = frozenset("no the this that which every any each another".split())
_PRONOUNS_BEHIND = frozenset("of another day side thing из".split())
_ONES = frozenset("one один одна одно одного одной".split())


def _spelled(reader: _Reader, i: int) -> _Written | None:
    """A number in words. "One" that stands for a thing ("no one", "one of them") is none."""
    word = reader.words[i]
    if word in _ONES and (reader.at(i - 1) in _PRONOUNS_BEFORE or reader.at(i + 1) in _PRONOUNS_BEHIND):
        return None
    value = _small(word)
    if value is None:
        return ("", "", 1, i) if word in _BARE_SCALES else None
    end = i + 1
    behind = end + (reader.at(end) == "-")
    one = _small(reader.at(behind))
    if value >= 20 and value % 10 == 0 and one and one < 10:
        return "", "", value + one, behind + 1
    return "", "", value, end


def _small(word: str) -> float | None:
    compound = _GERMAN.fullmatch(word)
    if compound:
        one, ten = _WORDS.get(compound[1], 1), _WORDS.get(compound[2])
        return one + ten if ten else None
    return _WORDS.get(word) or _ORDINALS.get(word)


def _unit(reader: _Reader, i: int) -> tuple[str, int]:
    if (reader.at(i), reader.at(i + 1)) in _UNIT_PAIRS:
        return "%", i + 2
    unit = _UNIT.get(reader.at(i))
    return (unit, i + 1) if unit else ("", i)
