"""Zips whose list of files is gone."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.coding.refi import read, write
from diatrace.coding.refi.salvage import salvaged
from diatrace.errors import SourceError
from tests.coding.refi.files import bare
from tests.coding.refi.invented import coded, spans

FILES = {"project.qde": b"<Project/>" * 400, "sources/é.txt": "déjà 🌙".encode() * 90, "sources/b.txt": b"b"}


class Pipe(io.BytesIO):
    """Where one cannot go back: a zip written into it tells sizes and sums after each file."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_where: object) -> int:
        raise io.UnsupportedOperation

    def tell(self) -> int:
        raise io.UnsupportedOperation


def zipped(method: int = zipfile.ZIP_DEFLATED, *, streamed: bool = False) -> bytes:
    held = Pipe() if streamed else io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    return held.getvalue()


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_files_are_found_without_the_list(tmp_path: Path, method: int, streamed: bool) -> None:
    data = zipped(method, streamed=streamed)
    path = bare(tmp_path, data[: data.rindex(b"PK\x01\x02") - 60], "cut.zip")
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(path)
    if method == zipfile.ZIP_STORED and streamed:
        assert salvaged(path) == {}, "nothing tells where they end"
    else:
        assert salvaged(path) == FILES


@pytest.mark.parametrize("streamed", [False, True])
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1, exclude_max=True, exclude_min=True))
def test_only_what_is_whole_is_found(tmp_path: Path, streamed: bool, share: float) -> None:
    data = zipped(streamed=streamed)
    found = salvaged(bare(tmp_path, data[: max(1, int(len(data) * share))], "cut.zip"))
    assert found.items() <= FILES.items()
    assert list(found) == list(FILES)[: len(found)]


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    flips=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4)
)
def test_what_is_found_is_what_was_there(tmp_path: Path, flips: list[tuple[float, int]]) -> None:
    data = bytearray(zipped())
    for share, byte in flips:
        data[int(len(data) * share)] = byte
    for content in salvaged(bare(tmp_path, bytes(data), "flipped.zip")).values():
        assert content in FILES.values()


def test_no_more_is_unpacked_than_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diatrace.coding.refi.salvage.LIMIT", len(FILES["project.qde"]) + 10)
    path = bare(tmp_path, zipped(), "whole.zip")
    assert list(salvaged(path)) == ["project.qde"]


def test_a_project_that_broke_off_is_read_as_far_as_it_is_whole(tmp_path: Path) -> None:
    project = coded(random.Random(8), "\r\n", True, texts=3, each=5)
    path = tmp_path / "p.qdpx"
    write(project, path)
    with zipfile.ZipFile(path) as archive:
        last = archive.infolist()[-1]
    path.write_bytes(path.read_bytes()[: last.header_offset + 200])
    found, report = read(path)
    assert [each.kind for each in report.losses] == ["damaged-archive", "missing-file"]
    gone = f"{last.filename.removeprefix('sources/')}"
    whole = [number for number, each in enumerate(project.sources) if f"{each.guid}.txt" != gone]
    assert len(whole) == 2
    assert [spans(found)[number] for number in whole] == [spans(project)[number] for number in whole]
    again = tmp_path / "again.qdpx"
    write(found, again)
    assert read(again)[0] == found


def test_a_project_file_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    write(coded(random.Random(8), "\n", False), path)
    path.write_bytes(path.read_bytes()[:300])
    with pytest.raises(SourceError, match="unpacked") as error:
        read(path)
    assert error.value.hint == "is the download whole?"
