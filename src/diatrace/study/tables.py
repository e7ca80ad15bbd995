"""Tables of a study for those who count: Ibis expressions, which end in Polars, pandas or Arrow."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from diatrace.corpus import version

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from diatrace.study import Study

_DECISION = pa.schema(
    [
        *(
            (name, pa.string())
            for name in ("question", "trace", "digest", "reviewer", "verdict", "reason", "note")
        ),
        ("id", pa.int64()),
        ("role", pa.string()),
        ("made_at", pa.string()),
        ("seconds", pa.float64()),
        ("saw_score", pa.bool_()),
        ("blind", pa.bool_()),
        ("drawn", pa.string()),
        ("probability", pa.float64()),
        ("batch", pa.int64()),
        ("rank", pa.int64()),
        ("score", pa.float64()),
        ("group", pa.string()),
    ]
)
_ITEM = pa.schema([("trace", pa.string()), ("verdict", pa.string()), ("member", pa.bool_())])


def table(study: Study, name: str) -> ir.Table:
    """Return `trace`, `tie`, `decision`, or the items of a corpus version (`name@1`) joined to their traces."""
    backend = ibis.duckdb.from_connection(study.trace.connection())
    if name in {"trace", "tie"}:
        return backend.table(name)
    if name == "decision":
        return ibis.memtable(_decisions(study))
    items = ibis.memtable(_items(study, name))
    return items.left_join(backend.table("trace"), items.trace == backend.table("trace").id)


def _decisions(study: Study) -> pa.Table:
    rows = [
        {**each, "question": question.name}
        for question in study.question.list()
        for each in study.decision.list(question.name)
    ]
    return pa.Table.from_pylist(sorted(rows, key=lambda each: each["id"]), schema=_DECISION)


def _items(study: Study, label: str) -> pa.Table:
    items = version.read_items(study.folder, study.corpus.get(label))
    return pa.Table.from_pylist([asdict(each) for each in items], schema=_ITEM)
