"""Whose text a cluster has: one origin for all its members, and the words or the date that say so."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from narrative.agencies import AGENCIES, Agencies, Wire
from narrative.credits import Credit, Reason, read_credits, strength

__all__ = ["Agencies", "Member", "Origin", "Reason", "Wire", "origin"]

VERSION = "1"

WIRE_LAG = timedelta(hours=1)
"""A wire that nobody credits is the origin unless somebody else had the text this much before it.

Subscribers get a text before the wire's own page shows it, and print it within minutes; dates are rounded to minutes, and a page of a
wire is one of many that are looked at in turn. What a wire takes over from a paper or a ministry without a word, it takes over later
than that, or within the hour: then it is taken for the origin wrongly. Not measured: no labelled set of syndicated texts has dates.
"""

OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""No news page is older. 1970 is what software writes for a date that is not there."""


@dataclass(frozen=True, slots=True)
class Member:
    """One article's text in a cluster.

    `voice` is the outlet's owner, or the outlet: texts of one voice are not independent of each other. `wire` is the outlet's key when
    it is one. `published_at` is the outlet's word for it. `imported`: a person handed the text over, and since when it stood is not known.
    """

    article_id: int
    snapshot_id: int
    outlet: str
    voice: str
    wire: str | None
    published_at: datetime | None
    captured_at: datetime
    text: str
    authors: tuple[str, ...] = ()
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose text a cluster has.

    `snapshot_id` stands for it: the origin's own text, or the earliest that carries it where the wire that is credited is no member.
    `credited` is the wire whose text it is, by its name. `evidence` are the words that say so, verbatim from a member, or the instant
    that decided, in ISO 8601.
    """

    snapshot_id: int
    credited: str | None
    reason: Reason
    evidence: str


def origin(members: Sequence[Member], agencies: Agencies = AGENCIES) -> Origin:
    """The origin of a cluster of at least one member; the same for any order of the members.

    A credited wire before all; where its own text is a member, that is it, whatever its date. Where nobody is credited, a wire's text,
    unless somebody else had it before (see `WIRE_LAG`). Otherwise the earliest text by the outlets' own dates, as far as these can be
    true. Of an article's versions only the earliest member stands for it. An imported text credits whom it credits, but is never the
    origin of a text that an outlet was seen to carry.
    """
    everybody = _standing(members)
    standing = [m for m in everybody if not m.imported] or everybody
    found = [_Vote(m, c) for m in everybody for c in read_credits(m.text, m.authors, agencies) if c.agency != _agency(m, agencies)]
    if found:
        return _credited(standing, _elected(found), agencies)
    first = min(standing, key=_order)
    own = min((m for m in standing if m.wire), key=_order, default=None)
    if own and _had_at(own) <= WIRE_LAG + min((_had_at(m) for m in standing if m.voice != own.voice), default=_had_at(own)):
        return Origin(own.snapshot_id, agencies.name(_agency(own, agencies) or own.outlet), Reason.WIRE, _had_at(own).isoformat())
    said = _said_at(first)
    unsaid = Reason.IMPORTED if first.imported else Reason.SEEN
    return Origin(first.snapshot_id, None, Reason.PUBLISHED if said else unsaid, (said or first.captured_at).isoformat())


def _standing(members: Iterable[Member]) -> list[Member]:
    """Each article's earliest text."""
    ordered = sorted(members, key=lambda m: (m.article_id, m.captured_at, m.snapshot_id))
    return [next(versions) for _, versions in groupby(ordered, key=lambda m: m.article_id)]


class _Vote(NamedTuple):
    """One member's credit."""

    member: Member
    credit: Credit


def _elected(votes: Sequence[_Vote]) -> list[_Vote]:
    """The votes for one agency: whom most voices credit, then whom the strongest credit names, then who was credited first.

    Voices are counted, because ten editions of one owner print one text. That a wire signs its texts is no vote: it signs all of them.
    """
    of: defaultdict[str, list[_Vote]] = defaultdict(list)
    for vote in votes:
        of[vote.credit.agency].append(vote)
    return min(of.values(), key=_support)


def _support(votes: Sequence[_Vote]) -> tuple[object, ...]:
    voices = len({vote.member.voice for vote in votes})
    return -voices, min(strength(v.credit) for v in votes), min(_order(v.member) for v in votes), votes[0].credit.agency


def _credited(standing: Sequence[Member], votes: Sequence[_Vote], agencies: Agencies) -> Origin:
    agency = votes[0].credit.agency
    own = min((m for m in standing if _agency(m, agencies) == agency), key=_order, default=None)
    if own:
        words = min(votes, key=lambda v: (strength(v.credit), _order(v.member))).credit.evidence
        return Origin(own.snapshot_id, agencies.name(agency), Reason.WIRE, words)
    said = min(votes, key=lambda v: _order(v.member))
    return Origin(min(standing, key=_order).snapshot_id, agencies.name(agency), said.credit.reason, said.credit.evidence)


def _agency(member: Member, agencies: Agencies) -> str | None:
    """The agency that a wire is."""
    return agencies.of_wire(member.wire) if member.wire else None


def _order(member: Member) -> tuple[datetime, datetime, int]:
    return _had_at(member), member.captured_at, member.snapshot_id


def _had_at(member: Member) -> datetime:
    """When the outlet had the text at the latest, as far as is known.

    A day without a time is read as its end: it says no more than "by then", and read as its beginning it would win over every text of
    that day with a time. One that is really from midnight loses a day by it, one text in a thousand. Nobody had a text later than we saw
    it with him, so that a date in the future, or in a zone that was not told, is worth no more than our look.
    """
    said = _said_at(member)
    if said is None:
        return member.captured_at
    return min(said + timedelta(days=1) if said.timetz() == _MIDNIGHT else said, member.captured_at)


_MIDNIGHT = time(tzinfo=UTC)


def _said_at(member: Member) -> datetime | None:
    """The outlet's date, when it can be true."""
    said = member.published_at.astimezone(UTC) if member.published_at else None
    return said if said and OLDEST <= said <= member.captured_at else None
