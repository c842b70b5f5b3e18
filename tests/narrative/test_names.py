"""Which names two sentences do not share."""

import pytest

from narrative.names import Grammar, Name, grammar, other_names

ENGLISH = grammar("He met them there.")
GERMAN = grammar("Das Haus ist und bleibt leer.")
TURKIC = grammar("Görüş bu gün keçirilib, vəkil danışıb.")


def names(*words: str) -> list[Name]:
    return [Name(word) for word in words]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("Путин", "Путина", ENGLISH),
        ("Россия", "Россией", ENGLISH),
        ("Грозный", "Грозном", ENGLISH),
        ("Putin", "Putin's", ENGLISH),
        ("Putin", "Putin'in", TURKIC),
        ("Əliyev", "Əliyevin", TURKIC),
        ("Hauses", "Haus", GERMAN),
        ("NATO", "Nato", ENGLISH),
        ("Russia's", "Russian", ENGLISH),
        ("Azerbaijan's", "Azerbaijani", ENGLISH),
    ],
)
def test_an_inflected_name_is_the_same_name(old: str, new: str, rules: Grammar) -> None:
    assert other_names(names(old), names(new), rules) is None


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("Иран", "Ирак", ENGLISH),
        ("Iran", "Iraq", ENGLISH),
        ("Paul", "Paula", ENGLISH),
        ("Russia", "Russian", ENGLISH),
        ("Rakete", "Drohne", GERMAN),
        ("Əliyev", "Əhmədov", TURKIC),
    ],
)
def test_another_name_is_another_name(old: str, new: str, rules: Grammar) -> None:
    assert other_names(names(old), names(new), rules) == ((old,), (new,))


def test_a_noun_that_merely_came_counts_only_where_nouns_have_no_capitals() -> None:
    assert other_names([], names("Haus"), GERMAN) is None
    assert other_names([], names("Baku"), ENGLISH) == ((), ("Baku",))


def test_a_title_before_a_name_names_nobody_but_a_title_alone_does() -> None:
    titled = [Name("President", "", "putin"), Name("Putin", "president", "spoke")]
    assert other_names(titled, names("Putin"), ENGLISH) is None
    assert other_names([Name("President", "the", "spoke")], [Name("Minister", "the", "spoke")], ENGLISH) is not None


def test_names_that_changed_places_did_so_unless_they_took_their_setting_along() -> None:
    one, other = Name("Russia", "there", "blamed"), Name("Ukraine", "blamed", ".")
    swapped = [Name("Ukraine", "there", "blamed"), Name("Russia", "blamed", ".")]
    assert other_names([one, other], swapped, ENGLISH) is not None
    assert other_names([one, other], [other, one], ENGLISH) is None
