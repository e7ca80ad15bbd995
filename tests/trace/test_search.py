"""Full-text search: complete at once, made anew where damaged, deaf to accents and Arabic spelling."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.errors import StoreFull, StudyLocked
from diatrace.store.folder import Folder
from diatrace.trace import search as module
from diatrace.trace.search import FILE, search
from tests import invented

TEXTS = {
    "hiver": "Un toit pour l’hiver, sans frais",
    "arabic": "غرفة للإيجار لمدة شهر",
    "room": "A room, a room, a room to let",
    "long": "We looked for a long time and found, at last, somebody who knew somebody with a room",
    "pool": "Opening hours of the pool",
    "emoji": "we offer a sofa 🛋️",
}


@pytest.fixture
def held(folder: Folder) -> dict[str, str]:
    """Hold the texts; return their identifiers by name."""
    invented.add_source(folder)
    rows = {name: invented.row(text, title="Rooms" if name == "pool" else "") for name, text in TEXTS.items()}
    invented.hold(folder, list(rows.values()))
    return {name: row["id"] for name, row in rows.items()}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("hiver", {"hiver"}),
        ("HIVÉR", {"hiver"}),
        ("غرفه", {"arabic"}),
        ("room", {"room", "long"}),
        ("rooms", {"pool"}),
        ("room*", {"room", "long", "pool"}),
        ("room -time", {"room"}),
        ('"long time"', {"long"}),
        ('"time long"', set()),
        ("hiver OR pool", {"hiver", "pool"}),
        ("room sofa", set()),
        ("🛋", {"emoji"}),
        ("", set()),
        ("   ", set()),
        ("-room", set()),
        ('"', set()),
        ("zebra", set()),
    ],
)
def test_what_is_asked_for_is_found(
    folder: Folder, held: dict[str, str], words: str, names: set[str]
) -> None:
    total, found = search(folder, words)
    assert total == len(found) == len(names)
    assert set(found) == {held[name] for name in names}


def test_the_best_come_first_and_pages_follow_each_other(folder: Folder, held: dict[str, str]) -> None:
    total, found = search(folder, "room")
    assert (total, found) == (2, [held["room"], held["long"]])
    assert search(folder, "room", limit=1) == (2, found[:1])
    assert search(folder, "room", limit=1, offset=1) == (2, found[1:])
    assert search(folder, "room", offset=9) == (2, [])


def test_what_came_since_is_found_at_once_and_a_revision_as_it_is_now(
    folder: Folder, held: dict[str, str]
) -> None:
    assert search(folder, "sauna")[0] == 0
    invented.hold(folder, [invented.row("A sauna", id=held["pool"])], revised=1)
    invented.hold(folder, [invented.row("Another sauna")])
    total, found = search(folder, "sauna")
    assert (total, held["pool"] in found) == (2, True)
    assert search(folder, "opening") == (0, [])


@pytest.mark.parametrize("damage", [b"", b"nonsense " * 500, b"SQLite format 3\0" + b"\xff" * 4000])
def test_an_index_that_is_damaged_is_made_anew(folder: Folder, held: dict[str, str], damage: bytes) -> None:
    assert search(folder, "hiver")[0] == 1
    for beside in (folder.path / FILE).parent.glob("search.sqlite*"):
        beside.unlink()
    (folder.path / FILE).write_bytes(damage)
    assert search(folder, "hiver") == (1, [held["hiver"]])


def test_an_index_of_another_making_is_made_anew(folder: Folder, held: dict[str, str]) -> None:
    (folder.path / FILE).parent.mkdir()
    with sqlite3.connect(folder.path / FILE) as foreign:
        foreign.execute("CREATE TABLE item (something TEXT)")
    foreign.close()
    assert search(folder, "hiver") == (1, [held["hiver"]])


def test_an_index_half_made_is_completed(
    folder: Folder, held: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, "fold", fail)
        with pytest.raises(KeyboardInterrupt):
            search(folder, "hiver")
    assert search(folder, "hiver") == (1, [held["hiver"]])


@pytest.mark.parametrize(
    ("said", "expected"), [("database or disk is full", StoreFull), ("database is locked", StudyLocked)]
)
def test_an_index_that_cannot_be_written_is_not_thrown_away(
    folder: Folder,
    held: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    expected: type[Exception],
) -> None:
    search(folder, "hiver")
    before = (folder.path / FILE).read_bytes()

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError(said)

    monkeypatch.setattr(module, "_update", fail)
    with pytest.raises(expected):
        search(folder, "hiver")
    assert (folder.path / FILE).read_bytes() == before


def test_many_may_search_at_once_though_nothing_is_indexed_yet(folder: Folder, held: dict[str, str]) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: search(folder, "room"), range(12)))
    assert found == [(2, [held["room"], held["long"]])] * 12


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.text(st.characters(), max_size=30)
    | st.text("\"*-()^{}:+|.,\0 NEARANDORNOTroom\\'غرفة", max_size=30)
)
def test_whatever_is_asked_is_answered(folder: Folder, held: dict[str, str], words: str) -> None:
    total, found = search(folder, words)
    assert total == len(found) <= len(held)


def test_every_word_of_a_text_finds_it(folder: Folder, held: dict[str, str]) -> None:
    for name, text in TEXTS.items():
        for word in text.replace("’", " ").replace(",", " ").split():
            assert held[name] in search(folder, word)[1], word
