"""What came to be known between two instants, as a digest tells it: flips, contradictions, silence.

Of consecutive days each begins with what the day before ended with, so that everything is told once. What is known only because the
incident is judged by another definition or other code, and could have been known before, is counted and no news.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from db.known import Known, QuoteRow
from db.movements import SILENT, FlipLine, SilenceLine
from digest.content import Window
from digest.narrated import ArticleLine, Clash, Flip, Hindsight, Inconsistency, Quote, Side, Silence
from digest.wording import number_words
from narrative import movements
from narrative.model import Interval, Part
from narrative.movements import SILENT_AFTER, Contradiction
from narrative.text import sentences


@dataclass(frozen=True, slots=True)
class Came:
    """What the end of a window knows and its beginning did not. `provisional` are flips that were known as such at its beginning.

    `silences` has those who could not be seen beside those who are silent on the same claim.
    """

    flips: tuple[FlipLine, ...]
    contradictions: tuple[Contradiction, ...]
    silences: tuple[SilenceLine, ...]
    provisional: frozenset[tuple[str, ...]]
    hindsight: Hindsight | None

    @property
    def statement_ids(self) -> frozenset[int]:
        """The statements that all this rests on."""
        sides = (side.statement_id for c in self.contradictions for side in (c.one, c.other))
        return frozenset(filter(None, (*sides, *(f.statement_id for f in self.flips), *(s.statement_id for s in self.silences))))


def came(before: Known, now: Known, window: Window, replaced_at: datetime | None) -> Came:
    """What came to be known in a window. `replaced_at`: when somebody who judges last took over from another one."""
    old = min(replaced_at, window.from_at) if replaced_at else None
    provisional = frozenset(_turn(f) for f in before.flips if f.state == "provisional")
    flips, again = _flips(before, now, old, provisional if replaced_at and replaced_at >= window.from_at else frozenset())
    told = {movements.key(c) for c in before.contradictions}
    fresh = [c for c in now.contradictions if movements.key(c) not in told]
    known = {(s.claim, s.outlet) for s in before.silences if s.state == SILENT}
    silences = [s for s in now.silences if s.state == SILENT and (s.claim, s.outlet) not in known]
    seen = [c for c in fresh if not _past(_known_at(c), old)]
    unheard = [s for s in silences if not _past(s.spread_at + SILENT_AFTER, old)]
    late = {movements.key(c) for c in fresh} - {movements.key(c) for c in seen}
    hindsight = Hindsight(again, len(late), len(silences) - len(unheard))
    beside = [s for s in now.silences if s.state != SILENT and s.claim in {one.claim for one in unheard}]
    return Came(tuple(flips), tuple(seen), (*unheard, *beside), provisional, hindsight if any(hindsight.counts) else None)


def _flips(before: Known, now: Known, old: datetime | None, doubtful: frozenset[tuple[str, ...]]) -> tuple[Sequence[FlipLine], int]:
    """Those that came, or came to be confirmed or to lapse, and how many others only other judges see.

    `doubtful` are those whose state may have changed because others judge.
    """
    states = {_turn(f): f.state for f in before.flips}
    fresh = [f for f in now.flips if states.get(_turn(f)) != f.state and not (f.state == "lapsed" and _turn(f) not in states)]
    told = [f for f in fresh if _turn(f) not in doubtful and (_turn(f) in states or not _past(_over(f.day), old))]
    return told, len(fresh) - len(told)


def _turn(f: FlipLine) -> tuple[str, ...]:
    """What names a flip, whatever its state."""
    return f.outlet, f.family, f.from_pole, f.to_pole, f.day


def _past(known_at: datetime, old: datetime | None) -> bool:
    return old is not None and known_at <= old


def _over(day: str) -> datetime:
    """When a day of UTC is over."""
    return datetime.combine(date.fromisoformat(day) + timedelta(days=1), time(), UTC)


def _known_at(c: Contradiction) -> datetime:
    return c.one.said.until_at if c.kind == "internal" and c.one.said else _over(c.day)


class Teller:
    """Puts what came into the words of the texts. `lines` are articles as the digest names them, `labels` those of claims and numbers."""

    def __init__(self, lines: Mapping[int, ArticleLine], labels: Mapping[str, str], sources: Mapping[str, str]) -> None:
        self._lines, self._labels, self._sources = lines, labels, sources

    def flips(self, found: Came, said: Mapping[int, QuoteRow]) -> Iterator[Flip]:
        """Flips, those that stand first."""
        for f in sorted(found.flips, key=lambda f: (("confirmed", "provisional", "lapsed").index(f.state), f.day, f.outlet)):
            row = said.get(f.statement_id or 0)
            days = date.fromisoformat(f.from_day), date.fromisoformat(f.day)
            quote = Quote(self._lines[f.article_id], sentence(row) if row else "", Interval(f.after_at, f.until_at))
            yield Flip(
                f.outlet_name, f.family, f.from_pole, f.to_pole, days[0], days[1], f.state, f.articles, quote,
                self._labels.get(f.claim, f.claim), row.certainty if row else None, self._sources.get((row and row.source) or ""),
                was_provisional=_turn(f) in found.provisional,
            )  # fmt: skip

    def clashes(self, found: Came, said: Mapping[int, QuoteRow]) -> Iterator[Clash]:
        """One for each two numbers that cannot both be right, whoever has them and whatever speaks against them."""
        pairs: dict[tuple[str, ...], list[Contradiction]] = defaultdict(list)
        for c in found.contradictions:
            if c.kind != "internal":
                pairs[c.what, *sorted((c.one.number, c.other.number))].append(c)
        for (what, *_), each in pairs.items():
            yield Clash(self._labels.get(what, what), tuple(self._sides(each, said)), tuple(_grounds(each)))

    def _sides(self, each: Iterable[Contradiction], said: Mapping[int, QuoteRow]) -> Iterator[Side]:
        """Who has which of the numbers, the one that was there first before the other; of each the words that were first."""
        held: dict[str, dict[str, Quote]] = defaultdict(dict)
        for side in (s for c in each for s in (c.one, c.other) if s.statement_id in said):
            row = said[side.statement_id or 0]
            line = self._lines[row.article_id]
            number = number_words(side.comparator, side.value or 0)
            held[number].setdefault(line.outlet, Quote(line, sentence(row), side.said))
        sides = ((number, sorted(quotes.values(), key=_since)) for number, quotes in held.items())
        for number, quotes in sorted(sides, key=lambda side: _since(side[1][0])):
            yield Side(number, quotes[0], tuple(q.article.outlet for q in quotes[1:]))

    def inconsistencies(self, found: Came, said: Mapping[int, QuoteRow]) -> Iterator[Inconsistency]:
        """What does not fit together in one text, each once."""
        internal = {movements.key(c): c for c in reversed(found.contradictions) if c.kind == "internal"}
        for c in sorted(internal.values(), key=lambda c: (c.one.name, c.one.article_id or 0, c.detail)):
            rows = (said[id_] for id_ in (c.one.statement_id, c.other.statement_id) if id_ is not None and id_ in said)
            if c.one.article_id and c.one.said:
                quotes = tuple(dict.fromkeys(map(sentence, rows)))
                yield Inconsistency(self._lines[c.one.article_id], c.detail, quotes, c.one.said)

    def silences(self, found: Came, said: Mapping[int, QuoteRow]) -> Iterator[Silence]:
        """One for each claim that somebody is silent on, beside those of whom it is not known."""
        claims: dict[str, list[SilenceLine]] = defaultdict(list)
        for s in found.silences:
            claims[s.claim].append(s)
        for claim, each in claims.items():
            row = said.get(each[0].statement_id or 0)
            quote = Quote(self._lines[row.article_id], sentence(row), None) if row else None
            silent = tuple(s.outlet_name for s in each if s.state == SILENT)
            unseen = sorted({s.reason for s in each if s.state != SILENT})
            unknown = tuple((reason, tuple(s.outlet_name for s in each if s.reason == reason)) for reason in unseen)
            yield Silence(self._labels.get(claim, claim), each[0].spread_at, silent, unknown, quote)


def _since(quote: Quote) -> tuple[datetime, str]:
    return quote.said.until_at if quote.said else datetime.max.replace(tzinfo=UTC), quote.article.outlet


def _grounds(each: Iterable[Contradiction]) -> Iterator[str]:
    """What a number is held against that is no outlet's: what most others have, what somebody established."""
    for c in {(c.kind, c.detail, c.other.value): c for c in each}.values():
        if c.kind == "consensus":
            yield f"{c.detail} of the outlets watched have {number_words(None, c.other.value or 0)}"
        elif c.kind == "reference":
            yield f"reference: {number_words(None, c.other.value or 0)} ({c.detail})"


def sentence(row: QuoteRow) -> str:
    """The sentence that a statement stands in, or the headline, letter for letter."""
    if row.withheld or row.part is Part.HEADING:
        return row.withheld or row.headline
    return next((span.of(row.body) for span in sentences(row.body) if span.start <= row.start < span.end), row.text)
