"""The application: routes, the guard, errors, the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from diatrace import __version__
from diatrace.errors import DiatraceError
from diatrace.server.guard import Guard
from diatrace.server.problem import on_error, on_invalid, on_refused
from diatrace.server.route import (
    capture,
    corpus,
    crawl,
    exchange,
    field,
    network,
    review,
    site,
    source,
    study,
    trace,
)
from diatrace.server.served import Served
from diatrace.study import Study

STATIC = Path(__file__).parent / "static"


def create_app(opened: Study, token: str) -> FastAPI:
    """Return the application that serves one study to whoever holds the token."""
    served = Served(opened, token)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        served.close()

    app = FastAPI(
        title="Diatrace",
        version=__version__,
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.served = served
    app.middleware("http")(Guard(token))
    app.add_exception_handler(DiatraceError, on_error)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_refused)
    for module in (study, source, trace, capture, site, crawl, exchange, field, network, review, corpus):
        app.include_router(module.router)

    @app.get("/", include_in_schema=False)
    def page() -> FileResponse:
        return FileResponse(STATIC / "index.html", headers={"Cache-Control": "no-cache"})

    if STATIC.is_dir():
        app.mount("/", StaticFiles(directory=STATIC), name="static")
    return app
