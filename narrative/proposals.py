"""First rules for what a definition misses: out of a theme, terms and a claim that find it, to be named and corrected by a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from narrative.claims import statements
from narrative.definition import Claim, Compiled, Definition, compile_definition
from narrative.gaps import Heard, Theme, stem
from narrative.lexicon import STEM_MIN, SUFFIX_MAX, WORD
from narrative.model import Document, Polarity
from narrative.rules import ClaimRule, Term
from narrative.text import fold, shared_start

MOST_WORDS = 3
"""Slots of a proposed rule: with more it finds only the sentence that it was made from."""
SLACK = 4
"""Words that may stand between the slots beyond those that do in the example."""
TRIED = 5
"""Words of a theme that slots are made of: the rarer ones."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A claim with one rule, the terms that fill its slots, and an example that it finds with this polarity. `voices` say it."""

    claim: str
    label: str
    terms: tuple[tuple[str, str], ...]
    near: int
    example: str
    polarity: Polarity
    voices: int


def propose(found: Sequence[Theme], heard: Sequence[Heard], incident: Compiled, most: int) -> tuple[Proposal, ...]:
    """A rule for each of the first themes that one can be made for, `most` at most. Every one of them finds its own example."""
    made: list[Proposal] = []
    for theme in found if most else ():
        proposal = next(_tried(theme, heard, incident, len(made) + 1), None)
        if proposal:
            made.append(proposal)
        if len(made) == most:
            break
    return tuple(made)


def _tried(theme: Theme, heard: Sequence[Heard], incident: Compiled, number: int) -> Iterator[Proposal]:
    """Rules that hold, those with more slots first."""
    texts = [heard[n].text for n in theme.members]
    told = fold(texts[0])
    known = {word for text in texts for word in _known(fold(text), incident)}
    words = [w for w in theme.words if w not in known][:TRIED]
    words.sort(key=lambda w: told.find(w[:STEM_MIN]))
    for size in range(min(MOST_WORDS, len(words)), 1, -1):
        for chosen in combinations(words, size):
            if proposal := _held(chosen, texts, incident, (number, len(theme.voices))):
                yield proposal


def _known(folded: str, incident: Compiled) -> Iterator[str]:
    """Words of the text that some term of the definition is made of: names, and what has claims already."""
    for hit in incident.lexicon.find(folded):
        yield from WORD.findall(folded, hit.start, hit.end)


def _held(chosen: Sequence[str], texts: Sequence[str], incident: Compiled, counts: tuple[int, int]) -> Proposal | None:
    number, voices = counts
    terms = tuple((f"new_{number}_{n}", _pattern(word, texts)) for n, word in enumerate(chosen, start=1))
    name = "_".join(chosen) if all(w.isascii() for w in chosen) else str(number)
    for example in texts:
        near = _spread(chosen, example) + SLACK
        claim = Claim(
            id=f"new.{name}"[:80], label=" … ".join(chosen), family="new",
            rules=(ClaimRule(id=f"new-{number}", all=tuple(t for t, _ in terms), near=near),),
        )  # fmt: skip
        said = statements(Document(example), _alone(incident.definition, terms, claim))
        if said:
            return Proposal(claim.id, claim.label, terms, near, example, said[0].polarity, voices)
    return None


def _pattern(word: str, texts: Sequence[str]) -> str:
    """What finds every form that the word has in the texts: itself, or its beginning with a star."""
    forms = {w for text in texts for w in WORD.findall(fold(text)) if stem(w) == stem(word)}
    start = min(shared_start(word, form) for form in forms | {word})
    usable = start >= STEM_MIN and max(map(len, forms)) - start <= SUFFIX_MAX
    return f"{word[:start]}*" if usable and forms != {word} else word


def _spread(chosen: Sequence[str], example: str) -> int:
    """Words from the first to the last of those chosen, both included; all of the sentence when it lacks one."""
    words = [stem(w) for w in WORD.findall(fold(example))]
    at = [words.index(stem(w)) for w in chosen if stem(w) in words]
    return max(at) - min(at) + 1 if len(at) == len(chosen) else len(words)


def _alone(definition: Definition, terms: Sequence[tuple[str, str]], claim: Claim) -> Compiled:
    """The definition with nothing but the proposal in it: compiled in no time, however large it has grown."""
    added = {name: Term(any=(phrase,)) for name, phrase in terms}
    rest: dict[str, object] = {
        "rules": (),
        "context": (),
        "competitors": {},
        "actors": {},
        "quantities": (),
        "reference_values": (),
        "tests": (),
    }
    return compile_definition(definition.model_copy(update={**rest, "terms": added, "claims": (claim,)}))
