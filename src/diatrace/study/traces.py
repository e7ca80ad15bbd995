"""Traces of a study: listed, searched, shown."""

from __future__ import annotations

from diatrace.model import Trace
from diatrace.store.folder import Folder
from diatrace.trace.read import Traces
from diatrace.trace.search import search


class StudyTraces(Traces):
    """The traces of a study."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder)

    def search(self, words: str, *, limit: int = 50, offset: int = 0) -> tuple[int, list[Trace]]:
        """Return how many traces match and the best ones; accents, case and Arabic spelling variants do not matter."""
        total, ids = search(self.folder, words, limit=limit, offset=offset)
        return total, list(self.get(ids).values())
