"""A table that lays a page out is no table."""

import lxml.html

from ingest.layout import unwrap_layout
from ingest.pages import read_page
from narrative.model import Reading
from tests.ingest.fakes import PARAGRAPHS

FIGURES = "<table><tr><th>Port</th><th>Ships</th></tr><tr><td>North</td><td>12</td></tr></table>"
LAID_OUT = (
    "<html><head><title>Ferry</title></head><body><table><tr><td width=150><a href=/>Home</a></td><td>{}</td></tr></table></body></html>"
)


def unwrapped(html: str) -> str:
    tree = lxml.html.document_fromstring(html)
    unwrap_layout(tree)
    return str(lxml.html.tostring(tree, encoding="unicode"))


def test_the_table_of_a_cell_with_paragraphs_is_blocks_and_so_is_the_table_around_it() -> None:
    inner = "<table><tbody><tr><td><p>One.</p><p>Two.</p></td></tr></tbody></table>"
    assert "<t" not in unwrapped(f"<body><table><tr><td>Menu</td><td>{inner}</td></tr></table></body>")


def test_a_table_of_figures_stays_one_wherever_it_stands() -> None:
    assert FIGURES in unwrapped(f"<body>{FIGURES}</body>")
    assert FIGURES in unwrapped(f"<body><table><tr><td><p>One.</p>{FIGURES}<p>Two.</p></td></tr></table></body>")


def test_one_paragraph_in_each_cell_is_still_a_table() -> None:
    assert unwrapped("<body><table><tr><td><p>North</p></td><td><p>12</p></td></tr></table></body>").count("<td>") == 2


def test_what_comes_between_two_paragraphs_of_a_laid_out_page_changes_neither() -> None:
    before, after = ("".join(f"<p>{p}</p>{box}" for p in PARAGRAPHS) for box in ("", "<div>Advertisement<script>show()</script></div>"))
    readings = [read_page(LAID_OUT.format(text).encode()) for text in (before, after)]
    texts = [r.text.splitlines() for r in readings if isinstance(r, Reading)]
    assert len(texts) == 2
    assert texts[0] == texts[1] == [p.strip() for p in PARAGRAPHS]
