"""Records as they may travel: as WARC whatever they were, without what would let somebody in where a person was."""

from __future__ import annotations

import re
import zlib
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from diatrace.source.archive.entry import Entry
from diatrace.source.archive.http import sha1
from diatrace.source.archive.page import address_of, captured_at

_END: Final = re.compile(rb"(\r?\n)\r?\n")
_FIELD: Final = rb"[ \t]*:[^\n]*\n?(?:[ \t][^\n]*\n?)*"
_SECRET: Final = re.compile(
    rb"^(?:set-cookie2?|cookie|(?:proxy-)?authorization)" + _FIELD, re.IGNORECASE | re.MULTILINE
)
_OF_BLOCK: Final = re.compile(
    rb"^(?:content-length|warc-block-digest)" + _FIELD, re.IGNORECASE | re.MULTILINE
)
_LEVEL: Final = 6


def member(entry: Entry) -> bytes:
    """Return a record as a gzip member; the same record gives the same bytes."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return packer.compress(b"".join((*record(entry), b"\r\n\r\n"))) + packer.flush()


def record(entry: Entry) -> tuple[bytes, bytes]:
    """Return the head and the block of a record, cookies and passwords left out of what HTTP says in it."""
    block = entry.block
    if entry.fields.get("content-type", "").startswith("application/http"):
        block = _without_secrets(block)
    if not entry.head.startswith(b"WARC/"):
        return _head_of_arc(entry, block), block
    same = block == entry.block and len(block) == entry.length
    return entry.head if same else _head_for(entry.head, block), block


def _without_secrets(block: bytes) -> bytes:
    end = _END.search(block)
    size = end.end(1) if end else len(block)
    return _SECRET.sub(b"", block[:size]) + block[size:]


def _head_for(head: bytes, block: bytes) -> bytes:
    """Return the head of a record with the length and digest of another block."""
    end = _END.search(head)
    kept = _OF_BLOCK.sub(b"", head[: end.end(1) if end else len(head)])
    return kept + f"WARC-Block-Digest: {sha1(block)}\r\nContent-Length: {len(block)}\r\n\r\n".encode()


def _head_of_arc(entry: Entry, block: bytes) -> bytes:
    at = captured_at(entry).at
    lines = [
        "WARC/1.1",
        f"WARC-Type: {entry.kind}",
        f"WARC-Record-ID: <{uuid5(NAMESPACE_URL, entry.head.decode('latin-1')).urn}>",
        f"WARC-Date: {at:%Y-%m-%dT%H:%M:%SZ}" if at else "",
        f"WARC-Target-URI: {address_of(entry)}",
        f"WARC-Block-Digest: {sha1(block)}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join([*filter(None, lines), "\r\n"]).encode()
