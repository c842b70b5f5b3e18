"""The views answer on both dialects, and say what one row of them is."""

import pytest
import sqlalchemy as sa

from db import migrations
from db.session import Store
from db.views import ORDER, create_views, definition
from tests.db.examples import an_article, say


@pytest.mark.parametrize("name", ORDER)
def test_a_view_answers(store: Store, name: str) -> None:
    with store.read() as session:
        assert session.execute(sa.text(f"SELECT * FROM {name}")).all() == []


@pytest.mark.parametrize("name", ORDER)
def test_a_view_says_what_one_row_is(name: str) -> None:
    assert definition(name).startswith("-- One row: ")


def test_every_file_is_a_view_of_the_store(store: Store) -> None:
    assert set(ORDER) == set(sa.inspect(store.engine).get_view_names())
    assert len(ORDER) >= 6


def test_making_the_views_again_keeps_the_rows_behind_them(store: Store) -> None:
    article_id = an_article(store)
    for text in ("first", "second"):
        say(store, article_id, text)
    create_views(store.engine)
    migrations.upgrade(store.engine)
    with store.read() as session:
        rows = session.execute(sa.text("SELECT version, text, outlet FROM v_version ORDER BY version")).all()
    assert [tuple(r) for r in rows] == [(1, "first", "courier"), (2, "second", "courier")]
