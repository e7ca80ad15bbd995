"""Bytes of files, packed or not: what went wrong is told, what came before is kept."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import SourceError
from diatrace.source import reading, stream


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_plain_packed_and_within_a_zip(path: Path) -> None:
    for data, member in ((b"hello\nyou", ""), (gzip.compress(b"hello\nyou"), "")):
        path.write_bytes(data)
        with stream.opened(path, member) as found:
            assert (found.read(), found.fault) == (b"hello\nyou", "")
    with stream.opened(zipped(path, inner=b"hello\nyou"), "inner") as found:
        assert (found.readline(), found.read(), found.fault) == (b"hello\n", b"you", "")


def test_a_packed_file_cut_short_keeps_its_beginning(path: Path) -> None:
    data = bytes(range(256)) * 4000
    path.write_bytes(gzip.compress(data)[:-9])
    with stream.opened(path) as found:
        assert data.startswith(found.read())
        assert "cut short" in found.fault


def test_a_damaged_member_keeps_its_beginning(path: Path) -> None:
    zipped(path, inner=bytes(range(256)) * 4000)
    raw = bytearray(path.read_bytes())
    raw[1500:1600] = b"\x00" * 100
    path.write_bytes(raw)
    with stream.opened(path, "inner") as found:
        found.read()
        assert "damaged" in found.fault


def test_a_member_that_is_not_there(path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be unpacked"), stream.opened(zipped(path, a=b"x"), "b"):
        pass


def test_a_bomb_is_read_no_further(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "_FREE", 1_000_000)
    path.write_bytes(gzip.compress(b"\x00" * 9_000_000))
    with stream.opened(path) as found:
        assert len(found.read()) <= 2_000_000
        assert "unreasonable size" in found.fault


def test_what_compresses_well_but_honestly_is_read(path: Path) -> None:
    path.write_bytes(gzip.compress(b"the same line again\n" * 500_000))
    with stream.opened(path) as found:
        assert len(found.read()) == 10_000_000
        assert found.fault == ""


def test_the_head_of_a_file(path: Path) -> None:
    path.write_bytes(gzip.compress(b"abcdef"))
    assert stream.head_of(path, 3) == b"abc"
    path.write_bytes(b"")
    with pytest.raises(SourceError, match="is empty"):
        stream.head_of(path, 3)
    path.write_bytes(b"\x1f\x8b\x08broken")
    with pytest.raises(SourceError, match="cannot be unpacked"):
        stream.head_of(path, 3)


def test_a_head_is_unpacked_as_far_as_it_goes() -> None:
    packed = gzip.compress(bytes(range(256)) * 400)
    assert (
        stream.unpacked_head(packed[:200])
        == (bytes(range(256)) * 400)[: len(stream.unpacked_head(packed[:200]))]
    )
    assert stream.unpacked_head(packed[:200]) != b""
    assert stream.unpacked_head(b"plain") == b"plain"
    assert stream.unpacked_head(b"\x1f\x8bnot packed") == b""


def lines(path: Path, data: bytes, encoding: str, newline: str = "\n") -> list[tuple[bytes, str, bool]]:
    path.write_bytes(data)
    with stream.opened(path) as found:
        return list(stream.lines(found, encoding, newline))


def test_lines_keep_their_ends_and_lose_their_mark(path: Path) -> None:
    assert lines(path, b"\xef\xbb\xbfa\r\nb\rc\n\nd", "utf-8") == [
        (b"a\r\n", "a\r\n", True),
        (b"b\rc\n", "b\rc\n", True),
        (b"\n", "\n", True),
        (b"d", "d", True),
    ]


def test_lines_in_wide_encodings_keep_their_bytes(path: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):
        text = "\ufeffété 🏠\nسكن\n"
        found = lines(path, text.encode(encoding), encoding)
        assert [each[1] for each in found] == ["été 🏠\n", "سكن\n"]
        assert [each[0] for each in found] == ["été 🏠\n".encode(encoding), "سكن\n".encode(encoding)]


def test_lines_that_end_in_carriage_returns(path: Path) -> None:
    assert [each[1] for each in lines(path, b"a\rb\r", "utf-8", "\r")] == ["a\r", "b\r"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_an_endless_line_comes_cut_and_the_next_one_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 10)
    found = lines(path, ("x" * 95 + "\nnext\n").encode(encoding), encoding)
    assert [(each[1], each[2]) for each in found] == [("x" * 10, False), ("next\n", True)]


@given(st.lists(st.binary(max_size=20).map(lambda line: line.replace(b"\n", b"")), max_size=8))
def test_lines_add_up_to_the_file(tmp_path_factory: pytest.TempPathFactory, given_: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("lines") / "f"
    data = b"\n".join(given_)
    if data.startswith((b"\xef\xbb\xbf", stream.GZIP)):
        return
    assert b"".join(each[0] for each in lines(path, data, "utf-8")) == data
