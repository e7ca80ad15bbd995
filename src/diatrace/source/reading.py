"""Reading files nobody promised anything about: encodings, endless lines, deep JSON, bombs in zips."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import charset_normalizer
import msgspec

from diatrace.errors import SourceError

LINE_LIMIT = 16 * 1024 * 1024
"""Longest line (bytes) taken as a record; a longer one is kept cut and named as unreadable."""

MEMBER_LIMIT = 2 * 1024**3
RATIO_LIMIT = 200

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def encoding_of(path: Path, *, probe: int = 4 * 1024 * 1024) -> tuple[str, str]:
    """Return a file's encoding and what that rests on; UTF-8 wherever the bytes allow it."""
    with path.open("rb") as file:
        return encoding_of_bytes(file.read(probe))


def encoding_of_bytes(head: bytes) -> tuple[str, str]:
    """Return the encoding of a file that begins like this, and what that rests on."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, "byte-order mark"
    if _is_utf8(head):
        return "utf-8", "valid UTF-8"
    for guess in ("utf-16-le", "utf-16-be"):
        if _looks_utf16(head, guess):
            return guess, "every other byte is zero"
    if len(head) and _utf8_share(head) > 0.5:
        return "utf-8", "UTF-8 with damaged or foreign lines, which are read as windows-1252"
    for name, letters in _LATIN.items():
        if _mostly(head, letters):
            return name, "its letters above ASCII are the usual ones of that encoding"
    best = charset_normalizer.from_bytes(head[:262_144]).best()
    return (best.encoding, "statistics of the bytes") if best else ("cp1252", "no other encoding fits")


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(head) > 3 and error.reason == "unexpected end of data"
    return True


def _looks_utf16(head: bytes, name: str) -> bool:
    zeros = head[1::2] if name.endswith("le") else head[0::2]
    return len(head) >= 4 and zeros.count(0) > 0.6 * len(zeros)


_WEST = "àâäáãåçèéêëíìîïñòóôöõøùúûüßæœÀÂÄÁÇÈÉÊËÍÎÏÑÓÔÖÚÛÜŒ€‘’“”«»…–—·°\xa0¿¡"
_LATIN = {"cp1252": _WEST.encode("cp1252"), "cp1254": f"{_WEST}ğışĞİŞ".encode("cp1254")}


def _mostly(head: bytes, letters: bytes) -> bool:
    """Say whether nine in ten bytes above ASCII are among these letters, and stand alone as they do in Latin script."""
    above = head.translate(None, bytes(range(128)))
    runs = len(re.findall(rb"[\x80-\xff]+", head))
    return len(above.translate(None, letters)) <= 0.1 * len(above) < 0.17 * runs


def _utf8_share(head: bytes) -> float:
    """Share of the lines with non-ASCII bytes that are valid UTF-8."""
    foreign = [line for line in head.split(b"\n")[:-1] if not line.isascii()]
    if not foreign:
        return 0.0
    return sum(_is_utf8(line) for line in foreign) / len(foreign)


def decode(line: bytes, encoding: str = "utf-8") -> str:
    """Decode one line; bytes that are not of the encoding are read as windows-1252, so that nothing is lost."""
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        if encoding.startswith("utf-8"):
            return line.decode("cp1252", errors="replace")
        return line.decode(encoding, errors="replace")


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
        raise SourceError(f"{path.name} cannot be unpacked: {error}", where=f"{path}!{name}") from None


def guard_member(info: zipfile.ZipInfo, path: Path) -> None:
    """Raise SourceError where a zip member would unpack to something unreasonable."""
    if info.file_size > MEMBER_LIMIT or info.file_size > RATIO_LIMIT * max(info.compress_size, 65_536):
        raise SourceError(
            f"{path.name} holds {info.filename}: {info.compress_size:,} bytes that unpack to {info.file_size:,}",
            where=f"{path}!{info.filename}",
            hint="this looks like a zip bomb; unpack it by hand if you trust it",
        )
