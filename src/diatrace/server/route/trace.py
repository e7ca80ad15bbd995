"""Traces: lists, search, one with its context."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from diatrace.server.render import trace_shape, trace_shapes
from diatrace.server.route.study import Open
from diatrace.server.shape import ContextShape, Shape, TraceShape, Whole

router = APIRouter(tags=["trace"])


class Found(Shape):
    """Traces found, and how many there are in all."""

    total: int
    traces: list[TraceShape]


@router.get("/api/trace")
def list_traces(
    open_: Open,
    q: str = "",
    source: Whole = 0,
    language: str = "",
    kind: str = "",
    author: str = "",
    thread: str = "",
    limit: Whole = 50,
    offset: Whole = 0,
) -> Found:
    """List traces in order of arrival or, with words, the best matches first."""
    limit = max(1, min(limit, 200))
    if q.strip():
        total, found = open_.study.trace.search(q, limit=limit, offset=offset)
        return Found(total=total, traces=trace_shapes(found))
    filters = {
        "source": source or None,
        "language": language,
        "kind": kind,
        "author": author,
        "thread": thread,
    }
    rows = open_.study.trace.list(filters, limit=limit, offset=offset)
    return Found(total=open_.study.trace.count(filters), traces=trace_shapes(rows))


@router.get("/api/trace/{identifier}")
def one(identifier: str, open_: Open) -> TraceShape:
    """Return one trace."""
    return trace_shape(open_.study.trace.one(identifier))


@router.get("/api/trace/{identifier}/context")
def context(identifier: str, open_: Open) -> ContextShape:
    """Return what a trace answers, its thread before and after, answers to it, and its ties."""
    traces = open_.study.trace
    found = traces.context(traces.one(identifier))
    ties: list[dict[str, Any]] = traces.ties(identifier)
    return ContextShape(**{name: trace_shapes(rows) for name, rows in found.items()}, ties=ties)
