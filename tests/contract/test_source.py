"""One suite over every source: what a reader promises, whatever its format."""

from __future__ import annotations

import gzip
import importlib
import importlib.util
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace import registry
from diatrace.errors import Misuse, SourceError
from diatrace.model import FORMS, Plan, Record, Unreadable
from diatrace.source import reading
from diatrace.source.contract import Sample, Source
from tests.source.archive_samples import ARCHIVE_SAMPLES
from tests.source.network_samples import NETWORK_SAMPLES
from tests.source.table_samples import TABLE_SAMPLES


def _chat_samples() -> dict[str, Callable[[Path], Path]]:
    name = "tests.source.chat_samples"
    found = importlib.import_module(name) if importlib.util.find_spec(name) else None
    return dict(getattr(found, "CHAT_SAMPLES", {}))


NAMES = registry.names("source")
SAMPLES = {**TABLE_SAMPLES, **NETWORK_SAMPLES, **ARCHIVE_SAMPLES, **_chat_samples()}
KINDS = {"post", "message", "comment", "page", "link", "site"}


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def source(name: str) -> Source:
    made: Source = registry.load("source", name)
    return made


@pytest.fixture
def sample(name: str, tmp_path: Path) -> Path:
    folder = tmp_path / "sample"
    folder.mkdir()
    return SAMPLES[name](folder)


def read(source: Source, path: Path) -> tuple[Plan, list[Record | Unreadable]]:
    """Prepare with nothing given, and read all."""
    plan = source.prepare(path, source.params())
    return plan, list(source.read(path, plan))


def read_whatever(source: Source, path: Path) -> list[Record | Unreadable]:
    """Read a file that may be anything: records, or one of the errors a reader may raise."""
    try:
        return read(source, path)[1]
    except (SourceError, Misuse) as error:
        assert error.what
        return []


def first_file(path: Path) -> Path:
    """The sample itself, or the first file of a folder."""
    return path if path.is_file() else next(each for each in sorted(path.rglob("*")) if each.is_file())


def test_every_source_has_a_sample() -> None:
    assert set(NAMES) == set(SAMPLES)


def test_a_source_says_what_it_is(name: str, source: Source) -> None:
    described = registry.describe("source", name)
    assert source.name == name
    assert source.title
    assert described["doc"]
    assert all(suffix.startswith(".") for suffix in source.suffixes)
    json.dumps(described)


def test_a_source_knows_its_own(name: str, sample: Path) -> None:
    looked_at = Sample.of(sample)
    sure = {each: registry.load("source", each).sniff(looked_at) for each in NAMES}
    assert all(0 <= value <= 1 for value in sure.values())
    assert sure[name] > 0.5
    assert all(sure[name] > value for each, value in sure.items() if each != name)


def test_a_sample_is_read_whole(source: Source, sample: Path) -> None:
    plan, found = read(source, sample)
    assert plan.format == source.name
    assert found
    for each in found:
        assert isinstance(each, Record), each
        assert each.raw
        assert each.where >= 1
        assert each.kind in KINDS
        assert each.platform
        assert set(each.forms) <= set(FORMS)
        json.dumps(each.attributes)


def test_reading_twice_gives_the_same(source: Source, sample: Path) -> None:
    plan, once = read(source, sample)
    assert list(source.read(sample, plan)) == once
    assert read(source, sample) == (plan, once)


def test_a_plan_survives_the_record(source: Source, sample: Path) -> None:
    plan, found = read(source, sample)
    kept = json.loads(json.dumps(plan.settings))
    again = Plan(plan.format, kept, plan.kept, plan.pseudonymised, plan.left_out, plan.notes)
    assert list(source.read(sample, again)) == found


def test_a_plan_tells_what_happens(source: Source, sample: Path) -> None:
    plan, _found = read(source, sample)
    assert plan.kept
    assert all(isinstance(each, str) and each for each in (*plan.kept, *plan.pseudonymised, *plan.left_out))


def test_every_script_survives(source: Source, sample: Path) -> None:
    text = " ".join(each.text for each in read(source, sample)[1] if isinstance(each, Record))
    assert any(ord(mark) > 0xFFFF for mark in text)
    assert any("\u0600" <= mark <= "\u06ff" for mark in text)
    assert not any("\ud800" <= mark <= "\udfff" for mark in text)


def bomb() -> bytes:
    """A zip whose only member unpacks to a thousand times its size."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in ("result.json", "export_metadata.json", "xl/workbook.xml"):
            archive.writestr(member, b"\x00" * 30_000_000)
    return packed.getvalue()


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _good: b"",
    "a mark and nothing else": lambda _good: b"\xef\xbb\xbf",
    "one NUL": lambda _good: b"\x00",
    "nothing but NULs": lambda _good: b"\x00" * 5000,
    "blank lines": lambda _good: b"\r\n\n \n" * 50,
    "binary": lambda _good: bytes(range(256)) * 40,
    "a picture": lambda _good: b"\x89PNG\r\n\x1a\n" + bytes(range(255, -1, -1)) * 20,
    "half of it": lambda good: good[: len(good) // 2],
    "without its end": lambda good: good[:-3],
    "without its beginning": lambda good: good[len(good) // 3 :],
    "twice": lambda good: good + b"\n" + good,
    "NULs strewn in": lambda good: good[:40] + b"\x00" + good[40:-20] + b"\x00\x00" + good[-20:],
    "in UTF-16": lambda good: good.decode(errors="replace").encode("utf-16"),
    "in Latin-1": lambda good: good.decode(errors="replace").encode("latin-1", "replace"),
    "mixed encodings": lambda good: good + "\nd\u00e9j\u00e0 vu \u00e9t\u00e9\n".encode("cp1252"),
    "carriage returns": lambda good: good.replace(b"\n", b"\r"),
    "packed and cut": lambda good: gzip.compress(good * 20)[:-30],
    "a damaged zip": lambda _good: b"PK\x03\x04" + bytes(range(200)),
    "a damaged Parquet": lambda _good: b"PAR1" + bytes(range(200)) + b"PAR1",
    "a bomb": lambda _good: bomb(),
    "deep JSON": lambda _good: b"[" * 10_000,
    "deep JSON that ends": lambda _good: b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "deep JSON in a list": lambda _good: b'[{"id": 1, "text": ' + b"[" * 10_000 + b"]" * 10_000 + b"}]",
    "deep HTML": lambda _good: b"<html><body>" + b"<div>" * 30_000 + b"text",
    "a quote left open": lambda _good: b'id,body,timestamp\n1,"open\n' + b"2,text,2020-01-01\n" * 500,
    "columns twice": lambda _good: b"id,body,body,,\n1,a text of words,b,c,d\n",
    "strange years": lambda _good: (
        b"id,body,timestamp\n1,a few words here,0000-00-00\n2,b,9999-12-31T23:59:59-12:00\n"
    ),
    "formulas": lambda _good: b"id,body,timestamp\n1,=1+1,@SUM(A1)\n-2,+cmd|' /C calc'!A0,-1\n",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_never_breaks_a_reader(
    source: Source, sample: Path, tmp_path: Path, damage: str
) -> None:
    good = first_file(sample)
    for suffix in {good.suffix, ".csv", ".json", ".xlsx"}:
        path = tmp_path / f"damaged{suffix}"
        path.write_bytes(DAMAGE[damage](good.read_bytes()))
        assert 0 <= source.sniff(Sample.of(path)) <= 1
        for each in read_whatever(source, path):
            assert isinstance(each, (Record, Unreadable))
            assert not isinstance(each, Unreadable) or each.reason


def test_the_files_of_others_never_break_a_reader(source: Source, tmp_path: Path) -> None:
    for name, make in SAMPLES.items():
        folder = tmp_path / name
        folder.mkdir()
        read_whatever(source, make(folder))


def test_an_empty_folder_never_breaks_a_reader(source: Source, tmp_path: Path) -> None:
    folder = tmp_path / "nothing"
    folder.mkdir()
    assert source.sniff(Sample.of(folder)) <= 0.5
    assert read_whatever_folder(source, folder) == []


def read_whatever_folder(source: Source, folder: Path) -> list[Record | Unreadable]:
    """Read a folder; readers of single files may say that it is one."""
    try:
        return read_whatever(source, folder)
    except IsADirectoryError:
        return []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400), suffix=st.sampled_from([".csv", ".json", ".txt", ".html", ".ndjson"]))
def test_any_bytes_never_break_a_reader(source: Source, tmp_path: Path, data: bytes, suffix: str) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(data)
    assert 0 <= source.sniff(Sample.of(path)) <= 1
    read_whatever(source, path)


BEGINNINGS = {
    "text": b"a",
    "a cell": b'id,body,timestamp\n1,"',
    "JSON line": b'{"id": "1", "body": "',
    "JSON list": b'[{"id": "1", "body": "',
    "chat": b"[01.02.20, 10:11:12] Person: ",
    "page": b"<html><body>",
}
SMALL, HUGE, MOST = 64 * 1024, 24 * 1024 * 1024, 12 * 1024 * 1024


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the longest line small, so that a line beyond it is quickly made."""
    monkeypatch.setattr(reading, "LINE_LIMIT", SMALL)
    for function in (reading.lines, reading.text_lines):
        defaults: dict[str, Any] = function.__kwdefaults__ or {}
        monkeypatch.setitem(defaults, "limit", SMALL)


@pytest.fixture
def peak(source: Source, sample: Path) -> Iterator[Callable[[], int]]:
    """Peak of memory from here on, all that a first reading loads left aside."""
    read_whatever(source, sample)
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.usefixtures("small_limit")
def test_an_endless_line_is_not_held(
    source: Source, tmp_path: Path, peak: Callable[[], int], beginning: str
) -> None:
    path = tmp_path / "endless"
    with path.open("wb") as file:
        file.write(BEGINNINGS[beginning])
        for _ in range(HUGE // SMALL):
            file.write(b"a" * SMALL)
    read_whatever(source, path)
    assert peak() < MOST
