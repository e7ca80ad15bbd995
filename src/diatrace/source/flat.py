"""The flat columns of 4CAT's datasets: what each becomes, whatever the platform."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from diatrace.model import UNDATED, Moment, Record
from diatrace.source.grid import plain
from diatrace.source.platforms.catalogue import platform_of
from diatrace.source.platforms.common import handle_free
from diatrace.source.text import listed
from diatrace.trace import dates
from diatrace.trace.dates import DateFormat

Build: TypeAlias = Callable[[dict[str, Any], bytes, int], Record]

_TEXT: Final = ("body",)
_TITLE: Final = ("subject", "title")
_AUTHOR: Final = (
    "author_username",
    "account_account",
    "account_username",
    "author",
    "author_user_id",
    "author_id",
)
_URL: Final = ("url", "link", "tiktok_url", "comment_url", "post_url", "permalink")
_DATE: Final = ("unix_timestamp", "timestamp", "created_at")
_CAPTURED: Final = ("unix_timestamp_collected", "timestamp_collected", "collected_at")
_LANGUAGE: Final = ("language_guess", "language", "languages")
_FORWARD: Final = (
    "retweeted_user", "author_forwarded_from_username", "author_forwarded_from_name", "author_forwarded_from_id",
    "quote_author", "quoted_user", "author_original",
)  # fmt: skip
_REPLY: Final = ("reply_to", "in_reply_to_id")
_MENTIONS: Final = (
    "mentions", "mentioned", "usertags", "entities_mentioned", "author_mentions", "replied_author", "replied_to_user",
)  # fmt: skip
_LINKS: Final = ("urls", "links", "link_url", "link_attached", "url_original", "source_url")
_IMAGES: Final = ("image_url", "image_urls", "images", "image_file", "display_url")
_VIDEOS: Final = ("video_url", "video_urls", "videos")
_AUDIOS: Final = ("audio_url",)
_OTHER: Final = ("id", "thread_id", "attachment_type", "post_id", "is_comment_on_comment")

_LISTS: Final = (
    "hashtags",
    "tags",
    "labels",
    "challenges",
    "effects",
    "missing_fields",
    "diversification_labels",
)
_WORDS: Final = ("type", "media_type", "reactions", "warning", "board", "subreddit", "quote_tweet_id")
_COUNT: Final = re.compile(
    r"(?:num_|amount_|total_)?(?:likes?|comments?|shares?|views?|plays?|repl(?:y|ies)|reposts?|retweets?|quotes?|"
    r"favou?rites?|reactions?|upvotes?|downvotes?|score|impressions?|interactions?|reblogs?|saves?|collects?|diggs?)"
    r"(?:_[a-z]+)?|reaction_[a-z]+"
)
_FLAG: Final = re.compile(r"is_[a-z_]+|possibly_sensitive|has_poll|partial_item")
_ATTACHED: Final = {
    "photo": "image", "image": "image", "video": "video", "audio": "audio", "voice": "voice", "sticker": "sticker",
    "document": "document", "file": "document", "poll": "poll", "geo": "location", "contact": "contact",
}  # fmt: skip
_SIGNS: Final = {
    "tiktok_url": "tiktok", "is_comment_on_comment": "tiktok", "is_retweet": "x", "retweet_count": "x",
    "entities_mentioned": "telegram", "author_forwarded_from_name": "telegram", "image_4chan": "4chan",
    "subreddit": "reddit", "pinner_original": "pinterest", "board_pins": "pinterest", "author_status": "9gag",
    "video_thumbs": "truthsocial", "replied_to_user": "bluesky", "prevent_download": "douyin",
    "author_pronouns": "linkedin", "collected_from_view": "instagram",
}  # fmt: skip
"""Columns that only one platform's data source has."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one dataset by what they become; those in no role are left out."""

    text: tuple[str, ...]
    title: tuple[str, ...]
    author: tuple[str, ...]
    url: tuple[str, ...]
    date: tuple[str, ...]
    captured: tuple[str, ...]
    language: tuple[str, ...]
    forward_of: tuple[str, ...]
    reply_to: tuple[str, ...]
    mentions: tuple[str, ...]
    links: tuple[str, ...]
    images: tuple[str, ...]
    videos: tuple[str, ...]
    audios: tuple[str, ...]
    other: tuple[str, ...]
    counts: tuple[str, ...]
    flags: tuple[str, ...]
    lists: tuple[str, ...]
    words: tuple[str, ...]

    def personal(self) -> tuple[str, ...]:
        """Columns that hold people."""
        return (*self.author, *self.forward_of, *self.mentions)

    def kept(self) -> tuple[str, ...]:
        """Columns that are kept as they are, images and the like only as the fact that they were there."""
        return tuple(name for name in self.all() if name not in self.personal())

    def all(self) -> tuple[str, ...]:
        """Every column that is read."""
        return tuple(name for role in self.__slots__ for name in getattr(self, role))


def layout(header: Iterable[str]) -> Layout:
    """Sort the columns of a dataset by what they become."""
    names = list(header)

    def among(known: Sequence[str]) -> tuple[str, ...]:
        return tuple(name for name in known if name in names)

    taken = {*_LISTS, *_WORDS, *_OTHER, *_URL, *_LINKS, *_IMAGES, *_VIDEOS, *_REPLY, *_FORWARD, *_MENTIONS}
    return Layout(
        text=among(_TEXT),
        title=among(_TITLE),
        author=among(_AUTHOR),
        url=among(_URL),
        date=among(_DATE),
        captured=among(_CAPTURED),
        language=among(_LANGUAGE),
        forward_of=among(_FORWARD),
        reply_to=among(_REPLY),
        mentions=among(_MENTIONS),
        links=among(_LINKS),
        images=among(_IMAGES),
        videos=among(_VIDEOS),
        audios=among(_AUDIOS),
        other=among(_OTHER),
        counts=tuple(name for name in names if _COUNT.fullmatch(name) and name not in taken),
        flags=tuple(name for name in names if _FLAG.fullmatch(name) and name not in taken),
        lists=among(_LISTS),
        words=among(_WORDS),
    )


def platform(header: Iterable[str], sample: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """Tell the platform from where the addresses of the posts lead, else from columns that only one has."""
    names = set(header)
    column = next((name for name in _URL if name in names), "")
    hosts = Counter(platform_of(url) for row in sample if (url := plain(row.get(column))).startswith("http"))
    signs = Counter(found for name, found in _SIGNS.items() if name in names)
    if hosts and (best := hosts.most_common(1)[0])[1] > 0.5 * len(sample) and "." not in best[0]:
        return best[0], f"column {column} leads there in {best[1]:,} of {len(sample):,} posts looked at"
    if signs:
        found = signs.most_common(1)[0][0]
        return (
            found,
            f"columns {', '.join(name for name in _SIGNS if name in names and _SIGNS[name] == found)}",
        )
    return "", ""


def builder(found: Layout, platform_name: str) -> Build:
    """Return the function that makes a record of the fields of one post."""
    known = bool(platform_name)
    form = platform_name or "table"

    def build(row: dict[str, Any], raw: bytes, where: int) -> Record:
        get = row.get
        author = _first(get, found.author)
        native = plain(get("id"))
        record = Record(
            text=_clean(get, found.text),
            kind="comment" if "comment_url" in row or "is_comment_on_comment" in row else "post",
            platform=form,
            native=native if known else "",
            title=_first(get, found.title),
            author=author,
            thread=plain(get("thread_id")),
            reply_to=_reply(row, found, native) if known else "",
            forward_of=_first(get, found.forward_of),
            url=handle_free(_first(get, found.url), author),
            edited=_date(get, found.date),
            captured=_date(get, found.captured),
            language=_first(get, found.language).partition(",")[0],
            forms=_forms(get, found),
            mentions=tuple(name for column in found.mentions if get(column) for name in listed(get(column))),
            links=tuple(
                link for column in found.links if get(column) for link in listed(get(column)) if "://" in link
            ),
            attributes=_facts(get, found),
            raw=raw,
            where=where,
        )
        if record.forward_of == author:
            record.forward_of = ""
        if native and not known:
            record.attributes = {**(record.attributes or {}), "id": native}
        return record

    return build


def _first(get: Callable[[str], Any], names: Sequence[str]) -> str:
    for name in names:
        value = get(name)
        if value:
            return plain(value).strip()
    return ""


def _clean(get: Callable[[str], Any], names: Sequence[str]) -> str:
    text = plain(get(names[0])) if names else ""
    return text.replace("\x00", "") if "\x00" in text else text


def _reply(row: dict[str, Any], found: Layout, native: str) -> str:
    """Return the identifier of what a post answers, in the form of the dataset's own identifiers."""
    get = row.get
    thread = plain(get("thread_id"))
    if get("is_comment_on_comment") is not None:
        return thread if get("is_comment_on_comment") == "yes" else plain(get("post_id")) or thread
    answered = _first(get, found.reply_to)
    within = thread and native.startswith(f"{thread}-") and answered and not answered.startswith(thread)
    return f"{thread}-{answered}" if within else answered


def _date(get: Callable[[str], Any], names: Sequence[str]) -> Moment:
    """Return the first of these dates that can be read; 4CAT writes them all in UTC."""
    found = UNDATED
    for name in names:
        value = get(name)
        if value is not None and value != "":
            text = plain(value)
            found = _reader(name, text.isdigit())(text)
            if found.at is not None:
                return found
    return found


_READERS: dict[tuple[str, bool], dates.Reader] = {}


def _reader(name: str, counted: bool) -> dates.Reader:
    key = name, counted
    if key not in _READERS:
        form = DateFormat("epoch" if counted else "iso", zone="UTC", evidence=f"column {name}")
        _READERS[key] = dates.reader(form)
    return _READERS[key]


def _forms(get: Callable[[str], Any], found: Layout) -> tuple[str, ...]:
    kinds = [_ATTACHED.get(plain(get("attachment_type")).lower(), "")]
    kinds += ["image"] if any(get(name) for name in found.images) else []
    kinds += ["video"] if any(get(name) for name in found.videos) else []
    kinds += ["audio"] if any(get(name) for name in found.audios) else []
    return tuple(dict.fromkeys(kind for kind in kinds if kind))


def _facts(get: Callable[[str], Any], found: Layout) -> dict[str, Any] | None:
    facts: dict[str, Any] = {}
    for name in found.counts:
        value = get(name)
        if value is not None and value != "":
            text = plain(value)
            facts[name] = int(text) if text.isascii() and text.isdigit() else text
    for name in found.flags:
        if get(name) in ("yes", "true", "True", True):
            facts[name] = True
    for name in found.lists:
        value = get(name)
        if value:
            facts[name] = list(listed(value))
    for name in found.words:
        value = get(name)
        if value:
            facts[name] = plain(value)
    return facts or None
