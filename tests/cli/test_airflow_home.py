import json
import stat

from cli.airflow_home import LocalSettings, environment, inherited, prepare


def settings(tmp_path, **others):
    return LocalSettings(tmp_path / "home", tmp_path / "dags", tmp_path / "plugins", frozenset({"a"}), **others)


def test_nothing_of_the_callers_own_airflow_reaches_a_component(tmp_path):
    caller = {"AIRFLOW_HOME": "/x", "AIRFLOW__CORE__EXECUTOR": "x", "AIRFLOW_CONN_A": "x", "AIRFLOW_VAR_B": "x", "PATH": "/bin"}
    kept = inherited(tmp_path, caller)
    assert kept["PATH"] == "/bin"
    assert not [name for name in kept if name.startswith("AIRFLOW")]


def test_a_proxy_for_the_outside_world_is_kept_but_not_used_for_loopback(tmp_path):
    kept = inherited(tmp_path, {"HTTPS_PROXY": "http://proxy:1", "no_proxy": "intranet"})
    assert kept["HTTPS_PROXY"] == "http://proxy:1"
    assert kept["no_proxy"] == kept["NO_PROXY"] == "intranet,127.0.0.1,localhost"


def test_a_caller_that_wants_no_byte_code_beside_the_sources_gets_it_under_home(tmp_path):
    kept = inherited(tmp_path, {"PYTHONDONTWRITEBYTECODE": "1"})
    assert "PYTHONDONTWRITEBYTECODE" not in kept
    assert kept["PYTHONPYCACHEPREFIX"] == str(tmp_path / "bytecode")
    assert "PYTHONPYCACHEPREFIX" not in inherited(tmp_path, {})


def test_secrets_are_readable_by_the_owner_only_and_are_kept_between_starts(tmp_path):
    home = tmp_path / "home"
    first = prepare(home)
    assert prepare(home) == first
    assert prepare(tmp_path / "other") != first
    assert json.loads((home / "passwords.json").read_text()) == {"admin": first.password}
    for name in ("secrets.json", "passwords.json", "airflow.cfg"):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_a_start_that_was_killed_while_writing_secrets_leaves_no_half_file(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "secrets.json.draft").write_text('{"pass')
    assert prepare(home).password


def test_everything_listens_and_calls_on_loopback_at_the_chosen_port(tmp_path):
    told = environment(settings(tmp_path), prepare(tmp_path / "home"), 4711)
    assert told["AIRFLOW__API__HOST"] == "127.0.0.1"
    addresses = {name: value for name, value in told.items() if value.startswith("http")}
    assert set(addresses) == {"AIRFLOW__API__BASE_URL", "AIRFLOW__CORE__EXECUTION_API_SERVER_URL"}
    assert all(value.startswith("http://127.0.0.1:4711") for value in addresses.values())


def test_schedules_decide_whether_new_dags_are_paused(tmp_path):
    made = prepare(tmp_path / "home")
    assert environment(settings(tmp_path, schedules=True), made, 1)["AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION"] == "False"
    assert environment(settings(tmp_path, schedules=False), made, 1)["AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION"] == "True"


def test_the_given_variables_have_the_last_word(tmp_path):
    told = environment(
        settings(tmp_path, variables={"PALIMPSEST_DB_URL": "sqlite://", "AIRFLOW__CORE__PARALLELISM": "9"}), prepare(tmp_path / "h"), 1
    )
    assert told["PALIMPSEST_DB_URL"] == "sqlite://"
    assert told["AIRFLOW__CORE__PARALLELISM"] == "9"
