"""Lists of addresses: one a line, with a title and a note after tabs, or found within lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlsplit, urlunsplit

from diatrace.errors import SourceError
from diatrace.model import Plan, Record, Unreadable
from diatrace.source import reading
from diatrace.source.contract import Sample
from diatrace.source.stream import head_of, lines, opened, unpacked_head

_HEAD: Final = 64 * 1024
_FOUND: Final = re.compile(r"(?:https?://|www\.)[^\s<>\"'`|،؛]+", re.IGNORECASE)
_ALONE: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?[^\s/?#@,;]+\.[^\s/?#@,;]+[^\s]*", re.IGNORECASE)
_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d)", re.IGNORECASE)
_HOST: Final = re.compile(
    r"(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_](?:[\w-]*[^\W_])?\.?|(?:\d{1,3}\.){3}\d{1,3}|localhost"
)
_HEADINGS: Final = {
    "url",
    "urls",
    "link",
    "links",
    "lien",
    "adresse",
    "address",
    "uri",
    "website",
    "site",
    "رابط",
}
_AROUND: Final = " \t\r\n<>\"'«»“”\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_AFTER: Final = ".,;:!?)]}»”’\"'"


@dataclass(frozen=True, slots=True)
class UrlsParams:
    """Nothing is asked."""


class Urls:
    """A list of web addresses, one a line; a title and a note may follow after tabs.

    Addresses within lines of text are found too. They are normalised with care: a missing scheme is https,
    the host is lower case, everything else stays; two addresses that differ in more are two.
    """

    name: ClassVar[str] = "urls"
    title: ClassVar[str] = "List of web addresses"
    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".urls", ".csv", ".tsv")
    params: ClassVar[type] = UrlsParams

    def sniff(self, sample: Sample) -> float:
        """Say which share of the lines is an address and nothing else."""
        head = unpacked_head(sample.head)
        text = reading.decode(head, reading.encoding_of_bytes(head)[0])
        found = [line for line in text.splitlines()[:200] if line.strip()]
        if not found or "\x00" in text:
            return 0.0
        alone = sum(_is_entry(line) for line in found)
        cells = sum("," in line.partition("\t")[0] for line in found)
        if alone >= max(1, 0.8 * len(found)) and cells <= 0.5 * len(found):
            return 0.9
        return 0.3 * sum(bool(_FOUND.search(line)) for line in found) / len(found)

    def prepare(self, path: Path, params: UrlsParams) -> Plan:  # noqa: ARG002 - the contract's call
        """Check that the file holds any address."""
        head = head_of(path, _HEAD)
        encoding, why = reading.encoding_of_bytes(head)
        mark = _parting_mark(reading.decode(head, encoding).partition("\n")[0])
        if not any(isinstance(each, Record) for each in islice(_entries(path, encoding, mark), 1000)):
            raise SourceError(f"{path.name} holds no web address", where=str(path), hint="one address a line")
        return Plan(
            format=self.name,
            settings={"encoding": encoding, "mark": mark},
            kept=("address", "title and note after tabs", "line around an address within text"),
            notes=(f"encoding {encoding}: {why}", "a missing scheme is https; parameters and fragments stay"),
        )

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield one record an address."""
        return _entries(path, plan.settings["encoding"], plan.settings["mark"])


def normalised(address: str) -> str:
    """Return an address in its one writing; raise ValueError with a reason where it is none.

    A login within an address is taken out.
    """
    bare = address.strip(_AROUND)
    found = _SCHEME.match(bare)
    if found and found[1].lower() not in {"http", "https"} and not bare.lower().startswith("localhost:"):
        raise ValueError(f"{found[1].lower()}: is no web address")
    if found is None or found[1].lower() not in {"http", "https"}:
        bare = f"https:{bare}" if bare.startswith("//") else f"https://{bare}"
    try:
        parts = urlsplit(bare)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as error:
        raise ValueError(f"not an address: {error}") from None
    if not host or not (_HOST.fullmatch(host) or ":" in host) or any(mark.isspace() for mark in bare):
        raise ValueError("not an address: it names no host")
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        place = f"{place}:{port}"
    return urlunsplit((parts.scheme, place, parts.path or "/", parts.query, parts.fragment))


def _is_entry(line: str) -> bool:
    """Say whether a line is an address, with or without a title and a note after tabs."""
    cells = line.strip().split("\t")
    address = cells[0].strip(_AROUND)
    return len(cells) <= 3 and bool(_FOUND.fullmatch(address) or _is_address(address))


def _is_address(text: str) -> bool:
    """Say whether a word without a scheme is an address: it must at least have a path or a well-known end."""
    if not _ALONE.fullmatch(text):
        return False
    try:
        return normalised(text) != "" and bool(re.search(r"\.[a-z]{2,}(?:[:/?#]|$)", text, re.IGNORECASE))
    except ValueError:
        return False


def _entries(path: Path, encoding: str, mark: str) -> Iterator[Record | Unreadable]:
    with opened(path) as stream:
        for number, (raw, text, whole) in enumerate(lines(stream, encoding), start=1):
            body = text.replace("\x00", "").strip(_AROUND)
            if not whole:
                yield Unreadable(number, "a line too long to be an address", raw)
            elif body and not body.startswith("#") and not (number == 1 and _is_heading(body)):
                yield from _in_line(number, raw.rstrip(b"\r\n"), body, mark)
        if stream.fault:
            yield Unreadable(0, stream.fault)


def _is_heading(line: str) -> bool:
    names = {cell.strip(_AROUND).lower() for cell in re.split(r"[\t,;|]", line)}
    return bool(_HEADINGS & names) and not _FOUND.search(line)


def _parting_mark(first: str) -> str:
    """Return what parts the cells of a table whose first line names its columns; empty for any other file."""
    return next((mark for mark in ",;|" if mark in first and _is_heading(first)), "")


def _in_line(number: int, raw: bytes, body: str, mark: str) -> Iterator[Record | Unreadable]:
    address, *more = (cell.strip() for cell in body.split("\t"))
    shown = _FOUND.fullmatch(address.strip(_AROUND)) or (
        len(address.split()) == 1 and not _FOUND.search(address)
    )
    if shown and not mark:
        yield _entry(number, raw, address, "".join(more[:1]), "\n".join(more[1:]))
        return
    found = [
        part.rstrip(_AFTER)
        for each in _FOUND.findall(body)
        for part in re.split(rf"[,;](?=https?://)|{_either(mark)}", each)
    ]
    for each in dict.fromkeys(part for part in found if _FOUND.fullmatch(part)):
        yield _entry(number, raw, each, "", body)
    if not found:
        yield Unreadable(number, "no address in this line", raw)


def _either(mark: str) -> str:
    return re.escape(mark) if mark else "(?!)"


def _entry(number: int, raw: bytes, address: str, title: str, note: str) -> Record | Unreadable:
    try:
        url = normalised(address)
    except ValueError as error:
        return Unreadable(number, str(error), raw)
    # a link is not the page it leads to: known by one name, either would pass for a revision of the other
    return Record(
        kind="link",
        platform="web",
        native=f"link:{url}",
        url=url,
        title=title,
        text=note,
        raw=raw,
        where=number,
    )
