"""Captured pages as they looked, with nothing in them that runs, loads or leads away."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Response

from diatrace.errors import UnknownName
from diatrace.server.replay import POLICY, harmless, page_in
from diatrace.server.route.study import Open

router = APIRouter(tags=["capture"])

_CAPTURES: Final = frozenset(("arc", "html", "wacz", "warc"))
"""Formats whose pages are whole documents. A row or a message that holds HTML names people whom the door hid."""


@router.get("/api/capture", response_class=Response)
def capture(trace: Annotated[str, Query(min_length=1, max_length=64)], open_: Open) -> Response:
    """Return a captured page for a frame: scripts, addresses and everything that loads are taken out."""
    found = open_.study.trace.one(trace)
    formats = {each["id"]: each["format"] for each in open_.study.source.list()}
    if found.kind != "page" or formats[found.source] not in _CAPTURES:
        raise UnknownName("this trace is no captured page", hint="read its text")
    html, is_page = page_in(open_.study.trace.raw(trace))
    if not is_page:
        raise UnknownName("this trace is no page that could be shown", hint="read its text")
    return Response(
        harmless(html),
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )
