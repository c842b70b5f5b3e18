"""The page's colours, by day and by night: everything that has letters can be read (WCAG 2, level AA)."""

import re
from importlib.resources import files

import pytest

CSS = files("digest.page").joinpath("templates", "page.css").read_text(encoding="utf-8")
DAY, NIGHT = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2])
AA = 4.5
READ = [
    *((f"p{n}", "on") for n in range(6)), *((f"p{n}", "paper") for n in range(6)), ("ink", "paper"), ("soft", "paper"), ("soft", "ground"),
    ("soft", "fold"), ("link", "paper"), ("both-ink", "both"), ("hot", "on"), ("hot", "paper"), ("del", "del-on"), ("ins", "ins-on"),
]  # fmt: skip
"""What is read on what."""


def light(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("mode", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("one", "other"), READ)
def test_letters_stand_out_from_what_is_below_them(mode: dict[str, str], one: str, other: str) -> None:
    brighter, darker = sorted((light(mode[one]), light(mode[other])), reverse=True)
    assert (brighter + 0.05) / (darker + 0.05) >= AA


def test_night_is_darker_than_day() -> None:
    assert light(NIGHT["paper"]) < 0.05
    assert light(DAY["paper"]) > 0.9
