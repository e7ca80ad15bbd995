"""A disk that takes no more: said plainly, nothing half done, and all goes on once there is space."""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from diatrace.study import open_study
from tests.faults.conftest import Command, Said, plain, posts, verified

MIB = 1024**2

WORDS: dict[str, tuple[str, ...]] = {
    "import": ("source", "add", "{study}", "{place}/more.ndjson", "--no-language"),
    "decide": ("decide", "{study}", "housing", "--from", "{place}/decisions.csv", "--reviewer", "Idris"),
    "propose": ("propose", "{study}", "housing"),
    "freeze": ("corpus", "freeze", "{study}", "housing", "--rule", "one"),
    "publish": ("publish", "{study}", "housing", "bundle", "--out", "{study}/out.bundle.zip"),
    "search": ("trace", "search", "{study}", "room"),
}


@pytest.fixture(params=WORDS)
def words(request: pytest.FixtureRequest, place: Path) -> Callable[[Path], list[str]]:
    """Return a command that writes, for a study in a given place."""
    with open_study(place / "study") as opened:
        names = [each.id for each in opened.trace.list(limit=200)]
    (place / "more.ndjson").write_text(posts(3000, 300), encoding="utf-8")
    rows = [f"{each},in,{'because it tells of a room ' * 20}" for each in names]
    (place / "decisions.csv").write_text("\n".join(["trace,verdict,reason", *rows]), encoding="utf-8")
    return lambda study: [each.format(study=study, place=place) for each in WORDS[request.param]]


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return how to mount a small disk, where this machine lets us."""
    folder = tmp_path / "small"
    folder.mkdir()

    def mount(size: str) -> Path:
        mounter = shutil.which("mount")
        done = mounter and subprocess.run(
            [mounter, "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=False, capture_output=True
        )
        if not done or done.returncode:
            pytest.skip("a small disk cannot be mounted here")
        return folder

    yield mount
    if folder.is_mount():
        subprocess.run([shutil.which("umount") or "umount", folder], check=True)


def fill(folder: Path, left: int) -> Path:
    """Fill a disk up to some bytes."""
    free = shutil.disk_usage(folder).free
    filler = folder / "filler"
    with filler.open("wb") as file:
        file.write(bytes(max(0, free - left)))
    return filler


def refused(said: Said) -> None:
    plain(said)
    assert said.code == 1
    assert "the disk took no more" in said.err
    assert "free some space" in said.err


@pytest.mark.parametrize("left", [0, 24 * 1024])
def test_a_full_disk_is_told_and_harms_nothing(
    command: Command, words: Callable[[Path], list[str]], place: Path, small: Callable[[str], Path], left: int
) -> None:
    study = small("4m") / "study"
    shutil.copytree(place / "study", study)
    shutil.rmtree(study / "index")
    filler = fill(study.parent, left)
    refused(command(*words(study)))
    filler.unlink()
    assert verified(study) == []
    assert not list(study.rglob("*.part"))
    assert command(*words(study)).code in {0, 3}
    assert verified(study) == []


def test_a_limit_on_files_is_told_as_a_full_disk(
    command: Command, words: Callable[[Path], list[str]], study: Path
) -> None:
    shutil.rmtree(study / "index")
    refused(command(*words(study), limits={resource.RLIMIT_FSIZE: 4096}))
    assert verified(study) == []
    assert command(*words(study)).code in {0, 3}
    assert verified(study) == []


def test_no_study_is_half_made(command: Command, small: Callable[[str], Path]) -> None:
    folder = small("4m") / "study"
    words = ("new", folder, "--title", "T", "--purpose", "P", "--basis", "B", "--retain-until", "2099-12-31")
    filler = fill(folder.parent, 32 * 1024)
    refused(command(*words))
    filler.unlink()
    assert command(*words).code == 0
    assert verified(folder) == []
