"""What `palimpsest import` says: what became of each file, what the texts are about and claim, where they contradict each other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cli.history_words import quoted
from cli.why_words import Row, count
from db.imported import AlikeLine, Said, StanceLine, StatementLine, TagLine, TextLine
from db.ledger import Title
from db.movements import ContradictionLine
from ingest.importing import Brought, State
from narrative.markup import harmless
from narrative.model import ON_TOPIC, Decision
from narrative.oppositions import Held, Opposed, oppositions

BECAUSE = 3
"""Words that are shown of those by which a text is about an incident."""
STATES = {State.STORED: "stored", State.KNOWN: "known", State.FAILED: "not imported", State.SKIPPED: "left out"}
DECISIONS = {
    Decision.PRIMARY: "primary: about it",
    Decision.PASSING: "passing: it is mentioned",
    Decision.REVIEW: "to be reviewed by a person",
    Decision.NONE: "not about it",
}
COMPARED = {">=": "at least ", "<=": "at most ", "~": "about "}
SURE = ("asserted", "attributed", "hedged", "questioned", "denied")
KINDS = {"reference": "against what is established", "consensus": "against what others have"}


@dataclass(frozen=True, slots=True)
class Names:
    """How articles are named: the imported ones by the number that they have in the list, others by their outlet."""

    numbers: Mapping[int, int]

    def of(self, article_id: int | None, outlet_name: str | None = None) -> str:
        number = self.numbers.get(article_id or 0)
        return f"[{number}]" if number else outlet_name or f"article {article_id}"


def outcome(one: Brought) -> str:
    """What became of one file, in one line."""
    return f"{STATES[one.state]:<12}  {harmless(one.name)}{f': {one.reason}' if one.reason else ''}"


def texts(found: Sequence[TextLine], names: Names) -> list[Row]:
    return [(names.of(t.article_id), ", ".join(_text(t))) for t in found]


def _text(t: TextLine) -> Iterator[str]:
    yield t.withheld or (f"“{quoted(t.headline)}”" if t.headline else "no headline")
    yield harmless(t.outlet_name)
    yield f"{count(len(t.text.split()), 'word')} in {t.language or 'a language that is not known'}"
    yield f"says it was published {t.published_at:%Y-%m-%d}" if t.published_at else "no date of its own"
    yield t.url


def _because(tag: TagLine) -> str:
    words = ", ".join(f"“{quoted(w)}”" for w in tag.words[:BECAUSE])
    return f"by {words}" if words else "nothing in it names it"


def alike(found: Sequence[AlikeLine], names: Names) -> list[Row]:
    """Each text that has another's words, and whose; those that have its words where it is the first of them."""
    copies = {a.article_id for a in found if a.origin}
    shown = (a for a in found if a.origin or not {a.article_id, a.other_article_id} & copies)
    return [(names.of(a.article_id), _alike(a, names)) for a in shown]


def _alike(a: AlikeLine, names: Names) -> str:
    share = "" if a.coverage is None else f"; {a.coverage:.0%} of its words are there"
    where = names.of(a.other_article_id, f"{a.outlet_name}, {a.url}")
    # which of two imported texts was there first is not known
    return f"{'a copy of' if a.origin and a.other_article_id not in names.numbers else 'has the words of'} {where}{share}"


def echoes(found: Sequence[AlikeLine], names: Names) -> frozenset[int]:
    """Texts that have the words of another one in the list: what they say is said there."""
    return frozenset(a.article_id for a in found if a.origin and a.other_article_id in names.numbers)


class Words:
    """What the texts say about one incident, in their own words."""

    def __init__(self, said: Said, called: Title, names: Names, echoing: frozenset[int] = frozenset()) -> None:
        self._said, self._called, self._names, self._echoing = said, called, names, echoing
        self._statements: dict[tuple[int, str], list[StatementLine]] = defaultdict(list)
        for s in sorted(said.statements, key=lambda s: (s.time != "current", SURE.index(s.certainty), s.statement_id)):
            self._statements[s.article_id, s.claim].append(s)

    @property
    def incident(self) -> str:
        return self._called.incident

    @property
    def title(self) -> str:
        return f"Are they about {self._called.title} ({self._called.incident}, definition {self._called.version})?"

    @property
    def on_topic(self) -> bool:
        """Whether any of the texts is about the incident."""
        return any(t.decision in ON_TOPIC for t in self._said.tags)

    def tagged(self) -> list[Row]:
        return [(self._names.of(t.article_id), DECISIONS[t.decision], _because(t)) for t in self._said.tags]

    def claims(self) -> Iterator[tuple[str, list[Row]]]:
        """Each claim that a text makes or denies, those of families with poles first, and how far each text does."""
        by_claim: dict[str, list[StanceLine]] = defaultdict(list)
        for stance in self._said.stances:
            if self._statements.get((stance.article_id, stance.claim)):
                by_claim[stance.claim].append(stance)
        polar = {c.family for c in self._called.claims if c.pole}
        for claim in sorted(by_claim, key=lambda c: (by_claim[c][0].family not in polar, by_claim[c][0].family, c)):
            yield f"{by_claim[claim][0].family}: {self._called.label(claim)}", [self._stance(one) for one in by_claim[claim]]

    def _stance(self, one: StanceLine) -> Row:
        both = "says it both ways; " if one.both_ways else ""
        said = self._shown(one.article_id, one.claim, one.stance)
        return self._names.of(one.article_id), f"{one.stance:+.2f}", f"{both}{self._quoted(said)}"

    def _shown(self, article_id: int, claim: str, stance: float) -> StatementLine | None:
        """The statement that shows best what a text does with a claim: of its polarity, the firmest first."""
        polarity = "affirm" if stance > 0 else "negate"
        found = self._statements.get((article_id, claim), [])
        return next((s for s in found if s.polarity == polarity), found[0] if found else None)

    def _quoted(self, said: StatementLine | None) -> str:
        if said is None:
            return "by what it says of a finer claim"
        source = f" to {said.source}" if said.source and said.certainty == "attributed" else ""
        time = "" if said.time == "current" else f", {said.time}"
        return f"{said.certainty}{source}{time}: {self._words(said.statement_id)}"

    def _words(self, statement_id: int | None) -> str:
        row = self._said.quotes.get(statement_id or 0)
        return f"“{' '.join(harmless(row.sentence).split())}”" if row else "words that stand there no more"

    def numbers(self) -> Iterator[tuple[str, list[Row]]]:
        """Each number, and what each text has for it."""
        for label in self._called.labels:
            each = [(a, s) for (a, claim), found in self._statements.items() if claim == label for s in _each_value(found)]
            if each:
                yield self._called.label(label), [(self._names.of(a), number(s.comparator, s.value), self._quoted(s)) for a, s in each]

    def contradictions(self) -> Iterator[tuple[str, list[Row]]]:
        """What the texts contradict each other on, what watched articles contradict them on, and what does not fit in one text."""
        own = (s for s in self._said.stances if s.article_id not in self._echoing)
        held = [Held(s.article_id, s.claim, s.family, s.pole, s.rival, s.stance) for s in own]
        for opposed in oppositions(held):
            yield self._opposed(opposed)
        yield from self._between()
        for c in self._said.contradictions:
            if c.kind in KINDS:
                yield self._against(c)
        yield from self._inside()

    def _opposed(self, o: Opposed) -> tuple[str, list[Row]]:
        stances = {(s.article_id, s.claim): s.stance for s in self._said.stances}
        rows: list[Row] = []
        for side, texts in o.sides:
            for article_id, claim in texts:
                shown = self._quoted(self._shown(article_id, claim, stances[article_id, claim]))
                rows.append((self._names.of(article_id), side if o.claim else f"{side}: {self._called.label(claim)}", shown))
        return f"{o.family}: {self._called.label(o.claim) if o.claim else 'which of its poles'}", rows

    def _between(self) -> Iterator[tuple[str, list[Row]]]:
        """Two numbers that cannot both be right, and all who have either."""
        pairs: dict[tuple[str, ...], dict[tuple[str, str], Row]] = defaultdict(dict)
        for c in (c for c in self._said.contradictions if c.kind == "between"):
            one, other = number(c.comparator, c.value), number(c.other_comparator, c.other_value)
            rows = pairs[c.quantity, *sorted((one, other))]
            for who, said, id_ in (
                (self._names.of(c.article_id, c.outlet_name), one, c.statement_id),
                (self._names.of(c.other_article_id, c.other_outlet_name), other, c.other_statement_id),
            ):
                rows.setdefault((said, who), (who, said, self._words(id_)))
        for (quantity, one, other), rows in pairs.items():
            yield f"{self._called.label(quantity)}: {one} or {other}", [rows[key] for key in sorted(rows)]

    def _against(self, c: ContradictionLine) -> tuple[str, list[Row]]:
        known = number(c.other_comparator if c.other_statement_id else None, c.other_value)
        title = f"{self._called.label(c.quantity)}: {KINDS[c.kind]}, {known} ({c.detail})"
        return title, [(self._names.of(c.article_id, c.outlet_name), number(c.comparator, c.value), self._words(c.statement_id))]

    def _inside(self) -> Iterator[tuple[str, list[Row]]]:
        for c in (c for c in self._said.contradictions if c.kind == "internal"):
            ids = dict.fromkeys(i for i in (c.statement_id, c.other_statement_id) if i)
            words = dict.fromkeys(self._words(i) for i in ids)
            yield f"{self._names.of(c.article_id, c.outlet_name)} does not fit together: {c.detail}", [("", w) for w in words]


def _each_value(found: Sequence[StatementLine]) -> Iterator[StatementLine]:
    """One statement for each number that a text has for one thing."""
    yield from {(s.comparator, s.value): s for s in reversed(found) if s.value is not None}.values()


def number(comparator: str | None, value: float | None) -> str:
    """`38`, `at least 30`, `about 40`."""
    return f"{COMPARED.get(comparator or '', '')}{value:g}" if value is not None else "?"
