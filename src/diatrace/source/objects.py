"""JSON objects one by one: a line each, or the items of an array, out of files of any size and any state.

An array is cut into its items by counting brackets, so that a file that ends in the middle still gives every
whole item, and memory holds one item at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from diatrace.errors import SourceError
from diatrace.source import reading
from diatrace.source.stream import Stream, byte_lines, lines, opened

Item: TypeAlias = tuple[int, bytes, Any, str]
"""Line or item number, its bytes, its value (None where unreadable), the reason."""

_CHUNK: Final = 1024 * 1024
_TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\]]', re.DOTALL)
_STRING_END: Final = re.compile(rb'\\.|"', re.DOTALL)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_decode: Final = msgspec.json.Decoder().decode


def value_of(raw: bytes) -> Any:
    """Decode one JSON value; raise ValueError with a short reason.

    What strict JSON refuses but files hold is mended: halves of emoji (cut texts), NaN, bytes of another
    encoding.
    """
    try:
        return _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _lenient(raw)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None


def _lenient(raw: bytes) -> Any:
    try:
        return _mended(json.loads(reading.decode(raw), strict=False))
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from None


def _mended(value: Any) -> Any:
    """Return a value without the halves of characters that no text may hold."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, list):
        return [_mended(each) for each in value]
    if isinstance(value, dict):
        return {_mended(key): _mended(each) for key, each in value.items()}
    return value


def shape_of(head: bytes) -> str:
    """Say how a file that begins like this holds its objects: lines, array, object (one alone), or "".

    The head may be cut anywhere; a first line that is not whole is judged by its beginning.
    """
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] == b"[":
        return "array" if text[1:].lstrip()[:1] in {b"{", b"]", b""} else ""
    if text[:1] != b"{" or text[1:].lstrip()[:1] not in {b'"', b"}", b""}:
        return ""
    first, end, _rest = text.partition(b"\n")
    if not end:
        return "lines"
    try:
        return "lines" if isinstance(value_of(first), dict) else ""
    except ValueError:
        return "object" if not first.rstrip().endswith(b"}") else ""


def items(
    path: Path, shape: str, *, encoding: str = "utf-8", member: str = "", key: str = ""
) -> Iterator[Item]:
    """Yield the objects of a file held as `shape` says; `key` names the list within a lone object."""
    if shape == "object":
        yield from _listed(path, key)
        return
    with opened(path, member) as stream:
        yield from (_lines if shape == "lines" else _array)(stream, encoding)
        if stream.fault:
            yield 0, b"", None, stream.fault


def list_within(path: Path) -> str:
    """Return the key of the longest list of objects within a lone object; raise SourceError without one."""
    value = reading.json_file(path)
    lists: dict[str, int] = {
        name: len(each)
        for name, each in (value.items() if isinstance(value, dict) else ())
        if isinstance(each, list) and each and isinstance(each[0], dict)
    }
    if not lists:
        raise SourceError(
            f"{path.name} holds no list of records",
            where=str(path),
            hint="is it the right file of the export?",
        )
    return max(lists, key=lambda name: lists[name])


def _listed(path: Path, key: str) -> Iterator[Item]:
    found = reading.json_file(path)
    for number, value in enumerate(found.get(key) or () if isinstance(found, dict) else (), start=1):
        yield number, msgspec.json.encode(value), value, ""


def _lines(stream: Stream, encoding: str) -> Iterator[Item]:
    if encoding.startswith("utf-8"):
        found = byte_lines(stream)
    else:
        found = ((text.encode(errors="replace"), whole) for _raw, text, whole in lines(stream, encoding))
    for number, (line, whole) in enumerate(found, start=1):
        if not whole:
            yield number, line, None, "a line too long to be a record"
        elif not line.isspace():
            yield _item(number, line.rstrip(b"\r\n"))


def _item(number: int, raw: bytes) -> Item:
    try:
        return number, raw, value_of(raw), ""
    except ValueError as error:
        return number, raw, None, str(error)


def _chunks(stream: Stream, encoding: str) -> Iterator[bytes]:
    if encoding.startswith("utf-8"):
        while chunk := stream.read(_CHUNK):
            yield chunk
        return
    for _line, text, _whole in lines(stream, encoding):
        yield text.encode(errors="replace")


def _array(stream: Stream, encoding: str) -> Iterator[Item]:
    """Cut an array into its items by counting brackets outside of strings."""
    cutter, number = _Cutter(), 0
    for chunk in _chunks(stream, encoding):
        for raw, whole in cutter.cut(chunk):
            number += 1
            yield _item(number, raw) if whole else (number, raw, None, "an item too long to be a record")
    if cutter.left():
        yield number + 1, cutter.left(), None, "the file ends inside a record"


class _Cutter:
    """Finds where the items of an array begin and end, over chunks cut anywhere."""

    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0  # scanned up to here
        self._start = -1  # where the item under way begins
        self._depth = 0
        self._in_string = False
        self._long = False

    def left(self) -> bytes:
        """Return what is left of an item that has no end."""
        return self._buffer[self._start :] if self._start >= 0 else b""

    def cut(self, chunk: bytes) -> Iterator[tuple[bytes, bool]]:
        """Take in a chunk and yield the items that end in it, with whether each is whole."""
        self._buffer += chunk
        if self._in_string:
            self._end_string()
        if not self._in_string:
            yield from self._scan()
        self._forget()

    def _scan(self) -> Iterator[tuple[bytes, bool]]:
        for token in _TOKEN.finditer(self._buffer, self._at):
            self._at = token.end()
            mark = self._buffer[token.start() : self._at]
            if mark == b'"':
                self._in_string = True
                self._end_string()
                return
            if mark in b"{[":
                if self._depth == 1:
                    self._start = token.start()
                self._depth += 1
            elif mark in b"}]":
                self._depth = max(0, self._depth - 1)
                if self._depth == 1 and self._start >= 0:
                    yield self._buffer[self._start : self._at], not self._long
                    self._start, self._long = -1, False
        self._at = len(self._buffer)

    def _end_string(self) -> None:
        """Go to the end of the string under way, or of the buffer; an escape cut in two waits."""
        for token in _STRING_END.finditer(self._buffer, self._at):
            self._at = token.end()
            if token.group() == b'"':
                self._in_string = False
                return
        self._at = max(self._at, len(self._buffer) - self._buffer.endswith(b"\\"))

    def _forget(self) -> None:
        """Drop what was scanned, except the item under way, of which at most a limit is kept."""
        keep = self._start if self._start >= 0 else self._at
        self._buffer = self._buffer[keep:]
        self._at -= keep
        if self._start >= 0:
            self._start = 0
            if self._at > reading.LINE_LIMIT:
                self._long = True
                self._buffer = self._buffer[: reading.LINE_LIMIT] + self._buffer[self._at :]
                self._at = reading.LINE_LIMIT
