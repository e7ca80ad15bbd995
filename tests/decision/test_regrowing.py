"""Growth replayed on the network of a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from diatrace.actor.exchange import formats
from diatrace.actor.exchange.network import Edge, Network, Node
from diatrace.decision.regrowing import Replay, regrown
from diatrace.errors import Misuse, UnknownName
from tests.proposal.planted_web import Shape, web


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = web(6, Shape(sites=160, wanted=25))
    kinds = ["rooms|work" if each else "other" for each in made.wanted.tolist()]
    nodes = [Node(str(row), f"site {row}", fields={"kind": (kind,)}) for row, kind in enumerate(kinds)]
    pairs = made.links.tocoo()
    edges = [Edge(str(a), str(b)) for a, b in zip(pairs.row.tolist(), pairs.col.tolist(), strict=True)]
    return written(tmp_path, Network(tuple(nodes), tuple(edges), fields=("kind",)))


def written(folder: Path, network: Network) -> Path:
    path = folder / "web.gexf"
    path.write_bytes(formats.write(network, "gexf").data)
    return path


def test_means_are_those_of_the_runs_and_the_same_again(file: Path) -> None:
    found = regrown(file, "kind=rooms", Replay(runs=2, seed=3, growth=0.2))
    assert (found["sites"], found["relevant"]) == (160, 25)
    assert found["reviews"]["neighbours"]["90%"] == pytest.approx(
        sum(each["reviews"]["neighbours"][1] for each in found["runs"]) / 2
    )
    assert found["ratio"]["in-degree"]["90%"] == pytest.approx(
        found["reviews"]["neighbours"]["90%"] / found["reviews"]["in-degree"]["90%"]
    )
    assert found == regrown(file, "kind=rooms", Replay(runs=2, seed=3, growth=0.2))
    assert [each["seed"] for each in found["runs"]] == [3, 4]
    assert found["runs"][0]["starts"] != found["runs"][1]["starts"]


@pytest.mark.parametrize(
    ("label", "error", "told"),
    [
        ("kind", Misuse, "FIELD=VALUE"),
        ("kin=rooms", UnknownName, "fields: kind"),
        ("kind=room", UnknownName, "values of kind: other, rooms"),
    ],
)
def test_a_wrong_label_is_answered_with_the_known_ones(
    file: Path, label: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error) as raised:
        regrown(file, label, Replay(runs=1))
    assert told in getattr(raised.value, "hint", "")


def test_words_of_an_unknown_field_are_refused(file: Path) -> None:
    with pytest.raises(UnknownName, match="no site has a field 'tongue'"):
        regrown(file, "kind=rooms", Replay(runs=1, words=("tongue",)))


def test_too_few_sites_and_no_links_are_refused(tmp_path: Path) -> None:
    nodes = (Node("a", fields={"kind": ("x",)}), Node("b", fields={"kind": ("y",)}))
    alone = written(tmp_path, Network(nodes, (Edge("a", "b"),), fields=("kind",)))
    with pytest.raises(Misuse, match="fewer than two"):
        regrown(alone, "kind=x", Replay(runs=1))
    with pytest.raises(Misuse, match="no site of the network links"):
        regrown(written(tmp_path, Network(nodes, (), fields=("kind",))), "kind=x", Replay(runs=1))
