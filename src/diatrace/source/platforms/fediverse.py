"""Truth Social and Gab, which both grew out of Mastodon; Gab also in its abbreviated shape."""

from __future__ import annotations

from typing import Any

from diatrace.model import Record
from diatrace.source.markup import text_of
from diatrace.source.platforms.common import dated, facts, first, inner, items, media, number, parts, text


def status(data: dict[str, Any]) -> Record:
    """Map a status as Mastodon writes it."""
    original = inner(data, "reblog")
    said = original or data
    card = inner(said, "card")
    quoted = inner(said, "quote")
    return Record(
        text=text_of(text(said.get("content"))),
        title=text(said.get("spoiler_text")),
        native=text(data.get("id")),
        author=_who(data),
        thread=text(data.get("conversation_id")),
        reply_to=text(data.get("in_reply_to_id")),
        forward_of=_who(original) or _who(quoted),
        edited=dated(data.get("created_at"), "created_at"),
        language=text(said.get("language")),
        forms=_forms(said.get("media_attachments")) + media(poll=said.get("poll")),
        mentions=parts(first(each, "acct", "username") for each in items(said.get("mentions"))),
        links=parts([card.get("url")]),
        attributes=facts(
            likes=number(data.get("favourites_count")),
            reposts=number(data.get("reblogs_count")),
            replies=number(data.get("replies_count")),
            hashtags=parts(each.get("name") for each in items(said.get("tags"))),
            quote_of=text(data.get("quote_id")),
            is_repost=bool(original),
            is_sensitive=said.get("sensitive") is True,
        ),
    )


def gab(data: dict[str, Any]) -> Record:
    """Map a Gab post; where its fields are abbreviated they are written out first."""
    if "content" in data or "c" not in data:
        return status(data)
    who = inner(data, "author_info") or inner(data, "account")
    return Record(
        text=text_of(text(data.get("c"))),
        native=text(first(data, "i", "id")),
        author=text(first(who, "ac", "un", "acct", "username")),
        thread=text(first(data, "conversation_id", "ci")),
        reply_to=text(first(data, "in_reply_to_id", "irti")),
        edited=dated(first(data, "ca", "created_at"), "created_at"),
        language=text(first(data, "l", "language")),
        forms=_forms(data.get("image_info")),
        mentions=parts(first(each, "ac", "acct", "un", "username") for each in items(data.get("m"))),
        links=parts([inner(data, "link_info").get("url") or inner(data, "card").get("url")]),
        attributes=facts(
            likes=number(data.get("fbc")),
            reposts=number(data.get("rbc")),
            replies=number(data.get("rc")),
            hashtags=parts(first(each, "name", "n") for each in items(data.get("tg"))),
        ),
    )


def _who(data: dict[str, Any]) -> str:
    return text(first(inner(data, "account"), "acct", "username"))


def _forms(attached: Any) -> tuple[str, ...]:
    kinds = {text(first(each, "type", "t")) for each in items(attached)}
    return media(image="image" in kinds, video=kinds & {"video", "gifv", "tv"}, audio="audio" in kinds)
