"""Which pages an archive holds and where, so that one met again unchanged is read from where it first was."""

from __future__ import annotations

from hashlib import blake2b
from typing import Final

from diatrace.source.archive.entry import Entry
from diatrace.source.archive.http import digest_told
from diatrace.source.archive.page import address_of
from diatrace.trace.known import Known, words

_PART_BITS: Final = 48
_SECOND: Final = len("2026-01-01T00:00:00")


class Met:
    """Remembers the places of pages by digest, by address, and by address and date: 16 bytes each."""

    def __init__(self) -> None:
        self._known = Known()

    def note(self, entry: Entry, part: int) -> None:
        """Remember where a page is; one that cannot be read again from its place is not remembered."""
        if entry.offset < 0:
            return
        url = address_of(entry)
        place = part << _PART_BITS | entry.offset
        for key in (_digest(entry), url, f"{url} {entry.fields.get('warc-date', '')[:_SECOND]}"):
            if key:
                self._known.note(int(_key(key), 16), place)

    def place_of(self, revisit: Entry) -> tuple[int, int] | None:
        """Return the part and offset of the page that was met again; None where it was captured elsewhere."""
        fields = revisit.fields
        key = _digest(revisit)
        if not key or fields.get("warc-profile", "").endswith("server-not-modified"):
            key = fields.get("warc-refers-to-target-uri") or address_of(revisit)
            if date := fields.get("warc-refers-to-date"):
                key += f" {date[:_SECOND]}"
        place = self._known.look_up(words([_key(key)]))[0]
        return None if place is None else (place >> _PART_BITS, place & (1 << _PART_BITS) - 1)


def _digest(entry: Entry) -> str:
    name, value = digest_told(entry.fields.get("warc-payload-digest", ""))
    return f"{name}:{value.hex()}" if name else ""


def _key(text: str) -> str:
    return blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()
