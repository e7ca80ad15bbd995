"""Where a project lies: a zip, or a bare project file with its sources beside it. Nothing outside is ever opened."""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Final, TypeAlias
from urllib.parse import unquote

from diatrace.coding.refi.project import File, Member, Remark, Shelf
from diatrace.coding.refi.salvage import salvaged
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

Bytes: TypeAlias = Member | Path | bytes
"""Where the bytes of a file lie."""


@dataclass(slots=True)
class Box:
    """The project file's bytes and name, and the files that go with it, by their path in lower case."""

    path: Path
    name: str
    data: bytes
    files: dict[str, Bytes]
    shelf: Shelf
    quirks: list[Remark] = field(default_factory=list)
    losses: list[Remark] = field(default_factory=list)

    def find(self, told: str) -> tuple[str, Bytes | None]:
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

    def read(self, lies: Bytes, limit: int) -> bytes | None:
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

    def file(self, lies: Bytes, name: str) -> File | None:
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

    def _spoilt(self, lies: Bytes, why: str) -> None:
        name = "" if isinstance(lies, bytes) else lies.name
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
            raise SourceError(
                f"{path.name} is too large for a project file", where=str(path), hint="is it a project?"
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{path.name} cannot be read: {error.strerror}", where=str(path), hint="check the path"
        ) from None
    return Box(path, path.name, data, _beside(path.parent) if path.suffix.lower() != ".qdc" else {}, shelf)


def _beside(folder: Path) -> dict[str, Bytes]:
    """Files in a project file's folder and in the folders right below it that hold sources; no links."""
    found: dict[str, Bytes] = {}
    for place in (folder, *sorted(each for each in folder.iterdir() if each.name.lower() == SOURCES)):
        prefix = "" if place == folder else f"{SOURCES}/"
        if place.is_dir() and not place.is_symlink():
            for each in sorted(place.iterdir()):
                if each.is_file() and not each.is_symlink():
                    found.setdefault(f"{prefix}{each.name}".lower(), each)
    return found


def _zipped(path: Path, shelf: Shelf) -> Box:
    """Look into a zip; where its list of files is gone, into what of it stands whole."""
    box = Box(path, "", b"", _beside(path.parent), shelf)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > _MEMBERS:
                raise SourceError(
                    f"{path.name} holds {len(infos):,} files, too many for a project",
                    where=str(path),
                    hint="is it a project?",
                )
            members = _members(box, infos)
            folders = [info.filename for info in infos if info.is_dir()]
            chosen = _project_of(box, [*(info.filename for info in members.values()), *folders])
            box.data = archive.read(_guarded(archive.getinfo(chosen), path))
            box.files |= {name: Member(path, info.filename) for name, info in members.items()}
    except zipfile.BadZipFile as error:
        return _salvaged(path, shelf, error)
    except UNREADABLE as error:
        raise _broken(path, error) from None
    return box


def _salvaged(path: Path, shelf: Shelf, error: Exception) -> Box:
    whole = salvaged(path)
    if not any(name.lower().endswith(".qde") for name in whole):
        raise _broken(path, error) from None
    box = Box(path, "", b"", _beside(path.parent), shelf)
    box.losses.append(
        Remark("damaged-archive", path.name, f"{error}; {len(whole)} of its files were found whole")
    )
    box.data = whole[_project_of(box, list(whole))]
    box.files |= {_told(name): data for name, data in whole.items() if _inside(name)}
    return box


def _broken(path: Path, error: Exception) -> SourceError:
    return SourceError(
        f"{path.name} cannot be unpacked: {error}", where=str(path), hint="is the download whole?"
    )


def _project_of(box: Box, names: list[str]) -> str:
    """Choose the project file among the files of a zip, and tell what is odd about them."""
    projects = [name for name in names if name.lower().endswith(".qde")]
    if not projects:
        raise SourceError(
            f"{box.path.name} holds no project file (.qde)",
            where=str(box.path),
            hint="is it a REFI-QDA project?",
        )
    box.name, *others = sorted(
        projects, key=lambda name: (_told(name).count("/"), name.lower() != PROJECT_FILE)
    )
    box.losses += [Remark("second-project", name, f"only {box.name} was read") for name in others]
    if box.name != PROJECT_FILE:
        box.quirks.append(Remark("project-name", box.name, f"the standard calls it {PROJECT_FILE}"))
    if any(name.startswith("Sources/") for name in names):
        box.quirks.append(Remark("sources-name", "Sources/", "the standard calls it sources/"))
    return box.name


def _guarded(info: zipfile.ZipInfo, path: Path) -> zipfile.ZipInfo:
    guard_member(info, path)
    if info.file_size > XML_LIMIT:
        raise SourceError(
            f"{info.filename} is too large for a project file", where=str(path), hint="is it a project?"
        )
    return info


def _told(name: str) -> str:
    """Return the path of a file in a zip as it is looked for."""
    return name.replace("\\", "/").removeprefix("./").lower()


def _inside(name: str) -> bool:
    told = _told(name)
    return not (told.startswith("/") or ".." in told.split("/") or ":" in told)


def _members(box: Box, infos: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    """Files of a zip that may be opened, by path as they are looked for; the rest is listed."""
    found: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        name = _told(info.filename)
        if info.is_dir():
            continue
        if not _inside(name):
            box.losses.append(Remark("unsafe-name", info.filename, "it points out of the archive"))
        elif _bomb(info, box.path):
            box.losses.append(Remark("bomb", info.filename, f"it would unpack to {info.file_size:,} bytes"))
        else:
            if name in found:
                box.losses.append(
                    Remark("twice", info.filename, "it is in the archive twice; the last one is read")
                )
            found[name] = info
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
