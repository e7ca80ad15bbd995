"""Processes killed at any moment: nothing acknowledged is lost; done again, all is as after an undisturbed run."""

from __future__ import annotations

import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from diatrace.store import canonical
from diatrace.study import open_study
from tests.faults import work
from tests.faults.conftest import Start, posts, verified

ALL = 1_000_000
EACH = 6
"""How many changes of the disk are cut short, drawn from all, and how many moments by the clock beside."""

Piece = Callable[..., tuple[int | None, int]]


@pytest.fixture
def piece(start: Start, tmp_path: Path, keys: Path) -> Piece:
    """Return how to do a piece of work that dies before a change of the disk, or after some seconds, or not at all."""

    def go(name: str, *words: object, last: int = 0, seconds: float | None = None) -> tuple[int | None, int]:
        told = tmp_path / "told"
        told.unlink(missing_ok=True)
        process = start(work.piece, name, keys, [str(each) for each in words], last, told)
        process.join(seconds)
        process.kill()
        process.join()
        return process.exitcode, int(told.read_text(encoding="ascii")) if told.is_file() else 0

    return go


def stray(study: Path, out: Path) -> list[str]:
    """Return files of a study that nothing names, and files beside what was published."""
    with open_study(study) as opened:
        named = {each.name for each in opened.folder.segments()}
        named |= {each.file(study).name for each in opened.corpus.list()}
        named |= {each["file"] for each in opened.proposal.list("housing")}
    folders = [*(study / name for name in ("trace", "blob", "corpus", "proposal")), out.parent]
    found = {each.name for folder in folders for each in folder.iterdir()}
    return sorted(found - named - {out.name})


def traces(study: Path, _out: Path) -> Any:
    """Return what an import left: every trace but for the moment it was taken in, what was unreadable, the counts."""
    with open_study(study) as opened:
        held = [
            (each.id, each.digest, each.text, each.author, each.edited, each.position)
            for each in opened.trace.list(limit=ALL)
        ]
        newest = opened.source.list()[-1]
        counts = {name: newest[name] for name in ("read", "added", "known", "revised", "unreadable")}
        return sorted(held), opened.source.unreadable(newest["id"], raw=True), counts


def order(study: Path, _out: Path) -> Any:
    """Return the newest order of proposals."""
    with open_study(study) as opened:
        found = opened.proposal.order("housing")
    assert found is not None
    return found.to_pylist()


def corpora(study: Path, _out: Path) -> Any:
    """Return every frozen version."""
    with open_study(study) as opened:
        assert opened.corpus.verify("housing") == []
        return [(each.label, each.digest, each.members) for each in opened.corpus.list()]


def published(study: Path, out: Path) -> Any:
    """Return the digest of what was published; the event log tells of it."""
    with open_study(study) as opened:
        told = [each["body"] for each in opened.events() if each["kind"] == "publication.write"]
    digest = canonical.file_digest(out)
    assert digest in {each["sha256"] for each in told}
    return digest


WORK: dict[str, tuple[Callable[[Path, Path], Any], Callable[[Path], list[object]]]] = {
    "add": (traces, lambda place: [place / "more.ndjson"]),
    "propose": (order, lambda _place: []),
    "freeze": (corpora, lambda _place: []),
    "publish": (published, lambda place: ["bundle", place / "out" / "housing.bundle.zip"]),
}


@pytest.mark.parametrize("name", WORK)
def test_what_is_killed_half_way_is_done_again(
    piece: Piece, place: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    outcome, words = WORK[name]
    (place / "more.ndjson").write_text(posts(2000, 200), encoding="utf-8")
    clean = shutil.move(place / "study", place / "clean")

    def again(**how: Any) -> tuple[int | None, int]:
        return piece(name, place / "study", *words(place), **how)

    def afresh() -> None:
        for each in ("study", "out"):
            shutil.rmtree(place / each, ignore_errors=True)
        shutil.copytree(clean, place / "study")
        (place / "out").mkdir()

    out = place / "out" / "housing.bundle.zip"
    afresh()
    began = time.monotonic()
    code, changes = again()
    seconds = time.monotonic() - began
    assert code == 0
    assert changes >= EACH
    expected = outcome(place / "study", out)
    chance = random.Random(name)
    deaths: list[dict[str, Any]] = [{"last": each} for each in chance.sample(range(1, changes + 1), EACH)]
    deaths += [{"seconds": seconds * chance.uniform(0.2, 1)} for _ in range(EACH // 2)]
    for death in deaths:
        afresh()
        code, _ = again(**death)
        assert code == -signal.SIGKILL or "seconds" in death
        assert verified(place / "study") == [], death
        if name == "publish" and out.exists():
            assert outcome(place / "study", out) == expected, death
        getattr(work, name)(str(place / "study"), *map(str, words(place)))
        assert outcome(place / "study", out) == expected, death
        assert verified(place / "study") == [], death
        assert stray(place / "study", out) == [], death


def test_decisions_told_are_decisions_kept(start: Start, study: Path, keys: Path, tmp_path: Path) -> None:
    chance = random.Random(7)
    kept: set[int] = set()
    for attempt in range(EACH):
        told = tmp_path / f"told-{attempt}"
        process = start(work.piece, "decide", keys, [str(study), str(told)], 0, tmp_path / "end")
        wanted = chance.randint(1, 8)
        while process.is_alive() and (not told.is_file() or told.read_text().count("\n") < wanted):
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.02))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        kept |= {int(each) for each in told.read_text().split()}
        assert verified(study) == []
        with open_study(study) as opened:
            made = [each["id"] for each in opened.decision.list("housing")]
            assert kept <= set(made)
            assert len(made) - len(kept) <= 14 + attempt  # at most one a kill was kept and not yet told
    assert len(kept) >= EACH
