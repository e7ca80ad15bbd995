"""What an answer says: its links with what stands around them, and what is worth noting of it."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

import msgspec

from diatrace.model import Link
from diatrace.source import markup
from diatrace.source.charset import decoded as characters
from diatrace.source.crawl.decode import decoded
from diatrace.source.crawl.fetch import Answer

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_UNPACKED: Final = 2  # times the limit of a body on the wire
_TOLD: Final = Link._fields.index("count")
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_HEADER_LINK: Final = re.compile(r"<([^<>]{1,2000})>([^<]{0,500})")
_REL: Final = re.compile(r"rel\s*=\s*\"?([^\";,]+)", re.IGNORECASE)
_LANGUAGE: Final = re.compile(r"hreflang\s*=\s*\"?([\w-]+)", re.IGNORECASE)
_MISSING: Final = re.compile(
    r"\b404\b|not found|no longer (?:exists|available)|introuvable|n[’']existe (?:pas|plus)|no encontrad|nicht gefunden"
    r"|non trovat|não encontrad|bulunamadı|غير موجود|لم يتم العثور|یافت نشد|niet gevonden",
    re.IGNORECASE,
)


class Page(NamedTuple):
    """What was read of an answer: links, whether they or the page were cut, notes for people."""

    links: tuple[Link, ...]
    cut: bool
    notes: tuple[str, ...]


def read(answer: Answer, limit: int) -> Page:
    """Read an answer; of one that is no HTML, only what its headers say."""
    links = _of_headers(answer)
    notes = [f"cut: {answer.truncated}"] if answer.truncated else []
    if answer.kind != "html" or answer.status in REDIRECTS or not answer.body:
        return Page(tuple(links), bool(answer.truncated), tuple(notes))
    body = decoded(answer.body, answer.headers.get("Content-Encoding", ""), _UNPACKED * limit)
    if body.note:
        notes.append(body.note)
    declared = answer.headers.get("Content-Type", "")
    if not declared.lower().startswith(("text/html", "application/xhtml")):
        notes.append(f"said to be {declared.partition(';')[0].strip()[:40] or 'nothing'}, is HTML")
    told = _CHARSET.search(declared)
    tree = markup.parse(characters(body.body, told[1] if told else ""))
    title = tree.css_first("title")
    if answer.status == 200 and title is not None and _MISSING.search(title.text()[:200]):
        notes.append("soft 404")
    found = markup.occurrences(tree, answer.url)
    if len(found) >= markup.OCCURRENCES:
        notes.append(f"more than {markup.OCCURRENCES:,} links")
    cut = bool(answer.truncated) or body.cut or len(found) >= markup.OCCURRENCES
    return Page((*links, *found), cut, tuple(notes))


def _of_headers(answer: Answer) -> list[Link]:
    """Return where the headers lead: a redirect, canonical and other-language addresses."""
    links = []
    location = answer.headers.get("Location", "").strip()
    if answer.status in REDIRECTS and location:
        address = markup.absolute(location, answer.url)
        if address:
            links.append(Link(address, place="http", kind="redirect"))
    for field in answer.headers.getall("Link", ()) if "Link" in answer.headers else ():
        for target, params in _HEADER_LINK.findall(field[:20_000]):
            rel = _REL.search(params)
            kinds = rel[1].lower().split() if rel else []
            language = _LANGUAGE.search(params)
            kind = (
                "canonical"
                if "canonical" in kinds
                else "alternate"
                if "alternate" in kinds and language
                else ""
            )
            address = markup.absolute(target, answer.url) if kind else ""
            if address:
                anchor = language[1] if language and kind == "alternate" else ""
                links.append(Link(address, anchor, "", "http", " ".join(kinds), kind))
    return links


def metadata(page: Page, depth: int, source: str) -> bytes:
    """Return the metadata record of a page; a link that was met on it stands for one, and no count is told."""
    told: dict[str, Any] = {
        "links": [each[:_TOLD] for each in page.links],
        "depth": depth,
        "from": source,
        "cut": page.cut,
    }
    if page.notes:
        told["notes"] = page.notes
    return msgspec.json.encode(told)
