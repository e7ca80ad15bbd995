"""Sources and notes of a project file: texts with what is selected in them, pictures, PDFs, recordings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Final

import numpy as np

from diatrace.coding.refi import lexical
from diatrace.coding.refi.box import TEXT_LIMIT, Box
from diatrace.coding.refi.convention import CUT, OUTSIDE, STANDARD, WITHIN, Convention, Ints, Passage
from diatrace.coding.refi.evidence import Marked
from diatrace.coding.refi.ledger import Ledger
from diatrace.coding.refi.project import (
    Area,
    Document,
    File,
    Media,
    MediaKind,
    Period,
    Place,
    Selection,
    Source,
    Span,
    Stretch,
    Sync,
    Value,
)
from diatrace.coding.refi.tree import Node
from diatrace.trace.encoding import encoding_of_bytes

TEXTS: Final = {"TextSource": "source", "Note": "note", "Representation": "text", "TextDescription": "text",
                "Transcript": "transcript"}  # fmt: skip
"""Elements that hold a text, and of which kind their GUIDs are."""

_MEDIA: Final[dict[str, MediaKind]] = {
    "PictureSource": "Picture", "PDFSource": "PDF", "AudioSource": "Audio", "VideoSource": "Video",
}  # fmt: skip
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,10}")
_CORNERS: Final = ("firstX", "firstY", "secondX", "secondY")


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of a plain text file, its byte-order mark kept, and its encoding, UTF-8 where it can be."""
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        encoding = encoding_of_bytes(data)[0]
        damaged = encoding.startswith("utf-8")
        return data.decode(
            "utf-8" if damaged else encoding, "replace"
        ), "damaged UTF-8" if damaged else encoding


@dataclass(slots=True)
class Loaded:
    """A text before its selections are read: its GUID, the text (None where it was not brought along), its files."""

    guid: str
    passage: Passage | None
    plain: File | None
    rich: File | None


@dataclass(slots=True)
class Sources:
    """Reads sources: first `load` and `marked`, then, the way of counting being known, `source` and `note`."""

    box: Box
    ledger: Ledger
    convention: Convention = STANDARD
    _loaded: dict[int, Loaded] = field(default_factory=dict)

    def load(self, root: Node) -> None:
        """Take in all texts of the project, so that notes are known and places can be understood."""
        for parent in root.walk():
            for node in parent.all(*TEXTS):
                guid = self.ledger.identity(node, TEXTS[node.tag])
                self._loaded[id(node)] = self._load(node, guid, filed=parent.tag != "PDFSelection")

    def _load(self, node: Node, guid: str, *, filed: bool) -> Loaded:
        """Take in a text; one that is part of the project file becomes a file where it is to be one."""
        rich = self._file(node, "richTextPath", guid)
        inline, told = node.first("PlainTextContent"), node.get("plainTextPath")
        if inline is not None and told:
            self.ledger.note(
                "two-texts", node, "it has its text in the project file and in a file; the file is taken"
            )
        plain = self._file(node, "plainTextPath", guid)
        if plain is not None and plain.lies is not None:
            return self._from_file(node, Loaded(guid, None, plain, rich))
        if inline is None and plain is not None:
            return Loaded(guid, None, plain, rich)
        if inline is None and rich is not None:
            self.ledger.lose(
                "no-plain-text", node, "there is only a styled text, in which no place can be told"
            )
            return Loaded(guid, None, File(f"{guid}.txt"), rich)
        passage = Passage(inline.text if inline is not None else "")
        kept = File.of(f"{guid}.txt", passage.text.encode()) if filed else None
        return Loaded(guid, passage, kept, rich)

    def _from_file(self, node: Node, loaded: Loaded) -> Loaded:
        plain = loaded.plain
        data = self.box.read(plain.lies, TEXT_LIMIT) if plain and plain.lies is not None else None
        if plain is None or data is None:
            return loaded
        text, encoding = decoded(data)
        if encoding != "utf-8":
            self.ledger.note("encoding", node, f"its text is in {encoding}, not in UTF-8")
        return replace(loaded, passage=Passage(text), plain=replace(plain, name=f"{loaded.guid}.txt"))

    def _file(self, node: Node, attribute: str, guid: str) -> File | None:
        """Return a file an attribute names: called after its owner, or missing under the name it should have."""
        told = node.get(attribute)
        if not told:
            return None
        if "://" not in told:
            self.ledger.note("no-scheme", node, f"{attribute} does not say whether it is internal")
        name, lies = self.box.find(told)
        suffix = PurePosixPath(name).suffix.lower()
        suffix = suffix if _SUFFIX.fullmatch(suffix) else ".bin"
        found = self.box.file(lies, f"{guid}{suffix}") if lies is not None else None
        if found is None:
            self.ledger.lose("missing-file", node, f"{name or told} was not brought along")
            return File(name or guid)
        return found

    def marked(self, root: Node) -> list[Marked]:
        """Return the selections of all texts that are at hand, as the file tells them."""
        found = []
        for node in root.walk():
            loaded = self._loaded.get(id(node))
            told = [
                (start, end, child.get("name"))
                for child in (node.all("PlainTextSelection") if loaded and loaded.passage else ())
                if (start := lexical.number(child.get("startPosition"))) is not None
                and (end := lexical.number(child.get("endPosition"))) is not None
            ]
            if told and loaded and loaded.passage:
                starts, ends, names = zip(*told, strict=True)
                found.append(Marked(loaded.passage, np.array(starts), np.array(ends), names))
        return found

    def source(self, node: Node) -> Source:
        """Return a source."""
        self.ledger.counts[node.tag] += 1
        return self.document(node) if node.tag == "TextSource" else self._media(node, _MEDIA[node.tag])

    def document(self, node: Node) -> Document:
        """Return a text with all that is in it and on it."""
        loaded = self._loaded.pop(id(node))
        text = loaded.passage.text if loaded.passage else ""
        syncs = self._syncs(node, loaded.passage)
        places = self._spans(node, loaded.passage)
        return Document(
            loaded.guid,
            node.attributes.get("name", ""),
            text,
            node.told("Description"),
            loaded.plain,
            loaded.rich,
            self.ledger.audit(node),
            syncs,
            self._selections(places),
            self.ledger.codings(node, loaded.guid),
            self.ledger.notes(node),
            self.values(node),
        )

    def _media(self, node: Node, kind: MediaKind) -> Media:
        guid = self.ledger.identity(node, "source")
        below = node.first("TextDescription" if kind == "Picture" else "Representation")
        period = f"{kind}Selection"
        places = ((each, self._place(each)) for each in node.all(period))
        return Media(
            kind,
            guid,
            node.attributes.get("name", ""),
            node.told("Description"),
            self._file(node, "path", guid),
            self.ledger.audit(node),
            self.document(below) if below is not None else None,
            tuple(self.document(each) for each in node.all("Transcript")),
            self._selections(places),
            self.ledger.codings(node, guid),
            self.ledger.notes(node),
            self.values(node),
        )

    def values(self, owner: Node) -> tuple[Value, ...]:
        """Return the values of variables on an element; what is not of its kind is a loss."""
        found = []
        for node in owner.all("VariableValue"):
            told = next((each.get("targetGUID") for each in node.all("VariableRef")), "")
            if not self.ledger.knows("variable", told):
                self.ledger.lose(
                    "dangling", owner, f"a value of {told or 'no variable'}, which is not in the project"
                )
                continue
            for child in node.children:
                kind = child.tag.removesuffix("Value")
                if kind not in lexical.KINDS or child.tag == kind:
                    continue
                value = lexical.KINDS[kind](child.text if kind == "Text" else child.text.strip())
                if value or kind == "Text":
                    found.append(Value(lexical.guid(told), kind, value))  # type: ignore[arg-type]
                elif child.text.strip():
                    self.ledger.lose("malformed", owner, f"“{child.text.strip()[:60]}” is no {kind}")
                break
        return tuple(found)

    def _syncs(self, node: Node, passage: Passage | None) -> tuple[Sync, ...]:
        found = []
        exclusive = replace(self.convention, inclusive=False)
        for each in node.all("SyncPoint"):
            guid = self.ledger.identity(each, "sync")
            time, position = self.ledger.number(each, "timeStamp"), self.ledger.number(each, "position")
            if position is not None and passage is not None:
                at = np.array([position])
                low, _, state = passage.kept(at, at, exclusive)
                if state[0] in (CUT, OUTSIDE):
                    self.ledger.lose("outside-text", each, f"position {position} is not in the text")
                position = int(low[0]) if state[0] not in (CUT, OUTSIDE) else None
            found.append(Sync(guid, time, position))
        return tuple(found)

    def _spans(self, owner: Node, passage: Passage | None) -> list[tuple[Node, Place | None]]:
        """Return the selections of a text and where they are; None where they are nowhere in it."""
        nodes = list(owner.all("PlainTextSelection"))
        told = [self._told(node) for node in nodes]
        starts = np.array([each[0] for each in told if each], dtype=np.int64)
        ends = np.array([each[1] for each in told if each], dtype=np.int64)
        spans = iter(self._kept(passage, starts, ends))
        found: list[tuple[Node, Place | None]] = []
        for node, each in zip(nodes, told, strict=True):
            span, state = next(spans) if each else (None, 0)
            self._tell(node, each, state)
            found.append((node, span))
        stretches = (
            (
                node,
                Stretch(
                    self.ledger.ref(node, "fromSyncPoint", "sync"),
                    self.ledger.ref(node, "toSyncPoint", "sync"),
                ),
            )
            for node in owner.all("TranscriptSelection")
        )
        return [*found, *stretches]

    def _told(self, node: Node) -> tuple[int, int] | None:
        start, end = self.ledger.number(node, "startPosition"), self.ledger.number(node, "endPosition")
        if start is None or end is None:
            self.ledger.lose(
                "no-place", node, f"it does not say where it is; {len(node.children)} things on it"
            )
            return None
        if start > end + self.convention.inclusive:
            self.ledger.note("reversed", node, f"it begins at {start} and ends at {end}; it was turned round")
            return end, start
        return start, end

    def _kept(self, passage: Passage | None, starts: Ints, ends: Ints) -> Iterable[tuple[Span | None, int]]:
        if passage is None:
            return [(Span(start, end), 0) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        low, high, states = passage.kept(starts, ends, self.convention)
        passage.forget()
        return [
            (Span(start, end) if state != OUTSIDE else None, state)
            for start, end, state in zip(low.tolist(), high.tolist(), states.tolist(), strict=True)
        ]

    def _tell(self, node: Node, told: tuple[int, int] | None, state: int) -> None:
        """List what does not lie in its text as it says."""
        if told is None or state not in (WITHIN, CUT, OUTSIDE):
            return
        where = f"{told[0]} to {told[1]}"
        if state == OUTSIDE:
            number = sum(1 for _ in node.all("Coding"))
            self.ledger.lose("outside-text", node, f"{where} is not in the text; {number} codings on it")
        elif state == CUT:
            self.ledger.lose("beyond-text", node, f"{where} goes beyond the text, where it was cut")
        else:
            self.ledger.lose("within-character", node, f"{where} breaks a character, which was taken whole")

    def _place(self, node: Node) -> Place | None:
        """Return where a selection of a picture, a PDF or a recording is."""
        names = ("begin", "end") if node.tag in {"AudioSelection", "VideoSelection"} else _CORNERS
        numbers = [each for name in names if (each := self.ledger.number(node, name)) is not None]
        page = self.ledger.number(node, "page") if node.tag == "PDFSelection" else None
        if len(numbers) < len(names) or (node.tag == "PDFSelection" and page is None):
            self.ledger.lose(
                "no-place", node, f"it does not say where it is; {len(node.children)} things on it"
            )
            return None
        if len(numbers) == 2:
            return Period(numbers[0], numbers[1])
        return Area(numbers[0], numbers[1], numbers[2], numbers[3], page)

    def _selections(self, places: Iterable[tuple[Node, Place | None]]) -> tuple[Selection, ...]:
        found = []
        for node, place in places:
            below = node.first("Representation")
            if place is None:
                continue
            guid = self.ledger.identity(node, node.tag)
            self.ledger.counts["selections"] += 1
            found.append(
                Selection(
                    guid,
                    place,
                    node.attributes.get("name", ""),
                    node.told("Description"),
                    self.ledger.audit(node),
                    self.ledger.codings(node, guid),
                    self.ledger.notes(node),
                    self.document(below) if below is not None else None,
                )
            )
        return tuple(found)
