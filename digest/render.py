"""A digest's content → subject, HTML and plain text: the same bytes for the same content, whatever the outlets wrote.

What outlets wrote is hostile until shown otherwise: it is escaped by the templates, loses control and direction-override
characters, and becomes a link only when it is http or https.
"""

import hashlib
import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, TypeVar

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from digest import wording
from digest.bottom_line import bottom_line
from digest.changes import sides
from digest.charts import bars
from digest.content import Digest
from narrative import markup
from narrative.diff import Hunk

SUBJECT_AT_MOST = 70
"""Characters; phones show about half of that, so the counts come before the title's tail."""
HTML_AT_MOST = 60_000
"""Bytes. Gmail cuts a message at 102 KB, and what it cuts is the coverage section."""
COLUMNS = 72
_LIMITS = (40, 20, 10, 5, 3, 2, 1)
_SAME_AT_MOST, _CHANGED_AT_MOST, _HUNKS_AT_MOST = 280, 500, 40

_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Controls, direction overrides (a headline must not turn the line around it), lone surrogates. Direction marks stay."""

_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Rendered:
    """One digest, ready to be put into a mail."""

    subject: str
    html: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256("\x00".join((self.subject, self.html, self.text)).encode()).hexdigest()


def render(digest: Digest) -> Rendered:
    """Subject of at most 70 characters, HTML under 60 KB, and plain text with the same items at 72 columns.

    On a day too rich for the size, every list shows fewer items and says how many more the store has.
    """
    clean = tidied(digest)
    for limit in _LIMITS:
        html = _INLINER.inline(_page("html", clean, limit))
        if len(html.encode()) <= HTML_AT_MOST:
            break
    return Rendered(subject(clean), html, _page("txt", clean, limit))


def subject(digest: Digest) -> str:
    """`AZAL 8243, 25 Dec: 1 unmarked edit, 4 new claims`; the title gives way to flags and counts."""
    flag = ("Correction: " if digest.revision > 1 else "") + ("" if digest.complete else "[incomplete] ")
    tail = f", {wording.short_day_words(digest.day)}: {_news(digest)}"
    return wording.clipped(flag + wording.clipped(digest.title, max(16, SUBJECT_AT_MOST - len(flag) - len(tail))) + tail, SUBJECT_AT_MOST)


_MANY = {"flip settled": "flips settled", "uncorrected copy": "uncorrected copies", "change of definition": "changes of definition"}


def _news(digest: Digest) -> str:
    unmarked = len(digest.unmarked)
    edits = (unmarked, "unmarked edit") if unmarked else (len(digest.material), "edit")
    lists = {
        "contradiction": (*digest.clashes, *digest.inconsistencies), "new claim": digest.statements, "page change": digest.pages,
        "new article": digest.articles, "live page": digest.live, "silence": digest.silences,
        "flip settled": tuple(f for f in digest.flips if f.was_provisional), "decision": digest.decided,
        "uncorrected copy": tuple({u.article.url for u in digest.uncorrected}),
        "change of definition": (digest.definition,) if digest.definition else (),
    }  # fmt: skip
    counts = ((len(digest.turned), "flip"), edits, *((len(found), noun) for noun, found in lists.items()))
    said = [wording.plural(count, noun, _MANY.get(noun, "")) for count, noun in counts if count]
    return ", ".join(said[:2]) or "nothing material"


def _page(kind: str, digest: Digest, limit: int) -> str:
    name = f"{'quiet' if digest.quiet else 'busy'}.{kind}.j2"
    return _ENVIRONMENT.get_template(name).render(d=digest, lines=bottom_line(digest), bars=bars(digest.positions), limit=limit)


def tidied(value: Value) -> Value:
    """The same value with every text inside it on one line and free of characters that are not seen but felt."""
    return _tidy(value)  # type: ignore[no-any-return]


def _tidy(value: Any) -> Any:
    if type(value) is str:
        return " ".join(_UNSEEN.sub("", value).split())
    if isinstance(value, tuple):
        return tuple(map(_tidy, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _tidy(getattr(value, f.name)) for f in fields(value)})
    return value


def shown(hunks: tuple[Hunk, ...]) -> tuple[Hunk, ...]:
    """Hunks at a length that can be read: the middle of long unchanged runs is left out, never a short change."""
    cut = tuple(Hunk(h.kind, _middle_out(h.text) if h.kind == "equal" else wording.clipped(h.text, _CHANGED_AT_MOST)) for h in hunks)
    return cut if len(cut) <= _HUNKS_AT_MOST else (*cut[:_HUNKS_AT_MOST], Hunk("equal", "…"))


def _middle_out(text: str) -> str:
    half = _SAME_AT_MOST // 2
    return text if len(text) <= _SAME_AT_MOST else f"{text[:half].rstrip()} … {text[-half:].lstrip()}"


def linked(url: str) -> str:
    """`url` where it can be followed without harm, else nothing."""
    return url if re.match(r"https?://[^\s<>\"']+$", url) else ""


def _wrapped(text: str, indent: int = 0, first: str = "") -> str:
    """`text` at 72 columns; `first` opens its first line inside the indent. Addresses are never broken."""
    lead = " " * (indent - len(first)) + first
    return textwrap.fill(text, COLUMNS, initial_indent=lead, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)


def _elements(hunks: tuple[Hunk, ...]) -> str:
    """The hunks of one side as HTML, every text escaped; WAS and NOW stand beside it, so they need no signs."""
    return markup.html(hunks, signs=False)


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("digest"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "link": linked, "wrapped": _wrapped, "marked": markup.signed, "elements": _elements, "shown": shown, "clipped": wording.clipped,
        "day": wording.day_words, "instant": wording.instant_words, "interval": wording.interval_words,
        "kind": wording.kind_words, "part": wording.part_words, "listed": wording.listed, "bare": wording.bare,
        "ruling": wording.ruling_words, "decided": wording.decided_words, "live": wording.live_words, "begun": wording.begun,
        "moved": wording.moved_words, "pole": wording.pole_words, "flip": wording.flip_words, "ground": wording.ground_words,
        "made": wording.made_words,
        "silence": wording.silence_words, "there": wording.first_look_words, "hindsight": wording.hindsight_words,
    }  # fmt: skip
    made.filters.update(filters)
    made.globals.update(sides=sides, stance=wording.stance_words, plural=wording.plural, verdicts=wording.VERDICTS, columns=COLUMNS)
    made.globals.update(places=wording.places_words, pages=wording.PAGES, holders=wording.holders)
    return made


_ENVIRONMENT = _environment()
