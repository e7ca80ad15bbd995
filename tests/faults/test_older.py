"""Studies of other versions of the program: older ones are brought up after a safety copy, later ones refused."""

from __future__ import annotations

import json
import resource
import shutil
import signal
import sqlite3
import zipfile
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from diatrace.errors import StudyCorrupt, StudyTooNew
from diatrace.store import folder, schema
from diatrace.study import open_study
from tests.faults import work
from tests.faults.conftest import Command, Start, plain, verified

PACKED = sorted(Path(__file__).parent.glob("study-*.zip"))
"""A study of each past schema with its key, and what was in it; packed once by `python -m tests.faults.older`."""

HEAD = schema.HEAD
NEXT = f"{int(HEAD) + 1:04d}"

STEP = """
import os
import sqlalchemy
from alembic import op

revision, down_revision = "{next}", "{head}"

def upgrade():
    op.add_column("question", sqlalchemy.Column("colour", sqlalchemy.Text))
    op.execute("UPDATE question SET colour = 'blue'")
    {then}
"""


def _step(then: str) -> str:
    return STEP.format(next=NEXT, head=HEAD, then=then)


@pytest.fixture
def migrations(tmp_path: Path) -> Path:
    """Return a folder of migrations with one step more than there are."""
    made = tmp_path / "migrations"
    with as_file(files("diatrace.store") / "migrations") as present:
        shutil.copytree(present, made, ignore=shutil.ignore_patterns("__pycache__"))
    (made / "versions" / f"{NEXT}_next.py").write_text(_step("pass"))
    return made


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch, migrations: Path) -> None:
    """Be the version of the program that comes next."""
    monkeypatch.setattr(schema, "HEAD", NEXT)
    monkeypatch.setattr(folder, "MIGRATIONS", str(migrations))


def version(record: Path) -> str:
    with closing(sqlite3.connect(record)) as raw:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_every_past_schema_has_a_study() -> None:
    steps = (files("diatrace.store") / "migrations" / "versions").iterdir()
    past = {each.name[:4] for each in steps if each.name[:4].isdigit()} - {HEAD}
    assert past <= {each.stem.removeprefix("study-") for each in PACKED}


@pytest.mark.parametrize("file", PACKED, ids=lambda file: file.stem)
def test_studies_of_the_past_still_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    with zipfile.ZipFile(file) as packed:
        packed.extractall(tmp_path)
    monkeypatch.setenv("DIATRACE_KEYS", str(tmp_path / "keys"))
    expected = json.loads((tmp_path / "expected.json").read_text(encoding="utf-8"))
    with open_study(tmp_path / "study") as study:
        assert study.verify() == []
        assert study.corpus.verify("housing@1") == []
        assert [each.digest for each in study.corpus.list()] == expected["corpora"]
        assert [each.text for each in study.trace.list()] == expected["texts"]
        assert study.trace.raw(expected["raw"]["trace"]).decode() == expected["raw"]["record"]
        assert [each["verdict"] for each in study.decision.list("housing")] == expected["verdicts"]
        study.decision.make("housing", expected["raw"]["trace"], "neighbour", reviewer="Idris Invented")
        assert study.corpus.freeze("housing")["corpus"] == "housing@2"
        assert study.verify() == []


@pytest.mark.usefixtures("later")
def test_an_older_study_is_brought_up_after_a_safety_copy(study: Path) -> None:
    with open_study(study) as opened:
        assert opened.verify() == []
        moved = opened.events(limit=1)[0]
        assert (moved["kind"], moved["body"]["from"], moved["body"]["to"]) == (
            "study.migrate",
            HEAD,
            NEXT,
        )
    (copy,) = (study / "safety").iterdir()
    assert copy.name == moved["body"]["copy"]
    assert version(copy) == HEAD
    assert version(study / "study.sqlite") == NEXT
    with closing(sqlite3.connect(study / "study.sqlite")) as raw:
        assert raw.execute("SELECT colour FROM question").fetchall() == [("blue",)]
    with open_study(study):
        assert len(list((study / "safety").iterdir())) == 1  # only once


def test_a_safety_copy_is_a_study_again(study: Path, later: None, monkeypatch: pytest.MonkeyPatch) -> None:
    open_study(study).close()
    (copy,) = (study / "safety").iterdir()
    shutil.copy(copy, study / "study.sqlite")
    monkeypatch.setattr(schema, "HEAD", HEAD)
    assert verified(study) == []


def test_a_later_study_is_refused(command: Command, study: Path, later: None) -> None:
    open_study(study).close()
    said = command("status", study, "housing")
    plain(said)
    assert said.code == 1
    assert "later version" in said.err
    assert "upgrade" in said.err


def test_a_step_that_fails_leaves_the_study_as_it_was(
    study: Path, migrations: Path, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = migrations / "versions" / f"{NEXT}_next.py"
    step.write_text(_step('op.execute("DROP TABLE absent")'))
    with pytest.raises(StudyCorrupt):
        open_study(study)
    assert version(study / "study.sqlite") == HEAD
    assert len(list((study / "safety").iterdir())) == 1
    monkeypatch.setattr(schema, "HEAD", HEAD)
    assert verified(study) == []


def test_a_step_that_is_killed_is_made_again(
    start: Start, study: Path, keys: Path, migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = migrations / "versions" / f"{NEXT}_next.py"
    step.write_text(_step("os.kill(os.getpid(), 9)"))
    process = start(work.migrate, str(study), keys, str(migrations), NEXT)
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert verified(study) == []
    step.write_text(_step("pass"))
    monkeypatch.setattr(schema, "HEAD", NEXT)
    monkeypatch.setattr(folder, "MIGRATIONS", str(migrations))
    assert verified(study) == []
    assert version(study / "study.sqlite") == NEXT


def test_no_step_without_its_safety_copy(start: Start, study: Path, keys: Path, migrations: Path) -> None:
    process = start(work.migrate, str(study), keys, str(migrations), NEXT, {resource.RLIMIT_FSIZE: 8192})
    process.join()
    assert process.exitcode == work.FULL
    assert verified(study) == []
    assert version(study / "study.sqlite") == HEAD


def test_a_schema_nobody_knows(study: Path) -> None:
    with closing(sqlite3.connect(study / "study.sqlite")) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0000'")
        raw.commit()
    with pytest.raises(StudyCorrupt, match="nobody knows"):
        open_study(study)


def test_a_later_schema_says_which(study: Path) -> None:
    with closing(sqlite3.connect(study / "study.sqlite")) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0042'")
        raw.commit()
    with pytest.raises(StudyTooNew, match="0042"):
        open_study(study)
