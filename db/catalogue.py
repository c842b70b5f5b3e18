"""The claims, quantities and reference values of every stored definition, as rows: what questions about the narrative are asked with.

Derived from a definition's source when it is stored, and never again: another definition has rows of its own.
"""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, Session, mapped_column

from db.base import Row
from narrative.definition import Definition
from narrative.stance import ancestors


class Claim(Row):
    """An entry of a definition's catalogue. Claims of different `pole`s of one family exclude each other."""

    __tablename__ = "claim"
    __table_args__ = (UniqueConstraint("definition_id", "claim"),)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    claim: Mapped[str] = mapped_column(String(80))
    label: Mapped[str]
    family: Mapped[str]
    parent: Mapped[str | None]
    pole: Mapped[str | None]
    act: Mapped[bool]


class ClaimAncestor(Row):
    """Whoever affirms `claim` affirms `ancestor`, too: itself (`depth` 0), its parent (1), and so on."""

    __tablename__ = "claim_ancestor"
    __table_args__ = (UniqueConstraint("definition_id", "claim", "ancestor"),)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    claim: Mapped[str] = mapped_column(String(80))
    ancestor: Mapped[str] = mapped_column(String(80))
    depth: Mapped[int]


class Quantity(Row):
    """A number of the incident."""

    __tablename__ = "quantity"
    __table_args__ = (UniqueConstraint("definition_id", "quantity"),)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    quantity: Mapped[str] = mapped_column(String(80))
    label: Mapped[str]
    unit: Mapped[str]


class ReferenceValue(Row):
    """What a quantity is known to be, who established it, since when."""

    __tablename__ = "reference_value"
    __table_args__ = (UniqueConstraint("definition_id", "quantity", "since", "source"),)
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"))
    quantity: Mapped[str] = mapped_column(String(80))
    value: Mapped[float]
    source: Mapped[str]
    since: Mapped[date]


def record_catalogue(session: Session, definition_id: int, definition: Definition) -> None:
    """Keep the catalogue of a stored definition, once. One that was stored before there were such rows gets them now."""
    if session.scalar(sa.select(sa.exists().where(Claim.definition_id == definition_id))):
        return
    if session.scalar(sa.select(sa.exists().where(Quantity.definition_id == definition_id))):
        return
    session.add_all(_rows(definition_id, definition))
    session.flush()


def _rows(definition_id: int, definition: Definition) -> Iterator[Row]:
    above = ancestors(definition)
    for c in definition.claims:
        yield Claim(definition_id=definition_id, claim=c.id, label=c.label, family=c.family, parent=c.parent, pole=c.pole, act=c.act)
        for depth, ancestor in enumerate((c.id, *above[c.id])):
            yield ClaimAncestor(definition_id=definition_id, claim=c.id, ancestor=ancestor, depth=depth)
    for q in definition.quantities:
        yield Quantity(definition_id=definition_id, quantity=q.id, label=q.label, unit=q.unit)
    for r in dict.fromkeys(definition.reference_values):
        yield ReferenceValue(definition_id=definition_id, quantity=r.quantity, value=r.value, source=r.source, since=r.since)
