"""Corpora of sites as networks and tables: GEXF, GraphML, Hyphe's lists, a table of sites."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from diatrace.actor.exchange import gexf, graphml, hyphe, sites
from diatrace.publication.gate import Opening
from diatrace.publication.site_release import SiteRelease


class Gexf:
    """GEXF 1.3, which Gephi opens: a node a site, an edge a pair of sites with the number of links behind it.

    Nodes have verdict, home, prefixes, fields, degrees within the corpus, pages and dates of capture; several values of
    a field are parted by bars. Edges have how many links (also the weight), on how many pages, first and last seen.
    """

    name: ClassVar[str] = "gexf"
    title: ClassVar[str] = "GEXF (Gephi)"
    suffix: ClassVar[str] = ".gexf"
    units: ClassVar[tuple[str, ...]] = ("site",)
    params: ClassVar[type[Opening]] = Opening

    def run(self, release: SiteRelease, out: Path, params: Opening) -> Path:  # noqa: ARG002 (the gate has heeded them)
        """Write the network."""
        out.write_bytes(gexf.write(release.network()).data)
        return out


class GraphMl:
    """GraphML, for Gephi, networkx, igraph and yEd; what it holds is what the GEXF holds."""

    name: ClassVar[str] = "graphml"
    title: ClassVar[str] = "GraphML"
    suffix: ClassVar[str] = ".graphml"
    units: ClassVar[tuple[str, ...]] = ("site",)
    params: ClassVar[type[Opening]] = Opening

    def run(self, release: SiteRelease, out: Path, params: Opening) -> Path:  # noqa: ARG002
        """Write the network."""
        out.write_bytes(graphml.write(release.network()).data)
        return out


class HypheCsv:
    """The list of web entities that Hyphe exports: prefixes, start pages, statuses, fields as tags; no links.

    Neighbours are OUT and sites that nobody decided on DISCOVERED: Hyphe has no other word for them.
    """

    name: ClassVar[str] = "hyphe-csv"
    title: ClassVar[str] = "Hyphe web entities (CSV)"
    suffix: ClassVar[str] = ".hyphe.csv"
    units: ClassVar[tuple[str, ...]] = ("site",)
    params: ClassVar[type[Opening]] = Opening

    def run(self, release: SiteRelease, out: Path, params: Opening) -> Path:  # noqa: ARG002
        """Write the list."""
        out.write_bytes(hyphe.write(release.network()).data)
        return out


class HypheJson:
    """The list of web entities as Hyphe exports it in JSON, from which it makes a corpus again."""

    name: ClassVar[str] = "hyphe-json"
    title: ClassVar[str] = "Hyphe web entities (JSON)"
    suffix: ClassVar[str] = ".hyphe.json"
    units: ClassVar[tuple[str, ...]] = ("site",)
    params: ClassVar[type[Opening]] = Opening

    def run(self, release: SiteRelease, out: Path, params: Opening) -> Path:  # noqa: ARG002
        """Write the list."""
        out.write_bytes(hyphe.write_json(release.network()).data)
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTableParams(Opening):
    """How the table is written."""

    bom: bool = field(
        default=False,
        metadata={"help": "begin with a byte-order mark, without which Excel garbles accents and Arabic"},
    )


class SiteTable:
    """One row a site, UTF-8: verdict, prefixes, home, start pages, fields, degrees, pages, dates of capture.

    Cells that a spreadsheet would run have an apostrophe before them.
    """

    name: ClassVar[str] = "site-table"
    title: ClassVar[str] = "Table of sites (CSV)"
    suffix: ClassVar[str] = ".sites.csv"
    units: ClassVar[tuple[str, ...]] = ("site",)
    params: ClassVar[type[Opening]] = SiteTableParams

    def run(self, release: SiteRelease, out: Path, params: SiteTableParams) -> Path:
        """Write the table."""
        out.write_bytes(sites.write(release.network(), bom=params.bom).data)
        return out
