"""Hyphe's own files: the list of web entities it exports and takes in, and the folder of a backup.

A backup's options and crawls hold passwords and cookies: of these only names and start pages are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from diatrace.actor.exchange import delimited, layout, raw, sites
from diatrace.actor.exchange.draft import Draft, DraftEdge
from diatrace.actor.exchange.json import decoded
from diatrace.actor.exchange.network import Network, Node, Written
from diatrace.actor.lru import url_of
from diatrace.errors import SourceError
from diatrace.trace.cell import safe

NAME: Final = "hyphe"
TITLE: Final = "Hyphe web entities"
SUFFIX: Final = ".csv"

_STATUS: Final = {
    "": "DISCOVERED",
    "in": "IN",
    "out": "OUT",
    "unsure": "UNDECIDED",
    "discovered": "DISCOVERED",
}
_BACKUP: Final = ("webentities.json", "links.json")


def sniff(head: str) -> tuple[float, str]:
    """Say how surely a text that begins like this is Hyphe's list of web entities in JSON, and why."""
    begins = head.lstrip()[:2000]
    if begins.startswith("{") and '"webentities"' in begins:
        return 0.95, "it is an object that holds webentities"
    return 0.0, ""


def read(source: raw.Source) -> Network:
    """Read web entities that Hyphe exported, as JSON or as a table."""
    if not raw.head(source).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return sites.read(source)
    found = decoded(source)
    entities = found.get("webentities") if isinstance(found, dict) else None
    if not isinstance(entities, list):
        raise SourceError(
            f"{raw.name_of(source)} holds no web entities", hint="Hyphe's export as JSON has them"
        )
    draft = Draft()
    _fill(draft, entities)
    return draft.finish()


def _fill(draft: Draft, entities: Iterable[Any]) -> None:
    """Add entities as rows of one table; tags become columns of it."""
    flat = [_flat(each) for each in entities if isinstance(each, dict)]
    header = list(dict.fromkeys(name for each in flat for name in each))
    sites.fill(draft, header, [[each.get(name) for name in header] for each in flat])


def _flat(entity: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in entity.items():
        if name == "tags" and isinstance(value, dict):  # a backup keeps them by namespace
            found |= {f"{category}{sites.TAGS}": held for category, held in (value.get("USER") or {}).items()}
        elif name in ("TAGS", "TECHNICAL INFO") and isinstance(value, dict):
            found |= {f"{category} ({name})": held for category, held in value.items()}
        elif name != "_id":
            found[name] = value
    return found


def is_backup(folder: Path) -> bool:
    """Say whether a folder is a backup of Hyphe."""
    return all((folder / each).is_file() for each in _BACKUP)


def read_backup(folder: Path) -> Network:
    """Read the folder of a backup, or the newest of the backups in a folder."""
    inside = (
        sorted(each for each in folder.iterdir() if each.is_dir() and is_backup(each))
        if folder.is_dir()
        else []
    )
    chosen = folder if is_backup(folder) else inside[-1] if inside else None
    if chosen is None:
        raise SourceError(f"{folder.name} is no backup of Hyphe", hint=f"it has {' and '.join(_BACKUP)}")
    draft = Draft()
    if len(inside) > 1:
        draft.note(f"of {len(inside)} backups the newest was read: {chosen.name}")
    entities = decoded(chosen / "webentities.json")
    starts = _starts(chosen / "crawls.json")
    rows = (
        entities
        if isinstance(entities, list)
        else entities.get("webentities", [])
        if isinstance(entities, dict)
        else []
    )
    _fill(draft, [_with_starts(each, starts) for each in rows if isinstance(each, dict)])
    _links(draft, decoded(chosen / "links.json"))
    draft.note("options and crawls hold passwords and cookies: only start pages were read of them")
    return draft.finish()


def _with_starts(entity: dict[str, Any], starts: Mapping[str, list[str]]) -> dict[str, Any]:
    entity.setdefault("id", entity.get("_id"))
    held = starts.get(str(entity["id"]))
    return {**entity, "startpages": held} if held and not entity.get("startpages") else entity


def _starts(path: Path) -> dict[str, list[str]]:
    """Return the start pages of each entity's last crawl."""
    crawls = decoded(path) if path.is_file() else []
    found: dict[str, list[str]] = {}
    for each in crawls if isinstance(crawls, list) else []:
        arguments = each.get("crawl_arguments", each) if isinstance(each, dict) else {}
        urls = arguments.get("start_urls") if isinstance(arguments, dict) else None
        if isinstance(urls, list):
            found[str(each.get("webentity_id"))] = [url for url in urls if isinstance(url, str)]
    return found


def _links(draft: Draft, links: Any) -> None:
    for number, each in enumerate(links if isinstance(links, list) else [], start=1):
        try:
            source, target, weight = each
            edge = DraftEdge(str(source), str(target), weight=float(weight))
        except (TypeError, ValueError):
            draft.fault("a link is not [source, target, weight], left out", f"link {number}")
            continue
        draft.edges.append(edge)
    if draft.edges:
        draft.note("weights count links between pages")


_COLUMNS: Final[dict[str, Callable[[Node], Any]]] = {
    "ID": lambda node: node.key,
    "NAME": lambda node: node.label,
    "STATUS": lambda node: _STATUS.get(node.status, "OUT"),
    "PREFIXES AS URL": lambda node: sorted(map(url_of, node.prefixes)),
    "PREFIXES AS LRU": lambda node: sorted(node.prefixes),
    "HOME PAGE": lambda node: node.home,
    "START PAGES": lambda node: sorted(node.starts),
    "CRAWLED": lambda node: node.measures.get("crawled"),
    "CRAWLING STATUS": lambda node: "".join(node.fields.get("crawling_status", ())),
    "INDEXING STATUS": lambda node: "".join(node.fields.get("indexing_status", ())),
    "INDEGREE": lambda node: node.measures.get("indegree"),
    "OUTDEGREE": lambda node: node.measures.get("outdegree"),
    "NEIGHBOORS COUNT": lambda node: node.measures.get("undirected_degree"),
    "TOTAL KNOWN PAGES": lambda node: node.measures.get("pages_total"),
    "CRAWLED PAGES": lambda node: node.measures.get("pages_crawled"),
    "CREATION TIMESTAMP": lambda node: node.measures.get("creation_date"),
    "CREATION DATE": lambda node: _moment(node, "creation_date"),
    "LAST MODIFICATION TIMESTAMP": lambda node: node.measures.get("last_modification_date"),
    "LAST MODIFICATION DATE": lambda node: _moment(node, "last_modification_date"),
}  # fmt: skip
_COMPACT: Final = ("ID", "NAME", "PREFIXES AS URL", "INDEGREE", "TOTAL KNOWN PAGES", "CRAWLED PAGES", "STATUS",
                   "LAST MODIFICATION DATE")  # fmt: skip
_HELD: Final = frozenset(("crawled", *sites.NUMBERS.values())) - {"degree"}
_NO_TAGS: Final = ("crawling_status", "indexing_status")


def _moment(node: Node, name: str) -> str:
    return sites.moment(node.measures[name]) if name in node.measures else ""


def write(network: Network, *, compact: bool = False, mark: str = ",") -> Written:
    """Write the sites of a network as the table that Hyphe exports; minet declares them in Hyphe from it.

    The full one holds what a corpus is made again from; fields are its tags. Sites are not crawled on the way in.
    """
    fields = _tag_names(network)
    names = _COMPACT if compact else tuple(_COLUMNS)
    rows = [[*names, *(f"{each}{sites.TAGS}" for each in fields)]]
    for node in network.nodes:
        cells = [_text(_COLUMNS[each](node)) for each in names]
        rows.append(
            cells
            + ["|".join(_no_bars(value) for value in sorted(node.fields.get(each, ()))) for each in fields]
        )
    notes = [*_lost(network, compact=compact)]
    if any(safe(cell) != cell for row in rows for cell in row):
        notes.append(
            "a spreadsheet would run some cells, which are as Hyphe needs them: open a table of sites instead"
        )
    if any("|" in value for node in network.nodes for each in fields for value in node.fields.get(each, ())):
        notes.append("bars in tags were replaced by ¦: Hyphe parts tags by bars")
    return Written(delimited.write(rows, mark=mark).removesuffix(b"\n"), tuple(notes))


def write_json(network: Network) -> Written:
    """Write the sites of a network as Hyphe's full export in JSON, from which a corpus can be made again."""
    entities = []
    for node in network.nodes:
        entity = {name: "" if (held := take(node)) is None else held for name, take in _COLUMNS.items()}
        entity["ID"] = (
            int(node.key) if node.key.isdecimal() and str(int(node.key[:18])) == node.key else node.key
        )
        entity["TAGS"] = {
            name: list(node.fields[name]) for name in _tag_names(network) if name in node.fields
        }
        entities.append(entity)
    text = msgspec.json.encode({"exportTimestamp": 0, "webentities": entities})
    return Written(text, tuple(_lost(network, compact=False)))


def _tag_names(network: Network) -> list[str]:
    return [each for each in layout.field_names(network) if each not in _NO_TAGS]


def _no_bars(value: str) -> str:
    return value.replace("|", "¦")


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _lost(network: Network, *, compact: bool) -> Iterable[str]:
    """Tell what Hyphe's export cannot hold of a network."""
    if any(each.status in ("", "neighbour") or each.status not in _STATUS for each in network.nodes):
        yield "Hyphe knows four statuses: neighbours are OUT, sites that nobody decided on are DISCOVERED"
    if network.edges:
        yield "links were left out"
    other = [each for each in layout.measure_names(network) if each not in _HELD]
    if other:
        yield f"measures that Hyphe does not have were left out: {', '.join(other)}"
    if compact:
        yield "the compact table has no home pages, start pages, nor crawling states"
    if any(each.color or each.x is not None or each.size is not None for each in network.nodes):
        yield "places, sizes and colours were left out"
