from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from diatrace.actor.exchange import delimited, sites
from diatrace.actor.exchange.network import Network, Node
from diatrace.errors import SourceError
from tests.actor.exchange.networks import networks

COMPACT = (
    '"ID","NAME","PREFIXES AS URL","INDEGREE","TOTAL KNOWN PAGES","CRAWLED PAGES","STATUS","LAST MODIFICATION DATE",'
    '"country (TAGS)","type (TAGS)"\n'
    '"7","Bladi.net","http://bladi.net/ https://www.bladi.net/","12","340","20","IN","2022-11-16T09:25:31.481Z",'
    '"France|Maroc","forum"\n'
    '"8","Le ""mag""","https://twitter.com/lemag","0","1","0","UNDECIDED","2022-11-16T09:25:31.000Z","",""'
)


def undrawn(network: Network) -> list[Node]:
    return [replace(each, x=None, y=None, size=None, color="") for each in network.nodes]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_compact_table_of_hyphe(mark: str) -> None:
    rows = delimited.split(COMPACT, ",")
    network = sites.read(delimited.write(rows, mark=mark))
    first, second = network.nodes
    assert (first.key, first.label, first.status, second.label, second.status) == (
        "7",
        "Bladi.net",
        "in",
        'Le "mag"',
        "unsure",
    )
    assert first.prefixes == ("s:http|h:net|h:bladi|", "s:https|h:net|h:bladi|h:www|")
    assert second.prefixes == ("s:https|h:com|h:twitter|p:lemag|",)
    assert (first.fields, second.fields) == ({"country": ("France", "Maroc"), "type": ("forum",)}, {})
    assert first.measures == {
        "indegree": 12,
        "pages_total": 340,
        "pages_crawled": 20,
        "last_modification_date": 1668590731481,
    }
    assert network.fields == ("country", "type")


def test_prefixes_as_lrus_go_before_those_as_addresses() -> None:
    network = sites.read(
        b'"ID","PREFIXES AS URL","PREFIXES AS LRU"\n"1","http://x.org","s:https|h:org|h:a|s:http|h:org|h:a|"\n'
    )
    assert network.nodes[0].prefixes == ("s:https|h:org|h:a|", "s:http|h:org|h:a|")


def test_a_dump_of_minet() -> None:
    network = sites.read(
        b"id,name,status,pages,homepage,prefixes,degree,undirected_degree,indegree,outdegree\n"
        b"1,A,OUT,5,http://a.org/,s:http|h:org|h:a| s:http|h:org|h:a|h:www|,3,2,1,2\n"
    )
    node = network.nodes[0]
    assert (node.status, node.home, len(node.prefixes)) == ("out", "http://a.org/", 2)
    assert node.measures == {
        "pages_total": 5,
        "degree": 3,
        "undirected_degree": 2,
        "indegree": 1,
        "outdegree": 2,
    }


def test_a_table_a_person_made() -> None:
    network = sites.read(
        b"Nom;URL;pays;ouvert;code\nBladi;http://bladi.net;France;2002;01\nYabi;;Maroc;2001;02\n"
    )
    assert [(each.key, each.label) for each in network.nodes] == [("row 2", "Bladi"), ("row 3", "Yabi")]
    assert [dict(each.fields) for each in network.nodes] == [
        {"URL": ("http://bladi.net",), "pays": ("France",), "code": ("01",)},
        {"pays": ("Maroc",), "code": ("02",)},
    ]
    assert [each.measures for each in network.nodes] == [{"ouvert": 2002}, {"ouvert": 2001}]
    assert "prefixes from URL" in [each.repair for each in network.faults]


def test_prefixes_that_are_no_addresses_are_kept_as_text_and_reported() -> None:
    network = sites.read(b"id,name,prefixes\n1,A,http://a.org ftp://b.org\n")
    node = network.nodes[0]
    assert (node.prefixes, node.fields) == (("s:http|h:org|h:a|",), {"prefixes": ("ftp://b.org",)})
    assert network.faults[0].what == "a prefix is no address, kept as text"


def test_rows_of_another_length_are_reported() -> None:
    network = sites.read(b"id,name,prefixes\n1,A\n2,B,http://b.org,x\n")
    assert [each.key for each in network.nodes] == ["1", "2"]
    assert network.faults[0].where == "row 2, row 3"


@pytest.mark.parametrize("data", [b"", b"a,b\n1,2\n", b"id\n1\n"])
def test_what_names_no_sites_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="names no columns"):
        sites.read(data)


@given(networks())
def test_a_table_written_here_comes_back_but_for_numbers_in_words(network: Network) -> None:
    words = replace(
        network,
        nodes=tuple(
            replace(
                each,
                fields={name: tuple(f"v{value}" for value in held) for name, held in each.fields.items()},
            )
            for each in network.nodes
        ),
    )
    found = sites.read(sites.write(words).data)
    assert list(found.nodes) == undrawn(words)
    assert found.fields == network.fields


def test_no_cell_is_run_as_a_formula() -> None:
    network = Network(
        (Node("=1+1", "@SUM(A1)", fields={"+f": ("-1+cmd",)}, measures={"n": -5}),), fields=("+f",)
    )
    data = sites.write(network).data.decode()
    assert data == (
        '"key","name","status","prefixes","home_page","start_pages","\'+f","n"\r\n'
        '"\'=1+1","\'@SUM(A1)","","","","","\'-1+cmd","-5"\r\n'
    )
    assert sites.read(data.encode()).nodes == network.nodes


def test_a_mark_for_spreadsheets_is_read_again() -> None:
    network = Network((Node("a", "é"),))
    data = sites.write(network, bom=True).data
    assert data.startswith(b"\xef\xbb\xbf")
    assert sites.read(data) == network


def test_moments_come_back_and_nonsense_is_none() -> None:
    assert sites.milliseconds(sites.moment(1668590731481)) == 1668590731481
    assert (sites.milliseconds("yesterday"), sites.moment(1e30)) == (None, "")
