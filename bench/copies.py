"""Texts of which it is known which are copies of one: read from a file, or invented."""

import gzip
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from bench.fingerprints import sentence, vocabulary

BASE, PARAPHRASE, WIRE, SEED = "base", "rewrite18", "wire", "neg-seed"
"""Kinds of text: what copies are made from; with every fifth or sixth word exchanged; a part of it under a lead of one's own; and articles
about one event that nobody copied."""
SHORTEST, LONGEST = 150, 900
"""Words of an invented article."""
TYPO = 0.01
"""Of words."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, where it stood, what it was made from (`gold`: whoever has the same is a copy) and how (`kind`)."""

    id: str
    gold: str
    kind: str
    host: str
    text: str

    @property
    def words(self) -> int:
        return len(self.text.split())


def read(path: Path) -> list[Labelled]:
    """Of a file of JSON lines (.gz or not) with these fields."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Labelled(*(str(row[name]) for name in Labelled.__slots__)) for row in rows]


Lines = list[str]


class Press:
    """Invents articles of English-like sentences, and copies of them."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.words = vocabulary(self.rng, 5000)
        self.odds = [0.0, *accumulate(1 / rank for rank in range(1, len(self.words)))]
        self.kinds: dict[str, Callable[[Lines], Lines]] = {
            "exact": lambda lines: lines,
            "typo": lambda lines: [self._slipped(line) for line in lines],
            "cut": lambda lines: lines[: -(-len(lines) // 2)],
            WIRE: lambda lines: [*self.lines(60), *lines[: round(0.6 * len(lines))]],
            "reorder": lambda lines: self.rng.sample(lines, len(lines)),
        }

    def lines(self, words: int) -> Lines:
        """Paragraphs of two to four sentences, together of so many words and up to a paragraph more."""
        found: Lines = []
        while sum(len(line.split()) for line in found) < words:
            found.append(" ".join(sentence(self.rng, self.words, self.odds) for _ in range(self.rng.randint(2, 4))))
        return found

    def _slipped(self, line: str) -> str:
        """With two letters of a word exchanged here and there."""
        return " ".join(f"{w[0]}{w[2]}{w[1]}{w[3:]}" if len(w) > 3 and self.rng.random() < TYPO else w for w in line.split())


def invented(count: int, seed: int = 8243, share: float = 0.4) -> list[Labelled]:
    """So many texts in random order, of which that share are copies; each stood elsewhere."""
    press = Press(seed)
    originals = [press.lines(press.rng.randint(SHORTEST, LONGEST)) for _ in range(count - int(share * count))]
    made = [(str(n), BASE, lines) for n, lines in enumerate(originals)]
    names = tuple(press.kinds)
    while len(made) < count:
        kind, of = names[len(made) % len(names)], press.rng.randrange(len(originals))
        made.append((str(of), kind, press.kinds[kind](originals[of])))
    press.rng.shuffle(made)
    return [Labelled(str(n), gold, kind, f"host{n}.example", "\n".join(lines)) for n, (gold, kind, lines) in enumerate(made)]


def thinned(texts: Sequence[Labelled], share: float) -> list[Labelled]:
    """As many as there can be when that share of them are copies: texts after the first of their gold."""
    firsts: dict[str, str] = {}
    for text in texts:
        firsts.setdefault(text.gold, text.id)
    copies = [text.id for text in texts if firsts[text.gold] != text.id]
    wanted = round(len(firsts) * share / (1 - share))
    kept = {*firsts.values(), *random.Random(8243).sample(copies, min(wanted, len(copies)))}
    return [text for text in texts if text.id in kept]


def copied(texts: Sequence[Labelled]) -> float:
    """Which share of them are copies."""
    return 1 - len({text.gold for text in texts}) / len(texts)
