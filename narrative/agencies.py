"""News agencies: how their names are written, and which outlet of the catalogue is which of them.

The table is closed, because a credit has to be read without any configuration; outlets that the catalogue calls wires come on top.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from narrative.text import fold

_TABLE = """
reuters | Reuters | Reuters, Thomson Reuters, Рейтер, Рейтерс, Reuter, 路透社, 路透, ロイター, 로이터, رويترز
ap | AP | Associated Press, Assoc. Press, AP News, apnews, Ассошиэйтед Пресс, 美联社, أسوشيتد برس | AP, АП
afp | AFP | Agence France-Presse, Agence France Presse, Франс Пресс, 法新社, فرانس برس | AFP, АФП
dpa | dpa | Deutsche Presse-Agentur, dpa, dpa-infocom, dpa-afx, ДПА
efe | EFE | Agencia EFE | EFE, EFECOM, ЭФЭ
ansa | ANSA | Agenzia ANSA | ANSA, АНСА
apa-at | APA (Austria) | Austria Presse Agentur
pa | PA Media | PA Media, Press Association, PA news agency | PA
xinhua | Xinhua | Xinhua, Xinhuanet, Синьхуа, Sinhua, Şinxua, 新华社, 新華社, 新华网, شينخوا
tass | TASS | TASS, ITAR-TASS, ТАСС, ИТАР-ТАСС, 塔斯社, تاس
ria | RIA Novosti | RIA Novosti, RIA Nowosti, РИА Новости, РИАН, RİA Novosti, ria.ru
interfax | Interfax | Interfax, İnterfaks, Интерфакс, Interfax.ru
azertac | AZERTAC | AZERTAC, AZERTAG, AZƏRTAC, АЗЕРТАДЖ, Azərtac, Азертадж, AZERTAJ
report | Report | Report.az, Report News Agency, Report İnformasiya Agentliyi, Информационное агентство Report | Report, REPORT, Репорт
turan | Turan | Turan News Agency, Turan İnformasiya Agentliyi, turan.az | Turan, TURAN, Туран
trend | Trend | Trend News Agency, Trend.az, Тренд.az | Trend, TREND, Тренд
apa | APA | apa.az, Azeri Press Agency, Azəri-Press Agentliyi | APA, АПА
anadolu | Anadolu | Anadolu Ajansı, Anadolu Agency, Anadolu Agentliyi, Анадолу, Agence Anadolu, Anadolu Ajansi, وكالة الأناضول | AA, Anadolu
iha | İHA | İhlas Haber Ajansı, Ihlas News Agency | İHA, IHA
dha | DHA | Demirören Haber Ajansı, Demirören News Agency, Doğan Haber Ajansı | DHA
anka | ANKA | ANKA Haber Ajansı | ANKA
kazinform | Kazinform | Kazinform, Казинформ, Qazinform, ҚазАқпарат, Qazaqparat
kaztag | KazTAG | KazTAG, КазТАГ
24kg | 24.kg | 24.kg
kabar | Kabar | Kyrgyz National News Agency | Kabar, Кабар
uza | UzA | Uzbekistan National News Agency, Национальное информационное агентство Узбекистана | УзА, UzA, O‘zA
ukrinform | Ukrinform | Ukrinform, Укринформ, Укрінформ
unian | UNIAN | UNIAN, УНИАН, УНІАН
interfax-ukraine | Interfax-Ukraine | Interfax-Ukraine, Интерфакс-Украина, Інтерфакс-Україна
belta | BelTA | BelTA, БЕЛТА, БелТА
armenpress | Armenpress | Armenpress, Арменпресс, ARMENPRESS
interpressnews | InterPressNews | InterPressNews, Интерпрессньюс | IPN
sputnik | Sputnik | Sputnik News, Sputnik International, РИА Новости Спутник | Sputnik, Спутник
pap | PAP | Polska Agencja Prasowa, Polish Press Agency | PAP
ctk | ČTK | Česká tisková kancelář, Czech News Agency | ČTK, CTK
mti | MTI | Magyar Távirati Iroda | MTI
bta | BTA | Bulgarian News Agency, Bulgarian Telegraph Agency, БТА | BTA
agerpres | Agerpres | Agerpres
tanjug | Tanjug | Tanjug, Танјуг, Танюг
hina | HINA | HINA
stt | STT | Suomen Tietotoimisto | STT
tt | TT | Tidningarnas Telegrambyrå | TT
ntb | NTB | Norsk Telegrambyrå | NTB
ritzau | Ritzau | Ritzau
anp | ANP | Algemeen Nederlands Persbureau | ANP
belga | Belga | Agence Belga, Belga News Agency | Belga, BELGA
keystone-sda | Keystone-SDA | Keystone-SDA, Keystone-ATS | SDA, ATS
lusa | Lusa | Agência Lusa | Lusa, LUSA
bloomberg | Bloomberg | Bloomberg, Bloomberg News, Блумберг, 彭博社
upi | UPI | United Press International | UPI
dow-jones | Dow Jones | Dow Jones Newswires, Dow Jones Newswire
canadian-press | The Canadian Press | Canadian Press, La Presse canadienne
aap | AAP | Australian Associated Press | AAP
cnn | CNN | CNN Newsource, CNN Wire | CNN
kyodo | Kyodo | Kyodo, Kyodo News, 共同社, 共同通信
jiji | Jiji Press | Jiji Press, 時事通信
yonhap | Yonhap | Yonhap, Ёнхап, Рёнхап, 연합뉴스, 韩联社
pti | PTI | Press Trust of India | PTI
ani | ANI | Asian News International, ANI News | ANI
ians | IANS | Indo-Asian News Service | IANS
irna | IRNA | Islamic Republic News Agency, ایرنا | IRNA, ИРНА
mehr | Mehr | Mehr News Agency | MNA
bernama | Bernama | Bernama
antara | Antara | Antara News, Kantor Berita Antara | Antara, ANTARA
"""
"""key | name | spellings that are nobody else's name | spellings that are also words, ratings or names: these count in the shapes of a
credit only, and as they are written here. From the agencies' own pages and the style in which they sign; English, Russian and the
languages of the Caucasus and Central Asia before others."""

ENDING = r"(?:['-][a-zəöüğşç]{1,4}|[аеуыо]м?)?"
"""What an agency's name may end in: "AZERTAC-a", "Anadolu Ajansı'nın", "Интерфакса", of a folded text. Only unambiguous names have one."""


class Named(NamedTuple):
    """An agency's name in a text, as a span. `sure`: nobody else's, or in capitals, so that it says something by itself."""

    agency: str
    start: int
    end: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Wire:
    """An outlet that the catalogue calls a wire: its key and its name there."""

    key: str
    name: str


class Agencies:
    """The agencies of the table, and the catalogue's wires. Never changes once made.

    A wire whose key or name is a spelling of the table is that agency ("tass-ru", "ТАСС"); any other is an agency of its own, and its
    name counts as an ambiguous one does.
    """

    def __init__(self, wires: Iterable[Wire] = ()) -> None:
        self._names: dict[str, str] = {}
        self._sure: dict[str, str] = {}
        self._short: dict[str, str] = {}
        self._wires: dict[str, str] = {}
        for line in _TABLE.strip().split("\n"):
            key, name, sure, short = (*map(str.strip, line.split("|")), "")[:4]
            self._names[key] = name
            self._sure |= dict.fromkeys(map(fold, _listed(sure)), key)
            self._short |= dict.fromkeys(_listed(short), key)
        for wire in wires:
            self._wires[wire.key] = self._known(wire) or self._new(wire)

    def _new(self, wire: Wire) -> str:
        self._names[wire.key] = wire.name
        self._short.setdefault(wire.name, wire.key)
        return wire.key

    def _known(self, wire: Wire) -> str:
        return self._spelt(wire.name) or self._by_key(wire.key)

    def _spelt(self, name: str) -> str:
        plain = name.removeprefix("The ").strip()
        return self._sure.get(fold(plain)) or self._short.get(plain, "")

    def _by_key(self, key: str) -> str:
        """ "tass-ru" is TASS, "report-az" is Report, "apnews" is AP."""
        head = key.rpartition("-")[0] if re.fullmatch(r".+-[a-z]{2}", key) else key
        return next((found for name in (key, head) if (found := name if name in self._names else self._sure.get(fold(name), ""))), "")

    def of_wire(self, key: str) -> str:
        """The agency that a wire of the catalogue is; the key itself where nothing is known of it."""
        return self._wires.get(key) or self._by_key(key) or key

    def is_agency(self, key: str) -> bool:
        """Whether a key, or the first part of a host's name, is an agency's."""
        return key in self._wires or bool(self._by_key(key))

    def name(self, agency: str) -> str:
        """How an agency is called: "Reuters"."""
        return self._names.get(agency, agency)

    def find(self, text: str) -> Iterator[Named]:
        """The names in a short text, the longest first where one holds another. Case counts for ambiguous ones only."""
        found = [Named(self._sure[m["name"] or m["inside"]], *m.span(), True) for m in self._sure_form.finditer(fold(text))]
        found += [Named(self._short[m["name"]], *m.span(), m["name"].isupper()) for m in self._short_form.finditer(text)]
        end = 0
        for named in sorted(found, key=lambda n: (n.start, -n.end)):
            if named.start >= end:
                end = named.end
                yield named

    @cached_property
    def _sure_form(self) -> re.Pattern[str]:
        inside = filter(_unspaced, self._sure)
        return re.compile(rf"(?<!\w)(?P<name>{_either(self._sure)}){ENDING}(?!\w)|(?P<inside>{_either(inside)})")

    @cached_property
    def _short_form(self) -> re.Pattern[str]:
        return re.compile(rf"(?<![\w.])(?P<name>{_either(self._short)})(?:['’-][a-zəıöüğşç]{{1,4}})?(?!\w)")


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _either(names: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(names, key=lambda name: (-len(name), name)))) or "(?!)"


def _unspaced(name: str) -> bool:
    """Whether a name is in a script without blanks between words, where it stands inside of others."""
    return any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in name)


AGENCIES = Agencies()
"""The table alone."""
