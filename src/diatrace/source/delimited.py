"""Delimited text (CSV, TSV and kin): its head tells how it is written, then rows are streamed.

The csv module of the standard library splits the cells; around it stands what real files need: bytes kept
beside each row, cells of any length, stray carriage returns and NULs, quotes that never close.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from diatrace.errors import SourceError
from diatrace.source import reading
from diatrace.source.stream import Stream, head_of, lines, opened

Row: TypeAlias = tuple[int, list[str] | None, bytes, str]
"""Line number, cells (None where unreadable), the bytes, the reason."""

DELIMITERS: Final = (",", ";", "\t", "|")
NO_DELIMITER: Final = "\x1f"
"""Delimiter of a table of one column: a control character that no text holds."""

_PROBE: Final = 256 * 1024
_PROBE_ROWS: Final = 400
_STRAY: Final = "\ue00d"  # a private character: stands for a carriage return while a row is split
_NOT_A_NAME: Final = re.compile(r"[-+]?[\d.,;\s]+%?|https?://.*|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*", re.DOTALL)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1e\ufffd]")
_YEAR: Final = re.compile(r"(1[5-9]|20|21)\d\d")

csv.field_size_limit(2**31 - 1)  # the standard 131,072 is less than a page; `reading.LINE_LIMIT` bounds a row


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written; JSON-ready by `dataclasses.asdict`.

    `quote` is empty where quotes mean nothing; `escape` is a backslash where it protects quotes. `spaced` tells
    that a space follows each delimiter. `skip` rows stand before the data, the header among them if there is one.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    spaced: bool = False
    newline: str = "\n"
    skip: int = 1
    member: str = ""

    def split(self, source: Iterator[str], *, strict: bool = False) -> Iterator[list[str]]:
        """Split lines of text into rows of cells."""
        return csv.reader(
            source,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            doublequote=not self.escape,
            escapechar=self.escape or None,
            skipinitialspace=self.spaced,
            strict=strict,
        )


@dataclass(frozen=True, slots=True)
class Layout:
    """A dialect with the names of the columns and what all that rests on."""

    dialect: Dialect
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()


def survey(
    path: Path, *, delimiter: str = "", encoding: str = "", header: str = "", member: str = ""
) -> Layout:
    """Find out how a file is written; what is given is obeyed. Raise SourceError where it is no text."""
    head = head_of(path, _PROBE, member)
    found, why = (checked(encoding), "as given") if encoding else reading.encoding_of_bytes(head)
    texts = _head_lines(head, found)
    found = found.removesuffix("-sig")  # the mark is taken off where lines are read
    if not _is_text(texts):
        raise SourceError(f"{path.name} is not a text file", where=str(path), hint="is it another format?")
    newline = "\r" if "\n" not in "".join(texts) and "\r" in texts[0] else "\n"
    if newline == "\r":
        texts = [f"{text}\r" for text in "".join(texts).split("\r")]
    base = Dialect(encoding=found, newline=newline, member=member)
    dialect = _sniff(base, texts, delimiter)
    rows = _try(dialect, texts)
    skip, names = find_header(rows, header)
    notes = (f"encoding {found}: {why}", f"cells are parted by {_spoken(dialect.delimiter)}")
    columns, more = distinct(names or [""] * _width(rows))
    if not names:
        more = ("no row looks like a header: columns are numbered",)
    return Layout(replace(dialect, skip=skip), columns, (*notes, *more))


def checked(encoding: str) -> str:
    """Return the name of an encoding; raise SourceError where no text can be read by it."""
    try:
        b"\xffa".decode(encoding, "replace")
    except (LookupError, ValueError):
        raise SourceError(f"no encoding is called {encoding!r}", hint="utf-8, cp1252, utf-16 …") from None
    return encoding


def sureness(head: bytes) -> float:
    """Say how consistently (0 to 1) the head of a file splits into at least two columns."""
    texts = _head_lines(head, reading.encoding_of_bytes(head[:_PROBE])[0])
    if not _is_text(texts):
        return 0.0
    dialect = _sniff(Dialect(), texts, "")
    return _share(_try(dialect, texts))[0] if dialect.delimiter != NO_DELIMITER else 0.0


def rows(path: Path, dialect: Dialect) -> Iterator[Row]:
    """Yield every row after the first `skip`, in order; rows without any content are passed over."""
    with opened(path, dialect.member) as stream:
        for number, row in enumerate(_split(stream, dialect)):
            if number >= dialect.skip and (row[1] is None or any(row[1])):
                yield row
        if stream.fault:
            yield 0, None, b"", stream.fault


def distinct(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return column names that are all named and all different, and notes on those that were not."""
    seen: Counter[str] = Counter()
    columns: list[str] = []
    for place, given in enumerate(names, start=1):
        name = " ".join(given.split()) or f"column {place}"
        seen[name] += 1
        columns.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    twice = [name for name, count in seen.items() if count > 1]
    notes = (f"columns of the same name are numbered: {', '.join(twice)}",) if twice else ()
    return tuple(columns), notes


def find_header(found: Sequence[Sequence[str]], wish: str) -> tuple[int, list[str]]:
    """Return how many rows stand before the data, and the names of the columns; none where no row has them.

    Rows before the first full one are a preamble (a title, `sep=;`).
    """
    width = _width(found)
    first = next((place for place, row in enumerate(found) if len(row) == width), 0)
    names = list(found[first]) if found else []
    named = wish == "yes" or (wish != "no" and _looks_named(names, found[first + 1 :]))
    return (first + 1, names) if named else (first, [])


class _Feed:
    """Lines for the csv module, which remembers the bytes of the row under way and can give lines back."""

    def __init__(self, stream: Stream, dialect: Dialect) -> None:
        self._lines = lines(stream, dialect.encoding, dialect.newline)
        self._held: deque[tuple[bytes, str, bool]] = deque()
        self.taken: list[tuple[bytes, str, bool]] = []
        self.size = 0
        self.ended = False
        self.stray = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self._held:
            line = self._held.popleft()
        else:
            try:
                line = next(self._lines)
            except StopIteration:
                self.ended = True
                raise
        self.taken.append(line)
        text = line[1]
        self.size += len(text)
        if not line[2] or self.size > reading.LINE_LIMIT:
            raise OverflowError
        if "\r" in text or "\x00" in text:
            text = self._cleaned(text)
        return text

    def _cleaned(self, text: str) -> str:
        """Return a line without NULs, its stray carriage returns disguised: csv would break the row there."""
        body = text.rstrip("\r\n")
        end = text[len(body) :]
        self.stray = self.stray or "\r" in body
        return body.replace("\x00", "").replace("\r", _STRAY) + end

    def take(self) -> tuple[bytes, int]:
        """Return the bytes of the row that was just read and how many lines it had."""
        taken = self.taken
        raw = taken[0][0] if len(taken) == 1 else b"".join(line[0] for line in taken)
        count = len(taken)
        self.taken, self.size = [], 0
        return raw.rstrip(b"\r\n"), count

    def give_back(self) -> bytes:
        """Keep the first line of the row under way, give the others back to be read anew."""
        first, *rest = self.taken
        self._held.extendleft(reversed(rest))
        self.taken, self.size, self.ended = [], 0, False
        return first[0].rstrip(b"\r\n")


def _split(stream: Stream, dialect: Dialect) -> Iterator[Row]:
    feed = _Feed(stream, dialect)
    reader, line = dialect.split(feed), 1
    while True:
        cells, reason = _next(reader, feed)
        if cells is not None:
            raw, count = feed.take()
            if feed.stray:
                cells, feed.stray = [cell.replace(_STRAY, "\n") for cell in cells], False
            yield line, cells, raw, ""
            line += count
        elif reason:
            yield line, None, feed.give_back(), reason
            line += 1
        else:
            return


def _next(reader: Iterator[list[str]], feed: _Feed) -> tuple[list[str] | None, str]:
    """Return the next row, or why there is none (empty at the end of the file)."""
    try:
        cells = next(reader)
    except StopIteration:
        return None, ""
    except OverflowError:
        whole = feed.taken[-1][2] or len(feed.taken) > 1
        return None, "a quote opens here and never closes" if whole else "a line too long to be a record"
    except csv.Error as error:
        return None, f"the row cannot be split: {error}"
    if feed.ended and feed.taken:
        return None, "a quote opens here and never closes"
    return cells, ""


def _head_lines(head: bytes, encoding: str) -> list[str]:
    """Return the whole lines of a head; its last one, most likely cut, only where it is alone."""
    text = reading.decode(head, encoding).removeprefix("\ufeff")
    texts = text.splitlines(keepends=True) if "\n" not in text else text.split("\n")
    texts = [f"{each}\n" for each in texts] if "\n" in text else texts
    return texts[:-1] if len(texts) > 1 and (len(head) >= 60_000 or not texts[-1].strip()) else texts


def _sniff(base: Dialect, texts: Sequence[str], delimiter: str) -> Dialect:
    """Choose delimiter and quoting under which the rows are most alike."""
    if not delimiter and texts[0].lower().startswith("sep="):
        delimiter = texts[0][4:5]
    wanted = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    if len(wanted) > 1:
        raise SourceError(f"a delimiter is one character, not {delimiter!r}", hint='--delimiter ";"')
    best, score = replace(base, delimiter=wanted or NO_DELIMITER), 0.0 if wanted else 0.12
    for mark in (wanted,) if wanted else DELIMITERS:
        spaced = 0 < texts[0].count(mark) == texts[0].count(f"{mark} ")
        tried, share, width = _quoting(replace(base, delimiter=mark, spaced=spaced), texts)
        worth = share * share * (1 + 0.2 * math.log(width)) if width > 1 else 0.0
        if worth > score:
            best, score = tried, worth
    return best


def _quoting(dialect: Dialect, texts: Sequence[str]) -> tuple[Dialect, float, int]:
    """Choose how quotes are used with a delimiter; the usual way unless another is clearly better."""
    best: tuple[Dialect, float, int] = (dialect, -1.0, 1)
    escaped = [('"', "\\")] if any('\\"' in text for text in texts) else []
    for quote, escape in (('"', ""), *escaped, ("", "")):
        tried = replace(dialect, quote=quote, escape=escape)
        found = _try(tried, texts)
        share, width = _share(found)
        if found and len(found[0]) != width:
            share *= 0.9 if len(found[0]) > 1 else 0.5
        if share > best[1] + 0.02:
            best = (tried, share, width)
    return best


def _try(dialect: Dialect, texts: Sequence[str]) -> list[list[str]]:
    """Split the head; a row whose quotes are misplaced comes out empty-handed."""
    reader = dialect.split((text.replace("\x00", "") for text in texts), strict=True)
    found: list[list[str]] = []
    while len(found) < _PROBE_ROWS:
        try:
            found.append(next(reader))
        except StopIteration:
            break
        except csv.Error:
            found.append(["misquoted"])
    return found


def _share(found: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Share of the rows that have the most usual number of cells, and that number."""
    filled = [row for row in found if any(row)]
    counts = Counter(len(row) for row in filled if len(row) > 1)
    if not counts:
        return 0.0, 1
    width, hits = max(counts.items(), key=lambda item: (item[1], item[0]))
    return hits / len(filled), width


def _width(found: Sequence[Sequence[str]]) -> int:
    return _share(found)[1]


def _looks_named(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Say whether cells can be names of columns.

    None is a number, date or address (a series of years may be), none is a value of its own column, and none
    is long over texts that are long too.
    """
    texts = [cell.strip() for cell in cells]
    years = sum(bool(_YEAR.fullmatch(text)) for text in texts)
    for place, text in enumerate(texts):
        if not text or (years > 2 and _YEAR.fullmatch(text)):
            continue
        column = [row[place].strip() for row in below if len(row) == len(cells)]
        usual = sorted(map(len, column))[len(column) // 2] if column else 0
        if _NOT_A_NAME.fullmatch(text) or column.count(text) > 1 or len(text) > 80 < usual:
            return False
    return any(texts)


def _is_text(texts: Sequence[str]) -> bool:
    """Say whether lines hold anything, and hardly any control characters."""
    text = "".join(texts[:400])[:100_000]
    return bool(text.strip()) and len(_CONTROL.findall(text)) <= max(2, 0.01 * len(text))


def _spoken(delimiter: str) -> str:
    return {"\t": "tabs", ",": "commas", ";": "semicolons", NO_DELIMITER: "nothing: one column"}.get(
        delimiter, repr(delimiter)
    )
