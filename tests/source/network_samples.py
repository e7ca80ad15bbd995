"""A small network of invented sites, as GEXF: what the contract suite reads."""

from __future__ import annotations

from pathlib import Path

from diatrace.actor.exchange import gexf
from diatrace.actor.exchange.network import Edge, Network, Node
from tests.source.table_samples import TEXTS

NETWORK = Network(
    nodes=(
        Node(
            "1",
            "Town house",
            ("s:https|h:example|h:town|",),
            "https://town.example/start",
            ("https://town.example/start",),
            "in",
            {"motto": (TEXTS[0],), "languages": ("fr", "ar"), "kind": ("public",)},
            {"pages": 12, "share": 0.25, "crawled": True},
        ),
        Node("2", "دار المساعدة", ("s:https|h:example|h:help|",), "https://help.example/", (), "out",
             {"motto": (TEXTS[1],), "languages": ("ar",), "kind": ("private",)}, {"pages": 3, "crawled": False}),
        Node("3", "Rooms", status="discovered", fields={"motto": TEXTS[2:3], "kind": ("private",)}),
        Node("4", "https://rooms.example/", status="unsure", fields={"motto": TEXTS[5:6], "kind": ("private",)}),
    ),
    edges=(Edge("1", "2", 5.0, {"count": 5}), Edge("2", "3"), Edge("3", "1", 2.0, {"count": 2}), Edge("4", "1")),
    fields=("motto", "languages", "kind"),
)  # fmt: skip


def network(folder: Path) -> Path:
    """Four sites, one without an address, one that is called by it."""
    path = folder / "towns.gexf"
    path.write_bytes(gexf.write(NETWORK).data)
    return path


NETWORK_SAMPLES = {"network": network}
