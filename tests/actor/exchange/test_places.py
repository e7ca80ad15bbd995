"""Every node is somewhere: under its prefixes, at its home, where it is called by, or nowhere, and always the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange.network import Network, Node
from diatrace.actor.exchange.places import Place, places, stands_nowhere
from diatrace.actor.lru import lru_of
from diatrace.actor.prefix import canonical

TOWN = "s:https|h:example|h:town|"


def placed(*nodes: Node, pages: bool = False) -> list[Place]:
    return places(Network(nodes), "My network", pages=pages)[0]


@pytest.mark.parametrize(
    ("node", "address", "prefix"),
    [
        (Node("1", prefixes=(TOWN,)), "https://town.example/", TOWN),
        (Node("1", prefixes=(TOWN,), home="http://www.town.example/a"), "http://www.town.example/a", TOWN),
        (Node("1", prefixes=(TOWN,), home="https://help.example/"), "https://town.example/", TOWN),
        (Node("1", home="https://town.example/start"), "https://town.example/start", TOWN),
        (Node("1", "https://town.example/b?c=d"), "https://town.example/b?c=d", TOWN),
        (Node("www.town.example", "Town"), "http://www.town.example", TOWN),
        (Node("town.example", "Town"), "https://town.example", TOWN),
        (Node("1", "Town"), "https://my-network-1.invalid/", "s:https|h:invalid|h:my-network-1|"),
    ],
)
def test_a_node_is_where_the_file_says(node: Node, address: str, prefix: str) -> None:
    found = placed(node)[0]
    assert found.address == address
    assert canonical(found.prefixes[0]) == prefix
    assert found.made == stands_nowhere(address) == stands_nowhere(found.prefixes[0])


def test_a_site_is_as_its_rule_makes_it_unless_another_is_there() -> None:
    alone = placed(Node("1", home="https://town.example/a"))
    assert alone[0].prefixes == (TOWN,)
    both = placed(Node("1", home="https://town.example/a"), Node("2", home="https://town.example/b"))
    assert [each.prefixes for each in both] == [(f"{TOWN}p:a|",), (f"{TOWN}p:b|",)]


def test_of_pages_the_sites_follow_from_the_rules() -> None:
    found = placed(Node("https://town.example/a"), Node("https://town.example/b"), Node("c"), pages=True)
    assert [each.prefixes for each in found[:2]] == [(), ()]
    assert found[2].made
    assert found[2].prefixes


def test_what_was_understood_is_told() -> None:
    nodes = (
        Node("1", prefixes=("s:https|h:uk|h:co|", TOWN)),
        Node("2", "http://www.town.example"),
        Node("3", "Town"),
    )
    found, notes = places(Network(nodes), "n")
    assert found[0].prefixes == (TOWN,)
    assert [each.partition(" nodes ")[0] for each in notes] == ["1", "1", "1", "1"]
    assert "public suffixes" in notes[0]
    assert "leads nowhere" in notes[1]
    assert "label or key" in notes[2]
    assert "one site" in notes[3]


@given(st.lists(st.text(max_size=40), unique=True, max_size=12), st.text(max_size=30))
def test_nodes_without_an_address_have_one_each(keys: list[str], called: str) -> None:
    network = Network(tuple(Node(each, "no address") for each in keys))
    found = [each for each in places(network, called)[0] if each.made]
    lrus = [lru_of(each.address) for each in found]
    assert len(set(lrus)) == len(found)
    assert [each.address for each in places(network, called)[0] if each.made] == [
        each.address for each in found
    ]
