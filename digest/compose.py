"""One day of one incident out of the store → a digest's content.

Everything is asked as of the window's end, so that composing the same day again later says the same.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import yaml

from db import coverage, digests, known, membership, reaching, revised
from db.digests import Panel, StatementRow, VersionRow
from db.session import Session
from digest import moves, revisions
from digest.content import (
    Coverage,
    DefinitionChange,
    Digest,
    Failure,
    Held,
    NewArticle,
    NewStatement,
    PageEvent,
    Position,
    Quantity,
    Said,
    Uncorrected,
    Window,
)
from digest.moves import Teller
from digest.narrated import ArticleLine, FirstLook, Flip
from digest.wording import interval_words, number_words, plural
from narrative.contradictions import Value, disagree
from narrative.definition import Definition
from narrative.model import Interval, Outcome, Part, Polarity
from narrative.movements import ClaimEdit
from narrative.text import sentences
from narrative.timeline import ROUND

CAUSE = "cause"
"""The family of claims whose holders are shown outlet by outlet."""
_AS_BEFORE = "with the words that it had"


@dataclass(frozen=True, slots=True)
class Day:
    """One incident's day in one time zone."""

    incident: str
    day: date
    time_zone: str

    @property
    def window(self) -> Window:
        zone = ZoneInfo(self.time_zone)
        ends = (datetime.combine(self.day + timedelta(days=n), time(), zone).astimezone(UTC) for n in (0, 1))
        return Window(*ends)


def compose(session: Session, which: Day) -> Digest | None:
    """The day's content; None when the incident was not followed yet by the end of that day."""
    window = which.window
    who = digests.panel(session, which.incident, window.until_at)
    if who is None:
        return None
    incident = Definition.model_validate(yaml.safe_load(who.definition))
    told = _Told(incident, window, digests.versions(session, who, window.until_at))
    lines = _lines(session, told, window)
    rows, about = revised.revisions(session, who, window.from_at, window.until_at), {a: lines[a] for a in told.articles}
    now, came = _came(session, which)
    said = known.quotes(session, came.statement_ids)
    teller = Teller(lines, told.labels, told.sources)
    statements, there = told.new_statements(now.there)
    flips, statements = _merged(teller.flips(came, said), statements)
    return Digest(
        incident=which.incident,
        title=incident.title,
        day=which.day,
        time_zone=which.time_zone,
        window=window,
        coverage=_coverage(session, window),
        run_id=_run_id(which, who),
        incomplete=tuple(_incomplete(session, who, window)),
        revised=revisions.told(rows, about, told.touched(now.unmarked)),
        live=revisions.live_pages(rows, about),
        flips=flips,
        clashes=tuple(teller.clashes(came, said)),
        inconsistencies=tuple(teller.inconsistencies(came, said)),
        silences=tuple(teller.silences(came, said)),
        statements=tuple(sorted(statements, key=lambda s: told.rank(s.claim))),
        first_look=there,
        quantities=tuple(told.quantities()),
        pages=tuple(_pages(session, who, window, lines)),
        uncorrected=tuple(_uncorrected(session, who, window, lines)),
        articles=tuple(told.new_articles()),
        positions=tuple(told.positions()),
        reprinting=tuple(told.reprinting()),
        definition=_definition(session, which, who, lines),
        hindsight=came.hindsight,
    )


def _lines(session: Session, told: "_Told", window: Window) -> dict[int, ArticleLine]:
    """Every article as a line of the digest names it."""
    known_articles = digests.articles(session, window.until_at).items()
    return {article_id: ArticleLine(outlet, told.headline(article_id), url) for article_id, (outlet, url) in known_articles}


def _came(session: Session, which: Day) -> tuple[known.Known, moves.Came]:
    """What is known at the day's end, and what of it came to be known on the day."""
    window = which.window
    before, now = (known.known(session, which.incident, at) for at in (window.from_at, window.until_at))
    return now, moves.came(before, now, window, known.replaced_at(session, which.incident, window.until_at))


def _merged(flips: Iterable[Flip], statements: Sequence[NewStatement]) -> tuple[tuple[Flip, ...], tuple[NewStatement, ...]]:
    """Flips, and the new claims without those that made one: they are told once, with the flip."""
    first = {(s.article.outlet, s.claim): s.first for s in statements if s.polarity is Polarity.AFFIRM}
    told = tuple(replace(f, first=first.get((f.outlet, f.claim), False)) for f in flips)
    made = {(f.outlet, f.claim) for f in told}
    return told, tuple(s for s in statements if s.polarity is not Polarity.AFFIRM or (s.article.outlet, s.claim) not in made)


def _run_id(which: Day, who: Panel) -> str:
    """Names what the digest was made by: the same for the same day, definitions and code."""
    text = f"{which.incident}|{which.day}|{which.time_zone}|{who.reader}|{who.compare}|{who.claims}|{who.events}|{who.definition}"
    return f"{which.incident}-{which.day:%Y%m%d}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _incomplete(session: Session, who: Panel, window: Window) -> Iterator[str]:
    if missing := digests.unjudged(session, who, window.until_at):
        yield f"{missing} snapshots had not been judged by the end of the day"
    gaps = reaching.gaps(session, window.from_at, window.until_at)
    told = Counter((g.outlet_name, interval_words(Interval(g.after_at, g.until_at))) for g in gaps)
    for (outlet, when), feeds in told.items():
        yield f"{outlet}: articles may have come and gone unseen {when}; nothing that {plural(feeds, 'feed')} listed then was known"


def _coverage(session: Session, window: Window) -> Coverage:
    seen = coverage.looked(session, window.from_at, window.until_at)
    return Coverage(
        seen.outlets_watched, seen.feeds_polled, tuple(map(_failure, seen.feeds_failed)), tuple(map(_failure, seen.outlets_unreachable)),
        seen.looks, seen.hidden, seen.suppressed,
    )  # fmt: skip


def _failure(trouble: coverage.Trouble) -> Failure:
    return Failure(trouble.name, trouble.reason or trouble.outcome)


def _pages(session: Session, who: Panel, window: Window, lines: dict[int, ArticleLine]) -> Iterator[PageEvent]:
    for row in digests.page_events(session, who, window.from_at, window.until_at):
        reason = row.reason or (_AS_BEFORE if row.outcome in (Outcome.UNCHANGED, Outcome.NOT_MODIFIED) else str(row.outcome))
        moved_to = row.final_url if row.kind == "moved" else ""
        yield PageEvent(lines[row.article_id], row.interval, row.kind, reason, row.attempt_id, moved_to)


def _uncorrected(session: Session, who: Panel, window: Window, lines: dict[int, ArticleLine]) -> Iterator[Uncorrected]:
    for row in digests.uncorrected(session, who, window.from_at, window.until_at):
        yield Uncorrected(lines[row.article_id], lines[row.origin_article_id], row.before, row.after, row.edited, row.seen_at)


def _definition(session: Session, which: Day, who: Panel, lines: dict[int, ArticleLine]) -> DefinitionChange | None:
    """What the day's change of the definition moved; None when it was followed by the same one before, or is new."""
    window = which.window
    before = membership.in_force(session, which.incident, window.from_at)
    if before is None or before == who.tags:
        return None
    change = membership.change(session, before, who.tags, window.until_at)
    if not (change.of_definition or change.came or change.went):
        return None
    came, went = (tuple(lines[article_id] for article_id in ids) for ids in (change.came, change.went))
    return DefinitionChange(change.before.name, change.after.name, came, went)


class _Told:
    """What the versions known by the end of the window say, and which of it is new in the window."""

    def __init__(self, incident: Definition, window: Window, versions: Sequence[VersionRow]) -> None:
        self._window = window
        self._versions = versions
        self.labels = {c.id: c.label for c in incident.claims} | {q.id: q.label for q in incident.quantities}
        self._causes = {c.id for c in incident.claims if c.family == CAUSE}
        self._quantities = {q.id: q for q in incident.quantities}
        self.sources = {name: actor.names[0].rstrip("*") for name, actor in incident.actors.items()}
        self._reference = {r.quantity: r for r in incident.reference_values}
        self._standing: dict[int, VersionRow] = {}  # in the order in which they came to stand, the last version of each article
        for version in sorted(versions, key=lambda v: v.stood_at):
            self._standing.pop(version.article_id, None)
            self._standing[version.article_id] = version

    def rank(self, label: str) -> int:
        """The place of a claim in the catalogue, which names the weighty ones first."""
        return list(self.labels.values()).index(label)

    @property
    def articles(self) -> Iterable[int]:
        return self._standing.keys()

    def headline(self, article_id: int) -> str:
        found = self._standing.get(article_id)
        return found.headline if found else ""

    def _new(self, version: VersionRow) -> bool:
        return self._window.from_at <= version.recorded_at < self._window.until_at

    def _line(self, v: VersionRow) -> ArticleLine:
        return ArticleLine(v.outlet, v.headline, v.url)

    def touched(self, edits: Iterable[ClaimEdit]) -> revisions.Touched:
        """Which edits left unmarked changed a sentence that makes a claim; the first one that it makes is named."""
        found: dict[int, dict[int, str]] = defaultdict(dict)
        for e in edits:
            found[e.look].setdefault(e.position, self.labels.get(e.claim, e.claim))
        return {look: tuple(labels.items()) for look, labels in found.items()}

    def new_statements(self, there: Collection[int]) -> tuple[tuple[NewStatement, ...], FirstLook | None]:
        """Claims that an outlet had not made, or not denied, before, and how many stood in what was there at our first look.

        `there` are the looks that saw that.
        """
        found = tuple(self._new_statements())
        old = [s for s in found if s.attempt in there]
        outlets = tuple(sorted({s.article.outlet for s in old}))
        return tuple(s for s in found if s.attempt not in there), FirstLook(len(old), outlets) if old else None

    def _new_statements(self) -> Iterator[NewStatement]:
        """Copies of another's text are not an outlet's own voice."""
        by_outlet: set[tuple[str, str, Polarity]] = set()
        first_at: dict[tuple[str, Polarity], datetime] = {}
        for v in self._versions:
            for s in _own(v):
                claim = (s.claim, s.polarity)
                first = v.captured_at - first_at.setdefault(claim, v.captured_at) <= ROUND
                if (v.outlet, *claim) not in by_outlet and self._new(v) and s.claim not in self._quantities:
                    yield self._new_statement(v, s, first=first)
                by_outlet.add((v.outlet, *claim))

    def _new_statement(self, v: VersionRow, s: StatementRow, *, first: bool) -> NewStatement:
        label = self.labels.get(s.claim, s.claim)
        sentence = _sentence(v, s)
        said_by = self.sources.get(s.source or "")
        return NewStatement(self._line(v), label, s.polarity, s.certainty, sentence, v.captured_at, v.attempt_id, said_by, first)

    def quantities(self) -> Iterator[Quantity]:
        """Every number as each outlet's standing texts have it. An outlet's newest text counts."""
        held: dict[str, dict[str, StatementRow]] = defaultdict(dict)
        for v in self._standing.values():
            for s in _own(v):
                if s.value is not None and s.polarity is Polarity.AFFIRM and s.claim in self._quantities:
                    held[s.claim][v.outlet] = s
        for quantity in self._quantities:
            if held[quantity]:
                yield self._quantity(quantity, held[quantity])

    def _quantity(self, quantity: str, by_outlet: dict[str, StatementRow]) -> Quantity:
        outlets: dict[str, list[str]] = defaultdict(list)
        for outlet, s in by_outlet.items():
            outlets[number_words(s.comparator, s.value or 0)].append(outlet)
        values = [Value(s.value or 0, s.comparator or "=") for s in by_outlet.values()]
        known = self._reference.get(quantity)
        reference = f"{known.value:g} ({known.source})" if known else ""
        held = tuple(Held(value, tuple(sorted(names))) for value, names in sorted(outlets.items()))
        return Quantity(self.labels[quantity], held, disagree(values), reference)

    def new_articles(self) -> Iterator[NewArticle]:
        seen: set[int] = set()
        for v in self._versions:
            if v.article_id not in seen and not v.copy_of and self._new(v):
                others = (c.outlet for c in self._versions if c.copy_of == v.article_id and c.outlet != v.outlet and self._new(c))
                copies = tuple(dict.fromkeys(others))
                yield NewArticle(self._line(v), v.captured_at, copies)
            seen.add(v.article_id)

    def positions(self) -> Iterator[Position]:
        """What each outlet's newest text of its own about the cause says of it."""
        says: dict[str, dict[str, Said]] = {}
        for v in self._standing.values():
            about = [s for s in _own(v) if s.claim in self._causes]
            if about:
                says[v.outlet] = {s.claim: Said(self.labels[s.claim], s.polarity, s.certainty) for s in reversed(about)}
        for outlet in sorted(says):
            yield Position(outlet, tuple(says[outlet][claim] for claim in sorted(says[outlet])))

    def reprinting(self) -> Iterator[str]:
        """Outlets that have nothing about the cause but another's text."""
        own = {p.outlet for p in self.positions()}
        told = {v.outlet for v in self._standing.values() if v.copy_of and any(s.claim in self._causes for s in v.statements)}
        yield from sorted(told - own)


def _own(v: VersionRow) -> Iterator[StatementRow]:
    """What a version says in words of its own; what a copy took from its origin is said there."""
    return (s for s in v.statements if s.own or not v.copy_of)


def _sentence(v: VersionRow, s: StatementRow) -> str:
    if v.withheld or s.part is Part.HEADING:
        return v.withheld or v.headline
    return next((span.of(v.text) for span in sentences(v.text) if span.start <= s.start < span.end), v.text[s.start : s.end])
