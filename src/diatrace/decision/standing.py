"""What stands: the present answers on a question, derived from its decisions and kept up to date as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Row, select

from diatrace.decision.rule import Rule, settle
from diatrace.model import Decision, Verdict
from diatrace.store.schema import decision as table

_FIELDS = [each.name for each in fields(Decision)]


class Standing:
    """The answers that stand on one question: the latest reading of each reader, the latest adjudication.

    `refresh` takes in decisions made since; undone ones no longer stand, and what stood before them stands again.
    Others may read while one refreshes: every walk goes over a copy made at once.
    """

    def __init__(self, question: int) -> None:
        self.question = question
        self.newest = 0
        self.decisions: dict[int, Decision] = {}
        self._undone: set[int] = set()
        self._by_trace: dict[str, list[int]] = {}

    def refresh(self, connection: Connection, *, until: int | None = None) -> list[Decision]:
        """Take in what was decided since the last time, up to the decision `until` if given; return it."""
        columns = [table.c[name] for name in _FIELDS]
        query = (
            select(*columns)
            .where(table.c.question == self.question, table.c.id > self.newest)
            .order_by(table.c.id)
        )
        if until is not None:
            query = query.where(table.c.id <= until)
        fresh = [_decision(row) for row in connection.execute(query)]
        for each in fresh:
            self.decisions[each.id] = each
            self._by_trace.setdefault(each.trace, []).append(each.id)
            if each.undoes is not None:
                self._undone.add(each.undoes)
            self.newest = each.id
        return fresh

    def traces(self) -> Iterator[str]:
        """Traces on which at least one answer stands."""
        return (trace for trace in list(self._by_trace) if self.history(trace))

    def history(self, trace: str) -> list[Decision]:
        """Return the decisions on a trace that were not undone, oldest first."""
        found = (self.decisions[number] for number in self._by_trace.get(trace, ()))
        return [each for each in found if each.role != "undo" and each.id not in self._undone]

    def readings(self, trace: str) -> dict[str, Decision]:
        """Return the latest standing reading of each reader of a trace."""
        return {each.reviewer: each for each in self.history(trace) if each.role == "reading"}

    def adjudication(self, trace: str) -> Decision | None:
        """Return the latest standing adjudication of a trace."""
        found = [each for each in self.history(trace) if each.role == "adjudication"]
        return found[-1] if found else None

    def settled(self, trace: str, rule: Rule) -> Verdict | None:
        """Return a trace's verdict under a rule, None while it is open."""
        return settle(self.readings(trace).values(), self.adjudication(trace), rule)

    def disputed(self) -> list[str]:
        """Traces whose readers differ and that nobody has adjudicated since, in order of first reading."""
        return [trace for trace in list(self._by_trace) if self._differs(trace)]

    def _differs(self, trace: str) -> bool:
        readings = self.readings(trace).values()
        if len({each.verdict for each in readings}) < 2:
            return False
        settled = self.adjudication(trace)
        return settled is None or settled.id < max(each.id for each in readings)

    def sequence(self) -> list[Decision]:
        """Return first readings in the order of hand-out: one a trace, near-duplicates of a card left aside."""
        first: dict[str, Decision] = {}
        for trace in list(self._by_trace):
            readings = [each for each in self.history(trace) if each.role == "reading" and not each.group]
            if readings:
                first[trace] = readings[0]
        return sorted(first.values(), key=lambda each: (each.handed_at, each.id))

    def latest_of(self, reviewer: str) -> Decision | None:
        """Return the newest decision of a reviewer that can be undone."""
        mine = (each for each in reversed(self.decisions.values()) if each.reviewer == reviewer)
        return next(
            (each for each in mine if each.role != "undo" and each.id not in self._undone and not each.group),
            None,
        )

    def covered(self, decision: Decision) -> list[Decision]:
        """Return the decisions one answer made: itself, and those on near-duplicates, written right after it."""
        found, number = [decision], decision.id + 1
        while (
            (each := self.decisions.get(number))
            and each.group == decision.trace
            and each.reviewer == decision.reviewer
        ):
            found.append(each)
            number += 1
        return found

    def people(self) -> dict[str, Counter[str]]:
        """Who did what: standing decisions by reviewer, by verdict and by role."""
        found: dict[str, Counter[str]] = {}
        for trace in list(self._by_trace):
            for each in self.history(trace):
                counts = found.setdefault(each.reviewer, Counter())
                counts[each.verdict] += 1
                counts["adjudications" if each.role == "adjudication" else "readings"] += 1
        return found


def _decision(row: Row[Any]) -> Decision:
    return Decision(**row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
