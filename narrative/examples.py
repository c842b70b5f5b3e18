"""A definition's own examples, judged: an incident file that misreads its own texts must not be used.

Precision and recall count what the tests expect against what is found: one thing for each tag that says "about it", one for each statement.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from narrative.claims import statements
from narrative.definition import Compiled, Test
from narrative.model import ON_TOPIC, Document, Statement
from narrative.tags import tag

SHOWN = 160
"""Characters of an example's text in a complaint: enough to know it, few enough for one line."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An expectation of a test that is not met. `at` is where it stands in the definition, as the fields that lead there."""

    at: tuple[str | int, ...]
    what: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.at))}: {self.what}"


@dataclass(frozen=True, slots=True)
class Score:
    """How many things of one kind were expected, found, and found as expected."""

    expected: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.expected + other.expected, self.found + other.found, self.right + other.right)

    @property
    def precision(self) -> float:
        """Of what was found, how much was expected; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of what was expected, how much was found; 1 where nothing was expected."""
        return self.right / self.expected if self.expected else 1.0


@dataclass(frozen=True, slots=True)
class Checked:
    """All examples of a definition: what fails, and the scores of its tags, and of its statements by claim.

    `untested`: claims and quantities that no example expects anything of.
    """

    failures: tuple[Failure, ...]
    failing_tests: int
    tags: Score
    claims: dict[str, Score]
    untested: tuple[str, ...]

    @property
    def statements(self) -> Score:
        return sum(self.claims.values(), Score())


def check(incident: Compiled) -> Checked:
    """Judge every example of the definition."""
    tags, claims, failures = Score(), dict[str, Score](), list[Failure]()
    for n, test in enumerate(incident.definition.tests):
        document = Document(test.text, test.title, test.language)
        if test.expect is not None:
            decision = tag(document, incident).decision
            failures += [] if decision is test.expect else [_tag_failure(n, test, decision)]
            wanted, got = test.expect in ON_TOPIC, decision in ON_TOPIC
            tags += Score(wanted, got, wanted and got)
        if test.statements is not None:
            unmet, scores = _read(n, test, statements(document, incident))
            failures += unmet
            for claim, score in scores.items():
                claims[claim] = claims.get(claim, Score()) + score
    known = [*(c.id for c in incident.definition.claims), *(q.id for q in incident.definition.quantities)]
    untested = tuple(i for i in known if not claims.get(i, Score()).expected)
    return Checked(tuple(failures), len({f.at[1] for f in failures}), tags, claims, untested)


def failures(incident: Compiled) -> tuple[str, ...]:
    """One line for each expectation that is not met: which test, expected, found. Empty: all are met."""
    return tuple(map(str, check(incident).failures))


def _tag_failure(n: int, test: Test, found: str) -> Failure:
    return Failure(("tests", n, "expect"), f"expected {test.expect}, found {found}: {_shown(test)}")


_Row = tuple[str, str, float | None]
"""What an example is compared by: claim, polarity, value."""


def _read(n: int, test: Test, found: tuple[Statement, ...]) -> tuple[list[Failure], dict[str, Score]]:
    rows: dict[_Row, Statement] = {(s.claim, str(s.polarity), s.value): s for s in reversed(found)}
    wanted = {(e.claim, str(e.polarity), e.value): k for k, e in enumerate(test.statements or ())}
    unmet = [*_missed(n, test, wanted, rows), *_unexpected(n, test, wanted, rows)]
    scores: dict[str, Score] = {}
    for row in wanted.keys() | rows.keys():
        scores[row[0]] = scores.get(row[0], Score()) + Score(row in wanted, row in rows, row in wanted and row in rows)
    return unmet, scores


def _missed(n: int, test: Test, wanted: dict[_Row, int], rows: dict[_Row, Statement]) -> Iterator[Failure]:
    for row in sorted(wanted.keys() - rows.keys(), key=str):
        yield Failure(("tests", n, "statements", wanted[row]), f"not found: {_line(*row)}: {_shown(test)}")


def _unexpected(n: int, test: Test, wanted: dict[_Row, int], rows: dict[_Row, Statement]) -> Iterator[Failure]:
    for row in sorted(rows.keys() - wanted.keys(), key=str):
        words = f"{rows[row].text!r} by rule {rows[row].rule}"
        yield Failure(("tests", n, "statements"), f"not expected: {_line(*row)} ({words}): {_shown(test)}")


def _line(claim: str, polarity: str, value: float | None) -> str:
    return f"{polarity} {claim}" + (f" {value:g}" if value is not None else "")


def _shown(test: Test) -> str:
    text = " ".join((test.title or test.text).split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
