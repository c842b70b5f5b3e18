"""What a robots.txt allows us, in the order of RFC 9309."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.robots import PRODUCT, RobotsRules, deciding_line
from ingest.settings import IngestSettings

NEWS = "https://courier.test/news/1"


def rules(text: str) -> RobotsRules:
    return RobotsRules(text.encode(), PRODUCT)


@pytest.mark.parametrize(
    ("text", "allowed", "decision"),
    [
        ("", True, "no rules"),
        (" \n", True, "no rules"),
        ("User-agent: *\nDisallow:\n", True, "allowed"),
        ("User-agent: *\nDisallow: /\n", False, "disallowed"),
        ("User-agent: *\nDisallow: /news/\n", False, "disallowed"),
        ("User-agent: *\nDisallow: /news/\nAllow: /news/1\n", True, "allowed"),
        ("User-agent: *\nDisallow: /*/1$\n", False, "disallowed"),
        ("User-agent: otherbot\nDisallow: /\n", True, "allowed"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: palimpsest\nAllow: /\n", True, "allowed"),
        ("User-agent: PALIMPSEST\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False, "disallowed"),
        ("User-agent: news\nDisallow: /\n\nUser-agent: archive\nDisallow: /\n", True, "allowed"),
        ("<html>not a robots file</html>", True, "allowed"),
    ],
)
def test_a_rule_does_what_it_says(text: str, allowed: bool, decision: str) -> None:
    assert rules(text).allows(NEWS) is allowed
    assert rules(text).decision(NEWS) == decision


@given(st.binary(max_size=200), st.text(max_size=30))
def test_no_file_and_no_address_is_too_strange(body: bytes, path: str) -> None:
    strange = RobotsRules(b"User-agent: *\n" + body, PRODUCT)
    assert strange.decision(f"https://courier.test/{path}") in {"no rules", "allowed", "disallowed"}


def test_our_user_agent_begins_with_the_token_that_rules_name() -> None:
    assert IngestSettings().user_agent.startswith(f"{PRODUCT}/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (0, "")),
        ("User-agent: *\nDisallow:", (0, "")),
        ("User-agent: *\nDisallow: /sport/\nDisallow: /news/ # all of it\n", (3, "Disallow: /news/ # all of it")),
        ("User-agent: *\nDisallow: /\nAllow: /news\nDisallow: /news/1\nDisallow: /news", (4, "Disallow: /news/1")),
        ("User-agent: *\r\nDisallow: /*/1$\r\n", (2, "Disallow: /*/1$")),
        ("User-agent: palimpsest\nDisallow: /news\n\nUser-agent: *\nDisallow: /news/1\n", (2, "Disallow: /news")),
        ("User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /news\n", (5, "Disallow: /news")),
        ("User-agent: other\nAllow: /\n\nUser-agent: *\nDisalow: /n\n", (5, "Disalow: /n")),
        ("User-agent: *\nDisallow: /news/\nAllow: /news/1\n", (0, "")),
    ],
)
def test_the_line_that_decided_is_named(text: str, expected: tuple[int, str]) -> None:
    assert deciding_line(text, NEWS) == expected


def test_the_line_is_found_among_thousands() -> None:
    text = "User-agent: *\n" + "".join(f"Disallow: /section-{n}/\n" for n in range(5000)) + "Disallow: /news/\n"
    assert deciding_line(text, NEWS) == (5002, "Disallow: /news/")
