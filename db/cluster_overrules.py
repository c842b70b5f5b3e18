"""A person's decisions on which articles are copies of each other: stored one for each article, worked out for whoever judges.

Of an article the newest decision counts, of two articles the newer of theirs on each other.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from db import overrules, takedowns
from db.overrules import APART, AS_JUDGED, CLUSTER, TOGETHER, Decision, Subject
from db.tables import Article
from narrative.constraints import Pair, contradicted, worked_out
from narrative.errors import BadInput
from narrative.shelf import Constraints


@dataclass(frozen=True, slots=True)
class Told:
    """What stands decided on an article: `APART` from another one, or `TOGETHER` with it."""

    kind: str
    other_id: int
    by: Decision


class Wanted(NamedTuple):
    """What is to be decided on an article: `APART` or `TOGETHER`, and the other article; `AS_JUDGED` without one."""

    article_id: int
    kind: str
    other_id: int | None = None


def decide(session: Session, wanted: Wanted, reason: str, decided_by: str) -> frozenset[int]:
    """Store a decision; returns the articles that it is about, with those of the decision in whose place it comes.

    Raises BadInput for an article that is withheld or not there, for one and the same article, where nothing is to be taken back, and
    for what contradicts other decisions.
    """
    before = standing(session).get(wanted.article_id)
    if wanted.kind == AS_JUDGED and before is None:
        raise BadInput("nothing stands decided on this article")
    others = {told.other_id for told in (before,) if told}
    decision = AS_JUDGED
    if wanted.other_id is not None:
        _check(session, wanted.article_id, wanted.other_id)
        others.add(wanted.other_id)
        decision = f"{wanted.kind} {wanted.other_id}"
    overrules.decide(session, Subject(CLUSTER, wanted.article_id), decision, reason, decided_by)
    if pair := contradicted(*_pairs(session)):
        one, other = (session.get_one(Article, article_id).url for article_id in pair)
        raise BadInput(f"it follows that {one} and {other} are together, but they are decided to be apart; take one of these back")
    return frozenset((wanted.article_id, *others))


def _check(session: Session, article_id: int, other_id: int) -> None:
    for id_ in (article_id, other_id):
        article = session.get(Article, id_)
        if article is None:
            raise BadInput(f"there is no article {id_}")
        if takedowns.decision(session, id_):
            raise BadInput(f"{article.url} is withheld: nothing is compared with it")
    if len({*_roots(session, (article_id, other_id)).values()}) == 1:
        raise BadInput("an article is no copy of itself: name another one")


def standing(session: Session) -> Mapping[int, Told]:
    """Article → what stands decided on it, in the order in which it was decided."""
    return {article_id: _told(decision) for article_id, decision in overrules.standing(session, CLUSTER).items()}


def _told(decision: Decision) -> Told:
    kind, _, other = decision.decision.rpartition(" ")
    return Told(kind, int(other), decision)


def constraints(session: Session) -> Constraints:
    """What clusters have to respect now."""
    return worked_out(*_pairs(session))


def _pairs(session: Session) -> tuple[list[Pair], list[Pair]]:
    """Who is to be together, and who apart. An article that turned out to be another is that one."""
    told = standing(session)
    roots = _roots(session, {*told, *(one.other_id for one in told.values())})
    newest: dict[Pair, str] = {}
    for article_id, one in told.items():
        first, second = sorted((roots[article_id], roots[one.other_id]))
        if first != second:
            newest[first, second] = one.kind
    together, apart = ([pair for pair, kind in newest.items() if kind == wanted] for wanted in (TOGETHER, APART))
    return together, apart


def _roots(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Article → the one that it is the same as, or itself."""
    roots = {id_: id_ for id_ in ids}
    while same := {id_: older for id_, older in session.execute(_SAME.where(Article.id.in_(set(roots.values())))) if older}:
        roots = {id_: same.get(root, root) for id_, root in roots.items()}
    return roots


_SAME = sa.select(Article.id, Article.same_as_id).where(Article.same_as_id.is_not(None))
