"""Which encoding a text is in, told from its bytes."""

from __future__ import annotations

import re

import charset_normalizer

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def encoding_of_bytes(head: bytes) -> tuple[str, str]:
    """Return the encoding of a file that begins like this, and what that rests on."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, "byte-order mark"
    if _is_utf8(head):
        return "utf-8", "valid UTF-8"
    for guess in ("utf-16-le", "utf-16-be"):
        if _looks_utf16(head, guess):
            return guess, "every other byte is zero"
    if len(head) and _utf8_share(head) > 0.5:
        return "utf-8", "UTF-8 with damaged or foreign lines, which are read as windows-1252"
    for name, letters in _LATIN.items():
        if _mostly(head, letters):
            return name, "its letters above ASCII are the usual ones of that encoding"
    best = charset_normalizer.from_bytes(head[:262_144]).best()
    return (best.encoding, "statistics of the bytes") if best else ("cp1252", "no other encoding fits")


def _is_utf8(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and len(head) > 3 and error.reason == "unexpected end of data"
    return True


def _looks_utf16(head: bytes, name: str) -> bool:
    zeros = head[1::2] if name.endswith("le") else head[0::2]
    return len(head) >= 4 and zeros.count(0) > 0.6 * len(zeros)


_WEST = "àâäáãåçèéêëíìîïñòóôöõøùúûüßæœÀÂÄÁÇÈÉÊËÍÎÏÑÓÔÖÚÛÜŒ€‘’“”«»…–—·°\xa0¿¡"
_LATIN = {"cp1252": _WEST.encode("cp1252"), "cp1254": f"{_WEST}ğışĞİŞ".encode("cp1254")}


def _mostly(head: bytes, letters: bytes) -> bool:
    """Say whether nine in ten bytes above ASCII are among these letters, and stand alone as they do in Latin script."""
    above = head.translate(None, bytes(range(128)))
    runs = len(re.findall(rb"[\x80-\xff]+", head))
    return len(above.translate(None, letters)) <= 0.1 * len(above) < 0.17 * runs


def _utf8_share(head: bytes) -> float:
    """Share of the lines with non-ASCII bytes that are valid UTF-8."""
    foreign = [line for line in head.split(b"\n")[:-1] if not line.isascii()]
    if not foreign:
        return 0.0
    return sum(_is_utf8(line) for line in foreign) / len(foreign)


def decode(line: bytes, encoding: str = "utf-8") -> str:
    """Decode one line; bytes that are not of the encoding are read as windows-1252, so that nothing is lost."""
    try:
        return line.decode(encoding)
    except UnicodeDecodeError:
        if encoding.startswith("utf-8"):
            return line.decode("cp1252", errors="replace")
        return line.decode(encoding, errors="replace")
