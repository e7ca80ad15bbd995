"""The review desk: cards, answers, undo, scores on demand, the dashboard."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from diatrace.decision.record import Answer
from diatrace.server.render import card_shape, why_shape
from diatrace.server.route.study import Open
from diatrace.server.shape import (
    Answered,
    AnswerShape,
    CardShape,
    Dashboard,
    GiveBack,
    Hand,
    Reveal,
    Undo,
    Undone,
    Whole,
    Why,
)

router = APIRouter(tags=["review"])


@router.post("/api/question/{question}/hand")
def hand(question: str, order: Hand, open_: Open) -> list[CardShape]:
    """Hand out cards: first those the reviewer still holds, then new ones."""
    desk = open_.desk(question)
    among: list[str] = []
    if order.queue == "search":
        _, found = open_.study.trace.search(order.search, limit=500)
        among = [each.id for each in found]
    cards = desk.hand(order.reviewer, order.queue, count=order.count, source=order.source, among=among)
    return [card_shape(desk, each) for each in cards]


@router.post("/api/question/{question}/answer", status_code=201)
def answer(question: str, given: AnswerShape, open_: Open) -> Answered:
    """Store an answer durably, before the page lets the card go."""
    desk = open_.desk(question)
    made = desk.answer(
        given.reviewer,
        Answer(
            trace=given.trace,
            verdict=given.verdict,
            reason=given.reason,
            note=given.note,
            seconds=given.seconds,
            role="adjudication" if given.adjudication else "reading",
            drawn="disagreement" if given.adjudication else "search",
            card=given.card,
            covers=tuple(given.covers),
            token=given.token or None,
        ),
    )
    open_.learner(question).wake()
    return Answered(decisions=made)


@router.post("/api/question/{question}/undo")
def undo(question: str, order: Undo, open_: Open) -> Undone | None:
    """Take back the reviewer's newest answer; its card comes back. Nothing to undo: null."""
    desk = open_.desk(question)
    found = desk.undo(order.reviewer)
    open_.learner(question).wake()
    if found is None:
        return None
    last, card = found
    return Undone(trace=last.trace, verdict=last.verdict, card=card_shape(desk, card) if card else None)


@router.post("/api/question/{question}/give-back", status_code=204)
def give_back(question: str, order: GiveBack, open_: Open) -> None:
    """Return cards unanswered, so that others may have them."""
    open_.desk(question).give_back(order.reviewer, order.cards)


@router.post("/api/question/{question}/reveal")
def reveal(question: str, order: Reveal, open_: Open) -> Why:
    """Show a card's score and why it was proposed; that it was seen goes into the record first."""
    desk = open_.desk(question)
    return Why.model_validate(why_shape(desk, desk.reveal(order.reviewer, order.card)))


@router.get("/api/question/{question}/dashboard")
def dashboard(question: str, open_: Open) -> Dashboard:
    """Return where the review stands."""
    facts: dict[str, Any] = open_.study.decision.status(question)
    facts.pop("question", None)
    return Dashboard(**facts, ranking=open_.ranking_state(question))


@router.get("/api/question/{question}/agreement")
def agreement(question: str, open_: Open, blind: bool = False) -> dict[str, Any]:
    """Return the agreement between readers, with intervals and every disagreement."""
    return open_.study.decision.agreement(question, blind=blind)


@router.post("/api/question/{question}/propose", status_code=202)
def propose(question: str, open_: Open, seed: Whole = 0) -> None:
    """Rank everything anew in the background and keep the order as a batch; the pulse tells of the run."""
    open_.desk(question)
    open_.in_background(lambda: open_.study.proposal.run(question, seed=seed))
