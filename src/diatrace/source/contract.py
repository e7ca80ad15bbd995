"""What a source must offer; a new one is a class like this, an entry point, and a line in the contract suite."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Protocol

from diatrace.model import Plan, Record, Unreadable

HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Sample:
    """What a reader may look at to say whether a file is its own: the path and the first 64 KiB.

    `head` is empty for a folder.
    """

    path: Path
    head: bytes

    @property
    def suffix(self) -> str:
        """The file's suffix in lower case, with its dot."""
        return self.path.suffix.lower()

    @classmethod
    def of(cls, path: Path) -> Sample:
        """Read the head of a file or folder."""
        if path.is_dir():
            return cls(path, b"")
        with path.open("rb") as file:
            return cls(path, file.read(HEAD_BYTES))


class Source(Protocol):
    """A reader of one format.

    `sniff` says how sure it is (0 to 1) that the file is its own, from the sample alone and without raising.
    `prepare` looks at the file and proposes a plan; it raises SourceError where the file is not of the format, and
    AnswerNeeded where guessing would be wrong (day or month first). `read` obeys the plan and yields a Record or an
    Unreadable for every record in the file, in file order, in bounded memory; it raises SourceError only where
    nothing further can be read at all. A reader never drops a record, never opens a connection, never writes.

    A format of private conversations says so by `closed = True`: its venue is closed unless told otherwise, and since
    its files are named after people ("WhatsApp Chat with …"), such a name is not kept.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    params: ClassVar[type]

    def sniff(self, sample: Sample) -> float:
        """Return how sure this reader is (0 to 1) that the file is its own."""
        ...

    def prepare(self, path: Path, params: Any) -> Plan:
        """Return the proposed plan for a file."""
        ...

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield every record of the file, in order."""
        ...
