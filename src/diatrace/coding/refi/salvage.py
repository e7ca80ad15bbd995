"""What can be had of a zip whose list of files is gone, as after a download that broke off.

Each file in a zip is preceded by a header of its own; those whose check sum holds are whole.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

_HEADER: Final = struct.Struct("<4s5H3I2H")
_MARK: Final = b"PK\x03\x04"
_DESCRIPTOR: Final = b"PK\x07\x08"
_STREAMED: Final = 0x08
_UTF8: Final = 0x800
_SECRET: Final = 0x01
_STORED, _DEFLATED = 0, 8
_CHUNK: Final = 1024 * 1024
LIMIT: Final = 1024**3
"""How much is unpacked at most, in bytes."""


def salvaged(path: Path) -> dict[str, bytes]:
    """Return the files that stand whole in a damaged zip, by their names as they are told."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _Salvage(data).files()


class _Salvage:
    def __init__(self, data: mmap.mmap) -> None:
        self.data = data
        self.left = LIMIT

    def files(self) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        place = self.data.find(_MARK)
        while place >= 0 and self.left > 0:
            after = place + 1
            with suppress(struct.error, zlib.error, UnicodeDecodeError):
                name, content, end = self._member(place)
                if content is not None:
                    after = end
                    if not name.endswith("/"):
                        found[name] = content
            place = self.data.find(_MARK, after)
        return found

    def _member(self, place: int) -> tuple[str, bytes | None, int]:
        """Return the name and the content of the file whose header stands at a place, and where it ends.

        The content is None where it is not whole, or cannot be told to be.
        """
        header = _HEADER.unpack_from(self.data, place)
        flags, method, check, packed, size, named, extra = *header[2:4], *header[6:11]
        begin = place + _HEADER.size + named + extra
        told = self.data[place + _HEADER.size : place + _HEADER.size + named]
        name = told.decode("utf-8" if flags & _UTF8 else "cp437")
        known = (method, flags & _STREAMED) in {(_STORED, 0), (_DEFLATED, 0), (_DEFLATED, _STREAMED)}
        if flags & _SECRET or not known or begin > len(self.data):
            return name, None, begin
        content, end = self._stored(begin, packed) if method == _STORED else self._unpacked(begin)
        if flags & _STREAMED:
            told = self.data[end : end + 8].removeprefix(_DESCRIPTOR)[:4]
            check, size = int.from_bytes(told, "little"), len(content) if len(told) == 4 else -1
        whole = len(content) == size and zlib.crc32(content) == check
        return name, content if whole else None, end

    def _stored(self, begin: int, size: int) -> tuple[bytes, int]:
        content = self.data[begin : begin + min(size, self.left)]
        self.left -= len(content)
        return content, begin + len(content)

    def _unpacked(self, begin: int) -> tuple[bytes, int]:
        """Unpack what begins at a place, as far as it goes, and say where it ended."""
        unpacker, parts, place = zlib.decompressobj(-15), [b""], begin
        while not unpacker.eof and self.left > 0:
            piece = unpacker.unconsumed_tail or self.data[place : place + _CHUNK]
            if not piece:
                break
            place += 0 if unpacker.unconsumed_tail else len(piece)
            part = unpacker.decompress(piece, min(_CHUNK, self.left))
            self.left -= len(part)
            parts.append(part)
        if not unpacker.eof:
            raise zlib.error("cut")
        return b"".join(parts), place - len(unpacker.unused_data) - len(unpacker.unconsumed_tail)
