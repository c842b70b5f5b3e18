"""`palimpsest incidents`: definitions are begun, checked, grown by what they miss, and tried out before they are put to use."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from db.session import Store
from ingest.catalog import read_incident
from narrative.examples import failures
from tests.cli.commands import answers, palimpsest
from tests.cli.playing import environment
from tests.clocks import START, HandClock
from tests.db.examples import LEDGER, count
from tests.db.test_views import rows
from tests.digest.press import Press
from tests.narrative.small import FERRY, NAMES_ONLY, watched

LEAD = "The Amber Star went down off the cape on Monday. "
FIRE = "A fire had been reported on board an hour before. "
HATCH = (
    "The harbour master said that an open hatch had let the water in.",
    "Divers reported that an open hatch let water into the hold.",
)


@pytest.fixture
def url(sqlite_store: Store, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/only.db"


@pytest.fixture
def press(sqlite_store: Store) -> Press:
    """Two outlets that say something alike that no rule knows, and one text about something else."""
    made = Press(sqlite_store, (watched(FERRY),))
    made.say("one", LEAD + HATCH[0] + FIRE, headline="Ship lost")
    made.say("two", LEAD + HATCH[1], LEDGER, headline="Ferry lost")
    made.say("three", "Snow fell all night, the mayor said, and 14 roads are closed.", headline="Snow")
    made.judge()
    return made


def file(tmp_path: Path, text: str, name: str = "amber-star.yaml") -> Path:
    made = tmp_path / name
    made.write_text(text, encoding="utf-8")
    return made


def test_a_definition_that_holds_is_told_with_its_scores(tmp_path: Path) -> None:
    told = palimpsest("incidents", "check", file(tmp_path, FERRY))
    assert (told.exit_code, told.stderr) == (0, "")
    assert "amber-star@1" in told.stdout
    assert "2 of 2 examples hold" in told.stdout
    assert "statements  precision 1.00 (2 of 2), recall 1.00 (2 of 2)" in told.stdout


def test_every_mistake_and_every_failing_example_is_told_with_its_file_and_line(tmp_path: Path) -> None:
    failing = file(tmp_path, FERRY.replace("any: [fire, пожар*]", "any: [blaze]"), "a.yaml")
    broken = file(tmp_path, FERRY.replace("all: [ship]", "all: [boat]"), "b.yaml")
    told = palimpsest("incidents", "check", tmp_path)
    assert told.exit_code == 2
    line = 1 + FERRY[: FERRY.index("statements:")].count("\n")
    assert f"{failing}:{line}: tests.0.statements.0: not found: affirm cause.fire" in told.stderr
    rule = 1 + FERRY[: FERRY.index("all: [ship]")].count("\n")
    assert f"{broken}:{rule}: rules.0.all: no term is called 'boat'" in told.stderr
    assert "cause.fire  precision 1.00 (0 of 0), recall 0.00 (0 of 1)" in told.stdout


def test_two_files_of_one_incident_and_a_folder_without_any_are_mistakes(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert palimpsest("incidents", "check", tmp_path / "none").exit_code == 2
    file(tmp_path, FERRY, "a.yaml")
    file(tmp_path, NAMES_ONLY, "b.yaml")
    told = palimpsest("incidents", "check", tmp_path)
    assert (told.exit_code, "defined twice: amber-star" in told.stderr) == (2, True)


TITLES = ["The harbour fire", 'A "quoted": title, with [brackets]', "Пожар в порту", "Flight 12: what is known"]


@pytest.mark.parametrize("title", TITLES)
def test_a_new_definition_holds_as_it_is_written(tmp_path: Path, title: str) -> None:
    words = ("incidents", "new", "harbour-fire", "--title", title, "--from", "2027-03-01", "--languages", "en, ru", "--folder", tmp_path)
    made = palimpsest(*words)
    assert made.exit_code == 0, made.stderr
    found = read_incident(tmp_path / "harbour-fire.yaml").definition
    assert (found.id, found.title, found.languages, str(found.window.from_)) == ("harbour-fire", title, ("en", "ru"), "2027-03-01")
    assert palimpsest("incidents", "check", tmp_path).exit_code == 0


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    there = file(tmp_path, "mine", "harbour-fire.yaml")
    refused = palimpsest("incidents", "new", "harbour-fire", "--folder", tmp_path)
    assert (refused.exit_code, there.read_text()) == (2, "mine")


@pytest.mark.parametrize(
    "words", [("UPPER",), ("../up",), ("x", "--title", "…"), ("x", "--languages", "english"), ("x", "--languages", "")]
)
def test_what_makes_no_definition_is_refused_and_leaves_no_file(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused = palimpsest("incidents", "new", *words, "--folder", tmp_path)
    assert (refused.exit_code, list(tmp_path.iterdir())) == (2, [])


def test_every_example_in_the_comments_of_a_new_definition_is_one_that_holds(tmp_path: Path) -> None:
    assert palimpsest("incidents", "new", "ferry", "--title", "The ferry", "--from", "2027-03-01", "--folder", tmp_path).exit_code == 0
    made = tmp_path / "ferry.yaml"
    made.write_text(re.sub(r"^#(?! \S)", "", made.read_text(), flags=re.MULTILINE))
    found = read_incident(made)
    assert (len(found.definition.claims), len(found.definition.quantities), len(found.definition.tests)) == (2, 1, 3)
    assert failures(found.compiled) == ()


def test_what_the_rules_miss_is_shown_by_how_many_origins_say_it(press: Press, url: str) -> None:
    shown = palimpsest("incidents", "gaps", "amber-star", "--db", url)
    assert shown.exit_code == 0, shown.stderr
    assert "2 sentences look like statements and yield none; 1 groups" in shown.stdout
    assert "1. 2 origins, 2 articles:" in shown.stdout
    assert all(sentence in shown.stdout for sentence in HATCH)
    assert "FIRE" not in shown.stdout
    assert "Snow" not in shown.stdout


def test_the_queue_is_in_json_and_in_sql_with_place_and_words(press: Press, url: str) -> None:
    (told,) = answers("incidents", "gaps", "amber-star", "--json", "--db", url)
    (group,) = told["groups"]
    assert (told["incident"], group["origins"]) == ("amber-star", 2)
    assert {s["outlet"] for s in group["sentences"]} == {"courier", "ledger"}
    stored = rows(press.store, "v_unmapped")
    assert [(r["outlet"], r["part"], r["text"], r["is_copy"]) for r in stored] == [
        ("courier", "body", HATCH[0], False), ("ledger", "body", HATCH[1], False),
    ]  # fmt: skip
    texts = {r["snapshot_id"]: r["text"] for r in rows(press.store, "v_version")}
    assert all(texts[r["snapshot_id"]][r["start"] : r["end"]] == r["text"] for r in stored)


def test_a_copy_is_no_further_origin(sqlite_store: Store, url: str) -> None:
    press = Press(sqlite_store, (watched(FERRY),))
    text = LEAD + HATCH[0] + "Nobody on the pier had seen the vessel list before she left, and the wind was light all morning. "
    press.say("one", text, LEDGER, headline="Ship lost")
    press.say("two", text, headline="Ship lost")
    press.judge()
    (told,) = answers("incidents", "gaps", "amber-star", "--json", "--db", url)
    assert [g["origins"] for g in told["groups"]][:1] == [1]
    assert {r["is_copy"] for r in rows(sqlite_store, "v_unmapped")} == {True, False}


def test_names_alone_are_enough_to_start_and_gaps_propose_first_claims_that_hold(sqlite_store: Store, url: str, tmp_path: Path) -> None:
    press = Press(sqlite_store, (watched(NAMES_ONLY),))
    press.say("one", LEAD + HATCH[0], headline="Ship lost")
    press.say("two", LEAD + HATCH[1], LEDGER, headline="Ferry lost")
    press.judge()
    assert {r["outlet"] for r in rows(sqlite_store, "v_unmapped")} == {"courier", "ledger"}
    shown = palimpsest("incidents", "gaps", "amber-star", "--db", url).stdout
    pasted = yaml.safe_load(shown[shown.index("\nterms:") :])
    grown = yaml.safe_load(NAMES_ONLY)
    grown["terms"] |= pasted["terms"]
    grown |= {"rules": pasted["rules"], "claims": pasted["claims"], "tests": [*grown["tests"], *pasted["tests"]]}
    made = file(tmp_path, yaml.safe_dump(grown, allow_unicode=True))
    assert palimpsest("incidents", "check", made).exit_code == 0, palimpsest("incidents", "check", made).stderr
    (told,) = answers("incidents", "retro", made, "--json", "--db", url)
    assert (told["came"], told["went"], told["lost"]) == ([], [], [])
    assert {s["outlet"] for s in told["gained"]} == {"courier", "ledger"}


def test_a_definition_with_claims_proposes_only_when_asked(press: Press, url: str) -> None:
    assert "\nterms:" not in palimpsest("incidents", "gaps", "amber-star", "--db", url).stdout
    assert "\nterms:" in palimpsest("incidents", "gaps", "amber-star", "--propose", 3, "--db", url).stdout


def test_an_incident_that_is_not_followed_is_told_with_those_that_are(press: Press, url: str) -> None:
    for command in ("gaps",):
        refused = palimpsest("incidents", command, "other", "--db", url)
        assert (refused.exit_code, "followed: amber-star" in refused.stderr) == (2, True)


NEWER = FERRY.replace("version: 1", "version: 2").replace("any: [Amber Star]", "any: [Amber Star, snow]")
WIDER = NEWER.replace("any: [fire, пожар*]", "any: [hatch]")


def test_a_retro_run_shows_what_a_change_would_do_and_stores_nothing(press: Press, url: str, tmp_path: Path) -> None:
    from db.tables import Annotator, Judgment, Statement  # noqa: PLC0415

    changed = file(tmp_path, WIDER)
    before = [count(press.store, table) for table in (Annotator, Judgment, Statement)]
    (told,) = answers("incidents", "retro", changed, "--json", "--db", url)
    assert (told["before"][:12], told["after"][:12]) == ("amber-star@1", "amber-star@2")
    assert (told["versions"], told["articles"]) == (3, 3)
    assert ([a["url"] for a in told["came"]], told["went"]) == (["https://courier.test/three"], [])
    assert {(s["outlet"], s["claim"], s["text"]) for s in told["gained"]} == {(o, "cause.fire", "hatch") for o in ("courier", "ledger")}
    assert {(s["outlet"], s["claim"], s["text"]) for s in told["lost"]} == {("courier", "cause.fire", "fire")}
    shown = palimpsest("incidents", "retro", changed, "--db", url).stdout
    assert "Articles: +1 -0" in shown
    assert "cause.fire: +2 -1" in shown
    assert "what its own examples expect does not hold" in shown
    assert [count(press.store, table) for table in (Annotator, Judgment, Statement)] == before


def test_the_definition_in_force_changes_nothing_and_a_new_incident_brings_everything(press: Press, url: str, tmp_path: Path) -> None:
    (same,) = answers("incidents", "retro", file(tmp_path, FERRY), "--json", "--db", url)
    assert [same[key] for key in ("came", "went", "gained", "lost")] == [[], [], [], []]
    (new,) = answers("incidents", "retro", file(tmp_path, FERRY.replace("id: amber-star", "id: other"), "o.yaml"), "--json", "--db", url)
    assert (new["before"], len(new["came"]), len(new["gained"])) == (None, 2, 1)


@pytest.fixture
def place(url: str, tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "incidents"
    folder.mkdir()
    with environment(
        {"PALIMPSEST_DB_URL": url, "PALIMPSEST_INCIDENTS": f'["{folder}"]', "PALIMPSEST_EVIDENCE_DIR": f"{tmp_path}/evidence"}
    ):
        yield folder


def test_what_a_retro_run_showed_is_what_judging_again_does(press: Press, place: Path, url: str, clock: HandClock) -> None:
    changed = file(place, WIDER)
    (told,) = answers("incidents", "retro", changed, "--json", "--db", url)
    done = palimpsest("incidents", "reannotate", "--now", f"{START.isoformat()}")
    assert done.exit_code == 0, done.stderr
    assert re.search(r"definition amber-star@2 \(\w{8}\): \+1 -0 articles", done.stdout)
    assert "  + https://courier.test/three" in done.stdout
    found = {(r["outlet"], r["claim"], r["text"]) for r in rows(press.store, "v_statement")}
    assert found == {(s["outlet"], s["claim"], s["text"]) for s in told["gained"]}


def test_a_statement_is_rejected_from_the_command_line_and_a_revision_needs_no_word(press: Press, place: Path) -> None:
    (said,) = rows(press.store, "v_statement")
    words = ("overrule", "statement", said["statement_id"], "rejected", "--by", "ann", "--now", START.isoformat())
    assert palimpsest(*words).exit_code == 2, "a decision needs a reason"
    done = palimpsest(*words, "--reason", "a drill, not a fire")
    assert (done.exit_code, "cause.fire (affirm): “fire”: rejected. a drill, not a fire" in done.stdout) == (0, True)
    assert rows(press.store, "v_statement") == []
    back = palimpsest("overrule", "statement", said["statement_id"], "as-judged", "--reason", "I was wrong", "--now", START.isoformat())
    assert (back.exit_code, len(rows(press.store, "v_statement"))) == (0, 1)
    missing = palimpsest("overrule", "https://courier.test/one", 1, "--material", "no", "--reason", "x", "--now", START.isoformat())
    assert (missing.exit_code, "no revision led to version 1" in missing.stderr) == (2, True)


def test_gaps_are_told_without_anything_stored_about_them(press: Press, url: str) -> None:
    (told,) = answers("incidents", "gaps", "amber-star", "--json", "--days", 1, "--db", url)
    assert told["phrases"] == []
    assert json.dumps(told)
