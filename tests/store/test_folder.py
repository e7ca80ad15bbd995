from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from diatrace.errors import KeyMissing, StudyCorrupt, StudyIncomplete, StudyLocked, StudyTooNew, UnknownName
from diatrace.privacy import key
from diatrace.store.database import Database
from diatrace.store.folder import Folder, create, open_folder, state


@pytest.mark.parametrize("missing", ["title", "purpose", "basis", "retain_until"])
def test_no_study_without_its_statement(missing: str) -> None:
    given = {"title": "T", "purpose": "P", "basis": "B", "retain_until": "2099-01-01", missing: "  "}
    with pytest.raises(StudyIncomplete, match=missing.replace("_", "-")):
        state(given["title"], given["purpose"], given["basis"], given["retain_until"])


@pytest.mark.parametrize("day", ["tomorrow", "31/12/2030", "2030-02-31", "2001-01-01"])
def test_a_retention_date_is_a_day_to_come(day: str) -> None:
    with pytest.raises(StudyIncomplete):
        state("T", "P", "B", day)


def test_a_wrong_language_code_is_refused() -> None:
    with pytest.raises(StudyIncomplete, match="french"):
        state("T", "P", "B", "2099-01-01", ("french",))


def test_a_study_opens_as_it_was_stated(folder: Folder) -> None:
    again = open_folder(folder.path)
    assert again.statement == folder.statement
    again.close()


def test_a_folder_in_use_is_not_overwritten(folder: Folder) -> None:
    with pytest.raises(StudyIncomplete, match="not empty"):
        create(folder.path, state("T", "P", "B", "2099-01-01"))


def test_a_study_folder_is_for_its_owner_alone(folder: Folder) -> None:
    assert folder.path.stat().st_mode & 0o077 == 0
    assert key.path(folder.statement.id).stat().st_mode & 0o077 == 0


def test_the_key_is_not_in_the_study(folder: Folder) -> None:
    secret = folder.key().secret
    assert all(secret not in file.read_bytes() for file in folder.path.rglob("*") if file.is_file())


def test_restating_goes_into_file_and_log(folder: Folder) -> None:
    restated = folder.restate(title="Other homes")
    assert restated.statement.title == "Other homes"
    again = open_folder(folder.path)
    assert again.statement.title == "Other homes"
    again.close()


def test_no_study_here(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="is no study"):
        open_folder(tmp_path)


@pytest.mark.parametrize("text", ["", "[study", "[study]\nid = 1", "\x00\x01"])
def test_a_damaged_statement_is_named(folder: Folder, text: str) -> None:
    (folder.path / "study.toml").write_text(text)
    with pytest.raises(StudyCorrupt, match="statement"):
        open_folder(folder.path)


def test_a_statement_that_lost_its_purpose_is_refused(folder: Folder) -> None:
    file = folder.path / "study.toml"
    file.write_text(file.read_text().replace("how newcomers find a home", ""))
    with pytest.raises(StudyIncomplete, match="purpose"):
        open_folder(folder.path)


def test_a_missing_record_is_named(folder: Folder) -> None:
    folder.close()
    for file in folder.path.glob("study.sqlite*"):
        file.unlink()
    with pytest.raises(StudyCorrupt, match="missing"):
        open_folder(folder.path)


@pytest.mark.parametrize("damage", [b"", b"not a database at all" * 100])
def test_a_record_of_other_bytes_is_named(folder: Folder, damage: bytes) -> None:
    folder.close()
    for file in folder.path.glob("study.sqlite-*"):
        file.unlink()
    (folder.path / "study.sqlite").write_bytes(damage)
    with pytest.raises(StudyCorrupt):
        open_folder(folder.path)


def test_a_record_of_another_study_is_refused(folder: Folder, tmp_path: Path) -> None:
    other = create(tmp_path / "other", state("T", "P", "B", "2099-01-01"))
    other.close()
    folder.close()
    (folder.path / "study.sqlite").write_bytes((other.path / "study.sqlite").read_bytes())
    with pytest.raises(StudyCorrupt, match="different studies"):
        open_folder(folder.path)


def test_a_later_study_asks_for_an_upgrade(folder: Folder) -> None:
    folder.close()
    with sqlite3.connect(folder.path / "study.sqlite") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.close()
    with pytest.raises(StudyTooNew, match="9999"):
        open_folder(folder.path)


def test_a_locked_study_says_so(folder: Folder) -> None:
    holder = sqlite3.connect(folder.path / "study.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    impatient = Database(folder.path / "study.sqlite", busy_seconds=0.05)
    with pytest.raises(StudyLocked, match="another process"), impatient.write():
        pass
    holder.close()
    impatient.close()


def test_without_its_key_a_study_opens_but_says_what_is_missing(folder: Folder) -> None:
    key.destroy(folder.statement.id)
    again = open_folder(folder.path)
    with pytest.raises(KeyMissing, match="not on this machine"):
        again.key()
    again.close()


@pytest.mark.parametrize("text", ["", "{}", '{"key": "short"}', '{"key": "c2hvcnQ="}', "[]"])
def test_a_damaged_key_is_named(folder: Folder, text: str) -> None:
    key.path(folder.statement.id).write_text(text)
    with pytest.raises(KeyMissing, match="damaged"):
        folder.key()
