"""What changes on a page while its article stands: seventeen kinds of noise, put into real pages. Everything follows from the seed.

Boxes are built as outlets build them, some with telling class names and some without; what they say is invented, in the page's language
where there are phrases for it. Headlines and teasers are those of other pages.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from random import Random

import lxml.html
from lxml.html import HtmlElement, fragments_fromstring

from bench.phrases import Phrases


@dataclass(frozen=True)
class Teaser:
    """Another article, as pages point to it."""

    headline: str
    sentence: str


@dataclass(frozen=True)
class Draw:
    """One look's luck: a generator of its own, the page's language and outlet, and what there is to point to."""

    luck: Random
    phrases: Phrases
    promos: Sequence[str]
    teasers: Sequence[Teaser]

    def some(self, least: int, most: int) -> list[Teaser]:
        return self.luck.sample(self.teasers, min(len(self.teasers), self.luck.randint(least, most)))

    def hash(self, size: int = 7) -> str:
        return "".join(self.luck.choices("abcdefghijkmnpqrstuvwxyz0123456789", k=size))

    def number(self) -> str:
        return f"{self.luck.randint(2, 48_000):,}"


@dataclass(frozen=True)
class Sheet:
    """A parsed page and the elements in which its article's paragraphs stand, in their order."""

    tree: HtmlElement
    paragraphs: Sequence[HtmlElement]

    @property
    def body(self) -> HtmlElement:
        found = self.tree.find(".//body")
        return self.tree if found is None else found

    def within(self, draw: Draw, html: str) -> None:
        """Put it between two paragraphs, or behind one."""
        _behind(draw.luck.choice(self.paragraphs[:-1] or self.paragraphs), html)

    def below(self, html: str) -> None:
        _behind(self.paragraphs[-1], html)

    def above(self, html: str) -> None:
        first = self.paragraphs[0]
        for element in fragments_fromstring(html):
            first.addprevious(element)


def _behind(element: HtmlElement, html: str) -> None:
    for new in reversed(fragments_fromstring(html)):
        element.addnext(new)


def ads(sheet: Sheet, draw: Draw) -> None:
    for _ in range(draw.luck.randint(1, 3)):
        name, label = draw.hash(), draw.luck.choice(draw.phrases.ads)
        sheet.within(
            draw,
            draw.luck.choice(
                (
                    f'<div class="ad-slot ad-{name}" id="gpt-{name}"><span class="ad-label">{label}</span>'
                    f'<a href="//ads.test/{name}"><img src="//ads.test/{name}.jpg"></a></div>',
                    f'<div id="div-gpt-{name}" data-slot="{name}"><iframe src="//ads.test/{name}"></iframe></div>',
                    f"<div><p>{label}</p><script>ad('{name}')</script></div>",
                )
            ),
        )


def tokens(sheet: Sheet, draw: Draw) -> None:
    """Class hashes, nonces and build numbers."""
    suffix = draw.hash(5)
    for element in sheet.tree.iter("div", "p", "span", "section", "script", "a"):
        if element.get("class"):
            element.set("class", f"{element.get('class')} css-{suffix}")
        if element.tag == "script":
            element.set("nonce", draw.hash(12))
    for head in sheet.tree.iter("head"):
        head.append(lxml.html.fromstring(f'<meta name="csrf-token" content="{draw.hash(32)}">'))


def linked_data(sheet: Sheet, draw: Draw) -> None:
    """The keys of JSON-LD in another order, and counters in it."""
    for script in sheet.tree.iter("script"):
        if "ld+json" in (script.get("type") or ""):
            try:
                said = json.loads(script.text or "", strict=False)
            except ValueError:
                continue
            script.text = json.dumps(_shuffled(said, draw.luck), ensure_ascii=False)


def _shuffled(said: object, luck: Random) -> object:
    if isinstance(said, dict):
        names = luck.sample(list(said), len(said))
        counted = {"commentCount": luck.randint(0, 900)} if "headline" in said else {}
        return {name: _shuffled(said[name], luck) for name in names} | counted
    return said


def image_parameters(sheet: Sheet, draw: Draw) -> None:
    for image in sheet.tree.iter("img", "source"):
        for name in ("src", "srcset"):
            if image.get(name):
                image.set(name, f"{image.get(name)}?w={draw.luck.choice((320, 640, 1280))}&s={draw.hash()}")


def most_read(sheet: Sheet, draw: Draw) -> None:
    items = "".join(f'<li><a href="/{draw.hash()}">{escape(t.headline)}</a></li>' for t in draw.some(5, 8))
    title = draw.luck.choice(draw.phrases.most_read)
    for element in fragments_fromstring(f'<aside class="sidebar"><div class="most-read"><h3>{title}</h3><ol>{items}</ol></div></aside>'):
        sheet.body.append(element)


def related_within(sheet: Sheet, draw: Draw) -> None:
    """Links to other articles between the paragraphs, in the ways in which editors and templates put them there."""
    for _ in range(draw.luck.randint(1, 2)):
        sheet.within(draw, draw.luck.choice(RELATED)(draw))


def _titled_list(draw: Draw) -> str:
    items = "".join(f'<li><a href="/{draw.hash()}">{escape(t.headline)}</a></li>' for t in draw.some(2, 4))
    return f'<div class="related-articles"><h3>{draw.luck.choice(draw.phrases.related)}</h3><ul>{items}</ul></div>'


def _bold_label(draw: Draw) -> str:
    (one,) = draw.some(1, 1)
    return f'<p><strong>{draw.luck.choice(draw.phrases.related)}:</strong> <a href="/{draw.hash()}">{escape(one.headline)}</a></p>'


def _bare_link(draw: Draw) -> str:
    (one,) = draw.some(1, 1)
    return f'<p><a href="/{draw.hash()}">{escape(one.headline)}</a></p>'


def _card(draw: Draw) -> str:
    """A box that is one link, with headline and teaser in it."""
    (one,) = draw.some(1, 1)
    return (
        f'<div class="c-{draw.hash(4)}"><a href="/{draw.hash()}"><img src="/{draw.hash()}.jpg"><h4>{escape(one.headline)}</h4>'
        f"<p>{escape(one.sentence)}</p></a></div>"
    )


def _open_card(draw: Draw) -> str:
    """A box in which only the headline is a link: its teaser is text like any other."""
    (one,) = draw.some(1, 1)
    return (
        f'<div class="teaser"><h3><a href="/{draw.hash()}">{escape(one.headline)}</a></h3><p>{escape(one.sentence)}</p>'
        f'<span class="date">{draw.luck.randint(1, 28)}.{draw.luck.randint(1, 12)}.2024</span></div>'
    )


RELATED = (_titled_list, _bold_label, _bare_link, _card, _open_card)


def related_below(sheet: Sheet, draw: Draw) -> None:
    cards = "".join(draw.luck.choice((_card, _open_card))(draw) for _ in range(draw.luck.randint(2, 4)))
    sheet.below(f'<div class="more"><h2>{draw.luck.choice(draw.phrases.related)}</h2>{cards}</div>')


def promos(sheet: Sheet, draw: Draw) -> None:
    said = escape(draw.luck.choice(draw.promos))
    html = draw.luck.choice(
        (
            f'<div class="newsletter-signup"><h4>{draw.luck.choice(draw.phrases.newsletter)}</h4><p>{said}</p>'
            f'<form action="/n"><input type="email"><button>OK</button></form></div>',
            f"<p><em>{said}</em></p>",
            f'<p><a href="/{draw.hash()}">{said}</a></p>',
            f"<div><div><p>{said}</p></div></div>",
        )
    )
    sheet.within(draw, html) if draw.luck.random() < 0.5 else sheet.below(html)


def comments(sheet: Sheet, draw: Draw) -> None:
    listed = "".join(
        f'<div class="comment"><b>{draw.hash(6)}</b><p>{escape(draw.luck.choice(draw.phrases.comments))}</p></div>'
        for _ in range(draw.luck.randint(0, 5))
    )
    sheet.below(f'<section id="comments"><h3>{draw.number()} {draw.phrases.comment}</h3>{listed}</section>')


def counters(sheet: Sheet, draw: Draw) -> None:
    """How often it was viewed and shared, above the text or below."""
    said = draw.luck.choice(draw.phrases.counters).format(draw.number())
    html = draw.luck.choice((f'<div class="meta"><span class="views">{said}</span></div>', f"<p>{said}</p>", f"<div>{said}</div>"))
    sheet.above(html) if draw.luck.random() < 0.5 else sheet.below(html)


def ticker(sheet: Sheet, draw: Draw) -> None:
    items = "".join(
        f"<span>{draw.luck.randint(10, 23)}:{draw.luck.randint(10, 59)} <a href='/{draw.hash()}'>{escape(t.headline)}</a></span>"
        for t in draw.some(2, 5)
    )
    for element in fragments_fromstring(f'<div class="ticker">{items}</div>'):
        sheet.body.insert(0, element)


def relative_time(sheet: Sheet, draw: Draw) -> None:
    said = draw.luck.choice(draw.phrases.ago).format(draw.luck.randint(2, 58))
    sheet.above(draw.luck.choice((f'<p class="updated">{said}</p>', f"<div><span>{said}</span></div>", f"<time>{said}</time>")))


def date_line(sheet: Sheet, draw: Draw) -> None:
    """Today, on top of the page, with the weather."""
    weekday, degrees = draw.luck.choice(draw.phrases.weekdays), draw.luck.randint(-9, 31)
    day = f"{draw.luck.randint(1, 28)}.{draw.luck.randint(1, 12)}.2024"
    html = f'<div class="topbar"><span>{weekday}, {day}</span> <span>{degrees}°C</span></div>'
    for element in fragments_fromstring(html):
        sheet.body.insert(0, element)


def captions(sheet: Sheet, draw: Draw) -> None:
    """A picture whose caption and credit are others at each look."""
    said, who = draw.luck.choice(draw.phrases.captions), draw.hash(5).title()
    inner = draw.luck.choice(
        (
            f"<figcaption>{said} {draw.phrases.photo}: {who}</figcaption>",
            f'<figcaption><span>{said}</span> <span class="credit">{who} / Reporters</span></figcaption>',
        )
    )
    sheet.within(draw, f'<figure><img src="/{draw.hash()}.jpg" alt="{said}">{inner}</figure>')


def boxes_reordered(sheet: Sheet, draw: Draw) -> None:
    """Lists of links in another order."""
    inside = {id(a) for p in sheet.paragraphs for a in (p, *p.iterancestors(), *p.iterdescendants())}
    for box in sheet.tree.iter("ul", "ol", "aside"):
        children = list(box)
        if id(box) not in inside and len(children) > 2 and box.find(".//a") is not None:
            for child in children:
                box.remove(child)
            box.extend(draw.luck.sample(children, len(children)))


def typography(sheet: Sheet, draw: Draw) -> None:
    """Quotation marks, dashes, blanks and soft hyphens of another kind, everywhere in the text."""
    table = str.maketrans(draw.luck.choice(TYPOGRAPHY))
    _respell(sheet, lambda text: text.translate(table))


TYPOGRAPHY: tuple[dict[str, str], ...] = (
    {"“": '"', "”": '"', "’": "'", "‘": "'", "—": "–", "…": "..."},
    {"'": "’", "–": "—"},
    {"-": "‑", "—": "-", "„": "“", "«": "“", "»": "”"},
    {" ": "\u00a0"},
)


def residue(sheet: Sheet, draw: Draw) -> None:
    """What an encoder did once too often: escapes in the text, or an invisible mark."""
    _respell(sheet, draw.luck.choice(RESIDUES))


RESIDUES: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("&", "&amp;").replace('"', "&quot;").replace("’", "&rsquo;").replace("“", "&ldquo;").replace("”", "&rdquo;"),
    lambda text: text.replace("'", "&#39;").replace("’", "&#8217;").replace(" – ", " &ndash; ").replace(" — ", " &mdash; "),
    lambda text: re.sub(r"\b(\w{4})(\w{4})", "\\1\u00ad\\2", text),
    lambda text: text.replace(" ", " \u200b", 3) + "\ufeff",
    lambda text: text.replace(". ", ".&nbsp; ", 2),
)


def _respell(sheet: Sheet, change: Callable[[str], str]) -> None:
    for paragraph in sheet.paragraphs:
        for element in paragraph.iter():
            if isinstance(element.tag, str) and element.text:
                element.text = change(element.text)
            if element is not paragraph and element.tail:
                element.tail = change(element.tail)


Noise = Callable[[Sheet, Draw], None]
KINDS: Mapping[str, Noise] = {
    noise.__name__: noise
    for noise in (
        ads, tokens, linked_data, image_parameters, most_read, related_within, related_below, promos, comments, counters, ticker,
        relative_time, date_line, captions, boxes_reordered, typography, residue,
    )
}  # fmt: skip
"""By name. What is put between paragraphs goes first, what respells them last."""
