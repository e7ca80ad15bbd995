"""Reading files nobody promised anything about: encodings, endless lines, deep JSON, bombs in zips."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import msgspec

from diatrace.errors import SourceError
from diatrace.trace.encoding import decode, encoding_of_bytes

__all__ = [
    "LINE_LIMIT",
    "MEMBER_LIMIT",
    "RATIO_LIMIT",
    "decode",
    "encoding_of",
    "encoding_of_bytes",
    "guard_member",
    "json_file",
    "json_value",
    "lines",
    "text_lines",
    "zip_member",
]

LINE_LIMIT = 16 * 1024 * 1024
"""Longest line (bytes) taken as a record; a longer one is kept cut and named as unreadable."""

MEMBER_LIMIT = 2 * 1024**3
RATIO_LIMIT = 200


def encoding_of(path: Path, *, probe: int = 4 * 1024 * 1024) -> tuple[str, str]:
    """Return a file's encoding and what that rests on; UTF-8 wherever the bytes allow it."""
    with path.open("rb") as file:
        return encoding_of_bytes(file.read(probe))


def lines(path: Path, *, limit: int = LINE_LIMIT) -> Iterator[tuple[int, bytes, bool]]:
    """Yield (number from 1, line without its end, whole) of a file in an ASCII-compatible encoding.

    A line over `limit` bytes comes cut, with whole=False; the rest of it is skipped without being held.
    """
    with path.open("rb") as file:
        number = 0
        while chunk := file.readline(limit):
            number += 1
            whole = len(chunk) < limit or chunk.endswith(b"\n")
            kept = chunk
            while not whole and chunk and not chunk.endswith(b"\n"):
                chunk = file.readline(limit)
            if number == 1 and kept.startswith(b"\xef\xbb\xbf"):
                kept = kept[3:]
            yield number, kept.rstrip(b"\r\n"), whole


def text_lines(path: Path, encoding: str, *, limit: int = LINE_LIMIT) -> Iterator[tuple[int, str, bool]]:
    """Yield (number from 1, line without its end, whole) of a text file; only LF and CR LF end a line."""
    if encoding.startswith(("utf-16", "utf-32")):
        with path.open("r", encoding=encoding, errors="replace", newline="\n") as file:
            number = 0
            while chunk := file.readline(limit):
                number += 1
                whole = len(chunk) < limit or chunk.endswith("\n")
                kept = chunk
                while not whole and chunk and not chunk.endswith("\n"):
                    chunk = file.readline(limit)
                yield number, kept.removeprefix("\ufeff").rstrip("\r\n"), whole
        return
    for number, line, whole in lines(path, limit=limit):
        yield number, decode(line, encoding), whole


def json_value(data: bytes | str) -> Any:
    """Decode JSON; raise ValueError with a short reason, whatever is wrong with it (depth included)."""
    try:
        return msgspec.json.decode(data)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"not JSON: {error}") from None


def json_file(path: Path, *, limit: int = MEMBER_LIMIT) -> Any:
    """Decode a whole JSON file (BOM accepted); raise SourceError where it is not one."""
    if path.stat().st_size > limit:
        raise SourceError(
            f"{path.name} is larger than {limit // 1024**3} GiB", where=str(path), hint="split the export"
        )
    try:
        return json_value(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise SourceError(f"{path.name}: {error}", where=str(path), hint="is the file whole?") from None


@contextmanager
def zip_member(path: Path, name: str) -> Iterator[IO[bytes]]:
    """Open one member of a zip; raise SourceError where it is damaged, encrypted, or a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(name)
            guard_member(info, path)
            with archive.open(info) as file:
                yield file
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError) as error:
        raise SourceError(
            f"{path.name} cannot be unpacked: {error}", where=f"{path}!{name}", hint="is the download whole?"
        ) from None


def guard_member(info: zipfile.ZipInfo, path: Path) -> None:
    """Raise SourceError where a zip member would unpack to something unreasonable."""
    if info.file_size > MEMBER_LIMIT or info.file_size > RATIO_LIMIT * max(info.compress_size, 65_536):
        raise SourceError(
            f"{path.name} holds {info.filename}: {info.compress_size:,} bytes that unpack to {info.file_size:,}",
            where=f"{path}!{info.filename}",
            hint="this looks like a zip bomb; unpack it by hand if you trust it",
        )
