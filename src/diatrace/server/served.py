"""The study as the server holds it: one façade, a learner a question, uploads coming in, publications going out."""

from __future__ import annotations

import inspect
import logging
import os
import re
import secrets
import shutil
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from starlette.requests import ClientDisconnect

from diatrace.decision.desk import Desk
from diatrace.errors import Cancelled, DiatraceError, Misuse, UnknownName
from diatrace.run import process_lives
from diatrace.store import schema
from diatrace.store.segment import full_disk
from diatrace.study import Study

UPLOAD_LIMIT = 8 * 1024**3
NAME_BYTES = 255
"""How much of an upload's name is kept: what file systems take."""

_UNNAMABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_IDENTIFIER = re.compile("[0-9a-f]{32}")
_log = logging.getLogger("diatrace")


class Learner(threading.Thread):
    """Learns beside the reviewer: wakes when told, takes in what was decided meanwhile, puts the unread in order."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(name=f"learner-{desk.question.name}", daemon=True)
        self.desk = desk
        self.failure = ""
        self._wake = threading.Event()
        self._wake.set()
        self._stopped = False

    def run(self) -> None:
        """Learn whenever something came, until stopped."""
        while True:
            self._wake.wait()
            if self._stopped:
                return
            self._wake.clear()
            try:
                self.desk.learn()
                self.failure = ""
            except Exception as error:  # noqa: BLE001 (the reviewer goes on; the page shows why the order stands still)
                self.failure = str(error)
                _log.warning("ranking of %s failed: %s", self.desk.question.name, error)

    def wake(self) -> None:
        """Say that something was decided, or traces came."""
        self._wake.set()

    def stop(self) -> None:
        """End the thread at its next rest."""
        self._stopped = True
        self._wake.set()


class Served:
    """What the routes work on."""

    def __init__(self, study: Study, token: str) -> None:
        self.study, self.token = study, token
        self._learners: dict[str, Learner] = {}
        self._lock = threading.Lock()
        self._work: set[threading.Thread] = set()
        self.imports: dict[str, dict[str, Any]] = {}
        self.ending = threading.Event()  # set when the server is asked to end: streams end by themselves
        self.inbox = _swept(study.path / "inbox") / str(os.getpid())
        self.outbox = _swept(study.path / "outbox") / str(os.getpid())

    def desk(self, question: str) -> Desk:
        """Return a question's desk; its learner starts with the first use."""
        desk = self.study.decision.desk(question)
        self.learner(question, desk)
        return desk

    def learner(self, question: str, desk: Desk | None = None) -> Learner:
        """Return the thread that learns a question."""
        with self._lock:
            if question not in self._learners:
                self._learners[question] = Learner(desk or self.study.decision.desk(question))
                self._learners[question].start()
            return self._learners[question]

    def wake_learners(self) -> None:
        """Say that traces came."""
        for each in list(self._learners.values()):
            each.wake()

    def upload_path(self, name: str) -> tuple[str, Path]:
        """Return a new upload's identifier and where its bytes go."""
        identifier = secrets.token_hex(16)
        folder = self.inbox / identifier
        with full_disk(folder):
            folder.mkdir(parents=True, mode=0o700)
        return identifier, folder / _file_name(name)

    def uploaded(self, identifier: str) -> Path:
        """Return an uploaded file; raise UnknownName where there is none."""
        if (found := _held(self.inbox, identifier)) is None:
            raise UnknownName("that upload is not here any more", hint="choose the file again")
        return found

    def published(self, key: str) -> Path:
        """Return a publication that waits to be fetched; raise UnknownName where there is none."""
        if (found := _held(self.outbox, key)) is None:
            raise UnknownName("that publication is not here any more", hint="write it again")
        return found

    def forget(self, identifier: str) -> None:
        """Remove an upload: what it held is in the study, or was not wanted."""
        shutil.rmtree(self.uploaded(identifier).parent, ignore_errors=True)

    async def receive(self, name: str, body: AsyncIterator[bytes]) -> tuple[str, Path, int]:
        """Write a request's body to an upload, chunk by chunk; refuse what is too large."""
        identifier, path = self.upload_path(name)
        size = 0
        try:
            with full_disk(path), path.open("wb") as file:
                async for chunk in body:
                    size += len(chunk)
                    _check_size(size)
                    file.write(chunk)
        except BaseException as error:
            shutil.rmtree(path.parent, ignore_errors=True)
            if isinstance(error, ClientDisconnect):
                raise Cancelled("the upload was broken off", hint="choose the file again") from None
            raise
        return identifier, path, size

    def in_background(self, work: Callable[[], Any]) -> None:
        """Do something long beside the requests; its run row tells how it went."""

        def go() -> None:
            try:
                work()
            except DiatraceError as error:
                _log.info("%s", error)
            finally:
                self._work.discard(threading.current_thread())

        thread = threading.Thread(target=go, daemon=True)
        self._work.add(thread)
        thread.start()

    def pulse(self) -> dict[str, Any]:
        """Return what a page must know to be up to date: newest decision and event, runs under way, rankings."""
        database = self.study.folder.database
        with database.read() as connection:
            decision = connection.execute(select(func.max(schema.decision.c.id))).scalar() or 0
            event = connection.execute(select(func.max(schema.event.c.seq))).scalar() or 0
        runs = [each for each in self.study.runs()[:5] if each["state"] in ("running", "stopping")]
        rankings = {name: self.ranking_state(name) for name in list(self._learners)}
        return {"decision": decision, "event": event, "runs": runs, "rankings": rankings}

    def ranking_state(self, question: str) -> dict[str, Any]:
        """Return whether a question's ranking stands, what it has learned from, and what went wrong."""
        learner = self.learner(question)
        return {
            **learner.desk.ranking.state(),
            "newest": learner.desk.standing.newest,
            "failure": learner.failure,
        }

    def close(self) -> None:
        """Stop the learners and release the study."""
        for learner in self._learners.values():
            learner.stop()
        for learner in self._learners.values():
            learner.join(timeout=10)
        for work in list(self._work):
            work.join(timeout=10)
        for each in (self.inbox, self.outbox):
            shutil.rmtree(each, ignore_errors=True)
        self.study.close()


def given(call: Callable[..., Any], params: dict[str, Any]) -> dict[str, Any]:
    """Return parameters of a format; raise Misuse where one is called like an argument of the call they go to."""
    taken = inspect.signature(getattr(call, "__func__", call)).parameters
    for name in params:
        if name in taken:
            raise Misuse(
                f"unknown parameter {name!r}", where="params", hint="see the format's own parameters"
            )
    return params


def _swept(folder: Path) -> Path:
    """Remove what servers that are gone left in a folder; each keeps its own under its process number."""
    for each in folder.iterdir() if folder.is_dir() else ():
        if each.name == str(os.getpid()) or not (each.name.isdecimal() and process_lives(int(each.name))):
            shutil.rmtree(each, ignore_errors=True)
    return folder


def _held(place: Path, identifier: str) -> Path | None:
    """Return the file kept under an identifier of ours; anything else that is asked for is no path."""
    folder = place / identifier if _IDENTIFIER.fullmatch(identifier) else place / "none"
    return next((each for each in sorted(folder.glob("*")) if each.is_file()), None)


def _file_name(name: str) -> str:
    """Return the last part of a name as a file may be called; chats are told apart by it, so that little is changed."""
    part = _UNNAMABLE.sub("", re.split(r"[/\\]", name)[-1]).strip().lstrip(".")
    return part.encode()[-NAME_BYTES:].decode(errors="ignore") or "upload"


def _check_size(size: int) -> None:
    if size > UPLOAD_LIMIT:
        raise Misuse("the file is too large to upload", hint="add it with `diatrace source add`")
