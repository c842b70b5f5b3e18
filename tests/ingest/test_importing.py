"""One's own texts come in: bytes first, one outcome each, once; judged with the others, and out of whatever goes by time."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from db import annotations, articles, gaps, imported, imports, outlets, readings, schedules, takedowns
from db.annotations import AnnotatorFacts
from db.as_of import look_back
from db.session import Session
from db.tables import Article, Attempt, OutletProfile, Payload, Snapshot
from ingest import annotators
from ingest.annotate import annotate
from ingest.catalog import read_incidents
from ingest.desk import Desk
from ingest.evidence import read_payload
from ingest.importing import Brought, State, bring
from ingest.reread import reread_all
from ingest.takedown import take_down
from tests.clocks import START, HandClock
from tests.db.examples import an_article, count
from tests.ingest.fakes import FakeWeb, ok, page
from tests.ingest.test_annotate import BIRDS, LEAD, MISSILE, MORE, ROOT, activate
from tests.ingest.test_capture import look
from tests.ingest.test_mail import a_mail
from tests.ingest.test_warcs import ANSWERS, warc

TEXT = f"Azerbaijan Airlines plane crashes near Aktau\n\n{LEAD}\n{BIRDS}\nThe crash killed 41 people, a doctor said.\n"
SAVED = page("Azerbaijan Airlines plane crashes near Aktau", LEAD, MISSILE, MORE)
FROM = b"<!-- saved from url=(0030)https://ledger.example/crash?utm_source=x -->\n"


def import_files(desk: Desk, *paths: Path) -> list[Brought]:
    with desk.store.write() as session:
        reader_id = annotators.enlist_reader(session)
    return bring(desk, reader_id, paths, lambda _: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One text of each kind, and files that are none."""
    made = tmp_path / "own"
    (made / "sub").mkdir(parents=True)
    (made / "a.txt").write_text(TEXT)
    (made / "b.html").write_bytes(FROM + SAVED)
    (made / "c.eml").write_bytes(a_mail(f"{LEAD}\n\n{MORE}").as_bytes())
    (made / "d.warc.gz").write_bytes(warc(*ANSWERS[:2]))
    (made / "e.png").write_bytes(b"\x89PNG")
    (made / "f.txt").write_bytes(b"")
    (made / "g.html").write_bytes(b"%PDF-1.7\n" + b"\xff\xfe" * 40)
    (made / "sub/h.txt").write_text(f"{MORE}\n{MORE}")
    return made


def test_each_file_of_a_folder_has_one_outcome_in_the_order_of_names(desk: Desk, folder: Path) -> None:
    done = import_files(desk, folder, folder / "nowhere.txt")
    assert [(Path(one.name.split(": ")[0]).name, one.state) for one in done] == [
        ("a.txt", State.STORED), ("b.html", State.STORED), ("c.eml", State.STORED), ("d.warc.gz", State.STORED),
        ("d.warc.gz", State.SKIPPED), ("e.png", State.SKIPPED), ("f.txt", State.FAILED), ("g.html", State.FAILED),
        ("h.txt", State.STORED), ("nowhere.txt", State.FAILED),
    ]  # fmt: skip
    assert all(one.reason for one in done if one.state is not State.STORED)


def test_the_bytes_of_every_file_are_in_the_evidence_with_its_outcome_and_reason(desk: Desk, folder: Path) -> None:
    import_files(desk, folder)
    with desk.store.read() as session:
        rows = list(session.execute(sa.select(Attempt, Payload).join(Payload, Payload.sha256 == Attempt.payload_sha256)))
    assert len(rows) == 6
    for attempt, payload in rows:
        assert hashlib.sha256(read_payload(desk.settings.evidence_dir, payload.file, payload.offset)).hexdigest() == attempt.payload_sha256
    assert {(a.outcome, a.reason) for a, _ in rows} == {("new", ""), ("not_a_page", "a PDF")}


def test_an_import_knows_what_its_text_says_and_nothing_else(desk: Desk, folder: Path, clock: HandClock) -> None:
    import_files(desk, folder)
    with desk.store.read() as session:
        made = {
            Path(a.exchange["file"]).name[:1]: (a, article) for a, article in session.execute(sa.select(Attempt, Article).join(Article))
        }
        text, saved = made["a"], made["b"]
        assert {(a.kind, a.captured_at, article.next_look_at, article.published_at) for a, article in made.values()} == {
            ("imported", clock(), None, None)
        }
        assert (text[0].url, text[1].url) == ("", f"import:{text[0].payload_sha256[:16]}")
        assert (saved[0].url, saved[1].url.partition("#import-")[0]) == ("https://ledger.example/crash", "https://ledger.example/crash")
        profiles = session.scalars(sa.select(OutletProfile).order_by(OutletProfile.id)).all()
    assert {(p.role, p.country, p.language) for p in profiles} == {("import", "??", "")}
    assert profiles[0].name == "a.txt (imported)"


def test_the_same_bytes_are_imported_once_under_whatever_name(desk: Desk, folder: Path) -> None:
    first = import_files(desk, folder / "a.txt")
    (folder / "z.txt").write_text(TEXT)
    again = import_files(desk, folder / "a.txt", folder / "z.txt", folder / "g.html", folder / "g.html")
    assert [one.state for one in again] == [State.KNOWN, State.KNOWN, State.FAILED, State.KNOWN]
    assert [one.article_id for one in again] == [first[0].article_id, first[0].article_id, None, None]
    assert count(desk.store, Attempt) == 2


def test_a_file_that_is_too_large_is_not_taken_and_says_how_large_one_may_be(desk: Desk, tmp_path: Path) -> None:
    with (tmp_path / "huge.txt").open("wb") as out:
        out.truncate(desk.settings.most_bytes + 1)
    (done,) = import_files(desk, tmp_path / "huge.txt")
    assert (done.state, "PALIMPSEST_MOST_BYTES" in done.reason, count(desk.store, Attempt)) == (State.FAILED, True, 0)


def test_a_file_that_a_person_names_is_known_by_how_it_begins(desk: Desk, tmp_path: Path) -> None:
    for name, body in (("text", TEXT.encode()), ("page.aspx", SAVED), ("mail", a_mail(f"{LEAD}\n{MORE}").as_bytes())):
        (tmp_path / name).write_bytes(body)
        assert import_files(desk, tmp_path / name)[0].state is State.STORED
    assert import_files(desk, tmp_path)[0].state is State.SKIPPED


def test_an_import_is_never_taken_for_the_watched_article_of_its_page(desk: Desk, web: FakeWeb, folder: Path) -> None:
    import_files(desk, folder / "b.html")
    with desk.store.read() as session:
        brought = session.scalars(sa.select(Article.id)).one()
        assert articles.due(session, desk.store.clock() + timedelta(days=400), seen_before=True) == ()
    own = an_article(desk.store, "crash")
    web.says("https://courier.test/crash", ok(page("Azerbaijan Airlines plane crashes near Aktau", LEAD, MISSILE, MORE)))
    assert look(desk, own) == {"new": 1}
    assert own != brought


def test_an_imported_text_is_judged_and_is_the_copy_of_a_watched_article(desk: Desk, web: FakeWeb, folder: Path, clock: HandClock) -> None:
    (folder / "copy.txt").write_text(f"{LEAD}\n{MISSILE}\n{MORE}")
    brought = import_files(desk, folder / "copy.txt", folder / "a.txt")
    clock.forward(timedelta(hours=1))
    own = an_article(desk.store, "crash")
    web.says("https://courier.test/crash", ok(SAVED))
    look(desk, own)
    annotate(desk.store, activate(desk.store, read_incidents([ROOT / "config/incidents"])))
    with desk.store.read() as session:
        ids = [one.article_id or 0 for one in brought]
        (alike,) = imported.alike(session, ids[:1])
        said = imported.said(session, "azal-8243", ids)
        assert (alike.other_article_id, alike.origin) == (own, True), "although it was imported before the article was seen"
        assert {(t.article_id, t.decision) for t in said.tags} == {(id_, "primary") for id_ in ids}
        against = {(c.kind, c.quantity) for c in said.contradictions}
        assert ("between", "qty.killed") in against
        for view in ("v_first", "v_vote", "v_silence", "v_uncorrected"):
            assert session.execute(sa.text(f"SELECT count(*) FROM {view} WHERE outlet LIKE 'import:%'")).scalar() == 0
        assert session.execute(sa.text("SELECT count(*) FROM event WHERE article_id IN (1, 2) AND kind <> 'contradiction'")).scalar() == 0
        tags_id = annotations.active(session, "tags/azal-8243")
        assert tags_id
        assert [t.id for t in schedules.tagged(session, tags_id)] == [own]
        assert len(gaps.texts(session, tags_id, annotations.active(session, "duplicates") or 0)) == 1
        assert [o.id for o in outlets.checks(session, clock())] == ["courier"]


def test_the_store_as_of_before_an_import_has_none(desk: Desk, folder: Path, clock: HandClock) -> None:
    an_article(desk.store)
    clock.forward(timedelta(hours=1))
    import_files(desk, folder / "a.txt")

    def versions(session: Session) -> int:
        return session.execute(sa.text("SELECT count(*) FROM v_version")).scalar() or 0

    with desk.store.write() as session:
        annotators.activate_reader(session)
    with desk.store.read() as session:
        assert versions(session) == 1
        look_back(session, START)
        assert versions(session) == 0
        assert session.execute(sa.text("SELECT count(*) FROM v_outlet WHERE role = 'import'")).scalar() == 0


def test_a_newer_reader_reads_an_import_again_as_the_kind_of_file_that_it_is(desk: Desk, folder: Path) -> None:
    import_files(desk, folder / "a.txt", folder / "c.eml")
    with desk.store.write() as session:
        newer = annotations.enlist(session, AnnotatorFacts("read", "another", "b" * 64))
    assert reread_all(desk, newer) == 2
    with desk.store.read() as session:
        assert readings.unread(session, newer) == ()
        read = {s.annotator_id: 0 for s in session.scalars(sa.select(Snapshot))}
        facts = [f for id_ in read for f in annotations.snapshots_of(session, id_)]
    assert [f.headline for f in facts[:2]] == [f.headline for f in facts[2:]]
    assert [f.text for f in facts[:2]] == [f.text for f in facts[2:]]


def test_a_takedown_of_a_page_takes_down_what_was_imported_from_it_and_lets_nothing_in_again(desk: Desk, folder: Path) -> None:
    import_files(desk, folder / "b.html")
    done = take_down(desk.store, desk.settings.evidence_dir, "https://ledger.example/crash", ("a court order", "the editor"))
    assert (done.dropped.readings, done.records) == (1, 1)
    with desk.store.read() as session:
        assert imports.count(session) == 1
        assert takedowns.decision(session, 1)
    (folder / "other.html").write_bytes(FROM + page("Another copy", LEAD, MISSILE, MORE))
    (again, other) = import_files(desk, folder / "b.html", folder / "other.html")
    assert (again.state, "withheld" in again.reason, other.state) == (State.KNOWN, True, State.FAILED)
    assert "taken down" in other.reason
