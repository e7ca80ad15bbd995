"""Decisions on a study's questions."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from diatrace import registry
from diatrace.actor.card import SiteCards
from diatrace.actor.sites import Sites
from diatrace.decision import progress, record
from diatrace.decision.desk import Card, Desk
from diatrace.decision.question import Question, named, ready
from diatrace.decision.record import Answer, verdict_of
from diatrace.proposal.candidates import Order
from diatrace.proposal.learner import RelevanceParams
from diatrace.proposal.neighbours import NeighboursParams
from diatrace.proposal.pool import Pool
from diatrace.proposal.ranking import Ranking
from diatrace.proposal.sites import SitePool, SiteRanking
from diatrace.store.folder import Folder
from diatrace.trace.read import Traces


class Decisions:
    """What people decide; keeps a desk for each question asked for."""

    def __init__(self, folder: Folder, sites: Callable[[], Sites], site: Callable[[str], str]) -> None:
        self._folder, self._sites, self._site = folder, sites, site
        self._traces = Traces(folder)
        self._pool = Pool(folder)
        self._desks: dict[str, Desk] = {}
        self._lock = threading.Lock()

    def desk(self, question: str) -> Desk:
        """Return the review desk of a question, up to date; raise UnknownName with the known questions."""
        with self._lock:
            if question not in self._desks:
                asked = named(self._folder, question)
                order = self.ranking(asked)
                cards = (
                    SiteCards(self._traces, self._sites) if asked.settings.unit == "site" else self._traces
                )
                self._desks[question] = Desk(self._folder, asked, cards, order.pool, order)
            found = self._desks[question]
        found.refresh()
        return found

    def ranking(self, asked: Question, *, seed: int = 0, params: dict[str, Any] | None = None) -> Order:
        """Return a ranking of what a question is about; `params` are those of its method (random draws: none)."""
        given = {"share": 0.0, **(params or {})}
        if asked.settings.unit == "site":
            chosen = registry.fill(NeighboursParams, given)
            return SiteRanking(self._folder, SitePool(self._sites), seed=seed, params=chosen)
        self._pool = self._pool.grown()
        return Ranking(self._pool, asked.criteria, seed=seed, params=registry.fill(RelevanceParams, given))

    def hand(self, question: str, reviewer: str, *, queue: str = "proposal", count: int = 1) -> list[Card]:
        """Hand out up to `count` cards of a queue: proposal, random, source, second or disagreement."""
        return self.desk(question).hand(reviewer, queue, count=count)

    def answer(
        self,
        question: str,
        reviewer: str,
        card: Card,
        verdict: str,
        *,
        reason: str = "",
        note: str = "",
        seconds: float | None = None,
        group: bool = True,
    ) -> int:
        """Answer on a card and, with `group`, on its near-duplicates; return the decision's number."""
        role = "adjudication" if card.queue == "disagreement" else "reading"
        covers = card.group if group else ()
        answer = Answer(
            card.trace.id,
            verdict_of(verdict),
            reason,
            note,
            seconds,
            role=role,
            blind=card.blind,
            card=card.id,
            covers=covers,
        )
        return self.desk(question).answer(reviewer, answer)[0]

    def make(
        self,
        question: str,
        trace: str,
        verdict: str,
        *,
        reviewer: str,
        reason: str = "",
        note: str = "",
        seconds: float | None = None,
        blind: bool = False,
    ) -> int:
        """Answer on one trace; return the decision's number."""
        answer = Answer(trace, verdict_of(verdict), reason, note, seconds, blind=blind)
        return self.desk(question).answer(reviewer, answer)[0]

    def read(
        self,
        question: str,
        path: str | Path,
        *,
        reviewer: str,
        blind: bool = False,
        adjudication: bool = False,
    ) -> dict[str, Any]:
        """Read decisions from a CSV (trace, verdict; also reason, note, seconds); return how many, and rows refused.

        A question about sites takes the columns site or url as well: any name or address of a site.
        Rows that can be read are written together, in one step; the others are named with line and reason.
        """
        ready(self._folder, question, who=reviewer)
        desk = self.desk(question)
        called = self._site if desk.question.settings.unit == "site" else None
        answers, failed, digests = record.read_file(Path(path), desk.traces, called)
        role = "adjudication" if adjudication else "reading"
        marked = [replace(each, role=role, blind=blind) for each in answers]
        written = record.write(self._folder, desk.question.id, reviewer, marked, digests)
        desk.refresh()
        return {"question": question, "reviewer": reviewer, "written": len(written), "failed": failed}

    def adjudicate(self, question: str, trace: str, verdict: str, *, reviewer: str, reason: str = "") -> int:
        """Settle a disagreement by a decision of its own; return its number."""
        answer = Answer(trace, verdict_of(verdict), reason, role="adjudication", drawn="disagreement")
        return self.desk(question).answer(reviewer, answer)[0]

    def undo(self, question: str, *, reviewer: str) -> dict[str, Any] | None:
        """Take back the reviewer's newest answer; return it, None where there is none. It stays in the record."""
        found = self.desk(question).undo(reviewer)
        return asdict(found[0]) if found else None

    def status(self, question: str) -> dict[str, Any]:
        """Return where the review stands: counts, hours, stopping advice, agreement, who did what."""
        return progress.dashboard(self.desk(question))

    def agreement(self, question: str, *, blind: bool = False, unsure: bool = True) -> dict[str, Any]:
        """Return the agreement between readers, with intervals and every disagreement.

        `blind` takes the blind second readings only; without `unsure` that answer counts as missing.
        """
        return progress.agreement(self.desk(question), blind=blind, unsure=unsure)

    def disagreements(self, question: str) -> list[dict[str, Any]]:
        """Return the traces whose readers differ and that nobody has adjudicated since."""
        standing = self.desk(question).standing
        return [
            {
                "trace": trace,
                "readings": {name: each.verdict for name, each in standing.readings(trace).items()},
            }
            for trace in standing.disputed()
        ]

    def list(self, question: str) -> list[dict[str, Any]]:
        """Return every decision on a question in order, undone ones included."""
        return [asdict(each) for each in list(self.desk(question).standing.decisions.values())]
