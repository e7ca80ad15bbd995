"""Records of Meta's "download your information": a message, a post or a comment out of one JSON object."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

from diatrace.model import Moment, Record
from diatrace.source.chat import clock, people
from diatrace.source.chat.mojibake import repaired

Said = dict[str, Any]

_MEDIA: Final = {
    "photos": "image",
    "gifs": "image",
    "videos": "video",
    "audio_files": "voice",
    "sticker": "sticker",
    "files": "document",
}
_BY_ENDING: Final = (
    ("image", re.compile(r"\.(?:jpe?g|png|gif|webp|heic)$", re.IGNORECASE)),
    ("video", re.compile(r"\.(?:mp4|mov|mkv|webm)$", re.IGNORECASE)),
    ("voice", re.compile(r"\.(?:aac|m4a|mp3|ogg|opus|wav)$|audio", re.IGNORECASE)),
)
_NOTICE: Final = re.compile(
    r"(?:Liked a message|Reacted .{1,16} to your message ?|Deleted a message|You are now connected on Messenger\.?)$"
    r"|(?P<who>.{1,60}?) (?:sent an attachment|sent a (?:live )?location|(?:created|left|named) the group.*"
    r"|changed the (?:theme|group photo).*|set (?:the|your|his|her|their) (?:nickname|emoji).*|added .+ to the group"
    r"|removed .+ from the group|started a (?:video )?call|called you|missed (?:a|your) (?:video )?call.*"
    r"|joined the (?:video )?call|turned (?:on|off) .{1,60}|pinned a message)\.?$",
    re.IGNORECASE,
)
"""What English-language exports say in the program's own voice; other languages are told by the type of the message."""

_SYSTEM_TYPES: Final = {"Call", "Subscribe", "Unsubscribe"}
_TEXT_LABELS: Final = re.compile(
    r"message|text|caption|comment|légende|nachricht|beitrag|kommentar|mensaje|messaggio|bericht|nota|نص|تعليق",
    re.IGNORECASE,
)


def text_of(value: object) -> str:
    """Return a string as it was before Meta wrote it; anything else is no text."""
    return repaired(value) if isinstance(value, str) else ""


def _dicts(value: object) -> Iterator[Said]:
    """Yield the objects among what should be a list of objects, or is one alone."""
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield each


def message(said: Said, thread: str, known: re.Pattern[str] | None) -> Record:
    """Return the record of a message, of the usual export or of Messenger's encrypted chats (camelCase)."""
    stamp = said.get("timestamp_ms", said.get("timestamp"))
    record = Record(
        text_of(said.get("content", said.get("text"))),
        "message",
        author=text_of(said.get("sender_name", said.get("senderName"))),
        thread=thread,
        edited=clock.from_epoch(stamp, 1000, "timestamp_ms") if stamp is not None else Moment(),
        forms=tuple(dict.fromkeys(_forms(said))),
    )
    _share(record, said)
    unsent = bool(said.get("is_unsent") or said.get("isUnsent"))
    if unsent or said.get("type") in _SYSTEM_TYPES or "call_duration" in said or _is_notice(record, known):
        record.forms = ("system",)
        record.names = people.in_system_line(record.text, known)
    record.attributes = _attributes(said, unsent=unsent) or None
    return record


def _is_notice(record: Record, known: re.Pattern[str] | None) -> bool:
    """Say whether a text is the program's: it speaks of somebody in the chat, not of anybody."""
    found = None if record.forms or record.links else _NOTICE.match(record.text)
    if not found:
        return False
    return found["who"] in {None, "You"} or bool(known and known.fullmatch(found["who"]))


def _forms(said: Said) -> Iterator[str]:
    for key, form in _MEDIA.items():
        if said.get(key):
            yield form
    for each in _dicts(said.get("media") or []):
        yield form_of_file(str(each.get("uri") or ""))


def form_of_file(name: str) -> str:
    """Return what a file is, by its name."""
    return next((form for form, pattern in _BY_ENDING if pattern.search(name)), "document")


def _share(record: Record, said: Said) -> None:
    share = said.get("share")
    if isinstance(share, dict):
        link = text_of(share.get("link"))
        record.links = (link,) if link else ()
        record.text = record.text or text_of(share.get("share_text")) or link


def _attributes(said: Said, *, unsent: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    reactions = Counter(text_of(each.get("reaction")) for each in _dicts(said.get("reactions") or []))
    if reactions:
        found["reactions"] = dict(reactions)
    if unsent:
        found["unsent"] = True
    if isinstance(said.get("call_duration"), int):
        found["call_duration"] = said["call_duration"]
    return found


def people_of(frame: Said) -> set[str]:
    """Return who takes part in a chat, by what the file says beside its messages."""
    listed = frame.get("participants")
    listed = listed if isinstance(listed, list) else []
    names = {text_of(each.get("name")) for each in _dicts(listed)}
    return names | {text_of(each) for each in listed if isinstance(each, str)} - {""}


def facebook_post(said: Said) -> Record:
    """Return a post: what was written, the links and descriptions of what was attached, no title by the program."""
    record = Record(kind="post", edited=_seconds(said.get("timestamp")))
    texts = [text_of(each.get("post")) for each in _dicts(said.get("data") or [])]
    texts += _labelled(said)
    links: list[str] = []
    forms: list[str] = []
    for attachment in _dicts(said.get("attachments") or []):
        for each in _dicts(attachment.get("data") or []):
            _attach(each, texts, links, forms)
    forms += [form_of_file(str(each.get("uri") or "")) for each in _dicts(said.get("media") or [])]
    record.text = "\n".join(dict.fromkeys(text for text in texts if text))
    record.links, record.forms = tuple(dict.fromkeys(links)), tuple(dict.fromkeys(forms))
    return record


def _attach(each: Said, texts: list[str], links: list[str], forms: list[str]) -> None:
    media, context, place, note = (each.get(key) for key in ("media", "external_context", "place", "note"))
    if isinstance(media, dict):
        forms.append(form_of_file(str(media.get("uri") or "")))
        texts.append(text_of(media.get("description")))
    if isinstance(context, dict):
        texts.append(text_of(context.get("name")))
        if link := text_of(context.get("url")):
            links.append(link)
    if isinstance(place, dict):
        texts.append(text_of(place.get("name")))
    if isinstance(note, dict):
        texts += [text_of(note.get("title")), text_of(note.get("text"))]
    texts.append(text_of(each.get("text")))


def _labelled(said: Said) -> list[str]:
    """Return the text of a post that is told as labels and values."""
    values = [each for each in _dicts(said.get("label_values") or []) if isinstance(each.get("value"), str)]
    named = [each for each in values if _TEXT_LABELS.search(text_of(each.get("label")))]
    return [text_of(each["value"]) for each in named[:1]]


def facebook_comment(said: Said) -> Record:
    """Return a comment, by whom it names as its author; in a group, the group is the thread."""
    record = facebook_post(said)
    record.kind = "comment"
    comment: Said = next(
        (each["comment"] for each in _dicts(said.get("data") or []) if isinstance(each.get("comment"), dict)),
        {},
    )
    record.text = text_of(comment.get("comment")) or record.text
    record.author = text_of(comment.get("author"))
    record.thread = text_of(comment.get("group"))
    if comment.get("timestamp"):
        record.edited = _seconds(comment["timestamp"])
    return record


def instagram_post(said: Said) -> Record:
    """Return a post, story or reel: its caption stands at the post, or at its only picture."""
    media = list(_dicts(said.get("media") or [])) or [said]
    texts = [text_of(said.get("title")), *(text_of(each.get("title")) for each in media)]
    stamp = said.get("creation_timestamp") or next((each.get("creation_timestamp") for each in media), None)
    return Record(
        "\n".join(dict.fromkeys(text for text in texts if text)),
        "post",
        edited=_seconds(stamp),
        forms=tuple(
            dict.fromkeys(form_of_file(str(each.get("uri") or "")) for each in media if each.get("uri"))
        ),
    )


def instagram_comment(said: Said) -> Record:
    """Return a comment; whose post it answers is its thread.

    Labels are in the language of the account, so it is their order that tells: comment, owner of the post.
    """
    record = Record(kind="comment")
    if isinstance(said.get("string_list_data"), list):
        entry = next(_dicts(said["string_list_data"]), {})
        record.text, record.thread = text_of(entry.get("value")), text_of(said.get("title"))
        record.edited = _seconds(entry.get("timestamp"))
        return record
    entries = said.get("string_map_data")
    values = list(_dicts(list(entries.values()))) if isinstance(entries, dict) else []
    stamps = [each["timestamp"] for each in values if each.get("timestamp")]
    texts = [text_of(each.get("value")) for each in values if "value" in each and not each.get("timestamp")]
    record.text, record.thread = (*texts, "", "")[:2]
    record.edited = _seconds(stamps[0] if stamps else None)
    return record


def _seconds(value: object) -> Moment:
    return clock.from_epoch(value, 1, "timestamp") if value else Moment()


def post(said: Said) -> Record:
    """Return a post of either platform, told by its build."""
    return (
        instagram_post(said)
        if "creation_timestamp" in said or _has_dated_media(said)
        else facebook_post(said)
    )


def _has_dated_media(said: Said) -> bool:
    return "timestamp" not in said and any(
        "creation_timestamp" in each for each in _dicts(said.get("media") or [])
    )


def comment(said: Said) -> Record:
    """Return a comment of either platform, told by its build."""
    return (
        instagram_comment(said)
        if {"string_map_data", "string_list_data"} & said.keys()
        else facebook_comment(said)
    )


LISTS: Final[dict[str, Callable[[Said], Record]]] = {
    "comments_v2": facebook_comment,
    "group_comments_v2": facebook_comment,
    "group_posts_v2": facebook_post,
    "comments_media_comments": instagram_comment,
    "comments_reels_comments": instagram_comment,
    "ig_stories": instagram_post,
    "ig_reels_media": instagram_post,
    "ig_igtv_media": instagram_post,
    "ig_archived_post_media": instagram_post,
}
"""The lists that hold something to read, by the name they have in the files."""
