"""What is remembered of an outlet's other articles."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from db import boilerplate, takedowns
from db.session import Store
from db.tables import Article
from tests.clocks import HandClock
from tests.db.examples import COURIER, LEDGER, an_article, listed, record_poll, say, watch

PROMO = "Readers’ 100 % evening: you're invited"
"""With what a pattern would take for a placeholder."""
FEED = 1
"""The only one there is."""


@pytest.fixture
def article(store: Store) -> int:
    return an_article(store, "crash")


def another(store: Store, slug: str, text: str, headline: str = "Harbour reopens") -> int:
    number = an_article(store, slug)
    say(store, number, text, headline)
    return number


def texts(store: Store, article: int, *lines: str) -> tuple[str, ...]:
    with store.read() as session:
        return boilerplate.texts_with(session, article, lines, store.clock())


def headlines(store: Store, article: int) -> set[str]:
    with store.read() as session:
        return set(boilerplate.headlines(session, article, store.clock()))


def test_texts_of_the_outlets_other_articles_that_hold_a_line_are_found(store: Store, article: int) -> None:
    say(store, article, f"Mine.\n{PROMO}")
    another(store, "one", f"One.\n{PROMO}")
    another(store, "two", f"Two.\n{PROMO}\nEnd.")
    another(store, "three", "Three.")
    assert texts(store, article, PROMO) == (f"Two.\n{PROMO}\nEnd.", f"One.\n{PROMO}")
    assert texts(store, article, "Three.", PROMO)[0] == "Three."
    assert texts(store, article) == ()


def test_of_an_article_that_said_it_twice_the_newest_text_is_taken(store: Store, article: int) -> None:
    other = another(store, "one", f"One.\n{PROMO}")
    say(store, other, f"One, changed.\n{PROMO}")
    assert texts(store, article, PROMO) == (f"One, changed.\n{PROMO}",)


def test_what_was_seen_longer_ago_than_a_week_is_not_asked(store: Store, article: int, clock: HandClock) -> None:
    another(store, "one", PROMO)
    clock.forward(boilerplate.TEXTS_REACH + timedelta(hours=1))
    assert texts(store, article, PROMO) == ()
    assert "Harbour reopens" in headlines(store, article), "headlines are linked for longer"
    clock.forward(boilerplate.HEADLINES_REACH)
    assert headlines(store, article) == set()


def test_what_was_recorded_later_is_not_known_at_an_earlier_instant(store: Store, article: int, clock: HandClock) -> None:
    then = clock()
    clock.forward(timedelta(hours=1))
    another(store, "one", PROMO)
    with store.read() as session:
        assert boilerplate.texts_with(session, article, [PROMO], then) == ()
        assert "Harbour reopens" not in boilerplate.headlines(session, article, then)


def test_headlines_are_those_that_pages_and_feeds_gave_to_others(store: Store, article: int) -> None:
    say(store, article, "Mine.", "My own headline")
    another(store, "one", "One.", "As the page has it")
    record_poll(store, FEED, listed("two", "As the feed has it"))
    found = headlines(store, article)
    assert {"As the page has it", "As the feed has it"} <= found
    assert "My own headline" not in found


def test_another_outlets_articles_are_none_of_its_own(store: Store, article: int) -> None:
    other = another(store, "one", PROMO)
    watch(store, COURIER, LEDGER)
    with store.write() as session:
        (theirs,) = session.scalars(sa.text("SELECT id FROM outlet WHERE key = 'ledger'"))
        session.execute(sa.update(Article).where(Article.id == other).values(outlet_id=theirs))
    assert texts(store, article, PROMO) == ()
    assert "Harbour reopens" not in headlines(store, article)


def test_an_article_that_turned_out_to_be_the_same_is_no_other(store: Store, article: int) -> None:
    other = another(store, "one", PROMO)
    with store.write() as session:
        session.execute(sa.update(Article).where(Article.id == other).values(same_as_id=article))
    assert texts(store, article, PROMO) == ()
    assert texts(store, other, PROMO) == ()
    assert headlines(store, article) == headlines(store, other)


def test_words_that_are_withheld_are_not_asked(store: Store, article: int) -> None:
    other = another(store, "one", PROMO)
    with store.write() as session:
        takedowns.take_down(session, (other,), "court order", "desk")
    assert texts(store, article, PROMO) == ()
    assert "Harbour reopens" not in headlines(store, article)


def test_no_more_texts_are_read_than_tell_something(store: Store, article: int) -> None:
    for n in range(boilerplate.MOST_TEXTS + 3):
        another(store, f"number-{n}", f"{n}\n{PROMO}")
    assert len(texts(store, article, PROMO)) == boilerplate.MOST_TEXTS
