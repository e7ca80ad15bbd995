"""The figures of a methods page: counted from a release, nothing of them written by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from diatrace.decision.standing import Standing
from diatrace.model import VERDICTS, Decision
from diatrace.publication.contract import Member, Release
from diatrace.publication.gate import Report


@dataclass(slots=True)
class Dates:
    """How one kind of date is spread over the members: first and last with their precision, and what they rest on."""

    name: str
    first: tuple[datetime, str] | None = None
    last: tuple[datetime, str] | None = None
    undated: int = 0
    evidence: Counter[str] = field(default_factory=Counter)
    years: Counter[int] = field(default_factory=Counter)

    def add(self, row: Mapping[str, Any]) -> None:
        """Count one member."""
        at, precision = row[self.name], row[f"{self.name}_precision"]
        if at is None:
            self.undated += 1
            return
        self.evidence[row[f"{self.name}_evidence"]] += 1
        self.years[at.year] += 1
        self.first = min(self.first or (at, precision), (at, precision))
        self.last = max(self.last or (at, precision), (at, precision))


@dataclass(slots=True)
class Person:
    """What one reviewer did, counted over decisions that stand; the clock also counts what was taken back."""

    name: str
    readings: int = 0
    adjudications: int = 0
    blind: int = 0
    saw_score: int = 0
    covered: int = 0
    taken_back: int = 0
    timed: int = 0
    seconds: float = 0.0
    first: str = ""
    last: str = ""
    verdicts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Figures:
    """All that a methods page says in numbers."""

    study: dict[str, Any]
    corpus: dict[str, Any]
    criteria: str
    settings: dict[str, Any]
    sources: list[dict[str, Any]]
    edited: Dates
    captured: Dates
    languages: dict[str, int]
    kinds: dict[str, int]
    venues: dict[str, int]
    batches: list[dict[str, Any]]
    drawn: dict[str, int]
    people: list[Person]
    readers: dict[int, int]
    disputed: int
    adjudicated: int
    advice: dict[str, Any]
    agreement: dict[str, Any]
    blind: dict[str, Any]
    report: Report
    diatrace: str
    unit: str = "trace"
    web: dict[str, Any] = field(default_factory=dict)

    @property
    def decisions(self) -> int:
        """How many decisions stand."""
        return sum(each.readings + each.adjudications for each in self.people)

    @property
    def seconds(self) -> float:
        """What the review clock counted, over all people."""
        return sum(each.seconds for each in self.people)

    @property
    def timed(self) -> int:
        """How many decisions the clock counted."""
        return sum(each.timed for each in self.people)

    @property
    def unread(self) -> int:
        """How many traces were held and not decided."""
        settled: int = sum(self.corpus["verdicts"][each] for each in VERDICTS)
        return int(self.corpus["candidates"]) - settled


def figures(release: Release) -> Figures:
    """Count everything; one pass over the members."""
    protocol, standing = release.protocol, release.standing
    edited, captured = Dates("edited"), Dates("captured")
    languages: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    venues: Counter[str] = Counter()
    for member in release.members():
        _count(member, edited, captured, languages, kinds, venues)
    return Figures(
        study=release.study,
        corpus=release.version.plain(),
        criteria=release.question.criteria,
        settings={
            name: getattr(release.question.settings, name) for name in ("random_share", "target", "alpha")
        },
        sources=release.sources,
        edited=edited,
        captured=captured,
        languages=dict(languages.most_common()),
        kinds=dict(kinds.most_common()),
        venues=dict(venues.most_common()),
        batches=[_batch(each) for each in protocol["batches"]],
        drawn=dict(Counter(each.drawn for each in _standing(standing)).most_common()),
        people=people(standing),
        readers=dict(sorted(Counter(len(standing.readings(each)) for each in standing.traces()).items())),
        disputed=len(standing.disputed()),
        adjudicated=sum(standing.adjudication(each) is not None for each in standing.traces()),
        advice=protocol["advice"],
        agreement=release.agreement(),
        blind=release.agreement(blind=True),
        report=release.report,
        diatrace=protocol["diatrace"],
        unit=release.question.settings.unit,
        web=release.web(),
    )


def _count(
    member: Member,
    edited: Dates,
    captured: Dates,
    languages: Counter[str],
    kinds: Counter[str],
    venues: Counter[str],
) -> None:
    edited.add(member.row)
    captured.add(member.row)
    languages[member.row["language"]] += 1
    kinds[member.row["kind"]] += 1
    venues[member.venue] += 1


def _batch(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "params": msgspec.json.decode(row["params"])}


def _standing(standing: Standing) -> Iterable[Decision]:
    """Yield every decision that was not taken back."""
    for trace in standing.traces():
        yield from standing.history(trace)


def people(standing: Standing) -> list[Person]:
    """Return what each reviewer did, in the order in which they came."""
    found = {each.reviewer: Person(each.reviewer) for each in standing.decisions.values()}
    for each in standing.decisions.values():
        person = found[each.reviewer]
        person.first, person.last = person.first or each.made_at, each.made_at
        person.taken_back += each.role == "undo"
        person.seconds += each.seconds or 0.0
        person.timed += each.seconds is not None and each.role != "undo" and not each.group
    for each in _standing(standing):
        person = found[each.reviewer]
        person.verdicts[each.verdict] += 1
        person.adjudications += each.role == "adjudication"
        person.readings += each.role == "reading"
        person.blind += each.blind
        person.saw_score += each.saw_score
        person.covered += bool(each.group)
    return list(found.values())
