"""The traces of a frozen version, as they were when they were judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from diatrace import engine
from diatrace.corpus.item import Item
from diatrace.errors import StudyCorrupt
from diatrace.store.folder import Folder
from diatrace.trace.columns import TRACE
from diatrace.trace.identity import content, content_digest

CHUNK = 4096
_SAID = ("kind", "platform", "thread", "author", "edited", "title", "text", "url")


def stored(folder: Folder, members: Sequence[Item]) -> Iterator[dict[str, Any]]:
    """Yield the stored fields of each member, in order of identifier.

    Of a trace that was revised since, the content that was judged counts; of revisions with equal content the first,
    so that nothing imported later changes what a frozen version holds.
    """
    connection = engine.connect()
    judged = pa.table({"id": [each.trace for each in members], "digest": [each.digest for each in members]})
    connection.register("judged", judged)
    found = 0
    query = (
        f"SELECT {', '.join(TRACE.names)} FROM trace SEMI JOIN judged USING (id, digest) "  # noqa: S608 (our own names)
        "QUALIFY row_number() OVER (PARTITION BY id ORDER BY segment, segment_row) = 1 ORDER BY id"
    )
    with engine.reading(folder.path):
        engine.view(connection, "trace", [each.path(folder.path) for each in folder.segments("trace")], TRACE)
        for batch in connection.execute(query).to_arrow_reader(CHUNK):
            found += len(batch)
            yield from batch.to_pylist()
    if found != len(members):
        raise StudyCorrupt(
            f"{len(members) - found:,} of {len(members):,} members are no longer held as they were judged",
            where=str(folder.path),
            hint="restore the study's folder from a backup",
        )


def digest_of(row: Mapping[str, Any]) -> str:
    """Compute the digest of what a stored trace says from its fields."""
    return content_digest(content(*(row[name] for name in _SAID)))


def faults(folder: Folder, members: Sequence[Item]) -> Iterator[str]:
    """Yield one sentence per member whose fields do not say what was judged."""
    for row, item in zip(stored(folder, members), members, strict=True):
        if digest_of(row) != item.digest:
            yield f"trace {item.trace} no longer says what was judged"
