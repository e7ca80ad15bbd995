from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from diatrace.errors import StoreFull, StudyCorrupt
from diatrace.privacy.seal import BLOCK, unseal
from diatrace.store import segment
from diatrace.store.folder import Folder
from diatrace.store.segment import SegmentWriter

SCHEMA = pa.schema([("id", pa.string())])
KEY = bytes(32)


def _written(study: Path, number: int = 1) -> segment.Segment:
    writer = SegmentWriter(study, "trace", number, arrow=SCHEMA)
    writer.add(pa.table({"id": ["a", "b"]}, schema=SCHEMA))
    return writer.close()


def test_a_segment_counts_once_the_record_names_it(folder: Folder) -> None:
    made = _written(folder.path)
    assert folder.segments() == []
    with folder.database.write() as connection:
        segment.enter(connection, [made], None)
    assert folder.segments("trace") == [made]
    assert folder.segments("tie") == []


def test_numbers_go_on_after_the_highest(folder: Folder) -> None:
    with folder.database.write() as connection:
        assert segment.next_number(connection) == 1
        segment.enter(connection, [_written(folder.path, 41)], None)
        assert segment.next_number(connection) == 42


def test_orphans_are_swept_and_known_files_stay(folder: Folder) -> None:
    kept, orphan = _written(folder.path, 1), _written(folder.path, 2)
    (folder.path / "trace" / ".trace-000003.parquet.part").write_bytes(b"half")
    assert segment.sweep(folder.path, {kept.name}) == [".trace-000003.parquet.part", orphan.name]
    assert kept.path(folder.path).is_file()


def test_a_discarded_segment_leaves_nothing(folder: Folder) -> None:
    SegmentWriter(folder.path, "trace", 1, arrow=SCHEMA).discard()
    assert list((folder.path / "trace").iterdir()) == []


def test_an_altered_or_missing_segment_is_found(folder: Folder) -> None:
    made = _written(folder.path)
    segment.check(folder.path, made)
    path = made.path(folder.path)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(StudyCorrupt, match="altered"):
        segment.check(folder.path, made)
    path.unlink()
    with pytest.raises(StudyCorrupt, match="missing"):
        segment.check(folder.path, made)


def test_a_full_disk_is_said_plainly(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    writer = SegmentWriter(folder.path, "trace", 1, arrow=SCHEMA)
    monkeypatch.setattr("diatrace.store.segment.os.fsync", full)
    with pytest.raises(StoreFull, match="the disk took no more"):
        writer.close()
    writer.discard()
    assert list((folder.path / "trace").iterdir()) == []
    assert folder.segments() == []


def test_sealed_records_open_at_every_position(folder: Folder) -> None:
    items = [f"record {number}".encode() * (number % 7) for number in range(2 * BLOCK + 5)]
    writer = SegmentWriter(folder.path, "raw", 1, key=KEY)
    writer.add(items[:1500])
    writer.add(items[1500:])
    path = writer.close().path(folder.path)
    for position in (0, 1, BLOCK - 1, BLOCK, 2 * BLOCK - 1, 2 * BLOCK, len(items) - 1):
        assert unseal(path, position, KEY) == items[position]


def test_sealed_bytes_show_nothing_of_the_record(folder: Folder) -> None:
    writer = SegmentWriter(folder.path, "raw", 1, key=KEY)
    writer.add([b"Leila Haddad wrote this"] * 10)
    assert b"Leila" not in writer.close().path(folder.path).read_bytes()


@pytest.mark.parametrize("place", [3, 10, 20, -1])
def test_a_changed_sealed_file_does_not_open(folder: Folder, place: int) -> None:
    writer = SegmentWriter(folder.path, "raw", 1, key=KEY)
    writer.add([b"one", b"two"])
    path = writer.close().path(folder.path)
    changed = bytearray(path.read_bytes())
    changed[place] ^= 1
    path.write_bytes(changed)
    with pytest.raises(StudyCorrupt):
        unseal(path, 0, KEY)


def test_another_key_does_not_open(folder: Folder) -> None:
    writer = SegmentWriter(folder.path, "raw", 1, key=KEY)
    writer.add([b"one"])
    with pytest.raises(StudyCorrupt, match="another study's key"):
        unseal(writer.close().path(folder.path), 0, bytes([1] * 32))


def test_blocks_cannot_be_moved_to_another_file(folder: Folder) -> None:
    for number in (1, 2):
        writer = SegmentWriter(folder.path, "raw", number, key=KEY)
        writer.add([b"one"])
        writer.close()
    first, second = (folder.path / "blob" / f"raw-00000{number}.sealed" for number in (1, 2))
    second.write_bytes(first.read_bytes())
    with pytest.raises(StudyCorrupt):
        unseal(second, 0, KEY)
