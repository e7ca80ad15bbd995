"""Captured pages made harmless: what they look like, with nothing in them that runs, loads or leads away.

Elements and attributes are those of a list; everything else is left out. What is answered is shut in twice more: by a
policy that forbids all but inline styles and pictures within the page, and by the sandbox of its frame.
"""

from __future__ import annotations

import io
import re
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from diatrace.source import markup
from diatrace.source.archive.entry import ARC, WARC, Dialect, Entry, entries
from diatrace.source.archive.http import answer_of
from diatrace.source.charset import decoded

POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
_DROPPED: Final = (
    "script, noscript, template, iframe, frame, frameset, object, embed, applet, param, base, link, meta, audio, "
    "video, source, track, canvas, portal, dialog, math, svg, input, button, select, textarea, fencedframe, webview"
)
_KEPT: Final = frozenset((
    "class", "id", "lang", "dir", "title", "alt", "colspan", "rowspan", "align", "valign", "width", "height",
    "border", "cellpadding", "cellspacing", "bgcolor", "color", "face", "size", "span", "start", "reversed", "type",
    "style", "datetime", "cite", "headers", "scope", "abbr", "role", "aria-label", "aria-hidden",
))  # fmt: skip
_DATA: Final = re.compile(r"data:image/(?:png|gif|jpeg|webp);base64,[A-Za-z0-9+/=\s]*")
_LARGEST: Final = 8 * 1024**2
_STYLE: Final = re.compile(
    r"@import|url\s*\(|expression|javascript:|-moz-binding|behavior\s*:", re.IGNORECASE
)


def page_in(raw: bytes) -> tuple[str, bool]:
    """Return the HTML in a raw record (a page, or a record of an archive), and whether it is one."""
    document, charset = raw, ""
    for dialect in (WARC, ARC):
        if dialect.begin.match(raw):
            document, charset = _archived(raw, dialect)
    text = decoded(document[:_LARGEST], charset)
    return text, bool(
        re.search(r"<\s*(?:!doctype|html|head|body|p|div|table|h\d)\b", text[:100_000], re.IGNORECASE)
    )


def _archived(raw: bytes, dialect: Dialect) -> tuple[bytes, str]:
    """Return the document of the newest record that holds one, and the character set its server named."""
    found = (b"", "")
    for each in entries(io.BytesIO(raw), dialect):
        answer = answer_of(each.block) if isinstance(each, Entry) else None
        if answer is not None and answer.document:
            found = (answer.document, answer.charset)
    return found


def harmless(html: str) -> str:
    """Return a page with its looks and words, and nothing else."""
    tree: LexborHTMLParser = markup.parse(html)
    for each in tree.css(_DROPPED):
        each.decompose()
    for each in tree.css("style"):
        if _STYLE.search(each.text(deep=True)):
            each.decompose()
    for each in tree.css("*"):
        _clean(each)
    body = tree.html or ""
    return f"<!doctype html><meta charset=utf-8>{body}"


def _clean(node: LexborNode) -> None:
    attributes = dict(node.attributes)
    address = attributes.get("href") if node.tag in ("a", "area") else None
    picture = attributes.get("src") if node.tag == "img" else None
    for name, value in attributes.items():
        if name.lower() not in _KEPT or (name.lower() == "style" and _STYLE.search(value or "")):
            del node.attrs[name]
    if address:
        node.attrs["title"] = address[:2_000]
    if picture and len(picture) < _LARGEST and _DATA.fullmatch(picture):
        node.attrs["src"] = picture
