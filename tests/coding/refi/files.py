"""Project files as other programs write them, made by hand."""

from __future__ import annotations

import zipfile
from pathlib import Path

NAMESPACE = "urn:QDA-XML:project:1.0"


def number(value: int) -> str:
    """Return a GUID that is easy to recognise."""
    return f"00000000-0000-4000-8000-{value:012d}"


CODE, OTHER, USER, SOURCE, CASE, NOTE = (number(value) for value in range(1, 7))


def project(inside: str, attributes: str = "", namespace: str = NAMESPACE) -> bytes:
    """Return a project file with these elements."""
    return f'<?xml version="1.0"?><Project xmlns="{namespace}" name="made" {attributes}>{inside}</Project>'.encode()


def codebook(codes: str) -> str:
    """Return the codebook of a project."""
    return f"<CodeBook><Codes>{codes}</Codes></CodeBook>"


ONE_CODE = codebook(f'<Code guid="{CODE}" name="waiting" isCodable="true"/>')


def text(inside: str, content: str = "I waited. They came.", attributes: str = "") -> str:
    """Return a source with a text in the project file."""
    return (
        f'<Sources><TextSource guid="{SOURCE}" name="first" {attributes}>'
        f"<PlainTextContent>{content}</PlainTextContent>{inside}</TextSource></Sources>"
    )


def selection(start: object, end: object, inside: str = "", value: int = 20) -> str:
    """Return a selection, coded unless something else is in it."""
    coding = inside or f'<Coding guid="{number(value + 100)}"><CodeRef targetGUID="{CODE}"/></Coding>'
    return (
        f'<PlainTextSelection guid="{number(value)}" startPosition="{start}" endPosition="{end}">'
        f"{coding}</PlainTextSelection>"
    )


def bare(folder: Path, data: bytes, name: str = "project.qde") -> Path:
    """Return a project file without a zip."""
    path = folder / name
    path.write_bytes(data)
    return path


def packed(
    folder: Path, members: dict[str, bytes] | list[tuple[str, bytes]], name: str = "project.qdpx"
) -> Path:
    """Return a zip of these members."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(zipfile.ZipInfo(member), data, zipfile.ZIP_DEFLATED)
    return path
