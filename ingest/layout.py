"""Tables that lay a page out: what stands in their cells are blocks like any other. Pure.

Extractors make one line of a table's row. Where a page is laid out by a table, that line is the whole article, and whatever stands between
two of its paragraphs is glued to a sentence.
"""

from collections import Counter

import lxml.html

PARAGRAPHS = 2
"""Of one cell. The tables that articles show have no such cell on 203 real pages; two of those pages are laid out by one that has."""

_PARTS = frozenset("thead tbody tfoot tr td th".split())


def unwrap_layout(tree: lxml.html.HtmlElement) -> None:
    """Make blocks of every table with a cell that holds paragraphs, and of the tables around it. Tables of figures stay what they are."""
    held = Counter(cell for paragraph in tree.iter("p") for cell in list(paragraph.iterancestors("td", "th"))[:1])
    layout = {table for cell, paragraphs in held.items() if paragraphs >= PARAGRAPHS for table in cell.iterancestors("table")}
    blocks = [*layout, *(part for part in tree.iter(*_PARTS) if next(part.iterancestors("table"), None) in layout)]
    for block in blocks:
        block.tag = "div"
