"""The characters of a web page: what its bytes are comes before what anybody says of them."""

from __future__ import annotations

import codecs
import re
from typing import Final, NamedTuple

from diatrace.source import reading

_CHARSET: Final = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_ASIDE: Final = re.compile(rb"<[^<>]*>|[\x00-\x7f]{40,}")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff")
_HEAD: Final = 4096
_WHOLE: Final = 10
"""Characters beyond ASCII that must be whole in UTF-8 for each that is not."""


class Characters(NamedTuple):
    """A decoded page, the character set it was decoded from, and what that rests on."""

    text: str
    codec: str
    evidence: str


def decoded(raw: bytes, declared: str = "") -> str:
    """Decode a page as UTF-8 where it is that, else as its server or its head declares, else by statistics."""
    return characters(raw, declared).text


def characters(raw: bytes, declared: str = "") -> Characters:
    """Decode a page as `decoded` does, and tell how."""
    try:
        return _unicode(raw, raw.decode(), "valid UTF-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 3:  # a page that was cut
            return _unicode(raw, raw[: error.start].decode(), "valid UTF-8, cut within a character")
    if not raw.startswith(_WIDE):
        told = _CHARSET.search(raw[:_HEAD])
        named = (declared, "header"), (told[1].decode("ascii", "replace") if told else "", "meta element")
        for name, evidence in named:
            codec = _codec(name)
            if codec not in ("", "utf-8"):
                return Characters(raw.decode(codec, errors="replace"), codec, evidence)
        text = raw.decode(errors="replace")
        foreign = len(text) - len(text.encode("ascii", "ignore"))
        if (damaged := text.count("\ufffd")) * _WHOLE <= foreign:
            return _unicode(raw, text, f"UTF-8 but for {damaged:,} damaged characters")
    return _by_its_bytes(raw)


def _unicode(raw: bytes, text: str, evidence: str) -> Characters:
    marked = raw.startswith(codecs.BOM_UTF8)
    return Characters(text.removeprefix("\ufeff"), "utf-8", "byte-order mark" if marked else evidence)


def _by_its_bytes(raw: bytes) -> Characters:
    """Decode by statistics on the text alone: tags and scripts would outweigh it."""
    probe = raw if raw.startswith(_WIDE) else _ASIDE.sub(b" ", raw)
    found, evidence = reading.encoding_of_bytes(probe if not probe.isascii() else raw)
    return Characters(raw.decode(found, errors="replace").removeprefix("\ufeff"), found, evidence)


def _codec(name: str) -> str:
    """Return the codec of a declared character set; browsers read Latin-1 as windows-1252."""
    if name.lower() in {"iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"}:
        return "cp1252"
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return found.name if getattr(found, "_is_text_encoding", True) else ""
