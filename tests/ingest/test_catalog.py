"""What is watched is read from files, and a mistake is located to file, line and field."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from ingest.catalog import Feeds, Outlet, read_incident, read_incidents, read_source, read_yaml
from ingest.subscriptions import Subscriptions
from narrative.errors import BadInput

ROOT = Path(__file__).parents[2]
GOOD = """\
outlets:
  - id: courier
    name: The Courier
    country: AZ
    language: en
    ownership: private
    feeds:
      - url: https://courier.test/rss
        verified_on: 2025-01-06
  - id: ledger
    name: The Ledger
    country: KZ
    language: ru
    feeds:
      - {url: https://ledger.test/rss}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "feeds.yaml"


def complaint(file: Path, text: str, model: type[BaseModel] = Feeds) -> list[str]:
    file.write_text(text)
    with pytest.raises(BadInput) as caught:
        read_yaml(file, model)
    return str(caught.value).splitlines()


def test_what_is_written_is_read(file: Path) -> None:
    file.write_text(GOOD)
    courier, ledger = read_yaml(file, Feeds).outlets
    assert (courier.id, courier.ownership, courier.feeds[0].url) == ("courier", "private", "https://courier.test/rss")
    assert (ledger.ownership, ledger.wire, ledger.home) == ("unknown", False, "")


@pytest.mark.parametrize(
    ("change", "line", "field", "expected"),
    [
        (("country: AZ", "country: Azerbaijan"), 4, "outlets.0.country", "pattern"),
        (("language: ru", "language: Russian"), 13, "outlets.1.language", "pattern"),
        (("ownership: private", "ownership: mine"), 6, "outlets.0.ownership", "'state', 'public', 'private' or 'unknown'"),
        (("https://courier.test/rss", "ftp://courier.test/rss"), 8, "outlets.0.feeds.0.url", "pattern"),
        (("verified_on: 2025-01-06", "verified_on: yesterday"), 9, "outlets.0.feeds.0.verified_on", "date"),
        (("name: The Ledger", "nmae: The Ledger"), 11, "outlets.1.nmae", "Extra inputs"),
        (("{url: https://ledger.test/rss}", "https://ledger.test/rss"), 15, "outlets.1.feeds.0", "valid dictionary"),
        (("id: ledger", "id: courier"), 1, "outlets", "id named twice: courier"),
        (("https://ledger.test/rss", "https://courier.test/rss"), 1, "outlets", "feed named twice: https://courier.test/rss"),
    ],
)  # fmt: skip
def test_a_mistake_is_located_to_file_line_and_field(file: Path, change: tuple[str, str], line: int, field: str, expected: str) -> None:
    assert GOOD.count(change[0]) == 1
    complaints = complaint(file, GOOD.replace(*change))
    (found,) = [c for c in complaints if c.startswith(f"{file}:{line}: {field}: ")]
    assert expected in found


def test_a_missing_field_is_located_at_what_lacks_it(file: Path) -> None:
    assert complaint(file, GOOD.replace("    name: The Ledger\n", "")) == [f"{file}:10: outlets.1.name: Field required"]


def test_every_mistake_is_named_at_once(file: Path) -> None:
    assert len(complaint(file, GOOD.replace("country: AZ", "country: x").replace("language: ru", "language: 5"))) == 2


@pytest.mark.parametrize(
    "text", ["outlets: [", "outlets:\n\t- x", "a: b: c", "outlets: !!python/object:os.system x", "\x00", "a: &x [*y]", "? [a]: b\n: c"]
)
def test_what_is_no_yaml_says_so(file: Path, text: str) -> None:
    (found,) = complaint(file, text)
    assert found.startswith(f"{file}:")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "[]", "just words", "outlets: []", "outlets: null"])
def test_a_file_without_outlets_is_a_mistake(file: Path, text: str) -> None:
    assert complaint(file, text)[0].startswith(f"{file}:1: ")


def test_a_day_that_no_calendar_has_is_a_mistake_and_no_crash(file: Path) -> None:
    (found,) = complaint(file, GOOD.replace("2025-01-06", "2025-02-30"))
    assert found.startswith(f"{file}:9: ")


def test_a_field_that_is_written_twice_is_a_mistake(file: Path) -> None:
    (found,) = complaint(file, GOOD.replace("    name: The Ledger\n", "    name: The Ledger\n    name: The Other\n"))
    assert found.startswith(f"{file}:12: ")
    assert "name" in found


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.yaml: cannot be read: No such file"):
        read_source(tmp_path / "none.yaml")


def test_a_file_in_another_encoding_is_named(file: Path) -> None:
    file.write_bytes("outlets: Крушение".encode("cp1251"))
    with pytest.raises(BadInput, match="not UTF-8 at byte 9"):
        read_yaml(file, Feeds)


def test_a_location_that_the_file_does_not_have_is_put_at_what_it_has(file: Path) -> None:
    class Numbers(BaseModel):
        model_config = ConfigDict(extra="forbid")
        either: int | list[int]

    assert all(c.startswith(f"{file}:1: either.") for c in complaint(file, "either: x\n", Numbers))


def test_an_incident_named_twice_is_a_mistake(tmp_path: Path) -> None:
    (source,) = (ROOT / "config/incidents").glob("*.yaml")
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(source.read_text())
    with pytest.raises(BadInput, match="defined twice"):
        read_incidents([tmp_path])


def test_the_incidents_that_ship_are_read() -> None:
    files = sorted((ROOT / "config/incidents").glob("*.yaml"))
    assert files
    assert [w.definition.id for w in read_incidents([ROOT / "config/incidents"])] == [read_incident(f).definition.id for f in files]


def test_the_files_that_ship_are_read() -> None:
    assert read_yaml(ROOT / "config/digests.yaml", Subscriptions) is not None
    if (ROOT / "config/feeds.yaml").exists():
        assert len(read_yaml(ROOT / "config/feeds.yaml", Feeds).outlets) > 0


def test_values_are_frozen() -> None:
    outlet = Outlet(id="courier", name="The Courier", country="AZ", language="en")
    with pytest.raises(ValueError, match="frozen"):
        outlet.name = "other"  # type: ignore[misc]


DIGESTS = """\
digests:
  - incident: azal-8243
    recipients: [ann@example.org]
    time_zone: Asia/Baku
    at: 06:30
"""


@pytest.mark.parametrize(
    ("right", "wrong", "line", "expected"),
    [
        ("Asia/Baku", "Baku", 4, "no time zone 'Baku'"),
        ("Asia/Baku", "../../etc/passwd", 4, "no time zone"),
        ("ann@example.org", "ann", 3, "pattern"),
        ("[ann@example.org]", "[]", 3, "at least 1"),
        ("[ann@example.org]", "[ann@example.org, ANN@example.org]", 3, "named twice"),
        ("    at: 06:30\n", "    at: 06:30\n  - incident: azal-8243\n    recipients: [Ann@example.org]\n", 1, "sent twice"),
    ],
)
def test_a_mistake_in_the_digests_is_located(file: Path, right: str, wrong: str, line: int, expected: str) -> None:
    found = complaint(file, DIGESTS.replace(right, wrong), Subscriptions)
    assert any(c.startswith(f"{file}:{line}: ") and expected in c for c in found), found


@pytest.mark.parametrize(("hour", "minute"), [(6, 30), (18, 30), (10, 0), (0, 0)])
def test_a_time_of_day_is_read_as_it_is_written(file: Path, hour: int, minute: int) -> None:
    file.write_text(DIGESTS.replace("06:30", f"{hour:02}:{minute:02}"))
    (digest,) = read_yaml(file, Subscriptions).digests
    assert (digest.at.hour, digest.at.minute, digest.at.second) == (hour, minute, 0)


def test_norway_is_a_country(file: Path) -> None:
    file.write_text(GOOD.replace("country: AZ\n    language: en", "country: NO\n    language: no\n    wire: yes"))
    outlet = read_yaml(file, Feeds).outlets[0]
    assert (outlet.country, outlet.language, outlet.wire) == ("NO", "no", True)
