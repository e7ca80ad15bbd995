"""Commands run within the test's own process: their exit code, what they print, what they say beside."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer

from diatrace.cli import main
from diatrace.cli.app import app
from diatrace.store.folder import create, state
from tests import invented


class Said(NamedTuple):
    """What a command came to: its exit code, what it printed (JSON decoded), what it said beside."""

    code: int
    out: Any
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return how to run a command."""

    def go(*words: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["diatrace", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Said(code, json.loads(said.out) if "--json" in words and said.out else said.out, said.err)

    return go


@pytest.fixture
def study(tmp_path: Path) -> str:
    """Return the invented study, read and not yet frozen."""
    folder = create(tmp_path / "study", state("Homes", "P", "consent", "2099-12-31", ("fr", "en", "ar")))
    invented.study(folder)
    folder.close()
    return str(folder.path)


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """Return a study that holds nothing."""
    folder = create(tmp_path / "empty", state("Homes", "P", "consent", "2099-12-31", ("fr", "en", "ar")))
    folder.close()
    return str(folder.path)


def commands() -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every command by its words, with what its help says."""
    yield from _under(typer.main.get_command(app), ())


def _under(command: Any, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if hasattr(command, "commands"):
        for name, each in command.commands.items():
            yield from _under(each, (*words, name))
    else:
        yield words, command.help or ""


def refused(said: Said, code: int = 1) -> None:
    """Check that an error is told as errors are: a line, a hint, nothing printed."""
    assert said.code == code, said
    assert not said.out
    first, *others = said.err.splitlines()
    assert first.startswith("diatrace: ")
    assert others
    assert others[-1].startswith("  hint: ")
    assert "Traceback" not in said.err
    assert "fault of the program" not in said.err
