"""`palimpsest evidence`: the bytes come out as they came in, what is not there is said to be missing and why, what is withheld is gone."""

import gzip
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from db import articles
from db.session import Store, make_engine
from ingest.answers import Answer, Exchange
from ingest.evidence import Archive, Kept
from narrative.model import Outcome
from tests.cli.commands import palimpsest
from tests.cli.playing import environment
from tests.clocks import START, HandClock
from tests.db.examples import an_article, looked, reader, say
from tests.ingest.fakes import ok

BODY = "<html>Авиакатастрофа \r\n</html>".encode() + b"\x00\xff\x1f\x8b"
URL = "https://courier.test/crash"
TAKEDOWN = ("evidence", "takedown", URL, "--reason", "a court order", "--by", "the editor")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


@pytest.fixture
def store(migrated: Path, tmp_path: Path, folder: Path, clock: HandClock) -> Iterator[Store]:
    """A store that the settings name, with one article."""
    file = tmp_path / "palimpsest.db"
    shutil.copy(migrated, file)
    made = Store(make_engine(f"sqlite:///{file}"), clock)
    an_article(made)
    with made.write() as session:
        reader(session)
    with environment({"PALIMPSEST_DB_URL": f"sqlite:///{file}", "PALIMPSEST_EVIDENCE_DIR": str(folder)}):
        yield made
    made.close()


def sent(body: bytes) -> Answer:
    asked = Exchange({"User-Agent": "Palimpsest", "Accept": "*/*"})
    return replace(ok(body, Content_Encoding="gzip"), url=URL, final_url=URL, wire=gzip.compress(body), exchange=asked)


def keep(store: Store, folder: Path, body: bytes = BODY) -> tuple[int, Kept]:
    """An attempt whose bytes are kept; its id, and where they lie."""
    answer = sent(body)
    with Archive(folder, START) as archive:
        kept = archive.keep(answer)
    with store.write() as session:
        articles.record_payload(session, articles.PayloadFacts(kept.sha256, kept.size, kept.media_type, kept.file, kept.offset))
        facts = looked(1, payload_sha256=kept.sha256, headers=dict(answer.headers), exchange=asdict(answer.exchange))
        return articles.record_attempt(session, facts), kept


def attempt(store: Store, kept: str, outcome: Outcome = Outcome.NEW) -> int:
    with store.write() as session:
        return articles.record_attempt(session, looked(1, outcome=outcome, payload_sha256=None, kept=kept))


def test_the_bytes_of_an_attempt_come_out_as_they_came_in(store: Store, folder: Path) -> None:
    attempt_id, _ = keep(store, folder)
    assert palimpsest("evidence", "show", attempt_id).stdout_bytes == BODY
    assert palimpsest("evidence", "show", attempt_id, "--folder", folder, PALIMPSEST_EVIDENCE_DIR="no/such").stdout_bytes == BODY


def test_an_attempt_without_bytes_says_why(store: Store) -> None:
    timed_out = attempt(store, "no body", Outcome.TIMED_OUT)
    said = {
        timed_out: "it brought no bytes: timed_out",
        attempt(store, "noarchive"): "the page says noarchive",
        attempt(store, "same page"): "what the bytes kept before it say",
        4711: "there is no such attempt",
    }
    for number, why in said.items():
        result = palimpsest("evidence", "show", number)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith(f"palimpsest: attempt {number} has no bytes to show: ")
        assert why in result.stderr


def test_a_file_that_is_not_there_is_named(store: Store, folder: Path) -> None:
    attempt_id, kept = keep(store, folder)
    (folder / kept.file).unlink()
    result = palimpsest("evidence", "show", attempt_id)
    assert (result.exit_code, kept.file in result.stderr) == (2, True)


def test_headers_are_shown_as_they_were_sent_and_received_also_where_there_are_no_bytes(store: Store, folder: Path) -> None:
    attempt_id, _ = keep(store, folder)
    shown = palimpsest("evidence", "show", attempt_id, "--headers").stdout.splitlines()
    assert shown[:3] == ["GET https://courier.test/1", "User-Agent: Palimpsest", "Accept: */*"]
    assert shown[3:5] == ["", "200 at 2025-01-06T12:00:00.000000Z"]
    assert set(shown[5:]) == {"Content-Type: text/html", "Content-Encoding: gzip"}
    assert 'ETag: "tag"' in palimpsest("evidence", "show", attempt(store, "same page"), "--headers").stdout
    assert palimpsest("evidence", "show", 4711, "--headers").exit_code == 2


def test_whole_evidence_is_found_whole(store: Store, folder: Path) -> None:
    kept = [keep(store, folder, body)[1] for body in (BODY, b"two", b"three")]
    result = palimpsest("evidence", "check")
    assert (result.exit_code, result.stdout.splitlines()[-1]) == (0, "3 payloads, no problems")
    assert all(k.file in result.stdout for k in kept), "what is looked at is seen"


@pytest.mark.parametrize("harm", ["gone", "altered", "torn"])
def test_a_harmed_record_is_told_with_its_file_and_offset(store: Store, folder: Path, harm: str) -> None:
    keep(store, folder)
    _, kept = keep(store, folder, b"harmed " * 100)
    file = folder / kept.file
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
    elif harm == "altered":
        with Archive(folder / "other", START) as archive:
            file.write_bytes((folder / "other" / archive.keep(sent(b"hurted " * 100)).file).read_bytes())
    else:
        file.write_bytes(whole[: kept.offset + 60])
    result = palimpsest("evidence", "check")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1] == "2 payloads, 1 problem"
    (problem,) = [line for line in result.stdout.splitlines() if line.startswith(str(file))]
    assert harm == "gone" or f"byte {kept.offset}" in problem


def test_a_sealed_file_that_was_touched_is_found(store: Store, folder: Path) -> None:
    _, kept = keep(store, folder)
    (folder / "SHA256SUMS").write_text(f"{'0' * 64}  {kept.file}\n{'1' * 64}  20250101T000000Z-1-0.warc.gz\n")
    result = palimpsest("evidence", "check")
    assert f"{folder / kept.file}: is not what was sealed" in result.stdout
    assert f"{folder}/20250101T000000Z-1-0.warc.gz: there is no such file" in result.stdout
    assert result.exit_code == 1


def test_an_attempt_whose_kept_bytes_nobody_names_is_found(store: Store) -> None:
    with store.write() as session:
        lost = articles.record_attempt(session, looked(1, payload_sha256="5" * 64))
    result = palimpsest("evidence", "check")
    assert (result.exit_code, f"attempt {lost} says that its bytes are kept" in result.stdout) == (1, True)


def test_what_was_taken_down_is_gone_and_every_look_says_why(store: Store, folder: Path) -> None:
    attempt_id, kept = keep(store, folder)
    say(store, 1, "It was birds")
    with store.write() as session:  # that look's bytes were never there
        session.get_one(articles.Attempt, attempt_id + 1).kept = "same page"
    result = palimpsest(*TAKEDOWN)
    assert result.exit_code == 0, result.output
    assert "articles 1  readings 1  edits 0  statements 0  mentions 0  entries 1  records 1" in result.stdout
    shown = palimpsest("evidence", "show", attempt_id)
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert ": withheld since " in shown.stderr
    assert "Z: a court order" in shown.stderr
    assert "birds" not in palimpsest("query", "SELECT headline, text FROM v_version").stdout
    assert "[withheld: a court order]" in palimpsest("query", "SELECT headline, text FROM v_version").stdout
    assert BODY not in gzip.decompress((folder / kept.file).read_bytes())
    assert palimpsest("evidence", "check").exit_code == 0
    assert subprocess.run(["gzip", "--test", folder / kept.file], check=False, timeout=20).returncode == 0


@pytest.mark.parametrize("words", [TAKEDOWN[:3], TAKEDOWN[:5], (*TAKEDOWN[:4], " ", *TAKEDOWN[5:])])
def test_a_takedown_without_a_reason_or_a_name_is_refused(store: Store, words: tuple[str, ...]) -> None:
    assert palimpsest(*words).exit_code == 2


def test_a_takedown_of_an_address_that_nobody_knows_is_refused(store: Store) -> None:
    result = palimpsest("evidence", "takedown", "https://courier.test/unknown", *TAKEDOWN[3:])
    assert (result.exit_code, "no article is known at" in result.stderr) == (2, True)
