"""Replaying a labelled file with a stopping rule: what would have been saved, and when would it have stopped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from diatrace.decision.stopping import METHODS, says_stop
from diatrace.errors import UnknownName
from diatrace.proposal.learner import RelevanceParams
from diatrace.proposal.replay import Start, Stopping, labelled, replay

LOOKS = 200
"""A rule is asked this often along the whole collection, and at its end."""


def simulated(
    path: Path,
    text: Sequence[str],
    label: str,
    start: Start,
    *,
    rule: Stopping | None = None,
    random_share: float = 0.0,
    growth: float = 0.0,
) -> dict[str, Any]:
    """Replay a labelled file; see `proposal.replay` for the figures, `rule_named` for stopping rules."""
    texts, labels = labelled(path, text, label)
    params = RelevanceParams(share=random_share)
    return {"file": path.name, **replay(texts, labels, start, growth=growth, params=params, stopping=rule)}


def rule_named(name: str, *, target: float = 0.95, alpha: float = 0.05) -> Stopping:
    """Return a stopping rule by name; raise UnknownName with the known ones."""
    if name not in METHODS:
        raise UnknownName(f"no stopping rule is called {name!r}", hint=f"known: {', '.join(METHODS)}")

    def ask(found: Sequence[int], drawn: Sequence[bool], rows: int) -> Mapping[str, Any] | None:
        read = len(found)
        if read % max(1, rows // LOOKS) and read < rows:
            return None
        relevant = np.diff(np.asarray(found), prepend=0) > 0
        stop, estimate = says_stop(name, relevant, drawn, rows, target, alpha)
        return {"stop": stop, "estimate": estimate}

    return ask
