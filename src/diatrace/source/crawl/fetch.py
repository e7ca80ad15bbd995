"""One request, one answer, with every byte as it came over the wire, within bounds of size and time."""

from __future__ import annotations

import asyncio
import functools
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
from aiohttp.abc import AbstractResolver
from aiohttp.client_proto import ResponseHandler
from multidict import CIMultiDictProxy
from yarl import URL

from diatrace import __version__
from diatrace.source.crawl.address import open_only
from diatrace.source.crawl.decode import decoded, kind_of
from diatrace.source.crawl.plan import CrawlPlan
from diatrace.source.crawl.robots import AGENT

_ACCEPT: Final = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf,text/plain;q=0.8,*/*;q=0.1"
)
_SECRET: Final = frozenset({"cookie", "authorization", "proxy-authorization"})
_COOKIE: Final = re.compile(rb"^set-cookie2?[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
_LINE_LIMIT: Final = 32_768
_SNIFFED: Final = 512
_CONNECT_SECONDS: Final = 15.0
_FAILURES: Final[tuple[tuple[Any, str, bool, bool], ...]] = (
    # what it is, how it is called, whether to ask again, whether somebody was there
    ((aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError, ssl.SSLError), "TLS", False, True),
    (aiohttp.ServerTimeoutError, "no connection in time", True, False),
    (aiohttp.ClientConnectorError, "no connection", True, False),
    (aiohttp.ClientResponseError, "no HTTP answer", False, True),
)
_BROKEN: Final = (aiohttp.ClientPayloadError, aiohttp.ClientOSError, aiohttp.ServerDisconnectedError)


class Unfetched(Exception):
    """No answer came: why, whether to ask `again`, and whether the host was `reached` at all."""

    def __init__(self, reason: str, *, again: bool, reached: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.reached = reached


@dataclass(slots=True)
class Answer:
    """An answer: `wire` without cookies, of which `head` bytes are status and headers, `body` without chunk marks.

    `kind` is what the document is (see `kind_of`). `truncated` is length, time or disconnect where not all was kept.
    """

    url: str
    at: datetime
    took: float
    status: int
    headers: CIMultiDictProxy[str]
    wire: bytes
    head: int
    body: bytes
    kind: str
    truncated: str
    ip: str
    request: bytes


class _Wire(ResponseHandler):
    """Keeps what comes over a connection since the last request."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop)
        self.taken: list[bytes] = []

    def set_response_params(self, **params: Any) -> None:
        """Begin anew: a request is about to be sent."""
        self.taken = []
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Keep what came, and pass it on."""
        if data:
            self.taken.append(data)
        super().data_received(data)


class _Response(aiohttp.ClientResponse):
    """An answer that knows its wire and who is at the other end."""

    taken: list[bytes]
    ip: str

    async def start(self, connection: Any) -> _Response:
        """Read status and headers."""
        self.taken = connection.protocol.taken
        peer = connection.transport.get_extra_info("peername") if connection.transport else None
        self.ip = str(peer[0]) if peer else ""
        await super().start(connection)
        return self


class _Connector(aiohttp.TCPConnector):
    """Connections that keep their wire."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        wire: Any = functools.partial(_Wire, loop=asyncio.get_running_loop())
        self._factory = wire


def user_agent(contact: str) -> str:
    """Return how the crawler names itself."""
    return f"{AGENT}/{__version__} (research crawler; +https://diatrace.org; contact: {contact})"


class Fetcher:
    """Sends the requests of one crawl; an asynchronous context manager. Cookies live as long as it does."""

    def __init__(self, plan: CrawlPlan, resolver: AbstractResolver | None = None) -> None:
        self._plan = plan
        self._resolver = resolver

    async def __aenter__(self) -> Self:
        plan = self._plan
        headers = {
            "User-Agent": user_agent(plan.contact),
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        }
        if "@" in plan.contact:
            headers["From"] = plan.contact
        connector = _Connector(
            limit=0,
            limit_per_host=0,
            resolver=self._resolver,
            use_dns_cache=False,  # a connection lasts; who needs a new one asks anew
            socket_factory=None if plan.allow_private else open_only,
            keepalive_timeout=2 * plan.delay + 2,  # longer would hold a file descriptor for each host
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=headers,
            auto_decompress=False,
            response_class=_Response,
            max_line_size=_LINE_LIMIT,
            max_field_size=_LINE_LIMIT,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def get(self, url: str, conditions: Mapping[str, str], *, whole: bool = False) -> Answer:
        """Fetch an address; raise Unfetched where no answer comes. `whole` keeps any kind up to the usual limit."""
        at = datetime.now(UTC)
        taking = _Taking(self._plan, whole=whole)
        try:
            async with asyncio.timeout(self._plan.page_seconds):
                await taking.take(self._session, url, conditions)
        except TimeoutError:
            taking.broke("time", f"no answer within {self._plan.page_seconds:g} seconds")
        except _BROKEN as error:
            if taking.response is None and not isinstance(error, aiohttp.ServerDisconnectedError):
                raise _unfetched(error) from None
            taking.broke("disconnect", "the connection was closed before an answer came")
        except (aiohttp.ClientError, ValueError, OSError) as error:
            raise _unfetched(error) from None
        return taking.answer(url, at)


class _Taking:
    """An answer on its way in."""

    def __init__(self, plan: CrawlPlan, *, whole: bool) -> None:
        self._plan = plan
        self._whole = whole
        self._parts: list[bytes] = []
        self._truncated = ""
        self._kind = ""
        self._size = 0
        self._start = asyncio.get_running_loop().time()
        self.response: _Response | None = None

    async def take(self, session: aiohttp.ClientSession, url: str, conditions: Mapping[str, str]) -> None:
        """Read the answer up to the limit of its kind."""
        address = URL(url, encoded=True)
        async with session.get(address, headers=conditions, allow_redirects=False) as response:
            assert isinstance(response, _Response)  # noqa: S101 - the session makes no others
            self.response = response
            limit = self._plan.body_limit
            async for part in response.content.iter_any():
                self._parts.append(part)
                self._size += len(part)
                if not self._kind and self._size >= _SNIFFED:
                    limit = self._limit()
                if self._size > limit:
                    self._truncated = "length"
                    response.close()
                    break
            if not self._kind and self._size > self._limit():
                self._truncated = "length"

    def _limit(self) -> int:
        """Say what kind of document it is, and return how much of it is kept."""
        self._sniff()
        return self._plan.other_limit if self._kind == "other" and not self._whole else self._plan.body_limit

    def _sniff(self) -> None:
        headers = self._headers()
        start = decoded(b"".join(self._parts), headers.get("Content-Encoding", ""), 4 * _SNIFFED)
        self._kind = kind_of(headers.get("Content-Type", ""), start.body)

    def _headers(self) -> CIMultiDictProxy[str]:
        assert self.response is not None  # noqa: S101 - asked for only once there is one
        return self.response.headers

    def broke(self, how: str, reason: str) -> None:
        """Note that the answer broke off; raise Unfetched where there is nothing of it."""
        if self.response is None:
            raise Unfetched(reason, again=True)
        self._truncated = how

    def answer(self, url: str, at: datetime) -> Answer:
        """Return what was taken."""
        response = self.response
        assert response is not None  # noqa: S101 - else Unfetched was raised
        if not self._kind:
            self._sniff()
        wire = _final(b"".join(response.taken))
        head = wire.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in wire else _bare_head(wire)
        body = b"".join(self._parts)
        if self._truncated == "length":
            kept = (
                self._plan.other_limit if self._kind == "other" and not self._whole else self._plan.body_limit
            )
            wire, body = wire[: head + kept], body[:kept]
        said = _COOKIE.sub(b"", wire[:head])  # whoever reads the WARC is not to be who crawled
        return Answer(
            url=url,
            at=at,
            took=asyncio.get_running_loop().time() - self._start,
            status=response.status,
            headers=response.headers,
            wire=said + wire[head:],
            head=len(said),
            body=body,
            kind=self._kind,
            truncated=self._truncated,
            ip=response.ip,
            request=_request(response),
        )


def _final(wire: bytes) -> bytes:
    """Leave out interim answers (1xx)."""
    while wire.startswith((b"HTTP/1.1 1", b"HTTP/1.0 1")) and b"\r\n\r\n" in wire:
        wire = wire[wire.index(b"\r\n\r\n") + 4 :]
    return wire


def _bare_head(wire: bytes) -> int:
    """Return the length of a head whose lines end with a line feed alone."""
    end = wire.find(b"\n\n")
    return end + 2 if end >= 0 else len(wire)


def _request(response: aiohttp.ClientResponse) -> bytes:
    """Return the request as it was sent, without what would let somebody else in."""
    info = response.request_info
    lines = [f"{info.method} {info.url.raw_path_qs} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in info.headers.items() if name.lower() not in _SECRET]
    return "\r\n".join([*lines, "\r\n"]).encode("utf-8", "surrogateescape")


def _unfetched(error: BaseException) -> Unfetched:
    """Say in words why no answer came."""
    cause = getattr(error, "os_error", None) or getattr(error, "certificate_error", None) or error
    words = _first_line(getattr(error, "message", None) or cause)
    if "private address" in words:
        return Unfetched(words, again=False)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Unfetched("no host of that name", again=getattr(cause, "errno", 0) != socket.EAI_NONAME)
    for kinds, said, again, reached in _FAILURES:
        if isinstance(error, kinds):
            return Unfetched(f"{said}: {words}", again=again, reached=reached)
    return Unfetched(f"{type(error).__name__}: {words}", again=isinstance(error, OSError))


def _first_line(error: Any) -> str:
    strerror = getattr(error, "verify_message", None) or getattr(error, "strerror", None)
    return str(strerror or error).splitlines()[0][:200] if str(strerror or error) else type(error).__name__
