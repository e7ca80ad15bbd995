"""Bytes come out of an archive however it is packed, and whatever of it is damaged."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.archive.unpack import BEGINNING, Stretch, feed_of

MARK = b"RECORD "


def _begins(data: bytes) -> bool:
    return data.startswith(MARK)


def _stretches(data: bytes) -> list[tuple[bytes, str]]:
    """Every stretch of a file with the fault that ends it."""
    feed = feed_of(io.BytesIO(data), _begins)
    found = []
    begun = True
    while begun:
        parts = []
        while more := feed.more():
            parts.append(more)
        found.append((b"".join(parts), feed.fault))
        begun = feed.onward()
    return found


def _record(number: int, size: int = 100) -> bytes:
    return MARK + b"%d " % number + bytes((number * 7 + place) % 251 for place in range(size))


RECORDS = [_record(number, size) for number, size in enumerate((10, 30_000, 0, 200_000, 5))]
MEMBERS = [gzip.compress(each, mtime=0) for each in RECORDS]


def test_each_member_that_begins_a_record_is_a_stretch() -> None:
    assert _stretches(b"".join(MEMBERS)) == [(each, "") for each in RECORDS]


def _in_blocks(data: bytes) -> bytes:
    return b"".join(gzip.compress(data[at : at + 7_000], mtime=0) for at in range(0, len(data), 7_000))


def _zstd(data: bytes) -> bytes:
    packed: bytes = pa.compress(data, codec="zstd", asbytes=True)
    return packed


@pytest.mark.parametrize(
    "packed", [gzip.compress, _in_blocks, _zstd, bytes], ids=["whole", "blocks", "zstd", "plain"]
)
def test_what_heeds_no_record_is_one_stretch(packed: Callable[[bytes], bytes]) -> None:
    data = b"".join(RECORDS)
    assert _stretches(packed(data)) == [(data, "")]


def test_frames_of_zstandard_follow_each_other_and_those_that_are_no_data_are_skipped() -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    assert _stretches(skipped + b"".join(map(_zstd, RECORDS))) == [(b"".join(RECORDS), "")]


def test_zeros_between_and_behind_members_are_nothing() -> None:
    assert _stretches(MEMBERS[0] + bytes(5_000) + MEMBERS[1] + bytes(300_000)) == [
        (RECORDS[0], ""),
        (RECORDS[1], ""),
    ]


def test_behind_a_damaged_member_the_next_is_found() -> None:
    damaged = bytearray(MEMBERS[3])
    damaged[60:300] = bytes(240)
    found = _stretches(b"".join([*MEMBERS[:3], bytes(damaged), MEMBERS[4]]))
    assert [each for each, _ in found[:3]] == RECORDS[:3]
    assert found[3][0].startswith(MARK + b"3 ")
    assert "damaged" in found[3][1]
    assert found[4] == (RECORDS[4], "")


def test_what_stands_before_the_damage_is_given_out() -> None:
    packed = zlib.compressobj(0, zlib.DEFLATED, 31)
    stored = bytearray(packed.compress(RECORDS[3]) + packed.flush())
    stored[150_000:] = b"\xff" * len(stored[150_000:])
    ((found, fault),) = _stretches(bytes(stored))
    assert "damaged" in fault
    assert found.startswith(RECORDS[3][:149_900])


def test_a_checksum_that_is_wrong_is_told_and_the_bytes_stay() -> None:
    damaged = bytearray(MEMBERS[1])
    damaged[-6] ^= 1
    found = _stretches(bytes(damaged) + MEMBERS[2])
    assert found[0][0] == RECORDS[1]
    assert "check" in found[0][1]
    assert found[1] == (RECORDS[2], "")


def test_bytes_between_members_are_told_and_passed_over() -> None:
    found = _stretches(MEMBERS[0] + b"this is no member" + MEMBERS[1])
    assert found == [(RECORDS[0], "bytes that are no gzip member"), (RECORDS[1], "")]


def test_what_only_looks_like_a_member_is_not_taken_for_one() -> None:
    odd = b"\x1f\x8b\x08 is no member" + gzip.compress(b"no record", mtime=0) + bytes(9_000) + b"x"
    found = _stretches(MEMBERS[0] + b"junk" + odd + MEMBERS[1])
    assert found == [(RECORDS[0], "bytes that are no gzip member"), (RECORDS[1], "")]


def test_a_member_that_never_ends_is_ended_and_the_next_is_read() -> None:
    endless = gzip.compress(MARK + bytes(150 * 1024 * 1024), 9)
    found = _stretches(MEMBERS[0] + endless + MEMBERS[1])
    assert found[1][1] == "a packed part unpacks to an unreasonable size"
    assert len(found[1][0]) < 80 * 1024 * 1024
    assert (found[0], found[2]) == ((RECORDS[0], ""), (RECORDS[1], ""))


def test_zstandard_that_is_cut_gives_what_is_there_and_says_so() -> None:
    whole = b"".join(map(_zstd, RECORDS))
    ((found, fault),) = _stretches(whole[:-3])
    assert b"".join(RECORDS).startswith(found)
    assert found.startswith(RECORDS[0] + RECORDS[1])
    assert "cut short" in fault


@given(st.integers(0, len(b"".join(MEMBERS))))
def test_members_cut_anywhere_give_every_whole_record(cut: int) -> None:
    found = b"".join(each for each, _ in _stretches(b"".join(MEMBERS)[:cut]))
    whole = sum(cut >= sum(map(len, MEMBERS[: number + 1])) for number in range(len(MEMBERS)))
    assert found.startswith(b"".join(RECORDS[:whole]))
    assert cut < 3 or b"".join(RECORDS).startswith(found)


def _stretch(data: bytes) -> Stretch:
    return Stretch(feed_of(io.BytesIO(data), _begins))


@pytest.mark.parametrize("packed", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_stretch_goes_back_to_where_it_was(packed: Callable[[bytes], bytes]) -> None:
    data = b"".join(RECORDS)
    stretch = _stretch(packed(data))
    assert stretch.read(1_000) == data[:1_000]
    mark = stretch.mark()
    assert stretch.skip(200_000) == 200_000
    stretch.back(mark)
    assert stretch.passed == 1_000
    assert stretch.read(len(data)) == data[1_000:]
    assert stretch.peek(1) == b""


def test_zstandard_has_no_way_back() -> None:
    assert _stretch(_zstd(RECORDS[0])).mark() is None


def test_a_stretch_looks_beyond_a_block_and_leaves_it() -> None:
    stretch = _stretch(RECORDS[1])
    assert stretch.beyond(29_000) == RECORDS[1][29_000 : 29_000 + BEGINNING]
    assert stretch.beyond(len(RECORDS[1])) == b""
    assert stretch.beyond(len(RECORDS[1]) + 1) is None
    assert stretch.read(len(RECORDS[1])) == RECORDS[1]
