"""What is lost to damage: no more than what it touches, where other readers lose all that follows."""

from __future__ import annotations

import io
import random
from collections.abc import Callable

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from diatrace.source.archive.entry import WARC, Entry, entries
from tests.source.archive_samples import members, page, response

SIZE, TIMES = 40, 25
_words = random.Random(3)
RECORDS = [
    response(f"https://example.org/{number}", page("".join(_words.choices("abcdefghij ", k=2_000))))
    for number in range(SIZE)
]
Damage = Callable[[bytes, int], bytes]


def _changed(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 0x55]) + data[place + 1 :]


def _lost(data: bytes, place: int) -> bytes:
    return data[:place] + data[place + 200 :]


def _put_in(data: bytes, place: int) -> bytes:
    return data[:place] + random.Random(place).randbytes(300) + data[place:]


def _here(data: bytes) -> int:
    found = (each for each in entries(io.BytesIO(data), WARC) if isinstance(each, Entry))
    return sum(not each.fault and each.head + each.block + b"\r\n\r\n" in RECORDS for each in found)


def _there(data: bytes) -> int:
    """How many records another reader gives before it stops, whole or not."""
    found = 0
    try:
        for record in ArchiveIterator(io.BytesIO(data)):
            record.raw_stream.read()
            found += 1
    except (ArchiveLoadFailed, EOFError, ValueError):
        pass
    return found


@pytest.mark.parametrize("damage", [_changed, _lost, _put_in])
@pytest.mark.parametrize("packed", [members, b"".join], ids=["members", "plain"])
def test_damage_costs_two_records_at_most(packed: Callable[[list[bytes]], bytes], damage: Damage) -> None:
    data = packed(RECORDS)
    places = random.Random(7)
    for _ in range(TIMES):
        assert _here(damage(data, places.randrange(len(data)))) >= SIZE - 2


def test_another_reader_stops_where_a_packed_file_is_damaged() -> None:
    data = members(RECORDS)
    places = [random.Random(seed).randrange(len(data)) for seed in range(TIMES)]
    here, there = (sum(read(_lost(data, place)) for place in places) for read in (_here, _there))
    assert here > 1.5 * there
