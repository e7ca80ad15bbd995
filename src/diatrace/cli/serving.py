"""`diatrace serve` and `diatrace demo`: the page."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from diatrace.cli.options import Json, StudyPath
from diatrace.cli.output import emit, note, say
from diatrace.errors import Misuse

if TYPE_CHECKING:
    from diatrace.study import Study

PORT = 8710
"""The usual port; where it is taken, any free one does."""

Port = Annotated[
    int | None,
    typer.Option(min=0, max=65535, help=f"Port on this machine [default: {PORT}, or any free one]."),
]
NoOpen = Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")]


def serve(study: StudyPath, port: Port = None, no_open: NoOpen = False) -> None:
    """Serve a study's page on this machine; stop with Ctrl-C.

    Example: diatrace serve my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    _serve(open_study(study), port, no_open=no_open)


def demo(
    folder: Annotated[Path, typer.Argument(help="Where the demo study goes.")] = Path("demo-study"),
    port: Port = None,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="No browser: run through to a frozen corpus and a methods page.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Make a study of 238 real pages for newcomers, with proposals and first decisions, and open its desk.

    Example: diatrace demo --no-open
    """
    from diatrace.demo import finish, make  # noqa: PLC0415

    note(f"making the demo study in {folder} …")
    study = make(folder)
    if not no_open:
        _serve(study, port, no_open=False, at="#/question/housing/review")
        return
    with study:
        facts = finish(study, note if as_json else say)
    if as_json:
        emit(facts)


def _serve(study: Study, port: int | None, *, no_open: bool, at: str = "") -> None:
    import webbrowser  # noqa: PLC0415

    import uvicorn  # noqa: PLC0415

    from diatrace.server.app import create_app  # noqa: PLC0415
    from diatrace.server.guard import new_token  # noqa: PLC0415

    listening = _socket(port)
    token = new_token()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}/?token={token}{at}"
    app = create_app(study, token)

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            say(f"serving {study.statement.title}\n  {address}\nstop with Ctrl-C")
            if not no_open:
                webbrowser.open(address)

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            app.state.served.ending.set()  # else an open page would keep the server from ending
            await super().shutdown(sockets)

    Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listening])


def _socket(port: int | None) -> socket.socket:
    """Return a listening socket on loopback; raise Misuse where the port asked for is taken."""
    # asyncio sends at once (no Nagle, 40 ms less an answer) only on sockets that say that they are TCP
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", PORT if port is None else port))
    except OSError as error:
        listening.close()
        if port is None:
            return _socket(0)
        raise Misuse(
            f"port {port} is not free: {error.strerror}", hint="choose another --port, or 0"
        ) from None
    return listening
