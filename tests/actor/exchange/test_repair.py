from __future__ import annotations

import pytest
from hypothesis import given

from diatrace.actor.exchange import gexf, repair
from diatrace.actor.exchange.network import Edge, Fault, Network, Node
from diatrace.actor.exchange.repair import Change, repaired, repairs
from diatrace.errors import UnknownName
from tests.actor.exchange.networks import DATA, needs_data, networks

A, B = Node("a"), Node("b")


def names(network: Network) -> list[str]:
    return [each.name for each in repairs(network)]


def test_nothing_wrong_offers_nothing() -> None:
    network = Network((A, B), (Edge("a", "b"), Edge("b", "a")))
    assert repairs(network) == []
    assert repair.examine(network) == ()


def test_nodes_of_one_key_become_one() -> None:
    network = Network(
        (
            Node("a", "first", fields={"t": ("x",)}, measures={"n": 1}),
            B,
            Node("a", "second", home="h", fields={"t": ("y",)}, measures={"n": 2, "m": 3}),
        ),
        fields=("t",),
    )
    mended = repaired(network, ["merge nodes of one key"])
    assert mended.nodes == (
        Node("a", "first", home="h", fields={"t": ("x", "y")}, measures={"n": 1, "m": 3}),
        B,
    )


def test_missing_nodes_are_added_or_their_edges_dropped() -> None:
    network = Network((A,), (Edge("a", "c"), Edge("a", "a")))
    assert names(network)[:2] == ["add missing nodes", "drop edges without nodes"]
    assert repaired(network, ["add missing nodes"]).nodes == (A, Node("c"))
    assert repaired(network, ["drop edges without nodes"]).edges == (Edge("a", "a"),)
    fault = repair.examine(network)[0]
    assert fault == Fault(
        "node c",
        "edges that begin or end at nodes the file does not have: 1, nodes: 1",
        "add missing nodes or drop edges without nodes",
    )


def test_loops_are_dropped() -> None:
    network = Network((A, B), (Edge("a", "a"), Edge("a", "b")))
    assert repaired(network, ["drop self-loops"]).edges == (Edge("a", "b"),)


def test_parallel_edges_are_added_up() -> None:
    network = Network(
        (A, B),
        (
            Edge("a", "b", 2, {"count": 2, "first": "2020", "last": "2021", "kind": "x"}, "2020"),
            Edge("b", "a"),
            Edge("a", "b", 3, {"count": 3, "first": "2019", "last": "2020", "kind": "y", "more": 1}, "2019"),
        ),
    )
    mended = repaired(network, ["merge parallel edges"])
    merged = Edge("a", "b", 5, {"count": 5, "first": "2019", "last": "2021", "kind": "x", "more": 1}, "2019")
    assert mended.edges == (merged, Edge("b", "a"))


def test_without_direction_there_and_back_is_the_same() -> None:
    network = Network((A, B), (Edge("a", "b"), Edge("b", "a")), directed=False)
    assert repaired(network, ["merge parallel edges"]).edges == (Edge("a", "b", 2),)


def test_both_ways_become_two_edges_and_a_loop_stays_one() -> None:
    network = Network((A, B), (Edge("a", "b", 2, both=True), Edge("a", "a", both=True)))
    mended = repaired(network, ["two edges for both ways"])
    assert mended.edges == (Edge("a", "b", 2), Edge("b", "a", 2), Edge("a", "a"))


def test_encodings_are_mended_in_labels_and_fields() -> None:
    network = Network((Node("a", "GenÃ¨ve", fields={"t": ("ok", "Ø§Ù„Ù…ØºØ±Ø¨")}),), fields=("t",))
    offered = repairs(network)
    assert [each.name for each in offered] == ["mend encoding"]
    assert offered[0].changes == (
        Change("label of node a", "GenÃ¨ve", "Genève"),
        Change("t of node a", "Ø§Ù„Ù…ØºØ±Ø¨", "المغرب"),
    )
    assert offered[0].apply(network).nodes[0] == Node("a", "Genève", fields={"t": ("ok", "المغرب")})


def test_spaces_around_texts_are_trimmed_and_what_is_left_of_nothing_goes() -> None:
    network = Network(
        (Node("a", " x\n", fields={"t": (" y", "  ")}), Node("b", fields={"u": (" ",)})), fields=("t", "u")
    )
    mended = repaired(network, ["trim spaces"])
    assert mended.nodes == (Node("a", "x", fields={"t": ("y",)}), Node("b"))


@pytest.mark.parametrize("filler", ["[object Object]", "undefined", "NULL", "-"])
def test_fields_of_filler_only_are_dropped(filler: str) -> None:
    network = Network(
        (Node("a", fields={"t": (filler,)}), Node("b", fields={"u": ("x",)})), fields=("t", "u")
    )
    mended = repaired(network, ["drop t"])
    assert (mended.fields, mended.nodes[0].fields) == (("u",), {})


def test_a_field_that_holds_filler_and_more_is_kept() -> None:
    network = Network((Node("a", fields={"t": ("-",)}), Node("b", fields={"t": ("x",)})), fields=("t",))
    assert names(network) == []


def test_a_field_that_repeats_the_label_is_dropped() -> None:
    network = Network(tuple(Node(each, each, fields={"name": (each,)}) for each in "xyz"), fields=("name",))
    assert repaired(network, ["drop name"]).fields == ()


def test_several_values_in_a_cell_are_split_where_asked() -> None:
    network = Network(
        (Node("a", fields={"t": ("x|y",)}), Node("b", fields={"t": ("y",), "u": ("1; 2",)})),
        fields=("t", "u"),
    )
    assert names(network) == ["split t at |", "split u at ;"]
    mended = repaired(network, ["split t at |", "split u at ;"])
    assert [dict(each.fields) for each in mended.nodes] == [{"t": ("x", "y")}, {"t": ("y",), "u": ("1", "2")}]


def test_sentences_are_not_offered_for_a_split() -> None:
    text = (
        "A site of news, run from Lyon since 2003; "
        + "it speaks of what happens here and there, of work and of papers"
    )
    assert names(Network((Node("a", fields={"t": (text,)}),), fields=("t",))) == []


def test_lists_in_brackets_are_opened() -> None:
    network = Network((Node("a", fields={"t": ("[x, y]", '["a, b"]', "z")}),), fields=("t",))
    assert repaired(network, ["unwrap t"]).nodes[0].fields == {"t": ("x", "y", "a, b", "z")}


def test_addresses_may_become_prefixes() -> None:
    network = Network(
        (Node("a", "http://www.bladi.net/"), Node("b", "www.example.org/blog/?p=1"), Node("c", "Yabiladi"))
    )
    mended = repaired(network, ["prefixes from label"])
    assert [each.prefixes for each in mended.nodes] == [
        ("s:http|h:net|h:bladi|h:www|",),
        ("s:http|h:org|h:example|h:www|p:blog|",),
        (),
    ]


def test_prefixes_are_not_offered_where_there_are_some_or_labels_are_names() -> None:
    held = Node("a", "http://bladi.net", ("s:https|h:net|h:bladi|",))
    assert names(Network((held,))) == []
    assert names(Network((Node("a", "Bladi"), Node("b", "Yabiladi"), Node("c", "http://x.org")))) == []


def test_a_repair_leaves_the_network_it_was_offered_for_as_it_is() -> None:
    network = Network(
        (A,),
        (Edge("a", "a"),),
        faults=(Fault("line 1", "kept"), Fault("", "mended", "drop self-loops")),
        notes=("n",),
    )
    mended = repairs(network)[0].apply(network)
    assert network.edges == (Edge("a", "a"),)
    assert mended.faults == (Fault("line 1", "kept"),)
    assert mended.notes == ("n", "repaired, drop self-loops: 1 changes")


def test_an_unknown_repair_is_refused_with_those_on_offer() -> None:
    with pytest.raises(UnknownName) as caught:
        repaired(Network((A,), (Edge("a", "a"),)), ["pray"])
    assert caught.value.hint == "on offer: drop self-loops"


@given(networks())
def test_every_repair_mends_what_it_says_and_is_then_no_longer_offered(network: Network) -> None:
    for each in repairs(network):
        mended = each.apply(network)
        assert mended != network
        assert each.name not in names(mended)


@given(networks())
def test_a_network_can_be_repaired_until_nothing_is_wrong(network: Network) -> None:
    for _ in range(50):
        offered = repairs(network)
        if not offered:
            return
        network = offered[0].apply(network)
    raise AssertionError(offered)


@needs_data
def test_merging_parallel_edges_gives_the_published_number() -> None:
    network = gexf.read(DATA / "eurosis.gexf")
    mended = repaired(network, ["merge parallel edges"])
    assert (len(network.edges), len(mended.edges)) == (7524, 6462)
    assert sum(each.weight for each in mended.edges) == sum(each.weight for each in network.edges)


@needs_data
def test_real_labels_that_are_addresses_become_prefixes() -> None:
    mended = repaired(gexf.read(DATA / "rio20.gexf"), ["drop self-loops", "prefixes from label"])
    assert (sum(bool(each.prefixes) for each in mended.nodes), len(mended.edges)) == (366, 1096)
