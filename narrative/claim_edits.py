"""Which edits changed what an article claims about the incident: the ledger's view of a comparison.

A claim counts by whether a version makes it, not by which of its sentences does: one that only moved changed nothing. The
heading and the body are looked at apart, for a claim taken out of a headline was taken from most readers.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from narrative.definition import Definition
from narrative.labels import coarse
from narrative.model import Comparison, Edit, Part, Polarity, Statement
from narrative.pairs import became, clip

_Key = tuple[Part, str, Polarity]


def with_claims(comparison: Comparison, before: Iterable[Statement], after: Iterable[Statement], definition: Definition) -> Comparison:
    """The comparison, edits whose words made or unmade a claim labelled `claim.*`, and material.

    `before` and `after` are the statements of the two versions under `definition`. No edit is added, none loses its weight; a
    notice stays a notice, and a quantity's other value stays `fact.quantity`. The verdict is left as it was: where nothing
    was material before, it has to be asked for again.
    """
    families = {claim.id: claim.family for claim in definition.claims}
    ledger = _Ledger(tuple(s for s in before if s.claim in families), tuple(s for s in after if s.claim in families), families)
    edits = tuple(_relabelled(edit, ledger) for edit in comparison.edits)
    return replace(comparison, edits=edits, material=any(edit.material for edit in edits))


@dataclass(frozen=True)
class _Ledger:
    before: tuple[Statement, ...]
    after: tuple[Statement, ...]
    families: dict[str, str]

    @cached_property
    def lost(self) -> Counter[_Key]:
        """How much less often the newer version says what the older one said."""
        return Counter(map(_key, self.before)) - Counter(map(_key, self.after))

    @cached_property
    def gained(self) -> Counter[_Key]:
        return Counter(map(_key, self.after)) - Counter(map(_key, self.before))


def _key(statement: Statement) -> _Key:
    return statement.part, statement.claim, statement.polarity


def _opposite(key: _Key) -> _Key:
    part, claim, polarity = key
    return part, claim, Polarity.NEGATE if polarity is Polarity.AFFIRM else Polarity.AFFIRM


def _relabelled(edit: Edit, ledger: _Ledger) -> Edit:
    if edit.label == "notice":
        return edit
    old, new = (
        _within(ledger.before, edit.part, edit.before_span, edit.before),
        _within(ledger.after, edit.part, edit.after_span, edit.after),
    )
    kept = set(map(_key, old)) & set(map(_key, new))
    lost, gained = ledger.lost, ledger.gained
    gone = [s for s in old if _key(s) in lost and _key(s) not in kept]
    come = [s for s in new if _key(s) in gained and _key(s) not in kept]
    for label, olds, news in _candidates(gone, come, ledger):
        if olds or news:
            return replace(edit, label=label, material=True, rule="ledger", coarse=coarse(label), evidence=_evidence(olds, news))
    return edit


_Candidate = tuple[str, list[Statement], list[Statement]]


def _candidates(gone: list[Statement], come: list[Statement], ledger: _Ledger) -> Iterable[_Candidate]:
    """The labels that an edit can have, the most telling one first, each with the statements that make it so."""
    lost, gained = ledger.lost, ledger.gained
    turned = [s for s in gone if _opposite(_key(s)) in gained], [s for s in come if _opposite(_key(s)) in lost]
    yield "claim.reversed", *turned
    pairs = [(a, b) for a in gone for b in come if a.claim != b.claim and ledger.families[a.claim] == ledger.families[b.claim]]
    yield "claim.replaced", [a for a, _ in pairs[:1]], [b for _, b in pairs[:1]]
    standing, stood = set(map(_key, ledger.after)), set(map(_key, ledger.before))
    yield "claim.removed", [s for s in gone if _key(s) not in standing][:1], []
    yield "claim.added", [], [s for s in come if _key(s) not in stood][:1]


def _within(statements: Iterable[Statement], part: Part, span: tuple[int, int] | None, words: str) -> list[Statement]:
    """The statements that begin in a span. Its words have to be there: another headline's span counts in another text."""
    if span is None:
        return []
    start, end = span
    return [
        s for s in statements if s.part is part and start <= s.start < end and words.startswith(s.text[: end - s.start], s.start - start)
    ]


def _evidence(gone: list[Statement], come: list[Statement]) -> str:
    """Claim and words: "cause.bird_strike: bird strike → cause.weather: fog"."""
    sides = [[_named(s) for s in some[:1]] for some in (gone, come)]
    return clip(became(*sides))


def _named(statement: Statement) -> str:
    denied = "not " if statement.polarity is Polarity.NEGATE else ""
    return f"{denied}{statement.claim}: {' '.join(statement.text.split())}"
