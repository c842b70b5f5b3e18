"""`palimpsest timeline`, `claims` and `query --as-of`: how an incident was told, and what is claimed about it, now and then."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from cli import timeline_words
from db import ledger
from db.movements import narrative
from db.session import Store
from ingest.happening import happen
from tests.cli.commands import palimpsest
from tests.clocks import HandClock
from tests.db.narrated import Press


@pytest.fixture
def press(sqlite_store: Store, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Press:
    """Three outlets over four days: one flips and corrects nothing, one has another number, one says little."""
    monkeypatch.setenv("PALIMPSEST_DB_URL", sqlite_store.engine.url.render_as_string())
    p = Press(sqlite_store, clock, "abc")
    p.passes(1)
    p.writes("a", "1", "leak", "killed=38")
    p.passes(2)
    p.writes("b", "1", "leak:", "killed=42")
    p.passes(22)
    p.writes("a", "1", "leak?", "collision:", "killed=38")
    p.passes(24)
    for n in (2, 3):
        p.writes("a", f"{n}", "collision")
    p.writes("c", "1", "#rammed", "-leak")
    p.passes(24)
    happen(sqlite_store, p.who, p.incident)
    return p


def told(*words: object) -> str:
    """What the command says, as one line of words."""
    result = palimpsest(*words, COLUMNS="200")
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def values(*words: object) -> Any:
    result = palimpsest(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def refused(*words: object) -> str:
    result = palimpsest(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


def test_a_timeline_tells_what_happened_where_the_poles_lie_and_who_was_first(press: Press) -> None:
    said = told("timeline", "ferry")
    assert said.startswith("The ferry off Kuryk (ferry, definition 1)")
    assert "Outlet a: first of the outlets watched with “a leak” “x”" in said
    assert "Outlet b: contradiction “killed”: 42, Outlet a has 38 “x” against “x”" in said
    assert "Outlet a: flip “struck by another ship”: own → others “x”" in said
    assert "Outlet a 2025-01-06 own (100 %)" in said
    assert "Outlet a own (2025-01-06) → others (2025-01-07) confirmed 1 article that day" in said
    assert "Outlet b 2 h to 2 h 2 min later" in said


def test_at_eighty_columns_the_words_stand_below_what_happened_in_the_whole_width(press: Press) -> None:
    lines = palimpsest("timeline", "ferry", COLUMNS="80").stdout.splitlines()
    begins = next(n for n, line in enumerate(lines) if "Outlet a: flip" in " ".join(lines[n : n + 2]) and line.startswith("  between"))
    words = next(line for line in lines[begins:] if line.startswith("    "))
    assert words == "    “x”"
    assert max(map(len, lines[: lines.index("Flips")])) <= 80


def test_what_an_outlet_said_when_we_came_is_one_entry(press: Press) -> None:
    with press.store.read() as session:
        told = narrative(session, "ferry")
        called = ledger.title(session, "ferry")
    assert called
    first = next(e for e in told.events if e.kind == "claim_first")
    there = [replace(first, event_id=n, after_at=None, claim=claim) for n, claim in enumerate(("cause.leak", "cause.storm"))]
    [(_, [entry, *more])] = timeline_words.days(replace(told, events=tuple(there)), called)
    assert (entry.words, more) == ("a leak “x”; a storm “x”", [])
    assert entry.head.endswith("Outlet a: 2 claims there at our first look")


def test_who_is_silent_on_one_claim_is_one_entry(press: Press) -> None:
    with press.store.read() as session:
        told = narrative(session, "ferry")
        called = ledger.title(session, "ferry")
    assert called
    silent = replace(told.events[0], kind="silence", claim="resp.apology", detail="")
    both = (replace(silent, event_id=1, outlet_name="Outlet a"), replace(silent, event_id=2, outlet_name="Outlet b"))
    [(_, [entry])] = timeline_words.days(replace(told, events=both), called)
    assert entry.head.endswith("Outlet a, Outlet b: silent on “apology”")


def test_the_same_as_values(press: Press) -> None:
    found = values("timeline", "ferry")
    assert found["incident"] == "ferry"
    assert {"contradiction", "flip", "claim_first"} <= {e["kind"] for e in found["events"]}
    assert [(f["outlet"], f["state"]) for f in found["flips"]] == [("a", "confirmed")]


def test_a_claim_that_is_first_is_not_told_a_second_time_as_added(press: Press) -> None:
    found = values("timeline", "ferry")
    assert [e["kind"] for e in found["events"] if e["claim"] == "cause.collision" and e["outlet"] == "a"][:2] == [
        "claim_added",
        "claim_first",
    ]
    assert "comes to say “struck by another ship" not in told("timeline", "ferry")


def test_the_ledger_has_each_statement_once_with_its_versions_and_whether_it_stands(press: Press) -> None:
    said = told("claims", "ferry")
    assert "killed (qty.killed)" in said
    assert "Outlet a 38, asserted “x” (version 1, 2; stands)" in said
    found = values("claims", "ferry", "--claim", "cause.leak")["entries"]
    assert {(e["outlet"], e["certainty"], e["stands"]) for e in found} == {
        ("a", "asserted", False), ("b", "attributed", True), ("a", "hedged", True), ("c", "denied", True),
    }  # fmt: skip


def test_the_ledger_can_be_narrowed_to_a_claim_with_those_below_it_and_to_an_outlet(press: Press) -> None:
    found = values("claims", "ferry", "--claim", "cause.collision")["entries"]
    assert {e["claim"] for e in found} == {"cause.collision", "cause.rammed"}
    assert {e["outlet"] for e in values("claims", "ferry", "--outlet", "c")["entries"]} == {"c"}


def test_as_of_an_instant_what_came_later_is_not_told(press: Press) -> None:
    then = (press.clock() - timedelta(hours=48)).isoformat()
    assert "flip" not in told("timeline", "ferry", "--as-of", then)
    assert {e["outlet"] for e in values("claims", "ferry", "--as-of", then)["entries"]} == {"a", "b"}
    count = "SELECT count(*) AS n FROM v_telling"
    assert [told("query", "--csv", *more, count) for more in (("--as-of", then), ())] == ["n 3", "n 6"]


@pytest.mark.parametrize("command", ["timeline", "claims"])
def test_an_incident_that_is_not_followed_is_named_with_those_that_are(press: Press, command: str) -> None:
    assert refused(command, "ferri") == "palimpsest: ferri is not followed; incidents with a definition: ferry\n"
    early = refused(command, "ferry", "--as-of", "2024-01-01T00:00:00Z")
    assert early == "palimpsest: ferry is not followed as of 2024-01-01 00:00Z; incidents with a definition: none\n"


def test_what_is_asked_for_has_to_exist(press: Press) -> None:
    assert "--claim cause.fire: no claim or number of ferry is called that; there are cause.collision," in refused(
        "claims", "ferry", "--claim", "cause.fire"
    )
    assert "--outlet z: nothing of it is in the ledger; of a, b, c there is something" in refused("claims", "ferry", "--outlet", "z")
    assert "--as-of: 'soon' is not an instant" in refused("timeline", "ferry", "--as-of", "soon")


def test_there_has_to_be_a_store(tmp_path: Path) -> None:
    result = palimpsest("timeline", "ferry", "--db", f"sqlite:///{tmp_path / 'none.db'}")
    assert result.exit_code == 1
    assert "there is no store" in result.stderr
