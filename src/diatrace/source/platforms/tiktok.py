"""TikTok and its Chinese sister Douyin: posts and comments."""

from __future__ import annotations

import re
from typing import Any, Final

from diatrace.model import Record
from diatrace.source.objects import value_of
from diatrace.source.platforms.common import facts, first, inner, items, media, number, parts, seconds, text

_UNDEFINED: Final = "$undefined"  # Douyin's pages write so what is not there


def post(data: dict[str, Any]) -> Record:
    """Map a TikTok post; the author is an object, or a plain handle where it came with the page."""
    if "cid" in data:
        return comment(data)
    native = text(data.get("id"))
    who = data.get("author")
    stats = inner(data, "stats") or inner(data, "statsV2")
    extra = items(data.get("textExtra"))
    said = text(data.get("desc")) or "\n".join(text(each.get("desc")) for each in items(data.get("contents")))
    return Record(
        text=said,
        native=native,
        author=text(who.get("uniqueId") if isinstance(who, dict) else who),
        thread=native,
        url=f"https://www.tiktok.com/@_/video/{native}" if native else "",
        edited=seconds(data.get("createTime"), "createTime"),
        language=text(data.get("textLanguage")),
        forms=media(image=data.get("imagePost"), video=not data.get("imagePost") and data.get("video")),
        mentions=parts(each.get("userUniqueId") for each in extra),
        attributes=facts(
            likes=number(stats.get("diggCount")),
            comments=number(stats.get("commentCount")),
            shares=number(stats.get("shareCount")),
            views=number(stats.get("playCount")),
            hashtags=parts(each.get("hashtagName") for each in extra)
            or parts(each.get("title") for each in items(data.get("challenges"))),
            is_ad=data.get("isAd") is True,
            is_duet=text(inner(data, "duetInfo").get("duetFromId")) not in {"", "0"},
        ),
    )


def comment(data: dict[str, Any]) -> Record:
    """Map a TikTok comment: it answers another comment, or the post."""
    parent = text(data.get("reply_id"))
    user = inner(data, "user")
    return Record(
        kind="comment",
        text=text(data.get("text")),
        native=text(first(data, "cid", "id")),
        author=text(first(user, "unique_id", "uid")),
        thread=text(data.get("aweme_id")),
        reply_to=parent if parent not in {"", "0"} else text(data.get("aweme_id")),
        edited=seconds(data.get("create_time"), "create_time"),
        language=text(data.get("comment_language")),
        mentions=parts(first(each, "user_unique_id", "user_id") for each in items(data.get("text_extra"))),
        attributes=facts(
            likes=number(data.get("digg_count")), replies=number(data.get("reply_comment_total"))
        ),
    )


def douyin(data: dict[str, Any]) -> Record:
    """Map a Douyin post or live stream, written in snake or in camel case."""
    stream = _stream(data)
    found = {**{name: each for name, each in data.items() if each != _UNDEFINED}, **stream}
    item = {_snake(name): each for name, each in found.items()}
    who = inner(item, "author") or inner(item, "author_info") or inner(item, "owner")
    native = text(first(item, "aweme_id", "id_str", "id"))
    stats = {_snake(name): each for name, each in (inner(item, "statistics") or inner(item, "stats")).items()}
    extra = [{_snake(name): each for name, each in part.items()} for part in items(item.get("text_extra"))]
    return Record(
        text=text(first(item, "desc", "title")),
        native=native,
        author=text(first(who, "sec_uid", "secUid", "uid", "id_str", "id")),
        url=f"https://www.douyin.com/video/{native}" if native and not stream else "",
        edited=seconds(first(item, "create_time", "createtime"), "create_time"),
        forms=media(image=item.get("images"), video=not item.get("images")),
        mentions=parts(each.get("sec_uid") for each in extra),
        attributes=facts(
            likes=number(stats.get("digg_count")),
            comments=number(stats.get("comment_count")),
            shares=number(stats.get("share_count")),
            views=number(stats.get("play_count")) or None,
            hashtags=parts(each.get("hashtag_name") for each in extra),
            is_live=bool(stream),
        ),
    )


def _stream(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data of a live stream, which Douyin sends as JSON within JSON."""
    room = inner(data, "cellRoom") or inner(data, "cell_room")
    raw = data.get("rawdata") or room.get("rawdata")
    if isinstance(raw, str) and raw != _UNDEFINED:
        raw = value_of(raw.encode())
    return raw if isinstance(raw, dict) else {}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
