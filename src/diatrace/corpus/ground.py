"""What a corpus of sites stands on: boundaries, fields, values and pages as they were when it was frozen.

Sites go on changing after that: they are merged, crawled again, told anew. All of it is added and nothing replaced, so
that the newest numbers of that moment are enough to see the sites as they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, func, select

from diatrace.actor.boundary import Boundaries, Site
from diatrace.actor.card import digest_of
from diatrace.actor.prefix import canonical
from diatrace.actor.sites import Sites
from diatrace.actor.web import WebIndex
from diatrace.decision import field as fields
from diatrace.decision.field import Field
from diatrace.decision.value import Values
from diatrace.errors import CorpusError
from diatrace.store import canonical as plain
from diatrace.store import schema
from diatrace.store.folder import Folder


@dataclass(frozen=True, slots=True)
class Ground:
    """The newest act on boundaries, definition of a field, value and segment of traces, as they were at one moment."""

    boundary: int
    field: int
    value: int
    segment: str


class Laid:
    """The sites of a study on one ground."""

    def __init__(self, folder: Folder, ground: Ground) -> None:
        self.folder, self.ground = folder, ground

    def segments(self) -> list[str]:
        """Return the names of the segments of traces that were there."""
        return [each.name for each in self.folder.segments("trace") if each.name <= self.ground.segment]

    @cached_property
    def boundaries(self) -> Boundaries:
        """The boundaries as they stood."""
        found = Boundaries()
        with self.folder.database.read() as connection:
            found.refresh(connection, until=self.ground.boundary)
        return found

    @cached_property
    def sites(self) -> Sites:
        """The sites as they stood."""
        return self.without(())

    def without(self, left_out: Collection[str]) -> Sites:
        """Return the sites as they stood, had these segments not come."""
        names = [each for each in self.segments() if each not in left_out]
        return Sites(WebIndex(self.folder).of(names), self.boundaries)

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """What each site was that was declared or known of, as a digest of its name and its prefixes."""
        return {each.id: _digest(each) for each in self._current()}

    def _current(self) -> Iterable[Site]:
        known = self.sites.known
        return (
            each
            for row, each in enumerate(self.sites.sites)
            if known[row] or (each.declared and each.prefixes)
        )

    def candidates(self) -> list[tuple[str, str]]:
        """Return identifier and digest of the boundaries of each site that could be asked about."""
        return [(each.id, digest_of(each.prefixes)) for each in self._current()]

    def values(self) -> Values:
        """Return what had been said in the study's fields."""
        found = Values()
        with self.folder.database.read() as connection:
            found.refresh(connection, until=self.ground.value)
        return found

    def fields(self) -> list[Field]:
        """Return the fields of sites as they were defined."""
        found = fields.listed(self.folder, until=self.ground.field)
        return [each for each in found if each.unit == "site"]

    def protocol(self, sites: Iterable[str]) -> dict[str, Any]:
        """Return what a protocol tells of the ground, and of what these sites were on it."""
        held = [[each, self.digests[each]] for each in sorted(sites)]
        return {"unit": "site", "ground": asdict(self.ground), "sites_digest": plain.digest(held)}


def _digest(site: Site) -> str:
    return plain.digest([site.name, *sorted({canonical(each) for each in site.prefixes})])


def now(folder: Folder) -> Laid:
    """Return the sites on the ground of this moment."""
    with folder.database.read() as connection:

        def newest(column: Column[int]) -> int:
            return int(connection.execute(select(func.max(column))).scalar() or 0)

        ground = Ground(
            newest(schema.boundary.c.id),
            newest(schema.field.c.id),
            newest(schema.value.c.id),
            max((each.name for each in folder.segments("trace")), default=""),
        )
    return Laid(folder, ground)


def laid_of(folder: Folder, protocol: Mapping[str, Any]) -> Laid:
    """Return the sites as a version stands on them; raise CorpusError where it is older than that."""
    if "ground" not in protocol:
        raise CorpusError(
            "the version does not say what its sites were", hint="freeze the corpus again: a new version will"
        )
    return Laid(folder, Ground(**protocol["ground"]))
