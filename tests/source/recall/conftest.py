"""Recalling from small archives on the loopback interface."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from diatrace.model import Record
from diatrace.source.recall import Archive, RecallPlan, Summary, recall
from diatrace.source.warc import ArchiveParams, Warc
from tests.source.crawl.conftest import loopback_only  # noqa: F401 - holds here too
from tests.source.recall.archives import PYWB, Fake
from tests.web import Served


@dataclass
class Recalled:
    """A recall from a small archive into a folder."""

    folder: Path
    fake: Fake
    served: Served
    summary: Summary = field(init=False)

    def run(self, *urls: str, archive: Archive = PYWB, **options: Any) -> Recalled:
        """Recall, without delay and from loopback unless told otherwise."""
        extra = {name: options.pop(name) for name in ("on_progress",) if name in options}
        chosen = {
            "at": date(2015, 6, 1),
            "days": 90,
            "contact": "recall@example.org",
            "delay": 0.0,
            "patience": 0.01,
            "allow_private": True,
            **options,
        }
        plan = RecallPlan(archive, urls, **chosen)
        self.summary = recall(self.folder, plan, resolver=self.served.resolver, **extra)
        return self

    @property
    def pages(self) -> list[Record]:
        """The pages in the WARC, as the study reads them."""
        file = self.folder / self.summary.file
        reader = Warc()
        found = list(reader.read(file, reader.prepare(file, ArchiveParams())))
        assert all(isinstance(each, Record) for each in found), found
        return [each for each in found if isinstance(each, Record)]

    @property
    def captures(self) -> list[tuple[str, str]]:
        """Address and date of each page."""
        return [(each.url, f"{each.captured.at:%Y%m%d%H%M%S}") for each in self.pages]

    def records(self) -> list[tuple[str, Any, Any, bytes]]:
        """Kind, fields, HTTP fields and content of the records, read by another program, digests checked."""
        with (self.folder / self.summary.file).open("rb") as file:
            return [
                (each.rec_type, each.rec_headers, each.http_headers, each.content_stream().read())
                for each in ArchiveIterator(file, check_digests="raise")
            ]


@pytest.fixture
def archive(tmp_path: Path) -> Any:
    """Serve an archive of some captures, and recall from it."""
    opened: list[Served] = []

    def serve(*captures: Any, **how: Any) -> Recalled:
        fake = Fake(captures, **how)
        served = fake.served()
        opened.append(served)
        served.__enter__()
        return Recalled(tmp_path / "recall", fake, served)

    yield serve
    for served in opened:
        served.__exit__(None, None, None)
