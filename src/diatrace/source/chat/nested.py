"""The objects of certain lists ("messages" …), however deep they lie in a JSON file of any size and in any state.

The file is cut by counting brackets outside of strings: memory holds one object at a time, each keeps its very bytes,
one that is broken does not take the others with it, and a file that ends in the middle gives all that is whole.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Final, Literal, NamedTuple

from diatrace.source import reading

_STEP: Final = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+([{}\[\]])', re.DOTALL)
"""From one bracket to the next, over whole strings."""

_PLAIN: Final = re.compile(rb'(?:[^"{}\[\]]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+', re.DOTALL)
_STRING_END: Final = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_HEAD_LIMIT: Final = 1024 * 1024
_CHUNK: Final = 1024 * 1024


class Part(NamedTuple):
    """A piece of the file: what an object says before its list, one item of the list, what it says after it.

    An item whose end was not found, or that is too long to be one, is not `whole`. `key` is what the list is called,
    empty for a list that is the whole file.
    """

    kind: Literal["head", "item", "tail"]
    raw: bytes
    whole: bool = True
    key: str = ""


def parts(chunks: Iterable[bytes], *keys: str) -> Iterator[Part]:
    """Cut a file that comes in chunks; `keys` are the names of the lists that are looked for."""
    cutter = _Cutter(re.compile(rf'"({"|".join(map(re.escape, keys))})"\s*:\s*$'.encode()))
    for chunk in chunks:
        yield from cutter.cut(chunk)
    yield from cutter.end()


def frame(head: bytes, tail: bytes = b"}") -> bytes:
    """Return an object without its list, as JSON, from its head and tail."""
    before = head.rstrip().rstrip(b",")
    after = tail.lstrip().lstrip(b",")
    comma = b"," if before.strip() != b"{" and after.strip() != b"}" else b""
    return before + comma + after


@dataclass(slots=True)
class _Cutter:
    keys: re.Pattern[bytes]
    _key: str = ""
    _buffer: bytes = b""
    _at: int = 0  # scanned up to here
    _depth: int = 0
    _list: int = 0  # depth of the list we are in, 0 outside
    _item: int = -1  # where the item under way begins
    _gap: int = 0  # where the item before ended
    _tail: int = -1  # where the list ended whose object is still open
    _owners: int = 0  # how many objects are open around and with that one
    _objects: list[int] = field(default_factory=list)  # where the open objects begin, outside of such lists
    _in_string: bool = False
    _long: bool = False

    def cut(self, chunk: bytes) -> Iterator[Part]:
        """Take in a chunk and yield what ends in it."""
        self._buffer += chunk
        if self._in_string and not self._leave_string():
            return
        step = _STEP.match
        while found := step(self._buffer, self._at):
            self._at = found.end()
            mark = self._buffer[self._at - 1]
            if mark in b"{[":
                yield from self._open(mark)
            else:
                yield from self._close(mark)
        if len(self._buffer) - self._at > reading.LINE_LIMIT:
            self._enter_string()
        self._forget()

    def end(self) -> Iterator[Part]:
        """Yield the item in whose middle the file ends, if it does."""
        if self._item >= 0:
            yield Part("item", self._buffer[self._item :], whole=False, key=self._key)

    def _open(self, mark: int) -> Iterator[Part]:
        start = self._at - 1
        self._depth += 1
        if self._list:
            if self._depth == self._list + 1:
                yield from self._between(start)
                self._item = start
        elif mark == ord("{"):
            self._objects.append(start)
        elif self._depth == 1:
            self._enter("")
            yield Part("head", b"{")
        elif key := self.keys.search(self._buffer, max(0, start - 64), start):
            begin = self._objects[-1] if self._objects else -1
            head = self._buffer[begin : key.start()] if begin >= 0 else b"{"
            self._enter(key[1].decode())
            yield Part("head", head, key=self._key)

    def _enter(self, key: str) -> None:
        self._list, self._gap, self._tail, self._key = self._depth, self._at, -1, key

    def _close(self, mark: int) -> Iterator[Part]:
        if self._list and self._depth == self._list + 1:
            yield Part("item", self._buffer[self._item : self._at], whole=not self._long, key=self._key)
            self._item, self._gap, self._long = -1, self._at, False
        elif self._list and self._depth == self._list:
            yield from self._between(self._at - 1)
            self._list, self._tail, self._owners = 0, self._at, len(self._objects)
        elif not self._list and mark == ord("}") and self._objects:
            if self._tail >= 0 and len(self._objects) == self._owners:
                yield Part("tail", self._buffer[self._tail : self._at], key=self._key)
                self._tail = -1
            self._objects.pop()
        self._depth = max(0, self._depth - 1)

    def _between(self, end: int) -> Iterator[Part]:
        """Yield what stands among the items and is no object."""
        stray = self._buffer[self._gap : end].strip(b", \t\r\n")
        if stray:
            yield Part("item", stray, key=self._key)

    def _enter_string(self) -> None:
        """Give up holding a string too long to be one: pass over it as it comes."""
        self._at = _PLAIN.match(self._buffer, self._at).end() + 1  # type: ignore[union-attr]  # it matches anything
        self._in_string = self._long = True

    def _leave_string(self) -> bool:
        """Go to the end of the string that is passed over; return whether it is in reach."""
        found = _STRING_END.match(self._buffer, self._at)
        if found:
            self._at, self._in_string = found.end(), False
            return True
        self._at = len(self._buffer) - self._buffer.endswith(b"\\")
        self._forget()
        return False

    def _forget(self) -> None:
        """Drop what was scanned, except the item or the object's own words under way, of which a limit is kept."""
        if self._item >= 0 and self._at - self._item > reading.LINE_LIMIT:
            self._long = True
            kept = self._buffer[self._item : self._item + reading.LINE_LIMIT]
            self._buffer = kept + self._buffer[self._at :]
            self._item, self._at = 0, len(kept)
        keep = min(
            each for each in (self._item, self._tail, self._gap if self._list else -1, self._at) if each >= 0
        )
        if (
            not self._list
            and self._objects
            and self._objects[-1] >= 0
            and self._at - self._objects[-1] < _HEAD_LIMIT
        ):
            keep = min(keep, self._objects[-1])
        if self._at - keep > reading.LINE_LIMIT:
            keep = self._at
        self._buffer = self._buffer[keep:]
        self._at -= keep
        self._item = self._item - keep if self._item >= 0 else -1
        self._tail = self._tail - keep if self._tail >= keep else -1
        self._gap = max(0, self._gap - keep)
        self._objects = [start - keep for start in self._objects]


def chunks_of(stream: IO[bytes]) -> Iterator[bytes]:
    """Read a stream in chunks, as UTF-8 without a byte-order mark."""
    first = stream.read(_CHUNK)
    encoding = (
        reading.encoding_of_bytes(first[:4])[0] if first[:1] in {b"\xef", b"\xff", b"\xfe"} else "utf-8"
    )
    if encoding.startswith("utf-8"):
        yield first.removeprefix(b"\xef\xbb\xbf")
        while chunk := stream.read(_CHUNK):
            yield chunk
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).removeprefix("\ufeff").encode()
    while chunk := stream.read(_CHUNK):
        yield decoder.decode(chunk).encode(errors="replace")
