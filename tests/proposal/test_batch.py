"""Batches: an order kept with all that makes it again, compared with the one before; decisions untouched."""

from __future__ import annotations

from typing import Any

import pytest

from diatrace.model import Verdict
from diatrace.proposal import batch
from diatrace.proposal.batch import latest, listed, propose, read
from diatrace.proposal.learner import RelevanceParams
from diatrace.proposal.pool import Pool
from diatrace.proposal.ranking import Ranking
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.study.check import verify
from tests import invented

TEXTS = [
    "a room to let",
    "the football match",
    "a flat and a room",
    "a recipe of eggs",
    "one more room",
    "a bicycle",
]


@pytest.fixture
def question(folder: Folder) -> int:
    invented.add_source(folder)
    invented.hold(folder, [invented.row(text) for text in TEXTS])
    return invented.ask(folder).id


def order(
    folder: Folder, question: int, verdicts: dict[int, Verdict], newest: int = 0, **more: Any
) -> tuple[batch.Batch, dict[str, int]]:
    ranking = Ranking(Pool(folder), "Is it about a room?", **more)
    made, _, changes = propose(folder, question, ranking, verdicts, newest, who="Salma")
    return made, changes


def test_an_order_is_kept_whole_and_named_in_the_record(folder: Folder, question: int) -> None:
    made, changes = order(folder, question, {0: "in", 1: "out"}, 2, seed=7)
    assert (made.items, made.seed, made.question) == (4, 7, question)
    rows = read(folder, made).to_pylist()
    assert [each["rank"] for each in rows] == [1, 2, 3, 4, 0, 0]
    assert {each["drawn"] for each in rows} == {"proposal", ""}
    assert {each["trace"] for each in rows} == {trace for trace, _ in Pool(folder).grown().candidates()}
    assert {each["verdict"] for each in rows} <= {"in", "out"}
    scores = [each["score"] for each in rows[:4]]
    assert scores == sorted(scores, reverse=True)
    (kept,) = listed(folder, question)
    assert kept["digest"] == canonical.file_digest(folder.path / "proposal" / kept["file"])
    assert (kept["method"], kept["seed"], kept["items"]) == ("relevance", 7, 4)
    logged = event.listed(folder.database, limit=1)[0]
    assert (logged["kind"], logged["who"], logged["body"]["id"]) == ("batch.add", "Salma", made.id)
    assert latest(folder, question) == made
    assert changes["kept"] == 0
    assert verify(folder) == []


def test_before_both_are_taught_the_algorithm_is_unsure(folder: Folder, question: int) -> None:
    made, changes = order(folder, question, {0: "in"})
    assert {each["verdict"] for each in read(folder, made).to_pylist()} == {"unsure"}
    assert changes == {"kept": 0, "new": 0, "withdrawn": 0, "contradicted": 1}


def test_changes_since_the_last_order_are_counted_by_hand_to_the_same(folder: Folder, question: int) -> None:
    first, _ = order(folder, question, {0: "in", 1: "out"})
    verdicts: dict[int, Verdict] = {0: "in", 1: "out", 4: "out", 2: "out", 3: "in"}
    second, changes = order(folder, question, verdicts)
    was, now = (
        {each["trace"] for each in read(folder, made).to_pylist() if each["verdict"] == "in"}
        for made in (first, second)
    )
    name = Pool(folder).grown().identifier
    decided = {name(row): verdict for row, verdict in verdicts.items()}
    assert changes == {
        "kept": len((was & now) - decided.keys()),
        "new": len(now - was - decided.keys()),
        "withdrawn": len(was - now - decided.keys()),
        "contradicted": sum((trace in now) != (verdict == "in") for trace, verdict in decided.items()),
    }


def test_the_same_study_and_seed_make_the_same_order_again(folder: Folder, question: int) -> None:
    params = RelevanceParams(share=0.5)
    one, _ = order(folder, question, {0: "in", 1: "out"}, seed=3, params=params)
    two, _ = order(folder, question, {0: "in", 1: "out"}, seed=3, params=params)
    assert read(folder, one).equals(read(folder, two))
    assert len({each["inputs"] for each in listed(folder, question)}) == 1
    drawn = [each for each in read(folder, one).to_pylist() if each["drawn"] == "random"]
    assert drawn
    assert all(0 < each["probability"] <= 1 for each in drawn)


def test_an_order_of_nothing_is_an_order(folder: Folder) -> None:
    asked = invented.ask(folder).id
    made, changes = order(folder, asked, {})
    assert (made.items, read(folder, made).num_rows) == (0, 0)
    assert changes == {"kept": 0, "new": 0, "withdrawn": 0, "contradicted": 0}
    assert latest(folder, asked + 1) is None


def test_a_lost_order_stops_nobody_but_is_named(folder: Folder, question: int) -> None:
    made, _ = order(folder, question, {0: "in", 1: "out"})
    (folder.path / "proposal" / made.file).unlink()
    again, changes = order(folder, question, {0: "in", 1: "out"})
    assert again.id == made.id + 1
    assert changes["kept"] == 0
    assert any(made.file in each for each in verify(folder))


def test_decisions_stay_as_they_are(folder: Folder, question: int) -> None:
    before = [each for each in event.listed(folder.database, limit=1000) if each["kind"] == "decision"]
    order(folder, question, {0: "in", 1: "out"})
    assert [
        each for each in event.listed(folder.database, limit=1000) if each["kind"] == "decision"
    ] == before
