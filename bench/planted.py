"""Edits as newsrooms make them, put into the paragraphs of a real page; each knows whether readers are told something else by it."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from random import Random

from lxml.html import HtmlElement

from bench.noisemaker import Sheet
from ingest.furniture import words


@dataclass(frozen=True)
class Planted:
    """One edit: what stood there and what stands there now, as whole paragraphs; '' on a side that has none."""

    kind: str
    material: bool
    before: str
    after: str
    headline: bool = False

    def explains(self, before: str, after: str) -> bool:
        """Whether an edit that was found is this one: its words are those that came or went here."""
        return _part(before, self.before, self.after) or _part(after, self.after, self.before)


def _part(line: str, mine: str, other: str) -> bool:
    key, here, there = (_key(text) for text in (line, mine, other))
    return bool(key and here) and (key in here or here in key) and key not in there


def _key(text: str) -> str:
    """Words and quotation marks, without what noise does to them."""
    bare = html.unescape(html.unescape(text)).translate(_INVISIBLE)
    return " ".join(words(_QUOTES.sub(" qq ", bare)))


_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\ufeff"))
_QUOTES = re.compile(r"[\"“”„«»]")


Change = Callable[[str, Random], str | None]
"""A text → the text edited, or None where there is nothing to do this to."""


def digit(text: str, luck: Random) -> str | None:
    found = list(re.finditer(r"\d", text))
    if not found:
        return None
    at = luck.choice(found).start()
    return text[:at] + str((int(text[at]) + luck.randint(1, 8)) % 10) + text[at + 1 :]


def name(text: str, luck: Random) -> str | None:
    found = list(re.finditer(r"(?<=[a-zа-яё,] )[A-ZА-ЯЁ][a-zа-яё]{3,}", text))
    if not found:
        return None
    at = luck.choice(found)
    new = luck.choice([n for n in (("Norland", "Velmar", "Ostrava") if at[0].isascii() else ("Норланд", "Вельмар")) if n != at[0]])
    return text[: at.start()] + new + text[at.end() :]


NEGATED: Mapping[str, str] = {
    "was": "was not", "is": "is not", "were": "were not", "are": "are not", "has": "has not", "will": "will not", "have": "have not",
    "ist": "ist nicht", "sind": "sind nicht", "war": "war nicht", "hat": "hat nicht", "wird": "wird nicht", "haben": "haben nicht",
    "был": "не был", "была": "не была", "было": "не было", "были": "не были", "будет": "не будет", "может": "не может",
    "es": "no es", "fue": "no fue", "ha": "no ha", "está": "no está", "son": "no son", "han": "no han",
}  # fmt: skip


def negation(text: str, luck: Random) -> str | None:
    found = [m for m in re.finditer(r"(?<= )\w+(?= )", text) if m[0] in NEGATED]
    if not found:
        return None
    at = luck.choice(found)
    return text[: at.start()] + NEGATED[at[0]] + text[at.end() :]


def quotation(text: str, luck: Random) -> str | None:
    found = [m for m in re.finditer(r"(?<= )\w{4,} \w{4,}(?= )", text) if '"' not in text]
    if not found:
        return None
    at = luck.choice(found)
    return f"{text[: at.start()]}“{at[0]}”{text[at.end() :]}"


def typo(text: str, luck: Random) -> str | None:
    found = [m for m in re.finditer(r"\b[^\W\d_A-ZА-ЯЁ]{6,}\b", text) if m[0].islower() and m[0][2] != m[0][3]]
    if not found:
        return None
    at = luck.choice(found)
    word = at[0]
    return f"{text[: at.start()]}{word[:2]}{word[3]}{word[2]}{word[4:]}{text[at.end() :]}"


def wording(text: str, luck: Random) -> str | None:
    """A word in the middle exchanged for another of the same text."""
    found = [m for m in re.finditer(r"(?<= )[^\W\d_]{5,}(?= )", text) if m[0].islower()]
    if len(found) < 2:
        return None
    at, other = luck.sample(found, 2)
    return None if at[0] == other[0] else text[: at.start()] + other[0] + text[at.end() :]


def sentence_added(text: str, luck: Random) -> str | None:
    return f"{text.rstrip()} {luck.choice(SENTENCES)}" if _ends(text) else None


def sentence_removed(text: str, _: Random) -> str | None:
    cut = max((m.end() for m in re.finditer(r"\w{3}[.!?] (?=\w)", text)), default=0)
    return text[: cut - 1] if cut > 30 and len(text) - cut > 30 else None


def sentence_replaced(text: str, luck: Random) -> str | None:
    cut = sentence_removed(text, luck)
    return f"{cut} {luck.choice(SENTENCES)}" if cut else None


def _ends(text: str) -> bool:
    return bool(re.search(r"[.!?]\s*$", text))


SENTENCES: Sequence[str] = (
    "A spokeswoman for the harbour authority said that two of the barges had been released.",
    "Vier Zeugen wurden am Abend in der Kreisstadt vernommen, teilte das Amt mit.",
    "Позже в министерстве уточнили, что проверка продлится до конца марта.",
    "The inspectors found no trace of the missing ledger in the vault.",
    "Otra comisión revisará los documentos del puerto antes de mayo.",
)
"""Invented; whatever the article's language, a line is a line."""

WITHIN: Mapping[str, tuple[Change, bool]] = {
    change.__name__: (change, material)
    for change, material in (
        (digit, True), (name, True), (negation, True), (quotation, True), (typo, False), (wording, False),
        (sentence_added, True), (sentence_removed, True), (sentence_replaced, True),
    )
}  # fmt: skip
WHOLE = ("paragraph_added", "paragraph_removed")
HEADLINE = "headline"
KINDS = (*WITHIN, *WHOLE, HEADLINE)
SHORTEST = 40
"""Characters of a text that is edited: shorter ones stand between links, or are labels."""


def plant(sheet: Sheet, kind: str, luck: Random) -> Planted | None:
    """Edit the page in place, as `kind` says; None where it has nothing to do this to."""
    if kind == HEADLINE:
        return _headline(sheet, luck)
    if kind in WHOLE:
        return _whole(sheet, kind, luck)
    change, material = WITHIN[kind]
    for paragraph in luck.sample(list(sheet.paragraphs), len(sheet.paragraphs)):
        before = paragraph.text_content()
        for element in paragraph.iter():
            for place in ("text", "tail") if element is not paragraph else ("text",):
                text = getattr(element, place) or ""
                if len(text) >= SHORTEST and isinstance(element.tag, str) and (new := change(text, luck)):
                    setattr(element, place, new)
                    return Planted(kind, material, before, paragraph.text_content())
    return None


def _whole(sheet: Sheet, kind: str, luck: Random) -> Planted | None:
    if len(sheet.paragraphs) < 5:
        return None
    paragraph = luck.choice(sheet.paragraphs[1:-1])
    if kind == "paragraph_removed":
        said = paragraph.text_content()
        paragraph.getparent().remove(paragraph)
        return Planted(kind, True, said, "")
    new = deepcopy(paragraph)
    for child in list(new):
        new.remove(child)
    new.text, new.tail = " ".join(luck.sample(list(SENTENCES), 2)), None
    paragraph.addnext(new)
    return Planted(kind, True, "", new.text)


def _headline(sheet: Sheet, luck: Random) -> Planted | None:
    """A number, a name or a word of the headline exchanged, wherever the page says it."""
    old = next((h.text_content().strip() for h in sheet.tree.iter("h1") if len(h.text_content().split()) >= 4), "")
    new = next((n for change in (digit, name, negation, wording) if (n := change(old, luck))), None)
    if not new:
        return None
    for element in sheet.tree.iter("h1", "title", "meta", "script"):
        _restate(element, old, new)
    return Planted(HEADLINE, True, old, new, headline=True)


def _restate(element: HtmlElement, old: str, new: str) -> None:
    if element.tag == "meta":
        element.set("content", (element.get("content") or "").replace(old, new))
    elif element.tag == "h1" and element.text_content().strip() == old:
        for child in list(element):
            element.remove(child)
        element.text = new
    elif element.tag != "script" or "ld+json" in (element.get("type") or ""):
        element.text = (element.text or "").replace(old, new)
