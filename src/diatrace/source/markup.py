"""HTML to plain text with its paragraphs, and the addresses it links to; nothing in it is ever run."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

_SILENT: Final = ["script", "style", "noscript", "template", "iframe", "object", "svg", "head"]
_PARAGRAPHS: Final = (
    "p,h1,h2,h3,h4,h5,h6,ul,ol,dl,table,blockquote,pre,section,article,header,footer,main,figure"
)
_LINES: Final = "div,li,tr,dt,dd,address,details,summary,form,option"
_CELLS: Final = "td,th"
_PARAGRAPH, _LINE = "\x1d", "\x1e"  # no text holds them: they mark breaks while white space is folded
_DEEP: Final = 10_000
_TAG: Final = re.compile(r"<script\b.*?</script\s*>|<[^<>]*>", re.DOTALL | re.IGNORECASE)
_SPACE: Final = re.compile(r"[ \t\r\n\f\v\xa0\u200b\ufeff]+")
_BREAKS: Final = re.compile(rf" ?[{_PARAGRAPH}{_LINE}][{_PARAGRAPH}{_LINE} ]*")
_MARKS: Final = re.compile(rf"[\x00{_PARAGRAPH}{_LINE}]")


def parse(html: str) -> LexborHTMLParser:
    """Parse HTML in any state; one nested beyond all reason loses its tags first, for parsing takes its square."""
    left_open = html.count("<") - 2 * html.count("</") - html.count("/>")
    if left_open > _DEEP:
        html = _TAG.sub(" ", html)
    return LexborHTMLParser(_MARKS.sub("", html))


def text_of(html: str) -> str:
    """Return the text of HTML: white space folded, paragraphs apart, lines on lines of their own."""
    if "<" not in html and "&" not in html:
        return html.strip()
    return tree_text(parse(html))


def tree_text(tree: LexborHTMLParser) -> str:
    """Return the text of a parsed document; the tree is changed and serves no more."""
    tree.strip_tags(_SILENT)
    body = tree.body
    if body is None:
        return ""
    for selector, mark in ((_PARAGRAPHS, _PARAGRAPH), (_LINES, _LINE), (_CELLS, " ")):
        for node in body.css(selector):
            node.insert_before(mark)
            node.insert_after(mark)
    for node in body.css("br,hr"):
        node.insert_after(_LINE)
    return _BREAKS.sub(_break, _SPACE.sub(" ", body.text())).strip()


def _break(found: re.Match[str]) -> str:
    return "\n\n" if _PARAGRAPH in found.group() else "\n"


def links_of(tree: LexborHTMLParser, base: str = "") -> tuple[str, ...]:
    """Return the http(s) addresses a document links to, each once, in order."""
    found: dict[str, None] = {}
    for node in tree.css("a[href],area[href]"):
        address = absolute(node.attributes.get("href") or "", base)
        if address:
            found[address] = None
    return tuple(found)


def absolute(address: str, base: str = "") -> str:
    """Return an address as an absolute http(s) one without its fragment; empty where it is none."""
    try:
        full = urljoin(base, address.strip()).partition("#")[0]
    except ValueError:
        return ""
    return full if full.lower().startswith(("http://", "https://")) and len(full) > 8 else ""
