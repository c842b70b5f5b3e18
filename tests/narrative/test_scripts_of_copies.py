"""Copies in scripts that have no case, no spaces, or two ways of writing one letter. The texts are words in a row: they say nothing."""

import unicodedata
from collections.abc import Callable
from random import Random

import pytest

from tests.narrative.arrivals import arrive

WORDS = {
    "az-Latin": "şəhər körpü yağış dənizçi qəza müfəttiş gəmi işçi bazar kitabxana güclü külək səhər axşam uzaq yaxın köhnə yeni ilıq",
    "az-Cyrillic": "шәһәр көрпү јағыш дәнизчи гәза мүфәттиш ҝәми ишчи базар китабхана ҝүҹлү күләк сәһәр ахшам узаг јахын көһнә јени илыг",
    "ru": "город мост дождь моряк авария инспектор корабль рабочий рынок библиотека сильный ветер утро вечер далёкий старый новый ёлка",
    "uk": "місто міст дощ моряк аварія інспектор корабель робітник ринок книгарня сильний вітер ранок вечір далекий старий їжак ґанок",
    "zh": "城市 大桥 下雨 水手 事故 检查 轮船 工人 市场 图书 强风 早晨 晚上 遥远 附近 古老 新建 高山 河流 花园 学校 医院",
    "ja": "都市 大橋 雨天 船員 ガソリン 検査 パトロール 作業 市場 図書館 強風 朝方 夕方 遠い 近く 古い 新しい ボランティア 川岸 庭園",
    "ko": "도시 다리 비바람 선원 사고 검사 여객선 노동자 시장 도서관 강풍 아침 저녁 먼곳 가까운 오래된 새로운 높은산 강변 정원",
    "th": "เมือง สะพาน ฝนตก ลูกเรือ อุบัติเหตุ ตรวจสอบ เรือใหญ่ คนงาน ตลาด ห้องสมุด ลมแรง ตอนเช้า ตอนเย็น ห่างไกล ใกล้เคียง เก่าแก่ ใหม่เอี่ยม ภูเขา",
    "ar": "مدينة جسر مطر بحار حادث مفتش سفينة عامل سوق مكتبة قوي ريح صباح مساء بعيد قريب قديم جديد كبير إلى على",
    "fa": "شهر پل باران ملوان سانحه بازرس کشتی کارگر بازار کتابخانه نیرومند باد بامداد شامگاه دور نزدیک کهنه تازه بزرگ گرم چراغ",
    "hi": "शहर पुल बारिश नाविक दुर्घटना निरीक्षक जहाज़ मज़दूर बाज़ार पुस्तकालय तेज़ हवा सुबह शाम दूर पास पुराना नया बड़ा गरम",
    "ka": "ქალაქი ხიდი წვიმა მეზღვაური ავარია ინსპექტორი გემი მუშა ბაზარი ბიბლიოთეკა ძლიერი ქარი დილა საღამო შორი ახლო ძველი ახალი დიდი",
    "hy": "քաղաք կամուրջ անձրև նավաստի վթար տեսուչ նավ բանվոր շուկա գրադարան ուժեղ քամի առավոտ երեկո հեռու մոտիկ հին նոր մեծ տաք",
    "tr": "şehir köprü yağmur denizci kaza müfettiş gemi işçi pazar kütüphane güçlü rüzgâr sabah akşam ırak yakın eski yeni büyük ılık iki",
    "he": "עיר גשר גשם מלח תאונה מפקח אונייה פועל שוק ספרייה חזק רוח בוקר ערב רחוק קרוב ישן חדש גדול חמים",
}
UNSPACED = {"zh", "ja", "th"}
DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "fa": "۰۱۲۳۴۵۶۷۸۹", "hi": "०१२३४५६७८९", "th": "๐๑๒๓๔๕๖๗๘๙"} | dict.fromkeys(
    ("zh", "ja", "ko"), "０１２３４５６７８９"
)
HALF_WIDTH = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF66, 0xFF9E)}


def passage(rng: Random, language: str, size: int) -> str:
    """Sentences of eight words and a number."""
    space = "" if language in UNSPACED else " "
    end = {"zh": "。", "ja": "。", "hi": "।", "hy": "։"}.get(language, ".")
    known = WORDS[language].split()
    return space.join(f"{space.join(rng.choices(known, k=8))}{space}{rng.randint(2, 999)}{end}" for _ in range(size))


def base(language: str) -> list[str]:
    rng = Random(language)
    return [passage(rng, language, 4) for _ in range(6)]


def as_it_was(text: list[str], language: str) -> list[str]:
    return text


def cut_to_half(text: list[str], language: str) -> list[str]:
    return text[:3]


def with_typos(text: list[str], language: str) -> list[str]:
    """One letter in a hundred is doubled."""
    rng = Random(language)
    return ["".join(c * 2 if c.isalpha() and rng.random() < 0.01 else c for c in part) for part in text]


def with_a_lead_and_local_news(text: list[str], language: str) -> list[str]:
    rng = Random(language + "local")
    return [passage(rng, language, 2), *text[:4], passage(rng, language, 3)]


def reordered(text: list[str], language: str) -> list[str]:
    return [text[n] for n in (3, 0, 5, 1, 4, 2)]


def in_other_letters(text: list[str], language: str) -> list[str]:
    """Capitals, digits of the script, letters of half the width, accents as characters of their own: whatever the script has of it."""
    found = "\n".join(text)
    if language in ("tr", "az-Latin"):
        found = found.replace("i", "İ").replace("ı", "I")
    if language == "ja":
        found = "".join(HALF_WIDTH.get(c, c) for c in unicodedata.normalize("NFD", found)).replace("\u3099", "ﾞ").replace("\u309a", "ﾟ")
    if language == "fa":
        found = found.replace("ی", "ي").replace("ک", "ك")
    if language == "he":
        found = found.replace("ש", "ש\u05c1").replace("ו", "ו\u05bc")
    return [unicodedata.normalize("NFD", found.upper()).translate(str.maketrans("0123456789", DIGITS.get(language, "0123456789")))]


COPIES: list[Callable[[list[str], str], list[str]]] = [
    as_it_was, cut_to_half, with_typos, with_a_lead_and_local_news, reordered, in_other_letters,
]  # fmt: skip


@pytest.mark.parametrize("copies", [COPIES, COPIES[::-1]], ids=["the whole text first", "the whole text last"])
def test_copies_in_every_script_join_their_own_text_and_no_other(copies: list[Callable[[list[str], str], list[str]]]) -> None:
    arrived = arrive("\n".join(change(base(language), language)) for change in copies for language in WORDS)
    rows = [arrived.clusters[n : n + len(WORDS)] for n in range(0, len(arrived.clusters), len(WORDS))]
    assert len(set(rows[0])) == len(WORDS) == 15
    assert all(row == rows[0] for row in rows)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_other_letters_for_the_same_words_are_the_same_words(language: str) -> None:
    text = base(language)
    other = in_other_letters(text, language)
    assert other != ["\n".join(text)]
    assert arrive(("\n".join(text), *other)).judged[1].relation == "exact"
