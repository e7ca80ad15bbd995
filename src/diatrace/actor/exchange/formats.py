"""The formats of networks: which one a file is in, and why; reading and writing them by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final, NamedTuple

from diatrace.actor.exchange import gdf, gexf, graph, graphml, hyphe, links, minet, pajek, raw, sites
from diatrace.actor.exchange.network import Network, Written
from diatrace.errors import SourceError, UnknownName
from diatrace.trace.encoding import decode, encoding_of_bytes

BACKUP: Final = "hyphe-backup"


class Guess(NamedTuple):
    """A format that a file may be in: how surely (0 to 1), and why."""

    format: str
    sureness: float
    why: str


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name, its title, how to recognise, read and write it (None where one cannot)."""

    name: str
    title: str
    suffix: str = ""
    sniff: Callable[[str], tuple[float, str]] | None = None
    is_folder: Callable[[Path], bool] | None = None
    read: Callable[..., Network] | None = None
    write: Callable[..., Written] | None = None


def _of(module: ModuleType, **more: Any) -> Format:
    held = {name: getattr(module, name) for name in ("sniff", "read", "write") if hasattr(module, name)}
    return Format(module.NAME, module.TITLE, getattr(module, "SUFFIX", ""), **{**held, **more})


FORMATS: Final[Mapping[str, Format]] = {
    each.name: each
    for each in (
        _of(gexf),
        _of(graphml),
        _of(gdf),
        _of(pajek),
        _of(graph),
        _of(hyphe, write=hyphe.write),
        Format("hyphe-json", "Hyphe web entities, JSON", ".json", write=hyphe.write_json),
        Format(BACKUP, "Folder of a backup of Hyphe", is_folder=hyphe.is_backup, read=hyphe.read_backup),
        Format(minet.NAME, minet.TITLE, is_folder=minet.is_folder, read=minet.read),
        _of(sites),
        _of(links),
    )
}
"""Every format by name, those that are told apart most surely first."""


def sniff(source: raw.Source) -> list[Guess]:
    """Return the formats a file or folder may be in, the likeliest first; none where it is like no network."""
    if isinstance(source, Path) and source.is_dir():
        return _folder(source)
    data = raw.head(source)
    text = decode(data, encoding_of_bytes(data)[0]).removeprefix("\ufeff")
    guesses = [
        Guess(name, *found)
        for name, each in FORMATS.items()
        if each.sniff and (found := each.sniff(text))[0] > 0
    ]
    return sorted(guesses, key=lambda each: -each.sureness)


def _folder(folder: Path) -> list[Guess]:
    """Return the formats a folder may be in; a folder of backups is one, too."""
    found = [
        Guess(name, 1.0, "it has the files of one")
        for name, each in FORMATS.items()
        if each.is_folder and each.is_folder(folder)
    ]
    if not found and any(each.is_dir() and hyphe.is_backup(each) for each in folder.iterdir()):
        found = [Guess(BACKUP, 0.9, "it holds folders of backups")]
    return found


def read(source: raw.Source, as_: str = "", mapping: Mapping[str, str] | None = None) -> Network:
    """Read a network, in the format named or the likeliest; `mapping` says which column is what in a table of links.

    Raise SourceError where the file is like no network, UnknownName where no such format is read.
    """
    name = as_ or _likeliest(source)
    reader = FORMATS[name].read if name in FORMATS else None
    if reader is None:
        raise UnknownName(
            f"no format {name!r} is read", hint=f"known: {', '.join(n for n, f in FORMATS.items() if f.read)}"
        )
    return links.read(source, mapping) if name == links.NAME else reader(source)


def _likeliest(source: raw.Source) -> str:
    if isinstance(source, Path) and not source.exists():
        raise SourceError(f"{source.name} is not there", where=str(source), hint="check the path")
    guesses = sniff(source)
    if not guesses:
        readable = ", ".join(name for name, each in FORMATS.items() if each.read)
        raise SourceError(f"{raw.name_of(source)} is like no network", hint=f"name its format: {readable}")
    return guesses[0].format


def write(network: Network, as_: str) -> Written:
    """Write a network in a format by its name; raise UnknownName where no such format is written."""
    writer = FORMATS[as_].write if as_ in FORMATS else None
    if writer is None:
        raise UnknownName(
            f"no format {as_!r} is written",
            hint=f"known: {', '.join(n for n, f in FORMATS.items() if f.write)}",
        )
    return writer(network)
