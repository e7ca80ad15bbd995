"""Plain writing: characters that a person reads alike become one, and every offset stays what it was.

Digits of all scripts, full-width and mathematical letters, dashes, spaces and raised dots become ASCII; letters lose
case and accent; Arabic and Persian forms of one letter become one; marks that show nothing (direction, joiners,
variation selectors, the keycap) become `HIDDEN`, all but the isolates U+2068 and U+2069 that messengers put around a
name. One code point always becomes one code point.
"""

from __future__ import annotations

import unicodedata
from functools import cache

HIDDEN = "\u200b"
"""What every invisible mark becomes."""


@cache
def digit_table() -> dict[int, str]:
    """Return every decimal digit outside ASCII (they all stand below U+20000) with its ASCII digit."""
    return {code: str(unicodedata.digit(chr(code))) for code in range(0x80, 0x20000) if chr(code).isdecimal()}


def _letter_table() -> dict[int, str]:
    """Cased and accented letters of Latin, Greek and Cyrillic, and letters in fancy type."""
    table = {}
    for block in (range(0x41, 0x530), range(0x1E00, 0x2000), range(0x1D400, 0x1D800)):
        for code in block:
            base = unicodedata.normalize("NFKD", chr(code))[0].lower()
            if base.isalpha() and len(base) == 1:
                table[code] = base
    return table


def _mark_table() -> dict[int, str]:
    table = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣⁃ー－"), "-")
    table |= dict.fromkeys(
        map(ord, "\u00a0\u1680\u2007\u202f\u205f\u3000\t" + "".join(map(chr, range(0x2000, 0x200B)))), " "
    )
    table |= dict.fromkeys(map(ord, "·•․‧∙⋅・｡。"), ".")
    table |= dict.fromkeys(map(ord, "٫٬،"), ",")
    table |= dict.fromkeys(map(ord, "⁄∕"), "/")
    hidden = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f\u20e3"
    table |= dict.fromkeys((*map(ord, hidden), *range(0x202A, 0x202F), 0x2066, 0x2067), HIDDEN)
    return table | dict(zip(map(ord, "أإآٱىئیکةۀہھ"), "اااايييكهههه", strict=True))


class Table(dict[int, str]):
    """A translation table that learns what stays as it is: `str.translate` is slow on what a table does not hold."""

    def __missing__(self, code: int) -> str:
        self[code] = character = chr(code)
        return character


_TABLE = Table(_letter_table() | _mark_table() | digit_table())


def plain(text: str) -> str:
    """Return the text in plain writing, code point for code point."""
    return text.lower().replace("\t", " ") if text.isascii() else text.translate(_TABLE)
