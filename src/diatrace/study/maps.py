"""The map of sites for print, in the looks and words of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from diatrace import __version__
from diatrace.analysis.communities import louvain, modularity, undirected
from diatrace.analysis.contract import Graph
from diatrace.analysis.drawing import MANY, OTHER, Category, Drawing, Numbers, svg, value_looks, verdict_looks
from diatrace.analysis.layout import forces, rounds_for
from diatrace.analysis.measures import linked
from diatrace.errors import Misuse, UnknownName
from diatrace.message import LANGUAGES, catalogue

SIZES = ("in", "out", "links", "same")

Values = Callable[[str, str], Mapping[str, Sequence[str]]]
"""The values that stand in a field of sites, by site, given the field's name and a date."""


class SiteMap:
    """A map of some sites of a study, to be drawn."""

    def __init__(self, graph: Graph, values: Values, *, language: str, seed: int) -> None:
        if language not in LANGUAGES:
            raise UnknownName(f"there are no words in {language!r}", hint=f"known: {', '.join(LANGUAGES)}")
        self.graph, self._values = graph, values
        self.seed, self.rounds = seed, rounds_for(len(graph.ids))
        self._words = catalogue("page", language)
        self._method = ""

    def write(self, path: Path, *, title: str, about: str, colour: str, size: str) -> None:
        """Write the map as SVG; raise Misuse where it cannot be written."""
        if path.exists() or not path.parent.is_dir():
            fault = "is there already" if path.exists() else "lies in no folder that there is"
            raise Misuse(f"{path} {fault}", where=str(path), hint="name another file")
        numbers = self._numbers(size)
        legend, of = self._looks(colour)
        links = linked(self.graph.counts, directed=False)
        pairs = linked(self.graph.counts).tocoo()
        drawing = Drawing(
            title=self.say("map.picture", study=title),
            caption=" ".join(filter(None, [self._count(), about, self._how(colour, size)])),
            names=self.graph.names,
            places=forces(links, seed=self.seed, rounds=self.rounds),
            edges=np.stack([pairs.row, pairs.col], axis=1).astype(np.int64),
            numbers=numbers,
            legend_title=self._colour_words(colour),
            legend=[(f"{self._category(each, colour)} ({each.count})", each.mark) for each in legend],
            of=of,
        )
        with path.open("x", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in svg(drawing))

    def say(self, key: str, **values: Any) -> str:
        """Return a phrase of the page with its values."""
        return self._words[key].format(**values)

    def _looks(self, colour: str) -> tuple[list[Category], Numbers]:
        if colour == "verdict":
            return verdict_looks(self.graph.verdicts or [""] * len(self.graph.ids))
        if colour == "none":
            return value_looks([["all"]] * len(self.graph.ids))
        if colour == "community":
            weights = undirected(self.graph.counts)
            member = louvain(weights, seed=self.seed)
            worth = modularity(weights, member)
            said = "–" if worth is None else f"{worth:.3f}"
            self._method = self.say("map.method", seed=self.seed, modularity=said)
            return value_looks([[str(each)] for each in member], [str(each) for each in range(1, 8)])
        values = self._values(colour, self._at)
        return value_looks([values.get(each, ()) for each in self.graph.ids])

    def _numbers(self, size: str) -> Any:
        counts = self.graph.counts
        match size:
            case "in":
                return np.diff(linked(counts).tocsc().indptr)
            case "out":
                return np.diff(linked(counts).indptr)
            case "links":
                return np.asarray(counts.sum(axis=0))
            case "same":
                return np.ones(len(self.graph.ids))
        return self._told(size)

    def _told(self, field: str) -> Any:
        """Return the numbers that stand in a field; raise Misuse where it holds others than numbers."""
        values = self._values(field, self._at)
        try:
            return np.array(
                [max(0.0, float(values[each][0])) if each in values else 0.0 for each in self.graph.ids]
            )
        except ValueError:
            raise Misuse(
                f"sites have no size by {field!r}: it holds words",
                hint=f"one of: {', '.join(SIZES)}, or a field of numbers",
            ) from None

    @property
    def _at(self) -> str:
        return self.graph.at.date().isoformat() if self.graph.at else ""

    def _count(self) -> str:
        sites = len(self.graph.ids)
        form = "one" if sites == 1 else "other"
        return self.say(f"map.shown.{form}", n=sites, links=linked(self.graph.counts).nnz)

    def _how(self, colour: str, size: str) -> str:
        day = datetime.now(UTC).date().isoformat()
        return " ".join(
            [
                self.say("map.caption.lone"),
                self.say(
                    "map.caption.looks",
                    colour=self._colour_words(colour),
                    size=self._words.get(f"map.size.{size}", size),
                ),
                self.say("map.caption.layout", seed=self.seed, rounds=self.rounds),
                *([self._method] if self._method else []),
                self.say("map.caption.drawn", day=day, version=__version__),
            ]
        )

    def _colour_words(self, colour: str) -> str:
        return self._words[f"map.colour.{colour}"] if colour in ("verdict", "community", "none") else colour

    def _category(self, each: Category, colour: str) -> str:
        if colour == "verdict" and each.key:
            return self._words[f"verdict.{each.key}"]
        if colour == "community" and each.key.isdecimal():
            return self.say("map.category.community", n=each.key)
        undecided = "undecided" if colour == "verdict" else "none"
        special = {
            OTHER: "other",
            MANY: "several",
            "": undecided,
            **({"all": "all"} if colour == "none" else {}),
        }
        return self._words[f"map.category.{special[each.key]}"] if each.key in special else each.key
