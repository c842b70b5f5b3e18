"""The page as Airflow's API server mounts it: a real Airflow, no DAGs, a new store."""

import json
import shutil
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cli.airflow_home import LocalSettings
from cli.local import LocalAirflow

pytestmark = pytest.mark.airflow
REPO = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory, migrated):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "dags").mkdir()
    shutil.copy(migrated, folder / "store.db")
    return folder


@pytest.fixture(scope="module")
def airflow(folder):
    variables = {"PALIMPSEST_DB_URL": f"sqlite:///{folder}/store.db"}
    with LocalAirflow(LocalSettings(folder / "home", folder / "dags", REPO / "plugins", frozenset(), variables)) as started:
        yield started


@pytest.fixture(scope="module")
def token(airflow):
    login = {"username": airflow.api.login.user, "password": airflow.api.login.password}
    answer, body = ask(airflow, "/auth/token", "POST", json.dumps(login), {"Content-Type": "application/json"})
    assert answer.status == 201
    return json.loads(body)["access_token"]


def ask(airflow, path, method="GET", body=None, headers=None) -> tuple[HTTPResponse, str]:
    """One request, redirects not followed."""
    connection = HTTPConnection(urlsplit(airflow.url).netloc, timeout=30)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer, text


def test_who_is_not_logged_in_is_sent_to_the_login_and_then_back(airflow):
    answer, body = ask(airflow, "/palimpsest/")
    assert (answer.status, body) == (303, "")
    assert answer.headers["Location"] == "/api/v2/auth/login?next=%2Fpalimpsest%2F"
    onward, _ = ask(airflow, answer.headers["Location"])
    assert onward.status == 307
    assert onward.headers["Location"] == "/auth/login?next=%2Fpalimpsest%2F"


def test_a_forged_token_is_refused(airflow):
    answer, body = ask(airflow, "/palimpsest/", headers={"Authorization": "Bearer forged"})
    assert answer.status == 403
    assert "Stories" not in body


def test_who_is_logged_in_sees_the_store_under_a_strict_policy(airflow, token):
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"_token={token}"}):
        answer, body = ask(airflow, "/palimpsest/", headers=headers)
        assert answer.status == 200
        assert "<h1>Stories</h1>" in body
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none';")
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_navigation_has_one_entry_and_nothing_was_wrong_with_the_plugin(airflow, token):
    headers = {"Authorization": f"Bearer {token}"}
    _, body = ask(airflow, "/api/v2/plugins", headers=headers)
    [plugin] = [plugin for plugin in json.loads(body)["plugins"] if plugin["name"] == "palimpsest"]
    assert [(view["name"], view["href"]) for view in plugin["external_views"]] == [("Stories", "/palimpsest/")]
    _, errors = ask(airflow, "/api/v2/plugins/importErrors", headers=headers)
    assert json.loads(errors)["import_errors"] == []


def test_a_store_that_cannot_be_read_is_said_on_the_page(airflow, token, folder):
    (folder / "store.db").rename(folder / "away.db")
    answer, body = ask(airflow, "/palimpsest/", headers={"Authorization": f"Bearer {token}"})
    (folder / "away.db").replace(folder / "store.db")
    assert answer.status == 503
    assert "The store cannot be read" in body
    assert "palimpsest store upgrade" in body
