"""XML that is safe to read, and written the same every time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.coding.refi.tree import DEPTH, Node, Tree, writable, written
from diatrace.errors import SourceError

BOMB = (
    '<!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><Project name="&c;"/>'
)
OUTSIDE = (
    '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]><Project><Description>&x;</Description></Project>'
)


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, '<!DOCTYPE p SYSTEM "http://example.org/p.dtd"><Project/>'])
def test_document_types_are_refused(text: str) -> None:
    with pytest.raises(SourceError, match="document type"):
        Tree(text.encode(), "p.qde")


def test_deep_nesting_is_refused() -> None:
    assert Tree(b"<a>" * DEPTH + b"</a>" * DEPTH, "").root.tag == "a"
    with pytest.raises(SourceError, match="deeply"):
        Tree(b"<a>" * (DEPTH + 1) + b"</a>" * (DEPTH + 1), "")


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diatrace.coding.refi.tree.ELEMENTS", 100)
    assert len(Tree(b"<a>" + b"<b/>" * 99 + b"</a>", "").root.children) == 99
    with pytest.raises(SourceError, match="too many"):
        Tree(b"<a>" + b"<b/>" * 100 + b"</a>", "")


def test_text_around_elements_is_whole() -> None:
    root = Tree(b"<a>one<b>two</b>three<!-- x --><![CDATA[<four>]]></a>", "").root
    assert (root.text, root.told("b")) == ("onethree<four>", "two")


def test_a_long_text_is_read_whole() -> None:
    said = "line & line\n" * 200_000
    assert Tree(f"<a>{said.replace('&', '&amp;')}</a>".encode(), "").root.text == said


@pytest.mark.parametrize("text", ["<a>", "<a></b>", "<a x='1' x='2'/>", "", "<a>&unknown;</a>", "<a/><b/>"])
def test_what_is_not_sound_is_refused_with_its_line(text: str) -> None:
    with pytest.raises(SourceError, match="in line 1") as error:
        Tree(text.encode(), "p.qde")
    assert error.value.where == "p.qde"


def test_characters_that_are_forbidden_are_mended() -> None:
    tree = Tree(b"<a name='x&#x1;y'>one\x0ctwo&#11;three&#65;&#x1F600;\n</a>", "")
    assert (tree.root.get("name"), tree.root.text) == ("x\ufffdy", "one\ufffdtwo\ufffdthreeA😀\n")
    assert tree.mended == 3
    assert Tree("<a>\ufffd</a>".encode(), "").mended == 0


def test_texts_in_utf_16_are_read() -> None:
    assert Tree("<?xml version='1.0' encoding='utf-16'?><a>é😀</a>".encode("utf-16"), "").root.text == "é😀"


def test_namespaces_and_foreign_attributes() -> None:
    tree = Tree(b'<a xmlns="urn:x" xmlns:i="urn:y" i:schemaLocation="z" name="n"><i:b/></a>', "")
    assert (tree.namespace, tree.root.attributes) == ("urn:x", {"name": "n"})
    assert [each.tag for each in tree.root.children] == ["b"]


def test_instructions_before_the_root_are_kept() -> None:
    assert Tree(b"<?one two three?><a/>", "").instructions == {"one": "two three"}


WRITABLE = st.text().map(writable)


@given(WRITABLE, st.text().map(writable), st.lists(WRITABLE, max_size=3))
def test_what_is_written_is_read(name: str, text: str, more: list[str]) -> None:
    root = Node("a", {"name": name})
    root.children = [Node("b", text=text), *(Node("c", {"x": each}) for each in more)]
    tree = Tree(written(root, "urn:x", {"told": "so"}), "")
    assert (tree.namespace, tree.instructions) == ("urn:x", {"told": "so"})
    assert tree.root.attributes["name"] == name
    assert tree.root.told("b") == text
    assert [each.attributes["x"] for each in tree.root.all("c")] == more


@given(st.text())
def test_replaced_characters_keep_their_places(text: str) -> None:
    found = writable(text)
    assert len(found) == len(text)
    assert all(new in {old, "\ufffd"} for old, new in zip(text, found, strict=True))
    assert writable(found) == found
