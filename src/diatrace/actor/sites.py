"""Sites laid over the web of a study: which address belongs to which, and the links between them, at any date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from diatrace.actor.boundary import Boundaries, Site, discovered
from diatrace.actor.prefix import NOBODY, Prefixes, canonical, variants
from diatrace.actor.web import Numbers, Web


@dataclass(frozen=True)
class Network:
    """Links between sites: `counts[i, j]` occurrences on pages of site i that lead to site j; loops left out."""

    counts: csr_array

    @property
    def edges(self) -> int:
        """How many ordered pairs of sites are linked."""
        return int(self.counts.nnz)


class Sites:
    """The sites of a web under boundaries; never changes. A row is a site, and keeps its number in what follows."""

    def __init__(self, web: Web, boundaries: Boundaries, *, before: Sites | None = None) -> None:
        self.web = web
        self.rules = boundaries.rules
        self.owners = dict(boundaries.owners)
        self.sites: list[Site] = list(before.sites) if before else []
        self.rows: dict[str, int] = dict(before.rows) if before else {}
        for row, site in enumerate(self.sites):
            if site.declared and site.id not in boundaries.sites:  # merged into another, or taken back
                self.sites[row] = replace(site, prefixes=(), declared=False)
        for site in boundaries.sites.values():
            self._enter(site)
        same_rules = before is not None and before.rules.own == self.rules.own
        self.of_page: Numbers = (
            self._moved(before) if before and same_rules else self._laid(np.arange(len(web.pages)))
        )

    def _enter(self, site: Site) -> int:
        row = self.rows.setdefault(site.id, len(self.sites))
        if row == len(self.sites):
            self.sites.append(site)
        elif site.declared or not self.sites[row].prefixes:
            self.sites[row] = site
        return row

    def _moved(self, before: Sites) -> Numbers:
        """Return the site of each page, looking again only at pages under prefixes that changed hands, and new ones."""
        pages = np.concatenate(
            [before.of_page, np.full(len(self.web.pages) - len(before.of_page), NOBODY, np.int64)]
        )
        changed = {lru for lru, _ in self.owners.items() ^ before.owners.items()}
        again = np.zeros(len(pages), bool)
        again[len(before.of_page) :] = True
        for prefix in _outermost(changed):
            again |= np.asarray(pc.starts_with(self.web.pages["lru"], prefix))
        rows = np.flatnonzero(again)
        pages[rows] = self._laid(rows)
        return pages

    def _laid(self, rows: Numbers) -> Numbers:
        """Return the site of these pages: of the declared prefix and the one a rule makes, the deeper."""
        lrus = self.web.pages["lru"].take(rows) if len(rows) < len(self.web.pages) else self.web.pages["lru"]
        made, prefixes = self._made(rows, lrus)
        depth = np.array([_depth(each) for each in prefixes] + [-1])  # the last one stands for none
        declared = list(self.owners)
        owned = Prefixes({lru: number for number, lru in enumerate(declared)}).owners_of(lrus)
        declared_depth = np.array([_depth(each) for each in declared] + [-1])
        of_declared = np.array([self._owner_row(lru) for lru in declared] + [NOBODY])
        by_rule = (made >= 0) & (depth[made] > declared_depth[owned])
        site = of_declared[owned]
        used = np.unique(made[by_rule])
        of_made = np.full(len(prefixes) + 1, NOBODY, np.int64)
        of_made[used] = [self._enter(discovered(prefixes[each])) for each in used.tolist()]
        site[by_rule] = of_made[made[by_rule]]
        return site

    def _owner_row(self, lru: str) -> int:
        """Return the row of a declared prefix's site; where its declaration was taken back it follows from the rule."""
        owner = self.owners[lru]
        return self.rows[owner] if owner in self.rows else self._enter(discovered(canonical(lru)))

    def _made(self, rows: Numbers, lrus: pa.ChunkedArray) -> tuple[Numbers, list[str]]:
        """Return for each page the prefix its creation rule makes, the study's own rules included."""
        numbers, prefixes = self.web.made
        numbers = numbers[rows].copy()
        if self.rules.own:
            under = np.zeros(len(rows), bool)
            for prefix in _outermost(kin for own in self.rules.own for kin in variants(own)):
                under |= np.asarray(pc.starts_with(lrus, prefix))
            places = {each: number for number, each in enumerate(prefixes)}
            for row in np.flatnonzero(under).tolist():
                made = self.rules.site(lrus[row].as_py())
                numbers[row] = places.setdefault(made, len(places)) if made else NOBODY
            prefixes = list(places)
        return numbers, prefixes

    def network(self, at: datetime | None = None) -> Network:
        """Return the links between sites on pages as they stood at a date, or stand now."""
        size = len(self.sites)
        of_page = self.of_page.astype(np.int32)
        of_capture = of_page[np.asarray(self.web.captures["page"].to_numpy(), np.int64)]
        total = pc.sum(self.web.links["count"]).as_py() or 0
        width = (
            np.int32 if total <= np.iinfo(np.int32).max else np.int64
        )  # half the memory, where no sum overflows
        counts = csr_array((size, size), dtype=width)
        for _, batch, chosen in self.web.passes(at):
            source = of_capture[batch["capture"].to_numpy()[chosen]]
            target = of_page[batch["target"].to_numpy()[chosen]]
            between = (source >= 0) & (target >= 0) & (source != target)
            many = batch["count"].to_numpy()[chosen][between].astype(width)
            found = coo_array((many, (source[between], target[between])), shape=(size, size)).tocsr()
            counts = counts + found if counts.nnz else found
        return Network(counts)

    @cached_property
    def counts(self) -> csr_array:
        """Links between sites on pages as they stand now."""
        return self.network().counts

    def between(self, source: int, target: int, at: datetime | None = None) -> list[int]:
        """Return the numbers of the links from one site to another."""
        chosen = self.web.links_at(at)
        held = self.of_page[self.web.source[chosen]] == source
        held &= self.of_page[self.web.target[chosen]] == target
        return [int(each) for each in chosen[held]]

    def pages_of(self, row: int) -> NDArray[np.int64]:
        """Return the numbers of a site's addresses, captured or only linked to."""
        return np.flatnonzero(self.of_page == row)

    @cached_property
    def known(self) -> Numbers:
        """How many addresses of each site are known."""
        return np.bincount(self.of_page[self.of_page >= 0], minlength=len(self.sites))

    @cached_property
    def captured(self) -> Numbers:
        """How many pages of each site were captured at least once."""
        pages = np.unique(np.asarray(self.web.captures["page"].to_numpy(), np.int64)[self.web.captured])
        sites = self.of_page[pages] if len(pages) else pages
        return np.bincount(sites[sites >= 0], minlength=len(self.sites))


def _depth(prefix: str) -> int:
    """Return how particular a prefix is: its stems, scheme and www not counted."""
    return canonical(prefix).count("|")


def _outermost(prefixes: Iterable[str]) -> Sequence[str]:
    """Return the prefixes that lie under no other of them."""
    kept: list[str] = []
    for each in sorted(prefixes):
        if not kept or not each.startswith(kept[-1]):
            kept.append(each)
    return kept
