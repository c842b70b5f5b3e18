"""The words that no comparison may treat as noise: what each token of a text can change about its meaning.

Narrative trackers hid 38 → 39 dead, 06:28 → 06:40 and "no, missiles" → "no missiles" behind well-meant filters.
A cue is seen without grammar: exact words and open stems in the languages of the outlets watched.
"""

import re
from enum import StrEnum
from typing import NamedTuple

from narrative.text import Span, fold, tokens


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
        "zero one two three four five six seven eight nine ten eleven twelve dozen dozens half hundred* thousand* million* billion* "
        "ноль один одна два две двое двух три трое трех четыре пять шесть семь восемь девять десять десят* сто сотн* тысяч* тыс "
        "млн млрд миллион* миллиард* "
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
        "no not never neither nor none nobody nothing nowhere without cannot unlikely short fail* refus* declin* "
        "deny denies denied reject* "
        "не нет ни никогда никто ничего никак* без нельзя yox deyil* heç heçnə değil* yok hiç "
        "nicht nichts kein* nie niemals niemand ohne weder ne pas jamais aucun* sans rien nunca sin ningún ninguna nadie jamás nada"
    ),
    Cue.HEDGE: _lexicon(
        "may might could possib* perhaps likely probabl* apparent* reportedly alleged* purported* seem* appear* potential* "
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
        "accus* blam* reveal* explain* argue* declar* warn* deny denied denies denying conced* urge* quoted citing cited "
        "сказал* заяв* сообщ* рассказ* утвержда* подтвер* отметил* обвин* признал* словам данным отрица* опроверг* пояснил* "
        "подчеркнул* пишет передает "
        "dedi deyib bildir* açıqla* söylə* söyle* məlumata görə göre təsdiq* ittiham* belirt* doğrula* suçla* "
        "sagte sagt sagten erklär* teilte mitgeteilt laut zufolge berichte* behaupte* bestätig* "
        "déclar* selon affirm* annonc* dit indiqu* dijo según anunci* inform* explic*"
    ),
}
_DATES_BY_CAPITAL = frozenset({"May", "March"})
_FUNCTION_WORDS = _lexicon(
    "i i'm i'll i've a an the this that these those it its he she we they his her our their there here in on at by for from "
    "with of to and or but as if "
    "when while after before since until about over under all some many most more also even just then now what who how why "
    "which where is are was were "
    "has have had be been do did does another other such so both each every however although though because despite during "
    "meanwhile earlier later "
    "в на по из от до за у о об с со к и а но что как это эта этот эти он она они мы я его ее их также при после все ранее так"
)
_OPENS = frozenset('.!?…:;"([*•|')
_UNITS = frozenset("%‰€$£¥₽₼")


def cues(text: str, common: frozenset[str] = frozenset()) -> tuple[Cue | None, ...]:
    """The cue of every token of `text` (as `text.tokens` cuts it), None for ordinary words.

    A capital at the start of a sentence says nothing; there a word counts as a name unless it is among `common`.
    In German every noun counts as a name.
    """
    spans = tokens(text)
    return tuple(_cue(text, spans, i, common) for i in range(len(spans)))


_WORD = re.compile(r"\w+(?:['’]\w+)*")


def common_words(*texts: str) -> frozenset[str]:
    """The words that occur in lower case somewhere in `texts`: their capital at a sentence's start makes no name."""
    return frozenset(word for text in texts for word in _WORD.findall(text) if word.islower())


def _cue(text: str, spans: tuple[Span, ...], i: int, common: frozenset[str]) -> Cue | None:
    word = spans[i].of(text)
    folded = fold(word)
    if any(c.isdigit() for c in word) or word in _UNITS:
        return Cue.NUMBER
    if word in _DATES_BY_CAPITAL:
        return Cue.DATE
    if folded.endswith("n't"):
        return Cue.NEGATION
    if folded == '"' or (folded == "'" and _quotes(text, spans[i])):
        return Cue.QUOTATION
    for cue, lexicon in _LEXICON.items():
        if lexicon.holds(folded):
            return cue
    return Cue.NAME if _is_name(text, spans, i, common) else None


def _quotes(text: str, mark: Span) -> bool:
    """A lone single mark quotes where it opens before a word, or closes what such a mark opened; else it is a possessive."""
    before, after = text[max(0, mark.start - 1) : mark.start], text[mark.end : mark.end + 1]
    opens = not before.isalnum() and after.isalnum()
    return opens or " '" in " " + fold(text[max(0, mark.start - QUOTE_REACH) : mark.start])


QUOTE_REACH = 400
"""Code points within which a closing single mark looks for the one that opened."""


def _is_name(text: str, spans: tuple[Span, ...], i: int, common: frozenset[str]) -> bool:
    word = spans[i].of(text)
    if not word[0].isupper() or _FUNCTION_WORDS.holds(fold(word)):
        return word.isupper() and len(word) > 1  # "US" is none of the pronouns, "IT" none either
    if word.isupper() and len(word) > 1:
        return True
    starts = i == 0 or fold(spans[i - 1].of(text)) in _OPENS or "\n" in text[spans[i - 1].end : spans[i].start]
    return not starts or word.lower() not in common
