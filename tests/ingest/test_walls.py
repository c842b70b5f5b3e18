"""A page that stands in the way of an article is never taken for it, and an article never for a wall."""

import gzip
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.outcomes import no_article
from ingest.pages import Unreadable, read_page
from ingest.walls import FEW_WORDS, wall
from narrative.model import Headlines, Outcome, Reading

PAGES = Path(__file__).parents[3] / "shared/data/pages"


def a_page(headline: str, text: str = "Home", title: str = "") -> Reading:
    return Reading(headline, text, Headlines(h1=headline, title=title or headline))


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        (a_page("Just a moment..."), Outcome.BLOCKED),
        (a_page("Example News", "Please verify you are a human by completing the captcha below."), Outcome.BLOCKED),
        (a_page("Access denied", "You don't have permission. Access to this page has been denied."), Outcome.BLOCKED),
        (a_page("Новости", "Подтвердите, что вы не робот, чтобы продолжить."), Outcome.BLOCKED),
        (a_page("Before you continue", "We use cookies and data to deliver our services."), Outcome.CONSENT_WALL),
        (a_page("We value your privacy", "You can manage your choices at any time."), Outcome.CONSENT_WALL),
        (a_page("Jet crashes near Aktau", "The first lines. Subscribe to continue reading this article."), Outcome.PAYWALLED),
        (a_page("Page not found", "The page you are looking for may have moved."), Outcome.SOFT_404),
        (a_page("Error", "Try the search.", title="404 | Example News"), Outcome.SOFT_404),
        (a_page("Страница не найдена"), Outcome.SOFT_404),
        (a_page("Səhifə tapılmadı"), Outcome.SOFT_404),
        (a_page("Sayfa Bulunamadı"), Outcome.SOFT_404),
        (Unreadable("no article text found", "Attention Required! | Cloudflare"), Outcome.BLOCKED),
    ],
)
def test_a_wall_is_named_with_the_words_that_say_so(page: Reading | Unreadable, outcome: Outcome) -> None:
    found = wall(page)
    assert found is not None
    assert found[0] is outcome
    assert "“" in found[1]
    assert no_article(page) == found


@pytest.mark.parametrize(
    "page",
    [
        a_page("Jet crashes near Aktau", "Thirty-eight people were killed, officials said. More follows."),
        a_page("Flight 404 lands safely in Baku", "Nobody was hurt, the airline said."),
        a_page("How captchas work", "A captcha asks whether you are a robot. " * FEW_WORDS),
        a_page("Page not found: the lost diaries", "The diary was believed to be lost for ever. " * FEW_WORDS),
    ],
)
def test_an_article_is_none_whether_short_or_about_walls(page: Reading) -> None:
    assert wall(page) is None


@pytest.mark.parametrize(
    ("words", "declared", "outcome"),
    [
        (FEW_WORDS + 1, 0, None),  # it may say that it is paid, and show everything
        (400, 700, None),
        (FEW_WORDS, 0, Outcome.PAYWALLED),
        (200, 900, Outcome.PAYWALLED),
    ],
)
def test_a_page_that_declares_itself_paid_is_an_article_when_it_shows_its_text(words: int, declared: int, outcome: Outcome | None) -> None:
    shown = replace(a_page("Jet crashes near Aktau", "word " * words), paid=True, declared_words=declared)
    found = wall(shown)
    assert (found and found[0]) == outcome
    assert wall(replace(shown, paid=False)) is None


def test_words_that_stand_beside_the_text_tell_of_a_wall_too() -> None:
    beside = replace(a_page("Jet crashes near Aktau", "How it begins."), aside="Subscribe now to continue reading")
    assert wall(beside) == (Outcome.PAYWALLED, "few words, among them “subscribe now to continue”")
    assert wall(Unreadable("no article text found", "Example News", aside="Accept all cookies")) == (
        Outcome.CONSENT_WALL,
        "few words, among them “accept all cookies”",
    )


def test_what_cannot_be_read_and_bears_no_mark_stays_unreadable() -> None:
    assert no_article(Unreadable("no article text found", "Example News")) == (Outcome.UNREADABLE, "no article text found")


@pytest.mark.skipif(not PAGES.exists(), reason="the collection of real pages is not here")
def test_none_of_the_real_article_pages_is_taken_for_a_wall() -> None:
    files = sorted(PAGES.glob("*/html/*.gz"))
    assert len(files) > 150
    taken = {f.name: wall(read_page(gzip.decompress(f.read_bytes()))) for f in files[::3]}
    assert {name: found for name, found in taken.items() if found} == {}
