"""Reading pages, beside plain trafilatura with metadata on the same pages in the same run: what it finds and what it costs.

    python -m bench.extract FOLDER…     folders with html/ and truth.json (per-publisher parsers) or ground-truth.json (by hand)

F1 is over multisets of lower-case words. Both begin with bytes and end with text and metadata, page by page in turns.
"""

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import trafilatura

from ingest.pages import read_page
from narrative.model import Reading

COST_LIMIT = 1.6
WORD = re.compile(r"\w+")
SPACE_AND_QUOTES = re.compile(r"[\s\"'“”„«»‘’‚`]")


@dataclass(frozen=True)
class Sample:
    html: bytes
    url: str
    text: str
    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()


@dataclass
class Tally:
    f1: list[float] = field(default_factory=list)
    right: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def share(self, what: str) -> str:
        return f"{self.right[what] / len(self.f1):.3f}"


def samples(folder: Path) -> Iterator[Sample]:
    if (folder / "truth.json").exists():
        for row in json.loads((folder / "truth.json").read_text()):
            want = row["expected"]
            yield Sample(
                gzip.decompress((folder / "html" / row["html"]).read_bytes()), row["url"], _body(want.get("body") or {}),
                want.get("title"), want.get("publishing_date"), tuple(want.get("authors") or ()),
            )  # fmt: skip
    else:
        for name, row in json.loads((folder / "ground-truth.json").read_text()).items():
            yield Sample(gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), row.get("url", ""), row["articleBody"])


def _body(body: dict[str, Any]) -> str:
    parts = list(body.get("summary", []))
    for section in body.get("sections", []):
        parts += section.get("headline", []) + section.get("paragraphs", [])
    return "\n".join(parts)


def f1(found: str, wanted: str) -> float:
    a, b = Counter(WORD.findall(found.lower())), Counter(WORD.findall(wanted.lower()))
    return 2 * (a & b).total() / (a.total() + b.total()) if a or b else 1.0


def ours(sample: Sample) -> tuple[str, str, datetime | None, tuple[str, ...]]:
    found = read_page(sample.html, url=sample.url)
    return (found.text, found.headline, found.published_at, found.authors) if isinstance(found, Reading) else ("", "", None, ())


def plain(sample: Sample) -> tuple[str, str, datetime | None, tuple[str, ...]]:
    found = trafilatura.bare_extraction(sample.html, url=sample.url or None, with_metadata=True, include_comments=False)
    if found is None:
        return "", "", None, ()
    at = datetime.fromisoformat(found.date).replace(tzinfo=UTC) if found.date else None
    return found.text or "", found.title or "", at, tuple((found.author or "").split("; "))


def judge(tally: Tally, sample: Sample, read: Callable[[Sample], tuple[str, str, datetime | None, tuple[str, ...]]]) -> None:
    began = time.process_time()
    text, title, at, authors = read(sample)
    tally.seconds += time.process_time() - began
    tally.f1.append(f1(text, sample.text))
    folded, wanted = (SPACE_AND_QUOTES.sub("", t or "").lower() for t in (title, sample.title))
    tally.right["title"] += folded == wanted
    tally.right["authors"] += set(authors) == set(sample.authors)
    if sample.published and at:
        said = datetime.fromisoformat(sample.published)
        said = said if said.tzinfo else said.replace(tzinfo=UTC)
        tally.right["minute"] += abs((at - said).total_seconds()) <= 60
        tally.right["day"] += at.astimezone(said.tzinfo).date() == said.date()


def main(folders: list[str]) -> None:
    tallies = {"ours": Tally(), "trafilatura": Tally()}
    for folder in map(Path, folders):
        mine, theirs = Tally(), Tally()
        pages = list(samples(folder))
        for number, sample in enumerate(pages, 1):
            judge(mine, sample, ours)
            judge(theirs, sample, plain)
            print(f"\r{folder.name}: {number} of {len(pages)}", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
        for name, tally in (("ours", mine), ("trafilatura", theirs)):
            tallies[name].seconds += tally.seconds
            told = "".join(f", {what} {tally.share(what)}" for what in ("title", "minute", "day", "authors")) if pages[0].title else ""
            print(f"{folder.name}, {name}: F1 {sum(tally.f1) / len(tally.f1):.4f}{told}")
    ratio = tallies["ours"].seconds / tallies["trafilatura"].seconds
    print(f"CPU, ours / trafilatura with metadata: {ratio:.2f} (at most {COST_LIMIT})")


if __name__ == "__main__":
    main(sys.argv[1:] or sys.exit(__doc__))
