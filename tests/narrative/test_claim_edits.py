"""Which edits made, unmade, turned or exchanged a claim."""

from dataclasses import replace

import pytest

from narrative.claim_edits import with_claims
from narrative.claims import statements
from narrative.definition import Compiled
from narrative.model import Action, Comparison, Document
from narrative.revisions import Version, compare

LEAD = "The plane of Azerbaijan Airlines was on its way from Baku. "
TAIL = " The sea was calm that morning, and the wind came from the west."
BIRD = "A bird strike brought the plane down near the coast."
NO_BIRD = "No bird strike brought the plane down near the coast."
FOG = "Thick fog brought the plane down near the coast."
NOBODY = "Nobody brought the plane down near the coast."


def judged(before: Version, after: Version, azal: Compiled) -> Comparison:
    made = (statements(Document(version.text, version.headline), azal) for version in (before, after))
    return with_claims(compare(before, after), *made, azal.definition)


def body(text: str) -> Version:
    return Version("The crash", LEAD + text + TAIL)


@pytest.mark.parametrize(
    ("before", "after", "label", "evidence"),
    [
        (BIRD, NO_BIRD, "claim.reversed", "cause.bird_strike"),
        (NO_BIRD, BIRD, "claim.reversed", "cause.bird_strike"),
        (BIRD, FOG, "claim.replaced", "cause.weather"),
        (NOBODY, FOG, "claim.added", "cause.weather"),
        (FOG, NOBODY, "claim.removed", "cause.weather"),
    ],
)
def test_an_edit_that_changes_a_claim_says_how(azal: Compiled, before: str, after: str, label: str, evidence: str) -> None:
    (edit,) = judged(body(before), body(after), azal).edits
    assert (edit.label, edit.coarse, edit.material, edit.rule) == (label, "fact", True, "ledger")
    assert evidence in edit.evidence
    assert len(edit.evidence) <= 80


def test_a_sentence_that_comes_or_goes_with_its_claim_is_the_claims(azal: Compiled) -> None:
    with_fog, without = body(FOG + " It was dark."), body("It was dark.")
    assert [e.label for e in judged(without, with_fog, azal).edits] == ["claim.added"]
    assert [e.label for e in judged(with_fog, without, azal).edits] == ["claim.removed"]


def test_a_claim_that_moved_to_another_sentence_is_no_change(azal: Compiled) -> None:
    before = body("They spoke about the causes of it on Friday. " + FOG)
    after = body("The causes of it were discussed once again in Baku: thick fog brought the plane down near the coast.")
    found = judged(before, after, azal)
    assert found.edits
    assert not [e for e in found.edits if e.label.startswith("claim.")]


def test_a_claim_that_still_stands_elsewhere_was_not_removed(azal: Compiled) -> None:
    before = body(FOG + " So the captain said that thick fog covered the runway.")
    found = judged(before, body(FOG), azal)
    assert [(e.action, e.label.startswith("claim.")) for e in found.edits] == [(Action.REMOVED, False)]


def test_a_headline_loses_a_claim_that_the_body_keeps(azal: Compiled) -> None:
    before, after = (Version(title, LEAD + BIRD + TAIL) for title in ("Bird strike brought plane down", "Plane came down near the coast"))
    assert [e.label for e in judged(before, after, azal).edits] == ["claim.removed"]


def test_another_number_stays_a_quantity(azal: Compiled) -> None:
    found = judged(body("The crash killed 38 people."), body("The crash killed 39 people."), azal)
    assert [e.label for e in found.edits] == ["fact.quantity"]


def test_a_notice_stays_a_notice(azal: Compiled) -> None:
    found = judged(body("It was dark."), body("It was dark. Correction: no bird strike brought the plane down near the coast."), azal)
    assert "notice" in {e.label for e in found.edits}


def test_no_edit_is_invented_and_none_loses_its_weight(azal: Compiled) -> None:
    before, after = body(BIRD + " The crash killed 38 people."), body(FOG + " The crash killed 39 people.")
    plain, found = compare(before, after), judged(before, after, azal)
    assert [(e.action, e.before_span, e.after_span) for e in plain.edits] == [(e.action, e.before_span, e.after_span) for e in found.edits]
    assert all(new.material for old, new in zip(plain.edits, found.edits, strict=True) if old.material)
    assert with_claims(plain, (), (), azal.definition) == plain


def test_a_wording_that_exchanged_a_claim_makes_the_comparison_material(azal: Compiled) -> None:
    before, after = body("A flock of birds hit the plane."), body("A missile hit the plane.")
    plain = compare(before, after)
    light = replace(plain, material=False, edits=tuple(replace(e, material=False) for e in plain.edits))
    made = (statements(Document(version.text), azal) for version in (before, after))
    assert with_claims(light, *made, azal.definition).material
