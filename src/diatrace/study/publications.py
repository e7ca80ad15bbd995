"""Publications of a study: what leaves, and the record of it."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from diatrace import registry
from diatrace.corpus.version import Version
from diatrace.errors import PublicationRefused
from diatrace.publication.contract import Exporter, Release
from diatrace.publication.site_release import SiteRelease
from diatrace.run import process_lives
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.segment import full_disk, sync_folder
from diatrace.study.corpora import Corpora


class Publications:
    """Writes frozen corpora in the formats known, through the gate."""

    def __init__(self, folder: Folder, corpora: Corpora) -> None:
        self._folder, self._corpora = folder, corpora

    def formats(self, unit: str = "") -> list[str]:
        """Return the names of the formats; with `unit`, of those for corpora of traces or of sites."""
        names = registry.names("publication")
        return [each for each in names if not unit or unit in registry.load("publication", each).units]

    def describe(self, name: str) -> dict[str, Any]:
        """Return a format's title, documentation and parameters."""
        return registry.describe("publication", name)

    def write(
        self,
        corpus: str,
        format: str,  # noqa: A002 (the word that commands and routes use)
        out: str | Path,
        *,
        force: bool = False,
        who: str = "owner",
        **params: Any,
    ) -> dict[str, Any]:
        """Publish a corpus as a file; return where it is, its size and SHA-256, and what the gate withheld.

        A folder, or a path without a suffix, is where the file goes under a name of its own. The file appears whole or
        not at all, and not before the event log tells of it; one that exists is overwritten only with `force`. `params`
        are those of the format and of the gate (see `describe`). Raises PublicationRefused where nothing may leave.
        """
        exporter: Exporter = registry.load("publication", format)
        filled = registry.fill(exporter.params, params)
        frozen = self._corpora.get(corpus)
        unit = self._corpora.unit(frozen)
        if unit not in exporter.units:
            raise PublicationRefused(
                f"{frozen.label} is a corpus of {unit}s, which {format} does not hold",
                hint=f"formats for {unit}s: {', '.join(self.formats(unit))}",
            )
        target = _target(Path(out), frozen, exporter)
        if target.exists() and not force:
            raise PublicationRefused(f"{target} exists", where=str(target), hint="overwrite it with --force")
        self._folder.check("trace")
        release = (SiteRelease if unit == "site" else Release)(self._folder, frozen, filled)
        with _written(target) as temporary:
            exporter.run(release, temporary, filled)
            _flush(temporary)
            facts = {
                "corpus": frozen.label,
                "format": format,
                "bytes": temporary.stat().st_size,
                "sha256": canonical.file_digest(temporary),
            }
            told = {
                **facts,
                "digest": frozen.digest,
                "params": asdict(filled),
                "report": release.report.plain(),
            }
            with self._folder.database.write() as connection:
                event.append(
                    connection, who, "publication.write", {**told, "file": canonical.file_name(target)}
                )
            temporary.replace(target)
        return {**facts, "out": str(target), "withheld": release.report.withheld, "report": told["report"]}


def _target(out: Path, frozen: Version, exporter: Exporter) -> Path:
    if out.is_dir() or not out.suffix:
        return out / f"{frozen.name}-v{frozen.version}{exporter.suffix}"
    return out


@contextmanager
def _written(target: Path) -> Iterator[Path]:
    """Yield a path in a folder beside the target, where an exporter may also keep what it works on.

    Whatever goes wrong, nothing stays of it; what a killed process left, the next one removes.
    """
    scratch = target.with_name(f".diatrace-{secrets.token_hex(4)}-{os.getpid()}.part")
    try:
        with full_disk(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            _sweep(target.parent)
            scratch.mkdir(mode=0o700)
            yield scratch / target.name
            sync_folder(target.parent)
    except OSError as error:
        raise PublicationRefused(
            f"{target} cannot be written: {error.strerror or error}",
            where=str(target),
            hint="choose another --out",
        ) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _sweep(folder: Path) -> None:
    """Remove what publications into this folder left that were killed."""
    for each in folder.glob(".diatrace-????????-*.part"):
        pid = each.stem.rpartition("-")[2]
        if pid.isdecimal() and not process_lives(int(pid)):
            shutil.rmtree(each, ignore_errors=True)


def _flush(file: Path) -> None:
    """Have the file's bytes on the disk before its name is there."""
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
