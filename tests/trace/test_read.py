"""Reading traces back."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from diatrace.errors import UnknownName
from diatrace.store.folder import Folder
from diatrace.trace import read
from diatrace.trace.read import Traces, plain
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


def test_a_thread_is_read_around_a_trace_in_order_of_time(folder: Folder) -> None:
    rows = [
        invented.row(
            f"at {minute}", thread="t-1", edited=datetime(2024, 3, 1, 10, minute), position=9 - minute
        )
        for minute in (3, 1, 2, 5, 4)
    ]
    other = invented.row("elsewhere", thread="t-2")
    answer = invented.row("an answer", reply_to=rows[2]["id"])
    invented.hold(folder, [*rows, other, answer])
    traces = Traces(folder)
    found = traces.context(traces.one(rows[0]["id"]), reach=2)
    assert [each.text for each in found["before"]] == ["at 1", "at 2"]
    assert [each.text for each in found["after"]] == ["at 4", "at 5"]
    assert [each.text for each in traces.context(traces.one(rows[2]["id"]))["replies"]] == ["an answer"]
    around = traces.context(traces.one(answer["id"]))
    assert [each.text for each in around["answers_to"]] == ["at 2"]
    assert around["before"] == around["after"] == []


def test_an_undated_thread_is_read_in_order_of_place(folder: Folder) -> None:
    rows = [invented.row(f"place {n}", thread="t-1", edited=None, position=n) for n in (2, 1, 3)]
    invented.hold(folder, rows)
    traces = Traces(folder)
    found = traces.context(traces.one(rows[0]["id"]))
    assert [each.text for each in found["before"]] == ["place 1"]
    assert [each.text for each in found["after"]] == ["place 3"]


def test_lists_are_counted_filtered_and_paged(folder: Folder) -> None:
    rows = [invented.row(f"text {n}", language="fr" if n % 2 else "en", source=n % 3) for n in range(7)]
    invented.hold(folder, rows[:3])
    invented.hold(folder, rows[3:])
    traces = Traces(folder)
    assert [each.text for each in traces.list()] == [f"text {n}" for n in range(7)]
    assert [each.text for each in traces.list(limit=2, offset=2)] == ["text 2", "text 3"]
    assert traces.count({"language": "fr"}) == 3
    assert traces.count({"language": "fr", "source": 1, "kind": "", "author": None}) == 1
    for name in ("text", "id; DROP TABLE trace", "1=1"):
        with pytest.raises(UnknownName, match="cannot be filtered"):
            traces.list({name: "x"})


def test_a_trace_is_told_in_plain_values(folder: Folder) -> None:
    row = invented.row("ring 06 12 34 56 78", edited_zone="local", attributes='{"likes":3}')
    undated = invented.row("when?", edited=None)
    invented.hold(folder, [row, undated])
    told = plain(Traces(folder).one(row["id"]))
    assert (told["edited"], told["captured"]) == ("2026-05-03T10:00:00", "2026-11-01T09:30:00Z")
    assert told["attributes"] == {"likes": 3}
    assert [each["kind"] for each in told["spans"]] == ["phone"]
    json.dumps(told)
    assert plain(Traces(folder).one(undated["id"]))["edited"] is None
