from __future__ import annotations

from collections.abc import Sequence

import pytest

from diatrace.decision import question
from diatrace.decision.question import Question
from diatrace.decision.record import Answer, write
from diatrace.decision.standing import Standing
from diatrace.model import Verdict
from diatrace.store.folder import Folder

TRACES = {f"{number:016x}": f"digest {number}" for number in range(100)}


def trace(number: int) -> str:
    return f"{number:016x}"


class Review:
    """A question being read, without traces or ranking: enough to decide."""

    def __init__(self, folder: Folder, asked: Question) -> None:
        self.folder, self.question = folder, asked

    def decide(
        self, reviewer: str, number: int, verdict: Verdict, *, covers: Sequence[int] = (), **more: str
    ) -> list[int]:
        answer = Answer(trace(number), verdict, covers=tuple(map(trace, covers)), **more)  # type: ignore[arg-type]
        return write(self.folder, self.question.id, reviewer, [answer], TRACES)

    def standing(self) -> Standing:
        found = Standing(self.question.id)
        with self.folder.database.read() as connection:
            found.refresh(connection)
        return found


@pytest.fixture
def review(folder: Folder) -> Review:
    return Review(folder, question.add(folder, "housing", "Does it help to find a home?"))
