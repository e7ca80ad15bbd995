"""Analyses of a study's sites and the links between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from diatrace import registry
from diatrace.actor.sites import Sites
from diatrace.analysis.contract import Analysis, Graph
from diatrace.decision.record import verdict_of
from diatrace.decision.rule import rule_named
from diatrace.study.decisions import Decisions
from diatrace.study.maps import SiteMap, Values
from diatrace.study.sites import StudySites, day

if TYPE_CHECKING:
    import builtins


class Analyses:
    """Runs analyses by name."""

    def __init__(self, title: str, sites: StudySites, decisions: Decisions, values: Values) -> None:
        self._title, self._sites, self._decisions, self._values = title, sites, decisions, values

    def list(self) -> builtins.list[str]:
        """Return the names of the analyses."""
        return registry.names("analysis")

    def describe(self, name: str) -> dict[str, Any]:
        """Return an analysis's title, documentation and parameters."""
        return registry.describe("analysis", name)

    def run(
        self, name: str, *, question: str = "", status: Sequence[str] = (), at: str = "", **params: Any
    ) -> dict[str, Any]:
        """Run an analysis on the sites whose pages are known; return figures, tables and the method of each figure.

        `question` is one about sites, whose verdicts stand beside them; `status` keeps the sites with these verdicts
        only. `at` takes the pages as they stood on a day.
        """
        analysis: Analysis = registry.load("analysis", name)
        filled = registry.fill(analysis.params, params)
        graph = self.graph(question, at=at)
        if status:
            graph = graph.among([verdict_of(each) for each in status])
        found = analysis.run(graph, filled)
        return {"analysis": name, "params": asdict(filled), "status": [*status], **asdict(found)}

    def draw(
        self,
        path: str | Path,
        *,
        question: str = "",
        status: Sequence[str] = (),
        at: str = "",
        colour: str = "",
        size: str = "in",
        seed: int = 1,
        language: str = "en",
    ) -> dict[str, Any]:
        """Draw the map of sites as SVG for print; return the file and how many sites and links are on it.

        `colour` is verdict (where a question is given), community, none, or the name of a field; `size` is in, out,
        links, same, or a field of numbers. The caption under the picture says what it shows and how it was made.
        """
        graph = self.graph(question, at=at)
        if status:
            graph = graph.among([verdict_of(each) for each in status])
        made = SiteMap(graph, self._values, language=language, seed=seed)
        about = [
            made.say(
                "map.caption.question",
                question=question,
                status=", ".join(made.say(f"verdict.{verdict_of(each)}") for each in status)
                or made.say("map.caption.every"),
            )
            if question
            else "",
            made.say("map.caption.at", day=at) if at else made.say("map.caption.now"),
        ]
        chosen = colour or ("verdict" if question else "community")
        made.write(
            Path(path), title=self._title, about=" ".join(filter(None, about)), colour=chosen, size=size
        )
        return {"path": str(path), "sites": len(graph.ids), "links": int(graph.counts.nnz)}

    def graph(self, question: str = "", *, at: str = "") -> Graph:
        """Return sites and the links between them, with the verdicts of a question.

        At a date: the sites that pages captured by then are of, or link to.
        """
        sites = self._sites.standing()
        moment = day(at)
        whole = Graph(
            [each.id for each in sites.sites],
            [each.name for each in sites.sites],
            sites.network(moment).counts,
            at=moment,
        )
        if question:
            whole = replace(whole, verdicts=self._verdicts(question, whole.ids))
        return whole.of(np.flatnonzero(_held(sites, moment)))

    def _verdicts(self, question: str, ids: Sequence[str]) -> builtins.list[str]:
        desk = self._decisions.desk(question)
        rule = rule_named(desk.question.settings.rule)
        return [desk.standing.settled(each, rule) or "" for each in ids]


def _held(sites: Sites, at: datetime | None) -> NDArray[np.bool_]:
    """Say which sites there are: those known of or declared; at a date those captured or linked to by then."""
    if at is None:
        declared = np.array([each.declared for each in sites.sites], bool)
        return declared | (sites.known > 0)
    captured = np.asarray(sites.web.captures["page"].to_numpy(), np.int64)[sites.web.standing(at)]
    rows = sites.of_page[np.concatenate([captured, sites.web.target[sites.web.links_at(at)]])]
    found = np.zeros(len(sites.sites), bool)
    found[rows[rows >= 0]] = True
    return found
