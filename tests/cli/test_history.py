"""`palimpsest history`, `why-hidden` and `overrule`: what a person sees of an article's versions, and decides on them."""

import json
from datetime import timedelta
from typing import Any

import pytest

from db.overrules import AS_JUDGED
from ingest import annotators
from ingest.annotate import annotate
from tests.cli.commands import palimpsest
from tests.cli.test_why import CRASH, FEED, HOUR, Newsroom, room
from tests.clocks import START
from tests.digest.press import WATCHED
from tests.docs.test_docs import section
from tests.ingest.fakes import ok, status

__all__ = ["room"]  # a fixture, by being here

LEAD = "An Azerbaijan Airlines plane on its way from Baku to Grozny came down near the city of Aktau on Wednesday morning."
KILLED = "At least 38 people were killed, officials said, and the others were taken to hospitals in the city."
MORE = KILLED.replace("38", "39")
REST = "Officials in both countries have opened an inquiry, and the recorders were found on the second day of the search."
NOTICE = "Correction: An earlier version of this article gave another number of people killed."
HEADLINE = "Plane comes down near Aktau"


def page(*paragraphs: str, headline: str = HEADLINE, modified: timedelta | None = None) -> Any:
    """A page as an outlet serves it, which says when it was modified."""
    said = f'<meta property="article:modified_time" content="{(START + modified).isoformat()}">' if modified is not None else ""
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    head = f"<title>{headline}</title><meta property='og:title' content='{headline}'>{said}"
    return ok(
        f"<!doctype html><html lang=en><head><meta charset=utf-8>{head}</head><body><article><h1>{headline}</h1>{body}</article>".encode()
    )


def plays(room: Newsroom, *pages: Any) -> None:
    """The outlet serves these one after the other, an hour apart; then everything is judged."""
    room.web.says(CRASH, *pages)
    room.lists((HEADLINE, CRASH))
    for _ in pages[1:]:
        room.passes(HOUR)
    judged(room)


def judged(room: Newsroom) -> None:
    with room.desk.store.write() as session:
        who = annotators.activate(session, (WATCHED,))
    annotate(room.desk.store, who)


def told(*words: object, columns: int = 160) -> str:
    """What the command says, as one line of words."""
    result = palimpsest(*words, COLUMNS=str(columns))
    assert (result.exit_code, result.stderr) == (0, "")
    return " ".join(result.stdout.split())


def refused(*words: object) -> str:
    result = palimpsest(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


@pytest.fixture
def corrected(room: Newsroom) -> Newsroom:
    """Two revisions of one article: a number with a newer date, then a notice."""
    plays(
        room,
        page(LEAD, KILLED, REST, modified=HOUR),
        page(LEAD, MORE, REST, modified=2 * HOUR),
        page(LEAD, MORE, REST, NOTICE, modified=2 * HOUR),
    )
    return room


def test_versions_have_intervals_and_revisions_say_why_their_verdict_is_what_it_is(corrected: Newsroom) -> None:
    said = told("history", CRASH)
    assert said.startswith(
        f"{HEADLINE} An article of The Courier (courier): {CRASH} 3 versions and 2 revisions, 2 of them material, in 3 looks;"
    )
    assert "1 first seen 2025-01-06 13:00Z “Plane comes down near Aktau”" in said
    assert "2 between 2025-01-06 13:00Z and 14:00Z (1 h) “Plane comes down near Aktau”" in said
    assert "1 → 2 between 2025-01-06 13:00Z and 14:00Z (1 h): material, date bumped" in said
    assert "Its modification date moved from 2025-01-06 13:00Z to 2025-01-06 14:00Z." in said
    assert "sentence replaced fact.quantity “38 people” → “39 people”" in said
    assert "2 → 3 between 2025-01-06 14:00Z and 15:00Z (1 h): material, notice given" in said
    assert f"Readers were told: “{NOTICE}”" in said
    assert f"from 2025-01-06 13:00Z “{HEADLINE}”" in said


def test_a_date_that_does_not_move_is_told_with_how_often_it_did(room: Newsroom) -> None:
    plays(room, page(LEAD, KILLED, REST, modified=HOUR), page(LEAD, MORE, REST, modified=HOUR))
    assert "but the outlet had dated 0 earlier edits, and 3 are needed to say more" in told("history", CRASH)


def test_without_dates_nothing_is_said_but_that(room: Newsroom) -> None:
    plays(room, page(LEAD, KILLED, REST), page(LEAD, MORE, REST))
    assert "without a modification date on both versions nothing more can be said" in told("history", CRASH)


def test_words_that_come_back_are_told_as_a_return_with_shares_and_spans(room: Newsroom) -> None:
    plays(room, *(page(LEAD, words, REST) for words in (KILLED, MORE, KILLED, KILLED)))
    said = told("history", CRASH)
    assert "of all looks version 1 75%, version 2 25%" in said
    assert "version 1 seen 2025-01-06 15:00Z to 2025-01-06 16:00Z, 2 looks" in said
    assert "2 → 1 between 2025-01-06 14:00Z and 15:00Z (1 h): material, undetermined, its words came back" in said
    assert "came back 1 time" in said


def test_a_page_that_went_away_and_came_back_says_when(room: Newsroom) -> None:
    room.web.says(CRASH, page(LEAD, KILLED, REST), *[status(404)] * 3, page(LEAD, KILLED, REST))
    room.lists((HEADLINE, CRASH))
    for _ in range(4):
        room.passes(timedelta(days=20))  # longer than any interval between two looks
    said = told("history", CRASH)
    assert "vanished between 2025-01-06 13:00Z and 2025-01-26 13:00Z (20 d)" in said
    assert "restored between 2025-03-07 13:00Z and 2025-03-27 13:00Z (20 d)" in said


def test_the_feed_s_headline_is_told_beside_the_page_s(room: Newsroom) -> None:
    room.web.says(CRASH, page(LEAD, KILLED, REST))
    for title in ("First title", "Second title", "First title"):
        room.lists((title, CRASH))
    said = told("history", CRASH)
    assert "feed from 2025-01-06 13:00Z “First title”" in said
    assert "feed between 2025-01-06 13:00Z and 14:00Z (1 h) “Second title”" in said
    assert "feed between 2025-01-06 14:00Z and 15:00Z (1 h) “First title”" in said


@pytest.mark.parametrize("name", [CRASH, CRASH.removeprefix("https://"), f"{CRASH}?utm_source=x", "courier/a101"])
def test_an_article_is_found_in_any_spelling_and_by_its_number(corrected: Newsroom, name: str) -> None:
    assert f"An article of The Courier (courier): {CRASH}" in told("history", name)


@pytest.mark.parametrize("name", ["https://courier.test/none", FEED, "courier/a102", "no address"])
@pytest.mark.parametrize("command", [("history",), ("why-hidden",)])
def test_what_is_no_article_is_said_in_one_line(corrected: Newsroom, command: tuple[str], name: str) -> None:
    assert len(refused(*command, name).splitlines()) == 1


def test_a_diff_carries_signs_and_colour_only_where_it_is_wanted(corrected: Newsroom) -> None:
    plain, coloured = (palimpsest("history", CRASH, "--diff", *more).stdout for more in ((), ("--color",)))
    assert "At least [-38-]{+39+} people" in plain
    assert "{+" + NOTICE + "+}" in plain
    assert "\x1b[" not in plain
    assert "[-38-]\x1b[0m" in coloured
    assert "\x1b[" not in palimpsest("history", CRASH, "--diff", "--no-color").stdout


@pytest.mark.parametrize("columns", [50, 80, 200])
def test_a_diff_is_wrapped_at_the_terminals_width(corrected: Newsroom, columns: int) -> None:
    lines = palimpsest("history", CRASH, "--diff", COLUMNS=str(columns)).stdout.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("1 → 2"))
    shown = [line for line in lines[start:] if line.startswith("    ")]
    assert max(map(len, shown)) <= columns
    assert "[-38-]{+39+}" in " ".join(shown)
    assert not [line for line in lines if line != line.rstrip()]


def test_what_an_outlet_writes_does_not_command_the_terminal(room: Newsroom) -> None:
    evil = "Plane &#x202e;comes down\x1b[2J near Aktau"
    plays(room, page(LEAD, KILLED, REST), page(LEAD, f"{MORE}\x1b[31m &#x202e;", REST, headline=evil))
    shown = palimpsest("history", CRASH, "--diff").stdout
    assert not {"\x1b", "\u202e"} & set(shown)
    assert "[-38-]{+39+}" in shown


def test_json_has_everything_and_its_keys_are_documented(corrected: Newsroom) -> None:
    (line,) = palimpsest("history", CRASH, "--json", "--diff").stdout.splitlines()
    found = json.loads(line)
    assert [(r["from_version"], r["to_version"], r["verdict"]) for r in found["revisions"]] == [
        (1, 2, "date_bumped"),
        (2, 3, "notice_given"),
    ]
    edit = found["revisions"][0]["edits"][0]
    assert "".join(h["text"] for h in edit["diff"] if h["kind"] != "removed") == edit["after"] == MORE
    assert found["versions"][0]["first_seen_at"] == "2025-01-06T13:00:00+00:00"
    keys = {*found, *(key for name in ("versions", "spans", "headlines", "revisions") for key in found[name][0]), *edit}
    documented = section("history.md", "For programs")
    assert sorted(key for key in keys if f"`{key}`" not in documented) == []


@pytest.fixture
def noisy(room: Newsroom) -> Newsroom:
    """An article whose page shows the same words in other quotation marks at its second look."""
    said = 'The airline said that "everybody" on board had been found, and that the search was over for now.'
    plays(room, page(LEAD, KILLED, said), page(LEAD, KILLED, said.replace('"e', "“e").replace('y"', "y”")))
    return room


def test_what_was_hidden_is_listed_with_the_version_it_stands_beside_and_its_rule(noisy: Newsroom) -> None:
    assert "held to be noise: `palimpsest why-hidden" in told("history", CRASH)
    said = told("why-hidden", CRASH)
    assert said.startswith("2 differences at 1 look, held to be noise look 2 2025-01-06 14:00Z beside version 1 “")
    assert "quotation marks or dashes of one kind for another" in said
    (line,) = palimpsest("why-hidden", CRASH, "--json").stdout.splitlines()
    assert {(h["attempt_id"], h["version"], h["rule"], h["shown"]) for h in json.loads(line)} == {(2, 1, "typography", False)}


def test_where_nothing_was_hidden_that_is_said(corrected: Newsroom) -> None:
    assert "Nothing was hidden" in told("why-hidden", CRASH)
    assert refused("why-hidden", CRASH, "--undo", 2, "--reason", "x").startswith("palimpsest: nothing was hidden at look 2")


def test_what_was_hidden_can_be_shown_for_a_reason_and_is_a_version_then(noisy: Newsroom) -> None:
    folder = str(noisy.desk.settings.evidence_dir)
    assert "--reason" in refused("why-hidden", CRASH, "--undo", 2)
    assert "PALIMPSEST_DB_URL" in refused("why-hidden", CRASH, "--undo", 2, "--reason", "x", "--db", noisy.desk.store.engine.url)
    shown = palimpsest("why-hidden", CRASH, "--undo", 2, "--reason", "It quotes", "--by", "ann", PALIMPSEST_EVIDENCE_DIR=folder)
    assert (shown.exit_code, "is a version now" in shown.stdout) == (0, True)
    assert "shown by ann: It quotes" in told("why-hidden", CRASH)
    assert "2 between 2025-01-06 13:00Z and 14:00Z" in told("history", CRASH)


def test_a_decision_is_told_with_its_reason_and_can_be_taken_back(corrected: Newsroom) -> None:
    said = told("overrule", CRASH, 2, "--material", "no", "--verdict", "notice_given", "--reason", "A slip", "--by", "ann")
    assert said == "1 → 2 between 2025-01-06 13:00Z and 14:00Z (1 h): not material, notice given"
    assert "Overruled by ann: A slip. It was judged material, date bumped." in told("history", CRASH)
    assert "2 revisions, 1 of them material" in told("history", CRASH)
    taken = told("overrule", CRASH, 2, "--material", "as-judged", "--verdict", AS_JUDGED, "--reason", "I was wrong")
    assert taken.endswith("material, date bumped")
    assert "Overruled" not in told("history", CRASH)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((1, "--material", "no", "--reason", "x"), "no revision led to version 1"),
        ((9, "--material", "no", "--reason", "x"), "no revision led to version 9"),
        ((2, "--reason", "x"), "--material or --verdict"),
        ((2, "--material", "maybe", "--reason", "x"), "material is yes, no, as judged; not 'maybe'"),
        ((2, "--verdict", "stealth", "--reason", "x"), "verdict is unmarked, notice_given"),
        ((2, "--material", "no", "--reason", " "), "a decision needs a reason"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_what_can(corrected: Newsroom, words: tuple[object, ...], reason: str) -> None:
    assert reason in refused("overrule", CRASH, *words)
    assert "Overruled" not in told("history", CRASH)
