"""Numbers as news writes them: digits, and words to ninety-nine, in English and Russian with its cases."""

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
VALUES = {word: value for value, some in chain(_SMALL.items(), _TENS.items()) for word in some.split()}
"""Each folded word and the number it stands for."""
_TEN_WORDS = "|".join(chain.from_iterable(some.split() for some in _TENS.values()))
_SMALL_WORDS = "|".join(sorted(chain.from_iterable(some.split() for some in _SMALL.values()), key=len, reverse=True))

_WORDS = rf"(?:{_TEN_WORDS})(?:[ -](?:{_SMALL_WORDS}))?|(?:{_SMALL_WORDS})"
NUMBER = rf"(?<![\w.,:/$€₽-])(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,4}}|{_WORDS})(?![\w%]|[.,:/-]\d)"
"""A whole number in folded text; no part of a date, time, decimal, price, percentage or designation."""


def number(folded: str) -> float:
    """The value of what `NUMBER` matched. Raises ValueError for anything else."""
    if folded[:1].isdigit():
        return float(folded.replace(",", ""))
    parts = re.split(r"[ -]", folded)
    unknown = [part for part in parts if part not in VALUES]
    if unknown:
        raise ValueError(f"not a number: {folded!r}")
    return float(sum(VALUES[part] for part in parts))
