"""A frozen corpus of sites on its way out: the sites, fields and links as they stood at freezing, after the gate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
from sqlalchemy import select

from diatrace.actor.boundary import Site
from diatrace.actor.exchange.network import Edge, Network, Node, Number
from diatrace.actor.exchange.places import stands_nowhere
from diatrace.actor.lru import url_of
from diatrace.actor.prefix import canonical
from diatrace.actor.sites import Sites
from diatrace.corpus.ground import Laid, laid_of
from diatrace.corpus.item import Item
from diatrace.decision.field import Field
from diatrace.privacy.identifiers import find
from diatrace.privacy.seal import unseal
from diatrace.publication.contract import Member, Release
from diatrace.publication.gate import Gate, Report
from diatrace.run import listed
from diatrace.store import schema
from diatrace.store.segment import columns
from diatrace.trace.columns import TRACE

_NUMBERS: Final = ("number", "yesno")
_EMPTY: Final = {each.name: [] if each.name in ("forms", "spans") else "" for each in TRACE}


@dataclass(frozen=True, slots=True)
class Seen:
    """How many addresses of a site are known, how many were captured, and when first and last."""

    known: int = 0
    captured: int = 0
    first: datetime | None = None
    last: datetime | None = None


class SiteRelease(Release):
    """A frozen version of a corpus of sites.

    What closed sources say is left out of every number unless it was asked for. A site at an address that leads to an
    account is a person's: its name and addresses are withheld like such addresses of traces.
    """

    @cached_property
    def laid(self) -> Laid:
        """The ground the version stands on."""
        return laid_of(self._folder, self.version.protocol)

    @cached_property
    def sites(self) -> Sites:
        """The sites as they stood, without what stays behind."""
        return self.laid.without(self.closed_segments())

    def closed_segments(self) -> Collection[str]:
        """Return the segments that came from closed venues and stay behind."""
        closed = [number for number, venue in self._venues.items() if venue == "closed"]
        if self.opening.closed == "include" or not closed:
            return set()
        table = schema.segment
        query = select(table.c.name).where(table.c.kind == "trace", table.c.source.in_(closed))
        with self._folder.database.read() as connection:
            return set(connection.execute(query).scalars())

    def chosen(self) -> list[tuple[Item, Site]]:
        """Return the members with their sites, in order of identifier."""
        full = self.laid.sites
        return [(each, full.sites[full.rows[each.trace]]) for each in self._items if each.member]

    def _survey(self, before: Counter[str]) -> Report:
        """Pass every member once, to tell what the gate withholds before anything is written."""
        gate = self._gate()
        for _ in self._nodes(gate):
            pass
        met = before + gate.met + Counter(reviewer=len(self._people))
        if behind := len(self.laid.sites.web.captures) - len(self.sites.web.captures):
            met["closed"] += behind
        return Report(
            self.opening, self._folder.statement.retain_until, self.version.members, dict(sorted(met.items()))
        )

    def web(self) -> dict[str, Any]:
        """Return what the corpus stands on: sites, pages, links, fields told, acts on boundaries, crawls that ended."""
        web = self.sites.web
        said = self.laid.values()
        acts = Counter(each.kind for each in self.laid.boundaries.acts.values())
        crawls = [
            each
            for each in reversed(listed(self._folder.database))
            if each["kind"] == "crawl"
            and each["result"]
            and (each["ended_at"] or "~") <= self.version.frozen_at
        ]
        return {
            "sites": len(self.laid.digests),
            "pages": len(web.pages),
            "captures": int(web.captured.sum()),
            "links": int(np.asarray(web.links["count"].to_numpy(), np.int64).sum()),
            "fields": sum(bool(said.items(each.name)) for each in self.laid.fields()),
            **{kind: acts[kind] for kind in ("declare", "merge", "rename", "rule", "undo")},
            "crawls": [_crawl(each) for each in crawls],
        }

    def network(self) -> Network:
        """Return the members as a network: sites with fields and numbers, links with their number, pages and dates."""
        nodes = [*self._nodes(self._gate())]
        keys = {each.trace: node.key for (each, _), node in zip(self.chosen(), nodes, strict=True)}
        edges = tuple(self._edges(keys))
        named = tuple(dict.fromkeys(name for each in nodes for name in each.fields))
        return Network(tuple(_degrees(nodes, edges)), edges, fields=named)

    def _nodes(self, gate: Gate) -> Iterator[Node]:
        """Yield each member as a node, without its degrees."""
        told = self._told()
        for number, (item, site) in enumerate(self.chosen(), start=1):
            gate.met["url"] += _is_account(site)
            hidden = self._is_hidden(site)
            nowhere = hidden or stands_nowhere(canonical(site.prefixes[0]))
            values = told.get(item.trace, {})
            seen = self._seen.get(item.trace, Seen())
            yield Node(
                key=f"withheld-{number}" if hidden else site.id,
                label="" if hidden else gate.words(site.name),
                prefixes=() if nowhere else site.prefixes,
                home="" if nowhere else site.home,
                starts=() if nowhere else tuple(each for each in site.starts if not stands_nowhere(each)),
                status=str(item.verdict),
                fields={
                    name: tuple(gate.words(each) for each in held)
                    for name, held in values.items()
                    if not isinstance(held, (int, float))
                }
                | _days(seen, values),
                measures={name: held for name, held in values.items() if isinstance(held, (int, float))}
                | _numbers(seen, item, values),
            )

    def _is_hidden(self, site: Site) -> bool:
        return self.opening.urls == "withhold" and _is_account(site)

    def members_shown(self) -> list[str]:
        """Return the members whose addresses may leave."""
        return [item.trace for item, site in self.chosen() if not self._is_hidden(site)]

    def left_out(self) -> list[str]:
        """Return the sites that were decided out and whose addresses may leave."""
        full = self.laid.sites
        out = [each.trace for each in self._items if each.verdict == "out" and not each.member]
        return [each for each in out if not self._is_hidden(full.sites[full.rows[each]])]

    def raw(self, page: Mapping[str, Any]) -> bytes:
        """Return a page as its source had it, unsealed with the study's key."""
        name = page["segment"].replace("trace-", "raw-").replace(".parquet", ".sealed")
        return unseal(self._folder.path / "blob" / name, page["row"], self._folder.key().derive("seal"))

    def _told(self) -> dict[str, dict[str, tuple[str, ...] | Number]]:
        """Return what stood in the fields of each member; where readers differ nothing does."""
        said = self.laid.values()
        found: dict[str, dict[str, tuple[str, ...] | Number]] = {}
        for field in self.laid.fields():
            for item in said.items(field.name):
                stand = said.stand(field.name, item)
                if stand and stand.values and not stand.disputed:
                    found.setdefault(item, {})[field.name] = _typed(field, stand.values)
        return found

    @cached_property
    def _seen(self) -> dict[str, Seen]:
        """What is known of each member's pages."""
        sites, web = self.sites, self.sites.web
        rows = sites.of_page[np.asarray(web.captures["page"].to_numpy(), np.int64)]
        at = web.captures["at"].to_numpy().astype("datetime64[us]")
        found = {}
        for item, _ in self.chosen():
            row = sites.rows.get(item.trace)
            if row is None or row >= len(sites.known):
                continue
            dates = at[(rows == row) & web.captured]
            ends = (dates.min().item(), dates.max().item()) if len(dates) else (None, None)
            found[item.trace] = Seen(int(sites.known[row]), int(sites.captured[row]), *ends)
        return found

    def _edges(self, keys: dict[str, str]) -> Iterator[Edge]:
        """Yield the links between members, in order of their keys; those of a site to itself are left out."""
        sites, web = self.sites, self.sites.web
        chosen = web.links_at()
        capture = np.asarray(web.links["capture"].to_numpy(), np.int64)[chosen]
        table = pl.DataFrame(
            {
                "source": sites.of_page[web.source[chosen]],
                "target": sites.of_page[web.target[chosen]],
                "page": web.source[chosen],
                "count": np.asarray(web.links["count"].to_numpy(), np.int64)[chosen],
                "at": web.captures["at"].to_numpy().astype("datetime64[us]")[capture],
                "seen": web.captured[capture],
            }
        )
        rows = [sites.rows[each] for each in keys if each in sites.rows]
        within = table.filter(
            pl.col("source").is_in(rows)
            & pl.col("target").is_in(rows)
            & (pl.col("source") != pl.col("target"))
        )
        seen = pl.col("at").filter(pl.col("seen"))
        pairs = within.group_by("source", "target").agg(
            pl.col("count").sum(),
            pl.col("page").n_unique().alias("pages"),
            seen.min().alias("first"),
            seen.max().alias("last"),
        )
        named = {sites.rows[each]: (each, key) for each, key in keys.items() if each in sites.rows}
        for row in sorted(pairs.to_dicts(), key=lambda each: (named[each["source"]], named[each["target"]])):
            dates = {name: _day(row[name]) for name in ("first", "last") if row[name]}
            numbers = {"count": row["count"], "pages": row["pages"]}
            yield Edge(
                named[row["source"]][1], named[row["target"]][1], float(row["count"]), {**numbers, **dates}
            )

    def members(self) -> Iterator[Member]:
        """Yield every member in the shape of a trace: name, home, newest capture, language of its pages."""
        gate = self._gate()
        spoken = self._languages()
        nodes = self._nodes(Gate(self.opening, self._venues, self._people))
        for (item, _), node in zip(self.chosen(), nodes, strict=True):
            last = self._seen.get(item.trace, Seen()).last
            row = _EMPTY | {
                "id": node.key,
                "kind": "site",
                "title": node.label,
                "url": node.home,
                "language": spoken.get(item.trace, "unsure"),
                "edited": None,
                "captured": last,
                "captured_precision": "second" if last else "",
                "captured_zone": "UTC",
                "captured_evidence": "its newest page" if last else "",
            }
            yield Member(row, gate.item(item), "open", ())

    def _languages(self) -> dict[str, str]:
        """Return the language that most captured pages of each member are in."""
        counts: dict[str, Counter[str]] = {}
        for item, row in self.pages():
            if row["language"] not in ("", "unsure"):
                counts.setdefault(item, Counter())[row["language"]] += 1
        return {item: max(sorted(held), key=held.__getitem__) for item, held in counts.items()}

    def pages(self, sites: Collection[str] | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the captured pages of the members (or of these `sites`), each with the site it is of.

        A row has id, url, title, captured, language, source, segment and its row in it; every version comes.
        """
        laid, web = self.sites, self.sites.web
        wanted = {
            laid.rows[each]: each
            for each in sites or (i.trace for i, _ in self.chosen())
            if each in laid.rows
        }
        rows = laid.of_page[np.asarray(web.captures["page"].to_numpy(), np.int64)]
        held = np.flatnonzero(np.isin(rows, list(wanted)) & web.captured)
        of_trace = dict(zip(web.captures["trace"].take(held).to_pylist(), rows[held].tolist(), strict=True))
        ids = pa.array(list(of_trace), pa.string())
        names = ["id", "url", "title", "captured", "language", "source"]
        for segment in self._folder.segments("trace"):
            if segment.name not in web.segments:
                continue
            table = columns(segment.path(self._folder.path), names)
            places = np.flatnonzero(pc.is_in(table["id"], value_set=ids))
            for place, row in zip(places.tolist(), table.take(places).to_pylist(), strict=True):
                yield wanted[of_trace[row["id"]]], {**row, "segment": segment.name, "row": place}


def _is_account(site: Site) -> bool:
    """Say whether a site is where a person has an account."""
    address = site.home or url_of(canonical(site.prefixes[0]))
    return any(each.kind == "handle" for each in find(address))


def _crawl(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return a crawl in figures; robots.txt was obeyed where no reason is given."""
    plan, became = run["params"]["plan"], run["result"]
    return {
        "crawl": run["params"]["crawl"],
        "ended": run["ended_at"],
        "pages": became.get("pages", 0),
        "sites": len(became.get("sites", {})),
        "failed": sum(became.get("reasons", {}).values()),
        "delay": plan["delay"],
        "robots_reason": "" if plan["robots"] else plan["robots_reason"],
    }


def _typed(field: Field, values: tuple[str, ...]) -> tuple[str, ...] | Number:
    """Return values as what their field holds: a number, yes or no, or texts."""
    if field.type == "yesno" and len(values) == 1:
        return values[0] == "yes"
    if field.type == "number" and len(values) == 1:
        with suppress(ValueError):
            return int(values[0])
        return float(values[0])
    return values


def _days(seen: Seen, told: Collection[str]) -> dict[str, tuple[str, ...]]:
    days = {"first_captured": seen.first, "last_captured": seen.last}
    return {name: (_day(at),) for name, at in days.items() if at and name not in told}


def _numbers(seen: Seen, item: Item, told: Collection[str]) -> dict[str, Number]:
    readers = len({name for role, name, *_ in item.answers if role == "reading"})
    found = {"pages_known": seen.known, "pages_captured": seen.captured, "readers": readers}
    return {name: number for name, number in found.items() if name not in told}


def _degrees(nodes: list[Node], edges: tuple[Edge, ...]) -> Iterator[Node]:
    """Yield the nodes with their degrees within the corpus."""
    cited, citing = Counter(each.target for each in edges), Counter(each.source for each in edges)
    for node in nodes:
        found = {"in_degree": cited[node.key], "out_degree": citing[node.key]}
        more = {name: number for name, number in found.items() if name not in {*node.fields, *node.measures}}
        yield Node(
            node.key, node.label, node.prefixes, node.home, node.starts, node.status, node.fields,
            {**node.measures, **more},
        )  # fmt: skip


def _day(at: datetime) -> str:
    return at.date().isoformat()
