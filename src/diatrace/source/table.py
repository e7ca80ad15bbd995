"""Any table: delimited text, Excel, Parquet, JSON lines or a list of JSON objects.

Identity. A table has no identifiers that hold outside of it, so its records carry none (`native` is empty):
a row is known by its content together with its `id` column, which is kept as an attribute. The same file
twice adds nothing, two exports that overlap merge, and two files that both count 1 to n never collide. Only
where a column of replies is read must rows be known by identifiers: those that a platform gave out (long,
scattered) serve as they are; those that merely count the rows are set within the file's own name and
columns, and so are its threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import Any, ClassVar, Final, TypeAlias

from diatrace.errors import AnswerNeeded
from diatrace.model import Moment, Plan, Record, Unreadable
from diatrace.source import grid, mapping
from diatrace.source.contract import Sample
from diatrace.source.grid import Wish, plain
from diatrace.source.mapping import Columns
from diatrace.source.text import listed
from diatrace.trace import anydate, dates
from diatrace.trace.dates import DateFormat

Build: TypeAlias = Callable[[int, Sequence[Any], bytes], Record]

KINDS: Final = ("post", "message", "comment", "page", "link")
_DATES: Final = {"date": "edited", "captured": "captured"}
_DATED_ROWS: Final = 50_000
_SUFFIXES: Final = (".csv", ".tsv", ".tab", ".psv", ".xlsx", ".parquet", ".jsonl", ".ndjson", ".json", ".gz")
_SURELY_TABLES: Final = (".csv", ".tsv", ".tab", ".psv", ".csv.gz", ".tsv.gz")


@dataclass(frozen=True, slots=True)
class TableParams:
    """How to read a table; what is left empty is found out."""

    map: str | dict[str, str] | list[str] = field(
        default="",
        metadata={"help": "field=column; several columns with commas; no column unmaps it"},
    )
    sheet: str = field(default="", metadata={"help": "sheet of a workbook; the first with rows"})
    delimiter: str = field(default="", metadata={"help": 'what parts the cells, as ";" or "tab"'})
    encoding: str = field(default="", metadata={"help": "encoding of the text, as utf-8 or cp1252"})
    header: str = field(
        default="", metadata={"help": "whether the first row names the columns", "choices": ("", "yes", "no")}
    )
    date_order: str = field(
        default="", metadata={"help": "order of day, month and year in numbers", "choices": dates.ORDERS}
    )


class Table:
    """Posts, answers or records in a table: one row each, columns mapped as proposed or as you say.

    Reads CSV and kin in any encoding, Excel, Parquet, JSON lines and lists. Columns that are not mapped are
    left out of the study; they stay in the sealed raw record.
    """

    name: ClassVar[str] = "table"
    title: ClassVar[str] = "Table (CSV, Excel, Parquet, JSON)"
    suffixes: ClassVar[tuple[str, ...]] = _SUFFIXES
    params: ClassVar[type] = TableParams

    def sniff(self, sample: Sample) -> float:
        """Say how surely the file is a table of any kind."""
        sure = grid.sureness(sample.head, sample.suffix) if sample.head else 0.0
        return max(sure, 0.52) if sure and sample.path.name.lower().endswith(_SURELY_TABLES) else sure

    def prepare(self, path: Path, params: TableParams) -> Plan:
        """Propose columns and dates; ask where no text is found or day and month cannot be told apart."""
        table = grid.survey(path, Wish(params.sheet, params.delimiter, params.encoding, params.header))
        sample = list(islice(_cells(path, table.settings, table.header), grid.SAMPLE))
        samples = {name: [plain(row[place]) for row in sample] for place, name in enumerate(table.header)}
        proposed = mapping.propose(samples)
        columns = mapping.apply(proposed, mapping.wishes(params.map), table.header)
        mapping.need_text(columns, samples)
        forms = {
            known: _date_format(path, table.settings, columns.fields[known], params.date_order)
            for known in _DATES
            if known in columns.fields
        }
        settings = {
            **table.settings,
            **asdict(columns),
            "dates": {known: _saved(form) for known, form in forms.items()},
            "midnights": [
                name for name in _DATES if _all_midnight(sample, table.header, columns.fields.get(name))
            ],
            "scope": _scope(path, table.header, columns, samples),
        }
        notes = [*table.notes, *(note for form in forms.values() for note in form.notes)]
        return _plan(settings, columns, table.header, notes)

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield one record a row."""
        settings = plan.settings
        columns = Columns(settings["fields"], settings["attributes"])
        wanted = columns.all()
        build = _builder(settings, columns, wanted)
        for where, cells, raw, reason in grid.rows(path, settings, wanted, columns.fields.get("text", ())):
            yield build(where, cells, raw) if cells is not None else Unreadable(where, reason, raw)


def _cells(path: Path, settings: dict[str, Any], columns: Sequence[str]) -> Iterator[Sequence[Any]]:
    return (cells for _where, cells, _raw, _reason in grid.rows(path, settings, columns) if cells is not None)


def _date_format(path: Path, settings: dict[str, Any], columns: list[str], order: str) -> DateFormat:
    """Decide how a column writes dates; the whole column is read where its first rows leave the order open."""
    column = " + ".join(columns)
    zone = "UTC" if {"utc", "gmt"} & set(mapping.plain_name(column).split("_")) else "local"
    texts = (_joined(cells, range(len(columns)), " ") for cells in _cells(path, settings, columns))
    first = list(islice(texts, _DATED_ROWS))
    try:
        return dates.propose(first, column=column, order=order, zone=zone)
    except AnswerNeeded:
        telling = next((text for text in texts if max(anydate.leading_pair(text) or (0,)) > 12), None)
        if telling is None:
            raise
        return dates.propose(chain(first, [telling]), column=column, order=order, zone=zone)


def _saved(form: DateFormat) -> dict[str, Any]:
    return {name: value for name, value in asdict(form).items() if name != "notes"}


def _all_midnight(
    sample: Sequence[Sequence[Any]], header: Sequence[str], columns: Sequence[str] | None
) -> bool:
    """Say whether a column of typed dates holds days only, which spreadsheets store as midnights."""
    place = header.index(columns[0]) if columns else 0
    found = [row[place] for row in sample if isinstance(row[place], datetime)] if columns else []
    return bool(found) and all(each.time() == time.min for each in found)


def _scope(path: Path, header: Sequence[str], columns: Columns, samples: dict[str, list[str]]) -> str | None:
    """Return what identifiers are set within: nothing ("") for a platform's own, None where rows need none."""
    if not {"id", "reply_to"} <= set(columns.fields):
        return None
    if not mapping.counts_up(samples[columns.fields["id"][0]]):
        return ""
    stem = path.name.split(".")[0]
    return blake2b("\x1f".join([stem, *sorted(header)]).encode(), digest_size=4).hexdigest() + ":"


def _plan(settings: dict[str, Any], columns: Columns, header: Sequence[str], notes: Sequence[str]) -> Plan:
    named = {known: " + ".join(names) for known, names in columns.fields.items()}
    told = [f"{column} → {known}" for known, column in named.items() if known not in mapping.PERSONAL]
    read = set(columns.all())
    return Plan(
        format=Table.name,
        settings=settings,
        kept=(*told, *(f"{column} → attribute {name}" for name, column in columns.attributes.items())),
        pseudonymised=tuple(f"{named[known]} → {known}" for known in mapping.PERSONAL if known in named),
        left_out=tuple(name for name in header if name not in read),
        notes=tuple(notes),
    )


def _builder(settings: dict[str, Any], columns: Columns, wanted: Sequence[str]) -> Build:
    """Return the function that makes a record of the wanted cells of a row."""
    place = {name: number for number, name in enumerate(wanted)}
    fields = columns.fields
    texts = [place[name] for name in fields.get("text", ())]
    sole = texts[0] if len(texts) == 1 else None
    setters = [
        (attribute, [place[name] for name in fields[known]], convert)
        for known, attribute, convert in _converters(settings)
        if known in fields
    ]
    singles = [(attribute, places[0], convert) for attribute, places, convert in setters if len(places) == 1]
    several = [setter for setter in setters if len(setter[1]) > 1]
    kept = [(name, place[column]) for name, column in columns.attributes.items()]
    if "id" in fields:
        kept.append(("id", place[fields["id"][0]]))

    def build(where: int, cells: Sequence[Any], raw: bytes) -> Record:
        text = _text(cells[sole]) if sole is not None else _joined(cells, texts, "\n\n")
        record = Record(text=text, platform="table", raw=raw, where=where)
        for attribute, number, convert in singles:
            value = cells[number]
            if value is not None and value != "":
                setattr(record, attribute, convert(value))
        for attribute, places, convert in several:
            setattr(record, attribute, convert(_joined(cells, places, " ")))
        if kept:
            record.attributes = {
                name: _fact(cells[number]) for name, number in kept if cells[number] not in (None, "")
            }
        return record

    return build


def _converters(settings: dict[str, Any]) -> list[tuple[str, str, Callable[[Any], Any]]]:
    """(field, attribute of the record, how a cell becomes it)."""
    scope = settings["scope"]
    within = (lambda value: f"{scope}{_text(value).strip()}") if scope else _stripped
    named = {known: DateFormat(**form) for known, form in settings["dates"].items()}
    found: list[tuple[str, str, Callable[[Any], Any]]] = [
        (known, _DATES[known], _dater(form, midnight=known in settings["midnights"]))
        for known, form in named.items()
    ]
    if scope is not None:
        found += [("id", "native", within), ("reply_to", "reply_to", within)]
    found += [("thread", "thread", within), ("mentions", "mentions", listed), ("links", "links", listed)]
    found += [
        (name, name, _stripped) for name in ("title", "author", "url", "language", "forward_of", "platform")
    ]
    return [*found, ("kind", "kind", _kind)]


def _dater(form: DateFormat, *, midnight: bool) -> Callable[[Any], Moment]:
    read = dates.reader(form)

    def moment(value: Any) -> Moment:
        if isinstance(value, str):
            return read(value)
        if isinstance(value, date):
            day = value.date() if midnight and isinstance(value, datetime) else value
            return dates.from_value(day, zone=form.zone, evidence=form.evidence)
        return read(plain(value))

    return moment


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else plain(value)
    return text.replace("\x00", "") if "\x00" in text else text


def _stripped(value: Any) -> str:
    text = value if isinstance(value, str) else plain(value)
    return (text.replace("\x00", "") if "\x00" in text else text).strip()


def _kind(value: Any) -> str:
    kind = _stripped(value).lower()
    return kind if kind in KINDS else "post"


def _joined(cells: Sequence[Any], places: Iterable[int], mark: str) -> str:
    return mark.join(text for place in places if (text := _text(cells[place])))


def _fact(value: Any) -> Any:
    return value if isinstance(value, (int, float, bool)) else _text(value)
