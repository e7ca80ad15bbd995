"""Runs the examples of a page in order, in one folder, as somebody who follows it would; what is shown must be told."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from diatrace.cli import main

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^( *)```(console|python)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_PROMPT = "$ "
_SHELL = {"source", "make", "git", "cd", "pip", "python", "python3", "cp", "ls"}
"""Commands that are the shell's or another program's: they are not ours to test."""
_REFUSED = "diatrace: "
"""What a command that is refused begins its one line with; a page that shows such a line means the refusal."""


class Step(NamedTuple):
    """A command with the words of its line, and the lines that the page shows after it."""

    words: list[str]
    shown: list[str]


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """Yield kind and content of each example of a page."""
    for indent, kind, block in _BLOCK.findall(page.read_text(encoding="utf-8")):
        yield kind, "".join(line.removeprefix(indent) for line in block.splitlines(keepends=True))


def steps(block: str) -> Iterator[Step]:
    """Yield the commands of a console block that are ours, each with what is shown after it."""
    lines = block.replace("\\\n", " ").splitlines()
    for place, line in enumerate(lines):
        if line.startswith(_PROMPT):
            words = shlex.split(line.removeprefix(_PROMPT), comments=True)
            after = takewhile(lambda each: not each.startswith(_PROMPT), lines[place + 1 :])
            if words and words[0] not in _SHELL:
                yield Step(words, [each for each in after if each.strip()])


def run(step: Step, page: str) -> None:
    """Run a command; raise AssertionError where it fails unannounced, or tells other things than the page shows."""
    assert step.words[0] == "diatrace", f"{page}: unknown command {step.words[0]}"
    code, told = _told(step.words)
    refused = any(line.startswith(_REFUSED) for line in step.shown)
    assert (code not in (0, 3)) == refused, f"{page}: {shlex.join(step.words)}\n{told}"
    place = 0
    for line in step.shown:
        found = _pattern(line).search(told, place)
        assert found, f"{page}: {shlex.join(step.words)}\nshows: {line}\ntold:  {told}"
        place = found.end()


def _told(words: list[str]) -> tuple[int, str]:
    """Return the exit code of a command and all that it prints; a server is opened and closed again."""
    told = StringIO()
    with (
        patch("sys.argv", words),
        patch("diatrace.cli.serving._serve", lambda study, *_, **__: study.close()),
        redirect_stdout(told),
        redirect_stderr(told),
    ):
        try:
            main()
        except SystemExit as end:
            return int(end.code or 0), told.getvalue()
    return 0, told.getvalue()


def _pattern(line: str) -> re.Pattern[str]:
    """Return what a shown line stands for: any white space is alike, … is whatever is there."""
    parts = (r"[^\S\n]+".join(map(re.escape, part.split())) for part in line.split("…"))
    return re.compile(r"[^\n]*?".join(rf"[^\S\n]*{part}[^\S\n]*" for part in parts))


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
            for step in steps(block):
                run(step, page.name)
                count += 1
    return count
