"""What kind of edit a sentence underwent."""

import pytest

from narrative.labels import judge_lone, judge_pair


@pytest.mark.parametrize(
    ("before", "after", "label", "material"),
    [
        ("At least 38 people died.", "At least 39 people died.", "fact.quantity", True),
        ("It flew on 24 December.", "It flew on 24 November.", "fact.quantity", True),
        ("There were 29 survivors on it.", "There were 29 victims on it.", "fact.quantity", True),
        ("The bird strike was blamed.", 'The "bird strike" was blamed.', "quote.added", True),
        ('The "bird strike" was blamed.', "The bird strike was blamed.", "quote.removed", True),
        ('He called it "a tragedy" today.', 'He called it "a crime" today.', "quote.altered", True),
        ("The plane was hit.", "The plane was hit, officials said.", "attribution.added", True),
        ("The plane was hit, officials said.", "The plane was hit.", "attribution.removed", True),
        ("The official said it was hit.", "The official admitted it was hit.", "attribution.changed", True),
        ("The plane was hit.", "The plane was apparently hit.", "hedging.weaker", True),
        ("The plane was apparently hit.", "The plane was hit.", "hedging.stronger", True),
        ("He met with Putin there.", "He met with Aliyev there.", "fact.entity", True),
        ("The plane was hit.", "The plane was not hit.", "rewrite", True),
        ("There were no, missiles.", "There were no missiles.", "rewrite", True),
        ("He should come.", "He will come.", "rewrite", True),
        ("Correction: it was 38.", "Correction: it was 39.", "notice", True),
        ("The misile fell on the ground.", "The missile fell on the ground.", "style.typo", False),
        ("The plane slowly fell to the ground.", "The plane fell to the ground slowly.", "style.reorder", False),
        ("The plane fell, and it burned.", "The plane fell and it burned.", "style.format", False),
        (
            "The aircraft quickly fell down to the ground near a lake.",
            "The plane quickly fell down to the ground near a lake.",
            "style.wording",
            False,
        ),
        ("A plane fell down near a lake.", "A jet dropped close to a lake.", "rewrite", False),
        ("Plane Crashes Near City", "Plane crashes near city", "style.format", False),
        ("A PLANE CRASHED near city", "A plane crashed near city", "fact.entity", True),
        ("Labour has announced big changes", "LABOUR HAS ANNOUNCED big changes", "style.format", False),
        ("The Plane Sent To Us By Them", "The plane sent to US by them", "fact.entity", True),
        ("It carried 6,000 litres.", "It carried 6000 litres.", "style.format", False),
        ("Aged 28-30 they were 50 % of all.", "Aged 28 - 30 they were 50% of all.", "style.format", False),
        ("The minister said on the phone that it fell.", "The minister told them on the phone that it fell.", "style.wording", False),
    ],
)
def test_a_changed_sentence_is_labelled(before: str, after: str, label: str, material: bool) -> None:
    judged = judge_pair(before, after, frozenset({"plane"}))
    assert (judged.label, judged.material) == (label, material)
    assert judged.rule


def test_who_did_what_to_whom_is_not_word_order() -> None:
    judged = judge_pair("There Russia blamed Ukraine.", "There Ukraine blamed Russia.")
    assert (judged.label, judged.material) == ("fact.entity", True)


def test_a_shifted_negation_is_material_although_the_words_are_the_same() -> None:
    judged = judge_pair("All of them were not hurt.", "Not all of them were hurt.")
    assert (judged.rule, judged.material) == ("negation", True)


@pytest.mark.parametrize(("old", "new"), [("now", "not"), ("report", "reports"), ("Iran", "Iraq"), ("hit", "hid")])
def test_another_word_is_no_slip_of_the_finger(old: str, new: str) -> None:
    assert judge_pair(f"they went {old} to the place", f"they went {new} to the place").label != "style.typo"


def test_a_whole_sentence_is_background_unless_it_is_a_notice_or_has_no_words() -> None:
    assert judge_lone("The jet was built in 2013.", added=True).label == "background.added"
    assert judge_lone("The jet was built in 2013.", added=False).label == "background.removed"
    assert judge_lone("Correction: it was 38.", added=True).label == "notice"
    assert not judge_lone("* * *", added=True).material
