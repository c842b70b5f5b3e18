"""The dictionary of views says of every column what the store itself says."""

from datetime import UTC
from itertools import pairwise

import pytest
import sqlalchemy as sa

from db import rows_of_views
from db.session import Store
from db.views import ORDER
from db.views.dictionary import TYPES, View, dictionary
from tests.db.examples import an_article

ON_POSTGRESQL = {
    "integer": {"integer", "bigint"}, "text": {"text", "character varying"}, "real": {"double precision"}, "truth": {"boolean"},
    "instant": {"timestamp with time zone"}, "day": {"date"},
}  # fmt: skip
VIEWS = tuple(dictionary().values())


def test_every_view_is_in_the_dictionary_and_says_what_a_row_is() -> None:
    assert tuple(dictionary()) == ORDER
    assert all(view.row and view.columns for view in VIEWS)
    assert set(ON_POSTGRESQL) == set(TYPES)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_column_is_in_the_dictionary_with_its_type(view: View, store: Store) -> None:
    listed = {c.name: c for c in view.columns}
    assert len(listed) == len(view.columns)
    assert set(listed) == {column["name"] for column in sa.inspect(store.engine).get_columns(view.name)}
    if store.engine.dialect.name == "postgresql":
        with store.read() as session:
            types = session.execute(
                sa.text("SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :view"), {"view": view.name}
            ).all()
        assert {name: type_ for name, type_ in types if type_ not in ON_POSTGRESQL[listed[name].type]} == {}


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_view_is_read_whole_and_its_example_runs(view: View, store: Store) -> None:
    with store.read() as session:
        assert [row for batch in rows_of_views.rows(session, view) for row in batch] == []
        if view.example:
            assert session.execute(sa.text(view.example)).all() == []


def test_rows_come_in_batches_in_pythons_own_types_and_in_order(store: Store) -> None:
    for slug in ("c", "a", "b"):
        an_article(store, slug)
    view = dictionary()["v_article"]
    with store.read() as session:
        batches = list(rows_of_views.rows(session, view, batch=2))
    assert [len(batch) for batch in batches] == [2, 1]
    found = [dict(zip((c.name for c in view.columns), row, strict=True)) for batch in batches for row in batch]
    assert all(before["article_id"] < after["article_id"] for before, after in pairwise(found))
    assert {row["first_listed_at"].tzinfo for row in found} == {UTC}
    assert {row["last_look_at"] for row in found} == {None}
