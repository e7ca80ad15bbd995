"""Dated lines and what follows them, put together to messages; a file of any size passes through."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from diatrace.errors import SourceError
from diatrace.source import reading
from diatrace.source.chat.parcel import Parcel
from diatrace.source.stream import lines


class Message(NamedTuple):
    """One dated line with the lines that belong to it; `beginning` is None for lines before the first dated one.

    `cut` says why the message is not whole, if it is not.
    """

    where: int
    raw: bytes
    text: str
    beginning: re.Match[str] | None
    cut: str = ""


@dataclass(slots=True)
class Text:
    """A text file within an export; `fault` says, after reading, why it ended early."""

    parcel: Parcel
    name: str
    encoding: str
    fault: str = ""

    @classmethod
    def of(cls, parcel: Parcel, name: str, encoding: str = "") -> Text:
        """Open a file of an export; find its encoding if none is given. Raises SourceError for an unknown one."""
        try:
            codecs.lookup(encoding or "utf-8")
        except LookupError:
            raise SourceError(
                f"no encoding is called {encoding!r}", hint="for example utf-8 or windows-1256"
            ) from None
        return cls(parcel, name, encoding or reading.encoding_of_bytes(parcel.head(name, 4 * 1024 * 1024))[0])

    def lines(self) -> Iterator[tuple[bytes, str, bool]]:
        """Yield bytes and text of each line with its end, and whether it is whole."""
        with self.parcel.stream(self.name) as stream:
            yield from lines(stream, self.encoding)
            self.fault = stream.fault

    def messages(self, pattern: re.Pattern[str], *, crlf: bool = False) -> Iterator[Message]:
        """Put lines together to messages that begin like `pattern`; with `crlf`, only after a line ending in CR LF."""
        match, limit = pattern.match, reading.LINE_LIMIT
        number = start = size = 0
        raws: list[bytes] = []
        texts: list[str] = []
        beginning: re.Match[str] | None = None
        free = True
        for number, (raw, line, whole) in enumerate(self.lines(), start=1):
            found = match(line) if free else None
            if found or size > limit:
                if raws:
                    yield _message(start, raws, texts, beginning, size > limit)
                raws, texts, beginning, start, size = [], [], found, number, 0
            raws.append(raw)
            texts.append(line)
            size += len(raw)
            if not whole:
                yield _message(start or number, raws, texts, beginning, True)
                raws, texts, beginning, start, size = [], [], None, number + 1, 0
            free = not crlf or line.endswith("\r\n")
        if raws:
            yield _message(start or number, raws, texts, beginning, False)


def _message(
    where: int, raws: list[bytes], texts: list[str], beginning: re.Match[str] | None, long: bool
) -> Message:
    text = texts[0] if len(texts) == 1 else "".join(texts)
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    raw = raws[0] if len(raws) == 1 else b"".join(raws)
    cut = f"a message longer than {reading.LINE_LIMIT // 1024**2} MiB is kept cut" if long else ""
    return Message(where or 1, raw.rstrip(b"\r\n"), text.rstrip("\n"), beginning, cut)
