"""Indexes of captures as archives exchange them (CDXJ): a key that sorts by site, a date, and where the capture is."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

import msgspec

from diatrace.actor.lru import lru_of, url_of

STAMP: Final = "%Y%m%d%H%M%S"
"""Dates of captures as indexes and archives write them."""

_BLOCK: Final = 3_000  # lines: what one look-up unpacks
_WWW: Final = re.compile(r"www\d*\.")
_SLASHES: Final = re.compile("/{2,}")


def key_of(url: str) -> str:
    """Return the key of an address, `org,example)/path?query`: host reversed, writings that are one page made one.

    Raises ValueError where it is no address of the web.
    """
    parts = urlsplit(url_of(lru_of(url)).lower())
    host = _WWW.sub("", parts.hostname or "", count=1)
    reversed_host = host if ":" in host else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port else ""
    path = _SLASHES.sub("/", parts.path).rstrip("/") or "/"
    query = "&".join(sorted(parts.query.split("&")))
    return f"{reversed_host}{port}){path}{f'?{query}' if query else ''}"


class Line(msgspec.Struct, frozen=True):
    """What an index says of a capture: all but its key and date."""

    url: str
    mime: str
    status: str
    digest: str
    length: str
    offset: str
    filename: str


def line_of(key: str, stamp: str, facts: Line) -> bytes:
    """Return one line of an index, without its end."""
    return f"{key} {stamp} ".encode() + msgspec.json.encode(facts)


def packed(lines: Sequence[bytes], name: str) -> tuple[bytes, bytes]:
    """Return an index of sorted lines packed in blocks, and the index of those blocks."""
    blocks, heads, place = [], [b'!meta 0 {"format": "cdxj-gzip-1.0", "filename": "%s"}' % name.encode()], 0
    for first in range(0, len(lines), _BLOCK):
        block = gzip.compress(b"".join(each + b"\n" for each in lines[first : first + _BLOCK]), mtime=0)
        key, stamp, _ = lines[first].split(b" ", 2)
        heads.append(b'%s %s {"offset": %d, "length": %d}' % (key, stamp, place, len(block)))
        blocks.append(block)
        place += len(block)
    return b"".join(blocks), b"".join(each + b"\n" for each in heads)
