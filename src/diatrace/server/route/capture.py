"""Captured pages as they looked, with nothing in them that runs, loads or leads away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from diatrace.errors import UnknownName
from diatrace.server.replay import POLICY, harmless, page_in
from diatrace.server.route.study import Open

router = APIRouter(tags=["capture"])


@router.get("/api/capture", response_class=Response)
def capture(trace: Annotated[str, Query(min_length=1, max_length=64)], open_: Open) -> Response:
    """Return a captured page for a frame: scripts, addresses and everything that loads are taken out."""
    html, is_page = page_in(open_.study.trace.raw(trace))
    if not is_page:
        raise UnknownName("this trace is no page that could be shown", hint="read its text")
    return Response(
        harmless(html),
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )
