"""Platforms of pictures and of work: 9GAG, Imgur, Pinterest, RedNote (Xiaohongshu), LinkedIn."""

from __future__ import annotations

import re
from typing import Any, Final

from diatrace.model import UNDATED, Moment, Record
from diatrace.source.platforms.common import (
    dated,
    facts,
    first,
    inner,
    items,
    media,
    number,
    parts,
    seconds,
    text,
)
from diatrace.trace import dates

_ACTIVITY: Final = re.compile(r"urn:li:(?:activity|share|ugcPost):(\d+)")


def ninegag(data: dict[str, Any]) -> Record:
    """Map a 9GAG post; anonymous ones have no author."""
    return Record(
        text=text(data.get("description")),
        title=text(data.get("title")),
        native=text(data.get("id")),
        author=text(inner(data, "creator").get("username")),
        url=text(data.get("url")),
        edited=seconds(data.get("creationTs"), "creationTs"),
        forms=media(image=data.get("type") == "Photo", video=data.get("type") in {"Animated", "Video"}),
        links=parts([data.get("sourceUrl")]),
        attributes=facts(
            likes=number(data.get("upVoteCount")),
            dislikes=number(data.get("downVoteCount")),
            comments=number(data.get("commentsCount")),
            hashtags=parts(each.get("key") for each in items(data.get("tags"))),
            is_sensitive=data.get("nsfw") == 1,
            is_ad=data.get("promoted") == 1,
        ),
    )


def imgur(data: dict[str, Any]) -> Record:
    """Map an Imgur post."""
    kind = text(inner(data, "cover").get("type"))
    return Record(
        text=text(data.get("description")),
        title=text(data.get("title")),
        native=text(data.get("id")),
        author=text(data.get("account_id")),
        url=text(data.get("url")),
        edited=dated(data.get("created_at"), "created_at"),
        forms=media(image=kind == "image", video=kind == "video"),
        attributes=facts(
            likes=number(data.get("upvote_count")),
            dislikes=number(data.get("downvote_count")),
            comments=number(data.get("comment_count")),
            views=number(data.get("view_count")),
            is_sensitive=data.get("is_mature") is True,
            is_ad=data.get("is_ad") is True,
        ),
    )


def pinterest(data: dict[str, Any]) -> Record:
    """Map a pin from the site's data, or the little that its page shows."""
    native = text(first(data, "entityId", "id"))
    created = first(data, "created_at", "createdAt")
    return Record(
        text=text(first(data, "description", "body")).strip(),
        title=text(first(data, "title", "grid_title")).strip(),
        native=native,
        author=text(inner(data, "pinner").get("username")),
        forward_of=text(inner(data, "nativeCreator").get("username")),
        url=f"https://www.pinterest.com/pin/{native}/" if native else "",
        edited=dated(created, "created_at") if isinstance(created, str) else UNDATED,
        forms=("video",) if first(data, "isVideo", "videos") else ("image",),
        links=parts([data.get("link")]),
        attributes=facts(
            hashtags=parts(data.get("tags") or inner(data, "pinJoin").get("visualAnnotation") or ())
        ),
    )


def rednote(data: dict[str, Any]) -> Record:
    """Map a RedNote post from the site's data (either spelling of its fields) or its page, or a comment."""
    if "content" in data and "note_id" in data:
        return rednote_comment(data)
    note = inner(data, "note_card") or inner(data, "note") or data
    native = text(first(data, "id", "note_id", "noteId"))
    who = inner(note, "user")
    counts = inner(note, "interact_info") or inner(note, "interactInfo")
    return Record(
        text=text(note.get("desc")),
        title=text(first(note, "display_title", "displayTitle", "title")),
        native=native,
        author=text(first(who, "user_id", "userId", "nickname", "nick_name") or data.get("author_name")),
        url=f"https://www.xiaohongshu.com/explore/{native}" if native else "",
        edited=seconds(note.get("time"), "time"),
        forms=("video",) if note.get("type") == "video" or note.get("video") else ("image",),
        mentions=parts(
            first(each, "user_id", "userId") for each in items(first(note, "at_user_list", "atUserList"))
        ),
        attributes=facts(
            likes=number(first(counts, "liked_count", "likedCount") or data.get("likes")),
            hashtags=parts(each.get("name") for each in items(first(note, "tag_list", "tagList"))),
        ),
    )


def rednote_comment(data: dict[str, Any]) -> Record:
    """Map a RedNote comment: it answers another comment, or the post."""
    post = text(data.get("note_id"))
    return Record(
        kind="comment",
        text=text(data.get("content")),
        native=text(data.get("id")),
        author=text(first(inner(data, "user_info"), "user_id", "nickname")),
        thread=post,
        reply_to=text(inner(data, "target_comment").get("id")) or post,
        edited=seconds(data.get("create_time"), "create_time"),
        attributes=facts(likes=number(data.get("like_count")), replies=number(data.get("sub_comment_count"))),
    )


def linkedin(data: dict[str, Any]) -> Record:
    """Map a LinkedIn post; it is dated by the number of its activity, which counts from 1970 in its upper bits."""
    urn = text(
        inner(data, "updateMetadata").get("urn") or first(data, "preDashEntityUrn", "entityUrn", "urn")
    )
    found = _ACTIVITY.search(urn)
    native = found[1] if found else ""
    said = inner(data, "commentary", "text")
    counts = inner(data, "*socialDetail", "*totalSocialActivityCounts")
    content = inner(data, "content")
    target = first(inner(content, "navigationContext"), "actionTarget") or first(
        inner(content, "articleComponent", "navigationContext"), "actionTarget"
    )
    return Record(
        text=text(said.get("text")),
        native=native,
        author=_path(text(inner(data, "actor", "navigationContext").get("actionTarget"))),
        url=f"https://www.linkedin.com/feed/update/urn:li:activity:{native}" if native else "",
        edited=_activity_date(native),
        forms=media(
            image=content.get("images"), video=any("ideo" in name and content[name] for name in content)
        ),
        mentions=parts(
            first(inner(each, "*miniProfile"), "publicIdentifier")
            or first(inner(each, "*miniCompany"), "universalName")
            for each in items(said.get("attributes"))
        ),
        links=parts([target]),
        attributes=facts(
            likes=number(counts.get("numLikes")),
            comments=number(counts.get("numComments")),
            shares=number(counts.get("numShares")),
        ),
    )


def _path(address: str) -> str:
    """Return the part of a profile's address that names it, as `in/somebody`."""
    return address.partition("linkedin.com/")[2].partition("?")[0].strip("/")


def _activity_date(native: str) -> Moment:
    return (
        dates.from_epoch(int(native) >> 22, unit=1000, evidence="activity number")
        if len(native) == 19
        else UNDATED
    )
