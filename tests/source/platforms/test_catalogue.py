"""Names of platforms, and posts in shapes nobody described."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.platforms.catalogue import platform_of, record_of
from tests.source.platforms import missing


@pytest.mark.parametrize(
    ("name", "platform"),
    [
        ("twitter.com", "x"),
        ("x.com", "x"),
        ("threads.net", "threads"),
        ("tiktok-comments", "tiktok"),
        ("9gag.com", "9gag"),
        ("truthsocial.com", "truthsocial"),
        ("xiaohongshu-comments", "xiaohongshu"),
        ("https://www.TikTok.com/@a", "tiktok"),
        ("ninegag", "9gag"),
        ("bsky.app", "bluesky"),
        ("https://t.me/chat", "telegram"),
        ("newsite.example.org", "example"),
        ("", ""),
    ],
)
def test_a_platform_has_one_name(name: str, platform: str) -> None:
    assert platform_of(name) == platform


def test_an_unknown_platform_gives_what_can_be_told() -> None:
    data = {
        "post": {
            "id": 5,
            "message": "Bonjour",
            "permalink": "https://new.example/ada/5",
            "created_at": "2022-03-05T10:11:01Z",
        },
        "author": {"username": "ada"},
    }
    found = record_of("example", data)
    assert (found.text, found.native, found.author, found.platform) == ("Bonjour", "5", "ada", "example")
    assert found.url == "https://new.example/_/5"
    assert found.edited.at == datetime(2022, 3, 5, 10, 11, 1)
    assert missing(found) == []
    assert missing(record_of("example", {"x": 1})) == ["id", "author", "date", "text"]


@pytest.mark.parametrize(
    "platform", ["x", "tiktok", "instagram", "threads", "gab", "linkedin", "pinterest", "douyin"]
)
def test_a_changed_shape_is_read_as_far_as_it_goes(platform: str) -> None:
    data = {"new_id": 1, "id": "5", "text": "Bonjour", "user": {"username": "ada"}, "created_at": 1646475061}
    found = record_of(platform, data)
    assert (found.native, found.platform) == ("5", platform)
    broken = record_of(
        platform,
        {"id": "5", "text": "Bonjour", "legacy": 3, "user": [], "core": "x", "video": 1, "note": None},
    )
    assert broken.native == "5"
    assert "author" in missing(broken)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list("abc")), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = [
    "id",
    "rest_id",
    "legacy",
    "core",
    "user",
    "author",
    "caption",
    "text",
    "desc",
    "content",
    "created_at",
    "createTime",
    "stats",
    "textExtra",
    "text_post_app_info",
    "note_card",
    "c",
    "account",
    "actor",
    "commentary",
    "rawdata",
    "cell_room",
    "preDashEntityUrn",
    "cid",
    "code",
    "media_type",
    "carousel_media",
    "tags",
    "creator",
    "images",
    "create_time",
]
PLATFORMS = [
    "x",
    "tiktok",
    "douyin",
    "instagram",
    "threads",
    "truthsocial",
    "gab",
    "9gag",
    "imgur",
    "pinterest",
    "xiaohongshu",
    "linkedin",
    "unknown",
]


@given(st.dictionaries(st.sampled_from(KEYS), VALUES), st.sampled_from(PLATFORMS))
def test_no_shape_breaks_a_mapper(data: dict[str, Any], platform: str) -> None:
    found = record_of(platform, data)
    assert isinstance(found.text, str)
    assert all(
        isinstance(each, str)
        for each in (found.native, found.author, found.thread, found.reply_to, found.url)
    )
    json.dumps(found.attributes)
