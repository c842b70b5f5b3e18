"""The words of every language that the ledger reads, made patterns over folded text.

They belong to the languages, not to an incident. A text is searched for those of all languages at once: no two share a script, and
an article's stated language is often wrong.
"""

import re

from narrative.english import ENGLISH
from narrative.language import Cues
from narrative.russian import RUSSIAN

LANGUAGES = (ENGLISH, RUSSIAN)


def _listed(name: str) -> Cues:
    return tuple(alternative for language in LANGUAGES for alternative in getattr(language, name))


def _cue(name: str, before: str = r"(?<!\w)", behind: str = r"(?!\w)") -> re.Pattern[str]:
    return re.compile(rf"{before}(?:{'|'.join(_listed(name))}){behind}")


LEFT_OPEN = _cue("left_open")
NOT_NEGATION = _cue("no_negation")
NOT = re.compile(rf"n't(?!\w)|{_cue('negation').pattern}")
DENY = _cue("denial")
FACTIVE = _cue("taken_for_granted")
DENIED_BEHIND = _cue("denied_behind")
HEDGE = _cue("hedge", before=r"(?:(?<!\w)|(?=,))")
NEAR_HEDGE = _cue("near_hedge")
HEDGED_BEHIND = _cue("hedged_behind")
BELIEVED = _cue("believed", before=r", (?:[\w']+ ){1,5}?")
QUESTION = _cue("question")
TOLD_FIRST = _cue("told_first")
TO_COME = _cue("to_come")
DEMANDED = _cue("demanded")
REPORT = _cue("report")
SAID_AFTER = re.compile(rf"(?: and|,) (?:\w+ )?{REPORT.pattern}")
"""One more verb of saying: what was denied before it is another matter ("denied it, saying that fog was to blame")."""

REPORTED = re.compile(r" (?:is|was|were|are|been|being) (?:reported|confirmed|claimed|alleged|described|announced|cited|noted) by(?!\w)")
PASSIVE_REPORT = _cue("passive_report", behind=" $")
ACCORDING = _cue("according")
PRONOUN = _cue("pronoun")
TURN = _cue("turn", before="")
STOP = re.compile(rf";|(?:{'|'.join(_listed('stop'))}) |: ")
CLAUSE = re.compile(rf";|(?:{'|'.join(_listed('clause'))}) ")
COMPARISON = _cue("comparison", behind="$")
RECALLED = _cue("recalled")
NOT_THEN = _cue("not_then", behind="$")
PLACE_BEFORE = _cue("places", behind=r" (?:the )?$")
MONTHS = {month: number for language in LANGUAGES for number, month in enumerate(language.months, start=1)}
DATED = re.compile(rf"(?<!\w)({'|'.join(MONTHS)})(?: \d{{1,2}},)? ((?:19|20)\d\d)(?!\w)")
"""A month and its year."""

BLAMED_FOR = re.compile(r"(?<!\w)blam(?:e|es|ed|ing)(?!\w)[^.;]*? for (?=\W*)")
"""Whom somebody blames is said, what he is blamed for is taken for granted."""

TEASER = re.compile(
    r"\W*(?:(?:also read|read also|read more|see (?:also|more)|more on this|don't miss|must read|lesen sie (?:auch|mehr)|mehr zum thema"
    r"|auch interessant|das könnte sie (?:auch )?interessieren|(?:à )?lire aussi|lee también|te puede interesar|leggi anche|leia também"
    r"|lees ook|læs også|les også|läs (?:också|mer)|czytaj (?:też|także)|čtěte také|ayrica oku\w*|həmçinin oxu\w*"
    r"|читайте (?:также|еще)|по теме|смотрите также|материалы по теме)\b"
    r"|(?:related|похожие)(?: (?:articles?|stories|coverage|links?|новости|материалы))?\W*(?::|$))"
)
"""A line that points at another article says nothing itself."""

YEAR = re.compile(r"(?<![\w-])(?:19|20)\d\d(?!\w)")
