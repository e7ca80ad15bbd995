"""Records of single objects, whatever is wrong with them."""

from __future__ import annotations

from typing import Any

import pytest

from diatrace.model import Record, Unreadable
from diatrace.source import reading
from diatrace.source.chat.making import made


def make(said: dict[str, Any]) -> Record | None:
    return Record(said["text"].strip()) if said.get("text") != "" else None


def test_a_record_has_its_bytes_and_place() -> None:
    found = made(b'{"text": " hi "}', 7, make)
    assert found == Record("hi", raw=b'{"text": " hi "}', where=7)


def test_an_object_may_be_no_record() -> None:
    assert made(b'{"text": ""}', 7, make) is None


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"5", "not a message"),
        (b"{", "not built like a message"),
        (b"{}", "not built like a message"),
        (b'{"text": 5}', "not built like a message"),
        (b'{"text": ' + b"[" * 9000 + b"]" * 9000 + b"}", "nested too deeply"),
    ],
)
def test_what_cannot_be_made_is_told(raw: bytes, reason: str) -> None:
    found = made(raw, 7, make)
    assert isinstance(found, Unreadable)
    assert reason in found.reason
    assert (found.where, found.raw) == (7, raw)


def test_what_is_not_whole_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 10)
    short, long = made(b"{", 1, make, whole=False), made(b"{" * 10, 2, make, whole=False)
    assert isinstance(short, Unreadable)
    assert isinstance(long, Unreadable)
    assert "ends inside" in short.reason
    assert "too long" in long.reason
