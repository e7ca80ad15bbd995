"""The examples of a new source and a new exporter do, once plugged in, what the page says of them."""

from __future__ import annotations

import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

import pytest

from diatrace import registry
from diatrace.errors import SourceError
from diatrace.model import Record
from diatrace.study import Study, create
from tests.docs.examples import ROOT, blocks

PAGE = ROOT / "docs" / "how-to" / "extend.md"
MINE = {
    "diatrace.source": EntryPoint("lines", "my_package:Lines", "diatrace.source"),
    "diatrace.publication": EntryPoint("reader", "my_package:Reader", "diatrace.publication"),
}


@pytest.fixture(autouse=True)
def plugged_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package made of the page's examples, with the entry points that the page shows."""
    module = ModuleType("my_package")
    monkeypatch.setitem(sys.modules, "my_package", module)
    for kind, block in blocks(PAGE):
        assert kind == "python"
        exec(compile(block, PAGE.name, "exec"), vars(module))
    monkeypatch.setattr(registry, "entry_points", lambda *, group: [*entry_points(group=group), MINE[group]])


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "group.lines"
    text = (
        "# kept by hand\nSalma Invented | Looking for a room 🏠, call +33 6 12 34 56 78\n\nA line of nobody\n"
    )
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def study(tmp_path: Path) -> Study:
    stated = {"title": "T", "purpose": "p", "basis": "b", "retain_until": "2099-12-31"}
    return create(tmp_path / "study", **stated, languages=("fr", "en"))


def test_the_page_shows_the_lines_that_plug_them_in() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for group, point in MINE.items():
        assert f'[project.entry-points."{group}"]\n{point.name} = "my_package.{point.name}:' in text


def test_the_source_is_recognised_previewed_and_taken_in(study: Study, chat: Path) -> None:
    with study:
        seen = study.source.preview(chat)
        assert (seen["format"], seen["would_add"]) == ("lines", 2)
        assert seen["plan"]["pseudonymised"] == ("the name before the bar",)
        assert study.source.add(chat)["added"] == 2
        assert study.source.add(chat)["added"] == 0
        first, second = study.trace.list()
    assert first.author.startswith("a-") and second.author == ""
    assert [span.kind for span in first.spans] == ["phone"]


def test_the_source_takes_its_parameter_and_refuses_what_is_empty(tmp_path: Path, chat: Path) -> None:
    reader = registry.load("source", "lines")
    plan = reader.prepare(chat, registry.fill(reader.params, {"comment": "Salma"}))
    assert [each.text for each in reader.read(chat, plan)] == ["# kept by hand", "A line of nobody"]
    (tmp_path / "empty.lines").touch()
    with pytest.raises(SourceError):
        reader.prepare(tmp_path / "empty.lines", reader.params())


def test_the_source_keeps_every_record_as_the_file_had_it(chat: Path) -> None:
    reader = registry.load("source", "lines")
    found = list(reader.read(chat, reader.prepare(chat, reader.params())))
    lines = chat.read_bytes().split(b"\n")
    assert [each.raw for each in found] == [lines[each.where - 1] for each in found]
    assert all(isinstance(each, Record) and each.platform for each in found)


def test_the_exporter_writes_what_the_gate_lets_through(study: Study, chat: Path, tmp_path: Path) -> None:
    with study:
        study.source.add(chat)
        study.question.add("rooms", criteria="a room")
        for trace in study.trace.list():
            study.decision.make("rooms", trace.id, "in", reviewer="Nour")
        study.corpus.freeze("rooms")
        told = study.publication.write("rooms@1", "reader", tmp_path / "out", heading="Rooms")
    written = Path(told["out"]).read_text(encoding="utf-8")
    assert written.startswith("# Rooms\n")
    assert written.count("**undated**") == 2
    assert "call [phone]" in written and "Salma" not in written
