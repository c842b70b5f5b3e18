"""Evidence comes back byte for byte, and tools that are not ours can check it."""

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from ingest.evidence import SEALED_AFTER, Archive, payload_sha256, read_payload, seal
from ingest.web import Answer
from narrative.errors import BadInput
from tests.clocks import START
from tests.ingest.fakes import ok

BODIES = (b"", b"plain", bytes(range(256)) * 300, "Самолёт".encode(), b"HTTP/1.1 200 OK\r\n\r\nnot a header", b"\r\n\r\nWARC/1.1\r\n")
URL = "https://courier.test/crash?id=7&x=é"


def answer(body: bytes, **headers: str) -> Answer:
    return replace(ok(body, **headers), url=URL, final_url=URL)


def test_bytes_come_back_as_they_were(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        kept = [archive.keep(answer(body)) for body in BODIES]
    assert [read_payload(tmp_path, k.file, k.offset) for k in kept] == list(BODIES)
    assert [(k.sha256, k.size) for k in kept] == [(hashlib.sha256(b).hexdigest(), len(b)) for b in BODIES]
    assert len({k.file for k in kept}) == 1


def test_bytes_are_on_disk_before_the_file_is_closed(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(answer(b"hello"))
        assert read_payload(tmp_path, kept.file, kept.offset) == b"hello"


def test_a_body_that_was_compressed_on_the_wire_comes_back_as_it_was_read(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(answer(b"hello", Content_Encoding="gzip", Transfer_Encoding="chunked", Content_Length="3"))
    assert read_payload(tmp_path, kept.file, kept.offset) == b"hello"


def test_warcio_finds_every_digest_right(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        for body in BODIES:
            file = tmp_path / archive.keep(answer(body, X="é")).file
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") >= len(BODIES), checked.stdout


def test_a_record_names_its_address_and_instant(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(answer(b"hello", ETag='"one"'))
    with (tmp_path / kept.file).open("rb") as source:
        info, record = ((r.rec_type, r.rec_headers, r.http_headers) for r in ArchiveIterator(source))
    assert (info[0], record[0]) == ("warcinfo", "response")
    assert record[1].get_header("WARC-Date").startswith("2025-01-06T12:00:00")
    assert "courier.test/crash?id=7" in record[1].get_header("WARC-Target-URI")
    assert record[2].get_header("ETag") == '"one"'


def test_an_archive_that_keeps_nothing_leaves_nothing(tmp_path: Path) -> None:
    with Archive(tmp_path, START):
        pass
    assert list(tmp_path.iterdir()) == []


def test_two_archives_of_one_instant_do_not_write_to_one_file(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as one, Archive(tmp_path, START) as two:
        kept = [one.keep(answer(b"one")), two.keep(answer(b"two"))]
    assert [read_payload(tmp_path, k.file, k.offset) for k in kept] == [b"one", b"two"]


@pytest.mark.parametrize(
    ("file", "offset"), [("none.warc.gz", 0), ("one.warc.gz", 10_000_000), ("one.warc.gz", 3), ("torn.warc.gz", 0), (".", 0)]
)
def test_evidence_that_is_not_there_is_named(tmp_path: Path, file: str, offset: int) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(answer(b"hello" * 100))
    (tmp_path / kept.file).rename(tmp_path / "one.warc.gz")
    (tmp_path / "torn.warc.gz").write_bytes((tmp_path / "one.warc.gz").read_bytes()[:40])
    with pytest.raises(BadInput, match=file):
        read_payload(tmp_path, file, offset)


def test_a_record_whose_end_is_missing_is_not_taken_for_whole(tmp_path: Path) -> None:
    noise = hashlib.shake_128(b"noise").digest(100_000)
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(answer(noise))
    file = tmp_path / kept.file
    file.write_bytes(file.read_bytes()[:-50_000])
    with pytest.raises(BadInput, match=kept.file):
        read_payload(tmp_path, kept.file, kept.offset)


def test_a_finished_file_is_sealed_once_and_one_still_written_to_is_not(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(answer(b"hello"))
    assert seal(tmp_path, START + SEALED_AFTER) == 0
    later = START + SEALED_AFTER + timedelta(seconds=1)
    assert (seal(tmp_path, later), seal(tmp_path, later)) == (1, 0)
    file = tmp_path / kept.file
    assert (tmp_path / "SHA256SUMS").read_text() == f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {kept.file}\n"
    subprocess.run(["sha256sum", "--check", "--status", "SHA256SUMS"], cwd=tmp_path, check=True, timeout=20)


def test_files_of_others_in_the_folder_do_not_disturb_sealing(tmp_path: Path) -> None:
    (tmp_path / "somebody-elses.warc.gz").write_bytes(b"x")
    with Archive(tmp_path, START) as archive:
        archive.keep(answer(b"hello"))
    assert seal(tmp_path, START + timedelta(days=1)) == 1


def test_an_empty_folder_needs_no_seal(tmp_path: Path) -> None:
    assert seal(tmp_path, START) == 0
    assert list(tmp_path.iterdir()) == []


def test_the_name_of_a_payload_is_its_sha256() -> None:
    assert payload_sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
