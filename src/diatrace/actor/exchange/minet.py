"""Folders of minet: a corpus dumped from Hyphe, a crawl of web entities, a crawl of pages.

Rows of links between pages become edges between web entities; how many rows stand behind an edge is its weight.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from diatrace.actor.exchange import raw, sites
from diatrace.actor.exchange.column import Column
from diatrace.actor.exchange.draft import Draft, DraftEdge, DraftNode
from diatrace.actor.exchange.network import Network
from diatrace.errors import SourceError

PAGES: Final = "nodes are pages, edges lead from a page to one the crawl found there"
NAME: Final = "minet"
TITLE: Final = "Folder of minet (hyphe dump, crawl)"

_DUMP: Final = "webentities.csv"
_JOBS: Final = "jobs.csv"
_DATA: Final = "data.csv"
_ENDS: Final = ("source_webentity", "target_webentity")


def is_folder(folder: Path) -> bool:
    """Say whether a folder is one that minet made."""
    return (folder / _DUMP).is_file() or (folder / _JOBS).is_file()


def read(folder: Path) -> Network:
    """Read a folder of minet; raise SourceError where it is none."""
    if (folder / _DUMP).is_file():
        network = sites.read(folder / _DUMP)
        pages = (
            ("pages.csv holds pages, not links: a table of traces",)
            if (folder / "pages.csv").is_file()
            else ()
        )
        return Network(
            network.nodes,
            network.edges,
            network.directed,
            network.fields,
            network.faults,
            (*network.notes, *pages),
        )
    if not (folder / _JOBS).is_file():
        raise SourceError(f"{folder.name} is no folder of minet", hint=f"it has {_DUMP}, or {_JOBS}")
    draft = Draft()
    if (folder / _DATA).is_file() and set(_ENDS) <= set(next(_rows(folder / _DATA), {})):
        _entities(folder, draft)
    else:
        _pages(folder / _JOBS, draft)
    return draft.finish()


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a table, by the names of its columns, as they come from disk."""
    if path.stat().st_size > raw.LIMIT * 8:
        raise SourceError(
            f"{path.name} is larger than {raw.LIMIT * 8 // 1024**3} GiB",
            where=str(path),
            hint="give the crawl in parts",
        )
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(file, restval=""):
            yield {name: cell for name, cell in row.items() if isinstance(name, str)}


def _entities(folder: Path, draft: Draft) -> None:
    """Add the web entities of a crawl, and the links between them."""
    pages: Counter[str] = Counter()
    for row in _rows(folder / _JOBS):
        if row.get("webentity"):
            pages[row["webentity"]] += 1
    links: Counter[tuple[str, str]] = Counter()
    for number, row in enumerate(_rows(folder / _DATA), start=2):
        if row[_ENDS[0]] and row[_ENDS[1]]:
            links[row[_ENDS[0]], row[_ENDS[1]]] += 1
        else:
            draft.fault("a link has no source or no target, left out", f"row {number}")
    draft.node_columns["pages"] = Column("pages_crawled", "int")
    draft.edge_columns["count"] = Column("count", "int")
    draft.note(f"{links.total():,} links between pages make {len(links):,} edges: their weight is how many")
    for key in dict.fromkeys((*pages, *(end for pair in links for end in pair))):
        draft.nodes.append(DraftNode(key, cells={"pages": [pages[key]]}))
    draft.edges = [DraftEdge(*pair, {"count": [count]}, float(count)) for pair, count in links.items()]


def _pages(jobs: Path, draft: Draft) -> None:
    """Add the pages of a crawl, and from which page each was come upon."""
    draft.note(PAGES)
    draft.node_columns |= {"depth": Column("depth", "int"), "status": Column("http_status", "int")}
    for number, row in enumerate(_rows(jobs), start=2):
        key, cells = row.get("id", ""), _held(row)
        if not key:
            draft.fault("a job has no identifier, left out", f"row {number}")
            continue
        draft.nodes.append(DraftNode(key, row.get("resolved_url") or row.get("url", ""), cells))
        if row.get("parent"):
            draft.edges.append(DraftEdge(row["parent"], key, at=row.get("datetime_utc", "")))


def _held(row: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [row[name]] for name in ("depth", "status") if row.get(name)}
