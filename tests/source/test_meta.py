"""Downloads from Instagram and Facebook: chats, posts, comments, taken apart and put together."""
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
from diatrace.source.meta import Facebook, Instagram, Params
from tests.source.chat_samples import FACEBOOK, INSTAGRAM, taken_apart

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "chats" / "chat-miner" / "instagram"
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

READERS = {"instagram": Instagram(), "facebook": Facebook()}


def write(path: Path, value: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(taken_apart(value)).encode())
    return path


def everything(path: Path, platform: str = "facebook") -> list[Record | Unreadable]:
    reader = READERS[platform]
    return list(reader.read(path, reader.prepare(path, Params())))


def records(path: Path, platform: str = "facebook") -> list[Record]:
    found = everything(path, platform)
    assert all(isinstance(each, Record) for each in found), found
    return [each for each in found if isinstance(each, Record)]


def said(**more: Any) -> dict[str, Any]:
    return {"sender_name": "Zoé", "timestamp_ms": 1711357500123, **more}


def chat(tmp_path: Path, *messages: dict[str, Any], **more: Any) -> list[Record]:
    whole = {
        "participants": [{"name": "Zoé"}, {"name": "Bo Roe"}],
        "messages": list(messages),
        "thread_path": "inbox/zoe_1",
        **more,
    }
    return records(write(tmp_path / "message_1.json", whole))


def test_strings_are_put_together_again(tmp_path: Path) -> None:
    found = chat(tmp_path, said(content="déjà 😀 عربي"))[0]
    assert (found.author, found.text, found.platform) == ("Zoé", "déjà 😀 عربي", "facebook")
    assert found.edited.at == datetime(2024, 3, 25, 9, 5, 0, 123000)
    assert (found.edited.zone, found.thread, found.kind) == ("UTC", "inbox/zoe_1", "message")
    assert json.loads(found.raw) == taken_apart(said(content="déjà 😀 عربي"))


def test_strings_that_were_never_taken_apart_stay(tmp_path: Path) -> None:
    path = tmp_path / "Zoé_1.json"
    secret = {
        "participants": ["Zoé", "Bo"],
        "threadName": "Zoé_1",
        "messages": [
            {
                "senderName": "Zoé",
                "timestamp": 1711357500123,
                "text": "déjà 😀",
                "type": "text",
                "isUnsent": False,
            },
            {
                "senderName": "Bo",
                "timestamp": 1711357500124,
                "media": [{"uri": "./media/a.jpeg"}],
                "type": "media",
            },
            {
                "senderName": "Bo",
                "timestamp": 1711357500125,
                "isUnsent": True,
                "reactions": [{"actor": "Zoé", "reaction": "❤"}],
            },
        ],
    }
    path.write_text(json.dumps(secret, ensure_ascii=False), encoding="utf-8")
    found = records(path)
    assert [(each.author, each.text, each.forms) for each in found] == [
        ("Zoé", "déjà 😀", ()),
        ("Bo", "", ("image",)),
        ("Bo", "", ("system",)),
    ]
    assert found[2].attributes == {"reactions": {"❤": 1}, "unsent": True}
    assert {each.thread for each in found} == {"Zoé_1"}
    assert READERS["facebook"].sniff(Sample.of(path)) > READERS["instagram"].sniff(Sample.of(path))


FORMS = [
    ({"photos": [{"uri": "photos/a.jpg"}]}, ("image",)),
    ({"videos": [{"uri": "videos/a.mp4"}]}, ("video",)),
    ({"audio_files": [{"uri": "audio/a.mp4"}]}, ("voice",)),
    ({"gifs": [{"uri": "gifs/a.gif"}]}, ("image",)),
    ({"sticker": {"uri": "stickers_used/a.png"}}, ("sticker",)),
    ({"files": [{"uri": "files/cv.pdf"}]}, ("document",)),
    ({"photos": [{"uri": "a.jpg"}], "files": [{"uri": "b.pdf"}]}, ("image", "document")),
    ({"type": "Call", "call_duration": 61}, ("system",)),
    ({"type": "Subscribe", "users": [{"name": "Cy"}]}, ("system",)),
    ({"is_unsent": True}, ("system",)),
    ({"content": "Liked a message"}, ("system",)),
    ({"content": "Reacted 😀 to your message "}, ("system",)),
    ({"content": "Bo Roe sent an attachment."}, ("system",)),
    ({"content": "Bo Roe sent an attachment.", "share": {"link": "https://example.org"}}, ()),
    ({"content": "She left the group chat and I am sad"}, ()),
    ({"content": "hello", "type": "Generic"}, ()),
]


@pytest.mark.parametrize(("more", "forms"), FORMS)
def test_what_comes_with_a_message_is_its_form(
    tmp_path: Path, more: dict[str, Any], forms: tuple[str, ...]
) -> None:
    assert chat(tmp_path, said(**more))[0].forms == forms


def test_system_lines_name_people(tmp_path: Path) -> None:
    found = chat(tmp_path, said(content="Zoé added Bo Roe to the group."))[0]
    assert [found.text[start:end] for start, end in found.names] == ["Zoé", "Bo Roe"]


def test_shares_are_links(tmp_path: Path) -> None:
    found = chat(tmp_path, said(share={"link": "https://example.org/é", "share_text": "Look"}))[0]
    assert (found.links, found.text) == (("https://example.org/é",), "Look")
    assert chat(tmp_path, said(share={"link": "https://example.org"}))[0].text == "https://example.org"


def test_reactions_are_counted_without_names(tmp_path: Path) -> None:
    reactions = [{"reaction": "😀", "actor": "Zoé"}, {"reaction": "😀", "actor": "Bo Roe"}]
    assert chat(tmp_path, said(content="x", reactions=reactions))[0].attributes == {"reactions": {"😀": 2}}


def test_a_message_is_known_by_what_cannot_change(tmp_path: Path) -> None:
    first = chat(tmp_path, said(content="x"), said(content="x"), said(content="y"))
    later = chat(
        tmp_path,
        said(content="z", timestamp_ms=1),
        said(content="x", reactions=[{"reaction": "😀"}]),
        said(content="x"),
    )
    assert len({each.native for each in first}) == 3
    assert [each.native for each in later[1:]] == [each.native for each in first[:2]]


@pytest.mark.parametrize("value", [0, 10**20, "soon", None, [], -(10**15)])
def test_impossible_times_are_kept_and_told(tmp_path: Path, value: object) -> None:
    found = chat(tmp_path, said(timestamp_ms=value))[0]
    assert found.edited.at is None
    assert value is None or "timestamp_ms" in found.edited.evidence


def download(root: Path) -> Path:
    """Write a download of a Facebook account with a bit of everything."""
    posts = [
        {
            "timestamp": 1711357500,
            "data": [{"post": "Une chambre à louer"}, {"update_timestamp": 1}],
            "title": "Zoé updated her status.",
        },
        {
            "timestamp": 1711357600,
            "attachments": [
                {
                    "data": [
                        {"external_context": {"name": "Rooms", "url": "https://example.org/rooms"}},
                        {"media": {"uri": "posts/a.jpg", "description": "the room"}},
                        {"place": {"name": "The square", "coordinate": {"latitude": 1}}},
                        {"note": {"title": "Note", "text": "More"}},
                    ]
                }
            ],
            "data": [{"post": "Look"}],
        },
        {
            "timestamp": 1711357700,
            "label_values": [{"label": "URL", "value": "x"}, {"label": "Message", "value": "New é"}],
            "media": [{"uri": "a.mp4"}],
            "fbid": "1",
        },
    ]
    comments = {
        "comments_v2": [
            {
                "timestamp": 1711357800,
                "data": [{"comment": {"timestamp": 1711357801, "comment": "merci é", "author": "Zoé"}}],
                "title": "Zoé commented on Bo's post.",
            },
            {
                "timestamp": 1711357900,
                "data": [
                    {"comment": {"timestamp": 1711357901, "comment": "in", "author": "Zoé", "group": "Rooms"}}
                ],
            },
        ]
    }
    inbox = root / "your_facebook_activity" / "messages" / "inbox" / "zoe_1"
    for number in (1, 2, 10):
        write(
            inbox / f"message_{number}.json",
            {**FACEBOOK, "thread_path": "inbox/zoe_1", "messages": [said(content=f"m{number}")]},
        )
    write(
        root / "your_facebook_activity" / "posts" / "your_posts__check_ins__photos_and_videos_1.json", posts
    )
    write(root / "your_facebook_activity" / "comments_and_reactions" / "comments.json", comments)
    likes = [
        {
            "timestamp": 1,
            "data": [{"reaction": {"reaction": "LIKE", "actor": "Zoé"}}],
            "title": "Zoé likes a photo.",
        }
    ]
    write(root / "your_facebook_activity" / "comments_and_reactions" / "likes_and_reactions.json", likes)
    write(root / "security" / "logins.json", {"account_accesses_v2": [{"timestamp": 1, "ip_address": "::1"}]})
    write(inbox / "photos" / "a.jpg", b"\xff\xd8")
    return root


def zipped(root: Path) -> Path:
    path = root.parent / "facebook-zoe.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for each in sorted(root.rglob("*.*")):
            archive.write(each, each.relative_to(root).as_posix())
    return path


@pytest.mark.parametrize("pack", [lambda root: root, zipped], ids=["folder", "zip"])
def test_a_whole_download_is_read(tmp_path: Path, pack: Any) -> None:
    path = pack(download(tmp_path / "facebook"))
    found = records(path)
    comments, chats, posts = (
        [each for each in found if each.kind == kind] for kind in ("comment", "message", "post")
    )
    assert [(each.text, each.author, each.thread) for each in comments] == [
        ("merci é", "Zoé", ""),
        ("in", "Zoé", "Rooms"),
    ]
    assert [each.text for each in chats] == ["m1", "m2", "m10"]
    assert {each.thread for each in chats} == {"inbox/zoe_1"}
    assert [each.text for each in posts] == [
        "Une chambre à louer",
        "Look\nRooms\nthe room\nThe square\nNote\nMore",
        "New é",
    ]
    assert posts[1].links == ("https://example.org/rooms",)
    assert [each.forms for each in posts] == [(), ("image",), ("video",)]
    assert comments[0].edited.at == datetime(2024, 3, 25, 9, 10, 1)
    assert [each.where for each in found] == list(range(1, 9))
    assert READERS["facebook"].sniff(Sample.of(path)) > 0.9 > READERS["instagram"].sniff(Sample.of(path))
    assert any("left out: 3" in note for note in READERS["facebook"].prepare(path, Params()).notes)


INSTAGRAM_FILES = {
    "content/posts_1.json": (
        [
            {"media": [{"uri": "media/a.jpg", "creation_timestamp": 1711357500, "title": "Été"}]},
            {
                "media": [
                    {"uri": "a.jpg", "creation_timestamp": 1, "title": ""},
                    {"uri": "b.mp4", "creation_timestamp": 2, "title": ""},
                ],
                "title": "Two",
                "creation_timestamp": 1711357600,
            },
        ],
        [("post", "Été", ("image",)), ("post", "Two", ("image", "video"))],
    ),
    "content/stories.json": (
        {"ig_stories": [{"uri": "media/a.mp4", "creation_timestamp": 1711357500, "title": "Ici"}]},
        [("post", "Ici", ("video",))],
    ),
    "content/reels.json": (
        {
            "ig_reels_media": [
                {"media": [{"uri": "media/a.mp4", "creation_timestamp": 1711357500, "title": "Là"}]}
            ]
        },
        [("post", "Là", ("video",))],
    ),
    "comments/post_comments_1.json": (
        [
            {
                "media_list_data": [{"uri": ""}],
                "string_map_data": {
                    "Commentaire": {"value": "Ça va"},
                    "Propriétaire": {"value": "bo"},
                    "Heure": {"timestamp": 1711357500},
                },
            }
        ],
        [("comment", "Ça va", ())],
    ),
    "comments/post_comments.json": (
        {
            "comments_media_comments": [
                {"title": "bo", "string_list_data": [{"value": "Ça va", "timestamp": 1711357500}]}
            ]
        },
        [("comment", "Ça va", ())],
    ),
    "comments/reels_comments.json": (
        {
            "comments_reels_comments": [
                {"string_map_data": {"Comment": {"value": "Oui é"}, "Time": {"timestamp": 1711357500}}}
            ]
        },
        [("comment", "Oui é", ())],
    ),
}


@pytest.mark.parametrize("name", INSTAGRAM_FILES)
def test_posts_and_comments_of_instagram(tmp_path: Path, name: str) -> None:
    value, wanted = INSTAGRAM_FILES[name]
    path = write(tmp_path / "your_instagram_activity" / name, value)
    found = records(path, "instagram")
    assert [(each.kind, each.text, each.forms) for each in found] == wanted
    assert found[0].edited.at == datetime(2024, 3, 25, 9, 5)
    assert READERS["instagram"].sniff(Sample.of(path)) > 0.9
    assert found[0].thread == ("bo" if wanted[0][0] == "comment" and "reels" not in name else "")


def test_one_file_of_a_chat_has_its_folders_name(tmp_path: Path) -> None:
    bare = {"messages": [said(content="x")]}
    path = write(tmp_path / "messages" / "inbox" / "zoe_1" / "message_1.json", bare)
    assert records(path)[0].thread == "inbox/zoe_1"
    assert records(write(tmp_path / "message_1.json", bare))[0].thread == "chat"
    assert records(write(tmp_path / "message_2.json", {**bare, "title": "Zoé"}))[0].thread == "Zoé"


def test_platforms_are_told_apart(tmp_path: Path) -> None:
    for name, sample in (("instagram", INSTAGRAM), ("facebook", FACEBOOK)):
        path = write(tmp_path / f"{name[0]}.json", sample)
        sure = {each: reader.sniff(Sample.of(path)) for each, reader in READERS.items()}
        assert max(sure, key=lambda each: sure[each]) == name


@pytest.mark.parametrize("platform", READERS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b'{"messages": []}',
        b'{"messages": [{"from": "A", "date": "x"}]}',
        b"\0" * 99,
        b"[" * 9999,
    ],
)
def test_wrong_files_are_refused_with_a_hint(tmp_path: Path, platform: str, data: bytes) -> None:
    path = write(tmp_path / "message_1.json", data)
    assert READERS[platform].sniff(Sample.of(path)) < 0.5
    with pytest.raises(SourceError) as caught:
        everything(path, platform)
    assert "JSON" in caught.value.hint


def test_broken_entries_do_not_take_the_others_with_them(tmp_path: Path) -> None:
    good = json.dumps(said(content="a")).encode()
    data = b'{"messages": [' + b",".join([good, b"7", b'{"sender_name": ', good]) + b"]}"
    found = everything(write(tmp_path / "message_1.json", data[:-2]))
    assert isinstance(found[0], Record)
    assert any(isinstance(each, Unreadable) and each.raw == b"7" for each in found)


GOOD = json.dumps(
    taken_apart({**FACEBOOK, "messages": [said(content="déjà"), said(photos=[{"uri": "a"}])]})
).encode()


@SLOW
@given(
    place=st.integers(0, len(GOOD)),
    gone=st.integers(0, 40),
    junk=st.binary(max_size=20) | st.sampled_from([b'"', b"{", b"]", b"\\"]),
)
def test_damage_never_breaks_the_reader(tmp_path: Path, place: int, gone: int, junk: bytes) -> None:
    path = write(tmp_path / "message_1.json", GOOD[:place] + junk + GOOD[place + gone :])
    try:
        found = everything(path)
    except SourceError:
        return
    assert all(isinstance(each, Record) or each.reason for each in found)


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["uri", "data", "post", "media", "value", "timestamp", "comment", "title"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
KEYS = [
    "sender_name",
    "timestamp_ms",
    "content",
    "photos",
    "sticker",
    "media",
    "share",
    "reactions",
    "type",
    "timestamp",
    "data",
    "attachments",
    "label_values",
    "string_map_data",
    "string_list_data",
    "creation_timestamp",
    "title",
    "uri",
]


@SLOW
@given(
    entry=st.dictionaries(st.sampled_from(KEYS), VALUES),
    name=st.sampled_from(["messages", "comments_v2", "ig_stories", "comments_media_comments"]),
)
def test_any_build_of_an_entry_is_a_record_or_told(tmp_path: Path, entry: dict[str, Any], name: str) -> None:
    path = write(
        tmp_path / "x.json",
        {"participants": 5, name: [{"sender_name": "A", "timestamp_ms": 1711357500123}, entry]},
    )
    assert len(everything(path)) == 2


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="the research data set is not here")
def test_the_export_of_chat_miner_meets_its_target() -> None:
    target = json.loads((DATA / "target.json").read_text(encoding="utf-8"))
    found = records(DATA / "test_export.json", "instagram")
    assert [
        {"timestamp": each.edited.at.isoformat(), "author": each.author, "message": each.text}
        for each in found
        if each.edited.at
    ] == target
