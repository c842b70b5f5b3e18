"""The narrative over time: what a planted corpus of nine outlets holds is found, all of it and nothing else, on both dialects."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from db import annotations, feeds, views
from db.inconsistencies import record_inconsistencies
from db.session import Store
from ingest.happening import happen
from narrative import consistency
from narrative.stance import stances
from tests.clocks import HandClock
from tests.db.examples import polled
from tests.db.narrated import DEFINITION, Press, day, statement

NARRATIVE = views.ORDER[views.ORDER.index("v_claim") : views.ORDER.index("v_change") + 1]
"""The views over several versions."""


def rows(store: Store, sql: str) -> list[tuple[Any, ...]]:
    with store.read() as session:
        return [tuple(row) for row in session.execute(sa.text(sql))]


def planted(store: Store, clock: HandClock) -> Press:
    """Eight days of nine outlets, 44 versions. What they do is told by the tests; `x` does not answer when it matters."""
    p = Press(store, clock, "abcdefghx")
    told: list[tuple[str, str, tuple[str, ...]]]
    for n, told in enumerate(
        (
            [
                ("c", "1", ("collision:", "killed=42")), ("a", "1", ("leak", "killed=38")), ("b", "1", ("leak?", "storm", "killed=38")),
                ("d", "1", ("storm", "killed>=30")), ("e", "1", ("leak",)), ("f", "1", ("collision",)), ("g", "1", ("leak:",)),
                ("h", "1", ("apology",)),
            ],
            [
                ("c", "1", ("collision:", "killed=38")), ("b", "1", ("leak?", "killed=38")), ("d", "1", ("-storm", "leak")),
                ("f", "2", ("collision", "leak")), ("a", "1", ("leak", "killed=38", "apology")), ("h", "1", ("apology:",)),
                ("b", "1", ("leak?", "storm?", "killed=38")),
            ],
            [
                ("a", "2", ("collision",)), ("a", "3", ("#collision", "collision:")), ("c", "2", ("leak",)), ("e", "2", ("collision",)),
                ("f", "3", ("collision", "killed=39")), ("f", "3", ("collision", "killed=38")),
            ],
            [
                ("c", "3", ("leak", "leak:")), ("e", "3", ("leak", "killed=40")), ("h", "2", ("apology",)), ("g", "2", ("apology:",)),
            ],
            [
                ("d", "2", ("rammed",)), ("d", "3", ("rammed:", "collision")), ("b", "2", ("collision",)), ("h", "3", ("apology",)),
            ],
            [
                ("b", "3", ("collision:",)), ("g", "3", ("leak",)), ("a", "4", ("collision",)), ("e", "4", ("leak?",)),
                ("c", "4", ("leak",)), ("h", "4", ("apology:",)),
            ],
            [
                ("f", "4", ("storm",)), ("a", "5", ("collision:",)), ("b", "4", ("collision",)), ("d", "4", ("rammed",)),
                ("c", "5", ("leak?",)), ("g", "4", ("leak",)),
            ],
            [("a", "6", ("collision",)), ("d", "5", ("collision",)), ("e", "5", ("leak",))],
        )
    ):  # fmt: skip
        began = clock()
        for outlet, slug, said in told:
            p.passes(1)
            p.writes(outlet, slug, *said)
        if n == 2:
            p.writes("g", "wire", "collision", copy_of=p.snapshots[0])
            p.silenced.add("x")
        p.passes(24 - int((clock() - began).total_seconds() // 3600) - 1)
        clock.at = began + timedelta(hours=24)
        p.passes(0)
    return p


@pytest.fixture
def press(store: Store, clock: HandClock) -> Press:
    return planted(store, clock)


def test_the_planted_corpus_is_found_all_of_it_and_nothing_else(press: Press) -> None:
    store = press.store
    assert len(press.snapshots) >= 40

    flips = rows(store, "SELECT outlet, from_pole, to_pole, day, state FROM v_flip ORDER BY outlet, day")
    assert flips == [
        ("a", "own", "others", day(2), "confirmed"),
        ("b", "own", "others", day(4), "confirmed"),
        ("c", "others", "own", day(2), "confirmed"),
        ("d", "own", "others", day(4), "confirmed"),
        ("e", "own", "others", day(2), "lapsed"),
        ("f", "others", "own", day(6), "provisional"),
    ]

    contradictions = "SELECT kind, outlet, value, other_outlet, other_value, from_day, until_day FROM v_contradiction ORDER BY 1, 2, 4, 6"
    assert rows(store, contradictions) == [
        ("between", "a", 38, "c", 42, day(0), day(1)),
        ("between", "a", 38, "e", 40, day(3), None),
        ("between", "b", 38, "c", 42, day(0), day(1)),
        ("between", "b", 38, "e", 40, day(3), None),
        ("between", "c", 38, "e", 40, day(3), None),
        ("between", "e", 40, "f", 38, day(3), None),
        ("consensus", "e", 40, None, 38, day(3), None),
        ("reference", "e", 40, None, 38, day(3), None),
    ]

    first = "SELECT outlet, place FROM v_first WHERE claim = 'cause.collision' ORDER BY until_at"
    assert rows(store, first) == [("c", 1), ("f", 2), ("a", 3), ("e", 4), ("d", 5), ("b", 6)]

    withdrawn = "SELECT outlet, claim, how, restored_until_at IS NOT NULL FROM v_withdrawal ORDER BY outlet"
    assert happen(store, press.who, press.incident) > 0
    assert [(o, c, how, bool(back)) for o, c, how, back in rows(store, withdrawn)] == [
        ("b", "cause.storm", "absent", True),
        ("d", "cause.storm", "negated", False),
        ("d", "qty.killed", "absent", False),
    ]

    silent = "SELECT outlet, state, carried_until_at IS NOT NULL FROM v_silence WHERE claim = 'cause.collision' ORDER BY outlet"
    assert [(o, state, bool(later)) for o, state, later in rows(store, silent)] == [
        ("b", "silent", True), ("d", "silent", True), ("h", "silent", False), ("x", "unknown", False),
    ]  # fmt: skip


def test_every_view_of_the_narrative_has_rows_and_can_be_made_again(press: Press) -> None:
    happen(press.store, press.who, press.incident)
    before = {name: sorted(map(str, rows(press.store, f"SELECT * FROM {name}"))) for name in NARRATIVE}
    assert [name for name, found in before.items() if not found] == []
    views.create_views(press.store.engine)
    assert {name: sorted(map(str, rows(press.store, f"SELECT * FROM {name}"))) for name in before} == before


def test_each_of_these_is_an_event_once_with_what_it_rests_on(press: Press) -> None:
    store = press.store
    assert happen(store, press.who, press.incident) > 0
    assert happen(store, press.who, press.incident) == 0
    kinds = "SELECT kind, claim, outlet, detail FROM v_event WHERE kind IN ('flip', 'contradiction') ORDER BY kind, claim, outlet, detail"
    assert rows(store, kinds) == [
        ("contradiction", "qty.killed", "a", "38, Outlet c has 42"),
        ("contradiction", "qty.killed", "e", "40, 4 others: 38"),
        ("contradiction", "qty.killed", "e", "40, Outlet a has 38"),
        ("contradiction", "qty.killed", "e", "40, the port's master: 38"),
        ("flip", "cause.collision", "a", "own > others"),
        ("flip", "cause.collision", "b", "own > others"),
        ("flip", "cause.collision", "d", "own > others"),
        ("flip", "cause.leak", "c", "others > own"),
    ]
    silent = "SELECT outlet FROM v_event WHERE kind = 'silence' AND claim = 'cause.collision' ORDER BY outlet"
    assert rows(store, silent) == [("b",), ("d",), ("h",)]
    bare = "SELECT count(*) FROM v_event WHERE kind IN ('flip', 'contradiction', 'silence') AND statement_id IS NULL"
    assert rows(store, bare) == [(0,)]


def test_what_a_day_came_to_is_told_when_it_is_over(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "ab")
    p.passes(1)
    p.writes("a", "1", "killed=38")
    p.writes("b", "1", "killed=42")
    happen(store, p.who, p.incident)
    told = "SELECT count(*) FROM event WHERE kind = 'contradiction'"
    assert rows(store, told) == [(0,)]
    p.passes(24)
    happen(store, p.who, p.incident)
    assert rows(store, told) == [(1,)]


SAID = (
    ("leak", "leak:", "#leak?", "-storm"), ("collision", "rammed?", "-rammed"), ("-leak", "leak!"), ("#collision:",), ("#-storm", "-storm"),
)  # fmt: skip


@pytest.mark.parametrize("said", SAID)
def test_stances_are_those_of_the_formula(store: Store, clock: HandClock, said: tuple[str, ...]) -> None:
    p = Press(store, clock, "a")
    p.writes("a", "1", *said)
    found = rows(store, "SELECT claim, stance, both_ways FROM v_stance ORDER BY claim")
    expected = sorted((s.claim, pytest.approx(s.value), s.both) for s in stances([statement(w, n) for n, w in enumerate(said)], DEFINITION))
    assert [(claim, value, bool(both)) for claim, value, both in found] == expected


def test_affirming_rises_to_the_parent_and_denying_does_not(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "ab")
    p.writes("a", "1", "rammed:")
    p.writes("b", "1", "-rammed")
    found = rows(store, "SELECT outlet, claim, stance FROM v_stance ORDER BY outlet, claim")
    assert found == [("a", "cause.collision", 0.7), ("a", "cause.rammed", 0.7), ("b", "cause.rammed", -1.0)]
    assert rows(store, "SELECT outlet, claim, share FROM v_share") == [("a", "cause.collision", 1.0)]


def test_a_copy_is_counted_beside_the_shares_and_votes_for_no_pole(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "ab")
    origin = p.writes("a", "1", "collision")
    p.writes("b", "1", "leak")
    p.writes("b", "wire", "collision", copy_of=origin)
    shares = "SELECT outlet, claim, articles, copies, share FROM v_share ORDER BY outlet, claim"
    assert rows(store, shares) == [("a", "cause.collision", 1, 0, 1.0), ("b", "cause.collision", 0, 1, 0.0), ("b", "cause.leak", 1, 0, 1.0)]
    assert rows(store, "SELECT verdict FROM v_pole WHERE outlet = 'b'") == [("own",)]
    assert rows(store, "SELECT outlet FROM v_first WHERE claim = 'cause.collision'") == [("a",)]


def test_of_a_day_the_version_at_its_end_counts(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "a")
    p.writes("a", "1", "leak")
    p.passes(1)
    p.writes("a", "1", "collision")
    p.passes(24)
    p.writes("a", "1", "storm")
    assert rows(store, "SELECT day, claim FROM v_share ORDER BY day") == [(day(0), "cause.collision"), (day(1), "cause.storm")]


def test_close_shares_and_faint_words_are_contested(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "ab")
    p.writes("a", "1", "leak", "collision")
    p.writes("b", "1", "leak:", "collision")
    verdicts = rows(store, "SELECT outlet, verdict FROM v_pole WHERE outlet IS NOT NULL ORDER BY outlet")
    assert verdicts == [("a", "contested"), ("b", "others")]


def test_what_was_there_at_our_first_look_is_no_first_but_goes_before_what_came_later(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abc")
    p.writes("a", "1", "leak")
    with store.write() as session:  # as if its feed had been asked for the first time then
        session.execute(sa.text("UPDATE poll SET outcome = 'unreachable' WHERE feed_id = 1 AND id < (SELECT min(poll_id) FROM entry)"))
    p.passes(2)
    p.writes("b", "1", "leak")
    p.passes(2)
    p.writes("c", "1", "leak?")
    asked = "SELECT outlet, place, round(lag_at_least_minutes), asserted_until_at IS NOT NULL FROM v_first ORDER BY until_at"
    ladder = rows(store, asked)
    assert [(o, place, least, bool(own)) for o, place, least, own in ladder] == [
        ("a", None, None, True),
        ("b", 2, 120, True),
        ("c", 3, 241, False),
    ]


def test_a_lag_lies_between_the_looks(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "ab")
    p.passes(1)
    p.writes("a", "1", "leak")  # listed one minute after the feed was last asked
    p.passes(3)
    p.writes("b", "1", "leak")
    found = rows(store, "SELECT round(lag_at_least_minutes), round(lag_at_most_minutes) FROM v_first WHERE outlet = 'b'")
    assert found == [(180, 182)]


def test_an_outlet_whose_language_nobody_reads_is_not_called_silent(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abcdz", {"z": "kk"})
    for outlet in "abc":
        p.passes(1)
        p.writes(outlet, "1", "collision")
    p.passes(20)
    p.passes(10)
    found = rows(store, "SELECT outlet, state, reason FROM v_silence ORDER BY outlet")
    assert found == [("d", "silent", ""), ("z", "unknown", "nothing was ever read in its language")]


def test_nobody_is_silent_before_the_day_is_over(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abcd")
    for outlet in "abc":
        p.passes(1)
        p.writes(outlet, "1", "collision")
    p.passes(22)
    assert rows(store, "SELECT * FROM v_silence") == []


def test_an_article_that_was_listed_and_not_seen_leaves_silence_unknown(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abcd")
    for outlet in "abc":
        p.passes(1)
        p.writes(outlet, "1", "collision")
    p.lists("d", "walled")
    p.passes(20)
    p.passes(10)
    assert rows(store, "SELECT state, reason FROM v_silence") == [("unknown", "an article that it listed was not seen")]


def test_a_claim_taken_up_between_two_looks_perhaps_in_time_leaves_silence_unknown(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abcde")
    for outlet in "abc":
        p.passes(1)
        p.writes(outlet, "1", "collision")
    p.passes(20)
    clock.forward(timedelta(hours=10))
    p.writes("d", "1", "collision")
    p.passes(1)
    p.writes("e", "1", "collision")
    between = "it took the claim up between two looks, perhaps within that day"
    assert rows(store, "SELECT outlet, state, reason FROM v_silence ORDER BY outlet") == [("d", "unknown", between), ("e", "silent", "")]


def test_a_gap_that_reaches_into_the_day_leaves_silence_unknown(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abcde")
    for outlet in "abc":
        p.passes(1)
        p.writes(outlet, "1", "collision")
    p.passes(20)
    within = dict(rows(store, "SELECT feed_id, max(id) FROM poll GROUP BY feed_id"))
    p.passes(10)
    later = dict(rows(store, "SELECT feed_id, max(id) FROM poll GROUP BY feed_id"))
    with store.write() as session:
        for feed_id, last in ((p.feeds["d"], within[p.feeds["d"]]), (p.feeds["e"], later[p.feeds["e"]])):
            feeds.record_poll(session, replace(polled(feed_id, clock()), gap_after_id=last), ())
    unseen = "entries may have come and gone unseen"
    assert rows(store, "SELECT outlet, state, reason FROM v_silence ORDER BY outlet") == [("d", "unknown", unseen), ("e", "silent", "")]


def test_one_owner_s_outlets_are_one_voice(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abcd")
    with store.write() as session:
        session.execute(sa.text("UPDATE outlet_profile SET owner = 'group' WHERE name IN ('Outlet a', 'Outlet b', 'Outlet c')"))
    for n, outlet in enumerate("abc"):
        p.passes(1)
        p.writes(outlet, "1", "collision", f"killed={38 + n}")
    p.passes(30)
    assert rows(store, "SELECT * FROM v_silence") == []
    assert rows(store, "SELECT * FROM v_contradiction WHERE kind = 'between'") == []


def test_at_least_agrees_with_more_and_about_with_what_is_near(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abcd")
    for outlet, number in zip("abcd", ("killed>=30", "killed=38", "killed~40", "killed<=35"), strict=True):
        p.passes(1)
        p.writes(outlet, "1", number)
    between = "SELECT outlet, other_outlet FROM v_contradiction WHERE kind = 'between' ORDER BY outlet, other_outlet"
    assert rows(store, between) == [("b", "d"), ("c", "d")]


def test_certainty_rises_as_the_days_go_by(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "ab")
    for said in ("collision?", "collision:", "collision"):
        p.writes("a", f"{said[-1]}1", said)
        p.writes("b", f"{said[-1]}1", said)
        p.passes(24)
    found = rows(store, "SELECT day, articles, certainty FROM v_certainty ORDER BY day")
    assert [(d, n, round(c, 3)) for d, n, c in found] == [(day(0), 2, 0.4), (day(1), 2, 0.7), (day(2), 2, 1.0)]


def test_days_of_a_claim_count_all_that_was_written(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "abcd")
    for outlet in "abcd":
        p.writes(outlet, "1", "collision" if outlet in "ab" else "leak")
    found = rows(store, "SELECT affirming, articles, share, direction FROM v_change WHERE claim = 'cause.collision'")
    assert found == [(2, 4, 0.5, None)]


def test_a_change_of_share_is_kept_once(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "ab")
    for n in range(16):
        for k in range(10):
            p.writes("a", f"{n}-{k}", "leak" if n < 9 else "collision")
        p.passes(24)
    for _ in range(2):
        happen(store, p.who, p.incident)
        found = rows(store, "SELECT claim, direction, began_on FROM v_change WHERE direction IS NOT NULL ORDER BY claim")
        assert found == [("cause.collision", "up", day(9)), ("cause.leak", "down", day(9))]


def test_a_text_that_contradicts_itself_is_shown_with_both_statements_and_told_once(store: Store, clock: HandClock) -> None:
    p = Press(store, clock, "a")
    said = ("#apology", "killed=38")
    for _ in range(2):
        snapshot_id = p.writes("a", "1", *said)
        p.passes(1)
        found = tuple(statement(word, n) for n, word in enumerate(said))
        with store.write() as session:
            judgment_id = annotations.judgment_of(session, snapshot_id, p.incident.claims)
            assert judgment_id
            unfitting = consistency.Inconsistency(consistency.Kind.HEADING, found, "the headline has it, the text has not")
            record_inconsistencies(session, judgment_id, [unfitting])
    happen(store, p.who, p.incident)
    shown = "SELECT kind, quantity, detail, other_value FROM v_contradiction"
    assert rows(store, shown) == [("internal", "heading", "the headline has it, the text has not", 38.0)] * 2
    told = "SELECT detail, other_statement_id IS NOT NULL FROM v_event WHERE kind = 'contradiction'"
    assert [(detail, bool(both)) for detail, both in rows(store, told)] == [("the headline has it, the text has not", True)]
