"""What follows from a person's decisions on clusters: who is together is so with all, who is apart from one is apart from all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import chain, product

from narrative.shelf import Constraints

Pair = tuple[int, int]
"""Two articles, in either order."""


def worked_out(together: Iterable[Pair], apart: Iterable[Pair]) -> Constraints:
    """The decisions both ways and to their end. Where they contradict each other, articles are together."""
    blocks = _blocks(together)
    found: defaultdict[int, set[int]] = defaultdict(set)
    for pair in apart:
        one, other = (blocks.get(article, frozenset((article,))) for article in pair)
        for a, b in product(one, other) if one != other else ():
            found[a].add(b)
            found[b].add(a)
    return Constraints(
        {article: frozenset(others) for article, others in found.items()}, {article: block - {article} for article, block in blocks.items()}
    )


def contradicted(together: Iterable[Pair], apart: Iterable[Pair]) -> Pair | None:
    """Two articles that are decided to be apart although they follow to be together; None when all decisions can hold."""
    blocks = _blocks(together)
    return next(((one, other) for one, other in apart if other in blocks.get(one, ())), None)


def _blocks(pairs: Iterable[Pair]) -> Mapping[int, frozenset[int]]:
    """Article → all that are together with it, itself among them."""
    blocks: dict[int, frozenset[int]] = {}
    for pair in pairs:
        block = frozenset(chain(pair, *(blocks.get(article, ()) for article in pair)))
        blocks |= dict.fromkeys(block, block)
    return blocks
