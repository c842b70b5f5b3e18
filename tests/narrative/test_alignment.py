"""Which sentence is which: measured on generated edit scripts, and cut or drawn together without a word lost."""

import random

import pytest

from narrative.alignment import align

NOUNS = "jet pilot ministry report radar signal airport passenger tower engine wing investigator recorder rescue minister airline".split()
VERBS = "said found lost reached showed denied left crossed heard followed described reported".split()
OTHERS = "early late northern damaged official first second heavy local senior near over after before with without around toward".split()


def sentence(luck: random.Random) -> str:
    words = [luck.choice(luck.choice((NOUNS, VERBS, OTHERS, OTHERS))) for _ in range(luck.randint(6, 18))]
    return f"The {luck.choice(NOUNS)} {luck.choice(VERBS)} {' '.join(words)} {luck.randint(2, 900)}."


def reworded(luck: random.Random, old: str) -> str:
    words = old.split()
    for _ in range(max(1, len(words) // 8)):
        words[luck.randrange(1, len(words) - 1)] = luck.choice(NOUNS + VERBS + OTHERS)
    return " ".join(words)


def script(luck: random.Random) -> tuple[str, str, set[tuple[str, str]]]:
    """Two texts of paragraphs, and which sentences are one; about a third were reworded, moved, added or taken out."""
    before = [sentence(luck) for _ in range(luck.randint(10, 40))]
    after: list[tuple[str, str]] = []
    for old in before:
        fate = luck.random()
        if fate < 0.9:
            after.append((old, old if fate < 0.7 else reworded(luck, old)))
    for _ in range(luck.randint(0, 3)):
        after.insert(luck.randrange(len(after) + 1), after.pop(luck.randrange(len(after))))
    truth = set(after)
    for _ in range(luck.randint(0, 4)):
        after.insert(luck.randrange(len(after) + 1), ("", sentence(luck)))
    return paragraphs(luck, before), paragraphs(luck, [new for _, new in after]), truth


def paragraphs(luck: random.Random, found: list[str]) -> str:
    return "".join(s + luck.choice(("  ", "  ", "\n")) for s in found)


def test_pairs_of_generated_edit_scripts_are_found_again() -> None:
    luck = random.Random(8243)
    right = found = wanted = 0
    for _ in range(60):
        before, after, truth = script(luck)
        body = align(before, after, {})
        pairs = {pair for a, b in (*body.kept, *body.moved, *body.replaced) for pair in zip(cut(a.raw), cut(b.raw), strict=True)}
        right, found, wanted = right + len(pairs & truth), found + len(pairs), wanted + len(truth)
    assert wanted > 1000
    assert 2 * right / (found + wanted) >= 0.99


def cut(line: str) -> list[str]:
    """The sentences of a line that did not change and was not looked into."""
    return [f"{part}." for part in line.replace(".", "").split("  ")] if "  " in line else [line]


WHOLE = "The jet was on its way from Baku to Grozny and it came down near the town of Aktau at half past six."
CUT = "The jet was on its way from Baku to Grozny. It came down near the town of Aktau at half past six."
OTHER = "Nobody has said what the cause of it was."


@pytest.mark.parametrize(("before", "after"), [(WHOLE, CUT), (CUT, WHOLE)])
def test_a_sentence_cut_in_two_is_one_pair_with_both(before: str, after: str) -> None:
    body = align(f"{OTHER} {before}", f"{OTHER} {after}", {})
    assert [(a.raw, b.raw) for a, b in body.replaced] == [(before, after)]
    assert (body.removed, body.added) == ([], [])


def test_a_sentence_added_behind_an_edited_one_is_not_taken_for_its_half() -> None:
    body = align(f"{WHOLE} {OTHER}", f"{WHOLE.replace('half past six', 'half past seven')} No one died. {OTHER}", {})
    assert [b.raw for b in body.added] == ["No one died."]


def test_lines_broken_otherwise_are_kept() -> None:
    body = align("What is known\nso far of it\nThe toll is 38.", "What is known so far of it\nThe toll is 38.", {})
    assert (len(body.kept), body.replaced, body.removed, body.added) == (2, [], [], [])


def test_a_halved_sentence_on_either_side_of_a_line_set_aside_is_not_drawn_together() -> None:
    before, after = (
        "One half of a sentence here\n3 hours ago\nand then the other half.",
        "One half of a sentence here and then the other half.",
    )
    body = align(before, after, {})
    spans = [b.span for _, b in body.replaced]
    assert len(spans) == len(set(spans))
    assert len(body.before.noise) == 1


def test_a_headline_under_such_a_heading_is_of_the_article_where_the_other_text_has_it() -> None:
    body = align("It fell.\nRead more\nWhat is known so far\nThe toll is 38.", "It fell.\nWhat is known so far\nThe toll is 38.", {})
    assert len(body.kept) == 3
    assert [line.raw for line in body.before.noise] == ["Read more"]


def test_tags_belong_to_the_sentences_beside_them() -> None:
    text = "<p>It <b>fell</b>.</p><p>The toll is 38.</p>"
    body = align(text, text.replace("38", "39"), {})
    assert "".join(s.raw for s in body.before.sentences) == text
    assert [(a.raw, b.raw) for a, b in body.replaced] == [("The toll is 38.</p>", "The toll is 39.</p>")]
