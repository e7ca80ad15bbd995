"""Telegram Desktop's "export chat history" and "export Telegram data", as JSON: one chat or a whole account."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from diatrace.errors import SourceError
from diatrace.model import UNDATED, Moment, Plan, Record, Unreadable
from diatrace.source.chat import clock, people
from diatrace.source.chat.making import made
from diatrace.source.chat.nested import chunks_of, frame, parts
from diatrace.source.chat.parcel import ZIP, Parcel, unpacked
from diatrace.source.contract import Sample
from diatrace.source.objects import value_of

_MARKS: Final = re.compile(
    rb'"(?:date_unixtime|from_id|text_entities|actor_id|personal_information|saved_messages|left_chats)"\s*:'
    rb'|"type"\s*:\s*"(?:personal_chat|bot_chat|(?:private|public)_(?:group|supergroup|channel)|service)"'
)
_OTHERS: Final = re.compile(
    rb'"(?:sender_name|timestamp_ms|senderName|conversationId|item_id|source_platform)"\s*:'
)

_DATE: Final = re.compile(rb'"date(?:_unixtime)?"\s*:')

_MEDIA: Final = {
    "voice_message": "voice",
    "video_message": "video",
    "video_file": "video",
    "animation": "image",
    "sticker": "sticker",
    "audio_file": "audio",
}
_BY_KEY: Final = {
    "photo": "image",
    "contact_information": "contact",
    "location_information": "location",
    "poll": "poll",
    "todo_list": "poll",
}
_PREVIEW: Final = (
    (
        "text with its links",
        "date and time",
        "replies",
        "counts of reactions",
        "service messages",
        "questions of polls",
    ),
    (
        "authors",
        "chats",
        "people who were quoted, called by @, or named in service messages and contact cards",
    ),
    (
        "media files and their names",
        "exact places",
        "who reacted or voted",
        "contacts, sessions and other data of the account",
    ),
)


@dataclass(frozen=True)
class Params:
    """What a person may settle about an export."""

    timezone: str = field(
        default="",
        metadata={
            "help": "where the computer was (IANA name); only for old exports, which give local time alone"
        },
    )


class Telegram:
    """Chats exported from Telegram Desktop as machine-readable JSON: `result.json`, its folder, or a zip of it.

    The file is read piece by piece, so its size does not matter. A message is known by chat and number where the
    export gives both. Telegram's seconds since 1970 are trusted as UTC; the local date is used only without them.
    """

    name: ClassVar[str] = "telegram"
    closed: ClassVar[bool] = True
    title: ClassVar[str] = "Telegram Desktop export (JSON)"
    suffixes: ClassVar[tuple[str, ...]] = (".json", ".zip")
    params: ClassVar[type] = Params

    def sniff(self, sample: Sample) -> float:
        """Judge by words that only Telegram's messages have."""
        try:
            if sample.path.is_dir() or sample.head.startswith(ZIP):
                with unpacked(sample.path) as parcel:
                    return _sureness(parcel.head(_result(parcel)))
            return _sureness(sample.head)
        except (SourceError, OSError):
            return 0.0

    def prepare(self, path: Path, params: Params) -> Plan:
        """Read the file once to see that it holds messages, in how many chats, and how they are dated."""
        clock.zone_of(params.timezone)
        with unpacked(path) as parcel:
            name = _result(parcel)
            found = Counter[str]()
            for part in _parts(parcel, name):
                found[part[0]] += 1
                found["dated"] += part[0] == "item" and b'"date_unixtime"' in part[1]
                found["known"] += part[0] == "item" and _DATE.search(part[1]) is not None
        if not found["known"] and (found["item"] or not found["head"]):
            raise SourceError(
                f"{path.name} holds no messages of Telegram",
                where=str(path),
                hint="choose “machine-readable JSON” in Telegram Desktop's export; HTML is not read",
            )
        notes = [f"{found['item']:,} messages in {found['head']} chats"]
        if found["dated"] < found["item"]:
            notes.append(
                "messages without date_unixtime have the computer's local time; timezone=… makes it UTC"
            )
        return Plan(self.name, {"timezone": params.timezone}, *_PREVIEW, notes=tuple(notes))

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield every message of every chat."""
        zone = clock.zone_of(plan.settings.get("timezone", ""))
        with unpacked(path) as parcel:
            name = _result(parcel)
            chats = _late_chats(parcel, name)
            chat, number, at = _Chat({}), 0, -1
            for kind, raw, whole in _parts(parcel, name):
                if kind == "head":
                    at += 1
                    chat = chats[at] if chats else _chat(raw)
                elif kind == "item":
                    number += 1
                    found = made(raw, number, partial(_record, chat=chat, zone=zone), whole=whole)
                    if found:
                        yield found
                elif kind == "fault":
                    yield Unreadable(number, raw.decode())


def _result(parcel: Parcel) -> str:
    """Return the name of the export's JSON file; raise SourceError where several or none may be it."""
    if len(parcel.names) == 1:
        return parcel.names[0]
    names = [name for name in parcel.names if name.lower().endswith(".json")]
    results = [name for name in names if name.rpartition("/")[2] == "result.json"] or names
    if len(results) != 1:
        raise SourceError(
            f"{parcel.path.name} holds {len(results) or 'no'} files that may be Telegram's result.json",
            where=str(parcel.path),
            hint="choose “machine-readable JSON” in Telegram Desktop's export, and add one result.json at a time",
        )
    return results[0]


def _sureness(head: bytes) -> float:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] != b"{" or _OTHERS.search(head):
        return 0.0
    found = len(set(_MARKS.findall(head)))
    if not found:
        return 0.0
    return 0.95 if found > 1 or b'"messages"' in head else 0.6


def _parts(parcel: Parcel, name: str) -> Iterator[tuple[str, bytes, bool]]:
    with parcel.stream(name) as stream:
        for kind, raw, whole, key in parts(chunks_of(stream), "messages"):
            if key:
                yield kind, raw, whole
        if stream.fault:
            yield "fault", stream.fault.encode(), False


@dataclass(frozen=True, slots=True)
class _Chat:
    """What an export says of a chat, and the names and kind made of it."""

    said: dict[str, Any]

    @property
    def id(self) -> str:
        """The chat's number, empty in exports without."""
        return str(self.said.get("id") or "")

    @property
    def thread(self) -> str:
        """What the chat is called: its name, or kind and number where it has none (deleted accounts)."""
        return str(self.said.get("name") or "") or f"{self.said.get('type') or 'chat'} {self.id}".strip()

    @property
    def kind(self) -> str:
        """What its messages are: posts in a channel."""
        return "post" if str(self.said.get("type", "")).endswith("channel") else "message"


def _chat(head: bytes, tail: bytes = b"}") -> _Chat:
    try:
        said = value_of(frame(head, tail))
    except ValueError:
        said = {}
    return _Chat(said if isinstance(said, dict) else {})


def _late_chats(parcel: Parcel, name: str) -> list[_Chat]:
    """Return all chats by reading the file once, if the first one says who it is only after its messages."""
    heads: list[bytes] = []
    tails: list[bytes] = []
    for kind, raw, _ in _parts(parcel, name):
        if kind == "head":
            if not heads and {"name", "id"} & _chat(raw).said.keys():
                return []
            heads.append(raw)
            tails.append(b"}")
        elif kind == "tail":
            tails[-1] = raw
    return [_chat(head, tail) for head, tail in zip(heads, tails, strict=True)]


def _record(said: dict[str, Any], chat: _Chat, zone: ZoneInfo | None) -> Record:
    record = Record(
        kind=chat.kind,
        platform="telegram",
        native=f"{chat.id}/{said['id']}" if chat.id and "id" in said else "",
        author=_name(said, "from", "from_id") or _name(said, "actor", "actor_id"),
        thread=chat.thread,
        forward_of=_name(said, "forwarded_from", "forwarded_from_id") or _name(said, "saved_from", ""),
        edited=_moment(said, zone),
    )
    if chat.id and said.get("reply_to_message_id"):
        record.reply_to = f"{_peer(said) or chat.id}/{said['reply_to_message_id']}"
    if said.get("type") == "service":
        _service(record, said)
    else:
        _text(record, said)
        _media(record, said)
    record.attributes = _attributes(said) or None
    return record


def _name(said: dict[str, Any], name: str, identifier: str) -> str:
    found = said.get(name) or said.get(identifier)
    return str(found) if isinstance(found, str | int) and found else ""


def _peer(said: dict[str, Any]) -> str:
    """Return the number of another chat that is replied to."""
    return re.sub(r"^\D+", "", str(said.get("reply_to_peer_id") or ""))


def _moment(said: dict[str, Any], zone: ZoneInfo | None) -> Moment:
    if said.get("date_unixtime") is not None:
        return clock.from_epoch(said["date_unixtime"], 1, "date_unixtime")
    if said.get("date") is None:
        return UNDATED
    try:
        at = datetime.fromisoformat(str(said["date"]))
    except ValueError:
        return Moment(evidence=f"no such date: {str(said['date'])[:40]}")
    if not 1990 <= at.year <= 2100:
        return Moment(evidence=f"no such date: {str(said['date'])[:40]}")
    return clock.placed(at.replace(tzinfo=None), zone, "second", "date")


def _entities(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the pieces of a text; the plain ones of old exports are bare strings."""
    pieces = said.get("text") if isinstance(said.get("text"), list) else said.get("text_entities")
    if not isinstance(pieces, list) or not pieces:
        pieces = [said.get("text") or ""]
    return [each if isinstance(each, dict) else {"type": "plain", "text": each} for each in pieces]


def _text(record: Record, said: dict[str, Any]) -> None:
    """Put the pieces of a text together; note its links, whom it calls, and where."""
    texts: list[str] = []
    links: list[str] = []
    mentions: list[str] = []
    names: list[tuple[int, int]] = []
    at, before = 0, "plain"
    for piece in _entities(said):
        text, kind = str(piece.get("text") or ""), piece.get("type")
        if kind == "link" and before != "plain" and not texts[-1][-1:].isspace():
            text = f" {text}"  # a link begins a word, even where an export lost the space before it
        if kind in {"link", "text_link"}:
            links.append(str(piece.get("href") or text.strip()))
        elif kind in {"mention", "mention_name"}:
            mentions.append(text.removeprefix("@"))
            names.append((at, at + len(text)))
        texts.append(text)
        at, before = at + len(text), str(kind)
    record.text = "".join(texts)
    record.links, record.mentions, record.names = tuple(links), tuple(mentions), people.merged(names)


def _media(record: Record, said: dict[str, Any]) -> None:
    """Note what a message brings besides text, with the words that stand for it."""
    form = _MEDIA.get(str(said.get("media_type")), "")
    form = form or next((form for key, form in _BY_KEY.items() if said.get(key)), "")
    form = form or (_by_mime(str(said.get("mime_type") or "")) if said.get("file") else "")
    if form:
        record.forms = (form,)
    contact, poll = said.get("contact_information"), said.get("poll")
    if isinstance(contact, dict) and not record.text:
        name = " ".join(str(contact.get(key) or "") for key in ("first_name", "last_name")).strip()
        record.text = f"{name} {contact.get('phone_number') or ''}".strip()
        record.names = people.merged([(0, len(name))])
    elif isinstance(poll, dict) and not record.text:
        answers = [each for each in poll.get("answers") or () if isinstance(each, dict)]
        record.text = "\n".join(
            [str(poll.get("question") or ""), *(f"- {each.get('text') or ''}" for each in answers)]
        )
    elif said.get("place_name") and not record.text:
        record.text = str(said["place_name"])


def _by_mime(mime: str) -> str:
    kind = mime.partition("/")[0]
    return kind if kind in {"image", "video", "audio"} else "document"


def _service(record: Record, said: dict[str, Any]) -> None:
    """Put a service message in words: what was done, to whom, with which title."""
    words = str(said.get("action") or "service").replace("_", " ")
    names: list[tuple[int, int]] = []
    members = (
        [str(each) for each in said.get("members") or () if each]
        if isinstance(said.get("members"), list)
        else []
    )
    for member in [*members, *([str(said["inviter"])] if said.get("inviter") else [])]:
        words += ": " if words[-1] != "," and not names else " "
        names.append((len(words), len(words) + len(member)))
        words += f"{member},"
    words = words.rstrip(",")
    if said.get("title"):  # a chat's name: elsewhere it is a pseudonym, so here it is marked
        title = str(said["title"])
        names.append((len(words) + 2, len(words) + 2 + len(title)))
        words += f": {title}"
    record.text, record.names, record.forms = words, people.merged(names), ("system",)


def _attributes(said: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    reactions = said.get("reactions")
    if isinstance(reactions, list):
        found["reactions"] = {
            str(each.get("emoji") or each.get("type") or "other"): each.get("count", 1)
            for each in reactions
            if isinstance(each, dict)
        }
    if said.get("edited") or said.get("edited_unixtime"):
        found["edited"] = True
    if said.get("via_bot"):
        found["via_bot"] = True
    for key in ("sticker_emoji", "duration_seconds"):
        if isinstance(said.get(key), str | int):
            found[key] = said[key]
    poll = said.get("poll")
    if isinstance(poll, dict) and isinstance(poll.get("total_voters"), int):
        found["voters"] = poll["total_voters"]
    return found
