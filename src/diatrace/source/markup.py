"""HTML to plain text with its paragraphs, and the addresses it links to; nothing in it is ever run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from diatrace.model import Link
from diatrace.source.surroundings import Places, folded

OCCURRENCES: Final = 10_000
"""Links taken of one page; where there are as many, the page may hold more."""

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
_MARKS: Final = ("\x00", _PARAGRAPH, _LINE)
_NO_MARKS: Final = str.maketrans(dict.fromkeys(_MARKS))
_LINKS: Final = "a[href],area[href],frame[src]"
_WHOLE: Final = re.compile(r"https?://[^/?#\s\\\[][^#\s\\]*")
_ROOTED: Final = re.compile(r"/(?:[^/.#\s\\][^#\s\\]*)?")
_BESIDE: Final = re.compile(r"[^/.?#:\s\\][^#:\s\\]*")
_WEB: Final = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_UNSEEN: Final = str.maketrans("", "", "\t\r\n")  # browsers take these out of addresses
_REFRESH: Final = re.compile(r"\s*[\d.]*\s*[;,]?\s*url\s*=\s*[\"']?\s*([^\"'>]+)", re.IGNORECASE)


def parse(html: str) -> LexborHTMLParser:
    """Parse HTML in any state; one nested beyond all reason loses its tags first, for parsing takes its square."""
    left_open = html.count("<") - 2 * html.count("</") - html.count("/>")
    if left_open > _DEEP:
        html = _TAG.sub(" ", html)
    if any(mark in html for mark in _MARKS):
        html = html.translate(_NO_MARKS)
    return LexborHTMLParser(html)


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


def absolute(address: str, base: str = "") -> str:
    """Return an address as an absolute http(s) one without its fragment; empty where it is none."""
    try:
        full = urljoin(base, address.strip().translate(_UNSEEN)).partition("#")[0]
    except ValueError:
        return ""
    return full if _WEB.match(full) else ""


def occurrences(tree: LexborHTMLParser, base: str) -> tuple[Link, ...]:
    """Return every link of a page at `base` with what stands around it: those of its head, then the others in order.

    Left out are addresses that are not of the web and those that only point within the page. Not more than
    OCCURRENCES are taken. The anchor of a link to another language is that language.
    """
    told = tree.css_first("base[href]")
    base = (absolute(told.attributes.get("href") or "", base) or base) if told is not None else base
    resolve = _Resolver(base)
    head = list(_of_head(tree, resolve))
    body = []
    places = Places()
    for node in tree.css(_LINKS)[:OCCURRENCES]:
        given = node.attributes
        address = resolve(given.get("href") or given.get("src") or "")
        if address:
            anchor = folded(node.text()) or _name(node, given)
            inner = address.startswith(resolve.origin)
            body.append((node, address, anchor, _tokens(given), places.enter(node, anchor, inner=inner)))
    for node, address, anchor, rel, at in body[: OCCURRENCES - len(head)]:
        context, place = places.around(node, anchor, at)
        head.append(Link(address, anchor, context, place, rel))
    return tuple(head)


class _Resolver:
    """Makes addresses absolute; the common kinds without taking them apart."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.origin = "/".join(base.split("/", 3)[:3]) + "/" if base else ""
        path = base.partition("?")[0].partition("#")[0]
        self._folder = max(self.origin, path[: path.rfind("/") + 1], key=len)

    def __call__(self, href: str) -> str:
        """Return the absolute address; empty where it is not of the web or only points within the page."""
        if _WHOLE.fullmatch(href):
            return href
        if "/." not in href and self._base:
            if _ROOTED.fullmatch(href):
                return self.origin + href[1:]
            if _BESIDE.fullmatch(href):
                return self._folder + href
        href = href.strip()
        return "" if not href or href[0] == "#" else absolute(href, self._base)


def _tokens(given: dict[str, str | None]) -> str:
    rel = given.get("rel")
    return " ".join(rel.lower().split()) if rel else ""


def _name(node: LexborNode, given: dict[str, str | None]) -> str:
    """Return what a link without text is called."""
    image = node.css_first("img[alt]")
    named = image.attributes.get("alt") if image is not None else ""
    return folded(named or given.get("aria-label") or given.get("title") or given.get("alt") or "")


def _of_head(tree: LexborHTMLParser, resolve: _Resolver) -> Iterator[Link]:
    """Yield what the head says: the canonical address, those in other languages, where the page sends its readers."""
    head = tree.head
    if head is None:
        return
    for node in head.css("link[rel][href]")[:OCCURRENCES]:
        given = node.attributes
        rel, address = _tokens(given), resolve(given["href"] or "")
        kinds = rel.split()
        if address and "canonical" in kinds:
            yield Link(address, place="head", rel=rel, kind="canonical")
        elif address and "alternate" in kinds and given.get("hreflang"):
            yield Link(address, given["hreflang"] or "", place="head", rel=rel, kind="alternate")
    for node in head.css('meta[http-equiv="refresh" i][content]')[:1]:
        sent = _REFRESH.match(node.attributes["content"] or "")
        address = resolve(sent[1]) if sent else ""
        if address:
            yield Link(address, place="head", kind="redirect")
