"""9GAG, Imgur, Pinterest, RedNote, LinkedIn."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from datetime import datetime

from diatrace.source.platforms.catalogue import record_of
from tests.source.platforms import facts, missing


def test_9gag_and_imgur() -> None:
    gag = {
        "id": "a1",
        "title": "T",
        "description": "D",
        "creationTs": 1646475061,
        "creator": None,
        "type": "Photo",
        "url": "https://9gag.com/gag/a1",
        "upVoteCount": 3,
        "downVoteCount": 1,
        "commentsCount": 0,
        "tags": [{"key": "x"}],
        "nsfw": 1,
        "promoted": 0,
        "sourceUrl": "",
    }
    found = record_of("9gag", gag)
    assert (found.text, found.title, found.forms, missing(found)) == ("D", "T", ("image",), ["author"])
    assert facts(found) == {
        "likes": 3,
        "dislikes": 1,
        "comments": 0,
        "hashtags": ("x",),
        "is_sensitive": True,
    }
    image = {
        "id": "im",
        "title": "T",
        "description": "",
        "created_at": "2022-03-05T10:11:01Z",
        "account_id": 55,
        "view_count": 9,
        "cover": {"type": "video"},
        "url": "https://imgur.com/gallery/im",
    }
    found = record_of("imgur", image)
    assert (found.author, found.title, found.forms, facts(found)) == ("55", "T", ("video",), {"views": 9})


def test_pinterest_of_the_data_and_of_the_page() -> None:
    pin = {
        "entityId": "77",
        "title": " T ",
        "description": "D ",
        "createdAt": "Sat, 05 Mar 2022 10:11:01 +0000",
        "pinner": {"username": "ada"},
        "nativeCreator": {"username": "basma"},
        "link": "https://example.org",
        "pinJoin": {"visualAnnotation": ["home"]},
    }
    found = record_of("pinterest", pin)
    assert (found.native, found.title, found.text, found.forward_of) == ("77", "T", "D", "basma")
    assert found.edited.at == datetime(2022, 3, 5, 10, 11, 1)
    page = {"_zs-origin": "html", "id": "78", "title": "T", "body": "B", "tags": ["x"], "image": "u"}
    found = record_of("pinterest", page)
    assert (found.text, facts(found), missing(found)) == ("B", {"hashtags": ("x",)}, ["author", "date"])


def test_rednote_in_its_shapes() -> None:
    card = {
        "id": "n1",
        "note_card": {
            "display_title": "T",
            "desc": "找房子",
            "time": 1646475061000,
            "user": {"user_id": "u1", "nickname": "N"},
            "interact_info": {"liked_count": "12"},
            "type": "video",
            "tag_list": [{"name": "x"}],
        },
    }
    found = record_of("xiaohongshu", card)
    assert (found.text, found.title, found.author, found.forms) == ("找房子", "T", "u1", ("video",))
    assert found.edited.at == datetime(2022, 3, 5, 10, 11, 1)
    assert facts(found) == {"likes": 12, "hashtags": ("x",)}
    embedded = {
        "id": "n2",
        "note": {"title": "T", "desc": "D", "time": 1646475061000, "user": {"userId": "u2"}},
    }
    assert record_of("xiaohongshu", embedded).author == "u2"
    page = {
        "_zs-origin": "html",
        "id": "n3",
        "title": "T",
        "url": "/explore/n3",
        "author_name": "N",
        "likes": "5",
    }
    found = record_of("xiaohongshu", page)
    assert (found.author, found.title, facts(found), missing(found)) == ("N", "T", {"likes": 5}, ["date"])
    comment = {
        "id": "c1",
        "note_id": "n1",
        "content": "好",
        "create_time": 1646475061000,
        "user_info": {"user_id": "u3"},
    }
    found = record_of("xiaohongshu", comment)
    assert (found.kind, found.thread, found.reply_to, found.author) == ("comment", "n1", "n1", "u3")
    assert record_of("xiaohongshu", {**comment, "target_comment": {"id": "c0"}}).reply_to == "c0"


def test_linkedin_is_dated_by_its_number() -> None:
    data = {
        "preDashEntityUrn": "urn:li:fs_updateV2:(urn:li:activity:6905818134000000000,MAIN)",
        "commentary": {
            "text": {"text": "Bonjour", "attributes": [{"*miniProfile": {"publicIdentifier": "basma"}}]}
        },
        "actor": {
            "navigationContext": {"actionTarget": "https://www.linkedin.com/in/ada?x=1"},
            "name": {"text": "Ada"},
        },
        "content": {
            "images": [{}],
            "articleComponent": {"navigationContext": {"actionTarget": "https://example.org"}},
        },
        "*socialDetail": {"*totalSocialActivityCounts": {"numLikes": 4, "numComments": 0, "numShares": 1}},
    }
    found = record_of("linkedin", data)
    assert (found.native, found.author, found.mentions) == ("6905818134000000000", "in/ada", ("basma",))
    assert found.edited.at is not None
    assert (found.edited.at.year, found.edited.zone, found.edited.evidence) == (
        2022,
        "UTC",
        "activity number",
    )
    assert (found.forms, found.links) == (("image",), ("https://example.org",))
    assert facts(found) == {"likes": 4, "comments": 0, "shares": 1}
