"""What the processes of this folder do: commands, and pieces of work that are killed half way.

They are forked from a server that has loaded the product already, which spares each of them some seconds.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from diatrace import run
from diatrace.cli import main
from diatrace.errors import StoreFull
from diatrace.source import intake
from diatrace.store import folder, schema
from diatrace.study import open_study

Limits = dict[int, int]

FULL = 75
"""Exit code of a process that was told that the disk is full."""

MOMENTS = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"}


def command(words: Sequence[str], keys: Path, said: Path, limits: Limits) -> None:
    """Run a command as a shell would, its output in files, under limits of the operating system."""
    os.environ["DIATRACE_KEYS"] = str(keys)
    for number, name in ((1, "out"), (2, "err")):
        descriptor = os.open(said / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, number)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    _limit(limits)
    sys.argv = ["diatrace", *words]
    try:
        main()
    finally:
        sys.stdout.flush()


def beating(words: Sequence[str], keys: Path, said: Path) -> None:
    """Run a command that asks after every few records whether it should stop."""
    run.BEAT_SECONDS, intake.BATCH = 0, 100
    command(words, keys, said, {})


def _limit(limits: Limits) -> None:
    """Set limits; that of memory counts from what is mapped now."""
    for kind, value in limits.items():
        mapped = 0
        if kind == resource.RLIMIT_AS:
            pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
            mapped = int(pages) * resource.getpagesize()
        resource.setrlimit(kind, (mapped + value, mapped + value))


def migrate(study: str, keys: Path, migrations: str, head: str, limits: Limits | None = None) -> None:
    """Open a study as the next version of the program would."""
    os.environ["DIATRACE_KEYS"] = str(keys)
    schema.HEAD, folder.MIGRATIONS = head, migrations
    _limit(limits or {})
    try:
        open_study(study).close()
    except StoreFull:
        sys.exit(FULL)


def piece(name: str, keys: Path, words: Sequence[str], last: int, told: Path) -> None:
    """Do a piece of work; die before its `last` change of the disk, or tell how many changes there were."""
    os.environ["DIATRACE_KEYS"] = str(keys)
    intake.BATCH, intake.SEGMENT_ROWS = 250, 500  # several segments from a small file
    seen = _count_moments(last)
    PIECES[name](*words)
    told.write_text(str(seen()), encoding="ascii")


def _count_moments(last: int) -> Callable[[], int]:
    """Count what the process is about to change on the disk, and kill it before one of these."""
    seen = 0

    def moment(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == last:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(name: str, arguments: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if writes or name in MOMENTS:
            moment()

    fsync = os.fsync

    def fsynced(fd: Any) -> None:
        moment()
        fsync(fd)

    sys.addaudithook(audit)
    os.fsync = fsynced
    event.listen(Engine, "commit", moment)
    return lambda: seen


def add(study: str, file: str) -> None:
    """Import a file."""
    with open_study(study) as opened:
        opened.source.add(file, languages=False)


def propose(study: str) -> None:
    """Rank everything undecided."""
    with open_study(study) as opened:
        opened.proposal.run("housing", seed=7)


def decide(study: str, told: str, reviewer: str = "Idris Invented", most: str = "1000") -> None:
    """Decide on one trace after another, as the desk does, and tell each number once it is acknowledged."""
    descriptor = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with open_study(study) as opened:
        for _ in range(int(most)):
            (card,) = opened.decision.hand("housing", reviewer, queue="random")
            number = opened.decision.answer("housing", reviewer, card, "out", group=False)
            os.write(descriptor, b"%d\n" % number)


def freeze(study: str) -> None:
    """Freeze what stands."""
    with open_study(study) as opened:
        opened.corpus.freeze("housing", rule="one")


def publish(study: str, format_: str, out: str) -> None:
    """Publish the newest version."""
    with open_study(study) as opened:
        opened.publication.write("housing", format_, out, force=True)


PIECES: dict[str, Callable[..., None]] = {
    "add": add,
    "propose": propose,
    "decide": decide,
    "freeze": freeze,
    "publish": publish,
}
