"""Values proposed from what is alike and what is tied: by votes, with the voters, never without enough of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from diatrace.proposal.features import Features
from diatrace.proposal.suggestion import LEAST, Suggestions

NEWS = "journal news headlines articles press today"
AID = "association help housing volunteers meals solidarity"


def texts(news: int, aid: int) -> list[str]:
    return [f"{NEWS} number{n}" for n in range(news)] + [f"{AID} number{n}" for n in range(aid)]


def ties(size: int, *edges: tuple[int, int, int]) -> csr_array:
    matrix = np.zeros((size, size), np.int64)
    for source, target, count in edges:
        matrix[source, target] = count
    return csr_array(matrix)


def test_what_is_alike_votes_and_the_voters_are_told() -> None:
    rows = texts(8, 8)
    said = {**dict.fromkeys(range(1, 8), ("media",)), **dict.fromkeys(range(9, 16), ("association",))}
    proposals = Suggestions(Features.of(rows), ties(16), said)
    (found,) = proposals.of(0)
    assert found.value == "media"
    assert found.share > 0.9
    assert {row for row, _ in found.alike} == set(range(1, 8))
    assert [each.value for each in proposals.of(8)] == ["association"]
    assert proposals.check().met == proposals.check().tried == 14


def test_ties_speak_where_words_do_not() -> None:
    rows = ["" for _ in range(12)]
    said = {row: ("core",) if row % 2 else ("neighbour",) for row in range(1, 12)}
    proposals = Suggestions(Features.of(rows), ties(12, (0, 1, 5), (3, 0, 2), (2, 0, 1)), said)
    (found,) = proposals.of(0)
    assert (found.value, found.share, found.tied) == ("core", 7 / 8, ((1, 5), (3, 2)))
    assert proposals.of(2) == [] or proposals.of(2)[0].tied == ()


def test_a_field_of_many_values_gets_those_that_half_of_the_votes_name() -> None:
    said = {row: ("news", "culture") if row < 8 else ("news", "sport") for row in range(1, 12)}
    found = Suggestions(Features.of(texts(12, 12)), ties(24), said, many=True).of(0)
    assert [each.value for each in found] == ["news", "culture"]
    assert found[0].share == pytest.approx(1)


def test_too_few_tell_nothing() -> None:
    said = dict.fromkeys(range(LEAST - 1), ("media",))
    proposals = Suggestions(Features.of(texts(20, 0)), ties(20), said)
    assert proposals.of(19) == []
    assert proposals.check().tried == 0


def test_a_row_does_not_vote_for_itself_and_no_value_does_not_vote() -> None:
    said: dict[int, tuple[str, ...]] = dict.fromkeys(range(10), ("media",)) | {10: ("other",), 11: ()}
    proposals = Suggestions(Features.of(texts(12, 12)), ties(24, (10, 10, 9)), said)
    (found,) = proposals.of(10)
    assert found.value == "media"
    assert proposals.check().tried == 11
    assert proposals.check().commonest == 10


def test_nothing_in_common_is_no_evidence() -> None:
    rows = [*texts(10, 0), "word that nobody shares"]
    assert Suggestions(Features.of(rows), ties(11), dict.fromkeys(range(10), ("media",))).of(10) == []


@given(st.permutations(range(12)))
def test_the_order_in_which_values_were_told_does_not_matter(order: list[int]) -> None:
    features, links = Features.of(texts(8, 8)), ties(16, (15, 1, 1), (15, 9, 1))
    said = {row: ("media",) if row < 8 else ("association",) for row in order}
    assert Suggestions(features, links, said).of(15) == Suggestions(
        features, links, dict(sorted(said.items()))
    ).of(15)
