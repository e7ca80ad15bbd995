"""JSON objects one by one: out of lines, arrays and lone objects, whole or not."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import SourceError
from diatrace.source import objects, reading


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data.json"


def values(path: Path, data: str | bytes, shape: str, **how: str) -> list[Any]:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return [value for _where, _raw, value, _reason in objects.items(path, shape, **how)]


@pytest.mark.parametrize(
    ("head", "shape"),
    [(b'{"a": 1}\n{"a": 2}\n', "lines"), (b'{"a": 1}', "lines"), (b'\xef\xbb\xbf {"a": 1}\n', "lines"),
     (b'{"a": "cut he', "lines"), (b'[{"a": 1}]', "array"), (b"[\n  {", "array"), (b"[]", "array"),
     (b'{\n "a": 1\n}', "object"), (b"{}", "lines"), (b"[1, 2]", ""), (b"id,text\n", ""), (b"", ""),
     (b'["a"]', ""), (b"[[[[", ""), (b"{broken}\n", "")],
)  # fmt: skip
def test_the_shape_of_a_file(head: bytes, shape: str) -> None:
    assert objects.shape_of(head) == shape


def test_lines_with_their_bytes(path: Path) -> None:
    path.write_bytes(b'\xef\xbb\xbf{"a":1}\r\n\n not json \n{"a":2}')
    assert list(objects.items(path, "lines")) == [
        (1, b'{"a":1}', {"a": 1}, ""),
        (3, b" not json ", None, "not JSON: Expecting value: line 1 column 2 (char 1)"),
        (4, b'{"a":2}', {"a": 2}, ""),
    ]


@pytest.mark.parametrize(
    ("raw", "value"),
    [(b'{"a": "cut \\ud83d"}', {"a": "cut \ufffd"}), (b'{"a": NaN}', {"a": "nan"}),
     (b'{"a": "tab\there"}', {"a": "tab\there"}),
     ('{"a": "été"}'.encode("cp1252"), {"a": "été"}), (b'{"a": "\\ud83c\\udfe0"}', {"a": "🏠"}),
     (b'[{"\\ud83d": ["\\udfe0"]}]', [{"\ufffd": ["\ufffd"]}])],
)  # fmt: skip
def test_what_strict_json_refuses_is_mended(raw: bytes, value: Any) -> None:
    found = objects.value_of(raw)
    assert (json.loads(json.dumps(found).replace("NaN", '"nan"'))) == value


@pytest.mark.parametrize(
    "raw", [b"[" * 10_000, b'{"a":' * 10_000 + b"1" + b"}" * 10_000, b"", b"{", b"\x00", b"nul"]
)
def test_what_is_no_json_is_told(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"not JSON|too deeply"):
        objects.value_of(raw)


def test_a_line_too_long_is_kept_cut(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 100)
    path.write_bytes(b'{"a":"' + b"x" * 500 + b'"}\n{"a":1}\n')
    found = list(objects.items(path, "lines"))
    assert found[0] == (1, b'{"a":"' + b"x" * 94, None, "a line too long to be a record")
    assert found[1] == (2, b'{"a":1}', {"a": 1}, "")


def test_an_array_keeps_the_bytes_of_its_items(path: Path) -> None:
    path.write_text('[ {"a": "}]\\"{[", "b": [1, {"c": 2}]} ,\n{"a":\n2}, 5, "x", [1]]')
    assert list(objects.items(path, "array")) == [
        (1, b'{"a": "}]\\"{[", "b": [1, {"c": 2}]}', {"a": '}]"{[', "b": [1, {"c": 2}]}, ""),
        (2, b'{"a":\n2}', {"a": 2}, ""),
        (3, b"[1]", [1], ""),
    ]


def test_an_array_cut_short_gives_what_is_whole(path: Path) -> None:
    path.write_text('[{"a": 1}, {"a": 2}, {"a": "cut sho')
    found = list(objects.items(path, "array"))
    assert [each[2] for each in found] == [{"a": 1}, {"a": 2}, None]
    assert found[2] == (3, b'{"a": "cut sho', None, "the file ends inside a record")


def test_a_broken_item_costs_itself(path: Path) -> None:
    found = values(path, '[{"a": 1}, {"a" 2}, {"a": 3}]', "array")
    assert found == [{"a": 1}, None, {"a": 3}]


def test_an_endless_item_is_not_held(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 1000)
    monkeypatch.setattr(objects, "_CHUNK", 700)
    item = '{"a": "' + "x\\\\" * 5000 + '"}'
    path.write_text(f'[{{"a": 1}}, {item}, {{"a": 2}}]')
    found = list(objects.items(path, "array"))
    assert [each[2] for each in found] == [{"a": 1}, None, {"a": 2}]
    assert found[1][3] == "an item too long to be a record"
    assert len(found[1][1]) < 5000


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text('ab{}[]"\\é🏠', max_size=4), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.lists(st.dictionaries(st.text(max_size=3), JSON, max_size=4), max_size=8),
    st.integers(1, 40),
    st.booleans(),
)
def test_arrays_may_be_cut_anywhere(
    tmp_path_factory: pytest.TempPathFactory, given_: list[dict[str, Any]], size: int, ascii_: bool
) -> None:
    path = tmp_path_factory.mktemp("array") / "a.json"
    path.write_text(
        json.dumps(given_, ensure_ascii=ascii_, indent=size % 3 or None), encoding="utf-8", errors="replace"
    )
    whole, objects._CHUNK = objects._CHUNK, size  # type: ignore[misc]
    try:
        found = [value for _where, _raw, value, _reason in objects.items(path, "array")]
    finally:
        objects._CHUNK = whole  # type: ignore[misc]
    assert found == json.loads(path.read_text("utf-8"))


def test_other_encodings_and_packed_files(path: Path) -> None:
    text = '[{"a": "été"}, {"a": "سكن"}]'
    assert values(path, text.encode("utf-16"), "array", encoding="utf-16") == [{"a": "été"}, {"a": "سكن"}]
    lines = '{"a": "été"}\n{"a": "سكن"}\n'
    assert values(path, lines.encode("utf-16-le"), "lines", encoding="utf-16-le") == [
        {"a": "été"},
        {"a": "سكن"},
    ]
    assert values(path, gzip.compress(lines.encode()), "lines") == [{"a": "été"}, {"a": "سكن"}]
    cut = gzip.compress(b'{"a": 1}\n' + bytes(range(256)) * 40)[:-20]
    assert values(path, cut, "lines")[0] == {"a": 1}


def test_a_list_within_a_lone_object(path: Path) -> None:
    path.write_text(
        json.dumps({"about": {}, "few": [{"a": 0}], "posts": [{"a": 1}, {"a": 2}], "names": ["x"] * 9})
    )
    assert objects.list_within(path) == "posts"
    assert values(path, path.read_text(), "object", key="posts") == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a": ["x"]}', "[1]"])
def test_a_lone_object_without_records_is_refused(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(SourceError, match="no list of records"):
        objects.list_within(path)
