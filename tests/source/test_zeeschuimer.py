"""Captures of Zeeschuimer: every platform's shapes, by invented people."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from diatrace.errors import SourceError
from diatrace.model import Moment, Record, Unreadable
from diatrace.source.contract import Sample
from diatrace.source.zeeschuimer import Zeeschuimer, ZeeschuimerParams
from tests.source.platforms.test_twitter import tweet
from tests.source.table_samples import capture, tiktok, write_lines


def read(path: Path) -> list[Record | Unreadable]:
    source = Zeeschuimer()
    return list(source.read(path, source.prepare(path, ZeeschuimerParams())))


def test_a_capture_of_tiktok(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.ndjson", [capture(tiktok(1, "Bonjour 🏠"))])
    found = read(path)[0]
    assert found == Record(
        text="Bonjour 🏠",
        platform="tiktok",
        native="7100000000000000001",
        author="person1",
        thread="7100000000000000001",
        url="https://www.tiktok.com/@_/video/7100000000000000001",
        edited=Moment(datetime(2022, 3, 5, 10, 11, 1), "second", "UTC", "createTime"),
        captured=Moment(datetime(2023, 11, 14, 22, 13, 20, 1000), "second", "UTC", "timestamp_collected"),
        forms=("video",),
        mentions=("person9",),
        attributes={"likes": 1, "comments": 0, "shares": 2, "views": 100, "hashtags": ("logement",)},
        raw=path.read_bytes().rstrip(b"\n"),
        where=1,
    )


def test_the_same_post_twice_comes_twice(tmp_path: Path) -> None:
    post = capture(tiktok(1, "once"))
    found = read(write_lines(tmp_path / "a.ndjson", [post, post]))
    assert [each.native for each in found if isinstance(each, Record)] == ["7100000000000000001"] * 2


def test_what_is_no_capture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    good = json.dumps(capture(tiktok(1, "fine")))
    path.write_text(f'{good}\nnot json\n{{"a": 1}}\n{{"source_platform": 3, "data": []}}\n{good[:50]}')
    found = read(path)
    assert [(each.where, each.reason[:8]) for each in found[1:] if isinstance(each, Unreadable)] == [
        (2, "not JSON"),
        (3, "not a ca"),
        (4, "not a ca"),
        (5, "not JSON"),
    ]


def test_a_plan_counts_the_platforms(tmp_path: Path) -> None:
    path = write_lines(
        tmp_path / "a.ndjson",
        [capture(tiktok(n, "x")) for n in range(3)] + [capture(tweet(1, "y"), "twitter.com")],
    )
    plan = Zeeschuimer().prepare(path, ZeeschuimerParams())
    assert plan.notes == ("platforms of the first 4 captures: tiktok (3), x (1)",)
    assert Zeeschuimer().sniff(Sample.of(path)) > 0.9


def test_a_file_of_other_objects_is_refused(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "a.ndjson", [{"id": 1, "body": "text"}])
    assert Zeeschuimer().sniff(Sample.of(path)) == 0.0
    with pytest.raises(SourceError, match="no captures of Zeeschuimer"):
        Zeeschuimer().prepare(path, ZeeschuimerParams())
