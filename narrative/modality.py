"""Words that change how firmly something is said, in English and Russian, as patterns over folded text.

They belong to the languages, not to an incident: negation, hedges, questions, reports, demands, what no longer holds.
"""

import re


def _cue(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)")


_OPEN = (
    r"(?:not|never|cannot|can't|couldn't|hasn't|haven't|didn't) (?:\w+ ){0,2}?(?:rul\w+ out|exclud\w+|dismiss\w*|discount\w*)",
    r"(?:not|declin\w+ to|refus\w+ to|didn't|wouldn't|couldn't) (?:\w+ ){0,2}?(?:comment\w*|confirm\w*)",
    r"did(?: not|n't) say",
    r"не (?:исключа\w+|исключил\w*|исключен\w*)",
    r"не (?:стал\w* |может |могут )?(?:комментир\w+|прокомментир\w+|подтвер\w+(?<!с[ья]))",
    r"(?:отказал|воздержал)\w* (?:от комментар\w+|комментир\w+|прокомментир\w+)",
)

UNRESOLVED = _cue(*_OPEN)
"""Leaves the matter open: not ruled out, not commented on."""

NOT_NEGATION = _cue(
    *_OPEN,
    r"not (?:only|just|merely|simply|least)",
    r"no (?:doubt|longer|fewer|less|more|later)",
    r"not (?:\w+ ){0,2}?(?:explain|address|mention|specify|clear|known?)",
    r"(?:was|were|been|being|is|are) denied",
    r"whether or not",
    r"не (?:только|просто|менее|более|уточн\w+|объясн\w+)",
)
"""What looks like a negation and is none."""

NOT = re.compile(
    r"n't(?!\w)|(?<!\w)(?:not|never|no|none|nobody|no one|neither|nor|without|cannot|rather than|instead of|yet to"
    r"|не|ни|никто|без|нет|никогда)(?!\w)"
)

DENY = _cue(
    r"den(?:y|ies|ied|ying|ials? (?:of|that))",
    r"reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed|ing)|(?:rul(?:e|es|ed|ing)) out|retract(?:s|ed|ing)?",
    r"no (?:\w+ )?(?:evidence|proof|indications?|signs?|grounds?|reason)",
    r"unlikely|doubt(?:s|ed|ful)?",
    r"(?:fail(?:s|ed|ing)?|refus(?:es|ed|ing|al)|declin(?:es|ed|ing)) to",
    r"stop(?:s|ped|ping)? short of|f(?:ell|alls?|alling) short of",
    r"withdr[ae]w(?:s|n|al of|ing)?",
    r"(?:remov|delet)(?:es|ed|ing) (?:\w+ ){0,4}?(?:statements?|posts?|claims?|references?|mentions?|version)",
    r"отрица\w+|опроверг\w*|отверг\w*|отвергает|отвергают|исключил\w*|исключает|исключают|отказал\w*|отозвал\w*",
    r"нет (?:никаких )?(?:доказательств|свидетельств|признаков|оснований)|маловероятно",
)

FACTIVE = _cue(r"admi(?:t|ts|tted|tting|ssion)|acknowledg\w+|conced\w+|confession|призна\w*")
"""Between a denial and what it is about: "did not admit that …" denies the admission, not the matter."""

DENIED_AFTER = _cue(
    r"(?:was|were|is|are|been|be|being) (?:\w+ ){0,2}?(?:ruled out|dismissed|rejected|denied|excluded|discounted|refuted|withdrawn)",
    r"(?:was|were|is|are) (?:highly |very )?unlikely|(?:is|was) not (?:the|a) (?:cause|reason)",
    r"(?:был\w* )?(?:исключен\w*|опровергнут\w*|отвергнут\w*|отозван\w*|маловероятн\w+)|не (?:был\w*|подтвердил\w+с[ья])",
)

HEDGE = _cue(
    r"(?<!in )(?<!\d )may(?! \d)|might|could|possibl[ey]|possibility|perhaps|likely|probabl[ey]|apparent|apparently",
    r"reportedly|allegedly|purportedly|alleged|potential(?:ly)?|if (?:confirmed|indeed|true)|preliminar\w+",
    r"seem(?:s|ed|ing)?|appear(?:s|ed)? to|suspect(?:s|ed)?|suspicions?|believ(?:e|es|ed)|thought|speculat\w+|hypothes\w+",
    r"theor(?:y|ies)|suggest(?:s|ed|ing)?|indicat(?:e|es|ed|ing|ions?)|early signs|point(?:s|ed|ing)? to|linked to|notions?",
    r"(?:on|amid|of|about) (?:\w+ )?(?:reports|claims|rumou?rs|allegations)",
    r"возможн\w+|вероятн\w+|предположительно|предполож\w+|предполага\w+|якобы|мог|могл[аио]|может|могут|предварительн\w+",
    r"видимо|похоже|подозр\w+|подозрева\w+|верси[яиюей]|версиям|гипотез\w+|слух\w*|указыва\w+ на|скорее всего|считает|считают",
)

QUESTION = _cue(
    r"whether|unclear|rais(?:e|es|ed|ing) (?:\w+ ){0,2}?questions?|question(?:s|ed|ing)? (?:about|over|as to)|call\w* into question",
    r"\w+ ли|неясно|непонятно|вопрос\w* о",
)

SUPERSEDED = _cue(
    r"at first|initially|originally",
    r"(?:initial|early|earlier) (?:\w+ )?(?:reports?|versions?|statements?|information|accounts?|theory)|first (?:reports?|versions?)",
    r"(?:first|earlier) (?:said|claimed|reported|blamed|suggested|stated|spoke|thought|named|put)",
    r"сначала|первоначальн\w+|вначале|изначальн\w+|поначалу|перв(?:ые|ым|ых|ой|ая|ую|ом) (?:сообщени\w+|данны[емх]|верси\w+)",
    r"(?:по )?первым (?:данным|сообщениям)|ранее (?:сообщал\w*|заявл\w+|назыв\w+|говорил\w*)",
)

OBLIGATION = _cue(
    r"must|should|ought to|ha(?:s|ve|d) to|needs?|needed|demand(?:s|ed|ing)?|call(?:s|ed|ing)? (?:on|for|upon)|urg(?:e|es|ed|ing)",
    r"expect(?:s|ed|ing|ation|ations)?|want(?:s|ed)?|await(?:s|ed|ing)?|wait(?:s|ed|ing)? for|insist(?:s|ed)? (?:on|that)|request(?:s|ed)?",
    r"requir(?:e|es|ed)|seek(?:s|ing)?|sought|owes?|owed|hopes?|hoped|if|pressed|pressure",
    r"долж(?:ен|на|но|ны)|обязан\w*|требу\w+|требова\w+|потребова\w+|призва\w+|призыва\w+|ожида\w+|ждет|ждут|хочет|хотят|необходимо|если",
)

REPORT = _cue(
    r"sa(?:y|ys|id|ying)|stat(?:es|ed|ing)|tells?|told|announc(?:e|es|ed|ing)|reported|claim(?:ed|ing)|insist(?:s|ed|ing)?",
    r"confirm(?:s|ed|ing)?|not(?:es|ed|ing)|accus(?:e|es|ed|ing)|blam(?:es|ed|ing)|alleg(?:e|es|ed|ing)|suggest(?:s|ed)?|reveal(?:s|ed)?",
    r"explain(?:s|ed)?|argu(?:e|es|ed)|declar(?:e|es|ed)|warn(?:s|ed)?|promis(?:e|es|ed)|acknowledg(?:e|es|ed)|admit(?:s|ted)?",
    r"conced(?:e|es|ed)|indicat(?:es|ed)|concluded|finds|found that|put|added|den(?:y|ies|ied)|dismiss(?:es|ed)|reject(?:s|ed)",
    r"(?<!on )(?<!of )(?<!amid )(?<!about )(?:reports?|claims?)|withdrew|doubt(?:s|ed)?|believes?|insisted",
    r"сказал\w*|заяв(?:ил\w*|ля\w+)|сообщ(?:ил\w*|а\w+)|отмет(?:ил\w*)|отмеча\w+|рассказ(?:ал\w*|ывает)|подчеркн\w+|призна(?:л\w*|ет)?",
    r"добавил\w*|утвержда\w+|обвин(?:ил\w*|яет)|объяви(?:л\w*)|объясн(?:ил\w*|яла)|уточнил\w*|подтвер(?:дил\w*|ждает)|назвал\w*|называ\w+",
    r"пишет|пишут|указал\w*|отрица\w+|опроверг\w*|отверг\w*|отозвал\w*|исключил\w*|считает|считают|обещал\w*|пообещал\w*",
    r"выясни\w+|установи(?:л\w*)",
)

ACCORDING = _cue(
    r"according to|in the words of|citing",
    r"по (?:\w+ )?(?:словам|данным|информации|сообщениям|сведениям|утверждению|мнению|версии)",
    r"согласно|со ссылкой на|как (?:сообщ\w+|заяв\w+|пишет)",
)

PRONOUN = _cue(r"he|she|his|her|он|она|его|ее")

STOP = re.compile(
    r";|,? (?:but|however|although|though|while|whereas|because) |, (?:which|who|and|raising|sparking|after|adding) "
    r"|,? (?:но|однако|хотя|тогда как|потому что) |, (?:а|и|котор\w+|после|при этом) |: "
)
"""Where negation and hedging cannot reach across."""

CLAUSE = re.compile(r";|,? (?:but|however|although|though|whereas|while) |,? (?:но|однако|хотя|тогда как) |, а (?!также)")
"""Where a slot rule's clause ends."""

TEASER = re.compile(
    r"\W*(?:(?:also read|read also|read more|see (?:also|more)|more on this|don't miss|must read|lesen sie (?:auch|mehr)|mehr zum thema"
    r"|auch interessant|das könnte sie (?:auch )?interessieren|(?:à )?lire aussi|lee también|te puede interesar|leggi anche|leia também"
    r"|lees ook|læs også|les også|läs (?:också|mer)|czytaj (?:też|także)|čtěte také|ayrica oku\w*|həmçinin oxu\w*"
    r"|читайте (?:также|еще)|по теме|смотрите также|материалы по теме)\b"
    r"|(?:related|похожие)(?: (?:articles?|stories|coverage|links?|новости|материалы))?\W*(?::|$))"
)
"""A line that points at another article says nothing itself."""

YEAR = re.compile(r"(?<![\w-])(?:19|20)\d\d(?!\w)")
