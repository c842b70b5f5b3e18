"""`palimpsest cluster` and `palimpsest duplicates`: what a person sees of copies, decides on them, and has checked."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db import annotations
from db.annotations import AnnotatorFacts
from db.session import Store
from db.tables import Statement
from tests.cli.commands import palimpsest
from tests.cli.playing import environment
from tests.cli.test_history import judged, page, refused, told
from tests.cli.test_why import FEED, HOUR, Newsroom, room
from tests.clocks import HandClock
from tests.db.examples import LATER, SENTENCES, an_article, cluster, say, syndicate
from tests.ingest.fakes import ok, rss

__all__ = ["room"]  # a fixture, by being here

REPORT = "https://courier.test/2025/report-a101"
COPY = "https://courier.test/2025/report-again-a102"
ELSE = "https://courier.test/2025/budget-a103"
WORDS = tuple(sentence.replace("Kuryk", "Aktau") for sentence in SENTENCES)
OTHERS = tuple(
    f"The council spent {n * 17} million on road number {n} and on the schools beside it, the {n}th budget says." for n in range(2, 9)
)


@pytest.fixture
def printed(room: Newsroom) -> Iterator[Newsroom]:
    """A report, a copy of it under another headline, and an article about something else; judged."""
    room.web.says(REPORT, page(*WORDS, headline="Ferry takes on water"))
    room.web.says(COPY, page(*WORDS, headline="Ferry in trouble"))
    room.web.says(ELSE, page(*OTHERS, headline="Council passes budget"))
    room.web.says(FEED, ok(rss(("Ferry takes on water", REPORT)), "application/rss+xml"))
    room.lists(("Ferry takes on water", REPORT))
    room.lists(("Ferry takes on water", REPORT), ("Ferry in trouble", COPY), ("Council passes budget", ELSE))
    room.passes(HOUR)
    judged(room)
    with environment({"PALIMPSEST_EVIDENCE_DIR": str(room.desk.settings.evidence_dir)}):
        yield room


def lines(*words: object) -> list[dict[str, Any]]:
    result = palimpsest(*words)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def said(*words: object) -> str:
    result = palimpsest(*words, COLUMNS="160")
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def test_a_cluster_is_shown_with_its_origin_and_every_member(printed: Newsroom) -> None:
    shown = told("cluster", "show", COPY)
    assert "2 articles of 1 voice print one text." in shown
    assert "1 The Courier (courier), the origin" in shown
    assert "the same words as https://courier.test/2025/report-a101" in shown
    assert "headline “Ferry in trouble”" in shown
    assert "sentences 5 kept" in shown
    assert "Nothing else that was seen prints this text." in told("cluster", "show", ELSE)


def test_a_split_prints_what_moved_is_shown_and_can_be_taken_back(printed: Newsroom) -> None:
    moved = said("cluster", "split", COPY, "--reason", "A handout", "--by", "ann")
    assert moved == (
        f"1 version in another cluster {COPY} from the one that begins with “Ferry takes on water”, {REPORT} to one of its own"
    )
    shown = told("cluster", "show", COPY)
    assert "Nothing else that was seen prints this text." in shown
    assert f"{COPY} is apart from {REPORT} by ann: A handout" in shown
    back = lines("cluster", "split", COPY, "--as-judged", "--reason", "I was wrong", "--json")
    assert [(c["version"]["url"], c["before"]["url"], c["after"]["url"]) for c in back] == [(COPY, COPY, REPORT)]
    assert "2 articles of 1 voice" in told("cluster", "show", COPY)


def test_a_join_puts_two_articles_into_one_cluster_and_holds_in_a_rebuild(printed: Newsroom) -> None:
    (change,) = lines("cluster", "join", ELSE, COPY, "--reason", "The same handout", "--json")
    assert (change["version"]["url"], change["after"]["url"]) == (ELSE, REPORT)
    assert said("duplicates", "rebuild") == "3 versions judged again. 0 versions in another cluster"
    assert lines("duplicates", "rebuild", "--json") == []
    assert "3 articles" in told("cluster", "show", ELSE)
    assert said("cluster", "join", ELSE, "--as-judged", "--reason", "No", "--now", "2030-01-01T00:00:00Z").startswith(
        "1 version in another"
    )


def test_what_cannot_be_decided_is_refused(printed: Newsroom) -> None:
    assert "is the origin of its cluster" in refused("cluster", "split", REPORT, "--reason", "x")
    assert "nothing else prints" in refused("cluster", "split", ELSE, "--reason", "x")
    assert "needs a reason" in refused("cluster", "split", COPY, "--reason", " ")
    assert "no copy of itself" in refused("cluster", "split", COPY, "--from", COPY, "--reason", "x")
    assert "OTHER" in refused("cluster", "join", COPY, "--reason", "x")
    assert "nothing stands decided" in refused("cluster", "join", COPY, "--as-judged", "--reason", "x")
    palimpsest("cluster", "split", COPY, "--reason", "x")
    assert "name that one first" in refused("cluster", "split", REPORT, "--as-judged", "--reason", "x")
    assert "use the other command" in refused("cluster", "join", COPY, "--as-judged", "--reason", "x")


def test_a_store_is_checked_and_judged_a_second_time(printed: Newsroom) -> None:
    checked = said("duplicates", "audit")
    assert "0 disagreements" in checked
    assert "3 texts in 2 clusters" in checked
    assert "F1 of agreement 1.0000" in said("duplicates", "audit", "--replay")
    (found,) = lines("duplicates", "audit", "--replay", "--json")
    assert (found["texts"], found["f1"], found["both"]) == (3, 1.0, 1)
    assert lines("duplicates", "audit", "--json") == []


@pytest.fixture
def syndicated(sqlite_store: Store, clock: HandClock, tmp_path: Path) -> str:
    """A report with a copy that cut a claim and never followed a correction; the store's URL."""
    with sqlite_store.write() as session:
        names = ("compare", "duplicates", "claims/ferry")
        who = {name: annotations.activate(session, AnnotatorFacts(name, "1", "a" * 64)) for name in names}
    _, copy = syndicate(sqlite_store, clock, who)
    start = "\n".join(SENTENCES).index("doctors waited")
    with sqlite_store.write() as session:
        judgment_id = annotations.judge(session, 1, who["claims/ferry"])
        assert judgment_id
        statement = Statement(
            judgment_id=judgment_id, incident="ferry", claim="care.doctors", polarity="affirm", certainty="asserted", part="body",
            start=start, end=start + 14, text="doctors waited", rule="r", quoted=False, time="past",
        )  # fmt: skip
        session.add(statement)
    clock.forward(timedelta(hours=3))
    later = "\n".join((*SENTENCES[:4], "Our office in the port is on the phone to the crew and to their relatives."))
    say(sqlite_store, copy, later, "Ferry takes on water off Kuryk")
    third = an_article(sqlite_store, "ferry-abroad")
    clock.forward(LATER)
    say(sqlite_store, third, "\n".join((SENTENCES[0].replace("41", "43"), *SENTENCES[1:])), "Ferry takes on water off Kuryk")
    cluster(sqlite_store, who["duplicates"], who["compare"])
    return sqlite_store.engine.url.render_as_string(hide_password=False)


def test_each_copy_tells_what_it_cut_changed_and_still_says(syndicated: str) -> None:
    shown = told("cluster", "show", "https://courier.test/ferry", "--db", syndicated)
    assert "sentences 4 kept, 1 cut, 1 added cut claims care.doctors" in shown
    assert "sentences 4 kept, 1 changed" in shown
    assert "versions 2 of it are here" in shown
    assert (
        "still says “41 people”; the origin changed that to “38 people” between 2025-01-06 12:00Z and 12:30Z (30 min); last seen" in shown
    )
    assert "“Relatives were brought" not in shown


def test_sentence_by_sentence_the_words_and_the_claims_that_were_cut_are_told(syndicated: str) -> None:
    shown = told("cluster", "show", "https://courier.test/ferry", "--sentences", "--db", syndicated)
    assert "cut “Relatives were brought to a hotel near the terminal, where doctors waited for them.” [care.doctors]" in shown
    assert "changed “41 people” → “43 people” in “The ferry left" in shown


def test_programs_get_everything(syndicated: str) -> None:
    (found,) = lines("cluster", "show", "https://courier.test/ferry", "--json", "--db", syndicated)
    assert found["origin"]["origin_url"] == "https://courier.test/ferry"
    origin, copy, third = found["members"]
    assert (origin["is_origin"], origin["copied"], copy["is_origin"], third["is_origin"]) == (True, None, False, False)
    (carried,) = copy["copied"]["carried"]
    assert (carried["before"], carried["corrected_until_at"]) == (SENTENCES[0], None)
    assert [s["claims"] for s in copy["copied"]["sentences"] if s["fate"] == "cut"] == [["care.doctors"]]
    assert found["decided"] == []


def test_what_was_never_judged_is_said_to_be_so(sqlite_store: Store) -> None:
    an_article(sqlite_store, "ferry")
    url = sqlite_store.engine.url.render_as_string(hide_password=False)
    assert "none of its versions has been judged" in refused("cluster", "show", "https://courier.test/ferry", "--db", url)
