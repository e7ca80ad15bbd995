"""What is written: whose names, which files, and what the format cannot hold."""

from __future__ import annotations

import random
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from diatrace import coding
from diatrace.coding import refi
from diatrace.coding.refi import STANDARD, Convention, Project, read, write, write_codebook
from diatrace.coding.refi.project import (
    Area,
    Audit,
    Case,
    Code,
    Coding,
    Document,
    File,
    Media,
    Period,
    Selection,
    Set,
    Span,
    Sync,
    User,
    Value,
    Variable,
)
from diatrace.errors import Misuse, SourceError
from tests.coding.refi.invented import coded, guid, spans, stored, valid

RNG = random.Random(3)
ME, OTHER, THIRD = guid(RNG), guid(RNG), guid(RNG)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_nobody_is_named_unless_asked(tmp_path: Path) -> None:
    users = (User(ME, "Aïcha Benali", "AB"), User(OTHER, "Jo Doe"))
    project = Project("p", users=users, audit=Audit(ME, "2026-01-01T10:00:00Z"))
    path = tmp_path / "p.qdpx"
    losses = write(project, path)
    found, _ = read(path)
    assert found.users == (User(ME, "Coder 1"), User(OTHER, "Coder 2"))
    assert found.audit == project.audit
    assert [each.kind for each in losses] == ["user-name", "user-name"]
    assert "Benali" not in members(path)["project.qde"].decode()
    assert "Benali" not in repr(losses)
    assert write(project, path, names=True) == ()
    assert read(path)[0].users == users


def test_files_are_called_after_their_owners(tmp_path: Path) -> None:
    text = File.of("interview with Noor.txt", stored("one\ntwo", "\r\n", True))
    rich = File.of("interview with Noor.docx", b"PK")
    styleless = File.of("styles.txt", b"one")
    project = Project(
        "p",
        sources=(
            Document(ME, "s", "one\ntwo", plain=text, rich=rich),
            Document(OTHER, "t", "one", plain=File.of("x", b"one"), rich=styleless),
            Media("Audio", THIRD, "a", file=File.of("voice of Noor.M4A", b"sound")),
        ),
    )
    path = tmp_path / "p.qdpx"
    assert [each.kind for each in write(project, path)] == ["styled-text"]
    held = members(path)
    named = (
        f"sources/{ME}.txt",
        f"sources/{ME}.docx",
        f"sources/{OTHER}.txt",
        f"sources/{THIRD}.m4a",
        "project.qde",
    )
    assert sorted(held) == sorted(named)
    assert held[f"sources/{ME}.txt"] == stored("one\ntwo", "\r\n", True)
    assert "Noor" not in held["project.qde"].decode()
    assert b"basePath" not in held["project.qde"]
    assert b"currentPath" not in held["project.qde"]
    found, _ = read(path)
    assert [each.rich.read() for each in found.sources if isinstance(each, Document) and each.rich] == [b"PK"]


def test_the_project_file_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    write(coded(RNG, "\n", False), path)
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[0] == "project.qde"
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_other_programs_read_places_as_they_count(tmp_path: Path) -> None:
    """The moon is two UTF-16 units and CR LF two: what NVivo counts."""
    text = "🌙\nhome"
    plain = File.of("x.txt", stored(text, "\r\n"))
    selections = (Selection(OTHER, Span(2, 6)),)
    project = Project("p", sources=(Document(ME, "s", text, plain=plain, selections=selections),))
    path = tmp_path / "p.qdpx"
    for name, told in (
        ("codepoint", (3, 7)), ("utf16", (4, 8)), ("utf8", (6, 10)), ("codepoint-crlf1", (2, 6)),
        ("utf16-inclusive", (4, 7)), ("codepoint-from1", (4, 8)),
    ):  # fmt: skip
        write(project, path, Convention.named(name))
        assert (
            f'startPosition="{told[0]}" endPosition="{told[1]}"'.encode() in members(path)["project.qde"]
        ), name


def test_a_project_that_was_read_can_be_written_over(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    write(coded(RNG, "\r\n", True), path)
    found, _ = read(path)
    write(found, path, Convention("utf16"))
    again, report = read(path)
    assert again == found
    assert report.verdict.convention == Convention("utf16")


def test_what_the_format_cannot_hold_is_listed(tmp_path: Path) -> None:
    note = Document(THIRD, "n", "form\x0cfeed")
    sync = Sync(guid(RNG), 0, 0)
    project = Project(
        "bell \x07",
        codes=(Code(ME, "c", colour="blue"),),
        variables=(Variable(OTHER, "age", "Integer"),),
        cases=(Case(guid(RNG), values=(Value(OTHER, "Integer", "many"), Value(OTHER, "Integer", "3"))),),
        sources=(
            Document(guid(RNG), "s", "text", syncs=(sync,), selections=(Selection(guid(RNG), Period(1, 2)),)),
            Media("Audio", guid(RNG), text=Document(guid(RNG)), transcripts=(coded_transcript(),)),
        ),
        notes=(note,),
        audit=Audit(created="soon"),
    )
    path = tmp_path / "p.qdpx"
    losses = write(project, path)
    kinds = {each.kind for each in losses}
    assert kinds == {"characters", "malformed", "sync-points", "no-place", "texts", "on-transcript"}
    assert sum(each.kind == "malformed" for each in losses) == 3
    assert valid(members(path)["project.qde"]) == []
    found, _ = read(path)
    assert (found.name, found.codes[0].colour, found.cases[0].values) == (
        "bell \ufffd",
        "",
        (Value(OTHER, "Integer", "3"),),
    )
    assert found.notes[0].text == "form\x0cfeed", "what XML cannot hold, a file can"


def coded_transcript() -> Document:
    return Document(guid(RNG), codings=(Coding(guid(RNG), ME),))


def test_a_file_that_is_gone_is_listed(tmp_path: Path) -> None:
    gone = tmp_path / "gone.mp4"
    gone.write_bytes(b"moving")
    held = replace(File.of("gone.mp4", b"moving"), lies=gone)
    text = replace(File.of("t.txt", b"words"), lies=tmp_path / "never.txt")
    project = Project("p", sources=(Media("Video", ME, file=held), Document(OTHER, "t", "words", plain=text)))
    path = tmp_path / "p.qdpx"
    assert write(project, path) == tuple(each for each in write(project, path) if each.kind == "missing-file")
    gone.unlink()
    losses = write(project, path)
    assert [each.kind for each in losses] == ["missing-file", "missing-file"]
    found, _ = read(path)
    assert found.sources[0].file == File("gone.mp4")  # type: ignore[union-attr]
    assert found.sources[1].text == "words"


def test_a_file_that_is_not_the_text_gives_way_to_it(tmp_path: Path) -> None:
    plain = File.of("t.txt", b"old words")
    western = File.of("w.txt", "déjà".encode("cp1252"))
    project = Project(
        "p",
        sources=(
            Document(ME, "t", "new words", plain=plain, selections=(Selection(THIRD, Span(0, 3)),)),
            Document(OTHER, "w", "déjà", plain=western),
        ),
    )
    path = tmp_path / "p.qdpx"
    assert [each.kind for each in write(project, path)] == ["other-text", "encoding"]
    found, report = read(path)
    assert spans(found) == [["new"], []]
    assert [each.text for each in found.sources if isinstance(each, Document)] == ["new words", "déjà"]
    assert report.quirks == ()


def test_texts_that_have_no_file_are_given_one(tmp_path: Path) -> None:
    """Programs look for the text of sources and notes in files."""
    source = Document(ME, "s", "one\ntwo", selections=(Selection(guid(RNG), Span(4, 7)),))
    note = Document(OTHER, "n", "a memo")
    quote = replace(Selection(guid(RNG), Area(1, 2, 3, 4, 1)), text=Document(guid(RNG), text="quoted"))
    project = Project("p", sources=(source, Media("PDF", THIRD, selections=(quote,))), notes=(note,))
    path = tmp_path / "p.qdpx"
    assert write(project, path) == ()
    held = members(path)
    assert held[f"sources/{ME}.txt"] == b"one\ntwo"
    assert held[f"sources/{OTHER}.txt"] == b"a memo"
    assert held["project.qde"].count(b"PlainTextContent>quoted<") == 1
    found, _ = read(path)
    filed = replace(source, plain=File.of(f"{ME}.txt", b"one\ntwo"))
    assert found.sources == (filed, project.sources[1])
    assert found.notes == (replace(note, plain=File.of(f"{OTHER}.txt", b"a memo")),)


@pytest.mark.parametrize("text", ["one\r\ntwo", "one\rtwo", "\ufeffone"])
def test_a_text_not_as_it_is_kept_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Misuse, match="carriage returns"):
        write(Project("p", sources=(Document(ME, "t", text),)), tmp_path / "p.qdpx")


@pytest.mark.parametrize("span", [Span(0, 9), Span(-1, 2), Span(2, 1)])
def test_a_selection_outside_its_text_is_refused(tmp_path: Path, span: Span) -> None:
    source = Document(ME, "t", "words", selections=(Selection(OTHER, span),))
    with pytest.raises(Misuse, match="not within"):
        write(Project("p", sources=(source,)), tmp_path / "p.qdpx")
    assert list(tmp_path.iterdir()) == []


def test_what_stood_there_stands_until_the_new_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    path.write_bytes(b"before")
    source = tmp_path / "source.qdpx"
    write(coded(RNG, "\n", False), source)
    found, _ = read(source)
    source.write_bytes(source.read_bytes()[:-400])
    losses = write(found, path)
    assert {each.kind for each in losses} == {"missing-file"}, (
        "the texts are known, their files are not needed"
    )
    with pytest.raises(SourceError, match="not written"):
        write(found, tmp_path / "no such folder" / "p.qdpx")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["p.qdpx", "source.qdpx"]


def test_a_codebook_needs_a_code_and_holds_no_notes(tmp_path: Path) -> None:
    path = tmp_path / "c.qdc"
    with pytest.raises(Misuse, match="needs a code"):
        write_codebook([], path)
    code = Code(ME, "waiting", note_refs=(OTHER,))
    sets = (Set(THIRD, "all", code_refs=(ME,), note_refs=(OTHER,)), Set(OTHER, "none"))
    losses = write_codebook([code], path, sets)
    assert [each.kind for each in losses] == ["notes", "members"]
    assert valid(path.read_bytes(), "Codebook") == []
    found, _ = read(path)
    assert found.codes == (replace(code, note_refs=()),)
    assert found.sets == (replace(sets[0], note_refs=()), sets[1])


def test_an_empty_project_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    assert write(Project(""), path) == ()
    assert valid(members(path)["project.qde"]) == []
    assert read(path)[0] == Project("")


def test_the_given_convention_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "p.qdpx"
    project = coded(RNG, "\r\n", False)
    write(project, path, STANDARD)
    found, report = read(path, Convention(newline="one"))
    assert report.verdict.convention == Convention(newline="one")
    assert spans(found) != spans(project)


def test_the_door_shows_what_is_behind_it() -> None:
    assert coding.__doc__
    assert all(hasattr(refi, name) for name in refi.__all__)
