"""Zip files whose bytes depend on their contents alone: names sorted, times fixed, nothing about the machine."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from diatrace.errors import CorpusError
from diatrace.store import canonical

_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_MODE = 0o100644 << 16
_CHUNK = 1024 * 1024


def pack(files: Mapping[str, Path], out: Path, *, compressed: bool = False) -> None:
    """Write files under the given names.

    Not compressed, equal contents give equal bytes on every machine (compressors differ from version to version).
    """
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _MOMENT)
            info.compress_type = zipfile.ZIP_DEFLATED if compressed else zipfile.ZIP_STORED
            info.create_system, info.external_attr = _UNIX, _MODE
            info.file_size = files[name].stat().st_size
            with files[name].open("rb") as source, archive.open(info, "w") as target:
                shutil.copyfileobj(source, target, _CHUNK)


def unpack(archive: Path, into: Path, names: Collection[str]) -> dict[str, Path]:
    """Take the files `names`, and no others, out of an uncompressed archive made by `pack`; return where they lie.

    Raises CorpusError unless packing them again gives the archive's very bytes: nothing hides in it, and nothing in it
    unfolds to more than it weighs.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            _check(opened.infolist(), archive, names)
            found = {info.filename: _take(opened, info, into) for info in opened.infolist()}
    except (
        zipfile.BadZipFile,
        RuntimeError,
        NotImplementedError,
        EOFError,
        ValueError,
        LookupError,
    ) as error:
        raise _damaged(archive, str(error) or type(error).__name__) from error
    again = into / "again.zip"
    pack(found, again)
    equal = canonical.file_digest(again) == canonical.file_digest(archive)
    again.unlink()
    if not equal:
        raise _damaged(archive, "its bytes are not those that were written")
    return found


def _check(infos: list[zipfile.ZipInfo], archive: Path, names: Collection[str]) -> None:
    held = [info.filename for info in infos]
    if strange := sorted(set(held) - set(names)):
        raise _damaged(archive, f"it holds {strange[0]!r}, which no bundle has")
    if missing := sorted(set(names) - set(held)):
        raise _damaged(archive, f"it lacks {missing[0]}")
    if len(held) > len(set(held)):
        raise _damaged(archive, "it holds a name twice")
    if any(info.compress_type != zipfile.ZIP_STORED for info in infos):
        raise _damaged(archive, "it is compressed, which no bundle is")
    if sum(info.file_size for info in infos) > archive.stat().st_size:
        raise _damaged(archive, "it claims to hold more than it weighs")


def _take(opened: zipfile.ZipFile, info: zipfile.ZipInfo, into: Path) -> Path:
    path = into / info.filename
    with opened.open(info) as source, path.open("wb") as target:
        shutil.copyfileobj(source, target, _CHUNK)
    return path


def _damaged(archive: Path, why: str) -> CorpusError:
    return CorpusError(
        f"{archive.name} is no whole bundle: {why}",
        where=str(archive),
        hint="fetch the bundle again and compare its SHA-256 with the one told when it was written",
    )
