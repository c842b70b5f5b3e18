"""The bundled story, played through the real steps without Airflow, against its truth file; and that every difference is named."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from cli import report
from cli.planted import Copy, Gapped, Headed, Hidden, Moved, Restored, Returned, Said, Silent, Truth, Vanished, Walled, Words
from cli.replay import steps
from cli.story import Behaviour, Story, load_story
from cli.ticks import plan_ticks, unseen
from db import history, reaching
from digest.compose import Day, compose
from digest.render import render
from tests.cli.playing import IN_TURN, INCIDENT, Player, Step, player

ROOT = Path(__file__).parents[2]
LEDGER = "meridian-ledger/airliner-bound-for-grozny-crashes-in-kazakhstan"
SNOW = "svodka-dnya/v-moskve-ubirayut-sneg"
OIL = "tidewire/oil-little-changed-in-thin-holiday-trade"
BUSES = "caspian-courier/baku-to-buy-electric-buses"
LIVE = "meridian-ledger/live-airliner-crashes-near-aktau"
BIRDS_TEXT = "svodka-dnya/chto-eksperty-govoryat-o-stolknovenii-s-pticami"
WOUNDED = "stepnoy-reporter/vrachi-aktau-o-ranenyh-pri-krushenii-samoleta-a10288"


@pytest.fixture(scope="module")
def bundled() -> Story:
    return load_story(ROOT / "stories" / "azal-8243")


@pytest.fixture(scope="module")
def told(bundled: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    """The whole story, played."""
    with player(bundled, tmp_path_factory.mktemp("told")) as made:
        made.play(made.steps(most_ticks=1000))
        yield made


def with_truth(story: Story, change: Callable[[Truth], dict[str, object]]) -> Story:
    assert story.truth
    return story.model_copy(update={"truth": story.truth.model_copy(update=change(story.truth))})


def test_everything_that_was_planted_is_found_and_nothing_else(told: Player) -> None:
    found = told.check()
    assert (found.missed, found.extra) == ((), ())
    assert found.passed
    assert found.planted > 220


def test_the_report_says_so(told: Player) -> None:
    with told.session() as session:
        lines = list(report.truth_lines(told.check())) + list(report.count_lines(session, told.story, INCIDENT))
    planted = told.check().planted
    assert lines[0] == f"Truth: {planted} of {planted} planted things found, 0 found that were not planted."
    assert any(" 74 versions" in line for line in lines)
    assert lines[-1] == "Not seen: pontoon/second-tube-of-gotthard-road-tunnel-ahead-of-plan version 1"


FIRST_NIGHT = datetime.fromisoformat("2024-12-25T23:00:00Z")
LATE = datetime.fromisoformat("2025-06-01T00:00:00Z")
BIRDS = Said(article=OIL, claim="cause.bird_strike")
NEVER = Words(article=LEDGER, at=datetime.fromisoformat("2024-12-26T18:00:00Z"), part="body", before="never stood there")


def changed_edit(truth: Truth, **change: object) -> dict[str, object]:
    """The truth with its first edit of the Ledger's headline changed."""
    at = next(n for n, w in enumerate(truth.edits) if w.article == LEDGER and w.part == "heading")
    return {"edits": (*truth.edits[:at], truth.edits[at].model_copy(update=change), *truth.edits[at + 1 :])}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda t: {"versions": t.versions | {SNOW: 2}}, f"versions: {SNOW} has 1, planted 2"),
        (lambda t: {"versions": t.versions | {"no/such": 1}}, "versions: no/such has 0, planted 1"),
        (lambda t: {"tags": t.tags | {OIL: "primary"}}, f"tag: {OIL} is none, planted primary"),
        (lambda t: {"tags": t.tags | {"no/such": "none"}}, "tag: no/such is not judged, planted none"),
        (lambda t: {"edits": (*t.edits, NEVER)}, f"edit: {LEDGER}, “never stood there” → “”: not found"),
        (lambda t: changed_edit(t, verdict="unmarked"), "verdict date_bumped, planted unmarked"),
        (lambda t: changed_edit(t, at=LATE), "planted at 2025-06-01 00:00Z"),
        (lambda t: changed_edit(t, part="body"), "not found"),
        (lambda t: {"copies": (*t.copies, Copy(origin=OIL, copies=(SNOW,)))}, f"copy: {SNOW} of {OIL}"),
        (lambda t: {"vanished": (*t.vanished, Vanished(article=OIL, at=LATE))}, f"vanished: {OIL} at 2025-06-01 00:00Z"),
        (lambda t: {"vanished": (t.vanished[0].model_copy(update={"at": LATE}), *t.vanished[1:])}, "at 2025-06-01 00:00Z"),
        (lambda t: {"statements": (*t.statements, BIRDS)}, f"statement: {OIL} affirms cause.bird_strike"),
        (
            lambda t: {"statements": (*t.statements, Said(article=LEDGER, claim="qty.killed", value=39.5))},
            f"statement: {LEDGER} affirms qty.killed = 39.5",
        ),
        (
            lambda t: {"statements": (*t.statements, Said(article=LEDGER, claim="qty.killed", polarity="negate"))},
            f"statement: {LEDGER} negates qty.killed",
        ),
        (lambda t: {"walls": (*t.walls, Walled(article=OIL, at=LATE, outcome="blocked"))}, f"wall: {OIL} at 2025-06-01 00:00Z, blocked"),
        (lambda t: {"walls": (t.walls[0].model_copy(update={"outcome": "blocked"}), *t.walls[1:])}, "at 2024-12-25 09:10Z, blocked"),
        (lambda t: {"walls": (t.walls[0].model_copy(update={"at": LATE}), *t.walls[1:])}, "at 2025-06-01 00:00Z, consent_wall"),
        (lambda t: changed_edit(t, label="style"), ", planted style"),
        (lambda t: changed_edit(t, material=False), "material, planted the opposite"),
        (lambda t: {"restored": (*(t.restored or ()), Restored(article=OIL, at=LATE))}, f"restored: {OIL} at 2025-06-01 00:00Z"),
        (
            lambda t: {"returns": (*(t.returns or ()), Returned(article=OIL, at=LATE, to=t.gaps[0].at))},
            f"return: {OIL} at 2025-06-01 00:00Z, to what it said at 2024-12-26 12:00Z",
        ),
        (
            lambda t: {"returns": tuple(r.model_copy(update={"to": LATE}) if n == 0 else r for n, r in enumerate(t.returns or ()))},
            f"return: {BIRDS_TEXT} at 2024-12-26 10:00Z, to what it said at 2025-06-01 00:00Z",
        ),
        (lambda t: {"live": (*(t.live or ()), OIL)}, f"live: {OIL}"),
        (
            lambda t: {"headlines": (*t.headlines, Headed(article=LEDGER, place="h1", at=LATE, after="38 dead"))},
            f"headline: {LEDGER}, h1 at 2025-06-01 00:00Z, “38 dead”",
        ),
        (
            lambda t: {"headlines": (t.headlines[0].model_copy(update={"place": "h1"}), *t.headlines[1:])},
            "relatives-travel-to-aktau, h1 at 2024-12-27 15:00Z, “A jacket on the floor”",
        ),
        (lambda t: {"suppressed": (*t.suppressed, Hidden(article=OIL))}, f"suppressed: {OIL}"),
        (lambda t: {"suppressed": (*t.suppressed, Hidden(article=BUSES, rule="dust"))}, f"suppressed: {BUSES}, dust"),
        (lambda t: {"moved": (*t.moved, Moved(article=OIL, at=LATE))}, f"moved: {OIL} at 2025-06-01 00:00Z"),
        (lambda t: {"gaps": (*t.gaps, Gapped(outlet="tidewire", at=LATE))}, "gap: tidewire at 2025-06-01 00:00Z"),
        (lambda t: {"gaps": (*t.gaps, Gapped(outlet="baltic-lantern", at=t.gaps[0].at))}, "gap: baltic-lantern at 2024-12-26 12:00Z"),
        (lambda t: {"lying": (*t.lying, "http://tidewire.test/latest.rss")}, "lying validator: http://tidewire.test/latest.rss"),
        (
            lambda t: {"flips": tuple(f.model_copy(update={"state": "lapsed"}) if f.outlet == "svodka-dnya" else f for f in t.flips or ())},
            "flip: svodka-dnya, cause, accident → external_force at 2025-10-10 08:00Z: provisional, planted lapsed",
        ),
        (
            lambda t: {"silences": (*(t.silences or ()), Silent(outlet="stepnoy-reporter", claim="cause.weather", at=FIRST_NIGHT))},
            "silence: stepnoy-reporter, cause.weather at 2024-12-25 23:00Z",
        ),
    ],
)
def test_what_is_missed_is_named(told: Player, change: Callable[[Truth], dict[str, object]], expected: str) -> None:
    found = told.check(with_truth(told.story, change))
    assert not found.passed
    assert len(found.missed) == 1, found.missed
    assert expected in found.missed[0]
    assert found.planted in (told.check().planted, told.check().planted + 1)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda t: {"versions": t.versions | {SNOW: 0}}, f"versions: {SNOW} has 1, planted 0"),
        (lambda t: {"versions": {k: n for k, n in t.versions.items() if k != SNOW}}, f"versions: {SNOW} has 1, planted 0"),
        (
            lambda t: {"copies": ()},
            "copy: caspian-courier/kazakhstan-publishes-preliminary-report of tidewire/",
        ),
        (lambda t: {"restored": ()}, f"restored: {WOUNDED}"),
        (lambda t: {"returns": ()}, f"return: {BIRDS_TEXT} at 2024-12-26"),
        (lambda t: {"live": ()}, f"live: {LIVE}"),
        (lambda t: {"flips": ()}, "flip: meridian-ledger, cause, accident → external_force, between 2024-12-26"),
        (lambda t: {"withdrawals": ()}, "withdrawal: svodka-dnya/samolet-azal-razbilsya-pod-aktau, cause.bird_strike between 2024-12-26"),
        (
            lambda t: {"contradictions": ()},
            "contradiction: internal, sum, stepnoy-reporter/akimat-aktau-vyvesil-spisok-passazhirov-a10275, said",
        ),
        (lambda t: {"silences": ()}, "silence: caspian-courier, cause.weather from 2024-12-25"),
        (lambda t: {"vanished": ()}, "vanished: svodka-dnya/na-bortu-mog-vzorvatsya-ballon"),
        (lambda t: {"edits": tuple(w for w in t.edits if w.article != LEDGER)}, "“Dozens feared dead"),
        (lambda t: {"walls": ()}, "passengers-filmed-last-minutes-on-board.html at 2024-12-25 10:20Z, consent_wall"),
        (lambda t: {"walls": ()}, "plane-from-baku-comes-down-near-aktau.html at 2025-01-31 23:50Z, moved"),
        (lambda t: {"moved": ()}, "moved: caspian-courier/azerbaijan-mourns-victims-of-plane-crash at 2024-12-28 09:00Z"),
        (lambda t: {"lying": ()}, "lying validator: http://baltic-lantern.test/feed.rss"),
    ],
)
def test_what_was_not_planted_is_named(told: Player, change: Callable[[Truth], dict[str, object]], expected: str) -> None:
    found = told.check(with_truth(told.story, change))
    assert not found.missed
    assert any(expected in line or expected.strip("“") in line for line in found.extra), found.extra


MOVES = dict.fromkeys(("flips", "withdrawals", "contradictions", "silences"))


def test_what_a_truth_file_does_not_tell_is_not_held_against_anybody(told: Player) -> None:
    silent = with_truth(told.story, lambda _: {"restored": None, "returns": None, "live": None, "headlines": (), "suppressed": (), **MOVES})
    assert told.check(silent).passed


def test_headlines_under_test_are_two_texts_and_no_edits(told: Player) -> None:
    tested = "meridian-ledger/five-questions-about-crash-near-aktau"
    plain = tuple(
        a.model_copy(update={"versions": tuple(v.model_copy(update={"test_headlines": ()}) for v in a.versions)}) if a.key == tested else a
        for a in told.story.articles
    )
    extra = told.check(told.story.model_copy(update={"articles": plain})).extra
    assert [line.partition(": ")[0] for line in extra if tested.partition("/")[2] in line].count("edit") >= 1


def test_a_gap_over_which_the_feed_still_listed_something_is_made_up(told: Player) -> None:
    wide = told.story.model_copy(update={"behaviour": told.story.behaviour | {"pontoon": Behaviour()}})
    (line,) = told.check(wide).extra
    assert line.startswith("gap: http://pontoon.test/flashes.rss between 2024-12-26 02:50Z and 21:50Z")
    assert line.endswith("although it still listed pontoon/plane-from-baku-comes-down-near-aktau")


def test_an_address_that_is_not_the_article_s_is_made_up(told: Player) -> None:
    made_up = "pod-aktau-razbilsya-samolet-38-pogibshih-a10231"
    articles = tuple(a.model_copy(update={"moves": ()}) if a.outlet == "stepnoy-reporter" else a for a in told.story.articles)
    found = told.check(told.story.model_copy(update={"articles": articles}))
    assert [line.partition(" of ")[0].rpartition("/")[2] for line in found.extra] == [f"{made_up}.html"]
    assert [line.partition(" at ")[0] for line in found.missed] == ["moved: stepnoy-reporter/v-aktau-upal-samolet-iz-baku-a10231"]


def test_what_was_in_the_way_is_no_version_and_was_seen_before_or_after(told: Player) -> None:
    with told.session() as session:
        met = {told.key_of(w.url) for w in reaching.walls(session)}
        texts = {told.key_of(v.url): v.version for v in history.versions(session, INCIDENT)}
    assert told.story.truth
    assert met == {w.article for w in told.story.truth.walls}
    assert {texts[key] for key in met} == {1, 2}


def test_what_stood_between_is_told_in_lines_that_fit_a_terminal(told: Player) -> None:
    with told.session() as session:
        lines = list(report.reaching_lines(session))
    titles = [line for line in lines if not line.startswith(" ")]
    assert [t.partition(",")[0].rstrip(":") for t in titles] == [
        "In the way of articles",
        "Moved",
        "Gaps",
        "Feeds that do what others do not",
    ]
    assert "  consent_wall ×2   baltic-lantern.test/2024/12/passengers-filmed-last-minutes-on-board.html" in lines
    assert "  2024-12-26 02:50Z and 21:50Z (19 h): pontoon, tidewire" in lines
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 100


def test_an_article_the_story_does_not_know_is_an_extra_and_no_trouble(told: Player) -> None:
    gone = "svodka-dnya/na-bortu-mog-vzorvatsya-ballon"
    rest = tuple(a for a in told.story.articles if a.key not in {gone, "caspian-courier/kazakhstan-publishes-preliminary-report"})
    found = told.check(told.story.model_copy(update={"articles": rest}))
    assert any(line.startswith("versions: http://svodka-dnya.test/") for line in found.extra)
    assert any(line.startswith("vanished: http://svodka-dnya.test/") for line in found.extra)


def test_a_story_without_truth_has_nothing_to_be_held_against(told: Player) -> None:
    with told.session() as session:
        found = report.check(session, told.story.model_copy(update={"truth": None}), INCIDENT)
    assert found is None
    assert list(report.truth_lines(found)) == ["Truth: this story has no truth.yaml to check against."]


def test_a_digest_composed_again_at_the_end_says_the_same(told: Player) -> None:
    """Each was composed when the store ended with its day; now it holds months more."""
    with told.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT day, subject, text, html FROM digest ORDER BY day").all()
    assert len(kept) == len({step.day for step in steps(plan_ticks(told.story)) if step.day})
    for day, *parts in kept:
        with told.session() as session:
            content = compose(session, Day(INCIDENT, datetime.fromisoformat(day).date(), "UTC"))
        assert content
        again = render(content)
        assert [again.subject, again.text, again.html] == parts


def seen(made: Player) -> list[str]:
    """What the store says, without ids and to the minute."""
    with made.session() as session:
        lines = [
            *history.versions(session, INCIDENT), *history.edits(session), *history.statements(session, INCIDENT),
            *history.events(session, INCIDENT),
        ]  # fmt: skip
        copies = map(str, history.copied(session))
        return sorted([*map(_without_id, lines), *copies])


def _without_id(line: Any) -> str:
    values = {field.name: getattr(line, field.name) for field in fields(line) if field.name != "id"}
    return str({k: v.replace(second=0, microsecond=0) if isinstance(v, datetime) else v for k, v in values.items()})


def test_a_step_played_twice_adds_no_row(bundled: Story, tmp_path: Path) -> None:
    def twice(one: Iterator[Step]) -> Iterator[Step]:
        for step in one:
            yield step
            before = made.counts()
            yield step
            assert made.counts() == before, step

    with player(bundled, tmp_path) as made:
        made.play(twice(made.steps(most_ticks=2)))
        assert made.counts()["edit"] > 0


def test_a_tick_interrupted_between_any_two_steps_and_played_again_is_as_if_it_had_not_been(bundled: Story, tmp_path: Path) -> None:
    def interrupted(made: Player) -> Iterator[Step]:
        for step in steps(plan_ticks(bundled)[:2]):
            if step.day is None:
                whole = list(made.tick(step.at))
                for killed_after in range(1, len(whole) + 1):
                    yield from whole[:killed_after]

    with player(bundled, tmp_path / "a", IN_TURN) as smooth, player(bundled, tmp_path / "b", IN_TURN) as rough:
        smooth.play(step for tick in plan_ticks(bundled)[:2] for step in smooth.tick(tick))
        rough.play(interrupted(rough))
        assert seen(rough) == seen(smooth)
        assert len(seen(rough)) > 50
        assert rough.counts() == smooth.counts()


def test_the_first_ticks_meet_the_truth_for_what_they_can_see(bundled: Story, tmp_path: Path) -> None:
    ticks = plan_ticks(bundled)[:4]
    blind = set(unseen(bundled, ticks))
    with player(bundled, tmp_path) as made:
        made.play(made.steps(most_ticks=4))
        found = made.check()
        with made.session() as session:
            versions = Counter(made.key_of(v.url) for v in history.versions(session, INCIDENT))
    lying = {outlet for outlet, behaviour in bundled.behaviour.items() if behaviour.lying_validator}  # found when it is asked without
    certain = [a for a in bundled.articles if a.outlet not in lying and not any(v.test_headlines for v in a.versions)]
    texts = {a.key: len({v.text for i, v in enumerate(a.versions) if v.served and (a.key, i) not in blind}) for a in certain}
    assert {a.key: versions[a.key] for a in certain} == texts
    assert found.extra == ()
    by_then = [w for w in bundled.truth.edits if w.at < ticks[-1]] if bundled.truth else []
    assert len(by_then) >= 7
    assert not [
        line
        for line in found.missed
        if line.startswith("edit") and any(f"edit: {w.article}," in line and f"→ “{w.after}”" in line for w in by_then)
    ]
