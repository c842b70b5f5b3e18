"""The schema that migrations build is the one that `tables.py` describes."""

import pytest
import sqlalchemy as sa
from alembic import command

from db import migrations
from db.session import make_engine
from db.tables import Base


def test_migrations_build_exactly_the_tables(store_url: str) -> None:
    engine = make_engine(store_url)
    assert migrations.differences(engine) == []
    assert {*Base.metadata.tables} <= {*sa.inspect(engine).get_table_names()}
    assert len(Base.metadata.tables) > 20
    engine.dispose()


def test_a_column_that_no_migration_knows_is_noticed(store_url: str) -> None:
    engine = make_engine(store_url)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE outlet ADD COLUMN colour TEXT"))
    assert any("colour" in difference for difference in migrations.differences(engine))
    engine.dispose()


def test_upgrading_twice_changes_nothing(empty_url: str) -> None:
    engine = make_engine(empty_url)
    assert "missing" in migrations.behind(engine)
    migrations.upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO outlet (key, recorded_at) VALUES ('kept', '2025-01-01 00:00:00')"))
    migrations.upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM outlet")) == 1
    assert migrations.behind(engine) == ""
    engine.dispose()


INDEX = {"clustering", "fingerprint", "fingerprint_filter", "fingerprint_hot", "fingerprinted", "lacking", "rejudged"}
"""Tables that are built again at any time: when a row of them was written says nothing."""


@pytest.mark.parametrize("table", sorted(Base.metadata.tables.keys() - INDEX))
def test_every_table_says_when_its_rows_were_written(table: str) -> None:
    assert not Base.metadata.tables[table].c.recorded_at.nullable


def test_a_store_with_rows_and_views_is_upgraded_from_any_schema_before(empty_url: str) -> None:
    """SQLite makes a table anew to change it: neither a view that names it nor a row that refers to it may be in the way."""
    engine = make_engine(empty_url)
    command.upgrade(migrations.config(engine), "0004")
    with engine.begin() as connection:
        for insert in BEFORE:
            connection.execute(sa.text(insert))
        connection.execute(
            sa.text("CREATE VIEW v_event AS SELECT ev.kind, st.text FROM event ev JOIN statement st ON st.id = ev.statement_id")
        )
    migrations.upgrade(engine)
    with engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT ev.kind, ev.detail, st.text FROM event ev JOIN statement st ON st.id = ev.statement_id"))
        assert kept.all() == [("claim_first", "", "birds")]
    engine.dispose()


AT = "'2025-01-01 00:00:00+00'"
BEFORE = (
    f"INSERT INTO outlet (id, key, recorded_at) VALUES (1, 'courier', {AT})",
    f"INSERT INTO article (id, outlet_id, url, failures, recorded_at) VALUES (1, 1, 'https://courier.test/', 0, {AT})",
    f"""INSERT INTO attempt (id, article_id, url, final_url, started_at, captured_at, outcome, reason, headers, exchange, robots,
    kept, recorded_at)
    VALUES (1, 1, '', '', {AT}, {AT}, 'new', '', '{{}}', '{{}}', '', '', {AT})""",
    f"INSERT INTO annotator (id, name, version, content_sha256, recorded_at) VALUES (1, 'claims/crash', '1', '', {AT})",
    f"""INSERT INTO reading (id, attempt_id, annotator_id, headline, headlines, text, authors, language, live, extractor,
    text_sha256, recorded_at)
    VALUES (1, 1, 1, '', '{{}}', 'birds', '[]', '', false, '', '', {AT})""",
    f"INSERT INTO snapshot (id, article_id, opened_by, reading_id, annotator_id, recorded_at) VALUES (1, 1, 1, 1, 1, {AT})",
    f"INSERT INTO judgment (id, snapshot_id, annotator_id, recorded_at) VALUES (1, 1, 1, {AT})",
    f"""INSERT INTO statement (id, judgment_id, incident, claim, polarity, certainty, part, "start", "end", text, rule, quoted, time,
    recorded_at)
    VALUES (1, 1, 'crash', 'birds', 'affirm', 'asserted', 'body', 0, 5, 'birds', 'r', false, 'current', {AT})""",
    f"""INSERT INTO event (id, annotator_id, incident, kind, key, article_id, claim, until_at, statement_id, recorded_at)
    VALUES (1, 1, 'crash', 'claim_first', 'birds:1', 1, 'birds', {AT}, 1, {AT})""",
)  # fmt: skip
"""One event that rests on one statement, with all that they hang on."""
