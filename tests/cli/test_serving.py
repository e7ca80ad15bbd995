"""The socket the page is served on."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from diatrace.cli.serving import _socket
from diatrace.errors import Misuse
from diatrace.store.folder import Folder


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


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX")
def test_the_server_ends_when_asked_though_a_page_is_open(folder: Folder, keys: Path) -> None:
    command = "from diatrace.cli import main; main()"
    serving = subprocess.Popen(
        [sys.executable, "-c", command, "serve", str(folder.path), "--port", "0", "--no-open"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert serving.stdout
    found = next(
        found for line in serving.stdout if (found := re.search(r"(http://\S+)/\?token=(\S+)", line))
    )
    asked = Request(f"{found[1]}/api/pulse", headers={"Authorization": f"Bearer {found[2]}"})
    with urlopen(asked, timeout=30) as page:
        assert page.readline().startswith(b"data: ")
        serving.send_signal(signal.SIGINT)
        assert serving.wait(timeout=30) == 130  # interrupted
    assert "Traceback" not in serving.stdout.read()
    serving.stdout.close()
