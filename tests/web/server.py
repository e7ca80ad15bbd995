"""The server of the small web: one asyncio loop in a thread, which notes every request."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self

from aiohttp.abc import AbstractResolver, ResolveResult

from tests.web.reply import Reply

Answers = Callable[[str, str, dict[str, str]], Reply]


class Hit(NamedTuple):
    """One request: when it came and when it was answered (monotonic seconds), for what, and how."""

    at: float
    done: float
    host: str
    path: str
    status: int
    headers: dict[str, str]


class Resolver(AbstractResolver):
    """Leads every name under .test to the server, save those that no longer exist."""

    def __init__(
        self, port: int, exists: Callable[[str], bool] = lambda _: True, address: str = "127.0.0.1"
    ) -> None:
        self._port = port
        self._exists = exists
        self._address = address

    async def resolve(
        self,
        host: str,
        port: int = 0,  # noqa: ARG002 - every port leads to the server
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002
    ) -> list[ResolveResult]:
        """Return where a name leads."""
        if not host.endswith(".test") or not self._exists(host):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        found = ResolveResult(
            hostname=host,
            host=self._address,
            port=self._port,
            family=socket.AF_INET,
            proto=socket.IPPROTO_TCP,
            flags=socket.AI_NUMERICHOST,
        )
        return [found]

    async def close(self) -> None:
        """Nothing to close."""


class Served:
    """A web that is being served: its `port`, its `log`, its `resolver` for crawlers. A context manager."""

    def __init__(
        self,
        answers: Answers,
        exists: Callable[[str], bool] = lambda _: True,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._tls = tls
        self._answers = answers
        self._exists = exists
        self.port = port
        self.log: list[Hit] = []
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def resolver(self) -> Resolver:
        """Return a resolver that leads here."""
        return Resolver(self.port, self._exists)

    def hits(self, host: str) -> list[Hit]:
        """Return the requests to one host, in order."""
        return sorted(each for each in self.log if each.host == host)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(30), "the small web does not come up"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self.serve())
        self._loop.close()

    async def serve(self) -> None:
        """Serve until the context ends."""
        server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, ssl=self._tls)
        self.port = server.sockets[0].getsockname()[1]
        self._up.set()
        await self._stopped.wait()
        server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        at = time.monotonic()
        first, *lines = head.rstrip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        path = first.split(" ")[1]
        host = headers["host"]
        reply = self._answers(host, path, headers)
        kept = False
        try:
            kept = await self._send(reply, writer)
        finally:
            self.log.append(Hit(at, time.monotonic(), host, path, reply.status, headers))
        return kept

    async def _send(self, reply: Reply, writer: asyncio.StreamWriter) -> bool:
        """Send a reply with all its faults; return whether the connection can be used again."""
        if reply.wait:
            await asyncio.sleep(reply.wait)
        if reply.reset:
            writer.transport.abort()
            return False
        if reply.raw:
            writer.write(reply.raw)
            await writer.drain()
            return False
        writer.write(reply.head())
        if reply.drip:
            for byte in reply.body:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(reply.drip)
        else:
            writer.write(reply.chunks())
        await writer.drain()
        while reply.endless:
            writer.write(reply.body)
            await writer.drain()
        return reply.length is None or reply.length == len(reply.body)
