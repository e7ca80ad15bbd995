"""Errors as problem+json (RFC 9457)."""

from __future__ import annotations

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from diatrace.errors import AnswerNeeded, DiatraceError
from diatrace.server.shape import Problem


def problem(error: DiatraceError) -> JSONResponse:
    """Return an error of ours as a problem."""
    body = Problem(title=str(error.what), status=error.status, where=error.where, hint=error.hint)
    if isinstance(error, AnswerNeeded):
        body.question, body.param, body.choices = error.question, error.param, error.choices
    return JSONResponse(body.model_dump(), status_code=error.status, media_type="application/problem+json")


async def on_error(_: Request, error: Exception) -> JSONResponse:
    """Answer a known error."""
    if not isinstance(error, DiatraceError):
        raise error
    return problem(error)


async def on_invalid(_: Request, error: Exception) -> JSONResponse:
    """Answer a request that does not have the shape asked for."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    first = faults[0] if faults else {"loc": ("body",), "msg": "not understood"}
    place = ".".join(str(each) for each in first["loc"] if each != "body")
    body = Problem(
        title=f"{place or 'request'}: {first['msg']}", status=422, where=place, hint="see /api/openapi.json"
    )
    return JSONResponse(body.model_dump(), status_code=422, media_type="application/problem+json")
