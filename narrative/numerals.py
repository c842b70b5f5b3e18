"""Numbers as news writes them, in digits and words, in English and Russian with its cases.

"38", "1,240", "1 240", "7.8", "2.4 million", "two dozen", "two hundred and six", "двести шесть", "1,5 тыс.".
"""

import re
from itertools import chain

_SMALL = {
    1: "one один одна одно одного одной",
    2: "two два две двух двое",
    3: "three три трех трое троих",
    4: "four четыре четырех четверо четверых",
    5: "five пять пяти пятеро пятерых",
    6: "six шесть шести шестеро шестерых",
    7: "seven семь семи семеро семерых",
    8: "eight восемь восьми",
    9: "nine девять девяти",
    10: "ten десять десяти",
    11: "eleven одиннадцать одиннадцати",
    12: "twelve двенадцать двенадцати",
    13: "thirteen тринадцать тринадцати",
    14: "fourteen четырнадцать четырнадцати",
    15: "fifteen пятнадцать пятнадцати",
    16: "sixteen шестнадцать шестнадцати",
    17: "seventeen семнадцать семнадцати",
    18: "eighteen восемнадцать восемнадцати",
    19: "nineteen девятнадцать девятнадцати",
}
_TENS = {
    20: "twenty двадцать двадцати",
    30: "thirty тридцать тридцати",
    40: "forty сорок сорока",
    50: "fifty пятьдесят пятидесяти",
    60: "sixty шестьдесят шестидесяти",
    70: "seventy семьдесят семидесяти",
    80: "eighty восемьдесят восьмидесяти",
    90: "ninety девяносто девяноста",
}
_HUNDREDS = {
    100: "сто ста",
    200: "двести двухсот",
    300: "триста трехсот",
    400: "четыреста четырехсот",
    500: "пятьсот пятисот",
    600: "шестьсот шестисот",
    700: "семьсот семисот",
    800: "восемьсот восьмисот",
    900: "девятьсот девятисот",
}
_TIMES = {
    12: "dozen",
    100: "hundred",
    1_000: "thousand тысяча тысячи тысяч тысячу тыс",
    1_000_000: "million миллион миллиона миллионов млн",
    1_000_000_000: "billion bn миллиард миллиарда миллиардов млрд",
}
VALUES = {word: value for value, some in chain(_SMALL.items(), _TENS.items()) for word in some.split()}
"""Each folded word below a hundred and the number it stands for."""
_HIGHER = {word: value for value, some in _HUNDREDS.items() for word in some.split()}
_FACTORS = {word: value for value, some in _TIMES.items() for word in some.split()}


def _any(words: dict[int, str]) -> str:
    return "|".join(sorted(chain.from_iterable(some.split() for some in words.values()), key=len, reverse=True))


_BELOW_HUNDRED = rf"(?:{_any(_TENS)})(?:[ -](?:{_any(_SMALL)}))?|(?:{_any(_SMALL)})"
_HUNDRED = rf"(?:{_BELOW_HUNDRED}|(?<!half )a)[ -](?:hundred(?: (?:and )?(?:{_BELOW_HUNDRED}))?|dozen)"
_BELOW_THOUSAND = rf"(?:{_any(_HUNDREDS)})(?: (?:{_BELOW_HUNDRED}))?|{_HUNDRED}|(?:{_BELOW_HUNDRED})"
_DIGITS = r"\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?"
_THOUSANDS = rf"(?:{'|'.join(word for word, factor in _FACTORS.items() if factor >= 1_000)})"
_MORE = rf"(?: {_THOUSANDS}(?!\w)(?:(?<=тыс)\.|(?<=млн)\.|(?<=млрд)\.)?(?: (?:and )?(?:{_BELOW_THOUSAND}))?)?"
BARE = rf"(?:(?:{_DIGITS}|{_BELOW_THOUSAND}){_MORE}|a (?:thousand|million))"
"""A number in folded text, whatever stands around it."""

NUMBER = rf"(?<![\w.,:/$€₽-])(?!(?:one of|один из|одн(?:а|ой|им|ого) из)(?!\w))(?!(?<=\d )\d{{3}}(?!\d))(?:{BARE})(?![\w%]|[.,:/-]\d)"
"""A number that counts something: no part of a date, time, price, percentage or designation."""

_DIGIT_GROUPS = re.compile(r"(?<=\d)[ ,.](?=\d{3}(?!\d))")


def number(folded: str) -> float:
    """The value of what `NUMBER` matched. Raises ValueError for anything else."""
    total = part = 0.0
    for word in re.split(r" (?!\d)|-", _DIGIT_GROUPS.sub("", folded)):
        plain = word.rstrip(".")
        if plain[:1].isdigit():
            part += float(plain.replace(",", "."))
        elif plain in _FACTORS:
            part = max(part, 1) * _FACTORS[plain]
            if _FACTORS[plain] >= 1_000:
                total, part = total + part, 0.0
        elif plain in VALUES or plain in _HIGHER:
            part += VALUES.get(plain) or _HIGHER[plain]
        elif plain not in {"and", "a"}:
            raise ValueError(f"not a number: {folded!r}")
    return total + part
