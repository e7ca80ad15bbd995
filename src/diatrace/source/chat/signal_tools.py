"""What open tools make of Signal's data: text (signal-export, signalbackup-tools), JSON (signal-export, sigtop)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from diatrace.model import Moment, Record, Unreadable
from diatrace.source.chat import clock, people, placeholders
from diatrace.source.chat.authors import Authors
from diatrace.source.chat.lines import Message, Text
from diatrace.source.chat.parcel import Parcel

Said = dict[str, Any]

BEGINNING: Final = re.compile(
    r"\[(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<name>[A-Z][a-z]{2}) (?P<day>\d\d), (?P<year>\d{4})),?"
    r" (?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d))?\] "
)
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ANGLED: Final = re.compile(r"(?:\*\*\* )?<([^>\n]{1,120})> ?")
_FILE: Final = re.compile(r"!?\[[^\]\n]*\]\((?:\./)?media/([^)\n]+)\)")
_REACTIONS: Final = re.compile(r"\n\(- (.*) -\)\s*$|\((?:[^():\n]{1,60}: [^\w\s():]{1,8}(?:, )?)+\)\s*$")
_REACTOR: Final = re.compile(r"(?:\(-|\(|,) ?([^,:()\n]{1,60}): ")
_DELETED: Final = "(This message was deleted)"


def texts(parcel: Parcel, name: str, thread: str, zone: ZoneInfo | None) -> Iterator[Record | Unreadable]:
    """Yield the messages of a text file."""
    text = Text.of(parcel, name)
    authors = Authors()
    for message in text.messages(BEGINNING):
        if message.beginning:
            authors.meet(message.text[message.beginning.end() :])
    authors.settle()
    known = people.names_in(authors.names)
    for message in text.messages(BEGINNING):
        if message.beginning:
            yield _text_record(message, message.beginning, authors, known, thread, zone)
        if message.cut or (not message.beginning and message.text.strip()):
            yield Unreadable(message.where, message.cut or "no date before this text", message.raw)
    if text.fault:
        yield Unreadable(0, text.fault)


def _text_record(
    message: Message,
    beginning: re.Match[str],
    authors: Authors,
    known: re.Pattern[str] | None,
    thread: str,
    zone: ZoneInfo | None,
) -> Record:
    rest = message.text[beginning.end() :]
    angled = ANGLED.match(rest)
    author, text = (angled[1], rest[angled.end() :]) if angled else authors.split(rest)
    record = Record(
        text.strip("\n").rstrip(" "),
        "message",
        author=author,
        thread=thread,
        edited=_moment(beginning, zone),
        raw=message.raw,
    )
    record.where = message.where
    if not author or text.strip() == _DELETED:
        record.text = record.text.removeprefix("*** ")
        record.forms = ("system",)
        record.names = people.in_system_line(record.text, known)
        record.attributes = {"deleted": True} if author else None
        return record
    files = _FILE.findall(record.text)
    if not files and rest.startswith("*** <"):
        files = [record.text]
    record.forms = tuple(dict.fromkeys(map(placeholders.form_of_file, files)))
    if reactions := _REACTIONS.search(record.text):
        record.names = tuple(each.span(1) for each in _REACTOR.finditer(record.text, reactions.start()))
    return record


def _moment(beginning: re.Match[str], zone: ZoneInfo | None) -> Moment:
    said = beginning.groupdict()
    try:
        month = _MONTHS.index(said["name"]) + 1 if said["name"] else int(said["m"])
        day = (int(said["y"] or said["year"]), month, int(said["d"] or said["day"]))
        at = datetime(*day, int(said["hour"]), int(said["minute"]), int(said["second"] or 0))  # noqa: DTZ001 (no zone yet)
    except ValueError:
        return Moment(evidence=f"no such date: {beginning[0].strip()}")
    if not 1990 <= at.year <= 2100:
        return Moment(evidence=f"no such date: {beginning[0].strip()}")
    return clock.placed(at, zone, "second" if said["second"] else "minute", "the message's own line")


def exported(said: Said, thread: str, zone: ZoneInfo | None) -> Record | None:
    """Return the record of a line of signal-export's data.json; its time is the computer's."""
    if not {"date", "sender", "body"} <= said.keys():
        raise ValueError("no date, sender, body")
    try:
        at = datetime.fromisoformat(str(said["date"])).replace(tzinfo=None)
        edited = clock.placed(at, zone, "second", "date") if 1990 <= at.year <= 2100 else None
    except ValueError:
        edited = None
    record = Record(
        str(said["body"] or "").rstrip(),
        "message",
        author=str(said["sender"] or ""),
        thread=thread,
        native=f"{thread}/{said['sender']}/{said['date']}" if edited else "",
        edited=edited or Moment(evidence=f"no such date: {str(said['date'])[:40]}"),
    )
    files = [str(each.get("name") or "") for each in said.get("attachments") or ()]
    forms = [placeholders.form_of_file(name) for name in files] + ["sticker"] * bool(said.get("sticker"))
    record.forms = ("system",) if said.get("deleted") or said.get("call") else tuple(dict.fromkeys(forms))
    reactions = Counter(
        str(each[1] if isinstance(each, list) else each["emoji"]) for each in said.get("reactions") or ()
    )
    attributes: Said = {"reactions": dict(reactions)} if reactions else {}
    record.attributes = attributes | ({"deleted": True} if said.get("deleted") else {}) or None
    return record


def stored(said: Said, thread: str) -> Record | None:
    """Return the record of a message as Signal Desktop stores it and sigtop passes it on: without names of people."""
    if "conversationId" not in said:
        raise ValueError("no conversationId")
    outgoing = said.get("type") == "outgoing"
    source = said.get("source") or said.get("sourceServiceId") or said.get("sourceUuid") or ""
    chat = str(said["conversationId"])
    record = Record(
        str(said.get("body") or ""),
        "message",
        native=f"{chat}/{said['id']}" if said.get("id") else "",
        author="You" if outgoing else str(source),
        thread=chat if thread == "chat" else thread,
        edited=clock.from_epoch(said.get("sent_at") or said.get("timestamp"), 1000, "sent_at"),
    )
    kinds = [str(each.get("contentType") or "").partition("/")[0] for each in said.get("attachments") or ()]
    forms = [kind if kind in {"image", "video", "audio"} else "document" for kind in kinds]
    record.forms = tuple(dict.fromkeys(forms + ["sticker"] * bool(said.get("sticker"))))
    if said.get("type") not in {"incoming", "outgoing"} or said.get("deletedForEveryone"):
        record.forms = ("system",)
        record.text = record.text or str(said.get("type") or "event").replace("-", " ")
    reactions = Counter(str(each["emoji"]) for each in said.get("reactions") or ())
    record.attributes = {"reactions": dict(reactions)} if reactions else None
    return record
