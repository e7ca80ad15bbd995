"""Exports as files, folders and zips, good and bad."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from diatrace.errors import SourceError
from diatrace.source.chat import parcel as module
from diatrace.source.chat.parcel import unpacked

FILES = {"b/message_10.json": b"ten", "b/message_9.json": b"nine", "a.txt": b"text"}


@pytest.fixture(params=["folder", "zip"])
def export(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    hidden = {"__MACOSX/a.txt": b"x", ".DS_Store": b"x", "b/._a.txt": b"x"}
    if request.param == "folder":
        for name, data in {**FILES, **hidden}.items():
            (tmp_path / "export" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "export" / name).write_bytes(data)
        return tmp_path / "export"
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("b/", b"")
        for name, data in {**FILES, **hidden}.items():
            archive.writestr(name, data)
    return tmp_path / "export.zip"


def test_files_are_listed_in_order_and_read(export: Path) -> None:
    with unpacked(export) as parcel:
        assert parcel.names == ("a.txt", "b/message_9.json", "b/message_10.json")
        assert {name: parcel.read(name) for name in parcel.names} == FILES
        assert parcel.head("a.txt", 2) == b"te"


def test_one_file_is_a_parcel_of_one(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}")
    with unpacked(path) as parcel:
        assert parcel.names == ("x.json",)
        assert parcel.read("x.json") == b"{}"


def test_a_link_out_of_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_bytes(b"{}")
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "link.json").symlink_to(tmp_path / "secret.json")
    with unpacked(tmp_path / "export") as parcel:
        assert parcel.names == ()


@pytest.mark.parametrize("name", ["../up.json", "/etc/up.json", "a/../../up.json", "..\\up.json"])
def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, b"{}")
    with pytest.raises(SourceError, match="leads out of it"), unpacked(path):
        pass


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", b"\0" * 30_000_000)
    with pytest.raises(SourceError, match="unpack"), unpacked(path) as parcel:
        parcel.read("a.json")


def test_a_file_too_large_to_be_read_at_once_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "WHOLE_LIMIT", 10)
    path = tmp_path / "x.json"
    path.write_bytes(b"x" * 11)
    with pytest.raises(SourceError, match="larger than"), unpacked(path) as parcel:
        parcel.read("x.json")


@pytest.mark.parametrize("data", [b"PK\x03\x04" + bytes(200), b"PK\x03\x04"])
def test_a_damaged_zip_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    with pytest.raises(SourceError, match="cannot be unpacked"), unpacked(path):
        pass


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"), unpacked(tmp_path / "nowhere"):
        pass
