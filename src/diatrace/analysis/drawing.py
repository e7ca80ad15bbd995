"""The map as SVG for print: the looks of the page's map, a legend, and under it what it shows and how it was made.

Colour never speaks alone: every category has a shape besides. Colours after Okabe & Ito (2008), told apart with every
kind of colour vision. The page draws by the same marks (`page/src/map/marks.ts`).
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Mark:
    """A colour and a shape."""

    colour: str
    shape: str


BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW = (
    "#0072b2", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9", "#d8c92a",
)  # fmt: skip
MARKS = (
    Mark(BLUE, "circle"),
    Mark(ORANGE, "square"),
    Mark(GREEN, "triangle"),
    Mark(RED, "diamond"),
    Mark(PURPLE, "wedge"),
    Mark(SKY, "cross"),
    Mark(YELLOW, "hexagon"),
)
VERDICTS = {
    "in": Mark(BLUE, "circle"),
    "neighbour": Mark(ORANGE, "square"),
    "unsure": Mark(PURPLE, "wedge"),
    "out": Mark(RED, "cross"),
}
NOTHING, OTHERS, SEVERAL = Mark("#9a9a9a", "circle"), Mark("#6b6b6b", "square"), Mark("#6b6b6b", "hexagon")

OUTLINES: dict[str, tuple[tuple[float, float], ...]] = {
    "square": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "triangle": ((0, -1), (0.866, 0.5), (-0.866, 0.5)),
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "wedge": ((0, 1), (-0.866, -0.5), (0.866, -0.5)),
    "cross": (
        (-0.33, -0.94), (0.33, -0.94), (0.33, -0.33), (0.94, -0.33), (0.94, 0.33), (0.33, 0.33),
        (0.33, 0.94), (-0.33, 0.94), (-0.33, 0.33), (-0.94, 0.33), (-0.94, -0.33), (-0.33, -0.33),
    ),
    "hexagon": ((1, 0), (0.5, 0.866), (-0.5, 0.866), (-1, 0), (-0.5, -0.866), (0.5, -0.866)),
}  # fmt: skip
"""Corners of each shape within a circle of radius 1, y downwards; a circle has none."""

OTHER, MANY = "\0other", "\0several"
"""Keys of what has no category of its own: values beyond the seven most frequent, and several at once."""


@dataclass(frozen=True)
class Category:
    """What sites of one look have in common; the key "" is no value."""

    key: str
    mark: Mark
    count: int


def verdict_looks(verdicts: Sequence[str]) -> tuple[list[Category], Numbers]:
    """Return the legend of verdicts, and the place in it of each site."""
    return _looks([*VERDICTS, ""], [*VERDICTS.values(), NOTHING], list(verdicts))


def value_looks(values: Sequence[Sequence[str]], order: Sequence[str] = ()) -> tuple[list[Category], Numbers]:
    """Return the legend of values, those of a field's choices in their order, and the place in it of each site."""
    counts = Counter(each[0] for each in values if len(each) == 1)
    named = sorted(counts, key=lambda key: (-counts[key], key))[: len(MARKS)]
    if len(order) <= len(MARKS):
        named.sort(key=lambda key: order.index(key) if key in order else len(order))
    known = set(named)
    keys = [
        MANY if len(each) > 1 else "" if not each else each[0] if each[0] in known else OTHER
        for each in values
    ]
    return _looks([*named, OTHER, MANY, ""], [*MARKS[: len(named)], OTHERS, SEVERAL, NOTHING], keys)


def _looks(keys: Sequence[str], marks: Sequence[Mark], of: Sequence[str]) -> tuple[list[Category], Numbers]:
    counts = Counter(of)
    legend = [Category(key, mark, counts[key]) for key, mark in zip(keys, marks, strict=True) if counts[key]]
    rank = {each.key: place for place, each in enumerate(legend)}
    return legend, np.array([rank[each] for each in of], np.int64)


@dataclass(frozen=True)
class Drawing:
    """What a picture is made from: places of shape (n, 2) with y upwards, edges of shape (m, 2), a number of each site.

    `legend` gives words and mark of each category, `of` the category of each site; sites are larger the greater their
    number.
    """

    title: str
    caption: str
    names: Sequence[str]
    places: Floats
    edges: Numbers
    numbers: NDArray[np.number]
    legend_title: str
    legend: Sequence[tuple[str, Mark]]
    of: Numbers


WIDTH, HEIGHT, MARGIN, SIDE, TOP = 1600, 1000, 40, 300, 106
_INSET, _LABEL, _SMALL, _LABELS, _LONG = 24, 15, 17, 400, 34
_INK, _SOFT, _EDGE, _PAPER = "#22252a", "#4c5158", "#c9c6be", "#ffffff"
_FONTS = "'Noto Sans', 'Noto Naskh Arabic', sans-serif"
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def svg(drawing: Drawing) -> Iterator[str]:
    """Yield the picture line by line."""
    points, radii = _fitted(drawing.places), _radii(drawing.numbers)
    rows = textwrap.wrap(drawing.caption, 180)
    height = TOP + HEIGHT + MARGIN + 25 * len(rows) + MARGIN // 2
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
    yield f'role="img" font-family="{_FONTS}">'
    yield f"<title>{_written(drawing.title)}</title><desc>{_written(drawing.caption)}</desc>"
    yield f'<rect width="100%" height="100%" fill="{_PAPER}"/>'
    faint = min(0.7, max(0.0, 0.35 * float(np.log10(max(1, len(drawing.edges)) / 1000))))  # as in the page
    yield f'<g fill="none" stroke="{_EDGE}" stroke-width="0.8" stroke-opacity="{1 - faint:.2f}">'
    for a, b in points[drawing.edges].reshape(-1, 2, 2):
        yield f'<path d="M{a[0]:.1f} {a[1]:.1f}L{b[0]:.1f} {b[1]:.1f}"/>'
    yield f'</g><g stroke="{_PAPER}">'
    for site in np.argsort(-radii, kind="stable").tolist():
        x, y = points[site].tolist()
        yield _shape(x, y, float(radii[site]), drawing.legend[drawing.of[site]][1])
    yield "</g>"
    yield _text(MARGIN, MARGIN + 26, drawing.title, 30, bold=True)
    yield from _labels(drawing.names, points, radii)
    yield from _legend(drawing)
    for row, line in enumerate(rows):
        yield _text(MARGIN, TOP + HEIGHT + MARGIN + 25 * row, line, _SMALL, colour=_SOFT)
    yield "</svg>"


def _fitted(places: Floats) -> Floats:
    """Return places moved and stretched evenly into the frame; y turns downwards."""
    if not len(places):
        return np.zeros((0, 2))
    low, high = places.min(axis=0), places.max(axis=0)
    frame = np.array([WIDTH - 2 * MARGIN - SIDE, HEIGHT]) - 2 * _INSET
    span = high - low
    scale = float((frame[span > 0] / span[span > 0]).min()) if span.any() else 1.0
    middle = np.array([MARGIN + (WIDTH - 2 * MARGIN - SIDE) / 2, TOP + HEIGHT / 2])
    fitted: Floats = middle + (places - (low + high) / 2) * scale * [1, -1]
    return fitted


def _radii(numbers: NDArray[np.number]) -> Floats:
    """Return radii whose area grows with the number; where many sites are drawn all are smaller."""
    factor = min(1.0, max(0.3, np.sqrt(400 / max(1, len(numbers)))))
    most = max(1.0, float(numbers.max(initial=0)))
    found: Floats = 1.2 * np.maximum(1.6, factor * (3 + 13 * np.sqrt(np.asarray(numbers, float) / most)))
    return found


def _shape(x: float, y: float, radius: float, mark: Mark) -> str:
    if mark.shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{0.92 * radius:.1f}" fill="{mark.colour}"/>'
    corners = " ".join(f"{x + dx * radius:.1f},{y + dy * radius:.1f}" for dx, dy in OUTLINES[mark.shape])
    return f'<polygon points="{corners}" fill="{mark.colour}"/>'


def _text(
    x: float, y: float, words: str, size: int, *, colour: str = _INK, bold: bool = False, rim: bool = False
) -> str:
    """Return words as SVG; what is written over links has a rim that keeps it apart from them."""
    more = ' font-weight="600"' if bold else ""
    if rim:
        more += f' stroke="{_PAPER}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}"{more}>{_written(words)}</text>'


def _written(words: str) -> str:
    return escape(_UNWRITABLE.sub("", words))


def _labels(names: Sequence[str], points: Floats, radii: Floats) -> Iterator[str]:
    """Yield the names of the largest sites, as many as fit without lying on each other."""
    taken = np.zeros((0, 4))
    for site in np.argsort(-radii, kind="stable").tolist():
        if len(taken) >= _LABELS:
            return
        words = names[site] if len(names[site]) <= _LONG else f"{names[site][: _LONG - 1].rstrip()}…"
        x, y = points[site, 0] + radii[site] + 4, points[site, 1] + _LABEL / 3
        box = np.array([x, y - _LABEL, x + _wide(words), y + 4])
        over = (taken[:, :2] < box[2:]).all(axis=1) & (box[:2] < taken[:, 2:]).all(axis=1)
        if box[2] > WIDTH - MARGIN - SIDE or over.any():
            continue
        taken = np.vstack([taken, box])
        yield _text(x, y, words, _LABEL, rim=True)


def _wide(words: str) -> float:
    """Return about how wide words are: letters of East Asia are square, others a little more than half of that."""
    return sum(
        0 if unicodedata.combining(each) else 1 if unicodedata.east_asian_width(each) in "WF" else 0.56
        for each in words
    ) * float(_LABEL)


def _legend(drawing: Drawing) -> Iterator[str]:
    x = WIDTH - MARGIN - SIDE + 20
    yield _text(x, TOP + 10, drawing.legend_title, _SMALL, bold=True)
    for row, (words, mark) in enumerate(drawing.legend):
        y = TOP + 44 + 30 * row
        yield _shape(x + 8, y - 6, 9, mark)
        yield _text(x + 28, y, words[:_LONG], _SMALL)
