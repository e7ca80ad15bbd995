"""Rows of a delimited text: what parts the cells is told from the rows, quotation marks may be anywhere or nowhere."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from diatrace.actor.exchange import raw
from diatrace.errors import SourceError

MARKS: Final = (";", "\t", ",", "|")
"""What parts cells; where several do as well, the first: a comma may be that of a decimal."""

_PROBE: Final = 200
_INT: Final = re.compile(r"0|-?[1-9]\d{0,18}")
_FLOAT: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t]+")

csv.field_size_limit(2**31 - 1)  # labels may be long; `raw.LIMIT` bounds the file


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file that hold anything, and what parts their cells (a space for any white space)."""

    rows: list[list[str]]
    mark: str
    note: str


def read(source: raw.Source, encoding: str = "") -> Rows:
    """Return the rows of a delimited file; raise SourceError where it is no text."""
    text, note = raw.text(source, encoding)
    if "\0" in text[: raw.HEAD]:
        raise SourceError(f"{raw.name_of(source)} is not a text file", hint="is it another format?")
    mark = mark_of(text[: raw.HEAD])
    return Rows(split(text, mark), mark, note)


def mark_of(head: str) -> str:
    """Return what parts the cells of a text that begins like this: the sign that gives the most rows of one width."""
    best, score = " ", 0.0
    if head.lower().startswith("sep=") and len(head) > 4:
        return head[4]
    for mark in MARKS:
        widths = [len(row) for row in islice(split(_whole(head), mark), _PROBE)]
        width, hits = Counter(widths).most_common(1)[0] if widths else (1, 0)
        worth = hits / len(widths) * (1 + width / 100) if width > 1 else 0.0
        if worth > score:
            best, score = mark, worth
    first = head.lstrip().partition("\n")[0]
    return (
        best if score > 0.5 else max(MARKS, key=first.count) if any(mark in first for mark in MARKS) else " "
    )


def begins(head: str) -> list[list[str]]:
    """Return the first rows of a text that begins like this."""
    return split(_whole(head), mark_of(head))[:_PROBE]


def _whole(head: str) -> str:
    """Return a head without its last line, which may be cut."""
    return head.rpartition("\n")[0] if len(head) >= raw.HEAD and "\n" in head else head


def split(text: str, mark: str) -> list[list[str]]:
    """Return the rows of a text that hold anything; with a space, any white space parts, and lines of `#` are none."""
    if mark == " ":
        lines = (line.strip() for line in text.splitlines())
        return [_SPACES.split(line) for line in lines if line and not line.startswith(("#", "%"))]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    return kept[1:] if kept and kept[0][0].lower().startswith("sep=") else kept


def kind_of(cells: Sequence[Any]) -> str:
    """Return the kind of a column: of numbers only where every cell is one as a program writes it, so that 01 is none.

    Values of JSON are of their own types; their column is of text.
    """
    if not cells or not all(isinstance(each, str) for each in cells):
        return "text"
    if all(_INT.fullmatch(each) for each in cells):
        return "int"
    if all(_FLOAT.fullmatch(each) for each in cells):
        return "float"
    return "bool" if all(each in ("true", "false") for each in cells) else "text"


def write(rows: Iterable[Sequence[str]], *, mark: str = ",", end: str = "\n") -> bytes:
    """Return rows as delimited text in UTF-8, every cell in quotation marks; what no encoding holds is replaced."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=mark, quoting=csv.QUOTE_ALL, lineterminator=end).writerows(rows)
    return out.getvalue().encode(errors="replace")
