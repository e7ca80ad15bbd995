"""Invented projects: strategies for hypothesis, and one project with a bit of everything."""

from __future__ import annotations

import itertools
import random
import re
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, Literal, cast, get_args

from hypothesis import strategies as st
from lxml import etree

from diatrace.coding.refi.convention import Convention, Newline, Unit
from diatrace.coding.refi.project import (
    Area,
    Audit,
    Case,
    Code,
    Coding,
    Document,
    Edge,
    File,
    Graph,
    Link,
    Media,
    MediaKind,
    Period,
    Project,
    Selection,
    Set,
    Span,
    Stretch,
    Sync,
    User,
    Value,
    Variable,
    Vertex,
)

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "qda"

CONVENTIONS = [
    Convention(unit, newline, mark, inclusive, cast("Literal[0, 1]", first))
    for unit, newline, mark, inclusive, first in product(
        get_args(Unit), get_args(Newline), (False, True), (False, True), (0, 1)
    )
]
"""All of them."""

SENTENCES = (
    "We left before dawn.",
    "My sister 👩🏽‍🦱 sends voice notes every day 😀 and I answer.",
    "Je n’ai pas compris la préfecture, ça m’a fatiguée.",
    "وصلنا إلى المدينة في الليل 🌙 وكان البحر هادئًا.",
    "The café called “Noe\u0308l” was closed 🚪, he said.",
    "نعم، هذا صحيح.",
    "Who pays for the phone? Nobody 🤷🏾 knows.",
    "𝒜 letter from the office came late.",
)
"""What people in invented interviews say: emoji, Arabic, combining marks, characters outside the basic plane."""

_XML_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\ufeff") | st.just("\n"),
    max_size=12,
)
_SAID = st.lists(
    st.sampled_from([*SENTENCES, "\n", "\n\n", " ", "😀", "e\u0301", "لا", "x"]), max_size=12
).map("".join)
_MOMENTS = st.sampled_from(
    ["", "2024-05-01T10:00:00Z", "2024-05-01T10:00:00.1234567+02:00", "2019-12-31T23:59:59"]
)
_COLOURS = st.sampled_from(["", "#00ff7f", "#abcdef"])
_NUMBERS = st.integers(-(2**31), 2**31)


def interview(rng: random.Random, sentences: int = 30) -> str:
    """Return an invented interview, line by line."""
    said = (" ".join(rng.choices(SENTENCES, k=rng.randint(1, 3))) for _ in range(sentences))
    return "\n".join(
        f"{speaker}: {each}" for speaker, each in zip(itertools.cycle(("I", "P")), said, strict=False)
    )


def stored(text: str, ends: str = "\n", mark: bool = False) -> bytes:
    """Return a text as a file has it."""
    return (("\ufeff" if mark else "") + text.replace("\n", ends)).encode()


def selected(text: str, rng: random.Random, number: int) -> list[Span]:
    """Select words, stretches of words and lines, as people do."""
    words = [match.span() for match in re.finditer(r"[\w\u0300-\u036f\u064b]+", text)]
    lines = [match.span() for match in re.finditer(r"[^\n]+", text)]
    found = []
    for _ in range(number):
        kind, at = rng.random(), rng.randrange(len(words))
        if kind < 0.3:
            found.append(Span(*rng.choice(lines)))
        else:
            found.append(
                Span(
                    words[at][0], words[min(at + (rng.randrange(8) if kind < 0.8 else 0), len(words) - 1)][1]
                )
            )
    return found


def guid(rng: random.Random) -> str:
    """Return a GUID."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def coded(
    rng: random.Random, ends: str, mark: bool, *, named: bool = False, texts: int = 2, each: int = 12
) -> Project:
    """Return a project of coded interviews whose files have those line ends and that mark."""
    code = Code(guid(rng), "waiting")
    sources = []
    for number in range(texts):
        text = interview(rng)
        me = guid(rng)
        selections = tuple(
            Selection(
                guid(rng),
                span,
                text[span.start : span.end].replace("\n", " ") if named else "",
                codings=(Coding(guid(rng), code.guid),),
            )
            for span in selected(text, rng, each)
        )
        plain = File.of(f"{me}.txt", stored(text, ends, mark))
        sources.append(Document(me, f"interview {number}", text, plain=plain, selections=selections))
    return Project("coded", codes=(code,), sources=tuple(sources))


def anonymous(path: Path) -> Path:
    """Return a copy of a project that does not tell how it counts, as other programs' do not."""
    copy = path.with_name(f"anonymous-{path.name}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for info in old.infolist():
            data = old.read(info)
            if info.filename == "project.qde":
                data = re.sub(rb"<\?diatrace-offsets .*?\?>", b"", data).replace(b' origin="Diatrace"', b"")
            new.writestr(info, data)
    return copy


def spans(project: Project) -> list[list[str]]:
    """Return what is selected, text by text."""
    return [
        [
            source.text[each.place.start : each.place.end]
            for each in source.selections
            if isinstance(each.place, Span)
        ]
        for source in project.sources
        if isinstance(source, Document)
    ]


def valid(data: bytes, schema: Literal["Project", "Codebook"] = "Project") -> list[str]:
    """Return what the schema has against a file; nothing where the schemas are not at hand."""
    if not DATA.is_dir():
        return []
    checked = etree.XMLSchema(etree.parse(DATA / f"{schema}.xsd"))
    checked.validate(etree.fromstring(data))
    return [str(error) for error in checked.error_log]


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Return any project that can be written and read again without a loss."""
    return _Maker(draw).project()


class _Maker:
    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.rng = random.Random(draw(st.integers(0, 2**32)))
        self.users = tuple(User(self.guid(), self.name(), self.name()) for _ in range(self.few()))
        self.codes = self._codes(3)
        self.flat = [each.guid for code in self.codes for each in code.walk()]
        self.notes = [self.guid() for _ in range(self.few())]
        self.variables = tuple(
            Variable(self.guid(), self.name(), kind, self.name())
            for kind in draw(st.lists(st.sampled_from([*VALUES]), max_size=3))
        )
        self.selections: list[str] = []

    def few(self, most: int = 2) -> int:
        return self.draw(st.integers(0, most))

    def guid(self) -> str:
        return guid(self.rng)

    def name(self) -> str:
        return self.draw(_XML_TEXT)

    def some(self, known: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.draw(st.lists(st.sampled_from(known), max_size=2, unique=True))) if known else ()

    def one(self, known: Sequence[str]) -> str:
        return self.draw(st.sampled_from(["", *known]))

    def audit(self) -> Audit:
        known = [each.guid for each in self.users]
        return Audit(self.one(known), self.draw(_MOMENTS), self.one(known), self.draw(_MOMENTS))

    def _codes(self, depth: int) -> tuple[Code, ...]:
        return tuple(
            Code(
                self.guid(),
                self.name(),
                self.name(),
                self.draw(_COLOURS),
                self.draw(st.booleans()),
                (),
                self._codes(depth - 1) if depth else (),
            )
            for _ in range(self.few())
        )

    def codings(self) -> tuple[Coding, ...]:
        known = [each.guid for each in self.users]
        return tuple(
            Coding(self.guid(), each, self.one(known), self.draw(_MOMENTS), self.some(self.notes))
            for each in self.some(self.flat)
        )

    def values(self) -> tuple[Value, ...]:
        return tuple(
            Value(each.guid, each.kind, self.draw(VALUES[each.kind])) for each in self.variables[: self.few()]
        )

    def selection(self, place: Any) -> Selection:
        made = Selection(
            self.guid(), place, self.name(), self.name(), self.audit(), self.codings(), self.some(self.notes)
        )
        self.selections.append(made.guid)
        return made

    def document(self, me: str = "", *, transcript: bool = False, filed: bool = True) -> Document:
        me = me or self.guid()
        text = self.draw(_SAID)
        data = stored(text, self.draw(st.sampled_from(["\n", "\r\n", "\r"])), self.draw(st.booleans()))
        syncs: tuple[Sync, ...] = ()
        if transcript:
            positions = st.none() | st.integers(0, len(text))
            syncs = tuple(
                Sync(self.guid(), self.draw(st.none() | _NUMBERS), self.draw(positions)) for _ in range(2)
            )
            places: list[Any] = [
                Stretch(self.one([each.guid for each in syncs]), "") for _ in range(self.few())
            ]
        else:
            ends = st.tuples(*[st.integers(0, len(text))] * 2).map(sorted)
            places = [Span(*self.draw(ends)) for _ in range(self.few())]
        return Document(
            me,
            self.name(),
            text,
            self.name(),
            File.of(f"{me}.txt", data) if filed else None,
            File.of(f"{me}.docx", b"PK styled") if self.draw(st.booleans()) else None,
            self.audit(),
            syncs,
            tuple(self.selection(place) for place in places),
            () if transcript else self.codings(),
            self.some(self.notes),
            () if transcript else self.values(),
        )

    def media(self) -> Media:
        kind: MediaKind = self.draw(st.sampled_from(get_args(MediaKind)))
        recording = kind in {"Audio", "Video"}
        me = self.guid()
        files = [None, File.of(f"{me}.bin", b"\x00\xff" * 40), File("elsewhere.mp4")]
        numbers = [self.draw(_NUMBERS) for _ in range(4)]
        place = Period(*numbers[:2]) if recording else Area(*numbers, page=3 if kind == "PDF" else None)  # type: ignore[misc]
        below = (
            self.document(filed=self.draw(st.booleans()))
            if kind == "PDF" and self.draw(st.booleans())
            else None
        )
        return Media(
            kind,
            me,
            self.name(),
            self.name(),
            self.draw(st.sampled_from(files)),
            self.audit(),
            None if recording or self.draw(st.booleans()) else self.document(),
            (self.document(transcript=True),) if recording else (),
            (replace(self.selection(place), text=below),),
            self.codings(),
            self.some(self.notes),
            self.values(),
        )

    def project(self) -> Project:
        sources = tuple(
            self.media() if self.draw(st.booleans()) else self.document() for _ in range(self.few(3))
        )
        notes = tuple(self.document(me) for me in self.notes)
        known = [each.guid for each in sources]
        cases = tuple(
            Case(
                self.guid(),
                self.name(),
                self.name(),
                self.some(self.flat),
                self.values(),
                self.some(known),
                self.some(self.selections),
            )
            for _ in range(self.few())
        )
        link = Link(
            self.guid(),
            self.name(),
            "OneWay",
            self.draw(_COLOURS),
            self.one(self.selections),
            self.one(self.notes),
            self.some(self.notes),
        )
        members = Set(
            self.guid(),
            self.name(),
            self.name(),
            self.some(self.flat),
            self.some(known),
            self.some(self.notes),
        )
        return Project(
            self.name(),
            self.name(),
            self.audit(),
            self.users,
            self.codes,
            self.variables,
            cases,
            sources,
            notes,
            (link,),
            (members,),
            tuple(self.graph(link, known) for _ in range(self.few(1))),
            self.some(self.notes),
        )

    def graph(self, link: Link, known: Sequence[str]) -> Graph:
        one = Vertex(self.guid(), 1, -2, None, 4, self.name(), self.one(known), "Oval", "#123456")
        two = Vertex(self.guid(), 5, 6)
        edge = Edge(self.guid(), one.guid, two.guid, self.name(), link.guid, "", "Bidirectional", "dashed")
        return Graph(self.guid(), self.name(), (one, two), (edge,))


VALUES: dict[Any, st.SearchStrategy[str]] = {
    "Text": _XML_TEXT,
    "Boolean": st.sampled_from(["true", "false"]),
    "Integer": st.integers().map(str).filter(lambda told: len(told) < 100),
    "Float": st.decimals(-1000, 1000, places=3).map(str),
    "Date": st.dates().map(str),
    "DateTime": st.datetimes().map(lambda each: each.isoformat()),
}


def everything() -> Iterator[Project]:
    """Yield projects small enough to look at, one for each way a text may be filed."""
    for number, (ends, mark) in enumerate(product(("\n", "\r\n", "\r"), (False, True))):
        yield coded(random.Random(number), ends, mark)
