"""HTTP answers as archives keep them: chunked or not, coded or not, whatever their fields say."""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
import re
from typing import Any, Final, NamedTuple

from fastwarc.stream_io import BrotliReader, ZstdReader

from diatrace.source import reading
from diatrace.source.crawl.decode import decoded, kind_of

_STATUS: Final = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b")
_END: Final = re.compile(rb"\r?\n\r?\n")
_FOLDED: Final = re.compile(r"\r?\n[ \t]+")
_CHUNK: Final = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_STREAMS: Final = {"br": BrotliReader, "zstd": ZstdReader}
_NESTED: Final = 3


class Answer(NamedTuple):
    """An HTTP answer: fields by lower-case name, its body as kept, and the document without its codings.

    `kind` is html, pdf, text, xml or other, by the first bytes before what the fields say. `cut` says that the
    document is not whole; `notes` say what is odd.
    """

    status: int
    fields: dict[str, str]
    body: bytes
    document: bytes
    kind: str
    cut: bool
    notes: tuple[str, ...]

    @property
    def mime(self) -> str:
        """The type that the server named."""
        return self.fields.get("content-type", "").partition(";")[0].strip().lower()[:100]

    @property
    def charset(self) -> str:
        """The character set that the server named."""
        told = _CHARSET.search(self.fields.get("content-type", ""))
        return told[1] if told else ""


def answer_of(block: bytes) -> Answer | None:
    """Take an HTTP answer apart; None where it is none."""
    status = _STATUS.match(block)
    if status is None:
        return None
    end = _END.search(block)
    head, body = (block[: end.start()], block[end.end() :]) if end else (block, b"")
    fields: dict[str, str] = {}
    for line in _FOLDED.sub(" ", head.decode("latin-1")).splitlines()[1:]:
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), value.strip())
    plain = dechunked(body) if "chunked" in fields.get("transfer-encoding", "").lower() else body
    document, cut, notes = uncoded(plain, fields.get("content-encoding", ""))
    kind = kind_of(fields.get("content-type", ""), document[:4096])
    return Answer(int(status[1]), fields, body, document, kind, cut, notes)


def document_of(kind: str, block: bytes) -> Answer:
    """Take a document that was kept without the answer it came in: it has a type, and no status."""
    return Answer(0, {"content-type": kind}, block, block, kind_of(kind, block[:4096]), cut=False, notes=())


def dechunked(body: bytes) -> bytes:
    """Join the chunks of a body; one that has none, for many archives keep it joined, comes back as it is."""
    parts, place = [], 0
    while (mark := _CHUNK.match(body, place)) and (size := int(mark[1], 16)):
        end = mark.end() + size
        if end < len(body) and body[end : end + 1] not in b"\r\n":
            break
        parts.append(body[mark.end() : end])
        place = end + (2 if body[end : end + 2] == b"\r\n" else 1)
    return b"".join(parts) if parts or mark else body


def uncoded(body: bytes, coding: str) -> tuple[bytes, bool, tuple[str, ...]]:
    """Undo the content codings of a body within bounds; return it, whether it is cut, and notes."""
    names = [name for each in coding.split(",") if (name := each.strip().lower()) not in ("", "identity")]
    if len(names) > _NESTED:
        return b"", True, ("coded more than three times",)
    cut, notes = False, []
    for name in reversed(names):
        if name in _STREAMS:
            body, failed = _streamed(body, _STREAMS[name])
            note = f"said to be {name}, is not" if failed else ""
        else:
            found = decoded(body, name, reading.LINE_LIMIT)
            body, failed, note = found.body, found.cut, found.note
        cut = cut or failed
        notes += [note] if note else []
    return body, cut, tuple(notes)


def _streamed(body: bytes, reader: Any) -> tuple[bytes, bool]:
    """Unpack with a reader of a library; what it cannot unpack comes back as it is."""
    stream, parts, size = reader(io.BytesIO(body)), [], 0
    try:
        while size < reading.LINE_LIMIT and (data := stream.read(65_536)):
            parts.append(bytes(data))
            size += len(data)
    except OSError:
        return (b"".join(parts), True) if parts else (body, True)
    return b"".join(parts), size >= reading.LINE_LIMIT


def digest_told(told: str) -> tuple[str, bytes]:
    """Take a digest as archives write it (sha1 in base 32, others in hexadecimal) apart; empty where it cannot be."""
    name, _, value = told.strip().partition(":")
    name, value = name.lower().replace("-", ""), value.strip()
    try:
        size = hashlib.new(name, usedforsecurity=False).digest_size
        if len(value) == 2 * size:
            return name, bytes.fromhex(value)
        return name, base64.b32decode(value.upper() + "=" * (-len(value) % 8))
    except (ValueError, binascii.Error, TypeError):
        return "", b""


def matches(told: str, *candidates: bytes) -> bool | None:
    """Say whether a digest is that of one of some bytes; None where it cannot be checked."""
    name, value = digest_told(told)
    if not name:
        return None
    return any(hashlib.new(name, each, usedforsecurity=False).digest() == value for each in candidates)


def sha1(data: bytes) -> str:
    """Return a digest as archives write it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()
