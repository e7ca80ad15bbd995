"""The bytes of a web archive, unpacked, in stretches that each begin with a record.

Archives are packed one gzip member a record, as one gzip, in blocks that heed no record (bgzip), or not at all. What is
damaged ends a stretch; the next begins at the next member that unpacks to the beginning of a record, so that nothing
behind the damage is lost.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any, Final, Protocol, TypeAlias

from fastwarc.stream_io import ZstdReader

from diatrace.source import reading

CHUNK: Final = 128 * 1024
BEGINNING: Final = 8 * 1024
"""Bytes that suffice to see that a record begins."""

Begins: TypeAlias = Callable[[bytes], object]

GZIP: Final = b"\x1f\x8b\x08"
ZSTD: Final = re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18")
_FREE: Final = 64 * 1024 * 1024
"""Bytes any member may unpack to, however small it is."""

_STEP: Final = 4096


class Feed(Protocol):
    """Unpacks one file: `more` until nothing comes, then `onward` to the next stretch.

    `offset` is where in the file the part began that is given out; `fault` says why a stretch ended before its time.
    `mark` notes where the feed stands; None says that it cannot come `back` there.
    """

    packed: bool
    offset: int

    @property
    def fault(self) -> str:
        """Why the stretch ended before its time."""
        ...

    def more(self) -> bytes:
        """Return the next bytes of the stretch; none at its end."""
        ...

    def onward(self) -> bool:
        """Go on to the next stretch; False where there is none."""
        ...

    def mark(self) -> Any:
        """Note where the feed stands."""
        ...

    def back(self, mark: Any) -> None:
        """Go back to where the feed stood."""
        ...


def feed_of(file: IO[bytes], begins: Begins) -> Feed:
    """Return what unpacks a file from where it stands; `begins` says whether bytes are the beginning of a record."""
    place = file.tell()
    head = file.read(4)
    file.seek(place)
    if head.startswith(GZIP):
        return Gzip(file, begins)
    return Zstd(file) if ZSTD.match(head) else Plain(file)


class Plain:
    """A file that is not packed: one stretch."""

    packed = False
    fault = ""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.offset = file.tell()

    def more(self) -> bytes:
        """Return the next bytes of the file."""
        return self._file.read(CHUNK)

    def onward(self) -> bool:
        """Say that there is no more."""
        return False

    def mark(self) -> Any:
        """Note the place in the file."""
        return self._file.tell()

    def back(self, mark: Any) -> None:
        """Go back to a place in the file."""
        self._file.seek(mark)


class Zstd:
    """A file packed with Zstandard: one stretch; behind damage nothing is found again."""

    packed = True

    def __init__(self, file: IO[bytes]) -> None:
        self._reader = ZstdReader(file)
        self.offset = 0
        self.fault = ""

    def more(self) -> bytes:
        """Return the next unpacked bytes."""
        try:
            return bytes(self._reader.read(CHUNK))
        except OSError as error:
            self.fault = f"the packed file is damaged or cut short: {error}"
            return b""

    def onward(self) -> bool:
        """Say that there is no more."""
        return False

    def mark(self) -> Any:
        """Say that there is no way back."""
        return None

    def back(self, mark: Any) -> None:
        """Stay: nothing was marked."""


class Gzip:
    """A file of gzip members."""

    packed = True

    def __init__(self, file: IO[bytes], begins: Begins) -> None:
        self._file = file
        self._begins = begins
        self._input = b""
        self._unpacker: Any = None
        self._ready = b""  # unpacked, not given out yet
        self._waits = False  # what is ready begins the next stretch
        self._member = self.offset = file.tell()
        self._taken = self._given = 0  # bytes of this member, packed and unpacked
        self._begun = False
        self._fault = ""

    @property
    def fault(self) -> str:
        """Why the stretch ended before its time; what is wrong with the next is not told yet."""
        return "" if self._waits else self._fault

    def more(self) -> bytes:
        """Return the next unpacked bytes; a member that does not begin a record goes on with the one before."""
        while not self._waits:
            if self._ready:
                data, self._ready = self._ready, b""
                return data
            if self._fault:
                break
            if self._unpacker is not None:
                self._ready = self._step(CHUNK)
            elif not self._enter():
                break
        return b""

    def onward(self) -> bool:
        """Go to the next member that begins a record, past damage where there is some."""
        if not self._waits:
            found = self._next(self._member + 1) if self._fault else -1
            if found < 0:
                return False
            self._file.seek(found)
            self._input, self._unpacker, self._ready, self._fault = b"", None, b"", ""
            self._enter()
        self._waits = False
        self.offset = self._member
        return True

    def mark(self) -> Any:
        """Note the place in the file with the state of the unpacker."""
        state = dict(vars(self))
        state["_unpacker"] = self._unpacker and self._unpacker.copy()
        return self._file.tell(), state

    def back(self, mark: Any) -> None:
        """Take up the state again."""
        place, state = mark
        vars(self).update(state)
        self._file.seek(place)

    def _enter(self) -> bool:
        """Begin with the next member; False where there is none. Zeros that pad a file are passed over."""
        self._input = self._input.lstrip(b"\0")
        while len(self._input) < len(GZIP) and (more := self._file.read(CHUNK)):
            self._input = (self._input + more).lstrip(b"\0")
        if not self._input:
            return False
        self._member = self._file.tell() - len(self._input)
        if not self._input.startswith(GZIP):
            self._fault = "bytes that are no gzip member"
            return False
        self._unpacker = zlib.decompressobj(31)
        self._taken = self._given = 0
        self._ready = b""
        while len(self._ready) < BEGINNING and self._unpacker is not None:
            self._ready += self._step(BEGINNING)
        self._waits = self._begun and bool(self._begins(self._ready))
        if not self._waits:
            self.offset = self._member
        self._begun = True
        return True

    def _step(self, most: int) -> bytes:
        """Unpack some more of the member."""
        if not self._input:
            self._input = self._file.read(CHUNK)
        before, unpacker = len(self._input), self._unpacker
        try:
            data: bytes = unpacker.decompress(self._input, most)
        except zlib.error as error:
            self._end(f"a packed part is damaged: {error}")
            return self._salvaged()
        if not (data or before or unpacker.eof):
            self._end("the file ends within a packed part")
            return b""
        self._input = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        self._taken += before - len(self._input)
        self._given += len(data)
        if unpacker.eof:
            self._unpacker = None
        elif self._given > max(_FREE, reading.RATIO_LIMIT * self._taken):
            self._end("a packed part unpacks to an unreasonable size")
        return data

    def _end(self, fault: str) -> None:
        self._fault, self._unpacker = fault, None

    def _salvaged(self) -> bytes:
        """Return what stands before the damage and was not given out: an unpacker that fails keeps it to itself."""
        self._file.seek(self._member)
        unpacker, parts, known = zlib.decompressobj(31), [], self._given
        damaged = False
        while not damaged and (piece := self._file.read(_STEP)):
            before = unpacker.copy()
            try:
                data = unpacker.decompress(piece)
            except zlib.error:
                data, damaged = _as_far_as_it_goes(before, piece), True
            parts.append(data[known:])
            known = max(0, known - len(data))
        return b"".join(parts)

    def _next(self, place: int) -> int:
        """Return where the next member is that begins a record; -1 where none is."""
        self._file.seek(place)
        held, piece = b"", b"\0"
        while piece:
            piece = self._file.read(CHUNK)
            held += piece
            at = held.find(GZIP)
            while at >= 0 and (at + BEGINNING <= len(held) or not piece):
                if self._begins(_unpacked(held[at : at + BEGINNING])):
                    return place + at
                at = held.find(GZIP, at + 1)
            keep = at if at >= 0 else max(0, len(held) - len(GZIP) + 1)
            place += keep
            held = held[keep:]
        return -1


def _as_far_as_it_goes(unpacker: Any, piece: bytes) -> bytes:
    parts = []
    with suppress(zlib.error):
        for place in range(len(piece)):
            parts.append(unpacker.decompress(piece[place : place + 1]))  # noqa: PERF401 (kept when the next fails)
    return b"".join(parts)


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(packed, BEGINNING)
    except zlib.error:
        return b""


class Stretch:
    """The bytes of one stretch, read with a look ahead and a way back; `passed` counts those read."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._held = bytearray()
        self.passed = 0

    @property
    def fault(self) -> str:
        """Why the stretch ended before its time; empty where it did not."""
        return self._feed.fault if not self._held else ""

    @property
    def offset(self) -> int:
        """Where in the file what comes next begins; for packed files, the part it is in."""
        return self._feed.offset + (0 if self._feed.packed else self.passed)

    @property
    def place(self) -> str:
        """Where what comes next begins, in words."""
        inner = f" (unpacked: {self.passed:,})" if self._feed.packed and self.passed else ""
        return f"byte {self.offset:,}{inner}"

    @property
    def direct(self) -> bool:
        """Whether what comes next can be read again from its offset, without what is before it."""
        return not self._feed.packed or not self.passed

    @property
    def finished(self) -> bool:
        """Whether an end reached here is one that was meant: that of a packed part which is whole."""
        return self._feed.packed and not self._feed.fault

    def peek(self, size: int) -> bytes:
        """Return the next bytes and leave them to be read."""
        while len(self._held) < size and (more := self._feed.more()):
            self._held += more
        return bytes(self._held[:size])

    def beyond(self, size: int) -> bytes | None:
        """Return some of what comes behind the next `size` bytes; None where there are not so many."""
        end = size + BEGINNING
        while len(self._held) < end and (more := self._feed.more()):
            self._held += more
        return bytes(self._held[size:end]) if len(self._held) >= size else None

    def read(self, size: int) -> bytes:
        """Return the next bytes; fewer at the end."""
        data = self.peek(size)
        self._drop(len(data))
        return data

    def skip(self, size: int) -> int:
        """Pass over bytes without holding them, and return how many there were."""
        left = size
        while left and self.peek(1):
            step = min(left, len(self._held))
            self._drop(step)
            left -= step
        return size - left

    def until(self, start: re.Pattern[bytes], hold: int) -> tuple[bytes, int]:
        """Read to the next match behind this place, else to the end; return the first `hold` bytes, and how many."""
        kept, passed, begin = bytearray(), 0, 1
        while True:
            window = self.peek(CHUNK + BEGINNING)
            last = len(window) < CHUNK + BEGINNING
            found = start.search(window, begin)
            end = found.start() if found else len(window) if last else len(window) - BEGINNING
            kept += window[: min(end, max(0, hold - len(kept)))]
            self._drop(end)
            passed += end
            if found or last:
                return bytes(kept), passed
            begin = 0

    def mark(self) -> Any:
        """Note this place; None where there is no way back to it."""
        feed = self._feed.mark()
        return None if feed is None else (feed, bytes(self._held), self.passed)

    def back(self, mark: Any) -> None:
        """Go back to a place."""
        feed, held, self.passed = mark
        self._held = bytearray(held)
        self._feed.back(feed)

    def _drop(self, size: int) -> None:
        del self._held[:size]
        self.passed += size
