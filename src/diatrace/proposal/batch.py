"""Batches: an order of proposals kept in the record, with all that is needed to make it again."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import func, insert, select

from diatrace.errors import StudyCorrupt
from diatrace.model import Verdict
from diatrace.proposal.candidates import Order
from diatrace.proposal.learner import Proposed
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.schema import batch as table
from diatrace.store.segment import columns, full_disk, sync_folder

COLUMNS = pa.schema(
    [
        ("trace", pa.string()),
        ("rank", pa.int64()),
        ("score", pa.float32()),
        ("verdict", pa.string()),
        ("drawn", pa.string()),
        ("probability", pa.float64()),
    ]
)
"""`verdict` is what the algorithm would say: in above its margin, else out; unsure before it was taught both.
Decided traces have rank 0."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One order of proposals, as the record names it."""

    id: int
    question: int
    items: int
    file: str
    seed: int


def propose(
    folder: Folder, question: int, ranking: Order, verdicts: Mapping[int, Verdict], newest: int, *, who: str
) -> tuple[Batch, list[Proposed], dict[str, int]]:
    """Rank all that is undecided and keep the order; return it, and how it differs from the one before.

    Decisions are never touched. The changes count traces proposed in: `kept` and `new` since the last batch,
    `withdrawn` ones, and decided ones whose decision the algorithm now contradicts.
    """
    ranking.learn(verdicts, newest)
    order = ranking.order(verdicts)
    rows = _rows(ranking, order, verdicts)
    before = latest(folder, question)
    changes = _changes(folder, before, rows, ranking, verdicts)
    made = _keep(folder, question, ranking, rows, newest, len(order), who)
    return made, order, changes


def _rows(ranking: Order, order: Sequence[Proposed], verdicts: Mapping[int, Verdict]) -> pa.Table:
    name = ranking.pool.identifier
    ranked = [(name(each.row), each.rank, each.score, each.drawn, each.probability) for each in order]
    decided = [(name(row), 0, ranking.score(row) or 0.0, "", None) for row in sorted(verdicts)]
    trace, rank, score, drawn, probability = (
        zip(*(ranked + decided), strict=True) if ranked + decided else [()] * 5
    )
    taught = {"in", "out"} <= set(verdicts.values())
    said = [("in" if each > 0 else "out") if taught else "unsure" for each in score]
    return pa.table([trace, rank, score, said, drawn, probability], schema=COLUMNS)


def _keep(
    folder: Folder, question: int, ranking: Order, rows: pa.Table, newest: int, items: int, who: str
) -> Batch:
    """Write the file durably, then name it in the record."""
    with folder.database.write() as connection:
        number = (connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
        file = folder.path / "proposal" / f"batch-{number:06d}.parquet"
        _write(file, rows)
        values = {
            "id": number,
            "question": question,
            "method": ranking.method,
            "version": ranking.version,
            "params": canonical.text(asdict(ranking.params)),
            "seed": ranking.seed,
            "inputs": canonical.digest({**ranking.inputs(), "newest_decision": newest}),
            "items": items,
            "file": file.name,
            "digest": canonical.file_digest(file),
            "made_at": canonical.now(),
        }
        connection.execute(insert(table).values(values))
        event.append(connection, who, "batch.add", values)
    return Batch(number, question, items, file.name, ranking.seed)


def _write(file: Path, rows: pa.Table) -> None:
    with full_disk(file):
        file.parent.mkdir(exist_ok=True)
        part = file.with_name(f".{file.name}.part")
        with part.open("wb") as handle:
            pq.write_table(rows, handle, compression="zstd", write_page_checksum=True)
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(file)
        sync_folder(file.parent)


def latest(folder: Folder, question: int) -> Batch | None:
    """Return the newest batch of a question."""
    columns = [table.c[name] for name in Batch.__dataclass_fields__]
    query = select(*columns).where(table.c.question == question).order_by(table.c.id.desc()).limit(1)
    with folder.database.read() as connection:
        row = connection.execute(query).first()
    return Batch(*row) if row else None


def listed(folder: Folder, question: int) -> list[dict[str, Any]]:
    """Return the batches of a question, oldest first."""
    query = select(table).where(table.c.question == question).order_by(table.c.id)
    with folder.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def read(folder: Folder, batch: Batch) -> pa.Table:
    """Return a batch's proposals in order (see COLUMNS)."""
    return columns(folder.path / "proposal" / batch.file)


def _changes(
    folder: Folder, before: Batch | None, rows: pa.Table, ranking: Order, verdicts: Mapping[int, Verdict]
) -> dict[str, int]:
    was: set[str] = set()
    with suppress(StudyCorrupt):  # a lost order, which `verify` names, stops nobody from making the next
        was = (
            _proposed_in(read(folder, before)) if before and before.file else was
        )  # a rebuilt study has no file
    now = _proposed_in(rows)
    said = {ranking.pool.identifier(row): verdict for row, verdict in verdicts.items()}
    contradicted = sum(
        (trace in now) != (verdict == "in") for trace, verdict in said.items() if verdict != "unsure"
    )
    return {
        "kept": len((was & now) - said.keys()),
        "new": len(now - was - said.keys()),
        "withdrawn": len(was - now - said.keys()),
        "contradicted": contradicted,
    }


def _proposed_in(rows: pa.Table) -> set[str]:
    pairs = zip(rows["trace"].to_pylist(), rows["verdict"].to_pylist(), strict=True)
    return {trace for trace, verdict in pairs if verdict == "in"}
