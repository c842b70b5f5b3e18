"""Is this page in the way of an article, rather than the article? Pure.

A wall says nothing about what the outlet says, so it must never become a version. The rules need both few words and words
that only walls use: an article *about* captchas is long.
"""

import re

from ingest.pages import Unreadable
from narrative.model import Outcome, Reading
from narrative.text import fold

FEW_WORDS = 120
"""Of 203 real article pages nine have fewer, and none of them one of the marks; walls have a few dozen."""

_MARKS = (
    (
        Outcome.BLOCKED,
        r"just a moment|attention required|captcha|unusual traffic|checking your browser|request (?:was |has been )?blocked"
        r"|(?:are|verify|confirm|prove) (?:that )?you(?:'re| are) (?:not )?a? ?(?:human|robot|bot)\b"
        r"|access (?:to this page has been )?denied|enable javascript and cookies to continue"
        r"|подтвердите,? что (?:вы )?не робот|доступ (?:ограничен|запрещен)",
    ),
    (
        Outcome.CONSENT_WALL,
        r"before you continue|we value your privacy|accept (?:all )?(?:cookies|and continue)"
        r"|manage (?:your )?(?:cookie|privacy) (?:settings|choices)|çerez(?:leri)? kabul"
        r"|(?:wir|mit) .{0,40}(?:cookies|werbung) .{0,40}(?:zustimm|akzeptier)"
        r"|использу\w+ (?:файлы )?cookie.{0,60}(?:соглас|принять)",
    ),
    (
        Outcome.PAYWALLED,
        r"subscribe (?:now )?to (?:continue|read|unlock)|(?:already a|for) subscribers?(?: only)?|to continue reading"
        r"|subscriber[- ]only|nur für abonnenten|читайте .{0,30}по подписке|réservé aux abonnés",
    ),
)
_WALLS = tuple((outcome, re.compile(pattern)) for outcome, pattern in _MARKS)
_LOST = re.compile(  # over folded text: no capitals, no dotless i
    r"(?:^|\n)(?:error )?404(?:$|\n| *[|:-]| error| page)|(?:^|\W)(?:page (?:was )?not found|404 not found"
    r"|page (?:does not exist|no longer available)|страница не найдена|səhifə tapilmadi|sayfa bulunamadi"
    r"|seite nicht gefunden|page introuvable|página no encontrada|сторінку не знайдено|бет табылмады)(?:\W|$)"
)


SHOWN = 0.5
"""Of the words that a page says its text has. With fewer, a page that declares itself paid shows how the text begins."""


def wall(reading: Reading | Unreadable) -> tuple[Outcome, str] | None:
    """What stands in the way, with the words that say so; None when the page may be an article.

    A page that declares itself paid is one as long as it shows its whole text.
    """
    if isinstance(reading, Unreadable):
        heading, text = reading.title, ""
    else:
        heading, text = f"{reading.headline}\n{reading.headlines.title}", reading.text
    size = len(text.split())
    if isinstance(reading, Reading) and reading.paid and (size <= FEW_WORDS or size < SHOWN * reading.declared_words):
        of = f" of {reading.declared_words}" if reading.declared_words else ""
        return Outcome.PAYWALLED, f"the page declares itself paid, and shows {size}{of} words"
    if size > FEW_WORDS:
        return None
    if found := _LOST.search(fold(heading)):
        return Outcome.SOFT_404, f"the page calls itself “{found.group().strip()}”"
    for outcome, pattern in _WALLS:
        if found := pattern.search(fold(f"{heading}\n{text}\n{reading.aside}")):
            return outcome, f"few words, among them “{found.group()[:60]}”"
    return None
