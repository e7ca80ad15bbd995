"""Private conversations are closed unless somebody says otherwise; everything else is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from diatrace.errors import Misuse
from diatrace.source import intake
from diatrace.store.folder import Folder
from diatrace.study.sources import Sources


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    file = tmp_path / "WhatsApp Chat with Salma.txt"
    file.write_text(
        "[12/05/2024, 09:13:05] Salma: a room is free\n[13/05/2024, 09:14:00] Nour: where?\n", "utf-8"
    )
    return file


def test_a_chat_comes_in_closed_and_without_the_name_of_its_file(folder: Folder, chat: Path) -> None:
    assert intake.preview(folder, chat)["venue"] == "closed"
    intake.take_in(folder, chat)
    source = Sources(folder).list()[0]
    assert source["venue"] == "closed"
    assert "Salma" not in source["name"]


def test_a_list_of_links_comes_in_open(folder: Folder, tmp_path: Path) -> None:
    links = tmp_path / "links.txt"
    links.write_text("https://homes.example/a\nhttps://homes.example/b\n", "utf-8")
    assert intake.preview(folder, links)["venue"] == "open"
    intake.take_in(folder, links)
    assert Sources(folder).list()[0]["venue"] == "open"


def test_what_a_person_says_of_the_venue_counts(folder: Folder, chat: Path) -> None:
    intake.take_in(folder, chat, venue="consented")
    assert Sources(folder).list()[0]["venue"] == "consented"


def test_an_unknown_venue_is_refused(folder: Folder, chat: Path) -> None:
    with pytest.raises(Misuse, match="venue"):
        intake.take_in(folder, chat, venue="half-open")
