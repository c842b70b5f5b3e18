"""One article stays one, under every address it gets; two articles stay two, whatever a page or a redirect says."""

import multiprocessing
from datetime import timedelta
from multiprocessing.synchronize import Barrier

import pytest
import sqlalchemy as sa

from db.identity import Address, adopt, article_of
from db.session import Store, make_engine
from db.tables import Alias, Article, Attempt, Outlet
from narrative.model import Outcome
from tests.clocks import START, HandClock

HOST = "https://courier.test"
HOUR = timedelta(hours=1)


def at(path: str, number: str = "", key: str = "") -> Address:
    return Address(f"{HOST}/{path}", number, key)


@pytest.fixture
def outlets(store: Store) -> tuple[int, int]:
    with store.write() as session:
        rows = [Outlet(key="courier"), Outlet(key="ledger")]
        session.add_all(rows)
        session.flush()
        return rows[0].id, rows[1].id


def entry(store: Store, outlet_id: int, address: Address) -> int:
    """What a poll does with one entry; returns the article's id."""
    with store.write() as session:
        found = article_of(session, outlet_id, address, START)
        assert found is not None
        assert found.same_as_id is None
        found.next_look_at = store.clock()
        return found.id


def say(store: Store, article_id: int, *addresses: Address, kind: str = "canonical", outcome: Outcome = Outcome.NEW) -> None:
    """What a look does: record how it ended, and the addresses the page gave itself."""
    with store.write() as session:
        now = store.clock()
        session.add(
            Attempt(
                article_id=article_id, url=HOST, final_url=HOST, started_at=now, captured_at=now, outcome=outcome, reason="",
                http_status=200, headers={}, exchange={}, robots="", payload_sha256=None, page_sha256=None, kept="no body",
            )
        )  # fmt: skip
        session.flush()
        adopt(session, article_id, addresses, kind)


def the(store: Store, article_id: int) -> Article:
    with store.read() as session:
        return session.get_one(Article, article_id)


def aliases(store: Store, article_id: int) -> list[tuple[str, str]]:
    with store.read() as session:
        rows = session.execute(sa.select(Alias.url, Alias.kind).where(Alias.article_id == article_id).order_by(Alias.id))
        return [(url.removeprefix(f"{HOST}/"), kind) for url, kind in rows]


def test_an_article_keeps_its_number_when_its_headline_and_address_change(store: Store, clock: HandClock, outlets: tuple[int, int]) -> None:
    first = entry(store, outlets[0], at("crash-a7", "a7"))
    seen_at = clock()
    clock.forward(HOUR)
    assert entry(store, outlets[0], at("38-dead-a7", "a7")) == first
    assert entry(store, outlets[0], at("fire-a8", "a8")) != first
    assert aliases(store, first) == [("crash-a7", "entry"), ("38-dead-a7", "entry")]
    with store.read() as session:
        dates = {a.url: a.recorded_at for a in session.scalars(sa.select(Alias).where(Alias.article_id == first))}
    assert dates == {f"{HOST}/crash-a7": seen_at, f"{HOST}/38-dead-a7": seen_at + HOUR}


def test_two_outlets_may_use_the_same_number(store: Store, outlets: tuple[int, int]) -> None:
    assert entry(store, outlets[0], at("x-7", "7")) != entry(store, outlets[1], at("y-7", "7"))


def test_an_article_listed_by_two_outlets_at_one_address_is_one_and_keeps_its_first_number(store: Store, outlets: tuple[int, int]) -> None:
    first = entry(store, outlets[0], at("x-7"))
    assert entry(store, outlets[1], at("x-7", "7")) == first
    assert the(store, first).local_id is None


def test_without_a_number_the_address_decides_and_then_the_key(store: Store, outlets: tuple[int, int]) -> None:
    first = entry(store, outlets[0], at("story", key="k"))
    assert entry(store, outlets[0], at("story")) == first
    assert entry(store, outlets[0], at("story/amp", key="k")) == first
    assert entry(store, outlets[0], at("another")) != first
    assert entry(store, outlets[0], at("a-third")) != first
    assert aliases(store, first) == [("story", "entry"), ("story/amp", "entry")]


def test_an_entry_without_an_address_has_no_article(store: Store, outlets: tuple[int, int]) -> None:
    with store.write() as session:
        assert article_of(session, outlets[0], Address("", "7", "k"), START) is None
        assert session.scalar(sa.select(sa.func.count(Article.id))) == 0


def test_the_same_twice_changes_nothing(store: Store, outlets: tuple[int, int]) -> None:
    first = entry(store, outlets[0], at("story", "7", "k"))
    say(store, first, at("canonical", "7", "k2"), at("story", "7", "k"))
    before = aliases(store, first)
    assert entry(store, outlets[0], at("story", "7", "k")) == first
    say(store, first, at("canonical", "7", "k2"), at("story", "7", "k"))
    assert aliases(store, first) == before == [("story", "entry"), ("canonical", "canonical")]


def test_a_number_that_comes_later_is_kept(store: Store, outlets: tuple[int, int]) -> None:
    first = entry(store, outlets[0], at("short"))
    say(store, first, at("long-7", "7"))
    assert the(store, first).local_id == "7"
    assert entry(store, outlets[0], at("longer-7", "7")) == first


def test_an_alias_from_before_there_were_keys_gets_one(store: Store, outlets: tuple[int, int]) -> None:
    first = entry(store, outlets[0], at("story"))
    entry(store, outlets[0], at("story", key="k"))
    assert entry(store, outlets[0], at("story/amp", key="k")) == first


def test_another_article_at_the_canonical_address_is_the_same_and_the_younger_rests(store: Store, outlets: tuple[int, int]) -> None:
    older, younger = entry(store, outlets[0], at("story")), entry(store, outlets[0], at("news/story"))
    say(store, younger, at("story"))
    assert the(store, younger).same_as_id == older
    assert the(store, younger).next_look_at is None
    assert the(store, older).next_look_at == START
    assert entry(store, outlets[0], at("news/story")) == older
    assert aliases(store, younger) == [("news/story", "entry")], "an alias never moves"


def test_the_older_is_kept_also_when_it_is_the_one_that_names_the_younger(store: Store, outlets: tuple[int, int]) -> None:
    older, younger = entry(store, outlets[0], at("news/story")), entry(store, outlets[0], at("story"))
    with store.write() as session:
        session.get_one(Article, older).next_look_at = None
    say(store, older, at("story"))
    assert the(store, younger).same_as_id == older
    assert the(store, older).next_look_at == START, "one of them is looked at"


def test_what_is_the_same_as_the_same_leads_to_the_oldest(store: Store, outlets: tuple[int, int]) -> None:
    one, two, three = (entry(store, outlets[0], at(p)) for p in ("one", "two", "three"))
    say(store, three, at("two"))
    say(store, two, at("one"))
    assert entry(store, outlets[0], at("three")) == one
    say(store, three, at("more"), kind="amp")
    assert aliases(store, one)[-1] == ("more", "amp")
    assert [the(store, i).same_as_id for i in (one, two, three)] == [None, one, two]


def test_two_that_name_each_other_are_one(store: Store, outlets: tuple[int, int]) -> None:
    one, two = entry(store, outlets[0], at("one")), entry(store, outlets[0], at("two"))
    say(store, one, at("two"))
    say(store, two, at("one"))
    assert [the(store, i).same_as_id for i in (one, two)] == [None, one]


def test_a_number_and_an_address_that_lead_to_two_articles_make_them_one(store: Store, outlets: tuple[int, int]) -> None:
    unnumbered, numbered = entry(store, outlets[0], at("story")), entry(store, outlets[0], at("story-7", "7"))
    assert entry(store, outlets[0], at("story", "7")) == unnumbered
    assert the(store, numbered).same_as_id == unnumbered
    assert entry(store, outlets[0], at("new-slug-7", "7")) == unnumbered


def test_different_numbers_of_one_outlet_are_different_articles_whatever_a_page_says(store: Store, outlets: tuple[int, int]) -> None:
    seven, eight = entry(store, outlets[0], at("x-7", "7")), entry(store, outlets[0], at("y-8", "8"))
    say(store, eight, at("x-7", "7"), at("z-9", "9"))
    assert the(store, eight).same_as_id is None
    assert aliases(store, eight) == [("y-8", "entry")]
    assert entry(store, outlets[0], at("z-9", "9")) not in {seven, eight}


def test_one_address_that_all_pages_name_by_mistake_joins_no_numbered_articles(store: Store, outlets: tuple[int, int]) -> None:
    hub = entry(store, outlets[0], at("hub"))
    numbered = [entry(store, outlets[0], at(f"x-{n}", str(n))) for n in range(4)]
    for article_id in numbered:
        say(store, article_id, at("hub"))
    assert [the(store, i).same_as_id for i in numbered] == [hub, None, None, None]


def test_a_redirect_target_with_a_number_of_its_own_is_another_article(store: Store, outlets: tuple[int, int]) -> None:
    early = entry(store, outlets[0], at("short"))
    say(store, early, at("x-7"), kind="redirect")
    say(store, early, at("y-5", "5"), kind="amp")
    assert entry(store, outlets[0], at("x-7", "7")) != early
    assert entry(store, outlets[0], at("x-7", "7")) != early, "nor when it is asked again"


def test_an_article_that_redirects_to_another_one_is_not_the_same(store: Store, outlets: tuple[int, int]) -> None:
    withdrawn, replacement = entry(store, outlets[0], at("withdrawn")), entry(store, outlets[0], at("replacement"))
    say(store, withdrawn, at("replacement"), kind="redirect")
    assert the(store, withdrawn).same_as_id is None
    assert aliases(store, replacement) == [("replacement", "entry")]


def test_an_article_that_moved_for_good_with_its_words_is_the_one_that_feeds_list_there(store: Store, outlets: tuple[int, int]) -> None:
    """Feeds list the new address before anybody looks at the old one, so that both have been looked at."""
    old, new = entry(store, outlets[0], at("crash")), entry(store, outlets[0], at("crash-confirmed"))
    say(store, old, at("crash"))
    say(store, new, at("crash-confirmed"))
    say(store, old, at("crash-confirmed"), kind="moved", outcome=Outcome.CHANGED)
    assert the(store, new).same_as_id == old
    assert the(store, new).joined_at is not None
    assert entry(store, outlets[0], at("crash-confirmed")) == old


def test_what_a_page_says_after_its_first_look_does_not_join(store: Store, outlets: tuple[int, int]) -> None:
    withdrawn, replacement = entry(store, outlets[0], at("withdrawn")), entry(store, outlets[0], at("replacement"))
    say(store, withdrawn, at("withdrawn"), outcome=Outcome.SERVER_ERROR)
    say(store, withdrawn, at("withdrawn"))
    say(store, withdrawn, at("replacement"), outcome=Outcome.CHANGED)
    assert {the(store, i).same_as_id for i in (withdrawn, replacement)} == {None}


def test_a_changed_rule_keeps_articles_at_their_own_addresses(store: Store, outlets: tuple[int, int]) -> None:
    first = entry(store, outlets[0], at("x-7", "7"))
    assert entry(store, outlets[0], at("x-7", "x7")) == first
    assert entry(store, outlets[0], at("x-7")) == first


PROCESSES, TURNS, STORIES = 4, 12, 5


def work(url: str, number: int, together: Barrier) -> None:
    """What one task does: it lists the same stories, numbered and plain, under slugs of its own. The plain ones meet in two keys each,
    and these two in the canonical address that their pages name."""
    store = Store(make_engine(url), lambda: START)
    together.wait(60)
    for turn in range(TURNS):
        for story in range(STORIES) if number % 2 else reversed(range(STORIES)):
            n = turn // 3 * STORIES + story
            entry(store, 1, at(f"slug-{number}-{n}", str(n)))
            say(store, entry(store, 1, at(f"plain-{number}-{n}", key=f"key-{number // 2}-{n}")), at(f"plain-{n}"))
    store.close()


def test_four_processes_make_every_article_once(store: Store, store_url: str, outlets: tuple[int, int]) -> None:
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(PROCESSES)
    workers = [spawn.Process(target=work, args=(store_url, n, together), daemon=True) for n in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(90)
    still = [w.kill() for w in workers if w.is_alive()]
    assert not still
    assert [w.exitcode for w in workers] == [0] * PROCESSES
    stories = TURNS // 3 * STORIES
    with store.read() as session:
        articles, kinds = session.scalars(sa.select(Article)).all(), session.scalars(sa.select(Alias.kind)).all()
    assert sorted(int(a.local_id) for a in articles if a.local_id) == list(range(stories))
    assert len(articles) == 3 * stories
    assert len([a for a in articles if a.same_as_id is None]) == 2 * stories
    assert kinds.count("entry") == 2 * stories * PROCESSES
    assert kinds.count("canonical") == stories
