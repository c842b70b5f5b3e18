"""Pages that look like copies and are none, and copies that do not look like it: each in the numbers in which it was met."""

import re
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest

from narrative import duplicates
from narrative.duplicates import HOLDS, Relation, Why
from tests.narrative.arrivals import (
    ADJECTIVES,
    DAYS,
    NAMES,
    NOUNS,
    VERBS,
    Arrived,
    Piece,
    arrive,
    article,
    headline,
    paragraph,
    paragraphs,
    sentence,
    words,
)

VERSIONS, PARAGRAPHS = 80, 12


def rolled(standing: list[str], new: str, n: int, rng: Random) -> list[str]:
    return [new, *standing[:-1]]


def in_turn(standing: list[str], new: str, n: int, rng: Random) -> list[str]:
    at = n % PARAGRAPHS
    return [*standing[:at], new, *standing[at + 1 :]]


def anywhere(standing: list[str], new: str, n: int, rng: Random) -> list[str]:
    return in_turn(standing, new, rng.randrange(PARAGRAPHS), rng)


def live_blog(change: Callable[[list[str], str, int, Random], list[str]], seed: int) -> list[str]:
    """Versions of one page of which one paragraph is another each time."""
    rng = Random(seed)
    standing = paragraphs(rng, PARAGRAPHS, 2)
    found = ["\n".join(standing)]
    while len(found) < VERSIONS:
        standing = change(standing, paragraph(rng, 2), len(found), rng)
        found.append("\n".join(standing))
    return found


@pytest.mark.parametrize("change", [rolled, in_turn])
@pytest.mark.parametrize("voice", ["", "one outlet"])
def test_a_live_blog_under_new_addresses_does_not_chain_up(change: Callable[..., list[str]], voice: str) -> None:
    arrived = arrive(Piece(text, voice) for text in live_blog(change, 1))
    assert 5 < arrived.largest <= 15
    assert min(arrived.shared_with_reference(id_).most for id_ in range(VERSIONS)) >= HOLDS


def test_whatever_a_live_blog_replaces_all_of_a_cluster_have_something_of_its_reference() -> None:
    arrived = arrive(live_blog(anywhere, 2))
    assert len(arrived.members) > 2
    assert min(arrived.shared_with_reference(id_).most for id_ in range(VERSIONS)) >= HOLDS


def test_the_versions_of_one_live_blog_are_one_cluster() -> None:
    arrived = arrive(Piece(text, article=7) for text in live_blog(in_turn, 1))
    assert arrived.largest == VERSIONS
    assert [one.relation for one in arrived.judged] == [Why.FIRST, *[Why.VERSION] * (VERSIONS - 1)]


WALLS = (
    "Before you continue to {host} we and our partners store and read information on your device, such as cookies, to show personalised "
    "advertising, to measure it and to learn how our pages are used. You can accept all of this, choose what you allow, or refuse it. "
    "Your choice is kept for thirteen months and you can change it whenever you like at the bottom of every page.",
    "Please enable JavaScript and disable any blocker to read {host}. Our pages are drawn in your browser, which looks as if it did not "
    "allow that at the moment. If you think this is a mistake, reload the page or write to our service desk and name the number below.",
    "You have read all your free articles of this month. Subscribe to {host} to go on reading, cancel whenever you want, and support "
    "reporting from close by. Do you have an account already? Then sign in with your address. Unlimited reading costs one coin a week "
    "for the first year.",
    "Checking whether the connection to {host} is secure. This takes a few seconds and you will be sent on by itself. Do not close this "
    "window, and do not go back, while your request is being looked at. Why do I see this? Someone asked for many pages at once.",
)
EVERYDAY = ["information", "service", "pages"]
"""Words of the walls that stand in one of twenty headlines, too."""

PAPERS = "gazette courier tribune herald observer".split()


def unfit(rng: Random) -> str:
    """A headline of which the walls have nothing."""
    found = headline(rng)
    return unfit(rng) if duplicates.title(found).fits(" ".join(WALLS)) else found


def walls(hosted: bool) -> list[Piece]:
    rng = Random(5)
    found = []
    for n in range(400):
        host = f"{rng.choice(PAPERS)}{n}.example"
        title = f"{unfit(rng)} {rng.choice(EVERYDAY) if rng.random() < 0.05 else ''}"
        found.append(Piece(rng.choice(WALLS).format(host=host if hosted else "this site"), host, title))
    return found


@pytest.mark.parametrize("hosted", [True, False])
def test_walls_of_many_outlets_are_not_taken_for_copies(hosted: bool) -> None:
    arrived = arrive(walls(hosted))
    assert arrived.largest <= 8
    assert sum(one.relation is Why.WALL for one in arrived.judged) > 350


def test_walls_before_articles_about_one_event_are_not_taken_for_copies() -> None:
    rng = Random(8)
    event = "Ferry sinks harbour Belune divers missing captain storm rescue families company inquiry mayor mourning survivors wreck".split()
    pieces = [Piece(rng.choice(WALLS).format(host="this site"), headline=" ".join(rng.sample(event, 6))) for _ in range(400)]
    assert arrive(pieces).largest <= 8


def test_short_articles_that_fit_their_headlines_are_found_among_walls() -> None:
    rng = Random(6)
    texts = [paragraph(rng, 4) for _ in range(30)]
    copies = [Piece(text, headline=words(text, 1, 5)) for text in texts]
    changed = [Piece(words(text, 0, 60), headline=words(text, 1, 5)) for text in texts]
    arrived = arrive([*walls(True), *copies, *copies, *changed])
    first, exact, near = (arrived.clusters[400 + 30 * n : 430 + 30 * n] for n in range(3))
    assert first == exact == near
    assert len(set(first)) == 30


WEATHER = (
    "The weather in {name} will be {adjective} on {day}. Temperatures will rise to {n} degrees during the day and fall to {n} degrees at "
    "night. Winds from the {side} will reach {n} kilometres an hour near the {noun}. The chance of rain is {n} percent and up to {n} "
    "millimetres may fall before noon. The outlook for the rest of the week is {adjective}, forecasters in {name} said. Drivers near "
    "{name} are asked to watch for ice on bridges and to leave early."
)
EARNINGS = (
    "{name} {noun} said its profit in the quarter rose to {n} million crowns from {n} million a year before. Sales were {n} million, which "
    "is {n} percent more than analysts had expected. Shares closed at {n} crowns and have risen {n} percent since the start of the year. "
    "Chief executive {name} {name} said demand for its {adjective} {noun} business was strong. For the full year the company expects sales "
    "of {n} million and a dividend of {n} crowns a share."
)
CRIME = (
    "Police in {name} arrested a man of {n} years on {day} after a {adjective} {noun} was {verb} near the {noun}. Officers were called at "
    "{n} minutes past midnight and found {n} {adjective} bags in a {adjective} van. Nobody was hurt, a spokesperson for the {name} "
    "district said. The suspect will appear before a judge in {name} next week. Anyone who saw anything near the {noun} is asked to call "
    "the station and to name case {n}."
)
SLOTS = {"name": NAMES, "adjective": ADJECTIVES, "noun": NOUNS, "verb": VERBS, "day": DAYS, "side": ["north", "south", "east", "west"]}


def filled(template: str, rng: Random) -> str:
    return re.sub(r"{(\w+)}", lambda slot: str(rng.randint(2, 99)) if slot[1] == "n" else rng.choice(SLOTS[slot[1]]), template)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reports_out_of_a_template_are_no_copies_of_each_other(seed: int) -> None:
    rng = Random(seed)
    reports = [filled(template, rng) for template in (WEATHER, EARNINGS, CRIME) for _ in range(60)]
    rng.shuffle(reports)
    assert arrive(reports).glued <= 3


def round_ups(rng: Random, articles: list[str], length: int) -> list[str]:
    """Forty of them, of the first words of six articles each."""
    found = []
    for n in range(40):
        parts = [words(text, 0, length + rng.randint(-6, 6)) for text in articles[6 * n : 6 * n + 6]]
        found.append("\n".join(f"{sentence(rng)}\n{part}" for part in parts))
    return found


def round_ups_judged(arrived: Arrived, first: int) -> tuple[int, list[int]]:
    """How many of 40 are with others, and how many articles each is known to contain."""
    glued = sum(len(arrived.members[arrived.clusters[n]]) > 1 for n in range(first, first + 40))
    return glued, [sum(e.relation is Relation.CONTAINS for e in arrived.judged[n].edges) for n in range(first, first + 40)]


@pytest.mark.parametrize("length", [80, 130])
def test_a_round_up_is_no_copy_of_what_it_is_made_of_and_is_known_to_contain_it(length: int) -> None:
    rng = Random(length)
    articles = [words(article(rng, 3), 0, length) for _ in range(240)]
    glued, contained = round_ups_judged(arrive([*articles, *round_ups(rng, articles, length)]), 240)
    assert glued == 0
    assert min(contained) >= 4


@pytest.mark.parametrize("length", [80, 130])
def test_articles_do_not_become_one_by_the_round_up_that_came_before_them(length: int) -> None:
    rng = Random(length)
    articles = [words(article(rng, 3), 0, length) for _ in range(240)]
    arrived = arrive([*round_ups(rng, articles, length), *articles])
    assert Counter(arrived.clusters[40:]).most_common(1)[0][1] == 1


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pages_of_one_site_that_are_half_furniture_are_no_copies(seed: int) -> None:
    rng = Random(seed)
    furniture = [paragraph(rng, 9) for _ in range(6)]
    pages = [Piece(f"{article(rng, 3)}\n{paragraph(rng, 1)}\n{furniture[n % 6]}", f"site {n % 6}") for n in range(72)]
    assert arrive(pages).glued <= 7


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_articles_that_share_a_quotation_are_no_copies(seed: int) -> None:
    rng = Random(seed)
    pieces = []
    for _ in range(40):
        quotation = f"“{paragraph(rng, 2)}” {sentence(rng)}"
        pieces += [f"{article(rng, 2)}\n{quotation}\n{article(rng, 2)}" for _ in range(2)]
    assert arrive(pieces).glued == 0
