"""The socket the page is served on."""

from __future__ import annotations

import asyncio
import socket

import pytest

from diatrace.cli.serving import _socket
from diatrace.errors import Misuse


def test_answers_leave_at_once_on_loopback() -> None:
    async def undelayed() -> int:
        asked: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def met(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            line = writer.get_extra_info("socket")
            asked.set_result(line.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = _socket(0)
        async with await asyncio.start_server(met, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname())
            found = await asked
            writer.close()
            await writer.wait_closed()
        return found

    assert asyncio.run(undelayed()) == 1


def test_a_port_that_was_asked_for_and_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Misuse, match="is not free"):
            _socket(taken.getsockname()[1])
