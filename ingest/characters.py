"""Which characters a store can keep, and which a page's words are read without. Pure."""

import re


def storable(text: str) -> str:
    """The text without NUL, with surrogate pairs joined and lone surrogates replaced: SQLite and PostgreSQL keep the rest."""
    if text.isascii():
        return text.replace("\x00", "")
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "")


_BLANK = re.compile("[\u00a0\u2007\u202f]|&(?:nbsp|#160|#x0*a0);", re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]|&(?:shy|ZeroWidthSpace|NoBreak|#173|#x0*ad|#8203|#x0*200b);", re.IGNORECASE)


def plainly_set(html: str) -> str:
    """A page without hints for the typesetter: blanks that hold words together are blanks, marks where a word may break are nothing.

    One look has them and the next has not, and whoever extracts an article counts words: of a paragraph set with either it finds one.
    Joiners stay, they spell words in Persian and Hindi.
    """
    return _UNSEEN.sub("", _BLANK.sub(" ", html))
