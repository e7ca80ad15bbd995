"""Small valid exports of every chat format, with invented people; each builder writes one into a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

WHATSAPP = """\
25/03/2024, 09:05 - Les messages et les appels sont chiffrés de bout en bout. Appuyez pour en savoir plus.
25/03/2024, 09:05 - Selma Idrissi a créé le groupe "Logement"
25/03/2024, 09:06 - Selma Idrissi: Qui connaît une chambre à louer ? 😀
à partir d'avril
25/03/2024, 21:17 - +33 6 12 34 56 78: السلام عليكم، عندي غرفة
26/03/2024, 08:00 - Bo Lindqvist: <Médias omis>
"""

TELEGRAM: dict[str, Any] = {
    "name": "Housing for newcomers",
    "type": "private_supergroup",
    "id": 4711,
    "messages": [
        {
            "id": 1,
            "type": "service",
            "date": "2024-03-25T09:05:00",
            "date_unixtime": "1711357500",
            "actor": "Selma Idrissi",
            "actor_id": "user1",
            "action": "invite_members",
            "members": ["Bo Lindqvist"],
            "text": "",
            "text_entities": [],
        },
        {
            "id": 2,
            "type": "message",
            "date": "2024-03-25T09:06:00",
            "date_unixtime": "1711357560",
            "from": "Selma Idrissi",
            "from_id": "user1",
            "text": ["A room 😀 at ", {"type": "link", "text": "https://example.org/room"}, " غرفة"],
            "text_entities": [
                {"type": "plain", "text": "A room 😀 at "},
                {"type": "link", "text": "https://example.org/room"},
                {"type": "plain", "text": " غرفة"},
            ],
        },
        {
            "id": 3,
            "type": "message",
            "date": "2024-03-25T09:07:00",
            "date_unixtime": "1711357620",
            "from": "Bo Lindqvist",
            "from_id": "user2",
            "reply_to_message_id": 2,
            "text": "Is it free?",
            "text_entities": [{"type": "plain", "text": "Is it free?"}],
        },
    ],
}

INSTAGRAM: dict[str, Any] = {
    "participants": [{"name": "Selma Idrissi"}, {"name": "Bo Lindqvist"}],
    "messages": [
        {
            "sender_name": "Bo Lindqvist",
            "timestamp_ms": 1711357680123,
            "share": {"link": "https://www.instagram.com/p/abc/"},
            "is_geoblocked_for_viewer": False,
        },
        {"sender_name": "Selma Idrissi", "timestamp_ms": 1711357620000, "content": "عندي غرفة 😀"},
        {"sender_name": "Bo Lindqvist", "timestamp_ms": 1711357560000, "content": "Une chambre à louer ?"},
    ],
    "title": "Selma Idrissi",
    "thread_path": "inbox/selmaidrissi_4711",
}

FACEBOOK: dict[str, Any] = {
    "participants": [{"name": "Selma Idrissi"}, {"name": "Bo Lindqvist"}],
    "messages": [
        {"sender_name": "Bo Lindqvist", "timestamp_ms": 1711357680123, "type": "Call", "call_duration": 61},
        {
            "sender_name": "Selma Idrissi",
            "timestamp_ms": 1711357620000,
            "content": "عندي غرفة 😀",
            "type": "Generic",
            "reactions": [{"reaction": "😀", "actor": "Bo Lindqvist"}],
        },
        {
            "sender_name": "Bo Lindqvist",
            "timestamp_ms": 1711357560000,
            "content": "Une chambre à louer ?",
            "type": "Generic",
        },
    ],
    "title": "Selma Idrissi",
    "thread_type": "Regular",
    "thread_path": "inbox/selmaidrissi_4711",
}

SIGNAL = """\
[2024-03-25, 09:05] Selma Idrissi: A room 😀 to let
from April on
[2024-03-25, 09:06] Bo Lindqvist: عندي غرفة
[2024-03-26, 18:30] Selma Idrissi: Thanks: I will call
"""


def taken_apart(value: Any) -> Any:
    """Take every string apart into the bytes of its UTF-8, as Meta's exports do."""
    if isinstance(value, str):
        return value.encode().decode("latin-1")
    if isinstance(value, list):
        return [taken_apart(each) for each in value]
    return {key: taken_apart(each) for key, each in value.items()} if isinstance(value, dict) else value


def whatsapp(folder: Path) -> Path:
    """Write a group chat of a French Android phone."""
    path = folder / "Discussion WhatsApp avec Logement.txt"
    path.write_text(WHATSAPP, encoding="utf-8")
    return path


def telegram(folder: Path) -> Path:
    """Write a chat of Telegram Desktop."""
    path = folder / "result.json"
    path.write_text(json.dumps(TELEGRAM, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _conversation(folder: Path, said: dict[str, Any]) -> Path:
    path = folder / "message_1.json"
    path.write_text(json.dumps(taken_apart(said), indent=2), encoding="utf-8")
    return path


def instagram(folder: Path) -> Path:
    """Write a conversation of an Instagram download."""
    return _conversation(folder, INSTAGRAM)


def facebook(folder: Path) -> Path:
    """Write a conversation of a Facebook download."""
    return _conversation(folder, FACEBOOK)


def signal(folder: Path) -> Path:
    """Write a chat of Signal as plain text."""
    path = folder / "chat.txt"
    path.write_text(SIGNAL, encoding="utf-8")
    return path


CHAT_SAMPLES: dict[str, Callable[[Path], Path]] = {
    "whatsapp": whatsapp,
    "telegram": telegram,
    "instagram": instagram,
    "facebook": facebook,
    "signal": signal,
}
"""One valid file for each chat source."""
