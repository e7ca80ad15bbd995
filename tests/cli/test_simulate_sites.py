"""`diatrace simulate-sites`: growth replayed on a known network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Run


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Return a table of links: twenty sites that are in link among themselves, and each to one that is out."""
    rng = np.random.default_rng(1)
    inner = [f"in{row}" for row in range(20)]
    pairs = {(one, str(other)) for one in inner for other in rng.choice(inner, 4) if one != other}
    pairs |= {(one, f"out{row}") for row, one in enumerate(inner)}
    keys = sorted({each for pair in pairs for each in pair})
    nodes = "".join(
        f'<node id="{key}" label="{key}"><attvalues><attvalue for="k" value="{key[:2]}"/></attvalues></node>'
        for key in keys
    )
    edges = "".join(
        f'<edge id="{row}" source="{a}" target="{b}"/>' for row, (a, b) in enumerate(sorted(pairs))
    )
    path = tmp_path / "web.gexf"
    path.write_text(
        '<?xml version="1.0"?><gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="directed">'
        '<attributes class="node"><attribute id="k" title="kind" type="string"/></attributes>'
        f"<nodes>{nodes}</nodes><edges>{edges}</edges></graph></gexf>"
    )
    return path


def test_reviews_are_told_for_each_order(run: Run, network: Path) -> None:
    said = run("simulate-sites", network, "--label", "kind=in", "--seeds", "3", "--seed", "2", "--json")
    assert (said.code, said.err) == (0, "")
    assert said.out["reviews"].keys() == {"neighbours", "in-degree", "breadth-first"}
    assert said.out["reviews"]["neighbours"].keys() == {"80%", "90%", "95%"}
    assert said.out["reviews"]["neighbours"]["90%"] <= said.out["reviews"]["breadth-first"]["90%"]
    assert (said.out["relevant"], len(said.out["runs"])) == (20, 3)


def test_people_read_sentences(run: Run, network: Path) -> None:
    said = run("simulate-sites", network, "--label", "kind=in", "--seeds", "2", "--visit", "in")
    assert said.out.startswith("40 sites")
    assert "against breadth-first" in said.out


def test_what_cannot_be_is_told(run: Run, network: Path) -> None:
    assert "values of kind: in, ou" in run("simulate-sites", network, "--label", "kind=inn").err
    assert "known: reviewed, in" in run("simulate-sites", network, "--label", "kind=in", "--visit", "all").err
