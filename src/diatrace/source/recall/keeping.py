"""What was recalled, as one WARC that grows, with a journal beside it: what is in that is not fetched again."""

from __future__ import annotations

import os
import zlib
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import msgspec

from diatrace import __version__
from diatrace.source.archive.http import sha1
from diatrace.source.crawl.fetch import Answer
from diatrace.source.crawl.warc import FIELDS, NOTED, restore
from diatrace.source.recall.listing import Found
from diatrace.source.recall.plan import RecallPlan
from diatrace.store.segment import full_disk, sync_folder

_KEPT: Final = ("content-type", "content-encoding", "content-language", "last-modified", "etag")
_ORIGINAL: Final = "x-archive-orig-"
_OF_THE_WAY: Final = frozenset(
    {
        "connection",
        "content-encoding",
        "content-length",
        "keep-alive",
        "set-cookie",
        "set-cookie2",
        "transfer-encoding",
    }
)
_LEVEL: Final = 6


class Done(NamedTuple):
    """A line of the journal: a capture that is in the WARC, which is then `end` bytes long, or why it is not."""

    url: str
    stamp: str
    end: int
    reason: str = ""


class Kept:
    """The WARC of one plan and its journal; opening it brings both back to what counts."""

    def __init__(self, folder: Path, plan: RecallPlan) -> None:
        self.file = folder / f"{folder.name}.warc.gz"
        self._journal = folder / "journal.jsonl"
        self._plan = plan
        self.done: dict[tuple[str, str], str] = {}
        folder.mkdir(parents=True, exist_ok=True)
        lines = self._lines()
        for each in lines:
            self.done[each.url, each.stamp] = each.reason
        self._size = max((each.end for each in lines), default=0)
        restore(folder, {self.file.name: self._size} if self._size else {})

    def _lines(self) -> list[Done]:
        """Read the journal; a line without end was not finished, and is cut off."""
        if not self._journal.exists():
            return []
        data = self._journal.read_bytes()
        whole = data[: data.rfind(b"\n") + 1]
        os.truncate(self._journal, len(whole))
        return [msgspec.json.decode(line, type=Done) for line in whole.splitlines()]

    @property
    def taken(self) -> int:
        """How many captures are in the WARC."""
        return sum(not reason for reason in self.done.values())

    @property
    def reasons(self) -> dict[str, int]:
        """Why captures are not in it."""
        return dict(Counter(sorted(filter(None, self.done.values()))))

    def give_up(self, found: Found, reason: str) -> None:
        """Note that the archive does not give a capture, and never will."""
        self._enter(Done(found.url, found.stamp, self._size, reason))

    def take(self, found: Found, answer: Answer, at: datetime) -> None:
        """Keep a capture that the archive made at this moment."""
        data = b"" if self._size else self._info()
        data += b"".join(_records(found, answer, at, self._plan.archive.name))
        with full_disk(self.file.parent), self.file.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        self._size += len(data)
        self._enter(Done(found.url, found.stamp, self._size))

    def _enter(self, done: Done) -> None:
        with full_disk(self.file.parent), self._journal.open("ab") as file:
            file.write(msgspec.json.encode(done) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.file.parent)
        self.done[done.url, done.stamp] = done.reason

    def _info(self) -> bytes:
        plan = self._plan
        told = {
            "software": f"diatrace {__version__}",
            "format": "WARC File Format 1.1",
            "description": f"recalled from {plan.archive.name}: {plan.at:%Y-%m-%d}, {plan.days} days before and after",
        }
        fields = {"WARC-Date": _date(plan.begin), "WARC-Filename": self.file.name}
        block = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        return _member("warcinfo", fields, FIELDS, block.encode())


def _records(found: Found, answer: Answer, at: datetime, archive: str) -> tuple[bytes, bytes]:
    """Return the records of a capture: the answer as it was, and where it was recalled from."""
    block = _answer(answer)
    common = {"WARC-Date": _date(at), "WARC-Target-URI": found.url}
    mine = _name(f"{answer.url} {sha1(block)}")
    kept = {"WARC-Payload-Digest": sha1(answer.body), "WARC-Source-URI": answer.url}
    if answer.truncated:
        kept["WARC-Truncated"] = answer.truncated
    told = {
        "archive": archive,
        "memento": answer.url,
        "fetched": _date(answer.at),
        "cut": bool(answer.truncated),
    }
    response = {"WARC-Record-ID": mine, **common, **kept}
    note = {"WARC-Refers-To": mine, **common}
    return (
        _member("response", response, "application/http; msgtype=response", block),
        _member("metadata", note, FIELDS, NOTED + msgspec.json.encode(told) + b"\r\n"),
    )


def _answer(answer: Answer) -> bytes:
    """Return an answer with the fields that the archive captured, not with its own; the body is coded as it came."""
    told: dict[str, str] = {}
    for name, value in answer.headers.items():
        original = name.lower().removeprefix(_ORIGINAL)
        if original != name.lower() and original not in _OF_THE_WAY:
            told[original] = value
    for name in _KEPT:
        if name in answer.headers:
            told.setdefault(name, answer.headers[name])
    lines = "".join(f"{name.title()}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {answer.status} OK\r\n{lines}\r\n".encode("utf-8", "surrogateescape") + answer.body


def _member(kind: str, fields: dict[str, str], content: str, block: bytes) -> bytes:
    """Return a record as a gzip member; one without a name is named by what is in it."""
    told = {
        "WARC-Type": kind,
        "WARC-Record-ID": _name(f"{kind} {fields} {sha1(block)}"),
        **fields,
        "WARC-Block-Digest": sha1(block),
        "Content-Type": content,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, 31)
    return packer.compress(f"WARC/1.1\r\n{head}\r\n".encode() + block + b"\r\n\r\n") + packer.flush()


def _name(text: str) -> str:
    return f"<{uuid5(NAMESPACE_URL, text).urn}>"


def _date(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
