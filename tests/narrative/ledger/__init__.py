"""Invented texts with the statements that a ledger has to find in them, and how well one does."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from narrative.claims import statements
from narrative.definition import Compiled
from narrative.model import Certainty, Document, Polarity, Statement

HERE = Path(__file__).parent
_SIGNS = (">=", "<=", "~", "=")


@dataclass(frozen=True)
class Said:
    """What one statement has to be: source and quotation count only where they are written down."""

    claim: str
    certainty: Certainty
    source: str | None = None
    value: float | None = None
    comparator: str | None = None
    superseded: bool = False
    quoted: bool = False

    @property
    def polarity(self) -> Polarity:
        return Polarity.NEGATE if self.certainty is Certainty.DENIED else Polarity.AFFIRM

    def differs(self, found: Statement) -> frozenset[str]:
        """Which of its properties were read otherwise."""
        wrong = {
            "polarity": found.polarity != self.polarity,
            "certainty": found.certainty != self.certainty,
            "comparator": found.comparator != self.comparator,
            "source": self.source is not None and found.source != self.source,
            "time": self.superseded != (found.time == "superseded"),
            "quoted": self.quoted and not found.quoted,
        }
        return frozenset(name for name, is_wrong in wrong.items() if is_wrong)


@dataclass(frozen=True)
class Case:
    title: str
    text: str
    says: tuple[Said, ...]


@dataclass(frozen=True)
class Read:
    """One case beside what was found."""

    case: Case
    pairs: tuple[tuple[Said, Statement], ...]
    missed: tuple[Said, ...]
    extra: tuple[Statement, ...]

    @property
    def faults(self) -> list[str]:
        """One line for each thing that is not as it has to be."""
        wrong = [f"{s.claim}: {' '.join(sorted(s.differs(f)))} is otherwise: {f}" for s, f in self.pairs if s.differs(f)]
        return [*wrong, *(f"not found: {said}" for said in self.missed), *(f"not there: {found}" for found in self.extra)]


@dataclass(frozen=True)
class Score:
    """Shares, 0 to 1. The last four are of the statements that were found and are there."""

    found: int
    expected: int
    precision: float
    recall: float
    polarity: float
    certainty: float
    source: float


def cases(name: str) -> list[Case]:
    rows: list[dict[str, Any]] = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return [Case(row.get("title", ""), row.get("text", ""), tuple(map(_said, row["says"]))) for row in rows]


def _said(line: str) -> Said:
    claim, certainty, *rest = line.split()
    source = next((word[1:] for word in rest if word.startswith("@")), None)
    number = next((word for word in rest if word.startswith(_SIGNS)), "")
    sign = next((s for s in _SIGNS if number.startswith(s)), None)
    value = float(number[len(sign) :]) if sign else None
    return Said(claim, Certainty(certainty), source, value, sign, "superseded" in rest, "quoted" in rest)


def read(case: Case, incident: Compiled) -> Read:
    """Each expected statement beside one that was found, those that agree best first."""
    left = list(statements(Document(case.text, case.title), incident))
    pairs, missed = [], []
    for said in case.says:
        fitting = [s for s in left if (s.claim, s.value) == (said.claim, said.value)]
        if not fitting:
            missed.append(said)
            continue
        best = min(fitting, key=lambda s: len(said.differs(s)))
        left.remove(best)
        pairs.append((said, best))
    return Read(case, tuple(pairs), tuple(missed), tuple(left))


def score(name: str, incident: Compiled) -> Score:
    done = [read(case, incident) for case in cases(name)]
    pairs = [pair for one in done for pair in one.pairs]
    found, expected = len(pairs) + sum(len(one.extra) for one in done), len(pairs) + sum(len(one.missed) for one in done)

    def right(name: str) -> float:
        return 1 - sum(name in said.differs(f) for said, f in pairs) / len(pairs)

    return Score(found, expected, len(pairs) / found, len(pairs) / expected, right("polarity"), right("certainty"), right("source"))
