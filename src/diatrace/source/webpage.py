"""What a web page says of itself: title, author, language, the date of its last edit with the evidence, main text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from diatrace.model import Moment
from diatrace.source import markup, reading
from diatrace.trace import dates

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


class Facts(NamedTuple):
    """What a page says of itself."""

    title: str
    author: str
    language: str
    edited: Moment


def facts_of(tree: LexborHTMLParser, metas: dict[str, str], url: str = "") -> Facts:
    """Return what a page says of itself, in its meta elements and elsewhere; its address may hold its date."""
    edited = _edited(tree, metas, list(linked_data(tree)), url)
    return Facts(_title(tree, metas), metas.get("author", ""), _language(tree, metas), edited)


def main_text(html: str, tree: LexborHTMLParser) -> str:
    """Return the main text; that of the whole body where too little is found. The tree serves no more."""
    try:
        found = trafilatura.extract(html, fast=True, include_comments=False) or ""
    except _FAILS:
        found = ""
    if len(found) >= _TOO_SHORT:
        return found
    tree.strip_tags(["nav"])
    return markup.tree_text(tree) or found


def metas_of(tree: LexborHTMLParser) -> dict[str, str]:
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


def linked_data(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Yield the objects of a page's JSON-LD, those of a graph too."""
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            value = reading.json_value(node.text().strip().encode())
        except ValueError:
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield each
                yield from (part for part in each.get("@graph") or () if isinstance(part, dict))


def _title(tree: LexborHTMLParser, metas: dict[str, str]) -> str:
    node = tree.css_first("title")
    return " ".join((node.text() if node is not None else "").split()) or metas.get("og:title", "")


def _language(tree: LexborHTMLParser, metas: dict[str, str]) -> str:
    node = tree.css_first("html")
    given = node.attributes if node is not None else {}
    return (given.get("lang") or given.get("xml:lang") or metas.get("content-language") or "").strip()


def _edited(tree: LexborHTMLParser, metas: dict[str, str], facts: list[dict[str, Any]], url: str) -> Moment:
    """Return the date of the last edit, else of publication, by the best evidence there is."""
    told = Moment()
    for text, evidence in _date_evidence(tree, metas, facts, url):
        found = dates.from_text(text.strip(), shape="any", zone="local", evidence=evidence)
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
    if told := _told_in(url):
        yield told, "date in the address"


def date_in_address(url: str) -> Moment:
    """Return the date that the path of an address holds (/2014/03/05/); undated where it holds none."""
    told = _told_in(url)
    return dates.from_text(told, evidence="date in the address") if told else Moment()


def _told_in(url: str) -> str:
    found = _IN_ADDRESS.search(url)
    return "-".join(part for part in found.groups() if part) if found else ""
