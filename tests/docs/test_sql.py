"""docs/sql.md asks questions that run; docs/views.md and config/datasette.yaml are what the dictionary of views makes of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml

from db.session import Store
from scripts import document

PAGE = document.SQL.read_text(encoding="utf-8")
QUESTIONS = document.questions(PAGE)


def test_there_are_questions_and_each_has_an_answer() -> None:
    assert len(QUESTIONS) >= 12
    assert len(QUESTIONS) == PAGE.count("```sql\n") == sum(line.startswith("### ") for line in PAGE.splitlines())
    assert all(question.answer.count("\n") > 2 for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_runs(question: document.Question, store: Store) -> None:
    with store.read() as session:
        assert session.execute(sa.text(question.sql)).all() == []


def test_the_page_of_views_and_datasettes_metadata_are_up_to_date() -> None:
    remedy = "run `python -m scripts.document`"
    assert document.VIEWS.read_text(encoding="utf-8") == document.views_page(), remedy
    assert document.DATASETTE.read_text(encoding="utf-8") == document.datasette_metadata(PAGE), remedy


def test_datasette_opens_a_store_with_our_descriptions_and_questions(sqlite_store: Store) -> None:
    file = sqlite_store.engine.url.database
    assert file
    name = Path(file).stem
    known = yaml.safe_load(document.DATASETTE.read_text(encoding="utf-8"))
    metadata = Path(file).with_name("metadata.json")
    metadata.write_text(json.dumps({**known, "databases": {name: known["databases"]["palimpsest"]}}))

    def page(path: str) -> str:
        command = [sys.executable, "-m", "datasette", file, "--metadata", str(metadata), "--get", path]
        return subprocess.run(command, capture_output=True, check=True, text=True, timeout=120).stdout

    assert "One row: what happened to one sentence, or to a headline." in page(f"/{name}/v_edit")
    assert json.loads(page(f"/{name}/{QUESTIONS[0].key}.json?_shape=objects"))["rows"] == []
