"""The records of the house and nothing else: one word a concept, as in the glossary."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeAlias

Verdict: TypeAlias = Literal["in", "out", "neighbour", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("in", "out", "neighbour", "unsure")

Venue: TypeAlias = Literal["open", "closed", "consented"]
VENUES: tuple[Venue, ...] = ("open", "closed", "consented")

FORMS = ("text", "image", "video", "audio", "voice", "media", "emoji", "sticker", "document", "location", "contact",
         "poll", "announcement", "system")  # fmt: skip

TIE_KINDS = ("mention", "reply", "forward", "link", "redirect", "canonical", "alternate")


class Moment(NamedTuple):
    """A date with what it rests on.

    `at` is naive: UTC where `zone` is "UTC", wall-clock time of an unknown place where `zone` is "local".
    `precision` is one of second, minute, hour, day, month, year. `at` is None where no date is known; `evidence`
    then says what was found instead.
    """

    at: datetime | None = None
    precision: str = ""
    zone: str = ""
    evidence: str = ""


UNDATED = Moment()


class Span(NamedTuple):
    """A redactable stretch of a text: code points `start` (included) to `end` (excluded), and what it is.

    `kind` is one of phone, email, iban, handle, name.
    """

    start: int
    end: int
    kind: str


class Link(NamedTuple):
    """One occurrence of a link in one version of a page, or `count` of them where a list counted them.

    `address` is absolute. `anchor` is the text of the link, `context` the sentence around it. `place` is content or
    boilerplate (navigation, header, footer, aside), head (canonical, hreflang) or http (a redirect, a Link header).
    `rel` holds the tokens of its rel attribute (nofollow, canonical, alternate …), parted by spaces; `kind` is link,
    redirect, canonical or alternate.
    """

    address: str
    anchor: str = ""
    context: str = ""
    place: str = ""
    rel: str = ""
    kind: str = "link"
    count: int = 1  # type: ignore[assignment]  # hides a method of tuples that nobody needs here


@dataclass(slots=True)
class Record:
    """One thing a reader found, names still real: it lives only until the door.

    `native` identifies it within `platform` (readers join chat and message number themselves); empty where the
    format gives none, and then thread, author, date and text together identify it. `reply_to` is a `native`.
    `names` are stretches of `text` that hold a person's name. `raw` is the record as the file had it; `where` its
    line, row or item number. `attributes` are plain facts kept as they are (counts, labels), never names. `links` are
    bare addresses; a page's links come with their evidence, as `occurrences`.
    """

    text: str = ""
    kind: str = "post"  # post, message, comment, page, link; site: listed, with what it links to
    platform: str = ""
    native: str = ""
    title: str = ""
    author: str = ""
    thread: str = ""
    reply_to: str = ""
    forward_of: str = ""  # the name of whoever said it first
    url: str = ""
    edited: Moment = UNDATED
    captured: Moment = UNDATED
    language: str = ""  # as declared by the format, else empty
    forms: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    occurrences: tuple[Link, ...] = ()
    names: tuple[tuple[int, int], ...] = ()
    attributes: dict[str, Any] | None = None
    raw: bytes = b""
    where: int = 0


@dataclass(slots=True)
class Unreadable:
    """A record the reader could not make sense of: kept raw, counted, named with place and reason."""

    where: int
    reason: str
    raw: bytes = b""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a reader will read one file: proposed by `prepare`, shown, edited, then obeyed by `read`.

    `settings` are the reader's own (encoding, delimiter, column of each field, day order …), JSON-ready, so that the
    same import can be repeated from the record. `kept`, `pseudonymised` and `left_out` tell a person, in the file's
    own words, what will happen to each part of a record. `notes` explain what the proposals rest on.
    """

    format: str
    settings: dict[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    pseudonymised: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """One thing left behind, as the study holds it: pseudonymised, dated twice, its raw record kept by digest."""

    id: str
    source: int
    kind: str
    platform: str
    title: str
    text: str
    author: str
    thread: str
    reply_to: str
    forward_of: str
    url: str
    language: str  # an ISO 639 code, or "unsure"
    language_evidence: str
    edited: Moment
    captured: Moment
    forms: tuple[str, ...]
    spans: tuple[Span, ...]
    attributes: dict[str, Any]
    digest: str
    raw: str
    position: int


@dataclass(frozen=True, slots=True)
class Tie:
    """A dated, typed link from a trace (and its author) to an actor, another trace or an address.

    Of a page's links, `anchor`, `context`, `place` and `rel` say what stands around them, `count` how many there are
    (see `Link`).
    """

    trace: str
    kind: str  # one of TIE_KINDS
    author: str
    target: str
    at: datetime | None
    anchor: str = ""
    context: str = ""
    place: str = ""
    rel: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What a named person answered on one trace, when, how long it took, why, seeing or not seeing the score.

    `digest` is the content that was judged. `role` is reading, adjudication or undo (which takes back `undoes`).
    `drawn` says how the card came: proposal, random, second, source, search, disagreement, file. `probability` is the
    chance with which a random draw took it; `handed_at` (seconds since 1970) when it was handed out. `batch`, `rank`,
    `score` and `learned` (the newest decision the ranking knew) say what the algorithm proposed. `group` names the
    trace whose near-duplicate this is when one answer covered several.
    """

    id: int
    question: int
    trace: str
    digest: str
    reviewer: str
    verdict: Verdict
    reason: str
    note: str
    role: str
    made_at: str
    seconds: float | None
    saw_score: bool
    blind: bool
    drawn: str
    probability: float | None
    batch: int | None
    rank: int | None
    score: float | None
    learned: int | None
    handed_at: float
    group: str
    undoes: int | None
