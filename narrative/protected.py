"""The words that no comparison may treat as noise: what each token of a text can change about its meaning.

Narrative trackers hid 38 → 39 dead, 06:28 → 06:40 and "no, missiles" → "no missiles" behind well-meant filters.
A cue is seen without grammar: exact words and open stems in the languages of the outlets watched.
"""

import re
from collections.abc import Container
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from narrative.text import Line, Span, fold, read


class Cue(StrEnum):
    """What a token does for the meaning. One token has one cue; where several fit, the first in this order wins."""

    NUMBER = "number"
    DATE = "date"
    NEGATION = "negation"
    HEDGE = "hedge"
    MODAL = "modal"
    ATTRIBUTION = "attribution"
    QUOTATION = "quotation"
    NAME = "name"


class _Lexicon(NamedTuple):
    words: frozenset[str]
    stems: tuple[str, ...]

    def holds(self, word: str) -> bool:
        return word in self.words or word.startswith(self.stems)


def _lexicon(listed: str) -> _Lexicon:
    """Space-separated words, folded; a trailing `*` leaves the ending open."""
    words = fold(listed).split()
    return _Lexicon(frozenset(w for w in words if w[-1] != "*"), tuple(w[:-1] for w in words if w[-1] == "*"))


_LEXICON = {
    Cue.NUMBER: _lexicon(
        "zero one two three four five six seven eight nine ten eleven twelve dozen dozens half "
        "hundred* thousand* million millions billion billions "
        "ноль один одна два две двое двух три трое трех четыре пять шесть семь восемь девять десять десят* сто сотн* тысяч* тыс "
        "млн млрд миллион миллиона миллионов миллионы миллионам миллиард миллиарда миллиардов миллиарды "
        "iki üç dörd dört beş altı yeddi yedi səkkiz sekiz doqquz dokuz iyirmi yirmi otuz yüz milyon* milyard* milyar* "
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf hundert* tausend* deux trois quatre cinq sept huit neuf dix "
        "cent mille "
        "dos tres cuatro seis siete ocho nueve diez cien mil millón millones"
    ),
    Cue.DATE: _lexicon(
        "january february april june july august september october november december today tonight yesterday tomorrow "
        "monday tuesday wednesday thursday friday saturday sunday "
        "январ* феврал* март марта марте апрел* мая мае май июн* июл* август августа августе сентябр* октябр* ноябр* декабр* "
        "сегодня вчера завтра понедельник* вторник* среду четверг* пятниц* суббот* воскресень* "
        "yanvar* fevral* mart aprel* iyun* iyul* avqust* sentyabr* oktyabr* noyabr* dekabr* bugün bu-gün dünən sabah "
        "ocak şubat nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık dün pazartesi salı çarşamba perşembe cuma cumartesi pazar "
        "januar februar märz mai juni juli oktober dezember heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag "
        "janvier février mars avril juin juillet août septembre octobre novembre décembre lundi mardi mercredi jeudi vendredi "
        "samedi dimanche hier "
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ayer lunes martes miércoles "
        "jueves viernes sábado domingo"
    ),
    Cue.NEGATION: _lexicon(
        "no not never neither nor none nobody nothing nowhere without cannot unlikely fail fails failed failing refus* declin* "
        "deny denies denied reject* "
        "не нет ни никогда никто ничего никак* без нельзя yox deyil* heç heçnə değil* yok hiç "
        "nicht nichts kein* nie niemals niemand ohne weder ne pas jamais aucun* sans rien nunca sin ningún ninguna nadie jamás nada"
    ),
    Cue.HEDGE: _lexicon(
        "may might could possible possibly perhaps likely probabl* apparent* reportedly alleged* purported* seem* appear* potential* "
        "suspect* believe* believed "
        "suspicion* speculat* suggest* indicat* linked unconfirmed preliminary presum* "
        "возможно вероятн* предположит* якобы видимо похоже предварит* предполага* неподтвержден* "
        "ehtimal* güman* guya bəlkə iddia* görünür ilkin muhtemel* olası* galiba belki sözde sanıl* "
        "möglicherweise vermutlich angeblich* mutmaßlich* womöglich offenbar wahrscheinlich vielleicht probablement présumé* "
        "semble* possible* "
        "probablemente presunt* supuest* quizá quizás parecer parece"
    ),
    Cue.MODAL: _lexicon(
        "must should shall would can will ought может могут мог могла могло могли должен должна должно должны следует "
        "bilər bilərdi gərək lazım* mümkün* gerek* muss müssen soll sollen kann können könnte* darf dürfte* doit peut pourrait devrait "
        "debe puede podría debería"
    ),
    Cue.ATTRIBUTION: _lexicon(
        "say said says saying told tell tells according stated states announc* reported reports claim* insist* acknowledg* "
        "admit* confirm* noted notes "
        "accus* blam* reveal* explain* argue* declar* warn* deny denied denies denying conced* urge urges urged urging quoted citing cited "
        "сказал* заяв* сообщ* рассказ* утвержда* подтвер* отметил* обвин* признал* словам данным отрица* опроверг* пояснил* "
        "подчеркнул* пишет передает "
        "dedi deyib bildir* açıqla* söylə* söyle* məlumata görə göre təsdiq* ittiham* belirt* doğrula* suçla* "
        "sagte sagt sagten erklär* teilte mitgeteilt laut zufolge berichte* behaupte* bestätig* "
        "déclar* selon affirm* annonc* dit indiqu* dijo según anunci* inform* explic*"
    ),
}
_DATES_BY_CAPITAL = frozenset({"May", "March"})
_FUNCTION_WORDS = frozenset(
    fold(
        "i i'm i'll i've us me him them "
        "a an the this that these those it its he she we they his her our their there here in on at by for from "
        "with of to and or but as if "
        "when while after before since until about over under all some many most more also even just then now what who how why "
        "which where is are was were "
        "has have had be been do did does another other such so both each every however although though because despite during "
        "meanwhile earlier later still yet instead once again further moreover amid among between through against into "
        "в на по из от до за у о об с со к и а но что как это эта этот эти он она они мы я его ее их также при после все ранее так "
        "однако кроме между тем вместе если когда сейчас теперь там здесь тогда для уже еще пока чтобы хотя поэтому затем позже "
        "der die das ein eine einen im am auf nach bei mit von vor für aus wie es er sie wir ich und aber doch auch zu zum zur dabei damit "
        "dort hier nun seit während als wenn dies diese dieser dieses bisher inzwischen zudem "
        "le la les un une des du de dans en au aux il elle ils elles ce cette ces on nous je mais et pour par sur avec après avant "
        "el los las del al por para con se su sus lo y pero tras "
        "bu bir ve ancak ama daha onun için və amma həmin isə ki"
    ).split()
)
_OPENS = frozenset('.!?…:;"([*•|')
_UNITS = frozenset("%‰€$£¥₽₼")
_MARKS = frozenset("\"'")


def cues(text: str, common: Container[str] = frozenset()) -> tuple[Cue | None, ...]:
    """The cue of every token of `text` (as `text.tokens` cuts it), None for ordinary words.

    A capital at the start of a sentence says nothing; there a word counts as a name unless it is among `common`, and so
    does every word of a headline that is capitalised throughout. In German every noun counts as a name.
    """
    return cues_at(read(text), common)


def cues_at(line: Line, common: Container[str] = frozenset()) -> tuple[Cue | None, ...]:
    """The same, where the text is read already."""
    found = list(map(_listed, line.plain))
    capitals = []
    for i, word in enumerate(line.words):
        if word.islower():
            continue
        if word in _DATES_BY_CAPITAL:
            found[i] = Cue.DATE
        elif line.plain[i] in _MARKS:
            found[i] = Cue.QUOTATION if line.plain[i] == '"' or _quotes(line.text, line.spans[i]) else None
        elif found[i] is None and word[0].isupper() and (line.plain[i] not in _FUNCTION_WORDS or _is_acronym(word)):
            capitals.append(i)
    titled = bool(capitals) and _is_titled(line.words)
    for i in capitals:
        if _is_name(line, i, common, titled=titled):
            found[i] = Cue.NAME
    return tuple(found)


_WORD = re.compile(r"\w+(?:['’]\w+)*")


class CommonWords:
    """The words that occur in lower case somewhere in `texts`: their capital at a sentence's start makes no name.

    Few words are ever asked for, so each is looked up in the texts, once.
    """

    def __init__(self, *texts: str) -> None:
        self._texts = texts
        self._known: dict[str, bool] = {}

    def __contains__(self, word: object) -> bool:
        if not isinstance(word, str) or not word:
            return False
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = any(_stands_in(text, word) for text in self._texts)
        return found


def _stands_in(text: str, word: str) -> bool:
    """As a word of its own."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not (_goes_on(text[max(at - 2, 0) : at][::-1]) or _goes_on(text[end : end + 2])):
            return True
        at = text.find(word, end)
    return False


def _goes_on(beside: str) -> bool:
    """Whether a word goes on with these two signs, read away from it."""
    return beside[:1].isalnum() or beside[:1] == "_" or (beside[:1] in ("'", "’") and beside[1:].isalnum())


TITLED_SHARE = 0.7
TITLED_WORDS = 4
"""From so many words of four letters on, so large a share with a capital is a style: "Plane Crashes Near Aktau". A sentence
full of names stays below ("The Azerbaijan Airlines jet"); German ones reach a half."""
TITLED_LETTERS = 4


def _is_titled(words: tuple[str, ...]) -> bool:
    """Whether the capitals are a headline's style."""
    longer = [word for word in words if len(word) >= TITLED_LETTERS and word.isalpha()]
    return len(longer) >= TITLED_WORDS and sum(word[0].isupper() for word in longer) >= TITLED_SHARE * len(longer)


@lru_cache(maxsize=50_000)
def _listed(folded: str) -> Cue | None:
    """What a word says by itself, remembered: the same few thousand words make up most of every text."""
    if any(c.isdigit() for c in folded) or folded in _UNITS:
        return Cue.NUMBER
    if folded.endswith("n't"):
        return Cue.NEGATION
    return next((cue for cue, lexicon in _LEXICON.items() if lexicon.holds(folded)), None)


def _quotes(text: str, mark: Span) -> bool:
    """A lone single mark quotes where it opens before a word, or closes what such a mark opened; else it is a possessive."""
    before, after = text[max(0, mark.start - 1) : mark.start], text[mark.end : mark.end + 1]
    opens = not before.isalnum() and after.isalnum()
    return opens or " '" in " " + fold(text[max(0, mark.start - QUOTE_REACH) : mark.start])


QUOTE_REACH = 400
"""Code points within which a closing single mark looks for the one that opened."""


def _is_acronym(word: str) -> bool:
    """ "US" is none of the pronouns, "IT" none either."""
    return len(word) > 1 and word.isupper()


def _is_name(line: Line, i: int, common: Container[str], *, titled: bool) -> bool:
    """Whether a capital makes a name of a word."""
    word = line.words[i]
    if _is_acronym(word) and (line.plain[i] in _FUNCTION_WORDS or not (titled and len(word) > ACRONYM_MAX)):
        return True
    starts = i == 0 or line.plain[i - 1] in _OPENS or ("\n" in line.text and "\n" in line.text[line.spans[i - 1].end : line.spans[i].start])
    return not (starts or titled) or word.lower() not in common


ACRONYM_MAX = 5
"""Longer words in capitals are shouted, not abbreviated."""
