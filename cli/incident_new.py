"""`palimpsest incidents new ID`: a definition to fill in, that holds as it is written."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.console import say
from cli.proposed_yaml import quoted
from db.run import clock_from
from ingest.catalog import Source, parse_yaml
from narrative.definition import Definition, compile_definition
from narrative.errors import BadInput
from narrative.examples import failures
from narrative.lexicon import WORD

app = typer.Typer()

SKELETON = """\
# An incident definition. `palimpsest incidents check {file}` says whether it holds, and at which line it does not.
# Names, dates, languages and one test are enough to begin with: articles are tagged, and their versions, edits and copies are found.
# Lines like `#rules:` are examples of what can be added: take the # away, from the lines below it as well, and write your own words.
# `palimpsest incidents gaps` shows what the rules miss and proposes claims; `palimpsest incidents retro {file}` shows what a
# change would do to all that is stored. Raise `version` with every change that you put to use.
id: {id}
title: {title}
version: 1
window: {{from: {first}, grace_hours: 48}}  # the days on which articles about it can have been published; `to:` when it is over
languages: [{languages}]

# Words and phrases that mean one thing. A word's * stands for up to eight more letters: one form for an inflected language.
# Capitals, kinds of quotes and dashes do not matter. While there are no rules, each of these terms names the incident by itself.
terms:
  incident: {{any: [{name}]}}
#  place: {{any: [harbour, port of somewhere, порт*]}}
#  vessel: {{any: [ferry, ferries, паром*]}}
#  sink: {{any: [sank, sinks, sinking, sunk, затону*]}}
#  struck: {{any: [struck, hit, collided]}}
#  rock: {{any: [rock, rocks, reef]}}
#  fire: {{any: [fire, blaze]}}

# Which terms, together in one sentence and `near` words of each other, make it about the incident, and how surely (`weight`, 0 to 1).
# A | between terms: one of them. `unless`: never together with these; `need`: these somewhere in the text.
#rules:
#  - {{id: named, all: [incident], weight: 0.9}}
#  - {{id: vessel-sinks-there, all: [vessel, sink, place], near: 20, weight: 0.8}}

# Terms that keep a sentence on the incident once it was named.
#context: [vessel, sink]

# Other incidents that must not be mistaken for this one. A sentence that names one says nothing about this one.
#competitors:
#  other_ferry: {{any: [the other ferry]}}

# Who acts or speaks. Rules name them as @captain. `kind` is person, state or organisation.
#actors:
#  captain: {{names: [captain, the master], kind: person, belongs_to: company}}
#  company: {{names: [ferry company, the operator], kind: organisation}}

# What is said about the incident. Labels are neutral: they name what is said, not what is true. Claims of different poles exclude
# each other; a child affirmed affirms its parent; the digest shows who holds which claim of the family `cause`.
#claims:
#  - id: cause.rock
#    label: hit a rock
#    family: cause
#    pole: collision
#    rules:
#      - {{id: struck-rock, all: [struck, rock], near: 8}}
#  - id: cause.fire
#    label: fire on board
#    family: cause
#    pole: fire
#    rules:
#      - {{id: fire, all: [fire]}}

# Numbers of this incident. {{value}} stands for one, in digits or words; a value outside `low` to `high` belongs to something else.
#quantities:
#  - id: qty.killed
#    label: killed
#    unit: people
#    low: 1
#    high: 500
#    rules:
#      - '{{value}} (?:people |passengers )?(?:were |have been )?(?:killed|died)'

# What a number is known to be, who established it, since when.
#reference_values:
#  - {{quantity: qty.killed, value: 3, source: the coroner, since: {first}}}

# Examples that have to hold. `expect` is primary, passing, review or none; `statements`, where given, is all that may be found.
tests:
  - {{text: {example}, expect: primary}}
  - {{text: Nothing of that kind was in the papers that day., expect: none}}
#  - text: The captain said that the ferry had struck a rock, and that three people died.
#    statements: [{{claim: cause.rock}}, {{claim: qty.killed, value: 3}}]
"""


@app.command("new")
def new(
    incident: Annotated[str, typer.Argument(metavar="ID", help="how the store, the digest and you will name it: harbour-fire-2027")],
    title: Annotated[str, typer.Option(help="what it is called; its words are the first name to look for")] = "",
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="the day it began; default: today")] = None,
    languages: Annotated[str, typer.Option(help="of the texts, as ISO 639 codes with commas between them")] = "en",
    folder: Annotated[Path, typer.Option(help="where the file is written")] = Path("config/incidents"),
) -> None:
    """Write a commented definition that holds as it is, to be filled in. An existing file is never touched."""
    file = folder / f"{incident}.yaml"
    began = first or clock_from(None, None)()
    text = skeleton(file, incident, title or incident.replace("-", " "), began.date(), languages)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as made:
            made.write(text)
    except FileExistsError as error:
        raise BadInput(f"{file} is there already; `palimpsest incidents check {file}` reads it") from error
    except OSError as error:
        raise BadInput(f"{file}: cannot be written: {error.strerror}") from error
    say(f"{file}: written. Put the incident's names under `terms`, then run `palimpsest incidents check {file}`.")


def skeleton(file: Path, incident: str, title: str, first: date, languages: str) -> str:
    """The file's text. Raises BadInput when what was asked for makes no definition."""
    name = " ".join(WORD.findall(title))
    codes = filter(None, map(str.strip, languages.split(",")))
    example = f"{name}: what is known so far."
    text = SKELETON.format(
        file=file, id=quoted(incident), title=quoted(title), first=first, name=quoted(name), example=quoted(example),
        languages=", ".join(map(quoted, codes)),
    )  # fmt: skip
    wrong = failures(compile_definition(parse_yaml(Source(file, text), Definition)))
    if wrong:
        raise BadInput(f"--title {title!r} cannot stand as a name: {wrong[0]}")
    return text
