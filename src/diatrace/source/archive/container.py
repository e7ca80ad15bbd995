"""The files of an archive: one file, those of a folder, or those in a WACZ, whose list of digests is checked."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, Final

from diatrace.errors import SourceError
from diatrace.source import reading
from diatrace.source.archive.http import matches
from diatrace.source.archive.unpack import CHUNK, GZIP

_MANIFEST: Final = "datapackage.json"
_DIGEST: Final = "datapackage-digest.json"
_PAGES: Final = "pages/"
_FOLDERS: Final = ("archive/", "data/archive/")
_SMALL: Final = 16 * 1024 * 1024
_LISTED: Final = 64 * 1024 * 1024
_MEMBER: Final = b"PK\x03\x04"
_LOCAL_HEADER: Final = 30
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an archive, opened as often as needed."""

    name: str
    opened: Callable[[], AbstractContextManager[IO[bytes]]]


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of an archive, and what lists in it say of pages: title and text by address."""

    parts: tuple[Part, ...]
    listed: dict[str, tuple[str, str]] = field(default_factory=dict)


def files_of(path: Path, suffixes: tuple[str, ...]) -> list[Part]:
    """Return a file itself, or the archives of a folder by name."""
    found = [path]
    if path.is_dir():
        found = sorted(
            each for each in path.rglob("*") if each.name.lower().endswith(suffixes) and each.is_file()
        )
    return [Part(each.name, partial(_opened, each)) for each in found]


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def wacz_of(path: Path) -> Contents:
    """Open a WACZ; raise SourceError where it is none. Of one that is cut off, the records that are there are read."""
    if not zipfile.is_zipfile(path):
        return Contents((Part(path.name, partial(_from_first_member, path)),))
    with _unpacked(path) as (archive, infos):
        members = (infos[name] for name in sorted(infos) if name.startswith(_FOLDERS))
        parts = tuple(_part(path, each) for each in members)
        if _MANIFEST not in infos and not parts:
            raise SourceError(
                f"{path.name} is no WACZ", where=str(path), hint="a zip with datapackage.json and archive/"
            )
        return Contents(parts, _listed(archive, infos))


def faults_of(path: Path) -> tuple[str, ...]:
    """Check a WACZ against its lists of digests, and return what does not agree; raise SourceError where it is none."""
    if not zipfile.is_zipfile(path):
        return ("it has no list of its files, for it is cut off or damaged: nothing can be checked",)
    with _unpacked(path) as (archive, infos):
        return tuple(_faults(path, archive, infos))


@contextmanager
def _from_first_member(path: Path) -> Iterator[IO[bytes]]:
    """Open a file where its first gzip member begins, else at its end."""
    with path.open("rb") as file:
        place, held = 0, b""
        while GZIP not in held and (piece := file.read(CHUNK)):
            place += max(0, len(held) - len(GZIP))
            held = held[-len(GZIP) :] + piece
        found = held.find(GZIP)
        file.seek(place + found if found >= 0 else 0, io.SEEK_SET if found >= 0 else io.SEEK_END)
        yield file


@contextmanager
def _unpacked(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict[str, zipfile.ZipInfo]]]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive, {each.filename: each for each in archive.infolist() if not each.is_dir()}
    except _BROKEN as error:
        raise SourceError(
            f"{path.name} cannot be unpacked: {error}", where=str(path), hint="is the download whole?"
        ) from None


def _part(path: Path, info: zipfile.ZipInfo) -> Part:
    stored = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1
    return Part(info.filename, partial(_stored if stored else _packed, path, info))


@contextmanager
def _stored(path: Path, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """Open a member that stands in the zip as it is: a window on the file, with every place at hand."""
    with path.open("rb") as file:
        file.seek(max(0, info.header_offset))
        header = file.read(_LOCAL_HEADER)
        if info.header_offset < 0 or not header.startswith(_MEMBER):
            raise SourceError(
                f"{info.filename} is not where the zip says",
                where=f"{path}!{info.filename}",
                hint="is the download whole?",
            )
        start = info.header_offset + _LOCAL_HEADER
        start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        yield io.BufferedReader(_Window(file, start, info.file_size))


@contextmanager
def _packed(path: Path, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    reading.guard_member(info, path)
    try:
        with zipfile.ZipFile(path) as archive, archive.open(info) as file:
            yield file
    except _BROKEN as error:
        raise SourceError(
            f"{info.filename} cannot be unpacked: {error}",
            where=f"{path}!{info.filename}",
            hint="is the download whole?",
        ) from None


class _Window(io.RawIOBase):
    """A stretch of a file, as a file."""

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self._file = file
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        self._file.seek(self._start + self._at)
        data = self._file.read(min(len(buffer), max(0, self._size - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def _faults(path: Path, archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> Iterator[str]:
    """Yield where a WACZ is not what its lists of digests say."""
    if _MANIFEST not in infos:
        yield f"{_MANIFEST} is missing: nothing can be checked"
        return
    manifest = _small(archive, infos, _MANIFEST)
    if not manifest:
        yield f"{_MANIFEST} cannot be read: nothing can be checked"
        return
    if _DIGEST in infos and not _small(archive, infos, _DIGEST):
        yield f"{_DIGEST} cannot be read"
    if (digest := _value(_small(archive, infos, _DIGEST))) is not None:
        told = digest.get("hash") if isinstance(digest, dict) else None
        if not isinstance(told, str) or matches(told, manifest) is not True:
            yield f"{_MANIFEST} is not what {_DIGEST} says it is"
    value = _value(manifest)
    resources = value.get("resources") if isinstance(value, dict) else None
    if not isinstance(resources, list) or not resources:
        yield f"{_MANIFEST} lists no files"
        return
    named = set()
    for each in resources:
        name, told, size = _resource(each)
        named.add(name)
        if fault := _wrong(path, archive, infos.get(name), told, size):
            yield f"{name or 'a file without a path'} {fault}"
    loose = (name for name in infos if name.startswith(_FOLDERS) and name not in named)
    yield from (f"{name} is not listed in {_MANIFEST}" for name in loose)


def _resource(each: Any) -> tuple[str, str, Any]:
    """Return path, digest and size of a listed file, as versions 1.0 and 1.1 have them."""
    if not isinstance(each, dict):
        return "", "", None
    given = each.get("stats")
    stats = given if isinstance(given, dict) else {}
    told, size = str(each.get("hash") or stats.get("hash") or ""), each.get("bytes", stats.get("bytes"))
    if told and ":" not in told:
        told = f"{each.get('hashing') or 'sha256'}:{told}"
    return str(each.get("path") or ""), told, size


def _wrong(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo | None, told: str, size: Any) -> str:
    if info is None:
        return "is listed and not there"
    if isinstance(size, int) and size != info.file_size:
        return f"has {info.file_size:,} bytes, not {size:,}"
    name, _, value = told.partition(":")
    try:
        hasher = hashlib.new(name, usedforsecurity=False)
    except ValueError:
        return "has a digest of a kind unknown here" if told else "has no digest"
    try:
        reading.guard_member(info, path)
        with archive.open(info) as file:
            while data := file.read(1024 * 1024):
                hasher.update(data)
    except SourceError:
        return "would unpack to an unreasonable size"
    except _BROKEN as error:
        return f"is damaged: {error}"
    return "" if hasher.hexdigest() == value.lower() else "has another digest than is listed"


def _small(archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo], name: str) -> bytes:
    """Return a small file; nothing where it is not there, damaged, or not small."""
    if name not in infos or infos[name].file_size > _SMALL:
        return b""
    try:
        with archive.open(infos[name]) as file:
            return file.read(_SMALL)
    except _BROKEN:
        return b""


def _value(data: bytes) -> Any:
    try:
        return reading.json_value(data.removeprefix(b"\xef\xbb\xbf")) if data else None
    except ValueError:
        return None


def _listed(archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo]) -> dict[str, tuple[str, str]]:
    """Return title and text of the pages in the lists, by address, up to a bound."""
    found: dict[str, tuple[str, str]] = {}
    left = _LISTED
    for name in sorted(each for each in infos if each.startswith(_PAGES) and each.endswith(".jsonl")):
        with suppress(*_BROKEN), archive.open(infos[name]) as file:
            while left > 0 and (line := file.readline(reading.LINE_LIMIT)):
                left -= len(line)
                value = _value(line)
                if isinstance(value, dict) and isinstance(url := value.get("url"), str):
                    title, text = value.get("title"), value.get("text")
                    found[url] = (
                        title if isinstance(title, str) else "",
                        text if isinstance(text, str) else "",
                    )
    return found
