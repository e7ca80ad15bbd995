from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange import formats, raw
from diatrace.actor.exchange.network import Edge, Network, Node
from diatrace.errors import DiatraceError, SourceError, UnknownName
from tests.actor.exchange.networks import DATA, needs_data

NETWORK = Network((Node("1", "a", ("s:http|h:org|h:a|",)), Node("2", "b")), (Edge("1", "2"),))
EXAMPLES = {
    "gexf": b"<gexf><graph/></gexf>",
    "graphml": b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a comment -->\n<graphml/>",
    "gdf": b"nodedef>name\na\n",
    "pajek": b"% made by hand\n*Vertices 1\n",
    "graph": b'{"nodes": [], "edges": []}',
    "hyphe": b'{"exportTimestamp": 1, "webentities": []}',
    "sites": b'"ID","NAME","PREFIXES AS URL"\n"1","A","http://a.org"\n',
    "links": b"source,target\na,b\n",
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_format_is_told_from_its_bytes_with_the_reason(name: str) -> None:
    guesses = formats.sniff(EXAMPLES[name])
    assert guesses[0].format == name
    assert guesses[0].why
    assert isinstance(formats.read(EXAMPLES[name]), Network)


def test_text_in_utf_16_is_told_too() -> None:
    assert formats.sniff(EXAMPLES["links"].decode().encode("utf-16"))[0].format == "links"


@pytest.mark.parametrize(
    "data", [b"", b"A text of a few words, as any other.\n", b"\x00\x01\x02", b"<html></html>", b"[1, 2]"]
)
def test_what_is_like_no_network_is_refused_with_the_formats_that_are(data: bytes) -> None:
    assert formats.sniff(data) == []
    with pytest.raises(SourceError, match="like no network") as caught:
        formats.read(data)
    assert "graphml" in caught.value.hint


@pytest.mark.parametrize("name", [name for name, each in formats.FORMATS.items() if each.write])
def test_every_format_that_is_written_is_deterministic_and_can_be_read(name: str) -> None:
    written = formats.write(NETWORK, name)
    assert written == formats.write(NETWORK, name)
    found = formats.read(written.data)
    assert [each.label for each in found.nodes] == ["a", "b"]


def test_formats_are_read_and_written_by_name_only_where_they_are() -> None:
    for act in (
        lambda: formats.read(b"", "klingon"),
        lambda: formats.write(NETWORK, "links"),
        lambda: formats.read(b"", "hyphe-json"),
    ):
        with pytest.raises(UnknownName) as caught:
            act()
        assert "gexf" in caught.value.hint


def test_a_format_that_is_named_is_used() -> None:
    with pytest.raises(SourceError, match="no element graphml"):
        formats.read(EXAMPLES["gexf"], "graphml")


def test_a_mapping_reaches_the_table_of_links() -> None:
    network = formats.read(b"a,b,c,d\n1,2,3,4\n", "links", {"source": "b", "target": "d"})
    assert [(each.source, each.target) for each in network.edges] == [("2", "4")]


def test_folders_are_told_apart(tmp_path: Path) -> None:
    assert formats.sniff(tmp_path) == []
    dated = tmp_path / "2022"
    dated.mkdir()
    for name, held in (("webentities", "[]"), ("links", "[]")):
        (dated / f"{name}.json").write_text(held, "utf-8")
    assert [formats.sniff(each)[0].format for each in (dated, tmp_path)] == ["hyphe-backup", "hyphe-backup"]
    assert formats.read(tmp_path).nodes == ()
    (tmp_path / "jobs.csv").write_text("id\n", "utf-8")
    assert formats.sniff(tmp_path)[0].format == "minet"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    for name in ("", "gexf"):
        with pytest.raises(SourceError):
            formats.read(tmp_path / "gone.gexf", name)


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "LIMIT", 10)
    path = tmp_path / "n.gexf"
    path.write_bytes(EXAMPLES["gexf"])
    with pytest.raises(SourceError, match="larger than"):
        formats.read(path)


@given(
    st.binary(max_size=300), st.sampled_from([name for name, each in formats.FORMATS.items() if each.sniff])
)
def test_any_bytes_are_read_or_refused_in_any_format(data: bytes, name: str) -> None:
    start = EXAMPLES.get(name, b"")[: max(0, len(data) - 10)]
    for each in (data, start + data):
        try:
            formats.read(each, name)
        except DiatraceError as error:
            assert error.what


@needs_data
def test_the_real_networks_are_told_apart() -> None:
    assert {path.suffix: formats.sniff(path)[0].format for path in DATA.iterdir()} == {
        ".gexf": "gexf",
        ".json": "graph",
    }
