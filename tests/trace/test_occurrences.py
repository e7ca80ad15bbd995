"""Links of a page come through the door with what stands around them, and without anybody's number."""

from __future__ import annotations

from datetime import datetime

from diatrace.model import Link, Moment, Record
from diatrace.store.folder import Folder
from diatrace.trace.door import Door
from diatrace.trace.known import Known


def admitted(folder: Folder, record: Record) -> list[dict[str, object]]:
    door = Door(folder.key(), Known(), source=1, imported_at=datetime(2026, 11, 1), languages=("fr",))  # noqa: DTZ001
    rows: list[dict[str, object]] = door.admit([record]).tables()[1].to_pylist()
    return rows


def test_each_occurrence_is_a_tie_with_its_evidence(folder: Folder) -> None:
    edited = Moment(datetime(2024, 5, 1), "day", "UTC", "published")  # noqa: DTZ001
    links = (
        Link("https://b.example/", "rooms", "Find rooms here.", "content", "nofollow"),
        Link("https://b.example/", "B", "", "boilerplate"),
        Link("https://a.example/fr", kind="alternate", place="head", rel="alternate"),
    )
    rows = admitted(
        folder, Record("t", kind="page", url="https://a.example", edited=edited, occurrences=links)
    )
    assert [(row["kind"], row["target"], row["anchor"], row["place"], row["rel"]) for row in rows] == [
        ("link", "https://b.example/", "rooms", "content", "nofollow"),
        ("link", "https://b.example/", "B", "boilerplate", ""),
        ("alternate", "https://a.example/fr", "", "head", "alternate"),
    ]
    assert rows[0]["context"] == "Find rooms here."
    assert {row["at"] for row in rows} == {edited.at}
    assert [row["count"] for row in rows] == [1, 1, 1]


def test_a_list_may_count_its_links(folder: Folder) -> None:
    links = (Link("https://b.example/", count=12), Link("https://c.example/"))
    rows = admitted(folder, Record("t", kind="site", url="https://a.example", occurrences=links))
    assert [(row["target"], row["count"]) for row in rows] == [
        ("https://b.example/", 12),
        ("https://c.example/", 1),
    ]


def test_a_number_beside_a_link_is_not_kept(folder: Folder) -> None:
    link = Link(
        "https://b.example/?tel=+33612345678", "+33 6 12 34 56 78", "Write to nour@mail.example or call"
    )
    row = admitted(folder, Record("t", kind="page", url="https://a.example", occurrences=(link,)))[0]
    assert "612345678" not in str(row).replace(" ", "")
    assert (row["anchor"], row["context"]) == ("[phone]", "Write to [email] or call")


def test_what_a_list_says_of_a_site_brings_no_links(folder: Folder) -> None:
    said = Record("Formerly at https://old.example/ by @nour", kind="site", url="https://a.example")
    assert admitted(folder, said) == []
