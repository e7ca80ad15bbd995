"""Where a unit can be found again, what it links to, and what it was as HTML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urldefrag, urljoin

from diatrace.source import markup
from diatrace.source.fragments.evidence import Clue
from diatrace.source.fragments.outline import Outline
from diatrace.source.fragments.units import Unit

_NUMBERED: Final = re.compile(r"(?=.*\d)[^\s#]{1,100}")
_PERMANENT: Final = re.compile(r"\bperma|permanent|رابط")
_NEAR: Final = 40  # elements of a unit among which one may carry its name


def with_fragment(href: str, base: str) -> str:
    """Return an absolute http(s) address that keeps its fragment; empty where it is none."""
    page = markup.absolute(href, base)
    if not page:
        return ""
    try:
        named = urldefrag(urljoin(base, href.strip())).fragment
    except ValueError:
        return page
    return f"{page}#{named}" if named else page


def address_of(
    outline: Outline, elements: Sequence[int], clues: Sequence[Clue], title: str, base: str
) -> str:
    """Return the address of a unit: its permanent link, else the page with its own id; empty where it has neither."""
    names = [name for each in elements[:_NEAR] for name in _names(outline, each) if _NUMBERED.fullmatch(name)]
    for href in _links(outline, elements, clues, title, tuple(f"#{name}" for name in names)):
        if href != "#" and (address := with_fragment(href, base)):
            return address
    page = markup.absolute(base)
    return f"{page}#{names[0]}" if page and names else ""


def _names(outline: Outline, element: int) -> Iterator[str]:
    given = outline.attributes[element]
    yield from (
        name for name in (given.get("id"), given.get("name") if outline.tags[element] == "a" else "") if name
    )


def _links(
    outline: Outline, elements: Sequence[int], clues: Sequence[Clue], title: str, ends: tuple[str, ...]
) -> Iterator[str]:
    """Yield what may be the permanent link of a unit, the surest first."""
    anchors = {each: href for each in elements if (href := outline.attributes[each].get("href"))}
    yield from (href for each, href in anchors.items() if _is_permanent(outline.attributes[each]))
    if title:
        yield from (href for each, href in anchors.items() if outline.text(each) == title)
    if ends:
        yield from (href for href in anchors.values() if href.endswith(ends))
    yield from (href for each, href in anchors.items() if _PERMANENT.search(outline.text(each).lower()))
    for clue in clues:
        parent = outline.parents[clue.element]
        inner = range(
            clue.element + 1, min(clue.element + 3, outline.ends[clue.element]) if clue.machine else 0
        )
        yield from (anchors[each] for each in (clue.element, parent, *inner) if each in anchors)


def _is_permanent(given: dict[str, str | None]) -> bool:
    rel, classes = (given.get("rel") or "").split(), (given.get("class") or "").split()
    if "author" in rel or "h-card" in classes or "p-author" in classes:
        return False
    return "bookmark" in rel or "u-url" in classes or given.get("itemprop") == "url"


def links_of(outline: Outline, elements: Sequence[int], lines: Sequence[int], base: str) -> tuple[str, ...]:
    """Return the http(s) addresses that these lines of a unit link to, each once."""
    kept = set(lines)
    found: dict[str, None] = {}
    for element in elements:
        if outline.tags[element] == "a" and outline.firsts[element] in kept:
            address = markup.absolute(outline.attributes[element].get("href") or "", base)
            if address:
                found[address] = None
    return tuple(found)


def html_of(outline: Outline, unit: Unit, inner: Sequence[Unit]) -> str:
    """Return the HTML of a unit but for the units in it (given in order), whose frames are left out as well."""
    parts: list[str] = []
    roots = [each.root for each in inner]
    element = unit.root
    while element < unit.until:
        at = bisect_left(roots, element)
        if at == len(roots) or roots[at] >= outline.ends[element]:
            parts.append(outline.nodes[element].html or "")
            element = outline.ends[element]
        else:
            element = inner[at].until if roots[at] == element else element + 1
    return "\n".join(parts)
