from __future__ import annotations

import threading
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from diatrace.proposal import learner as module
from diatrace.proposal.features import Features, batches
from diatrace.proposal.learner import Ranker, RelevanceParams
from diatrace.proposal.words import listed
from tests.proposal import planted

TEXTS, LABELS = planted.posts(400, seed=1)
CRITERIA = "Offers of a room or a home for refugees who arrive"
QUIET = RelevanceParams(share=0.0)


@pytest.fixture(scope="module")
def features() -> Features:
    return Features.of(TEXTS)


def some(number: int, start: int = 0) -> dict[int, int]:
    return {row: LABELS[row] for row in range(start, start + number)}


def quality(ranker: Ranker, labels: dict[int, int]) -> float:
    """The chance that a relevant row stands before an irrelevant one, among rows not labelled."""
    scores = ranker.scores()
    rest = [row for row in range(len(LABELS)) if row not in labels]
    yes = scores[[row for row in rest if LABELS[row]]]
    no = scores[[row for row in rest if not LABELS[row]]]
    return float((yes[:, None] > no[None, :]).mean())


def test_scores_are_those_of_the_plain_pipeline(features: Features) -> None:
    matrix = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, max_df=0.95).fit_transform(TEXTS)
    labels = some(60)
    targets = np.array(list(labels.values()))
    light = targets.sum() / (9.8 * (targets == 0).sum())
    weights = np.where(targets == 1, 1.0, light)
    machine = LinearSVC(C=0.11, tol=0.01, random_state=0).fit(
        matrix[:60], targets, weights * (60 / weights.sum())
    )
    ranker = Ranker(features)
    ranker.learn(labels)
    np.testing.assert_allclose(ranker.scores()[60:], machine.decision_function(matrix)[60:], atol=1e-4)


def test_decisions_teach(features: Features) -> None:
    ranker = Ranker(features)
    few, many = some(20), some(150)
    ranker.learn(few)
    first = quality(ranker, few)
    ranker.learn(many)
    assert quality(ranker, many) > max(first, 0.9)


def test_the_criteria_start_where_nothing_is_decided(features: Features) -> None:
    assert quality(Ranker(features, criteria=CRITERIA), {}) > 0.65
    assert 0.35 < quality(Ranker(features), {}) < 0.65


def test_the_criteria_step_back_when_enough_is_known(features: Features) -> None:
    labels = some(200)
    assert sum(labels.values()) >= 10
    plain, started = Ranker(features), Ranker(features, criteria=CRITERIA)
    for ranker in (plain, started):
        ranker.learn(labels)
    np.testing.assert_allclose(plain.scores(), started.scores(), atol=1e-3)


@pytest.mark.parametrize("label", [0, 1])
def test_decisions_of_one_kind_alone_can_be_learnt_from(features: Features, label: int) -> None:
    labels = {row: label for row in range(len(LABELS)) if LABELS[row] == label and row < 60}
    ranker = Ranker(features, criteria=CRITERIA)
    ranker.learn(labels)
    assert quality(ranker, labels) > 0.7


def test_irrelevant_rows_alone_leave_the_order_to_chance(features: Features) -> None:
    ranker = Ranker(features, seed=3)
    ranker.learn({0: 0, 1: 0} | {2: 0})
    fresh = Ranker(features, seed=3)
    assert ranker.scores().tolist() == fresh.scores().tolist()
    assert ranker.explain(5).terms == []


def test_everything_decided_and_relevant(features: Features) -> None:
    ranker = Ranker(features)
    ranker.learn(dict.fromkeys(range(len(TEXTS)), 1))
    assert ranker.order(np.ones(len(TEXTS), bool)) == []


@given(st.permutations(range(40)), st.integers(0, 5))
@settings(max_examples=10, deadline=None)
def test_the_same_decisions_in_any_order_give_the_same_scores(rows: list[int], seed: int) -> None:
    features = Features.of(TEXTS)
    straight, shuffled = Ranker(features, seed=seed), Ranker(features, seed=seed)
    straight.learn({row: LABELS[row] for row in sorted(rows)})
    for part in (rows[:15], rows[:30], rows):
        shuffled.learn({row: LABELS[row] for row in part})
    np.testing.assert_allclose(straight.scores(), shuffled.scores(), atol=1e-5)


def test_the_same_seed_gives_the_same_order(features: Features) -> None:
    def orders(seed: int) -> list[int]:
        ranker = Ranker(features, criteria=CRITERIA, seed=seed, params=RelevanceParams(share=0.3))
        ranker.learn(some(30))
        return [each.row for each in ranker.order(k=100)]

    assert orders(1) == orders(1)
    assert orders(1) != orders(2)


def test_an_order_is_by_score_and_leaves_out_what_is_excluded(features: Features) -> None:
    ranker = Ranker(features, params=QUIET)
    ranker.learn(some(50))
    exclude = np.zeros(len(TEXTS), bool)
    exclude[:50] = True
    order = ranker.order(exclude)
    assert sorted(each.row for each in order) == list(range(50, len(TEXTS)))
    assert [each.score for each in order] == sorted((each.score for each in order), reverse=True)
    assert [each.rank for each in order] == list(range(1, len(order) + 1))
    assert {(each.drawn, each.probability) for each in order} == {("proposal", None)}
    assert ranker.order(exclude, 7) == order[:7]
    assert ranker.order(exclude, 0) == []


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30), st.integers(0, 30))
def test_of_equal_scores_the_first_rows_come_first(values: list[int], size: int) -> None:
    scores = np.array(values, np.float32)
    expected = sorted(range(len(values)), key=lambda row: (-values[row], row))[:size]
    free = np.arange(len(values))
    assert module._best(scores, free, min(size, len(values)))[:size] == expected


def test_a_share_is_drawn_at_random_with_its_chance_recorded(features: Features) -> None:
    ranker = Ranker(features, params=RelevanceParams(share=0.25))
    ranker.learn(some(50))
    order = ranker.order()
    assert len({each.row for each in order}) == len(TEXTS)
    drawn = [each for each in order if each.drawn == "random"]
    assert 0.18 < len(drawn) / len(order) < 0.32
    assert all(each.probability == 1 / (len(TEXTS) - each.rank + 1) for each in drawn)
    assert all(each.probability is None for each in order if each.drawn == "proposal")


def test_random_draws_are_uniform() -> None:
    features = Features.of(TEXTS[:10])
    counts: Counter[int] = Counter()
    for seed in range(1500):
        ranker = Ranker(features, seed=seed, params=RelevanceParams(share=1.0))
        counts[ranker.order(k=3)[2].row] += 1
    assert set(counts) == set(range(10))
    assert (
        sum((count - 150) ** 2 / 150 for count in counts.values()) < 27.9
    )  # chi-square, 9 degrees, p = .001


def test_draws_change_as_reading_goes_on(features: Features) -> None:
    ranker = Ranker(features, params=RelevanceParams(share=1.0))
    exclude = np.zeros(len(TEXTS), bool)
    first = [each.row for each in ranker.order(exclude, 5)]
    exclude[first[0]] = True
    assert [each.row for each in ranker.order(exclude, 4)] != first[1:]


def test_terms_add_up_to_the_score(features: Features) -> None:
    ranker = Ranker(features)
    ranker.learn(some(80))
    sums = []
    for row in range(100, 140):
        terms = ranker.explain(row, most=1000).terms
        assert [abs(term.contribution) for term in terms] == sorted(
            (abs(t.contribution) for t in terms), reverse=True
        )
        sums.append(float(ranker.scores()[row]) - sum(term.contribution for term in terms))
    np.testing.assert_allclose(sums, sums[0], atol=1e-4)  # what is left is the same for all: the intercept


def test_terms_are_the_words_of_the_row(features: Features) -> None:
    ranker = Ranker(features, criteria=CRITERIA)
    ranker.learn(some(80))
    row = next(row for row in range(100, 400) if LABELS[row] and "refugee" in TEXTS[row])
    evidence = ranker.explain(row, most=5)
    assert len(evidence.terms) == 5
    assert all(set(term.text.split()) <= set(TEXTS[row].lower().split()) for term in evidence.terms)


def test_similar_rows_are_decided_ones_nearest_first() -> None:
    texts = ["a room for rent", "football tonight", "a room for rent today", "room", "nothing alike whatever"]
    ranker = Ranker(Features.of(texts))
    ranker.learn({0: 1, 1: 0, 3: 1, 4: 0})
    similar = ranker.explain(2).similar
    assert [(each.row, each.label) for each in similar] == [(0, 1), (3, 1)]
    assert 1 > similar[0].cosine > similar[1].cosine > 0
    assert all(each.row != 0 for each in ranker.explain(0).similar)


def test_ties_help_where_like_goes_with_like_and_do_no_harm_elsewhere() -> None:
    texts, labels = planted.posts(600, clear=0.12, seed=5)
    features = Features.of(texts)
    known = {row: labels[row] for row in range(150)}

    def good(purity: float | None) -> float:
        words = None if purity is None else planted.ties(labels, purity=purity, seed=5)
        tied = Features(pairs=False).extended(batches(words, listed)) if words else None
        ranker = Ranker(features, ties=tied)
        ranker.learn(known)
        scores, rest = ranker.scores()[150:], np.array(labels[150:])
        return float((scores[rest == 1][:, None] > scores[rest == 0]).mean())

    assert good(0.9) > good(None) + 0.05
    assert good(0.0) > good(None) - 0.03


def test_ties_are_named_among_the_terms() -> None:
    texts, labels = planted.posts(60, seed=2)
    tied = Features(pairs=False).extended(batches(planted.ties(labels, purity=1.0), listed))
    ranker = Ranker(Features.of(texts), ties=tied)
    ranker.learn({row: labels[row] for row in range(40)})
    names = {term.text for row in range(40) for term in ranker.explain(row, most=50).terms}
    assert any(name.startswith("author:") for name in names)


@pytest.mark.parametrize(
    ("ties", "labels", "expected"),
    [
        ([], [], 0.25),  # nothing known
        ([[1], [1], [2], [2]] * 20, [1, 1, 0, 0] * 20, 1.0),  # like with like
        ([[1], [1], [1], [1]] * 20, [1, 0, 1, 0] * 20, 0.0),  # all with all
        ([[1]] * 40, [1] * 40, 0.0),  # nothing to tell apart
    ],
)
def test_homophily(ties: list[list[int]], labels: list[int], expected: float) -> None:
    found = module._homophily([np.array(each, np.int32) for each in ties], labels)
    assert found == pytest.approx(expected, abs=0.05)


def test_an_order_can_be_read_while_another_is_learnt(features: Features) -> None:
    ranker = Ranker(features, criteria=CRITERIA)
    ranker.learn(some(10))
    wrong: list[str] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            order = [each.score for each in ranker.order(k=20) if each.drawn == "proposal"]
            if order != sorted(order, reverse=True):
                wrong.append("order")
            if not ranker.explain(7).terms:
                wrong.append("terms")

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(12, 120, 4):
        ranker.learn(some(number))
    done.set()
    reader.join()
    assert wrong == []


def test_scores_once_given_never_change(features: Features) -> None:
    ranker = Ranker(features)
    ranker.learn(some(30))
    scores = ranker.scores()
    before = scores.copy()
    ranker.learn(some(90))
    assert (scores == before).all()
    with pytest.raises(ValueError, match="read-only"):
        scores[0] = 1


def test_two_rankers_may_learn_at_once(features: Features) -> None:
    expected = Ranker(features, seed=4)
    expected.learn(some(90))
    rankers = [Ranker(features, seed=4) for _ in range(6)]
    threads = [threading.Thread(target=ranker.learn, args=(some(90),)) for ranker in rankers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all((ranker.scores() == expected.scores()).all() for ranker in rankers)


def test_a_collection_without_words_or_rows() -> None:
    empty = Ranker(Features.of([]), criteria=CRITERIA)
    assert empty.order() == []
    silent = Ranker(Features.of(["", "?", "🏠"]), criteria=CRITERIA)
    silent.learn({0: 1, 1: 0})
    assert [each.row for each in silent.order(np.array([True, True, False]))] == [2]
