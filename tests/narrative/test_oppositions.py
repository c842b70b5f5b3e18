"""What texts hold against each other beyond numbers."""

from narrative.oppositions import AFFIRMED, DENIED, Held, Opposed, oppositions


def held(text: int, claim: str, stance: float, pole: str | None = None) -> Held:
    return Held(text, claim, claim.partition(".")[0], pole, pole is not None, stance)


def test_a_claim_that_one_text_affirms_and_another_denies_has_two_sides() -> None:
    found = oppositions([held(1, "resp.admission", 1.0), held(2, "resp.admission", -1.0), held(3, "resp.admission", 0.4)])
    sides = ((AFFIRMED, ((1, "resp.admission"), (3, "resp.admission"))), (DENIED, ((2, "resp.admission"),)))
    assert found == (Opposed("resp.admission", "resp", sides),)


def test_texts_that_all_affirm_or_all_deny_a_claim_oppose_nobody() -> None:
    assert oppositions([held(1, "a.b", 1.0), held(2, "a.b", 0.1), held(1, "a.c", -1.0), held(2, "a.c", -0.5)]) == ()


def test_texts_that_lean_to_different_poles_of_one_family_are_told_with_the_claim_that_shows_it() -> None:
    found = oppositions([held(1, "cause.leak", 0.7, "own"), held(1, "cause.storm", 0.4, "own"), held(2, "cause.collision", 1.0, "others")])
    assert found == (Opposed(None, "cause", (("others", ((2, "cause.collision"),)), ("own", ((1, "cause.leak"),)))),)


def test_a_text_that_only_mentions_another_pole_still_leans_to_its_own() -> None:
    both = [held(1, "cause.leak", 0.1, "own"), held(1, "cause.collision", 0.7, "others")]
    assert oppositions([*both, held(2, "cause.collision", 1.0, "others")]) == ()


def test_a_text_that_leans_to_no_pole_opposes_none() -> None:
    torn = [held(1, "cause.leak", 0.7, "own"), held(1, "cause.collision", 0.7, "others")]
    assert oppositions([*torn, held(2, "cause.collision", 1.0, "others")]) == ()
