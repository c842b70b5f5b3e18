"""What a copy kept, changed, cut and added; and whether it followed when its origin was corrected."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative.passages import Fate, carries, passages

ORIGIN = (
    "The bridge over the strait was closed on Monday. Inspectors had found cracks in two of its cables.\n"
    "Lorries were sent over the old ferry. Queues reached the outskirts by noon. Nobody was hurt.\n"
    "The town was built around the crossing, and shops expect a quiet week."
)


def told(origin: str, copy: str) -> list[tuple[Fate, str, str]]:
    """Each passage with its words in the copy and in the origin."""
    return [
        (p.fate, copy[p.start : p.end] if p.end else "", origin[p.origin_start : p.origin_end] if p.origin_end else "")
        for p in passages(origin, copy)
    ]


def test_the_fate_of_every_sentence_is_told_in_the_copys_order_and_cuts_stand_where_they_were() -> None:
    copy = (
        "NORTHPORT: The bridge over the strait was closed on Monday. Inspectors had found cracks in three of its cables.\n"
        "Lorries were sent over the old ferry. Nobody was hurt. The mayor has asked for soldiers to build another one beside it."
    )
    assert told(ORIGIN, copy) == [
        (Fate.CHANGED, "NORTHPORT: The bridge over the strait was closed on Monday.", "The bridge over the strait was closed on Monday."),
        (Fate.CHANGED, "Inspectors had found cracks in three of its cables.", "Inspectors had found cracks in two of its cables."),
        (Fate.KEPT, "Lorries were sent over the old ferry.", "Lorries were sent over the old ferry."),
        (Fate.CUT, "", "Queues reached the outskirts by noon."),
        (Fate.KEPT, "Nobody was hurt.", "Nobody was hurt."),
        (Fate.CUT, "", "The town was built around the crossing, and shops expect a quiet week."),
        (Fate.ADDED, "The mayor has asked for soldiers to build another one beside it.", ""),
    ]


def test_lines_that_did_not_change_are_told_by_their_sentences() -> None:
    assert [fate for fate, *_ in told(ORIGIN, ORIGIN)] == [Fate.KEPT] * 6


def test_typography_changes_nothing_and_the_first_sentence_can_be_cut() -> None:
    copy = ORIGIN.replace("town", "town\u00a0").replace("The bridge over the strait was closed on Monday. ", "")
    assert [fate for fate, *_ in told(ORIGIN, copy)] == [Fate.CUT, *[Fate.KEPT] * 5]


def test_a_sentence_in_another_place_moved() -> None:
    copy = "Nobody was hurt.\n" + ORIGIN.replace(" Nobody was hurt.", "")
    assert told(ORIGIN, copy)[0] == (Fate.MOVED, "Nobody was hurt.", "Nobody was hurt.")


def test_nothing_of_an_empty_text_is_kept() -> None:
    assert {p.fate for p in passages(ORIGIN, "")} == {Fate.CUT}
    assert {p.fate for p in passages("", ORIGIN)} == {Fate.ADDED}
    assert passages("", "") == ()


_TEXTS = st.lists(
    st.sampled_from([s.strip() + "." for s in ORIGIN.replace("\n", " ").split(".") if s.strip()] + ["Rain fell.", "\n"]), max_size=9
).map(" ".join)


@given(_TEXTS, _TEXTS)
def test_every_code_point_of_both_texts_belongs_to_one_passage(origin: str, copy: str) -> None:
    found = passages(origin, copy)
    for text, spans in ((copy, [(p.start, p.end) for p in found]), (origin, [(p.origin_start, p.origin_end) for p in found])):
        covered = "".join(text[a:b] for a, b in sorted(span for span in spans if span != (None, None)))
        assert covered.replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")


@given(_TEXTS, _TEXTS)
def test_the_words_that_are_cut_one_way_are_added_the_other(origin: str, copy: str) -> None:
    cut = sorted(words for fate, _, words in told(origin, copy) if fate is Fate.CUT)
    assert cut == sorted(words for fate, words, _ in told(copy, origin) if fate is Fate.ADDED)


BEFORE, BEHIND = "The strait was calm that morning. Few people were about. ", " Boats came to help. The weather was fine."

CORRECTIONS = [
    ("At least 38 people drowned when the ferry sank near Northport, officials said.", "38", "39"),
    ("The ferry left Northport for the islands at 06:28 local time.", "06:28", "06:40"),
    ("No flares were fired from the ferry, the ministry said.", "No flares", "Flares"),
    ("The ferry had hit a mine, the ministry said.", "had hit", "may have hit"),
    ("The harbour master Ivan Doe opened the gate too late.", "Ivan Doe", "Oleg Roe"),
    ("The ferry carried 67 people from Northport to the islands.", "Northport to the islands", "the islands to Northport"),
    (
        "The bridge was shut because inspectors had found cracks in its main cable.",
        "found cracks in its main cable",
        "noticed damage to a bearing",
    ),
    ("По предварительным данным, утонули 38 человек, сообщили в министерстве.", "38", "41"),
    ("Ракеты не попали в паром, заявил министр обороны.", "не попали", "попали"),
    ("Капитан Иванов вышел в море без разрешения.", "Иванов", "Петров"),
    ("Qəza nəticəsində 38 nəfər həlak olub, nazirlik bildirib.", "38", "41"),
    ("Bərə sahildən raketlə vurulub, nazirlik bildirib.", "vurulub", "vurulmayıb"),
    ("Kazada 38 kişi hayatını kaybetti, 29 kişi kurtuldu.", "38 kişi hayatını kaybetti, 29", "29 kişi hayatını kaybetti, 38"),
    ("Feribot limandan saat 06:28'de ayrıldı.", "06:28", "06:40"),
]


@pytest.mark.parametrize(("sentence", "old", "new"), CORRECTIONS)
def test_a_copy_carries_the_old_sentence_until_it_has_the_new_one(sentence: str, old: str, new: str) -> None:
    assert sentence.count(old) == 1
    corrected = sentence.replace(old, new)
    assert carries(BEFORE + sentence + BEHIND, sentence, corrected)
    assert not carries(BEFORE + corrected + BEHIND, sentence, corrected)
    assert not carries(BEFORE + BEHIND, sentence, corrected)
    assert not carries(BEFORE + sentence + BEHIND + " " + corrected, sentence, corrected)
    assert carries(BEFORE + corrected + BEHIND, corrected, sentence)


SINKING, REPORT, CRASH = (CORRECTIONS[n][0] for n in (0, 7, 10))
LONG = (
    "Boats searched all night in heavy seas while families waited on the quay, and at least 38 people drowned when the ferry sank "
    "near Northport, officials said, adding that divers would be back at dawn to look for more of those who had been on board."
)


@pytest.mark.parametrize(
    ("said", "sentence", "old", "new"),
    [
        ("At least 38 people drowned when the ferry “Nord” sank near Northport, officials told reporters.", SINKING, "38", "39"),
        ("Thirty-eight people drowned near Northport.", "38 people drowned near Northport.", "38", "39"),
        ("The ferry carried 6 000 crates.", "The ferry carried 6,000 crates.", "6,000", "7,000"),
        ("По данным на вечер, утонули 38 человек, сообщили «Порту» в министерстве.", REPORT, "38", "41"),
        ("Dünən qəza nəticəsində 38 nəfər həlak olub, nazirlik bildirib.", CRASH, "38", "41"),
        (LONG, SINKING, "38", "39"),
    ],
)
def test_small_edits_another_spelling_and_a_longer_sentence_around_do_not_hide_it(said: str, sentence: str, old: str, new: str) -> None:
    corrected = sentence.replace(old, new)
    assert carries(BEFORE + said + BEHIND, sentence, corrected)
    assert not carries(BEFORE + said + BEHIND, corrected, sentence)


def test_a_third_version_is_neither() -> None:
    old, new = (CORRECTIONS[0][0].replace("38", n) for n in ("38", "39"))
    assert not carries(BEFORE + CORRECTIONS[0][0].replace("38", "40") + BEHIND, old, new)


def test_a_sentence_that_was_taken_out_is_carried_where_it_is_still_said() -> None:
    sentence = "At least 38 people drowned when the ferry sank, the ministry said."
    assert carries(BEFORE + sentence.replace("ministry", "navy ministry") + BEHIND, sentence, "")
    assert not carries(BEFORE + sentence.replace("38", "39") + BEHIND, sentence, "")
    assert not carries(BEFORE + sentence.replace("the ministry said", "the ministry denied") + BEHIND, sentence, "")
    assert not carries(BEFORE + BEHIND, sentence, "")


def test_nothing_was_said_before_a_sentence_that_was_only_added() -> None:
    assert not carries(BEFORE, "", "At least 38 people drowned.")
    assert not carries(BEFORE, BEFORE, BEFORE)


def test_a_passage_of_several_sentences_is_looked_for_as_one() -> None:
    old = "The ferry sank at noon. At least 38 people drowned in the strait."
    assert carries(BEFORE + old + BEHIND, old, old.replace("38", "39"))
    assert not carries(BEFORE + old.replace("38", "39") + BEHIND, old, old.replace("38", "39"))
