"""Recognises the sentence in which an outlet tells its readers that an article was corrected or updated."""

import re

from narrative.text import fold

_OPENINGS = """
correction|corrections|clarification|update|updates|updated|corrected|editor'?s'? note|note to readers
исправление|исправлено|уточнение|уточнено|обновление|обновлено|обновляется|дополнено|поправка|от редакции|примечание редакции|upd
düzəliş|yenilənib|yeniləndi|redaksiyadan|dəqiqləşdirmə
düzeltme|güncelleme|güncellendi|editörün notu
korrektur|korrigiert|berichtigung|richtigstellung|aktualisierung|aktualisiert|(?:anmerkung|anm\\.|hinweis) der redaktion
rectificatif|erratum|mise à jour|mis à jour|précision|note de la rédaction
corrección|rectificación|fe de errores|actualización|actualizado|aclaración|nota del editor|nota de la redacción
"""
_PHRASES = """
(?:this (?:report|post)|(?:this|the|our) (?:article|story|headline)) (?:was|has been) (?:\\w+ ){0,3}(?:updated|corrected|amended|revised)
(?:an|a|the) (?:earlier|previous|original|prior) version of (?:this|the|our) (?:article|story|report|post|piece|headline)
last updated
(?:материал|новость|статья|текст|заметка|публикация|заголовок) (?:был[ао]? )?(?:обновл|исправл|дополн|измен|уточн)\\w*
в (?:более ранней|предыдущей|первоначальной|ранней|прежней) версии (?:материал|новост|стать|текст|заметк|публикаци|заголовк)\\w*
(?:xəbər|məqalə|material|yazı|başlıq)\\w* (?:yenilən|düzəldil|dəyişdiril)\\w*
(?:haber|makale|yazı|metin|başlık)\\w* (?:güncellen|düzeltil|değiştiril)\\w*
in einer (?:früheren|ersten|vorherigen|älteren) (?:version|fassung)
(?:artikel|text|beitrag|meldung|überschrift) wurde (?:\\w+ ){0,5}(?:aktualisiert|korrigiert|geändert|ergänzt|berichtigt)
(?:article|texte|titre|dépêche) a été (?:\\w+ ){0,3}(?:mise? à jour|modifiée?|corrigée?|actualisée?)
version (?:précédente|antérieure|initiale) de (?:cet|cette|notre|l')
(?:artículo|texto|nota|noticia|titular) (?:ha sido|fue|se ha) (?:\\w+ ){0,3}(?:actualizad|corregid|modificad)[oa]
versión (?:anterior|previa|original) de (?:este|esta|nuestr[oa])
"""


def _any(lines: str) -> str:
    return "|".join(fold(lines).split("\n")[1:-1])


_NOTICE = re.compile(rf"^\W*(?:{_any(_OPENINGS)})\s*(?:[:.(|-]|\d|$)|\b(?:{_any(_PHRASES)})")
"""A heading word counts only where a mark, a date or nothing follows: "Correction: …", not "Correction of prices"."""


def is_notice(sentence: str) -> bool:
    """Whether a sentence is a correction, clarification or update notice (en, ru, az, tr, de, fr, es)."""
    return _NOTICE.search(fold(sentence)) is not None
