"""The study's key: outside the study, readable by its owner alone, one derived key a use, destroyed for good."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import KeyMissing
from diatrace.privacy import key
from diatrace.privacy.key import KEY_BYTES, Key

STUDY = "0123456789abcdef"


def test_a_key_is_made_once_and_read_back(keys: Path) -> None:
    made = key.create(STUDY)
    assert len(made.secret) == KEY_BYTES
    assert key.load(STUDY) == made
    assert key.path(STUDY) == keys / f"{STUDY}.key"
    with pytest.raises(FileExistsError):
        key.create(STUDY)  # never overwritten
    assert key.load(STUDY) == made
    assert key.create("another") != made


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_a_key_is_for_its_owner_alone(keys: Path) -> None:
    key.create(STUDY)
    assert key.path(STUDY).stat().st_mode & 0o777 == 0o600
    assert keys.stat().st_mode & 0o777 == 0o700


def test_keys_lie_in_the_users_data_folder_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DIATRACE_KEYS")
    assert key.folder().parts[-2:] == ("diatrace", "keys")


@given(st.binary(min_size=32, max_size=32), st.text(), st.text())
def test_each_use_has_a_key_of_its_own_that_is_always_the_same(
    secret: bytes, first: str, second: str
) -> None:
    made = Key(secret)
    assert made.derive(first) == Key(secret).derive(first)
    assert len(made.derive(first)) == KEY_BYTES
    assert (made.derive(first) == made.derive(second)) == (first == second)
    assert made.derive(first) != secret


def test_derived_keys_stay_what_they_are() -> None:
    """Pinned: with another derivation no pseudonym would be the same, and no sealed record would open."""
    assert Key(bytes(range(32))).derive("pseudonym").hex() == (
        "e96a99a97adac03a73178a3f9f5f51d928d484c3f16c05af7490fde466d76223"
    )


def test_a_key_that_is_not_here_tells_what_to_do() -> None:
    with pytest.raises(KeyMissing, match="not on this machine") as caught:
        key.load(STUDY)
    assert "copy the key file" in caught.value.hint
    assert STUDY in caught.value.where


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"key": 5}',
        b'{"key": "not base64!"}',
        b"\xff\xfe",
        json.dumps({"key": base64.b64encode(b"short").decode()}).encode(),
    ],
)
def test_a_damaged_key_is_told_from_a_missing_one(content: bytes) -> None:
    key.create(STUDY)
    key.path(STUDY).write_bytes(content)
    with pytest.raises(KeyMissing, match="damaged"):
        key.load(STUDY)


def test_a_destroyed_key_is_overwritten_and_gone(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = key.create(STUDY)
    file = key.path(STUDY)
    (keys / "hard link").hardlink_to(file)
    assert key.destroy(STUDY)
    assert not file.exists()
    left = (keys / "hard link").read_bytes()
    assert base64.b64encode(made.secret) not in left
    assert made.secret not in left
    assert not key.destroy(STUDY)
    with pytest.raises(KeyMissing):
        key.load(STUDY)
