from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from diatrace import __version__, errors
from tests.cli.conftest import Run, commands

COMMANDS = dict(commands())

PROMISED = """
new
source list
source describe
source add
trace list
trace show
trace search
question add
propose
decide
serve
status
agreement
corpus freeze
corpus list
corpus diff
corpus rebuild
corpus verify
publish
verify
simulate
simulate-sites
demo
"""
"""Commands that others script against."""

HEAVY = {
    "duckdb", "fastapi", "ibis", "numpy", "openpyxl", "pandas", "phonenumbers", "polars", "py3langid", "pyarrow",
    "rich", "scipy", "selectolax", "sklearn", "sqlalchemy", "trafilatura", "uvicorn",
}  # fmt: skip


def test_what_is_promised_is_there() -> None:
    assert {tuple(line.split()) for line in PROMISED.split("\n") if line} <= COMMANDS.keys()


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_helps_with_an_example(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words, "--help")
    assert (said.code, said.err) == (0, "")
    assert f"Example: diatrace {' '.join(words)}" in re.sub(r"\s+", " ", said.out)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_example_is_a_command_with_these_options(run: Run, words: tuple[str, ...]) -> None:
    text = re.sub(r"\s+", " ", COMMANDS[words])
    options = set(re.findall(r"(--[a-z-]+)", text.partition("Example:")[2]))
    known = set(re.findall(r"(--[a-z-]+)", run(*words, "--help").out))
    assert options <= known


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_speaks_json(run: Run, words: tuple[str, ...]) -> None:
    without = {("serve",), ("run", "stop"), ("key", "destroy")}
    assert ("--json" in run(*words, "--help").out) == (words not in without)


@pytest.mark.parametrize(
    "words", [(), ("source",), ("trace",), ("question",), ("corpus",), ("run",), ("key",)]
)
def test_groups_tell_what_is_in_them(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words, "--help")
    assert said.code == 0
    for each in COMMANDS:
        if each[: len(words)] == words:
            assert each[len(words)] in said.out


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nsys.argv = ['diatrace', '--help']\nfrom diatrace.cli import main\n"
        "try:\n    main()\nfinally:\n    print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Commands:" in done.stdout
    assert HEAVY & {each.partition(".")[0] for each in done.stderr.splitlines()} == set()


def test_the_version(run: Run) -> None:
    assert run("--version").out.strip() == __version__


@pytest.mark.parametrize(
    "words",
    [
        "nothing",
        "corpus nothing",
        "verify",
        "verify a b",
        "log a --wrong",
        "log a --limit many",
        "log a --limit -1",
        "trace list a --limit -1",
        "trace list a --offset -1",
        "trace search a room --limit -1",
        "propose a b --seed -1",
        "propose a b --top -1",
        "simulate a --seed -1",
        "simulate a --target 7",
        "simulate a --random-share 2",
        "serve a --port 99999",
        "run stop a one",
    ],
)
def test_misuse_is_told(run: Run, words: str) -> None:
    said = run(*words.split())
    assert said.code == 2
    assert "Error: " in said.err
    assert "--help" in said.err


def _raised() -> Iterator[tuple[str, ast.Call]]:
    """Yield every place where the product raises one of its own errors."""
    source = Path(errors.__file__).parent
    for file in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            raised = node.exc if isinstance(node, ast.Raise) else None
            if isinstance(raised, ast.Call) and hasattr(errors, getattr(raised.func, "id", "")):
                yield f"{file.relative_to(source)}:{raised.lineno}", raised


def test_every_error_says_what_to_do_next() -> None:
    places = dict(_raised())
    assert len(places) > 50
    for place, call in places.items():
        assert {None, "hint"} & {each.arg for each in call.keywords}, place
