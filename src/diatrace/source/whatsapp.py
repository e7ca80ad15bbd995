"""WhatsApp's "export chat": a text file, or the zip or folder it comes in, of any phone and language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

from diatrace.errors import SourceError
from diatrace.model import Plan, Record, Unreadable
from diatrace.source import reading
from diatrace.source.chat import calendars, clock, people, placeholders
from diatrace.source.chat.authors import MARK, Authors
from diatrace.source.chat.clock import Clock, Evidence
from diatrace.source.chat.layout import Layout, layout_of
from diatrace.source.chat.lines import Message, Text
from diatrace.source.chat.naming import UNNAMED, chat_file, is_chat_file, thread_of
from diatrace.source.chat.parcel import ZIP, unpacked
from diatrace.source.contract import Sample

_SEARCHED: Final = 4000
"""How many lines are looked at to find out in which layout messages begin."""

_TALKS: Final = re.compile(r"whatsapp|واتساب|ватсап|\bomitted\b|\u200e", re.IGNORECASE)
_LOG: Final = re.compile(
    r"^[\[\d][\d\-/.:,TZ+ ]{14,30}\]?[\s\-\[|]*(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL)\b", re.MULTILINE
)
_SIGNAL: Final = re.compile(r"\[####-#-#,? #:#(?::#)?\]")


def _param(text: str, *choices: str) -> Any:
    return field(default="", metadata={"help": text, **({"choices": ("", *choices)} if choices else {})})


@dataclass(frozen=True)
class Params:
    """What a person may settle about a chat."""

    date_order: str = _param("order of day, month and year, where the file leaves it open", *clock.ORDERS)
    calendar: str = _param("calendar of the years; found in the file if not given", *calendars.CALENDARS)
    timezone: str = _param("where the phone was, as an IANA name (Europe/Berlin); times then become UTC")
    afternoon: str = _param("the word beside the time that means p.m., where the program does not know it")
    thread: str = _param("the chat's name; taken from the name of the file if not given")
    encoding: str = _param("encoding of the text; found in the file if not given")


class WhatsApp:
    """A chat exported from WhatsApp on Android or iPhone, with or without its media.

    Every locale and clock: the layout of the dated lines is found in the file, the order of day and month decided from
    evidence over the whole of it, or asked for. WhatsApp numbers nothing, so a message is known by thread, author, date
    and text. Lines of the program itself (joins, calls, notices) are kept, as form "system".
    """

    name: ClassVar[str] = "whatsapp"
    closed: ClassVar[bool] = True
    title: ClassVar[str] = "WhatsApp chat export"
    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".zip")
    params: ClassVar[type] = Params

    def sniff(self, sample: Sample) -> float:
        """Judge by the layout of the first lines and by what only WhatsApp writes."""
        try:
            if sample.path.is_dir() or sample.head.startswith(ZIP):
                return _sureness_of_parcel(sample.path)
            return _sureness(sample.head, sample.path.name)
        except (SourceError, OSError):
            return 0.0

    def prepare(self, path: Path, params: Params) -> Plan:
        """Find layout, order of dates, calendar and clock; ask where the file leaves them open."""
        clock.zone_of(params.timezone)
        with unpacked(path) as parcel:
            text = Text.of(parcel, chat_file(parcel.names, path), params.encoding)
            layout, others = _find_layout(text)
            evidence, crlf = _survey(text, Layout(layout))
            name = text.name
        order, reason = params.date_order, "you said so"
        if not order:
            order, reason = clock.decide_order(evidence, str(path))
        calendar = params.calendar or clock.decide_calendar(evidence, order)
        parts, notes = clock.decide_parts(evidence, params.afternoon, str(path))
        settings = {
            "encoding": text.encoding,
            "layout": layout,
            "date_order": order,
            "calendar": calendar,
            "parts": parts,
            "timezone": params.timezone,
            "thread": params.thread,
            "crlf": crlf,
        }
        notes = (
            clock.notes_of(order, reason, calendar) + notes + _notes(settings, thread_of(path, name), others)
        )
        return Plan(self.name, settings, *_PREVIEW, notes=tuple(notes))

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Read twice: once to know who writes, once for the messages."""
        settings = plan.settings
        layout, crlf = Layout(settings["layout"]), settings["crlf"]
        with unpacked(path) as parcel:
            text = Text.of(parcel, chat_file(parcel.names, path), settings["encoding"])
            thread = settings["thread"] or thread_of(path, text.name)
            reader = _Reader(_clock(settings, layout), _authors(text, layout, crlf=crlf), thread)
            number = 0
            for message in text.messages(layout.pattern, crlf=crlf):
                number = message.where
                yield from reader.read(message)
            if text.fault:
                yield Unreadable(number, text.fault)


_PREVIEW: Final = (
    (
        "text of each message, with the lines that stand for pictures, voices, places",
        "date and time",
        "the program's own lines",
    ),
    ("authors", "the chat's name", "people and numbers called by @, or named in the program's own lines"),
    ("media files that came with the chat: only the lines that name them are kept",),
)


def _clock(settings: dict[str, Any], layout: Layout) -> Clock:
    zone = clock.zone_of(settings["timezone"])
    return Clock(layout, settings["date_order"], settings["calendar"], settings["parts"], zone)


def _authors(text: Text, layout: Layout, *, crlf: bool) -> Authors:
    """Read the whole file once for who writes in it."""
    authors, match, free = Authors(), layout.pattern.match, True
    for _, line, _ in text.lines():
        beginning = match(line) if free else None
        if beginning:
            authors.meet(line[beginning.end() :])
        free = not crlf or line.endswith("\r\n")
    authors.settle()
    return authors


def _sureness_of_parcel(path: Path) -> float:
    """Judge a zip or folder: it holds one chat as WhatsApp names them, or one text that looks like a chat."""
    with unpacked(path) as parcel:
        name = chat_file(parcel.names, path)
        if not is_chat_file(name) and any(
            each.endswith((".json", ".html", ".jsonl")) for each in parcel.names
        ):
            return 0.0
        return _sureness(parcel.head(name), name if is_chat_file(name) else path.name)


def _sureness(head: bytes, name: str) -> float:
    text = reading.decode(head, reading.encoding_of_bytes(head)[0]) if head else ""
    lines = [line for line in text.split("\n")[:300] if line.strip()]
    found = Counter(filter(None, map(layout_of, lines)))
    if not found or text[0] in "{<" or "\0" in text or 2 * len(_LOG.findall(text)) > found.total():
        return 0.0
    first = layout_of(lines[0])
    if _SIGNAL.fullmatch(first) and not _TALKS.search(text):
        return 0.55
    if is_chat_file(name) or _TALKS.search(text):
        return 0.95 if first else 0.8
    return 0.75 if first else 0.3


def _find_layout(text: Text) -> tuple[str, int]:
    """Return the layout in which messages begin, and how many lines begin in another.

    The first line's, since exports begin with a message; the most frequent one if the first line stands alone.
    """
    first, found = "", Counter[str]()
    for at, (_, line, _) in enumerate(islice(text.lines(), _SEARCHED)):
        layout = layout_of(line[:200])
        found[layout] += bool(layout)
        first = layout if at == 0 else first
    found = +found
    if not found:
        raise SourceError(
            f"no line of {text.name} begins with a date and a time",
            where=str(text.parcel.path),
            hint="is this the text file of WhatsApp's “export chat”?",
        )
    best, most = found.most_common(1)[0]
    if first and (found[first] > 1 or most <= 20):
        best = first
    return best, found.total() - found[best]


def _survey(text: Text, layout: Layout) -> tuple[Evidence, bool]:
    """Read the whole file once for evidence; say too whether messages end in CR LF and lines within them in LF only."""
    evidence = Evidence(layout)
    match = layout.pattern.match
    seen = Counter[tuple[bool, bool]]()
    crlf = True
    for number, (_, line, _) in enumerate(text.lines(), start=1):
        beginning = match(line)
        if beginning:
            numbers = evidence.add(beginning.groups(), number)
            if "-" in line and (day := placeholders.day_of_file(line[beginning.end() :])):
                evidence.named[(numbers, day)] = None
        seen[(beginning is not None, crlf)] += 1
        crlf = line.endswith("\r\n")
    told_apart = not seen[(False, True)] and seen[(True, True)] > max(2, 2 * seen[(True, False)])
    return evidence, told_apart and bool(seen[(True, False)] or seen[(False, False)])


def _notes(settings: dict[str, Any], thread: str, others: int) -> list[str]:
    notes = [f"messages begin like {settings['layout'].strip()}, text is {settings['encoding']}"]
    if not settings["timezone"]:
        notes.append("times are those of the phone's clock; timezone=… makes them UTC")
    if not settings["thread"] and thread == UNNAMED:
        notes.append(
            "the file's name does not tell the chat's; thread=… names it, and keeps it apart from other nameless chats"
        )
    if others:
        notes.append(
            f"{others} lines begin with a date in another layout and are read as text of the message before them"
        )
    return notes


@lru_cache(maxsize=16_384)
def _stands_for(text: str, marked: bool) -> tuple[str, bool]:
    """Return the form that a short text is a placeholder of, and whether it stands for a deleted message."""
    return placeholders.form_of(text, marked=marked), placeholders.is_deleted(text, marked=marked)


@dataclass(slots=True)
class _Reader:
    """Makes records of messages."""

    clock: Clock
    authors: Authors
    thread: str
    known: re.Pattern[str] | None = None
    numbers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = self.authors.names
        self.known = people.names_in(names)
        self.numbers = {_digits(name): name for name in names if name.startswith("+")}

    def read(self, message: Message) -> Iterator[Record | Unreadable]:
        """Yield the record of a message, or why there is none."""
        beginning = message.beginning
        if beginning is None:
            if message.text.strip():
                yield Unreadable(message.where, message.cut or "no date before this text", message.raw)
            return
        yield self._record(message, beginning)
        if message.cut:
            yield Unreadable(message.where, message.cut)

    def _record(self, message: Message, beginning: re.Match[str]) -> Record:
        author, text = self.authors.split(message.text[beginning.end() :])
        record = Record(
            text,
            "message",
            "whatsapp",
            author=author,
            thread=self.thread,
            edited=self.clock.moment(beginning.groups(), beginning[0]),
            raw=message.raw,
            where=message.where,
        )
        marked = text.startswith(MARK)
        if marked:
            record.text = text = text.lstrip("\u200e\u200f")
        form, deleted = (
            _stands_for(text, marked)
            if len(text) <= 80
            else (placeholders.form_of(text, marked=marked), False)
        )
        if form:
            record.forms = (form,)
        elif not author or deleted or (marked and "[" in self.clock.layout.text and _is_notice(text)):
            self._system(record, deleted=deleted)
        if "@" in text:
            self._mentions(record)
        if text.endswith(">") and placeholders.is_edited(text):
            record.attributes = {"edited": True}
        if form == "contact":
            record.names = people.merged([*record.names, *_contact(text)])
        return record

    def _system(self, record: Record, *, deleted: bool) -> None:
        """Mark a line of the program's own; it has an author only where that is somebody who speaks."""
        record.forms = ("system",)
        record.names = people.in_system_line(record.text, self.known)
        if deleted:
            record.attributes = {"deleted": True}
        elif record.author not in self.authors.speakers or _TALKS.search(record.text):
            record.author = ""

    def _mentions(self, record: Record) -> None:
        found = list(people.mentions(record.text))
        if found:
            record.mentions = tuple(self.numbers.get(name, name) for name, _ in found)
            record.names = people.merged([*record.names, *(span for _, span in found)])


def _is_notice(text: str) -> bool:
    """Say whether a text with the program's mark can be its own: those are short; people paste long marked ones."""
    return len(text) <= 400 and text.count("\n") <= 1


def _digits(name: str) -> str:
    return "".join(each for each in name if each.isdigit())


def _contact(text: str) -> Sequence[tuple[int, int]]:
    """Return where a contact card names its person: the file's name without number and ending."""
    found = placeholders.attached(text)
    if not found:
        return ()
    start, end = found.span("file")
    number = re.match(r"\d{6,}-", found["file"])
    return ((start + (number.end() if number else 0), end - len(".vcf")),)
