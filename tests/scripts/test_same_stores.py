"""Two stores are the same when a replay cannot have done anything else, and not when it has."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from db.session import Store, make_engine
from db.views import ORDER
from scripts import same_stores
from scripts.same_stores import Compared, Row, compare
from tests.clocks import START, HandClock
from tests.conftest import Postgres
from tests.db.examples import LATER, an_article, say

TICKS = (START, START + LATER)
SECONDS = timedelta(seconds=1.250001)


@pytest.fixture
def other(postgres: Postgres, migrated_postgres: str) -> Iterator[Store]:
    """A second store, on PostgreSQL."""
    store = Store(make_engine(url := postgres.new(migrated_postgres)), HandClock())
    yield store
    store.close()
    postgres.drop(url)


def played(store: Store, clock: HandClock, slugs: tuple[str, ...], then: str = "It was a missile.") -> None:
    """Articles that say one thing at the first tick and another at the second, each at some second after it."""
    ids = {slug: an_article(store, slug) for slug in slugs}
    for tick, text in zip(TICKS, ("It was birds.", then), strict=True):
        clock.at = max(clock.at, tick)
        for slug in slugs:
            clock.forward(SECONDS)
            say(store, ids[slug], f"{text} So said {slug}.")


def compared(here: Store, there: Store) -> dict[str, Compared]:
    with here.engine.connect() as a, there.engine.connect() as b:
        return {c.view: c for c in compare(a, b, TICKS)}


def different(found: dict[str, Compared]) -> set[str]:
    return {name for name, view in found.items() if not view.same}


def test_another_order_another_second_and_another_database_are_no_difference(sqlite_store: Store, clock: HandClock, other: Store) -> None:
    played(sqlite_store, clock, ("one", "two", "three"))
    assert isinstance(other.clock, HandClock)
    other.clock.forward(SECONDS)
    played(other, other.clock, ("three", "one", "two"))
    found = compared(sqlite_store, other)
    assert tuple(found) == ORDER
    assert (found["v_version"].here, found["v_version"].there) == (6, 6)
    assert different(found) == set()


def test_another_word_is_a_difference_in_the_views_that_show_it_and_no_other(sqlite_store: Store, clock: HandClock, other: Store) -> None:
    played(sqlite_store, clock, ("one", "two"))
    assert isinstance(other.clock, HandClock)
    played(other, other.clock, ("one", "two"), then="It was a bomb.")
    found = compared(sqlite_store, other)
    assert "v_version" in different(found)
    assert "v_outlet" not in different(found)
    (mine, theirs) = (dict(row) for row in (found["v_version"].only_here[0], found["v_version"].only_there[0]))
    assert {name for name in mine if mine[name] != theirs[name]} == {"text"}
    assert "https://courier.test/one" in mine["attempt_id"]


def test_another_tick_is_a_difference(sqlite_store: Store, clock: HandClock, other: Store) -> None:
    played(sqlite_store, clock, ("one",))
    assert isinstance(other.clock, HandClock)
    other.clock.at = TICKS[1]
    played(other, other.clock, ("one",))
    assert "v_version" in different(compared(sqlite_store, other))


def test_a_row_that_only_one_store_has_is_told(sqlite_store: Store, clock: HandClock, other: Store) -> None:
    played(sqlite_store, clock, ("one", "two"))
    assert isinstance(other.clock, HandClock)
    played(other, other.clock, ("one",))
    view = compared(sqlite_store, other)["v_version"]
    assert (view.here, view.there, len(view.only_here), len(view.only_there)) == (4, 2, 2, 0)


def test_rows_that_differ_only_in_what_the_order_of_looks_decides_are_counted_apart() -> None:
    here: list[Row] = [(("text", "a"), ("relation", "first")), (("text", "b"), ("relation", "near"))]
    there: list[Row] = [(("text", "a"), ("relation", "near")), (("text", "c"), ("relation", "near"))]
    found = same_stores.compared("v_cluster", (2, 2), list(here), list(there))
    assert (found.only_here, found.only_there, found.by_order) == ((here[1],), (there[1],), 1)
    assert same_stores.compared("v_version", (2, 2), list(here), list(there)).by_order == 0


def test_some_columns_are_decided_by_it_in_rows_of_one_kind_alone() -> None:
    here: list[Row] = [(("kind", kind), ("text", "a")) for kind in ("silence", "flip")]
    there: list[Row] = [(("kind", kind), ("text", "b")) for kind in ("silence", "flip")]
    found = same_stores.compared("v_event", (2, 2), list(here), list(there))
    assert (found.only_here, found.only_there, found.by_order) == ((here[1],), (there[1],), 1)


def test_every_column_that_the_order_of_looks_decides_is_there(sqlite_store: Store) -> None:
    with sqlite_store.engine.connect() as connection:
        for view, columns in same_stores.BY_ORDER.items():
            assert columns <= set(connection.execute(sa.text(f"SELECT * FROM {view.partition('.')[0]}")).keys())


def test_every_id_of_every_view_can_be_read(sqlite_store: Store) -> None:
    with sqlite_store.engine.connect() as connection:
        for view in ORDER:
            for column in connection.execute(sa.text(f"SELECT * FROM {view}")).keys():  # noqa: SIM118  # no mapping
                if table := same_stores.table_of(view, column):
                    assert same_stores.key_columns(table), (view, column)
