"""Runs the examples of a page in order, in one folder, as somebody who follows it would."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from diatrace.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```(console|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SHELL = {"source", "make", "git", "cd", "pip", "python", "ls"}
"""Commands that are the shell's or another program's: they are not ours to test."""


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Yield kind and content of each example of a page."""
    for found in _BLOCK.finditer(page.read_text(encoding="utf-8")):
        yield found[1], found[2]


def commands(block: str) -> Iterator[list[str]]:
    """Yield the commands of a console block, without the prompt, that are ours."""
    for line in block.replace("\\\n", " ").splitlines():
        if line.startswith("$ "):
            words = shlex.split(line[2:], comments=True)
            if words[0] not in _SHELL:
                yield words


def follow(page: Path, folder: Path) -> int:
    """Run every example of a page in a folder; return how many there were. A failing one raises AssertionError."""
    names: dict[str, Any] = {}
    count = 0
    with chdir(folder):
        for kind, block in blocks(page):
            if kind == "python":
                with redirect_stdout(StringIO()):
                    exec(compile(block, f"{page.name}: example", "exec"), names)
                count += 1
                continue
            for words in commands(block):
                assert words[0] == "diatrace", f"{page.name}: unknown command {words[0]}"
                told = CliRunner().invoke(app, words[1:])
                assert told.exit_code in (0, 3), (
                    f"{page.name}: {shlex.join(words)}\n{told.output}\n{told.exception!r}"
                )
                count += 1
    return count
