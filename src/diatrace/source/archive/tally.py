"""What is in an archive, counted before it is read: pages that will be records, and all that is left out, with why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from diatrace.errors import SourceError
from diatrace.source.archive.container import Part
from diatrace.source.archive.entry import Dialect, Entry, Gap, entries
from diatrace.source.archive.met import Met
from diatrace.source.archive.sorting import Group, sorted_of

COUNTED: Final = 8 * 1024**3
"""Bytes (unpacked) of an archive that are counted before it is read."""

_LOOKED_AT: Final = 16 * 1024
_SHOWN: Final = 12
_WHY: Final[dict[Group, str]] = {
    "record": "left out, for they only describe ({n:,}): {what}",
    "status": "left out, for they are answers of another status than 200 ({n:,}): {what}",
    "type": "left out, for they are no pages ({n:,}): {what}",
    "robots": "left out: {n:,} × robots.txt",
    "fault": "damaged ({n:,}): {what}",
}


class Tally:
    """Counts the records of archives by group and label."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}
        self._size = 0
        self._whole = True
        self.records = 0

    def count(self, parts: Iterable[Part], dialect: Dialect) -> None:
        """Count what is in some files, up to the bound."""
        met = Met()
        for number, part in enumerate(parts):
            try:
                self._count(part, number, dialect, met)
            except SourceError as error:
                self._add("fault", error.what)

    def _count(self, part: Part, number: int, dialect: Dialect, met: Met) -> None:
        with part.opened() as file:
            for each in entries(file, dialect):
                if self._size > COUNTED:
                    self._whole = False
                    return
                self._take(each, number, met)

    def _take(self, each: Entry | Gap, part: int, met: Met) -> None:
        if isinstance(each, Gap):
            self._add("fault", each.reason)
            return
        self.records += 1
        self._size += len(each.head) + max(0, each.length)
        if each.kind == "revisit":
            self._add("revisit", "known" if met.place_of(each) else "unknown")
            return
        each.block = each.block[:_LOOKED_AT]
        group, label, answer = sorted_of(each)
        self._add(group, label)
        if answer:
            met.note(each, part)

    def _add(self, group: str, label: str) -> None:
        self._counts.setdefault(group, Counter())[label] += 1

    def notes(self) -> tuple[str, ...]:
        """Say what was counted."""
        notes = (
            [] if self._whole else [f"counted in the first {self._size / 1024**3:,.1f} GiB; there is more"]
        )
        notes.append(f"pages: {_list(self._counts.get('page', Counter())) or 'none'}")
        if revisits := self._counts.get("revisit"):
            known, unknown = revisits["known"], revisits["unknown"]
            notes.append(
                f"pages met again unchanged: {known + unknown:,}"
                + (
                    f", of which {unknown:,} were captured in files not given here and are left out"
                    if unknown
                    else ""
                )
            )
        for group, why in _WHY.items():
            if found := self._counts.get(group):
                notes.append(why.format(n=found.total(), what=_list(found)))
        return tuple(notes)


def _list(found: Counter[str]) -> str:
    most = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    shown = ", ".join(f"{label} {count:,}" for label, count in most[:_SHOWN])
    return shown + (f", {len(most) - _SHOWN:,} other kinds" if len(most) > _SHOWN else "")
