"""Records in the shapes of the wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from diatrace.decision.desk import Card, Desk
from diatrace.model import Trace
from diatrace.privacy.identifiers import pieces
from diatrace.server.shape import CardShape, Piece, ReadingShape, TraceShape
from diatrace.trace.harrowing import harrowing
from diatrace.trace.read import plain

_OTHERWISE = {"pieces", "harrowing"}
_SAME = [name for name in TraceShape.model_fields if name not in _OTHERWISE]


def trace_shape(trace: Trace) -> TraceShape:
    """Return a trace for the page: its text in pieces, so that the page needs no offsets."""
    values = plain(trace)
    return TraceShape(
        **{name: values[name] for name in _SAME},
        pieces=[Piece(text=text, kind=kind or "") for text, kind in pieces(trace.text, trace.spans)],
        harrowing=harrowing(f"{trace.title}\n{trace.text}"),
    )


def trace_shapes(traces: Iterable[Trace]) -> list[TraceShape]:
    """Return traces for the page."""
    return [trace_shape(each) for each in traces]


def card_shape(desk: Desk, card: Card) -> CardShape:
    """Return a card for the page; what others answered is shown only where a disagreement is to be settled."""
    readings: list[ReadingShape] = []
    if card.queue == "disagreement":
        found = desk.standing.readings(card.trace.id)
        readings = [
            ReadingShape(
                reviewer=name, verdict=each.verdict, reason=each.reason, note=each.note, made_at=each.made_at
            )
            for name, each in sorted(found.items())
        ]
    group = desk.traces.get(card.group[:50]).values()
    return CardShape(
        card=card.id,
        trace=trace_shape(card.trace),
        queue=card.queue,
        drawn=card.drawn,
        group=trace_shapes(group),
        blind=card.blind,
        readings=readings,
    )


def excerpt(trace: Trace, length: int = 160) -> str:
    """Return the beginning of a text, for lists."""
    text = " ".join(trace.text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


def why_shape(desk: Desk, facts: dict[str, Any]) -> dict[str, Any]:
    """Fill in what similar traces say."""
    traces = desk.traces.get(each["trace"] for each in facts["similar"])
    similar = [
        {**each, "title": traces[each["trace"]].title, "excerpt": excerpt(traces[each["trace"]])}
        for each in facts["similar"]
        if each["trace"] in traces
    ]
    return {**facts, "similar": similar}
