"""Comparing two versions: the word diff beside difflib and rapidfuzz's own opcodes, and the whole comparison beside its limit.

    python -m bench.compare

Texts are generated: English sentences with about a dozen edits of all kinds, and, for the whole comparison, lines that are none of an
article, which differ too. Processor time of one core, the best of several runs of each.
"""

import difflib
import random
import re
import time
from collections.abc import Callable

from rapidfuzz.distance import LCSseq

from narrative.diff import word_diff
from narrative.revisions import Version, compare

PIECE = re.compile(r"\s+|\w+|[^\w\s]")
WORDS = (600, 1500, 3000)
LONG = (1000, 3000)
EDITS = 12
LEAST_RATIO = 100
LIMIT = 5.0
"""Milliseconds for 1,000 words, with labels, without claims."""
NAMES = "Aktau Baku Grozny Moscow Astana Kazan Tbilisi Ankara".split()
NOUNS = (
    "aircraft pilot ministry report radar signal airport passenger witness tower engine wing investigator recorder statement rescue".split()
)
VERBS = "said found lost reached showed denied confirmed left crossed heard followed described".split()
OTHERS = "early late northern damaged official first second unknown heavy local senior several near over after before with without".split()


def sentence(rng: random.Random) -> str:
    middle = [rng.choice(rng.choice((NOUNS, VERBS, OTHERS, OTHERS))) for _ in range(rng.randint(7, 20))]
    middle[rng.randrange(len(middle))] = rng.choice(NAMES)
    if rng.random() < 0.3:
        middle.insert(rng.randrange(len(middle)), str(rng.randint(2, 400)))
    return f"The {rng.choice(NOUNS)} {rng.choice(VERBS)} {' '.join(middle)}."


def article(rng: random.Random, words: int) -> list[list[str]]:
    """Paragraphs of two to four sentences."""
    found: list[list[str]] = []
    while sum(len(s.split()) for paragraph in found for s in paragraph) < words:
        found.append([sentence(rng) for _ in range(rng.randint(2, 4))])
    return found


def edited(rng: random.Random, before: list[list[str]]) -> list[list[str]]:
    """A dozen edits: words exchanged, sentences that came, went, and moved."""
    after = [list(paragraph) for paragraph in before]
    for n in range(EDITS):
        paragraph = rng.choice([found for found in after if found])
        at = rng.randrange(len(paragraph))
        match n % 6:
            case 0:
                paragraph.insert(at, sentence(rng))
            case 1:
                del paragraph[at]
            case 2:
                rng.choice(after).append(paragraph.pop(at))
            case _:
                words = paragraph[at].split()
                words[rng.randrange(1, len(words) - 1)] = rng.choice((*NAMES, *NOUNS, "38", "39", "not", "may"))
                paragraph[at] = " ".join(words)
    return after


def joined(paragraphs: list[list[str]]) -> list[str]:
    return [" ".join(paragraph) for paragraph in paragraphs if paragraph]


def page(rng: random.Random, paragraphs: list[list[str]], look: int) -> str:
    """The paragraphs, and lines around and between them that differ at every look."""
    lines = joined(paragraphs)
    noise = [
        f"{look} minutes ago",
        f"{look * 37} views",
        "Read more",
        f"Minister opens bridge number {look}",
        "Advertisement",
        "Share on Facebook",
    ]
    for line in noise:
        lines.insert(rng.randrange(len(lines) + 1), line)
    return "\n".join(lines)


def best(run: Callable[[], object], times: int) -> float:
    """Milliseconds of the fastest run."""
    found = []
    for _ in range(times):
        began = time.process_time()
        run()
        found.append(time.process_time() - began)
    return min(found) * 1000


def pieces(text: str) -> list[str]:
    """What a diff needs that gives both texts back: words, marks, and the white space between them."""
    return PIECE.findall(text)


def by_difflib(before: str, after: str) -> object:
    return difflib.SequenceMatcher(None, pieces(before), pieces(after), autojunk=False).get_opcodes()


def by_rapidfuzz(before: str, after: str) -> object:
    return list(LCSseq.opcodes(pieces(before), pieces(after)))


def diffs(rng: random.Random, words: int) -> float:
    old = article(rng, words)
    before, after = "\n".join(joined(old)), "\n".join(joined(edited(rng, old)))
    ours = best(lambda: word_diff(before, after), 15)
    theirs, bare = best(lambda: by_difflib(before, after), 2), best(lambda: by_rapidfuzz(before, after), 15)
    print(f"{words} words: word diff {ours:.2f} ms, difflib {theirs:.0f} ms, rapidfuzz {bare:.2f} ms; difflib / ours {theirs / ours:.0f}")
    return theirs / ours


def comparisons(rng: random.Random, words: int) -> float:
    """The mean of several pairs, for 1,000 words."""
    costs = []
    for look in range(2, 8):
        old = article(rng, words)
        before, after = Version("Plane falls", page(rng, old, 1)), Version("Plane falls near Aktau", page(rng, edited(rng, old), look))
        costs.append(best(lambda b=before, a=after: compare(b, a, 3), 7) * 1000 / words)  # type: ignore[misc]
    print(f"{words} words: whole comparison {sum(costs) / len(costs):.2f} ms for 1,000 words, at most {max(costs):.2f}")
    return sum(costs) / len(costs)


def main() -> None:
    rng = random.Random(8243)
    ratios = {words: diffs(rng, words) for words in WORDS}
    costs = [comparisons(rng, words) for words in LONG]
    print(f"difflib / word diff at 1500 words: {ratios[1500]:.0f} (at least {LEAST_RATIO})")
    print(f"comparison of 1,000 words / limit of {LIMIT} ms: {max(costs) / LIMIT:.2f} (at most 1)")


if __name__ == "__main__":
    main()
