"""TikTok and Douyin."""

from __future__ import annotations

import json

from diatrace.source.platforms.catalogue import record_of
from tests.source.platforms import facts
from tests.source.table_samples import tiktok


def test_tiktok_of_the_page_and_of_pictures() -> None:
    data = {**tiktok(1, "x"), "author": "ada", "nickname": "Ada", "imagePost": {"images": [1]}, "isAd": True}
    found = record_of("tiktok", data)
    assert (found.author, found.forms, facts(found)["is_ad"]) == ("ada", ("image",), True)


def test_a_comment_of_tiktok() -> None:
    data = {
        "cid": "71",
        "aweme_id": "70",
        "reply_id": "0",
        "text": "نعم",
        "create_time": 1646475061,
        "digg_count": 3,
        "reply_comment_total": 1,
        "comment_language": "ar",
        "user": {"unique_id": "basma", "uid": "5", "nickname": "B"},
    }
    found = record_of("tiktok", data)
    assert (found.kind, found.native, found.thread, found.reply_to) == ("comment", "71", "70", "70")
    assert (found.author, found.language, facts(found)) == ("basma", "ar", {"likes": 3, "replies": 1})
    assert record_of("tiktok", {**data, "reply_id": "69"}).reply_to == "69"
    assert record_of("tiktok", {**data, "user": {"uid": "5"}}).author == "5"


def test_douyin_in_both_spellings_and_live() -> None:
    snake = {
        "aweme_id": "d1",
        "desc": "你好",
        "create_time": 1646475061,
        "author": {"sec_uid": "S1", "nickname": "N"},
        "statistics": {"digg_count": 1, "comment_count": 2},
        "text_extra": [{"hashtag_name": "x"}],
        "images": [{}],
    }
    found = record_of("douyin", snake)
    assert (found.text, found.author, found.forms) == ("你好", "S1", ("image",))
    assert facts(found) == {"likes": 1, "comments": 2, "hashtags": ("x",)}
    camel = {
        "awemeId": "d2",
        "desc": "D",
        "createTime": 1646475061,
        "authorInfo": {"secUid": "S2"},
        "stats": {"diggCount": 4},
        "textExtra": [{"hashtagName": "y"}],
        "images": "$undefined",
    }
    found = record_of("douyin", camel)
    assert (found.native, found.author, found.forms, facts(found)) == (
        "d2",
        "S2",
        ("video",),
        {"likes": 4, "hashtags": ("y",)},
    )
    room = {
        "id_str": "d3",
        "title": "Live",
        "create_time": 1646475061,
        "owner": {"sec_uid": "S3"},
        "stats": {},
    }
    found = record_of("douyin", {"cell_room": {"rawdata": json.dumps(room)}})
    assert (found.native, found.text, found.author, facts(found)) == ("d3", "Live", "S3", {"is_live": True})
