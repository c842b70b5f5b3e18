"""`palimpsest` as a person calls it, inside this process."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from cli.main import app

DEFINITION = "config/incidents/azal-8243.yaml"


def palimpsest(*words: object, text: str | bytes = "", **environment: str) -> Result:
    """What the command answered; a mistake that is ours, not a person's, is raised."""
    result = CliRunner().invoke(app, [str(word) for word in words], input=text, env={"COLUMNS": "200", **environment})
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def answers(*words: object, text: str | bytes = "") -> list[dict[str, Any]]:
    """The JSON lines of a command that succeeds, whatever it was given."""
    result = palimpsest(*words, text=text)
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return [json.loads(line, parse_constant=_refuse) for line in result.stdout.splitlines()]


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")


def jsonl(*rows: dict[str, Any] | list[Any] | str) -> str:
    """JSON lines; a text stands as it is."""
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)
