"""Whether a sentence says that something moved on: planned, under way, done; missing or hurt, then dead, found or safe.

Words of state in English and Russian, the commonest ones in az, tr, de, fr and es.
"""

from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from narrative.text import fold


class Stage(IntEnum):
    """How far something has got. A later stage does not go back to an earlier one by itself."""

    PLANNED = 1
    UNDER_WAY = 2
    DONE = 3


class _Words:
    """Folded words, and stems where a trailing `*` leaves the ending open."""

    def __init__(self, listed: str) -> None:
        words = fold(listed).split()
        self.whole = frozenset(w for w in words if w[-1] != "*")
        self.stems = tuple(w[:-1] for w in words if w[-1] == "*")

    def first_in(self, words: Sequence[str]) -> str:
        return next((w for w in words if w in self.whole or w.startswith(self.stems)), "")


_STAGES = {
    Stage.DONE: _Words(
        "ended ends completed concluded finished closed died dead killed deceased arrested detained sentenced convicted charged identified "
        "released rescued recovered found located freed resigned signed approved rejected departed arrived landed extinguished contained "
        "reopened restored resumed buried suspended halted stopped "
        "завершен* завершил* закончил* окончен* прекращен* прекратил* остановлен* погиб погибла погибли скончал* умер умерла "
        "умерли задержан* задержал* арестован* "
        "осужден* опознан* найден* нашли обнаружен* спасен* освобожден* подписан* подписал* потушен* ликвидирован* локализован* "
        "возобновлен* открыт открыта "
        "başa çatıb bitib öldü ölüb tapılıb tapıldı saxlanılıb "
        "sona erdi tamamlandı bulundu gözaltına tutuklandı "
        "beendet abgeschlossen gestorben gefunden festgenommen gelöscht eingestellt "
        "terminé* achevé* mort morte décédé* retrouvé* arrêté* "
        "terminó terminado murió fallecido falleció encontrado detenido"
    ),
    Stage.UNDER_WAY: _Words(
        "being continue continues continuing continued ongoing underway under-way searching searched treated hospitalised "
        "hospitalized injured "
        "wounded missing trapped ongoing still fighting investigating battling unaccounted critical awaiting "
        "продолжа* ведутся ведется идут идет проводится проводятся разыскива* ищут ищет пропал* пострадал* ранен* лечится "
        "госпитализирован* числятся тушат "
        "davam edir axtarılır yaralan* itkin "
        "devam ediyor aranıyor kayıp sürüyor "
        "laufen läuft andauern* vermisst* verletzt* gesucht "
        "cours blessé* disparu* recherché* "
        "sigue siguen continúa* herido* desaparecid* "
    ),
    Stage.PLANNED: _Words(
        "will expected set plans planned planning scheduled upcoming intends 'll shall awaits "
        "будет будут планирует* планируют планируется собирается собираются намерен* ожидается ожидают предстоит готовится готовятся "
        "gözlənilir planlaşdırılır planlanıyor bekleniyor "
        "wird werden soll sollen geplant "
        "prévu* devrait "
        "prevé prevista previsto"
    ),
}
_STATES = {
    "dead": _Words(
        "dead died dies killed fatally deceased погиб* скончал* умер умерла умерли ölüb öldü tot getötet gestorben mort morts "
        "tué* murió muertos muerto"
    ),
    "held": _Words("arrested detained jailed задержан* арестован* tutuklandı tutuklu festgenommen arrêté* detenido*"),
    "free": _Words("released freed освобожден* отпущен* freigelassen libéré* liberado*"),
    "hurt": _Words("injured wounded hurt hospitalised hospitalized treated ранен* пострадал* yaralan* yaralı* verletzt* blessé* herido*"),
    "missing": _Words("missing unaccounted пропал* kayıp itkin vermisst* disparu* desaparecid*"),
    "alive": _Words(
        "survived survives alive rescued unharmed выжил* спасен* жив жива живы überlebt* überlebend* gerettet survécu sobrevivi*"
    ),
}
_PAST = frozenset("has have had was were did hat haben wurde wurden ist a ont".split())


def moved_on(before: Sequence[str], after: Sequence[str], sentence: Sequence[str] = ()) -> tuple[str, str] | None:
    """The words that say so, where the changed words `before` of a sentence became `after` (all folded); None if nothing moved on.

    Somebody who is said to be in another state than before (hurt, dead, missing, alive) has moved on, also
    where the older words were kept: "is being treated", "died after being treated".
    """
    told = [w for w in before if speaks(w)], [w for w in after if speaks(w)]
    if not any(told):
        return None
    become = _state(told[1])
    was = become and (_state(told[0]) or _state(sentence))
    if was and was != become:
        return _STATES[was].first_in([*before, *sentence]), _STATES[become].first_in(after)
    old, new = _stage(told[0]), _stage(told[1])
    if old and new and old[0] < new[0]:
        return old[1], new[1]
    if old and old[0] is Stage.PLANNED and not new:
        done = _done_since(before, after)
        return (old[1], done) if done else None
    return None


@lru_cache(maxsize=50_000)
def speaks(word: str) -> bool:
    """Whether a word is of any list, remembered: nearly every word is not."""
    return any(listed.first_in((word,)) for listed in (*_STAGES.values(), *_STATES.values()))


def _state(words: Sequence[str]) -> str:
    """The one state that the words speak of; empty where they speak of none, or of several."""
    found = [name for name, listed in _STATES.items() if listed.first_in([w for w in words if speaks(w)])]
    return found[0] if len(found) == 1 else ""


def _stage(words: Sequence[str]) -> tuple[Stage, str] | None:
    """The stage furthest back that the words speak of: "will be completed" is planned."""
    found = [(stage, word) for stage, listed in _STAGES.items() if (word := listed.first_in(words))] if words else []
    return min(found) if found else None


PAST_STEM = 3
"""Letters that a verb keeps from "will visit" to "visited"; from "придет" to "пришел" it keeps fewer, which is missed."""


def _done_since(before: Sequence[str], after: Sequence[str]) -> str:
    """The word that tells as past what `before` planned: another form of its verb, or "has"."""
    planned = {w[:PAST_STEM] for w in before if len(w) > PAST_STEM}
    helper = next((w for w in after if w in _PAST), "")
    verb = next((w for w in after if w[:PAST_STEM] in planned and w not in before and w.endswith(_PAST_ENDINGS)), "")
    return helper or verb


_PAST_ENDINGS = ("ed", "id", "л", "ла", "ли", "лся", "лась", "лись", "di", "dı", "du", "ib", "te", "ten", "é", "ó")
