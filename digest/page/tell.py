"""Makes facts of what the store answered: what each outlet held, copied, edited, and what happened to it; each numbered once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from db.facts import IMPORT
from db.known import QuoteRow
from db.movements import EventLine, FlipLine
from db.overviews import Overview
from digest.content import Revised
from digest.narrated import ArticleLine
from digest.page import chart, holding, sight, words
from digest.page.facts import Fact, Words
from digest.page.holding import CONTESTED, Shown, Stand
from digest.wording import PAGES, pole_words, stance_words
from narrative.model import Interval, Polarity, Verdict

MOST_WORDS = 8
"""Sentences that a stand shows; the rest is counted. A paper that writes of nothing else repeats itself hundreds of times."""
VERDICTS = {
    Verdict.UNMARKED: "material, unmarked", Verdict.UNDETERMINED: "undetermined", Verdict.DATE_BUMPED: "date moved",
    Verdict.NOTICE_GIVEN: "notice given",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """All that facts are made of. `lines` are articles as they are named, `labels` those of claims, `drawn` claims worth a mark."""

    overview: Overview
    family: str
    lines: Mapping[int, ArticleLine]
    said: Mapping[int, QuoteRow]
    sources: Mapping[str, str]
    labels: Mapping[str, str]
    drawn: frozenset[str]
    revised: Sequence[tuple[int, Revised]]
    from_at: datetime
    until_at: datetime


class Teller:
    """The facts of one outlet after the other, numbered through. `origins`: fact → the outlet whose text a copy is."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._numbers = count(1)
        self.origins: dict[int, str] = {}
        self._names = {o.outlet: o.name for o in told.overview.outlets}
        self._imported = {o.outlet for o in told.overview.outlets if o.role == IMPORT}
        self._urls = {line.url: line for line in told.lines.values()}

    def facts(self, outlet: str) -> tuple[Fact, ...]:
        """Everything of one outlet. What it held while it could not be seen is left out of its stands.

        What was brought in by hand was not watched: nothing of it is unseen, and it stands since it was brought in.
        """
        told = self._told
        spans = [c for c in told.overview.coverage if c.outlet == outlet and outlet not in self._imported]
        blind = sight.blind(spans, told.from_at, told.until_at)
        lost = sight.pages(spans, told.overview.articles, told.until_at)
        found = (
            *(self._unseen(outlet, chart.BLIND, one) for one in blind), *self._held(outlet, blind), *self._copied(outlet),
            *self._edited(outlet), *self._happened(outlet), *(self._unseen(outlet, chart.LOST, one) for one in lost),
        )  # fmt: skip
        return tuple(replace(f, number=next(self._numbers)) if not f.number else f for f in found)

    def _unseen(self, outlet: str, kind: str, one: sight.Unseen) -> Fact:
        reason = one.reason if kind == chart.BLIND else f"a page could not be read: {one.reason.replace('_', ' ')}"
        line = self._told.lines.get(one.article_id or 0)
        return Fact(0, outlet, kind, one.from_at, one.to_at, words.stretch(one.from_at, one.to_at), reason, article=line)

    def _held(self, outlet: str, blind: Sequence[sight.Unseen]) -> Iterator[Fact]:
        told = self._told
        tellings = [t for t in told.overview.tellings if t.outlet == outlet]
        poles = [p for p in told.overview.narrative.poles if p.outlet == outlet and p.family == told.family]
        stances = (s for s in told.overview.stances if s.family == told.family)
        for stand in holding.stands(tellings, poles, stances, told.until_at):
            for from_at, to_at in holding.visible(stand.from_at, stand.to_at, blind):
                yield self._stand(outlet, stand, from_at, to_at)

    def _stand(self, outlet: str, stand: Stand, from_at: datetime, to_at: datetime) -> Fact:
        said = tuple(self._said(stand.shown))
        title = (
            f"held {pole_words(stand.verdict)}" if stand.verdict not in ("", CONTESTED)
            else f"no pole of {pole_words(self._told.family)} prevailed" if stand.verdict
            else f"wrote about it, held no pole of {pole_words(self._told.family)}" if self._told.family else "wrote about it"
        )  # fmt: skip
        when = f"imported {words.instant(from_at)}" if outlet in self._imported else words.stretch(from_at, to_at)
        shown, more = said[:MOST_WORDS], max(0, len(said) - MOST_WORDS)
        return Fact(0, outlet, chart.HELD, from_at, to_at, when, title, pole=stand.verdict, words=shown, more=more)

    def _said(self, found: Iterable[Shown]) -> Iterator[Words]:
        """The words that a stand rests on, each sentence of an article once: as it was first seen."""
        seen: set[tuple[int, str]] = set()
        for telling, stance in ((one.telling, one.stance) for one in found):
            row = self._told.said.get(stance.statement_id or 0)
            if row and (key := (stance.article_id, row.sentence)) not in seen:
                seen.add(key)
                put = stance_words(Polarity.AFFIRM, row.certainty, self._told.sources.get(row.source or ""))
                when = words.interval(Interval(telling.after_at, telling.until_at))
                if telling.outlet in self._imported:
                    when = f"imported {words.instant(telling.until_at)}"
                yield Words(self._told.lines[stance.article_id], key[1], stance.label, put, when, telling.attempt_id)

    def _copied(self, outlet: str) -> Iterator[Fact]:
        """One fact for each article that prints another voice's text, however many versions of it do."""
        told = self._told
        articles: dict[int, list[int]] = {}
        origins = {c.snapshot_id: c for c in told.overview.copies if c.outlet == outlet}
        for c in origins.values():
            articles.setdefault(c.article_id, []).append(c.snapshot_id)
        seen = {v.snapshot_id: v for v in told.overview.versions}
        for article_id, snapshots in articles.items():
            mine = [seen[s] for s in snapshots if s in seen]
            if not mine:
                continue
            stances = [s for s in told.overview.stances if s.snapshot_id in snapshots and s.family == told.family]
            from_at, to_at = min(v.first_seen_at for v in mine), max(v.last_seen_at for v in mine)
            number, origin = next(self._numbers), origins[snapshots[0]].origin_outlet
            self.origins[number] = origin
            name, pole = self._names.get(origin, origin), holding.copied_pole(stances)
            title = f"prints {name}’s text" + (f", which says {pole_words(pole)}" if pole else "")
            when = words.stretch(from_at, to_at)
            yield Fact(number, outlet, chart.COPIED, from_at, to_at, when, title, name, pole, article=told.lines[article_id])

    def _edited(self, outlet: str) -> Iterator[Fact]:
        mine = {t.article_id for t in self._told.overview.tellings if t.outlet == outlet}
        for article_id, revised in self._told.revised:
            if article_id in mine:
                when = revised.interval
                kind = "edit" if revised.material else "edit, not material"
                yield Fact(
                    0, outlet, chart.EDITED, when.after_at or when.until_at, when.until_at, words.interval(when),
                    f"{kind}, {VERDICTS[revised.verdict].removeprefix('material, ')}", revised=revised, article=revised.article,
                    attempts=(revised.before_attempt, revised.after_attempt),
                )  # fmt: skip

    def _happened(self, outlet: str) -> Iterator[Fact]:
        for flip in (f for f in self._told.overview.narrative.flips if f.outlet == outlet and f.family == self._told.family):
            yield self._flip(flip)
        for event in self._told.overview.narrative.events:
            if event.outlet == outlet and event.kind in chart.EVENTS and self._drawn(event):
                yield self._event(event)

    def _drawn(self, event: EventLine) -> bool:
        """Whether an event gets a mark: pages, copies, and of claims those of a pole or an act that were not there when we came."""
        return event.kind != "flip" and (not event.claim or event.claim in self._told.drawn) and event.after_at is not None

    def _flip(self, f: FlipLine) -> Fact:
        when = Interval(f.after_at, f.until_at)
        line, row = self._told.lines.get(f.article_id), self._told.said.get(f.statement_id or 0)
        title = f"moved from {pole_words(f.from_pole)} to {pole_words(f.to_pole)}: {f.state}"
        label = self._told.labels.get(f.claim, f.claim)
        said = (Words(line, row.sentence, label, "", words.interval(when), 0),) if line and row else ()
        since = f.after_at or f.until_at
        return Fact(0, f.outlet, chart.HAPPENED, since, f.until_at, words.interval(when), title, chart.FLIP, f.to_pole, said, article=line)

    def _event(self, e: EventLine) -> Fact:
        label = f" “{self._told.labels.get(e.claim, e.claim)}”" if e.claim else ""
        title = {
            "claim_first": f"first of the outlets watched with{label}", "claim_withdrawn": f"no longer says{label}",
            "uncorrected": "still prints what its origin took back", **{kind: f"page {said}" for kind, said in PAGES.items()},
        }[e.kind]  # fmt: skip
        when, line = words.interval(Interval(e.after_at, e.until_at)), self._urls.get(e.url or "")
        said = (Words(line, e.text, self._told.labels.get(e.claim or "", ""), "", when, 0),) if line and e.text else ()
        return Fact(0, e.outlet or "", chart.HAPPENED, e.after_at or e.until_at, e.until_at, when, title, e.kind, words=said, article=line)
