from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from diatrace.corpus import archive
from diatrace.errors import CorpusError

NAMES = ("a.txt", "b.txt")


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    made = {name: tmp_path / name for name in NAMES}
    for name, path in made.items():
        path.write_text(f"{name} قريب 🏠\n" * 50, encoding="utf-8")
    return made


@pytest.fixture
def into(tmp_path: Path) -> Path:
    made = tmp_path / "into"
    made.mkdir()
    return made


def test_equal_contents_give_equal_bytes(files: dict[str, Path], tmp_path: Path) -> None:
    archive.pack(files, tmp_path / "1.zip")
    (files["a.txt"]).touch()
    archive.pack(dict(reversed(files.items())), tmp_path / "2.zip")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_what_was_packed_comes_out(files: dict[str, Path], tmp_path: Path, into: Path) -> None:
    archive.pack(files, tmp_path / "1.zip")
    found = archive.unpack(tmp_path / "1.zip", into, NAMES)
    assert {name: path.read_bytes() for name, path in found.items()} == {
        name: path.read_bytes() for name, path in files.items()
    }
    assert sorted(each.name for each in into.iterdir()) == sorted(NAMES)


def test_a_compressed_archive_is_smaller(files: dict[str, Path], tmp_path: Path) -> None:
    archive.pack(files, tmp_path / "stored.zip")
    archive.pack(files, tmp_path / "packed.zip", compressed=True)
    assert (tmp_path / "packed.zip").stat().st_size < (tmp_path / "stored.zip").stat().st_size
    with zipfile.ZipFile(tmp_path / "packed.zip") as opened:
        assert opened.testzip() is None


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("a.txt",), "lacks b.txt"),
        (("a.txt", "b.txt", "../c.txt"), "which no bundle has"),
        (("a.txt", "b.txt", "/etc/c.txt"), "which no bundle has"),
        (("a.txt", "b.txt", "c/"), "which no bundle has"),
    ],
)
def test_other_names_are_refused(tmp_path: Path, into: Path, names: tuple[str, ...], why: str) -> None:
    with zipfile.ZipFile(tmp_path / "1.zip", "w") as made:
        for name in names:
            made.writestr(name, "x")
    with pytest.raises(CorpusError, match=why):
        archive.unpack(tmp_path / "1.zip", into, NAMES)
    assert not list(into.iterdir())
    assert not (tmp_path / "c.txt").exists()


def test_a_name_held_twice_is_refused(tmp_path: Path, into: Path) -> None:
    with zipfile.ZipFile(tmp_path / "1.zip", "w") as made, pytest.warns(UserWarning, match="Duplicate"):
        for name in (*NAMES, "a.txt"):
            made.writestr(name, "x")
    with pytest.raises(CorpusError, match="twice"):
        archive.unpack(tmp_path / "1.zip", into, NAMES)


def test_a_bomb_is_refused_unopened(tmp_path: Path, into: Path) -> None:
    with zipfile.ZipFile(tmp_path / "1.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for name in NAMES:
            made.writestr(name, b"\0" * 50_000_000)
    with pytest.raises(CorpusError, match="compressed"):
        archive.unpack(tmp_path / "1.zip", into, NAMES)
    assert not list(into.iterdir())


def test_files_that_overlap_are_refused(files: dict[str, Path], tmp_path: Path, into: Path) -> None:
    """Two entries of the directory that point at the same bytes would unfold to more than the archive weighs."""
    archive.pack(files, tmp_path / "1.zip")
    data = bytearray((tmp_path / "1.zip").read_bytes())
    second = data.rindex(b"PK\x01\x02")
    first = data.index(b"PK\x01\x02")
    for place in (20, 24):
        data[first + place : first + place + 4] = (len(data)).to_bytes(4, "little")
        data[second + place : second + place + 4] = (len(data)).to_bytes(4, "little")
    (tmp_path / "1.zip").write_bytes(data)
    with pytest.raises(CorpusError, match="more than it weighs"):
        archive.unpack(tmp_path / "1.zip", into, NAMES)


@pytest.mark.parametrize("change", ["prefix", "suffix", "comment", "time"])
def test_bytes_that_mean_nothing_still_count(
    files: dict[str, Path], tmp_path: Path, into: Path, change: str
) -> None:
    path = tmp_path / "1.zip"
    archive.pack(files, path)
    data = path.read_bytes()
    if change == "comment":
        with zipfile.ZipFile(path, "a") as opened:
            opened.comment = b"hello"
    elif change == "time":
        path.write_bytes(data.replace(b"\x21\x00", b"\x22\x00"))
    else:
        path.write_bytes(b"x" + data if change == "prefix" else data + b"x")
    assert path.read_bytes() != data
    with pytest.raises(CorpusError, match="no whole bundle"):
        archive.unpack(path, into, NAMES)


@pytest.mark.parametrize("data", [b"", b"PK", b"not a zip at all" * 99, b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_is_named(tmp_path: Path, into: Path, data: bytes) -> None:
    (tmp_path / "1.zip").write_bytes(data)
    with pytest.raises(CorpusError, match=r"1\.zip is no whole bundle"):
        archive.unpack(tmp_path / "1.zip", into, NAMES)
