"""Tables and lists of links: one a row, from where to where, perhaps with a weight, a date, and more.

Which column is what is proposed from the names of the columns, and from what stands in them; a person may say
otherwise. Each row is an edge: rows that repeat a pair stay edges of their own until a repair merges them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from diatrace.actor.exchange import column, delimited, raw
from diatrace.actor.exchange.column import Column, plain
from diatrace.actor.exchange.draft import Draft, DraftEdge, DraftNode
from diatrace.actor.exchange.network import Network
from diatrace.errors import AnswerNeeded, Misuse, SourceError

NAME: Final = "links"
TITLE: Final = "Table of links, edge list"
SUFFIX: Final = ".csv"

_NAMES: Final = {
    "source": "source src from origin node1 node_1 citing source_id source_url source_site source_domain "
    "source_webentity source_name de depart origine source_nom citant origen desde quelle von المصدر "
    "من источник kaynak",
    "target": "target dst dest destination to node2 node_2 cited target_id target_url target_site target_domain "
    "target_webentity target_name vers cible cite destino hacia hasta ziel nach الهدف الى إلى цель hedef",
    "weight": "weight count poids peso gewicht links nb_links n_links number occurrences n value الوزن вес agirlik",
    "at": "date crawl_date at time datetime timestamp day year seen first_seen fecha datum annee التاريخ дата tarih",
    "type": "type directed edge_type",
}
FIELDS: Final = tuple(_NAMES)
"""What a column of a table of links may be."""

_KNOWN: Final = {name: field for field, names in _NAMES.items() for name in names.split()}
_PROBE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How a table of links will be read: which column is what, the names of all columns, whether a row names them."""

    columns: Mapping[str, str]
    header: tuple[str, ...]
    named: bool
    mark: str
    notes: tuple[str, ...] = ()


def sniff(head: str) -> tuple[float, str]:
    """Say how surely a text that begins like this is a table of links, and why."""
    rows = delimited.begins(head)
    fields = {_KNOWN.get(plain(each)) for each in rows[0]} if rows else set()
    if {"source", "target"} <= fields:
        return 0.9, "it has a column of sources and one of targets"
    widths = {len(row) for row in rows}
    if widths in ({2}, {3}) and len(rows) > 1 and not head.lstrip().startswith(("{", "<")):
        return 0.4, f"each line has {widths.pop()} cells, as a list of links has"
    return 0.0, ""


def propose(source: raw.Source, mapping: Mapping[str, str] | None = None) -> Plan:
    """Propose which column is what; what is given is obeyed. Raise AnswerNeeded where source or target stay open."""
    return _plan(delimited.read(source), mapping or {})


def _plan(table: delimited.Rows, wanted: Mapping[str, str]) -> Plan:
    if not table.rows:
        raise SourceError(
            "the file has no rows", hint="a table of links has a column of sources and one of targets"
        )
    named = _is_named(table.rows, wanted)
    width = max(len(row) for row in table.rows[:_PROBE])
    given = table.rows[0] if named else []
    header = tuple(
        name if place < len(given) and (name := given[place].strip()) else f"column {place + 1}"
        for place in range(width)
    )
    columns = {**_proposed(header, table.rows, named=named), **_checked(wanted, header)}
    for field in ("source", "target"):
        if field not in columns:
            raise AnswerNeeded(
                f"no column is known to hold the {field} of links",
                question=f"Which column holds the {field} of each link?",
                choices={each: each for each in header},
                param=f"map.{field}",
                hint=f"name it: map.{field}=COLUMN",
            )
    return Plan(
        {name: each for name, each in columns.items() if each}, header, named, table.mark, (table.note,)
    )


def _checked(wanted: Mapping[str, str], header: Sequence[str]) -> dict[str, str]:
    for field, name in wanted.items():
        if field not in FIELDS:
            raise Misuse(f"links have no {field!r}", hint=f"one of: {', '.join(FIELDS)}")
        if name and name not in header:
            raise Misuse(f"there is no column {name!r}", hint=f"one of: {', '.join(header)}")
    return dict(wanted)


def _is_named(rows: Sequence[Sequence[str]], wanted: Mapping[str, str]) -> bool:
    """Say whether the first row names the columns: known names, or a row that is not of the same kind as the others."""
    first = [each.strip() for each in rows[0]]
    if any(plain(each) in _KNOWN for each in first) or any(name in first for name in wanted.values()):
        return True
    if any(_is_address(each) or _is_number(each) for each in first):
        return False
    below = [cell for row in rows[1:_PROBE] for cell in row[:2]]
    return bool(below) and (all(map(_is_address, below)) or all(map(_is_number, below)))


def _is_address(cell: str) -> bool:
    cell = cell.strip()
    return "://" in cell or ("." in cell and " " not in cell and not _is_number(cell))


def _is_number(cell: str) -> bool:
    with suppress(ValueError):
        column.number(cell, "float")
        return True
    return False


def _proposed(header: Sequence[str], rows: Sequence[Sequence[str]], *, named: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in header if named else ():
        field = _KNOWN.get(plain(name))
        if field:
            found.setdefault(field, name)
    if not found and len(header) in (2, 3):
        found = {"source": header[0], "target": header[1]}
        numbers = [row[2] for row in rows[named:_PROBE] if len(row) > 2]
        if numbers and all(map(_is_number, numbers)):
            found["weight"] = header[2]
    return found


def read(source: raw.Source, mapping: Mapping[str, str] | None = None) -> Network:
    """Read a table of links as proposed, or as `mapping` (field: column) says."""
    table = delimited.read(source)
    plan = _plan(table, mapping or {})
    draft = Draft()
    for note in plan.notes:
        draft.note(note)
    told = ", ".join(f"{field} is {name}" for field, name in plan.columns.items())
    draft.note(f"{told}; {'the first row names the columns' if plan.named else 'no row names the columns'}")
    rows = table.rows[plan.named :]
    places = {field: plan.header.index(name) for field, name in plan.columns.items()}
    for place, name in enumerate(plan.header):
        if place not in places.values():
            kind = delimited.kind_of([row[place] for row in rows if place < len(row) and row[place]])
            draft.edge_columns[str(place)] = Column(name, kind, role="attribute")
    for number, row in enumerate(rows, start=1 + plan.named):
        _row(draft, row, places, number)
    draft.nodes = [
        DraftNode(key) for key in dict.fromkeys(k for each in draft.edges for k in (each.source, each.target))
    ]
    return draft.finish()


def _row(draft: Draft, row: Sequence[str], places: Mapping[str, int], number: int) -> None:
    def cell(field: str) -> str:
        return row[places[field]].strip() if field in places and places[field] < len(row) else ""

    if not cell("source") or not cell("target"):
        draft.fault("a row has no source or no target, left out", f"row {number}")
        return
    way = {"directed": True, "true": True, "undirected": False, "false": False}.get(cell("type").lower())
    edge = DraftEdge(cell("source"), cell("target"), at=cell("at"), directed=way)
    if cell("weight"):
        try:
            edge.weight = float(column.number(cell("weight"), "float"))
        except ValueError:
            draft.fault("a weight is no number, taken for 1", f"row {number}")
    edge.cells = {
        str(place): [held] for place, held in enumerate(row) if held and str(place) in draft.edge_columns
    }
    draft.edges.append(edge)
