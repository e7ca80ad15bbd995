from __future__ import annotations

import random
from unittest.mock import Mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.proposal import duplicates as module
from diatrace.proposal.duplicates import SHORT, Duplicates, band_rows, representatives
from diatrace.proposal.features import Features, batches

STORY = (
    "We are a family of four from Aleppo and look for two rooms near the school in the old town "
    "from the first of May we can pay the rent of the office and bring our own furniture please write to us"
)
OTHER = (
    "The choir meets each Thursday evening behind the station new voices are welcome bring a friend and a song "
    "from your own country there will be tea and bread and nobody has to read notes"
)


def grouped(texts: list[str], threshold: float = 0.8) -> list[int]:
    return [int(group) for group in Duplicates(threshold).extend(Features.of(texts))]


def overlap(first: str, second: str) -> float:
    texts = [[word for word in text.lower().split() if len(word) > 1] for text in (first, second)]
    one, two = (set(zip(t, t[1:], t[2:], strict=False)) for t in texts)
    return len(one & two) / len(one | two)


def edited(text: str, changes: int, seed: int) -> str:
    rng = random.Random(seed)
    words = text.split()
    for _ in range(changes):
        words[rng.randrange(len(words))] = f"other{rng.randrange(10**6)}"
    return " ".join(words)


def test_copies_and_near_copies_join_the_first() -> None:
    texts = [STORY, OTHER, STORY.upper() + "!!", f"Forwarded: {STORY}", f"{OTHER} :-)", "nothing of the kind"]
    assert grouped(texts) == [0, 1, 0, 0, 1, 5]


def test_short_texts_only_where_the_words_are_the_same() -> None:
    assert grouped(["Room wanted!", "room wanted", "room wanted today", "", "", "??"]) == [0, 0, 2, 3, 4, 5]
    words = STORY.lower().split()[: SHORT - 1]
    assert grouped([" ".join(words), " ".join(reversed(words)), " ".join([*words[:-1], "x1"])]) == [0, 1, 2]


def test_the_order_of_words_counts() -> None:
    shuffled = " ".join(random.Random(1).sample(STORY.split(), len(STORY.split())))
    assert grouped([STORY, shuffled]) == [0, 1]


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.8, 0.9])
def test_a_group_holds_just_what_overlaps_enough(threshold: float) -> None:
    texts = [STORY, OTHER] + [edited(text, seed % 5, seed) for seed in range(60) for text in (STORY, OTHER)]
    groups = grouped(texts, threshold)
    for row, group in enumerate(groups):
        if group != row:
            assert overlap(texts[row], texts[group]) >= threshold
    enough = [
        row for row, text in enumerate(texts) if max(overlap(text, STORY), overlap(text, OTHER)) >= threshold
    ]
    assert len(enough) > 4
    assert sum(groups[row] != row for row in enough) >= 0.95 * (len(enough) - 2)


@given(st.lists(st.integers(0, 59), min_size=1, max_size=40), st.data())
@settings(max_examples=30, deadline=None)
def test_groups_do_not_change_as_rows_arrive(kinds: list[int], data: st.DataObject) -> None:
    texts = [edited((STORY, OTHER)[kind % 2], kind // 10, kind) for kind in kinds]
    duplicates, features, seen = Duplicates(), Features(), 0
    while seen < len(texts):
        more = data.draw(st.integers(1, len(texts) - seen))
        before = duplicates.groups
        features = features.extended(batches(texts[seen : seen + more]))
        groups = duplicates.extend(features)
        assert (groups[:seen] == before).all()
        seen += more
    assert groups.tolist() == grouped(texts)


def test_a_first_row_is_in_its_own_group() -> None:
    groups = np.array(grouped([edited(STORY, seed % 7, seed) for seed in range(80)]))
    assert (groups[groups] == groups).all()
    assert (groups <= np.arange(80)).all()


def test_boilerplate_does_not_make_every_text_meet_every_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Mock(wraps=module._jaccard)
    monkeypatch.setattr(module, "_jaccard", compared)
    texts = [f"{STORY} " + " ".join(f"w{row}x{place}" for place in range(30)) for row in range(300)]
    assert grouped(texts) == list(range(300))
    assert 0 < compared.call_count <= 300 * module.CANDIDATES


def test_extending_by_nothing_changes_nothing() -> None:
    duplicates, features = Duplicates(), Features.of([STORY, OTHER, STORY])
    first = duplicates.extend(features).tolist()
    assert duplicates.extend(features).tolist() == first
    assert Duplicates().extend(Features()).tolist() == []


def test_one_free_row_stands_for_each_group() -> None:
    groups = np.array([0, 1, 0, 0, 4, 1])
    assert representatives(groups, np.ones(6, bool)).tolist() == [0, 1, 4]
    assert representatives(groups, np.array([0, 0, 0, 1, 1, 1], bool)).tolist() == [3, 5, 4]
    assert representatives(groups, np.zeros(6, bool)).tolist() == []


@pytest.mark.parametrize("threshold", [0.3, 0.5, 0.8, 0.95, 1.0])
def test_bands_are_as_wide_as_recall_allows(threshold: float) -> None:
    def recall(rows: int) -> float:
        return 1 - (1 - threshold**rows) ** (module.PERMUTATIONS // rows)

    rows = band_rows(threshold)
    assert recall(rows) >= module.RECALL
    assert all(recall(more) < module.RECALL for more in range(rows + 1, module.PERMUTATIONS + 1))


def test_a_threshold_too_low_for_any_band_still_works() -> None:
    assert band_rows(0.001) == 1
