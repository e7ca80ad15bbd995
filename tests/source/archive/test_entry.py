"""Records come one by one, whatever is wrong with some of them."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.source import reading
from diatrace.source.archive.entry import ARC, WARC, Dialect, Entry, Gap, entries
from tests.source.archive_samples import ARC_INFO, INFO, arc, http, members, page, response, warc

RECORDS = [INFO, *(response(f"https://example.org/{n}", page(f"page {n} " * n)) for n in range(1, 6))]
ARCS = [ARC_INFO, *(arc(f"https://example.org/{n}", http(page(f"page {n} " * n))) for n in range(1, 6))]


def _all(data: bytes, dialect: Dialect = WARC) -> list[Entry | Gap]:
    return list(entries(io.BytesIO(data), dialect))


def _whole(data: bytes, dialect: Dialect = WARC) -> list[bytes]:
    """Head and block of the records that have no fault."""
    found = (each for each in _all(data, dialect) if isinstance(each, Entry) and not each.fault)
    return [each.head + each.block for each in found]


def _one(data: bytes, dialect: Dialect = WARC) -> Entry:
    (found,) = _all(data, dialect)
    assert isinstance(found, Entry)
    return found


def _as_it_is(records: list[bytes]) -> bytes:
    return b"".join(records)


def _in_one(records: list[bytes]) -> bytes:
    return gzip.compress(b"".join(records), mtime=0)


PACKED = pytest.mark.parametrize("packed", [_as_it_is, _in_one, members])


@PACKED
@pytest.mark.parametrize(("records", "dialect"), [(RECORDS, WARC), (ARCS, ARC)], ids=["warc", "arc"])
def test_every_record_comes_whole_with_its_number(
    packed: Callable[[list[bytes]], bytes], records: list[bytes], dialect: Dialect
) -> None:
    found = _all(packed(records), dialect)
    assert [each.number for each in found if isinstance(each, Entry)] == list(range(1, len(records) + 1))
    assert _whole(packed(records), dialect) == [each.removesuffix(dialect.between) for each in records]


@PACKED
def test_a_record_is_read_again_from_its_place(packed: Callable[[list[bytes]], bytes]) -> None:
    data = packed(RECORDS)
    places = [(each.offset, each.block) for each in _all(data) if isinstance(each, Entry)]
    again = [(place, block) for place, block in places if place >= 0]
    assert len(again) == (1 if packed is _in_one else len(RECORDS))
    for place, block in again:
        file = io.BytesIO(data)
        file.seek(place)
        found = next(entries(file, WARC))
        assert isinstance(found, Entry)
        assert found.block == block


@PACKED
@settings(max_examples=150)
@given(cut=st.data())
def test_a_file_cut_anywhere_gives_every_whole_record(
    packed: Callable[[list[bytes]], bytes], cut: st.DataObject
) -> None:
    data = packed(RECORDS)
    size = cut.draw(st.integers(0, len(data)))
    found = _whole(data[:size])
    expected = [each.removesuffix(b"\r\n\r\n") for each in RECORDS]
    assert found == expected[: len(found)]
    if packed is _in_one:
        return
    ends = [len(packed(RECORDS[: number + 1])) for number in range(len(RECORDS))]
    assert len(found) >= sum(size >= end for end in ends)
    assert size in (0, *ends) or _all(data[:size]), "what is cut is told"


@settings(max_examples=150)
@given(st.integers(0, len(b"".join(ARCS))))
def test_an_arc_cut_anywhere_gives_every_whole_record(size: int) -> None:
    found = _whole(b"".join(ARCS)[:size], ARC)
    assert found == [each.removesuffix(b"\n") for each in ARCS][: len(found)]
    assert len(found) >= sum(size >= len(b"".join(ARCS[: number + 1])) for number in range(len(ARCS)))


@settings(max_examples=150)
@given(place=st.integers(0, len(b"".join(RECORDS)) - 1), junk=st.binary(max_size=300))
def test_what_is_put_in_anywhere_harms_two_records_at_most(place: int, junk: bytes) -> None:
    data = b"".join(RECORDS)
    found = _whole(data[:place] + junk + data[place:])
    assert sum(each.removesuffix(b"\r\n\r\n") in found for each in RECORDS) >= len(RECORDS) - 2


@pytest.mark.parametrize("told", ["1", "99999", "-1", "many", "", "1" * 30, "٣"])
def test_a_record_whose_length_is_wrong_ends_where_the_next_begins(told: str) -> None:
    wrong = response("https://example.org/w", page("wrong"), {"Content-Length": told})
    _, found, after = _all(RECORDS[1] + wrong + RECORDS[2])
    assert isinstance(found, Entry)
    assert isinstance(after, Entry)
    assert (found.fault, len(found.notes), after.notes) == ("", 1, [])
    assert found.block == http(page("wrong"))
    assert after.block == http(page("page 2 page 2 "))


def test_a_length_that_is_wrong_at_the_end_of_a_plain_file_is_a_fault_but_not_in_a_member() -> None:
    wrong = response("https://example.org/w", page("wrong"), {"Content-Length": ""})
    assert _one(wrong).fault == "where it ends cannot be told"
    assert _one(gzip.compress(wrong)).block == http(page("wrong"))


def test_a_record_that_is_cut_says_how_much_of_it_is_there() -> None:
    record = response("https://example.org/1", page("cut"))
    found = _one(record[:-20])
    size = len(http(page("cut")))
    assert found.fault == f"only {size - 16:,} of {size:,} bytes are there"
    assert "the file ends within a packed part" in _one(gzip.compress(record)[:-30]).fault


def test_a_head_without_end_is_a_fault_and_the_next_record_is_read() -> None:
    endless = b"WARC/1.0\r\nWARC-Type: response\r\n" + b"X-Field: more\r\n" * 10_000
    found, after = _all(endless + RECORDS[1])
    assert isinstance(found, Entry)
    assert isinstance(after, Entry)
    assert (found.fault, after.fault) == ("the head of the record has no end", "")


def test_what_is_no_record_is_told_with_its_place() -> None:
    first, gap, second = _all(RECORDS[1] + b"nothing that anybody knows\r\n" + RECORDS[2])
    assert isinstance(gap, Gap)
    assert (gap.place, gap.reason) == (f"byte {len(RECORDS[1]):,}", "28 bytes that are no record")
    assert gap.raw.startswith(b"nothing")
    assert isinstance(first, Entry)
    assert isinstance(second, Entry)


def test_fields_are_read_whatever_their_writing() -> None:
    block = b"x"
    record = (
        b"WARC/0.17 \nwarc-type: Response\nWARC-Target-URI: <http://example.org/\xc3\xa9>\n"
        b"X-Folded: one,\n two\nContent-Length:1\nno field\nContent-Length: 7\n\nx\r\n\r\n"
    )
    found = _one(record)
    assert (found.kind, found.block, found.fault) == ("response", block, "")
    assert found.fields["x-folded"] == "one, two"
    assert found.fields["warc-target-uri"] == "<http://example.org/é>"
    latin = _one(record.replace(b"\xc3\xa9", b"\xe9"))
    assert latin.fields["warc-target-uri"] == "<http://example.org/é>"


def test_a_record_in_a_record_is_its_content() -> None:
    inner = response("https://example.org/in", page("in"))
    found = _all(response("https://example.org/out", inner) + RECORDS[1])
    assert [each.fields["warc-target-uri"] for each in found if isinstance(each, Entry)] == [
        "https://example.org/out",
        "https://example.org/1",
    ]


@PACKED
def test_a_record_too_large_to_be_held_is_passed_over(
    packed: Callable[[list[bytes]], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    large = response("https://example.org/large", b"\0" * 400_000)
    monkeypatch.setattr(reading, "LINE_LIMIT", 300_000)
    _, found, after = _all(packed([RECORDS[1], large, RECORDS[2]]))
    assert isinstance(found, Entry)
    assert isinstance(after, Entry)
    assert (found.whole, found.fault) == (False, "")
    assert len(found.block) < 100_000 < found.length
    assert after.block == http(page("page 2 page 2 "))


@PACKED
def test_a_large_length_that_is_wrong_is_found_out(
    packed: Callable[[list[bytes]], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = response("https://example.org/w", page("wrong"), {"Content-Length": "400000"})
    monkeypatch.setattr(reading, "LINE_LIMIT", 300_000)
    _, found, after = _all(packed([RECORDS[1], wrong, RECORDS[2]]))
    assert isinstance(found, Entry)
    assert isinstance(after, Entry)
    assert found.block == http(page("wrong"))
    assert after.block == http(page("page 2 page 2 "))


def test_a_large_length_that_is_wrong_is_a_fault_where_there_is_no_way_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = response("https://example.org/w", page("wrong"), {"Content-Length": "400000"})
    monkeypatch.setattr(reading, "LINE_LIMIT", 300_000)
    packed = pa.compress(wrong + RECORDS[2], codec="zstd", asbytes=True)
    found = _one(packed)
    assert found.fault.startswith("its length, 400,000, is wrong; ")


def test_a_line_that_only_begins_as_one_of_an_arc_has_no_end() -> None:
    line = b"http://example.org/ 192.0.2.1 20080430204825 text/html " + b"9" * 30 + b"12\nrest"
    found = _all(ARC_INFO + line, ARC)
    assert isinstance(found[0], Entry)
    assert len(found) == 2


def test_lengths_that_are_all_wrong_cost_no_more_than_the_file_is_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = warc("metadata", b"x", {"Content-Length": "15000000"})
    passed = 0
    real = io.BytesIO.read

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            nonlocal passed
            data = real(self, size)
            passed += len(data)
            return data

    found = list(entries(Counting(wrong * 2_000), WARC))
    assert len(found) == 2_000
    assert passed <= len(wrong) * 2_000 + 4


@pytest.mark.parametrize(
    "line",
    [
        "http://example.org/a b 192.0.2.1 20080430204825 text/html {}",
        "http://example.org/ 2001:db8::1 200804302048 text/html {}",
        "http://example.org/ - 20080430204825 no type at all {}",
        "http://example.org/ 192.0.2.1 20080430204825 text/html 200 checksum - 0 file.arc {}",
    ],
)
def test_lines_that_begin_records_of_an_arc(line: str) -> None:
    block = http(page("old"))
    found = _one(f"{line.format(len(block))}\n".encode() + block + b"\n", ARC)
    assert (found.kind, found.fault, found.block) == ("response", "", block)
    assert found.fields["warc-target-uri"].startswith("http://example.org/")
    assert found.fields["warc-date"].startswith("200804302048")
