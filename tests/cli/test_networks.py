"""`diatrace site import`: what came in, what is odd, what could be mended."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run, refused
from tests.source.network_samples import network


def test_a_network_is_shown_then_imported(run: Run, empty: str, tmp_path: Path) -> None:
    towns = network(tmp_path)
    shown = run("site", "import", empty, towns, "--dry-run")
    assert "gexf: 4 nodes, 4 edges" in shown.out
    assert "would declare 4 sites and tell 6 fields" in shown.out
    assert run("site", "list", empty, "--json").out == []
    done = run("site", "import", empty, towns)
    assert "4 sites, 4 declared; 4 lists of links" in done.out
    assert "--question NAME" in done.err
    again = run("site", "import", empty, towns, "--question", "sites", "--json").out
    assert (again["declared"], again["decisions"]) == (0, 3)


def test_a_table_of_links_is_told_its_columns(run: Run, empty: str, tmp_path: Path) -> None:
    table = tmp_path / "links.csv"
    table.write_text("here,there\nhttps://a.example/,https://b.example/\n")
    words = ("site", "import", empty, table, "--as", "csv")
    found = run(*words, "--map", "source=here", "--map", "target=there", "--json")
    assert (found.out["sites"], found.out["edges"]) == (2, 1)
    refused(run(*words, "--map", "source"), code=2)
    refused(run(*words, "--repair", "iron"))
