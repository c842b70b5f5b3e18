"""The hard limits of the house, each checked on something."""

import ast

import pytest

from tests.architecture.tree import PACKAGES, Function, Source, lines, parameters, sources

MOST_LINES, MOST_FILE_LINES, MOST_PARAMETERS, MOST_DAG_LINES = 40, 400, 5, 80
PATCHES = ("patch", "setattr", "MagicMock", "Mock", "AsyncMock")
COMMANDS = ("app.command", "command", "callback")


def the_function(text: str) -> Function:
    (found,) = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return found


def is_command(function: Function) -> bool:
    """A command of the command line: its parameters are options that a person types, each with its own help."""
    decorators = [d.func if isinstance(d, ast.Call) else d for d in function.decorator_list]
    return any(isinstance(d, ast.Attribute) and d.attr in COMMANDS for d in decorators)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_was_looked_at(package: str) -> None:
    assert sources(package), f"{package} has no modules"


def test_functions_are_short() -> None:
    found = [(f"{s.name}:{f.lineno} {f.name}", lines(f)) for s in sources(*PACKAGES) for f in s.functions()]
    assert len(found) > 300
    assert [(name, n) for name, n in found if n > MOST_LINES] == []


def test_files_are_short() -> None:
    found = [(s.name, s.text.count("\n")) for s in sources(*PACKAGES, "tests")]
    assert len(found) > 80
    assert [(name, n) for name, n in found if n > MOST_FILE_LINES] == []


def test_functions_take_few_parameters() -> None:
    found = [(f"{s.name}:{f.lineno} {f.name}", parameters(f)) for s in sources(*PACKAGES) for f in s.functions() if not is_command(f)]
    assert len(found) > 300
    assert [(name, n) for name, n in found if n > MOST_PARAMETERS] == []


def test_dag_files_only_wire() -> None:
    found = [(s.name, s.text.count("\n")) for s in sources("dags")]
    assert len(found) >= 6
    assert [(name, n) for name, n in found if n > MOST_DAG_LINES] == []


def test_tests_patch_nothing() -> None:
    found = sources("tests")
    assert len(found) > 40
    assert [f"{s.name}:{line}" for s in found for line in _patches(s)] == []


def _patches(source: Source) -> list[int]:
    """Where a mock is imported or an attribute is replaced; words in strings do not count."""
    at = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            at += [node.lineno] if name in PATCHES else []
        if isinstance(node, ast.ImportFrom | ast.Import):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            at += [node.lineno] if any(m.split(".")[0] == "mock" or m.startswith("unittest.mock") for m in modules) else []
    return at


def test_what_is_caught_has_a_name_unless_it_is_raised_again() -> None:
    handlers = [(s, n) for s in sources(*PACKAGES) for n in ast.walk(s.tree) if isinstance(n, ast.ExceptHandler)]
    assert len(handlers) > 15
    assert [f"{s.name}:{h.lineno}" for s, h in handlers if _catches_all(h) and not _raises_again(h)] == []


def _catches_all(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"})


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def test_every_module_says_what_it_is() -> None:
    found = [s for s in sources(*PACKAGES) if s.text.strip()]
    assert len(found) > 60
    assert [s.name for s in found if not ast.get_docstring(s.tree)] == []


def test_the_limits_themselves_can_be_broken() -> None:
    long = the_function("def f():\n" + "    x = 1\n" * 41)
    assert lines(long) == 42
    assert lines(the_function('def f():\n    """One\n\n    two.\n    """\n    x = 1\n')) == 2
    assert parameters(the_function("def f(self, a, b, /, c, *d, e, **g): ...")) == 6
    assert _patches(Source(ROOT_FILE, "from unittest.mock import patch\nmonkeypatch.setattr(a, 'b', 1)\n")) == [1, 2]


ROOT_FILE = sources("ingest")[0].path
