"""The records of a web archive, one by one, whatever is wrong with some of them: WARC 0.17 to 1.1, and ARC."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Final

from diatrace.source import reading
from diatrace.source.archive.unpack import BEGINNING, Stretch, feed_of

_HEAD: Final = 64 * 1024
_PREFIX: Final = 64 * 1024
"""Bytes kept of a record that is too large to be held."""

_BLANK: Final = b"\r\n"
_PADDING: Final = b"\r\n\0"
_WARC: Final = rb"WARC/[01]\.\d{1,2}[ \t]*\r?\n[A-Za-z][\w-]*[ \t]*:"
_ARC: Final = (
    rb"[A-Za-z][\w+.-]{1,12}:[^\r\n]{1,4000} "
    rb"(?:[\d.]{7,15}|[0-9A-Fa-f:]{2,39}|-) \d{12,14} [^\r\n]{1,400}\d{1,12}\r?\n"
)
_ARC_LINE: Final = re.compile(
    r"(\S+:.+?) ([\d.]{7,15}|[0-9A-Fa-f:]{2,39}|-) (\d{12,14}) (?:.*? )??(\d{1,12})", re.DOTALL
)
_END: Final = re.compile(rb"\r?\n\r?\n")
_FOLDED: Final = re.compile(r"\r?\n[ \t]+")


@dataclass(slots=True)
class Entry:
    """One record: its fields by lower-case name, its block, and what was found wrong with it.

    `kind` is the WARC type; of an ARC, what it would be in a WARC. `number` counts records from 1. `offset` is where
    it can be read again, -1 where that needs what comes before it. Of a record too large to be held (not `whole`),
    the block is only its beginning. `fault` says why it cannot serve, `notes` what is odd.
    """

    number: int
    place: str
    offset: int
    kind: str
    fields: dict[str, str]
    head: bytes
    block: bytes
    length: int
    whole: bool = True
    fault: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where no record is: how it is called, why, and how it begins."""

    place: str
    reason: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Dialect:
    """How records of one format begin and what stands between them.

    `head` takes the bytes before a block apart: their number, and the fields in them.
    """

    name: str
    begin: re.Pattern[bytes]
    start: re.Pattern[bytes]
    between: bytes
    head: Callable[[bytes], tuple[int, dict[str, str]]]


def _warc_head(window: bytes) -> tuple[int, dict[str, str]]:
    """Take the head of a WARC record apart; 0 bytes where it has no end."""
    end = _END.search(window)
    if end is None:
        return 0, {}
    fields: dict[str, str] = {}
    for line in _FOLDED.sub(" ", _text(window[: end.start()])).splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    return end.end(), fields


def _arc_head(window: bytes) -> tuple[int, dict[str, str]]:
    """Take the line that begins an ARC record apart, and name its parts as a WARC would."""
    line, newline, _ = window.partition(b"\n")
    found = _ARC_LINE.fullmatch(_text(line).strip())
    if found is None or not newline:
        return 0, {}
    url, ip, date, length = found.groups()
    kind = "warcinfo" if url.startswith("filedesc:") else "response"
    fields = {
        "warc-type": kind,
        "warc-target-uri": url,
        "warc-ip-address": ip,
        "warc-date": date,
        "content-type": "" if kind == "warcinfo" else "application/http",
        "content-length": length,
    }
    return len(line) + 1, fields


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


WARC: Final = Dialect("WARC", re.compile(_WARC), re.compile(rb"(?<=\n)" + _WARC), b"\r\n\r\n", _warc_head)
ARC: Final = Dialect("ARC", re.compile(_ARC), re.compile(rb"(?<=\n)" + _ARC), b"\n", _arc_head)


def entries(file: IO[bytes], dialect: Dialect) -> Iterator[Entry | Gap]:
    """Yield every record of a file from where it stands, and a gap for whatever is none."""
    feed = feed_of(file, dialect.begin.match)
    number = 0
    begun = True
    while begun:
        for each in _within(Stretch(feed), dialect):
            if isinstance(each, Entry):
                number += 1
                each.number = number
            yield each
        begun = feed.onward()


def _within(stretch: Stretch, dialect: Dialect) -> Iterator[Entry | Gap]:
    told = ""
    while window := _window(stretch):
        if dialect.begin.match(window):
            made = _entry(stretch, dialect)
            told = made.fault
            yield made
            continue
        place = stretch.place
        raw, passed = stretch.until(dialect.start, _PREFIX)
        yield Gap(place, f"{passed:,} bytes that are no record", raw)
    if stretch.fault and stretch.fault not in told:
        yield Gap(stretch.place, stretch.fault, b"")


def _window(stretch: Stretch) -> bytes:
    """Return what comes next behind the blank lines and padding between records."""
    while (window := stretch.peek(BEGINNING)) and window[0] in _PADDING:
        stretch.skip(len(window) - len(window.lstrip(_PADDING)))
    return window


def _entry(stretch: Stretch, dialect: Dialect) -> Entry:
    place, offset, again = stretch.place, stretch.offset, stretch.direct
    size, fields = dialect.head(stretch.peek(_HEAD))
    if not size:
        raw, _ = stretch.until(dialect.start, _PREFIX)
        fault = "the head of the record has no end"
        return Entry(0, place, -1, "", {}, raw, b"", 0, fault=fault)
    head = stretch.read(size)
    told = fields.get("content-length", "")
    length = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else -1
    kind = fields.get("warc-type", "").lower()
    made = Entry(0, place, offset if again else -1, kind, fields, head, b"", length)
    if length >= 0 and _take(stretch, made, dialect):
        return made
    _take_by_the_next(stretch, made, dialect)
    return made


def _take(stretch: Stretch, made: Entry, dialect: Dialect) -> bool:
    """Take a block of the length told; False, with nothing taken, where the record does not end there."""
    made.whole = made.length <= reading.LINE_LIMIT
    if not made.whole:
        return _pass_over(stretch, made, dialect)
    if not _ends(stretch, made.length, dialect):
        return False
    made.block = stretch.read(made.length)
    return True


def _pass_over(stretch: Stretch, made: Entry, dialect: Dialect) -> bool:
    """Take the beginning of a block that is too large to be held, and pass over the rest."""
    mark = stretch.mark()
    made.block = stretch.peek(_PREFIX)
    passed = stretch.skip(made.length)
    if passed == made.length and _ends(stretch, 0, dialect):
        return True
    if mark is not None:
        stretch.back(mark)
        return False
    made.fault = f"its length, {made.length:,}, is wrong; {passed:,} bytes were passed over"
    return True


def _ends(stretch: Stretch, length: int, dialect: Dialect) -> bool:
    """Say whether a record ends here: by what stands between records, the beginning of another, or the end of all."""
    after = stretch.beyond(length)
    if after is None:
        return False
    if after.startswith(dialect.between) or not after.strip(_PADDING):
        return True
    return dialect.begin.match(after.lstrip(_BLANK)) is not None


def _take_by_the_next(stretch: Stretch, made: Entry, dialect: Dialect) -> None:
    """Take what stands before the next record: the length told is wrong, or the record is cut."""
    made.block, size = stretch.until(dialect.start, reading.LINE_LIMIT)
    made.whole = size == len(made.block)
    if made.whole and made.block.endswith(dialect.between) and (stretch.peek(1) or stretch.finished):
        made.block = made.block.removesuffix(dialect.between)
        told = f"{made.length:,}" if made.length >= 0 else "none"
        made.notes.append(f"length told {told}, found {len(made.block):,}")
    elif made.length >= 0 and size < made.length:
        why = f": {stretch.fault}" if stretch.fault else ""
        made.fault = f"only {size:,} of {made.length:,} bytes are there{why}"
    else:
        made.fault = "where it ends cannot be told"
