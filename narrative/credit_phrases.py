"""Words that are a credit and nothing else: an agency's name, and what may stand with it in a credit ("Source: TASS", "(mit dpa)")."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from narrative.agencies import Agencies, Named
from narrative.text import fold

OTHERS = 3
"""Other words that a shared credit has at most, such as the outlet's name in "The Courier with AFP"."""


def listed(words: str) -> frozenset[str]:
    """Words of a list, folded."""
    return frozenset(fold(words).split())


_SOURCED = re.compile(
    r"\W*(?:source|sources|via|источник|источники|mənbə|kaynak|quelle|quellen|fuente|fonte|źródło|джерело|дереккөз|manba"
    r"|по (?:материалам|сообщениям)|за матеріалами|by arrangement with|republished from)(?!\w)"
)
_CREDIT_WORDS = listed("""
source sources via from by the staff news agency agencies wire wires service services correspondent correspondents corr writer writers
reporter newsroom editors desk copyright c all rights reserved republished arrangement of a an
источник источники по материалам сообщениям агентство агентства агентств информационное информационного корр корреспондент
корреспонденты новости все права защищены
mənbə agentliyi agentliyinin agentliyinə informasiya kaynak haber ajansı ajans muhabiri
quelle quellen nachrichtenagentur agentur fuente agencia fonte agenzia agence journaliste redaktion von par por
джерело агентство за матеріалами дереккөз агенттігі manba
""")
_WITH_WORDS = listed("""
with inputs input information material materials mit material avec informations con información informaciones
de com bilan ilə ile с использованием материалов при участии and et und y e и та və ve
""")
_INITIALS = re.compile(r"[/-][a-z]{2,3}(?!\w)")
"""Who edited it: "(dpa/lno)"."""
WORD = re.compile(r"[^\W\d_]+")


class Phrase(NamedTuple):
    """A credit: whom it names, whether it is `shared`, whether words beside names tell so, whether all names are `sure`."""

    agencies: tuple[str, ...]
    shared: bool
    told: bool
    sure: bool


def phrase(text: str, agencies: Agencies) -> Phrase | None:
    """A text as a credit; None where it says anything else."""
    named = list(agencies.find(text))
    if not named:
        return None
    words = WORD.findall(fold(_INITIALS.sub(" ", _without(text, named))))
    joined = any(word in _WITH_WORDS for word in words)
    others = [word for word in words if word not in _CREDIT_WORDS and word not in _WITH_WORDS]
    if others and not (joined and len(others) <= OTHERS):
        return None
    found = tuple(dict.fromkeys(n.agency for n in named))
    whole = not others and not (joined and len(found) == 1)
    return Phrase(found, not whole or len(found) > 1, bool(words), all(n.sure for n in named))


def _without(text: str, named: Iterable[Named]) -> str:
    for name in named:
        text = text[: name.start] + " " * (name.end - name.start) + text[name.end :]
    return text


BRACKETED = re.compile(r"[(\[]\s*([^()\[\]\n]{2,40}?)\s*[)\]]|(?<![\w/])/\s*([^/\n]{2,30}?)\s*/(?!\w)")


def speaks(line: str, found: Phrase) -> bool:
    """A line with a name that is also a word has to say what it is: "Source: Trend", "(Report)", "/Turan/"."""
    return found.sure or is_sourced(line) or is_bracketed(line)


def is_sourced(line: str) -> bool:
    """Whether a line begins as the name of a source does."""
    return _SOURCED.match(fold(line)) is not None


def is_bracketed(line: str) -> bool:
    """Whether a line is all in brackets or between slashes."""
    return BRACKETED.fullmatch(line.rstrip(".")) is not None
