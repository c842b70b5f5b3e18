"""Headlines of one page differ and change at different times; an outlet's name beside one is no change."""

import pytest

from narrative.model import Headlines
from narrative.revisions import NO_HEADLINES, Version, compare

OLD, NEW = "Plane crashes near Aktau", "Missile brought plane down"


def compared(before: str, after: str, old: Headlines = NO_HEADLINES, new: Headlines = NO_HEADLINES) -> tuple[list[object], list[str]]:
    found = compare(Version(before, "t", headlines=old), Version(after, "t", headlines=new))
    return [(e.before, e.after, e.headlines) for e in found.edits], [s.rule for s in found.suppressed]


def test_one_change_in_several_places_is_one_edit_that_names_them() -> None:
    old = Headlines(OLD, OLD, f"{OLD} | The Outlet", OLD)
    new = Headlines(NEW, OLD, f"{NEW} | The Outlet", NEW)
    assert compared(OLD, NEW, old, new) == ([(OLD, NEW, ("h1", "jsonld", "title"))], [])


def test_a_place_that_changes_otherwise_is_an_edit_of_its_own() -> None:
    edits, _ = compared(OLD, NEW, Headlines(h1=OLD, og=OLD), Headlines(h1=NEW, og="Airline names cause of crash"))
    assert edits == [(OLD, NEW, ("h1",)), (OLD, "Airline names cause of crash", ("og",))]


def test_a_change_of_the_page_s_title_alone_is_seen() -> None:
    assert compared(OLD, OLD, Headlines(title=OLD), Headlines(title=NEW)) == ([(OLD, NEW, ("title",))], [])


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (OLD, f"{OLD} | The Outlet", "headline.site_name"),
        (OLD, f"{OLD} | World | The Outlet", "headline.site_name"),
        (f"{OLD} - The Outlet", OLD, "headline.site_name"),
        (f"{OLD} – outlet.example", f"{OLD} | The Outlet", "headline.site_name"),
        (OLD, f"(3) {OLD}", "headline.counter"),
        (f"(12) {OLD}", f"(3) {OLD}", "headline.counter"),
        (OLD, OLD.replace(" near", "  near"), "white_space"),
    ],
)
def test_a_name_or_a_counter_beside_a_title_is_noise(old: str, new: str, rule: str) -> None:
    assert compared(OLD, OLD, Headlines(title=old), Headlines(title=new)) == ([], [rule])
    assert compared(OLD, OLD, Headlines(title=new), Headlines(title=old)) == ([], [rule])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("No survivors found there", "No survivors found there - minister"),
        ("No survivors found there - minister", "No survivors found there - witness"),
        ("Plane crashes near Aktau", "Plane crashes near Aktau - 38 dead"),
        ("Live | Plane Crashes", "Live | Plane Found"),
        ("Plane crashes | 38 dead", "Plane crashes | 39 dead"),
    ],
)
def test_words_behind_a_bar_or_a_dash_that_are_no_name_count(old: str, new: str) -> None:
    assert len(compared(OLD, OLD, Headlines(title=old), Headlines(title=new))[0]) == 1
    assert len(compared(old, new)[0]) == 1


def test_a_place_that_is_empty_on_one_side_was_not_found_and_did_not_change() -> None:
    assert compared(OLD, OLD, Headlines(h1=OLD, og=OLD), Headlines(h1=OLD)) == ([], [])
    assert compared(OLD, "") == ([], ["headline.missing"])
