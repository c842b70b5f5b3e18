"""A takedown drops bytes out of evidence files in their place: tools still read the files, other records stay, nothing comes back."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from db import annotations, articles
from db.annotations import AnnotatorFacts
from db.session import Store
from db.tables import Attempt, Payload, Reading, Snapshot
from db.takedowns import Doomed
from ingest.answers import Answer, Ask, Exchange
from ingest.audit import audit
from ingest.desk import Desk
from ingest.evidence import Archive, is_withheld, read_payload
from ingest.reread import reread_all
from ingest.sealing import file_sha256, seal
from ingest.takedown import LOG, PENDING, Order, Overwritten, drop_withheld, take_down
from ingest.tombstones import fitted, tombstone
from narrative.errors import BadInput
from tests.clocks import START, HandClock
from tests.db.examples import an_article, count, looked, record_poll
from tests.db.examples import listed as listed_as
from tests.ingest.fakes import PARAGRAPHS, FakeWeb, ok, page
from tests.ingest.test_capture import MONTH, OTHER, look

URL, NEIGHBOUR = "https://courier.test/crash", "https://courier.test/other"
DECIDED = ("a court order", "the editor")
SECRET = PARAGRAPHS[0].strip()


def sent(body: bytes) -> Answer:
    """An answer with its request, as it travels."""
    return replace(ok(body, Content_Encoding="gzip"), wire=gzip.compress(body, mtime=0), exchange=Exchange({"User-Agent": "Palimpsest"}))


@pytest.fixture
def folder(desk: Desk) -> Path:
    return desk.settings.evidence_dir


@pytest.fixture
def kept(desk: Desk, web: FakeWeb, clock: HandClock) -> dict[int, str]:
    """Two versions of one article and one of its neighbour, all in one file; attempt → address."""
    crash = an_article(desk.store)
    record_poll(desk.store, 1, listed_as("other"))
    web.says(URL, sent(page("Crash")), sent(page("Crash", *PARAGRAPHS, OTHER)))
    web.says(NEIGHBOUR, sent(page("Snow", "It snowed for a second day, and roads in the north stayed closed to all traffic. " * 4)))
    look(desk, crash, crash + 1)
    clock.forward(MONTH)
    look(desk, crash)
    clock.forward(MONTH)
    with desk.store.read() as session:
        return {a.id: a.url for a in session.scalars(sa.select(Attempt).order_by(Attempt.id))}


def spots(store: Store, url: str) -> list[tuple[str, int]]:
    with store.read() as session:
        rows = session.execute(
            sa.select(Payload.file, Payload.offset)
            .join(Attempt, Attempt.payload_sha256 == Payload.sha256)
            .where(Attempt.url == url)
            .order_by(Payload.offset)
        )
        return [(file, offset) for file, offset in rows]


def blocks(folder: Path) -> list[tuple[str, bytes]]:
    """Type and block of every record of every file."""
    found = []
    for file in sorted(folder.glob("*.warc.gz")):
        with file.open("rb") as source:
            found += [(r.rec_type, r.content_stream().read()) for r in ArchiveIterator(source)]
    return found


def check(folder: Path) -> None:
    """Tools that are not ours find nothing wrong with any file."""
    for file in folder.glob("*.warc.gz"):
        subprocess.run(["gzip", "--test", file], check=True, timeout=20)
        for command in ("check", "index"):
            done = subprocess.run([Path(sys.executable).parent / "warcio", command, file], capture_output=True, check=False, timeout=60)
            assert done.returncode == 0, done.stdout


def problems(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return [problem for checked in audit(session, desk.settings.evidence_dir) for problem in checked.problems]


def test_bytes_are_dropped_in_their_place_and_every_other_record_stays(desk: Desk, folder: Path, kept: dict[int, str]) -> None:
    (file, _), mine = spots(desk.store, NEIGHBOUR)[0], spots(desk.store, URL)
    before, size = read_payload(folder, *spots(desk.store, NEIGHBOUR)[0]), (folder / file).stat().st_size
    assert sum(SECRET.encode() in block for _, block in blocks(folder)) == 2
    assert take_down(desk.store, folder, URL, DECIDED).records == 2
    assert [kind for kind, block in blocks(folder) if SECRET.encode() in block] == []
    said = [block for kind, block in blocks(folder) if kind == "metadata"]
    assert said == [b"withheld: a court order\r\n"] * 2
    assert [kind for kind, _ in blocks(folder)].count("request") == 3
    assert (folder / file).stat().st_size == size
    assert read_payload(folder, *spots(desk.store, NEIGHBOUR)[0]) == before
    assert all(is_withheld(folder, *spot) for spot in mine)
    with pytest.raises(BadInput, match="withheld"):
        read_payload(folder, *mine[0])
    check(folder)
    assert problems(desk) == []


def test_a_process_that_still_writes_to_the_file_goes_on_where_it_was(desk: Desk, folder: Path, kept: dict[int, str]) -> None:
    take_down(desk.store, folder, URL, DECIDED)
    later = desk.archive.keep(replace(sent(b"later"), final_url=NEIGHBOUR))
    assert later.file == spots(desk.store, URL)[0][0]
    assert read_payload(folder, later.file, later.offset) == b"later"
    check(folder)


def test_a_sealed_file_is_sealed_anew_and_the_log_says_what_was_done(
    desk: Desk, folder: Path, kept: dict[int, str], clock: HandClock
) -> None:
    desk.archive.__exit__(None, None, None)
    assert seal(folder, clock()) == 1
    file = spots(desk.store, URL)[0][0]
    before = file_sha256(folder / file)
    take_down(desk.store, folder, URL, DECIDED)
    subprocess.run(["sha256sum", "--check", "--status", "SHA256SUMS"], cwd=folder, check=True, timeout=20)
    lines = [json.loads(line) for line in (folder / LOG).read_text().splitlines()]
    assert [(line["file"], line["offset"]) for line in lines] == spots(desk.store, URL)
    assert {line["file_sha256_before"] for line in lines} == {before}
    assert {line["file_sha256_after"] for line in lines} == {file_sha256(folder / file)} != {before}
    assert {(line["reason"], line["at"]) for line in lines} == {("a court order", f"{clock():%Y-%m-%dT%H:%M:%SZ}")}
    assert not (folder / PENDING).exists()
    assert seal(folder, clock()) == 0


def test_doing_it_again_changes_nothing(desk: Desk, folder: Path, kept: dict[int, str]) -> None:
    take_down(desk.store, folder, URL, DECIDED)
    before = {f.name: f.read_bytes() for f in folder.iterdir()}
    assert take_down(desk.store, folder, URL, ("another reason", "somebody")).records == 0
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == before


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_killed_while_a_record_is_overwritten_the_next_run_finishes_it(
    desk: Desk, folder: Path, kept: dict[int, str], share: float
) -> None:
    """What was begun is on disk; of the record itself nothing, half or all is overwritten."""
    file, offset = spots(desk.store, URL)[0]
    stone = tombstone(folder / file, Doomed(*DECIDED, file, offset, "a" * 64), START)
    order = Order(file=file, at=START, sha256_before=file_sha256(folder / file), tombstones=(stone,))
    (folder / PENDING).write_text(order.model_dump_json())
    with (folder / file).open("r+b") as out:
        out.seek(offset)
        out.write(stone.member()[: int(stone.length * share)])
    if share:
        assert any("not finished" in problem for problem in problems(desk))
    assert take_down(desk.store, folder, URL, DECIDED).records == 1
    assert len((folder / LOG).read_text().splitlines()) == 2
    check(folder)
    assert problems(desk) == []


def test_killed_before_the_bytes_were_dropped_the_check_says_so_and_the_night_finishes_it(
    desk: Desk, folder: Path, kept: dict[int, str]
) -> None:
    away = folder.rename(folder.with_name("away"))
    with pytest.raises(BadInput, match="no such evidence folder"):
        take_down(desk.store, folder, URL, DECIDED)
    away.rename(folder)
    assert [p.partition(": was taken down")[1] != "" for p in problems(desk)] == [True, True]
    assert drop_withheld(desk.store, folder) == Overwritten(2)
    assert problems(desk) == []


def test_a_file_that_is_away_is_named_and_the_others_are_dropped(desk: Desk, folder: Path, kept: dict[int, str]) -> None:
    with Archive(folder, START + timedelta(days=1)) as archive:
        spot = archive.keep(replace(sent(b"elsewhere"), final_url=URL))
    with desk.store.write() as session:
        articles.record_payload(session, articles.PayloadFacts(spot.sha256, spot.size, "", spot.file, spot.offset))
        articles.record_attempt(session, looked(1, payload_sha256=spot.sha256))
    (folder / spot.file).unlink()
    with pytest.raises(BadInput, match=spot.file):
        take_down(desk.store, folder, URL, DECIDED)
    assert all(is_withheld(folder, *s) for s in spots(desk.store, URL) if s[0] != spot.file)


def test_bytes_that_a_killed_worker_left_without_a_row_are_dropped_too(desk: Desk, folder: Path, kept: dict[int, str]) -> None:
    left = desk.archive.keep(replace(sent(page("Crash", "Nobody recorded this.")), final_url=URL))
    theirs = desk.archive.keep(replace(sent(page("Snow", "Nor this.")), final_url=NEIGHBOUR))
    assert take_down(desk.store, folder, URL, DECIDED).records == 3
    assert is_withheld(folder, left.file, left.offset)
    assert not is_withheld(folder, theirs.file, theirs.offset)


def test_an_address_that_nobody_knows_is_refused(desk: Desk, folder: Path) -> None:
    with pytest.raises(BadInput, match="no article is known"):
        take_down(desk.store, folder, "https://courier.test/unknown", DECIDED)


class DecidingWeb(FakeWeb):
    """A web during whose answer somebody takes the article down."""

    desk: Desk

    def fetch(self, asks: Iterable[Ask]) -> Iterator[Answer]:
        for answer in super().fetch(asks):
            take_down(self.desk.store, self.desk.settings.evidence_dir, URL, DECIDED)
            yield answer


@pytest.mark.parametrize("seen_before", [True, False])
def test_of_a_look_during_which_it_was_taken_down_nothing_remains(desk: Desk, clock: HandClock, seen_before: bool) -> None:
    article_id = an_article(desk.store)
    web = DecidingWeb(clock)
    web.says(URL, sent(page("Crash", "Those words came too late. " * 20)))
    web.desk = replace(desk, web=web)
    if seen_before:
        first = FakeWeb(clock)
        first.says(URL, sent(page("Crash")))
        look(replace(desk, web=first), article_id)
        clock.forward(MONTH)
    before = count(desk.store, Attempt)
    look(web.desk, article_id)
    assert count(desk.store, Attempt) == before
    assert count(desk.store, Reading, Reading.text != "") == 0
    assert not any(b"came too late" in block for _, block in blocks(desk.settings.evidence_dir))
    assert problems(desk) == []
    with desk.store.read() as session:
        assert articles.due(session, clock() + MONTH, seen_before=True) == articles.due(session, clock() + MONTH, seen_before=False) == ()


def test_a_newer_reader_leaves_its_versions_as_they_stood(desk: Desk, folder: Path, kept: dict[int, str]) -> None:
    take_down(desk.store, folder, URL, DECIDED)
    with desk.store.write() as session:
        newer = annotations.activate(session, AnnotatorFacts("read", "newer", "9" * 64))
    assert reread_all(desk, newer) == 2
    with desk.store.read() as session:
        read = sa.select(Snapshot.article_id, Snapshot.opened_by, Reading.text != "").join(Reading, Reading.id == Snapshot.reading_id)
        old, new = (
            [tuple(row) for row in session.execute(read.where(which).order_by(Snapshot.article_id, Snapshot.id))]
            for which in (Snapshot.annotator_id != newer, Snapshot.annotator_id == newer)
        )
    assert new == old
    assert [has_text for _, _, has_text in new] == [False, False, True]


def test_the_same_bytes_are_written_once_whoever_brings_them(desk: Desk, folder: Path) -> None:
    answer = replace(sent(b"<rss>"), final_url=URL)
    for expected in (True, False):
        facts = desk.keep(answer, "f" * 64)
        assert (facts is not None) is expected
        with desk.store.write() as session:
            articles.record_payload(session, facts or articles.PayloadFacts("f" * 64, 5, "", "", 0))
            session.execute(sa.update(Payload).values(sha256="f" * 64))
    assert [kind for kind, _ in blocks(folder)] == ["warcinfo", "response", "request"]


@given(st.binary(min_size=1, max_size=400), st.integers(0, 3_000))
def test_a_tombstone_fits_exactly_or_not_at_all(record: bytes, length: int) -> None:
    made = fitted(record, length)
    if made is None:
        assert length < len(gzip.compress(record)) + 40
    else:
        assert (len(made), gzip.decompress(made)) == (length, record)


def test_a_tombstone_can_be_as_long_as_any_record(tmp_path: Path) -> None:
    made = fitted(b"WARC/1.1\r\n", 5_000_003)
    assert made is not None
    (tmp_path / "long.gz").write_bytes(made)
    assert subprocess.run(["gzip", "-dc", tmp_path / "long.gz"], capture_output=True, check=True, timeout=20).stdout == b"WARC/1.1\r\n"


def test_a_reason_for_which_there_is_no_room_stands_in_the_log_alone(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        spot = archive.keep(replace(ok(b"x"), final_url=URL))
    long = " ".join(f"reason {n * 7919:x}" for n in range(200))
    stone = tombstone(tmp_path / spot.file, Doomed(long, "me", spot.file, spot.offset, spot.sha256), START)
    assert "withheld: see TAKEDOWNS" in stone.record
    assert (stone.reason, len(stone.member())) == (long, stone.length)
