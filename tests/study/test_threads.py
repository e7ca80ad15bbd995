"""A study that many threads look at at once, as its server does: all see the same, and nobody sees an error."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from diatrace.proposal.features import batches
from diatrace.proposal.shelf import Shelf
from diatrace.store.folder import Folder
from diatrace.study import open_study
from tests import invented

SEGMENTS, ROWS, THREADS = 6, 40, 8


@pytest.fixture
def held(folder: Folder) -> Path:
    """A study of some segments, with every third trace decided."""
    invented.add_source(folder)
    asked = invented.ask(folder)
    for part in range(SEGMENTS):
        rows = [invented.row(f"room {part} {number}") for number in range(ROWS)]
        invented.hold(folder, rows)
        invented.decide(folder, asked, "amal", {each["id"]: "in" for each in rows[::3]}, rows)
    return folder.path


def test_the_first_look_of_many_threads_is_the_same(held: Path) -> None:
    decided = SEGMENTS * len(range(0, ROWS, 3))
    for _ in range(5):
        with open_study(held) as study, ThreadPoolExecutor(THREADS) as pool:
            together = threading.Barrier(THREADS)

            def look(
                number: int, together: threading.Barrier = together, study: object = study
            ) -> tuple[int, int]:
                together.wait()
                return study.decision.desk("housing").size()  # type: ignore[attr-defined, no-any-return]

            seen = set(pool.map(look, range(THREADS)))
        assert seen == {(SEGMENTS * ROWS, SEGMENTS * ROWS - decided)}


def test_reading_goes_on_while_traces_come_and_the_order_learns(held: Path) -> None:
    with open_study(held) as study, ThreadPoolExecutor(THREADS) as pool:
        desk = study.decision.desk("housing")

        def learn() -> None:
            for _ in range(6):
                desk.learn()

        def grow() -> None:
            for part in range(6):
                invented.hold(study.folder, [invented.row(f"late {part} {number}") for number in range(ROWS)])

        def review(name: str) -> int:
            done = 0
            for _ in range(15):
                for card in desk.hand(name):
                    study.decision.make("housing", card.trace.id, "out", reviewer=name)
                    desk.give_back(name, [card.id])
                    done += 1
                study.decision.status("housing")
            return done

        waiting = [pool.submit(learn), pool.submit(grow)]
        done = [pool.submit(review, name) for name in ("amal", "ben", "chadi")]
        for each in waiting:
            each.result()
        assert [each.result() for each in done] == [15, 15, 15]
        assert sum(each.reviewer != "amal" for each in desk.standing.decisions.values()) == 30


def test_a_revised_trace_stays_read(held: Path) -> None:
    with open_study(held) as study:
        desk = study.decision.desk("housing")
        before = desk.size()
        first = next(iter(desk.standing.traces()))
        invented.hold(study.folder, [invented.row("room, now let", id=first)], revised=1)
        assert study.decision.desk("housing").size() == before


def test_an_index_of_more_rows_than_there_are_is_counted_anew(held: Path) -> None:
    shelf = Shelf(held / "index" / "words")
    shelf.extend(batches(["of another study"] * (SEGMENTS * ROWS + 5)))
    with open_study(held) as study:
        desk = study.decision.desk("housing")
        desk.learn()
        assert desk.ranking.state()["rows"] == SEGMENTS * ROWS == shelf.load().rows
