import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from cli.airflow_api import AirflowApi, AirflowAway, AirflowTrouble, Login, until


class FakeAirflow:
    """Answers on loopback as Airflow 3.3 does. `tokens`: how many it has given out; only the newest is good."""

    def __init__(self):
        self.tokens = 0
        self.asked = Counter()
        self.paths = []
        self.runs = [
            {"dag_id": "a", "dag_run_id": f"manual__2024-12-25T08:00:{n:03}+00:00", "state": "running", "run_type": "manual"}
            for n in range(250)
        ]

    def answer(self, method, path, query, token):
        if path == "/auth/token":
            self.tokens += 1
            return 201, {"access_token": str(self.tokens)}
        if token != f"Bearer {self.tokens}":
            return 401, {"detail": "Token Expired"}
        known = {
            "/api/v2/dags/b/assets/queuedEvents": (200, {"total_entries": 2}),
            "/api/v2/dags/quiet/assets/queuedEvents": (404, {"detail": "none"}),
            "/api/v2/dags/a/assets/queuedEvents": (404, {"detail": "none"}),
            "/api/v2/dags/~/dagRuns": (200, {"dag_runs": self.page(query), "total_entries": len(self.runs)}),
            "/api/v2/dags": (200, {"dags": [{"dag_id": "a", "is_paused": False}], "total_entries": 1}),
        }
        return known.get(path, (200, {}) if method == "PATCH" else (400, {"detail": "Invalid input for param n"}))

    def page(self, query):
        first, most = int(query.get("offset", ["0"])[0]), int(query.get("limit", ["0"])[0])
        return self.runs[first : first + most]


@pytest.fixture
def fake():
    return FakeAirflow()


@pytest.fixture
def api(fake):
    class Handler(BaseHTTPRequestHandler):
        def respond(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            fake.asked[self.command] += 1
            fake.paths.append(parts.path)
            code, body = fake.answer(self.command, parts.path, parse_qs(parts.query), self.headers.get("Authorization"))
            text = json.dumps(body).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PATCH = do_DELETE = respond  # noqa: N815

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield AirflowApi(Login(f"http://127.0.0.1:{server.server_port}", "admin", "pw"))
        server.shutdown()


def test_a_refused_token_is_replaced_once(api, fake):
    assert api.queued_asset_events("b") == 2
    fake.tokens += 1
    assert api.queued_asset_events("b") == 2
    assert fake.tokens == 3


def test_a_dag_without_waiting_events_has_none(api):
    assert api.queued_asset_events("quiet") == 0


def test_all_pages_are_read(api, fake):
    assert len({run.run_id for run in api.runs("~")}) == 250


def test_ending_active_runs_patches_each_of_them_with_its_id_quoted(api, fake):
    assert len(api.fail_active_runs()) == 250
    assert fake.asked["PATCH"] == 250
    assert fake.paths[-1] == "/api/v2/dags/a/dagRuns/manual__2024-12-25T08%3A00%3A249%2B00%3A00"


def test_a_refusal_carries_airflows_reason(api):
    with pytest.raises(AirflowTrouble, match=r"400 .*Invalid input for param n"):
        api.trigger("a", {"n": "x"})


def test_nobody_listening_is_told_apart_from_a_refusal():
    with pytest.raises(AirflowAway, match=r"127\.0\.0\.1:9"):
        AirflowApi(Login("http://127.0.0.1:9", "admin", "pw")).health()


def test_waiting_ends_with_what_was_waited_for():
    with pytest.raises(AirflowTrouble, match="in vain for the sun"):
        until(lambda: False, 0.2, "the sun")
    answers = iter([False, False, True])
    until(lambda: next(answers), 5, "the third answer")
