"""What kind of edit a sentence underwent."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrative import labels
from narrative.claim_edits import with_claims
from narrative.claims import statements
from narrative.definition import Compiled
from narrative.labels import LABELS, coarse, judge_lone, judge_pair
from narrative.model import Document
from narrative.revisions import Version, compare

PAIRS = [
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
    ("The man is being treated in hospital.", "The man died in hospital.", "fact.event_progress", True),
    ("The man is being treated there.", "The man died after being treated there.", "fact.event_progress", True),
    ("The search for them continues.", "The search for them has ended.", "fact.event_progress", True),
    ("The president will visit the site.", "The president visited the site.", "fact.event_progress", True),
    ("The minister is expected to fly there.", "The minister has flown there.", "fact.event_progress", True),
    ("A man was killed in the crash.", "A man was injured in the crash.", "fact.event_progress", True),
    ("Поиски продолжаются у берега.", "Поиски у берега завершены.", "fact.event_progress", True),
    ("Мужчина ранен, он в больнице.", "Мужчина скончался в больнице.", "fact.event_progress", True),
    ("Axtarış işləri davam edir.", "Axtarış işləri başa çatıb.", "fact.event_progress", True),
    ("Arama çalışmaları sürüyor.", "Arama çalışmaları tamamlandı.", "fact.event_progress", True),
    ("Die Suche an der Küste läuft.", "Die Suche an der Küste ist abgeschlossen.", "fact.event_progress", True),
    ("The jet fell to the ground near…", "The jet fell to the ground near the sea and burned out.", "style.truncation", False),
    ("The jet fell to the ground near the sea.", "The jet fell to the… Read more", "style.truncation", False),
    ("Officials said it was hit.", "Witnesses said it was hit.", "attribution.changed", True),
    ("He said that it was hit.", "He says that it was hit.", "style.wording", False),
    ("A plane fell down near a lake.", "A jet dropped close to a lake.", "rewrite", False),
    ("Plane Crashes Near City", "Plane crashes near city", "style.format", False),
    ("A PLANE CRASHED near city", "A plane crashed near city", "fact.entity", True),
    ("Labour has announced big changes", "LABOUR HAS ANNOUNCED big changes", "style.format", False),
    ("The Plane Sent To Us By Them", "The plane sent to US by them", "fact.entity", True),
    ("It carried 6,000 litres.", "It carried 6000 litres.", "style.format", False),
    ("Aged 28-30 they were 50 % of all.", "Aged 28 - 30 they were 50% of all.", "style.format", False),
    ("The minister said on the phone that it fell.", "The minister told them on the phone that it fell.", "style.wording", False),
]


@pytest.mark.parametrize(("before", "after", "label", "material"), PAIRS)
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


SAME_THINGS = [
    ("Two people died there.", "2 people died there."),
    ("It killed twenty-nine of them.", "It killed 29 of them."),
    ("It burned 5 percent of it.", "It burned 5% of it."),
    ("It cost $50 a head.", "It cost 50 dollars a head."),
    ("They got 1.5 million a year.", "They got 1,500,000 a year."),
    ("It flew on Dec. 25 at dawn.", "It flew on 25 December at dawn."),
    ("It flew on December 25 at dawn.", "It flew on 25th December at dawn."),
    ("Рейс выполнялся 25 декабря утром.", "Рейс выполнялся 25-го декабря утром."),
    ("It was lost at 6:28 there.", "It was lost at 06:28 there."),
    ("It was lost at 6 pm there.", "It was lost at 18:00 there."),
    ("There were 29 survivors and 38 dead.", "There were 38 dead and 29 survivors."),
    ("Mr Putin spoke there.", "Putin spoke there."),
    ("President Putin spoke there.", "Putin spoke there."),
    ("In Aktau the jet of Embraer fell.", "The jet of Embraer fell in Aktau."),
    ("Встреча с Путиным прошла.", "Встреча Путина прошла."),
    ("Vəkil Əliyev ilə danışıb.", "Vəkil Əliyevin yanında danışıb."),
    ("Toplantıda Putin için konuşuldu.", "Toplantıda Putin'in yanında konuşuldu."),
    ("Der Flugzeug-Absturz ist und bleibt ein Rätsel.", "Der Flugzeugabsturz ist und bleibt ein Rätsel."),
    ("Das Dach des Hauses wurde zerstört und brannte.", "Das Dach von dem Hause wurde zerstört und brannte."),
    ("It did not fall there.", "It didn't fall there."),
    ("The U.S. jet fell there.", "The US jet fell there."),
    ("A reporter from Azerbaidjan came.", "A reporter from Azerbaijan came."),
]
OTHER_THINGS = [
    ("It flew on 24 December.", "It flew on 25 December."),
    ("It flew on Dec. 24.", "It flew on 25 December."),
    ("It was lost at 6:28 am.", "It was lost at 6:28 pm."),
    ("It burned 5% of it.", "It burned 5 of it."),
    ("There were 29 survivors and 38 dead.", "There were 38 survivors and 29 dead."),
    ("Самолёт летел в Иран.", "Самолёт летел в Ирак."),
    ("Das Haus wurde von der Rakete getroffen und brannte.", "Das Haus wurde von der Drohne getroffen und brannte."),
    ("It was the third attempt.", "It was the fourth attempt."),
    ("It has not come.", "It has come."),
    ("The pilots told us about it.", "The pilots told US about it."),
]


@pytest.mark.parametrize(("before", "after"), SAME_THINGS)
def test_the_same_thing_written_otherwise_is_not_material(before: str, after: str) -> None:
    for old, new in ((before, after), (after, before)):
        assert not judge_pair(old, new, frozenset({"jet", "plane"})).material


@pytest.mark.parametrize(("before", "after"), OTHER_THINGS)
def test_another_thing_is_material_however_alike_it_looks(before: str, after: str) -> None:
    for old, new in ((before, after), (after, before)):
        assert judge_pair(old, new).material


@pytest.mark.parametrize(
    ("before", "after", "evidence"),
    [
        ("At least 38 people died.", "At least 39 people died.", "38 → 39"),
        ("The plane was hit.", "The plane may have been hit.", "may"),
        ("The plane was hit, officials said.", "The plane was hit.", "said"),
        ("He met with Putin there.", "He met with Aliyev there.", "Putin → Aliyev"),
        ("The bird strike was blamed.", 'The "bird strike" was blamed.', "bird strike"),
        ("It flew on 24 December.", "It flew on 24 November.", "24 December → 24 November"),
        ("The search continues.", "The search ended.", "continues → ended"),
        ("The plane was hit.", "The plane was not hit.", "not"),
    ],
)
def test_the_words_that_decided_are_given(before: str, after: str, evidence: str) -> None:
    assert judge_pair(before, after).evidence == evidence


FAMILIES = "claim|quote|fact|attribution|hedging|bulk|background|style"


def test_every_label_that_a_rule_writes_is_in_the_list() -> None:
    modules = [module.read_text() for module in Path(labels.__file__).parent.glob("*.py")]
    written = {label for text in modules for label in re.findall(rf'"((?:{FAMILIES})\.[a-z_]+)"', text)}
    assert len(written) > 20
    assert written <= set(LABELS)


ABOUT = "The jet of Azerbaijan Airlines came from Baku. "
PASSAGE = " ".join(f"Nothing is known of {thing} yet." for thing in "tides snow rain cargo fuel wind radar birds".split())
REACHED = [
    (ABOUT + "It fell near a lake.", ABOUT + "It fell close to a lake."),
    (ABOUT + "A bird strike brought it down.", ABOUT + "No bird strike brought it down."),
    (ABOUT + "A bird strike brought the jet down.", ABOUT + "Thick fog brought the jet down."),
    (ABOUT, ABOUT + PASSAGE),
    (ABOUT + "Birds sang. Thick fog brought the jet down.", ABOUT + "Birds sang."),
    (ABOUT + "It fell. The sea was calm.", ABOUT + "The sea was calm. It fell."),
    (ABOUT + "Ada left.\nA picture of the sea", ABOUT + "Ada left."),
]


def test_every_label_of_the_list_is_reached_by_some_example(azal: Compiled) -> None:
    found = {label for _, _, label, _ in PAIRS}
    found |= {judge_lone(s, added=added).label for s in ("It is blue.", '"It is blue," she said.') for added in (True, False)}
    for one, other in REACHED:
        for before, after in ((one, other), (other, one)):
            made = (statements(Document(text), azal) for text in (before, after))
            plain = compare(Version("", before), Version("", after))
            found |= {edit.label for edit in (*plain.edits, *with_claims(plain, *made, azal.definition).edits)}
    assert found == set(LABELS)


def test_every_label_has_one_of_the_three_classes() -> None:
    assert {coarse(label) for label in LABELS} == {"fact", "style", "narrative"}
    assert all(kind.material is False for kind in LABELS.values() if kind.coarse == "style")
    with pytest.raises(KeyError):
        coarse("stealth")


VOCABULARY = 'The the plane Plane 38 39 not may Putin "hit" said , will — US us two 25 December Ирак sea. ended continues'.split()
WORDS = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=9)


@given(WORDS, WORDS)
def test_every_judgment_is_of_the_list_weighs_what_its_label_weighs_and_gives_short_evidence(before: list[str], after: list[str]) -> None:
    judged = judge_pair(" ".join(before), " ".join(after))
    weight = LABELS[judged.label].material
    assert weight is None or judged.material == weight
    assert len(judged.evidence) <= 80
    assert judged.evidence or before == after


@given(WORDS, WORDS)
def test_an_edit_weighs_the_same_in_both_directions(before: list[str], after: list[str]) -> None:
    there, back = judge_pair(" ".join(before), " ".join(after)), judge_pair(" ".join(after), " ".join(before))
    assert there.material == back.material


def test_a_whole_sentence_is_background_unless_it_is_a_notice_or_has_no_words() -> None:
    assert judge_lone("The jet was built in 2013.", added=True).label == "background.added"
    assert judge_lone("The jet was built in 2013.", added=False).label == "background.removed"
    assert judge_lone('"It fell on us," she told them.', added=True).label == "quote.added"
    assert judge_lone('"It fell on us," she told them.', added=False).label == "quote.removed"
    assert judge_lone('Correction: an earlier version of this article called it an "accident".', added=True).label == "notice"
    assert judge_lone("The pilots' union was founded in 1990.", added=True).label == "background.added"
    assert not judge_lone("* * *", added=True).material
