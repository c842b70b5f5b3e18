"""What a text claims, how firmly, about whom and in whose words."""

import pytest

from narrative.claims import statements
from narrative.definition import Compiled
from narrative.model import Certainty, Document, Part, Polarity, Statement

A, N = Polarity.AFFIRM, Polarity.NEGATE


def made(text: str, incident: Compiled) -> list[Statement]:
    return [s for s in statements(Document(text), incident) if s.value is None]


def only(text: str, claim: str, incident: Compiled) -> Statement:
    (found,) = [s for s in made(text, incident) if s.claim == claim]
    return found


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("A Russian anti-aircraft missile hit the jet.", "cause.air_defence"),
        ("The airliner had been downed by Russian air defences.", "cause.air_defence"),
        ("A warhead exploded beside the plane.", "cause.near_detonation"),
        ("The jet had collided with birds.", "cause.bird_strike"),
        ("Thick fog covered the runway.", "cause.weather"),
        ("Engine failure brought it down.", "cause.technical_fault"),
        ("The pilots made a grave mistake.", "cause.pilot_error"),
        ("An oxygen cylinder had exploded in the cabin.", "cause.oxygen_cylinder"),
        ("GPS signals were jammed over Chechnya.", "cause.jamming"),
        ("Air defences fired on the plane by mistake.", "cause.mistake"),
        ("The shooting was deliberate.", "cause.intent"),
        ("Ukrainian drones were over Grozny.", "cause.drone_context"),
        ("Putin has apologised.", "resp.apology"),
        ("The president accepted responsibility.", "resp.admission"),
        ("Moscow rejected the accusations.", "resp.denial"),
        ("Putin offered his condolences.", "resp.condolences"),
        ("The families will be paid compensation.", "action.compensation"),
        ("Prosecutors opened a criminal case.", "action.investigation"),
        ("Aliyev demanded that Moscow acknowledge its guilt.", "demand.acknowledgement"),
        ("There were holes in the tail.", "evidence.fuselage_damage"),
        ("The system was a Pantsir.", "evidence.pantsir"),
        ("Fragments of a missile were found in the wreck.", "evidence.missile_fragments"),
        ("Both black boxes were recovered.", "evidence.black_boxes"),
        ("Российская ракета попала в самолёт.", "cause.air_defence"),
        ("Ракета взорвалась рядом с самолётом.", "cause.near_detonation"),
        ("Самолёт столкнулся со стаей птиц.", "cause.bird_strike"),
        ("Над аэропортом стоял густой туман.", "cause.weather"),
        ("Произошёл отказ двигателя.", "cause.technical_fault"),
        ("В салоне взорвался баллон с кислородом.", "cause.oxygen_cylinder"),
        ("Ошибка пилота привела к катастрофе.", "cause.pilot_error"),
        ("Путин принёс извинения.", "resp.apology"),
        ("Президент признал ответственность.", "resp.admission"),
        ("Кремль отверг обвинения.", "resp.denial"),
        ("Следователи возбудили уголовное дело.", "action.investigation"),
        ("Чёрные ящики найдены.", "evidence.black_boxes"),
    ],
)
def test_a_claim_is_found_in_plain_news_prose(azal: Compiled, text: str, claim: str) -> None:
    assert only(text, claim, azal).polarity is A


@pytest.mark.parametrize(
    "text",
    [
        "Putin indeed confirmed a technical failure in their defensive response.",
        "It was lost in the fog of war.",
        "MH17 was hit by a Buk missile.",
        "In 2020 Iran said that its missile had shot down the airliner by mistake.",
        "A Jeju Air plane crashed after a bird strike.",
        "ALSO READ: Why a missile hit the plane",
        "Читайте также: Ракета попала в самолёт",
    ],
)
def test_what_belongs_elsewhere_is_no_cause(azal: Compiled, text: str) -> None:
    accidents = {"cause.technical_fault", "cause.weather", "cause.bird_strike"}
    assert not [s for s in made(text, azal) if s.claim in {"cause.air_defence", "cause.mistake", *accidents}]


def test_another_incident_stays_the_subject_for_two_sentences_until_this_one_is_named(azal: Compiled) -> None:
    text = "MH17 was shot down. A missile hit the plane. The Azerbaijan Airlines jet crashed after a missile hit it."
    assert [s.start > text.index("Azerbaijan") for s in made(text, azal) if s.claim == "cause.air_defence"] == [True]


def test_an_anchor_nearer_than_the_other_incident_keeps_the_statement(azal: Compiled) -> None:
    text = "Years after MH17, the Azerbaijan Airlines plane that crashed was hit by a missile."
    assert only(text, "cause.air_defence", azal).polarity is A


@pytest.mark.parametrize(
    ("text", "polarity", "certainty"),
    [
        ("A missile hit the plane.", A, Certainty.ASSERTED),
        ("A missile hit the plane, officials said.", A, Certainty.ATTRIBUTED),
        ("According to Aliyev, a missile hit the plane.", A, Certainty.ATTRIBUTED),
        ("A missile may have hit the plane.", A, Certainty.HEDGED),
        ("The crash is now linked to a missile that hit the plane.", A, Certainty.HEDGED),
        ("Officials suspect that a missile hit the plane.", A, Certainty.HEDGED),
        ("Did a missile hit the plane?", A, Certainty.QUESTIONED),
        ("It is unclear whether a missile hit the plane.", A, Certainty.QUESTIONED),
        ("The Kremlin denied that a missile had hit the plane.", N, Certainty.DENIED),
        ("No missile hit the plane.", N, Certainty.DENIED),
        ("The plane was not shot down.", N, Certainty.DENIED),
        ("Rather than a missile hitting the plane, it was fog.", N, Certainty.DENIED),
        ("Not only did a missile hit the plane, it burned.", A, Certainty.ASSERTED),
        ("Ракета не попала в самолёт.", N, Certainty.DENIED),
        ("Возможно, ракета попала в самолёт.", A, Certainty.HEDGED),
        ("Ракета попала в самолёт, сообщили чиновники.", A, Certainty.ATTRIBUTED),
        ("Кремль отрицает, что ракета попала в самолёт.", N, Certainty.DENIED),
        ("Неясно, попала ли ракета в самолёт.", A, Certainty.QUESTIONED),
    ],
)
def test_polarity_and_certainty_follow_the_cues(azal: Compiled, text: str, polarity: Polarity, certainty: Certainty) -> None:
    found = only(text, "cause.air_defence", azal)
    assert (found.polarity, found.certainty) == (polarity, certainty)


@pytest.mark.parametrize(
    ("text", "polarity", "certainty"),
    [
        ("Investigators have not ruled out a bird strike.", A, Certainty.HEDGED),
        ("A bird strike cannot be ruled out.", A, Certainty.HEDGED),
        ("A bird strike was ruled out.", N, Certainty.DENIED),
        ("The airline withdrew its statement about a bird strike.", N, Certainty.DENIED),
        ("There is no evidence of a bird strike.", N, Certainty.DENIED),
        ("Следователи не исключают столкновение с птицами.", A, Certainty.HEDGED),
        ("Авиакомпания отозвала версию о столкновении с птицами.", N, Certainty.DENIED),
    ],
)
def test_what_only_looks_like_a_negation_leaves_the_matter_open(
    azal: Compiled, text: str, polarity: Polarity, certainty: Certainty
) -> None:
    found = only(text, "cause.bird_strike", azal)
    assert (found.polarity, found.certainty) == (polarity, certainty)


@pytest.mark.parametrize(
    ("text", "claim", "source"),
    [
        ("Azerbaijan Airlines said a bird strike was the cause.", "cause.bird_strike", "azal"),
        ("A bird strike was the cause, said Rosaviatsia.", "cause.bird_strike", "rosaviatsia"),
        ("According to the Kremlin, drones attacked the city.", "cause.drone_context", "kremlin"),
        ("Причиной стало столкновение с птицами, сообщила Росавиация.", "cause.bird_strike", "rosaviatsia"),
        ("По словам Алиева, ракета попала в самолёт.", "cause.air_defence", "aliyev"),
        ("Sources in Baku told reporters that a missile hit the plane.", "cause.air_defence", None),
    ],
)
def test_the_source_is_who_says_it(azal: Compiled, text: str, claim: str, source: str | None) -> None:
    found = only(text, claim, azal)
    assert (found.certainty, found.source) == (Certainty.ATTRIBUTED, source)


def test_actor_and_source_are_two_things(azal: Compiled) -> None:
    found = only("Aliyev said Russian air defences hit the plane.", "cause.air_defence", azal)
    assert (found.source, found.actor) == ("aliyev", "russia")


def test_a_pronoun_stands_for_the_person_named_last(azal: Compiled) -> None:
    found = only("Aliyev met reporters in Baku. He said a missile hit the plane.", "cause.air_defence", azal)
    assert found.source == "aliyev"


def test_a_headline_names_its_source_at_its_edge(azal: Compiled) -> None:
    (found,) = statements(Document("", "Missile hit plane - Kremlin"), azal)
    assert (found.part, found.source, found.certainty) == (Part.HEADING, "kremlin", Certainty.ATTRIBUTED)


@pytest.mark.parametrize("text", ["Russia must apologise.", "Aliyev expects Russia to apologise.", "Россия должна извиниться."])
def test_a_demanded_apology_is_no_apology(azal: Compiled, text: str) -> None:
    assert [s.claim for s in made(text, azal)] == ["demand.acknowledgement"]


def test_an_act_is_told_of_whom_it_is_done_by_and_needs_no_source(azal: Compiled) -> None:
    found = only("Putin apologised to Aliyev.", "resp.apology", azal)
    assert (found.actor, found.source, found.certainty) == ("putin", None, Certainty.ASSERTED)


def test_the_admission_of_a_matter_is_an_act_and_the_matter_is_attributed(azal: Compiled) -> None:
    text = "Putin admitted that Russian missiles had exploded near the plane."
    assert only(text, "resp.admission", azal).certainty is Certainty.ASSERTED
    matter = only(text, "cause.near_detonation", azal)
    assert (matter.certainty, matter.source) == (Certainty.ATTRIBUTED, "putin")


@pytest.mark.parametrize("text", ["Putin did not apologise.", "Putin refused to apologise.", "Путин не извинился."])
def test_an_act_not_done_is_negated(azal: Compiled, text: str) -> None:
    assert only(text, "resp.apology", azal).polarity is N


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("At first a bird strike was blamed.", "superseded"),
        ("Early reports spoke of a bird strike.", "superseded"),
        ("Первоначально говорили о столкновении с птицами.", "superseded"),
        ("Early reports spoke of fog but now a bird strike is blamed.", "current"),
    ],
)
def test_what_was_said_at_first_is_superseded_up_to_a_but(azal: Compiled, text: str, time: str) -> None:
    assert only(text, "cause.bird_strike", azal).time == time


def test_a_direct_hit_denied_does_not_deny_air_defence(azal: Compiled) -> None:
    found = made("The missiles did not hit the plane directly but exploded nearby.", azal)
    assert [(s.claim, s.polarity) for s in found] == [("cause.direct_hit", N), ("cause.near_detonation", A)]


def test_speech_is_quoted_and_a_name_in_quotes_is_not(azal: Compiled) -> None:
    assert only("“We know that a missile hit the plane,” he said.", "cause.air_defence", azal).quoted
    assert not only("Ракета «Панцирь-С» попала в самолёт.", "cause.air_defence", azal).quoted


def test_spans_hold_exactly_and_the_heading_comes_first(azal: Compiled) -> None:
    document = Document("«Панцирь» – так он назвал ракету.\nA bird strike?", "Bird strike or missile: “Pantsir” hit the plane")
    found = statements(document, azal)
    assert [s.part for s in found] == sorted((s.part for s in found), key=[Part.HEADING, Part.BODY].index)
    assert {s.part for s in found} == {Part.HEADING, Part.BODY}
    for s in found:
        assert (document.title if s.part is Part.HEADING else document.text)[s.start : s.end] == s.text


def test_blanks_that_an_editor_left_part_no_phrase(azal: Compiled) -> None:
    text = "На \u00a0борту\u2009 лайнера  находились 67 человек.  The aircraft  collided with\t birds."
    rows = statements(Document(text, "Plane was  shot \u00a0down"), azal)
    assert [(s.claim, s.text) for s in rows] == [
        ("cause.air_defence", "Plane was  shot \u00a0down"),
        ("qty.aboard", "На \u00a0борту\u2009 лайнера  находились 67"),
        ("cause.bird_strike", "collided with\t birds"),
    ]
    assert all(text[s.start : s.end] == s.text for s in rows if s.part is Part.BODY)


def test_one_sentence_makes_a_claim_once(azal: Compiled) -> None:
    assert len(made("A missile hit the plane and the missile hit the plane.", azal)) == 1


def test_a_text_that_begins_with_another_incident_speaks_of_it_until_this_one_is_named(azal: Compiled) -> None:
    other = "A Jeju Air jet overran the runway. It was cold. It was early. Nobody spoke. A bird strike was blamed. "
    assert made(other, azal) == []
    own = "Days before, an Azerbaijan Airlines plane had crashed after a bird strike."
    assert only(other + own, "cause.bird_strike", azal).start > len(other)


def test_an_admission_not_made_does_not_deny_the_matter(azal: Compiled) -> None:
    text = "It stopped short of an admission that a missile had hit the plane."
    assert only(text, "resp.admission", azal).polarity is N
    assert only(text, "cause.air_defence", azal).polarity is A


@pytest.mark.parametrize("text", ["A missile brought the aircraft down.", "Air defence suspected as airliner crashes."])
def test_the_words_of_a_claim_may_stand_apart(azal: Compiled, text: str) -> None:
    assert only(text, "cause.air_defence", azal).polarity is A


def test_a_negation_inside_a_pattern_counts(azal: Compiled) -> None:
    assert only("The missile did not bring the aircraft down.", "cause.air_defence", azal).polarity is N


def test_a_page_without_marks_is_read_in_pieces(azal: Compiled) -> None:
    text = "A missile hit the plane and it burned and " * 200
    found = [s for s in made(text, azal) if s.claim == "cause.air_defence"]
    assert 1 < len(found) < 20
    assert all(text[s.start : s.end] == s.text for s in found)
