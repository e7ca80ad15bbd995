"""Web pages saved as HTML: a file, or a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import ClassVar, Final

from selectolax.lexbor import LexborHTMLParser

from diatrace.errors import SourceError
from diatrace.model import UNDATED, Moment, Plan, Record, Unreadable
from diatrace.source import markup, reading
from diatrace.source.charset import decoded
from diatrace.source.contract import Sample
from diatrace.source.fragments import FRAGMENTS, fragments_of, with_fragments
from diatrace.source.webpage import facts_of, main_text, metas_of
from diatrace.trace import dates

SUFFIXES: Final = (".html", ".htm", ".xhtml", ".shtml")

_MARK: Final = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_SINGLE_FILE: Final = re.compile(r"SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]+)")
_SAVED_FROM: Final = re.compile(r"saved from url=\(\d+\)(\S+)")
_MIRRORED: Final = re.compile(r"Mirrored from (\S+) by HTTrack[^,]*,\s*([^\n]+?)\s*-->")
_ARCHIVED: Final = re.compile(r"FILE ARCHIVED ON (.{10,40}?) AND RETRIEVED")
_LOOKED_AT: Final = 2000


@dataclass(frozen=True, slots=True)
class HtmlParams:
    """What of a page becomes a trace."""

    fragments: bool = field(default=True, metadata=FRAGMENTS)


class Html:
    """Saved web pages: one HTML file, or a folder of them.

    Takes the main text, title, address, language and author, the date of the last edit with what it rests
    on, links with what stands around them, and the date of capture where the saving program noted it. The
    posts, comments and articles of a page are traces of their own. Scripts are never run, nothing is fetched.
    """

    name: ClassVar[str] = "html"
    title: ClassVar[str] = "Web pages (HTML)"
    suffixes: ClassVar[tuple[str, ...]] = SUFFIXES
    params: ClassVar[type] = HtmlParams

    def sniff(self, sample: Sample) -> float:
        """Say how surely the file is HTML, or the folder holds mostly that."""
        if not sample.head:
            found = list(islice(sample.path.rglob("*"), _LOOKED_AT)) if sample.path.is_dir() else []
            pages = sum(each.suffix.lower() in SUFFIXES for each in found)
            return 0.7 if pages > 0.3 * sum(each.is_file() for each in found) else 0.0
        if _MARK.search(sample.head[:4096]):
            return 0.9
        return (
            0.6 if sample.suffix in SUFFIXES and b"<" in sample.head and b"\x00" not in sample.head else 0.0
        )

    def prepare(self, path: Path, params: HtmlParams) -> Plan:
        """List the pages."""
        files = pages_of(path)
        if not files:
            raise SourceError(
                f"{path.name} holds no HTML pages", where=str(path), hint="files named .html or .htm"
            )
        if path.is_file() and not _is_html(Sample.of(path)):
            raise SourceError(f"{path.name} is no HTML page", where=str(path), hint="is it another format?")
        return Plan(
            format=self.name,
            settings={"fragments": params.fragments},
            kept=(
                "main text",
                "title",
                "address",
                "language",
                "links with the words around them",
                "date of the last edit",
                "date of capture",
                *(("posts and comments with their dates",) if params.fragments else ()),
            ),
            pseudonymised=("author named in the page's head", "authors of posts and comments"),
            left_out=("scripts and styles", "menus and other boilerplate", "images"),
            notes=(f"{len(files):,} pages",),
        )

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:
        """Yield one record a page, in the order of their names, each followed by those of its fragments."""
        files = (_records(file, fragments=plan.settings["fragments"]) for file in pages_of(path))
        for number, record in enumerate(chain.from_iterable(files), start=1):
            record.where = number
            yield record


def pages_of(path: Path) -> list[Path]:
    """Return the file itself, or the HTML files of a folder by name."""
    if path.is_file():
        return [path]
    return sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())


def _is_html(sample: Sample) -> bool:
    text = decoded(sample.head)
    return "\x00" not in text and bool(re.search(r"<[a-zA-Z!/]", text))


def _records(file: Path, *, fragments: bool) -> Iterator[Record | Unreadable]:
    with file.open("rb") as opened:
        raw = opened.read(reading.LINE_LIMIT + 1)
    if len(raw) > reading.LINE_LIMIT:
        yield Unreadable(0, f"{file.name} is too large for a page", raw[: reading.LINE_LIMIT])
    elif not raw.strip():
        yield Unreadable(0, f"{file.name} is empty", raw)
    else:
        html = decoded(raw)
        tree = markup.parse(html)
        page = _page(html, tree, raw)
        found = fragments_of(tree, page.url, page.captured, page.language) if fragments else ()
        page.text = main_text(html, tree)
        yield from with_fragments(page, found)


def _page(html: str, tree: LexborHTMLParser, raw: bytes) -> Record:
    """Return the record of a page, without its text."""
    address, captured = _saved(html)
    metas = metas_of(tree)
    url = markup.absolute(_href(tree, 'link[rel="canonical"]') or metas.get("og:url", "")) or address
    facts = facts_of(tree, metas, url)
    return Record(
        kind="page",
        platform="web",
        native=url,
        url=url,
        title=facts.title,
        author=facts.author,
        language=facts.language,
        edited=facts.edited,
        captured=captured,
        occurrences=markup.occurrences(tree, url),
        raw=raw,
    )


def _href(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return (node.attributes.get("href") or "").strip() if node is not None else ""


def _saved(html: str) -> tuple[str, Moment]:
    """Return the address and the date of capture that a saving program noted in a comment."""
    edges = html[:16_384] + html[-8_192:]
    if found := _SINGLE_FILE.search(edges):
        return markup.absolute(found[1]), _moment(found[2], "SingleFile")
    if found := _MIRRORED.search(edges):
        return markup.absolute(f"http://{found[1]}"), _moment(found[2], "HTTrack")
    archived = _ARCHIVED.search(edges)
    captured = _moment(archived[1], "Internet Archive", zone="UTC") if archived else UNDATED
    saved = _SAVED_FROM.search(edges)
    return markup.absolute(saved[1]) if saved else "", captured


def _moment(text: str, evidence: str, zone: str = "local") -> Moment:
    return dates.from_text(text.strip(), shape="any", zone=zone, evidence=evidence)
