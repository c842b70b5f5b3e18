"""Recognises the sentence in which an outlet tells its readers that an article was corrected or updated.

Precision comes first, for a notice clears an outlet: it has to speak of the article itself, or stand under a heading that only
outlets use. "Update: 5 killed" is news, "Updated 14:30" a stamp, "the report was corrected by the ministry" somebody else's.
"""

import re

from narrative.text import fold


def _lines(listed: str) -> list[str]:
    """A list, one thing a line and folded; a line that is set in goes on where the one above it ended."""
    return fold(listed.strip().replace("\n    ", "")).splitlines()


_HEADINGS = """
correction|corrections?(?: (?:added|appended|issued|posted) (?:on )?\\w+)?|corrections? and clarifications?
    |correction notice|clarification|corrected|erratum|retraction|editor'?s'? note
    |note to readers
исправление|исправлено|уточнение|уточнено|поправка|от редакции|(?:примечание|уточнение|поправка) (?:от )?редакц(?:ии|ию)|опечатка
düzəliş|düzəlişlər|redaksiyadan|redaksiyanın qeydi|dəqiqləşdirmə|təshih
düzeltme|düzeltme notu|düzeltme ve özür|editörün notu|editör notu|redaksiyonun notu
korrektur|korrekturhinweis|korrigiert|berichtigung|richtigstellung|klarstellung|(?:anmerkung|anm\\.|hinweis) der redaktion
    |transparenzhinweis
rectificatif|erratum|correctif|correction|précision|mise au point|note de la rédaction|ndlr
corrección|fe de errores|fe de erratas|errata|rectificación|aclaración|nota del editor|nota de la redacción
"""
"""Count only before a mark, a date or the end: "Correction: …", not "Correction of prices"."""

_STANDS_CORRECTED = """
(?:updated|corrected|amended|revised|edited|changed|modified|clarified|altered|retracted|rewritten)
(?:обновл[её]н|исправлен|дополнен|изменен|уточнен|отредактирован|скорректирован|доработан|перезаписан)[аоы]?
(?:yenilənib|yeniləndi|yenilənmişdir|düzəldilib|düzəldildi|dəyişdirilib|dəyişdirildi|redaktə (?:edilib|olunub)|dəqiqləşdirilib
    |dəqiqləşdirildi)
(?:güncellen(?:di|miştir)|düzeltil(?:di|miştir)|değiştiril(?:di|miştir)|revize edil(?:di|miştir))
(?:aktualisiert|korrigiert|geändert|ergänzt|berichtigt|überarbeitet|angepasst|präzisiert)
(?:mise? à jour|modifiée?|corrigée?|actualisée?|rectifiée?|amendée?|complétée?)
(?:actualizad|corregid|modificad|rectificad|editad|ampliad|aclarad)[oa]
"""
_EN, _RU, _AZ, _TR, _DE, _FR, _ES = _lines(_STANDS_CORRECTED)
_ARTICLE_EN = "(?:article|story|report|post|piece|item|headline|page|column|live ?blog|copy|text|caption|version|dispatch)"
_RU_HEAD = "(?:материал|новость|статья|заметка|публикация|заголовок|текст(?: (?:материала|новости|статьи|заметки|публикации))?)"
_RU_OF = "(?:материала|новости|статьи|текста|заметки|публикации|заголовка|сообщения)"
_RU_IN = "(?:текст|текст[еа]?|материал[еа]?|новост[ьи]|стать[юие]|заметк[уие]|публикаци[юи]|заголов(?:ок|ке|ка))"
_AZ_HEAD = "(?:xəbər|məqalə|material|yazı|başlıq|mətn|xəbərin (?:mətni|başlığı)|məqalənin (?:mətni|başlığı))"
_TR_HEAD = "(?:haber(?:imiz)?|makale(?:miz)?|yazı(?:mız)?|metin|başlık|haberin (?:başlığı|metni)|haberimizin başlığı)"
_WHEN = r"(?:(?:saat|tarihinde|sonradan|sonra|yeniden|yenidən|daha|[\w.:'-]*\d[\w.:'-]*) )"
_DE_HEAD = "(?:artikel|text|beitrag|bericht|meldung|überschrift|titel|bildunterschrift)"
_FR_HEAD = "(?:article|texte|titre|dépêche|papier|billet|contenu|légende)"
_ES_HEAD = "(?:artículo|texto|nota|noticia|titular|pieza|entrada|información)"

_PHRASES = f"""
\\b(?:(?:this|our) {_ARTICLE_EN}|(?<!only )the (?:article|headline|story|post|caption)) (?:was|has been|have been|is
    |has since been) (?!last )(?:\\w+ ){{0,3}}{_EN}\\b(?! by\\b)
\\b(?:an|a|the) (?:earlier|previous|original|prior|initial|first) (?:version|edition) of (?:(?:this|our) {_ARTICLE_EN}|the (?:article
    |headline|post|caption))
\\b(?:an|the) (?:earlier|original|previous) (?:headline|version|caption) (?:\\w+ ){{0,2}}(?:incorrectly|wrongly|mistakenly|erroneously
    |misstated|misspelled|misidentified)
\\b(?:this|our) {_ARTICLE_EN} (?:previously|originally|initially|incorrectly|mistakenly|erroneously|wrongly) (?:stated|said|reported
    |named|gave|misstated|referred|suggested|identified|described|quoted|misidentified)
\\bwe (?:have |had )?(?:since )?{_EN} (?:this|our|the) {_ARTICLE_EN}
\\bwe regret (?:the|this|any) error
\\b(?:because of|due to|owing to) an editing (?:error|mistake)
\\bthis (?:version|story|item) (?:corrects|updates|clarifies|adds|removes)\\b
\\b(?:article|story|headline|post|report) (?:has been|was) {_EN} to (?:reflect|clarify|correct|make clear|remove|include|add|show)\\b
^(?:corrects|clarifies|refiles) (?:[\\w'-]+ ){{1,8}}(?:paragraph|headline|byline|lead|spelling|throughout|quote)\\b
^\\W*дополнено (?:комментари|информаци|подробност|заявлени|цитат|деталями)
^[^\\w(\\[]*[(\\[](?:corrects|adds|updates|recasts|clarifies|removes|refiles|fixes)\\b[^)\\]]*[)\\]]
^[^\\w]*(?:article |story )?updated[^\\w]*(?:\\d[\\d:.,/ ]*|(?:on|at) [\\w:., ]{{1,25}}?)?[^\\w]*(?:to (?:add|include|reflect|correct
    |clarify|remove|note|make clear)|with (?:additional|more|new|further|comments?|details|quotes?|reactions?|statements?))\\b
(?:^|[.!?(\\[] ?)[^\\w]*(?:(?:этот|данный|наш|эта|данная|наша) )?{_RU_HEAD} (?:был[ао]? )?{_RU}(?! (?:нов|пункт|част|закон|по решению
    |судом|депутат|парламент))(?!\\w)
\\bв (?:более ранней|предыдущей|первоначальной|ранней|прежней|первой|исходной) верси[ия] (?:(?:этой|этого|данной|данного|нашей
    |нашего) )?{_RU_OF}
\\b(?:в|из) (?:(?:этот|эту|данный|наш|нашу) )?{_RU_IN} (?:был[иаo]? )?(?:внесен[ыао]?|удален[ыао]?
    |добавлен[ыао]?) (?:\\w+ )?(?:изменени|исправлени|уточнени|правк|поправк|дополнени)
\\b(?:внесен[ыао]?|внесли) (?:изменени|исправлени|уточнени|правк)\\w* в (?:{_RU_IN}(?! закон| договор| соглашен| конституц))
\\b(?:первоначально|ранее|изначально) в (?:(?:этом|этой|нашем|нашей|данном) )?(?:тексте|статье|материале|заголовке|заметке|публикации
    |новости) (?:\\w+ )?(?:был|говорил|сообщал|указыва|утверждал|содержал|значил)
\\bредакция (?:\\w+ )?(?:приносит извинения|исправила|сожалеет об ошибке)
\\b(?:приносим|просим) (?:\\w+ )?(?:извинения|прощения) (?:читателям|за (?:ошибк|неточност|опечатк))
^[^\\w]*исправлен[аоы]? (?:ошибк|опечатк|неточност|заголов|написани)
(?:^|[.!?(\\[] ?)[^\\w]*(?:(?:bu|həmin) )?{_AZ_HEAD} {_WHEN}{{0,3}}{_AZ}(?!\\w)
\\b(?:xəbərin|məqalənin|yazının|materialın|mətnin|başlığın) (?:əvvəlki|ilkin|ilk|köhnə) (?:versiya|variant)
\\b(?:mətnə|xəbərə|başlığa|məqaləyə|materiala|yazıya) (?:\\w+ )?(?:düzəliş|dəyişiklik|əlavə)\\w* (?:edilib|olunub|edildi|edilmişdir)
\\boxucular\\w* üzr (?:istəyir|diləyir)
(?:^|[.!?(\\[] ?)[^\\w]*(?:bu )?{_TR_HEAD} {_WHEN}{{0,3}}{_TR}(?!\\w)
\\b(?:haberin|haberimizin|makalenin|yazının|metnin|başlığın) (?:önceki|ilk|eski|bir önceki) (?:versiyon|sürüm|hal|şekl)
\\b(?:habere|metne|başlığa|yazıya|makaleye|haberde) (?:\\w+ )?(?:düzeltme|güncelleme|ekleme|değişiklik) yapıl
\\bokur(?:lar|larımız|ları)\\w* özür dile
\\bin (?:einer|der) (?:früheren|ersten|vorherigen|älteren|ursprünglichen|vorigen) (?:version|fassung) (?:(?:dieses|des|unseres|dieser
    |der) (?:artikels|textes|beitrags|berichts|meldung|überschrift)|(?:hieß|stand|war|haben wir|hatten wir|wurde)\\b)
\\b(?:dieser|der|unser|dieser|diese|die|unsere) {_DE_HEAD} (?:wurde|ist|wird) (?!zuletzt)(?:(?!vom\\b|von\\b|durch\\b
    |zuletzt\\b)[\\w.:]+ ){{0,5}}{_DE}(?!\\w)
\\bwir haben (?:\\w+ ){{0,3}}(?:{_DE_HEAD}|fehler|angabe|passage|stelle) (?:\\w+ ){{0,4}}{_DE}(?!\\w)
\\b(?:ursprünglich|zunächst|zuvor) (?:hieß es|stand|war) (?:\\w+ ){{0,2}}(?:hier|in diesem|in dieser|in der überschrift|an dieser stelle)
\\ban dieser stelle (?:hieß|stand)\\b
\\bwir bitten,? (?:\\w+ ){{0,3}}(?:fehler|irrtum|versehen) zu entschuldigen
\\b(?:cet|notre|l'|le|la|cette) ?{_FR_HEAD} (?:a été|est|avait été) (?:\\w+ ){{0,3}}{_FR}(?!\\w)(?! par\\b)
\\b(?:version|mouture) (?:précédente|antérieure|initiale|originale) de (?:cet|cette|notre|l') ?{_FR_HEAD}
\\bdans une (?:première|précédente|ancienne) version(?: de (?:cet|cette|notre|l')|[ ,])
\\b(?:une première|la première) version de (?:cet|cette|notre) {_FR_HEAD}
\\bnous avons (?:\\w+ )?{_FR} (?:cet|cette|le titre|notre) ?
\\bcontrairement à ce (?:que nous (?:avons|avions)|qu'indiquait (?:cet|une)|que (?:cet|notre) {_FR_HEAD})
\\bnous présentons nos excuses à nos lecteurs
\\b(?:este|esta|nuestro|nuestra) {_ES_HEAD} (?:ha sido|fue|se ha|está) (?:\\w+ ){{0,3}}{_ES}(?! por\\b)
\\bel (?:titular|artículo) (?:ha sido|fue|se ha) (?:\\w+ ){{0,3}}{_ES}(?! por\\b)
\\b(?:versión|edición) (?:anterior|previa|original|inicial) de (?:este|esta|nuestr[oa]) {_ES_HEAD}
\\ben una (?:primera|anterior) versión de (?:este|esta|nuestr[oa]) {_ES_HEAD}
\\bhemos {_ES} (?:este|esta|el titular|nuestr[oa])
\\bpor (?:un )?error,? (?:este|esta) {_ES_HEAD}
\\bpedimos disculpas a (?:nuestros|los) lectores
"""


_UNDER_HEADING = rf"^[^\w]*(?:{'|'.join(_lines(_HEADINGS))})(?: - |\s*[:.(|]|\s*\d|(?:,| on) [\w., ]*\d|[^\w]*$)"
_NOTICE = re.compile("|".join([_UNDER_HEADING, *_lines(_PHRASES)]))


_HINTS = _lines("""
correct\ncorrec\ncorrig\nclarif\nerrat\nretract\nedit\nnote \nupdat\namend\nrevis\nchang\nmodif\nalter\nversi\nregret\nwritten
previously\noriginal\ninitial\nmistaken\nerror\nwrongly\n(adds\nrecasts\nremoves\nrefiles\nfixes
исправ\nуточн\nправк\nредак\nопечат\nобновл\nдополн\nизмен\nскоррект\nдоработ\nверси\nудален\nдобавлен\nранее\nначально\nизвинени\nпрощени
düzəl\nredak\ndəqiq\ntəshih\nyeniləni\ndəyiş\nvarian\nəlavə\nüzr
düzelt\ngüncel\ndeğiş\nsürüm\n hal\nşekl\nyapil\nözür
korrek\nkorrig\nbericht\nrichtig\nklarst\ntransparenz\naktualis\ngeändert\nergänz\nüberarb\nangepasst\npräzis\nfassung\nursprüng\nzunächst\nzuvor
stelle\nentschuldig\nrectif\nprécis\nà jour\nau point\nndlr\nrédac\nactualis\ncomplét\nmouture\ncontrairement\nexcuses
aclara\nnota \nactualiz\ncorregid\nmodific\nampliad\ndisculpas
""")
"""Every notice has one of these; they are looked for first, since most sentences have none."""
_SHORTEST = tuple(hint for hint in _HINTS if not any(other in hint for other in _HINTS if other != hint))
_PLAIN = tuple(filter(str.isascii, _SHORTEST))


def is_notice(sentence: str) -> bool:
    """Whether a sentence is a correction, clarification or update notice (en, ru, az, tr, de, fr, es)."""
    folded = fold(sentence)
    hints = _PLAIN if folded.isascii() else _SHORTEST
    return any(map(folded.__contains__, hints)) and _NOTICE.search(folded) is not None
