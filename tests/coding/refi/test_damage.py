"""Damaged files: a clear refusal, or what is sound with the rest listed; never anything else."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.coding.refi import STANDARD, read, write
from diatrace.errors import SourceError
from tests.coding.refi.invented import coded, valid

FIXTURE = [HealthCheck.function_scoped_fixture]
ODD = st.sampled_from(
    [
        "",
        "-1",
        "99999999",
        "1e9",
        "NaN",
        "5.5",
        "x",
        "2020-13-01T00:00:00",
        "9" * 5000,
        "#ff",
        "😀\t",
        "internal://../x",
    ]
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A project in a zip."""
    path = tmp_path_factory.mktemp("whole") / "project.qdpx"
    write(coded(random.Random(5), "\r\n", True, each=4), path)
    return path.read_bytes()


@pytest.fixture(scope="module")
def inside(whole: bytes, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Its project file."""
    path = tmp_path_factory.mktemp("inside") / "project.qdpx"
    path.write_bytes(whole)
    with zipfile.ZipFile(path) as archive:
        return archive.read("project.qde")


def survives(path: Path, data: bytes) -> bool:
    """Read damaged bytes; what comes of it must be writable, valid, and the same when read again."""
    path.write_bytes(data)
    try:
        found, _ = read(path)
    except SourceError as error:
        assert error.what
        return False
    again = path.with_name("again.qdpx")
    write(found, again, STANDARD, names=True)
    assert read(again)[0] == found
    with zipfile.ZipFile(again) as archive:
        assert valid(archive.read("project.qde")) == []
    return True


@settings(deadline=None, max_examples=60, suppress_health_check=FIXTURE)
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_zip_cut_anywhere(tmp_path: Path, whole: bytes, share: float) -> None:
    survives(tmp_path / "cut.qdpx", whole[: int(len(whole) * share)])


@settings(deadline=None, max_examples=150, suppress_health_check=FIXTURE)
@given(
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6)
)
def test_flipped_bytes_in_a_zip(tmp_path: Path, whole: bytes, flips: list[tuple[float, int]]) -> None:
    data = bytearray(whole)
    for share, byte in flips:
        data[int(len(data) * share)] = byte
    survives(tmp_path / "flipped.qdpx", bytes(data))


@settings(deadline=None, max_examples=150, suppress_health_check=FIXTURE)
@given(
    flips=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.sampled_from(b'09afAF-"<>& #/\x00')),
        min_size=1,
        max_size=3,
    )
)
def test_flipped_bytes_in_a_project_file(
    tmp_path: Path, inside: bytes, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(inside)
    for share, byte in flips:
        data[int(len(data) * share)] = byte
    survives(tmp_path / "flipped.qde", bytes(data))


@settings(deadline=None, max_examples=100, suppress_health_check=FIXTURE)
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), ODD), min_size=1, max_size=4))
def test_odd_attributes(tmp_path: Path, inside: bytes, changes: list[tuple[float, str]]) -> None:
    pieces = inside.decode().split('"')
    for share, value in changes:
        pieces[2 * int(len(pieces) // 2 * share) + 1] = value
    changed = '"'.join(pieces).encode()
    survives(tmp_path / "odd.qde", changed)


def test_what_is_whole_survives(tmp_path: Path, whole: bytes, inside: bytes) -> None:
    assert survives(tmp_path / "whole.qdpx", whole)
    assert survives(tmp_path / "whole.qde", inside)
