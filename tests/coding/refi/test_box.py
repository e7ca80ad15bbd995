"""Where a project lies: zips and folders as they come, and nothing outside them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from diatrace.coding.refi import Project, Report, read
from diatrace.coding.refi.project import Document, File, Member
from diatrace.errors import SourceError
from tests.coding.refi.files import ONE_CODE, OTHER, SOURCE, bare, codebook, packed, project

SAID = "I waited. 🌙\r\nThey came.".encode()


def filed(path: str, more: str = "") -> bytes:
    """Return a project with a text in a file."""
    return project(f'<Sources><TextSource guid="{SOURCE}" name="s" plainTextPath="{path}" {more}/></Sources>')


def document(made: Project) -> Document:
    (source,) = made.sources
    assert isinstance(source, Document)
    return source


def kinds(report: Report) -> set[str]:
    return {each.kind for each in (*report.losses, *report.quirks)}


@pytest.mark.parametrize(
    ("members", "told", "expected"),
    [
        (("project.qde", "sources/a.txt"), "internal://a.txt", set()),
        (("Project.qde", "Sources/a.txt"), "internal://a.txt", {"project-name", "sources-name"}),
        (("Trial.qde", "sources/a.txt"), "internal://A.TXT", {"project-name"}),
        (("project.qde", "sources/a.txt"), "internal://sources/a.txt", set()),
        (("project.qde", "a.txt"), "internal://a.txt", set()),
        (("project.qde", "sources\\a.txt"), "internal://a.txt", set()),
        (("project.qde", "sources/a.txt"), "a.txt", {"no-scheme"}),
        (("project.qde", "sources/a b.txt"), "internal://a%20b.txt", set()),
        (("project.qde", "sources/a%20b.txt"), "internal://a%20b.txt", set()),
        (
            ("folder/project.qde", "folder/sources/a.txt"),
            "internal://a.txt",
            {"project-name", "missing-file"},
        ),
    ],
)
def test_zips_are_read_as_they_come(
    tmp_path: Path, members: tuple[str, str], told: str, expected: set[str]
) -> None:
    made, report = read(packed(tmp_path, {members[0]: filed(told), members[1]: SAID}))
    assert kinds(report) == expected
    if "missing-file" not in expected:
        source = document(made)
        assert source.text == "I waited. 🌙\nThey came."
        assert source.plain is not None
        assert (source.plain.name, source.plain.read()) == (f"{SOURCE}.txt", SAID)


@pytest.mark.parametrize("place", ["sources", "Sources", "."])
def test_a_bare_project_has_its_sources_beside_it(tmp_path: Path, place: str) -> None:
    (tmp_path / place).mkdir(exist_ok=True)
    (tmp_path / place / "a.txt").write_bytes(SAID)
    made, report = read(bare(tmp_path, filed("internal://a.txt"), "any.qde"))
    assert document(made).text == "I waited. 🌙\nThey came."
    assert report.losses == ()


def test_relative_files_lie_beside_a_zip(tmp_path: Path) -> None:
    (tmp_path / "film.MP4").write_bytes(b"moving")
    data = project(f'<Sources><VideoSource guid="{SOURCE}" path="relative:///film.MP4"/></Sources>')
    made, report = read(packed(tmp_path, {"project.qde": data}))
    assert made.sources[0].file == File.of(f"{SOURCE}.mp4", b"moving")  # type: ignore[union-attr]
    assert report.losses == ()


@pytest.mark.parametrize(
    "told",
    [
        "internal://../secret.txt", "relative:///../secret.txt", "relative:///../../etc/passwd", "../secret.txt",
        "absolute:///{0}/secret.txt", "file:///{0}/secret.txt", "{0}/secret.txt", "C:\\\\secret.txt",
    ],
)  # fmt: skip
def test_nothing_outside_is_opened(tmp_path: Path, told: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    made, report = read(packed(folder, {"project.qde": filed(told.format(tmp_path))}))
    assert document(made).text == ""
    assert "missing-file" in kinds(report)


def test_links_beside_a_project_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "a.txt").symlink_to(tmp_path / "secret.txt")
    made, _ = read(bare(folder, filed("internal://a.txt")))
    assert document(made).text == ""


def test_names_that_point_out_are_left_alone(tmp_path: Path) -> None:
    members = {
        "project.qde": project(ONE_CODE),
        "../evil.txt": b"x",
        "/etc/evil": b"x",
        "sources/../../evil": b"x",
        "C:/evil": b"x",
    }
    made, report = read(packed(tmp_path, members))
    assert [each.kind for each in report.losses] == ["unsafe-name"] * 4
    assert len(made.codes) == 1
    assert sorted(each.name for each in tmp_path.iterdir()) == ["project.qdpx"]


def test_a_source_that_is_a_bomb_is_missing(tmp_path: Path) -> None:
    path = packed(tmp_path, {"project.qde": filed("internal://a.txt"), "sources/a.txt": b"\0" * 30_000_000})
    made, report = read(path)
    assert kinds(report) == {"bomb", "missing-file"}
    assert document(made).text == ""


def test_a_project_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="unpack to"):
        read(packed(tmp_path, {"project.qde": b" " * 30_000_000}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_members_that_come_twice_are_told(tmp_path: Path) -> None:
    members = [
        ("project.qde", filed("internal://a.txt")),
        ("sources/a.txt", b"one"),
        ("sources/a.txt", b"two"),
    ]
    made, report = read(packed(tmp_path, members))
    assert kinds(report) == {"twice"}
    assert document(made).text == "two"


def test_the_project_in_the_root_is_taken(tmp_path: Path) -> None:
    other = project(codebook(f'<Code guid="{OTHER}" name="other" isCodable="true"/>'))
    made, report = read(packed(tmp_path, {"old/project.qde": other, "new.qde": project(ONE_CODE)}))
    assert [each.name for each in made.codes] == ["waiting"]
    assert kinds(report) == {"second-project", "project-name"}


def test_a_damaged_source_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "project.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.qde", filed("internal://a.txt"))
        archive.writestr("sources/a.txt", b"I waited and waited")
    path.write_bytes(path.read_bytes().replace(b"I waited and", b"I wanted and"))
    made, report = read(path)
    assert kinds(report) == {"damaged-file", "missing-file"}
    assert document(made).text == ""


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "sound XML"),
        (b"PK\x03\x04 and no more", "unpacked"),
        (b"Dear colleague,", "sound XML"),
        (b"<html><body/></html>", "no REFI-QDA project"),
        (b"<?xml version='1.0' encoding='klingon'?><Project/>", "decoded"),
    ],
)
def test_what_is_no_project_is_refused(tmp_path: Path, data: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        read(bare(tmp_path, data, "project.qdpx"))


def test_a_zip_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no project file") as error:
        read(packed(tmp_path, {"word/document.xml": b"<w/>"}))
    assert error.value.hint


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read(tmp_path / "gone.qdpx")


WEST = "Déjà vu à la préfecture, où l’été finit."


@pytest.mark.parametrize(
    ("data", "said", "encoding"),
    [
        ("\ufeffçà".encode("utf-16"), "çà", "utf-16-le"),
        (WEST.encode("cp1252"), WEST, "cp1252"),
        (f"{WEST}\n{WEST}\n".encode() + b"l\xe0.\n", f"{WEST}\n{WEST}\nl\ufffd.\n", "damaged"),
    ],
)
def test_texts_in_other_encodings_are_read_and_told(
    tmp_path: Path, data: bytes, said: str, encoding: str
) -> None:
    made, report = read(packed(tmp_path, {"project.qde": filed("internal://a.txt"), "sources/a.txt": data}))
    assert document(made).text.removeprefix("\ufeff") == said
    assert [each.kind for each in report.quirks] == ["encoding"]
    assert encoding in report.quirks[0].what


def test_files_are_equal_when_their_bytes_are(tmp_path: Path) -> None:
    path = packed(tmp_path, {"a": b"bytes"})
    held = File.of("a.bin", b"bytes")
    assert File("a.bin", held.sha256, 5, Member(path, "a")) == held
    assert File("a.bin", held.sha256, 5, Member(path, "a")).read() == b"bytes"
    with pytest.raises(FileNotFoundError):
        File("a.bin").read()
