"""Texts to fingerprints, beside what one would take otherwise: datasketch's MinHash, and rensa's with its shingles made in Python.

    python -m bench.fingerprints                 generated English-like texts
    python -m bench.fingerprints TEXTS.jsonl.gz  one JSON object a line, of which `text` is read; .gz or not

Texts of 500 to 600 words, 50 at once. Peers get the 5-word shingles of lower-case `\\w+` words and 128 permutations. Processor time of one
core; every way takes its turn in every round, and of each batch the fastest round counts: ratios hold, the rest is this machine's.
"""

import gzip
import json
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from datasketch import MinHash
from rensa import RMinHash

from narrative.fingerprints import Sketch, sketch, sketch_all

TEXTS = 200
BATCH = 50
LEAST, MOST = 500, 600
ROUNDS = 20
PERMUTATIONS = 128
WIDTH = 5
BARS = {"datasketch": 15.0, "rensa": 4.0}
"""How many times a peer's time ours must fit into."""
WORD = re.compile(r"\w+")
SYLLABLES = "an ber con der el fin gor hal in jun kar lo mar ne or pre qui res sta ter un ver win ya zo ing ed er ly tion".split()


def vocabulary(rng: random.Random, size: int) -> list[str]:
    return ["".join(rng.choices(SYLLABLES, k=rng.choice((1, 1, 2, 2, 2, 3, 3, 4)))) for _ in range(size)]


def sentence(rng: random.Random, words: Sequence[str], odds: Sequence[float]) -> str:
    """With a comma, a name, a number, a possessive and a quotation here and there."""
    found = rng.choices(words, cum_weights=odds, k=rng.randint(8, 30))
    found[0] = found[0].capitalize()
    at = rng.randrange(1, len(found) - 1)
    found[at] = rng.choice((found[at] + ",", found[at].title(), str(rng.randint(2, 2400)), found[at] + "'s", f"“{found[at]}”", found[at]))
    return " ".join(found) + "."


def generated(count: int) -> list[str]:
    rng = random.Random(8243)
    words = vocabulary(rng, 5000)
    odds = [0.0]
    for rank in range(1, len(words)):
        odds.append(odds[-1] + 1 / rank)
    texts = []
    for _ in range(count):
        lines: list[str] = []
        while sum(len(line.split()) for line in lines) < LEAST + 20:
            lines.append(" ".join(sentence(rng, words, odds) for _ in range(rng.randint(1, 3))))
        texts.append("\n".join(lines))
    return texts


def read(path: Path, count: int) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    return [text for text in texts if LEAST <= len(text.split()) <= MOST][:count]


def words_of(text: str) -> list[str]:
    return WORD.findall(text.lower())


def shingles(text: str) -> list[str]:
    words = words_of(text)
    return [" ".join(words[at : at + WIDTH]) for at in range(len(words) - WIDTH + 1)]


def by_datasketch(texts: Sequence[str]) -> list[MinHash]:
    found = []
    for text in texts:
        signature = MinHash(num_perm=PERMUTATIONS)
        signature.update_batch([shingle.encode() for shingle in shingles(text)])
        found.append(signature)
    return found


def by_rensa(texts: Sequence[str]) -> list[RMinHash]:
    found = []
    for text in texts:
        signature = RMinHash(num_perm=PERMUTATIONS, seed=42)
        signature.update(shingles(text))
        found.append(signature)
    return found


def one_by_one(texts: Sequence[str]) -> list[Sketch]:
    return [sketch(text) for text in texts]


WAYS: dict[str, Callable[[Sequence[str]], object]] = {
    "ours, 50 at once": sketch_all,
    "ours, one by one": one_by_one,
    "datasketch": by_datasketch,
    "rensa": by_rensa,
    "only the words (re)": lambda texts: [words_of(text) for text in texts],
    "only the shingles (re, join)": lambda texts: [shingles(text) for text in texts],
}


def measured(texts: Sequence[str]) -> dict[str, float]:
    """Microseconds for a text, by way."""
    batches = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    best = {name: [float("inf")] * len(batches) for name in WAYS}
    for _ in range(ROUNDS):
        for name, way in WAYS.items():
            for at, batch in enumerate(batches):
                began = time.process_time()
                way(batch)
                best[name][at] = min(best[name][at], time.process_time() - began)
    return {name: sum(costs) / len(texts) * 1e6 for name, costs in best.items()}


def main() -> None:
    texts = read(Path(sys.argv[1]), TEXTS) if len(sys.argv) > 1 else generated(TEXTS)
    began = time.process_time()
    sketch("")
    print(f"character tables, once in a process: {(time.process_time() - began) * 1000:.0f} ms")
    size = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} texts of {sum(len(words_of(text)) for text in texts) / len(texts):.0f} words, {size:.0f} characters")
    found = measured(texts)
    for name, cost in found.items():
        print(f"{name:30} {cost:8.1f} us {1e6 / cost:10,.0f} texts/s")
    ours = found["ours, 50 at once"]
    for peer, least in BARS.items():
        print(f"{peer} / ours: {found[peer] / ours:.1f} (at least {least:.0f})")


if __name__ == "__main__":
    main()
