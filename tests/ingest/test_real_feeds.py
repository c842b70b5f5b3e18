"""Five thousand documents from the suites of thirteen parsers, 78 of them whole real feeds: all end, and no entry is lost."""

import gzip
import json
import re
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from ingest.feeds import FeedReading, content_sha256, read_feed
from tests.clocks import START

REAL = Path(__file__).parents[3] / "shared/data/feeds"
URL = "https://courier.test/feeds/news.xml"
SECONDS = 5
WHOLE = 20_000
"""Bytes from which on a document is taken for a whole real feed."""

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the collection of real feed documents is not here")


@cache
def readings() -> dict[Path, tuple[FeedReading, float]]:
    """What every document lists, and the seconds of CPU time that it took."""
    found = {}
    for file in sorted(f for f in REAL.rglob("*") if f.is_file()):
        began = time.process_time()
        reading = read_feed(file.read_bytes(), URL, {}, START)
        found[file] = reading, time.process_time() - began
    return found


def test_every_document_ends_in_entries_or_a_located_reason() -> None:
    ended: Counter[str] = Counter()
    for file, (found, _) in readings().items():
        assert not (found.entries and found.reason), file
        if not found.entries:
            said = found.reason or " ".join(found.problems)
            assert re.search(r"line \d|none of \d+ entries|not a feed: |lists no entries: |index of|empty document|refused: ", said), file
        ended["entries" if found.entries else "reason" if found.reason else "nothing"] += 1
    assert ended.total() > 5_000
    assert min(ended.values()) > 1_000


def test_no_document_takes_long() -> None:
    slowest, (_, seconds) = max(readings().items(), key=lambda each: each[1][1])
    assert seconds < SECONDS, slowest


def test_every_entry_has_an_identity_and_an_address_that_can_be_asked_for_or_none() -> None:
    for file, (found, _) in readings().items():
        issues = [(e.guid, content_sha256(e)) for e in found.entries]
        assert len(set(issues)) == len(issues), file
        for entry in found.entries:
            assert entry.guid, file
            assert entry.url == "" or entry.url.lower().startswith(("http://", "https://")), file
            assert entry.url or any(p.endswith("no usable link") for p in found.problems), file


def test_each_quirk_of_a_document_is_named_once() -> None:
    for file, (found, _) in readings().items():
        kinds = [q.kind for q in found.quirks]
        assert len(kinds) == len(set(kinds)), file


def test_of_whole_feeds_no_entry_is_lost() -> None:
    """Counted by their tags: each is an entry, or there is a word about it."""
    counted = 0
    for file, (found, _) in readings().items():
        body = file.read_bytes()
        body = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
        tags = len(re.findall(rb"<(?:\w+:)?(?:item|entry)[\s>]", body, re.IGNORECASE))
        if len(body) < WHOLE or not tags:
            continue
        counted += 1
        missed = sum(p.endswith("says nothing") or " again" in p for p in found.problems)
        assert len(found.entries) + missed == tags, file
    assert counted > 50


def test_as_many_entries_are_found_as_another_parser_expects() -> None:
    """gofeed and rss-parser keep what they make of a document beside it. Entries that say nothing at all are none of ours."""
    compared = 0
    for file, (found, _) in readings().items():
        expected = _expected(file)
        if expected is None:
            continue
        compared += 1
        dropped = sum(p.endswith(("says nothing", " again")) for p in found.problems)
        assert len(found.entries) + dropped == expected, file
    assert compared > 300


def _expected(file: Path) -> int | None:
    if file.suffix == ".json" or not {"gofeed", "rss-parser"} & set(file.parts):
        return None
    beside = file.with_suffix(".json")
    if file.parent.name == "input":
        beside = file.parents[1] / "output" / beside.name
    if not beside.exists():
        return None
    said = json.loads(beside.read_text(errors="replace"))
    said = said.get("feed", said) if isinstance(said, dict) else {}
    listed = said.get("items", said.get("entries")) if isinstance(said, dict) else None
    return len(listed) if isinstance(listed, list) else None
