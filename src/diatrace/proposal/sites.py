"""Sites as a desk's candidates, and their order: laid anew over the web whenever pages or boundaries come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from diatrace.actor.card import digest_of
from diatrace.actor.profile import profiles
from diatrace.actor.sites import Sites
from diatrace.model import Verdict
from diatrace.proposal.features import Features
from diatrace.proposal.learner import Proposed, RelevanceParams
from diatrace.proposal.neighbours import Neighbours, NeighboursParams, NextSites
from diatrace.proposal.ranking import AHEAD, Snapshot
from diatrace.proposal.relevance import lessons
from diatrace.store.folder import Folder


class SitePool:
    """The sites of a study as numbered rows; `standing` gives them as they stand now."""

    def __init__(self, standing: Callable[[], Sites], sites: Sites | None = None) -> None:
        self._standing = standing
        self.sites = sites or standing()
        declared = np.array([each.declared and bool(each.prefixes) for each in self.sites.sites], bool)
        self.current = (self.sites.known > 0) | declared
        self.sources = np.zeros(len(self.sites.sites), np.int32)

    def __len__(self) -> int:
        return len(self.sites.sites)

    def grown(self) -> Self:
        """Return the sites as they stand now; itself where nothing changed."""
        sites = self._standing()
        return self if sites is self.sites else type(self)(self._standing, sites)

    def identifier(self, row: int) -> str:
        """Return the identifier of a site."""
        return self.sites.sites[row].id

    def rows(self, identifiers: Iterable[str]) -> NDArray[np.int64]:
        """Return the row of each site, -1 where there is none."""
        return np.array([self.sites.rows.get(each, -1) for each in identifiers], np.int64)

    def candidates(self) -> list[tuple[str, str]]:
        """Return identifier and digest of the boundaries of each site."""
        return [
            (self.identifier(row), digest_of(self.sites.sites[row].prefixes))
            for row in np.flatnonzero(self.current).tolist()
        ]


class SiteRanking:
    """Orders the sites of one question; declared sites with start pages stand for finds until somebody decides."""

    method = NextSites.name
    version = NextSites.version

    def __init__(
        self, folder: Folder, pool: SitePool, *, seed: int = 0, params: NeighboursParams | None = None
    ) -> None:
        self.folder, self.pool, self.seed = folder, pool, seed
        self.params = params or NeighboursParams(share=0.0)
        self._ranker: Neighbours | None = None
        self._sites: Sites | None = None
        self._snapshot = Snapshot()

    @property
    def learned(self) -> int | None:
        """The newest decision that was learned from; None before the first learning."""
        return self._snapshot.learned

    def state(self) -> dict[str, Any]:
        """Return whether there is an order yet, and what it has learned from."""
        return {
            "ready": self.learned is not None,
            "learned": self.learned,
            "rows": len(self._snapshot.scores),
        }

    def inputs(self) -> Mapping[str, Any]:
        """Return what the order rests on, beside decisions."""
        sites = self.pool.sites
        return {"segments": list(sites.web.segments), "boundaries": sorted(sites.owners.items())}

    def learn(self, verdicts: Mapping[int, Verdict], newest: int) -> None:
        """Learn from verdicts by row; sites that came since are read first."""
        ranker = self._ready()
        taught = lessons(verdicts, RelevanceParams(neighbour=self.params.neighbour))
        sites = self.pool.sites.sites
        started = {
            row: 1 for row, each in enumerate(sites) if each.declared and each.starts and row not in verdicts
        }
        ranker.learn(self.pool.sites.counts, {**started, **taught})
        order = ranker.order(self._closed(verdicts), AHEAD)
        self._snapshot = Snapshot(tuple(order), ranker.scores().astype(np.float32), newest)

    def order(self, verdicts: Mapping[int, Verdict]) -> list[Proposed]:
        """Return every site without a verdict, in order."""
        return self._ready().order(self._closed(verdicts))

    def _closed(self, verdicts: Mapping[int, Verdict]) -> NDArray[np.bool_]:
        closed: NDArray[np.bool_] = ~self.pool.current
        closed[list(verdicts)] = True
        return closed

    def _ready(self) -> Neighbours:
        self.pool = self.pool.grown()
        if self._ranker is None or self._sites is not self.pool.sites:
            self._sites = self.pool.sites
            texts = [each.text for each in profiles(self._sites, self.folder)]
            self._ranker = Neighbours(Features.of(texts), seed=self.seed, params=self.params)
        return self._ranker

    def ranked(self, free: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
        """Yield free rows with their rank, best first; before the first learning in order of discovery (rank 0)."""
        for each in self._snapshot.order:
            if each.row < len(free) and free[each.row]:
                yield each.row, each.rank
        yield from ((row, 0) for row in np.flatnonzero(free).tolist())

    def representatives(self, free: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the free rows: every site is decided by itself."""
        return np.flatnonzero(free)

    def group(self, row: int) -> list[int]:
        """Return the row alone: every site is decided by itself."""
        return [row]

    def score(self, row: int) -> float | None:
        """Return a row's score, None before it has one."""
        scores = self._snapshot.scores
        return float(scores[row]) if row < len(scores) else None

    def explain(self, row: int) -> dict[str, Any]:
        """Return why a site stands where it does: its words, neighbours decided alike, and the signs added up."""
        if self._ranker is None or not 0 <= row < len(self._snapshot.scores):
            return {"terms": [], "similar": []}
        why = self._ranker.explain(row)
        return {
            "terms": [{"term": each.text, "weight": each.contribution} for each in why.terms],
            "similar": [self._alike(each.row, each.cosine, each.label) for each in why.similar],
            "signs": [{"sign": each.name, "weight": each.contribution} for each in why.signs],
            "ties": [
                {
                    **self._named(each.row),
                    "linking": each.linking,
                    "linked": each.linked,
                    "verdict": _said(each.label),
                }
                for each in why.ties
            ],
        }

    def _alike(self, row: int, likeness: float, label: int) -> dict[str, Any]:
        return {"trace": self.pool.identifier(row), "similarity": likeness, "verdict": _said(label)}

    def _named(self, row: int) -> dict[str, str]:
        site = self.pool.sites.sites[row]
        return {"site": site.id, "name": site.name}


def _said(label: int | None) -> str:
    return "" if label is None else "in" if label else "out"
