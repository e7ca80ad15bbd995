"""X (Twitter): the timeline's GraphQL result, its older "adaptive" shape, and the REST API's flat tweet."""

from __future__ import annotations

from typing import Any

from diatrace.model import Record
from diatrace.source.platforms.common import (
    NOTHING,
    dated,
    facts,
    first,
    inner,
    items,
    media,
    number,
    parts,
    text,
)

EVIDENCE = "created_at"


def post(data: dict[str, Any]) -> Record:
    """Map a tweet; a retweet carries the original's whole text and names who said it first."""
    tweet = unwrapped(data)
    legacy = inner(tweet, "legacy") or tweet
    native = text(first(tweet, "rest_id", "id_str") or legacy.get("id_str") or tweet.get("id"))
    original, quoted = _other(legacy, "retweeted_status"), _other(tweet, "quoted_status")
    said = original or tweet
    entities = inner(inner(said, "legacy") or said, "entities")
    return Record(
        text=full_text(said),
        native=native,
        author=author(tweet),
        thread=text(legacy.get("conversation_id_str")),
        reply_to=text(legacy.get("in_reply_to_status_id_str")),
        forward_of=author(original or quoted) if original or quoted else "",
        url=f"https://x.com/i/status/{native}" if native else "",
        edited=dated(legacy.get("created_at"), EVIDENCE),
        language=text(legacy.get("lang")),
        forms=_forms(said),
        mentions=_mentions(entities, legacy),
        links=parts(first(each, "expanded_url", "url") for each in items(entities.get("urls"))),
        attributes=_facts(tweet, legacy, entities, quoted, repost=bool(original)),
    )


def _other(tweet: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the tweet that another one repeats or quotes; an empty object where there is none."""
    found = inner(tweet, f"{name}_result") or inner(tweet, name)
    return unwrapped(found) if found else NOTHING


def unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """Return a tweet without what may stand around it: a result, a visibility notice."""
    for name in ("result", "tweet"):
        within = value.get(name)
        if isinstance(within, dict):
            value = within
    return value


def full_text(tweet: dict[str, Any]) -> str:
    """Return the whole text: that of a long note, else that of the tweet."""
    note = inner(tweet, "note_tweet", "note_tweet_results", "result").get("text")
    return text(note) or text(first(inner(tweet, "legacy") or tweet, "full_text", "text"))


def author(tweet: dict[str, Any]) -> str:
    """Return the handle of who wrote a tweet; their number where the handle is not in the capture."""
    user = inner(tweet, "core", "user_results", "result") or inner(tweet, "user")
    name = inner(user, "core").get("screen_name") or inner(user, "legacy").get("screen_name")
    return text(name) or text(user.get("screen_name") or inner(tweet, "legacy").get("user_id_str"))


def _mentions(entities: dict[str, Any], legacy: dict[str, Any]) -> tuple[str, ...]:
    named = [each.get("screen_name") for each in items(entities.get("user_mentions"))]
    return parts([legacy.get("in_reply_to_screen_name"), *named])


def _forms(tweet: dict[str, Any]) -> tuple[str, ...]:
    legacy = inner(tweet, "legacy") or tweet
    found = inner(legacy, "extended_entities").get("media") or inner(legacy, "entities").get("media")
    if not found and "card" not in tweet:
        return ()
    kinds = {each.get("type") for each in items(found)}
    return media(image="photo" in kinds, video=kinds & {"video", "animated_gif"}, poll=_poll(tweet))


def _poll(tweet: dict[str, Any]) -> bool:
    return "poll" in text(inner(tweet, "card", "legacy").get("name") or inner(tweet, "card").get("name"))


def _facts(
    tweet: dict[str, Any],
    legacy: dict[str, Any],
    entities: dict[str, Any],
    quoted: dict[str, Any],
    *,
    repost: bool,
) -> dict[str, Any]:
    return facts(
        likes=number(legacy.get("favorite_count")),
        reposts=number(legacy.get("retweet_count")),
        replies=number(legacy.get("reply_count")),
        quotes=number(legacy.get("quote_count")),
        views=number(inner(tweet, "views").get("count") or inner(tweet, "ext_views").get("count")),
        hashtags=parts(each.get("text") for each in items(entities.get("hashtags"))),
        quote_of=text(legacy.get("quoted_status_id_str") or quoted.get("rest_id")),
        is_repost=repost,
        is_promoted=tweet.get("promoted") is True,
        is_sensitive=legacy.get("possibly_sensitive") is True,
    )
