"""A page's content → one HTML file that needs nothing else: the same bytes for the same content, whatever the outlets wrote.

Its policy allows this style sheet and this script, by their hashes, and nothing else: no network, no inline style, no form. What outlets
wrote is escaped by the template; in the data block, which programs read, no `<` stands as itself.
"""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from digest import wording
from digest.page import chart, words
from digest.page.facts import Fact, Page, Row, Tie
from digest.page.trim import Limits, limits, trimmed
from digest.render import linked, tidied
from narrative import markup
from narrative.model import Edit

AT_MOST = 2_000_000
"""Bytes of the whole file: it opens at once, and goes through any mail."""
_NOT_IN_A_SCRIPT = {ord(c): f"\\u{ord(c):04x}" for c in "&<>\u2028\u2029"}


def render(page: Page) -> str:
    """The page as HTML, under 2 MB: a story too rich for that shows less of each edit and outlet, and names the command that shows all."""
    clean = tidied(page)
    for to in limits():
        html = _html(trimmed(clean, to), to)
        if len(html.encode()) < AT_MOST:
            break
    return html


def _html(page: Page, to: Limits) -> str:
    style, script = f"{_file('page.css')}\n{_places(page)}", _file("page.js")
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; form-action 'none'"
    return _ENVIRONMENT.get_template("page.html.j2").render(
        p=page, rows=_shaped(page), policy=policy, style=style, script=script, data=_data(page), to=to, short=to.facts < Limits().facts
    )


def _file(name: str) -> str:
    return files("digest.page").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _places(page: Page) -> str:
    """Where everything stands, as rules of the style sheet: the policy allows no style on an element."""
    return "\n".join(_rules(page))


def _rules(page: Page) -> Iterator[str]:
    for n, row in enumerate(page.rows):
        yield f"#r{n} .lane{{height:{row.height}px}}"
        for m in row.marks:
            yield f"#{m.id}{{left:{m.left:.2f}%;width:{m.width:.2f}%;top:{m.top}px;height:{m.height}px}}"
    yield from (_tie_rule(page, n, tie) for n, tie in enumerate(page.ties))
    if page.scale:
        for n, fold in enumerate(page.scale.folds):
            yield f".f{n}{{left:{fold.left:.2f}%;width:{fold.width:.2f}%}}"
        for n, tick in enumerate(page.scale.ticks()):
            yield f".k{n}{{left:{tick.left:.2f}%}}"


def _tie_rule(page: Page, n: int, tie: Tie) -> str:
    """Rows lie below each other, each as high as its lane, its rule, and on a narrow screen the line of its name."""
    (upper, top), (lower, bottom) = sorted(((tie.from_row, tie.from_top), (tie.to_row, tie.to_top)))
    above, between = sum(r.height for r in page.rows[:upper]), sum(r.height for r in page.rows[upper:lower])
    apart = lower - upper
    return (
        f"#t{n}{{left:{tie.left:.2f}%;top:calc({above + top}px + {upper}*var(--rule) + {upper + 1}*var(--head));"
        f"height:calc({between - top + bottom}px + {apart}*var(--rule) + {apart}*var(--head))}}"
    )


def _data(page: Page) -> str:
    """The page's facts for programs, and the order in which its script moves between marks. Safe inside of a script element."""
    value = {
        "incident": page.incident, "title": page.title, "definition": page.version, "until_at": page.until_at.isoformat(),
        "poles": {p.letter: p.name for p in page.poles}, "outlets": [_outlet(row) for row in page.rows],
    }  # fmt: skip
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.translate(_NOT_IN_A_SCRIPT)


def _outlet(row: Row) -> dict[str, Any]:
    marks = sorted(row.marks, key=lambda m: (m.left, m.top))
    return {
        "outlet": row.outlet, "name": row.name,
        "facts": [
            {"number": f.number, "kind": f.kind, "from_at": f.from_at.isoformat(), "to_at": f.to_at.isoformat(), "what": f.title,
             "url": f.article.url if f.article else None, "attempts": f.attempts}
            for f in row.facts
        ],
        "marks": [{"id": m.id, "facts": m.facts, "middle": round(m.left + m.width / 2, 2)} for m in marks],
    }  # fmt: skip


def _shaped(page: Page) -> tuple[Row, ...]:
    """Rows whose marks stand in the order of time, as they are read aloud."""
    return tuple(replace(row, marks=tuple(sorted(row.marks, key=lambda m: (m.left, m.top)))) for row in page.rows)


def _diff(edit: Edit, at_most: int) -> Markup:
    """What went and what came, in one run of words."""
    before, after = (wording.clipped(side, at_most) for side in (edit.before, edit.after))
    return Markup(markup.html(markup.difference(before, after), signs=False))  # noqa: S704  # escaped there, word by word


def _edits(fact: Fact, material: bool) -> tuple[Edit, ...]:
    """The edits of a revision that are material, or those that are not; headlines first."""
    edits = fact.revised.edits if fact.revised else ()
    return tuple(sorted((e for e in edits if e.material is material), key=lambda e: e.part != "heading"))


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("digest.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters.update(
        link=linked, clipped=wording.clipped, diff=_diff, kind=wording.kind_words, part=wording.part_words, pole=wording.pole_words,
        plural=wording.plural, instant=words.instant, interval=words.interval, edits=_edits, ruling=wording.ruling_words,
        decided=wording.decided_words, silence=wording.silence_words, bare=wording.bare, listed=wording.listed, begun=wording.begun,
        holders=wording.holders, fold=wording.span_words, day=wording.short_day_words,
    )  # fmt: skip
    made.globals.update(verdicts=wording.VERDICTS, chart=chart)
    return made


_ENVIRONMENT = _environment()
