"""How well clusters agree with what is known: figures over pairs of texts that are in one."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from datasketch import MinHashLSH

from bench.copies import PARAPHRASE, SEED, Labelled
from bench.fingerprints import BATCH, PERMUTATIONS, by_datasketch
from narrative.auditing import Agreement, agreement
from narrative.clustering import judge_all
from narrative.fingerprints import sketch_all
from narrative.overlap import Looked
from narrative.shelf import Shelf, Text

THRESHOLD = 0.5
"""Of the peer: with .3 it glues templates, with .7 it loses every cut."""


@dataclass(frozen=True, slots=True)
class Quality:
    """`recalls`: kind → of pairs of such a text with another one of its gold, how many were put together; paraphrases count for neither
    side. `seeds`: seeds in a cluster with anything else."""

    whole: Agreement
    without_paraphrase: Agreement
    recalls: dict[str, float]
    seeds: int


def quality(texts: Sequence[Labelled], found: Sequence[Hashable]) -> Quality:
    plain = [n for n, text in enumerate(texts) if text.kind != PARAPHRASE]
    return Quality(
        agreement(dict(enumerate(found)), {n: text.gold for n, text in enumerate(texts)}),
        agreement({n: found[n] for n in plain}, {n: texts[n].gold for n in plain}),
        _recalls([texts[n] for n in plain], [found[n] for n in plain]),
        _glued(texts, found, SEED),
    )


def _recalls(texts: Sequence[Labelled], found: Sequence[Hashable]) -> dict[str, float]:
    golds, both = Counter(text.gold for text in texts), Counter((text.gold, cluster) for text, cluster in zip(texts, found, strict=True))
    pairs: defaultdict[str, int] = defaultdict(int)
    together: defaultdict[str, int] = defaultdict(int)
    for text, cluster in zip(texts, found, strict=True):
        pairs[text.kind] += golds[text.gold] - 1
        together[text.kind] += both[text.gold, cluster] - 1
    return {kind: together[kind] / n for kind, n in sorted(pairs.items()) if n}


def _glued(texts: Sequence[Labelled], found: Sequence[Hashable], kind: str) -> int:
    golds = defaultdict(set)
    for text, cluster in zip(texts, found, strict=True):
        golds[cluster].add(text.gold)
    return sum(len(golds[cluster]) > 1 for text, cluster in zip(texts, found, strict=True) if text.kind == kind)


def ours(texts: Sequence[Labelled]) -> list[int]:
    """The cluster of each, by the rules that the stage has, in memory."""
    shelf, bodies = Shelf(), [text.text for text in texts]
    looks = [Looked(sketch) for at in range(0, len(bodies), BATCH) for sketch in sketch_all(bodies[at : at + BATCH])]
    judged = judge_all(
        shelf, ((Text(n, n, text.host, "", text.text, n), look) for n, (text, look) in enumerate(zip(texts, looks, strict=True)))
    )
    return [one.cluster for one in judged]


def by_lsh(texts: Sequence[Labelled]) -> list[int]:
    """What the peer does as texts arrive: each is of one cluster with all that its index brings up."""
    index, parents = MinHashLSH(threshold=THRESHOLD, num_perm=PERMUTATIONS), list(range(len(texts)))

    def root(n: int) -> int:
        while parents[n] != n:
            parents[n] = n = parents[parents[n]]
        return n

    for n, text in enumerate(texts):
        (signature,) = by_datasketch([text.text])
        for other in index.query(signature):
            parents[root(n)] = root(other)
        index.insert(n, signature, check_duplication=False)
    return [root(n) for n in range(len(texts))]


WAYS: dict[str, Callable[[Sequence[Labelled]], list[int]]] = {"ours": ours, "datasketch": by_lsh}
