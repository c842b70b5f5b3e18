"""Emerging phrases: what texts about an incident have come to say that those before did not.

A phrase is counted once for each text, so that one long text says nothing more often than a short one. It emerges when its share of the
recent texts is above that of the texts before by Dunning's log-likelihood ratio (Accurate Methods for the Statistics of Surprise and
Coincidence, 1993), which holds for small counts, too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from narrative.lexicon import WORD, Lexicon
from narrative.text import fold, sentences

LEAST_G2 = 10.83
"""The chance of a greater ratio is one in a thousand where nothing changed (chi-square, one degree of freedom)."""
LEAST_TEXTS, LEAST_VOICES = 3, 2
"""Of texts that say it, and of those whose voice they are: what one outlet alone repeats is its own."""
LONGEST = 4
"""Words of a phrase."""
LEAST_LETTERS = 4
"""Of a single word, and of one word at least of a longer phrase."""
KEPT_BY_LONGER = 0.8
"""A phrase is left out for a longer one that holds it and is in so many of its texts."""

FUNCTION_WORDS = frozenset(
    "a an and are as at be been but by can could did do does for from had has have he her his how i if in into is it its may might more "
    "most no not of on or our out over s said say says she so some such t than that the their them then there these they this those to "
    "told too under until up us was we were what when where which while who will with would you your after also about all any because "
    "among been since before being between both during each just like new now one only other own same very "
    "today yesterday tomorrow week month year monday tuesday wednesday thursday friday saturday sunday "
    "сегодня вчера завтра неделю неделе года году понедельник вторник среду среда четверг пятницу пятница субботу суббота воскресенье "
    "а без бы был была были было в во вот все для до его ее если есть еще же за и из или их к как когда ко который которая которые которых "
    "ли мы на над не него нее нет ни но о об он она они оно от по под после при про с со так также там то того тоже только у уже что чтобы "
    "эта эти это этого этой этом я сказал сказала заявил заявила".split()
)
"""Bear no news, so no phrase begins or ends with one."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text, and whose voice it is. Copies of another's text are left out by whoever asks."""

    text: str
    voice: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as they stand in folded text, in how many recent texts, of how many voices, and in how many texts before. `g2` is the ratio."""

    words: str
    recent: int
    voices: int
    before: int
    g2: float


def emerging(recent: Sequence[Said], before: Sequence[Said], known: Lexicon | None = None) -> tuple[Phrase, ...]:
    """What has come up in the recent texts, the surest first. Phrases whose words a definition's terms (`known`) all know are left out."""
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    now: Counter[str] = Counter()
    for text in recent:
        for words in set(_phrases(text.text)):
            now[words] += 1
            spoken[words].add(text.voice)
    wanted = {words for words, n in now.items() if n >= LEAST_TEXTS and len(spoken[words]) >= LEAST_VOICES}
    then = Counter(words for text in before for words in set(_phrases(text.text)) & wanted)
    found = []
    for words in wanted:
        g2 = ratio(now[words], len(recent), then[words], len(before))
        if g2 >= LEAST_G2 and now[words] * len(before) > then[words] * len(recent) and not _known(words, known):
            found.append(Phrase(words, now[words], len(spoken[words]), then[words], round(g2, 2)))
    return tuple(sorted(_longest(found), key=lambda p: (-p.g2, -p.recent, p.words)))


def ratio(here: int, of: int, there: int, of_there: int) -> float:
    """Dunning's -2 log λ that two shares (`here` of `of`, `there` of `of_there`) are one and the same. 0 when they are equal."""
    together = (here + there) / (of + of_there) if of + of_there else 0.0
    observed = (
        (here, of * together),
        (of - here, of * (1 - together)),
        (there, of_there * together),
        (of_there - there, of_there * (1 - together)),
    )
    return 2 * sum(o * log(o / e) for o, e in observed if o)


def _phrases(text: str) -> Iterator[str]:
    folded = fold(text)
    for sentence in sentences(text):
        words = WORD.findall(sentence.of(folded))
        for start, first in enumerate(words):
            if first in FUNCTION_WORDS or first.isdigit():
                continue
            for end in range(start + 1, min(start + LONGEST, len(words)) + 1):
                some = words[start:end]
                if some[-1] not in FUNCTION_WORDS and any(len(w) >= LEAST_LETTERS and not w.isdigit() for w in some):
                    yield " ".join(some)


def _known(words: str, lexicon: Lexicon | None) -> bool:
    """Whether every word that bears news lies in a term's hit."""
    hits = lexicon.find(words) if lexicon else ()
    bearing = [m.span() for m in WORD.finditer(words) if m.group() not in FUNCTION_WORDS]
    return all(any(h.start <= start and end <= h.end for h in hits) for start, end in bearing)


def _longest(found: Sequence[Phrase]) -> Iterator[Phrase]:
    """Of phrases that hold one another the one that says most and is nearly as frequent."""
    for one in found:
        longer = (p for p in found if p is not one and f" {one.words} " in f" {p.words} ")
        if not any(p.recent >= KEPT_BY_LONGER * one.recent for p in longer):
            yield one
