"""One way to write a value as bytes, so that equal values have equal digests on every machine."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from diatrace.errors import StudyCorrupt


def text(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, no escapes but the necessary ones."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def value(text: str, type_: Any = Any) -> Any:
    """Read a value of the record back, of a type if given; raise StudyCorrupt where it does not read."""
    try:
        return msgspec.json.decode(text, type=type_)
    except (ValueError, RecursionError) as error:
        raise StudyCorrupt(
            f"an entry of the study's record does not read: {error}",
            hint="`diatrace verify` names every entry that was changed; restore study.sqlite from a backup",
        ) from error


def digest(value: Any) -> str:
    """SHA-256 (hex) of the canonical JSON of a value."""
    return hashlib.sha256(text(value).encode()).hexdigest()


def file_name(path: Path) -> str:
    """Return a file's name as text; bytes in it that are no text become U+FFFD."""
    return os.fsencode(path.name).decode(errors="replace")


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def now() -> str:
    """Return the present moment, UTC, ISO 8601 to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
