from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.errors import Misuse, SourceError
from diatrace.proposal.learner import RelevanceParams
from diatrace.proposal.replay import Start, discovery_time, labelled, loss, recall_after, replay, work_saved
from tests.proposal import planted

TEXTS, LABELS = planted.posts(150, seed=4)
ORDERS = st.lists(st.integers(0, 1), min_size=2, max_size=60).filter(
    lambda order: 0 < sum(order) < len(order)
)


@given(ORDERS)
@settings(deadline=None)
def test_loss_is_the_share_of_pairs_in_the_wrong_order(order: list[int]) -> None:
    hits, misses = np.flatnonzero(order), np.flatnonzero(np.array(order) == 0)
    assert loss(order) == pytest.approx(float((hits[:, None] > misses[None, :]).mean()))


@pytest.mark.parametrize(
    ("order", "expected"),
    [([1, 1, 0, 0], 0.0), ([0, 0, 1, 1], 1.0), ([0, 1, 0, 1, 0, 0], 3 / 8)],
)
def test_loss_of_known_orders(order: list[int], expected: float) -> None:
    assert loss(order) == pytest.approx(expected)


# As printed by ASReview Insights for these orders.
ORDER = [1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("recall", "expected"), [(0.2, 0.1), (0.5, 0.2), (0.95, 0.4), (1.0, 0.3)])
def test_work_saved_over_a_random_order(recall: float, expected: float) -> None:
    assert work_saved(ORDER, recall) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.01, 0), (0.05, 0.2), (0.1, 0.2), (0.15, 0.4), (0.5, 0.8), (1.0, 1.0)]
)
def test_recall_after_a_share_of_the_reading(share: float, expected: float) -> None:
    assert recall_after(ORDER, share) == pytest.approx(expected)


def test_mean_time_to_discovery() -> None:
    assert discovery_time(ORDER) == pytest.approx((1 + 3 + 6 + 7 + 13) / 5)


def test_a_replay_reads_until_the_last_relevant_row() -> None:
    found = replay(TEXTS, LABELS, Start(seed=1, priors=(1, 1)))
    relevant = sum(LABELS) - 1
    assert found["found"] == np.cumsum([LABELS[row] for row in found["rows"]]).tolist()
    assert found["found"][-1] == relevant
    assert LABELS[found["rows"][-1]] == 1
    assert not set(found["rows"]) & set(found["priors"])
    assert found["cycles"] == len(found["rows"])
    assert found["recall"][-1] == 1
    assert found["first_hit"] == found["found"].index(1) + 1
    assert found["loss"] < 0.3
    assert found["ms_per_cycle"] > 0
    assert found["stop"] is None
    assert (found["records"], found["relevant"]) == (150, sum(LABELS))
    json.dumps(found)


def test_figures_are_those_of_the_order_after_the_priors() -> None:
    found = replay(TEXTS, LABELS, Start(prior_rows=(0, 1)))
    order = [LABELS[row] for row in found["rows"]]
    order += [0] * (148 - len(order))
    assert found["loss"] == loss(order)
    assert found["atd"] == discovery_time(order)
    assert found["wss95"] == work_saved(order, 0.95)
    assert found["rrf10"] == recall_after(order, 0.1)


def test_the_same_start_gives_the_same_reading() -> None:
    first, second = (replay(TEXTS, LABELS, Start(seed=3, priors=(1, 2))) for _ in range(2))
    assert first["rows"] == second["rows"]
    assert [LABELS[row] for row in first["priors"]] == [1, 0, 0]


def test_priors_are_the_rows_that_asreview_draws() -> None:
    # asreview simulate --n-prior-included 2 --n-prior-excluded 1 --prior-seed 165
    labels = [int(row % 7 == 3) for row in range(200)]
    found = replay(["home", "room"] * 100, labels, Start(seed=165, priors=(2, 1)), growth=1.0)
    assert found["priors"] == [171, 66, 40]


def test_criteria_alone_start_a_replay() -> None:
    started = replay(TEXTS, LABELS, Start(criteria="a room or home for refugees, with keys and a lease"))
    blind = [replay(TEXTS, LABELS, Start(seed=seed))["loss"] for seed in range(4)]
    assert started["priors"] == []
    assert started["loss"] < np.mean(blind)


def test_learning_in_batches_takes_fewer_cycles() -> None:
    found = replay(TEXTS, LABELS, Start(seed=1, priors=(1, 1)), growth=0.2)
    assert found["cycles"] < len(found["rows"]) / 3
    assert LABELS[found["rows"][-1]] == 1


def test_ties_and_random_draws_can_be_replayed() -> None:
    words = planted.ties(LABELS, purity=0.9)
    found = replay(TEXTS, LABELS, Start(seed=1, priors=(1, 1)), ties=words, params=RelevanceParams(share=0.2))
    assert found["found"][-1] == sum(LABELS) - 1
    assert found["rows"] != replay(TEXTS, LABELS, Start(seed=1, priors=(1, 1)))["rows"]


def test_a_stopping_rule_is_asked_after_each_read() -> None:
    asked: list[tuple[int, int, int]] = []

    def rule(found: Sequence[int], drawn: Sequence[bool], rows: int) -> Mapping[str, Any] | None:
        asked.append((len(found), len(drawn), rows))
        return {"stop": len(found) >= 20, "estimate": 0.9} if len(found) > 5 else None

    found = replay(TEXTS, LABELS, Start(seed=1, priors=(1, 1)), stopping=rule)
    assert asked == [(read, read, 148) for read in range(1, 21)]
    assert found["stop"] == {"n": 20, "recall": found["found"][19] / (sum(LABELS) - 1), "estimate": 0.9}
    assert found["found"][-1] == sum(LABELS) - 1


def test_a_rule_is_told_which_reads_were_random_draws() -> None:
    told: list[bool] = []

    def rule(_found: Sequence[int], drawn: Sequence[bool], _rows: int) -> Mapping[str, Any] | None:
        told[:] = drawn
        return None

    replay(TEXTS, LABELS, Start(seed=1, priors=(1, 1)), params=RelevanceParams(share=0.3), stopping=rule)
    assert len(told) == 148
    assert 20 < sum(told) < 80


@pytest.mark.parametrize("last", [147, 1000])
def test_a_rule_that_comes_late_or_never_reads_on(last: int) -> None:
    def rule(found: Sequence[int], _drawn: Sequence[bool], _rows: int) -> Mapping[str, Any] | None:
        return {"stop": True, "estimate": 1.0} if len(found) == last else None

    found = replay(TEXTS, LABELS, Start(seed=1, priors=(1, 1)), stopping=rule)
    read = min(last, 148)
    assert len(found["rows"]) == read
    assert found["stop"] == {"n": read, "recall": 1.0, "estimate": 1.0 if last == 147 else None}


@pytest.mark.parametrize(
    ("labels", "start"),
    [
        ([1, 0, 0], Start(priors=(2, 0))),
        ([1, 0, 0], Start(priors=(0, 3))),
        ([1, 0, 0], Start(prior_rows=(0,))),
        ([1, 1, 0], Start(prior_rows=(2,))),
        ([0, 0, 0], Start(criteria="room")),
        ([1, 0, 0], Start(prior_rows=(3,))),
        ([1, 0, 0], Start(prior_rows=(-1,))),
        ([1, 0, 1, 0], Start(prior_rows=(1, 1))),
    ],
)
def test_what_cannot_be_measured_is_refused(labels: list[int], start: Start) -> None:
    with pytest.raises(Misuse):
        replay(["home"] * len(labels), labels, start)


def written(path: Path, content: str, encoding: str = "utf-8") -> Path:
    data = content.encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize(
    ("name", "mark"), [("a.csv", ","), ("a.tsv", "\t"), ("a.csv.gz", ","), ("a.csv", ";")]
)
def test_labelled_files_of_several_kinds(tmp_path: Path, name: str, mark: str) -> None:
    lines = ["title,abstract,label_included", "Réfugiés,un logement,1", '"بيت",home at last,0', "later,on,"]
    path = written(tmp_path / name, "\n".join(line.replace(",", mark) for line in lines) + "\n")
    assert labelled(path, ("title", "abstract"), "label_included") == (
        ["Réfugiés un logement", "بيت home at last"],
        [1, 0],
    )


def test_a_field_may_be_of_any_length_and_hold_lines(tmp_path: Path) -> None:
    long = "word " * 60_000
    path = written(tmp_path / "a.csv", f'text,label\n"{long}\nand ""more""",1\nshort,0\n')
    texts, labels = labelled(path, ("text",), "label")
    assert texts == [f'{long}\nand "more"', "short"]
    assert labels == [1, 0]


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ("1", 1), ("1.0", 1), ("True", 1), (" included ", 1), ("Y", 1), ("oui", 1), ("t", 1),
        ("no", 0), ("out", 0), ("N", 0), ("F", 0), ("Not included", 0), ("not relevant", 0), ("non", 0),
    ],
)  # fmt: skip
def test_writings_of_a_label(tmp_path: Path, given: str, known: int) -> None:
    path = written(tmp_path / "a.csv", f"text,label\none,{given}\ntwo,-1\nthree,0\n")
    assert labelled(path, ("text",), "label") == (["one", "three"], [known, 0])


def test_case_in_names_of_columns_counts_only_where_it_must(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Title,Label,label\none,0,1\ntwo,1,0\n")
    assert labelled(path, ("title",), "label") == (["one", "two"], [1, 0])
    assert labelled(path, ("TITLE",), "Label") == (["one", "two"], [0, 1])
    with pytest.raises(SourceError, match="no column 'LABEL'"):
        labelled(path, ("title",), "LABEL")


def test_what_is_no_label_is_said(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,label\none,1\ntwo,perhaps\nthree,0\n")
    with pytest.raises(SourceError, match="perhaps"):
        labelled(path, ("text",), "label")


def test_a_missing_column_is_said_with_those_there_are(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,label\none,1\ntwo,0\n")
    with pytest.raises(SourceError, match="abstract") as error:
        labelled(path, ("text", "abstract"), "label")
    assert "text, label" in error.value.hint


def test_a_row_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "text,label,more\n" + "one,1,x\n" * 20 + "a,b,c,d,e,f\n" + "two,0,x\n")
    with pytest.raises(SourceError, match="line 22"):
        labelled(path, ("text",), "label")
