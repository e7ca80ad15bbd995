from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.errors import StoreFull
from diatrace.proposal import shelf as module
from diatrace.proposal.features import VERSION, Features, batches
from diatrace.proposal.shelf import MANIFEST, Shelf
from diatrace.proposal.words import listed

TEXTS = ["A home for all", "Ein Zimmer für zwei", "بيت في المدينة", "", "a home, a home 🏠"]


def same(first: Features, second: Features) -> bool:
    """Whether two collections hold the same rows, word for word, and weigh them alike."""
    return (
        first.rows == second.rows
        and np.allclose(first.norms, second.norms)
        and all(
            [first.words[each] for each in first.sequence(row)]
            == [second.words[each] for each in second.sequence(row)]
            for row in range(first.rows)
        )
    )


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "features")


def test_an_empty_shelf_has_no_rows(shelf: Shelf) -> None:
    assert shelf.load().rows == 0


def test_what_was_counted_is_there_after_opening_again(shelf: Shelf) -> None:
    returned = shelf.extend(batches(TEXTS))
    assert same(returned, Features.of(TEXTS))
    assert same(Shelf(shelf.folder).load(), returned)


@given(st.lists(st.lists(st.text(max_size=30), max_size=4), max_size=5))
@settings(max_examples=20, deadline=None)
def test_rows_added_in_parts_are_kept_in_order(
    tmp_path_factory: pytest.TempPathFactory, parts: list[list[str]]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("features"))
    for part in parts:
        shelf.extend(batches(part))
    assert same(shelf.load(), Features.of([text for part in parts for text in part]))


def test_replaced_blocks_are_removed(shelf: Shelf) -> None:
    for text in TEXTS * 5:
        features = shelf.extend(batches([text]))
    names = {path.name for path in shelf.folder.iterdir()}
    assert len(names) == 2 + len(features.blocks)  # the manifest, the norms, the blocks


def test_a_reader_goes_on_while_the_shelf_is_extended(shelf: Shelf) -> None:
    before = shelf.extend(batches(TEXTS))
    shelf.extend(batches(TEXTS))
    assert same(before, Features.of(TEXTS))


def test_kinds_are_kept_apart(shelf: Shelf) -> None:
    shelf.extend(batches(TEXTS))
    assert Shelf(shelf.folder, pairs=False).load().rows == 0
    ties = Shelf(shelf.folder.parent / "ties", pairs=False)
    ties.extend(batches([["author:a b"], []], listed))
    assert ties.load().words == ["", "author:a b"]


def test_features_made_by_other_rules_are_counted_anew(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.extend(batches(TEXTS))
    monkeypatch.setattr(module, "VERSION", VERSION + 1)
    assert shelf.load().rows == 0
    assert same(shelf.extend(batches(TEXTS)), Features.of(TEXTS))


@pytest.mark.parametrize("damage", ["manifest", "block", "array", "norms"])
def test_what_cannot_be_read_is_counted_anew(shelf: Shelf, damage: str) -> None:
    shelf.extend(batches(TEXTS))
    manifest = json.loads((shelf.folder / MANIFEST).read_bytes())
    block = shelf.folder / manifest["blocks"][0]
    if damage == "manifest":
        (shelf.folder / MANIFEST).write_bytes(b'{"version": 1, "pairs"')
    elif damage == "block":
        block.rename(shelf.folder / "elsewhere")
    elif damage == "array":
        (block / "terms.npy").write_bytes(b"\x93NUMPY")
    else:
        np.save(shelf.folder / manifest["norms"], np.ones(2, np.float32))
    assert shelf.load().rows == 0
    assert same(shelf.extend(batches(TEXTS)), Features.of(TEXTS))


def test_a_crash_while_writing_loses_only_what_was_being_added(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf.extend(batches(TEXTS))

    def crash(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", crash)
        with pytest.raises(KeyboardInterrupt):
            shelf.extend(batches(["one more home"]))
    assert same(shelf.load(), Features.of(TEXTS))
    assert same(shelf.extend(batches(["one more home"])), Features.of([*TEXTS, "one more home"]))


def test_remains_of_a_crash_are_swept_after_a_day(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.extend(batches(TEXTS))
    (shelf.folder / "block-left").mkdir()
    shelf.extend(batches(TEXTS))
    assert (shelf.folder / "block-left").exists()
    monkeypatch.setattr(module, "ABANDONED_SECONDS", -60.0)
    shelf.extend(batches(TEXTS))
    assert not (shelf.folder / "block-left").exists()


def test_a_full_disk_is_said_plainly_and_costs_nothing(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.extend(batches(TEXTS))

    def full(path: Path, array: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module, "_save", full)
        with pytest.raises(StoreFull):
            shelf.extend(batches(["one more home"]))
    assert same(shelf.load(), Features.of(TEXTS))


GROW = """
import sys
from pathlib import Path
from diatrace.proposal.features import batches
from diatrace.proposal.shelf import Shelf

shelf = Shelf(Path(sys.argv[1]))
while True:
    print(shelf.extend(batches([f"home number{shelf.load().rows}"])).rows, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="kills a process the POSIX way")
def test_what_was_acknowledged_survives_kill_9(shelf: Shelf) -> None:
    for pause in (0.05, 0.2):
        process = subprocess.Popen(
            [sys.executable, "-c", GROW, str(shelf.folder)], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        acknowledged = int(process.stdout.readline())
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, process.stdout.read().split())])
        process.wait()
        process.stdout.close()
        features = shelf.load()
        assert features.rows in {acknowledged, acknowledged + 1}
        assert same(features, Features.of([f"home number{row}" for row in range(features.rows)]))
