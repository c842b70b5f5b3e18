"""`palimpsest import` and `palimpsest watch`, as a person types them."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from db.session import make_engine
from tests.cli.commands import DEFINITION, palimpsest
from tests.ingest.test_annotate import BIRDS, LEAD, MISSILE

SEEDS = Path(__file__).parents[3] / "shared/seeds"
MADE = "2025-03-01T12:00:00Z"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "birds.txt").write_text(f"Azerbaijan Airlines plane crashes near Aktau\n\n{LEAD}{BIRDS}\nThe crash killed 41 people.\n")
    (folder / "missile.txt").write_text(f"{LEAD}{MISSILE}\nThe crash of flight J2-8243 killed 38 people and left 29 survivors.\n")
    (folder / "snow.txt").write_text("It snowed all night in the mountains, and the road stayed closed.\n" * 4)
    (folder / "notes.docx").write_bytes(b"PK\x03\x04")
    return folder


def test_texts_go_into_a_store_made_on_the_way_and_contradict_each_other_in_their_own_words(
    own: Path, empty_url: str, tmp_path: Path
) -> None:
    words = ("import", own, own / "none.txt", "--incident", "azal-8243", "--db", empty_url, "--folder", tmp_path / "bytes", "--now", MADE)
    told = palimpsest(*words)
    assert told.exit_code == 0, told.output
    said = " ".join(told.stdout.split())
    for expected in (
        "stored " + str(own / "birds.txt"), "left out " + str(own / "notes.docx"), f"not imported {own / 'none.txt'}: no such file",
        "[1] “Azerbaijan Airlines plane crashes near Aktau”, birds.txt (imported)", "no date of its own, import:",
        "[1] primary: about it", "[2] primary: about it", "[3] not about it", "cause: bird strike", "killed: 38 or 41",
        "“The crash killed 41 people.”", "“The crash of flight J2-8243 killed 38 people and left 29 survivors.”",
    ):  # fmt: skip
        assert expected in said
    assert "Kakhovka" not in said
    again = palimpsest(*words)
    assert again.stdout.count("nothing was added") == 3
    assert again.stdout.partition("\nTexts\n")[2] == told.stdout.partition("\nTexts\n")[2] != ""


def test_nothing_but_files_that_are_no_texts_is_a_mistake(own: Path, tmp_path: Path) -> None:
    told = palimpsest("import", own / "none.txt", "--db", f"sqlite:///{tmp_path}/p.db", "--now", MADE)
    assert (told.exit_code, "nothing was imported" in told.stderr) == (2, True)
    unknown = palimpsest("import", own, "--db", f"sqlite:///{tmp_path}/p.db", "--incident", "no-such-incident")
    assert (unknown.exit_code, "no-such-incident" in unknown.stderr) == (2, True)


def test_an_import_is_found_by_the_address_it_is_shown_with(own: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/p.db"
    told = palimpsest("import", own / "snow.txt", "--db", url, "--now", MADE, COLUMNS="400")
    address = told.stdout.partition("no date of its own, ")[2].split()[0]
    why = palimpsest("why", address, "--db", url).stdout
    assert "imported from" in why
    assert "It snowed all night" in palimpsest("evidence", "show", "1", "--db", url, "--folder", tmp_path / "evidence").stdout
    assert "snow.txt" in palimpsest("evidence", "show", "1", "--headers", "--db", url).stdout
    assert "1 version" in palimpsest("history", address, "--db", url).stdout
    assert palimpsest("evidence", "check", "--db", url, "--folder", tmp_path / "evidence").exit_code == 0


def test_evidence_is_not_spread_over_two_folders(own: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/p.db"
    palimpsest("import", own / "snow.txt", "--db", url, "--now", MADE)
    told = palimpsest("import", own / "birds.txt", "--db", url, "--now", MADE, "--folder", tmp_path / "elsewhere")
    assert (told.exit_code, "holds none of the 1 files" in told.stderr) == (1, True)


def test_pages_are_added_by_hand_and_taken_out_again(tmp_path: Path) -> None:
    url, page = f"sqlite:///{tmp_path}/p.db", "https://harbour.example/2031/ferry"
    settings = {"PALIMPSEST_FEEDS_FILE": str(tmp_path / "none.yaml")}
    added = palimpsest("watch", page, "no address", "--db", url, "--now", MADE, **settings)
    assert (added.exit_code, f"added: {page} (harbour.example)" in added.stdout, "not a web address" in added.stdout) == (0, True, True)
    assert "watched already" in palimpsest("watch", page, "--db", url, "--now", MADE, **settings).stdout
    assert "no outlet tass" in palimpsest("watch", f"{page}/2", "--outlet", "tass", "--db", url, "--now", MADE, **settings).stdout
    assert "watched no more" in palimpsest("watch", "--stop", page, "--db", url, "--now", MADE).stdout
    assert palimpsest("watch", "--stop", page, "--db", url, "--now", MADE).exit_code == 2


def test_a_page_belongs_to_the_outlet_of_the_catalogue_on_whose_host_it_lies(tmp_path: Path) -> None:
    told = palimpsest("watch", "https://www.rferl.org/a/a-page-by-hand/1.html", "--db", f"sqlite:///{tmp_path}/p.db", "--now", MADE)
    assert told.exit_code == 0, told.output
    with make_engine(f"sqlite:///{tmp_path}/p.db").connect() as connection:
        role = connection.execute(sa.text("SELECT o.role FROM article a JOIN v_outlet o ON o.outlet_id = a.outlet_id")).scalar()
    assert role == "press"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the five articles are not beside this repository (../shared)")
def test_the_five_articles_are_stored_tagged_and_compared(tmp_path: Path) -> None:
    told = palimpsest("import", SEEDS, "--incident", DEFINITION, "--db", f"sqlite:///{tmp_path}/p.db", "--now", MADE, COLUMNS="400")
    assert told.exit_code == 0, told.output
    assert told.stdout.count("stored  ") == 5
    assert all(f"[{n}]  primary" in told.stdout for n in range(1, 6))
    against = told.stdout.partition("azal-8243: contradictions")[2].partition("azal-8243: what each says")[0]
    assert all(f"[{n}]" in against for n in range(1, 6))
    assert "denied" in against
