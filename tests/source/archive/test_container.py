"""Packages are checked against what they say of themselves, and read as far as they can be."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.errors import SourceError
from diatrace.model import Record, Unreadable
from diatrace.source import reading
from diatrace.source.archive.container import faults_of, wacz_of
from diatrace.source.warc import ArchiveParams, Wacz
from tests.source.archive_samples import members, page, response, wacz

URLS = [f"https://example.org/{number}" for number in range(4)]
RECORDS = [members([response(url, page(f"text of {url}"))]) for url in URLS]


def _read(path: Path) -> list[Record | Unreadable]:
    reader = Wacz()
    return list(reader.read(path, reader.prepare(path, ArchiveParams())))


def _urls(path: Path) -> list[str]:
    return [each.url for each in _read(path) if isinstance(each, Record)]


def _rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Change the files of a package."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize("stored", [True, False])
def test_a_whole_package_has_no_faults(tmp_path: Path, stored: bool) -> None:
    path = wacz(tmp_path / "a.wacz", b"".join(RECORDS), stored=stored)
    assert faults_of(path) == ()
    assert _urls(path) == URLS


def _without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.__delitem__(name)


def _with(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda files: files.update({name: data})


def _resource(**changes: Any) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        package = json.loads(files["datapackage.json"])
        package["resources"][0] = {
            name: value for name, value in (package["resources"][0] | changes).items() if value != ""
        }
        files["datapackage.json"] = json.dumps(package).encode()
        del files["datapackage-digest.json"]

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_without("datapackage.json"), "datapackage.json is missing: nothing can be checked"),
        (_without("pages/pages.jsonl"), "pages/pages.jsonl is listed and not there"),
        (_with("archive/more.warc.gz", RECORDS[0]), "archive/more.warc.gz is not listed in datapackage.json"),
        (
            _with("datapackage-digest.json", b"{}"),
            "datapackage.json is not what datapackage-digest.json says it is",
        ),
        (
            _with("datapackage.json", b"[1]"),
            "datapackage.json is not what datapackage-digest.json says it is",
        ),
        (_with("pages/pages.jsonl", b"x" * 45), "pages/pages.jsonl has 45 bytes, not 44"),
        (_with("pages/pages.jsonl", b"x" * 44), "pages/pages.jsonl has another digest than is listed"),
        (_resource(hash="crc9:00"), "archive/data.warc.gz has a digest of a kind unknown here"),
        (_resource(hash=""), "archive/data.warc.gz has no digest"),
        (_resource(path=""), "a file without a path is listed and not there"),
    ],
)
def test_what_does_not_agree_is_told_and_the_pages_are_read(
    tmp_path: Path, change: Callable[[dict[str, bytes]], None], fault: str
) -> None:
    path = _rewritten(wacz(tmp_path / "a.wacz", b"".join(RECORDS)), change)
    assert fault in faults_of(path)
    assert fault in Wacz().prepare(path, ArchiveParams()).notes
    assert set(_urls(path)) == set(URLS)


@pytest.mark.parametrize("told", [b"", b"\xff\xfe", b"[]", b'{"resources": 7}', b'{"resources": [7]}'])
def test_a_list_of_files_that_is_none_hinders_nothing(tmp_path: Path, told: bytes) -> None:
    path = _rewritten(wacz(tmp_path / "a.wacz", b"".join(RECORDS)), _with("datapackage.json", told))
    assert faults_of(path)
    assert _urls(path) == URLS


def test_the_first_version_tells_digests_otherwise(tmp_path: Path) -> None:
    def older(files: dict[str, bytes]) -> None:
        package = json.loads(files["datapackage.json"])
        for each in package["resources"]:
            told = each.pop("hash").removeprefix("sha256:")
            each |= {"stats": {"hash": told, "bytes": each.pop("bytes")}, "hashing": "sha256"}
        files["datapackage.json"] = json.dumps(package).encode()
        del files["datapackage-digest.json"]

    assert faults_of(_rewritten(wacz(tmp_path / "a.wacz", b"".join(RECORDS)), older)) == ()
    spoilt = wacz(tmp_path / "b.wacz", b"".join(RECORDS), spoil=True)
    assert "archive/data.warc.gz has another digest than is listed" in faults_of(_rewritten(spoilt, older))


def test_pages_without_title_or_text_have_those_of_the_list(tmp_path: Path) -> None:
    empty = b"<html><head></head><body><script>render()</script></body></html>"
    listed = {"url": URLS[0], "title": "From the list", "text": "Text of the list"}
    lines = [
        json.dumps(listed),
        "{",
        '{"url": 7}',
        '{"url": "https://example.org/1", "title": 7, "text": null}',
        json.dumps({"url": URLS[2], "title": "not used", "text": "not used"}),
    ]
    records = [
        response(URLS[0], empty),
        response(URLS[1], page("one")),
        response(URLS[2], page("two", title="Two")),
    ]
    path = wacz(tmp_path / "a.wacz", members(records), pages="\n".join(lines))
    found = [each for each in _read(path) if isinstance(each, Record)]
    assert [(each.title, each.text.partition("\n")[0]) for each in found] == [
        ("From the list", "Text of the list"),
        ("Page", "one"),
        ("Two", "two"),
    ]


def _damaged(path: Path, name: str) -> Path:
    """Damage one member of a package, in its middle."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    data = bytearray(path.read_bytes())
    start = info.header_offset + 30 + len(name) + info.compress_size // 2
    data[start : start + 12] = b"\xff" * 12
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize("name", ["pages/pages.jsonl", "datapackage.json", "datapackage-digest.json"])
def test_a_list_that_is_damaged_hinders_nothing(tmp_path: Path, name: str, stored: bool) -> None:
    pages = "\n".join(json.dumps({"url": url, "title": "x" * 200}) for url in URLS)
    path = _damaged(wacz(tmp_path / "a.wacz", b"".join(RECORDS), pages=pages, stored=stored), name)
    assert faults_of(path)
    assert _urls(path) == URLS


def test_an_archive_that_is_damaged_gives_the_rest(tmp_path: Path) -> None:
    path = _damaged(wacz(tmp_path / "a.wacz", b"".join(RECORDS)), "archive/data.warc.gz")
    assert any("archive/data.warc.gz" in each for each in faults_of(path))
    found = _read(path)
    assert any(isinstance(each, Unreadable) for each in found)
    assert len([each for each in found if isinstance(each, Record)]) == len(URLS) - 1


def test_a_package_cut_off_gives_what_is_there(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", b"".join(RECORDS))
    path.write_bytes(path.read_bytes()[: sum(map(len, RECORDS[:3])) + 60])
    notes = Wacz().prepare(path, ArchiveParams()).notes
    assert any("it has no list of its files" in each for each in notes)
    assert _urls(path) == URLS[:3]


@settings(max_examples=60)
@given(st.data())
def test_a_package_cut_anywhere_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cut: st.DataObject
) -> None:
    path = wacz(tmp_path_factory.mktemp("cut") / "a.wacz", b"".join(RECORDS))
    data = path.read_bytes()
    path.write_bytes(data[: cut.draw(st.integers(0, len(data)))])
    try:
        found = _urls(path)
    except SourceError:
        found = []
    assert found == URLS[: len(found)]


def test_a_zip_that_is_no_package_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", "hello")
    with pytest.raises(SourceError, match="is no WACZ"):
        wacz_of(path)


def test_a_package_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/bomb.warc", b"\0" * 50_000_000)
        archive.writestr("archive/good.warc.gz", b"".join(RECORDS))
        archive.writestr("datapackage.json", "{}")
    monkeypatch.setattr(reading, "MEMBER_LIMIT", 1_000_000)
    found = _read(path)
    assert [each.url for each in found if isinstance(each, Record)] == URLS
    (fault,) = (each for each in found if isinstance(each, Unreadable))
    assert "bomb.warc" in fault.reason


def _patched(path: Path, old: bytes, new: bytes) -> Path:
    """Change the list of files at the end of a package."""
    head, mark, tail = path.read_bytes().rpartition(b"PK\x01\x02")
    whole = head + mark + tail
    start = whole.index(b"PK\x01\x02")
    path.write_bytes(whole[:start] + whole[start:].replace(old, new))
    return path


def test_a_list_of_files_that_points_elsewhere_is_found_out(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", b"".join(RECORDS))
    with zipfile.ZipFile(path) as archive:
        place = archive.getinfo("pages/pages.jsonl").header_offset.to_bytes(4, "little")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("archive/z.warc.gz", RECORDS[0])
        moved = archive.getinfo("archive/z.warc.gz").header_offset.to_bytes(4, "little")
    wrong = (int.from_bytes(place, "little") + 7).to_bytes(4, "little")
    found = _read(_patched(path, moved, wrong))
    assert [each.url for each in found if isinstance(each, Record)] == URLS
    (fault,) = (each for each in found if isinstance(each, Unreadable))
    assert fault.reason.endswith("archive/z.warc.gz is not where the zip says")


def test_a_list_of_files_that_is_none_is_refused(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", b"".join(RECORDS))
    with pytest.raises(SourceError, match=r"a\.wacz cannot be unpacked"):
        wacz_of(_patched(path, b"PK\x01\x02", b"XX\x01\x02"))


def test_a_packed_archive_that_is_damaged_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", b"".join(RECORDS), stored=False)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/a.warc", b"".join(response(url, page(url * 99)) for url in URLS) * 3)
    found = _read(_damaged(path, "archive/a.warc"))
    assert [each.url for each in found if isinstance(each, Record)] == URLS
    (fault,) = (each for each in found if isinstance(each, Unreadable))
    assert "archive/a.warc cannot be unpacked" in fault.reason


def test_a_listed_file_that_unpacks_without_end_is_not_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = wacz(tmp_path / "a.wacz", b"".join(RECORDS))
    monkeypatch.setattr(reading, "MEMBER_LIMIT", 40)
    assert "archive/data.warc.gz would unpack to an unreasonable size" in faults_of(path)
