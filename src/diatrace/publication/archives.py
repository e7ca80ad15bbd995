"""Corpora of sites as what was captured of them: a WACZ to replay, a folder to train a crawler."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from diatrace.actor.exchange import ache
from diatrace.corpus import archive
from diatrace.errors import PublicationRefused
from diatrace.publication.gate import Opening
from diatrace.publication.site_release import SiteRelease
from diatrace.source.archive.entry import WARC, Entry, entries
from diatrace.source.archive.http import answer_of
from diatrace.source.archive.pack import Page, pack

_ARCHIVES = ("warc", "wacz", "arc")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveOpening(Opening):
    """Pages leave as they were on the web, or they do not: nothing in a capture can be marked."""

    identifiers: str = field(
        default="keep", metadata={"choices": ("keep",), "help": "kept: a capture is whole or it is none"}
    )


class WaczArchive:
    """WACZ 1.1.1: the captured pages of the sites in the corpus, as they were on the web, for replay.

    Only pages of the corpus are in it, of open venues, without cookies and passwords. Names and numbers on them are not
    marked: whoever gets it is bound as the study is.
    """

    name: ClassVar[str] = "wacz"
    title: ClassVar[str] = "Web archive collection (WACZ)"
    suffix: ClassVar[str] = ".wacz"
    units: ClassVar[tuple[str, ...]] = ("site",)
    params: ClassVar[type[Opening]] = ArchiveOpening

    def run(self, release: SiteRelease, out: Path, params: ArchiveOpening) -> Path:  # noqa: ARG002
        """Write the package."""
        pages: list[Page] = []

        def raws() -> Iterator[bytes]:
            for _, page, raw in captures(release, release.members_shown()):
                pages.append(Page(page["url"], page["captured"], page["title"]))
                yield raw

        label, purpose = release.version.label, release.study["purpose"]
        if not pack(raws(), out, title=label, description=purpose, pages=pages).records:
            out.unlink()
            raise PublicationRefused(
                f"no page of {label} was captured",
                hint="crawl the sites, or add their WARC files, then freeze again",
            )
        return out


class AcheFolder:
    """A zip of ACHE's training folder: pages of the sites taken in as `positive`, of those left out as `negative`.

    The seeds are the positive pages. Unpack it and give it to `ache buildModel`.
    """

    name: ClassVar[str] = "ache"
    title: ClassVar[str] = "Training folder for the crawler ACHE (zip)"
    suffix: ClassVar[str] = ".ache.zip"
    units: ClassVar[tuple[str, ...]] = ("site",)
    params: ClassVar[type[Opening]] = ArchiveOpening

    def run(self, release: SiteRelease, out: Path, params: ArchiveOpening) -> Path:  # noqa: ARG002
        """Write the zip."""
        found = [*_pages(release, relevant=True), *_pages(release, relevant=False)]
        told = ache.balance(sum(each.relevant for each in found), sum(not each.relevant for each in found))
        if not any(each.relevant for each in found) or all(each.relevant for each in found):
            raise PublicationRefused(told, hint="crawl sites taken in and sites left out, then freeze again")
        scratch = out.with_name(f"{out.name}.pages")
        try:
            files: dict[str, Path] = {}
            for number, (name, data) in enumerate(ache.files(found)):
                files[name] = scratch / str(number)
                scratch.mkdir(exist_ok=True)
                files[name].write_bytes(data)
            archive.pack(files, out, compressed=True)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return out


def captures(release: SiteRelease, sites: list[str]) -> Iterator[tuple[str, dict[str, Any], bytes]]:
    """Yield the pages of these sites that came with web archives: site, page, and the record as the archive had it."""
    formats = {each["id"]: each["format"] for each in release.sources}
    for site, page in release.pages(sites):
        if formats.get(page["source"]) in _ARCHIVES:
            yield site, page, release.raw(page)


def _pages(release: SiteRelease, *, relevant: bool) -> Iterator[ache.Page]:
    """Yield the HTML of each page of the sites taken in, or of those left out, as it was captured last."""
    sites = release.members_shown() if relevant else release.left_out()
    newest: dict[str, bytes] = {}
    for _, page, raw in captures(release, sites):
        if html := _html(raw):
            newest[page["url"]] = html
    return (ache.Page(url, newest[url], relevant) for url in sorted(newest))


def _html(raw: bytes) -> bytes:
    for each in entries(io.BytesIO(raw), WARC):
        answer = answer_of(each.block) if isinstance(each, Entry) else None
        if answer and answer.kind == "html":
            return answer.document
    return b""
