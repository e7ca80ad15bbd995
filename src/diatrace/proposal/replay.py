"""Replays a labelled collection through the real ranker, to tell how much reading it would have saved.

The figures are ASReview's own, so that they compare: its loss, and the work saved over sampling (WSS), recall and
average time to discovery (ATD) of its Insights, all computed on the rows read after the priors.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from diatrace.errors import Misuse, SourceError
from diatrace.proposal.features import Features, batches
from diatrace.proposal.learner import Ranker, RelevanceParams
from diatrace.proposal.words import listed
from diatrace.source import grid

Stopping: TypeAlias = Callable[[Sequence[int], Sequence[bool], int], Mapping[str, Any] | None]
"""A stopping rule, asked after each read with: how many relevant were found after each read, which reads were random
draws, how many rows there are (priors apart). It answers None, or `stop` (whether to stop here) and its `estimate`."""

_LABELS: dict[str, int | None] = {
    **dict.fromkeys(["1", "1.0", "true", "t", "yes", "y", "oui", "in", "include", "included", "relevant"], 1),
    **dict.fromkeys(
        ["0", "0.0", "false", "f", "no", "n", "non", "out", "exclude", "excluded", "irrelevant"], 0
    ),
    **dict.fromkeys(("not included", "not relevant"), 0),
    **dict.fromkeys(("", "-1", "-1.0", "na", "nan", "none"), None),
}


@dataclass
class _Reading:
    """What was read so far, in order, priors apart."""

    rows: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)  # relevant ones after each read
    drawn: list[bool] = field(default_factory=list)
    cycles: int = 0
    seconds: float = 0.0
    stop: dict[str, Any] | None = None


@dataclass(frozen=True)
class Start:
    """What is known before the first read: criteria, rows (`prior_rows`), or numbers of rows to draw (`priors`).

    `priors` counts relevant and irrelevant rows; the same seed draws the rows that ASReview draws with `--prior-seed`.
    """

    seed: int = 0
    criteria: str = ""
    prior_rows: Sequence[int] = ()
    priors: tuple[int, int] = (0, 0)


def replay(
    texts: Sequence[str],
    labels: Sequence[int],
    start: Start,
    *,
    ties: Sequence[Sequence[str]] | None = None,
    growth: float = 0.0,
    params: RelevanceParams | None = None,
    stopping: Stopping | None = None,
) -> dict[str, Any]:
    """Read rows in the ranker's order until the last relevant one, learning after each, and measure the order.

    `ties` are tie words by row. The ranker learns again after each read, or once so large a share (`growth`) of what
    is known has come. Random draws are off unless `params` asks for a share. In the answer, `found` counts the
    relevant rows after each read, `recall` is their share of all, `rows` the reading order; with a stopping rule,
    reading goes on until the rule says stop.
    """
    chosen = [*start.prior_rows] or _drawn(labels, start.priors, start.seed)
    _check(labels, chosen)
    ranker = Ranker(
        Features.of(texts),
        ties=None if ties is None else Features(pairs=False).extended(batches(ties, listed)),
        criteria=start.criteria,
        seed=start.seed,
        params=params or RelevanceParams(share=0.0),
    )
    reading = _read(ranker, labels, chosen, growth, stopping)
    return {
        "records": len(labels),
        "relevant": sum(labels),
        "priors": chosen,
        **_figures(reading, labels, chosen),
    }


def labelled(path: Path, text: Sequence[str], label: str) -> tuple[list[str], list[int]]:
    """Read texts (columns joined by a space) and labels of any table; rows without a label are left out."""
    table = grid.survey(path, grid.Wish())
    columns = [_column(path, table.header, name) for name in (*text, label)]
    rows = list(_labelled_rows(path, table, columns))
    return [each for each, _ in rows], [known for _, known in rows]


def _column(path: Path, header: Sequence[str], name: str) -> str:
    """Return the column of a name; case counts only where two columns differ by it."""
    alike = [each for each in header if each.casefold() == name.casefold()]
    if name not in alike and len(alike) != 1:
        raise SourceError(
            f"{path.name} has no column {name!r}", where=str(path), hint=f"it has: {', '.join(header)}"
        )
    return name if name in alike else alike[0]


def loss(labels: Sequence[int]) -> float:
    """Return the area between the best possible recall curve and this one: 0 best, 1 worst."""
    relevant, rows = sum(labels), len(labels)
    best = relevant * (rows - (relevant - 1) / 2)
    return float((best - np.cumsum(labels).sum()) / (relevant * (rows - relevant)))


def work_saved(labels: Sequence[int], recall: float) -> float:
    """Return the share of rows not read, against a random order, when as much recall was reached (WSS)."""
    hits = np.arange(1, sum(labels) + 1)
    by_chance = np.searchsorted(np.round(np.linspace(0, len(hits), len(labels))), hits)
    ranked = np.searchsorted(np.cumsum(labels), hits)
    place = np.searchsorted(hits / len(hits), recall, side="right") - 1
    return float((by_chance - ranked)[place] / len(labels))


def recall_after(labels: Sequence[int], share: float) -> float:
    """Return the recall after a share of the rows was read (RRF)."""
    read = np.searchsorted(np.arange(1, len(labels) + 1) / len(labels), share, side="right")
    return sum(labels[: int(read)]) / sum(labels)


def discovery_time(labels: Sequence[int]) -> float:
    """Return the mean place of the relevant rows in the reading order (ATD)."""
    return float(np.mean(np.flatnonzero(labels) + 1))


def _drawn(labels: Sequence[int], priors: tuple[int, int], seed: int) -> list[int]:
    chosen: list[int] = []
    for label, number in zip((1, 0), priors, strict=True):
        rows = np.flatnonzero(np.asarray(labels) == label)
        if number > len(rows):
            raise Misuse(
                f"{number} priors labelled {label} are asked for, there are {len(rows)}",
                hint="give fewer --priors",
            )
        # the legacy generator, one a label: the rows are those ASReview draws
        chosen += np.random.RandomState(seed).choice(rows, number, replace=False).tolist()
    return chosen


def _check(labels: Sequence[int], priors: Sequence[int]) -> None:
    known = set(priors)
    if len(known) < len(priors) or not known <= set(range(len(labels))):
        raise Misuse(
            "a prior row is not in the file, or named twice", hint=f"rows are 0 to {len(labels) - 1}"
        )
    if len({label for row, label in enumerate(labels) if row not in known}) < 2:
        raise Misuse(
            "beside the priors there must be relevant and irrelevant rows to tell apart",
            hint="give fewer priors",
        )


def _read(
    ranker: Ranker, labels: Sequence[int], priors: Sequence[int], growth: float, stopping: Stopping | None
) -> _Reading:
    known = {row: labels[row] for row in priors}
    read = np.zeros(len(labels), bool)
    read[list(known)] = True
    wanted, rows = sum(labels) - sum(known.values()), len(labels) - len(known)
    reading = _Reading()

    def done() -> bool:
        everything = len(reading.rows) == rows
        return everything or (
            reading.found[-1:] == [wanted] and (stopping is None or reading.stop is not None)
        )

    while not done():
        started = time.process_time()
        ranker.learn(known)
        proposed = ranker.order(read, max(1, int(growth * len(known))))
        reading.seconds += time.process_time() - started
        reading.cycles += 1
        for row, _, _, drawn, _ in (each for each in proposed if not done()):
            reading.drawn.append(drawn == "random")
            known[row] = labels[row]
            read[row] = True
            reading.rows.append(row)
            reading.found.append((reading.found or [0])[-1] + labels[row])
            if stopping is not None and reading.stop is None:
                reading.stop = _stopped(reading, stopping, rows, wanted)
    return reading


def _stopped(reading: _Reading, stopping: Stopping, rows: int, wanted: int) -> dict[str, Any] | None:
    """Ask the rule; where it never says stop, reading stops when everything is read."""
    read = len(reading.rows)
    advice = stopping(reading.found, reading.drawn, rows) or {}
    if not advice.get("stop") and read < rows:
        return None
    return {"n": read, "recall": reading.found[-1] / wanted, "estimate": advice.get("estimate")}


def _figures(reading: _Reading, labels: Sequence[int], priors: Sequence[int]) -> dict[str, Any]:
    order = [labels[row] for row in reading.rows]
    order += [0] * (len(labels) - len(priors) - len(order))
    return {
        "loss": loss(order),
        "wss95": work_saved(order, 0.95),
        "rrf10": recall_after(order, 0.10),
        "atd": discovery_time(order),
        "first_hit": order.index(1) + 1,
        "found": reading.found,
        "recall": (np.array(reading.found) / sum(order)).tolist(),
        "rows": reading.rows,
        "cycles": reading.cycles,
        "ms_per_cycle": 1000 * reading.seconds / reading.cycles,
        "stop": reading.stop,
    }


def _labelled_rows(path: Path, table: grid.Grid, columns: Sequence[str]) -> Iterator[tuple[str, int]]:
    for where, cells, _, reason in grid.rows(path, table.settings, columns):
        if cells is None:
            raise SourceError(
                f"{path.name}, line {where}: {reason}", where=str(path), hint="mend or remove the line"
            )
        *parts, given = map(grid.plain, cells)
        if given.strip().lower() not in _LABELS:
            raise SourceError(
                f"{path.name}, line {where}: {given!r} is no label",
                where=str(path),
                hint="1 is relevant, 0 is not",
            )
        known = _LABELS[given.strip().lower()]
        if known is not None:
            yield " ".join(parts), known
