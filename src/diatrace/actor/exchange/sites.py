"""Tables of sites, one a row: Hyphe's exports (compact and full), minet's dumps, and tables a person made.

A column is known by its name, in any of the manners of these tools; columns of tags hold values parted by bars. What
is not known becomes a field under its own name, or a measure where its cells are numbers and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final

from diatrace.actor.exchange import delimited, layout, raw
from diatrace.actor.exchange.column import Column, joined, parted, plain
from diatrace.actor.exchange.draft import Draft, DraftNode
from diatrace.actor.exchange.network import Network, Written
from diatrace.errors import SourceError
from diatrace.trace.cell import original, safe

NAME: Final = "sites"
TITLE: Final = "Table of sites (Hyphe, minet, a spreadsheet)"
SUFFIX: Final = ".csv"

TAGS: Final = " (TAGS)"
NUMBERS: Final = {
    "indegree": "indegree",
    "outdegree": "outdegree",
    "neighboors_count": "undirected_degree",
    "undirected_degree": "undirected_degree",
    "degree": "degree",
    "total_known_pages": "pages_total",
    "pages_total": "pages_total",
    "pages": "pages_total",
    "crawled_pages": "pages_crawled",
    "pages_crawled": "pages_crawled",
    "creation_timestamp": "creation_date",
    "last_modification_timestamp": "last_modification_date",
}
"""Columns of numbers, by the names they have in Hyphe's networks."""

_MOMENTS: Final = ("creation_date", "last_modification_date")
_WORDS: Final = ("crawling_status", "indexing_status")
_KEYS: Final = ("id", "key", "webentity_id", "identifier")
_LABELS: Final = ("name", "label", "title", "nom")
_PREFIXES: Final = ("prefixes_as_lru", "prefixes_as_url", "prefixes", "prefix")
_ADDRESSES: Final = (*_PREFIXES, "url", "urls", "website", "site_web", "sitio_web", "home_page", "homepage", "address",
                     "adresse", "الموقع", "رابط")  # fmt: skip
_OWN: Final = ("key", "name", "status", "prefixes", "home_page", "start_pages")


def is_header(cells: Iterable[str]) -> bool:
    """Say whether a row names the columns of a table of sites: a name or an identifier, and prefixes or addresses."""
    names = {plain(each) for each in cells}
    return not names.isdisjoint((*_KEYS, *_LABELS)) and not names.isdisjoint(_ADDRESSES)


def sniff(head: str) -> tuple[float, str]:
    """Say how surely a text that begins like this is a table of sites, and why."""
    rows = delimited.begins(head)
    if not rows or not is_header(rows[0]):
        return 0.0, ""
    if not {"PREFIXES AS URL", "PREFIXES AS LRU"}.isdisjoint(each.strip() for each in rows[0]):
        return 0.95, "its columns are those of Hyphe's web entities"
    if not {plain(each) for each in rows[0]}.isdisjoint(_PREFIXES):
        return 0.9, "it has a column of prefixes"
    return 0.5, "it has a column of names and one of addresses"


def read(source: raw.Source) -> Network:
    """Read a table of sites; raise SourceError where its first row names none."""
    table = delimited.read(source)
    if not table.rows or not is_header(table.rows[0]):
        raise SourceError(
            f"{raw.name_of(source)} names no columns of sites",
            hint="a header with id or name, and prefixes or url",
        )
    header, *rows = table.rows
    own = tuple(header[: len(_OWN)]) == _OWN
    draft = Draft()
    draft.note(table.note)
    if own:
        header, rows = [original(each) for each in header], [[original(each) for each in row] for row in rows]
    fill(draft, header, rows, own=own)
    return draft.finish()


def _own(place: int, name: str, cells: Sequence[Any]) -> Column:
    """Return the column of a table written here: first what makes a site, then fields and measures."""
    if place < len(_OWN):
        return Column(name, role="site")
    if name.endswith(TAGS):
        return Column(name.removesuffix(TAGS), role="tags")
    kind = delimited.kind_of([each for each in cells if each])
    return Column(name, kind, "field" if kind == "text" else "measure")


def _column(name: str, cells: Sequence[Any]) -> Column:
    """Return the column of a name; what no tool knows is of numbers where its cells are, as a program writes them."""
    known = plain(name)
    if known in NUMBERS:
        return Column(NUMBERS[known], "int")
    if known in _MOMENTS and all(_is_moment(each) for each in cells):
        return Column(known, "int")
    if name.strip().endswith(TAGS):
        return Column(name.strip().removesuffix(TAGS), role="tags")
    if known in _WORDS:
        return Column(known)
    if known in (
        *_KEYS,
        *_LABELS,
        *_PREFIXES,
        "status",
        "home_page",
        "homepage",
        "start_pages",
        "startpages",
    ):
        return Column(name.strip())
    return Column(
        known if known == "crawled" else name.strip(),
        delimited.kind_of([each for each in cells if each not in ("", None)]),
    )


def _is_moment(cell: Any) -> bool:
    return not cell or not isinstance(cell, str) or milliseconds(cell) is not None


def milliseconds(moment: str) -> int | None:
    """Return a moment as the milliseconds of Hyphe's networks; None where it is not written as Hyphe writes one."""
    with suppress(ValueError):
        if moment.endswith("Z"):
            return round(datetime.fromisoformat(moment).timestamp() * 1000)
    return None


def moment(milliseconds: float) -> str:
    """Return milliseconds as Hyphe writes a moment; nothing where there is no such moment."""
    with suppress(ValueError, OverflowError, OSError):
        return (
            datetime.fromtimestamp(milliseconds / 1000, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z")
        )
    return ""


def fill(draft: Draft, header: Sequence[str], rows: Sequence[Sequence[Any]], *, own: bool = False) -> None:
    """Add a site for each row; cells are texts, or what JSON holds (None for nothing).

    In a table written here (`own`), the first columns are what makes a site, and the others nothing but fields.
    """
    names = {plain(name): place for place, name in reversed(list(enumerate(header)))}
    key = next((names[each] for each in _KEYS if each in names), None)
    label = next((names[each] for each in _LABELS if each in names), None)
    columns: dict[int, Column] = {}
    for place, name in enumerate(header):
        if place not in (key, label):
            cells = [row[place] for row in rows if place < len(row)]
            columns[place] = _own(place, name, cells) if own else _column(name, cells)
    places = {
        place: each.name if each.name in _MOMENTS and not own else str(place)
        for place, each in columns.items()
    }
    draft.node_columns |= {places[place]: each for place, each in columns.items()}
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            draft.fault("a row has more or fewer cells than the header", f"row {number}")
        node = DraftNode(_cell(row, key), _cell(row, label))
        if not node.key:
            draft.fault("a site has no identifier: its place in the file is taken", f"row {number}")
            node.key = f"row {number}"
        for place, cell in enumerate(row):
            if place in columns and cell not in ("", None):
                node.cells[places[place]] = _values(cell, columns[place], own=own)
        draft.nodes.append(node)


def _cell(row: Sequence[Any], place: int | None) -> str:
    return "" if place is None or place >= len(row) or row[place] is None else str(row[place])


def _values(cell: Any, column: Column, *, own: bool) -> list[Any]:
    if isinstance(cell, str) and column.role == "tags":
        return list(parted(cell) if own else cell.split("|"))
    if isinstance(cell, str) and column.name in _MOMENTS and not own:
        found = milliseconds(cell)
        return [cell if found is None else found]
    return [cell]


def write(network: Network, *, bom: bool = False) -> Written:
    """Write the sites of a network as a table that spreadsheets and Hyphe's scripts take; no cell is run as a formula.

    Several values of a field stand in one cell, parted by bars, in a column `<field> (TAGS)`.
    """
    fields = {
        name: any(len(each.fields.get(name, ())) > 1 for each in network.nodes)
        for name in layout.field_names(network)
    }
    measures = [each for each in layout.node_columns(network) if each.id.startswith("measure")]
    header = [*_OWN, *(f"{name}{TAGS if several else ''}" for name, several in fields.items())]
    rows = [[safe(each) for each in (*header, *(each.name for each in measures))]]
    for node in network.nodes:
        row = [
            node.key,
            node.label,
            node.status,
            layout.prefix_urls(node),
            node.home,
            layout.spaced(node.starts),
        ]
        for name, several in fields.items():
            values = node.fields.get(name, ())
            row.append(joined(values) if several else "".join(values))
        rows.append([*map(safe, row), *((each.cell(node) or "") for each in measures)])
    notes = ["a table tells no words from numbers: a field of nothing but numbers comes back as a measure"]
    notes += ["links, places, sizes and colours were left out"] if network.edges or _is_drawn(network) else []
    data = delimited.write(rows, end="\r\n")
    return Written(b"\xef\xbb\xbf" * bom + data, (*notes, *layout.notes(network)))


def _is_drawn(network: Network) -> bool:
    return any(each.color or each.x is not None or each.size is not None for each in network.nodes)
