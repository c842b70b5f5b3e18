"""What texts are compared by: equal words give equal numbers in any script, and every number knows where its words stand."""

import unicodedata
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from narrative.fingerprints import CONTENT_BIT, SCALES, VERSION, Sketch, sampled, size_at, sketch, sketch_all
from narrative.folding import DROPPED, GAP, letters
from narrative.words import CHUNK
from tests.narrative.arrivals import prints_at

SCRIPTS = {
    "az-Latin": "Dünən səhər İsmayıllı dağlarında güclü yağış yağdı, çay daşdı və iki kəndin körpüsü uçdu. Sakinlər deyirlər ki, suyun "
    "səviyyəsi bir saat ərzində üç metr qalxıb; ölən və ya itkin düşən yoxdur. Yolun nə vaxt açılacağı hələ bilinmir, işçilər oradadır.",
    "az-Cyrillic": "Дүнән сәһәр Исмајыллы дағларында ҝүҹлү јағыш јағды, чај дашды вә ики кәндин көрпүсү учду. Сакинләр дејирләр ки, сујун "
    "сәвијјәси бир саат әрзиндә үч метр галхыб; өлән вә ја иткин дүшән јохдур. Јолун нә вахт ачылаҹағы һәлә билинмир.",
    "ru": "Вчера утром в горах прошёл сильный дождь, река вышла из берегов и разрушила мост между двумя сёлами. Жители говорят, что вода "
    "поднялась на три метра за час; погибших и пропавших нет. Когда откроют объезд, пока неизвестно, рабочие остаются там и ночью.",
    "uk": "Учора вранці в горах пройшла сильна злива, річка вийшла з берегів і зруйнувала міст між двома селами. Мешканці кажуть, що вода "
    "піднялася на три метри за годину; загиблих і зниклих немає. Коли відкриють об’їзд, поки невідомо, робітники там і вночі.",
    "zh": "昨天早上山里下了大雨，河水漫过堤岸，冲垮了两个村子之间的桥。居民说水位在一小时内上涨了三米，没有人死亡或失踪。"
    "道路什么时候重新开放还不清楚，工人们夜里也在那里干活，村长请大家暂时不要过河。",
    "ja": "昨日の朝、山で激しい雨が降り、川があふれて二つの村をつなぐ橋が壊れました。住民によると水位は一時間で三メートル上がりましたが、"
    "死者や行方不明者はいません。道路がいつ開くかはまだわからず、ガードマンとパトカーが夜も見張りを続けています。",
    "ko": "어제 아침 산에 큰 비가 내려 강물이 넘치고 두 마을을 잇는 다리가 무너졌습니다. 주민들은 물이 한 시간 만에 삼 미터나 불어났다고 "
    "말했으며 숨지거나 실종된 사람은 없습니다. 길이 언제 다시 열릴지는 아직 알 수 없고 일꾼들은 밤에도 그곳에 남아 있습니다.",
    "th": "เมื่อวานเช้าฝนตกหนักบนภูเขา น้ำในแม่น้ำล้นตลิ่งและสะพานระหว่างสองหมู่บ้านพังลง ชาวบ้านบอกว่าน้ำสูงขึ้นสามเมตรในหนึ่งชั่วโมง "
    "ไม่มีผู้เสียชีวิตหรือสูญหาย ยังไม่รู้ว่าถนนจะเปิดอีกเมื่อไร คนงานยังอยู่ที่นั่นแม้ในเวลากลางคืน",
    "ar": "هطلت أمس أمطار غزيرة في الجبال وفاض النهر وانهار الجسر بين القريتين. ويقول السكان إن الماء ارتفع ثلاثة أمتار خلال ساعة واحدة، "
    "ولم يمت أحد ولم يفقد أحد. ولا يعرف أحد بعد متى يفتح الطريق، ويبقى العمال هناك في الليل أيضاً حتى ينتهي العمل كله.",
    "fa": "دیروز صبح باران شدیدی در کوه‌ها بارید، رودخانه طغیان کرد و پل میان دو روستا فرو ریخت. ساکنان می‌گویند آب در یک ساعت سه متر بالا "
    "آمد و کسی کشته یا ناپدید نشده است. هنوز معلوم نیست راه کی باز می‌شود و کارگران شب هم آنجا می‌مانند تا کار تمام شود.",
    "hi": "कल सुबह पहाड़ों में तेज़ बारिश हुई, नदी उफन पड़ी और दो गाँवों के बीच का पुल टूट गया। लोगों का कहना है कि पानी एक घंटे में तीन मीटर "
    "बढ़ गया; किसी की मौत नहीं हुई और कोई लापता नहीं है। सड़क कब खुलेगी यह अभी पता नहीं, मज़दूर रात में भी वहीं रहते हैं।",
    "ka": "გუშინ დილით მთაში ძლიერი წვიმა მოვიდა, მდინარე ნაპირებიდან გადმოვიდა და ორ სოფელს შორის ხიდი ჩაინგრა. მცხოვრებლები ამბობენ, რომ "
    "წყალმა ერთ საათში სამი მეტრით აიწია; დაღუპული და დაკარგული არავინაა. როდის გაიხსნება გზა, ჯერ უცნობია, მუშები ღამითაც იქ რჩებიან.",
    "hy": "Երեկ առավոտյան լեռներում ուժեղ անձրև եկավ, գետը դուրս եկավ ափերից և երկու գյուղերի միջև կամուրջը փլվեց։ Բնակիչներն ասում են, "
    "որ ջուրը մեկ ժամում երեք մետր բարձրացավ. զոհեր և անհետածներ չկան։ Ե՞րբ կբացվի ճանապարհը, դեռ հայտնի չէ, բանվորները այնտեղ են։",
    "tr": "Dün sabah dağlara şiddetli yağmur yağdı, ırmak taştı ve iki köy arasındaki köprü yıkıldı. Köylüler suyun bir saatte üç metre "
    "yükseldiğini söylüyor; ölen ya da kaybolan yok. Yolun ne zaman açılacağı henüz bilinmiyor, işçiler gece de İnceler’de.",
    "he": "אתמול בבוקר ירד גשם כבד בהרים, הנהר עלה על גדותיו והגשר בין שני הכפרים קרס. התושבים אומרים שהמים עלו שלושה מטרים בתוך שעה, "
    "ואין הרוגים או נעדרים. עדיין לא ידוע מתי תיפתח הדרך, והפועלים נשארים שם גם בלילה עד שצה״ל יביא גשר חדש.",
}
ENGLISH = "It didn't rain for long, the mayor's office said; still the “old” bridge at Fort-Lee café fell, and 1,500 people walked home. "
SPACELESS = {"zh": 8, "ja": 8, "th": 15}
ODD = st.text(
    st.one_of(
        st.sampled_from("aAiIİıßﬁéЖжёй'’`\u00ad\u200b\u0301\u0336 \n.,-−%“”½²①１Ａ한각がカｶﾞー々中〇กำ่าไมๆຳកា្កिकां़ـيىءأوևՐ՞ŉǰ\u0345ᾳ"),
        st.sampled_from("\U0001f600\U0001d400\U00010400\U00020000\ud800\udfff\U0001f1e6\ufe0f\u20e31"),
        st.characters(),
    )
)


@pytest.fixture(scope="module", autouse=True)
def _tables() -> None:
    """Made once in a process, outside of what Hypothesis times."""
    sketch("")


def alike(a: Sketch, b: Sketch) -> bool:
    """True for the same words, wherever they stand."""
    arrays = zip((a.shingles, a.lengths, a.prints), (b.shingles, b.lengths, b.prints), strict=True)
    return (a.tokens, a.scale, a.content) == (b.tokens, b.scale, b.content) and all(map(np.array_equal, *zip(*arrays, strict=True)))


def same(a: Sketch, b: Sketch) -> bool:
    return alike(a, b) and np.array_equal(a.starts, b.starts) and np.array_equal(a.ends, b.ends)


def words(text: str) -> list[str]:
    found = sketch(text)
    return [text[a:b] for a, b in zip(found.starts, found.ends, strict=True)]


def folded(text: str) -> str:
    return "".join(letter.fold for letter in letters(map(ord, text)))


@given(st.lists(ODD, max_size=8))
def test_several_texts_at_once_are_sketched_as_each_alone(texts: list[str]) -> None:
    assert all(map(same, sketch_all(texts), map(sketch, texts)))
    assert len(sketch_all(texts)) == len(texts)


def test_texts_of_several_chunks_come_back_in_their_order() -> None:
    texts = [f"{text} {n}" * (n % 5) for n in range(90) for text in SCRIPTS.values()]
    assert sum(map(len, texts)) > 2 * CHUNK
    assert all(map(same, sketch_all(texts), map(sketch, texts)))


@given(ODD)
@example("a\u0301")
@example("'a'b' ' c")
@example("กํ\u200bx")
def test_every_token_stands_where_the_sketch_says(text: str) -> None:
    found = sketch(text)
    assert len(found.starts) == len(found.ends) == found.tokens
    assert (found.starts < found.ends).all()
    assert (found.ends[:-1] <= found.starts[1:]).all()
    left = list(text)
    for start, end in zip(found.starts, found.ends, strict=True):
        left[start:end] = [" "] * (end - start)
        alone = sketch(text[start:end])
        assert alone.tokens == 1
        assert alone.content == sketch(folded(text[start:end])).content
    assert all(letter.kind == GAP or not letter.fold for letter in letters(map(ord, "".join(left))))


@given(ODD)
def test_tokens_begin_and_end_with_what_is_read(text: str) -> None:
    assert not any(letters([ord(word[at])])[0].kind == DROPPED for word in words(text) for at in (0, -1))


@given(ODD)
def test_a_shingle_is_that_of_its_tokens_alone(text: str) -> None:
    found = sketch(text)
    assert len(found.lengths) == len(found.shingles) <= found.tokens
    for at, length in enumerate(found.lengths.tolist()):
        part = sketch(text[found.starts[at] : found.ends[at + length - 1]])
        assert part.tokens == length
        assert part.shingles[:1] == found.shingles[at]


@given(ODD, ODD)
def test_what_is_put_around_a_text_leaves_its_shingles(before: str, after: str) -> None:
    inner = ENGLISH + SCRIPTS["ja"] + SCRIPTS["th"]
    assert set(sketch(inner).shingles.tolist()) <= set(sketch(f"{before}\n{inner}\n{after}").shingles.tolist())


@given(st.lists(st.sampled_from(["rain", "fell", "on", "the", "bridge", "中", "ก"]), max_size=500))
def test_a_coarser_scale_samples_a_part_of_a_finer_one(of: list[str]) -> None:
    found = sketch(" ".join(of))
    assert found.scale == next(scale for least, scale in SCALES if len(found.shingles) >= least)
    assert np.array_equal(found.prints, prints_at(found, found.scale))
    for fine, coarse in pairwise((1, 2, 4, 8, 16, 32)):
        assert set(prints_at(found, coarse).tolist()) <= set(prints_at(found, fine).tolist())
        assert size_at(found, coarse) == len(prints_at(found, coarse))
        assert (sampled(found.shingles, fine) | ~sampled(found.shingles, coarse)).all()
    assert sampled(found.shingles, 1).all()


def test_one_shingle_in_so_many_is_sampled() -> None:
    found = sketch(" ".join(f"word{n}" for n in range(64_000)))
    assert found.scale == 32
    assert 1_850 <= len(found.prints) <= 2_150
    assert (np.diff(found.prints) > 0).all()
    assert 0 <= found.prints[0] <= found.prints[-1] < 1 << 32


@pytest.mark.parametrize(("finer", "coarser"), [*pairwise(reversed(SCALES))])
def test_shorter_texts_are_sampled_more_finely(finer: tuple[int, int], coarser: tuple[int, int]) -> None:
    least, scale = coarser
    assert scale == 2 * finer[1]
    assert [sketch("word " * (n + 4)).scale for n in (least - 1, least)] == [finer[1], scale]


@pytest.mark.parametrize("script", SCRIPTS)
def test_half_a_text_keeps_its_shingles(script: str) -> None:
    text = SCRIPTS[script]
    whole = sketch(text)
    for begin, end in ((0, whole.tokens // 2), (whole.tokens // 2, whole.tokens)):
        part = sketch(text[whole.starts[begin] : whole.ends[end - 1]])
        assert part.tokens == end - begin
        assert len(part.shingles) == part.tokens - SPACELESS.get(script, 5) + 1 > 0
        assert np.array_equal(part.shingles, whole.shingles[begin : begin + len(part.shingles)])
        assert set(prints_at(part, 2).tolist()) <= set(prints_at(whole, 2).tolist())


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("change", [str.upper, str.lower, str.casefold, str.title])
def test_case_does_not_count_in_any_script(script: str, change: type[str.upper]) -> None:
    assert alike(sketch(change(SCRIPTS[script])), sketch(SCRIPTS[script]))


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_how_accents_are_encoded_does_not_count(script: str, form: str) -> None:
    assert alike(sketch(unicodedata.normalize(form, SCRIPTS[script])), sketch(SCRIPTS[script]))


@pytest.mark.parametrize("script", SCRIPTS)
def test_another_word_makes_another_content_in_any_script(script: str) -> None:
    at = sketch(SCRIPTS[script]).starts[3]
    other = SCRIPTS[script][:at] + "x " + SCRIPTS[script][at:]
    assert sketch(other).content != sketch(SCRIPTS[script]).content


def test_scripts_share_no_shingles() -> None:
    every = [hash_ for text in SCRIPTS.values() for hash_ in set(sketch(text).shingles.tolist())]
    assert len(every) == len(set(every)) > 700


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


@pytest.mark.parametrize(
    "copy",
    [
        ENGLISH.upper(),
        wide(ENGLISH),
        ENGLISH.replace("'", "’"),
        ENGLISH.replace("“", '"').replace("”", '"'),
        ENGLISH.replace("é", "e"),
        ENGLISH.replace("é", "e\u0301"),
        ENGLISH.replace("bridge", "bri\u00addge").replace("mayor", "may\u200bor"),
        ENGLISH.replace("-", "\u2011").replace(" ", "\u00a0\n"),
        ENGLISH.replace("office", "oﬃce"),
        ENGLISH.replace("1,500", "١٬٥٠٠"),
        ENGLISH.replace("fell", "𝐟𝐞𝐥𝐥") + "😀",
    ],
)
def test_typography_does_not_count(copy: str) -> None:
    assert alike(sketch(copy), sketch(ENGLISH))


@pytest.mark.parametrize("other", [ENGLISH.replace("1,500", "1,501"), ENGLISH + "Reuters", ENGLISH.replace("old", "ol d"), ENGLISH[3:]])
def test_another_word_number_or_order_does(other: str) -> None:
    assert sketch(other).content != sketch(ENGLISH).content


@pytest.mark.parametrize("spelled", ["I İ ı i", "ẞ ß ss SS", "ς σ Σ", "е ё Ё", "й и", "ي ى ی", "７ 7 ٧ ७", "և ԵՒ", "ŉ N"])
def test_letters_that_are_typed_for_each_other_are_one(spelled: str) -> None:
    assert len({sketch(letter).content for letter in spelled.split()}) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,500 or 1500, -3 or 3 %", ["1", "500", "or", "1500", "3", "or", "3"]),
        ("rock'n'roll ‘so’ it’s", ["rock'n'roll", "so", "it’s"]),
        ("café\u0301's e\u0301\u0302' x", ["café\u0301's", "e\u0301\u0302", "x"]),
        ("日本のABC社が3月", ["日", "本", "の", "ABC", "社", "が", "3", "月"]),
        ("ｶﾞが\u3099", ["ｶﾞ", "が\u3099"]),
        ("ที่ abc", ["ที่", "abc"]),
        ("1️⃣ 👍🏽go 🇦🇿", ["1️⃣", "go"]),
        ("½ 1½ m²", ["½", "1½", "m²"]),
        ("a_b\ud800c", ["a", "b", "c"]),
        ('Ե՞րբ צה"ל מנכ״ל ג׳ון', ["Ե՞րբ", "צה", "ל", "מנכ", "ל", "ג׳ון"]),
    ],
)
def test_what_a_token_is(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…—!", "😀", "\u0301", "'", "\u00ad\ud800"])
def test_a_text_without_letters_has_an_empty_sketch(text: str) -> None:
    found = sketch(text)
    assert (found.tokens, found.scale, found.content) == (0, 2, sketch("").content)
    assert all(not array.size for array in (found.starts, found.ends, found.shingles, found.lengths, found.prints))


@pytest.mark.parametrize("count", [1, 4])
def test_a_text_shorter_than_a_shingle_has_content_only(count: int) -> None:
    found = sketch("word " * count)
    assert (found.tokens, len(found.shingles), len(found.prints)) == (count, 0, 0)
    assert found.content != sketch("").content


def test_letters_that_change_places_make_another_word() -> None:
    anagrams = ["listen", "silent", "enlist", "tinsel", "list en", "l'isten s", "listens"]
    assert len({sketch(word).content for word in anagrams}) == len(anagrams)


def test_a_content_hash_is_no_fingerprint() -> None:
    for text in ("", "a", *SCRIPTS.values()):
        assert sketch(text).content & CONTENT_BIT
        assert 1 << 33 <= sketch(text).content < 1 << 62


def test_types_are_those_that_are_stored() -> None:
    found = sketch(ENGLISH)
    assert [array.dtype for array in (found.starts, found.ends, found.shingles, found.lengths, found.prints)] == [
        np.int32,
        np.int32,
        np.uint64,
        np.uint8,
        np.int64,
    ]
    assert isinstance(found.content, int)
    assert isinstance(found.scale, int)


def test_every_letter_is_that_of_its_upper_and_lower_case() -> None:
    every = [chr(code) for code in range(0x11000) if unicodedata.category(chr(code))[0] == "L"]
    plain, upper, lower = sketch_all([" ".join(map(change, every)) for change in (str, str.upper, str.lower)])
    assert plain.tokens > 45_000
    assert alike(upper, plain)
    assert alike(lower, plain)


def test_a_text_of_a_megabyte_has_the_shingles_of_its_parts() -> None:
    parts = [f"{text} {n} ends here. " for n in range(340) for text in (ENGLISH, *SCRIPTS.values())]
    text = "".join(parts)
    assert len(text) > 1_000_000
    found, alone = sketch(text), sketch_all(parts)
    assert found.tokens == sum(part.tokens for part in alone)
    assert set(np.concatenate([part.shingles for part in alone]).tolist()) <= set(found.shingles.tolist())
    assert text[found.starts[-1] : found.ends[-1]] == "here"


@pytest.mark.parametrize("filler", ["a", "'", "\u0301", "ß", "한", "中", "😀", "a' ", "é\u0301x"])
def test_a_megabyte_of_one_thing_is_read_to_its_end(filler: str) -> None:
    text = "one " + filler * (1_000_000 // len(filler)) + " two"
    assert (words(text)[0], words(text)[-1]) == ("one", "two")


def test_numbers_stay_what_they_are() -> None:
    """Another algorithm needs another version, and every index a rebuild."""
    found = sketch_all((ENGLISH, SCRIPTS["ja"], SCRIPTS["th"], "Straße ﬁ 한국 😀𝐀 İ'ı", ""))
    assert VERSION == "1"
    assert [(one.tokens, one.content, int(one.shingles.sum()), prints_at(one, 2)[:2].tolist()) for one in found] == [
        (24, 3713379482652130478, 6378100862260233393, [157567098, 500762481]),
        (110, 2024131001512956644, 12496900441564012864, [7481357, 45505104]),
        (161, 1167916636197197907, 4601859857624569925, [88524142, 117170680]),
        (5, 1638375160517929521, 16265590610306531906, []),
        (0, CONTENT_BIT, 0, []),
    ]
