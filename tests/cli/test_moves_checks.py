"""What truth.yaml plants about how outlets move has to stand in the story; and feeds that are down are down."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from cli.newsstand import serve
from cli.planted import Truth
from cli.story import Outage
from cli.story_checks import check
from narrative.errors import BadInput
from tests.cli.small_stories import hour, takes_sides

FLIP = {"outlet": "quay", "family": "cause", "from": "accident", "to": "external_force", "at": hour(48)}
BACK = {"article": "quay/why", "claim": "cause.bird_strike", "at": hour(48)}
CONTRARY = {"kind": "between", "what": "qty.aboard", "article": "quay/why", "other": "gate", "at": hour(0)}
SILENT = {"outlet": "lamp", "claim": "cause.bird_strike", "at": hour(12)}


def truth(key: str, entry: dict[str, Any]) -> Truth:
    written = takes_sides().truth
    assert written
    return Truth.model_validate(written.model_dump(by_alias=True) | {key: [entry]})


@pytest.mark.parametrize(
    ("key", "entry", "expected"),
    [
        ("flips", FLIP | {"outlet": "ship"}, "flips.0.outlet: no outlet ship in this story"),
        ("flips", FLIP | {"at": hour(3)}, "flips.0.at: expected the `at` of a version of an article of quay that is served"),
        ("flips", FLIP | {"outlet": "pier"}, "flips.0.at: expected the `at` of a version of an article of pier that is served"),
        ("withdrawals", BACK | {"at": hour(0)}, "withdrawals.0.at: expected the `at` of a later version of quay/why that is served"),
        ("withdrawals", BACK | {"article": "x"}, "withdrawals.0.article: no article x in the story; an article is named OUTLET/SLUG"),
        ("contradictions", CONTRARY | {"at": hour(3)}, "contradictions.0.at: expected the `at` of a version of quay/why that is served"),
        ("contradictions", CONTRARY | {"other": "ship"}, "contradictions.0.other: no outlet ship in this story"),
        ("contradictions", CONTRARY | {"other": "quay"}, "contradictions.0.other: expected another outlet than the article's"),
        (
            "contradictions",
            CONTRARY | {"article": "x"},
            "contradictions.0.article: no article x in the story; an article is named OUTLET/SLUG",
        ),
        ("silences", SILENT | {"outlet": "ship"}, "silences.0.outlet: no outlet ship in this story"),
        ("silences", SILENT | {"at": hour(900)}, "silences.0.at: 2025-04-07T12:00Z is outside the story's from and to"),
    ],
)
def test_what_does_not_stand_in_the_story_is_a_mistake(tmp_path: Path, key: str, entry: dict[str, Any], expected: str) -> None:
    story = takes_sides()
    files = {tmp_path / f"{n}.yaml": article for n, article in enumerate(story.articles)}
    with pytest.raises(BadInput) as raised:
        check(tmp_path, story, files, truth(key, entry))
    assert str(raised.value) == f"{tmp_path / 'truth.yaml'}: {expected}"


@pytest.mark.parametrize(
    ("key", "entry", "expected"),
    [
        ("flips", FLIP | {"to": "accident"}, "a flip leads to another pole than it comes from"),
        ("contradictions", {k: v for k, v in CONTRARY.items() if k != "other"}, "a contradiction between outlets names the `other` one"),
        ("contradictions", CONTRARY | {"kind": "reference"}, "and only that kind does"),
    ],
)
def test_what_says_two_things_at_once_is_a_mistake(key: str, entry: dict[str, Any], expected: str) -> None:
    with pytest.raises(ValidationError, match=expected):
        truth(key, entry)


def test_an_outage_lasts() -> None:
    with pytest.raises(ValidationError, match="`from` must be earlier than `to`"):
        Outage.model_validate({"from": hour(2), "to": hour(2)})


def test_feeds_that_are_down_say_so_until_they_are_up_and_pages_stay() -> None:
    story = takes_sides()
    asked = [
        (serve(story, hour(at), "reef.test", "/rss.xml").status, serve(story, hour(at), "reef.test", "/2025/03/tide.html").status)
        for at in (5.9, 6, 23.9, 24)
    ]
    assert asked == [(200, 200), (503, 200), (503, 200), (200, 200)]
    assert serve(story, hour(6), "quay.test", "/rss.xml").status == 200
