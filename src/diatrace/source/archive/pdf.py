"""The text of a PDF, taken in a process of its own: a hostile file takes that one's memory and time, not ours."""

from __future__ import annotations

import io
import subprocess
import sys
from typing import Any, Final

import msgspec
from pypdf import PdfReader
from pypdf.errors import PyPdfError

if sys.platform != "win32":
    import resource

PAGES: Final = 300
"""Pages read of a document."""

SECONDS: Final = 60
_TEXT: Final = 4_000_000
_MEMORY: Final = 2 * 1024**3
_FAILS: Final = (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError,
                 NotImplementedError, OverflowError, ArithmeticError, AssertionError, OSError)  # fmt: skip


class Pdf(msgspec.Struct, frozen=True):
    """What a PDF holds: text of its first pages, title, date of its last edit (ISO 8601) with its name, its pages.

    `fault` says why there is no text.
    """

    text: str = ""
    title: str = ""
    edited: str = ""
    evidence: str = ""
    pages: int = 0
    read: int = 0
    fault: str = ""


def pdf_of(data: bytes, *, seconds: float = SECONDS) -> Pdf:
    """Return what a PDF holds; one that takes longer than so many seconds gives nothing but the fault."""
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)  # noqa: S603 (ours)
        return msgspec.json.decode(done.stdout, type=Pdf)
    except subprocess.TimeoutExpired:
        return Pdf(fault=f"taking the text of the PDF takes more than {seconds:g} seconds")
    except msgspec.DecodeError:
        return Pdf(fault="the PDF cannot be taken apart")


def extracted(data: bytes) -> Pdf:
    """Take a PDF apart, in this process."""
    try:
        reader = PdfReader(io.BytesIO(data))
        pages = len(reader.pages)
        text = _text(reader, min(pages, PAGES))
        title, (edited, evidence) = _title(reader), _edited(reader)
    except _FAILS as error:
        return Pdf(fault=f"the PDF cannot be taken apart: {str(error)[:200] or type(error).__name__}")
    return Pdf(text, title, edited, evidence, pages, min(pages, PAGES))


def _text(reader: PdfReader, pages: int) -> str:
    parts: list[str] = []
    size = 0
    for number in range(pages):
        try:
            found = reader.pages[number].extract_text().strip()
        except _FAILS:
            continue  # the other pages may be whole
        size += len(found)
        parts.append(found)
        if size > _TEXT:
            break
    return "\n\n".join(each for each in parts if each)[:_TEXT]


def _title(reader: PdfReader) -> str:
    told = reader.metadata
    return " ".join(str(told.title or "").split()) if told else ""


def _edited(reader: PdfReader) -> tuple[str, str]:
    """Return the date of the last edit, else of the making, and the name it has in the document."""
    told: Any = reader.metadata
    for name, field in (("modification_date", "PDF ModDate"), ("creation_date", "PDF CreationDate")):
        try:
            at = getattr(told, name, None)
        except _FAILS:
            continue
        if at is not None:
            return at.isoformat(), field
    return "", ""


def _bounded() -> None:
    """Bound the memory of this process, where the system can."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def main() -> None:
    """Take the PDF on standard input apart, and say what it holds in JSON."""
    _bounded()
    try:
        found = extracted(sys.stdin.buffer.read())
    except MemoryError:
        found = Pdf(fault="the PDF takes more memory than is given")
    sys.stdout.buffer.write(msgspec.json.encode(found))


if __name__ == "__main__":
    main()
