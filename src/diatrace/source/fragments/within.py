"""What belongs to each unit of a page and to none of the units in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from diatrace.source.fragments.evidence import Clue
from diatrace.source.fragments.outline import Outline
from diatrace.source.fragments.units import Unit


class Within:
    """The elements and lines of each unit, by its place in the list."""

    def __init__(self, outline: Outline, units: Sequence[Unit]) -> None:
        self._of_element = list(_owners(units, len(outline), lambda unit: (unit.root, unit.until)))
        self._of_line = list(_owners(units, len(outline.lines), lambda unit: (unit.first, unit.last)))
        self.elements = _gathered(self._of_element, len(units))
        self.lines = _gathered(self._of_line, len(units))

    def clues(self, told: Sequence[Clue]) -> list[list[Clue]]:
        """Return the dates that stand in each unit; those in attributes belong where their element does."""
        found: list[list[Clue]] = [[] for _ in self.lines]
        for clue in told:
            owner = self._of_element[clue.element] if clue.machine else self._of_line[clue.line]
            if owner >= 0:
                found[owner].append(clue)
        return found


def _owners(units: Sequence[Unit], length: int, bounds: Callable[[Unit], tuple[int, int]]) -> Iterator[int]:
    """Yield, for each element or line, the place of the innermost unit around it; -1 for none."""
    around: list[int] = []
    at = 0
    for number in range(length):
        while at < len(units) and bounds(units[at])[0] <= number:
            around.append(at)
            at += 1
        while around and bounds(units[around[-1]])[1] <= number:
            around.pop()
        yield around[-1] if around else -1


def _gathered(owners: Sequence[int], units: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(units)]
    for number, owner in enumerate(owners):
        if owner >= 0:
            found[owner].append(number)
    return found
