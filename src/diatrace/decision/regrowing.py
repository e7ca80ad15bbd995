"""Replays the growth of a corpus on the network of a file: in the learnt order and in two plain ones, many times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from diatrace.actor.exchange import formats
from diatrace.actor.exchange import network as exchange
from diatrace.decision.estimate import estimate
from diatrace.errors import Misuse, UnknownName
from diatrace.model import VERDICTS
from diatrace.proposal.features import Features
from diatrace.proposal.growing import METHODS, Growth, Network, Policy, grow
from diatrace.proposal.neighbours import NeighboursParams

SHARES: Final = (0.8, 0.9, 0.95)

VISITS: Final = {"reviewed": VERDICTS, "in": ("in",)}
"""Which sites are visited, and name others: every site that was reviewed, or those that are in."""

_KNOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Replay:
    """How growth is replayed: so many `runs` from so many `starts`, drawn by `seed` and the numbers after it.

    `visits` names whose links are followed (see VISITS); of every discovered site the share `glance` of its links is
    known before its review, as from the pages that its card shows. `random` is the share of reviews drawn at random,
    `growth` that of new reviews after which the order is learnt anew.
    """

    runs: int = 20
    seed: int = 0
    starts: int = 5
    visits: str = "reviewed"
    glance: float = 1.0
    random: float = 0.0
    growth: float = 0.05
    words: tuple[str, ...] = ()


def regrown(file: Path, label: str, replay: Replay) -> dict[str, Any]:
    """Return the reviews each order needs to find 80, 90 and 95 % of the sites with a label, mean and spread over runs.

    `label` is FIELD=VALUE. Names and addresses of sites are the words the learnt order reads, and those fields that
    `replay.words` names. Raise Misuse where the label marks too few sites to start from and find, or nothing is linked.
    """
    read = formats.read(file)
    wanted = _labelled(read, label)
    network = Network(
        _links(read), ["in" if each else "out" for each in wanted.tolist()], _words(read, replay.words)
    )
    if not network.links.nnz:
        raise Misuse(
            "no site of the network links to another", hint="give a file with links", where=str(file)
        )
    if wanted.sum() < 2:
        raise Misuse(
            f"{label} marks fewer than two sites: one to start from, one to find",
            where=str(file),
            hint="name a commoner value",
        )
    runs = [_run(network, wanted, replay, replay.seed + number) for number in range(replay.runs)]
    told = [each for each in runs if each["reachable"]]
    if not told:
        raise Misuse(
            f"from no drawn start site do links lead to another with {label}",
            hint="more start sites (--starts), or --visit reviewed",
            where=str(file),
        )
    return {
        "file": file.name,
        "label": label,
        "sites": len(read.nodes),
        "links": int(network.links.nnz),
        "relevant": int(wanted.sum()),
        "starts": replay.starts,
        "seed": replay.seed,
        "visits": replay.visits,
        "glance": replay.glance,
        **_summary(told),
        "runs": runs,
    }


def _run(network: Network, wanted: NDArray[np.bool_], replay: Replay, seed: int) -> dict[str, Any]:
    """Grow one corpus in every order."""
    starts = _starts(network, wanted, replay.starts, seed)
    policy = Policy(VISITS[replay.visits], replay.glance, replay.growth)
    params = NeighboursParams(share=replay.random)
    grown = {
        method: grow(
            network,
            starts,
            seed=seed,
            method=method,
            policy=policy,
            params=params,
            looks=SHARES,
            until=SHARES[-1],
        )
        for method in METHODS
    }
    return {
        "seed": seed,
        "starts": starts,
        "reachable": grown["neighbours"].reachable,
        "reviews": {method: [each.reviews(share) for share in SHARES] for method, each in grown.items()},
        "missed": _missed(grown["neighbours"]) if grown["neighbours"].reachable else [],
    }


def _starts(network: Network, wanted: NDArray[np.bool_], size: int, seed: int) -> list[int]:
    """Return so many sites with the label that link to others, at most half of them, by lot."""
    able = np.flatnonzero(wanted & (np.diff(network.links.indptr) > 0))
    most = max(1, int(wanted.sum()) // 2)
    if not len(able):
        raise Misuse("no site with the label links to another", hint="choose another label")
    chosen = np.random.default_rng(seed).choice(able, min(size, most, len(able)), replace=False)
    return [int(each) for each in chosen]


def _missed(growth: Growth) -> list[dict[str, Any]]:
    """Return what was thought to be missed when each share was found, and what was: the more cautious of two bounds."""
    told = []
    for share, (reviews, found) in growth.missed.items():
        thinning = estimate(growth.found[:reviews], growth.discovered[reviews - 1])
        truth = growth.reachable - sum(growth.found[:reviews])
        most = max(found.most, thinning.missed_high or 0)
        told.append(
            {
                "share": share,
                "missed": truth,
                "expected": found.expected,
                "most": most,
                "covers": truth <= most,
            }
        )
    return told


def _summary(runs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return means and spreads over runs, and how the learnt order stands to the plain ones."""
    needed = {method: np.array([each["reviews"][method] for each in runs], float) for method in METHODS}
    ours = needed["neighbours"].mean(axis=0)
    looks = [each for run in runs for each in run["missed"]]
    least = np.array([[np.ceil(share * run["reachable"] - 1e-9) for share in SHARES] for run in runs])
    return {
        "reachable": float(np.mean([each["reachable"] for each in runs])),
        "reviews": {method: _by_share(each.mean(axis=0)) for method, each in needed.items()},
        "spread": {method: _by_share(each.std(axis=0)) for method, each in needed.items()},
        "least": _by_share(least.mean(axis=0)),
        "ratio": {
            method: _by_share(ours / np.maximum(needed[method].mean(axis=0), 1e-9))
            for method in ("in-degree", "breadth-first")
        },
        "estimate_covers": float(np.mean([each["covers"] for each in looks])) if looks else None,
    }


def _by_share(values: NDArray[np.float64]) -> dict[str, float]:
    return {f"{share:.0%}": float(value) for share, value in zip(SHARES, values.tolist(), strict=True)}


def _labelled(read: exchange.Network, label: str) -> NDArray[np.bool_]:
    """Say which sites have a label; of several values in a cell each counts."""
    field, mark, value = label.partition("=")
    if not (field and mark and value):
        raise Misuse(f"{label!r} is no label", hint="--label FIELD=VALUE, as country=France")
    held = [_values(each, field) for each in read.nodes]
    found = np.array([value in each for each in held], bool)
    if not found.any():
        known = sorted({one for each in held for one in each})
        if known:
            raise UnknownName(f"no site has {label}", hint=f"values of {field}: {_listed(known)}")
        fields = sorted({name for each in read.nodes for name in each.fields} | {"status"})
        raise UnknownName(f"no site has a field {field!r}", hint=f"fields: {_listed(fields)}")
    return found


def _values(node: exchange.Node, field: str) -> set[str]:
    given = (node.status,) if field == "status" and node.status else node.fields.get(field, ())
    parts = (part.strip() for each in given for part in each.split("|"))
    return {*given, *filter(None, parts)}


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _KNOWN} more" if len(names) > _KNOWN else ""
    return ", ".join(names[:_KNOWN]) + more


def _links(read: exchange.Network) -> csr_array:
    """Return who links to whom; links without direction go both ways."""
    rows = {each.key: row for row, each in enumerate(read.nodes)}
    pairs = [
        (rows[each.source], rows[each.target], each.both or not read.directed)
        for each in read.edges
        if each.source != each.target and each.source in rows and each.target in rows
    ]
    ways = [(source, target) for source, target, _ in pairs]
    ways += [(target, source) for source, target, both in pairs if both]
    ends = np.array(ways, np.int64).reshape(-1, 2).T
    found = csr_array((np.ones(len(ways)), (ends[0], ends[1])), shape=(len(rows), len(rows)))
    found.sum_duplicates()
    return found


def _words(read: exchange.Network, fields: Sequence[str]) -> Features:
    """Return what a desk would know of each site before anyone decides: its name, its addresses, and some fields."""
    unknown = set(fields) - {name for each in read.nodes for name in each.fields}
    if unknown:
        known = sorted({name for each in read.nodes for name in each.fields})
        raise UnknownName(f"no site has a field {min(unknown)!r}", hint=f"fields: {_listed(known)}")
    return Features.of(
        [
            " ".join(
                [
                    each.label,
                    each.home,
                    *each.prefixes[:1],
                    *(one for name in fields for one in each.fields.get(name, ())),
                ]
            )
            for each in read.nodes
        ]
    )
