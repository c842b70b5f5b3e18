"""The views that analysts query: the same columns and the same rows on both dialects, and only what is current."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from db import annotations, events, overrules, snapshots, steps, views
from db.annotations import AnnotatorFacts
from db.session import Store
from db.steps import RevisionFacts
from narrative import model
from narrative.model import Action, Certainty, Comparison, Decision, Document, Interval, Part, Polarity, Verdict
from narrative.timeline import Happening
from tests.clocks import START, HandClock
from tests.db.examples import an_article, cluster, say, syndicate

LATER = timedelta(hours=1)
"""What is promised to analysts. A column can be added; one that goes, or changes its place, breaks their queries."""
ELSEWHERE = frozenset(
    "v_claim v_telling v_stance v_vote v_share v_pole v_flip v_first v_contradiction v_withdrawal v_silence v_certainty v_change "
    "v_ruling v_unmapped v_phrase".split()
)
"""Views over several versions, and of what people decide and rules miss: their rows are in `test_narrative.py`, `test_rulings.py`,
`tests/cli/test_incidents.py` and `tests/ingest/test_emerging.py`."""
NAMES = pytest.mark.parametrize("name", views.ORDER)


def rows(store: Store, name: str) -> list[dict[str, Any]]:
    with store.read() as session:
        return [dict(row) for row in session.execute(sa.text(f"SELECT * FROM {name}")).mappings()]


def judges(store: Store, version: str = "1") -> dict[str, int]:
    names = ("compare", "duplicates", "tags/crash", "claims/crash", "events/crash")
    with store.write() as session:
        return {name: annotations.activate(session, AnnotatorFacts(name, version, "a" * 64)) for name in names}


def judge(store: Store, snapshot_id: int, who: dict[str, int], before_id: int | None = None) -> None:
    """Every judgment of one snapshot; a revision when it follows another."""
    edit = model.Edit(Action.REPLACED, Part.BODY, "fact.cause", True, "birds", "fire", (0, 5), (0, 4), "r")
    said = model.Statement("cause", Polarity.AFFIRM, Certainty.ASSERTED, Part.BODY, 0, 3, "It ", "r", value=2.0, comparator="=")
    with store.write() as session:

        def judgment(name: str) -> int:
            found = annotations.judge(session, snapshot_id, who[name])
            assert found is not None
            return found

        compared = judgment("compare")
        if before_id:
            comparison = Comparison(False, True, Verdict.UNMARKED, (edit,))
            steps.record_revision(session, compared, RevisionFacts(1, before_id, snapshot_id, before_id, snapshot_id, 0, comparison))
        annotations.record_tag(session, judgment("tags/crash"), "crash", model.Tag(Decision.PRIMARY, 1, 1, 1))
        annotations.record_statements(session, judgment("claims/crash"), "crash", Document("It was birds"), [said])
    cluster(store, who["duplicates"], who["compare"])


def happen(store: Store, who: dict[str, int]) -> None:
    with store.write() as session:
        statement_id = session.scalar(sa.text("SELECT min(id) FROM statement"))
        found = Happening("claim_first", "k", Interval(None, START), 1, "cause", statement_id)
        events.record_events(session, who["events/crash"], "crash", [found])


@pytest.fixture
def who(store: Store, clock: HandClock) -> dict[str, int]:
    """A store with two judged versions of one article, an edit between them, an event, and what was hidden and is shown."""
    article_id = an_article(store)
    first = say(store, article_id, "It was birds")
    clock.forward(LATER)
    second = say(store, article_id, "It was fire")
    made = judges(store)
    judge(store, first, made)
    judge(store, second, made, first)
    happen(store, made)
    with store.write() as session:
        snapshots.suppress(session, first, 2, [model.Suppressed("counter", "3 comments", "4 comments")])
        overrules.decide(session, overrules.Subject(overrules.HIDDEN, 2), overrules.SHOWN, "It matters", "ann")
    return made


@NAMES
def test_a_view_says_what_one_row_is(name: str) -> None:
    assert views.definition(name).startswith("-- One row: ")


@NAMES
def test_an_empty_store_answers_with_nothing(store: Store, name: str) -> None:
    assert rows(store, name) == []


@NAMES
def test_a_view_can_be_made_again(store: Store, who: dict[str, int], clock: HandClock, name: str) -> None:
    syndicate(store, clock, who)
    before = rows(store, name)
    views.create_views(store.engine)
    assert rows(store, name) == before
    assert before or name in ELSEWHERE


def test_versions_are_numbered_and_last_from_look_to_look(store: Store, who: dict[str, int]) -> None:
    found = [(r["version"], r["text"], r["outlet"], r["outlet_name"], r["headline"]) for r in rows(store, "v_version")]
    assert sorted(found) == [
        (1, "It was birds", "courier", "The Courier", "A headline"),
        (2, "It was fire", "courier", "The Courier", "A headline"),
    ]


def test_an_edit_carries_its_words_its_verdict_and_its_interval(store: Store, who: dict[str, int]) -> None:
    (edit,) = rows(store, "v_edit")
    assert (edit["before"], edit["after"], edit["verdict"], edit["label"], edit["part"]) == (
        "birds",
        "fire",
        "unmarked",
        "fact.cause",
        "body",
    )
    assert bool(edit["material"]) is True
    assert (edit["last_attempt_id"], edit["first_attempt_id"]) == (1, 2)
    assert "12:00" in str(edit["after_at"])
    assert "13:00" in str(edit["until_at"])


def test_statements_and_events_name_who_said_what(store: Store, who: dict[str, int]) -> None:
    said = rows(store, "v_statement")
    assert {(r["claim"], r["outlet"], r["text"], r["value"]) for r in said} == {("cause", "courier", "It ", 2.0)}
    assert len(said) == 2
    (event,) = rows(store, "v_event")
    assert (event["kind"], event["claim"], event["outlet"], event["after_at"], event["text"]) == (
        "claim_first",
        "cause",
        "courier",
        None,
        "It ",
    )


def test_only_the_judgments_of_the_current_annotators_are_shown(store: Store, who: dict[str, int]) -> None:
    judges(store, "2")
    assert {name: len(rows(store, name)) for name in ("v_version", "v_edit", "v_statement", "v_event")} == {
        "v_version": 2, "v_edit": 0, "v_statement": 0, "v_event": 0,
    }  # fmt: skip
    assert {r["annotator_id"] for r in rows(store, "v_active")}.isdisjoint(who.values())


def test_an_annotator_that_is_current_again_shows_its_judgments_again(store: Store, who: dict[str, int], clock: HandClock) -> None:
    before = {name: rows(store, name) for name in ("v_edit", "v_statement", "v_event")}
    judges(store, "2")
    clock.forward(LATER)
    assert judges(store) == who
    assert {name: rows(store, name) for name in before} == before


def test_both_dialects_answer_with_the_same_rows(store: Store, who: dict[str, int]) -> None:
    """Both are held against one answer; what differs is only how a dialect shows instants and truth values."""
    plain = {
        name: [[_plain(value) for value in row.values()] for row in sorted(rows(store, name), key=str)]
        for name in ("v_outlet", "v_edit", "v_statement", "v_event")
    }
    courier, crash = ["courier", "The Courier"], "https://courier.test/crash"
    seen, changed = "2025-01-06 12:00", "2025-01-06 13:00"
    assert plain["v_outlet"] == [[1, *courier, "AZ", "en", "private", None, False, "https://courier.test/", "press"]]
    assert plain["v_edit"] == [
        [
            1,
            1,
            *courier,
            crash,
            seen,
            changed,
            "body",
            "replaced",
            "fact.cause",
            True,
            "unmarked",
            "birds",
            "fire",
            "r",
            1,
            2,
            None,
            1,
            "",
            "",
            "",
        ]
    ]
    rest = ["cause", "affirm", "asserted", None, None, 2.0, "=", None, "body", "It ", "r", None, "current", False, None]
    assert plain["v_statement"] == [
        [1, "crash", *courier, crash, 1, 1, seen, *rest],
        [2, "crash", *courier, crash, 1, 2, changed, *rest],
    ]
    assert plain["v_event"] == [[1, "crash", "claim_first", "cause", *courier, crash, None, seen, "It ", None, "", 1, None, None, None, 1]]


def _plain(value: Any) -> Any:
    text = str(value)
    return text[:16] if text.startswith("2025-") else value
