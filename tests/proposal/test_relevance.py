from __future__ import annotations

import numpy as np
import pytest

from diatrace import registry
from diatrace.model import VERDICTS, Verdict
from diatrace.proposal.duplicates import Duplicates
from diatrace.proposal.features import Features, batches
from diatrace.proposal.learner import RelevanceParams
from diatrace.proposal.relevance import Relevance, lessons, settled
from diatrace.proposal.words import listed
from tests.proposal import planted


def test_it_is_known_to_the_registry_with_its_parameters() -> None:
    found = registry.load("proposal", "relevance")
    assert isinstance(found, Relevance)
    described = registry.describe("proposal", "relevance")
    properties = described["params"]["properties"]
    assert set(properties) == set(RelevanceParams.__dataclass_fields__)
    assert all("description" in each for each in properties.values())
    assert properties["neighbour"]["enum"] == ["out", "in", "nothing"]
    assert registry.fill(found.params, {"share": "0.1", "neighbour": "in"}) == RelevanceParams(
        share=0.1, neighbour="in"
    )


@pytest.mark.parametrize(
    ("neighbour", "expected"),
    [("out", {0: 1, 1: 0, 2: 0}), ("in", {0: 1, 1: 0, 2: 1}), ("nothing", {0: 1, 1: 0})],
)
def test_what_each_verdict_teaches(neighbour: str, expected: dict[int, int]) -> None:
    verdicts: dict[int, Verdict] = dict(enumerate(VERDICTS))
    assert VERDICTS == ("in", "out", "neighbour", "unsure")
    assert lessons(verdicts, RelevanceParams(neighbour=neighbour)) == expected


def test_a_group_is_settled_by_one_verdict_and_proposed_once() -> None:
    groups = np.array([0, 1, 0, 3, 3, 5])
    assert np.flatnonzero(~settled(6, {2: "unsure"}, groups)).tolist() == [1, 3, 5]
    assert np.flatnonzero(~settled(6, {3: "in", 5: "out"}, groups)).tolist() == [0, 1]
    assert np.flatnonzero(~settled(6, {2: "in"}, None)).tolist() == [0, 1, 3, 4, 5]
    assert settled(6, dict.fromkeys(range(6), "out"), groups).all()


def test_a_run_proposes_what_belongs_first() -> None:
    texts, labels = planted.posts(300, seed=3)
    texts[250] = texts[20]
    features = Features.of(texts)
    tied = Features(pairs=False).extended(batches(planted.ties(labels, purity=0.8), listed))
    verdicts: dict[int, Verdict] = {row: "in" if labels[row] else "out" for row in range(100)}
    groups = Duplicates().extend(features)
    order = Relevance().run(
        features,
        verdicts,
        ties=tied,
        groups=groups,
        criteria="a room for refugees",
        params=RelevanceParams(share=0),
    )
    rows = [each.row for each in order]
    assert not set(rows) & {*range(100), 250}
    relevant = sum(labels[row] for row in rows)
    assert sum(labels[row] for row in rows[:relevant]) > 0.8 * relevant


def test_the_same_run_twice_is_the_same() -> None:
    texts, _ = planted.posts(80)
    first, second = (Relevance().run(Features.of(texts), {3: "in"}, seed=5) for _ in range(2))
    assert first == second
    assert {each.drawn for each in first} == {"proposal", "random"}
