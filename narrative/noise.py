"""Lines that stand in an article's text and say nothing of it: counters, stamps, appeals, what else to read. Told by their whole form.

A line that merely contains such words is never one, nor is a notice that tells readers what was corrected. The list is closed, written
from what extracted pages carry in en, ru, az, tr, de, fr and es (uk and kk in part); nothing is learned.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from narrative import noise_words as words
from narrative.modality import TEASER
from narrative.notices import is_notice
from narrative.residue import key
from narrative.text import fold, sentences

LONGEST = 320
"""Characters. No longer line is furniture, whatever it begins with."""
HEADLINE = 160
"""Characters of the longest line that may be the headline of something else."""
RELATED = 12
"""So many headlines at most stand under one heading such as "Most read"."""
CREDIT = 60
"""Characters of the longest line that says whose a picture is and ends as a sentence does."""

_KINDS = {kind: frozenset(fold(listed).split()) for kind, listed in words.KINDS.items()}
_OF = {word: frozenset(kind for kind, known in _KINDS.items() if word in known) for known in _KINDS.values() for word in known}


def _phrases(listed: str) -> list[str]:
    return fold(listed).strip().replace("\n", "|").split("|")


_CLOSED = {phrase: rule for rule, listed in words.CLOSED.items() for phrase in _phrases(listed)}
_PIECE = re.compile(r"\d+(?:[.,:/h-]\d+)*|[^\W\d_](?:[^\W\d_]|['.-](?=[^\W\d_]))*")
_TIME = re.compile(r"\d{1,2}[:h]\d\d(?::\d\d)?")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
_MOST_PIECES = 24
_MAGNITUDES = frozenset("k m к м т тыс млн mln min bin tsd mio mil".split())
_PAST = ("vor ", "hace ", "il y a ")


def _counted_line(folded: str) -> str:
    """The rule of a line in which every word counts, dates, or shares something; empty for all others."""
    kinds: set[str] = set()
    pieces = _PIECE.findall(folded)
    if not 0 < len(pieces) <= _MOST_PIECES:
        return ""
    for piece in pieces:
        if piece[0].isdigit():
            kinds |= {"day"} if _DAY.fullmatch(piece) else {"time"} if _TIME.fullmatch(piece) else {"number"}
        elif found := _OF.get(piece):
            kinds |= found
        elif piece in _MAGNITUDES:
            continue
        else:
            return ""
    if folded.startswith(_PAST):
        kinds.add("ago")
    return _counted_rule(kinds, pieces)


def _counted_rule(kinds: set[str], pieces: list[str]) -> str:
    number = "number" in kinds
    if {"ago", "unit"} <= kinds and number:
        return "relative_time"
    if "read" in kinds and "unit" in kinds and number:
        return "reading_time"
    if _is_date(kinds, pieces):
        return "date_stamp"
    if "count" in kinds and number and len(pieces) <= 6:
        return "counter"
    shares = sum("share" in _OF.get(piece, ()) for piece in pieces)
    return "share_bar" if shares and not kinds & {"day", "time"} and 2 * shares >= len(pieces) - number else ""


def _is_date(kinds: set[str], pieces: list[str]) -> bool:
    """A stamp with a date or a time, or a whole date: a day and a month alone may be a heading of the article."""
    calendar = "calendar" in kinds and "number" in kinds
    if any("stamp" in _OF.get(piece, ()) for piece in pieces) and (calendar or kinds & {"day", "time"}):
        return True
    year = any(len(piece) == 4 and piece[:2] in ("19", "20") and piece.isdigit() for piece in pieces)
    numbers = sum(piece[0].isdigit() for piece in pieces)
    return (
        "day" in kinds or (calendar and numbers > 1 and (year or "time" in kinds)) or ("weekday" in kinds and (calendar or "time" in kinds))
    )


def _any(listed: str) -> str:
    return "(?:" + "|".join(fold(listed).strip().split("\n")) + ")"


_AGENCY = "(?:getty images|ap photo|via ap|via reuters|/ ?afp|afp/|/ ?reuters|reuters/|/ ?dpa|dpa/|/ ?epa|epa/|/ ?тасс|/ ?риа новости)"
_FORMS = {
    rule: re.compile(form)
    for rule, form in {
        "appeal": rf"{_any(words.APPEALS)}\b.{{0,180}}?\b{_any(words.CHANNELS)}\b.{{0,120}}",
        "paywall": rf"{_any(words.PAYWALLS)}.{{0,160}}",
        "cookie": rf"{_any(words.COOKIES)}\b.{{0,200}}?(?:cookie|куки|çerez|kuki|your privacy).{{0,200}}",
        "credit": rf"{_any(words.CREDITS)}\s*[:/|©]\s*.{{1,60}}|(?:image|photo) (?:source|credit|by),? .{{1,60}}"
        rf"|(?:©|\(c\)|copyright)\s.{{1,80}}|.{{0,50}}{_AGENCY}(?:\W.{{0,40}})?"
        rf"|.{{3,200}}[.!?\"')] ?\(?{_any(words.CREDITS)}\s*[:/|©]\s*[^.!?]{{2,60}}",
        "counter": r"(?:read|viewed|seen|shared|liked|watched) (?:by )?[\d.,]+k? (?:people|readers|users|times|others|viewers)"
        r"(?: \w+){0,2}\W*|(?:shared|viewed|read) [\d.,]+k? times\W*|[\d.,]+k? (?:mal geteilt|fois partagé|veces compartido)\W*"
        r"|[\d.,]+k? (?:people|readers|users|viewers|leser(?:innen)?|lecteurs|lectores|человек|читател\w+|nəfər|oxucu|okur|kişi)"
        r" (?:are |is |sind |sont |están )?(?:now |gerade |сейчас |hazırda |şu an )?"
        r"(?:reading|viewing|watching|here|online|hier|lesen|lisent|leyendo|читают|смотрят|онлайн|oxuyur|okuyor)(?: \w+){0,2}\W*",
        "byline": r"(?:additional )?(?:reporting|writing|editing|reported|written|edited|compiled) by .{3,120}",
        "label": rf"{_any(words.LISTS)}\s*:\s.{{1,200}}|(?:.{{0,40}}\b)?{_any(words.RIGHTS)}\b.{{0,40}}",
        "embed": r"- .{1,60} \(@\w{1,20}\)(?: [^\W\d_]{3,12} \d{1,2}, \d{4})?",
        "teaser": r".{10,200}?\d+ ?(?:min(?:ute)?s?|hours?|days?|weeks?|months?) ago\W*\d+ min(?:ute)?s? read(?:\W*\d+ comments?)?",
    }.items()
}

_TELLING = {
    "credit": (":", "/", "|", "©", "image", "photo", "(c)", "copyright", "via ap", "via reuters"),
    "label": (":", *_phrases(words.RIGHTS)),
    "embed": ("(@",),
    "teaser": (" ago",),
}
"""One of these stands in every line of a form that is looked for all over a line; they are looked for first, since most lines have none."""
_TESTS = tuple((rule, _TELLING.get(rule, ()), form) for rule, form in _FORMS.items())

_SENTENCE = re.compile(r"""[.!…。！؟۔।]["'”’»)\]]*$""")
_LISTED = re.compile(r"(?:[-•*·▪◦●–—]|\d{1,2}[.)])\s")
_NUMBERED = re.compile(r"^\d{1,2}(?:[.)]\s*|$)")
"""The number of a headline in a list of what is most read, which may stand in a line of its own."""
_AROUND = " \t:.…>»«|-–—•*!?→▶+()[]#,/"


def is_stamp(line: str) -> bool:
    """Whether a line says when the article was published or updated, and not merely which day it is."""
    folded = fold(line)
    return _counted_line(folded) == "date_stamp" and any("stamp" in _OF.get(piece, ()) for piece in _PIECE.findall(folded))


class LineRules:
    """Tells lines that are none of an article. Remembers what it told: most lines stand in both of two texts.

    `aside` are lines known from elsewhere to be none, each with the rule that says so.
    """

    def __init__(self, aside: Mapping[str, str]) -> None:
        self._aside = aside
        self._told: dict[str, str] = {}

    def of(self, lines: Iterable[str]) -> Iterator[str]:
        """For each line of a text, as `residue.key` gives them, the rule that says so; empty for a line of the article."""
        under = 0
        for line in lines:
            rule = self._told.get(line)
            if rule is None:
                rule = self._told[line] = _rule(line, self._aside)
            if rule == "related_heading":
                under = RELATED
            elif under and not rule and is_headline(named := _NUMBERED.sub("", line)):
                rule, under = "related_item", under - bool(named)
            elif not rule:
                under = 0
            yield rule


def _rule(line: str, aside: Mapping[str, str]) -> str:
    if line in aside:
        return "" if is_notice(line) and not _counted_line(fold(line)) else aside[line]
    if not any(map(str.isalnum, line)):
        return "" if '"' in line or "'" in line else "no_words"
    if len(line) > LONGEST:
        return ""
    folded = fold(line)
    if len(line) <= HEADLINE and (rule := _counted_line(folded) or _CLOSED.get(folded.strip(_AROUND), "")):
        return rule
    rule = _form(folded)
    return "" if rule and (is_notice(line) or tells_more(line)) else rule


def _form(folded: str) -> str:
    for rule, telling, form in _TESTS:
        if (not telling or any(map(folded.__contains__, telling))) and form.fullmatch(folded):
            return "" if rule == "credit" and _SENTENCE.search(folded) and (len(folded) > CREDIT or _COUNTS.search(folded)) else rule
    teaser = TEASER.match(folded)
    if not teaser or not _SENTENCE.search(folded):
        return "teaser" if teaser else ""
    pointed_at = folded[teaser.end() :].lstrip()
    return "teaser" if pointed_at.startswith((":", "|", ">")) and len(pointed_at.split()) <= POINTED_AT else ""


POINTED_AT = 10
"""Words behind "Read also:" that end as a sentence does; with more, a sentence of the article is glued to a headline."""
_COUNTS = re.compile(r"(?<![\d.:/])\d{1,3}(?![\d.:/])")
"""A number that is no year and no part of a day."""
_READERS = re.compile(
    r"@|\b(?:you|your|yours|us|our|we|вы|вас|вам|ваш\w*|мы|нас|наш\w*|sie|ihnen|ihre?\w?|uns|unser\w*|wir|vous|votre|vos|nous|notre|nos|usted"
    r"|nuestr\w*|siz\w*|biz\w*|сіз\w*|біз\w*|ви|вам|(?:un)?subscri\w+|newsletters?|apps?|e-?mails?|inbox|terms|privacy"
    r"|telegram|facebook|twitter|instagram|click|tap|follow|share|подпис\w+|abon\w+)\b"
)
TELLS = 5
"""Words of a sentence that tells something; a shorter one does when it has a number."""


def tells_more(line: str) -> bool:
    """Whether behind its first sentence a line has one that is the article's: none of these forms, and not meant for its readers alone."""
    for span in sentences(line)[1:]:
        said = span.of(line)
        folded = fold(said)
        tells = _SENTENCE.search(said) and (len(said.split()) >= TELLS or _COUNTS.search(said))
        if tells and not (_READERS.search(folded) or _counted_line(folded) or _form(folded)):
            return True
    return False


def is_fragment(said: str) -> bool:
    """Whether a sentence, or words in front of one, are none of the article, wherever they stand.

    A day alone may be the article's, and so may dashes, and a word that a sentence can begin with.
    """
    line = key(said)
    rule = _rule(line, {})
    if rule in ("", "no_words") or (rule == "date_stamp" and not is_stamp(line)):
        return False
    label = fold(line).strip(_AROUND)
    return " " in label or label not in _CLOSED or (rule == "ad_label" and len(label) >= SINGLE)


SINGLE = 6
"""Letters of a word that announces an advertisement by itself: shorter ones begin sentences ("Ad", "Promo")."""


_BIO = re.compile(
    r"(?:[\w.'-]+ ){2,4}(?:is|was) (?:an?|the|our) (?:[\w'-]+ ){0,4}?(?:reporter|correspondent|journalist|editor|columnist|writer)"
    r" (?:based|covering|who covers|at|for|with|in)\b.{2,120}|(?:follow|email|contact|e-mail) (?:him|her|them|the author) .{3,80}"
)


def is_bio(line: str) -> bool:
    """Whether a sentence may be about whoever wrote the article: it stands below many, and comes and goes with the page."""
    return len(line) <= HEADLINE and _BIO.fullmatch(fold(line)) is not None


_POLITE = (
    r"[A-ZÄÖÜ][a-zäöüß]+(?:en|ern|eln) Sie|[А-ЯЁ][а-яё]+(?:йте|ите)(?:сь)?"
    r"|(?!Chez|Assez)[A-ZÉ][a-zéèêç]+ez(?:-(?:vous|nous|le|les))?"
)
"""German, Russian and French have a form for it."""
_ASKED = (
    "Win|Enter|Book|Buy|Shop|Discover|Explore|Browse|Vote|Click|Tap|Hear|Check out|Find out|Learn more|Order|Apply|Meet|Send|Share|Take"
    "|Read|Watch|See|Listen|Get|Join|Try|Save|Help|Support|Download|Register|Write"
)
_TO_READERS = re.compile(
    rf"(?:(?:{_POLITE})\b(?!['’])|(?:{_ASKED})\b(?!-)(?=.*\b(?:our|us|your|you|here|newsroom)\b)"
    r"|(?:Do you (?:have|know)|Have you|(?:Have|Got) a (?:tip|story))\b"
    r"|(?=.*\b(?:readers|supporters|members|people) like you\b)"
    r"|(?=.*\bmade possible by\b.*\b(?:readers|supporters|members|donors)\b))"
)
TO_READERS = 18
"""Words of the longest line that does nothing but speak to readers."""


_TO_THEIR_MAIL = re.compile(
    r"\b(?:(?:in|to|into) your (?:inbox|mail|e-?mail)|(?:на|в) (?:вашу|вашей) почт[уе]|вам на почту"
    r"|in (?:ihr|dein)(?:em|en)? postfach|dans votre (?:bo[iî]te|messagerie)|en (?:su|tu) (?:correo|bandeja)"
    r"|e-?poçtunuz\w*|e-?postan[iı]z\w*)\b",
    re.IGNORECASE,
)
"""The day's news comes there, as everybody's newsletter says."""


def speaks_to_readers(line: str) -> bool:
    """Whether a line asks or offers its readers something, as news does between quotation marks only: "Win two tickets for our evening"."""
    if '"' in line or len(line.split()) > TO_READERS:
        return False
    return _TO_READERS.match(line) is not None or _TO_THEIR_MAIL.search(line) is not None


def is_headline(line: str) -> bool:
    """Whether a line may be the headline of another article: not too long, no end of a sentence, no point of a list."""
    return len(line) <= HEADLINE and not _SENTENCE.search(line) and not line.endswith((":", ";", ",")) and not _LISTED.match(line)
