"""Learns which sites belong from links and decisions: who links to a site, whom it links to, what they say.

Six signs of a site are weighed by a logistic regression that learns from the decisions so far, around weights that
stood well on planted webs; with no decision but the start sites these alone make the order. Every sign of a decided
site is computed as if its own decision were unknown, so that the weights are learnt on what undecided sites show too:

- `linked`, `linking`: how many sites that are in link to it, and to how many of them it links; both are mutual links;
- `linkers`, `targets`: how well the sites that link to it point, and how well those it links to are pointed at: for
  each the log-odds that its other decided neighbours are in, held near the mean by imagined decisions. A directory that
  links to everyone, or a platform that everyone links to, tells nothing;
- `shared`: likeness to decided sites by the neighbours both have: co-citation, bibliographic coupling, direct ties;
- `words`: likeness to decided sites by words and facts.

A site that nobody looked into shows no links of its own. It is weighed apart, by what leads to it and by its words,
with weights learnt from decided sites as they look from outside: else a site would be blamed for what is not known.

How often a site links to another is evidence to be shown; the order counts sites, since one footer makes a thousand
occurrences.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, eye_array
from scipy.special import expit

from diatrace.errors import Misuse
from diatrace.model import Verdict
from diatrace.proposal.features import Features
from diatrace.proposal.learner import Proposed, RelevanceParams, Similar, Term, placed
from diatrace.proposal.likeness import Floats, Likeness, Rows, Wording, alike
from diatrace.proposal.missed import Missed, expected, missed, unnamed
from diatrace.proposal.relevance import lessons, settled

SIGNS = ("linked", "linking", "linkers", "targets", "shared", "words")
"""What a score is made of, in the order of its weights."""

_USUAL = np.array([-2.0, 1.0, 0.5, 0.3, 0.3, 2.0, 3.0])
_FIRMNESS = np.array([0.1, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
"""Weights before any decision: of a constant, of the signs; and how firmly each is held."""

_LINKING, _TARGETS, _SHARED = (1 + SIGNS.index(each) for each in ("linking", "targets", "shared"))

_STEPS, _CLOSE = 25, 1e-6


@dataclass(frozen=True)
class NeighboursParams:
    """How the next sites are learnt and ordered."""

    share: float = field(
        default=0.05, metadata={"help": "share of proposals drawn at random from the undecided"}
    )
    neighbour: str = field(
        default="out",
        metadata={"help": "what the verdict neighbour teaches", "choices": ("out", "in", "nothing")},
    )
    patience: float = field(
        default=5.0, metadata={"help": "imagined decisions that hold what a linking site tells near the mean"}
    )
    ridge: float = field(default=1.0, metadata={"help": "higher compares with more sites at once"})
    most: int = field(
        default=750, metadata={"help": "sites of each label, drawn by lot, that others are compared with"}
    )


class Tie(NamedTuple):
    """A neighbour of a site: how often it links to the site, and how often the site links to it (`linked`).

    `label` is 1 in, 0 not in, None undecided. Of the `decided` sites that it links to, `chosen` are in, the site in
    question left out.
    """

    row: int
    linking: int
    linked: int
    label: int | None
    chosen: int
    decided: int


class Sign(NamedTuple):
    """One of the signs, and what it adds to the score, in log-odds."""

    name: str
    contribution: float


class Why(NamedTuple):
    """Why a site has its score: its signs, neighbours, decided sites with the same neighbours, and its words."""

    signs: list[Sign]
    ties: list[Tie]
    similar: list[Similar]
    terms: list[Term]


class _Model(NamedTuple):
    """What was learnt at one moment; nothing in it changes any more."""

    links: csr_array
    labels: Mapping[int, int]
    looked: NDArray[np.bool_]
    signs: Floats
    weights: Floats
    scores: Floats
    near: csr_array
    words: Floats


class Neighbours:
    """Ranks sites; may be read from one thread while another learns.

    `features` are the words of the sites (their own where they were visited, else those of the links to them), `facts`
    words of another kind (host, language); both by row, and sites found later may lack them.
    """

    def __init__(
        self,
        features: Features | None = None,
        *,
        facts: Features | None = None,
        seed: int = 0,
        params: NeighboursParams | None = None,
    ) -> None:
        self.seed = seed
        self.params = params or NeighboursParams()
        kinds = [each for each in (features, facts) if each is not None]
        if len({each.rows for each in kinds}) > 1:
            raise Misuse("words and facts are of different sites", hint="give both for the same rows")
        self._wording = Wording(kinds) if kinds else None
        self._lock = threading.Lock()
        self._model: _Model | None = None

    def learn(self, links: csr_array, labels: Mapping[int, int]) -> None:
        """Learn from the known links (a row links to a column so many times) and decided sites: 1 in, 0 not in.

        Start sites are labelled 1. Links of a site to itself are left out.
        """
        with self._lock:
            self._model = self._learnt(_between(links), dict(sorted(labels.items())))

    def scores(self) -> Floats:
        """Return the score of each site in log-odds, higher for more likely in."""
        return self._known().scores

    def order(self, exclude: NDArray[np.bool_] | None = None, k: int | None = None) -> list[Proposed]:
        """Return `k` of the sites not excluded, best first, with a share of random draws among them."""
        return placed(self.scores(), exclude, k, share=self.params.share, seed=self.seed)

    def explain(self, row: int, *, most: int = 8) -> Why:
        """Return the signs of a site and the evidence behind them, at most so many of each kind."""
        model = self._known()
        parts = (model.weights[int(model.looked[row])] * model.signs[row])[-len(SIGNS) :]
        return Why(
            [Sign(name, float(part)) for name, part in zip(SIGNS, parts, strict=True)],
            _ties(model, row)[:most],
            _similar(model, row)[:most],
            [] if self._wording is None else self._wording.terms(model.words, row)[:most],
        )

    def missed(self, exclude: NDArray[np.bool_]) -> Missed:
        """Return how many sites that are in are probably undecided: those not excluded, and those nobody named."""
        model = self._known()
        decided = np.array(list(model.labels), np.int64)
        inside = np.array(list(model.labels.values()), np.int64)
        named = np.bincount(model.links.indices, minlength=model.links.shape[0])[decided[inside == 1]]
        parts = [unnamed(named)]
        for look in (False, True):
            open_ = np.flatnonzero(~exclude & (model.looked == look))
            taught = decided[model.looked[decided]] if look else decided
            spread = _spread(model.signs[taught], model.weights[int(look)])
            parts.append(expected(expit(model.scores[open_]), model.signs[open_], spread))
        return missed(parts)

    def _known(self) -> _Model:
        if self._model is None:
            raise Misuse("nothing was learnt yet", hint="learn from links and start sites first")
        return self._model

    def _learnt(self, links: csr_array, labels: dict[int, int]) -> _Model:
        inside, decided = np.zeros((2, links.shape[0]))
        rows = np.array(list(labels), np.int64)
        decided[rows] = 1
        inside[rows] = list(labels.values())
        compared = self._compared(rows, inside)
        near = _near(csr_array(links + links.T))
        words = self._worded(compared, inside)
        signs, taught = _signs(links, inside, decided, self.params.patience)
        shared = alike(near, compared, inside[compared], self.params.ridge)
        signs = np.column_stack([signs, shared.predicted, words.predicted])
        looked = np.diff(links.indptr) > 0
        unseen = signs.copy()
        unseen[:, [_LINKING, _TARGETS]] = 0.0
        if not looked.all():
            cited = _near(csr_array(links.T))
            unseen[:, _SHARED] = alike(cited, compared, inside[compared], self.params.ridge).predicted
        seen = taught[looked[taught]]
        weights = np.stack([_weights(unseen[taught], inside[taught]), _weights(signs[seen], inside[seen])])
        signs = np.where(looked[:, None], signs, unseen)
        scores: Floats = np.einsum("ij,ij->i", signs, weights[looked.astype(np.int64)])
        scores.flags.writeable = False
        return _Model(links, labels, looked, signs, weights, scores, near, words.weights)

    def _compared(self, rows: Rows, inside: Floats) -> Rows:
        """Return the decided rows that others are compared with: of each label so many, by lot."""
        lots = np.random.default_rng(self.seed).permutation(rows)
        kept = [lots[inside[lots] == label][: self.params.most] for label in (0, 1)]
        return np.sort(np.concatenate(kept))

    def _worded(self, compared: Rows, inside: Floats) -> Likeness:
        if self._wording is None:
            return Likeness(np.zeros(len(inside)), np.zeros(0))
        return self._wording.alike(len(inside), compared, inside[compared], self.params.ridge)


class NextSites:
    """Proposes the discovered sites most likely to belong first, with a share drawn at random.

    Who links to a site and whom it links to, the neighbours it shares with decided sites, its words and facts feed a
    logistic regression of a few weights, trained on the decisions so far; before there are any, on none but its own.
    """

    name: ClassVar[str] = "sites"
    title: ClassVar[str] = "Does this site belong?"
    params: ClassVar[type[NeighboursParams]] = NeighboursParams
    method: ClassVar[str] = "logistic regression over links, shared neighbours and words"
    version: ClassVar[str] = "1"

    def run(
        self,
        links: csr_array,
        verdicts: Mapping[int, Verdict],
        *,
        features: Features | None = None,
        facts: Features | None = None,
        seed: int = 0,
        params: NeighboursParams | None = None,
    ) -> list[Proposed]:
        """Return every site that a visited site links to and that has no verdict, in the order proposed."""
        ranker = Neighbours(features, facts=facts, seed=seed, params=params)
        ranker.learn(links, lessons(verdicts, RelevanceParams(neighbour=ranker.params.neighbour)))
        found = np.diff(_between(links).tocsc().indptr) > 0
        return ranker.order(settled(len(found), verdicts, None) | ~found)


def _between(links: csr_array) -> csr_array:
    """Return the links between sites, parallel ones added up."""
    parts = links.tocoo()
    other = (parts.row != parts.col) & (parts.data > 0)
    found = csr_array((parts.data[other], (parts.row[other], parts.col[other])), shape=links.shape)
    found.sum_duplicates()
    return found


def _binary(links: csr_array) -> csr_array:
    """Return who links to whom, once."""
    ties = csr_array(links, dtype=np.float64, copy=True)
    ties.data[:] = 1.0
    return ties


def _near(links: csr_array) -> csr_array:
    """Return each site's neighbours and itself as a unit vector, the rarer the heavier."""
    ties = _binary(csr_array(links + eye_array(links.shape[0])))
    degrees = np.bincount(ties.indices, minlength=ties.shape[0])
    known = 1 + np.count_nonzero(degrees > 1)
    ties.data = np.log(known / degrees)[ties.indices]
    rows = np.repeat(np.arange(ties.shape[0]), np.diff(ties.indptr))
    lengths = np.sqrt(np.bincount(rows, ties.data**2, ties.shape[0]))
    ties.data /= np.maximum(lengths, 1e-12)[rows]
    return ties


def _signs(links: csr_array, inside: Floats, decided: Floats, patience: float) -> tuple[Floats, Rows]:
    """Return a constant and four signs by row; and the decided rows to learn from."""
    forward, backward = _binary(links), _binary(links.T)
    linked, linking = backward @ inside, forward @ inside
    taught = np.flatnonzero((decided > 0) & (linked > 0))  # start sites were not found by links
    base = float(inside[taught].sum() + 1) / (len(taught) + 3)
    linkers = _told(backward, forward, inside, decided, base, patience)
    targets = _told(forward, backward, inside, decided, base, patience)
    return np.column_stack(
        [np.ones(len(inside)), np.log1p(linked), np.log1p(linking), linkers, targets]
    ), taught


def _told(
    near: csr_array, far: csr_array, inside: Floats, decided: Floats, base: float, patience: float
) -> Floats:
    """Return for each row what its neighbours in `near` tell, by the decided rows each has in `far` beside this one."""
    ins, all_ = far @ inside, far @ decided
    counts = np.diff(near.indptr)
    rows, others = np.repeat(np.arange(len(counts)), counts), near.indices
    share = (ins[others] - inside[rows] + patience * base) / (all_[others] - decided[rows] + patience)
    tells = np.log(share / (1 - share)) - np.log(base / (1 - base))
    told: Floats = np.bincount(rows, tells, len(counts)) / np.sqrt(np.maximum(counts, 1))
    return told


def _weights(signs: Floats, labels: Floats) -> Floats:
    """Return the weights of greatest posterior density, by Newton's method."""
    weights = _USUAL
    for _ in range(_STEPS):
        chance = expit(signs @ weights)
        slope = signs.T @ (labels - chance) - _FIRMNESS * (weights - _USUAL)
        step = np.linalg.solve(_spread(signs, weights), slope)
        weights = weights + step
        if np.abs(step).max() < _CLOSE:
            break
    return weights


def _spread(signs: Floats, weights: Floats) -> Floats:
    """Return the precision of weights learnt from rows of signs."""
    chance = expit(signs @ weights)
    bend: Floats = (signs.T * (chance * (1 - chance))) @ signs + np.diag(_FIRMNESS)
    return bend


def _ties(model: _Model, row: int) -> list[Tie]:
    """Return a row's neighbours, the most telling first."""
    before, after = model.links[:, [row]].tocoo(), model.links[[row]].tocoo()
    counts: dict[int, list[int]] = {}
    for at, others, many in ((0, before.row, before.data), (1, after.col, after.data)):
        for other, times in zip(others.tolist(), many.tolist(), strict=True):
            counts.setdefault(other, [0, 0])[at] = int(times)
    found = [
        Tie(other, linking, linked, model.labels.get(other), *_record(model, other, row))
        for other, (linking, linked) in counts.items()
    ]
    return sorted(found, key=_telling)


def _telling(tie: Tie) -> tuple[int, int, int]:
    """Sites that are in come first, then decided ones, then by occurrences."""
    return {1: 0, 0: 1, None: 2}[tie.label], -tie.linking - tie.linked, tie.row


def _record(model: _Model, row: int, but: int) -> tuple[int, int]:
    """Return how many of the decided sites that a row links to are in, and how many there are, one left out."""
    start, end = model.links.indptr[row : row + 2]
    others = model.links.indices[start:end].tolist()
    labels = [model.labels[other] for other in others if other != but and other in model.labels]
    return sum(labels), len(labels)


def _similar(model: _Model, row: int) -> list[Similar]:
    """Return the decided sites that share a row's neighbours, most alike first."""
    others = [other for other in model.labels if other != row]
    cosines = (model.near[others] @ model.near[[row]].T).toarray().ravel().tolist()
    found = [
        Similar(other, cosine, model.labels[other])
        for other, cosine in zip(others, cosines, strict=True)
        if cosine > 0
    ]
    return sorted(found, key=lambda each: (-each.cosine, each.row))
