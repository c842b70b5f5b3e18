"""`palimpsest export`: what is written is opened in the programs that analysts use."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from db.session import Store
from db.views import ORDER
from db.views.dictionary import dictionary
from ingest.happening import happen
from tests.cli.commands import palimpsest
from tests.clocks import HandClock
from tests.db.narrated import Press


@pytest.fixture
def press(store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Press:
    """Two outlets, one of which changes what it says, on either dialect."""
    monkeypatch.setenv("PALIMPSEST_DB_URL", store.engine.url.render_as_string(hide_password=False))
    p = Press(store, clock, "ab")
    p.passes(1)
    p.writes("a", "1", "leak", "killed=38")
    p.passes(2)
    p.writes("b", "1", "leak:", "killed=42")
    p.passes(24)
    p.writes("a", "1", "collision", "killed=38")
    p.passes(24)
    happen(store, p.who, p.incident)
    return p


def exported(folder: Path, *more: object) -> str:
    result = palimpsest("export", "--parquet", folder, *more)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_every_view_is_a_file_with_as_many_rows_in_duckdb_polars_and_pandas(press: Press, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    said = exported(folder)
    files = {name: folder / f"{name}.parquet" for name in ORDER}
    in_duckdb = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    counts = {name: in_duckdb.execute(f"SELECT count(*) FROM '{file}'").fetchone()[0] for name, file in files.items()}
    assert counts == {name: pl.read_parquet(file).height for name, file in files.items()}
    assert counts == {name: len(pd.read_parquet(file)) for name, file in files.items()}
    assert said.startswith(f"{sum(counts.values())} rows of {len(ORDER)} views")
    assert min(counts[name] for name in ("v_statement", "v_event", "v_first", "v_pole", "v_coverage")) > 0
    assert {path.name for path in folder.iterdir()} == {file.name for file in files.values()} | {"dictionary.csv"}


def test_types_are_real_ones_and_columns_say_what_they_are(press: Press, tmp_path: Path) -> None:
    exported(tmp_path, "v_statement", "first")
    statements = pl.read_parquet(tmp_path / "v_statement.parquet")
    assert statements.schema["first_seen_at"] == pl.Datetime("us", "UTC")
    assert (statements.schema["value"], statements.schema["presupposed"]) == (pl.Float64(), pl.Boolean())
    assert set(statements["value"].drop_nulls()) == {38.0, 42.0}
    frame = pd.read_parquet(tmp_path / "v_first.parquet")
    assert str(frame["until_at"].dt.tz) == "UTC"
    schema = pq.read_schema(tmp_path / "v_statement.parquet")
    assert schema.field("claim").metadata[b"description"].decode() == "the id in the incident's definition; numbers begin with `qty.`"
    assert datetime.fromisoformat(schema.metadata[b"as_of"].decode()).tzinfo is not None
    with (tmp_path / "dictionary.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(r["view"], r["column"]) for r in rows] == [(v, c.name) for v in ("v_statement", "v_first") for c in dictionary()[v].columns]


def test_an_export_as_of_an_instant_holds_what_was_known_then(press: Press, tmp_path: Path) -> None:
    exported(tmp_path / "now", "v_version")
    earlier = pl.read_parquet(tmp_path / "now" / "v_version.parquet")["first_seen_at"].sort()[1]
    exported(tmp_path / "then", "v_version", "--as-of", earlier.astimezone(UTC).isoformat())
    then, now = (pl.read_parquet(tmp_path / when / "v_version.parquet").height for when in ("then", "now"))
    assert (then, now) == (2, 3)


def test_a_second_export_replaces_the_first(press: Press, tmp_path: Path) -> None:
    exported(tmp_path, "v_outlet")
    before = (tmp_path / "v_outlet.parquet").read_bytes()
    exported(tmp_path, "v_outlet")
    assert (tmp_path / "v_outlet.parquet").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--parquet DIR"),
        (("--parquet", "{folder}", "v_nothing"), "no view 'v_nothing'; there are v_active"),
        (("--parquet", "{folder}/file/below"), "cannot be made"),
    ],
)
def test_what_cannot_be_exported_says_why(words: tuple[str, ...], told: str, press: Press, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = palimpsest("export", *(word.format(folder=tmp_path) for word in words))
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
