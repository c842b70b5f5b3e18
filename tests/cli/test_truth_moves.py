"""A small story whose outlets move: what is planted is found, and what is missed or found beyond it is named."""

from collections.abc import Iterator
from typing import Any

import pytest

from cli.planted import Truth
from tests.cli.playing import Player, player
from tests.cli.small_stories import hour, in_words_of_their_own, takes_sides

KEYS = ("flips", "withdrawals", "contradictions", "silences")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Player]:
    with player(in_words_of_their_own(takes_sides()), tmp_path_factory.mktemp("told")) as made:
        made.play(made.steps(most_ticks=1000))
        yield made


def held(told: Player, **change: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(missed, extra) when the truth file says something else."""
    assert told.story.truth
    truth = told.story.truth.model_dump(by_alias=True) | change
    found = told.check(told.story.model_copy(update={"truth": Truth.model_validate(truth)}))
    return found.missed, found.extra


def planted(told: Player, key: str) -> list[dict[str, Any]]:
    assert told.story.truth
    return told.story.truth.model_dump(by_alias=True)[key]  # type: ignore[no-any-return]


def test_everything_planted_is_found_and_nothing_else(told: Player) -> None:
    assert held(told) == ((), ())
    assert all(planted(told, key) for key in KEYS)


@pytest.mark.parametrize(
    ("key", "begins"),
    [
        ("flips", ["flip: quay, cause, accident → external_force, between 2025-03-0"]),
        ("withdrawals", ["withdrawal: quay/why, cause.bird_strike between 2025-03-0"]),
        (
            "contradictions",
            [
                "contradiction: between, qty.aboard, gate/toll with quay/why, said by 2025-03-01",
                "contradiction: internal, sum, gate/toll, said by 2025-03-01",
                "contradiction: reference, qty.aboard, quay/why, said by 2025-03-01",
                "contradiction: reference, qty.survivors, gate/toll, said by 2025-03-01",
            ],
        ),
        ("silences", ["silence: lamp, cause.bird_strike from 2025-03-01"]),
    ],
)
def test_what_was_found_and_not_planted_is_named(told: Player, key: str, begins: list[str]) -> None:
    missed, extra = held(told, **{key: []})
    assert missed == ()
    assert len(extra) == len(begins)
    assert all(line.startswith(begin) for line, begin in zip(sorted(extra), begins, strict=True)), extra
    assert held(told, **{key: None}) == ((), ())


@pytest.mark.parametrize(
    ("key", "change", "line"),
    [
        (
            "flips",
            {"state": "confirmed"},
            "flip: quay, cause, accident → external_force at 2025-03-03 00:00Z: provisional, planted confirmed",
        ),
        ("flips", {"outlet": "pier"}, "flip: pier, cause, accident → external_force at 2025-03-03 00:00Z: not found"),
        ("flips", {"at": hour(0)}, "flip: quay, cause, accident → external_force at 2025-03-01 00:00Z: not found"),
        (
            "flips",
            {"from": "external_force", "to": "accident"},
            "flip: quay, cause, external_force → accident at 2025-03-03 00:00Z: not found",
        ),
        ("withdrawals", {"claim": "cause.weather"}, "withdrawal: quay/why, cause.weather at 2025-03-03 00:00Z"),
        ("withdrawals", {"article": "gate/toll"}, "withdrawal: gate/toll, cause.bird_strike at 2025-03-03 00:00Z"),
        ("contradictions", {"other": "pier"}, "contradiction: between, qty.aboard, quay/why with pier at 2025-03-01 00:00Z"),
        ("contradictions", {"what": "qty.killed"}, "contradiction: between, qty.killed, quay/why with gate at 2025-03-01 00:00Z"),
        ("contradictions", {"at": hour(48)}, "contradiction: between, qty.aboard, quay/why with gate at 2025-03-03 00:00Z"),
        ("silences", {"outlet": "reef"}, "silence: reef, cause.bird_strike at 2025-03-01 12:00Z"),
        ("silences", {"at": hour(80)}, "silence: lamp, cause.bird_strike at 2025-03-04 08:00Z"),
    ],
)
def test_what_was_planted_and_not_found_is_named(told: Player, key: str, change: dict[str, Any], line: str) -> None:
    first, *rest = planted(told, key)
    missed, _ = held(told, **{key: [first, first | change, *rest]})
    assert missed == (line,)


def test_either_side_of_a_contradiction_may_be_named(told: Player) -> None:
    first, *rest = planted(told, "contradictions")
    assert held(told, contradictions=[first | {"article": "gate/toll", "other": "quay"}, *rest]) == ((), ())
