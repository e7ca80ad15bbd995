"""Several processes at one study: they wait for each other, are told who is in the way, and lose nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from diatrace.run import running
from diatrace.store import database
from diatrace.study import open_study
from tests.faults import work
from tests.faults.conftest import Command, Said, Start, plain, posts, verified


def decisions(file: Path, names: list[str], verdict: str) -> Path:
    file.write_text("\n".join(["trace,verdict", *(f"{each},{verdict}" for each in names)]), encoding="utf-8")
    return file


def together(*calls: Callable[[], Said]) -> list[Said]:
    """Make calls at the same time."""
    found: list[Said] = []
    threads = [threading.Thread(target=lambda call=call: found.append(call())) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def test_two_deciding_at_once_lose_nothing(start: Start, study: Path, keys: Path, tmp_path: Path) -> None:
    told = [tmp_path / f"told-{number}" for number in range(2)]
    processes = [
        start(
            work.piece, "decide", keys, [str(study), str(each), f"Reader {number}", "20"], 0, tmp_path / "end"
        )
        for number, each in enumerate(told)
    ]
    for each in processes:
        each.join()
        assert each.exitcode == 0
    first, second = ({int(number) for number in each.read_text().split()} for each in told)
    assert not first & second
    with open_study(study) as opened:
        made = {each["id"]: each for each in opened.decision.list("housing")}
    assert len(first) == len(second) == 20
    assert {made[each]["reviewer"] for each in first} == {"Reader 0"}
    assert {made[each]["reviewer"] for each in second} == {"Reader 1"}
    assert len({made[each]["trace"] for each in first | second}) == 40  # nobody was handed the other's card
    assert verified(study) == []


def test_two_importing_at_once_wait_or_are_told(command: Command, study: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.ndjson").write_text(posts(2000, 1000 * number), encoding="utf-8")

    def add(number: int) -> Said:
        return command("source", "add", study, tmp_path / f"{number}.ndjson", "--no-language")

    for each in together(lambda: add(1), lambda: add(2)):
        if each.code == 1:
            plain(each)
            assert "another import is under way" in each.err
            assert "diatrace run stop" in each.err
    for number in (1, 2):
        assert add(number).code == 3  # some lines are no JSON
    with open_study(study) as opened:
        assert opened.trace.count() == 297 + 3000 - 30
    assert verified(study) == []


def test_a_study_held_too_long_says_so(command: Command, study: Path, tmp_path: Path) -> None:
    """Reading goes on beside a writer; a second writer waits, then is told."""
    with open_study(study) as opened:
        names = [each.id for each in opened.trace.list(limit=2)]
    file = decisions(tmp_path / "d.csv", names, "in")
    with closing(sqlite3.connect(study / "study.sqlite", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert command("status", study, "housing", "--json").code == 0
        said = command("decide", study, "housing", "--from", file, "--reviewer", "Idris")
    plain(said)
    assert said.code == 1
    assert "another process holds the study" in said.err
    assert database.BUSY_SECONDS >= 5
    assert command("decide", study, "housing", "--from", file, "--reviewer", "Idris").code == 0


def test_an_import_in_the_way_is_named(command: Command, study: Path, tmp_path: Path) -> None:
    (tmp_path / "more.ndjson").write_text(posts(10, 1000), encoding="utf-8")
    with open_study(study) as opened, running(opened.folder.database, "import", {}) as run:
        said = command("source", "add", study, tmp_path / "more.ndjson")
        assert f"run {run.id}" in said.err
    plain(said)
    assert said.code == 1
    assert command("source", "add", study, tmp_path / "more.ndjson").code == 0
