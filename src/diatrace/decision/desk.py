"""The review desk of one question: hands out cards, takes answers, and learns from them beside the reviewer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select, update

from diatrace.decision import record
from diatrace.decision.question import Question
from diatrace.decision.record import Answer
from diatrace.decision.rule import rule_named
from diatrace.decision.standing import Standing
from diatrace.errors import DecisionError, Misuse
from diatrace.model import Decision, Trace, Verdict
from diatrace.proposal.candidates import Candidates, Order, Shown
from diatrace.store import event
from diatrace.store.folder import Folder
from diatrace.store.schema import batch
from diatrace.store.schema import card as table

QUEUES = ("proposal", "random", "source", "second", "disagreement", "search")
LEASE_SECONDS = 1800.0
"""A card handed out and not answered for this long is free again."""


@dataclass(frozen=True, slots=True)
class Card:
    """A trace on its way to a reviewer, and how it was chosen; the score stays with the desk until asked for."""

    id: int
    trace: Trace
    queue: str
    drawn: str
    group: tuple[str, ...]
    blind: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    """One candidate for a card."""

    row: int
    drawn: str
    probability: float | None = None
    rank: int | None = None


class Desk:
    """One question under review, from any number of threads; other processes may decide at the same time."""

    def __init__(
        self, folder: Folder, question: Question, traces: Shown, pool: Candidates, ranking: Order
    ) -> None:
        self.folder, self.question, self.traces = folder, question, traces
        self.pool, self.ranking = pool, ranking
        self.standing = Standing(question.id)
        self._lock = threading.RLock()
        self._read = np.zeros(len(pool), bool)

    def refresh(self) -> None:
        """Take in traces and decisions that came since."""
        with self._lock:
            pool = self.pool.grown()
            with self.folder.database.read() as connection:
                touched = {each.trace for each in self.standing.refresh(connection)}
            if pool is not self.pool:  # a revised trace has a new row, which was answered on like its old one
                self._read = np.zeros(len(pool), bool)
                touched = set(self.standing.traces())
            rows = pool.rows(touched)
            for trace, row in zip(touched, rows.tolist(), strict=True):
                if row >= 0:
                    self._read[row] = bool(self.standing.readings(trace))
            self.pool = pool

    def labels(self) -> dict[int, Verdict]:
        """Return the verdict of every settled trace, by row: what the ranking learns from."""
        rule = rule_named(self.question.settings.rule)
        with self._lock:
            settled = {trace: self.standing.settled(trace, rule) for trace in self.standing.traces()}
            rows = self.pool.rows(settled).tolist()
        return {
            row: verdict for row, verdict in zip(rows, settled.values(), strict=True) if verdict and row >= 0
        }

    def learn(self) -> None:
        """Learn from what stands and put the unread in order; the first time, also count every text's words."""
        with self._lock:
            self.refresh()
            labels, newest = self.labels(), self.standing.newest
        self.ranking.learn(labels, newest)

    def unread(self) -> NDArray[np.bool_]:
        """Which rows nobody has answered on."""
        with self._lock:
            return self.pool.current & ~self._read

    def size(self) -> tuple[int, int]:
        """Return how many traces there are, and how many of them nobody has answered on."""
        with self._lock:
            return int(self.pool.current.sum()), int(self.unread().sum())

    def hand(
        self,
        reviewer: str,
        queue: str = "proposal",
        *,
        count: int = 1,
        source: int = 0,
        among: Sequence[str] = (),
    ) -> list[Card]:
        """Hand out up to `count` cards: first those the reviewer still holds, then new ones.

        `queue` is proposal (the learned order, with a share of random draws), random, source (in order of arrival),
        second (a blind second reading), disagreement (for adjudication) or search (`among` given traces).
        """
        if queue not in QUEUES:
            raise Misuse(f"there is no queue {queue!r}", hint=f"one of: {', '.join(QUEUES)}")
        reviewer = record.named(reviewer)
        self.refresh()
        with self._lock, self.folder.database.write() as connection:
            self.refresh()  # nobody can answer from here on: a card answered just before is not free
            self._free_stale(connection)
            held = self._held(connection, reviewer, queue, source, among)[:count]
            taken = self._taken(connection, reviewer, everyone=queue != "second")
            made = list(held)
            for choice in self._choices(connection, reviewer, queue, source, among, taken):
                if len(made) >= count:
                    break
                made.append(self._enter(connection, reviewer, queue, choice))
        return self._cards(made)

    def _free_stale(self, connection: Connection) -> None:
        stale = time.time() - LEASE_SECONDS
        connection.execute(
            update(table).where(table.c.state == "open", table.c.held_since < stale).values(state="returned")
        )

    def _held(
        self, connection: Connection, reviewer: str, queue: str, source: int, among: Sequence[str]
    ) -> list[dict[str, Any]]:
        """Return the cards a reviewer holds in a queue; of another source or search, they are not what is asked for."""
        query = select(table).where(
            table.c.question == self.question.id,
            table.c.state == "open",
            table.c.reviewer == reviewer,
            table.c.queue == queue,
        )
        if queue == "search":
            query = query.where(table.c.trace.in_(among))
        held = [dict(row) for row in connection.execute(query.order_by(table.c.id)).mappings()]
        if queue != "source" or not source:
            return held
        rows = self.pool.rows(each["trace"] for each in held).tolist()
        return [each for each, row in zip(held, rows, strict=True) if self.pool.sources[row] == source]

    def _taken(self, connection: Connection, reviewer: str, *, everyone: bool) -> set[int]:
        """Rows on cards that are out: nobody else is handed the same card."""
        query = select(table.c.trace).where(table.c.question == self.question.id, table.c.state == "open")
        if not everyone:
            query = query.where(table.c.reviewer == reviewer)
        return set(self.pool.rows(connection.execute(query).scalars().all()).tolist())

    def _choices(
        self,
        connection: Connection,
        reviewer: str,
        queue: str,
        source: int,
        among: Sequence[str],
        taken: set[int],
    ) -> Iterator[_Choice]:
        free = self.unread()
        free[[row for row in taken if row >= 0]] = False
        if queue == "proposal":
            yield from self._proposed(connection, free)
        elif queue == "random":
            yield from self._random(connection, free)
        elif queue == "source":
            rows = np.flatnonzero(free & (self.pool.sources == source if source else True))
            yield from (_Choice(row, "source") for row in rows.tolist())
        elif queue == "second":
            yield from self._second(connection, reviewer, taken)
        elif queue == "disagreement":
            rows = self.pool.rows(self.standing.disputed()).tolist()
            yield from (_Choice(row, "disagreement") for row in rows if row >= 0 and row not in taken)
        else:
            rows = self.pool.rows(among).tolist()
            yield from (_Choice(row, "search") for row in rows if row >= 0 and free[row])

    def _proposed(self, connection: Connection, free: NDArray[np.bool_]) -> Iterator[_Choice]:
        """Follow the learned order, but draw a share of the cards at random, with the chance recorded."""
        ranked = self.ranking.ranked(free)
        while free.any():
            rng = self._rng(connection)
            if rng.random() < self.question.settings.random_share:
                choice = self._draw(rng, free)
            else:
                found = next(((row, rank) for row, rank in ranked if free[row]), None)
                choice = _Choice(found[0], "proposal", rank=found[1]) if found else self._draw(rng, free)
            free[choice.row] = False
            yield choice

    def _random(self, connection: Connection, free: NDArray[np.bool_]) -> Iterator[_Choice]:
        while free.any():
            choice = self._draw(self._rng(connection), free)
            free[choice.row] = False
            yield choice

    def _draw(self, rng: np.random.Generator, free: NDArray[np.bool_]) -> _Choice:
        """Draw uniformly from the free rows, one a group of near-duplicates."""
        rows = self.ranking.representatives(free)
        return _Choice(int(rng.choice(rows)), "random", probability=1 / len(rows))

    def _rng(self, connection: Connection) -> np.random.Generator:
        """Return the generator of the next draw, seeded by question and newest card: draws can be repeated."""
        newest = connection.execute(select(table.c.id).order_by(table.c.id.desc()).limit(1)).scalar() or 0
        return np.random.default_rng([self.ranking.seed, self.question.id, newest])

    def _second(self, connection: Connection, reviewer: str, taken: set[int]) -> Iterator[_Choice]:
        """Traces read by others and not by this reviewer, drawn at random within strata of the score they had."""
        pending = [
            each for each in self.standing.sequence() if reviewer not in self.standing.readings(each.trace)
        ]
        rows = self.pool.rows(each.trace for each in pending).tolist()
        open_ones = [
            (each, row) for each, row in zip(pending, rows, strict=True) if row >= 0 and row not in taken
        ]
        while open_ones:
            rng = self._rng(connection)
            strata = _strata([each for each, _ in open_ones])
            stratum = strata[int(rng.integers(len(strata)))]
            place = int(rng.choice(stratum))
            yield _Choice(open_ones[place][1], "second", probability=1 / (len(strata) * len(stratum)))
            open_ones.pop(place)

    def _enter(self, connection: Connection, reviewer: str, queue: str, choice: _Choice) -> dict[str, Any]:
        values = {
            "question": self.question.id,
            "trace": self.pool.identifier(choice.row),
            "reviewer": reviewer,
            "queue": queue,
            "drawn": choice.drawn,
            "probability": choice.probability,
            "batch": connection.execute(
                select(func.max(batch.c.id)).where(batch.c.question == self.question.id)
            ).scalar(),
            "rank": choice.rank,
            "score": self.ranking.score(choice.row),
            "learned": self.ranking.learned,
            "handed_at": (now := time.time()),
            "held_since": now,
            "state": "open",
            "saw_score": False,
        }
        made = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
        return {"id": made, **values}

    def _cards(self, rows: list[dict[str, Any]]) -> list[Card]:
        traces = self.traces.get(row["trace"] for row in rows)
        return [
            Card(
                row["id"],
                traces[row["trace"]],
                row["queue"],
                row["drawn"],
                self.group(row["trace"]) if row["queue"] not in {"second", "disagreement"} else (),
                row["queue"] == "second",
            )
            for row in rows
            if row["trace"] in traces
        ]

    def group(self, trace: str) -> tuple[str, ...]:
        """Return the unread near-duplicates of a trace."""
        with self._lock:
            pool, free = self.pool, self.unread()
        row = int(pool.rows([trace])[0])
        others = [each for each in self.ranking.group(row) if each < len(free)]
        return tuple(pool.identifier(each) for each in others if each != row and free[each])

    def answer(self, reviewer: str, answer: Answer) -> list[int]:
        """Store an answer durably; a card of the second queue is marked blind. The ranking learns later, elsewhere."""
        self.refresh()
        answer = self._checked(answer)
        traces = self.traces.get([answer.trace, *answer.covers])
        made = record.write(
            self.folder,
            self.question.id,
            reviewer,
            [answer],
            {name: each.digest for name, each in traces.items()},
        )
        self.refresh()
        return made

    def _checked(self, answer: Answer) -> Answer:
        if answer.role == "adjudication":
            if len({each.verdict for each in self.standing.readings(answer.trace).values()}) < 2:
                raise DecisionError(
                    "there is no disagreement to settle on this trace", hint="read it instead"
                )
            return replace(answer, covers=())  # what nobody has read is not in dispute
        near = set(self.group(answer.trace)) if answer.covers else set()
        return replace(answer, covers=tuple(each for each in dict.fromkeys(answer.covers) if each in near))

    def undo(self, reviewer: str) -> tuple[Decision, Card | None] | None:
        """Take back the reviewer's newest answer and hand its card out again; None where there is none."""
        self.refresh()
        with self._lock:
            last = record.undo(self.folder, self.standing, reviewer)
        if last is None:
            return None
        self.refresh()
        return last, self._rehand(reviewer, last)

    def _rehand(self, reviewer: str, last: Decision) -> Card | None:
        """Hand the card of a decision taken back out again, as it was chosen the first time."""
        queue = {"second": "second", "disagreement": "disagreement", "random": "random"}.get(
            last.drawn, "proposal"
        )
        names = ("trace", "drawn", "probability", "batch", "rank", "score", "learned", "saw_score")
        values = {
            **{name: getattr(last, name) for name in names},
            "question": self.question.id,
            "reviewer": reviewer,
            "queue": queue,
            "handed_at": last.handed_at,
            "held_since": time.time(),
            "state": "open",
        }
        with self.folder.database.write() as connection:
            made = connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
        found = self._cards([{"id": made, **values}])
        return found[0] if found else None

    def give_back(self, reviewer: str, cards: Sequence[int]) -> None:
        """Return cards unanswered, so that others may have them."""
        with self.folder.database.write() as connection:
            connection.execute(
                update(table)
                .where(table.c.id.in_(cards), table.c.reviewer == reviewer, table.c.state == "open")
                .values(state="returned")
            )

    def reveal(self, reviewer: str, number: int) -> dict[str, Any]:
        """Show a card's score and why it was proposed; that it was seen goes into the record first."""
        with self.folder.database.write() as connection:
            row = connection.execute(
                update(table)
                .where(
                    table.c.id == number,
                    table.c.question == self.question.id,
                    table.c.reviewer == reviewer,
                )
                .values(saw_score=True)
                .returning(table)
            ).first()
            if row is None:
                raise DecisionError("this card was not handed to this reviewer", hint="reload the page")
            if row.queue == "second":
                raise DecisionError("a second reading is blind", hint="answer first")
            event.append(connection, reviewer, "score.reveal", {"card": number, "trace": row.trace})
        facts = {"score": row.score, "rank": row.rank, "drawn": row.drawn, "probability": row.probability}
        return {**facts, **self.why(row.trace)}

    def why(self, trace: str) -> dict[str, Any]:
        """Explain a proposal: the words that weigh most, and the decided traces most like it, by identifier."""
        row = int(self.pool.rows([trace])[0])
        return self.ranking.explain(row) if row >= 0 else {"terms": [], "similar": []}


def _strata(decisions: Sequence[Decision], parts: int = 3) -> list[list[int]]:
    """Places of decisions in up to three strata of the score they were proposed with; unscored ones are one stratum."""
    scored = sorted((each.score, place) for place, each in enumerate(decisions) if each.score is not None)
    unscored = [place for place, each in enumerate(decisions) if each.score is None]
    size = -(-len(scored) // parts) or 1
    strata = [[place for _, place in scored[start : start + size]] for start in range(0, len(scored), size)]
    return [*strata, *([unscored] if unscored else [])]
