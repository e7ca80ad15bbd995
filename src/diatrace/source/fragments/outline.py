"""A page as two lists in document order: its elements, each with where it ends, and its lines of text.

Everything below a page is found in these lists; an element's descendants and its lines are stretches of them, so that
what is nested a thousand deep costs no more than what is flat.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from diatrace.source.surroundings import INLINE

_SILENT: Final = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "object", "svg", "textarea", "select", "canvas",
})  # fmt: skip
_EMPTY: Final = frozenset({"img", "wbr", "meta", "link", "input"})
_PARAGRAPHS: Final = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "section", "article",
    "header", "footer", "main", "figure", "hr",
})  # fmt: skip
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
"""Elements that are titles."""

_SOME: Final = 20


class Part(NamedTuple):
    """A text node within a line: where it begins in the line's text, and the element it is directly in."""

    at: int
    element: int


class Line(NamedTuple):
    """A line of text as a reader sees it, white space folded, and the text nodes it is made of.

    `apart` says whether a paragraph begins with it.
    """

    text: str
    parts: tuple[Part, ...]
    apart: bool

    def element_at(self, place: int) -> int:
        """Return the element that a character of the line is in."""
        return self.parts[max(0, bisect_right(self.parts, place, key=lambda part: part.at) - 1)].element


class Outline:
    """The elements and lines of a page.

    Of element `i`, `parents[i]` is its parent (-1 for none), `ends[i]` the first element after its descendants,
    `firsts[i]` its first line and `lasts[i]` the one after its last; where it is part of a line, it goes there from
    `begins[i]` to `stops[i]`. `letters[n]` counts those of the first n lines, and `linked[n]` those that are links.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tags: list[str] = []
        self.attributes: list[dict[str, str | None]] = []
        self.nodes: list[LexborNode] = []
        self.parents: list[int] = []
        self.ends: list[int] = []
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.begins: list[int] = []
        self.stops: list[int] = []
        self.lines: list[Line] = []
        self._open: list[
            tuple[int, int]
        ] = []  # address in memory and number of the elements around; -1 where silent
        self._texts: list[str] = []
        self._parts: list[Part] = []
        self._length = 0
        self._apart = self._spaced = False
        if tree.body is not None:
            self._read(tree.body)
        self.letters = [0, *accumulate(len(line.text) for line in self.lines)]
        self.linked = [0, *accumulate(self._links())]

    def __len__(self) -> int:
        return len(self.tags)

    def within(self, element: int, above: int) -> bool:
        """Say whether an element is another or below it."""
        return above <= element < self.ends[above]

    def size(self, element: int) -> int:
        """Return how many letters are in an element."""
        return self.letters[self.lasts[element]] - self.letters[self.firsts[element]]

    def titled(self, element: int) -> bool:
        """Say whether an element is a heading, or right within one."""
        for _ in range(3):
            if element < 0:
                break
            if self.tags[element] in HEADINGS:
                return True
            element = self.parents[element]
        return False

    def words(self, element: int) -> str:
        """Return what an element tells of itself: its classes and id, in lower case."""
        given = self.attributes[element]
        return f"{given.get('class') or ''} {given.get('id') or ''}".lower()

    def text(self, element: int) -> str:
        """Return the text of an element on one line, cut where it is long."""
        first, last = self.firsts[element], self.lasts[element]
        if last - first == 1 and self.tags[element] in INLINE:
            return self.lines[first].text[self.begins[element] : self.stops[element]].strip()
        return " ".join(line.text for line in self.lines[first : min(last, first + _SOME)])

    def _read(self, body: LexborNode) -> None:
        for node in body.traverse(include_text=True):
            above = node.parent
            parent = above.mem_id if above is not None and self._open else 0
            while self._open and self._open[-1][0] != parent:
                self._close()
            tag = node.tag or ""
            if tag == "-text":
                if self._open and self._open[-1][1] >= 0:
                    self._write(node.text_content or "")
            elif tag[:1] not in "-!":
                self._enter(node, tag)
        while self._open:
            self._close()

    def _links(self) -> Iterator[int]:
        """Yield how many letters of each line are links."""
        within: list[bool] = []
        for tag, parent in zip(self.tags, self.parents, strict=True):
            within.append(tag == "a" or (parent >= 0 and within[parent]))
        for line in self.lines:
            ends = [*(part.at for part in line.parts[1:]), len(line.text)]
            parts = zip(line.parts, ends, strict=True)
            yield sum(end - part.at for part, end in parts if within[part.element])

    def _enter(self, node: LexborNode, tag: str) -> None:
        parent = self._open[-1][1] if self._open else -1
        if tag in _SILENT or (self._open and parent < 0):
            self._open.append((node.mem_id, -1))
            return
        if tag not in INLINE and tag not in _EMPTY:
            self._flush(apart=tag in _PARAGRAPHS)
        self._open.append((node.mem_id, len(self.tags)))
        self.tags.append(tag)
        self.attributes.append(node.attributes)
        self.nodes.append(node)
        self.parents.append(parent)
        self.ends.append(0)
        self.firsts.append(len(self.lines))
        self.lasts.append(0)
        self.begins.append(self._length)
        self.stops.append(0)

    def _close(self) -> None:
        _address, element = self._open.pop()
        if element < 0:
            return
        tag = self.tags[element]
        if tag not in INLINE and tag not in _EMPTY:
            self._flush(apart=tag in _PARAGRAPHS)
        self.ends[element] = len(self.tags)
        self.stops[element] = self._length
        self.lasts[element] = len(self.lines) + (tag in INLINE and bool(self._texts))

    def _write(self, raw: str) -> None:
        """Add a text node to the line; what is apart on the screen is not run together."""
        text = " ".join(raw.split())
        if not text:
            self._spaced = self._spaced or bool(raw)
            return
        if self._texts:
            last = self._texts[-1][-1]
            if self._spaced or raw[0].isspace() or self._beside() or _touch(last, text[0]):
                text = f" {text}"
        self._parts.append(Part(self._length, self._open[-1][1]))
        self._texts.append(text)
        self._length += len(text)
        self._spaced = raw[-1].isspace()

    def _beside(self) -> bool:
        """Say whether the text before is in an element beside this one, which a style sheet sets apart."""
        before = self._parts[-1].element
        return self.ends[before] > 0 and self._open[-1][1] > before

    def _flush(self, *, apart: bool) -> None:
        """End the line."""
        if self._texts:
            self.lines.append(Line("".join(self._texts), tuple(self._parts), self._apart))
            self._texts, self._parts, self._length = [], [], 0
            self._apart = False
        self._spaced = False
        self._apart = self._apart or apart


def _touch(one: str, other: str) -> bool:
    """Say whether words of two elements would run together: at a digit, or at a capital."""
    if not (one.isalnum() and other.isalnum()):
        return False
    return one.isdigit() or other.isdigit() or (one.islower() and other.isupper())
