"""A crawl of the small web, and its WARC files read back by another program."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from warcio.archiveiterator import ArchiveIterator

from diatrace.source.crawl import CrawlPlan, Outcome, Summary, crawl, outcomes
from diatrace.source.crawl.warc import NOTED
from tests.web import Served, World


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert str(address[0]).startswith("127.") or address[0] == "::1", address
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@dataclass(frozen=True, slots=True)
class Kept:
    """One record of a WARC file."""

    kind: str
    url: str
    fields: dict[str, str]
    status: int | None
    http: dict[str, str]
    content: bytes

    @property
    def told(self) -> dict[str, Any]:
        """The metadata of a page."""
        found: dict[str, Any] = msgspec.json.decode(self.content.removeprefix(NOTED))
        return found


def records(folder: Path) -> list[Kept]:
    """Read every record of a crawl with warcio, digests checked; FastWARC must agree with every block digest."""
    found = []
    for file in sorted((folder / "warc").iterdir()):
        with file.open("rb") as opened:
            for each in FastIterator(opened, parse_http=False):
                assert each.verify_block_digest(), each.record_id
        with file.open("rb") as opened:
            for record in ArchiveIterator(opened, check_digests="raise"):
                content = record.raw_stream.read()
                assert record.digest_checker.passed is not False, record.digest_checker.problems
                http = record.http_headers
                status = (
                    int(http.get_statuscode())
                    if http and record.rec_type in ("response", "revisit")
                    else None
                )
                headers = {name.lower(): value for name, value in http.headers} if http else {}
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                found.append(
                    Kept(record.rec_type, url, dict(record.rec_headers.headers), status, headers, content)
                )
    return found


class Hosts:
    """Each host is a site; www and none are the same."""

    def owner(self, url: str) -> str:
        """Return the host."""
        host = url.split("/", 3)[2]
        return host.removeprefix("www.") if host.endswith(".test") else ""


@dataclass
class Crawled:
    """A crawl of a served web into a folder."""

    folder: Path
    served: Served
    summary: Summary = field(init=False)

    def run(self, *starts: str, **options: Any) -> Crawled:
        """Crawl, without delay and to loopback unless told otherwise."""
        extra = {name: options.pop(name) for name in ("known", "stopping", "on_progress") if name in options}
        scope = options.pop("scope", Hosts())
        resolver = options.pop("resolver", self.served.resolver)
        chosen = {"contact": "crawl@example.org", "delay": 0.0, "allow_private": True, "depth": 3, **options}
        plan = CrawlPlan(starts=tuple(starts), **chosen)
        self.summary = crawl(self.folder, plan, scope, resolver=resolver, **extra)
        return self

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """What became of each address, by its path (host included where there are several)."""
        return {each.url.removeprefix("http://"): each for each in outcomes(self.folder)}

    def records(self, kind: str = "response") -> dict[str, Kept]:
        """Records of one kind by address; each address has one."""
        found: dict[str, Kept] = {}
        for each in records(self.folder):
            if each.kind == kind:
                assert each.url not in found, each.url
                found[each.url.removeprefix("http://")] = each
        return found


@pytest.fixture(scope="session")
def web() -> Iterator[Served]:
    """The small web with a few ordinary sites and all faults."""
    with World(seed=11, hosts=24).served() as served:
        yield served


@pytest.fixture
def crawled(tmp_path: Path, web: Served) -> Crawled:
    """A crawl to be run over the small web, whose log is empty."""
    web.log.clear()
    return Crawled(tmp_path / "crawl", web)
