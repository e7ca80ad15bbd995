"""Where a project lies: a zip, or a bare project file with its sources beside it. Nothing outside is ever opened."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from diatrace.coding.refi.project import File, Member, Remark, Shelf
from diatrace.errors import SourceError
from diatrace.source.reading import guard_member

PROJECT_FILE: Final = "project.qde"
SOURCES: Final = "sources"
XML_LIMIT: Final = 512 * 1024**2
TEXT_LIMIT: Final = 256 * 1024**2
_MEMBERS: Final = 200_000
_CHUNK: Final = 1024 * 1024
_SCHEME: Final = re.compile(r"([a-z]+):/{0,3}", re.IGNORECASE)
UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, LookupError,
)  # fmt: skip
"""What opening or reading a file may raise where it is damaged or gone."""


@dataclass(slots=True)
class Box:
    """The project file's bytes and name, and the files that go with it, by their path in lower case."""

    path: Path
    name: str
    data: bytes
    files: dict[str, Member | Path]
    shelf: Shelf
    quirks: list[Remark] = field(default_factory=list)
    losses: list[Remark] = field(default_factory=list)

    def find(self, told: str) -> tuple[str, Member | Path | None]:
        """Return the name of a file a project refers to, and where it lies, None where it was not brought along."""
        scheme = _SCHEME.match(told)
        plain = told[scheme.end() :] if scheme else told
        if scheme and scheme[1].lower() not in {"internal", "relative"}:
            return _base(plain), None
        for each in dict.fromkeys((plain, unquote(plain))):
            for tried in (f"{SOURCES}/{each}", each, f"{SOURCES}/{_base(each)}", _base(each)):
                found = self.files.get(tried.replace("\\", "/").lower())
                if found is not None:
                    return _base(each), found
        return _base(unquote(plain)), None

    def read(self, lies: Member | Path, limit: int) -> bytes | None:
        """Return the bytes of a file; None, and a loss, where they cannot be had."""
        try:
            with self.shelf.open(File("", lies=lies)) as file:
                data = file.read(limit + 1)
        except UNREADABLE as error:
            self._spoilt(lies, str(error) or type(error).__name__)
            return None
        if len(data) > limit:
            self._spoilt(lies, f"larger than {limit // 1024**2} MiB")
            return None
        return data

    def file(self, lies: Member | Path, name: str) -> File | None:
        """Return a file under the name it has in the project; None, and a loss, where it cannot be read whole."""
        digest, size = hashlib.sha256(), 0
        try:
            with self.shelf.open(File("", lies=lies)) as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
        except UNREADABLE as error:
            self._spoilt(lies, str(error) or type(error).__name__)
            return None
        return File(name, digest.hexdigest(), size, lies)

    def _spoilt(self, lies: Member | Path, why: str) -> None:
        name = lies.name
        self.losses.append(Remark("damaged-file", name, f"it cannot be read: {why}"))


def _base(told: str) -> str:
    return PurePosixPath(told.replace("\\", "/")).name


def opened(path: Path, shelf: Shelf) -> Box:
    """Look into a QDPX, QDE or QDC file; raise SourceError where there is no project in it."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
        if head.startswith(b"PK"):
            return _zipped(path, shelf)
        if path.stat().st_size > XML_LIMIT:
            raise SourceError(f"{path.name} is too large for a project file", where=str(path))
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror}", where=str(path)) from None
    return Box(path, path.name, data, _beside(path.parent) if path.suffix.lower() != ".qdc" else {}, shelf)


def _beside(folder: Path) -> dict[str, Member | Path]:
    """Files in a project file's folder and in the folders right below it that hold sources; no links."""
    found: dict[str, Member | Path] = {}
    for place in (folder, *sorted(each for each in folder.iterdir() if each.name.lower() == SOURCES)):
        prefix = "" if place == folder else f"{SOURCES}/"
        if place.is_dir() and not place.is_symlink():
            for each in sorted(place.iterdir()):
                if each.is_file() and not each.is_symlink():
                    found.setdefault(f"{prefix}{each.name}".lower(), each)
    return found


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except UNREADABLE as error:
        raise SourceError(
            f"{path.name} cannot be unpacked: {error}", where=str(path), hint="is the download whole?"
        ) from None


def _zipped(path: Path, shelf: Shelf) -> Box:
    box = Box(path, "", b"", _beside(path.parent), shelf)
    with _archive(path) as archive:
        infos = archive.infolist()
        if len(infos) > _MEMBERS:
            raise SourceError(
                f"{path.name} holds {len(infos):,} files, too many for a project", where=str(path)
            )
        members = _members(box, infos)
        projects = [info for name, info in members.items() if name.endswith(".qde")]
        if not projects:
            raise SourceError(
                f"{path.name} holds no project file (.qde)", where=str(path), hint="is it a REFI-QDA project?"
            )
        projects.sort(key=lambda info: (info.filename.count("/"), info.filename.lower() != PROJECT_FILE))
        chosen = projects[0]
        guard_member(chosen, path)
        if chosen.file_size > XML_LIMIT:
            raise SourceError(f"{chosen.filename} is too large for a project file", where=str(path))
        box.name, box.data = chosen.filename, archive.read(chosen)
    box.losses += [
        Remark("second-project", info.filename, f"only {chosen.filename} was read") for info in projects[1:]
    ]
    box.files |= {name: Member(path, info.filename) for name, info in members.items() if info not in projects}
    if chosen.filename != PROJECT_FILE:
        box.quirks.append(Remark("project-name", chosen.filename, f"the standard calls it {PROJECT_FILE}"))
    return box


def _members(box: Box, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Files of a zip that may be opened, by path in lower case; the rest is listed."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = info.filename.replace("\\", "/").removeprefix("./")
        if info.is_dir():
            continue
        if name.startswith("/") or ".." in name.split("/") or ":" in name:
            box.losses.append(Remark("unsafe-name", info.filename, "it points out of the archive"))
        elif _bomb(info, box.path):
            box.losses.append(Remark("bomb", info.filename, f"it would unpack to {info.file_size:,} bytes"))
        else:
            if name.lower() in found:
                box.losses.append(
                    Remark("twice", info.filename, "it is in the archive twice; the last one is read")
                )
            found[name.lower()] = info
    if any(name.startswith("Sources/") for name in (info.filename for info in infos)):
        box.quirks.append(Remark("sources-name", "Sources/", "the standard calls it sources/"))
    return found


def _bomb(info: zipfile.ZipInfo, path: Path) -> bool:
    """Say whether a source is one; a project file that is one refuses the whole."""
    if info.filename.lower().endswith(".qde"):
        return False
    try:
        guard_member(info, path)
    except SourceError:
        return True
    return False
