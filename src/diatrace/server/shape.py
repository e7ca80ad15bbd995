"""What goes over the wire: the page's typed client is derived from these."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from diatrace.model import Venue, Verdict


class Shape(BaseModel):
    """Base of all shapes: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


Whole: TypeAlias = Annotated[int, Field(ge=0, lt=2**63)]
"""A number that the stores can hold: of a card, a source, a run, a row."""

Name: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
"""Who does something, or what something is called."""


class Problem(Shape):
    """An error after RFC 9457.

    `question` and `choices` where a person must answer before the work can go on; the answer goes into the reader's
    parameter `param`, or into its mapping where that is "map.FIELD".
    """

    type: str = "about:blank"
    title: str
    status: int
    where: str = ""
    hint: str = ""
    question: str = ""
    param: str = ""
    choices: dict[str, str] = Field(default_factory=dict)


class QuestionShape(Shape):
    """A question and how far its review is."""

    name: str
    criteria: str
    settings: dict[str, float | str]
    decided: int
    total: int


class StudyShape(Shape):
    """What the study states of itself, and what it holds."""

    id: str
    title: str
    purpose: str
    basis: str
    retain_until: str
    expired: bool
    languages: list[str]
    traces: int
    sources: int
    key_here: bool
    version: str
    questions: list[QuestionShape]


class Piece(Shape):
    """A stretch of text; `kind` is set where it could identify a person (phone, email, iban, handle, name)."""

    text: str
    kind: str = ""


class TraceShape(Shape):
    """A trace as the page shows it: text in pieces, dates as ISO 8601 with what they rest on."""

    id: str
    source: int
    kind: str
    platform: str
    title: str
    pieces: list[Piece]
    author: str
    thread: str
    url: str
    language: str
    language_evidence: str
    edited: str | None
    edited_precision: str
    edited_evidence: str
    captured: str | None
    captured_evidence: str
    forms: list[str]
    attributes: dict[str, Any]
    harrowing: bool


class ContextShape(Shape):
    """What surrounds a trace."""

    answers_to: list[TraceShape]
    before: list[TraceShape]
    after: list[TraceShape]
    replies: list[TraceShape]
    ties: list[dict[str, Any]]


class CardShape(Shape):
    """A card handed to a reviewer; the score is not on it."""

    card: int
    trace: TraceShape
    queue: str
    drawn: str
    group: list[TraceShape]
    blind: bool
    readings: list[ReadingShape]


class ReadingShape(Shape):
    """What one reader answered; shown on cards of the disagreement queue only."""

    reviewer: str
    verdict: Verdict
    reason: str
    note: str
    made_at: str


Queue = Literal["proposal", "random", "source", "second", "disagreement", "search"]


class Hand(Shape):
    """Ask for cards."""

    reviewer: Name
    queue: Queue = "proposal"
    count: int = Field(default=1, ge=1, le=20)
    source: Whole = 0
    search: str = Field(default="", max_length=1000)


class AnswerShape(Shape):
    """An answer on a card or, without one, on any trace."""

    reviewer: Name
    trace: str = Field(pattern="^[0-9a-f]{16}$")
    verdict: Verdict
    reason: str = Field(default="", max_length=2000)
    note: str = Field(default="", max_length=20_000)
    seconds: float | None = Field(default=None, ge=0, le=86_400)
    card: Whole | None = None
    covers: list[str] = Field(default_factory=list, max_length=10_000)
    adjudication: bool = False
    token: str = Field(
        default="", max_length=80, description="The same answer sent twice with one token counts once."
    )


class Answered(Shape):
    """What was stored."""

    decisions: list[int]


class Undone(Shape):
    """What was taken back, and its card, handed out again."""

    trace: str
    verdict: Verdict
    card: CardShape | None


class Undo(Shape):
    """Take back the reviewer's newest answer."""

    reviewer: Name


class Reveal(Shape):
    """Ask for a card's score: that it was seen goes into the record."""

    reviewer: Name
    card: Whole


class Term(Shape):
    """A word and what it adds to the score."""

    term: str
    weight: float


class Similar(Shape):
    """A decided trace like this one."""

    trace: str
    similarity: float
    verdict: str
    title: str
    excerpt: str


class Why(Shape):
    """Why a trace was proposed."""

    score: float | None
    rank: int | None
    drawn: str
    probability: float | None
    terms: list[Term]
    similar: list[Similar]


class GiveBack(Shape):
    """Return cards unanswered."""

    reviewer: Name
    cards: list[Whole] = Field(max_length=100)


class NewQuestion(Shape):
    """A question to put."""

    name: Name
    criteria: str = Field(min_length=1, max_length=5000)
    settings: dict[str, float | str] = Field(default_factory=dict)
    who: Name = "owner"


class Person(Shape):
    """What one reviewer has done on a question."""

    reviewer: str
    readings: int
    adjudications: int
    verdicts: dict[str, int]
    seconds: float
    per_hour: float | None


class Dashboard(Shape):
    """Where a review stands."""

    total: int
    read: int
    verdicts: dict[str, int]
    settled: int
    disputed: int
    read_twice: int
    read_alone: int
    hours_spent: float
    hours_to_go: float | None
    per_hour: float | None
    seconds_per_item: float | None
    stretch: int
    found: list[int]
    advice: dict[str, Any]
    agreement: dict[str, Any] | None
    people: list[Person]
    ranking: dict[str, Any]


class Upload(Shape):
    """A file taken in for a look."""

    upload: str
    name: str
    bytes: int


class SourceOrder(Shape):
    """Preview or import an uploaded file."""

    upload: str = Field(pattern="^[0-9a-f]{32}$")
    format: str = Field(default="", max_length=40)
    params: dict[str, Any] = Field(default_factory=dict)
    venue: Venue | Literal[""] = ""
    basis: str = Field(default="", max_length=500)
    who: Name = "owner"


class Door(Shape):
    """Where the browser extension posts to."""

    address: str


class Freeze(Shape):
    """Freeze a corpus."""

    question: str
    name: str = Field(default="", max_length=80)
    rule: str = "adjudicated"
    include: list[Verdict] = ["in"]
    who: Name = "owner"


class PublicationOrder(Shape):
    """Write a publication of a frozen corpus."""

    corpus: str
    format: str
    params: dict[str, Any] = Field(default_factory=dict)


CardShape.model_rebuild()
