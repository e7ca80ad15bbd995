"""Instagram and Threads, whose posts share one shape; Instagram's older graph and newer page shapes too."""

from __future__ import annotations

from typing import Any, Final

from diatrace.model import Record
from diatrace.source.platforms.common import facts, first, inner, items, media, number, parts, seconds, text

_VIDEO: Final = 2
_CAROUSEL: Final = 8


def instagram(data: dict[str, Any]) -> Record:
    """Map an Instagram post: list, graph or page shape; views that show part of it are marked."""
    native = text(first(data, "code", "shortcode"))
    tagged = [inner(each, "user") for each in items(inner(data, "usertags").get("in"))]
    tagged += [
        inner(each, "node", "user") for each in items(inner(data, "edge_media_to_tagged_user").get("edges"))
    ]
    taken = "taken_at" if data.get("taken_at") else "taken_at_timestamp"
    return Record(
        text=_caption(data),
        native=native,
        author=_author(data),
        url=f"https://www.instagram.com/p/{native}/" if native else "",
        edited=seconds(data.get(taken), taken),
        forms=_forms(data),
        mentions=parts(each.get("username") for each in (*tagged, *items(data.get("coauthor_producers")))),
        attributes=facts(
            likes=number(data.get("like_count"))
            or number(inner(data, "edge_media_preview_like").get("count")),
            comments=number(first(data, "comment_count"))
            or number(inner(data, "edge_media_preview_comment").get("count")),
            views=number(first(data, "view_count", "play_count", "video_view_count")),
            is_partial=data.get("_zs_partial") is True,
            is_ad=data.get("product_type") == "ad",
        ),
    )


def threads(data: dict[str, Any]) -> Record:
    """Map a Threads post, with what it answers, quotes or reposts."""
    native = text(first(data, "code", "pk", "id"))
    about = inner(data, "text_post_app_info")
    shared = inner(about, "share_info")
    original = inner(shared, "reposted_post")
    quoted = inner(shared, "quoted_post")
    link = inner(about, "link_preview_attachment").get("url")
    return Record(
        text=_caption(original or data),
        native=native,
        author=_author(data),
        forward_of=_author(original or quoted),
        url=f"https://www.threads.com/t/{native}" if native else "",
        edited=seconds(data.get("taken_at"), "taken_at"),
        forms=_forms(original or data),
        mentions=parts([inner(about, "reply_to_author").get("username")]),
        links=parts([link]),
        attributes=facts(
            likes=number(data.get("like_count")),
            reposts=number(about.get("repost_count")),
            replies=number(about.get("direct_reply_count")),
            quotes=number(about.get("quote_count")),
            quote_of=text(quoted.get("code")),
            is_repost=bool(original),
            is_reply=about.get("is_reply") is True,
        ),
    )


def _caption(data: dict[str, Any]) -> str:
    caption = data.get("caption")
    if isinstance(caption, str):
        return caption
    edges = items(inner(data, "edge_media_to_caption").get("edges"))
    return text(inner(data, "caption").get("text")) or "\n".join(
        text(inner(each, "node").get("text")) for each in edges
    )


def _author(data: dict[str, Any]) -> str:
    return text(inner(data, "user").get("username") or inner(data, "owner").get("username"))


def _forms(data: dict[str, Any]) -> tuple[str, ...]:
    """Forms of a post and of what it carries."""
    kinds = [data, *items(data.get("carousel_media"))]
    kinds += [inner(each, "node") for each in items(inner(data, "edge_sidecar_to_children").get("edges"))]
    video = any(
        each.get("media_type") == _VIDEO
        or each.get("video_versions")
        or "Video" in text(each.get("__typename"))
        for each in kinds
    )
    image = any(
        (
            each.get("media_type") not in {_VIDEO, _CAROUSEL}
            and inner(each, "image_versions2").get("candidates")
        )
        or text(each.get("__typename")) in {"GraphImage", "XIGPolarisPhotoMedia"}
        for each in kinds
    )
    return media(image=image, video=video, audio=inner(data, "audio").get("audio_src"))
