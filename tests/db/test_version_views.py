"""Versions that come back, headlines by place, revisions as a person decided: the views on what an article said when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from db import annotations, articles, chronicles, overrules, snapshots
from db.annotations import AnnotatorFacts
from db.overrules import AS_JUDGED, MATERIAL, NO, VERDICT, Subject
from db.session import Store
from db.tables import Edit, Judgment, Relisting, Revision
from ingest.outcomes import words_sha256
from narrative.model import Headlines, Reading
from tests.clocks import START, HandClock
from tests.db.examples import an_article, listed, looked, reader, record_poll
from tests.db.test_takedowns import take_down
from tests.db.test_views import rows

HOUR = timedelta(hours=1)


@dataclass
class Page:
    """One article's page in a store, an hour between two looks."""

    store: Store
    clock: HandClock
    article_id: int

    def opens(self, headline: str = "A", text: str = "Words", **more: Any) -> int:
        """A look that opens a version."""
        reading = Reading(headline, text, **{"headlines": Headlines(h1=headline), **more})
        with self.store.write() as session:
            attempt_id = articles.record_attempt(session, looked(self.article_id, self.clock()))
            reading_id = articles.record_reading(session, attempt_id, reader(session), reading, words_sha256(reading))
            made = snapshots.open_snapshot(session, self.article_id, attempt_id, reading_id, reader(session))
        self.clock.forward(HOUR)
        return made

    def shows(self, snapshot_id: int, returned_from: int | None = None) -> int:
        """A look that sees a version again; returns the look."""
        with self.store.write() as session:
            attempt_id = articles.record_attempt(session, looked(self.article_id, self.clock()))
            snapshots.sight(session, snapshot_id, attempt_id, hidden=False, returned_from=returned_from)
        self.clock.forward(HOUR)
        return attempt_id

    def revised(self, before: int, after: int, looks: tuple[int, int], **more: Any) -> int:
        """A revision by an annotator that is current from now on, `on` the judgment of one of the two, with one edit; returns its id."""
        with self.store.write() as session:
            judge = annotations.activate(session, AnnotatorFacts("compare", more.pop("judge", "1"), "a" * 64))
            on = more.pop("on", after)
            known = session.scalar(sa.select(Judgment.id).where(Judgment.snapshot_id == on, Judgment.annotator_id == judge))
            row = Revision(
                judgment_id=known or annotations.judge(session, on, judge), article_id=self.article_id, before_id=before, after_id=after,
                last_attempt_id=looks[0], first_attempt_id=looks[1],
                **{"material": True, "verdict": "unmarked", "outlet_dated_edits": 4, "live": False, **more},
            )  # fmt: skip
            session.add(row)
            session.flush()
            session.add(
                Edit(
                    revision_id=row.id, position=0, action="replaced", part="heading", label="fact.quantity", material=row.material,
                    before="38", after="39", before_start=0, before_end=2, after_start=0, after_end=2, rule="number", coarse="fact",
                    evidence="38", headlines=["h1", "og"],
                )
            )  # fmt: skip
        return row.id


@pytest.fixture
def page(store: Store, clock: HandClock) -> Page:
    return Page(store, clock, an_article(store))


def asked(store: Store, view: str, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[c] for c in columns) for row in rows(store, view))


def hours(store: Store, view: str, *columns: str) -> list[tuple[Any, ...]]:
    """Rows in which instants are hours since the test began."""

    def plain(value: Any) -> Any:
        text = str(value)
        at = datetime.fromisoformat(text if "+" in text else f"{text}+00:00") if text.startswith("2025-") else None
        return (at - START) // HOUR if at else value

    return [tuple(plain(row[c]) for c in columns) for row in rows(store, view)]


def test_words_that_come_back_are_one_version_with_spans_that_add_up(page: Page) -> None:
    first = page.opens("A")
    second = page.opens("B")
    for snapshot, back_from in ((first, second), (first, None), (second, first)):
        page.shows(snapshot, back_from)
    assert asked(page.store, "v_version", "version", "headline", "times_returned") == [(1, "A", 1), (2, "B", 1)]
    spans = sorted(hours(page.store, "v_variant", "span", "version", "from_at", "to_at", "looks", "share"))
    assert spans == [(1, 1, 0, 0, 1, 0.6), (2, 2, 1, 1, 1, 0.4), (3, 1, 2, 3, 2, 0.6), (4, 2, 4, 4, 1, 0.4)]


def test_an_article_that_never_changed_has_one_span(page: Page) -> None:
    only = page.opens()
    page.shows(only)
    assert hours(page.store, "v_variant", "version", "from_at", "to_at", "looks", "share") == [(1, 0, 1, 2, 1.0)]


def test_one_address_in_two_languages_is_two_strands_that_do_not_interrupt_each_other(page: Page) -> None:
    english, azeri = page.opens("A", language="en"), page.opens("Ə", language="az")
    for snapshot in (english, azeri, english):
        page.shows(snapshot)
    spans = sorted(hours(page.store, "v_variant", "language", "span", "from_at", "to_at", "looks"))
    assert spans == [("az", 2, 1, 3, 2), ("en", 1, 0, 4, 3)]


def test_of_two_sightings_of_one_look_the_newer_counts(page: Page) -> None:
    first = page.opens("A")
    look = page.shows(first)
    with page.store.write() as session:
        reading = Reading("B", "Shown after all")
        reading_id = articles.record_reading(session, look, reader(session), reading, words_sha256(reading))
        snapshots.open_snapshot(session, page.article_id, look, reading_id, reader(session))
    assert hours(page.store, "v_version", "version", "first_seen_at", "last_seen_at") == [(1, 0, 0), (2, 1, 1)]
    assert asked(page.store, "v_variant", "version", "looks") == [(1, 1), (2, 1)]


def test_versions_are_numbered_by_the_look_that_opened_them(page: Page) -> None:
    first = page.opens("A")
    between, last = page.shows(first), page.opens("C")
    with page.store.write() as session:
        reading = Reading("B", "Shown after all")
        reading_id = articles.record_reading(session, between, reader(session), reading, words_sha256(reading))
        made = snapshots.open_snapshot(session, page.article_id, between, reading_id, reader(session))
    assert asked(page.store, "v_version", "version", "headline", "snapshot_id") == [(1, "A", first), (2, "B", made), (3, "C", last)]


def test_a_headline_has_a_history_of_its_own_in_each_place(page: Page) -> None:
    first = page.opens("A", headlines=Headlines(h1="A", og="A"))
    page.opens("A", headlines=Headlines(h1="A", og="B"))
    page.opens("A", "Other words", headlines=Headlines(h1="A", og="B"))
    page.shows(first)
    said = [row for row in hours(page.store, "v_headline", "place", "text", "after_at", "from_at", "until_at") if row[0] != "feed"]
    assert sorted(said, key=lambda row: (row[0], row[3])) == [
        ("h1", "A", None, 0, 3), ("og", "A", None, 0, 0), ("og", "B", 0, 1, 2), ("og", "A", 2, 3, 3),
    ]  # fmt: skip


def test_a_headline_that_a_page_gave_up_for_a_while_is_two_rows(page: Page) -> None:
    for og in ("A", "", "A"):
        page.opens("A", f"Words {page.clock()}", headlines=Headlines(og=og))
    said = [row for row in hours(page.store, "v_headline", "place", "after_at", "from_at", "until_at") if row[0] == "og"]
    assert said == [("og", None, 0, 0), ("og", 1, 2, 2)]


def test_the_title_in_a_feed_comes_between_two_polls_and_comes_back(page: Page) -> None:
    page.clock.forward(HOUR)
    for title in ("A title", "Another", "Another", "A title"):
        record_poll(page.store, 1, listed("crash", title))
        page.clock.forward(HOUR)
    said = hours(page.store, "v_headline", "place", "feed", "text", "after_at", "from_at")
    feed = "https://courier.test/rss"
    assert sorted(said, key=lambda row: row[-1]) == [
        ("feed", feed, "A title", None, 0), ("feed", feed, "Another", 1, 2), ("feed", feed, "A title", 3, 4),
    ]  # fmt: skip
    with page.store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Relisting.id))) == 1


def test_a_revision_names_its_versions_and_the_interval(page: Page) -> None:
    first = page.opens("A", modified_at=START)
    page.shows(first)
    second = page.opens("B", modified_at=START + HOUR)
    page.revised(first, second, (2, 3), live=True)
    columns = ("from_version", "to_version", "after_at", "until_at", "verdict", "before_modified_at", "after_modified_at")
    assert hours(page.store, "v_revision", *columns) == [(1, 2, 1, 2, "unmarked", 0, 1)]
    assert [(bool(r["material"]), bool(r["live"]), bool(r["returned"])) for r in rows(page.store, "v_revision")] == [(True, True, False)]
    assert asked(page.store, "v_edit", "coarse", "evidence", "headlines") == [("fact", "38", "h1, og")]


def test_a_return_leads_to_an_older_version_and_says_nothing_of_dates(page: Page) -> None:
    first, second = page.opens("A", modified_at=START), page.opens("B", modified_at=START)
    look = page.shows(first, second)
    page.revised(first, second, (1, 2))
    page.revised(second, first, (2, look))
    columns = ("from_version", "to_version", "after_modified_at")
    assert sorted(hours(page.store, "v_revision", *columns)) == [(1, 2, 0), (2, 1, None)]
    assert sorted(bool(r["returned"]) for r in rows(page.store, "v_revision")) == [False, True]


def test_of_several_revisions_with_one_first_look_the_newest_counts_with_its_edits(page: Page) -> None:
    first, second, third = (page.opens(h) for h in "ABC")
    page.revised(first, second, (1, 2))
    page.revised(first, third, (1, 3))
    newest = page.revised(second, third, (2, 3), on=second)
    assert asked(page.store, "v_revision", "from_version", "to_version") == [(1, 2), (2, 3)]
    assert sorted(r["revision_id"] for r in rows(page.store, "v_edit"))[-1] == newest
    assert len(rows(page.store, "v_edit")) == 2


def decide(page: Page, kind: str, decision: str, reason: str = "A comma only") -> None:
    with page.store.write() as session:
        overrules.decide(session, Subject(kind, 2), decision, reason, "ann")


def test_a_person_s_decision_is_shown_beside_what_was_judged_and_outlives_it(page: Page) -> None:
    first, second = page.opens("A"), page.opens("B")
    page.revised(first, second, (1, 2))
    decide(page, MATERIAL, NO)
    decide(page, VERDICT, "notice_given", "It says so below")
    for judge in ("1", "2"):
        if judge == "2":
            page.revised(first, second, (1, 2), judge="2")
        (row,) = rows(page.store, "v_revision")
        assert (bool(row["material"]), row["verdict"], bool(row["judged_material"]), row["judged_verdict"]) == (
            False, "notice_given", True, "unmarked",
        )  # fmt: skip
        assert (row["overruled_because"], row["overruled_by"]) == ("A comma only; It says so below", "ann")
        assert [(bool(e["material"]), e["verdict"]) for e in rows(page.store, "v_edit")] == [(False, "notice_given")]
    decide(page, MATERIAL, AS_JUDGED)
    decide(page, VERDICT, AS_JUDGED)
    (row,) = rows(page.store, "v_revision")
    assert (bool(row["material"]), row["verdict"], row["overruled_because"]) == (True, "unmarked", None)


def test_words_that_were_taken_down_are_withheld_in_every_view(page: Page) -> None:
    first, second = page.opens("A"), page.opens("B")
    page.revised(first, second, (1, 2))
    take_down(page.store, page.article_id)
    notice = "[withheld: a court order]"
    assert {row[0] for row in asked(page.store, "v_headline", "text")} == {notice}
    assert asked(page.store, "v_edit", "before", "after", "evidence") == [(notice, notice, "")]
    assert len(rows(page.store, "v_revision")) == len(rows(page.store, "v_variant")) - 1 == 1


def test_an_article_that_turned_out_to_be_another_is_in_none_of_them(page: Page) -> None:
    first, second = page.opens("A"), page.opens("B")
    page.revised(first, second, (1, 2))
    record_poll(page.store, 1, listed("other"))
    views = ("v_version", "v_revision", "v_edit", "v_variant", "v_headline")
    assert all(any(r["article_id"] == 1 for r in rows(page.store, name)) for name in views)
    with page.store.write() as session:
        session.execute(sa.text("UPDATE article SET same_as_id = 2 WHERE id = 1"))
    assert not [name for name in views for r in rows(page.store, name) if r["article_id"] == 1]


def test_a_chronicle_holds_what_the_views_say_of_one_article(page: Page) -> None:
    first, second = page.opens("A"), page.opens("B")
    page.revised(first, second, (1, 2))
    record_poll(page.store, 1, listed("other"))
    with page.store.read() as session:
        told = chronicles.chronicle(session, 1)
        other = chronicles.chronicle(session, 2)
    assert [(v.version, v.headline, v.live, v.first_seen_at) for v in told.versions] == [
        (1, "A", False, START),
        (2, "B", False, START + HOUR),
    ]
    assert [(r.after_at, r.until_at, r.material, [e.after for e in r.edits]) for r in told.revisions] == [
        (START, START + HOUR, True, ["39"])
    ]
    assert (len(told.spans), told.looks, told.outlet) == (2, 2, "courier")
    assert (other.versions, other.revisions, [h.text for h in other.headlines]) == ((), (), ["A title"])
