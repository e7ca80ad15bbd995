"""Bodies as they were meant: content codings undone within bounds, and what kind of document it is."""

from __future__ import annotations

import re
import zlib
from typing import Final, NamedTuple

_MARKUP: Final = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<title[\s>]|<frameset[\s>]|<script[\s>]|<meta\s|<p[\s>]"
    rb"|<div[\s>]",
    re.IGNORECASE,
)
_BINARY: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"Rar!", b"7z\xbc", b"OggS", b"ID3",
                  b"RIFF", b"BM", b"\x00\x00\x00", b"\x7fELF", b"MZ", b"wOF", b"\xd0\xcf\x11\xe0")  # fmt: skip
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_NO_TEXT: Final = frozenset({"text/css", "text/javascript", "text/calendar", "text/vcard"})
_CODINGS: Final = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_NESTED: Final = 3
_MORE: Final = "unpacks to more than is kept"


class Decoded(NamedTuple):
    """A body without its content codings; `cut` where it was bounded or broken off, with a note on why."""

    body: bytes
    cut: bool = False
    note: str = ""


def decoded(body: bytes, coding: str, limit: int) -> Decoded:
    """Undo the content codings of a body, last first, up to `limit` bytes; what cannot be undone leaves nothing."""
    names = [each.strip().lower() for each in coding.split(",") if each.strip()]
    names = [each for each in names if each != "identity"]
    if len(names) > _NESTED:
        return Decoded(b"", cut=True, note="coded more than three times")
    found = Decoded(body)
    for name in reversed(names):
        bits = _CODINGS.get(name)
        if bits is None:
            return Decoded(b"", cut=True, note=f"coding {name[:20]} was not asked for")
        found = _unpacked(found, bits, limit)
    return found


def _unpacked(packed: Decoded, bits: int, limit: int) -> Decoded:
    body = packed.body
    if bits == 31 and not body.startswith(b"\x1f\x8b"):
        return packed._replace(note="said to be gzip, is not" if body else packed.note)
    if bits == 15 and not _is_zlib(body):
        bits = -15
    parts: list[bytes] = []
    size = 0
    while body and size < limit:
        unpacker = zlib.decompressobj(bits)
        try:
            part = unpacker.decompress(body, limit - size)
        except zlib.error:
            return Decoded(b"".join(parts), cut=True, note=packed.note or "damaged coding")
        parts.append(part)
        size += len(part)
        if not unpacker.eof:
            note = _MORE if unpacker.unconsumed_tail else "coding breaks off"
            return Decoded(b"".join(parts), cut=True, note=packed.note or note)
        body = unpacker.unused_data if bits == 31 and unpacker.unused_data.startswith(b"\x1f\x8b") else b""
    note = _MORE if body else packed.note
    return Decoded(b"".join(parts), cut=packed.cut or bool(body), note=note)


def _is_zlib(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 15 == 8 and (body[0] << 8 | body[1]) % 31 == 0


def kind_of(declared: str, head: bytes) -> str:
    """Return html, pdf, text, xml or other: what the first bytes are comes before what the server says."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    kind = declared.partition(";")[0].strip().lower()
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(_BINARY) or start[4:8] == b"ftyp":
        return "other"
    if kind in _HTML or (_MARKUP.search(start[:1024]) and not start.startswith(b"<?xml")):
        return "html"
    if kind.endswith(("/xml", "+xml")) or start.startswith(b"<?xml"):
        return "html" if b"<html" in start[:1024].lower() else "xml"
    if kind == "application/pdf" or b"\x00" in start:
        return "other"
    return "text" if (kind.startswith("text/") and kind not in _NO_TEXT) or not kind else "other"
