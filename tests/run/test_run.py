from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import update

from diatrace import run
from diatrace.errors import Cancelled, StudyLocked, UnknownName
from diatrace.run import running
from diatrace.store.folder import Folder
from diatrace.store.schema import run as table


def _state(folder: Folder) -> list[str]:
    return [each["state"] for each in run.listed(folder.database)]


def test_a_run_tells_how_far_it_is_and_what_came_of_it(folder: Folder) -> None:
    with running(folder.database, "import", {"file": "a.csv"}) as work:
        work.progress(10, 40)
        assert _state(folder) == ["running"]
        work.result = {"added": 10}
    (row,) = run.listed(folder.database)
    assert (row["state"], row["done"], row["total"]) == ("done", 10, 40)
    assert row["params"] == {"file": "a.csv"}
    assert row["result"] == {"added": 10}


def test_a_failed_run_says_why(folder: Folder) -> None:
    with pytest.raises(UnknownName), running(folder.database, "import", {}):
        raise UnknownName("no such thing", hint="look again")
    (row,) = run.listed(folder.database)
    assert row["state"] == "failed"
    assert row["result"] == {"error": "no such thing", "hint": "look again"}


def test_a_person_stops_a_run_at_its_next_step(folder: Folder) -> None:
    with pytest.raises(Cancelled), running(folder.database, "import", {}) as work:
        run.stop(folder.database, work.id)
        work.progress(1)
    assert _state(folder) == ["cancelled"]


def test_only_what_runs_can_be_stopped(folder: Folder) -> None:
    with running(folder.database, "import", {}) as work:
        pass
    with pytest.raises(UnknownName, match="not under way"):
        run.stop(folder.database, work.id)


def test_two_of_a_kind_do_not_run_at_once_where_one_must_be_alone(folder: Folder) -> None:
    with running(folder.database, "import", {}, alone=True):
        with (
            pytest.raises(StudyLocked, match="another import"),
            running(folder.database, "import", {}, alone=True),
        ):
            pass
        with running(folder.database, "ranking", {}, alone=True):
            pass


def test_a_run_whose_process_is_gone_was_interrupted_and_blocks_nobody(folder: Folder) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    )
    with running(folder.database, "import", {}) as work, folder.database.write() as connection:
        worker = connection.execute(table.select()).one().worker.rpartition(":")[0]
        connection.execute(
            update(table).where(table.c.id == work.id).values(worker=f"{worker}:{gone.stdout.strip()}")
        )
        state = {"state": "running"}
    with folder.database.write() as connection:
        connection.execute(update(table).values(**state))
    assert _state(folder) == ["interrupted"]
    with running(folder.database, "import", {}, alone=True):
        assert _state(folder) == ["running", "failed"]
