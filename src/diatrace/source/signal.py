"""Signal chats: its own export, and the files that open tools make of Signal Desktop and of Android backups."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import ClassVar, Final, NamedTuple
from zoneinfo import ZoneInfo

from diatrace.errors import SourceError
from diatrace.model import Plan, Record, Unreadable
from diatrace.source import reading
from diatrace.source.chat import clock, signal_tools
from diatrace.source.chat.lines import Text
from diatrace.source.chat.making import made
from diatrace.source.chat.naming import UNNAMED
from diatrace.source.chat.nested import chunks_of, parts
from diatrace.source.chat.parcel import ZIP, Parcel, unpacked
from diatrace.source.chat.signal_backup import Backup, Said
from diatrace.source.chat.signal_tools import ANGLED, BEGINNING
from diatrace.source.contract import Sample

_PREVIEW: Final = (
    ("text of messages", "date and time", "replies and counts of reactions where the file has them"),
    ("authors", "chats", "people named as reacting, called by @, or in contact cards"),
    (
        "media files",
        "quoted text that repeats an earlier message",
        "contacts, settings and other data of the account",
    ),
)


@dataclass(frozen=True)
class Params:
    """What a person may settle about an export."""

    timezone: str = field(
        default="",
        metadata={
            "help": "where the computer was, as an IANA name, for the forms that give local time alone"
        },
    )
    thread: str = field(
        default="", metadata={"help": "the chat's name; taken from the folder or file if not given"}
    )


class Signal:
    """Chats of Signal, as exported by the program itself or by one of several open tools.

    Read are the program's own main.jsonl, data.json and chat.md of signal-export, JSON of sigtop, text of
    signalbackup-tools, and plain `[2019-12-24, 12:23] Name: text`.
    A folder or zip may hold the files of many chats. Times in text files are the computer's local ones.
    """

    name: ClassVar[str] = "signal"
    closed: ClassVar[bool] = True
    title: ClassVar[str] = "Signal export (its own, signal-export, sigtop, signalbackup-tools)"
    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".md", ".json", ".jsonl", ".zip")
    params: ClassVar[type] = Params

    def sniff(self, sample: Sample) -> float:
        """Judge by the build of the first lines, or of the first file of a folder or zip that is Signal's."""
        try:
            if sample.path.is_dir() or sample.head.startswith(ZIP):
                with unpacked(sample.path) as parcel:
                    return max((each.sure for each in _files(parcel) if each.sure > 0.8), default=0.0)
            return _form_of(sample.path.name, sample.head).sure
        except (SourceError, OSError):
            return 0.0

    def prepare(self, path: Path, params: Params) -> Plan:
        """Find the files that are Signal's, and of which tool."""
        clock.zone_of(params.timezone)
        with unpacked(path) as parcel:
            files = list(_files(parcel))
        if not files:
            raise SourceError(
                f"{path.name} holds no chat of Signal that is known here",
                where=str(path),
                hint="known are main.jsonl, data.json, chat.md, and lines such as [2019-12-24, 12:23] Name: text",
            )
        notes = [
            f"{form}: {sum(each.form == form for each in files)} files"
            for form in sorted({each.form for each in files})
        ]
        if any(each.form.startswith(("text", "data.json")) for each in files) and not params.timezone:
            notes.append("times are those of the computer's clock; timezone=… makes them UTC")
        settings = {"timezone": params.timezone, "thread": params.thread}
        return Plan(self.name, settings, *_PREVIEW, notes=tuple(notes))

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield every message of every chat, in the order of the files' names."""
        zone = clock.zone_of(plan.settings["timezone"])
        with unpacked(path) as parcel:
            for each in _files(parcel):
                thread = plan.settings["thread"] or _thread(parcel, each.name)
                for found in _READERS[each.form](parcel, each.name, thread, zone):
                    if isinstance(found, Record):
                        found.platform = "signal"
                    yield found


class _File(NamedTuple):
    name: str
    form: str
    sure: float


def _files(parcel: Parcel) -> Iterator[_File]:
    """Yield the files that are Signal's; of a chat that is there as JSON and as text, the JSON."""
    found: dict[str, _File] = {}
    for name in parcel.names:
        if len(parcel.names) == 1 or name.lower().endswith((".json", ".jsonl", ".md", ".txt")):
            file = _form_of(name, parcel.head(name))
            folder = (
                name.rpartition("/")[0]
                if re.search(r"(?:^|/)(?:data\.json|chat\.md|index\.md)$", name)
                else name
            )
            if file.sure > 0 and (folder not in found or file.form == "data.json"):
                found[folder] = file
    yield from found.values()


def _form_of(name: str, head: bytes) -> _File:
    """Return which kind of Signal's a file is, and how sure that is."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"{":
        if b'"backupTimeMs"' in start[:4096] or re.search(rb'"chatItem"\s*:|"recipientId"\s*:', start):
            return _File(name, "main.jsonl", 0.95)
        known = all(key in start for key in (b'"sender":', b'"body":', b'"date":'))
        return _File(name, "data.json", 0.9 if known and b'"quote":' in start else 0.0)
    if start[:1] == b"[" and b'"conversationId"' in start and b'"sent_at"' in start:
        return _File(name, "sigtop JSON", 0.9)
    return _File(name, "text", _sureness(name, reading.decode(start)))


def _sureness(name: str, text: str) -> float:
    """Say how sure it is that a text is a chat of Signal; its lines can look like those of other chats and of logs."""
    lines = [line for line in text.splitlines()[:200] if line.strip()]
    begun = [found for line in lines if (found := BEGINNING.match(line))]
    if not begun or not BEGINNING.match(lines[0]):
        return 0.0
    if re.search(r"whatsapp|\u200e", text, re.IGNORECASE):
        return 0.2
    markdown = name.endswith(".md") or all(found.string.endswith("  ") for found in begun)
    angled = sum(bool(ANGLED.match(found.string[found.end() :])) for found in begun)
    if markdown or 2 * angled > len(begun):
        return 0.9
    return 0.8 if begun[0]["second"] is None else 0.5


def _thread(parcel: Parcel, name: str) -> str:
    """Return the chat's name: of the folder for files called the same in every chat, of the file where it tells one."""
    file = PurePosixPath(name)
    if file.name in {"data.json", "chat.md", "index.md"}:
        return file.parent.name or (
            parcel.path.name if parcel.path.is_dir() else parcel.path.absolute().parent.name
        )
    numbered = re.fullmatch(r"(.+) \(_id\d+\)", file.stem)
    return numbered[1] if numbered else UNNAMED


def _jsonl(parcel: Parcel, name: str, make: Callable[[Said], Record | None]) -> Iterator[Record | Unreadable]:
    """Yield what `make` makes of each line."""
    text, number = Text.of(parcel, name, "utf-8"), 0
    for number, (raw, _, whole) in enumerate(text.lines(), start=1):
        found = made(raw.rstrip(b"\r\n"), number, make, whole=whole) if raw.strip() else None
        if found:
            yield found
    if text.fault:
        yield Unreadable(number, text.fault)


def _backup(parcel: Parcel, name: str, thread: str, zone: ZoneInfo | None) -> Iterator[Record | Unreadable]:
    del thread, zone  # the file knows both
    return _jsonl(parcel, name, Backup().take)


def _data_json(
    parcel: Parcel, name: str, thread: str, zone: ZoneInfo | None
) -> Iterator[Record | Unreadable]:
    return _jsonl(parcel, name, partial(signal_tools.exported, thread=thread, zone=zone))


def _sigtop(parcel: Parcel, name: str, thread: str, zone: ZoneInfo | None) -> Iterator[Record | Unreadable]:
    del zone  # times are UTC
    number = 0
    with parcel.stream(name) as stream:
        for number, part in enumerate(
            (each for each in parts(chunks_of(stream)) if each.kind == "item"), start=1
        ):
            found = made(part.raw, number, partial(signal_tools.stored, thread=thread), whole=part.whole)
            if found:
                yield found
        if stream.fault:
            yield Unreadable(number, stream.fault)


_READERS: Final[dict[str, Callable[[Parcel, str, str, ZoneInfo | None], Iterator[Record | Unreadable]]]] = {
    "main.jsonl": _backup,
    "data.json": _data_json,
    "sigtop JSON": _sigtop,
    "text": signal_tools.texts,
}
