"""An archive from its first record to its last: pages become records, and what is damaged is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from diatrace.errors import SourceError
from diatrace.model import Record, Unreadable
from diatrace.source.archive.container import Part
from diatrace.source.archive.entry import Dialect, Entry, Gap, entries
from diatrace.source.archive.met import Met
from diatrace.source.archive.page import Capture, address_of, records_of
from diatrace.source.archive.sorting import Found, captures


@dataclass
class Reader:
    """Reads the parts of an archive; `main` takes the main text of pages only, `fragments` what is below them too.

    `listed` are titles and texts by address, for pages that have none of their own. A page met again unchanged is a
    record once more, with the later date of capture.
    """

    parts: Sequence[Part]
    dialect: Dialect
    main: bool = False
    listed: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    fragments: bool = True

    def records(self) -> Iterator[Record | Unreadable]:
        """Yield the records of all parts, in order."""
        number = 0
        met = Met()
        for part, found in self._found():
            for made in self._made(found, part, number + 1, met):
                number += 1
                made.where = number
                yield made

    def _found(self) -> Iterator[tuple[int, Found]]:
        for at, part in enumerate(self.parts):
            try:
                with part.opened() as file:
                    for found in captures(entries(file, self.dialect)):
                        yield at, found
            except SourceError as error:
                yield at, Gap(part.name, error.what, b"")

    def _made(self, found: Found, part: int, number: int, met: Met) -> Iterator[Record | Unreadable]:
        if isinstance(found, Gap):
            yield Unreadable(number, f"{self._where(part)}{found.place}: {found.reason}", found.raw)
        elif isinstance(found, Capture):
            met.note(found.entry, part)
            yield from self._records(found, number)
        elif found.fault:
            reason = f"{self._where(part)}{found.place}: {found.fault}"
            yield Unreadable(number, reason, found.head + found.block)
        elif original := self._again(found, met):
            yield from self._records(original, number)

    def _records(self, capture: Capture, number: int) -> Iterator[Record | Unreadable]:
        listed = self.listed.get(capture.url, ("", ""))
        capture = capture._replace(listed=listed)
        return records_of(capture, number, main=self.main, fragments=self.fragments)

    def _where(self, part: int) -> str:
        return f"{self.parts[part].name}, " if len(self.parts) > 1 else ""

    def _again(self, revisit: Entry, met: Met) -> Capture | None:
        """Read the page that a revisit met again; None where it is not in this archive."""
        place = met.place_of(revisit)
        if place is None:
            return None
        with self.parts[place[0]].opened() as file:
            file.seek(place[1])
            found = next(captures(entries(file, self.dialect)), None)
        if not isinstance(found, Capture):
            return None
        same = address_of(found.entry) == address_of(revisit)
        return found._replace(revisit=revisit, noted=found.noted if same else None)
