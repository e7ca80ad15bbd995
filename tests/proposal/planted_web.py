"""Invented webs with planted communities: what the proposal of next sites is tested and measured on.

Sites have a community, a language that most of a community shares, and heavy-tailed numbers of links. A link stays in
the community, goes to one of a few kin communities, to a platform that everyone links to, or anywhere. Some communities
are what is looked for; the rest of the web is not, though parts of it are kin to them.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from diatrace.model import Verdict

LANGUAGES, SPREAD = 5, 1.1


class Shape(NamedTuple):
    """How a web is made: sizes, shares of the links by where they go, and how far words tell of the topic."""

    sites: int = 3000
    wanted: int = 150
    communities: int = 4
    platforms: int = 15
    own: float = 0.35
    kin: float = 0.10
    platform: float = 0.20
    degree: float = 20.0
    clear: float = 0.1


class Web(NamedTuple):
    """A planted web: links, which sites are wanted, the words and the facts of each."""

    links: csr_array
    wanted: NDArray[np.bool_]
    texts: list[str]
    facts: list[list[str]]

    @property
    def truth(self) -> list[Verdict]:
        """The verdict each site would get."""
        return ["in" if each else "out" for each in self.wanted.tolist()]

    def starts(self, size: int, seed: int) -> list[int]:
        """Return so many wanted sites with links, drawn by lot."""
        able = np.flatnonzero(self.wanted & (np.diff(self.links.indptr) > 2))
        chosen: list[int] = np.random.default_rng(seed).choice(able, size, replace=False).tolist()
        return chosen


def web(seed: int, shape: Shape | None = None) -> Web:
    """Return a web."""
    shape = shape or Shape()
    rng = np.random.default_rng(seed)
    groups = 1 + shape.communities + max(4, shape.sites // 250)
    group = _groups(rng, shape, groups)
    links = _links(rng, shape, group, groups)
    wanted = (group > 0) & (group <= shape.communities)
    spoken = rng.integers(LANGUAGES, size=groups)
    spoken[1 : shape.communities + 1] = np.arange(shape.communities) % 2
    stray = rng.random(shape.sites) < 0.1
    language = np.where(stray, rng.integers(LANGUAGES, size=shape.sites), spoken[group])
    topic = np.where(wanted, 1, group)
    texts = [_text(rng, *each, shape.clear) for each in zip(language.tolist(), topic.tolist(), strict=True)]
    return Web(links, wanted, texts, [[f"language:{each}"] for each in language.tolist()])


def _groups(rng: np.random.Generator, shape: Shape, groups: int) -> NDArray[np.int64]:
    """Return the group of each site: 0 platforms, then the wanted communities, then the rest of the web."""
    inner = np.arange(1, shape.communities + 1)
    outer = np.arange(shape.communities + 1, groups)
    rest = shape.sites - shape.wanted - shape.platforms
    parts = (
        np.zeros(shape.platforms, np.int64),
        rng.choice(inner, shape.wanted, p=rng.dirichlet(np.full(len(inner), 4.0))),
        rng.choice(outer, rest, p=rng.dirichlet(np.full(len(outer), 2.0))),
    )
    return rng.permutation(np.concatenate(parts))


def _links(rng: np.random.Generator, shape: Shape, group: NDArray[np.int64], groups: int) -> csr_array:
    fame = rng.lognormal(0, SPREAD, shape.sites)
    anywhere = np.arange(shape.sites)
    members = [np.flatnonzero(group == each) for each in range(groups)]
    kin = [np.flatnonzero(np.isin(group, rng.choice(np.arange(1, groups), 4))) for _ in range(groups)]
    shares = (shape.own, shape.kin, shape.platform, 1 - shape.own - shape.kin - shape.platform)
    busy = np.minimum(rng.lognormal(-SPREAD / 2, SPREAD, shape.sites) * shape.degree, shape.sites / 10)
    sources, targets = [], []
    for site, links in enumerate(rng.poisson(np.where(group == 0, 3, busy)).tolist()):
        pools = (members[group[site]], kin[group[site]], members[0], anywhere)
        for pool, many in zip(pools, rng.multinomial(links, shares).tolist(), strict=True):
            if len(pool):
                targets.append(rng.choice(pool, many, p=fame[pool] / fame[pool].sum()))
                sources.append(np.full(many, site))
    source, target = np.concatenate(sources), np.concatenate(targets)
    found = csr_array((np.ones(len(source)), (source, target)), shape=(shape.sites, shape.sites))
    found.sum_duplicates()
    return found


def _text(rng: np.random.Generator, language: int, topic: int, clear: float, words: int = 12) -> str:
    """Return words of a language, a share `clear` of them of a topic."""
    kinds, numbers = rng.random(words) < clear, rng.integers(40, size=words).tolist()
    return " ".join(
        f"topic{topic}word{number % 15}" if clearly else f"tongue{language}word{number}"
        for clearly, number in zip(kinds.tolist(), numbers, strict=True)
    )
