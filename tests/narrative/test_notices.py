"""Which sentences tell readers that an article was corrected or updated."""

import pytest

from narrative.notices import is_notice

NOTICES = {
    "en": """
Correction: An earlier version of this article misstated the number of survivors.
CORRECTION (26 December):
This story has been updated with comments from the Kremlin.
Editor's note: the headline has been changed.
Editor’s Note — the cause is disputed.
This article was amended on 27 December to make clear that the flight was diverted.
The headline has been changed to reflect the new toll.
The jet came down near the sea (this article has been corrected).
(Corrects spelling of the pilot's name in paragraph 3)
Clarification: The ministry spoke of fragments, not of a missile.
An earlier version of this story said that birds had been hit.
Because of an editing error, the toll was given as 42.
We have corrected the headline of this piece.
Correction added Dec. 26, 2024: The caption named another airport.
Correction, 26 December: the jet was built later.
Updated at 14:30 to include a statement of the airline.
This report previously stated that nobody had survived.
""",
    "ru": """
Исправление: в первой версии было указано неверное число погибших.
В предыдущей версии статьи говорилось о столкновении с птицами.
Материал обновлён в 12:40.
Исправлено: уточнено имя командира.
В первоначальной версии материала была ошибка в имени пилота.
Уточнение: речь шла об осколках, а не о ракете.
От редакции: заголовок изменён.
Новость дополнена комментарием авиакомпании.
Заголовок был изменен после публикации.
В текст внесены исправления.
Ранее в тексте говорилось о 42 погибших.
Редакция приносит извинения за неточность.
Исправлена ошибка в фамилии пилота.
(Этот материал был дополнен.)
""",
    "az": """
Düzəliş: sağ qalanların sayı dəyişdirilib.
Xəbər yenilənib.
Bu məqalə saat 14:00-da yenilənib.
Məqalənin əvvəlki versiyasında səhv rəqəm göstərilmişdi.
Mətnə düzəliş edilib.
Redaksiyadan: başlıq dəyişdirilib.
Başlıq dəyişdirilib.
Xəbərin ilkin variantında pilotun adı səhv yazılmışdı.
Dəqiqləşdirmə: söhbət raketdən deyil, qəlpələrdən gedirdi.
Xəbərə əlavə edilib.
Material redaktə olunub.
Oxuculardan üzr istəyirik.
""",
    "tr": """
Düzeltme: Ölü sayısı güncellendi.
Haber güncellenmiştir.
Bu haber saat 14.00'te güncellendi.
Haberin ilk halinde pilotun adı yanlış yazılmıştı.
Editörün notu: Başlık değiştirildi.
Bu makale düzeltilmiştir.
Başlık değiştirilmiştir.
Habere düzeltme yapılmıştır.
Haberin önceki versiyonunda sayı 42 olarak verilmişti.
Yazının ilk şeklinde tarih yanlıştı.
DÜZELTME (26 Aralık): Sayı 38'dir.
Okurlarımızdan özür dileriz.
""",
    "de": """
Korrektur: In einer früheren Version stand eine falsche Zahl.
Dieser Artikel wurde um 10 Uhr aktualisiert.
Berichtigung: Es waren 38 Tote, nicht 42.
Anmerkung der Redaktion: Die Überschrift wurde geändert.
In einer früheren Fassung dieses Artikels hieß es, alle seien tot.
In der ursprünglichen Version war von Vögeln die Rede.
Wir haben den Fehler korrigiert.
Wir haben die Überschrift nachträglich präzisiert.
Der Text wurde nach der Veröffentlichung ergänzt.
Klarstellung: Das Ministerium sprach von Splittern.
Ursprünglich stand hier eine andere Zahl.
Wir bitten, den Fehler zu entschuldigen.
""",
    "fr": """
Rectificatif : le bilan est de 38 morts.
Cet article a été modifié le 26 décembre.
L'article a été mis à jour avec la réaction de la compagnie.
Erratum : le pilote s'appelle autrement.
Une version précédente de cet article évoquait 42 morts.
Dans une première version de cet article, la date était fausse.
Le titre a été modifié après publication.
Nous avons corrigé cet article.
Précision : il s'agissait d'éclats.
Note de la rédaction : le titre a changé.
Contrairement à ce que nous avons écrit, l'avion n'a pas explosé.
Nous présentons nos excuses à nos lecteurs.
""",
    "es": """
Corrección: una versión anterior de este artículo decía 38.
Este artículo ha sido actualizado.
Fe de errores: el piloto se llama de otra manera.
Fe de erratas: la fecha era otra.
Rectificación: fueron 38 los muertos.
Aclaración: el ministerio habló de fragmentos.
Nota del editor: el titular ha cambiado.
El titular fue modificado tras la publicación.
En una primera versión de esta noticia se hablaba de aves.
Esta nota fue corregida el 26 de diciembre.
Hemos corregido este texto.
Pedimos disculpas a nuestros lectores.
""",
}

OTHER_NEWS = {
    "en": """
The correction of oil prices continued.
The airline updated its statement on Friday.
The ministry gave an update on the survivors.
The report was corrected by the ministry.
Update: 5 killed
UPDATE: 38 dead after the crash
Updated 14:30
Updated 25 December 2024 14:30
Last updated 25 December, 10:05
Updated: 2 hours ago
This article was last updated on 25 December.
Correction of prices is expected next week.
Correction in the markets: what to know
A corrections officer was among the passengers.
The flight plan was amended on Tuesday.
An earlier version of the aircraft had two engines.
The story of the pilot was changed by the war.
The airline has updated the list of passengers.
The death toll rose to 38.
This text comes from an agency; only the headline has been changed.
""",
    "ru": """
Обновление парка самолётов продолжается.
Обновлено 14:30
Обновлено: 25 декабря 2024, 14:30
Исправление ошибок займёт год.
Статья 5 закона изменена.
Статья дополнена пунктом о страховании.
В текст закона внесены изменения.
Министерство уточнило число погибших.
Список пассажиров был обновлён.
Уточнение списков пассажиров продолжается.
В новой версии самолёта два двигателя.
Маршрут рейса был изменён из-за тумана.
Компания приносит извинения пассажирам.
""",
    "az": """
Siyahı yenilənib.
Qanuna düzəliş edilib.
Yenilənib: 14:30
Konstitusiyaya dəyişiklik edilib.
Avtobus parkı yenilənəcək.
Düzəliş layihəsi parlamentə göndərilib.
Uçuş marşrutu dəyişdirilib.
Nazirlik rəqəmləri dəqiqləşdirib.
Təyyarənin əvvəlki versiyası iki mühərrikli idi.
Şirkət sərnişinlərdən üzr istəyib.
Xəbər agentliyi məlumat yayıb.
Başlıca səbəb dumandır.
""",
    "tr": """
Liste güncellendi.
Yasa değiştirildi.
Güncelleme: 14.30
Son güncelleme 25 Aralık 2024
Borsada düzeltme hareketi sürdü.
Düzeltme hareketi borsada sürdü.
Rota sis nedeniyle değiştirildi.
Bakanlık rakamları düzeltti.
Uçağın önceki versiyonunda iki motor vardı.
Şirket yolculardan özür diledi.
Haber ajansı bilgi verdi.
Başlıca neden sisti.
""",
    "de": """
Die Aktualisierung der Karte dauert an.
Aktualisiert: 14:30 Uhr
Aktualisiert am 25. Dezember 2024
Die Korrektur der Preise hat begonnen.
Der Artikel 5 wurde geändert.
Der Text des Vertrags wurde geändert.
Der Bericht wurde vom Ministerium korrigiert.
Dieser Artikel wurde zuletzt aktualisiert am 25. Dezember.
In einer früheren Version der Software war ein Fehler.
Die Route wurde wegen Nebels geändert.
Das Ministerium hat die Zahl berichtigt.
Die Fluglinie bittet die Fahrgäste um Entschuldigung.
""",
    "fr": """
Mise à jour : le bilan s'alourdit
Mis à jour le 25 décembre à 14h30
Publié le 25 décembre, mis à jour à 14h30
La correction des prix se poursuit.
L'article 5 a été modifié.
L'article a été modifié par le parlement.
La version précédente de l'avion avait deux moteurs.
Le ministère a corrigé le bilan.
La route a été modifiée à cause du brouillard.
Le texte de loi a été amendé.
La compagnie présente ses excuses aux passagers.
Avec plus de précision, le ministre a parlé d'éclats.
""",
    "es": """
Actualizado: 14:30
Actualizado el 25 de diciembre de 2024
La corrección de los precios continúa.
El artículo 5 fue modificado.
El artículo fue modificado por el parlamento.
La versión anterior del avión tenía dos motores.
El ministerio corrigió el balance.
La ruta fue modificada por la niebla.
La nota del examen fue corregida.
Última actualización: 25 de diciembre
La compañía pidió disculpas a los pasajeros.
Con mayor precisión, el ministro habló de fragmentos.
""",
}


def lines(listed: dict[str, str]) -> list[tuple[str, str]]:
    return [(language, line) for language, text in listed.items() for line in text.strip().splitlines()]


@pytest.mark.parametrize(("language", "sentence"), lines(NOTICES))
def test_a_notice_is_recognised_in_the_outlets_languages(language: str, sentence: str) -> None:
    assert is_notice(sentence), language


@pytest.mark.parametrize(("language", "sentence"), lines(OTHER_NEWS))
def test_news_about_corrections_and_bare_stamps_are_no_notices(language: str, sentence: str) -> None:
    assert not is_notice(sentence), language


def test_every_language_has_a_dozen_examples_of_either_kind() -> None:
    for listed in (NOTICES, OTHER_NEWS):
        assert min(len(text.strip().splitlines()) for text in listed.values()) >= 12


def test_an_empty_sentence_is_no_notice() -> None:
    assert not is_notice("")
