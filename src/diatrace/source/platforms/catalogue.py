"""Which platform a captured post is of, and how it is mapped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from diatrace.model import UNDATED, Moment, Record
from diatrace.source.platforms import boards, fediverse, generic, meta, tiktok, twitter
from diatrace.source.platforms.common import note_missing

Mapper: TypeAlias = Callable[[dict[str, Any]], Record]

_MAPPERS: Final[dict[str, Mapper]] = {
    "x": twitter.post,
    "tiktok": tiktok.post,
    "douyin": tiktok.douyin,
    "instagram": meta.instagram,
    "threads": meta.threads,
    "truthsocial": fediverse.status,
    "mastodon": fediverse.status,
    "gab": fediverse.gab,
    "9gag": boards.ninegag,
    "imgur": boards.imgur,
    "pinterest": boards.pinterest,
    "xiaohongshu": boards.rednote,
    "linkedin": boards.linkedin,
}
_OTHERWISE: Final = {
    "twitter": "x", "twitterv2": "x", "twitter-import": "x", "t": "telegram", "insta": "instagram", "fb": "facebook",
    "tiktok-comments": "tiktok", "tiktok-urls": "tiktok", "ninegag": "9gag", "truth": "truthsocial",
    "rednote": "xiaohongshu", "rednote-comments": "xiaohongshu", "xiaohongshu-comments": "xiaohongshu",
    "xhs": "xiaohongshu", "bsky": "bluesky", "fourchan": "4chan", "eightkun": "8kun", "youtu": "youtube",
}  # fmt: skip
"""Other names of a platform: of 4CAT's data sources, of Zeeschuimer's modules, of short hosts."""


def platform_of(name: str) -> str:
    """Return the one name of a platform from its host, its module's or its data source's name."""
    host = (
        name.lower().removeprefix("https://").removeprefix("http://").partition("/")[0].removeprefix("www.")
    )
    labels = host.split(".")
    short = labels[-2] if len(labels) > 1 and len(labels[-1]) > 1 else host
    return _OTHERWISE.get(short, short)


def record_of(
    platform: str, data: dict[str, Any], *, captured: Moment = UNDATED, raw: bytes = b"", where: int = 0
) -> Record:
    """Map a captured post; one in an unknown shape gives what can be told, and names what is missing."""
    mapper = _MAPPERS.get(platform, generic.post)
    try:
        record = mapper(data)
        if not record.native and mapper is not generic.post:
            record = generic.post(data)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        record = generic.post(data)
    record.platform, record.captured, record.raw, record.where = platform, captured, raw, where
    if not record.native or not record.author or record.edited.at is None or not record.text:
        note_missing(record)
    return record
