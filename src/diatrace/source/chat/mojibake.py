"""Meta's exports write the bytes of UTF-8 as if each were a character (Ã© for é); this makes text of them again."""

from __future__ import annotations

import re
from typing import Final

_FOREIGN: Final = re.compile("[^\x00-\xff]")
_CHARACTER: Final = re.compile(
    "[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"  # UTF-8 of two, three, four bytes
)


def repaired(text: str) -> str:
    """Return a text with its characters put together again; one that was never taken apart comes back as it is.

    Characters cut in half, as where a text was shortened, stay as they are among the repaired ones.
    """
    if text.isascii() or _FOREIGN.search(text):
        return text
    try:
        return text.encode("latin-1").decode()
    except UnicodeDecodeError:
        return _CHARACTER.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return found[0]
