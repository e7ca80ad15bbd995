"""The gate: everything that leaves passes here; what it withholds is counted and told.

Content digests never leave beside a text in which something was marked: whoever has the rest of the text and its digest
finds a telephone number by trying them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import msgspec

from diatrace.corpus.item import Item
from diatrace.errors import PublicationRefused
from diatrace.model import Decision, Span
from diatrace.privacy.identifiers import KINDS, find, redact

_encode = msgspec.json.Encoder(order="sorted").encode
_DIGESTS = {"digest": "", "state": "", "raw": ""}
_SAID = ("title", "text", "url", "attributes")
_PAGES = ("page", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a person asks the gate to let through; every departure from the defaults is recorded."""

    closed: str = field(
        default="withhold",
        metadata={
            "choices": ("withhold", "include"),
            "help": "texts of closed venues; including them needs a reason",
        },
    )
    identifiers: str = field(
        default="mark",
        metadata={
            "choices": ("mark", "keep"),
            "help": "telephone numbers, addresses, handles and names in texts; reviewers' notes, names of files",
        },
    )
    urls: str = field(
        default="withhold",
        metadata={
            "choices": ("withhold", "keep"),
            "help": "addresses that lead to an account; those of pages are kept",
        },
    )
    reviewers: str = field(
        default="number", metadata={"choices": ("number", "name"), "help": "reviewers as R1, R2 … or by name"}
    )
    reason: str = field(default="", metadata={"help": "why more than the default may leave; it is recorded"})


@dataclass(frozen=True, slots=True)
class Report:
    """What the gate met in a corpus; `withheld` and `passed` say what became of it.

    Counts are of texts (closed), of addresses (url), of stretches of text (phone, email, iban, handle, name), of
    reviewers' names (reviewer), of their notes (note), and of names of source files (file).
    """

    opening: Opening
    retain_until: str
    members: int
    met: dict[str, int]

    @property
    def withheld(self) -> dict[str, int]:
        """What stayed behind, by kind."""
        return {kind: count for kind, count in self.met.items() if not _open(self.opening, kind)}

    @property
    def passed(self) -> dict[str, int]:
        """What left on request, by kind."""
        return {kind: count for kind, count in self.met.items() if _open(self.opening, kind)}

    def plain(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "retain_until": self.retain_until,
            "members": self.members,
            "withheld": self.withheld,
            "passed": self.passed,
            **asdict(self.opening),
        }


def _open(opening: Opening, kind: str) -> bool:
    if kind == "closed":
        return opening.closed == "include"
    if kind == "url":
        return opening.urls == "keep"
    if kind == "reviewer":
        return opening.reviewers == "name"
    return opening.identifiers == "keep"


class Gate:
    """Passes one release; `met` counts what it came upon, let through or not.

    `venues` gives each source's venue, `people` each reviewer's number.
    """

    def __init__(self, opening: Opening, venues: Mapping[int, str], people: Mapping[str, str]) -> None:
        if opening.closed == "include" and not opening.reason.strip():
            raise PublicationRefused(
                "texts of closed venues leave only for a reason", hint="--set closed=include --set reason=…"
            )
        self._opening, self._venues, self._people = opening, venues, people
        self._keeps = opening.identifiers == "keep"
        self.met: Counter[str] = Counter()

    def trace(self, row: dict[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
        """Return a stored trace as it may leave, and the names of the fields that were emptied."""
        if self._venues.get(row["source"], "closed") == "closed":
            self.met["closed"] += 1
            if self._opening.closed == "withhold":
                held = tuple(name for name in _SAID if row[name])
                return {**row, **_DIGESTS, **dict.fromkeys(_SAID, ""), "spans": []}, held
        spans = [Span(**each) for each in row["spans"]]
        passed = {
            **row,
            "title": self.words(row["title"]),
            "text": self._marked(row["text"], spans),
            "attributes": self._attributes(row["attributes"]),
        }
        if not self._keeps:
            passed |= {**_DIGESTS, "spans": []}
        if row["url"] and _leads_to_account(row):
            self.met["url"] += 1
            if self._opening.urls == "withhold":
                return {**passed, "url": ""}, ("url",)
        return passed, ()

    def words(self, text: str) -> str:
        """Return free text with its identifiers marked."""
        return self._marked(text, find(text)) if text else text

    def _marked(self, text: str, spans: list[Span] | tuple[Span, ...]) -> str:
        self.met.update(span.kind for span in spans)
        return text if self._keeps or not spans else redact(text, spans, KINDS)

    def _attributes(self, attributes: str) -> str:
        if not attributes:
            return attributes
        plain = msgspec.json.decode(attributes)
        marked = self._each(plain)
        return attributes if marked == plain else _encode(marked).decode()

    def _each(self, value: Any) -> Any:
        """Mark every text within a value."""
        if isinstance(value, str):
            return self.words(value)
        if isinstance(value, list):
            return [self._each(each) for each in value]
        if isinstance(value, dict):
            return {name: self._each(each) for name, each in value.items()}
        return value

    def reviewer(self, name: str) -> str:
        """Return a reviewer's number, or the name where that was asked for."""
        return self._people[name] if self._opening.reviewers == "number" else name

    def item(self, item: Item) -> Item:
        """Return an item as it may leave."""
        answers = tuple(
            (role, self.reviewer(name), verdict, self.words(reason))
            for role, name, verdict, reason in item.answers
        )
        return replace(item, answers=answers, digest=item.digest if self._keeps else "")

    def decision(self, decision: Decision) -> Decision:
        """Return a decision as it may leave: notes are for those who work on the study."""
        self.met["note"] += bool(decision.note)
        return replace(
            decision,
            reviewer=self.reviewer(decision.reviewer),
            reason=self.words(decision.reason),
            note=decision.note if self._keeps else "",
            digest=decision.digest if self._keeps else "",
        )

    def source(self, source: Mapping[str, Any]) -> dict[str, Any]:
        """Return a source as it may leave: the name of a chat's file is often a person's."""
        self.met["file"] += 1
        return {**source} if self._keeps else {**source, "name": "", "settings": ""}


def _leads_to_account(row: Mapping[str, Any]) -> bool:
    authored = bool(row["author"]) and row["kind"] not in _PAGES
    return authored or any(span.kind == "handle" for span in find(row["url"]))
