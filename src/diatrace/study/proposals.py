"""Proposals on a study's questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from diatrace.decision.question import ready
from diatrace.proposal import batch
from diatrace.run import running
from diatrace.store.folder import Folder
from diatrace.study.decisions import Decisions

if TYPE_CHECKING:
    import pyarrow as pa


class Proposals:
    """What the algorithm suggests."""

    def __init__(self, folder: Folder, decisions: Decisions) -> None:
        self._folder, self._decisions = folder, decisions

    def run(
        self, question: str, *, seed: int = 0, top: int = 10, who: str = "owner", **params: Any
    ) -> dict[str, Any]:
        """Rank everything undecided by what was decided so far and keep the order in the record.

        Returns the batch, the first `top` proposals with their reasons, and what changed since the last batch:
        proposals kept, new, withdrawn, and decisions contradicted. `params` are those of the relevance proposer.
        """
        ready(self._folder, question, who=who)
        desk = self._decisions.desk(question)
        given = {"share": desk.question.settings.random_share, **params}
        ranking = self._decisions.ranking(desk.question, seed=seed, params=given)
        facts = {"question": question, "seed": seed}
        with running(self._folder.database, "ranking", facts, alone=True) as run:
            verdicts = desk.labels()
            made, order, changes = batch.propose(
                self._folder, desk.question.id, ranking, verdicts, desk.standing.newest, who=who
            )
            run.result = {**facts, "batch": made.id, "items": made.items, "changes": changes}
        first = order[: max(0, top)]
        traces = desk.traces.get(desk.pool.identifier(each.row) for each in first)
        return {
            "question": question,
            "batch": made.id,
            "method": ranking.method,
            "seed": seed,
            "items": made.items,
            "learned_from": len(verdicts),
            "changes": changes,
            "top": [
                {
                    "rank": each.rank,
                    "trace": (name := desk.pool.identifier(each.row)),
                    "score": each.score,
                    "drawn": each.drawn,
                    "probability": each.probability,
                    "title": traces[name].title,
                    "text": traces[name].text[:200],
                    "why": ranking.explain(each.row),
                    "near_duplicates": len(ranking.group(each.row)) - 1,
                }
                for each in first
            ],
        }

    def list(self, question: str) -> list[dict[str, Any]]:
        """Return the batches of a question, oldest first."""
        return batch.listed(self._folder, self._decisions.desk(question).question.id)

    def order(self, question: str) -> pa.Table | None:
        """Return the newest batch of a question as an Arrow table (trace, rank, score, verdict, drawn, probability)."""
        found = batch.latest(self._folder, self._decisions.desk(question).question.id)
        return batch.read(self._folder, found) if found else None
