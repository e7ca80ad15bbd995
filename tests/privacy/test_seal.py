"""Sealed files: every byte string comes back, to the right key alone, and no change goes unseen."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.errors import StudyCorrupt
from diatrace.privacy import seal
from diatrace.privacy.seal import BLOCK, MARK, Sealer, unseal

KEY = bytes(range(32))
NAME = "raw-000001.sealed"


def sealed(path: Path, *parts: list[bytes], name: str = "") -> Path:
    with path.open("wb") as file:
        sealer = Sealer(file, name or path.name, KEY)
        for part in parts:
            sealer.extend(part)
        sealer.flush()
    return path


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.lists(st.binary(max_size=40), max_size=12), max_size=5), block=st.integers(1, 6))
def test_every_byte_string_comes_back_in_its_place(
    tmp_path: Path, parts: list[list[bytes]], block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seal, "BLOCK", block)
        path = sealed(tmp_path / NAME, *parts)
        items = [item for part in parts for item in part]
        assert [unseal(path, place, KEY) for place in range(len(items))] == items


def test_full_blocks_are_written_at_once_and_the_rest_at_the_end() -> None:
    file = io.BytesIO()
    sealer = Sealer(file, NAME, KEY)
    assert file.getvalue() == MARK
    sealer.extend([b"a"] * (BLOCK - 1))
    assert file.getvalue() == MARK
    sealer.extend([b"a"] * 2)
    full = len(file.getvalue())
    assert full > len(MARK)
    sealer.flush()
    whole = len(file.getvalue())
    assert whole > full
    sealer.flush()
    assert len(file.getvalue()) == whole


def test_nothing_of_what_is_sealed_can_be_read(tmp_path: Path) -> None:
    path = sealed(tmp_path / NAME, [b"a secret of Amal " * 50] * 30)
    content = path.read_bytes()
    assert b"secret" not in content
    assert b"Amal" not in content
    assert content != sealed(tmp_path / NAME, [b"a secret of Amal " * 50] * 30).read_bytes()  # a nonce each


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path / NAME, [b"x"])
    with pytest.raises(StudyCorrupt, match="another study's key"):
        unseal(path, 0, bytes(32))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_changed_byte_is_seen(tmp_path: Path, data: st.DataObject) -> None:
    path = sealed(tmp_path / NAME, [b"one", b"two"])
    content = bytearray(path.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    content[place] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(StudyCorrupt):
        unseal(path, 0, KEY)


@pytest.mark.parametrize("kept", [0, 3, len(MARK), len(MARK) + 2, len(MARK) + 10, -1])
def test_a_file_cut_short_is_seen(tmp_path: Path, kept: int) -> None:
    path = sealed(tmp_path / NAME, [b"one", b"two"])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(StudyCorrupt):
        unseal(path, 0, KEY)


def test_a_position_beyond_the_end_is_told(tmp_path: Path) -> None:
    path = sealed(tmp_path / NAME, [b"one", b"two"])
    for place in (2, BLOCK, 10 * BLOCK):
        with pytest.raises(StudyCorrupt):
            unseal(path, place, KEY)


def test_blocks_can_neither_be_moved_nor_come_from_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seal, "BLOCK", 1)
    path = sealed(tmp_path / NAME, [b"one", b"two"])
    content = path.read_bytes()
    half = (len(content) - len(MARK)) // 2
    first, second = content[len(MARK) : len(MARK) + half], content[len(MARK) + half :]
    assert len(first) == len(second)
    path.write_bytes(MARK + second + first)
    with pytest.raises(StudyCorrupt):
        unseal(path, 0, KEY)
    other = sealed(tmp_path / "raw-000002.sealed", [b"one"])
    other.replace(path)
    with pytest.raises(StudyCorrupt):
        unseal(path, 0, KEY)
