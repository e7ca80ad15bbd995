"""Where the posts, comments and articles of a page are.

Structure says it first: dates that stand alike on a page (same elements around them) are those of units alike, and a
unit is the largest element that holds one of them and no other. Elements that are marked up as an article, a comment or
an entry are units of themselves, even alone. What stands in asides, and what is hardly more than links, is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from statistics import median
from typing import Final, TypeAlias

from diatrace.source.fragments.evidence import Clue
from diatrace.source.fragments.marks import is_marked, mark_of
from diatrace.source.fragments.outline import Outline
from diatrace.source.surroundings import INLINE

UNITS: Final = 10_000
"""Units taken of one page."""

Feature: TypeAlias = tuple[str | int, str]

_CLIMB: Final = 40  # elements between a unit and its date
_DIGITS: Final = re.compile(r"\d+")
_SAME: Final = 0.8
_LITTLE: Final = 2
_TITLED: Final = 8  # lines between a title and its date
_ARTICLE: Final = 80  # letters of the shortest article that is not marked up
_LINKS: Final = 0.75
_ASIDE: Final = frozenset({"nav", "aside", "footer"})
_ASIDE_ROLES: Final = frozenset({"navigation", "complementary", "contentinfo"})
_ASIDE_WORDS: Final = re.compile(r"\b(?:sidebar|widget)")
_ALTERNATING: Final = frozenset({"odd", "even", "alt", "first", "last", "new", "unread"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A stretch of a page: elements from `root` until another, lines from `first` until another.

    `group` tells the units that are alike. `above` is the place, in the list of units, of the one around it (-1: none).
    """

    root: int
    until: int
    first: int
    last: int
    group: int
    above: int = -1


class Units:
    """Finds the units of one page."""

    def __init__(self, outline: Outline, clues: Sequence[Clue]) -> None:
        self._outline = outline
        self._clues = [each for each in clues if each.heads]
        self._found: dict[int, Unit] = {}
        self._dated = _dated(outline, clues)

    def find(self) -> list[Unit]:
        """Return the units in document order, each knowing the one around it."""
        proposals = sorted(self._proposals(), key=lambda each: -each[0])
        for group, (_size, feature, owners) in enumerate(proposals):
            self._accept(feature, owners, group)
        self._mark(len(proposals))
        self._lead(len(proposals) + 1)
        return _nested(self._found.values())

    def _proposals(self) -> Iterator[tuple[int, Feature, list[int]]]:
        """Yield, for dates that stand alike, the elements that hold one each and the most text together."""
        alike: dict[tuple[str, ...], list[Clue]] = defaultdict(list)
        for clue in self._clues:
            alike[standing(self._outline, clue)].append(clue)
        for clues in alike.values():
            elements = sorted({clue.element for clue in clues})
            if len(elements) >= _LITTLE and (found := self._best(elements)):
                yield found
            elif len(elements) == 1 and len(clues) > _LITTLE and not self._aside(elements[0]):
                self._running(clues)

    def _running(self, clues: list[Clue]) -> None:
        """Take for units the stretches of text that run on in one element, parted by rules, headings or dates."""
        outline = self._outline
        parent, lines = clues[0].element, sorted({clue.line for clue in clues})
        begins = self._parted(parent, lines) or [self._at_line(parent, line) for line in lines]
        stops = [*begins[1:], outline.ends[parent]]
        for begin, stop in zip(begins, stops, strict=True):
            self._found[begin] = self._from(begin, stop, parent, -1)

    def _parted(self, parent: int, lines: list[int]) -> list[int]:
        """Return the rules or headings of which one stands before each date."""
        outline = self._outline
        for tags in (("hr",), ("h2", "h3", "h4", "h5")):
            found = [
                each
                for each in range(parent + 1, outline.ends[parent])
                if outline.tags[each] in tags and outline.parents[each] == parent
            ]
            slots = [bisect_right([outline.firsts[each] for each in found], line) - 1 for line in lines]
            if found and slots == sorted(set(slots)) and slots[0] >= 0:
                return [found[slot] for slot in slots]
        return []

    def _at_line(self, parent: int, line: int) -> int:
        """Return the first element of a line, or after it, within another."""
        return max(
            parent + 1, bisect_left(self._outline.firsts, line, parent + 1, self._outline.ends[parent])
        )

    def _best(self, elements: list[int]) -> tuple[int, Feature, list[int]] | None:
        owners: dict[Feature, list[int]] = defaultdict(list)
        for element in elements:
            for feature, owner in self._above(element).items():
                owners[feature].append(owner)
        best: tuple[int, Feature, list[int]] | None = None
        for feature, found in owners.items():
            distinct = sorted(set(found))
            if len(distinct) < max(_LITTLE, _SAME * len(elements)):
                continue
            size = self._union(distinct)
            if best is None or (size, _rank(feature)) > (best[0], _rank(best[1])):
                best = (size, feature, distinct)
        return best

    def _above(self, element: int) -> dict[Feature, int]:
        """Return the nearest block around an element (or itself) for each feature."""
        found: dict[Feature, int] = {}
        for _ in range(_CLIMB):
            if element <= 0:
                break
            if self._outline.tags[element] not in INLINE:
                for feature in self._features(element):
                    found.setdefault(feature, element)
            element = self._outline.parents[element]
        return found

    def _features(self, element: int) -> Iterator[Feature]:
        outline = self._outline
        tag, given = outline.tags[element], outline.attributes[element]
        yield outline.parents[element], tag
        for token in set((given.get("class") or "").split()):
            yield tag, _DIGITS.sub("", token)
        name = given.get("id") or ""
        if stem := _DIGITS.sub("#", name) if _DIGITS.search(name) else "":
            yield tag, stem
        if mark := mark_of(tag, given):
            yield tag, mark

    def _union(self, owners: list[int]) -> int:
        """Return how many letters are in elements, of which some may hold others."""
        size = until = 0
        for owner in owners:
            if owner >= until:
                size += self._outline.size(owner)
                until = self._outline.ends[owner]
        return size

    def _accept(self, feature: Feature, owners: list[int], group: int) -> None:
        """Take elements for units, unless they are known, stand aside, are links, or parts of another unit."""
        if sum(owner in self._found for owner in owners) * 2 > len(owners):
            return
        identified = str(feature[1]).startswith("@") or "#" in str(feature[1])
        kept = [owner for owner in owners if owner not in self._found and not self._aside(owner)]
        if not identified:
            kept = [owner for owner in kept if not self._inside(owner)]
        if len(kept) < _LITTLE or self._is_index(kept):
            return
        for unit in self._spans(kept, group):
            self._found[unit.root] = unit

    def _inside(self, element: int) -> bool:
        for _ in range(_CLIMB):
            element = self._outline.parents[element]
            if element < 0:
                return False
            if element in self._found:
                return True
        return False

    def _aside(self, element: int) -> bool:
        outline = self._outline
        for _ in range(_CLIMB):
            element = outline.parents[element]
            if element <= 0:
                return False
            given = outline.attributes[element]
            if (
                outline.tags[element] in _ASIDE
                or given.get("role") in _ASIDE_ROLES
                or _ASIDE_WORDS.search(outline.words(element))
            ):
                return True
        return False

    def _is_index(self, owners: list[int]) -> bool:
        """Say whether elements are hardly more than links and dates, as the lists of what stands on other pages are."""
        first, last, letters = self._outline.firsts, self._outline.lasts, self._outline.letters
        shares = []
        for each in owners:
            linked = self._outline.linked[last[each]] - self._outline.linked[first[each]]
            dated = self._dated[last[each]] - self._dated[first[each]]
            size = letters[last[each]] - letters[first[each]]
            shares.append(linked / max(1, size - dated))
        return median(shares) > _LINKS

    def _spans(self, owners: list[int], group: int) -> Iterator[Unit]:
        """Return units of elements; where the text stands between them, each takes in what follows or precedes it."""
        outline = self._outline
        parents = {outline.parents[owner] for owner in owners}
        between = sum(
            outline.letters[outline.firsts[after]] - outline.letters[outline.lasts[before]]
            for before, after in pairwise(owners)
        )
        together = between > sum(map(outline.size, owners)) / _LITTLE and len(owners) > _LITTLE
        if len(parents) > 1 or not together:
            for owner in owners:
                yield Unit(owner, outline.ends[owner], outline.firsts[owner], outline.lasts[owner], group)
            return
        (parent,) = parents
        yield from self._joined(owners, parent, group)

    def _joined(self, owners: list[int], parent: int, group: int) -> Iterator[Unit]:
        outline = self._outline
        after = outline.letters[outline.lasts[parent]] - outline.letters[outline.lasts[owners[-1]]]
        most = max(outline.ends[b] - outline.ends[a] for a, b in pairwise(owners))
        if after:
            stops = [*owners[1:], outline.ends[parent]]
            for owner, stop in zip(owners, stops, strict=True):
                yield self._from(owner, min(stop, owner + most), parent, group)
            return
        begins = [
            max(parent + 1, outline.ends[owners[0]] - most),
            *(outline.ends[each] for each in owners[:-1]),
        ]
        firsts = [outline.firsts[begins[0]], *(outline.lasts[each] for each in owners[:-1])]
        for owner, begin, first in zip(owners, begins, firsts, strict=True):
            yield Unit(min(begin, owner), outline.ends[owner], first, outline.lasts[owner], group)

    def _from(self, owner: int, stop: int, parent: int, group: int) -> Unit:
        """Return the unit that goes from an element to another under the same parent, or to the end of that."""
        outline = self._outline
        last = outline.firsts[stop] if stop < outline.ends[parent] else outline.lasts[parent]
        return Unit(owner, stop, outline.firsts[owner], last, group)

    def _mark(self, group: int) -> None:
        """Add the elements that are marked up as units and are neither the frame of one nor its body."""
        outline, roots = self._outline, sorted(self._found)
        for element in range(1, len(outline)):
            if element in self._found or not outline.size(element) or not is_marked(outline, element):
                continue
            if not self._framing(element, roots) and not self._aside(element):
                self._found[element] = Unit(
                    element, outline.ends[element], outline.firsts[element], outline.lasts[element], group
                )

    def _lead(self, group: int) -> None:
        """Add the article of a page that is not marked up: what stands from its title and date to the first comment."""
        outline = self._outline
        title = self._title()
        if title < 0:
            return
        after = min((root for root in self._found if root > title), default=-1)
        line = outline.firsts[title]
        clue = next(
            (each for each in self._clues if abs(each.line - line) <= _TITLED and each.role != "other"), None
        )
        if clue is None or clue.element in self._found or self._inside(clue.element):
            return
        if 0 <= after <= clue.element:
            return
        begin, until = self._stretch(min(title, clue.element), max(title, clue.element), after)
        unit = Unit(begin, until, outline.firsts[begin], self._line_before(until), group)
        if outline.letters[unit.last] - outline.letters[unit.first] > _ARTICLE:
            self._found[begin] = unit

    def _title(self) -> int:
        """Return the highest heading of a page that is in no unit; -1 where there is none."""
        tags = self._outline.tags
        free = [
            each
            for each, tag in enumerate(tags)
            if tag in ("h1", "h2", "h3")
            and each not in self._found
            and not self._inside(each)
            and not self._aside(each)
        ]
        return min(free, key=lambda each: (tags[each], each), default=-1)

    def _stretch(self, first: int, last: int, after: int) -> tuple[int, int]:
        """Return where an article begins that holds two elements, and where it ends: at a unit, else with most text."""
        outline = self._outline
        above = first
        while above > 0 and not outline.within(max(last, after), above):
            above = outline.parents[above]
        if after < 0:
            while outline.parents[above] > 0 and 2 * outline.size(above) < outline.letters[-1]:
                above = outline.parents[above]
            return above, outline.ends[above]
        return self._child(above, first), self._child(above, after)

    def _child(self, above: int, element: int) -> int:
        """Return which child of an element holds another."""
        while outline_parent := self._outline.parents[element]:
            if outline_parent in (above, -1):
                break
            element = outline_parent
        return element

    def _line_before(self, element: int) -> int:
        outline = self._outline
        return outline.firsts[element] if element < len(outline) else len(outline.lines)

    def _framing(self, element: int, roots: list[int]) -> bool:
        """Say whether most of an element is one unit, or it is most of one."""
        outline, size = self._outline, self._outline.size(element)
        at = bisect_right(roots, element)
        inner = [each for each in roots[at : at + _LITTLE] if each < outline.ends[element]]
        if len(inner) == 1 and outline.size(inner[0]) * 2 > size:
            return True
        above = element
        for _ in range(_CLIMB):
            above = outline.parents[above]
            if above in self._found or above < 0:
                break
        return above in self._found and size * 2 > outline.size(above)


def _rank(feature: Feature) -> int:
    return 2 if str(feature[1]).startswith("@") else 1 if "#" in str(feature[1]) else 0


def standing(outline: Outline, clue: Clue) -> tuple[str, ...]:
    """Return what dates that stand alike have in common."""
    element = clue.element
    own = _DIGITS.sub("", outline.attributes[element].get("class") or "").lower().split()
    above = outline.parents[element]
    far = outline.parents[above] if above >= 0 else -1
    tags = (outline.tags[each] if each >= 0 else "" for each in (element, above, far))
    return clue.role, " ".join(sorted(set(own) - _ALTERNATING)), *tags


def _dated(outline: Outline, clues: Sequence[Clue]) -> list[int]:
    """Return, for each count of lines, how many of their letters are dates outside of links."""
    counts = [0] * len(outline.lines)
    for clue in clues:
        if not clue.machine and outline.tags[clue.element] != "a":
            counts[clue.line] += int(clue.share * len(outline.lines[clue.line].text))
    return [0, *accumulate(counts)]


def _nested(found: Iterable[Unit]) -> list[Unit]:
    """Return units in order, each with the place of the one around it."""
    units: list[Unit] = []
    around: list[int] = []
    for unit in sorted(found, key=lambda each: (each.root, -each.until)):
        while around and units[around[-1]].until <= unit.root:
            around.pop()
        units.append(replace(unit, above=around[-1] if around else -1))
        around.append(len(units) - 1)
        if len(units) >= UNITS:
            break
    return units
