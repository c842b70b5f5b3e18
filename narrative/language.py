"""What the ledger has to know of a language: the words that change how firmly, by whom and until when something is said."""

from dataclasses import dataclass, fields

Cues = tuple[str, ...]
"""Alternatives of a pattern over folded text. Each is a whole word or phrase: nothing of a word may stand before or behind it."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language's words. Another language is another value of this kind, named in `modality.LANGUAGES`.

    `left_open` leaves a matter open: not ruled out, not commented on. `no_negation` looks like a negation and is none. `negation` is a
    bare "not", `denial` a verb or noun that denies what follows, `denied_behind` what denies the words before it. `taken_for_granted`
    stands between a denial and something that it does not touch. `hedge` makes what follows less sure, `near_hedge` (an adjective) only
    what follows at once, `hedged_behind` the words before it, `believed` them
    too, at the end of a sentence (", experts believe"). `told_first`: said at first, not now; `to_come`: an act not yet done;
    `demanded`: not done, but asked for. `report` is a verb or noun of saying, `passive_report` one that names who said it behind "by".
    `clause` parts two clauses, `stop` is where no cue reaches across, `turn` is where nobody's words go on. `comparison` sets another
    incident beside this one, `recalled` names others of its kind, `not_then` takes a year for something other than an event.
    """

    left_open: Cues
    no_negation: Cues
    negation: Cues
    denial: Cues
    taken_for_granted: Cues
    denied_behind: Cues
    hedge: Cues
    near_hedge: Cues
    hedged_behind: Cues
    believed: Cues
    question: Cues
    told_first: Cues
    to_come: Cues
    demanded: Cues
    report: Cues
    passive_report: Cues
    according: Cues
    pronoun: Cues
    clause: Cues
    stop: Cues
    turn: Cues
    comparison: Cues
    recalled: Cues
    not_then: Cues
    places: Cues
    months: Cues

    def __post_init__(self) -> None:
        empty = [f.name for f in fields(self) if not getattr(self, f.name)]
        if empty:
            raise ValueError(f"a language needs words for: {', '.join(empty)}")
