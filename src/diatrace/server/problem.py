"""Errors as problem+json (RFC 9457)."""

from __future__ import annotations

import json

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from diatrace.errors import AnswerNeeded, DiatraceError
from diatrace.server.shape import Problem


def problem(error: DiatraceError) -> Response:
    """Return an error of ours as a problem."""
    body = Problem(title=str(error.what), status=error.status, where=error.where, hint=error.hint)
    if isinstance(error, AnswerNeeded):
        body.question, body.param, body.choices = error.question, error.param, error.choices
    return _answer(body)


async def on_error(_: Request, error: Exception) -> Response:
    """Answer a known error."""
    if not isinstance(error, DiatraceError):
        raise error
    return problem(error)


async def on_invalid(_: Request, error: Exception) -> Response:
    """Answer a request that does not have the shape asked for."""
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    first = faults[0] if faults else {"loc": ("body",), "msg": "not understood"}
    place = ".".join(str(each) for each in first["loc"] if each != "body")
    title = f"{place or 'request'}: {first['msg']}"
    return _answer(Problem(title=title, status=422, where=place, hint="see /api/openapi.json"))


async def on_refused(request: Request, error: Exception) -> Response:
    """Answer what the framework itself refuses: an address or a method that is not there, a body that is no JSON."""
    if not isinstance(error, HTTPException):
        raise error
    place, told = request.url.path, str(error.detail)
    answer = _answer(Problem(title=told, status=error.status_code, where=place, hint="see /api/openapi.json"))
    answer.headers.update(error.headers or {})
    return answer


def _answer(body: Problem) -> Response:
    """Return a problem; what UTF-8 cannot hold of what was sent is escaped."""
    text = json.dumps(body.model_dump())
    return Response(text, status_code=body.status, media_type="application/problem+json")
