"""What is glued to a sentence and none of it makes no edit; what the sentence says still does."""

import pytest

from narrative.glued import plain_lines
from narrative.glued import seams as seams_beside
from narrative.revisions import Version, compare

LEFT = "The ferry left the harbour at six in the morning with 40 people on board."
FOUND = "Rescuers found the wreck two miles from the coast, the port authority said."
KNOWN = "Nobody knows yet why the vessel turned around before it sank."

LABELS = [
    ("Advertisement", ""),
    ("Updated 5 minutes ago", "Updated 12 minutes ago"),
    ("Last updated: 25 December 2024, 14:05", "Last updated: 25 December 2024, 15:40"),
    ("1,203 views", "1,377 views"),
    ("Article continues after advertisement", "Story continues below"),
    ("Sign up for our newsletter", ""),
    ("Follow us on Telegram", "Subscribe to our channel on Telegram"),
    ("Photo: AP", "Photo: Reuters"),
    ("Recommended for you", "Most read"),
    ("5 min read", "4 min read"),
    ("Реклама", ""),
    ("Anzeige", "Werbung"),
]


def seams(line: str, other: str) -> tuple[int, ...]:
    return seams_beside(line, plain_lines(other))


def between(*sentences: str) -> Version:
    return Version("Ferry sinks", " ".join(filter(None, sentences)))


def said(before: Version, after: Version) -> list[tuple[str, str]]:
    return [(edit.before, edit.after) for edit in compare(before, after).edits]


@pytest.mark.parametrize(("label", "other"), LABELS)
def test_a_label_glued_to_a_sentence_comes_goes_and_counts_without_an_edit(label: str, other: str) -> None:
    for old, new in ((label, other), (other, label), (label, label + " ")):
        assert compare(between(LEFT, FOUND, old), between(LEFT, FOUND, new)).same, "behind the last sentence"
        assert compare(between(old, LEFT, FOUND), between(new, LEFT, FOUND)).same, "in front of the first"
        before, after = (Version("Ferry sinks", f"{LEFT}\n{one} {KNOWN}".strip()) for one in (old, new))
        assert compare(before, after).same, "in front of a later line"


@pytest.mark.parametrize(("label", "other"), LABELS)
def test_what_changes_beside_a_label_is_an_edit_of_the_sentence_alone(label: str, other: str) -> None:
    sunk = LEFT.replace("40", "41")
    assert said(between(FOUND, LEFT, label), between(FOUND, sunk, other)) == [(LEFT, sunk)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("24 December 2024 The ferry left the harbour in fog.", "25 December 2024 The ferry left the harbour in fog."),
        ("06:28 The ferry left the harbour in thick fog.", "06:40 The ferry left the harbour in thick fog."),
        ("The ferry left in fog. 38 dead.", "The ferry left in fog. 39 dead."),
        ("No The ferry left the harbour in thick fog.", "The ferry left the harbour in thick fog."),
        ("Advertising Standards Authority fined 38 ports.", "Advertising Standards Authority fined 39 ports."),
        ("Sources Say Ferry left the harbour in thick fog.", "Ferry left the harbour in thick fog."),
    ],
)
def test_days_times_and_words_in_front_of_a_sentence_are_the_articles(before: str, after: str) -> None:
    assert not compare(Version("", before), Version("", after)).same


def test_a_seam_is_seen_only_where_the_other_text_has_the_sentence_behind_it() -> None:
    line = f"Advertisement {KNOWN}"
    assert seams(line, f"{LEFT}\n{KNOWN}") == (len("Advertisement "),)
    assert seams(line, LEFT) == ()
    assert seams(f"Sign up for our newsletter {KNOWN}", KNOWN) == (len("Sign up for our newsletter "),)
    assert seams(f"Sign up for our newsletter Captain {KNOWN}", f"Captain {KNOWN}") == (len("Sign up for our newsletter "),)


def test_a_sentence_behind_the_last_one_is_known_by_itself() -> None:
    assert seams(f"{KNOWN} Advertisement", LEFT) == (len(f"{KNOWN} "),)
    assert seams(f"{KNOWN} Share this story. Photo: AP", LEFT) == (len(f"{KNOWN} "), len(f"{KNOWN} Share this story. "))
    assert seams(f"Advertisement. {KNOWN}", LEFT) == ()
    assert seams("Advertisement", KNOWN) == seams("", KNOWN) == ()


@pytest.mark.parametrize(
    "line",
    [
        "Read also: Mayor opens new bridge Officials said 38 people died when it sank.",
        "Read also: Mayor opens new bridge. Officials said 38 people died.",
        "Photo: AP Officials said 38 people died.",
        "Follow us on Telegram. Officials said 38 people died.",
        "Читайте также: Мэр открыл мост. Погибли 38 человек, сообщили в порту.",
    ],
)
def test_a_line_that_begins_like_furniture_and_goes_on_with_the_article_is_the_articles(line: str) -> None:
    assert not compare(Version("", f"{LEFT}\n{line}"), Version("", f"{LEFT}\n{line.replace('38', '39')}")).same


@pytest.mark.parametrize(
    "line",
    [
        "Read also: Mayor opens new bridge.",
        "Follow us on Telegram. You can leave the channel at any time.",
        "Sign up for our newsletter. Follow us on Facebook and Telegram, too.",
        "Photo: Reuters. All rights reserved.",
    ],
)
def test_furniture_of_several_sentences_is_still_furniture(line: str) -> None:
    assert compare(Version("", f"{LEFT}\n{KNOWN}"), Version("", f"{LEFT}\n{line}\n{KNOWN}")).same
