"""X (Twitter): timelines of every age."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from datetime import datetime
from typing import Any

from diatrace.model import Moment, Record
from diatrace.source.platforms.catalogue import record_of
from tests.source.platforms import facts


def tweet(number: int, text: str, **legacy: Any) -> dict[str, Any]:
    native = str(1500000000000000000 + number)
    return {
        "__typename": "Tweet",
        "rest_id": native,
        "id": native,
        "core": {
            "user_results": {"result": {"legacy": {"screen_name": f"person{number}", "name": "A Name"}}}
        },
        "views": {"count": "77"},
        "legacy": {
            "created_at": "Sat Mar 05 10:11:01 +0000 2022",
            "conversation_id_str": native,
            "full_text": text,
            "lang": "fr",
            "user_id_str": str(number),
            "favorite_count": 1,
            "retweet_count": 2,
            "reply_count": 0,
            "quote_count": 4,
            "entities": {"hashtags": [{"text": "logement"}], "urls": [], "user_mentions": []},
            **legacy,
        },
    }


def test_a_tweet() -> None:
    entities = {
        "hashtags": [{"text": "logement"}],
        "urls": [{"url": "https://t.co/1", "expanded_url": "https://example.org/a"}],
        "user_mentions": [{"screen_name": "basma"}, {"screen_name": "ada"}],
    }
    reply = {"in_reply_to_status_id_str": "1499", "in_reply_to_screen_name": "ada", "entities": entities}
    media = {"extended_entities": {"media": [{"type": "photo"}, {"type": "animated_gif"}]}}
    found = record_of("x", {**tweet(1, "Bonjour", **reply, **media), "promoted": True})
    assert found == Record(
        text="Bonjour",
        platform="x",
        native="1500000000000000001",
        author="person1",
        thread="1500000000000000001",
        reply_to="1499",
        url="https://x.com/i/status/1500000000000000001",
        edited=Moment(datetime(2022, 3, 5, 10, 11, 1), "second", "UTC", "created_at"),
        language="fr",
        forms=("image", "video"),
        mentions=("ada", "basma"),
        links=("https://example.org/a",),
        attributes={
            "likes": 1,
            "reposts": 2,
            "replies": 0,
            "quotes": 4,
            "views": 77,
            "hashtags": ("logement",),
            "is_promoted": True,
        },
    )


def test_a_retweet_carries_the_whole_original() -> None:
    original = tweet(2, "The whole text, longer than its repetition")
    found = record_of(
        "x", tweet(1, "RT @person2: The whole te…", retweeted_status_result={"result": {"tweet": original}})
    )
    assert (found.text, found.author, found.forward_of) == (
        original["legacy"]["full_text"],
        "person1",
        "person2",
    )
    assert facts(found)["is_repost"] is True


def test_a_quote_names_whom_it_quotes() -> None:
    data = {
        **tweet(1, "Look", quoted_status_id_str="9"),
        "quoted_status_result": {"result": tweet(3, "quoted")},
    }
    found = record_of("x", data)
    assert (found.text, found.forward_of, facts(found)["quote_of"]) == ("Look", "person3", "9")


def test_a_long_tweet_and_one_with_a_notice_around_it() -> None:
    note = {"note_tweet": {"note_tweet_results": {"result": {"text": "long " * 90}}}}
    found = record_of(
        "x", {"__typename": "TweetWithVisibilityResults", "tweet": {**tweet(1, "long long…"), **note}}
    )
    assert (found.text, found.native) == ("long " * 90, "1500000000000000001")


def test_a_tweet_of_the_newer_user_shape_and_without_a_user() -> None:
    data = tweet(1, "Hello")
    data["core"]["user_results"]["result"] = {"core": {"screen_name": "carla"}, "legacy": {}}
    assert record_of("x", data).author == "carla"
    assert record_of("x", {**data, "core": {"user_results": {}}}).author == "1"


def test_a_tweet_of_the_older_shape_and_of_the_rest_api() -> None:
    old = {
        "type": "adaptive",
        "id": 1,
        "user": {"screen_name": "dora"},
        "legacy": {**tweet(1, "Old")["legacy"], "id_str": "5"},
    }
    found = record_of("x", old)
    assert (found.text, found.native, found.author) == ("Old", "5", "dora")
    flat = {
        "id_str": "6",
        "full_text": "Flat",
        "user": {"screen_name": "emma"},
        "created_at": "Sat Mar 05 10:11:01 +0000 2022",
    }
    found = record_of("x", flat)
    assert (found.text, found.native, found.author, found.edited.at) == (
        "Flat",
        "6",
        "emma",
        datetime(2022, 3, 5, 10, 11, 1),
    )
