"""The study itself, its questions, its log, and the stream that keeps pages up to date."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from diatrace import __version__
from diatrace.decision.question import Question
from diatrace.privacy import key
from diatrace.server.served import Served, given
from diatrace.server.shape import NewQuestion, QuestionShape, StudyShape, Whole

router = APIRouter(tags=["study"])
PULSE_SECONDS = 1.0


def served(request: Request) -> Served:
    """Return what the server serves."""
    found: Served = request.app.state.served
    return found


Open = Annotated[Served, Depends(served)]


@router.get("/api/study")
def get_study(open_: Open) -> StudyShape:
    """Return what the study states of itself, and what it holds."""
    study = open_.study
    statement = study.statement
    return StudyShape(
        id=statement.id,
        title=statement.title,
        purpose=statement.purpose,
        basis=statement.basis,
        retain_until=statement.retain_until,
        expired=statement.expired,
        languages=list(statement.languages),
        traces=study.trace.count(),
        sources=len(study.source.list()),
        key_here=key.path(statement.id).is_file(),
        version=__version__,
        questions=[_shape(open_, each) for each in study.question.list()],
    )


def _shape(open_: Served, question: Question) -> QuestionShape:
    desk = open_.study.decision.desk(question.name)
    total, unread = desk.size()
    settings = {name: getattr(question.settings, name) for name in question.settings.__dataclass_fields__}
    return QuestionShape(
        name=question.name,
        criteria=question.criteria,
        settings=settings,
        decided=total - unread,
        total=total,
    )


@router.post("/api/question", status_code=201)
def add_question(order: NewQuestion, open_: Open) -> QuestionShape:
    """Put a question."""
    add = open_.study.question.add
    made = add(order.name, criteria=order.criteria, who=order.who, **given(add, order.settings))
    open_.desk(made.name)
    return _shape(open_, made)


@router.get("/api/event")
def events(open_: Open, limit: Whole = 100, offset: Whole = 0) -> list[dict[str, Any]]:
    """Return the event log, newest first."""
    return open_.study.events(limit=min(limit, 1000), offset=offset)


@router.get("/api/pulse")
async def pulse(request: Request, open_: Open) -> StreamingResponse:
    """Stream what changed (server-sent events): at once, then whenever something did."""

    async def stream() -> AsyncIterator[str]:
        last = ""
        while not (open_.ending.is_set() or await request.is_disconnected()):
            now = json.dumps(await run_in_threadpool(open_.pulse), default=str)
            yield f"data: {now}\n\n" if now != last else ": still here\n\n"
            last = now
            await asyncio.sleep(PULSE_SECONDS)

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})
