"""Which tokens of a text can change its meaning."""

import pytest

from narrative.protected import CommonWords, Cue, cues, cues_at
from narrative.text import read, tokens


def found(text: str, cue: Cue, common: frozenset[str] = frozenset()) -> list[str]:
    return [span.of(text) for span, c in zip(tokens(text), cues(text, common), strict=True) if c is cue]


@pytest.mark.parametrize(
    ("cue", "text", "words"),
    [
        (Cue.NUMBER, "At 06:28 about 1.5 million, 5%, -5 and two of $50", ["06:28", "1.5", "million", "5%", "-5", "two", "$50"]),
        (Cue.NUMBER, "погибли двое из 67", ["двое", "67"]),
        (Cue.DATE, "on 25 December, in May, вчера и 25 декабря", ["December", "May", "вчера", "декабря"]),
        (Cue.NEGATION, "it was not hit, it didn't fall, не был, deyil, kein Vogel", ["not", "didn't", "не", "deyil", "kein"]),
        (Cue.HEDGE, "it may have been, reportedly; вероятно, ehtimal", ["may", "reportedly", "вероятно", "ehtimal"]),
        (Cue.MODAL, "Russia must pay, Россия должна", ["must", "должна"]),
        (Cue.ATTRIBUTION, "he said, сообщил, bildirib", ["said", "сообщил", "bildirib"]),
        (Cue.QUOTATION, "the “bird strike”, a 'fact', the passengers' and pilot’s seats", ["“", "”", "'", "'"]),
        (Cue.NAME, "the plane of Azerbaijan Airlines near Актау hit US soil", ["Azerbaijan", "Airlines", "Актау", "US"]),
    ],
)
def test_cues_are_found(cue: Cue, text: str, words: list[str]) -> None:
    assert found(text, cue)[: len(words)] == words
    assert len(found(text, cue)) <= len(words) + (cue is Cue.QUOTATION)


def test_the_capital_of_a_sentence_start_names_nobody_where_the_word_is_common() -> None:
    common = CommonWords("the passengers and the plane")
    assert found("Passengers left. Plane gone. Putin spoke.", Cue.NAME, common) == ["Putin"]


def test_function_words_are_never_names_but_acronyms_that_look_like_them_are() -> None:
    assert found("When they asked us, He told US.", Cue.NAME) == ["US"]


def test_in_a_headline_of_capitals_only_uncommon_words_name_somebody() -> None:
    common = CommonWords("the plane crashed near the city")
    assert found("Plane Crashed Near Grozny City", Cue.NAME, common) == ["Grozny"]
    assert found("The Plane of Embraer crashed near Grozny city", Cue.NAME, common) == ["Plane", "Embraer", "Grozny"]


@pytest.mark.parametrize("word", ["billionaire", "миллионер", "failure", "urgent", "short", "possibilities"])
def test_words_that_only_begin_like_a_cue_have_none(word: str) -> None:
    assert cues(f"a {word} there")[1] is None


def test_known_tokens_give_the_same_cues() -> None:
    text = "At 06:28 “no missile” hit Aktau, he said."
    assert cues_at(read(text)) == cues(text)
