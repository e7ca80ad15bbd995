"""WARC 1.1 files of a crawl: one gzip member a record, rotated at a size, durable up to an offset that is asked for."""

from __future__ import annotations

import base64
import hashlib
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec

from diatrace.errors import StudyCorrupt
from diatrace.store.segment import full_disk, sync_folder

IDENTICAL: Final = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
UNMODIFIED: Final = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
FIELDS: Final = "application/warc-fields"
"""Type of a metadata record: programs that replay archives take one of any other type for a capture of the page."""

NOTED: Final = b"json-metadata: "
"""Name of the field of a metadata record that holds JSON."""

_HTTP: Final = "application/http; msgtype="
_SMALL: Final = 4_096
_NARROW, _WIDE = (
    (28, 6),
    (31, 8),
)  # a wide window takes ten times longer to make, and what is small needs none
_LEVEL, _STORED = 3, 0  # level 6 takes twice the time of level 3 for 2 % of the page less


def digest_of(data: bytes) -> str:
    """Return a digest as WARC writes it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def stamp(at: datetime) -> str:
    """Return a moment as WARC writes it."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, of which `head` bytes are headers; `payload` is the digest of the rest.

    Where `revisit` is given, its fields make the answer a revisit, of which only the head is kept. What is `packed`
    already is not packed again.
    """

    url: str
    at: datetime
    request: bytes
    answer: bytes
    head: int
    payload: str
    metadata: bytes = b""
    ip: str = ""
    truncated: str = ""
    packed: bool = False
    revisit: Mapping[str, str] | None = None


class WarcWriter:
    """Writes the WARC files of one session into a folder; what is in them counts from `sync` on.

    `lengths` are those of the files, in order.
    """

    def __init__(self, folder: Path, prefix: str, info: Mapping[str, Any], *, size: int) -> None:
        self._folder = folder
        self._prefix = prefix
        self._info = msgspec.json.encode(info)
        self._size = size
        self._number = 0
        self._written: list[bytes] = []
        self._file: Any = None
        self._name = ""
        self.lengths: dict[str, int] = {}

    def write(self, each: Exchange) -> None:
        """Write what was asked, what was answered, and what was found in it."""
        self._rotate(each.at)
        mine = f"<urn:uuid:{uuid4()}>"
        common = {"WARC-Date": stamp(each.at), "WARC-Target-URI": each.url}
        with_ip = common | ({"WARC-IP-Address": each.ip} if each.ip else {})
        told = {"WARC-Payload-Digest": each.payload}
        if each.truncated:
            told["WARC-Truncated"] = each.truncated
        kind, block = (
            ("response", each.answer) if each.revisit is None else ("revisit", each.answer[: each.head])
        )
        level = _STORED if each.packed else _LEVEL
        self._record(kind, mine, with_ip | told | dict(each.revisit or {}), f"{_HTTP}response", block, level)
        self._record("request", "", with_ip | {"WARC-Concurrent-To": mine}, f"{_HTTP}request", each.request)
        if each.metadata:
            block = NOTED + each.metadata + b"\r\n"
            self._record("metadata", "", common | {"WARC-Refers-To": mine}, FIELDS, block)

    def _record(
        self, kind: str, name: str, fields: Mapping[str, str], content: str, block: bytes, level: int = _LEVEL
    ) -> None:
        lines = [
            "WARC/1.1",
            f"WARC-Type: {kind}",
            f"WARC-Record-ID: {name or f'<urn:uuid:{uuid4()}>'}",
            *(f"{key}: {value}" for key, value in fields.items()),
            f"WARC-Block-Digest: {digest_of(block)}",
            f"Content-Type: {content}",
            f"Content-Length: {len(block)}",
            "\r\n",
        ]
        window, memory = _NARROW if len(block) < _SMALL else _WIDE
        packer = zlib.compressobj(level, zlib.DEFLATED, window, memory)
        parts = [packer.compress("\r\n".join(lines).encode()), packer.compress(block)]
        member = b"".join([*parts, packer.compress(b"\r\n\r\n"), packer.flush()])
        self._written.append(member)
        self.lengths[self._name] += len(member)

    def _rotate(self, at: datetime) -> None:
        """Begin a file where there is none yet or the last is full."""
        if self._name and self.lengths[self._name] < self._size:
            return
        self.close()
        self._number += 1
        self._name = f"{self._prefix}-{self._number:05d}.warc.gz"
        self.lengths[self._name] = 0
        self._file = (self._folder / self._name).open("xb")
        sync_folder(self._folder)
        fields = {"WARC-Date": stamp(at), "WARC-Filename": self._name}
        self._record("warcinfo", "", fields, "application/json", self._info)

    def sync(self) -> None:
        """Make everything written so far durable."""
        if self._file is None or not self._written:
            return
        with full_disk(self._folder):
            self._file.write(b"".join(self._written))
            self._written.clear()
            self._file.flush()
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Make everything durable and close the file."""
        self.sync()
        if self._file is not None:
            self._file.close()
            self._file = None


def restore(folder: Path, held: Mapping[str, int]) -> None:
    """Bring a folder back to what counts: files cut to their offsets, those that nobody counted removed."""
    for file in folder.glob("*.warc.gz"):
        if file.name not in held:
            file.unlink()
    for name, offset in held.items():
        file = folder / name
        size = file.stat().st_size if file.exists() else -1
        if size < offset:
            raise StudyCorrupt(
                f"{name} is shorter than what was written to it",
                where=str(file),
                hint="bring the file back from a copy, or begin the crawl in a new folder",
            )
        if size > offset:
            os.truncate(file, offset)
