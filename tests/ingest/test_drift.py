"""What the pages and the outlet's other articles prove about lines that came or went."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.drift import BOILERPLATE, DRIFT, HEADLINE, Memory, Shown, aside, lines
from narrative.model import Action, Edit, Part
from narrative.revisions import line_key

SENTENCE = "The recorders were found on the second day of the search by divers from the port."
OTHER = "Harbour reopens after the long storm"
PROMO = "This reporting is made possible by readers like you."
NOTHING = Memory()
MINE = "Investigators examined fragments of the aircraft fuselage near Aktau airport yesterday evening."


def added(line: str, material: bool = True) -> Edit:
    return Edit(Action.ADDED, Part.BODY, "background.added", material, "", line, None, (0, len(line)), "sentence")


def removed(line: str) -> Edit:
    return Edit(Action.REMOVED, Part.BODY, "background.removed", True, line, "", (0, len(line)), None, "sentence")


def replaced(before: str, after: str, material: bool) -> Edit:
    return Edit(Action.REPLACED, Part.BODY, "any", material, before, after, (0, len(before)), (0, len(after)), "any")


def page(*shown: str) -> Shown:
    return Shown("\n".join(("Home", "News", *shown, "All rights reserved")))


def texts(*said: str) -> tuple[str, ...]:
    """Articles about quite different things, each with these lines in it."""
    about = (
        "Orchestra musicians rehearsed symphonies throughout autumn.",
        "Football supporters celebrated championship victories downtown.",
        "Farmers harvested tomatoes beneath scorching sunshine.",
        "Scientists discovered molecules inside meteorites.",
    )
    return tuple("\n".join((one, *said)) for one in about)


def rules(edit: Edit, before: Shown, after: Shown, memory: Memory = NOTHING) -> list[str]:
    return list(aside([edit], before, after, memory).values())


def test_a_line_that_the_old_page_showed_as_often_was_not_added() -> None:
    assert aside([added(SENTENCE)], page(SENTENCE), page(SENTENCE), NOTHING) == {line_key(SENTENCE): DRIFT}
    assert rules(added(SENTENCE), page(SENTENCE, SENTENCE), page(SENTENCE)) == [DRIFT]


def test_a_line_that_the_new_page_shows_as_often_was_not_removed() -> None:
    assert rules(removed(SENTENCE), page(SENTENCE), page(SENTENCE)) == [DRIFT]


@pytest.mark.parametrize(
    ("edit", "before", "after"),
    [
        (added(SENTENCE), (), (SENTENCE,)),
        (added(SENTENCE), (SENTENCE,), (SENTENCE, SENTENCE)),  # it was a teaser before, and is in the article, too
        (removed(SENTENCE), (SENTENCE,), ()),
        (removed(SENTENCE), (SENTENCE, SENTENCE), (SENTENCE,)),
        (added(SENTENCE), (), ()),  # neither page shows it: nothing is proved
        (added("Two dead."), ("He said that two dead birds were found",), ("Two dead.",)),
    ],
)
def test_a_line_that_came_or_went_on_the_page_is_an_edit(edit: Edit, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert rules(edit, page(*before), page(*after)) == []


def test_a_sentence_that_went_into_a_longer_one_is_an_edit() -> None:
    short, long = "The airline was to blame for it.", "Late on Wednesday the ministry denied that the airline was to blame for it."
    assert aside([removed(short), added(long)], page(short), page(long), NOTHING) == {}
    assert aside([removed(long), added(short)], page(long), page(short), NOTHING) == {}
    both = page(short, long)
    assert set(aside([removed(short), added(long)], both, both, NOTHING).values()) == {DRIFT}, "unless both pages show both"


def test_a_line_is_found_however_it_is_spelt_and_whatever_it_is_joined_with() -> None:
    spelt = SENTENCE.replace("recorders", "rec\u00adorders").replace(" on ", "\u00a0on ")
    assert rules(added(SENTENCE), page(f"Aktau {spelt} More"), page(SENTENCE)) == [DRIFT]
    assert rules(added(f"{SENTENCE} Nobody knows."), page(f"{SENTENCE}&nbsp; Nobody knows."), page(f"{SENTENCE} Nobody knows.")) == [DRIFT]


@pytest.mark.parametrize("known", [NOTHING, Memory("", ("Seven lost at sea in the storm", "Nine lost at sea in the storm"))])
def test_a_sentence_that_tells_something_else_than_before_is_an_edit_whatever_the_page_shows(known: Memory) -> None:
    edit = replaced("Seven lost at sea in the storm", "Nine lost at sea in the storm", material=True)
    both = page("Seven lost at sea in the storm", "Nine lost at sea in the storm")
    assert lines([edit]) == ()
    assert rules(edit, both, both, known) == []


def test_a_sentence_exchanged_for_another_spelling_that_both_pages_show_is_drift() -> None:
    edit = replaced("the harbour is open to all again", "the harbour is open to all, again", material=False)
    both = page("the harbour is open to all again", "the harbour is open to all, again")
    assert set(rules(edit, both, both)) == {DRIFT}


@pytest.mark.parametrize("line", [OTHER, f"Read this: {OTHER}", OTHER.upper()])
def test_another_articles_headline_is_none_of_this_one(line: str) -> None:
    assert rules(added(line), page(), page(line), Memory(MINE, (OTHER,))) == [HEADLINE]
    assert rules(removed(line), page(line), page(), Memory(MINE, (OTHER,))) == [HEADLINE]


@pytest.mark.parametrize("line", [f"{OTHER}.", f"{OTHER}, as the port authority announced on the evening of the same day", "Harbour"])
def test_a_sentence_that_says_what_a_headline_says_is_an_edit(line: str) -> None:
    assert rules(added(line), page(), page(line), Memory(MINE, (OTHER, "Harbour"))) == []


def test_a_short_line_of_several_articles_about_other_things_belongs_to_none() -> None:
    assert rules(added(PROMO), page(), page(PROMO), Memory(MINE, (), texts(PROMO))) == [BOILERPLATE]
    assert rules(added(PROMO), page(), page(PROMO), Memory(MINE, (), texts(PROMO)[:2])) == [], "two may be chance"


def test_a_line_of_articles_about_the_same_thing_may_be_background() -> None:
    same = tuple(f"{MINE} Witness {n} spoke.\n{PROMO}" for n in range(5))
    assert rules(added(PROMO), page(), page(PROMO), Memory(MINE, (), same)) == []


@pytest.mark.parametrize(
    "line",
    [
        "There were 67 people on board.",
        "There were no survivors.",
        "The minister called it “an accident”.",
        "The airline, which was founded in the spring of the year after the union fell apart and has since then grown to be the largest in "
        "the whole of the region, is owned by the state.",
    ],
)
def test_a_sentence_that_tells_readers_something_is_no_boilerplate_wherever_it_stands(line: str) -> None:
    assert rules(added(line), page(), page(line), Memory(MINE, (), texts(line))) == []


def test_what_cannot_be_told_apart_by_its_words_is_no_boilerplate() -> None:
    assert rules(added("購読する"), page(), page("購読する"), Memory("事故の原因", (), ("購読する",) * 4)) == []


def test_a_line_of_several_sentences_is_named_as_a_whole() -> None:
    second = "Nobody was hurt."
    both = page(f"{SENTENCE} {second}")
    found = aside([added(SENTENCE), Edit(Action.ADDED, Part.BODY, "any", True, "", second, None, (82, 98), "any")], both, both, NOTHING)
    assert found[line_key(f"{SENTENCE} {second}")] == DRIFT
    far = aside([added(SENTENCE), Edit(Action.ADDED, Part.BODY, "any", True, "", second, None, (300, 316), "any")], both, both, NOTHING)
    assert line_key(f"{SENTENCE} {second}") not in far


def test_a_line_that_moved_is_none_of_the_article_where_other_articles_say_so() -> None:
    moved = Edit(Action.MOVED, Part.BODY, "style.reorder", False, PROMO, PROMO, (0, 1), (0, 1), "any")
    assert lines([moved]) == (PROMO,)
    assert rules(moved, page(PROMO), page(PROMO), Memory(MINE, (), texts(PROMO))) == [BOILERPLATE]


def test_what_a_headline_says_is_not_looked_into_and_a_move_proves_nothing() -> None:
    heading = Edit(Action.REPLACED, Part.HEADING, "rewrite", False, SENTENCE, OTHER, (0, 1), (0, 1), "any")
    moved = Edit(Action.MOVED, Part.BODY, "style.reorder", False, SENTENCE, SENTENCE, (0, 1), (0, 1), "any")
    assert lines([heading]) == ()
    assert aside([heading, moved], page(SENTENCE, OTHER), page(SENTENCE, OTHER), NOTHING) == {}


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_line_that_a_page_gained_is_never_drift(line: str, around: str) -> None:
    before, after = Shown(around), Shown(f"{around}\n\n{line}")
    if after.times(line) > before.times(line):
        assert rules(added(line), before, after) == []
