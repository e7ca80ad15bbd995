"""Traces of a study, as records and as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diatrace.model import Trace
from diatrace.store.folder import Folder
from diatrace.trace.read import Traces
from diatrace.trace.search import search

if TYPE_CHECKING:
    import ibis.expr.types as ir


class StudyTraces(Traces):
    """The traces of a study."""

    def __init__(self, folder: Folder) -> None:
        super().__init__(folder)

    def search(self, words: str, *, limit: int = 50, offset: int = 0) -> tuple[int, list[Trace]]:
        """Return how many traces match and the best ones; accents, case and Arabic spelling variants do not matter."""
        total, ids = search(self.folder, words, limit=limit, offset=offset)
        return total, list(self.get(ids).values())

    def table(self, name: str = "trace") -> ir.Table:
        """Return an Ibis table (`trace` or `tie`); then `.to_polars()`, `.to_pandas()`, `.to_pyarrow()`."""
        import ibis  # noqa: PLC0415 (half a second, needed only by those who count)

        return ibis.duckdb.from_connection(self.connection()).table(name)
