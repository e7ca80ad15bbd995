"""A table whatever its file: found out once, then streamed as rows of the columns that are wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeAlias

import msgspec

from diatrace.errors import SourceError
from diatrace.source import delimited, objects, reading, workbook
from diatrace.source.delimited import Dialect
from diatrace.source.stream import head_of, unpacked_head

Row: TypeAlias = tuple[int, Sequence[Any] | None, bytes, str]
"""Line or row number, the wanted cells (None where unreadable), the record as the file had it, the reason."""

SAMPLE: Final = 1000
_HEAD: Final = 256 * 1024
_NO_TABLES: Final = (".html", ".htm", ".xml", ".md", ".json", ".jsonl", ".ndjson")
_DEPTH: Final = 3  # levels of nested objects that become columns
_encode: Final = msgspec.json.Encoder(enc_hook=str).encode


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person said of a table's form; empty leaves it to the file."""

    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""
    header: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as found: `settings` (JSON-ready) suffice to read it again, `notes` say what they rest on."""

    settings: dict[str, Any]
    notes: tuple[str, ...]

    @property
    def header(self) -> list[str]:
        """Names of the columns, all different."""
        names: list[str] = self.settings["header"]
        return names


def survey(path: Path, wish: Wish) -> Grid:
    """Find out what kind of table a file holds and its columns; raise SourceError where it holds none."""
    head = head_of(path, _HEAD)
    if head.startswith(b"PAR1"):
        header, notes = delimited.distinct(workbook.parquet_header(path))
        return Grid({"kind": "parquet", "header": list(header)}, notes)
    if head.startswith((b"PK\x03\x04", workbook.OLE)):
        return _survey_sheet(path, wish)
    encoding = (
        delimited.checked(wish.encoding)
        if wish.encoding
        else reading.encoding_of_bytes(head)[0].removesuffix("-sig")
    )
    shape = objects.shape_of(reading.decode(head, encoding).encode(errors="replace"))
    if shape and not wish.delimiter:
        return _survey_objects(path, shape, encoding)
    layout = delimited.survey(path, delimiter=wish.delimiter, encoding=wish.encoding, header=wish.header)
    settings = {"kind": "delimited", "dialect": asdict(layout.dialect), "header": list(layout.header)}
    return Grid(settings, layout.notes)


def sureness(head: bytes, suffix: str) -> float:
    """Say how surely a file that begins like this holds a table of any kind."""
    if head.startswith(b"PAR1"):
        return 0.95
    if head.startswith((b"PK\x03\x04", workbook.OLE)):
        return 0.9 if suffix in {".xlsx", ".xlsm"} else 0.0
    text = unpacked_head(head)
    encoding = reading.encoding_of_bytes(text)[0]
    if objects.shape_of(reading.decode(text, encoding).encode(errors="replace")):
        return 0.55
    return 0.6 * delimited.sureness(text) if suffix not in _NO_TABLES else 0.0


def rows(
    path: Path, settings: dict[str, Any], columns: Sequence[str], texts: Sequence[str] = ()
) -> Iterator[Row]:
    """Yield every row as the cells of `columns`.

    A row too short to hold one of the columns `texts` is unreadable, and so is one that is too long, unless a
    text column stands last and takes what is too much. A file that breaks off ends in an unreadable row that
    says so.
    """
    kind = settings["kind"]
    if kind == "delimited":
        yield from _delimited_rows(path, settings, columns, texts)
    elif kind == "objects":
        yield from _object_rows(path, settings, columns)
    else:
        yield from _typed_rows(path, settings, columns)


def plain(value: Any) -> str:
    """Return any cell as text: lists joined by commas, deeper things as JSON."""
    if isinstance(value, str):
        return value
    if value is None or value != value:  # noqa: PLR0124 - only NaN differs from itself
        return ""
    for kind, shown in _SHOWN:
        if isinstance(value, kind):
            return shown(value)
    return str(value)


def _shown_list(value: list[Any]) -> str:
    deep = any(isinstance(each, (dict, list)) for each in value)
    return _encode(value).decode() if deep else ", ".join(plain(each) for each in value)


_SHOWN: Final[tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...]] = (
    (bool, lambda value: "true" if value else "false"),
    (float, lambda value: str(int(value)) if value.is_integer() else str(value)),
    ((datetime, date, time), lambda value: str(value.isoformat())),
    (bytes, reading.decode),
    (dict, lambda value: _encode(value).decode()),
    (list, _shown_list),
)


def _survey_sheet(path: Path, wish: Wish) -> Grid:
    names = workbook.sheets(path)
    if not names or wish.sheet not in {"", *names}:
        raise SourceError(
            f"{path.name} has no sheet {wish.sheet!r}" if names else f"{path.name} has no sheet with rows",
            where=str(path),
            hint=f"sheets with rows: {', '.join(names) or 'none'}",
        )
    sheet = wish.sheet or names[0]
    sample = [
        [plain(cell) for cell in cells] for _number, cells in islice(workbook.sheet_rows(path, sheet), 400)
    ]
    skip, found = delimited.find_header(sample, wish.header)
    width = max(map(len, sample))
    header, notes = delimited.distinct([*found, *[""] * (width - len(found))])
    others = [name for name in names if name != sheet]
    told = (f"sheet {sheet!r} is read", *([f"sheets left out: {', '.join(others)}"] if others else []))
    return Grid({"kind": "sheet", "sheet": sheet, "skip": skip, "header": list(header)}, (*told, *notes))


def _survey_objects(path: Path, shape: str, encoding: str) -> Grid:
    key = ""
    sample = (
        [item[2] for item in islice(objects.items(path, shape, encoding=encoding), SAMPLE)]
        if shape != "object"
        else []
    )
    if shape == "object" or (len(sample) == 1 and _holds_list(sample[0])):
        shape, key = "object", objects.list_within(path)
        sample = [item[2] for item in islice(objects.items(path, shape, key=key), SAMPLE)]
    header = dict.fromkeys(name for value in sample if isinstance(value, dict) for name in _names(value))
    if not header:
        raise SourceError(
            f"{path.name} holds no JSON objects", where=str(path), hint="one object a line, or a list"
        )
    settings = {"kind": "objects", "shape": shape, "key": key, "encoding": encoding, "header": list(header)}
    told = {
        "lines": "one JSON object a line",
        "array": "a list of JSON objects",
        "object": f"the list {key!r}",
    }
    return Grid(settings, (f"the file holds {told[shape]}",))


def _holds_list(value: Any) -> bool:
    return isinstance(value, dict) and any(
        isinstance(each, list) and each and isinstance(each[0], dict) for each in value.values()
    )


def _names(value: dict[str, Any], before: str = "", depth: int = 1) -> Iterator[str]:
    """Names of an object's fields, those of nested objects joined by dots."""
    for name, each in value.items():
        if isinstance(each, dict) and each and depth < _DEPTH:
            yield from _names(each, f"{before}{name}.", depth + 1)
        else:
            yield before + name


def _delimited_rows(
    path: Path, settings: dict[str, Any], columns: Sequence[str], texts: Sequence[str]
) -> Iterator[Row]:
    header: list[str] = settings["header"]
    dialect = Dialect(**settings["dialect"])
    places = [header.index(name) for name in columns]
    needed = max((header.index(name) for name in texts), default=0)
    width, greedy = len(header), header[-1] in texts
    for where, found, raw, reason in delimited.rows(path, dialect):
        if found is None:
            yield where, None, raw, reason
            continue
        fits = len(found) == width
        cells = found if fits else _fitted(found, width, needed, dialect.delimiter if greedy else "")
        if not cells:
            yield where, None, raw, f"the row has {len(found)} cells, the header {width}"
        elif cells == header:
            yield where, None, raw, "the header again"
        else:
            yield where, [cells[place] for place in places], raw, ""


def _fitted(cells: list[str], width: int, needed: int, mark: str) -> list[str]:
    """Make a ragged row as wide as the header; empty where that would be guessing."""
    if needed < len(cells) < width:
        return cells + [""] * (width - len(cells))
    if len(cells) > width and not any(cells[width:]):
        return cells[:width]
    return [*cells[: width - 1], mark.join(cells[width - 1 :])] if mark and len(cells) > width else []


def _object_rows(path: Path, settings: dict[str, Any], columns: Sequence[str]) -> Iterator[Row]:
    pick = _picker(columns)
    found = objects.items(path, settings["shape"], encoding=settings["encoding"], key=settings["key"])
    for where, raw, value, reason in found:
        if isinstance(value, dict):
            yield where, pick(value), raw, ""
        else:
            yield where, None, raw, reason or "not a JSON object"


def _picker(columns: Sequence[str]) -> Callable[[dict[str, Any]], list[Any]]:
    if not any("." in name for name in columns):
        return lambda value: [value.get(name) for name in columns]
    return lambda value: [_within(value, name) for name in columns]


def _within(value: dict[str, Any], name: str) -> Any:
    """Return a field by its name, or by the names of the objects around it joined by dots."""
    if name in value or "." not in name:
        return value.get(name)
    found: Any = value
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _typed_rows(path: Path, settings: dict[str, Any], columns: Sequence[str]) -> Iterator[Row]:
    header: list[str] = settings["header"]
    places = [header.index(name) for name in columns]
    number = 0
    try:
        for number, found in _cells(path, settings):
            if any(cell not in (None, "") for cell in found):
                cells = found + [None] * (len(header) - len(found))
                beyond = [f"column {place}" for place in range(len(header) + 1, len(cells) + 1)]
                raw = _encode(dict(zip([*header, *beyond], cells, strict=True)))
                yield number, [cells[place] for place in places], raw, ""
    except SourceError as error:
        yield number + 1, None, b"", error.what


def _cells(path: Path, settings: dict[str, Any]) -> Iterable[workbook.Cells]:
    if settings["kind"] == "parquet":
        return workbook.parquet_rows(path)
    return islice(workbook.sheet_rows(path, settings["sheet"]), settings["skip"], None)
