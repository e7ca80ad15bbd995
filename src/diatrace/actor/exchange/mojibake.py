"""Text in UTF-8 that was read as windows-1252 (`GenÃ¨ve`), and back."""

from __future__ import annotations

import re
from typing import Final

_BYTES: Final = {bytes([each]).decode("cp1252", "ignore") or chr(each): each for each in range(128, 256)}
"""What each byte above ASCII reads as; the five that windows-1252 leaves open read as control characters."""

_NEXT: Final = "[" + "".join(re.escape(each) for each, byte in _BYTES.items() if byte < 0xC0) + "]"
_SURE: Final = re.compile(f"[ÂÃ]{_NEXT}|[à-ï]{_NEXT}{{2}}|[ð-ô]{_NEXT}{{3}}")
_LIKELY: Final = re.compile(f"[ÄÅÎÏÐÑ×ØÙÚÛ]{_NEXT}")
"""Pairs that may as well be a capital before a quotation mark; two of them in one text are no chance."""

_TWICE: Final = 3


def mended(text: str) -> str:
    """Return a text with what was read in the wrong encoding read in the right one; else as it is."""
    for _ in range(_TWICE):
        before = text
        if text.isascii():
            break
        if _SURE.search(text) or len(_LIKELY.findall(text)) > 1:
            text = _LIKELY.sub(_decoded, _SURE.sub(_decoded, text))
        if text == before:
            break
    return text


def _decoded(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[each] for each in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]
