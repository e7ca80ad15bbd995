"""Codings: kept side by side, adjudicated, taken away; nothing is overwritten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.coding import coding, memo
from diatrace.coding.coding import Codings, Place, Put
from diatrace.errors import DecisionError, Misuse, UnknownName
from diatrace.store.folder import Folder

TEXT = Place("trace", "0123456789abcdef", 3, 9, "digest")


def standing(folder: Folder, until: int | None = None) -> Codings:
    found = Codings()
    with folder.database.read() as connection:
        found.refresh(connection, until=until)
    return found


def put(folder: Folder, code: str, place: Place = TEXT, who: str = "amal", **more: object) -> list[int]:
    holds = bool(more.pop("holds", True))
    return coding.put(folder, [Put(code, place, holds)], who=who, **more)  # type: ignore[arg-type]


def test_stretches_may_overlap_and_whole_items_are_coded_too(folder: Folder) -> None:
    put(folder, "host")
    put(folder, "room", Place("trace", TEXT.item, 5, 20, "digest"))
    put(folder, "warm", Place("trace", TEXT.item))
    put(folder, "core", Place("site", "s1"))
    found = standing(folder)
    assert [(each.code, each.stretch) for each in found.on("trace", TEXT.item)] == [
        ("host", (3, 9)),
        ("room", (5, 20)),
        ("warm", None),
    ]
    assert found.items() == [("trace", TEXT.item), ("site", "s1")]
    assert found.items("site") == [("site", "s1")]


def test_the_same_coding_twice_is_one_and_a_call_can_be_repeated(folder: Folder) -> None:
    assert put(folder, "host") == [1]
    assert put(folder, "host") == []
    assert put(folder, "host", who="ben") == [2]
    assert put(folder, "room", token="t") == put(folder, "room", token="t") == [3]


def test_an_adjudication_says_what_counts_of_a_code(folder: Folder) -> None:
    put(folder, "host")
    put(folder, "host", Place("trace", TEXT.item, 4, 9, "digest"), who="ben", blind=True)
    put(folder, "room")
    settled = standing(folder).settled("trace", TEXT.item)
    assert len(settled) == 3
    put(folder, "host", who="chloe", role="adjudication")
    settled = standing(folder).settled("trace", TEXT.item)
    assert [(each.code, each.who) for each in settled] == [("room", "amal"), ("host", "chloe")]
    put(folder, "room", who="chloe", role="adjudication", holds=False)
    assert [each.code for each in standing(folder).settled("trace", TEXT.item)] == ["host"]


def test_people_take_away_their_own_and_it_stays_in_the_record(folder: Folder) -> None:
    (mine,) = put(folder, "host")
    (other,) = put(folder, "host", who="ben")
    with pytest.raises(DecisionError, match="by ben"):
        coding.take(folder, [mine, other], who="amal")
    assert [each.code for each in coding.take(folder, [mine], who="amal")] == ["host"]
    with pytest.raises(DecisionError, match="does not stand"):
        coding.take(folder, [mine], who="amal")
    found = standing(folder)
    assert [each.who for each in found.on("trace", TEXT.item)] == ["ben"]
    assert len(found.rows) == 3
    assert put(folder, "host") != []


def test_what_was_coded_together_is_known_together(folder: Folder) -> None:
    put(folder, "old")
    coding.put(folder, [Put("host", TEXT), Put("room", TEXT)], who="amal")
    assert [each.code for each in standing(folder).newest_of("amal")] == ["host", "room"]
    assert standing(folder, until=1).newest_of("amal")[0].code == "old"


@pytest.mark.parametrize(
    "wrong",
    [
        ("person", "x", None, None),
        ("trace", "x", 3, None),
        ("trace", "x", 3, 3),
        ("trace", "x", -1, 3),
        ("site", "x", 0, 3),
    ],
)
def test_what_is_no_place_is_refused(wrong: tuple[str, str, int | None, int | None]) -> None:
    with pytest.raises(Misuse):
        Place(*wrong)


def test_a_coding_needs_somebody(folder: Folder) -> None:
    with pytest.raises(Misuse, match="who"):
        put(folder, "host", who=" ")


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy"), st.booleans()), max_size=12))
def test_all_that_stands_was_put_and_not_taken(acts: list[tuple[str, str, bool]]) -> None:
    found = Codings()
    expected: dict[int, tuple[str, str]] = {}
    for number, (who, code, gone) in enumerate(acts, 1):
        last = next((n for n in reversed(expected) if expected[n] == (who, code)), None)
        undoes = last if gone else None
        found.take_in(
            [
                coding.Coded(
                    number, code, "trace", "t", "", None, None, True, "reading", who, "", False, "", undoes
                )
            ]
        )
        if undoes is not None:
            del expected[undoes]
        else:
            expected[number] = (who, code)
    assert {each.id: (each.who, each.code) for each in found.standing()} == expected


def test_memos_are_replaced_not_overwritten(folder: Folder) -> None:
    first = memo.write(folder, "trace", TEXT.item, "He hesitates here.", who="amal")
    memo.write(folder, "study", "", "Ask about the key.", who="ben")
    second = memo.write(folder, "trace", TEXT.item, "He hesitates, twice.", who="ben", replaces=first.id)
    assert memo.listed(folder, "trace", TEXT.item) == [second]
    assert len(memo.listed(folder)) == 2
    with pytest.raises(UnknownName, match="no memo"):
        memo.write(folder, "trace", TEXT.item, "late", who="amal", replaces=first.id)
    memo.write(folder, "trace", TEXT.item, "", who="ben", replaces=second.id)
    assert memo.listed(folder, "trace") == []
    for wrong in (("planet", "x", "t", "a"), ("trace", "x", " ", "a"), ("trace", "x", "t", " ")):
        with pytest.raises(Misuse):
            memo.write(folder, *wrong[:3], who=wrong[3])
