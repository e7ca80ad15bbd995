"""Whatever people wrote and decided: it is frozen, handed over, rebuilt and published the same."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.corpus import bundle, version
from diatrace.decision import record
from diatrace.decision.record import Answer
from diatrace.model import VERDICTS, Verdict
from diatrace.publication.bundle import Bundle, BundleParams
from diatrace.publication.cell import original
from diatrace.publication.contract import Release
from diatrace.publication.csv import Csv, CsvParams
from diatrace.publication.gate import Opening
from diatrace.publication.jsonl import Jsonl
from diatrace.store.folder import Folder, create, open_folder, state
from tests import invented

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [
        "=1+1",
        "a\r\nb",
        "\x85\u2028\u2029\x0b\x1c",
        "قريب 🏠",
        "<script>",
        '"',
        "'=",
        "\0",
        "\ufeffx",
        "ER  - ",
    ]
)
_NAME = _TEXT.filter(lambda text: bool(text.strip()))
_DATE = st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59))  # noqa: DTZ001 (stored times are naive)
_ROW = st.fixed_dictionaries(
    {
        "text": _TEXT,
        "title": _TEXT,
        "url": _TEXT,
        "author": _TEXT,
        "edited": _DATE,
        "kind": st.sampled_from(["page", "post"]),
    }
)
_ANSWER = st.tuples(st.integers(0, 5), st.sampled_from(VERDICTS), _NAME, _TEXT, st.none() | st.floats(0, 1e6))


def _study(
    place: Path, rows: Sequence[dict[str, Any]], answers: Sequence[tuple[int, Verdict, str, str, Any]]
) -> Folder:
    folder = create(place, state("Homes", "P", "B", "2099-12-31"), with_key=False)
    invented.add_source(folder)
    held = [invented.row(**{**each, "id": f"{number:016x}"}) for number, each in enumerate(rows)]
    invented.hold(folder, held)
    asked = invented.ask(folder)
    record.write(folder, asked.id, "First", [Answer(held[0]["id"], "in")], {held[0]["id"]: held[0]["digest"]})
    for number, verdict, reviewer, reason, seconds in answers:
        one = held[number % len(held)]
        answer = Answer(one["id"], verdict, reason, reason, seconds)
        record.write(folder, asked.id, reviewer, [answer], {one["id"]: one["digest"]})
    invented.freeze_all(folder, asked, held, include=VERDICTS, rule="one")
    return folder


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(_ROW, min_size=1, max_size=4), st.lists(_ANSWER, max_size=4))
def test_any_study_is_rebuilt_and_published_the_same(
    rows: list[dict[str, Any]], answers: list[tuple[int, Verdict, str, str, Any]]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        here = _study(Path(place) / "here", rows, answers)
        frozen = version.named(here, "housing")
        params = BundleParams()
        Bundle().run(Release(here, frozen, params), Path(place) / "b.zip", params)
        assert bundle.rebuild(Path(place) / "b.zip", Path(place) / "there")["digest"] == frozen.digest
        there = open_folder(Path(place) / "there")
        lines, tables = [], []
        for number, each in enumerate((here, there)):
            release = Release(each, version.named(each, "housing"), Opening(identifiers="keep", urls="keep"))
            lines.append(Jsonl().run(release, Path(place) / f"{number}.jsonl", Opening()).read_bytes())
            tables.append(Csv().run(release, Path(place) / f"{number}.csv", CsvParams()).read_bytes())
            each.close()
    assert lines[0] == lines[1]
    assert tables[0] == tables[1]
    _check(rows, lines[0].decode(), tables[0].decode())


def _check(rows: list[dict[str, Any]], lines: str, table: str) -> None:
    """Every text that was put in comes out, in both forms."""
    found = [json.loads(each) for each in lines.split("\n") if each]
    cells = list(csv.DictReader(io.StringIO(table, newline="")))
    assert [each["trace"] for each in found] == [each["trace"] for each in cells]
    for each, cell in zip(found, cells, strict=True):
        said = rows[int(each["trace"], 16)]
        for name in ("text", "title", "url", "author"):
            assert each[name] == said[name]
            assert original(cell[name]) == said[name].replace("\0", "\ufffd")
