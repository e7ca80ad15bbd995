"""Web pages saved as HTML: a file, or a folder of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Final

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from diatrace.errors import SourceError
from diatrace.model import UNDATED, Moment, Plan, Record, Unreadable
from diatrace.source import markup, reading
from diatrace.source.charset import decoded
from diatrace.source.contract import Sample
from diatrace.trace import dates

SUFFIXES: Final = (".html", ".htm", ".xhtml", ".shtml")

_MARK: Final = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.IGNORECASE)
_SINGLE_FILE: Final = re.compile(r"SingleFile\s+url:\s*(\S+)\s+saved date:\s*([^\n]+)")
_SAVED_FROM: Final = re.compile(r"saved from url=\(\d+\)(\S+)")
_MIRRORED: Final = re.compile(r"Mirrored from (\S+) by HTTrack[^,]*,\s*([^\n]+?)\s*-->")
_ARCHIVED: Final = re.compile(r"FILE ARCHIVED ON (.{10,40}?) AND RETRIEVED")
_IN_ADDRESS: Final = re.compile(
    r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=[/-]|$)"
)

_MODIFIED: Final = (
    "article:modified_time", "og:updated_time", "last-modified", "dcterms.modified", "dc.date.modified",
    "datemodified",
)  # fmt: skip
_PUBLISHED: Final = (
    "article:published_time", "date", "dc.date", "dcterms.created", "dcterms.date", "dc.date.issued", "pubdate",
    "publish_date", "datepublished",
)  # fmt: skip
_TOO_SHORT: Final = 100  # characters: under these the page's whole text is taken
_FAILS: Final = (ValueError, TypeError, AttributeError, AssertionError, KeyError, IndexError, RecursionError)
_LOOKED_AT: Final = 2000


@dataclass(frozen=True, slots=True)
class HtmlParams:
    """Nothing is asked: pages say what they are."""


class Html:
    """Saved web pages: one HTML file, or a folder of them.

    Takes the main text, title, address, language and author, the date of the last edit with what it rests
    on, and the date of capture where the saving program noted it. Scripts are never run, nothing is
    fetched.
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

    def prepare(self, path: Path, params: HtmlParams) -> Plan:  # noqa: ARG002 - the contract's call
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
            kept=(
                "main text",
                "title",
                "address",
                "language",
                "links",
                "date of the last edit",
                "date of capture",
            ),
            pseudonymised=("author named in the page's head",),
            left_out=("scripts and styles", "menus and other boilerplate", "images", "comments"),
            notes=(f"{len(files):,} pages",),
        )

    def read(self, path: Path, plan: Plan) -> Iterator[Record | Unreadable]:  # noqa: ARG002 - nothing to obey
        """Yield one record a page, in the order of their names."""
        for number, file in enumerate(pages_of(path), start=1):
            yield _page(file, number)


def pages_of(path: Path) -> list[Path]:
    """Return the file itself, or the HTML files of a folder by name."""
    if path.is_file():
        return [path]
    return sorted(each for each in path.rglob("*") if each.suffix.lower() in SUFFIXES and each.is_file())


def _is_html(sample: Sample) -> bool:
    text = decoded(sample.head)
    return "\x00" not in text and bool(re.search(r"<[a-zA-Z!/]", text))


def _page(file: Path, number: int) -> Record | Unreadable:
    with file.open("rb") as opened:
        raw = opened.read(reading.LINE_LIMIT + 1)
    if len(raw) > reading.LINE_LIMIT:
        return Unreadable(number, f"{file.name} is too large for a page", raw[: reading.LINE_LIMIT])
    if not raw.strip():
        return Unreadable(number, f"{file.name} is empty", raw)
    html = decoded(raw)
    tree = markup.parse(html)
    metas, facts = _metas(tree), list(_linked_data(tree))
    address, captured = _saved(html)
    url = markup.absolute(_href(tree, 'link[rel="canonical"]') or metas.get("og:url", "")) or address
    base = _href(tree, "base[href]") or url
    return Record(
        kind="page",
        platform="web",
        native=url,
        url=url,
        title=_title(tree, metas),
        author=metas.get("author", ""),
        language=_language(tree),
        edited=_edited(tree, metas, facts, url),
        captured=captured,
        links=markup.links_of(tree, base),
        text=_text(html, tree),
        raw=raw,
        where=number,
    )


def _text(html: str, tree: LexborHTMLParser) -> str:
    """Return the main text; that of the whole body where too little is found. The tree serves no more."""
    try:
        found = trafilatura.extract(html, fast=True, include_comments=False) or ""
    except _FAILS:
        found = ""
    if len(found) >= _TOO_SHORT:
        return found
    tree.strip_tags(["nav"])
    return markup.tree_text(tree) or found


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """Return what the page's head says of itself by name, property or itemprop; the first of each counts."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        given = node.attributes
        name = (
            given.get("property")
            or given.get("name")
            or given.get("itemprop")
            or given.get("http-equiv")
            or ""
        )
        found.setdefault(name.lower(), (given.get("content") or "").strip())
    return found


def _linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield the objects of the page's JSON-LD, those of a graph too."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            value = reading.json_value(node.text().strip().encode())
        except ValueError:
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield each
                yield from (part for part in each.get("@graph") or () if isinstance(part, dict))


def _href(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return (node.attributes.get("href") or "").strip() if node is not None else ""


def _title(tree: LexborHTMLParser, metas: dict[str, str]) -> str:
    node = tree.css_first("title")
    return " ".join((node.text() if node is not None else "").split()) or metas.get("og:title", "")


def _language(tree: LexborHTMLParser) -> str:
    node = tree.css_first("html")
    given = node.attributes if node is not None else {}
    return (given.get("lang") or given.get("xml:lang") or "").strip()


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


def _edited(tree: LexborHTMLParser, metas: dict[str, str], facts: list[dict[str, Any]], url: str) -> Moment:
    """Return the date of the last edit, else of publication, by the best evidence there is."""
    told = Moment()
    for text, evidence in _date_evidence(tree, metas, facts, url):
        found = _moment(text, evidence)
        if found.at is not None:
            return found
        told = told if told.evidence else found
    return told


def _date_evidence(
    tree: LexborHTMLParser, metas: dict[str, str], facts: list[dict[str, Any]], url: str
) -> Iterator[tuple[str, str]]:
    for names, field in ((_MODIFIED, "dateModified"), (_PUBLISHED, "datePublished")):
        yield from ((metas[name], f"meta {name}") for name in names if metas.get(name))
        yield from ((each[field], f"JSON-LD {field}") for each in facts if isinstance(each.get(field), str))
    times = tree.css("article time[datetime], main time[datetime]") or tree.css("time[datetime]")
    if len(times) == 1 or tree.css_first("article time[datetime]"):
        yield from ((node.attributes.get("datetime") or "", "time element") for node in times[:1])
    if found := _IN_ADDRESS.search(url):
        yield "-".join(part for part in found.groups() if part), "date in the address"
