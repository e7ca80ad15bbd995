"""Elements of a project file, made from what a project holds; children in the order the schema wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

import numpy as np

from diatrace.coding.refi import lexical
from diatrace.coding.refi.box import UNREADABLE
from diatrace.coding.refi.convention import Convention, Passage
from diatrace.coding.refi.project import (
    Area,
    Audit,
    Code,
    Coding,
    Document,
    File,
    Media,
    Period,
    Remark,
    Selection,
    Shelf,
    Source,
    Span,
    Stretch,
    Sync,
    Value,
)
from diatrace.coding.refi.sources import decoded
from diatrace.coding.refi.tree import Node, writable
from diatrace.errors import Misuse

INTERNAL_LIMIT: Final = 2**31 - 1
"""Largest file a project may hold, in bytes."""

_NAMED: Final = frozenset({"Project", "Code", "Variable", "Set"})


@dataclass(slots=True)
class Elements:
    """Makes elements, gathers the files that belong to them, and lists what the format cannot hold."""

    convention: Convention
    shelf: Shelf
    losses: list[Remark] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)

    def lose(self, kind: str, where: str, what: str) -> None:
        """List something that is not written as it is."""
        self.losses.append(Remark(kind, where, what))

    def element(self, tag: str, attributes: dict[str, str], *children: Iterable[Node]) -> Node:
        """Return an element; attributes without a value are left out, but for names that must be there."""
        told = {
            key: self.plain(value, f"<{tag}> {key}")
            for key, value in attributes.items()
            if value or (key == "name" and tag in _NAMED)
        }
        node = Node(tag, told)
        for each in children:
            node.children.extend(each)
        return node

    def plain(self, text: str, where: str) -> str:
        """Return a text as XML can hold it."""
        found = writable(text)
        if found != text:
            self.lose("characters", where, "characters that XML forbids were replaced")
        return found

    def said(self, tag: str, text: str) -> Iterable[Node]:
        """Return an element that holds a text, or none where there is none."""
        return [Node(tag, text=self.plain(text, f"<{tag}>"))] if text else []

    def refs(self, tag: str, guids: Iterable[str], attribute: str = "targetGUID") -> Iterable[Node]:
        """Return references."""
        return [Node(tag, {attribute: lexical.guid(each)}) for each in guids]

    def read(self, told: str, reader: Callable[[str], str], where: str) -> str:
        """Return a value as its type wants it; empty, and a loss, where it is not of its type."""
        found = reader(told) if told else ""
        if told and not found:
            self.lose("malformed", where, f"“{told[:60]}” cannot be written")
        return found

    def audit(self, audit: Audit, where: str, of_project: bool = False) -> dict[str, str]:
        """Return attributes that say who made and changed a thing, and when."""
        creator, modifier = (
            ("creatingUserGUID", "modifyingUserGUID") if of_project else ("creatingUser", "modifyingUser")
        )
        return {
            creator: lexical.guid(audit.creator) if audit.creator else "",
            "creationDateTime": self.read(audit.created, lexical.moment, where),
            modifier: lexical.guid(audit.modifier) if audit.modifier else "",
            "modifiedDateTime": self.read(audit.modified, lexical.moment, where),
        }

    def code(self, code: Code, *, notes: bool = True) -> Node:
        """Return a code with those below it; a codebook on its own has no notes."""
        where = f"code “{code.name}”"
        if code.note_refs and not notes:
            self.lose("notes", where, "a codebook on its own holds no notes")
        return self.element(
            "Code",
            {
                "guid": lexical.guid(code.guid),
                "name": code.name,
                "isCodable": "true" if code.codable else "false",
                "color": self.read(code.colour, lexical.colour, where),
            },
            self.said("Description", code.description),
            self.refs("NoteRef", code.note_refs if notes else ()),
            [self.code(each, notes=notes) for each in code.codes],
        )

    def source(self, source: Source) -> Node:
        """Return a source."""
        return self.document("TextSource", source) if isinstance(source, Document) else self._media(source)

    def document(self, tag: str, document: Document, *, filed: bool = True) -> Node:
        """Return a text with all that is in it and on it; the text is in a file, unless it need not be."""
        where = f"<{tag}> “{document.name}”"
        passage, attributes, inline = self._text(document, where, filed=filed)
        attributes |= {"richTextPath": self._path(self._rich(document, where), document.guid, where)}
        transcript = tag == "Transcript"
        if transcript and (document.codings or document.values):
            self.lose("on-transcript", where, "a transcript holds no codes and no values of its own")
        if document.syncs and not transcript:
            self.lose("sync-points", where, f"{len(document.syncs)} sync points: only transcripts have them")
        return self.element(
            tag,
            {
                "guid": lexical.guid(document.guid),
                "name": document.name,
                **attributes,
                **self.audit(document.audit, where),
            },
            self.said("Description", document.description),
            inline,
            self._syncs(document.syncs, passage) if transcript else (),
            self._selections(
                document.selections, "Transcript" if transcript else "PlainText", passage, where
            ),
            () if transcript else self.codings(document.codings),
            self.refs("NoteRef", document.note_refs),
            () if transcript else self.values(document.values, where),
        )

    def _rich(self, document: Document, where: str) -> File | None:
        """Return the styled text, unless it has no styles: programs that take it for one load nothing."""
        if document.rich is None or not document.rich.name.lower().endswith(".txt"):
            return document.rich
        self.lose("styled-text", where, "what was kept as its styled text is plain")
        return None

    def _text(
        self, document: Document, where: str, *, filed: bool
    ) -> tuple[Passage | None, dict[str, str], Iterable[Node]]:
        """Return how a text is counted, the attribute or the element that holds it."""
        if Passage(document.text).text != document.text or document.text.startswith("\ufeff"):
            raise Misuse(
                f"the text of {where} has carriage returns or a byte-order mark", hint="take them out"
            )
        name = f"{lexical.guid(document.guid)}.txt"
        if document.plain is None and not filed and writable(document.text) == document.text:
            content = Node("PlainTextContent", text=document.text)
            return Passage(document.text), {}, [content]
        if document.plain is not None and document.plain.missing:
            return None, {"plainTextPath": f"relative:///{_base(document.plain.name)}"}, []
        passage, file = self._stored(document, name, where)
        self.files[name] = file
        return passage, {"plainTextPath": f"internal://{name}"}, []

    def _stored(self, document: Document, name: str, where: str) -> tuple[Passage, File]:
        """Return the file of a text: its own bytes where they are the text in UTF-8, the text anew elsewhere."""
        if document.plain is not None and (data := self._bytes(document.plain)) is not None:
            text, encoding = decoded(data)
            passage = Passage(text)
            if passage.text == document.text:
                if encoding == "utf-8":
                    return passage, File(name, document.plain.sha256, len(data), document.plain.lies)
                self.lose("encoding", where, f"its file was in {encoding}; it is written in UTF-8")
                return passage, File.of(name, text.encode())
            self.lose("other-text", where, "its file is not its text; the text is written")
        elif document.plain is not None:
            self.lose("missing-file", where, "its file is gone; the text is written")
        return Passage(document.text), File.of(name, document.text.encode("utf-8", "replace"))

    def _bytes(self, file: File) -> bytes | None:
        try:
            with self.shelf.open(file) as opened:
                return opened.read()
        except UNREADABLE:
            return None

    def _path(self, file: File | None, guid: str, where: str) -> str:
        """Return how the project refers to a file, which goes with it under the GUID of its owner."""
        if file is None:
            return ""
        name = f"{lexical.guid(guid)}{PurePosixPath(file.name).suffix.lower()}"
        if file.missing or not self._at_hand(file, where):
            return f"relative:///{_base(file.name)}"
        self.files[name] = file
        return f"internal://{name}"

    def _at_hand(self, file: File, where: str) -> bool:
        if file.size > INTERNAL_LIMIT:
            self.lose("too-large", where, f"{file.name} is too large to be part of a project; send it along")
            return False
        try:
            with self.shelf.open(file) as opened:
                opened.read(1)
        except UNREADABLE:
            self.lose("missing-file", where, f"{file.name} is gone")
            return False
        return True

    def _media(self, media: Media) -> Node:
        where = f"<{media.kind}Source> “{media.name}”"
        picture, pdf = media.kind == "Picture", media.kind == "PDF"
        below = media.text if picture or pdf else None
        transcripts = () if picture or pdf else media.transcripts
        if (media.text is not None, media.transcripts) != (below is not None, transcripts):
            self.lose("texts", where, "it holds a text of a kind it cannot have")
        selections = self._selections(media.selections, media.kind, None, where)
        text = [self.document("TextDescription" if picture else "Representation", below)] if below else []
        return self.element(
            f"{media.kind}Source",
            {
                "guid": lexical.guid(media.guid),
                "name": media.name,
                "path": self._path(media.file, media.guid, where),
                **self.audit(media.audit, where),
            },
            self.said("Description", media.description),
            text if picture else (),
            [self.document("Transcript", each) for each in transcripts],
            selections,
            text if pdf else (),
            self.codings(media.codings),
            self.refs("NoteRef", media.note_refs),
            self.values(media.values, where),
        )

    def codings(self, codings: Iterable[Coding]) -> list[Node]:
        """Return the codes on a selection or a source."""
        return [
            self.element(
                "Coding",
                {
                    "guid": lexical.guid(each.guid),
                    "creatingUser": lexical.guid(each.creator) if each.creator else "",
                    "creationDateTime": self.read(each.created, lexical.moment, f"coding {each.guid}"),
                },
                self.refs("CodeRef", [each.code]),
                self.refs("NoteRef", each.note_refs),
            )
            for each in codings
        ]

    def values(self, values: Iterable[Value], where: str) -> list[Node]:
        """Return the values of variables."""
        found = []
        for each in values:
            told = (
                self.plain(each.value, where) if each.kind == "Text" else lexical.KINDS[each.kind](each.value)
            )
            if not told and each.kind != "Text":
                self.lose("malformed", where, f"“{each.value[:60]}” is no {each.kind}")
                continue
            value = Node(f"{each.kind}Value", text=told)
            found.append(
                self.element("VariableValue", {}, self.refs("VariableRef", [each.variable]), [value])
            )
        return found

    def _syncs(self, syncs: Sequence[Sync], passage: Passage | None) -> list[Node]:
        return [
            self.element(
                "SyncPoint",
                {
                    "guid": lexical.guid(each.guid),
                    "timeStamp": "" if each.time is None else str(each.time),
                    "position": "" if each.position is None else self._position(each.position, passage),
                },
            )
            for each in syncs
        ]

    def _position(self, position: int, passage: Passage | None) -> str:
        if passage is None:
            return str(position)
        at = np.array([position])
        return str(int(passage.told(at, at, self.convention)[0][0]))

    def _selections(
        self, selections: Sequence[Selection], kind: str, passage: Passage | None, where: str
    ) -> list[Node]:
        """Return selections of a source of a kind, but those that such a source cannot have."""
        wanted = {"PlainText": Span, "Transcript": Stretch, "Picture": Area, "PDF": Area}.get(kind, Period)
        fitting = [each for each in selections if isinstance(each.place, wanted)]
        told = iter(
            self._told([each.place for each in fitting if isinstance(each.place, Span)], passage, where)
        )
        lost = len(selections) - len(fitting)
        if lost:
            self.lose("no-place", where, f"{lost} selections of a kind it cannot have")
        return [
            self._selection(each, kind, next(told) if isinstance(each.place, Span) else (0, 0))
            for each in fitting
        ]

    def _told(self, spans: list[Span], passage: Passage | None, where: str) -> Iterable[tuple[int, int]]:
        """Return where spans of a text begin and end, as they are counted."""
        if passage is None:
            return [(each.start, each.end) for each in spans]
        if any(not 0 <= each.start <= each.end <= len(passage.text) for each in spans):
            raise Misuse(f"a selection of {where} is not within its text", hint="count in code points")
        starts = np.array([each.start for each in spans], dtype=np.int64)
        ends = np.array([each.end for each in spans], dtype=np.int64)
        first, last = passage.told(starts, ends, self.convention)
        return zip(first.tolist(), last.tolist(), strict=True)

    def _selection(self, selection: Selection, kind: str, told: tuple[int, int]) -> Node:
        where = f"selection “{selection.name[:60]}”"
        below = (
            [self.document("Representation", selection.text, filed=False)]
            if selection.text and kind == "PDF"
            else []
        )
        return self.element(
            f"{kind}Selection",
            {
                "guid": lexical.guid(selection.guid),
                "name": selection.name,
                **_corners(selection, kind, told),
                **self.audit(selection.audit, where),
            },
            self.said("Description", selection.description),
            below,
            self.codings(selection.codings),
            self.refs("NoteRef", selection.note_refs),
        )


def _corners(selection: Selection, kind: str, told: tuple[int, int]) -> dict[str, str]:
    """Return attributes that say where a selection is."""
    match selection.place:
        case Span():
            return {"startPosition": str(told[0]), "endPosition": str(told[1])}
        case Area(x1, y1, x2, y2, page):
            corners = {"firstX": str(x1), "firstY": str(y1), "secondX": str(x2), "secondY": str(y2)}
            return {"page": str(page or 0), **corners} if kind == "PDF" else corners
        case Period(begin, end):
            return {"begin": str(begin), "end": str(end)}
        case Stretch(first, last):
            pair = {"fromSyncPoint": first, "toSyncPoint": last}
            return {key: lexical.guid(value) for key, value in pair.items() if value}


def _base(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).name
