"""Projects of other programs: write and read one of many interviews and codings.

    python -m bench.refi [--interviews N] [--words N] [--codings N]

Texts and selections are invented; a tenth of the sentences have characters outside the basic plane, lines end with
CR LF. The project is read once as it says that it counts, and once without a word of it, so that it must be found out.
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import tempfile
import time
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from diatrace.coding.refi import Convention, Project, read, write
from diatrace.coding.refi.project import Audit, Code, Coding, Document, File, Selection, Span, User

T = TypeVar("T")
SAID = (
    "we came home then phone letter office night bread sister border waiting paper money road house train bus maybe "
    "because before after they said nobody école préfecture voisins للعائلة المدينة البحر الهاتف سنة"
)


def timed(what: str, work: Callable[[], T]) -> T:
    start = time.process_time()
    found = work()
    print(f"{what:44} {time.process_time() - start:8.2f} CPU-s")
    return found


def guid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def invented(interviews: int, words: int, codings: int, rng: random.Random) -> Project:
    """Return a project in which each coding is on a selection of its own."""
    users = tuple(User(guid(rng), f"Coder {number}") for number in (1, 2))
    codes = tuple(Code(guid(rng), f"code {number}", codes=()) for number in range(80))
    vocabulary = SAID.split()
    sources = []
    for number in range(interviews):
        lines = []
        for _ in range(words // interviews // 20):
            mark = " 🌙" if rng.random() < 0.1 else ""
            lines.append(" ".join(rng.choices(vocabulary, k=20)) + mark)
        text = "\n".join(lines)
        places = [match.start() for match in re.finditer(r"\b\w", text)]
        selections = []
        for _ in range(codings // interviews):
            at = rng.randrange(len(places) - 40)
            start, end = places[at], places[at + rng.randint(3, 39)] - 1
            coding = Coding(guid(rng), rng.choice(codes).guid, rng.choice(users).guid, "2026-05-01T10:00:00Z")
            audit = Audit(coding.creator, coding.created)
            selections.append(Selection(guid(rng), Span(start, end), audit=audit, codings=(coding,)))
        me = guid(rng)
        plain = File.of(f"{me}.txt", text.replace("\n", "\r\n").encode())
        sources.append(Document(me, f"interview {number}", text, plain=plain, selections=tuple(selections)))
    return Project("invented", users=users, codes=codes, sources=tuple(sources))


def silent(path: Path) -> Path:
    """Return a copy that does not say how it counts."""
    copy = path.with_name("silent.qdpx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
        for info in old.infolist():
            new.writestr(info, re.sub(rb"<\?diatrace-offsets .*?\?>", b"", old.read(info)))
    return copy


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--interviews", type=int, default=300)
    parser.add_argument("--words", type=int, default=3_000_000)
    parser.add_argument("--codings", type=int, default=60_000)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    given = parser.parse_args()
    part = 10 if given.quick else 1
    sizes = (each // part for each in (given.interviews, given.words, given.codings))
    project = invented(*sizes, random.Random(1))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "project.qdpx"
        timed("write, counting UTF-16 units", lambda: write(project, path, Convention("utf16"), names=True))
        print(f"{path.stat().st_size / 1024**2:.1f} MiB")
        again, _ = timed("read", lambda: read(path))
        found, report = timed("read, finding out how it counts", lambda: read(silent(path)))
        print(f"counts as {report.verdict.convention}, by {report.verdict.grounds}")
        print("same as written:", again == project, found == project)
    print(
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most, the invented project included"
    )


if __name__ == "__main__":
    main()
