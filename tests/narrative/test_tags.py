"""Which texts are about the incident, which mention it, and which are about another one."""

from datetime import UTC, datetime

import pytest

from narrative.definition import Compiled
from narrative.model import Decision, Document, Part
from narrative.tags import tag

OTHER = "The council spoke about the budget. Schools will open later. The mayor was pleased with the roads. "


@pytest.mark.parametrize(
    "text",
    [
        "An Azerbaijan Airlines jet with 67 people aboard has crashed near Aktau.",
        "Flight J2-8243 never reached Grozny.",
        "A passenger plane crashed in Kazakhstan on Wednesday morning.",
        "Azerbaijani officials say the airliner was shot down.",
        "Пассажирский самолёт разбился в районе Актау.",
        "Азербайджанский самолёт был сбит над Грозным.",
        "AZAL təyyarəsi qəzaya uğradı.",
    ],
)
def test_a_text_that_names_the_incident_is_primary(azal: Compiled, text: str) -> None:
    assert tag(Document(text), azal).decision is Decision.PRIMARY


@pytest.mark.parametrize(
    "text",
    [
        "MH17 was shot down over eastern Ukraine in 2014.",
        "Iran shot down flight PS752 near Tehran.",
        "A Jeju Air plane crashed at Muan airport in South Korea after a bird strike.",
        "A helicopter crashed in Kazakhstan, killing three.",
        "A cargo plane crashed near Vilnius.",
        "A military An-28 plane came down in Azerbaijan.",
        "Azerbaijan raised its gas exports to Europe.",
        "Flight 8243 to Denver was late.",
        "",
    ],
)
def test_other_incidents_and_other_news_are_not_tagged(azal: Compiled, text: str) -> None:
    judged = tag(Document(text), azal)
    assert judged.decision is Decision.NONE
    assert judged.mentions == ()


def test_the_airline_at_a_place_without_an_event_is_for_a_person_to_decide(azal: Compiled) -> None:
    assert tag(Document("Azerbaijan Airlines starts daily service to Aktau."), azal).decision is Decision.REVIEW


def test_a_text_on_another_incident_that_recalls_this_one_is_passing(azal: Compiled) -> None:
    text = (
        "A Jeju Air plane crashed at Muan airport. South Korea grounded the airline. Jeju Air apologised. "
        "Muan airport stays closed. Days before, an Azerbaijan Airlines plane had crashed near Aktau."
    )
    judged = tag(Document(text), azal)
    assert judged.decision is Decision.PASSING
    assert judged.focus < 0.45


def test_a_late_aside_is_passing(azal: Compiled) -> None:
    text = OTHER * 6 + "An Azerbaijan Airlines plane crashed near Aktau last week."
    assert tag(Document(text), azal).decision is Decision.PASSING


def test_sentences_that_follow_the_first_mention_count_as_own(azal: Compiled) -> None:
    judged = tag(Document("An Azerbaijan Airlines plane crashed. The plane burned. Nobody spoke."), azal)
    assert judged.coverage == pytest.approx(2 / 3, abs=1e-3)


def test_mentions_are_spans_of_the_part_they_name(azal: Compiled) -> None:
    document = Document("Later the “Azerbaijan Airlines” plane crashed.", "Jet crashes near Aktau")
    mentions = tag(document, azal).mentions
    assert {m.part for m in mentions} == {Part.HEADING, Part.BODY}
    for m in mentions:
        assert (document.title if m.part is Part.HEADING else document.text)[m.start : m.end] == m.text


def test_independent_rules_add_up_and_never_pass_one(azal: Compiled) -> None:
    once = tag(Document("A plane crashed in Kazakhstan."), azal).score
    both = tag(Document("A plane crashed in Kazakhstan. It was flight J2-8243."), azal).score
    assert once == pytest.approx(0.7)
    assert once < both < 1


@pytest.mark.parametrize(
    ("published", "decision"),
    [
        (datetime(2024, 12, 20, tzinfo=UTC), Decision.NONE),
        (datetime(2024, 12, 24, 20, tzinfo=UTC), Decision.PRIMARY),
        (datetime(2025, 10, 9, tzinfo=UTC), Decision.PRIMARY),
        (None, Decision.PRIMARY),
    ],
)
def test_what_was_published_before_the_incident_is_not_about_it(azal: Compiled, published: datetime | None, decision: Decision) -> None:
    text = "A passenger plane crashed in Kazakhstan."
    assert tag(Document(text, published_at=published), azal).decision is decision
