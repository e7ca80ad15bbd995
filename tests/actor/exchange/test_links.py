from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import links
from diatrace.actor.exchange.network import Edge
from diatrace.errors import AnswerNeeded, Misuse, SourceError


@pytest.mark.parametrize(
    "header",
    [
        "source,target,weight,date",
        "src,dest,count,crawl_date",
        "De,Vers,Poids,Date",
        "origen,destino,peso,fecha",
        "المصدر,الهدف,الوزن,التاريخ",
    ],
)
def test_columns_are_known_by_their_names_in_many_languages(header: str) -> None:
    network = links.read(f"{header}\na,b,2,2020-01-01\nb,a,1,\n".encode())
    assert network.edges == (Edge("a", "b", 2, at="2020-01-01"), Edge("b", "a"))
    assert [each.key for each in network.nodes] == ["a", "b"]


@pytest.mark.parametrize("data", [b"a b\nb c\n", b"a\tb\nb\tc\n", b"a;b\nb;c\n", b"# list\na b\n\nb c\n"])
def test_lists_of_pairs_need_no_header(data: bytes) -> None:
    assert links.read(data).edges == (Edge("a", "b"), Edge("b", "c"))


def test_a_third_column_of_numbers_is_the_weight() -> None:
    assert links.read(b"1 2 0.5\n2 3 2\n").edges == (Edge("1", "2", 0.5), Edge("2", "3", 2))


def test_a_first_row_unlike_the_others_names_the_columns() -> None:
    plan = links.propose(b"ref,cit\nhttp://a.org,http://b.org\nhttp://b.org,http://c.org\n")
    assert (plan.named, plan.header, plan.columns) == (
        True,
        ("ref", "cit"),
        {"source": "ref", "target": "cit"},
    )


def test_what_a_person_says_goes_before_what_is_proposed() -> None:
    data = b"source,target,n\na,b,7\n"
    swapped = links.read(data, {"source": "target", "target": "source", "weight": ""})
    assert swapped.edges == (Edge("b", "a", attributes={"n": 7}),)


@pytest.mark.parametrize(
    ("data", "field"), [(b"source,b,c,d\n1,2,3,4\n", "target"), (b"a,b,c,d\n1,2,3,4\n", "source")]
)
def test_columns_that_are_not_known_are_asked_for(data: bytes, field: str) -> None:
    with pytest.raises(AnswerNeeded) as caught:
        links.read(data)
    assert (caught.value.param, len(caught.value.choices)) == (f"map.{field}", 4)


@pytest.mark.parametrize("mapping", [{"source": "nowhere"}, {"soure": "a"}])
def test_a_mapping_that_cannot_be_is_refused(mapping: dict[str, str]) -> None:
    with pytest.raises(Misuse):
        links.read(b"source,target\na,b\n", mapping)


def test_other_columns_become_attributes_and_types_tell_directions() -> None:
    network = links.read(b"Source,Target,Type,anchor,rank\na,b,Undirected,see,1\nb,a,Directed,,2\n")
    assert network.edges == (
        Edge("a", "b", attributes={"anchor": "see", "rank": 1}, both=True),
        Edge("b", "a", attributes={"rank": 2}),
    )


def test_rows_that_repeat_a_pair_stay_and_are_reported() -> None:
    network = links.read(b"source,target\na,b\na,b\n,b\n")
    assert len(network.edges) == 2
    assert [(each.where, each.repair) for each in network.faults] == [
        ("row 4", ""),
        ("edge a → b", "merge parallel edges"),
    ]


def test_weights_that_are_no_numbers_are_reported() -> None:
    network = links.read(b"source,target,weight\na,b,many\n")
    assert network.edges == (Edge("a", "b"),)
    assert network.faults[0].what == "a weight is no number, taken for 1"


def test_a_file_without_rows_is_refused() -> None:
    with pytest.raises(SourceError, match="no rows"):
        links.read(b"\n\n")


CELLS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1).filter(
    lambda text: text.strip() and '"' not in text
)


@given(st.lists(st.tuples(CELLS, CELLS), min_size=1))
def test_every_row_is_an_edge(pairs: list[tuple[str, str]]) -> None:
    data = "source\ttarget\n" + "".join(f'"{one}"\t"{two}"\n' for one, two in pairs)
    assert [(each.source, each.target) for each in links.read(data.encode()).edges] == pairs
