"""What analysts can ask of copies: whose text it is, what was cut, who still says what was taken back."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
import sqlalchemy as sa

from db import annotations, digests, events, steps
from db.annotations import AnnotatorFacts
from db.copies import copies
from db.events import Judges
from db.session import Session, Store
from db.steps import RevisionFacts
from db.tables import Annotator, Edit, Revision
from ingest.annotators import Annotators
from ingest.origins import trace
from narrative.model import Comparison, Decision, Interval, Tag, Verdict
from narrative.timeline import Happening
from tests.clocks import HandClock
from tests.db.examples import LATER, REPLACED_BY, SENTENCES, TAKEN_BACK, an_article, cluster, say, syndicate


def rows(store: Store, view: str) -> list[dict[str, Any]]:
    with store.read() as session:
        return [dict(row) for row in session.execute(sa.text(f"SELECT * FROM {view}")).mappings()]


@pytest.fixture
def who(store: Store) -> dict[str, int]:
    with store.write() as session:
        names = ("compare", "duplicates", "tags/crash")
        return {name: annotations.activate(session, AnnotatorFacts(name, "1", "a" * 64)) for name in names}


@pytest.fixture
def pair(store: Store, clock: HandClock, who: dict[str, int]) -> tuple[int, int]:
    return syndicate(store, clock, who)


def test_the_later_article_is_a_copy_of_the_first_version_of_the_earlier_one(store: Store, pair: tuple[int, int]) -> None:
    origin, copy = pair
    found = rows(store, "v_cluster")
    assert len({r["cluster_id"] for r in found}) == 1
    assert {(r["article_id"], bool(r["is_origin"]), r["relation"]) for r in found} == {
        (origin, True, "first"), (origin, True, "version"), (copy, False, "near"),
    }  # fmt: skip
    assert {r["origin_snapshot_id"] for r in found} == {1}
    assert {r["reason"] for r in found} == {"published"}


def test_every_copy_tells_how_much_it_has_of_an_origin_that_was_seen_after_it(store: Store, clock: HandClock, who: dict[str, int]) -> None:
    """Judged, a text is held against those that are found by its fingerprints: the first one of a cluster has most of them."""
    began = clock()
    for slug, published_at in (("ferry", began), ("ferry-first", began - LATER), ("ferry-again", began)):
        say(store, an_article(store, slug), "\n".join(SENTENCES), "Ferry takes on water off Kuryk", published_at)
        clock.forward(LATER)
    cluster(store, who["duplicates"], who["compare"])
    copies = rows(store, "v_copy")
    assert {copy["origin_url"] for copy in copies} == {"https://courier.test/ferry-first"}
    assert [(copy["coverage"], copy["coverage_of_origin"]) for copy in copies] == [(1.0, 1.0)] * 2


def test_a_copy_tells_how_many_sentences_it_kept_cut_and_added(store: Store, pair: tuple[int, int]) -> None:
    (copy,) = rows(store, "v_copy")
    assert [copy[n] for n in ("article_id", "kept", "changed", "moved", "cut", "added")] == [pair[1], 4, 0, 0, 1, 1]
    assert copy["coverage"] > 0.8
    assert not copy["other_voice"]


def test_every_sentence_is_told_in_the_words_of_both(store: Store, pair: tuple[int, int]) -> None:
    found = [(r["fate"], r["text"], r["origin_text"]) for r in sorted(rows(store, "v_passage"), key=lambda r: r["position"])]
    assert ("cut", None, SENTENCES[4]) in found
    assert [f for f in found if f[0] == "kept"] == [("kept", s, s) for s in SENTENCES[:4]]
    assert sum(f[0] == "added" for f in found) == 1


def test_a_copy_that_does_not_follow_a_correction_is_named_until_it_does(
    store: Store, clock: HandClock, who: dict[str, int], pair: tuple[int, int]
) -> None:
    (kept,) = rows(store, "v_uncorrected")
    assert (kept["article_id"], kept["before"], kept["after"]) == (pair[1], TAKEN_BACK, REPLACED_BY)
    assert kept["corrected_until_at"] is None
    clock.forward(LATER)
    say(store, pair[1], "\n".join((REPLACED_BY, *SENTENCES[1:4])), "Ferry takes on water off Kuryk")
    cluster(store, who["duplicates"], who["compare"])
    (kept,) = rows(store, "v_uncorrected")
    assert kept["corrected_until_at"] is not None
    assert str(kept["still_seen_at"]) < str(kept["corrected_until_at"])


def test_when_edits_are_judged_anew_copies_are_asked_for_those(
    store: Store, clock: HandClock, who: dict[str, int], pair: tuple[int, int]
) -> None:
    clock.forward(LATER)
    with store.write() as session:
        other = annotations.activate(session, AnnotatorFacts("compare", "2", "a" * 64))
        judgment_id = annotations.judge(session, 3, other)
        old = session.scalars(sa.select(Revision)).one()
        edits = tuple(steps.as_edit(edit) for edit in session.scalars(sa.select(Edit)))
        told = Comparison(False, True, Verdict.UNMARKED, edits)
        assert judgment_id
        steps.record_revision(session, judgment_id, RevisionFacts(old.article_id, 1, 3, old.last_attempt_id, old.first_attempt_id, 0, told))
    assert rows(store, "v_uncorrected") == []
    assert cluster(store, who["duplicates"], other) == 0
    (kept,) = rows(store, "v_uncorrected")
    assert kept["article_id"] == pair[1]


def test_two_workers_that_trace_one_cluster_write_it_down_once(store: Store, clock: HandClock, who: dict[str, int]) -> None:
    together = Barrier(2, timeout=60)
    syndicate(store, clock, who, traced=False)

    class Waiting(Store):
        """Writes when the other worker has read, too."""

        def write(self) -> AbstractContextManager[Session]:
            with suppress(BrokenBarrierError):
                together.wait(20)
            return super().write()

    panel = Annotators(1, who["compare"], who["duplicates"], ())
    with store.read() as session:
        panel = replace(panel, reader=session.scalars(sa.select(Annotator.id).where(Annotator.name == "read")).one())
    with ThreadPoolExecutor(2) as pool:
        assert [done.result(90) for done in [pool.submit(trace, Waiting(store.engine, store.clock), panel) for _ in range(2)]] == [1, 1]
    (copy,) = rows(store, "v_copy")
    assert (copy["kept"], copy["cut"], copy["added"]) == (4, 1, 1)
    assert len(rows(store, "v_uncorrected")) == 1


def test_only_copies_of_the_incident_are_told_with_what_they_carry(store: Store, who: dict[str, int], pair: tuple[int, int]) -> None:
    judges = Judges(0, who["tags/crash"], 0, who["duplicates"])
    with store.read() as session:
        assert events.carried(session, judges) == ()
    with store.write() as session:
        judgment_id = annotations.judge(session, 2, who["tags/crash"])
        assert judgment_id
        annotations.record_tag(session, judgment_id, "crash", Tag(Decision.PRIMARY, 1, 1, 1))
    with store.read() as session:
        assert events.carried(session, judges) == (), "nobody has looked at the copy since"


def test_a_digest_gets_what_the_copy_still_says_and_since_when_its_origin_does_not(
    store: Store, clock: HandClock, who: dict[str, int], pair: tuple[int, int]
) -> None:
    origin, copy = pair
    (kept,) = rows(store, "v_uncorrected")
    with store.write() as session:
        judge = annotations.activate(session, AnnotatorFacts("events/crash", "1", "a" * 64))
        look = session.scalars(sa.select(Revision.first_attempt_id)).one()
        late = Interval(clock.at, clock.at + LATER)
        events.record_events(session, judge, "crash", [Happening("uncorrected", f"{look}:0:{copy}", late, copy)])
    asked = digests.Panel(0, who["compare"], who["duplicates"], 0, 0, judge, "")
    with store.read() as session:
        assert digests.uncorrected(session, asked, clock.at + LATER, clock.at + 2 * LATER) == ()
        (told,) = digests.uncorrected(session, asked, clock.at, clock.at + LATER)
    assert (told.article_id, told.origin_article_id, told.before, told.after) == (copy, origin, TAKEN_BACK, REPLACED_BY)
    assert told.seen_at == late.until_at
    assert str(told.edited.until_at)[:16] == str(kept["edited_until_at"])[:16]


def test_as_of_an_earlier_instant_there_was_no_copy(store: Store, clock: HandClock, who: dict[str, int], pair: tuple[int, int]) -> None:
    with store.read() as session:
        assert [c.article_id for c in copies(session, who["duplicates"])] == [pair[1]]
        assert copies(session, who["duplicates"], clock.at) == ()
        assert len(copies(session, who["duplicates"], clock.at + LATER)) == 1
