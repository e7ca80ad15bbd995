"""The protocol bundle: what a colleague's machine needs to rebuild the corpus bit for bit."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import ClassVar

from diatrace.corpus import archive, bundle
from diatrace.corpus.bundle import DECISIONS, FORMAT, ITEMS, MANIFEST, PROTOCOL, README, TRACES, Head
from diatrace.corpus.item import line
from diatrace.errors import PublicationRefused
from diatrace.publication.contract import Release
from diatrace.publication.gate import Opening
from diatrace.store import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleParams(Opening):
    """A bundle is whole or it is none: only texts of closed venues are asked about."""

    identifiers: str = field(
        default="keep", metadata={"choices": ("keep",), "help": "kept: digests are made again"}
    )
    urls: str = field(default="keep", metadata={"choices": ("keep",), "help": "kept: digests are made again"})
    reviewers: str = field(
        default="name", metadata={"choices": ("name",), "help": "named: digests are made again"}
    )


class Bundle:
    """Decisions, items and the members' traces, unredacted, for `diatrace corpus rebuild` on another machine.

    It is for colleagues who work under the same basis, not for publication: everything in it is pseudonymised and
    nothing is marked out, because the other machine makes every digest again. Equal corpora give equal bytes.
    """

    name: ClassVar[str] = "bundle"
    title: ClassVar[str] = "Protocol bundle (to rebuild elsewhere, not to publish)"
    suffix: ClassVar[str] = ".bundle.zip"
    units: ClassVar[tuple[str, ...]] = ("trace",)
    params: ClassVar[type[Opening]] = BundleParams

    def run(self, release: Release, out: Path, params: BundleParams) -> Path:  # noqa: ARG002 (the gate has heeded them)
        """Write the bundle."""
        if closed := release.report.withheld.get("closed"):
            raise PublicationRefused(
                f"{closed:,} members are from closed venues, and a bundle without their texts rebuilds nothing",
                hint="--set closed=include --set reason=…, if your colleague may hold them",
            )
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as scratch:
            archive.pack(_files(release, Path(scratch)), out)
        return out


def _files(release: Release, scratch: Path) -> dict[str, Path]:
    head = Head(FORMAT, release.version, release.question)
    decisions = release.standing.decisions.values()
    _write(scratch / README, _readme(release))
    _write(scratch / PROTOCOL, [canonical.text(asdict(head))])
    _write(scratch / ITEMS, map(line, release.items()))
    _write(scratch / DECISIONS, (canonical.text(asdict(each)) for each in decisions))
    _write(scratch / TRACES, (bundle.trace_line(each.row) for each in release.members()))
    files = {name: scratch / name for name in (README, PROTOCOL, ITEMS, DECISIONS, TRACES)}
    (scratch / MANIFEST).write_bytes(bundle.manifest(files).encode())
    return {**files, MANIFEST: scratch / MANIFEST}


def _write(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{each}\n" for each in lines)


def _readme(release: Release) -> list[str]:
    version, study = release.version, release.study
    return [
        f"Protocol bundle of {version.label}: {study['title']}",
        "",
        "NOT FOR PUBLICATION. This file is for colleagues who work on the study under the same lawful basis. Names are",
        "pseudonyms, but the texts are whole: telephone numbers, addresses and names that people wrote are in them,",
        "because the corpus can only be checked against the words that were judged. Reviewers' names, their notes, and",
        "the names of source files are in it too.",
        "",
        f"Purpose: {study['purpose']}",
        f"Lawful basis: {study['basis']}",
        f"To be erased by: {study['retain_until']}, wherever it lies.",
        "",
        f"It holds the {version.members:,} members of the corpus and no other trace, every decision up to the",
        "freezing, what was settled from them, and the protocol. To rebuild the corpus:",
        "",
        "    diatrace corpus rebuild THIS-FILE --out FOLDER",
        "",
        f"What comes out must have the digest {version.digest}",
        "or nothing comes out. manifest.json holds the SHA-256 of every other file.",
    ]
