"""What a digest is made of, as of an instant; and what became of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from db import annotations, digests, revised
from db.annotations import AnnotatorFacts, DefinitionFacts
from db.digests import Panel
from db.session import Store
from db.tables import Delivery, Digest
from narrative.model import Verdict
from tests.clocks import START, HandClock
from tests.db.examples import COURIER, an_article, count, reader, say, watch
from tests.db.test_views import happen, judge, judges

DAY = date(2025, 1, 6)
LATER = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def row(revision: int = 1, **changes: object) -> Digest:
    values = {"incident": "crash", "day": DAY, "time_zone": "UTC", "revision": revision, "complete": True, "quiet": False}
    texts = {"subject": "A subject", "html": "<p>", "text": "Text", "content_sha256": "0" * 64}
    return Digest(**{**values, **texts, **changes})


def keep(store: Store, digest: Digest) -> int:
    with store.write() as session:
        return digests.save(session, digest)


def step(digest_id: int, state: str, tries: int = 1, recipient: str = "a@example.org") -> Delivery:
    return Delivery(digest_id=digest_id, recipient=recipient, tries=tries, state=state, message_id="<x@y>", reason="")


def take(store: Store, delivery: Delivery) -> None:
    with store.write() as session:
        digests.record_step(session, delivery)


def panel(store: Store, incident: str = "crash", after: timedelta = SECOND) -> Panel | None:
    with store.read() as session:
        return digests.panel(session, incident, store.clock() + after)


def versions(store: Store) -> list[tuple[str, int]]:
    who = panel(store)
    assert who
    with store.read() as session:
        return [(v.text, len(v.statements)) for v in digests.versions(session, who, store.clock() + SECOND)]


def follow(store: Store, version: str = "1") -> dict[str, int]:
    with store.write() as session:
        reader(session)
    return judges(store, version)


def test_an_incident_is_followed_from_the_instant_all_its_judges_were_active(store: Store) -> None:
    follow(store)
    assert panel(store, "other") is None
    assert panel(store, after=timedelta(0)) is None
    who = panel(store)
    assert who
    assert len({who.reader, who.compare, who.duplicates, who.tags, who.claims, who.events}) == 6


def test_the_judges_of_an_instant_are_those_that_were_active_then(store: Store, clock: HandClock) -> None:
    first = follow(store)
    clock.forward(LATER)
    second = follow(store, "2")
    then, now = panel(store, after=-SECOND), panel(store)
    assert then and now  # noqa: PT018
    assert (then.claims, now.claims) == (first["claims/crash"], second["claims/crash"])
    assert then.reader == now.reader


def test_a_panel_carries_the_definition_it_judged_by(store: Store) -> None:
    follow(store)
    with store.write() as session:
        definition_id = annotations.store_definition(session, DefinitionFacts("crash", "7", "A crash", "id: crash\n", "b" * 64))
        annotations.activate(session, AnnotatorFacts("tags/crash", "2", "c" * 64, definition_id))
    who = panel(store)
    assert who
    assert who.definition == "id: crash\n"


def test_a_snapshot_is_judged_when_everybody_of_the_panel_has_judged_it_in_time(store: Store, clock: HandClock) -> None:
    who = follow(store)
    snapshot_id = say(store, an_article(store), "It was birds")
    asked = panel(store)
    assert asked
    clock.forward(LATER)
    judge(store, snapshot_id, who)
    with store.read() as session:
        assert digests.unjudged(session, asked, START) == 0  # it was not there yet
        assert digests.unjudged(session, asked, START + SECOND) == 1
        assert digests.unjudged(session, asked, START + LATER) == 1
        assert digests.unjudged(session, asked, START + LATER + SECOND) == 0


@pytest.mark.parametrize("missing", ["compare", "duplicates", "tags/crash"])
def test_one_judge_who_has_not_judged_leaves_a_snapshot_unjudged(store: Store, missing: str) -> None:
    follow(store)
    snapshot_id = say(store, an_article(store), "It was birds")
    judge(store, snapshot_id, judges(store))
    with store.write() as session:
        annotations.activate(session, AnnotatorFacts(missing, "2", "b" * 64))
    who = panel(store)
    assert who
    with store.read() as session:
        assert digests.unjudged(session, who, START + SECOND) == 1


def test_a_version_is_read_with_what_it_says_as_of_the_instant(store: Store, clock: HandClock) -> None:
    who = follow(store)
    snapshot_id = say(store, an_article(store), "It was birds")
    assert versions(store) == []
    clock.forward(LATER)
    judge(store, snapshot_id, who)
    assert versions(store) == [("It was birds", 1)]
    asked = panel(store)
    assert asked
    with store.read() as session:
        assert digests.versions(session, asked, START + LATER) == ()
        (version,) = digests.versions(session, asked, START + LATER + SECOND)
    assert (version.outlet, version.headline, version.captured_at, version.copy_of) == ("The Courier", "A headline", START, None)
    assert version.recorded_at == START + LATER


def test_a_copy_names_the_article_whose_words_it_has(store: Store, clock: HandClock) -> None:
    who = follow(store)
    first, second = (an_article(store, slug) for slug in ("crash", "copy"))
    words = "It was birds, said the airline on the morning after the plane came down"
    origin = say(store, first, words)
    clock.forward(LATER)
    copy = say(store, second, words)
    judge(store, origin, who)
    judge(store, copy, who)
    asked = panel(store)
    assert asked
    with store.read() as session:
        found = {v.snapshot_id: v.copy_of for v in digests.versions(session, asked, store.clock() + SECOND)}
    assert found == {origin: None, copy: first}


def test_a_revision_belongs_to_the_window_in_which_it_was_judged(store: Store, clock: HandClock) -> None:
    who = follow(store)
    article_id = an_article(store)
    first = say(store, article_id, "It was birds")
    clock.forward(LATER)
    second = say(store, article_id, "It was fire")
    clock.forward(LATER)
    judge(store, second, who, first)
    asked = panel(store)
    assert asked
    judged_at = START + 2 * LATER
    with store.read() as session:
        assert revised.revisions(session, asked, START, judged_at) == ()
        assert revised.revisions(session, asked, judged_at + SECOND, judged_at + LATER) == ()
        (found,) = revised.revisions(session, asked, judged_at, judged_at + SECOND)
    assert (found.interval.after_at, found.interval.until_at) == (START, START + LATER)
    assert (found.verdict, found.before_attempt, found.after_attempt) == (Verdict.UNMARKED, 1, 2)
    (edit,) = found.edits
    assert (edit.before, edit.after, edit.before_span, edit.after_span, edit.material) == ("birds", "fire", (0, 5), (0, 4), True)


def test_only_pages_that_went_away_or_came_back_are_page_events(store: Store) -> None:
    who = follow(store)
    snapshot_id = say(store, an_article(store), "It was birds")
    judge(store, snapshot_id, who)
    happen(store, who)
    asked = panel(store)
    assert asked
    with store.read() as session:
        assert digests.page_events(session, asked, START, START + SECOND) == ()


def test_articles_are_named_as_their_outlet_was_called_then(store: Store, clock: HandClock) -> None:
    article_id = an_article(store)
    renamed_at = clock.forward(LATER)
    watch(store, replace(COURIER, name="Courier International"))
    with store.read() as session:
        assert digests.articles(session, renamed_at) == {article_id: (COURIER.name, "https://courier.test/crash")}
        assert digests.articles(session, renamed_at + SECOND) == {article_id: ("Courier International", "https://courier.test/crash")}
        assert digests.articles(session, START) == {}


def test_a_digest_is_found_by_its_day_and_zone_in_its_newest_revision(store: Store) -> None:
    keep(store, row())
    keep(store, row(revision=2, subject="Corrected"))
    with store.read() as session:
        found = digests.find(session, "crash", DAY, "UTC")
        assert found
        assert (found.revision, found.subject, found.recorded_at) == (2, "Corrected", START)
        assert digests.find(session, "crash", DAY, "Asia/Baku") is None
        assert digests.find(session, "crash", DAY + timedelta(days=1), "UTC") is None
        assert digests.find(session, "other", DAY, "UTC") is None


def test_one_revision_of_a_day_is_kept_once(store: Store) -> None:
    keep(store, row())
    with pytest.raises(IntegrityError):
        keep(store, row(subject="Another"))
    assert count(store, Digest) == 1


def test_the_last_day_told_is_that_of_the_zone(store: Store) -> None:
    for day, zone in ((DAY, "UTC"), (DAY - timedelta(days=3), "UTC"), (DAY + timedelta(days=9), "Asia/Baku")):
        keep(store, row(day=day, time_zone=zone))
    with store.read() as session:
        assert digests.last_day(session, "crash", "UTC") == DAY
        assert digests.last_day(session, "other", "UTC") is None


def test_a_try_is_taken_by_one_process_alone(store: Store) -> None:
    digest_id = keep(store, row())
    take(store, step(digest_id, "sending"))
    with pytest.raises(IntegrityError):
        take(store, step(digest_id, "sending"))
    take(store, step(digest_id, "failed"))
    take(store, step(digest_id, "sending", tries=2))
    take(store, step(digest_id, "sending", recipient="b@example.org"))
    with store.read() as session:
        assert digests.states(session, digest_id, "a@example.org") == ((1, "sending"), (1, "failed"), (2, "sending"))
        assert digests.states(session, digest_id, "c@example.org") == ()
