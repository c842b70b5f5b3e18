"""The schema that migrations build is the one that `tables.py` describes."""

import pytest
import sqlalchemy as sa

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


INDEX = {"clustering", "fingerprint", "fingerprint_hot", "fingerprinted", "rejudged"}
"""Tables that are built again at any time: when a row of them was written says nothing."""


@pytest.mark.parametrize("table", sorted(Base.metadata.tables.keys() - INDEX))
def test_every_table_says_when_its_rows_were_written(table: str) -> None:
    assert not Base.metadata.tables[table].c.recorded_at.nullable
