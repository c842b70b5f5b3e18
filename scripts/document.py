"""Makes what is documented out of what it documents: `python -m scripts.document [STORE]`.

docs/views.md and config/datasette.yaml come out of the dictionary of views and the questions of docs/sql.md. Given the played story's
store, every answer in docs/sql.md is asked for anew.
"""

import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
import yaml
from sqlalchemy.engine import Connection

from db.session import make_engine
from db.views.dictionary import Column, View, dictionary

ROOT = Path(__file__).parents[1]
SQL, VIEWS, DATASETTE = ROOT / "docs/sql.md", ROOT / "docs/views.md", ROOT / "config/datasette.yaml"
_QUESTION = re.compile(
    r"^### (?P<title>[^\n]+\?)\n(?P<words>.*?)```sql\n(?P<sql>.*?)```\n\n(?P<answer>(?:\|[^\n]*\n)+)", re.DOTALL | re.MULTILINE
)  # fmt: skip
GENERATED = "Made by `python -m scripts.document` out of `db/views/dictionary.yaml`"


@dataclass(frozen=True, slots=True)
class Question:
    """A question of docs/sql.md, the query that answers it, and the answer on the bundled story, as a Markdown table."""

    title: str
    words: str
    sql: str
    answer: str

    @property
    def key(self) -> str:
        """Its name in an address."""
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")


def questions(page: str) -> tuple[Question, ...]:
    """Every question that a page asks and answers."""
    return tuple(Question(*(found[name] for name in ("title", "words", "sql", "answer"))) for found in _QUESTION.finditer(page))


def answered(page: str, connection: Connection) -> str:
    """The page with every answer asked for anew."""
    return _QUESTION.sub(lambda found: found[0].removesuffix(found["answer"]) + answer(connection, found["sql"]), page)


def answer(connection: Connection, sql: str) -> str:
    """What the store says, as a Markdown table."""
    found = connection.execute(sa.text(sql.replace(":", "\\:")))
    lines = [list(found.keys()), ["---"] * len(found.keys()), *([_cell(cell) for cell in row] for row in found)]
    return "".join(f"| {' | '.join(line)} |\n".replace("| --- ", "|---").replace("---| |", "---|") for line in lines)


def _cell(value: object) -> str:
    text = "" if value is None else f"{float(value):g}" if isinstance(value, float | Decimal | bool) else str(value)
    return text.replace("|", "\\|").replace("\n", " ")


def views_page() -> str:
    """docs/views.md: every view, column by column."""
    head = f"# The views, column by column\n\n{GENERATED}. [sql.md](sql.md) says how to ask, and begins with questions.\n"
    listed = "".join(f"* [{view.name}](#{_anchor(view)}): {view.row}\n" for view in dictionary().values())
    return f"{head}\n{listed}{''.join(map(_section, dictionary().values()))}"


def _anchor(view: View) -> str:
    """As GitHub makes it of a heading."""
    return re.sub(r"[^\w -]", "", f"{view.name}: {view.row}".lower()).replace(" ", "-")


def _section(view: View) -> str:
    about = f"{view.about}\n\n" if view.about else ""
    rows = "".join(f"| {', '.join(f'`{c.name}`' for c in group)} | {_types(group)} | {group[0].means} |\n" for group in view.groups)
    example = f"\n```sql\n{view.example}\n```\n" if view.example else ""
    return f"\n## {view.name}: {view.row}\n\n{about}| column | type | is |\n|---|---|---|\n{rows}{example}"


def _types(group: tuple[Column, ...]) -> str:
    types = [column.type for column in group]
    return types[0] if len(set(types)) == 1 else ", ".join(types)


def datasette_metadata(page: str) -> str:
    """config/datasette.yaml: what the views and columns are, and the questions as queries to click on."""
    tables = {v.name: {"description": f"One row: {v.row}.", "columns": {c.name: c.means for c in v.columns}} for v in dictionary().values()}
    queries = {q.key: {"title": q.title, "sql": q.sql.strip().rstrip(";")} for q in questions(page)}
    known = {
        "title": "Palimpsest",
        "description": "Every version of every article that was watched, and what became of what it said.",
        "databases": {"palimpsest": {"tables": tables, "queries": queries}},
    }
    return f"# {GENERATED} and the questions of docs/sql.md.\n{yaml.safe_dump(known, allow_unicode=True, sort_keys=False, width=140)}"


def main(store: str | None) -> None:
    """Write the three files; the answers only where there is a store to ask."""
    if store:
        with make_engine(f"sqlite:///{store}").connect() as connection:
            SQL.write_text(answered(SQL.read_text(encoding="utf-8"), connection), encoding="utf-8")
    VIEWS.write_text(views_page(), encoding="utf-8")
    DATASETTE.write_text(datasette_metadata(SQL.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
