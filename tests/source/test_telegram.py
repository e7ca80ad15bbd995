"""Telegram Desktop exports: one chat or an account, of any size and in any state."""
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
from diatrace.source.telegram import Params, Telegram
from tests.source.chat_samples import CHAT_SAMPLES, TELEGRAM

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "chats" / "chat-miner" / "telegram"
SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

READER = Telegram()


def write(path: Path, value: Any) -> Path:
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode())
    return path


def everything(path: Path, **params: str) -> list[Record | Unreadable]:
    return list(READER.read(path, READER.prepare(path, Params(**params))))


def message(**said: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "type": "message",
        "date_unixtime": "1711357500",
        "from": "Amal",
        "from_id": "user1",
        "text": "",
        **said,
    }


def only(tmp_path: Path, said: dict[str, Any], **params: str) -> Record:
    """Read a chat of one message."""
    path = write(
        tmp_path / "result.json", {"name": "Home", "type": "private_group", "id": 9, "messages": [said]}
    )
    (found,) = everything(path, **params)
    assert isinstance(found, Record)
    return found


def test_the_sample_is_read_as_it_is_meant(tmp_path: Path) -> None:
    joined, room, answer = everything(CHAT_SAMPLES["telegram"](tmp_path))
    assert isinstance(joined, Record)
    assert isinstance(room, Record)
    assert isinstance(answer, Record)
    assert (joined.text, joined.forms, joined.author) == (
        "invite members: Bo Lindqvist",
        ("system",),
        "Selma Idrissi",
    )
    assert [joined.text[start:end] for start, end in joined.names] == ["Bo Lindqvist"]
    assert room.text == "A room 😀 at https://example.org/room غرفة"
    assert room.links == ("https://example.org/room",)
    assert room.edited.at == datetime(2024, 3, 25, 9, 6)
    assert (room.edited.zone, room.native, room.where) == ("UTC", "4711/2", 2)
    assert answer.reply_to == room.native
    assert {each.thread for each in (joined, room, answer)} == {"Housing for newcomers"}
    assert json.loads(room.raw) == TELEGRAM["messages"][1]


def test_pieces_of_text_become_one_with_links_and_people(tmp_path: Path) -> None:
    pieces = [
        {"type": "plain", "text": "ask "},
        {"type": "mention", "text": "@bo_roe"},
        {"type": "plain", "text": " or "},
        {"type": "mention_name", "text": "Cy Young", "user_id": 5},
        {"type": "plain", "text": " about "},
        {"type": "text_link", "text": "this", "href": "https://example.org/a"},
        {"type": "custom_emoji", "text": "😀", "document_id": "x"},
    ]
    for said in (message(text=pieces), message(text="other", text_entities=pieces)):
        found = only(tmp_path, said)
        if isinstance(said["text"], str):
            continue
        assert found.text == "ask @bo_roe or Cy Young about this😀"
        assert found.mentions == ("bo_roe", "Cy Young")
        assert [found.text[start:end] for start, end in found.names] == ["@bo_roe", "Cy Young"]
        assert found.links == ("https://example.org/a",)


def test_links_of_a_plain_text_are_in_its_entities(tmp_path: Path) -> None:
    entities = [{"type": "plain", "text": "see "}, {"type": "link", "text": "https://example.org"}]
    found = only(tmp_path, message(text="see https://example.org", text_entities=entities))
    assert (found.text, found.links) == ("see https://example.org", ("https://example.org",))


FORMS: list[tuple[dict[str, Any], str]] = [
    ({"photo": "photos/1.jpg"}, "image"),
    ({"file": "a.ogg", "media_type": "voice_message"}, "voice"),
    ({"file": "a.mp4", "media_type": "video_message"}, "video"),
    ({"file": "a.mp4", "media_type": "animation"}, "image"),
    ({"file": "a.webp", "media_type": "sticker", "sticker_emoji": "😀"}, "sticker"),
    ({"file": "a.mp3", "media_type": "audio_file"}, "audio"),
    ({"file": "a.pdf", "mime_type": "application/pdf"}, "document"),
    ({"file": "a.png", "mime_type": "image/png"}, "image"),
    (
        {"location_information": {"latitude": 48.85, "longitude": 2.35}, "place_name": "The square"},
        "location",
    ),
    (
        {"contact_information": {"first_name": "Cy", "last_name": "Young", "phone_number": "0033612345678"}},
        "contact",
    ),
    (
        {"poll": {"question": "When?", "total_voters": 3, "answers": [{"text": "Monday", "voters": 3}]}},
        "poll",
    ),
]


@pytest.mark.parametrize(("said", "form"), FORMS)
def test_what_comes_with_a_message_is_its_form(tmp_path: Path, said: dict[str, Any], form: str) -> None:
    assert only(tmp_path, message(**said)).forms == (form,)


def test_words_stand_for_contacts_polls_and_places(tmp_path: Path) -> None:
    place, contact, poll = (only(tmp_path, message(**said)) for said, _ in FORMS[-3:])
    assert place.text == "The square"
    assert b"48.85" in place.raw
    assert contact.text == "Cy Young 0033612345678"
    assert [contact.text[start:end] for start, end in contact.names] == ["Cy Young"]
    assert (poll.text, poll.attributes) == ("When?\n- Monday", {"voters": 3})


def test_forwards_reactions_and_edits_are_told(tmp_path: Path) -> None:
    reactions = [{"type": "emoji", "count": 2, "emoji": "👍", "recent": [{"from": "Bo", "from_id": "user2"}]}]
    found = only(
        tmp_path,
        message(forwarded_from="Dee Doe", reactions=reactions, edited_unixtime="1711357600", via_bot="@b"),
    )
    assert found.forward_of == "Dee Doe"
    assert found.attributes == {"reactions": {"👍": 2}, "edited": True, "via_bot": True}


def test_answers_across_chats_name_the_other_chat(tmp_path: Path) -> None:
    assert only(tmp_path, message(reply_to_message_id=7)).reply_to == "9/7"
    assert only(tmp_path, message(reply_to_message_id=7, reply_to_peer_id="channel55")).reply_to == "55/7"


def test_the_name_of_a_chat_is_marked_where_the_program_tells_it(tmp_path: Path) -> None:
    said = message(type="service", action="edit_group_title", title="Familie Invented", members=["Bo"])
    found = only(tmp_path, said)
    assert found.text == "edit group title: Bo: Familie Invented"
    assert [found.text[start:end] for start, end in found.names] == ["Bo", "Familie Invented"]


def test_people_without_a_name_have_their_number(tmp_path: Path) -> None:
    assert only(tmp_path, {**message(), "from": None}).author == "user1"


DATES = [
    ({"date_unixtime": "1711357500", "date": "2024-03-25T10:05:00"}, datetime(2024, 3, 25, 9, 5), "UTC"),
    ({"date": "2024-03-25T10:05:00"}, datetime(2024, 3, 25, 10, 5), "local"),
    ({"date_unixtime": "9" * 30}, None, ""),
    ({"date": "0000-00-00T00:00:00"}, None, ""),
    ({"date": "9999-12-31T23:59:59"}, None, ""),
    ({"date": "soon"}, None, ""),
]


@pytest.mark.parametrize(("said", "at", "zone"), DATES)
def test_dates(tmp_path: Path, said: dict[str, str], at: datetime | None, zone: str) -> None:
    bare = {key: value for key, value in message().items() if key != "date_unixtime"}
    found = only(tmp_path, {**bare, **said})
    assert (found.edited.at, found.edited.zone) == (at, zone)
    assert at or "no such" in found.edited.evidence


def test_old_exports_are_made_universal_by_a_zone(tmp_path: Path) -> None:
    bare = {key: value for key, value in message().items() if key != "date_unixtime"}
    found = only(tmp_path, {**bare, "date": "2024-03-25T10:05:00"}, timezone="Europe/Berlin")
    assert (found.edited.at, found.edited.zone) == (datetime(2024, 3, 25, 9, 5), "UTC")


ACCOUNT = {
    "about": "Here is the data you requested.",
    "personal_information": {"user_id": 1, "first_name": "Amal"},
    "contacts": {"list": [{"first_name": "Cy", "phone_number": "1"}]},
    "chats": {
        "list": [
            {
                "name": "Home",
                "type": "personal_chat",
                "id": 1,
                "messages": [message(text="a"), message(id=2, text="b")],
            },
            {"name": None, "type": "personal_chat", "id": 2, "messages": [message(text="c")]},
            {"name": "News", "type": "public_channel", "id": 3, "messages": [message(text="d")]},
        ]
    },
    "left_chats": {
        "list": [{"name": "Gone", "type": "private_group", "id": 4, "messages": [message(text="e")]}]
    },
}


def test_a_whole_account_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "result.json", ACCOUNT)
    found = [each for each in everything(path) if isinstance(each, Record)]
    assert [(each.thread, each.native, each.text) for each in found] == [
        ("Home", "1/1", "a"),
        ("Home", "1/2", "b"),
        ("personal_chat 2", "2/1", "c"),
        ("News", "3/1", "d"),
        ("Gone", "4/1", "e"),
    ]
    assert [each.kind for each in found] == ["message", "message", "message", "post", "message"]
    assert [each.where for each in found] == [1, 2, 3, 4, 5]
    assert "5 messages in 4 chats" in READER.prepare(path, Params()).notes


def test_a_chat_may_say_who_it_is_after_its_messages(tmp_path: Path) -> None:
    turned = {"messages": [message(text="a")], "name": "Home", "type": "private_group", "id": 9}
    (found,) = everything(write(tmp_path / "result.json", turned))
    assert isinstance(found, Record)
    assert (found.thread, found.native) == ("Home", "9/1")


def test_folders_and_zips_are_read(tmp_path: Path) -> None:
    folder = tmp_path / "ChatExport_2024-03-25"
    folder.mkdir()
    CHAT_SAMPLES["telegram"](folder)
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    (folder / "other.json").write_bytes(b"{}")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.write(folder / "result.json", "ChatExport/result.json")
        archive.write(folder / "photo.jpg", "ChatExport/photo.jpg")
    for path in (folder, tmp_path / "x.zip"):
        assert READER.sniff(Sample.of(path)) > 0.9
        assert len(everything(path)) == 3


def test_a_broken_message_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    good = json.dumps(message(text="a")).encode()
    broken = [
        b"5",
        b'{"id": 2, "date": "x", "text": "\\ud83d"}',
        b'{"id": }',
        b'{"text": [[[1]]]}',
        b'{"members": 5, "type": "service"}',
    ]
    data = b'{"name": "Home", "id": 9, "messages": [' + b",".join([good, *broken, good]) + b"]}"
    found = everything(write(tmp_path / "result.json", data))
    assert isinstance(found[0], Record)
    assert isinstance(found[-1], Record)
    assert [type(each).__name__ for each in found[1:-1]].count("Unreadable") >= 2
    assert [each.where for each in found] == list(range(1, len(found) + 1))


def test_a_file_cut_short_gives_what_is_whole(tmp_path: Path) -> None:
    whole = CHAT_SAMPLES["telegram"](tmp_path).read_bytes()
    found = everything(write(tmp_path / "result.json", whole[:-100]))
    assert [type(each).__name__ for each in found] == ["Record", "Record", "Unreadable"]


WRONG = [
    b"",
    b"{}",
    b"[]",
    b'{"messages": 5}',
    b'{"messages": [{"sender_name": "A", "timestamp_ms": 5}]}',
    b"\0" * 99,
    b"<html>",
    b"[" * 9999,
]


@pytest.mark.parametrize("data", WRONG)
def test_wrong_files_are_refused_with_a_hint(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path / "result.json", data)
    assert READER.sniff(Sample.of(path)) < 0.5
    with pytest.raises(SourceError) as caught:
        everything(path)
    assert "JSON" in caught.value.hint


GOOD = json.dumps(ACCOUNT).encode()


@SLOW
@given(
    place=st.integers(0, len(GOOD)),
    gone=st.integers(0, 40),
    junk=st.binary(max_size=20) | st.sampled_from([b'"', b"{", b"]", b"\\"]),
)
def test_damage_never_breaks_the_reader(tmp_path: Path, place: int, gone: int, junk: bytes) -> None:
    path = write(tmp_path / "result.json", GOOD[:place] + junk + GOOD[place + gone :])
    assert 0 <= READER.sniff(Sample.of(path)) <= 1
    try:
        found = everything(path)
    except SourceError:
        return
    assert all(isinstance(each, Record) or each.reason for each in found)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
KEYS = [
    "id",
    "type",
    "from",
    "from_id",
    "text",
    "text_entities",
    "reactions",
    "poll",
    "members",
    "contact_information",
    "reply_to_message_id",
    "date",
    "date_unixtime",
    "action",
    "media_type",
    "mime_type",
    "file",
    "forwarded_from",
    "title",
    "place_name",
]


@SLOW
@given(
    said=st.dictionaries(
        st.sampled_from(KEYS), VALUES | st.dictionaries(st.text(max_size=4), VALUES, max_size=3)
    )
)
def test_any_build_of_a_message_is_a_record_or_told(tmp_path: Path, said: dict[str, Any]) -> None:
    path = write(
        tmp_path / "result.json", {"name": "Home", "id": 1, "messages": [{"date": "2024-03-25"}, said]}
    )
    assert len(everything(path)) == 2


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="the research data set is not here")
@pytest.mark.parametrize("name", ["test_single_export.json", "test_batch_export.json"])
def test_the_exports_of_chat_miner_meet_their_target(name: str) -> None:
    target = json.loads((DATA / "target.json").read_text(encoding="utf-8"))
    found = [each for each in everything(DATA / name) if isinstance(each, Record)]
    assert [
        {"timestamp": each.edited.at.isoformat(), "author": each.author, "message": each.text}
        for each in found
        if each.edited.at
    ] == target
