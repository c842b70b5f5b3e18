"""A takedown drops the words of an article wherever they stand, says so there, and lets nothing bring them back."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from db import annotations, articles, coverage, digests, feeds, identity, readings, revised, snapshots, takedowns, views
from db.articles import PayloadFacts
from db.identity import Address
from db.listings import Listed
from db.session import Store
from db.tables import Article, Attempt, Base, Edit, Entry, Mention, Payload, Reading, Snapshot, Statement, Tag
from db.takedowns import Dropped
from ingest.feeds import content_sha256
from narrative.model import Entry as ListedEntry
from narrative.model import Suppressed
from tests.clocks import START, HandClock
from tests.db.examples import LATER, an_article, count, feed_titles, listed, looked, polled, record_poll, say, watch
from tests.db.test_views import happen, judge, judges, rows

WHY, NOTICE = "a court order", "[withheld: a court order]"
SECRET = ("It was birds", "It was fire", "A headline", "A title", "Said in short", "birds", "fire", "Ann Author", "7 likes", "embers")


@pytest.fixture
def other_id(store: Store, article_id: int) -> int:
    """Another article of the same outlet, which stays."""
    record_poll(store, 1, listed("other", title="Snow"))
    return 2


@pytest.fixture
def article_id(store: Store, clock: HandClock) -> int:
    """Two judged versions of one article, with an edit, statements, mentions and an event."""
    (feed_id,) = watch(store)
    entry = ListedEntry("g", "https://courier.test/crash", "A title", summary="Said in short", published_at=START)
    record_poll(store, feed_id, Listed(entry, content_sha256(entry), Address(entry.url, key=entry.url)))
    first = say(store, 1, "It was birds")
    clock.forward(LATER)
    second = say(store, 1, "It was fire")
    who = judges(store)
    judge(store, first, who)
    judge(store, second, who, first)
    happen(store, who)
    with store.write() as session:
        tag_id = session.scalar(sa.select(sa.func.min(Tag.id)))
        session.add(Mention(tag_id=tag_id, rule="r", part="body", start=7, end=12, text="birds"))
        session.execute(sa.update(Reading).values(authors=["Ann Author"], headlines={"h1": "A headline"}))
        session.execute(sa.update(Edit).values(evidence="embers"))
        snapshots.suppress(session, first, 2, [Suppressed("counter", "7 likes", "8 likes")])
    return 1


def take_down(store: Store, article_id: int = 1, reason: str = WHY) -> Dropped:
    with store.write() as session:
        url = session.get_one(Article, article_id).url
        return takedowns.take_down(session, takedowns.group(session, url), reason, "the editor")


def everything(store: Store) -> str:
    """Every value of every table and of every view."""
    with store.read() as session:
        tables = [str(session.execute(sa.select(table)).all()) for table in Base.metadata.sorted_tables]
        return "\n".join([*tables, *(str(rows(store, name)) for name in views.ORDER)])


def due(store: Store, clock: HandClock) -> tuple[int, ...]:
    with store.read() as session:
        return tuple(a for before in (True, False) for a in articles.due(session, clock() + timedelta(days=400), seen_before=before))


def test_no_word_of_the_article_is_left_anywhere(store: Store, article_id: int) -> None:
    assert [word for word in SECRET if word not in everything(store)] == []
    dropped = take_down(store, article_id)
    assert (dropped.articles, dropped.readings, dropped.edits, dropped.statements, dropped.mentions, dropped.entries) == (
        (1,),
        2,
        1,
        2,
        1,
        1,
    )
    assert [word for word in SECRET if word in everything(store)] == []


def test_on_sqlite_the_words_are_not_in_the_file_either(sqlite_store: Store, clock: HandClock) -> None:
    say(sqlite_store, an_article(sqlite_store), "It was birds " * 500)
    take_down(sqlite_store)
    file = sqlite_store.engine.url.database
    sqlite_store.close()
    assert file
    with open(file, "rb") as source:
        assert b"It was birds" not in source.read()


def test_rows_hashes_and_addresses_stay(store: Store, article_id: int) -> None:
    with store.read() as session:
        before = coverage.row_counts(session)
        hashes = [session.scalars(sa.select(c)).all() for c in (Reading.text_sha256, Entry.content_sha256, Attempt.payload_sha256)]
    take_down(store, article_id)
    with store.read() as session:
        assert coverage.row_counts(session) == before | {"takedown": 1}
        assert [session.scalars(sa.select(c)).all() for c in (Reading.text_sha256, Entry.content_sha256, Attempt.payload_sha256)] == hashes
        assert session.scalar(sa.select(Article.url)) == "https://courier.test/crash"


def test_the_views_say_that_and_why_the_words_are_withheld(store: Store, article_id: int) -> None:
    take_down(store, article_id)
    assert [(v["version"], v["headline"], v["text"], v["withheld"]) for v in rows(store, "v_version")] == [
        (1, NOTICE, NOTICE, WHY),
        (2, NOTICE, NOTICE, WHY),
    ]
    assert [(e["before"], e["after"], e["label"], e["withheld"]) for e in rows(store, "v_edit")] == [(NOTICE, NOTICE, "fact.cause", WHY)]
    assert {(s["text"], s["claim"], s["withheld"]) for s in rows(store, "v_statement")} == {(NOTICE, "cause", WHY)}
    assert [(e["text"], e["withheld"]) for e in rows(store, "v_event")] == [(NOTICE, WHY)]


def test_a_side_of_an_edit_that_had_no_words_has_no_notice(store: Store, article_id: int) -> None:
    with store.write() as session:
        session.execute(sa.update(Edit).values(action="added", before="", before_start=None, before_end=None))
    take_down(store, article_id)
    assert [(e["before"], e["after"]) for e in rows(store, "v_edit")] == [("", NOTICE)]


def test_other_articles_keep_their_words(store: Store, article_id: int, other_id: int) -> None:
    say(store, other_id, "It snowed")
    take_down(store, article_id)
    (version,) = [v for v in rows(store, "v_version") if v["article_id"] == other_id]
    assert (version["text"], version["headline"], version["withheld"]) == ("It snowed", "A headline", None)
    with store.read() as session:
        assert feed_titles(session, other_id) == ("Snow",)
        assert takedowns.notices(session) == {article_id: NOTICE}


def test_doing_it_again_decides_nothing_anew(store: Store, article_id: int, clock: HandClock) -> None:
    take_down(store, article_id)
    before = everything(store)
    clock.forward(LATER)
    take_down(store, article_id, "another reason")
    assert everything(store) == before
    with store.read() as session:
        assert takedowns.decision(session, article_id) == takedowns.Decision(WHY, "the editor", START + LATER)


def test_all_that_are_the_same_article_are_taken_down_by_any_address_of_theirs(store: Store, article_id: int, other_id: int) -> None:
    with store.write() as session:
        session.get_one(Article, other_id).same_as_id = article_id
        identity.adopt(session, other_id, [Address("https://m.courier.test/other")], identity.REDIRECT)
    with store.read() as session:
        for url in ("https://courier.test/crash", "https://courier.test/other", "https://m.courier.test/other"):
            assert takedowns.group(session, url) == (article_id, other_id)
        assert takedowns.group(session, "https://courier.test/unknown") == ()


def test_an_article_that_is_withheld_is_not_looked_at_any_more(store: Store, article_id: int, other_id: int, clock: HandClock) -> None:
    assert due(store, clock) == (article_id, other_id)
    take_down(store, article_id)
    assert due(store, clock) == (other_id,)


def test_a_feed_that_lists_it_again_brings_neither_its_words_nor_a_look(store: Store, article_id: int, clock: HandClock) -> None:
    take_down(store, article_id)
    assert record_poll(store, 1, listed("crash", title="A louder title")) == 1
    assert (count(store, Entry), due(store, clock)) == (2, ())
    assert "louder" not in everything(store)


def test_what_turns_out_to_be_the_same_is_withheld_too(store: Store, article_id: int, other_id: int, clock: HandClock) -> None:
    take_down(store, article_id)
    with store.write() as session:
        articles.record_attempt(session, looked(other_id, clock()))
    say(store, other_id, "It was birds, says the copy")
    with store.write() as session:
        session.execute(sa.delete(Attempt).where(Attempt.article_id == other_id, Attempt.id.not_in(sa.select(Reading.attempt_id))))
        identity.adopt(session, other_id, [Address("https://courier.test/crash", key="https://courier.test/crash")], "canonical")
        assert session.get_one(Article, other_id).same_as_id == article_id
    assert "says the copy" not in everything(store)
    assert due(store, clock) == ()


def test_nobody_judges_what_is_withheld_and_no_digest_waits_for_it(store: Store, article_id: int) -> None:
    with store.read() as session:
        (reader_id,) = set(session.scalars(sa.select(Snapshot.annotator_id)))
        snapshot_id = session.scalar(sa.select(sa.func.min(Snapshot.id))) or 0
    who = judges(store, "2")
    panel = digests.Panel(reader_id, who["compare"], who["duplicates"], who["tags/crash"], who["claims/crash"], who["events/crash"], "")
    with store.read() as session:
        assert len(annotations.pending(session, reader_id, who["compare"], 10)) == 2
        assert digests.unjudged(session, panel, START + timedelta(days=1)) == 2
    take_down(store, article_id)
    with store.write() as session:
        assert annotations.pending(session, reader_id, who["compare"], 10) == ()
        assert digests.unjudged(session, panel, START + timedelta(days=1)) == 0
        assert annotations.judge(session, snapshot_id, who["compare"]) is None, "its text was read before it was taken down"


def test_a_digest_of_the_store_says_that_its_words_are_withheld(store: Store, article_id: int) -> None:
    take_down(store, article_id)
    with store.read() as session:
        (reader_id,) = set(session.scalars(sa.select(Snapshot.annotator_id)))
        active = {name: annotations.active(session, name) or 0 for name in ("compare", "duplicates", "tags/crash", "claims/crash")}
        panel = digests.Panel(reader_id, *active.values(), 0, "")
        until_at = START + timedelta(days=1)
        assert [(v.headline, v.text, v.withheld) for v in digests.versions(session, panel, until_at)] == [(NOTICE, "", NOTICE)] * 2
        (revision,) = revised.revisions(session, panel, START, until_at)
        assert [(e.before, e.after) for e in revision.edits] == [(NOTICE, NOTICE)]


def test_under_a_newer_reader_its_versions_stand_as_they_stood(store: Store, article_id: int) -> None:
    before = [(v["attempt_id"], v["first_seen_at"], v["last_seen_at"]) for v in rows(store, "v_version")]
    take_down(store, article_id)
    with store.write() as session:
        newer = annotations.activate(session, annotations.AnnotatorFacts("read", "2", "2" * 64))
        assert readings.unread(session, newer) == (article_id,)
        readings.take_over(session, article_id, newer)
    with store.read() as session:
        assert readings.unread(session, newer) == ()
        hashes = session.scalars(sa.select(Reading.text_sha256).order_by(Reading.id)).all()
        assert hashes[:2] == hashes[2:]
    found = rows(store, "v_version")
    assert [(v["attempt_id"], v["first_seen_at"], v["last_seen_at"]) for v in found] == before
    assert {v["text"] for v in found} == {NOTICE}


BYTES = PayloadFacts("b" * 64, 5, "text/html", "one.warc.gz", 7)


def keep(store: Store, article_id: int, kept: str = articles.KEPT, payload: PayloadFacts = BYTES) -> int:
    with store.write() as session:
        if kept == articles.KEPT:
            articles.record_payload(session, payload)
        return articles.record_attempt(session, looked(article_id, payload_sha256=payload.sha256, kept=kept))


def doomed(store: Store) -> list[tuple[str, int]]:
    with store.read() as session:
        return [(d.file, d.offset) for d in takedowns.doomed(session)]


def test_bytes_that_only_it_received_are_to_be_dropped(store: Store, article_id: int, other_id: int) -> None:
    keep(store, article_id)
    keep(store, other_id, payload=replace(BYTES, sha256="c" * 64, offset=90))
    assert doomed(store) == []
    take_down(store, article_id)
    assert doomed(store) == [("one.warc.gz", 7)]
    with store.read() as session:
        assert takedowns.in_use(session) == {("one.warc.gz", 90)}


def test_bytes_that_another_article_or_a_feed_received_too_stay(store: Store, article_id: int, other_id: int) -> None:
    attempt_id, theirs = keep(store, article_id), keep(store, other_id)
    with store.write() as session:
        feeds.record_poll(session, replace(polled(1), payload_sha256="c" * 64), ())
    keep(store, article_id, payload=replace(BYTES, sha256="c" * 64, offset=90))
    take_down(store, article_id)
    assert doomed(store) == []
    with store.read() as session:
        assert articles.payload_of(session, theirs) == BYTES
        assert articles.payload_of(session, attempt_id) is None


def test_bytes_that_no_other_article_holds_any_more_are_dropped_with_the_last(store: Store, article_id: int, other_id: int) -> None:
    keep(store, article_id)
    keep(store, other_id)
    take_down(store, article_id)
    take_down(store, other_id)
    assert doomed(store) == [("one.warc.gz", 7)]


def test_the_same_bytes_can_be_kept_again_of_another_article(store: Store, article_id: int, other_id: int) -> None:
    keep(store, article_id)
    take_down(store, article_id)
    with store.read() as session:
        assert not articles.has_payload(session, BYTES.sha256)
    again = replace(BYTES, file="two.warc.gz")
    theirs = keep(store, other_id, payload=again)
    assert (doomed(store), count(store, Payload, Payload.sha256 == BYTES.sha256)) == ([], 1)
    with store.read() as session:
        assert articles.payload_of(session, theirs) == again


def test_an_attempt_without_bytes_says_why(store: Store, article_id: int, other_id: int) -> None:
    kept = {word: keep(store, other_id, word) for word in ("noarchive", "same page", "no body")}
    mine = keep(store, article_id)
    with store.read() as session:
        assert articles.no_payload(session, mine) == ""
        assert articles.no_payload(session, 4711) == "there is no such attempt"
    keep(store, article_id, payload=replace(BYTES, sha256="d" * 64))
    take_down(store, article_id)
    with store.write() as session:
        session.execute(sa.update(Attempt).where(Attempt.article_id == other_id).values(payload_sha256="e" * 64))
    with store.read() as session:
        assert articles.no_payload(session, mine) == "withheld since 2025-01-06 12:15Z: a court order"
        said = {word: articles.no_payload(session, attempt_id) for word, attempt_id in kept.items()}
    assert said["noarchive"] == "not kept: the page says noarchive"
    assert said["same page"].startswith("not kept: the page said what")
    assert said["no body"] == "it brought no bytes: new"


def test_statements_of_a_withheld_article_keep_what_was_found(store: Store, article_id: int) -> None:
    take_down(store, article_id)
    with store.read() as session:
        assert session.execute(sa.select(Statement.claim, Statement.value, Statement.text)).all() == [("cause", 2.0, "")] * 2
