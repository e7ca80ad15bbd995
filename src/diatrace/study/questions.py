"""Questions of a study."""

from __future__ import annotations

from typing import Any

from diatrace.decision import question
from diatrace.decision.question import Question
from diatrace.store.folder import Folder


class Questions:
    """What is asked of the traces."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder

    def add(self, name: str, *, criteria: str, who: str = "owner", **settings: Any) -> Question:
        """Put a question with its criteria in words; `settings` are random_share, target, alpha, rule."""
        return question.add(self._folder, name, criteria, who=who, settings=settings)

    def get(self, name: str) -> Question:
        """Return a question; raise UnknownName with the known ones."""
        return question.named(self._folder, name)

    def list(self) -> list[Question]:
        """Return all questions, oldest first."""
        return question.listed(self._folder)
