"""Who may import whom: import-linter keeps the contracts that pyproject.toml states."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT

LINT = Path(sys.executable).with_name("lint-imports")
PROJECT = ROOT / "pyproject.toml"


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on the packages that lie in a folder."""
    python_path = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "COLUMNS": "200"}
    command = [str(LINT), "--config", str(folder / "pyproject.toml"), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=python_path, capture_output=True, text=True, timeout=120, check=False)


def test_every_package_is_under_contract() -> None:
    stated = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]
    assert set(stated["root_packages"]) == set(PACKAGES)
    assert len(stated["contracts"]) >= 6


def test_every_contract_is_kept() -> None:
    checked = lint(ROOT)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    (kept, broken) = re.search(r"Contracts: (\d+) kept, (\d+) broken", checked.stdout).groups()  # type: ignore[union-attr]
    assert (int(kept) >= 6, int(broken)) == (True, 0)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT, folder)
    return folder


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("narrative/tags.py", "import sqlalchemy"),
        ("narrative/tags.py", "import random"),
        ("narrative/tags.py", "from db import feeds"),
        ("db/feeds.py", "from ingest import urls"),
        ("ingest/poll.py", "import sqlalchemy"),
        ("ingest/poll.py", "import airflow"),
        ("ingest/poll.py", "import digest.wording"),
        ("ingest/evidence.py", "import aiohttp"),
        ("ingest/urls.py", "from db import feeds"),
        ("digest/wording.py", "import ingest.urls"),
    ],
)
def test_an_import_against_the_arrows_is_noticed(copy: Path, module: str, forbidden: str) -> None:
    file = copy / module
    before = file.read_text()
    file.write_text(f"{before}\n{forbidden}\n")
    checked = lint(copy)
    file.write_text(before)
    assert checked.returncode == 1, checked.stdout + checked.stderr
    assert "BROKEN" in checked.stdout
