"""The bytes of a file that comes from anywhere: bounded, and their text."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeAlias

from diatrace.errors import SourceError
from diatrace.trace.encoding import decode, encoding_of_bytes

Source: TypeAlias = Path | bytes
"""A file (or a folder, for formats that are one), or the bytes of a file."""

LIMIT: Final = 512 * 1024 * 1024
"""Bytes a file of a network may have: it is held in memory."""

NODE_LIMIT: Final = 5_000_000
"""Nodes a file may announce without listing them."""

HEAD: Final = 64 * 1024


def name_of(source: Source) -> str:
    """Return what to call a source in an error."""
    return source.name if isinstance(source, Path) else "the file"


def load(source: Source) -> bytes:
    """Return the bytes of a file; raise SourceError where there are too many, or none."""
    if isinstance(source, Path) and not source.is_file():
        raise SourceError(f"{source.name} is not a file", where=str(source), hint="check the path")
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size > LIMIT:
        raise SourceError(
            f"{name_of(source)} is larger than {LIMIT // 1024**2} MiB",
            where=str(source) if isinstance(source, Path) else "",
            hint="export fewer nodes, or a plainer format",
        )
    return source.read_bytes() if isinstance(source, Path) else source


def head(source: Source) -> bytes:
    """Return how a file begins."""
    if isinstance(source, bytes):
        return source[:HEAD]
    with source.open("rb") as file:
        return file.read(HEAD)


def text(source: Source, encoding: str = "") -> tuple[str, str]:
    """Return the text of a file, without its byte-order mark, and a note on its encoding."""
    data = load(source)
    found, why = (encoding, "as given") if encoding else encoding_of_bytes(data)
    return decode(data, found).removeprefix("\ufeff"), f"encoding {found}: {why}"


def shown(words: str, limit: int = 60) -> str:
    """Return words short enough for a message."""
    words = " ".join(words.split())
    return words if len(words) <= limit else f"{words[: limit - 1]}…"
