"""A page's fragments, brought together from what is known of each of its units."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final

from diatrace.model import Moment
from diatrace.source.fragments.address import address_of, html_of, links_of
from diatrace.source.fragments.body import Bodies
from diatrace.source.fragments.dating import dates_of
from diatrace.source.fragments.evidence import Clue
from diatrace.source.fragments.fragment import Fragment
from diatrace.source.fragments.outline import Outline
from diatrace.source.fragments.person import author_of, name_beside, short_name
from diatrace.source.fragments.units import Unit
from diatrace.source.fragments.within import Within
from diatrace.source.webpage import date_in_address

_COMMENTS: Final = re.compile(r"comm?ent|kommentar|repl(?:y|ies)\b|r[eé]pon[ds]|respuesta|discuss|تعليق|ردود")
_NEARLY_ALL: Final = 0.8
_DATE_AND_NAME: Final = 2
_ENTRIES, _FEW, _LINKS = 3, 2, 0.9
_AROUND: Final = 3  # elements around a unit that may say what it is


class Page:
    """The units of a page with their dates, texts, authors and addresses."""

    def __init__(self, outline: Outline, units: list[Unit], told: Sequence[Clue], base: str) -> None:
        self._outline, self._units, self._base = outline, units, base
        self._within = Within(outline, units)
        self._clues = self._within.clues(told)
        self._dates = dates_of(outline, units, self._clues)
        self._bodies = Bodies(outline, units, self._within.lines, self._within.elements)
        self._beside = self._names_beside()
        self._roots = [unit.root for unit in units]
        self._before = _before(outline)
        self._addresses: list[str] = []

    def fragments(self) -> Iterator[Fragment]:
        """Yield the fragments in document order; units without any text are none, nor are entries of an index."""
        found: dict[int, list[tuple[Fragment, float]]] = defaultdict(list)
        told = []
        for place, unit in enumerate(self._units):
            each, linked = self._fragment(place)
            self._addresses.append(each.address)
            if each.text:
                found[unit.group].append((each, linked))
                told.append((unit.group, each))
        entries = {group for group, each in found.items() if _is_index(each)}
        yield from (each for group, each in told if group not in entries)

    def _fragment(self, place: int) -> tuple[Fragment, float]:
        """Return what a unit says, and how much of that is links."""
        outline, unit = self._outline, self._units[place]
        elements, clues = self._within.elements[place], self._clues[place]
        edited, published, told = self._dates[place]
        author = author_of(outline, elements, self._within.lines[place], told) or self._beside.get(place, "")
        aside = {clue.line for clue in clues if clue.role == "other" and clue.heads}
        title, text, kept = self._bodies.text(place, aside.union(told), author)
        address = address_of(outline, elements, clues, title, self._base)
        kind = self._kind(unit)
        if edited.at is None and kind == "post" and (dated := self._in_address(address)):
            edited = published = dated
        found = Fragment(
            kind=kind,
            text=text,
            author=author,
            title=title,
            edited=edited,
            published=published,
            address=address,
            reply_to=self._answered(place),
            links=links_of(outline, elements, kept, self._base),
            language=(outline.attributes[unit.root].get("lang") or "").strip(),
            html=html_of(outline, unit, self._inner(place)),
        )
        linked = sum(outline.linked[line + 1] - outline.linked[line] for line in kept)
        return found, linked / max(1, len(text))

    def _names_beside(self) -> dict[int, str]:
        """Return the names that stand in the line of the date, before or after it in all units alike: their authors."""
        groups: dict[int, list[int]] = defaultdict(list)
        for place, unit in enumerate(self._units):
            groups[unit.group].append(place)
        found: dict[int, str] = {}
        for places in groups.values():
            for step in (0, -1, 1):
                names = {place: name for place in places if (name := self._beside_date(place, step))}
                if len(names) > max(1, _NEARLY_ALL * len(places)) and len(set(names.values())) > 1:
                    found |= {place: name for place, name in names.items() if place not in found}
        return found

    def _beside_date(self, place: int, step: int) -> str:
        """Return what may be a name in the line of a unit's date (step 0), before (-1) or after it (1)."""
        lines, dated = self._within.lines[place], self._dates[place].lines
        if not dated or dated[0] + step not in lines:
            return ""
        line = self._outline.lines[dated[0] + step]
        if step and len(lines) <= _DATE_AND_NAME:
            return ""  # what stands beside the date is the text
        if step:
            return "" if self._outline.titled(line.parts[0].element) else short_name(line.text)
        clue = next(each for each in self._clues[place] if each.line == dated[0])
        return name_beside(line.text, clue.beside)

    def _in_address(self, address: str) -> Moment | None:
        """Return the date in the address of a post, unless it stands in that of the whole page."""
        if not address or "#" in address:
            return None
        found = date_in_address(address)
        return found if found.at else None

    def _kind(self, unit: Unit) -> str:
        """Return whether a unit is a post or a comment: what is marked as one, or stands in a post of another kind."""
        element = unit.root
        for _ in range(_AROUND):
            if element <= 0:
                break
            given = self._outline.attributes[element]
            item = given.get("itemtype") or ""
            if item.endswith(("Posting", "Article", "Question")):
                return "post"
            if item.endswith(("Comment", "UserComments", "Answer")) or given.get("role") == "comment":
                return "comment"
            if _COMMENTS.search(self._outline.words(element)):
                return "comment"
            element = self._outline.parents[element]
        around = unit.above
        return "comment" if around >= 0 else "post"

    def _answered(self, place: int) -> str:
        """Return the address of the comment that this one answers: the one around it, or before the list it is in."""
        unit = self._units[place]
        if unit.above >= 0:
            return self._addresses[unit.above] if self._units[unit.above].group == unit.group else ""
        element = self._outline.parents[unit.root]
        for _ in range(_AROUND):
            if element <= 0:
                return ""
            before = self._before[element]
            at = bisect_left(self._roots, before) if before >= 0 else -1
            if 0 <= at < place and self._roots[at] == before and self._units[at].group == unit.group:
                return self._addresses[at]
            element = self._outline.parents[element]
        return ""

    def _inner(self, place: int) -> list[Unit]:
        last = bisect_left(self._roots, self._units[place].until)
        return self._units[place + 1 : last]


def _is_index(found: list[tuple[Fragment, float]]) -> bool:
    """Say whether what is alike is but links to other pages, or single words: rows of a table, not texts."""
    if len(found) < _ENTRIES:
        return False
    words = median(len(each.text.split()) for each, _linked in found)
    return words < _FEW or median(linked for _each, linked in found) > _LINKS


def _before(outline: Outline) -> list[int]:
    """Return the element right before each one under the same parent; -1 for none."""
    latest: dict[int, int] = {}
    found = []
    for element, parent in enumerate(outline.parents):
        found.append(latest.get(parent, -1))
        latest[parent] = element
    return found
