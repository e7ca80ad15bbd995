"""One way to the bytes of a file, packed or not: a plain file, a gzip, a member of a zip.

What goes wrong while unpacking (a file cut short, a damaged block, a bomb) ends the stream and is told in its
`fault`, so that what came before is kept.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final, cast

from diatrace.errors import SourceError
from diatrace.source import reading

GZIP: Final = b"\x1f\x8b"
_BUFFER: Final = 256 * 1024
_FREE: Final = 64 * 1024 * 1024
"""Bytes any packed file may unpack to, however small it is."""


class _Raw(io.RawIOBase):
    """Unpacked bytes, guarded."""

    def __init__(self, inner: IO[bytes], packed: int | None) -> None:
        self.fault = ""
        self._inner = inner
        self._left = max(_FREE, reading.RATIO_LIMIT * packed) if packed is not None else None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._inner.read1(len(buffer))  # type: ignore[attr-defined]
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
            self.fault = f"the packed file is damaged or cut short here: {error}"
            return 0
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                self.fault = "the packed file unpacks to an unreasonable size; it is read no further"
                return 0
        buffer[: len(data)] = data
        return len(data)


class Stream(io.BufferedReader):
    """Buffered bytes; `fault` says why they ended early, if they did."""

    def __init__(self, inner: IO[bytes], packed: int | None) -> None:
        self._guarded = _Raw(inner, packed)
        super().__init__(self._guarded, _BUFFER)

    @property
    def fault(self) -> str:
        """Why the bytes ended before the file did; empty where they did not."""
        return self._guarded.fault


@contextmanager
def opened(path: Path, member: str = "") -> Iterator[Stream]:
    """Open a file, unpacked where it is a gzip, or one member of a zip."""
    with ExitStack() as stack:
        if member:
            inner = stack.enter_context(reading.zip_member(path, member))
            yield Stream(inner, None)  # zip_member has judged its size
            return
        file = stack.enter_context(path.open("rb"))
        packed = file.read(2) == GZIP
        file.seek(0)
        if packed:
            unpacker = stack.enter_context(gzip.GzipFile(fileobj=file))
            yield Stream(cast("IO[bytes]", unpacker), path.stat().st_size)
        else:
            yield Stream(file, None)


def head_of(path: Path, size: int, member: str = "") -> bytes:
    """Return the first bytes of a file, unpacked; raise SourceError where there are none."""
    with opened(path, member) as stream:
        data = stream.read(size)
        if not data:
            raise SourceError(
                f"{path.name} {'cannot be unpacked' if stream.fault else 'is empty'}",
                where=str(path),
                hint="was the export finished?",
            )
        return data


def unpacked_head(head: bytes, size: int = 65_536) -> bytes:
    """Unpack the head of a file as far as it goes; a head that is not packed comes back as it is."""
    if not head.startswith(GZIP):
        return head
    try:
        return zlib.decompressobj(31).decompress(head, size)
    except zlib.error:
        return b""


def lines(stream: Stream, encoding: str, newline: str = "\n") -> Iterator[tuple[bytes, str, bool]]:
    """Yield (bytes with their end, text with its end, whole) of each line.

    A line over `reading.LINE_LIMIT` comes cut, with whole=False; the rest of it is skipped, not held.
    """
    if newline != "\n" or encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(stream, encoding, newline)
        return
    for line, whole in byte_lines(stream):
        yield line, reading.decode(line, encoding), whole


def byte_lines(stream: Stream) -> Iterator[tuple[bytes, bool]]:
    """Yield (bytes with their end, whole) of each line of a file in an ASCII-compatible encoding, as `lines` does."""
    limit, first = reading.LINE_LIMIT, True
    while line := stream.readline(limit):
        whole = len(line) < limit or line.endswith(b"\n")
        if first:
            line, first = line.removeprefix(b"\xef\xbb\xbf"), False
        yield line, whole
        rest = line
        while not whole and rest and not rest.endswith(b"\n"):
            rest = stream.readline(limit)


def _wide_lines(stream: Stream, encoding: str, newline: str) -> Iterator[tuple[bytes, str, bool]]:
    limit, first = reading.LINE_LIMIT, True
    with io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=newline) as text:
        while line := text.readline(limit):
            whole = len(line) < limit or line.endswith(newline)
            if first:
                line, first = line.removeprefix("\ufeff"), False
            yield line.encode(encoding, errors="replace"), line, whole
            rest = line
            while not whole and rest and not rest.endswith(newline):
                rest = text.readline(limit)
