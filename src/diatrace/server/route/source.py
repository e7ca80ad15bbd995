"""Files coming in: upload, preview, import; runs under way; and the browser extension's own door."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from diatrace import registry
from diatrace.errors import DiatraceError, UnknownName
from diatrace.server.route.study import Open
from diatrace.server.served import Served, given
from diatrace.server.shape import Door, SourceOrder, Upload, Whole

router = APIRouter(tags=["source"])


@router.get("/api/source")
def sources(open_: Open) -> list[dict[str, Any]]:
    """Return what has been added."""
    return open_.study.source.list()


@router.get("/api/source/format")
def source_formats() -> list[dict[str, Any]]:
    """Return the formats that can be read, with their parameters."""
    return [registry.describe("source", name) for name in registry.names("source")]


@router.get("/api/source/{number}/unreadable")
def unreadable(number: Whole, open_: Open) -> list[dict[str, Any]]:
    """Return the records of a source that could not be read, with place and reason."""
    return open_.study.source.unreadable(number)


@router.post("/api/source/upload", status_code=201)
async def upload(request: Request, open_: Open, name: str) -> Upload:
    """Take in a file's bytes (the request's body) for a look; nothing enters the study yet."""
    identifier, path, size = await open_.receive(name, request.stream())
    return Upload(upload=identifier, name=path.name, bytes=size)


@router.delete("/api/source/upload/{identifier}", status_code=204)
def forget(identifier: str, open_: Open) -> None:
    """Remove an upload that is not wanted."""
    open_.forget(identifier)


@router.post("/api/source/preview")
def preview(order: SourceOrder, open_: Open) -> dict[str, Any]:
    """Show what an import would keep, pseudonymise and leave out, and the first traces; nothing is written."""
    look = open_.study.source.preview
    return look(open_.uploaded(order.upload), as_=order.format, **given(look, order.params))


@router.post("/api/source/add")
def add(order: SourceOrder, open_: Open) -> dict[str, Any]:
    """Import an uploaded file; its progress is among the runs of the pulse, and it can be stopped there."""
    path, take_in = open_.uploaded(order.upload), open_.study.source.add
    params = given(take_in, order.params)
    found = take_in(path, as_=order.format, venue=order.venue, basis=order.basis, who=order.who, **params)
    open_.forget(order.upload)
    open_.wake_learners()
    return found


@router.get("/api/run")
def runs(open_: Open) -> list[dict[str, Any]]:
    """Return the long works, newest first."""
    return open_.study.runs()[:100]


@router.post("/api/run/{number}/stop", status_code=202)
def stop(number: Whole, open_: Open) -> None:
    """Ask a run to stop at its next step."""
    open_.study.stop(number)


@router.get("/api/zeeschuimer")
def zeeschuimer(request: Request, open_: Open) -> Door:
    """Return the address under which the browser extension reaches this study; it holds the token of this start."""
    return Door(address=f"{str(request.base_url).rstrip('/')}/upload/{open_.token}")


@router.post("/api/import-dataset/")
@router.post("/api/import-dataset", include_in_schema=False)
@router.post("/upload/{token}/api/import-dataset/", include_in_schema=False)
@router.post("/upload/{token}/api/import-dataset", include_in_schema=False)
async def import_dataset(request: Request, open_: Open) -> JSONResponse:
    """Take an upload of the Zeeschuimer extension (NDJSON) and import it in the background."""
    platform = request.headers.get("x-zeeschuimer-platform", "")
    name = "".join(each for each in platform if each.isalnum() or each in ".-_") or "zeeschuimer"
    identifier, path, _ = await open_.receive(f"{name}.ndjson", request.stream())
    open_.imports[identifier] = {"datasource": name}
    open_.in_background(lambda: _take_in(open_, identifier, str(path)))
    return JSONResponse({"status": "queued", "key": identifier, "url": _sources_page(request)})


def _sources_page(request: Request) -> str:
    return f"{request.base_url}#/sources"


def _take_in(open_: Served, identifier: str, path: str) -> None:
    """Import an upload of the extension and leave word of what came of it."""
    told: dict[str, Any] = {"status": "the import failed; the program's log tells why"}
    try:
        found = open_.study.source.add(path, as_="zeeschuimer", who="zeeschuimer")
        told = {"status": f"{found['added']} added, {found['known']} known", "rows": found["read"]}
    except DiatraceError as error:
        told = {"status": f"{error} {error.hint}".strip()}
    finally:
        open_.forget(identifier)
        open_.wake_learners()
        open_.imports[identifier] |= {**told, "done": True}


@router.get("/api/check-query/")
@router.get("/api/check-query", include_in_schema=False)
@router.get("/upload/{token}/api/check-query/", include_in_schema=False)
@router.get("/upload/{token}/api/check-query", include_in_schema=False)
def check_query(key: str, open_: Open, request: Request) -> dict[str, Any]:
    """Tell the extension how its upload fares, in the words it understands."""
    if key not in open_.imports:
        raise UnknownName("no upload of this start has that key", hint="upload it again")
    usual = {"status": "importing", "done": False, "rows": 0, "label": "diatrace"}
    return {**usual, **open_.imports[key], "key": key, "url": _sources_page(request)}
