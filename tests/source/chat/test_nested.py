"""Lists cut out of JSON in pieces of any size, in any state."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source import reading
from diatrace.source.chat.nested import Part, chunks_of, frame, parts

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=10)
    | st.sampled_from(['"', "\\", '"messages":[{', "]}", "é😀"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "text", "messages", "}"]), inner, max_size=3)
    ),
    max_leaves=8,
)
ITEMS = st.lists(st.dictionaries(st.text(max_size=4), JSON, max_size=3), max_size=5)


def cut(data: bytes, size: int = 1 << 20) -> list[Part]:
    return list(parts([data[at : at + size] for at in range(0, len(data), size)], "messages"))


def items(found: list[Part]) -> list[Any]:
    return [json.loads(part.raw) for part in found if part.kind == "item"]


@given(
    items_in=ITEMS, size=st.integers(1, 70), indent=st.none() | st.integers(0, 2), ascii_only=st.booleans()
)
def test_items_are_cut_out_whatever_the_size_of_pieces(
    items_in: list[dict[str, Any]], size: int, indent: int | None, ascii_only: bool
) -> None:
    whole = {"name": "x", "messages": items_in, "title": "y"}
    data = json.dumps(whole, indent=indent, ensure_ascii=ascii_only).encode(errors="replace")
    found = cut(data, size)
    assert found == cut(data)
    assert items(found) == json.loads(data)["messages"]
    assert [part.kind for part in found][:: max(1, len(found) - 1)] == ["head", "tail"]
    assert json.loads(frame(found[0].raw, found[-1].raw)) == {"name": "x", "title": "y"}


@given(st.lists(ITEMS, max_size=4))
def test_every_chat_of_an_account_is_found(chats: list[list[dict[str, Any]]]) -> None:
    account = {
        "about": "z",
        "chats": {"list": [{"id": at, "messages": each} for at, each in enumerate(chats)]},
    }
    found = cut(json.dumps(account).encode(), 50)
    assert [json.loads(frame(part.raw))["id"] for part in found if part.kind == "head"] == list(
        range(len(chats))
    )
    assert items(found) == [each for chat in chats for each in chat]


@given(ITEMS.filter(bool), st.data())
def test_a_file_cut_short_gives_all_that_is_whole(
    items_in: list[dict[str, Any]], data: st.DataObject
) -> None:
    whole = json.dumps({"messages": items_in}).encode()
    end = data.draw(st.integers(0, len(whole)))
    found = [part for part in cut(whole[:end], 40) if part.kind == "item" and part.whole]
    assert items(found) == items_in[: len(found)]


def test_a_list_that_is_the_whole_file_is_cut_too() -> None:
    found = cut(b' [{"a": 1}, {"a": [2]}] ')
    assert [(part.kind, part.key) for part in found] == [("head", ""), ("item", ""), ("item", "")]


def test_what_is_no_object_is_not_lost() -> None:
    assert [part.raw for part in cut(b'{"messages": [1, {"a": 2}, "x", null]}') if part.kind == "item"] == [
        b"1",
        b'{"a": 2}',
        b'"x", null',
    ]


def test_a_tail_is_that_of_the_object_with_the_list() -> None:
    data = b'{"messages": [{}], "other": {"deep": {}}, "title": "t"}'
    assert json.loads(frame(cut(data)[0].raw, cut(data)[-1].raw)) == {"other": {"deep": {}}, "title": "t"}


@pytest.mark.parametrize(
    "item", [b'{"t": "' + b"x" * 90_000 + b'"}', b'{"t": [' + b'"x",{},' * 15_000 + b"1]}"]
)
def test_an_endless_item_is_cut_and_the_next_one_read(monkeypatch: pytest.MonkeyPatch, item: bytes) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 20_000)
    found = [part for part in cut(b'{"messages": [' + item + b', {"a": 1}]}', 1000) if part.kind == "item"]
    assert [part.whole for part in found] == [False, True]
    assert len(found[0].raw) < 25_000
    assert json.loads(found[1].raw) == {"a": 1}


@given(st.binary(max_size=200) | st.text('[]{}":,\\ a', max_size=60).map(str.encode), st.integers(1, 30))
def test_any_bytes_are_cut_somehow(data: bytes, size: int) -> None:
    assert all(part.raw is not None for part in cut(data, size))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_chunks_are_utf_8_without_a_mark(encoding: str) -> None:
    text = '{"messages": [{"text": "é😀"}]}'
    assert b"".join(chunks_of(io.BytesIO(text.encode(encoding)))) == text.encode()
