"""Recalls until it is killed: python -m tests.source.recall.child FOLDER PORT; a line for each step."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from diatrace.source.recall import RecallPlan, recall
from tests.source.recall.archives import WAYBACK
from tests.web import Resolver


def plan() -> RecallPlan:
    """All pages of a site."""
    return RecallPlan(
        WAYBACK,
        ("http://example.org/",),
        date(2015, 6, 1),
        "recall@example.org",
        prefix=True,
        delay=0.01,
        allow_private=True,
    )


def main() -> None:
    """Recall."""
    folder, port = sys.argv[1:]
    recall(
        Path(folder),
        plan(),
        resolver=lambda: Resolver(int(port)),
        on_progress=lambda now: print(now.done, flush=True),  # noqa: T201
    )


if __name__ == "__main__":
    main()
