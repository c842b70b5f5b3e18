"""Capturing: every look has one attempt with one outcome, and an article's words are kept once for each span of time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from db import articles
from db.session import Store
from db.tables import Alias, Article, Attempt, Payload, Reading, Sighting, Snapshot, Suppression
from ingest import annotators
from ingest.capture import CaptureTally, capture
from ingest.desk import Desk
from ingest.evidence import read_payload
from ingest.web import Answer, Exchange
from narrative.model import SEEN, Outcome
from tests.clocks import START, HandClock
from tests.db.examples import an_article, count
from tests.ingest.fakes import PARAGRAPHS, FakeWeb, failed, ok, page, status
from tests.ingest.test_poll import DyingStore, Killed

URL = "https://courier.test/crash"
HOUR, MONTH = timedelta(hours=1), timedelta(days=30)
OTHER = "Investigators now say that the plane was hit by something from outside, and that birds had no part in what happened to it."


def look(desk: Desk, *article_ids: int) -> dict[str, int]:
    """Look at the articles; how many looks ended how."""
    with desk.store.write() as session:
        reader_id = annotators.activate_reader(session)
    return dict(capture(desk, article_ids, reader_id).outcomes)


def looks(desk: Desk, web: FakeWeb, clock: HandClock, *answers: Answer) -> list[str]:
    """Look at one article as often as there are answers, a month apart; how each look ended."""
    article_id = an_article(desk.store)
    web.says(URL, *answers)
    ended = []
    for _ in answers:
        ended += look(desk, article_id)
        clock.forward(MONTH)
    return ended


def texts(store: Store) -> list[str]:
    with store.read() as session:
        return list(session.scalars(sa.select(Reading.text).join(Snapshot, Snapshot.reading_id == Reading.id).order_by(Snapshot.id)))


def test_a_first_look_opens_a_snapshot_whose_bytes_are_kept(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    assert looks(desk, web, clock, ok(page("Crash"))) == ["new"]
    assert PARAGRAPHS[0].strip() in texts(desk.store)[0]
    with desk.store.read() as session:
        attempt = session.scalars(sa.select(Attempt)).one()
        kept = articles.payload_of(session, attempt.id)
    assert kept is not None
    assert read_payload(desk.settings.evidence_dir, kept.file, kept.offset) == page("Crash")
    assert (attempt.captured_at, attempt.http_status, count(desk.store, Sighting)) == (START, 200, 1)


def test_looking_twice_at_once_equals_looking_once(desk: Desk, web: FakeWeb) -> None:
    article_id = an_article(desk.store)
    web.says(URL, ok(page("Crash")))
    assert look(desk, article_id, article_id) == {"new": 1}
    assert look(desk, article_id) == {}
    assert (count(desk.store, Attempt), count(desk.store, Snapshot), len(web.asked)) == (1, 1, 1)


def test_the_same_words_later_are_another_sighting_of_the_same_snapshot(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    assert looks(desk, web, clock, *[ok(page("Crash"))] * 3) == ["new", "unchanged", "unchanged"]
    assert (count(desk.store, Snapshot), count(desk.store, Sighting), count(desk.store, Payload)) == (1, 3, 1)
    assert count(desk.store, Sighting, Sighting.hidden) == 0


def test_other_bytes_with_the_same_words_are_a_hidden_change(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    noisy = ok(page("Crash", extra="<script>var rendered = 7</script>"))
    assert looks(desk, web, clock, ok(page("Crash")), noisy, noisy) == ["new", "unchanged", "unchanged"]
    with desk.store.read() as session:
        assert session.scalars(sa.select(Sighting.hidden).order_by(Sighting.id)).all() == [False, True, False]
    assert count(desk.store, Payload) == 1, "nobody who reads the page would see a difference"
    assert kept(desk) == ["kept", "same page", "same page"]


def test_bytes_are_kept_when_anything_on_the_page_reads_differently(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    counted = [ok(page("Crash", extra=f"<footer>Read by {n} people</footer>")) for n in (7, 7, 8)]
    assert looks(desk, web, clock, *counted) == ["new", "unchanged", "unchanged"]
    assert kept(desk) == ["kept", "same page", "kept"]


def test_what_is_in_the_way_of_an_article_is_kept_each_time(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    wall = ok(page("Just a moment", "Please confirm that you are not a robot."))
    assert looks(desk, web, clock, ok(page("Crash")), wall, ok(page("Crash"))) == ["new", "blocked", "unchanged"]
    assert kept(desk) == ["kept", "kept", "same page"]


def test_no_bytes_are_kept_of_a_page_that_says_noarchive(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    said = [
        ok(page("Crash"), X_Robots_Tag="noarchive"),
        ok(page("Crash", *PARAGRAPHS, OTHER, extra="<meta name=robots content=noarchive>")),
    ]
    assert looks(desk, web, clock, *said) == ["new", "changed"]
    assert kept(desk) == ["noarchive", "noarchive"]
    assert (count(desk.store, Payload), count(desk.store, Snapshot)) == (0, 2)


def kept(desk: Desk) -> list[str]:
    """Of each look, whether its bytes were kept, or why not."""
    with desk.store.read() as session:
        return list(session.scalars(sa.select(Attempt.kept).order_by(Attempt.id)))


def test_other_words_open_another_snapshot_and_going_back_is_the_first_one_again(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    first, second = ok(page("Crash")), ok(page("Crash", *PARAGRAPHS, OTHER))
    ended = looks(desk, web, clock, first, second, first, first, second)
    assert ended == ["new", "changed", "changed", "unchanged", "changed"]
    assert [OTHER in text for text in texts(desk.store)] == [False, True]
    assert count(desk.store, Payload) == 2
    with desk.store.read() as session:
        seen = session.execute(sa.select(Sighting.snapshot_id, Sighting.returned_from_id).order_by(Sighting.attempt_id)).all()
    assert [tuple(row) for row in seen] == [(1, None), (2, None), (1, 2), (1, None), (2, 1)]


RUSSIAN = (
    "Самолёт авиакомпании летел из Баку в Грозный и упал недалеко от города Актау, сообщило министерство. " * 2,
    "Причины выясняются. " * 9,
)


def test_an_address_that_answers_in_two_languages_has_two_variants_and_no_edit_between_them(
    desk: Desk, web: FakeWeb, clock: HandClock
) -> None:
    english, russian = ok(page("Crash")), ok(page("Крушение", *RUSSIAN).replace(b"lang=en", b"lang=ru"))
    edited = ok(page("Crash", *PARAGRAPHS, OTHER))
    ended = looks(desk, web, clock, english, russian, english, russian, edited)
    assert ended == ["new", "changed", "unchanged", "unchanged", "changed"]
    assert count(desk.store, Snapshot) == 3
    assert count(desk.store, Sighting, Sighting.returned_from_id.is_not(None)) == 0


def test_what_differs_only_by_noise_is_the_same_version_and_is_listed(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    typeset = [p.replace("'", "’").replace("sixty-two", "sixty‑two") for p in PARAGRAPHS]
    assert looks(desk, web, clock, ok(page("Crash")), ok(page("Crash", *typeset))) == ["new", "unchanged"]
    with desk.store.read() as session:
        (noise,) = session.scalars(sa.select(Suppression)).all()
    assert (noise.snapshot_id, noise.attempt_id, noise.rule) == (1, 2, "typography")


def test_a_line_that_the_page_showed_before_is_not_added_to_the_article(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    """Extraction takes a sentence in that stood beside the article all the time: nobody wrote it anew."""
    beside = ok(page("Crash", extra=f"<aside><p>{OTHER}</p></aside>"))
    within = ok(page("Crash", *PARAGRAPHS, OTHER))
    assert looks(desk, web, clock, beside, within) == ["new", "unchanged"]
    with desk.store.read() as session:
        assert session.scalars(sa.select(Suppression.rule)).all() == ["page.drift"]


def test_another_headline_alone_opens_another_snapshot(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    assert looks(desk, web, clock, ok(page("Birds brought plane down")), ok(page("Plane was shot at"))) == ["new", "changed"]


def test_a_304_is_a_sighting_and_its_validators_were_those_of_the_text(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    ended = looks(desk, web, clock, ok(page("Crash"), ETag='"one"'), status(304), status(403), status(304))
    assert ended == ["new", "not_modified", "forbidden", "not_modified"]
    assert [ask.etag for ask in web.asked][:2] == ["", '"one"']
    assert (count(desk.store, Snapshot), count(desk.store, Sighting)) == (1, 3)


def test_validators_survive_a_304_that_does_not_repeat_them(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    looks(desk, web, clock, ok(page("Crash"), ETag='"one"'), status(304), status(304))
    assert [ask.etag for ask in web.asked] == ["", '"one"', '"one"']


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (status(301), Outcome.UNREADABLE),
        (status(401), Outcome.PAYWALLED),
        (status(402), Outcome.PAYWALLED),
        (status(403, b"<h1>Forbidden</h1>"), Outcome.FORBIDDEN),
        (status(404, page("Not found")), Outcome.MISSING),
        (status(410), Outcome.GONE),
        (status(429), Outcome.RATE_LIMITED),
        (status(451), Outcome.FORBIDDEN),
        (status(500), Outcome.SERVER_ERROR),
        (status(503, page("Down for maintenance")), Outcome.SERVER_ERROR),
        (ok(b"%PDF-1.7", "application/pdf"), Outcome.NOT_A_PAGE),
        (ok(b" \n"), Outcome.NOT_A_PAGE),
        (ok(b""), Outcome.NOT_A_PAGE),
        (ok(b"<html><body><img src=/a></body></html>"), Outcome.UNREADABLE),
        *(
            (failed(o), o)
            for o in (
                Outcome.TIMED_OUT,
                Outcome.UNREACHABLE,
                Outcome.TLS_FAILED,
                Outcome.TOO_LARGE,
                Outcome.DISALLOWED,
                Outcome.ADDRESS_REFUSED,
            )
        ),
    ],
)
def test_however_a_look_ends_it_is_one_attempt_with_one_outcome_and_no_snapshot(
    desk: Desk, web: FakeWeb, clock: HandClock, answer: Answer, outcome: Outcome
) -> None:
    assert looks(desk, web, clock, answer) == [outcome]
    with desk.store.read() as session:
        attempt = session.scalars(sa.select(Attempt)).one()
        article = session.scalars(sa.select(Article)).one()
    assert attempt.outcome == outcome
    assert attempt.reason
    assert (article.failures, count(desk.store, Snapshot), count(desk.store, Reading)) == (1, 0, 0)
    assert article.next_look_at is not None
    assert article.next_look_at > START


def test_a_wall_in_between_does_not_end_a_snapshot(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    assert looks(desk, web, clock, ok(page("Crash")), status(403), status(500), ok(page("Crash"))) == [
        "new",
        "forbidden",
        "server_error",
        "unchanged",
    ]
    assert count(desk.store, Snapshot) == 1
    assert count(desk.store, Sighting, Sighting.hidden) == 0


def test_failures_are_counted_until_a_look_sees_the_text(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    looks(desk, web, clock, status(500), status(500), ok(page("Crash")))
    with desk.store.read() as session:
        assert session.scalars(sa.select(Article.failures)).one() == 0


def test_where_a_redirect_leads_is_another_address_of_the_article(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    moved = Answer("", "https://courier.test/crash-2?utm_source=x", START, START, 200, {"Content-Type": "text/html"}, page("Crash"))
    looks(desk, web, clock, moved, moved)
    with desk.store.read() as session:
        assert session.scalars(sa.select(Alias.url).where(Alias.kind == "redirect")).all() == ["https://courier.test/crash-2"]
        assert session.scalars(sa.select(Attempt.final_url)).first() == "https://courier.test/crash-2?utm_source=x"


def moved(to: str, status: int, *paragraphs: str) -> Answer:
    """An answer that a redirect led to."""
    hops = ((status, "https://courier.test/crash"),)
    body = page("Crash", *(paragraphs or PARAGRAPHS))
    return Answer("", to, START, START, 200, {"Content-Type": "text/html"}, body, exchange=Exchange(hops=hops))


@pytest.mark.parametrize(
    ("answer", "one"),
    [
        (moved("https://courier.test/crash-confirmed", 301), True),
        (moved("https://courier.test/crash-confirmed", 308, *PARAGRAPHS, OTHER), True),
        (moved("https://courier.test/crash-confirmed", 302), False),
        (moved("https://courier.test/crash-confirmed", 301, PARAGRAPHS[0], OTHER * 4), False),
    ],
)
def test_an_article_that_was_listed_again_where_the_first_moved_for_good_is_the_same(
    desk: Desk, web: FakeWeb, clock: HandClock, answer: Answer, one: bool
) -> None:
    first, again = an_article(desk.store, "crash"), an_article(desk.store, "crash-confirmed")
    web.says("https://courier.test/crash", ok(page("Crash")), answer)
    web.says("https://courier.test/crash-confirmed", ok(page("Crash")))
    look(desk, first, again)
    clock.forward(MONTH)
    look(desk, first, again)
    with desk.store.read() as session:
        assert session.get_one(Article, again).same_as_id == (first if one else None)
        assert session.scalar(sa.text("SELECT count(DISTINCT article_id) FROM v_version")) == (1 if one else 2)


def test_many_articles_are_looked_at_in_batches(desk: Desk, web: FakeWeb) -> None:
    ids = [an_article(desk.store, f"story-{n}") for n in range(20)]
    for n in range(20):
        web.says(f"https://courier.test/story-{n}", ok(page(f"Story {n}")))
    assert look(desk, *ids) == {"new": 20}


@pytest.mark.parametrize("left", [0, 1, 2])
def test_a_capture_that_was_killed_between_two_articles_is_made_up_for(desk: Desk, web: FakeWeb, left: int) -> None:
    ids = [an_article(desk.store, slug) for slug in ("crash", "snow", "rain")]
    for slug in ("crash", "snow", "rain"):
        web.says(f"https://courier.test/{slug}", ok(page(slug)))
    with desk.store.write() as session:
        reader_id = annotators.activate_reader(session)
    with pytest.raises(Killed):
        capture(Desk(DyingStore(desk.store, left), web, desk.archive, desk.readers, desk.settings), ids, reader_id)
    assert count(desk.store, Attempt) == count(desk.store, Snapshot) == left
    assert capture(desk, ids, reader_id) == CaptureTally(3 - left, (("new", 3 - left),))
    assert (count(desk.store, Attempt), count(desk.store, Snapshot), count(desk.store, Payload)) == (3, 3, 3)
    with desk.store.read() as session:
        for row in session.scalars(sa.select(Payload)):
            assert read_payload(desk.settings.evidence_dir, row.file, row.offset).startswith(b"<!doctype html>")


def test_only_outcomes_that_saw_the_text_are_sightings(desk: Desk, web: FakeWeb, clock: HandClock) -> None:
    looks(desk, web, clock, ok(page("Crash")), status(404), status(410), ok(page("Crash")))
    with desk.store.read() as session:
        seen = session.scalars(sa.select(Attempt.outcome).join(Sighting, Sighting.attempt_id == Attempt.id)).all()
    assert {Outcome(o) for o in seen} <= SEEN
    assert len(seen) == 2
