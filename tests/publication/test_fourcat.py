from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from diatrace.model import Record
from diatrace.publication.contract import Release
from diatrace.publication.fourcat import FourCat
from diatrace.publication.gate import Opening
from diatrace.source.contract import Sample
from diatrace.source.fourcat import FourCat as Reader
from diatrace.source.fourcat import FourCatParams
from tests.invented import PAGES, POSTS

Releasing = Callable[..., Release]


def _rows(release: Release, tmp_path: Path) -> list[dict[str, str]]:
    out = FourCat().run(release, tmp_path / "out.csv", Opening())
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_that_4cat_asks_for(release: Releasing, tmp_path: Path) -> None:
    heading = list(_rows(release(), tmp_path)[0])
    assert heading[:8] == [
        "id",
        "thread_id",
        "author",
        "body",
        "timestamp",
        "unix_timestamp",
        "subject",
        "url",
    ]


def test_both_timestamps_are_one_moment(release: Releasing, tmp_path: Path) -> None:
    for each in _rows(release(), tmp_path):
        if each["timestamp"]:
            at = datetime.strptime(each["timestamp"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
            assert int(each["unix_timestamp"]) == at.timestamp()


def test_undated_members_come_last_and_take_no_other_date(release: Releasing, tmp_path: Path) -> None:
    *_, last = _rows(release(), tmp_path)
    assert last["id"] == PAGES[2]["id"]
    assert (last["timestamp"], last["unix_timestamp"]) == ("", "")
    assert last["timestamp_collected"] == "2026-11-01T09:30:00Z"


def test_every_row_has_a_thread_and_a_verdict(release: Releasing, tmp_path: Path) -> None:
    rows = {each["id"]: each for each in _rows(release(), tmp_path)}
    assert all(each["thread_id"] and each["verdict"] == "in" for each in rows.values())
    assert rows[POSTS[0]["id"]]["missing_fields"] == "url"
    assert rows[PAGES[1]["id"]]["body"] == PAGES[1]["text"]


def test_our_own_reader_takes_it_for_4cat(release: Releasing, tmp_path: Path) -> None:
    out = FourCat().run(release(), tmp_path / "out.csv", Opening())
    reader = Reader()
    assert reader.sniff(Sample.of(out)) > 0.9
    found = list(reader.read(out, reader.prepare(out, FourCatParams())))
    assert len(found) == 6
    texts = {each.text for each in found if isinstance(each, Record)}
    assert {each["text"] for each in PAGES[:3]} <= texts
