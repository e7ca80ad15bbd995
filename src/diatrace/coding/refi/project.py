"""What a project of qualitative analysis holds, apart from any file format.

Every thing is known by a GUID (lower case, no braces) and points to others by it. Texts have no byte-order mark, their
lines end with a line feed, and places in them are counted in code points from 0, the end not included. Moments are
ISO 8601 as they were written, colours `#rrggbb`; an empty string says that nothing is known.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Literal, Self, TypeAlias

ValueKind: TypeAlias = Literal["Text", "Boolean", "Integer", "Float", "Date", "DateTime"]
MediaKind: TypeAlias = Literal["Picture", "PDF", "Audio", "Video"]
Direction: TypeAlias = Literal["Associative", "OneWay", "Bidirectional"]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to be told of a project read or written: a short name of its kind, where it is, what it is."""

    kind: str
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a zip."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that belongs to a project; `sha256` is empty where the project names it and does not bring it.

    Its name says what it belongs to (the GUID of its owner). Two are equal when name and bytes are, wherever they lie.
    """

    name: str
    sha256: str = ""
    size: int = 0
    lies: bytes | Path | Member | None = field(default=None, compare=False, repr=False)

    @classmethod
    def of(cls, name: str, data: bytes) -> File:
        """Return a file held in memory."""
        return cls(name, hashlib.sha256(data).hexdigest(), len(data), data)

    @property
    def missing(self) -> bool:
        """Whether the project names the file and does not bring it."""
        return not self.sha256

    def read(self) -> bytes:
        """Return its bytes, whole; raise OSError or BadZipFile where they cannot be had."""
        with Shelf() as shelf, shelf.open(self) as file:
            return file.read()


class Shelf:
    """Opens files, and keeps the archives they lie in open while it is open itself."""

    def __init__(self) -> None:
        self._archives: dict[Path, zipfile.ZipFile] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        while self._archives:
            self._archives.popitem()[1].close()

    @contextmanager
    def open(self, file: File) -> Iterator[IO[bytes]]:
        """Open a file's bytes; raise OSError or BadZipFile where they cannot be had."""
        match file.lies:
            case bytes() as data:
                yield io.BytesIO(data)
            case Path() as path:
                with path.open("rb") as opened:
                    yield opened
            case Member(path, name):
                with self._archive(path).open(name) as opened:
                    yield opened
            case None:
                raise FileNotFoundError(file.name)

    def _archive(self, path: Path) -> zipfile.ZipFile:
        if path not in self._archives:
            self._archives[path] = zipfile.ZipFile(path)
        return self._archives[path]


@dataclass(frozen=True, slots=True)
class Audit:
    """Who made a thing and who changed it last (GUIDs of users), and when."""

    creator: str = ""
    created: str = ""
    modifier: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who worked on the project."""

    guid: str
    name: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code with the codes below it; one that is not codable only holds others together."""

    guid: str
    name: str
    description: str = ""
    colour: str = ""
    codable: bool = True
    note_refs: tuple[str, ...] = ()
    codes: tuple[Code, ...] = ()

    def walk(self) -> Iterator[Code]:
        """Yield the code and all below it, each before those below it."""
        stack = [self]
        while stack:
            code = stack.pop()
            yield code
            stack.extend(reversed(code.codes))


@dataclass(frozen=True, slots=True)
class Coding:
    """A code laid on a selection or on a whole source, by somebody, at some time."""

    guid: str
    code: str
    creator: str = ""
    created: str = ""
    note_refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """An attribute that cases and sources may have."""

    guid: str
    name: str
    kind: ValueKind = "Text"
    description: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a variable, written as XML Schema writes its kind."""

    variable: str
    kind: ValueKind
    value: str


@dataclass(frozen=True, slots=True)
class Case:
    """A participant, a place, an organisation: what sources and selections are grouped by."""

    guid: str
    name: str = ""
    description: str = ""
    code_refs: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    source_refs: tuple[str, ...] = ()
    selection_refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: code points from `start` up to and without `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle: of a picture in pixels from the upper left, of a PDF page in points from the lower left."""

    x1: int
    y1: int
    x2: int
    y2: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of a recording, in milliseconds."""

    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a transcript between two of its sync points (their GUIDs, or empty)."""

    first: str = ""
    last: str = ""


Place: TypeAlias = Span | Area | Period | Stretch


@dataclass(frozen=True, slots=True)
class Selection:
    """A part of a source, with what is said of it; `text` is what a part of a PDF page reads as."""

    guid: str
    place: Place
    name: str = ""
    description: str = ""
    audit: Audit = Audit()
    codings: tuple[Coding, ...] = ()
    note_refs: tuple[str, ...] = ()
    text: Document | None = None


@dataclass(frozen=True, slots=True)
class Sync:
    """A moment of a recording (milliseconds) and the place of its transcript where it is said."""

    guid: str
    time: int | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text: a source, a note, a transcript, or what a picture or a PDF reads as.

    `plain` is the file the text was in, untouched, `rich` the same with its styles. Without `plain` the text is put in
    a file when it is written, but for what a part of a PDF page reads as. Where `plain` is missing, places are as they
    were told, and nothing vouches for them. Only transcripts have sync points, and only they have no codings and no
    values of their own.
    """

    guid: str
    name: str = ""
    text: str = ""
    description: str = ""
    plain: File | None = None
    rich: File | None = None
    audit: Audit = Audit()
    syncs: tuple[Sync, ...] = ()
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    note_refs: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, a PDF, a recording; `text` is what a picture or a PDF reads as, `transcripts` are of recordings."""

    kind: MediaKind
    guid: str
    name: str = ""
    description: str = ""
    file: File | None = None
    audit: Audit = Audit()
    text: Document | None = None
    transcripts: tuple[Document, ...] = ()
    selections: tuple[Selection, ...] = ()
    codings: tuple[Coding, ...] = ()
    note_refs: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()


Source: TypeAlias = Document | Media


@dataclass(frozen=True, slots=True)
class Set:
    """Codes, sources and notes somebody keeps together."""

    guid: str
    name: str
    description: str = ""
    code_refs: tuple[str, ...] = ()
    source_refs: tuple[str, ...] = ()
    note_refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A relation somebody drew between any two things."""

    guid: str
    name: str = ""
    direction: Direction | None = None
    colour: str = ""
    origin: str = ""
    target: str = ""
    note_refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vertex:
    """A shape in a graph, which may stand for a thing of the project."""

    guid: str
    x1: int
    y1: int
    x2: int | None = None
    y2: int | None = None
    name: str = ""
    stands_for: str = ""
    shape: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two shapes of a graph, which may stand for a link."""

    guid: str
    source: str
    target: str
    name: str = ""
    stands_for: str = ""
    colour: str = ""
    direction: Direction | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """A drawing of things and relations."""

    guid: str
    name: str = ""
    vertices: tuple[Vertex, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """All of it; `notes` are memos, `note_refs` those that are on the project as a whole."""

    name: str
    description: str = ""
    audit: Audit = Audit()
    users: tuple[User, ...] = ()
    codes: tuple[Code, ...] = ()
    variables: tuple[Variable, ...] = ()
    cases: tuple[Case, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Document, ...] = ()
    links: tuple[Link, ...] = ()
    sets: tuple[Set, ...] = ()
    graphs: tuple[Graph, ...] = ()
    note_refs: tuple[str, ...] = ()
