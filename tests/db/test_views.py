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
COLUMNS = {
    "v_active": "name annotator_id activated_at",
    "v_outlet": "outlet_id outlet name country language ownership owner wire home",
    "v_version": "snapshot_id article_id version outlet outlet_name url headline text language published_at modified_at "
    "first_seen_at last_seen_at attempt_id withheld live times_returned",
    "v_edit": "edit_id article_id outlet outlet_name url after_at until_at part action label material verdict before after rule "
    "last_attempt_id first_attempt_id withheld revision_id coarse evidence headlines",
    "v_revision": "revision_id article_id outlet outlet_name url from_version to_version after_at until_at material verdict "
    "judged_material judged_verdict overruled_because overruled_by outlet_dated_edits before_modified_at after_modified_at live returned "
    "last_attempt_id first_attempt_id",
    "v_headline": "article_id outlet outlet_name url place feed language text after_at from_at until_at withheld",
    "v_variant": "article_id outlet outlet_name url version language span from_at to_at looks share snapshot_id",
    "v_suppressed": "suppression_id article_id outlet outlet_name url version at attempt_id rule part before after shown shown_because "
    "shown_by withheld",
    "v_sighting": "snapshot_id article_id attempt_id at hidden returned_from_id",
    "v_overrule": "overrule_id subject attempt_id article_id other_article_id decision reason decided_by decided_at incident claim text",
    "v_ruling": "statement_id decision reason decided_by decided_at replaced_at",
    "v_statement": "statement_id incident outlet outlet_name url article_id snapshot_id first_seen_at claim polarity certainty source "
    "actor value comparator unit part text rule withheld time presupposed decision",
    "v_event": "event_id incident kind claim outlet outlet_name url after_at until_at text withheld detail statement_id other_statement_id "
    "other_text edit_id article_id",
    "v_cluster": "cluster_id snapshot_id article_id outlet outlet_name voice url published_at first_seen_at relation other_snapshot_id "
    "origin_snapshot_id origin_article_id origin_outlet origin_url is_origin credited reason evidence judgment_id",
    "v_copy": "cluster_id snapshot_id article_id outlet outlet_name voice url first_seen_at origin_snapshot_id origin_outlet origin_url "
    "credited other_voice coverage coverage_of_origin kept changed moved cut added",
    "v_passage": "passage_id cluster_id snapshot_id article_id outlet url origin_snapshot_id origin_outlet origin_url position fate text "
    "origin_text incident claim polarity statement_id",
    "v_uncorrected": "edit_id before after label origin_outlet origin_url edited_after_at edited_until_at article_id outlet outlet_name "
    "url credited still_seen_at corrected_until_at",
    "v_claim": "incident claim label family parent pole act rival definition_id definition_version",
    "v_telling": "incident outlet outlet_name voice url article_id snapshot_id attempt_id language returned before_snapshot_id after_at "
    "until_at day copy_of_snapshot_id judgment_id",
    "v_stance": "incident outlet outlet_name url article_id snapshot_id claim label family pole rival stance both_ways affirmed negated "
    "asserted attributed hedged questioned statement_id",
    "v_vote": "incident outlet outlet_name voice day claim label family pole rival copy stance both_ways after_at until_at url article_id "
    "snapshot_id statement_id",
    "v_share": "incident family outlet outlet_name day claim label pole mass articles copies share",
    "v_pole": "incident family outlet outlet_name day verdict leading share margin mass articles",
    "v_flip": "incident family outlet outlet_name from_pole to_pole from_day day state share articles claim after_at until_at url "
    "article_id statement_id",
    "v_first": "incident claim label family outlet outlet_name place after_at until_at lag_at_least_minutes lag_at_most_minutes certainty "
    "attributed_after_at attributed_until_at asserted_after_at asserted_until_at url statement_id",
    "v_contradiction": "incident kind quantity outlet outlet_name url comparator value said_after_at said_until_at other_outlet "
    "other_outlet_name other_url other_comparator other_value other_said_after_at other_said_until_at from_day until_day detail article_id "
    "other_article_id statement_id other_statement_id",
    "v_withdrawal": "incident claim label outlet outlet_name url after_at until_at how text restored_until_at article_id statement_id "
    "event_id withheld",
    "v_silence": "incident claim label outlet outlet_name state reason spread_at good_polls unread articles carried_until_at outlet_id "
    "statement_id",
    "v_certainty": "incident claim label family day articles outlets certainty least most both_ways",
    "v_unmapped": "unmapped_id incident outlet outlet_name url article_id snapshot_id first_seen_at cues part start end text "
    "is_copy withheld",
    "v_phrase": "phrase_id incident day words recent voices before g2 recent_texts before_texts",
    "v_change": "incident claim label day affirming articles share direction began_on share_before share_since llr",
}
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


def test_every_view_is_promised() -> None:
    assert set(views.ORDER) == set(COLUMNS)
    assert len(views.ORDER) == len(set(views.ORDER))


@NAMES
def test_a_view_says_what_one_row_is(name: str) -> None:
    assert views.definition(name).startswith("-- One row: ")


@NAMES
def test_a_view_has_the_columns_that_are_promised(store: Store, name: str) -> None:
    with store.read() as session:
        assert list(session.execute(sa.text(f"SELECT * FROM {name}")).keys()) == COLUMNS[name].split()


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
    assert plain["v_outlet"] == [[1, *courier, "AZ", "en", "private", None, False, "https://courier.test/"]]
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
