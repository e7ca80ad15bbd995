"""What a unit says, without its furniture: date, name of the author, and what every unit repeats (Reply, Quote)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from diatrace.source.fragments.outline import HEADINGS, Outline
from diatrace.source.fragments.person import clean
from diatrace.source.fragments.units import Unit
from diatrace.source.surroundings import INLINE

_DIGITS: Final = re.compile(r"\d+")
_NEARLY_ALL: Final = 0.9
_MOST: Final = 0.6
_REPEATED: Final = 0.6
_ENOUGH: Final = 3
_BODIES: Final = re.compile(r"\b(?:e-content|articleBody|reviewBody)\b")
_TITLES: Final = re.compile(r"(?:^|[\s_-])(?:title|titre|titulo|subject|sujet|asunto|headline)(?=$|[\s_-])")
_LONGEST: Final = 300


class Bodies:
    """Takes the text out of the units of one page; `lines` and `elements` are those of each, nested units apart."""

    def __init__(
        self,
        outline: Outline,
        units: Sequence[Unit],
        lines: Sequence[Sequence[int]],
        elements: Sequence[Sequence[int]],
    ) -> None:
        self._outline, self._lines, self._elements = outline, lines, elements
        self._roots = [unit.root for unit in units]
        self._groups: dict[int, list[int]] = defaultdict(list)
        for place, unit in enumerate(units):
            self._groups[unit.group].append(place)
        self._furniture = {group: self._repeated(places) for group, places in self._groups.items()}
        self._bodies: dict[int, list[int]] = {}
        for places in self._groups.values():
            self._bodies.update(self._body(places))
        self._units = units

    def text(self, place: int, told: set[int], author: str) -> tuple[str, str, list[int]]:
        """Return title and text of a unit, and the lines of which the text is made; `told` are lines of dates."""
        title, at = self._title(place, told, author)
        furniture = self._furniture[self._units[place].group]
        own = [
            number
            for number in self._bodies.get(place, self._lines[place])
            if number != at and number not in told
        ]
        own = own or list(self._lines[place])
        said = [
            number for number in own if not (author and clean(self._outline.lines[number].text) == author)
        ]
        kept = [
            number for number in said if _plain(self._outline.lines[number].text) not in furniture
        ] or said
        return title, "".join(self._joined(kept)).strip(), kept

    def _joined(self, numbers: list[int]) -> Iterator[str]:
        for number in numbers:
            line = self._outline.lines[number]
            yield "\n\n" if line.apart else "\n"
            yield line.text

    def _repeated(self, places: list[int]) -> set[str]:
        """Return the lines that most units alike have, but for their numbers."""
        if len(places) < _ENOUGH:
            return set()
        met = Counter(
            text
            for place in places
            for text in {_plain(self._outline.lines[number].text) for number in self._lines[place]}
        )
        return {text for text, times in met.items() if times >= max(_ENOUGH, _REPEATED * len(places))}

    def _body(self, places: list[int]) -> dict[int, list[int]]:
        """Return the lines of the smallest element that every unit alike has once and that holds most of the text."""
        met: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for place in places:
            for element in self._elements[place]:
                tag = self._outline.tags[element]
                if tag not in INLINE and self._outline.size(element) and not self._holds(element):
                    met[tag, _class(self._outline, element)].append((place, element))
        letters = sum(
            len(self._outline.lines[number].text) for place in places for number in self._lines[place]
        )
        best: tuple[int, list[tuple[int, int]]] | None = None
        for (_tag, words), found in met.items():
            size = sum(self._outline.size(element) for _place, element in found)
            once = len({place for place, _element in found}) == len(found) >= _NEARLY_ALL * len(places)
            wanted = once and (size > _MOST * letters or bool(_BODIES.search(words)))
            if wanted and (best is None or size < best[0]):
                best = size, found
        return {place: self._within(place, element) for place, element in best[1]} if best else {}

    def _holds(self, element: int) -> bool:
        """Say whether a unit stands within an element."""
        at = bisect_right(self._roots, element)
        return at < len(self._roots) and self._roots[at] < self._outline.ends[element]

    def _within(self, place: int, element: int) -> list[int]:
        first, last = self._outline.firsts[element], self._outline.lasts[element]
        return [number for number in self._lines[place] if first <= number < last]

    def _title(self, place: int, told: set[int], author: str) -> tuple[str, int]:
        """Return the title of a unit, and the line it stands in."""
        outline = self._outline
        for element in self._elements[place]:
            given = outline.attributes[element]
            titled = outline.tags[element] in HEADINGS or given.get("itemprop") in ("headline", "name")
            if titled or _TITLES.search((given.get("class") or "").lower()):
                text = outline.text(element)
                at = outline.firsts[element]
                if (
                    text
                    and len(text) < _LONGEST
                    and at not in told
                    and not (author and clean(text) == author)
                ):
                    return text, at
        return "", -1


def _plain(text: str) -> str:
    return _DIGITS.sub("0", text)


def _class(outline: Outline, element: int) -> str:
    given = outline.attributes[element]
    return _DIGITS.sub("", f"{given.get('class') or ''} {given.get('itemprop') or ''}").strip()
