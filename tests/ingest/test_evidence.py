"""Evidence comes back byte for byte, and tools that are not ours can check it."""

import base64
import gzip
import hashlib
import io
import json
import subprocess
import sys
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ingest.answers import Answer, Exchange
from ingest.evidence import Archive, payload_sha256, read_payload
from ingest.sealing import SEALED_AFTER, seal
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


def records(file: Path) -> list[tuple[str, Any, Any, bytes]]:
    """Type, WARC headers, HTTP headers and block of every record, as another tool reads them."""
    with file.open("rb") as source:
        return [(r.rec_type, r.rec_headers, r.http_headers, r.raw_stream.read()) for r in ArchiveIterator(source)]


def warcio(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "warcio", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def travelled(body: bytes, wire: bytes, coding: str) -> Answer:
    """An answer as the HTTP layer gives it: decoded, with what travelled and what was asked beside it."""
    asked = Exchange({"User-Agent": "Palimpsest", "If-None-Match": '"zero"'}, peer="192.0.2.7:443")
    headers = {"Content_Encoding": coding, "Transfer_Encoding": "chunked", "ETag": '"one"'}
    return replace(answer(body, **headers), wire=wire, exchange=asked, captured_at=START + timedelta(microseconds=1234))


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


CODINGS = pytest.mark.parametrize(
    ("coding", "code"),
    [
        ("gzip", gzip.compress), ("x-gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate), ("GZIP", gzip.compress),
        ("deflate, gzip", lambda body: gzip.compress(zlib.compress(body))), ("identity", bytes),
        ("gzip", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
    ],
)  # fmt: skip


@CODINGS
def test_a_body_is_kept_as_it_travelled_and_read_as_it_was_meant(tmp_path: Path, coding: str, code: Callable[[bytes], bytes]) -> None:
    body = "Самолёт упал под городом. ".encode() * 40
    wire = code(body)
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(travelled(body, wire, coding))
    assert (kept.sha256, kept.size) == (hashlib.sha256(body).hexdigest(), len(body))
    assert read_payload(tmp_path, kept.file, kept.offset) == body
    (_, named, head, block) = records(tmp_path / kept.file)[1]
    assert block == wire
    assert (head.get_header("Content-Encoding"), head.get_header("Content-Length")) == (coding, str(len(wire)))
    assert head.get_header("Transfer-Encoding") is None, "the chunks are joined"
    assert named.get_header("WARC-Payload-Digest") == f"sha1:{base64.b32encode(hashlib.sha1(wire).digest()).decode()}"
    assert warcio("check", tmp_path / kept.file).returncode == 0


def test_a_body_of_which_only_the_decoded_bytes_are_known_does_not_claim_a_coding(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(answer(b"hello", Content_Encoding="gzip", Transfer_Encoding="chunked", Content_Length="3"))
    assert read_payload(tmp_path, kept.file, kept.offset) == b"hello"
    head = records(tmp_path / kept.file)[1][2]
    assert (head.get_header("Content-Encoding"), head.get_header("Content-Length")) == (None, "5")


def test_a_record_of_the_first_release_is_still_read(tmp_path: Path) -> None:
    """They held decoded bodies, without a coding, and no requests."""
    head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    with (tmp_path / "old.warc.gz").open("wb") as out:
        writer = WARCWriter(out, gzip=True, warc_version="1.1")
        writer.write_record(writer.create_warcinfo_record("old.warc.gz", {"software": "Palimpsest"}))
        offset = out.tell()
        writer.write_record(writer.create_warc_record(URL, "response", payload=io.BytesIO(b"<p>birds"), http_headers=head))
    assert read_payload(tmp_path, "old.warc.gz", offset) == b"<p>birds"


def test_a_body_whose_coding_is_a_lie_is_named_when_it_is_read(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(travelled(b"hello", b"no gzip at all", "gzip"))
    with pytest.raises(BadInput, match="cannot be decoded"):
        read_payload(tmp_path, kept.file, kept.offset)


def test_standard_tools_check_and_index_every_file(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        for body in BODIES:
            file = tmp_path / archive.keep(travelled(body, body, "identity")).file
        archive.keep(answer(b"no request is known", X="é"))
    checked = warcio("check", "-v", file)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 1 + 2 * len(BODIES) + 1, checked.stdout
    indexed = [json.loads(line) for line in warcio("index", "-f", "offset,warc-type,warc-target-uri", file).stdout.splitlines()]
    assert Counter(line["warc-type"] for line in indexed) == {"warcinfo": 1, "response": len(BODIES) + 1, "request": len(BODIES)}
    subprocess.run(["gzip", "--test", file], check=True, timeout=20)


def test_a_record_names_its_address_instant_peer_and_request(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(travelled(b"hello", gzip.compress(b"hello"), "gzip"))
    info, response, request = records(tmp_path / kept.file)
    assert (info[0], response[0], request[0]) == ("warcinfo", "response", "request")
    for _, named, _, _ in (response, request):
        assert named.protocol == "WARC/1.1"
        assert named.get_header("WARC-Date") == "2025-01-06T12:00:00.001234Z"
        assert named.get_header("WARC-Target-URI") == "https://courier.test/crash?id=7&x=%C3%A9"
        assert named.get_header("WARC-IP-Address") == "192.0.2.7"
        assert named.get_header("WARC-Warcinfo-ID") == info[1].get_header("WARC-Record-ID")
        assert named.get_header("WARC-Block-Digest").startswith("sha1:")
    assert request[1].get_header("WARC-Concurrent-To") == response[1].get_header("WARC-Record-ID")
    assert info[1].get_header("WARC-Date").startswith("2025-01-06T12:00:00"), "the clock is ours"
    assert response[2].get_header("ETag") == '"one"'
    assert str(request[2]).splitlines()[:2] == ["GET /crash?id=7&x=%C3%A9 HTTP/1.1", "Host: courier.test"]
    assert request[2].get_header("If-None-Match") == '"zero"'


@pytest.mark.parametrize(("peer", "address"), [("192.0.2.7:80", "192.0.2.7"), ("2001:db8::7:443", "2001:db8::7"), ("", None)])
def test_the_address_that_answered_is_named_without_its_port(tmp_path: Path, peer: str, address: str | None) -> None:
    with Archive(tmp_path, START) as archive:
        kept = archive.keep(replace(answer(b"hello"), exchange=Exchange(peer=peer)))
    assert records(tmp_path / kept.file)[1][1].get_header("WARC-IP-Address") == address


def test_a_full_file_is_closed_and_another_is_begun(tmp_path: Path) -> None:
    with Archive(tmp_path, START, full=1_000) as archive:
        kept = [archive.keep(answer(hashlib.shake_128(bytes([n])).digest(700))) for n in range(4)]
    assert len({k.file for k in kept}) == len(kept)
    assert all(warcio("check", tmp_path / k.file).returncode == 0 for k in kept)
    assert [payload_sha256(read_payload(tmp_path, k.file, k.offset)) for k in kept] == [k.sha256 for k in kept]


KILLED = """
import os, sys; from pathlib import Path; from ingest import evidence; from tests.ingest.test_evidence import answer
from tests.clocks import START
archive = evidence.Archive(Path(sys.argv[1]), START)
print(archive.keep(answer(b"first")).offset, flush=True)
whole = archive._out
whole.write(evidence.member(b"WARC/1.1\\r\\nWARC-Type: response\\r\\n" + os.urandom(5000))[:3000])
os.kill(os.getpid(), 9)
"""


def test_what_a_killed_process_left_half_written_hides_nothing_and_is_cut_off_when_sealed(tmp_path: Path) -> None:
    died = subprocess.run([sys.executable, "-c", KILLED, tmp_path], capture_output=True, text=True, timeout=60, check=False)
    assert died.returncode == -9, died.stderr
    (file,) = tmp_path.glob("*.warc.gz")
    assert read_payload(tmp_path, file.name, int(died.stdout)) == b"first"
    torn = file.stat().st_size
    assert seal(tmp_path, START + timedelta(days=1)) == 1
    assert file.stat().st_size == torn - 3000
    assert warcio("check", file).returncode == 0
    assert read_payload(tmp_path, file.name, int(died.stdout)) == b"first"


def test_a_file_that_is_still_written_to_is_not_sealed_however_old_it_is(tmp_path: Path) -> None:
    with Archive(tmp_path, START) as archive:
        archive.keep(answer(b"hello"))
        assert seal(tmp_path, START + timedelta(days=1)) == 0
    assert seal(tmp_path, START + timedelta(days=1)) == 1


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
