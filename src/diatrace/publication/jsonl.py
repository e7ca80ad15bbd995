"""JSON Lines in canonical form: equal corpora give equal bytes on every machine."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from diatrace.publication.columns import attributes, record
from diatrace.publication.contract import Release
from diatrace.publication.gate import Opening
from diatrace.store import canonical


class Jsonl:
    """One JSON object a line and a member, with every answer on it; keys sorted, order by identifier, UTF-8."""

    name: ClassVar[str] = "jsonl"
    title: ClassVar[str] = "JSON Lines"
    suffix: ClassVar[str] = ".jsonl"
    units: ClassVar[tuple[str, ...]] = ("trace",)
    params: ClassVar[type[Opening]] = Opening

    def run(self, release: Release, out: Path, params: Opening) -> Path:  # noqa: ARG002 (the gate has heeded them)
        """Write the lines."""
        with out.open("w", encoding="utf-8", newline="\n") as file:
            for member in release.members():
                line = canonical.text({**record(member), "attributes": attributes(member)})
                file.write(f"{line}\n")
        return out
