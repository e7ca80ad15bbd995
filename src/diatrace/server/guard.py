"""Who may speak to the server: this machine, with the token of this start, from the page itself or the extension."""

from __future__ import annotations

import hmac
import logging
import secrets
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from diatrace.errors import DiatraceError, Misuse
from diatrace.server.problem import problem

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
LOOPBACK = {"127.0.0.1", "localhost", "[::1]"}
EXTENSION = ("moz-extension://", "chrome-extension://")
UPLOAD_PATH = "/api/source/upload"
IMPORT_PATHS = ("/api/import-dataset/", "/api/check-query/", "/api/import-dataset", "/api/check-query")
BODY_LIMIT = 2 * 1024**2
"""Bytes of a request that is no upload: an answer that covers the largest group takes a tenth of it."""

_log = logging.getLogger("diatrace")


class Refused(DiatraceError):
    """A request from where none may come."""

    status = 403


class TooLarge(Misuse):
    """A request that says more than any needs to."""

    status = 413


def new_token() -> str:
    """Return a token that nobody can guess."""
    return secrets.token_urlsafe(24)


class Guard:
    """Checks every request; sets the policy on every answer."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def __call__(
        self, request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """Let a request pass, or answer it with a refusal."""
        try:
            self._check_place(request)
            answer = self._enter(request) or await self._admitted(request, call_next)
        except (Refused, TooLarge) as error:
            answer = problem(error)
        except Exception:  # noqa: BLE001 (a fault of ours is answered as any other; the log has the rest)
            _log.exception("%s %s failed", request.method, request.url.path)
            answer = problem(
                DiatraceError(
                    "the program failed at this",
                    hint="what was stored stays stored; its log tells what failed",
                )
            )
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        if request.url.path.startswith("/api"):
            answer.headers["Cache-Control"] = "no-store"
        return answer

    def _check_place(self, request: Request) -> None:
        """Refuse foreign hosts (a rebound name) and foreign origins (another page in the same browser)."""
        host = request.headers.get("host", "").rsplit(":", 1)[0]
        if host not in LOOPBACK:
            raise Refused(
                f"this server does not answer to {host or 'no name'}",
                hint="open it as 127.0.0.1 or localhost",
            )
        origin = request.headers.get("origin")
        if origin and origin != "null":
            own = origin == f"{request.url.scheme}://{request.headers['host']}"
            extension = origin.startswith(EXTENSION) and request.url.path.endswith(IMPORT_PATHS)
            if not own and not extension:
                raise Refused(
                    f"a page of {origin} may not speak to the study", hint="use the page this server gives"
                )
        elif origin == "null" and request.method not in ("GET", "HEAD"):
            raise Refused(
                "a page without origin may not speak to the study", hint="use the page this server gives"
            )

    def _enter(self, request: Request) -> Response | None:
        """Trade the token in the address for a cookie, so that it does not stay in the history."""
        given = request.query_params.get("token")
        if request.method != "GET" or request.url.path != "/" or given is None:
            return None
        if not self._fits(given):
            raise Refused(
                "the token in the address is not the one of this start",
                hint="take the address the command printed",
            )
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(_cookie(request), self._token, httponly=True, samesite="strict", path="/")
        return answer

    async def _admitted(
        self, request: Request, call_next: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        if request.url.path.startswith(("/api", "/upload/")) and not any(
            self._fits(each) for each in _tokens(request)
        ):
            raise Refused("the token of this start is needed", hint="open the address the command printed")
        _check_size(request)
        return await call_next(request)

    def _fits(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token.encode())


def _check_size(request: Request) -> None:
    """Refuse a body that is too large to be held, or does not say how large it is; uploads are not held."""
    if request.url.path == UPLOAD_PATH or request.url.path.endswith(IMPORT_PATHS):
        return
    said = request.headers.get("content-length", "0")
    if "transfer-encoding" in request.headers or not said.isdecimal() or int(said) > BODY_LIMIT:
        raise TooLarge(f"a request may take {BODY_LIMIT:,} bytes", hint="send files to /api/source/upload")


def _cookie(request: Request) -> str:
    """Return the cookie's name: browsers share cookies between ports, and two studies may be open at once."""
    return f"diatrace-{request.headers.get('host', '').rpartition(':')[2]}"


def _tokens(request: Request) -> list[str]:
    """Return every token a request carries: cookie, bearer, and for the extension query or path."""
    found = [request.cookies.get(_cookie(request), "")]
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "token"}:
        found.append(bearer.strip())
    if request.url.path.endswith(IMPORT_PATHS):
        found.append(request.query_params.get("access_token", ""))
        if request.url.path.startswith("/upload/"):
            found.append(request.url.path.split("/")[2])
    return [each for each in found if each]
