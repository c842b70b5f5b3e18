"""Which version of its article a reading is: the one that stands, an older one that is back, or a new one. Pure.

Readings in different languages are strands of their own: an address that answers in the reader's language did not rewrite its article.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from narrative import revisions
from narrative.model import Edit, Outcome, Reading, Suppressed
from narrative.revisions import NOTHING_ASIDE, Version

Witness = Callable[[Sequence[Edit]], Mapping[str, str]]
"""Given edits, those of their lines that are none of the article by what the pages and the outlet's other articles show: line → rule."""


def no_witness(_: Sequence[Edit]) -> Mapping[str, str]:
    """Nobody to ask: every line is the article's."""
    return NOTHING_ASIDE


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reading belongs. `index` counts in what was known; None when a new version begins.

    `against` is the version that it was held against, None for a first one, and `suppressed` what differs from that only by noise.
    Where the two differ, that version had stood, and the one at `index` is back.
    """

    outcome: Outcome
    index: int | None
    against: int | None = None
    suppressed: tuple[Suppressed, ...] = ()


FIRST = Place(Outcome.NEW, None)


def place(reading: Reading, known: Sequence[Reading], witness: Witness = no_witness) -> Place:
    """The place of a reading among those known, of which the last is the one seen last."""
    strand = [i for i, other in enumerate(known) if one_language(other, reading)]
    if not strand:
        return Place(Outcome.CHANGED, None) if known else FIRST
    standing = strand[-1]
    found = revisions.compare(version(known[standing]), version(reading))
    if found.edits and (aside := witness(found.edits)):
        found = revisions.compare(version(known[standing]), version(reading), aside=aside)
    if found.same:
        return Place(Outcome.UNCHANGED, standing, standing, found.suppressed)
    back = next((i for i in reversed(strand[:-1]) if revisions.same_words(version(known[i]), version(reading))), None)
    return Place(Outcome.CHANGED, back, standing, found.suppressed)


def in_full(reading: Reading, known: Sequence[Reading]) -> Place:
    """The place of a reading of which a person wants to see every difference."""
    found = place(reading, known)
    return Place(Outcome.CHANGED, None, found.against) if found.suppressed else found


def one_language(one: Reading, other: Reading) -> bool:
    """Whether two readings of an article can be compared; one whose language is not known can be with any."""
    return not (one.language and other.language) or one.language == other.language


def version(reading: Reading) -> Version:
    """A reading as far as edits go."""
    return Version(reading.headline, reading.text, reading.modified_at, reading.live, reading.headlines)
