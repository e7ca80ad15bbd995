"""A study that has been through everything once, and processes that can be limited and killed."""

from __future__ import annotations

import json
import multiprocessing
import random
import shutil
from collections.abc import Callable, Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import pytest

from diatrace.study import create, open_study
from tests.faults import work

WORDS = (
    "home room flat landlord rent key street city newcomer help offer search bed house lease money town sofa"
)
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        "__main__",
        "diatrace.cli",
        *(f"diatrace.study.{name}" for name in ("check", "corpora", "proposals", "publications", "sources")),
        "diatrace.source.table",
        "diatrace.trace.language",
        "diatrace.source.telegram",
        "diatrace.source.workbook",
        "sklearn.linear_model",
        "tests.faults.work",
        "typer._adapters",  # what it loads for its first path
    ]
)

Start = Callable[..., ForkServerProcess]


class Said(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, decoded."""
        return json.loads(self.out)


Command = Callable[..., Said]


def posts(number: int, start: int = 0) -> str:
    """Return invented posts, one JSON object a line; one in a hundred is none."""
    lines = []
    for each in range(start, start + number):
        text = " ".join(random.Random(each).choices(WORDS.split(), k=12))
        post = {
            "id": str(each),
            "text": f"{text} @idris{each % 7}",
            "author": f"Nour {each % 30}",
            "timestamp": "2026-01-02T03:04:05Z",
        }
        lines.append(json.dumps(post) if each % 100 != 50 else "{ not JSON")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a place with a study that has been through everything, and its key."""
    place = tmp_path_factory.mktemp("prepared")
    (place / "posts.ndjson").write_text(posts(300), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(place / "keys"))
        statement = {"title": "Homes", "purpose": "P", "basis": "consent", "retain_until": "2099-12-31"}
        with create(place / "study", **statement, languages=["en", "fr"]) as study:
            study.source.add(place / "posts.ndjson", languages=False)
            study.question.add("housing", criteria="help to find a room")
            study.proposal.run("housing")
            for number, each in enumerate(study.trace.list(limit=12)):
                verdict = "in" if number % 2 else "out"
                study.decision.make("housing", each.id, verdict, reviewer="Salma Invented", reason="a room")
            study.decision.undo("housing", reviewer="Salma Invented")
            study.corpus.freeze("housing")
            assert study.verify() == []
    return place


@pytest.fixture
def place(prepared: Path, tmp_path: Path, keys: Path) -> Path:
    """Return a place with a copy of that study and of its key."""
    shutil.copytree(prepared / "study", tmp_path / "study")
    shutil.copytree(prepared / "keys", keys)
    return tmp_path


@pytest.fixture
def study(place: Path) -> Path:
    """Return a copy of that study."""
    return place / "study"


@pytest.fixture
def start() -> Iterator[Start]:
    """Return how to start a process; none outlives its test."""
    started: list[ForkServerProcess] = []

    def go(target: Callable[..., None], *arguments: Any) -> ForkServerProcess:
        process = CONTEXT.Process(target=target, args=arguments)
        process.start()
        started.append(process)
        return process

    yield go
    for process in started:
        process.kill()
        process.join()
        process.close()


@pytest.fixture
def command(start: Start, tmp_path: Path, keys: Path) -> Command:
    """Return how to run a command in a process of its own: exit code, what it printed, what it said beside."""

    def run(*words: object, limits: work.Limits | None = None) -> Said:
        said = Path(mkdtemp(dir=tmp_path))
        process = start(work.command, [str(each) for each in words], keys, said, limits or {})
        process.join()
        out, err = ((said / name).read_text(encoding="utf-8") for name in ("out", "err"))
        return Said(process.exitcode or 0, out, err)

    return run


def plain(said: Said) -> None:
    """Check that an error is told as errors are: in a line, with a hint, without a traceback."""
    assert "Traceback" not in said.err
    assert "a fault of the program" not in said.err
    assert said.err.startswith("diatrace: ")
    assert "  hint: " in said.err


def verified(study: Path) -> list[str]:
    """Return what `verify` finds."""
    with open_study(study) as opened:
        return opened.verify()
