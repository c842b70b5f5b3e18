"""One incident out of the store → the page of its story. What it says holds for the instant at which the session looks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

import yaml

from db import digests, known, movements, overviews, revised
from db.digests import Panel
from db.facts import IMPORT
from db.known import QuoteRow
from db.ledger import Title
from db.movements import FirstLine
from db.overviews import Overview
from db.session import Session
from digest import revisions
from digest.content import Revised
from digest.moves import Came
from digest.moves import Teller as Mover
from digest.narrated import ArticleLine, Clash, Silence
from digest.page import chart, holding, words
from digest.page.facts import Page, Row, Rung, Tie
from digest.page.tell import Teller, Told
from digest.page.timescale import Scale, scale
from narrative.definition import Definition

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
IMPORTED = "imported by hand"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked for. `show` and `history` are how a reader sees a look's bytes and an article's past, with `{}` for which."""

    called: Title
    until_at: datetime
    as_of: datetime | None
    show: str
    history: str


def compose(session: Session, asked: Asked) -> Page | None:
    """The page of a followed incident; None when by then nobody judged for it."""
    incident = asked.called.incident
    who = digests.panel(session, incident, asked.until_at + known.JUST)
    if who is None:
        return None
    seen = overviews.overview(session, incident)
    found = movements.contradictions(session, incident, (asked.until_at + timedelta(days=1)).date())
    silences = movements.silences_told(session, incident)
    came = Came((), found, silences, frozenset(), None)
    said = known.quotes(session, came.statement_ids | _resting(seen))
    told = _told(session, asked, who, seen, said)
    sources = told.sources
    mover = Mover(told.lines, told.labels, sources)
    return _Drawing(asked, told).page(tuple(mover.clashes(came, said)), tuple(s for s in mover.silences(came, said) if s.silent))


def _resting(seen: Overview) -> frozenset[int]:
    """The statements that stands and flips rest on."""
    ids = (*(s.statement_id for s in seen.stances if holding.affirms(s)), *(f.statement_id for f in seen.narrative.flips))
    return frozenset(filter(None, ids))


def _told(session: Session, asked: Asked, who: Panel, seen: Overview, said: Mapping[int, QuoteRow]) -> Told:
    incident = Definition.model_validate(yaml.safe_load(who.definition))
    claims = asked.called.claims
    lines = _lines(session, seen, asked.until_at)
    return Told(
        seen, holding.family(claims, seen.stances), lines, said,
        {name: actor.names[0].rstrip("*") for name, actor in incident.actors.items() if actor.names},
        asked.called.labels, frozenset(c.claim for c in claims if c.pole or c.act),
        tuple(_revised(session, who, asked.until_at, {a: lines[a] for a in seen.articles})),
        min((t.until_at for t in seen.tellings), default=asked.until_at), asked.until_at,
    )  # fmt: skip


def _lines(session: Session, seen: Overview, until_at: datetime) -> dict[int, ArticleLine]:
    """Every article as the page names it: by the headline of the version that was seen last, where it is about the incident."""
    known_articles = digests.articles(session, until_at + known.JUST).items()
    headlines = {v.article_id: v.headline for v in sorted(seen.versions, key=lambda v: (v.last_seen_at, v.version))}
    return {article_id: ArticleLine(outlet, headlines.get(article_id, ""), url) for article_id, (outlet, url) in known_articles}


def _revised(session: Session, who: Panel, until_at: datetime, lines: Mapping[int, ArticleLine]) -> Iterator[tuple[int, Revised]]:
    """Every revision of the incident's articles, those of live pages among them: on a page of its own each has room."""
    for row in revised.revisions(session, who, BEGINNING, until_at + known.JUST):
        if row.article_id in lines:
            yield row.article_id, revisions.revised(row, lines[row.article_id])


class _Drawing:
    """Puts what is told into rows, and rows into a page."""

    def __init__(self, asked: Asked, told: Told) -> None:
        self._asked, self._told = asked, told
        claims = asked.called.claims
        self._poles = chart.letters(dict.fromkeys(c.pole for c in claims if c.pole and c.family == told.family))
        self._pole_of = {c.claim: c.pole or "" for c in claims if c.family == told.family}

    def page(self, clashes: tuple[Clash, ...], silences: tuple[Silence, ...]) -> Page:
        asked, told = self._asked, self._told
        drawn = self._scale()
        rows, ties = self._rows(drawn) if drawn else ((), ())
        rungs = sorted(self._rungs(), key=lambda r: self._weight(r[0]))
        weighty = tuple(r for claim, r in rungs if claim in told.drawn)
        return Page(
            asked.called.incident, asked.called.title, asked.called.version, asked.until_at, asked.as_of,
            words.headline(told.overview.narrative.flips, told.family, rows, {p.name for p in self._poles}),
            tuple(words.counted([r for _, r in told.revised], rows)), tuple(words.not_seen(rows, self._without(rows))),
            told.family, self._poles, drawn, rows, ties, weighty, tuple(r for claim, r in rungs if claim not in told.drawn),
            clashes, silences, asked.show, asked.history, _kinds(rows),
        )  # fmt: skip

    def _scale(self) -> Scale | None:
        """The scale of everything that happened; None when nothing did."""
        told = self._told
        seen = told.overview
        if not seen.tellings:
            return None
        events = (e.until_at for e in seen.narrative.events if e.kind in chart.EVENTS)
        ends = (at for c in seen.coverage if c.state != "seen" for at in (c.from_at, c.until_at or told.until_at))
        within = (at for at in (*events, *ends) if told.from_at <= at <= told.until_at)
        return scale((*(t.until_at for t in seen.tellings), *(r.interval.until_at for _, r in told.revised), *within, told.until_at))

    def _rows(self, drawn: Scale) -> tuple[tuple[Row, ...], tuple[Tie, ...]]:
        teller, made = Teller(self._told), chart.Chart(drawn, self._poles)
        writes = {t.outlet for t in self._told.overview.tellings}
        rows = []
        for outlet in (o for o in self._told.overview.outlets if o.outlet in writes):
            facts = teller.facts(outlet.outlet)
            origins = {teller.origins[f.number] for f in facts if f.kind == chart.COPIED}
            own = any(f.kind == chart.HELD and f.pole for f in facts)
            under = next(iter(origins)) if len(origins) == 1 and not own else ""
            group = IMPORTED if outlet.role == IMPORT else ""
            rows.append(made.row(facts, Row(outlet.outlet, outlet.name, "", group, under, 0, (), ())))
        ordered = chart.ordered(rows)
        return ordered, chart.ties(ordered, teller.origins)

    def _without(self, rows: Sequence[Row]) -> tuple[str, ...]:
        """Outlets that were looked at, and were not seen to write about the incident."""
        told = {row.outlet for row in rows}
        looked = {c.outlet for c in self._told.overview.coverage} - told
        return tuple(o.name for o in self._told.overview.outlets if o.outlet in looked and o.role != IMPORT)

    def _weight(self, claim: str) -> tuple[bool, str, list[str]]:
        """Claims of the poles that are drawn stand first, pole by pole, in the order of the catalogue."""
        pole = self._pole_of.get(claim, "")
        return not pole, pole, [claim]

    def _rungs(self) -> Iterator[tuple[str, Rung]]:
        """Who had each claim, in the order in which they were seen with it."""
        letters = {p.name: p.letter for p in self._poles}
        for claim, lines in groupby(self._told.overview.narrative.first, lambda f: f.claim):
            rows: list[FirstLine] = list(lines)
            there = tuple(f.outlet_name for f in rows if f.after_at is None)
            came = (f for f in rows if f.after_at is not None)
            steps = tuple(words.step(f) for f in came)
            yield claim, Rung(rows[0].label, letters.get(self._pole_of.get(claim, ""), ""), steps, there)


def _kinds(rows: Iterable[Row]) -> frozenset[str]:
    """What stands anywhere on the chart: the legend explains that, and nothing else."""
    return frozenset(word for row in rows for mark in row.marks for word in mark.kind.split())
