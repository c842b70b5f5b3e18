"""One incident out of a store → the page of its story, on both dialects."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from db.session import Store
from db.tables import OutletProfile
from digest.page import chart
from digest.page.facts import Fact, Page, Row
from digest.page.render import render
from ingest.catalog import read_incident
from tests.clocks import START, HandClock
from tests.digest import story_pages
from tests.digest.press import BIRDS, LEAD, ROOT, Press
from tests.digest.story_pages import HARM, Story

HOUR = timedelta(hours=1)


@pytest.fixture
def story(store: Store, clock: HandClock) -> Story:
    return story_pages.play(store, clock)


def row(page: Page, outlet: str) -> Row:
    (found,) = [r for r in page.rows if r.outlet == outlet]
    return found


def of(page: Page, outlet: str, kind: str) -> list[Fact]:
    return [f for f in row(page, outlet).facts if f.kind == kind]


def test_everything_that_happened_is_on_the_page_of_its_outlet(story: Story) -> None:
    page = story.page()
    assert page.headline == (
        "Of the 2 outlets that wrote about it, 1 moved on “cause”: "
        "The Courier from “accident” to “external force” between 6 and 8 Jan 2025."
    )
    assert [p.letter for p in page.poles] == ["E", "A"]
    assert [(f.pole, f.from_at - START) for f in of(page, "courier", chart.HELD)] == [
        ("accident", HOUR), ("external_force", 56 * HOUR),
    ]  # fmt: skip
    (edited,) = of(page, "courier", chart.EDITED)
    assert (edited.from_at - START, edited.to_at - START) == (HOUR, 8 * HOUR)
    assert edited.revised is not None
    assert edited.revised.edits[0].after == HARM
    (copied,) = of(page, "courier", chart.COPIED)
    assert (copied.note, copied.pole) == ("The Ledger", "accident")
    assert [f.note for f in of(page, "courier", chart.HAPPENED) if f.note == "flip"] == ["flip"]


def test_a_bar_has_the_words_it_rests_on_with_source_certainty_and_the_look_that_saw_them_first(story: Story) -> None:
    first = of(story.page(), "courier", chart.HELD)[0]
    (words,) = first.words
    assert words.sentence == "The airline said that the plane had collided with a flock of birds."
    assert (words.claim, words.put) == ("bird strike", "attributed to Azerbaijan Airlines")
    assert words.when == "between 11:00 and 13:00 UTC, 6 Jan 2025"


def test_what_could_not_be_seen_is_told_and_what_was_held_meanwhile_is_not_known(story: Story) -> None:
    page = story.page()
    assert page.unseen == (
        "The Courier: 13 Jan to 14 Jan 2025, a page could not be read: status 403",
        "The Ledger: 13 Jan to 14 Jan 2025, no feed of it answered: status 503",
    )
    (lost,) = of(page, "courier", chart.LOST)
    (blind,) = of(page, "ledger", chart.BLIND)
    assert (blind.to_at - blind.from_at, lost.to_at - lost.from_at) == (24 * HOUR, 24 * HOUR)
    before, after = of(page, "ledger", chart.HELD)
    assert (before.to_at, after.from_at) == (blind.from_at, blind.to_at)


def test_the_ladder_says_who_was_first_and_how_much_later_others_were(story: Story) -> None:
    rungs = {r.label: r for r in story.page().rungs}
    birds = rungs["bird strike"]
    assert (birds.letter, birds.there) == ("A", ())
    assert [(s.place, s.outlet, s.lag) for s in birds.steps] == [
        (1, "The Courier", ""),
        (1, "The Ledger", "at most 3 h later, perhaps before"),
    ]
    assert rungs["hit by air defence"].letter == "E"


def test_as_of_an_instant_the_page_is_what_it_would_have_been_then(story: Story) -> None:
    then = START + 10 * HOUR
    page = story.page(as_of=then)
    assert page.headline == "Of the 2 outlets that wrote about it, none was seen to move on “cause”: 2 hold “accident”."
    assert max(f.to_at for r in page.rows for f in r.facts) == then
    assert page.as_of == then


def test_imports_stand_in_a_group_of_their_own_and_have_no_place_in_time(story: Story) -> None:
    with story.store.write() as session:
        newest = session.scalars(sa.select(OutletProfile).where(OutletProfile.name == "The Ledger")).one()
        session.add(
            OutletProfile(
                outlet_id=newest.outlet_id, name="Mine", country="", language="en", ownership="private", wire=False, home="", role="import",
            )
        )  # fmt: skip
    page = story.page()
    assert [(r.name, r.group) for r in page.rows][-1] == ("Mine", "imported by hand")
    assert of(page, "ledger", chart.BLIND) == []
    assert [f.when for f in of(page, "ledger", chart.HELD)] == ["imported 6 Jan 2025, 14:00 UTC"]
    birds = next(r for r in page.rungs if r.label == "bird strike")
    assert "Mine" not in {s.outlet for s in birds.steps}


def test_before_anything_was_written_there_is_a_page_that_says_so(store: Store, clock: HandClock) -> None:
    Press(store)
    page = Story(store, clock).page()
    assert (page.headline, page.rows, page.scale) == ("Nothing about this incident was seen yet.", (), None)


def test_who_wrote_and_names_no_cause_is_drawn_without_a_letter(store: Store, clock: HandClock) -> None:
    press = Press(store)
    clock.forward(HOUR)
    press.say("crash", LEAD)
    press.judge()
    clock.forward(HOUR)
    press.poll()
    page = Story(store, clock).page()
    (held,) = of(page, "courier", chart.HELD)
    assert (held.pole, held.title) == ("", "wrote about it, held no pole of “cause”")
    assert page.headline == "Of the 1 outlet that wrote about it, none was seen to move on “cause”: no pole was held."


def test_an_incident_whose_definition_names_no_poles_has_rows_and_no_letters(store: Store, clock: HandClock, tmp_path: Path) -> None:
    text = re.sub(r"pole: \w+,? ?", "", (ROOT / "config/incidents/azal-8243.yaml").read_text(encoding="utf-8"))
    (tmp_path / "flat.yaml").write_text(text, encoding="utf-8")
    press = Press(store, (read_incident(tmp_path / "flat.yaml"),))
    clock.forward(HOUR)
    press.say("crash", LEAD + BIRDS)
    press.judge()
    clock.forward(HOUR)
    press.poll()
    page = Story(store, clock).page()
    (held,) = of(page, "courier", chart.HELD)
    assert (page.poles, page.family, held.title) == ((), "", "wrote about it")
    assert page.headline == "1 outlet wrote about it. Its definition names no poles: bars show who wrote when, not who held what."
    assert "wrote about it" in render(page)
