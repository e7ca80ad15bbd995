"""An export as it came: one file, a folder, or a zip; its files are listed and read by name, never unpacked to disk."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from diatrace.errors import SourceError
from diatrace.source import reading
from diatrace.source.stream import Stream, opened

ZIP: Final = b"PK\x03\x04"
WHOLE_LIMIT: Final = 512 * 1024 * 1024
"""Largest file (bytes) that is read at once."""

_SYSTEM_FILES: Final = ("__MACOSX/", ".", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Parcel:
    """The files of an export by name (relative, with /), in the order of their names, numbers counted."""

    path: Path
    names: tuple[str, ...]
    _archive: zipfile.ZipFile | None = None

    @contextmanager
    def stream(self, name: str) -> Iterator[Stream]:
        """Open one of the files; raise SourceError where it would unpack to something unreasonable."""
        if self._archive is None:
            with opened(self.path / name if self.path.is_dir() else self.path) as stream:
                yield stream
            return
        info = self._archive.getinfo(name)
        reading.guard_member(info, self.path)
        with self._archive.open(info) as file:
            yield Stream(file, None)

    def read(self, name: str) -> bytes:
        """Return the bytes of one of the files; raise SourceError where they are too many or cut short."""
        with self.stream(name) as stream:
            data = stream.read(WHOLE_LIMIT + 1)
            if len(data) > WHOLE_LIMIT:
                raise SourceError(
                    f"{name} is larger than {WHOLE_LIMIT // 1024**2} MiB",
                    where=str(self.path),
                    hint="split the export",
                )
            if stream.fault:
                raise SourceError(
                    f"{name}: {stream.fault}", where=str(self.path), hint="is the download whole?"
                )
            return data

    def head(self, name: str, size: int = 65_536) -> bytes:
        """Return the first bytes of one of the files."""
        with self.stream(name) as stream:
            return stream.read(size)


@contextmanager
def unpacked(path: Path) -> Iterator[Parcel]:
    """Open a file, folder or zip; raise SourceError where it is missing, damaged, locked or leads out of itself."""
    try:
        if path.is_dir():
            yield Parcel(path, tuple(_files(path)))
        elif is_zip(path):
            with zipfile.ZipFile(path) as archive:
                yield Parcel(path, tuple(_members(archive, path)), archive)
        else:
            yield Parcel(path, (path.name,))
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ) as error:
        if isinstance(error, RecursionError):
            raise
        raise SourceError(
            f"{path.name} cannot be unpacked: {error}", where=str(path), hint="unpack it by hand"
        ) from None
    except OSError as error:
        raise SourceError(
            f"{path.name} cannot be read: {error.strerror or error}",
            where=str(path),
            hint="check the file and its permissions",
        ) from None


def is_zip(path: Path) -> bool:
    """Say whether a file is a zip, by its first bytes."""
    with path.open("rb") as file:
        return file.read(4) == ZIP


def _files(folder: Path) -> Iterator[str]:
    root = folder.resolve()
    for each in sorted(folder.rglob("*"), key=lambda each: _numbered(each.as_posix())):
        name = each.relative_to(folder).as_posix()
        if each.is_file() and _wanted(name) and each.resolve().is_relative_to(root):
            yield name


def _members(archive: zipfile.ZipFile, path: Path) -> Iterator[str]:
    for name in sorted(archive.namelist(), key=_numbered):
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or "\\" in name:
            raise SourceError(
                f"{path.name} holds {name!r}, which leads out of it", where=str(path), hint="do not trust it"
            )
        if not name.endswith("/") and _wanted(name):
            yield name


def _numbered(name: str) -> list[tuple[int, str]]:
    """Return a key that puts message_10 behind message_9."""
    return [(int(each), "") if each.isdecimal() else (0, each) for each in re.split(r"(\d+)", name)]


def _wanted(name: str) -> bool:
    return not name.startswith(_SYSTEM_FILES[0]) and not name.rpartition("/")[2].startswith(_SYSTEM_FILES[1:])
