"""What stands around a link: the sentence it is in, and whether it is part of what a page says or of its furniture."""

from __future__ import annotations

import re
from typing import Final

from selectolax.lexbor import LexborNode

AROUND: Final = 300
"""Characters of an anchor, and of the sentence around it, that are kept."""

_STEPS: Final = 40
INLINE: Final = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var",
    "-text",
})  # fmt: skip
"""Elements that stand within a line of text."""

_UNSEEN: Final = frozenset(["-comment", "img", "wbr", "script", "style", "noscript", "template", "svg"])
_END: Final = re.compile(r"[.!?…؟۔।]+[\"'»”’)\]]*\s+|。")
_FURNITURE: Final = {"nav": "menu", "footer": "boilerplate", "aside": "boilerplate"}
_ROLES: Final = {"navigation": "menu"} | dict.fromkeys(
    ("banner", "contentinfo", "complementary", "search"), "boilerplate"
)
_ROLED: Final = frozenset({"div", "ul", "section", "form"})
_CONTENT: Final = frozenset({"main", "article"})
_MENU_SHARE, _MENU_LINKS = 0.6, 3
_READ: Final = 20_000_000  # characters: menus within menus within menus are not measured for ever


def folded(text: str) -> str:
    """Return text with its white space folded, cut where it is longer than AROUND."""
    return " ".join(text[: 8 * AROUND].split())[:AROUND]


def context_of(node: LexborNode, anchor: str) -> str:
    """Return the sentence around a link, cut to AROUND characters; empty where it says nothing but the anchor."""
    before, after = _beside(node, forward=False), _beside(node, forward=True)
    if not before and not after:
        return ""
    left = _END.split(before)[-1]
    end = _END.search(after)
    right = after[: end.end()] if end else after
    room = AROUND - len(anchor)
    right = right[: max(room // 2, room - len(left))]
    left = left[max(0, len(left) + len(right) - room) :]
    found = " ".join(f"{left}{anchor}{right}".split())
    return found if found != anchor else ""


def _beside(node: LexborNode, *, forward: bool) -> str:
    """Return the text on one side of a link in its line, as far as the sentence may reach; empty where it is blank."""
    parts: list[str] = []
    length = 0
    for _ in range(_STEPS):
        beside = _next(node, forward=forward)
        if beside is None:
            break
        node = beside
        text = node.text() if node.tag in INLINE else ""
        text = text[: 2 * AROUND] if forward else text[-2 * AROUND :]
        parts.append(text)
        length += len(text)
        if length >= AROUND or _END.search(text):
            break
    return "".join(parts if forward else reversed(parts)) if length else ""


def _next(node: LexborNode, *, forward: bool) -> LexborNode | None:
    """Return what comes next in the same line of text, out of inline elements; None at the edge of the paragraph."""
    for _ in range(_STEPS):
        beside = node.next if forward else node.prev
        if beside is not None:
            tag = beside.tag
            return beside if tag in INLINE or tag in _UNSEEN else None
        parent = node.parent
        if parent is None or parent.tag not in INLINE:
            return None
        node = parent
    return None


class Places:
    """Tells content from boilerplate for the links of one page.

    Boilerplate is what a page marks as navigation, header, footer or aside, and any list that is mostly links within
    the host, unless it stands in the article. A list of links to other hosts is something the page says.
    """

    def __init__(self) -> None:
        self._index: dict[int, int] = {}
        self._nodes: list[LexborNode] = []
        self._parents: list[int] = []
        self._regions: list[str] = []
        self._counts: list[list[int]] = []  # links, those within the host, letters of their anchors
        self._menus: dict[int, bool] = {}
        self._read = 0
        self._summed = False

    def enter(self, node: LexborNode, anchor: str, *, inner: bool) -> int:
        """Take in a link and return where it stands; all are entered before the first place is asked."""
        path = []
        each = node.parent
        while each is not None and each.mem_id not in self._index:
            path.append(each)
            each = each.parent
        at = self._index[each.mem_id] if each is not None else -1
        for ancestor in reversed(path):
            at = self._add(ancestor, at)
        counts = self._counts[at]
        counts[0] += 1
        counts[1] += inner
        counts[2] += len(anchor) - anchor.count(" ")
        return at

    def _add(self, node: LexborNode, parent: int) -> int:
        at = self._index[node.mem_id] = len(self._nodes)
        self._nodes.append(node)
        self._parents.append(parent)
        self._regions.append(_region(node, self._regions[parent] if parent >= 0 else ""))
        self._counts.append([0, 0, 0])
        return at

    def around(self, node: LexborNode, anchor: str, at: int) -> tuple[str, str]:
        """Return the sentence around a link, and its place: content or boilerplate. A menu has no sentences."""
        if not self._summed:
            self._sum()
        region = self._regions[at] or self._judged(at)
        return ("", "boilerplate") if region == "menu" else (context_of(node, anchor), region)

    def _sum(self) -> None:
        """Add to each element what is in those below it; parents come before their children."""
        for at in range(len(self._nodes) - 1, 0, -1):
            links, inner, letters = self._counts[at]
            above = self._counts[self._parents[at]]
            above[0] += links
            above[1] += inner
            above[2] += letters
        self._summed = True

    def _judged(self, at: int) -> str:
        """Say whether the smallest element with several links around is a menu."""
        while at >= 0 and self._counts[at][0] < _MENU_LINKS:
            at = self._parents[at]
        if at < 0:
            return "content"
        if at not in self._menus:
            self._menus[at] = self._is_menu(at)
        return "menu" if self._menus[at] else "content"

    def _is_menu(self, at: int) -> bool:
        links, inner, linked = self._counts[at]
        if 2 * inner <= links or self._read > _READ:
            return False
        text = self._nodes[at].text()
        self._read += len(text)
        return linked >= _MENU_SHARE * (len(text) - sum(map(text.count, " \n\t")))


def _region(node: LexborNode, outer: str) -> str:
    """Return the kind of place that an element makes of what is in it; empty where nothing says."""
    if outer in ("menu", "boilerplate"):
        return outer
    tag = node.tag or ""
    role = _ROLES.get(node.attrs.get("role") or "") if tag in _ROLED else None
    made = role or _FURNITURE.get(tag)
    if made is None and tag == "header" and not outer:
        made = "boilerplate"  # that of an article is its own
    return made or ("content" if outer or tag in _CONTENT else "")
