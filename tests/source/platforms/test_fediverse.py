"""Truth Social, Mastodon, Gab."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from datetime import datetime

from diatrace.model import Moment
from diatrace.source.platforms.catalogue import record_of
from tests.source.platforms import facts

STATUS = {
    "id": "11",
    "created_at": "2022-03-05T10:11:01.000Z",
    "content": "<p>Bonjour<br>à <b>tous</b></p><script>alert(1)</script>",
    "account": {"acct": "ada", "username": "ada", "display_name": "Ada"},
    "in_reply_to_id": "10",
    "language": "fr",
    "mentions": [{"acct": "basma"}],
    "tags": [{"name": "logement"}],
    "media_attachments": [{"type": "tv"}],
    "favourites_count": 2,
    "reblogs_count": 0,
    "replies_count": 1,
    "card": {"url": "https://example.org"},
    "sensitive": True,
}


def test_truth_social_and_mastodon() -> None:
    found = record_of("truthsocial", STATUS)
    assert (found.text, found.native, found.author, found.reply_to) == ("Bonjour\nà tous", "11", "ada", "10")
    assert found.edited == Moment(datetime(2022, 3, 5, 10, 11, 1), "second", "UTC", "created_at")
    assert (found.mentions, found.links, found.forms, found.url) == (
        ("basma",),
        ("https://example.org",),
        ("video",),
        "",
    )
    assert facts(found) == {
        "likes": 2,
        "reposts": 0,
        "replies": 1,
        "hashtags": ("logement",),
        "is_sensitive": True,
    }
    again = {**STATUS, "id": "12", "content": "", "reblog": STATUS, "account": {"acct": "carla"}}
    found = record_of("mastodon", again)
    assert (found.text, found.author, found.forward_of) == ("Bonjour\nà tous", "carla", "ada")


def test_gab_in_both_shapes() -> None:
    assert record_of("gab", STATUS).text == "Bonjour\nà tous"
    short = {
        "i": "21",
        "c": "Bonjour &amp; merci",
        "ca": "2022-03-05T10:11:01.000Z",
        "fbc": 2,
        "rbc": 1,
        "rc": 0,
        "author_info": {"i": "5", "ac": "ada", "un": "ada", "dn": "Ada"},
        "m": [{"username": "basma"}],
        "tg": [{"name": "x"}],
        "image_info": [{"t": "image"}],
        "link_info": {"url": "https://example.org"},
    }
    found = record_of("gab", short)
    assert (found.text, found.native, found.author, found.forms) == (
        "Bonjour & merci",
        "21",
        "ada",
        ("image",),
    )
    assert (found.mentions, found.links) == (("basma",), ("https://example.org",))
    assert facts(found) == {"likes": 2, "reposts": 1, "replies": 0, "hashtags": ("x",)}
