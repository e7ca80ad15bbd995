"""Long work that a person stops: exit code 130, what it had finished stands, and it goes on where it was."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from diatrace.study import open_study
from tests.faults import work
from tests.faults.conftest import Command, Said, Start, posts, verified

NUMBER = 20_000


@pytest.fixture
def started(start: Start, study: Path, keys: Path, tmp_path: Path) -> Callable[[], ForkServerProcess]:
    """Return how to start a long import; it is under way when this returns."""
    file = tmp_path / "many.ndjson"
    file.write_text(posts(NUMBER, 1000), encoding="utf-8")

    def go() -> ForkServerProcess:
        words = ["source", "add", str(study), str(file), "--no-language"]
        process = start(work.beating, words, keys, tmp_path)
        with open_study(study) as opened:
            while process.is_alive() and len(opened.source.list()) < 2:
                time.sleep(0.005)
        return process

    return go


def ended(process: ForkServerProcess, place: Path) -> Said:
    process.join()
    return Said(process.exitcode or 0, (place / "out").read_text(), (place / "err").read_text())


def goes_on(command: Command, study: Path, tmp_path: Path) -> None:
    """Check that the same command finishes what was stopped."""
    assert verified(study) == []
    with open_study(study) as opened:
        assert opened.runs()[0]["state"] == "cancelled"
        assert opened.trace.count() < NUMBER
    assert command("source", "add", study, tmp_path / "many.ndjson", "--no-language").code == 3
    with open_study(study) as opened:
        assert opened.trace.count() == 297 + NUMBER - NUMBER // 100
        assert opened.runs()[0]["state"] == "done"
    assert verified(study) == []


def test_stopped_at_the_keyboard(
    command: Command, started: Callable[[], ForkServerProcess], study: Path, tmp_path: Path
) -> None:
    process = started()
    assert process.pid is not None
    os.kill(process.pid, signal.SIGINT)
    said = ended(process, tmp_path)
    assert (said.code, said.out, said.err.strip()) == (130, "", "")
    goes_on(command, study, tmp_path)


def test_stopped_from_elsewhere(
    command: Command, started: Callable[[], ForkServerProcess], study: Path, tmp_path: Path
) -> None:
    process = started()
    with open_study(study) as opened:
        number = opened.runs()[0]["id"]
    assert command("run", "stop", study, number).code == 0
    said = ended(process, tmp_path)
    assert said.code == 130
    assert f"run {number} was stopped" in said.err
    assert "hint: run it again" in said.err
    goes_on(command, study, tmp_path)
