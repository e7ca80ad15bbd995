"""What a chat is called, by the names that phones give to files."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from diatrace.errors import SourceError
from diatrace.source.chat.naming import UNNAMED, chat_file, is_chat_file, thread_of

NAMED = {
    "WhatsApp Chat with Zoé.txt": "Zoé",
    "WhatsApp Chat with Zoé (1).txt": "Zoé",
    "WhatsApp Chat with Zoé(12).txt": "Zoé",
    "WhatsApp Chat - Our flat 🏠.zip": "Our flat 🏠",
    "WhatsApp%20Chat%20with%20Zo%C3%A9.txt": "Zoé",
    "WhatsApp Chat mit Zoé.txt": "Zoé",
    "WhatsApp-chat met Zoé.txt": "Zoé",
    "Discussion WhatsApp avec Zoé.txt": "Zoé",
    "Discussion WhatsApp avec +33 6 12 34 56 78.txt": "+33 6 12 34 56 78",
    "Chat de WhatsApp con Zoé.txt": "Zoé",
    "Chat WhatsApp con Zoé.txt": "Zoé",
    "Conversa do WhatsApp com Zoé.txt": "Zoé",
    "Чат WhatsApp с контактом Zoé.txt": "Zoé",
    "Chat WhatsApp s\u00a0uživatelem Zoé.txt": "Zoé",
    "محادثة واتساب مع سلمى.txt": "سلمى",
    "Zoé ile WhatsApp Sohbeti.txt": "Zoé",
    "Zoé के साथ WhatsApp चैट.txt": "Zoé",
    "与Zoé的WhatsApp聊天.txt": "Zoé",
    "Zoé님과의 WhatsApp 대화.txt": "Zoé",
    "צ'אט WhatsApp עם Zoé.txt": "Zoé",
    "Chat WhatsApp dengan Zoé.txt": "Zoé",
}


@pytest.mark.parametrize("name", NAMED)
def test_files_tell_the_chat(name: str) -> None:
    assert thread_of(Path("/x") / name, name) == NAMED[name]
    assert is_chat_file(name)


def test_letters_of_two_parts_are_the_same_letter() -> None:
    name = unicodedata.normalize("NFD", "WhatsApp Chat with Zoé.txt")
    assert thread_of(Path("/x") / name, name) == "Zoé"


@pytest.mark.parametrize("name", ["_chat.txt", "chat.txt", "export (2).txt", "part1.txt", "_chat 3.txt"])
def test_files_that_tell_nothing_share_one_name(name: str) -> None:
    assert thread_of(Path("/x") / name, name) == UNNAMED


def test_the_zip_or_the_folder_may_tell() -> None:
    assert thread_of(Path("/x/WhatsApp Chat - Zoé.zip"), "_chat.txt") == "Zoé"
    assert thread_of(Path("/x/all.zip"), "WhatsApp Chat - Zoé/_chat.txt") == "Zoé"
    assert thread_of(Path("/x/WhatsApp Chat - Zoé/_chat.txt"), "_chat.txt") == "Zoé"


def test_the_chat_is_told_from_attached_texts() -> None:
    assert chat_file(["notes.txt", "_chat.txt", "a.jpg"], Path("x.zip")) == "_chat.txt"
    assert chat_file(["notes.txt", "WhatsApp Chat with Bo.txt"], Path("x.zip")) == "WhatsApp Chat with Bo.txt"
    assert chat_file(["talk.TXT", "a.jpg"], Path("x.zip")) == "talk.TXT"


@pytest.mark.parametrize("names", [[], ["a.jpg"], ["a.txt", "b.txt"]])
def test_no_chat_or_several_are_refused(names: list[str]) -> None:
    with pytest.raises(SourceError) as caught:
        chat_file(names, Path("x.zip"))
    assert caught.value.hint
