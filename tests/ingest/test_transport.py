"""What a body says once its coding is undone, and what a failure is called."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.transport import MOST_MEMBERS, MOST_REASON, Failed, Unfit, uncoded
from narrative.model import Outcome

ROOM = 1_000


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


CODINGS = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "GZIP": gzip.compress, "deflate": zlib.compress, " deflate ": bare_deflate,
    "identity": bytes, "": bytes,
}  # fmt: skip
NESTED = {
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data)),
    "deflate,identity, gzip": lambda data: gzip.compress(zlib.compress(data)),
}


@given(st.sampled_from(sorted(CODINGS | NESTED)), st.binary(max_size=ROOM))
def test_a_coding_is_undone(coding: str, data: bytes) -> None:
    assert uncoded((CODINGS | NESTED)[coding](data), coding, 2 * ROOM) == data


@given(st.sampled_from(sorted(CODINGS)), st.binary(max_size=ROOM), st.integers(1, 300))
def test_of_what_is_cut_the_beginning_is_left(coding: str, data: bytes, cut: int) -> None:
    assert data.startswith(uncoded(CODINGS[coding](data)[:cut], coding, ROOM, cut=cut))
    assert uncoded(CODINGS[coding](data), coding, ROOM, cut=cut) == data[:cut]


@given(st.sampled_from(["gzip", "deflate", "gzip, gzip"]), st.binary(max_size=ROOM))
def test_any_bytes_are_a_body_or_unfit(coding: str, wire: bytes) -> None:
    try:
        assert len(uncoded(wire, coding, ROOM)) <= ROOM
    except Unfit as cut:
        assert cut.outcome in {Outcome.UNREADABLE, Outcome.UNREACHABLE, Outcome.TOO_LARGE}  # noqa: PT017


@pytest.mark.parametrize(
    ("wire", "coding", "outcome"),
    [
        (b"x" * (ROOM + 1), "", Outcome.TOO_LARGE),
        (gzip.compress(b"x" * (ROOM + 1), mtime=0), "gzip", Outcome.TOO_LARGE),
        (gzip.compress(b"x" * ROOM, mtime=0) * 2, "gzip", Outcome.TOO_LARGE),
        (gzip.compress(b"x" * 100, mtime=0)[:-9], "gzip", Outcome.UNREACHABLE),
        (b"\x0b\x02\x80hello\x03", "br", Outcome.UNREADABLE),
        (b"hello", "zstd", Outcome.UNREADABLE),
        (b"hello", "gzip", Outcome.UNREADABLE),
        (b"hello", "gzip, gzip, gzip", Outcome.UNREADABLE),
        (gzip.compress(b"", mtime=0) * (MOST_MEMBERS + 1), "gzip", Outcome.UNREADABLE),
    ],
)
def test_what_is_too_large_broken_or_was_not_asked_for_is_cut(wire: bytes, coding: str, outcome: Outcome) -> None:
    with pytest.raises(Unfit) as cut:
        uncoded(wire, coding, ROOM)
    assert cut.value.outcome is outcome
    assert str(cut.value)


def test_gzip_files_that_follow_each_other_are_one_body_and_what_follows_them_is_not() -> None:
    assert uncoded(gzip.compress(b"one ") + gzip.compress(b"two") + b"padding", "gzip", ROOM) == b"one two"


@given(st.text())
def test_a_reason_is_one_line_that_can_be_stored(said: str) -> None:
    reason = Failed(Outcome.UNREACHABLE, said).reason
    assert len(reason) <= MOST_REASON
    assert reason.splitlines() in ([], [reason])
    assert "\0" not in reason
    reason.encode()


def test_a_reason_of_bytes_that_were_no_text_can_be_stored() -> None:
    Failed(Outcome.UNREACHABLE, b"\xff\xfe caf\xe9".decode("utf-8", "surrogateescape")).reason.encode()
