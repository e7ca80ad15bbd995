"""What a publication may draw on, and what an exporter must offer.

A new format is a class like `Exporter`, an entry point, and a line in the contract suite.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Protocol

from diatrace.corpus import member
from diatrace.corpus.item import Item
from diatrace.corpus.version import Version, read_items, refuse_empty
from diatrace.decision.agreement import report
from diatrace.decision.question import named
from diatrace.decision.standing import Standing
from diatrace.errors import PublicationRefused
from diatrace.publication.gate import Gate, Opening, Report
from diatrace.store.folder import Folder


@dataclass(frozen=True, slots=True)
class Member:
    """A member of the corpus after the gate: its stored fields, its verdict and answers, what was emptied."""

    row: dict[str, Any]
    item: Item
    venue: str
    withheld: tuple[str, ...]


class Release:
    """A frozen version on its way out: all that an exporter may draw on, after the gate.

    `study` and `protocol` are as they were at freezing. Members are streamed in order of identifier, as often as asked.
    """

    def __init__(self, folder: Folder, version: Version, opening: Opening) -> None:
        if folder.statement.expired:
            raise PublicationRefused(
                f"the study's traces were to be erased on {folder.statement.retain_until}",
                where=str(folder.path),
                hint="erase them; nothing leaves after the retention date",
            )
        refuse_empty(version)
        self._folder, self.version, self.opening = folder, version, opening
        self._items = read_items(folder, version)
        self._sources = version.protocol["sources"]
        self._venues = {each["id"]: each["venue"] for each in self._sources}
        self.question = named(folder, version.protocol["question"]["name"])
        self.study: dict[str, Any] = version.protocol["study"]
        decided = Standing(self.question.id)
        with folder.database.read() as connection:
            decided.refresh(connection, until=version.protocol["newest_decision"])
        names = dict.fromkeys(each.reviewer for each in decided.decisions.values())
        self._people = {name: f"R{number}" for number, name in enumerate(names, 1)}
        gate = self._gate()
        for number, decision in decided.decisions.items():
            decided.decisions[number] = gate.decision(decision)
        self.standing = decided
        self.sources = [gate.source(each) for each in self._sources]
        self.report = self._survey(gate.met)

    def _gate(self) -> Gate:
        return Gate(self.opening, self._venues, self._people)

    def _survey(self, before: Counter[str]) -> Report:
        """Pass every member once, to tell what the gate withholds before anything is written."""
        gate = self._gate()
        for row in self._stored():
            gate.trace(row)
        met = before + gate.met + Counter(reviewer=len(self._people))
        return Report(
            self.opening, self._folder.statement.retain_until, self.version.members, dict(sorted(met.items()))
        )

    def _stored(self) -> Iterator[dict[str, Any]]:
        return member.stored(self._folder, [each for each in self._items if each.member])

    @cached_property
    def protocol(self) -> dict[str, Any]:
        """The protocol of the version, its sources after the gate."""
        return {**self.version.protocol, "sources": self.sources}

    def members(self) -> Iterator[Member]:
        """Yield every member."""
        gate = self._gate()
        items = (each for each in self._items if each.member)
        for row, item in zip(self._stored(), items, strict=True):
            passed, withheld = gate.trace(row)
            yield Member(passed, gate.item(item), self._venues.get(row["source"], "closed"), withheld)

    def agreement(self, *, blind: bool = False) -> dict[str, Any]:
        """Return agreement between readers (see `decision.agreement`), without their names.

        With `blind`, of the readings after the first only blind ones count.
        """
        called = self._people if self.opening.reviewers == "number" else {}
        names = {
            number: name for name, number in called.items()
        }  # the bootstrap depends on the order of names
        ratings: dict[Hashable, dict[str, str]] = {}
        for trace in self.standing.traces():
            first, *others = sorted(self.standing.readings(trace).values(), key=lambda each: each.id)
            counted = [first, *(each for each in others if each.blind or not blind)]
            ratings[trace] = {names.get(each.reviewer, each.reviewer): each.verdict for each in counted}
        found = report(ratings)
        return {
            name: value
            for name, value in found.items()
            if name not in {"raters", "confusion", "disagreements"}
        }

    def web(self) -> dict[str, Any]:
        """Return what a corpus of sites stands on (see `SiteRelease`); nothing of traces."""
        return {}

    def items(self) -> Iterator[Item]:
        """Yield every trace that was answered on, members or not, with its verdict and answers."""
        gate = self._gate()
        return (gate.item(each) for each in self._items)


class Exporter(Protocol):
    """Writes a release in one format.

    `units` says what its corpora are of: trace, site (released as `SiteRelease`), or both. `params` is a dataclass
    that extends `Opening`. `run` writes to `out`, a path that does not exist yet, and returns it; equal releases give
    equal bytes. Of what leaves, an exporter sees only the release.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    suffix: ClassVar[str]
    units: ClassVar[tuple[str, ...]]
    params: ClassVar[type[Opening]]

    def run(self, release: Release, out: Path, params: Any) -> Path:
        """Write the release to `out` and return it."""
        ...
