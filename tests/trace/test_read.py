"""Reading traces back."""

from __future__ import annotations

from pathlib import Path

import pytest

from diatrace.errors import UnknownName
from diatrace.store.folder import Folder
from diatrace.trace import read
from diatrace.trace.read import Traces
from tests import invented


@pytest.fixture(autouse=True)
def _source(folder: Folder) -> None:
    invented.add_source(folder)


def test_traces_come_in_the_order_asked_for_each_once(folder: Folder) -> None:
    rows = [invented.row(f"text {number}") for number in range(5)]
    invented.hold(folder, rows)
    wanted = [rows[3]["id"], "ffffffffffffffff", rows[1]["id"], rows[3]["id"]]
    traces = Traces(folder)
    for _ in range(2):  # from the files, then from memory
        assert [each.text for each in traces.get(wanted).values()] == ["text 3", "text 1"]


def test_what_was_lately_asked_for_needs_no_file(folder: Folder) -> None:
    row = invented.row("held in memory")
    invented.hold(folder, [row])
    traces = Traces(folder)
    asked = traces.one(row["id"])
    for file in Path(folder.path / "trace").iterdir():
        file.unlink()
    assert traces.one(row["id"]) is asked


def test_a_revised_trace_is_read_anew(folder: Folder) -> None:
    row = invented.row("to let")
    invented.hold(folder, [row])
    traces = Traces(folder)
    assert traces.one(row["id"]).text == "to let"
    invented.hold(folder, [invented.row("already let", id=row["id"])], revised=1)
    assert traces.one(row["id"]).text == "already let"


def test_memory_is_bounded(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "HELD", 2)
    rows = [invented.row(f"text {number}") for number in range(6)]
    invented.hold(folder, rows)
    traces = Traces(folder)
    for row in rows:
        assert traces.one(row["id"]).text == row["text"]
    assert len(traces._recent) <= 3


def test_an_unknown_trace_is_named(folder: Folder) -> None:
    with pytest.raises(UnknownName, match="aaaa"):
        Traces(folder).one("aaaaaaaaaaaaaaaa")
