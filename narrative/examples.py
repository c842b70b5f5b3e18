"""A definition's own examples, judged: an incident file that misreads its own texts must not be used."""

from collections.abc import Iterator

from narrative.claims import statements
from narrative.definition import Compiled, Test
from narrative.model import Document
from narrative.tags import tag


def failures(incident: Compiled) -> tuple[str, ...]:
    """One line for each expectation that is not met: which test, expected, found. Empty: all are met."""
    return tuple(f"tests.{n}: {what}" for n, test in enumerate(incident.definition.tests) for what in _unmet(test, incident))


def _unmet(test: Test, incident: Compiled) -> Iterator[str]:
    document = Document(test.text, test.title, test.language)
    if test.expect is not None and (found := tag(document, incident).decision) != test.expect:
        yield f"expected {test.expect}, found {found}: {test.title or test.text}"
    if test.statements is not None:
        rows = {(s.claim, str(s.polarity), s.value) for s in statements(document, incident)}
        wanted = {(e.claim, str(e.polarity), e.value) for e in test.statements}
        yield from (f"not found: {_line(*row)}: {test.text}" for row in sorted(wanted - rows, key=str))
        yield from (f"not expected: {_line(*row)}: {test.text}" for row in sorted(rows - wanted, key=str))


def _line(claim: str, polarity: str, value: float | None) -> str:
    return f"{polarity} {claim}" + (f" {value:g}" if value is not None else "")
