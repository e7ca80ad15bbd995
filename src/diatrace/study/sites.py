"""Sites of a study: declared and discovered, their boundaries, the links between them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np

from diatrace.actor import boundary
from diatrace.actor.boundary import Boundaries, Declared, Site
from diatrace.actor.lru import lru_of, url_of
from diatrace.actor.prefix import prefix_of
from diatrace.actor.sites import Sites
from diatrace.actor.web import WebIndex, evidence
from diatrace.errors import Misuse, UnknownName
from diatrace.store.folder import Folder

_MANY = 200
"""Links shown of one edge, sites shown beside one."""


class StudySites:
    """The sites of a study. A site is named by its identifier, its name or any address of it."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._index = WebIndex(folder)
        self._boundaries = Boundaries()
        self._sites: Sites | None = None
        self._lock = threading.Lock()

    def standing(self) -> Sites:
        """Return the sites as they stand now; pages that came since are counted first."""
        with self._lock:
            with self._folder.database.read() as connection:
                moved = self._boundaries.refresh(connection)
            names = {each.name for each in self._folder.segments("trace")}
            if self._sites is None or moved or names != set(self._sites.web.segments):
                self._sites = Sites(self._index.extend(), self._boundaries, before=self._sites)
            return self._sites

    def add(
        self, addresses: Iterable[str], *, name: str = "", together: bool = False, who: str = "owner"
    ) -> list[dict[str, Any]]:
        """Declare a site for each address, or with `together` one site of all of them; return the sites."""
        given = [each.strip() for each in addresses if each.strip()]
        declared = [Declared(tuple(given), name)] if together else [Declared((each,), name) for each in given]
        made = boundary.declare(self._folder, declared, who=who)
        sites = self.standing()
        return [boundary.facts(sites.sites[sites.rows[each]]) for each in made]

    def named(self, name: str) -> Site:
        """Return a site by identifier, name or address; raise UnknownName."""
        sites = self.standing()
        row = sites.rows.get(name)
        if row is None:
            row = next((row for row, each in enumerate(sites.sites) if each.name == name), None)
        if row is not None:
            return sites.sites[row]
        found = self._boundaries.site_of(_lru(name))
        if found is None:
            raise UnknownName(f"no site is called {name!r}", hint="`diatrace site list` shows the sites")
        return found

    def show(self, name: str) -> dict[str, Any]:
        """Return one site: boundaries, captured pages, the sites that link to it and those it links to, with counts."""
        site = self.named(name)
        sites = self.standing()
        row = sites.rows.get(site.id)
        if row is None:
            return {**boundary.facts(site), "pages": [], "cited_by": [], "cites": []}
        counts = sites.network().counts
        column, line = counts[:, [row]].tocoo(), counts[[row], :].tocoo()
        return {
            **boundary.facts(site),
            "known": int(sites.known[row]),
            "captured": int(sites.captured[row]),
            "in_degree": int(column.nnz),
            "out_degree": int(line.nnz),
            "pages": self._pages(sites, row),
            "cited_by": _beside(sites, column.row, column.data),
            "cites": _beside(sites, line.col, line.data),
        }

    def _pages(self, sites: Sites, row: int) -> list[dict[str, Any]]:
        captures = sites.web.captures
        of_site = sites.of_page[np.asarray(captures["page"].to_numpy(), np.int64)] == row
        held = np.flatnonzero(of_site & sites.web.captured)
        return [
            {
                "url": url_of(sites.web.pages["lru"][each["page"]].as_py()),
                "captured": each["at"],
                "trace": each["trace"],
            }
            for each in captures.take(held[:_MANY]).to_pylist()
        ]

    def links(self, source: str, target: str, *, at: str = "", limit: int = _MANY) -> list[dict[str, Any]]:
        """Return the links from one site to another as they stand on their pages: anchor, sentence, place, date."""
        sites = self.standing()
        rows = [sites.rows.get(self.named(each).id) for each in (source, target)]
        if rows[0] is None or rows[1] is None:
            return []
        numbers = sites.between(rows[0], rows[1], day(at))
        found = evidence(sites.web, self._folder, numbers[:limit])
        return [{**each, "page": url_of(each["page"])} for each in found]

    def merge(self, name: str, into: str, *, who: str = "owner") -> dict[str, Any]:
        """Move all prefixes of a site to another; return that one."""
        target = self.named(into)
        boundary.merge(self._folder, self.named(name), target, who=who)
        return boundary.facts(self.named(target.id))

    def split(self, address: str, *, name: str = "", who: str = "owner") -> dict[str, Any]:
        """Make what lies under an address a site of its own; return it."""
        site = self.named(address)
        prefix = prefix_of(address if "://" in address else f"https://{address}")
        if prefix in site.prefixes:
            raise Misuse(
                f"{address} is all of {site.name}",
                hint="name an address under it, as https://example.org/blog",
            )
        return self.add([address], name=name, who=who)[0]

    def rename(self, name: str, to: str, *, who: str = "owner") -> dict[str, Any]:
        """Give a site another name; return it."""
        site = self.named(name)
        boundary.rename(self._folder, site, who=who, name=to)
        return boundary.facts(self.named(site.id))

    def rule(self, address: str, rule: str, *, who: str = "owner") -> None:
        """Say which sites addresses under this one make: domain, subdomain-N, path-N, page; empty as before."""
        boundary.rule(self._folder, address, rule, who=who)

    def undo(self, *, who: str = "owner") -> dict[str, Any]:
        """Take the newest boundary back; return what it was."""
        return asdict(boundary.undo(self._folder, who=who))

    def acts(self) -> list[dict[str, Any]]:
        """Return everything that was said of boundaries, oldest first, undone acts included."""
        self.standing()
        return [asdict(each) for each in self._boundaries.acts.values()]

    def list(self, *, declared: bool = False, limit: int = 0) -> list[dict[str, Any]]:
        """Return sites with what is known of them, those most linked to first."""
        sites = self.standing()
        counts = sites.network().counts
        links_in, links_out = np.diff(counts.tocsc().indptr), np.diff(counts.indptr)
        shown = [
            row
            for row, each in enumerate(sites.sites)
            if each.declared or (not declared and sites.known[row])
        ]
        shown.sort(key=lambda row: (-int(links_in[row]), sites.sites[row].name))
        return [
            {
                **boundary.facts(sites.sites[row]),
                "in_degree": int(links_in[row]),
                "out_degree": int(links_out[row]),
                "known": int(sites.known[row]),
                "captured": int(sites.captured[row]),
            }
            for row in shown[: limit or None]
        ]


def _beside(sites: Sites, rows: Sequence[int], counts: Sequence[int]) -> list[dict[str, Any]]:
    pairs = sorted(zip(map(int, rows), map(int, counts), strict=True), key=lambda each: (-each[1], each[0]))
    return [
        {"site": sites.sites[row].id, "name": sites.sites[row].name, "links": count}
        for row, count in pairs[:_MANY]
    ]


def _lru(address: str) -> str:
    try:
        return lru_of(address if "://" in address else f"https://{address}")
    except ValueError:
        raise UnknownName(
            f"no site is called {address!r}", hint="`diatrace site list` shows the sites"
        ) from None


def day(text: str) -> datetime | None:
    """Return the end of a day written as 2026-11-23."""
    if not text:
        return None
    try:
        return datetime.fromisoformat(text).replace(hour=23, minute=59, second=59, tzinfo=None)
    except ValueError:
        raise Misuse(f"{text!r} is no day", hint="write it as 2026-11-23") from None
