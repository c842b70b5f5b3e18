"""What stands around an article and is none of it, told by how the page is built; and what belongs to it and was left out. Pure.

Lines of an extracted text are compared with what the page says they are: a headline, a link and nothing else, a caption. Words
that only furniture uses count where the line is short or last. Everything here is a line's fate: no line is ever changed.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

import lxml.html

from ingest.boxes import boxed
from narrative.modality import TEASER
from narrative.noise import tells_more
from narrative.text import fold

Grams = set[tuple[str, ...]]

FIRST_LINES = 4
"""Among these a headline may stand again, with a kicker before it."""
LAST_LINES = 4
SHORT, LONG = 25, 60
"""Words. A short line may be furniture anywhere; a long one is none, wherever it stands."""
LINKED = 0.6
"""Share of a line's words that are one link, above which a line without an end of a sentence points somewhere else."""
FEWEST = 20
"""Words that a sentence must have to be put back: captions and labels are shorter."""
NOVEL = 0.3
"""Share of word n-grams that a text may already hold of what is put back into it."""

_WORD = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""One token for each character of scripts that have no blanks between words."""
_CAPTION = re.compile(r"caption|credit|copyright|bildunter|fototext|image-?desc", re.IGNORECASE)
_CREDIT = re.compile(
    r"\W*(?:photos?|images?|pictures?|fotos?|fotoğraf|bild(?:er)?|bildquelle|kuva|foto(?:grafía|credit)?|фото(?:графия)?|şəkil|credit)"
    r"\s*(?:by|credit|:|/|©)"
)
_APPEAL = re.compile(
    r"(?:^|[.!?:|] )(?:sign up|subscribe|follow (?:us|@|(?:\w+ ){1,3}on )|download (?:our|the) app|join our|get (?:the|our) latest"
    r"|share this|click here|tell us|please log|log in or|you must (?:confirm|log ?in)|do you have a (?:story|tip)|have a tip|get in touch"
    r"|подписывай\w+|подпишитесь|abonnieren sie|unterstützen sie|abonnez-vous|inscrivez-vous|suscríbete|iscriviti|abunə ol\w*|abone ol\w*)"
    r"|\b(?:our|unsere[nm]?|naş|bizim|nuestr[ao]|notre|nostra|наш(?:ем|его|у|ей)?) (?:\w+ )?(?:newsletter|telegram|телеграм|whatsapp)"
    r"|(?:in|to|into) your inbox|like this story\?|tu suscripción"
)
"""What only speaks to a reader: an imperative at the beginning of a sentence, or the outlet's own channels."""
_LABEL = re.compile(r"newsletter|all rights reserved|alle rechte vorbehalten|все права защищены|terms of (?:use|service)|privacy policy|©")
"""What also stands in articles: it counts where no sentence ends."""
_STAMP = re.compile(
    r"\W*(?:(?:last |first )?(?:updated|published|posted|modified)|stand|aktualisiert|veröffentlicht|(?:zuletzt )?geändert"
    r"|uppdaterad|publicerad|oppdatert|publisert|opdateret|publié|mis à jour|actualizado|publicado|pubblicato|aggiornato|atualizado"
    r"|обновлено|опубликовано|оновлено|yenilən\w*|dərc\w*|güncel\w*|yayin\w*|жаңарт\w*)\b[^\n]{0,60}\d"
)
"""When the page was made or changed: it is in its metadata, and it changes without the article."""
STAMP = 12
"""Words of the longest such line. A notice of correction is a sentence, and stays."""
ENDED = re.compile(r"""[.!?…。！？]["”’»」)\]]*\s*$""")
_LISTED = re.compile(r"\s*(?:[-•*·]|\d+[.)])\s")


def word_grams(text: str, size: int) -> Grams:
    """Runs of `size` words, whatever the script; of a shorter text all of it."""
    found = words(text)
    return {tuple(found[n : n + size]) for n in range(max(len(found) - size + 1, 1))} if found else set()


def words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


class Furniture:
    """One page's links, captions and headlines, as lines of its text may repeat them."""

    def __init__(self, tree: lxml.html.HtmlElement) -> None:
        self._links = {key for a in tree.iter("a") if len((key := words_key(a.text_content())).split()) >= 3}
        self._boxed = {words_key(text) for text in boxed(tree)} - {""}
        self._captions = set(_captions(tree))
        self._headlines = {words_key(h) for h in _headlines(tree)} - {""}

    def parted(self, text: str) -> tuple[str, str]:
        """The text without furniture, and the furniture; the whole text where nothing else would remain."""
        lines = [line for line in text.splitlines() if line.strip()]
        aside = [n for n, line in enumerate(lines) if self._is_furniture(line, n, len(lines))]
        if len(aside) == len(lines):
            return "\n".join(lines), ""
        return "\n".join(line for n, line in enumerate(lines) if n not in aside), "\n".join(lines[n] for n in aside)

    def _is_furniture(self, line: str, number: int, of: int) -> bool:
        key, folded = words_key(line), fold(line.strip())
        size = len(key.split())
        if number < FIRST_LINES and key in self._headlines:
            return True
        if key in self._boxed or key in self._captions or (size < SHORT and _CREDIT.match(folded)) or self._points_elsewhere(line, key):
            return True
        if tells_more(line):
            return False
        if (size < SHORT + 15 and TEASER.match(folded)) or (size <= STAMP and _STAMP.match(folded) and not ENDED.search(line)):
            return True
        limit = LONG if number >= of - LAST_LINES else SHORT
        return size < limit and bool(_APPEAL.search(folded) or (_LABEL.search(folded) and not ENDED.search(line)))

    def _points_elsewhere(self, line: str, key: str) -> bool:
        """A line that is a link, or little else than one and no sentence. A bare address is what somebody wrote."""
        if "://" in line:
            return False
        if key in self._links:
            return True
        size = len(key.split())
        if size > SHORT or ENDED.search(line):
            return False
        return any(link in key and len(link.split()) >= max(4, LINKED * size) for link in self._links)

    def restored(self, text: str, witness: str) -> str:
        """The text with the sentences that `witness` has between two of its lines, and that are in no way furniture."""
        lines, theirs = text.splitlines(), witness.splitlines()
        places = {words_key(line): n for n, line in reversed(list(enumerate(lines))) if len(words(line)) >= 5}
        met = [(n, places[key]) for n, line in enumerate(theirs) if (key := words_key(line)) in places]
        held = word_grams(text, 4)
        missing: dict[int, list[str]] = {}
        for (here, after), (there, before) in pairwise(met):
            if after <= before:
                missing.setdefault(after, []).extend(line for line in theirs[here + 1 : there] if self._missed(line, held))
        return "\n".join(line for n, one in enumerate(lines) for line in (one, *missing.get(n, ())))

    def _missed(self, line: str, held: Grams) -> bool:
        key = words_key(line)
        if key in self._boxed or key in self._captions or key in self._links or _LISTED.match(line) or not ENDED.search(line):
            return False
        return len(words(line)) >= FEWEST and _novel(line, held, 4)

    def under_headline(self, text: str, witness: str, description: str) -> str:
        """The text with the sentence under the headline, where the page shows the very words it describes itself with."""
        said = words_key(description)
        if len(said.split()) < 8 or not _novel(description, word_grams(text, 3), 3):
            return text
        shown = (line for line in witness.splitlines() if _is_of(said, words_key(line)))
        return "\n".join(filter(None, [next(shown, ""), text]))


def _is_of(said: str, shown: str) -> bool:
    """Whether a line is the description, which is often cut."""
    return shown == said or (shown.startswith(said[:-3]) and len(shown) < 1.5 * len(said))


def _novel(line: str, held: Grams, size: int) -> bool:
    grams = word_grams(line, size)
    return len(grams & held) <= NOVEL * len(grams)


def words_key(text: str) -> str:
    """What of a line counts when two of them are compared."""
    return " ".join(words(text))


def _captions(tree: lxml.html.HtmlElement) -> Iterator[str]:
    for element in tree.iter("figcaption", "p", "span", "div", "small"):
        if element.tag == "figcaption" or _CAPTION.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            yield from _lines(element.text_content())
            for part in element.iter("p", "span"):
                yield from _lines(part.text_content())


def _lines(text: str) -> Iterator[str]:
    """A caption as a whole, and line by line: extractors join and part them."""
    for part in (text, *text.splitlines()):
        if 2 <= len((key := words_key(part)).split()) <= 90:
            yield key


def _headlines(tree: lxml.html.HtmlElement) -> Sequence[str]:
    heads = [h.text_content() for h in tree.iter("h1", "title")]
    return [*heads, *tree.xpath("//meta[@property='og:title']/@content")]
