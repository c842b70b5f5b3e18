"""Which sentences tell readers that an article was corrected or updated."""

import pytest

from narrative.notices import is_notice


@pytest.mark.parametrize(
    "sentence",
    [
        "Correction: An earlier version of this article misstated the number of survivors.",
        "CORRECTION (26 December):",
        "This story has been updated with comments from the Kremlin.",
        "Editor's note: the headline has been changed.",
        "Editor’s Note — the cause is disputed.",
        "Last updated 25 December, 10:05",
        "UPDATE: 38 dead",
        "Исправление: в первой версии было указано неверное число погибших.",
        "В предыдущей версии статьи говорилось о столкновении с птицами.",
        "Материал обновлён в 12:40.",
        "Düzəliş: sağ qalanların sayı dəyişdirilib.",
        "Xəbər yenilənib.",
        "Düzeltme: Ölü sayısı güncellendi.",
        "Haber güncellenmiştir.",
        "Korrektur: In einer früheren Version stand eine falsche Zahl.",
        "Dieser Artikel wurde um 10 Uhr aktualisiert.",
        "Mise à jour : le bilan s'alourdit",
        "Cet article a été modifié le 26 décembre.",
        "Corrección: una versión anterior de este artículo decía 38.",
        "Este artículo ha sido actualizado.",
    ],
)
def test_a_notice_is_recognised_in_the_outlets_languages(sentence: str) -> None:
    assert is_notice(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The correction of oil prices continued.",
        "The airline updated its statement on Friday.",
        "The ministry gave an update on the survivors.",
        "The report was corrected by the ministry.",
        "Обновление парка самолётов продолжается.",
        "Die Aktualisierung der Karte dauert an.",
        "The death toll rose to 38.",
        "",
    ],
)
def test_news_about_corrections_and_updates_is_no_notice(sentence: str) -> None:
    assert not is_notice(sentence)
