"""Signal chats: of the program's own export and of the tools around it."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.errors import SourceError
from diatrace.model import Record, Unreadable
from diatrace.source.contract import Sample
from diatrace.source.signal import Params, Signal
from diatrace.source.whatsapp import WhatsApp
from tests.source.chat_samples import CHAT_SAMPLES

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "chats" / "chat-miner" / "signal"
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

READER = Signal()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def everything(path: Path, **params: str) -> list[Record | Unreadable]:
    return list(READER.read(path, READER.prepare(path, Params(**params))))


def records(path: Path, **params: str) -> list[Record]:
    found = everything(path, **params)
    assert all(isinstance(each, Record) for each in found), found
    return [each for each in found if isinstance(each, Record)]


def jsonl(*values: Any) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def test_plain_text_is_read(tmp_path: Path) -> None:
    found = records(CHAT_SAMPLES["signal"](tmp_path))
    assert [(each.author, each.text) for each in found] == [
        ("Selma Idrissi", "A room 😀 to let\nfrom April on"),
        ("Bo Lindqvist", "عندي غرفة"),
        ("Selma Idrissi", "Thanks: I will call"),
    ]
    assert found[0].edited.at == datetime(2024, 3, 25, 9, 5)
    assert (found[0].edited.precision, found[0].edited.zone, found[0].thread) == ("minute", "local", "chat")
    assert [each.where for each in found] == [1, 3, 4]


def test_a_zone_makes_times_universal(tmp_path: Path) -> None:
    found = records(CHAT_SAMPLES["signal"](tmp_path), timezone="Europe/Berlin", thread="Rooms")
    assert (found[0].edited.at, found[0].edited.zone, found[0].thread) == (
        datetime(2024, 3, 25, 8, 5),
        "UTC",
        "Rooms",
    )


MARKDOWN = """\
[2024-03-25 09:05:07] Me: look ![a.jpg](./media/a.jpg)  [b.ogg](./media/b.ogg)

[2024-03-25 09:06:00] Bo Roe:\x20

> look

nice
(- Me: 👍, Cy Young: 😀 -)
[2024-03-25 09:07:00] Bo Roe: (This message was deleted)
"""


def test_the_markdown_of_signal_export(tmp_path: Path) -> None:
    path = write(tmp_path / "Our flat" / "chat.md", MARKDOWN)
    found = records(path)
    assert [each.forms for each in found] == [("image", "audio"), (), ("system",)]
    assert found[0].edited == found[0].edited._replace(at=datetime(2024, 3, 25, 9, 5, 7), precision="second")
    assert found[1].text.startswith("> look\n\nnice")
    assert [found[1].text[start:end] for start, end in found[1].names] == ["Me", "Cy Young"]
    assert (found[2].author, found[2].attributes) == ("Bo Roe", {"deleted": True})
    assert {each.thread for each in found} == {"Our flat"}
    assert READER.sniff(Sample.of(path)) > 0.8


BACKUP_TOOLS = """\
[Mar 25, 2024 09:05:07] <selma i> Where are you?
Here? (bo: 😮)
[Mar 25, 2024 09:06:00] *** <bo> sent file "Signal-1.jpeg"
[Mar 26, 2024 09:06:00] *** bo added Cy Young
"""


def test_the_text_of_signalbackup_tools(tmp_path: Path) -> None:
    path = write(tmp_path / "Our flat (_id12).txt", BACKUP_TOOLS)
    found = records(path)
    assert [(each.author, each.forms) for each in found] == [
        ("selma i", ()),
        ("bo", ("document",)),
        ("", ("system",)),
    ]
    assert found[0].text == "Where are you?\nHere? (bo: 😮)"
    assert [found[0].text[start:end] for start, end in found[0].names] == ["bo"]
    assert [found[2].text[start:end] for start, end in found[2].names] == ["bo", "Cy Young"]
    assert found[2].edited.at == datetime(2024, 3, 26, 9, 6)
    assert {each.thread for each in found} == {"Our flat"}
    assert READER.sniff(Sample.of(path)) > 0.8


@pytest.mark.parametrize(
    "stamp", ["2024-02-31, 09:05", "0000-01-01, 09:05", "9999-01-01, 09:05", "2024-01-01, 25:05"]
)
def test_impossible_dates_are_kept_and_told(tmp_path: Path, stamp: str) -> None:
    path = write(tmp_path / "x.txt", f"[2024-03-25, 09:05] Amal: a\n[{stamp}] Amal: b\n")
    found = records(path)[1]
    assert (found.text, found.edited.at) == ("b", None)
    assert stamp in found.edited.evidence


def exported(**more: Any) -> dict[str, Any]:
    return {
        "date": "2024-03-25T09:05:07.123000",
        "sender": "Bo",
        "body": "hi 😀  ",
        "quote": "",
        "sticker": None,
        "reactions": [],
        "attachments": [],
        **more,
    }


def test_the_json_of_signal_export(tmp_path: Path) -> None:
    lines = [
        exported(reactions=[["Me", "👍"], ["Cy", "👍"]]),
        exported(attachments=[{"name": "a.jpg", "path": "./media/a.jpg", "missing_kind": None}], body=""),
        exported(deleted=True),
        exported(date="soon", call=True),
    ]
    path = write(tmp_path / "Bo" / "data.json", jsonl(*lines))
    found = records(path)
    assert (found[0].text, found[0].author, found[0].thread) == ("hi 😀", "Bo", "Bo")
    assert found[0].attributes == {"reactions": {"👍": 2}}
    assert found[0].edited.at == datetime(2024, 3, 25, 9, 5, 7, 123000)
    assert [each.forms for each in found[1:]] == [("image",), ("system",), ("system",)]
    assert found[3].edited.at is None
    assert READER.sniff(Sample.of(path)) > 0.8


def frames(*items: dict[str, Any]) -> str:
    return jsonl(
        {"version": "1", "backupTimeMs": "1711357500000"},
        {"account": {"givenName": "Selma", "familyName": "Idrissi"}},
        {"recipient": {"id": "1", "self": {}}},
        {
            "recipient": {
                "id": "2",
                "contact": {"aci": "AAEC", "profileGivenName": "Bo", "nickname": {"given": "Bobo"}},
            }
        },
        {"recipient": {"id": "3", "contact": {"e164": "33612345678"}}},
        {"recipient": {"id": "4", "group": {"masterKey": "bb", "snapshot": {"title": {"title": "Rooms"}}}}},
        {"recipient": {"id": "5", "releaseNotes": {}}},
        {"chat": {"id": "10", "recipientId": "4"}},
        *(
            {"chatItem": {"chatId": "10", "authorId": "2", "dateSent": "1711357500123", **item}}
            for item in items
        ),
    )


def test_signals_own_export(tmp_path: Path) -> None:
    text = frames(
        {
            "standardMessage": {
                "text": {
                    "body": "ask \ufffc 😀",
                    "bodyRanges": [{"start": 4, "length": 1, "mentionAci": "AAEC"}],
                },
                "reactions": [{"emoji": "👍", "authorId": "1"}],
                "attachments": [{"pointer": {"contentType": "image/png"}}, {"flag": "VOICE_MESSAGE"}],
            }
        },
        {
            "authorId": "1",
            "dateSent": "1711357501000",
            "standardMessage": {
                "text": {"body": "yes"},
                "quote": {"targetSentTimestamp": "1711357500123", "authorId": "2"},
            },
        },
        {
            "authorId": "3",
            "contactMessage": {"contact": {"name": {"givenName": "Cy", "familyName": "Young"}}},
        },
        {"poll": {"question": "When?"}},
        {"stickerMessage": {"sticker": {"emoji": "😀"}}},
        {"updateMessage": {"groupChange": {"updates": [{"groupMemberJoinedUpdate": {}}]}}},
        {"updateMessage": {"simpleUpdate": {"type": "IDENTITY_UPDATE"}}},
        {"remoteDeletedMessage": {}},
    )
    path = write(tmp_path / "main.jsonl", text)
    found = records(path)
    first, answer, card = found[:3]
    assert (first.text, first.author, first.thread) == ("ask @Bobo 😀", "Bobo", "Rooms")
    assert [first.text[start:end] for start, end in first.names] == ["Bobo"]
    assert (first.mentions, first.forms) == (("Bobo",), ("image", "voice"))
    assert (first.edited.at, first.edited.zone) == (datetime(2024, 3, 25, 9, 5, 0, 123000), "UTC")
    assert first.attributes == {"reactions": {"👍": 1}}
    assert (answer.author, answer.reply_to) == ("Selma Idrissi", first.native)
    assert (card.author, card.text, card.forms, card.names) == (
        "33612345678",
        "Cy Young",
        ("contact",),
        ((0, 8),),
    )
    assert [each.forms for each in found[3:]] == [
        ("poll",),
        ("sticker",),
        ("system",),
        ("system",),
        ("system",),
    ]
    assert [each.text for each in found[3:7]] == [
        "When?",
        "😀",
        "group change: group member joined update",
        "simple update: identity update",
    ]
    assert found[7].attributes == {"deleted": True}
    assert len({each.native for each in found[5:]}) == 3
    assert READER.sniff(Sample.of(path)) > 0.9


def test_the_json_of_sigtop(tmp_path: Path) -> None:
    stored = {
        "id": "m1",
        "conversationId": "c1",
        "type": "incoming",
        "sourceServiceId": "u1",
        "body": "hi",
        "sent_at": 1711357500123,
    }
    more = [
        stored,
        {
            **stored,
            "id": "m2",
            "type": "outgoing",
            "reactions": [{"emoji": "👍"}],
            "attachments": [{"contentType": "image/png"}],
        },
        {**stored, "id": "m3", "type": "group-v2-change", "body": None},
    ]
    path = write(tmp_path / "Bo.json", json.dumps(more))
    found = records(path)
    assert [(each.native, each.author, each.text) for each in found] == [
        ("c1/m1", "u1", "hi"),
        ("c1/m2", "You", "hi"),
        ("c1/m3", "u1", "group v2 change"),
    ]
    assert [each.forms for each in found] == [(), ("image",), ("system",)]
    assert READER.sniff(Sample.of(path)) > 0.8


@pytest.mark.parametrize("packed", [False, True])
def test_many_chats_in_a_folder_or_zip(tmp_path: Path, packed: bool) -> None:
    root = tmp_path / "signal"
    write(root / "Bo" / "data.json", jsonl(exported()))
    write(root / "Bo" / "chat.md", MARKDOWN)
    write(root / "Cy" / "chat.md", "[2024-03-25 09:05:07] Cy: hello  \n")
    write(root / "notes.txt", "nothing")
    path = root
    if packed:
        path = tmp_path / "signal.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for each in sorted(root.rglob("*.*")):
                archive.write(each, each.relative_to(root).as_posix())
    assert [(each.thread, each.text) for each in records(path)] == [("Bo", "hi 😀"), ("Cy", "hello")]
    assert READER.sniff(Sample.of(path)) > 0.8


def test_whatsapp_and_signal_are_told_apart(tmp_path: Path) -> None:
    plain = CHAT_SAMPLES["signal"](tmp_path)
    swedish = write(
        tmp_path / "_chat.txt",
        "[2024-03-25, 09:05:01] Amal: hej\n[2024-03-26, 09:05:01] Bo: \u200ebild utelämnad\n",
    )
    for path, other in ((plain, False), (swedish, True)):
        assert (WhatsApp().sniff(Sample.of(path)) > READER.sniff(Sample.of(path))) is other


def test_broken_lines_do_not_take_the_others_with_them(tmp_path: Path) -> None:
    text = (
        jsonl(exported())
        + '{"date": \n5\n{"other": 1}\n'
        + jsonl(exported(attachments=5))
        + jsonl(exported())
    )
    found = everything(write(tmp_path / "data.json", text))
    assert [type(each).__name__ for each in found] == ["Record", *["Unreadable"] * 4, "Record"]
    assert [each.where for each in found] == [1, 2, 3, 4, 5, 6]


WRONG = ["", "{}", "[]", "hello", "\0" * 50, "[1] x", '{"messages": []}', "[2024-03-25] no time", "<html>"]


@pytest.mark.parametrize("text", WRONG)
def test_wrong_files_are_refused_with_a_hint(tmp_path: Path, text: str) -> None:
    path = write(tmp_path / "x.txt", text)
    assert READER.sniff(Sample.of(path)) < 0.5
    with pytest.raises(SourceError) as caught:
        everything(path)
    assert caught.value.hint


GOOD = [
    MARKDOWN,
    BACKUP_TOOLS,
    jsonl(exported(), exported()),
    frames({"standardMessage": {"text": {"body": "hi"}}}),
]


@SLOW
@given(
    good=st.sampled_from(GOOD).map(str.encode),
    place=st.floats(0, 1),
    gone=st.integers(0, 40),
    junk=st.binary(max_size=20) | st.sampled_from([b'"', b"{", b"]", b"[", b"\n"]),
)
def test_damage_never_breaks_the_reader(
    tmp_path: Path, good: bytes, place: float, gone: int, junk: bytes
) -> None:
    at = int(place * len(good))
    path = tmp_path / "x.txt"
    path.write_bytes(good[:at] + junk + good[at + gone :])
    assert 0 <= READER.sniff(Sample.of(path)) <= 1
    try:
        found = everything(path)
    except SourceError:
        return
    assert all(isinstance(each, Record) or each.reason for each in found)


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["text", "body", "bodyRanges", "type", "updates", "contact", "name"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
KEYS = [
    "chatId",
    "authorId",
    "dateSent",
    "standardMessage",
    "updateMessage",
    "contactMessage",
    "poll",
    "stickerMessage",
]


@SLOW
@given(item=st.dictionaries(st.sampled_from(KEYS), VALUES), group=VALUES)
def test_any_build_of_a_frame_is_a_record_or_told(tmp_path: Path, item: dict[str, Any], group: Any) -> None:
    text = frames(item) + jsonl(
        {"recipient": {"id": 9, "group": group, "contact": group}}, {"chatItem": group}
    )
    assert len(everything(write(tmp_path / "main.jsonl", text))) >= 1


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="the research data set is not here")
def test_the_export_of_chat_miner_meets_its_target() -> None:
    target = json.loads((DATA / "target.json").read_text(encoding="utf-8"))
    found = [
        {
            "timestamp": each.edited.at.isoformat(),
            "author": each.author,
            "message": each.text.replace("\n", " "),
        }
        for each in records(DATA / "test_export.txt")
        if each.edited.at
    ]
    assert sorted(found, key=str) == sorted(target, key=str)
