"""What is crawled here is replayed by pywb, and what pywb holds is recalled: a program of others, run beside ours.

It runs where DIATRACE_PYWB names its program `wayback`, or where that is installed; else these tests are skipped.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diatrace.model import Record
from diatrace.source.archive.pack import pack
from diatrace.source.recall import RecallPlan, archive_of, recall
from diatrace.source.warc import ArchiveParams, Warc
from tests.source.archive_samples import page
from tests.source.crawl.conftest import Crawled
from tests.source.crawl.test_again import known_from
from tests.web import Reply, Served

PROGRAM = os.environ.get("DIATRACE_PYWB") or shutil.which("wayback") or ""
pytestmark = pytest.mark.skipif(
    not PROGRAM, reason="pywb is not installed (DIATRACE_PYWB names its program `wayback`)"
)

SITE = "http://home.test/"
TEXTS = {"/": "Début été", "/two": "سكن للقادمين الجدد", "/three": "Sin cambios"}


def _site(host: str, path: str, headers: dict[str, str]) -> Reply:
    if path not in TEXTS:
        return Reply(b"<title>404</title>", 404)
    body = (
        page(TEXTS[path], title=path)
        .replace(b"/more", b"/two")
        .replace(b"</body>", b"<a href='/three'>3</a></body>")
    )
    told = {"Set-Cookie": "visit=secret; Path=/"}
    if path == "/two":
        return Reply(gzip.compress(body, mtime=0), headers={**told, "Content-Encoding": "gzip"}, chunked=True)
    return Reply(body, headers=told)


@dataclass(frozen=True)
class Pywb:
    """A server of pywb with a collection of crawled WARC files, and one of a package; the folder they are in."""

    base: str
    folder: Path

    def get(self, path: str) -> str:
        """Return what it answers."""
        with urllib.request.urlopen(f"{self.base}/{path}", timeout=60) as answer:
            text: str = answer.read().decode()
            return text


@dataclass(frozen=True)
class Crawls:
    """A site crawled twice: the second time nothing had changed."""

    first: Crawled
    second: Crawled

    @property
    def files(self) -> list[Path]:
        """The WARC files."""
        return sorted(file for each in (self.first, self.second) for file in (each.folder / "warc").iterdir())


@pytest.fixture(scope="module")
def crawls(tmp_path_factory: pytest.TempPathFactory) -> Crawls:
    folder = tmp_path_factory.mktemp("crawls")
    with Served(_site) as served:
        first = Crawled(folder / "first", served).run(SITE, depth=3)
        time.sleep(1.1)  # dates of captures are looked up by the second
        second = Crawled(folder / "second", served).run(SITE, depth=3, known=known_from(first))
    return Crawls(first, second)


@pytest.fixture(scope="module")
def pywb(crawls: Crawls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pywb]:
    folder = tmp_path_factory.mktemp("pywb")
    package = folder / "all.wacz"
    pack(crawls.files, package, title="All", keep=lambda url: not url.endswith("/three"))
    manager = str(Path(PROGRAM).with_name("wb-manager"))
    for name, files in (("crawl", crawls.files), ("package", [package])):
        unpack = ["--unpack-wacz"] if name == "package" else []
        for command in (["init", name], ["add", *unpack, name, *map(str, files)]):
            subprocess.run([manager, *command], cwd=folder, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [PROGRAM, "-b", "127.0.0.1", "-p", str(port), "-t", "2"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as server,
    ):
        found = Pywb(f"http://127.0.0.1:{port}", folder)
        try:
            _wait_for(found, server)
            yield found
        finally:
            server.terminate()


def _wait_for(pywb: Pywb, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "pywb ended"
        try:
            pywb.get("crawl/cdx?url=none.test")
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("pywb does not answer")


@pytest.mark.slow
@pytest.mark.parametrize("path", list(TEXTS))
def test_pywb_replays_what_was_crawled(pywb: Pywb, path: str) -> None:
    url = SITE.rstrip("/") + path
    assert TEXTS[path] in pywb.get(f"crawl/2id_/{url}")
    replayed = pywb.get(f"crawl/2mp_/{url}")
    assert TEXTS[path] in replayed
    assert "mp_/http://home.test/" in replayed  # links lead into the archive


@pytest.mark.slow
def test_pywb_replays_a_page_met_again_from_where_it_first_was(pywb: Pywb, crawls: Crawls) -> None:
    for url, revisit in crawls.second.records("revisit").items():
        at = datetime.fromisoformat(revisit.fields["WARC-Date"])
        text = TEXTS["/" + url.partition("/")[2]]
        assert text in pywb.get(f"crawl/{at:%Y%m%d%H%M%S}id_/http://{url}")
        lines = pywb.get(f"crawl/cdx?url=http://{url}").splitlines()
        assert len(lines) == 2
        assert '"warc/revisit"' in lines[1]


@pytest.mark.slow
def test_pywb_replays_what_was_packed_and_nothing_else(pywb: Pywb) -> None:
    assert TEXTS["/two"] in pywb.get(f"package/2id_/{SITE}two")
    assert TEXTS["/"] in pywb.get(f"package/2id_/{SITE}")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        pywb.get(f"package/2id_/{SITE}three")


@pytest.mark.slow
def test_the_index_of_a_package_is_as_pywb_makes_it(pywb: Pywb) -> None:
    with zipfile.ZipFile(pywb.folder / "all.wacz") as archive:
        ours = gzip.decompress(archive.read("indexes/index.cdx.gz")).decode()
    (made,) = (pywb.folder / "collections/package/indexes").glob("*.cdxj")
    here, there = (
        sorted(
            (*line.split(" ", 2)[:2], told["offset"], told["length"])
            for line in text.splitlines()
            for told in [json.loads(line.split(" ", 2)[2])]
        )
        for text in (ours, made.read_text())
    )
    assert here == there


@pytest.mark.slow
@pytest.mark.parametrize("style", ["crawl/", "crawl/timemap/link/"])
def test_what_pywb_holds_is_recalled(pywb: Pywb, crawls: Crawls, tmp_path: Path, style: str) -> None:
    urls = (SITE,) if style == "crawl/" else tuple(f"{SITE}{path[1:]}" for path in TEXTS)
    plan = RecallPlan(
        archive_of(f"{pywb.base}/{style}"),
        urls,
        datetime.now(UTC).date(),
        "recall@example.org",
        days=2,
        prefix=style == "crawl/",
        delay=0.0,
        patience=0.1,
        allow_private=True,
    )
    summary = recall(tmp_path / "recall", plan)
    assert (summary.taken, summary.failed) == (3, 0), summary
    file = tmp_path / "recall" / summary.file
    reader = Warc()
    found = [
        each for each in reader.read(file, reader.prepare(file, ArchiveParams())) if isinstance(each, Record)
    ]
    crawled = crawls.first.records()
    again = crawls.second.records("revisit")
    for each in found:
        name = each.url.removeprefix("http://")
        assert TEXTS["/" + name.partition("/")[2]] in each.text
        dates = {datetime.fromisoformat(kept.fields["WARC-Date"]) for kept in (crawled[name], again[name])}
        assert each.captured.at in {at.replace(microsecond=0, tzinfo=None) for at in dates}
        assert [link.address for link in each.occurrences] == [f"{SITE}two", f"{SITE}three"]
    assert {each.url for each in found} == {f"{SITE}{path[1:]}" for path in TEXTS}
