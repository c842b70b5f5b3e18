"""Near-duplicates: by which rules two texts are one, and which texts may be compared at all.

The thresholds are those of a measured design: tuned on one half of 9,000 labelled copies and look-alikes, tested on the other half
(precision .999, F1 .963; .985 without copies in which every fifth word was changed).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from narrative.overlap import Overlap
from narrative.text import fold

VERSION = "2"

EXACT_WORDS = 12
"""Shorter texts never join: "Breaking news, more follows" is no copy of the same line elsewhere."""
NEAR_WORDS = 40
"""Shorter texts join by the same words only: market briefs of 12 to 50 words differ in a number."""
WALL_WORDS = 150
"""A shorter body that has none of its headline's words is a wall, or says nothing: .6 % of real articles look like that."""
KEPT_WORDS = 60
"""So many shared words are stored as an overlap, joined or not; templates would write thousands of smaller ones."""
HOLDS = 0.16
"""What a member must share with its cluster's reference text: else a live blog's versions chain up until first and last share nothing."""

AKIN = 0.2
"""What two clusters' reference texts must share, each of the other, to be one by a third text."""

PART = 0.22
"""From this share on a part of a text counts."""
HALF = 0.5
"""From this share on a text is mostly another one."""
NAVIGATED = 0.85
"""From this share on a text is an article that stands in a page of navigation."""
ROUND_UP = 3
"""Clusters a text takes long parts from, in different places, and is no copy of any. Of 40 round-ups among labelled copies 1 to 3 joined
the article that they had most of; with this rule none did that came after its articles, and no copy was lost."""


class Relation(StrEnum):
    """How a text stands to another: the same words; nearly; it holds the other; the other holds it; they share a part."""

    EXACT = "exact"
    NEAR = "near"
    CONTAINS = "contains"
    CONTAINED = "contained"
    PARTIAL = "partial"


class Why(StrEnum):
    """What became of a text that copies no other article: nothing like it was there first, its own article was, or it says too little."""

    FIRST = "first"
    VERSION = "version"
    SHORT = "short"
    WALL = "wall"


WHOLE = 0.8
"""From this share on a text is held as a whole."""


def relation(found: Overlap) -> Relation:
    """In words what the shares say."""
    if found.least >= WHOLE:
        return Relation.NEAR
    if found.most < WHOLE:
        return Relation.PARTIAL
    return Relation.CONTAINED if found.coverage >= found.coverage_of_other else Relation.CONTAINS


def joins(found: Overlap, *, one_voice: bool) -> bool:
    """Whether two texts are copies of one. Two articles of one outlet share its boilerplate, and have to share nearly everything."""
    low, high = found.least, found.most
    if found.words < 30:
        return False
    if one_voice:
        return low >= 0.7 or (high >= 0.9 and low >= 0.5)
    if low >= WHOLE:
        return True
    if found.longest < 28 and found.long_words < 40:
        return False  # a template: the same sentences about other things
    long = max(found.long, found.long_of_other)
    return (
        (high >= 0.38 and low >= PART and long >= 0.25)
        or (found.long_words >= 60 and high >= 0.34 and low >= PART)  # part of it came from a wire
        or (found.long_words >= 100 and high >= NAVIGATED and low >= 0.08)  # all of it, in a page of navigation
        or (found.words >= 60 and high >= 0.3 and low >= 0.25 and long >= 0.05)  # a noisy copy
    )


def stays(found: Overlap, *, one_voice: bool) -> bool:
    """Whether a text that matches a member may join its cluster, by what it shares with the cluster's reference text."""
    return joins(found, one_voice=one_voice) or found.most >= HOLDS


def bridges(one: Overlap, other: Overlap) -> bool:
    """Whether a text that matches two clusters makes them one, by what it shares with the reference texts of both.

    A round-up holds several texts whole and is mostly none of them: that makes nothing one.
    """
    part = all(found.coverage >= 0.3 and found.coverage_of_other >= 0.5 for found in (one, other))
    return part or all(found.least >= 0.5 for found in (one, other)) or _within(one, other) or _within(other, one)


def _within(small: Overlap, large: Overlap) -> bool:
    """One reference text stands whole in a text that is mostly the other one."""
    return small.coverage_of_other >= 0.85 and small.long_words >= 40 and large.coverage >= 0.5 and large.least >= 0.3


def akin(found: Overlap) -> bool:
    """Whether two clusters are one when a text is a copy of both their reference texts, by what these share.

    An article that has a part of a wire's report may match nothing until more of the report comes. A round-up matches what it is made
    of, but is no fifth of that. Before this rule 87 to 91 % of such articles were found among labelled copies, with it 93 to 95, and no
    more were wrongly joined.
    """
    return found.least >= AKIN


def is_the_article(found: Overlap) -> bool:
    """Whether a text is what its cluster's reference is a page of navigation around, or a round-up: then all else is measured by the text.

    Otherwise every article of a round-up that came before them would join it, one by one.
    """
    return found.coverage >= NAVIGATED and found.coverage_of_other < PART


def replaces(of_reference: Overlap, of_first: Overlap) -> bool:
    """Whether a text that is longer than its cluster's reference becomes it: it still holds that one and the cluster's first text.

    A page of navigation around the present one does not.
    """
    return of_reference.coverage >= PART and of_reference.coverage_of_other >= WHOLE and of_first.coverage_of_other >= WHOLE


def worth_keeping(found: Overlap) -> bool:
    """Whether an overlap that joined nothing is stored."""
    return found.words >= KEPT_WORDS


_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM = 5
"""Letters of a word that are compared: Russian endings change, its beginnings hardly do."""
_FUNCTION_WORDS = frozenset(
    "about after against amid been before being between could during ever every from have into more most much only other over said says "
    "should some such than that their them then there these they this those under until were what when where which while whose will with "
    "would your "
    "будет были было весь даже если есть чтобы этом этот эта этого между может после перед только также "
    "auch aber beim dass dem eine einem einen einer gegen haben nach nicht oder über unter wird werden wurde "
    "avec dans elle leur mais nous pour plus sans sont cette como desde entre este esta hasta para pero porque sobre "
    "üçün sonra görə daha olan kimi amma için gibi kadar olarak bir".split()
)
"""Of headlines; whoever writes four letters of any text into a headline has not said what the text is about."""
_UNSPACED = re.compile("[\u0e00-\u0edf\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Title:
    """A headline as far as it can be found again: the beginnings of its words; pairs of letters where a script has no spaces."""

    stems: frozenset[str]

    def fits(self, text: str) -> bool:
        """Whether the text has anything of it. One that has no words to look for fits everywhere."""
        folded = fold(text)
        return not self.stems or any(stem in folded for stem in self.stems)

    def like(self, other: "Title") -> bool:
        """Whether two headlines are nearly the same: they share three quarters of the longer one.

        Half of the shorter one is what two headlines about one event share anyway.
        """
        return 4 * len(self.stems & other.stems) >= 3 * max(1, len(self.stems), len(other.stems))


def title(headline: str) -> Title:
    """What of a headline a text about the same thing has, too."""
    folded = fold(headline)
    words = {word[:_STEM] for word in _WORD.findall(folded) if word not in _FUNCTION_WORDS}
    pairs = {run[n : n + 2] for run in _UNSPACED.findall(folded) for n in range(len(run) - 1)}
    return Title(frozenset(words | pairs))
