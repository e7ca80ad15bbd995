"""The characters of a web page: what its bytes are comes before what anybody says of them."""

from __future__ import annotations

import codecs
import re
from typing import Final

from diatrace.source import reading

_CHARSET: Final = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 4096


def decoded(raw: bytes, declared: str = "") -> str:
    """Decode a page as UTF-8 where it is that, else as its server or its head declares, else by statistics."""
    try:
        return raw.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 3:  # a page that was cut
            return raw[: error.start].decode().removeprefix("\ufeff")
    told = _CHARSET.search(raw[:_HEAD])
    names = () if raw.startswith(_WIDE) else (declared, told[1].decode("ascii", "replace") if told else "")
    for name in names:
        codec = _codec(name)
        if codec not in ("", "utf-8"):
            return raw.decode(codec, errors="replace")
    return _by_its_bytes(raw)


def _by_its_bytes(raw: bytes) -> str:
    found, _ = reading.encoding_of_bytes(raw)
    return raw.decode(found, errors="replace").removeprefix("\ufeff")


def _codec(name: str) -> str:
    """Return the codec of a declared character set; browsers read Latin-1 as windows-1252."""
    if name.lower() in {"iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"}:
        return "cp1252"
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", True) else ""
