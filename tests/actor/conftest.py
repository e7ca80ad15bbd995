from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import pytest

from diatrace.actor.boundary import Boundaries
from diatrace.actor.sites import Sites
from diatrace.actor.web import WebIndex
from diatrace.model import Link, Moment, Record
from diatrace.store import event, segment
from diatrace.store.folder import Folder
from diatrace.store.segment import SegmentWriter
from diatrace.trace.columns import TIE, TRACE
from diatrace.trace.door import Door
from diatrace.trace.known import Known
from tests import invented

Pages: TypeAlias = Mapping[str, Sequence[str | Link]]


class Corner:
    """A corner of the web in a study: pages with their links, captured on a day."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.known = folder, Known()
        self.source = invented.add_source(folder, format_="warc", name="crawl.warc.gz")
        self.before: Sites | None = None

    def capture(self, pages: Pages, day: int = 1, *, kind: str = "page", source: int = 0) -> None:
        """Hold pages, or lists of sites, as one more segment, as an import would."""
        at = Moment(datetime(2026, 1, day), "second", "UTC", "WARC-Date")  # noqa: DTZ001
        source = source or self.source
        door = Door(self.folder.key(), self.known, source=source, imported_at=datetime(2026, 1, day))  # noqa: DTZ001
        records = [
            Record(
                text=f"{url} on day {day}" if links else url,
                kind=kind,
                native=url,
                url=url,
                captured=at,
                occurrences=tuple(
                    each if isinstance(each, Link) else Link(each, f"to {each}", place="content")
                    for each in links
                ),
            )
            for url, links in pages.items()
        ]
        tables = door.admit(records).tables()
        with self.folder.database.read() as connection:
            number = segment.next_number(connection)
        made = []
        for name, schema, table in (("trace", TRACE, tables[0]), ("tie", TIE, tables[1])):
            writer = SegmentWriter(self.folder.path, name, number, arrow=schema)
            writer.add(table)
            made.append(writer.close())
        with self.folder.database.write() as connection:
            segment.enter(connection, made, self.source)
            event.append(connection, "diatrace", "source.segment", {"source": self.source, "segments": {}})

    def sites(self) -> Sites:
        """Return the sites as they stand, going on from those returned before."""
        boundaries = Boundaries()
        with self.folder.database.read() as connection:
            boundaries.refresh(connection)
        self.before = Sites(WebIndex(self.folder).extend(), boundaries, before=self.before)
        return self.before

    def afresh(self) -> Sites:
        """Return the sites as they stand, made from nothing."""
        self.before = None
        return self.sites()


@pytest.fixture
def corner(folder: Folder) -> Corner:
    return Corner(folder)
