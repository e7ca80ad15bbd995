"""The codebook of a study, what is coded with it, and memos."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from diatrace.coding import codebook, coding, memo, table
from diatrace.coding.agreement import Read, report
from diatrace.coding.codebook import Code, Codebook
from diatrace.coding.coding import Coded, Codings, Place, Put
from diatrace.errors import Misuse, UnknownName
from diatrace.model import Trace
from diatrace.store.folder import Folder
from diatrace.study.sites import StudySites
from diatrace.study.traces import StudyTraces

READ = ""
"""The code of a coding that says: I have read this through."""


class StudyCodes:
    """The codebook, codings and memos. A code is named by its name, its path (`home / search`) or its identifier."""

    def __init__(self, folder: Folder, site: StudySites, trace: StudyTraces) -> None:
        self._folder, self._site, self._trace = folder, site, trace
        self._book, self._codings = Codebook(), Codings()
        self._lock = threading.Lock()

    def standing(self) -> tuple[Codebook, Codings]:
        """Return the codebook and the codings as they stand."""
        with self._lock, self._folder.database.read() as connection:
            self._book.refresh(connection)
            self._codings.refresh(connection)
        return self._book, self._codings

    def add(
        self,
        name: str,
        *,
        under: str = "",
        definition: str = "",
        include: str = "",
        exclude: str = "",
        examples: Iterable[str] = (),
        color: str = "",
        who: str = "owner",
    ) -> dict[str, Any]:
        """Add a code, perhaps under another; return it."""
        parent = self.standing()[0].named(under).id if under else ""
        code = Code("", name, parent, definition, include, exclude, tuple(examples), color)
        return self._facts(codebook.add(self._folder, [code], who=who)[0])

    def change(self, code: str, *, who: str = "owner", **said: Any) -> dict[str, Any]:
        """Change what is said of a code: name, definition, include, exclude, examples, color."""
        return self._facts(codebook.change(self._folder, code, who=who, **said))

    def move(self, code: str, under: str = "", *, who: str = "owner") -> dict[str, Any]:
        """Move a code, and all below it, under another, or to the top."""
        return self._facts(codebook.change(self._folder, code, who=who, parent=under))

    def merge(self, code: str, into: str, *, who: str = "owner") -> dict[str, Any]:
        """Merge a code into another: what was coded with it counts for that one."""
        return self._facts(codebook.merge(self._folder, code, into, who=who))

    def retire(self, code: str, *, who: str = "owner") -> dict[str, Any]:
        """Take a code out of use; what was coded with it stays in the record."""
        return asdict(codebook.retire(self._folder, code, who=who))

    def undo(self, *, who: str = "owner") -> dict[str, Any]:
        """Take the newest act on the codebook back; return it."""
        return asdict(codebook.undo(self._folder, who=who))

    def history(self, code: str = "") -> list[dict[str, Any]]:
        """Return what was done to the codebook, or to one code, oldest first, undone acts included."""
        book = self.standing()[0]
        wanted = book.named(code).id if code else ""
        return [asdict(each) for each in book.acts.values() if wanted in ("", each.code)]

    def _facts(self, code: Code) -> dict[str, Any]:
        return {**asdict(code), "path": self.standing()[0].path(code.id)}

    def import_table(self, path: str | Path, *, who: str = "owner") -> list[dict[str, Any]]:
        """Add the codes of a CSV that the codebook lacks (see `coding.table`); return them."""
        codes = table.read(Path(path), self.standing()[0])
        return [self._facts(each) for each in codebook.add(self._folder, codes, who=who)]

    def export_table(self) -> str:
        """Return the codebook as CSV."""
        return table.written(self.standing()[0])

    def put(
        self,
        code: str,
        item: str,
        stretch: tuple[int, int] | None = None,
        *,
        who: str,
        unit: str = "trace",
        blind: bool = False,
        note: str = "",
        token: str | None = None,
    ) -> int | None:
        """Code an item, or a stretch of a text in code points; return the number, None where it was there already."""
        wanted = Put(self.standing()[0].named(code).id, self._place(unit, item, stretch), note=note)
        made = coding.put(self._folder, [wanted], who=who, blind=blind, token=token)
        return made[0] if made else None

    def adjudicate(
        self,
        code: str,
        item: str,
        stretch: tuple[int, int] | None = None,
        *,
        who: str,
        unit: str = "trace",
        holds: bool = True,
        note: str = "",
    ) -> int | None:
        """Settle what counts of a code on an item: this stretch, and others settled so, or nothing (`holds` false)."""
        wanted = Put(self.standing()[0].named(code).id, self._place(unit, item, stretch), holds, note)
        made = coding.put(self._folder, [wanted], who=who, role="adjudication")
        return made[0] if made else None

    def read(self, item: str, *, who: str, unit: str = "trace", blind: bool = False) -> None:
        """Say that a person has read an item through, so that what they did not code counts as uncoded by them."""
        coding.put(self._folder, [Put(READ, self._place(unit, item))], who=who, blind=blind)

    def take(self, numbers: Sequence[int], *, who: str) -> list[dict[str, Any]]:
        """Take one's own codings away; return them."""
        return [asdict(each) for each in coding.take(self._folder, numbers, who=who)]

    def undo_put(self, *, who: str) -> list[dict[str, Any]]:
        """Take away what a person coded last; return it."""
        last = self.standing()[1].newest_of(who)
        if not last:
            raise Misuse(f"{who} has coded nothing that stands", hint="there is nothing to take away")
        return self.take([each.id for each in last], who=who)

    def _place(self, unit: str, item: str, stretch: tuple[int, int] | None = None) -> Place:
        start, end = stretch or (None, None)
        if unit == "site":
            return Place(unit, self._site.named(item).id, start, end)
        if unit != "trace":
            return Place(unit, item, start, end)
        trace = self._trace.get([item]).get(item)
        if trace is None:
            raise UnknownName(f"no trace is called {item!r}", hint="see `diatrace trace list STUDY`")
        if end is not None and end > len(trace.text):
            raise Misuse(
                f"the text has {len(trace.text):,} characters, none to {end:,}", hint="count in code points"
            )
        return Place(unit, item, start, end, trace.digest)

    def on(self, item: str, *, unit: str = "trace", only: str = "") -> list[dict[str, Any]]:
        """Return the codings of an item with path and quoted text; `only` gives one person's, for coding blind."""
        book, codings = self.standing()
        place = self._place(unit, item)
        trace = self._trace.get([item]).get(item) if unit == "trace" else None
        found = [each for each in codings.on(unit, place.item) if each.code and only in ("", each.who)]
        return [_shown(each, book, trace) for each in found if book.present(each.code)]

    def segments(self, *, settled: bool = True) -> list[dict[str, Any]]:
        """Return every coding that counts (or all that stand) with path and quoted text, item by item."""
        book, codings = self.standing()
        places = codings.items()
        traces = self._trace.get(item for unit, item in places if unit == "trace")
        chosen = codings.settled if settled else codings.on
        return [
            _shown(each, book, traces.get(item))
            for unit, item in places
            for each in chosen(unit, item)
            if each.code and book.present(each.code)
        ]

    def matrix(self, *, unit: str = "trace", count: bool = True) -> dict[str, Any]:
        """Return items × codes: how often each code is on each item, or with `count` false whether it is (0, 1)."""
        book, codings = self.standing()
        codes = [code for _, code in book.tree()]
        rows = []
        for _, item in codings.items(unit):
            uses = Counter(book.present(each.code) for each in codings.settled(unit, item) if each.code)
            rows.append([item, *(uses[code.id] if count else int(code.id in uses) for code in codes)])
        return {"columns": ["item", *(book.path(code.id) for code in codes)], "rows": rows}

    def agreement(
        self, *, unit: str = "sentence", codes: Iterable[str] = (), uncoded: bool = True, blind: bool = False
    ) -> dict[str, Any]:
        """Return the agreement of coders on texts (see `coding.agreement`), code by code, named by path.

        With `blind`, of the readers of a text the first counts and those who read blind.
        """
        book, codings = self.standing()
        chosen = [book.named(each).id for each in codes] or [each.id for _, each in book.tree()]
        texts = self._trace.get(item for _, item in codings.items("trace"))
        reads = [_read(trace, codings, book, blind=blind) for trace in texts.values()]
        found = report(reads, chosen, unit, uncoded=uncoded)
        return {**found, "codes": {book.path(code): each for code, each in found["codes"].items()}}

    def memo(
        self, text: str, item: str = "", *, unit: str = "study", who: str, replaces: int | None = None
    ) -> dict[str, Any]:
        """Write a memo on anything, or change one; an empty text takes the one it replaces away."""
        return asdict(memo.write(self._folder, unit, item, text, who=who, replaces=replaces))

    def memos(self, item: str = "", *, unit: str = "") -> list[dict[str, Any]]:
        """Return the memos that stand, oldest first; all, or those on one thing."""
        return [asdict(each) for each in memo.listed(self._folder, unit, item)]

    def list(self) -> list[dict[str, Any]]:
        """Return the codes in the order of the tree, each with its depth, its path and how often it is used."""
        book, codings = self.standing()
        uses: Counter[str] = Counter()
        items: dict[str, set[tuple[str, str]]] = {}
        for each in codings.standing():
            code = book.present(each.code) if each.holds else ""
            uses[code] += 1
            items.setdefault(code, set()).add((each.unit, each.item))
        return [
            {
                **asdict(code),
                "depth": depth,
                "path": book.path(code.id),
                "codings": uses[code.id],
                "items": len(items.get(code.id, ())),
            }
            for depth, code in book.tree()
        ]


def _shown(coded: Coded, book: Codebook, trace: Trace | None) -> dict[str, Any]:
    code = book.present(coded.code)
    same = trace is not None and trace.digest == coded.digest
    quote = trace.text[coded.start : coded.end] if trace is not None and same and coded.stretch else ""
    facts: Mapping[str, Any] = asdict(coded)
    return {**facts, "code": code, "path": book.path(code), "quote": quote, "current": same or trace is None}


def _read(trace: Trace, codings: Codings, book: Codebook, *, blind: bool) -> Read:
    """Return who marked what of a text as it reads now; the whole of it where the whole item is coded."""
    marks: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for each in codings.on("trace", trace.id):
        if each.role != "reading" or (blind and marks and each.who not in marks and not each.blind):
            continue
        mine = marks.setdefault(each.who, {})
        code = book.present(each.code)
        if code and each.digest == trace.digest:
            mine.setdefault(code, []).append(each.stretch or (0, len(trace.text)))
    turns = (trace.attributes or {}).get("turns", ())
    return Read(trace.id, trace.text, marks, tuple((int(turn[0]), int(turn[1])) for turn in turns))
