"""XML read as a stream and written: no document type, no entities, nothing fetched, no character that XML forbids."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol
from xml.parsers import expat

from diatrace.errors import SourceError
from diatrace.trace.encoding import decode, encoding_of_bytes

DEPTH: Final = 1_000
"""Elements within elements, at most."""

_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_REFERENCE: Final = re.compile(rb"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bcefBCEF]|1[0-9a-fA-F]));")
_DECLARED: Final = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)""")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_ESCAPES: Final = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "\t": "&#9;",
    "\n": "&#10;",
    "\r": "&#13;",
}
_ESCAPED: Final = re.compile('[&<>"\t\n\r]')


class Handler(Protocol):
    """What is told of elements as they begin and end, by their local names."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Take in the beginning of an element."""

    def end(self, name: str, text: str) -> None:
        """Take in the end of an element, with the text directly in it."""


def parse(data: bytes, handler: Handler, *, name: str) -> tuple[str, ...]:
    """Tell a handler of each element, return what was wrong with the characters of the file.

    Raise SourceError where the bytes are no XML, or XML with a document type.
    """
    data, encoding, faults = _cleaned(data)
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    texts: list[list[str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(texts) >= DEPTH:
            raise SourceError(
                f"{name}: elements are nested too deeply",
                where=f"line {parser.CurrentLineNumber}",
                hint="is it a network?",
            )
        texts.append([])
        handler.start(_local(tag), {_local(each): value for each, value in attributes.items()})

    def end(tag: str) -> None:
        handler.end(_local(tag), "".join(texts.pop()))

    def characters(text: str) -> None:
        texts[-1].append(text)

    def refuse(*_: object) -> None:
        raise SourceError(
            f"{name} declares a document type, which may hide what it is",
            hint="remove the <!DOCTYPE …> line if you trust the file",
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise SourceError(
            f"{name} is no well-formed XML: {expat.errors.messages.get(error.code, 'it cannot be read')}",
            where=f"line {error.lineno}, column {error.offset + 1}",
            hint="is the file whole?",
        ) from None
    except (LookupError, ValueError) as error:
        raise SourceError(
            f"{name} is in an encoding that cannot be read: {error}", hint="save it as UTF-8"
        ) from None
    return faults


def _cleaned(data: bytes) -> tuple[bytes, str | None, tuple[str, ...]]:
    """Return bytes that can be parsed, in which encoding where it is not as they say, and what was wrong with them."""
    if data.startswith(_WIDE):
        return data, None, ()
    faults: list[str] = []
    encoding = None
    declared = _DECLARED.search(data[:200])
    if declared is None or declared[1].lower() in (b"utf-8", b"utf8"):
        try:
            data.decode()
        except UnicodeDecodeError:
            found, _ = encoding_of_bytes(data)
            data = b"\n".join(decode(line, found).encode() for line in data.split(b"\n"))
            encoding = "utf-8"
            faults.append("bytes that are no UTF-8 though the file says so, read as windows-1252 or the like")
    data, bare = _CONTROL.subn(b"?", data)
    data, written = _REFERENCE.subn(b"&#65533;", data)
    if bare or written:
        faults.append(f"characters that XML forbids, replaced: {bare + written:,}")
    return data, encoding, tuple(faults)


def _local(tag: str) -> str:
    return tag.rpartition(":")[2]


class Writer:
    """Writes elements, one a line; counts the characters it had to replace because XML forbids them."""

    def __init__(self) -> None:
        self._lines = ['<?xml version="1.0" encoding="UTF-8"?>']
        self._open: list[str] = []
        self.replaced = 0

    def element(self, name: str, text: str | None = None, **attributes: str) -> None:
        """Write an element with a text, or none; in an attribute's name, a `_` at the end is left out, else a colon."""
        said = self._said(name, attributes)
        indent = "  " * len(self._open)
        if text is None:
            self._lines.append(f"{indent}<{said}/>")
        else:
            self._lines.append(f"{indent}<{said}>{self._escaped(text)}</{name}>")

    def open(self, name: str, **attributes: str) -> None:
        """Begin an element that holds others."""
        self._lines.append(f"{'  ' * len(self._open)}<{self._said(name, attributes)}>")
        self._open.append(name)

    def close(self) -> None:
        """End the innermost element."""
        name = self._open.pop()
        self._lines.append(f"{'  ' * len(self._open)}</{name}>")

    def bytes(self) -> bytes:
        """Return the document."""
        return "\n".join([*self._lines, ""]).encode()

    def _said(self, name: str, attributes: Mapping[str, str]) -> str:
        told = (
            f' {key.rstrip("_").replace("_", ":")}="{self._escaped(value)}"'
            for key, value in attributes.items()
        )
        return name + "".join(told)

    def _escaped(self, text: str) -> str:
        allowed, count = _FORBIDDEN.subn("\ufffd", text)
        self.replaced += count
        return _ESCAPED.sub(lambda found: _ESCAPES[found[0]], allowed)

    def notes(self) -> tuple[str, ...]:
        """Return what had to be replaced, in words."""
        if not self.replaced:
            return ()
        return (f"{self.replaced:,} characters that XML forbids were replaced by U+FFFD",)
