"""Words beside the time, and hours of twelve."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.chat.dayparts import fold, hour_of, part_of

PARTS = {
    "am": [
        "AM",
        "a.m.",
        "a. m.",
        "a.\u00a0m.",
        "ص",
        "\u200fص",
        "π.μ.",
        "上午",
        "午前",
        "오전",
        "ÖÖ",
        "पूर्वाह्न",
        "SA",
        "GH",
    ],
    "pm": [
        "PM",
        "pm",
        "p. m.",
        "م",
        "μ.μ.",
        "下午",
        "晚上",
        "午後",
        "오후",
        "ÖS",
        "अपराह्न",
        "CH",
        "GD",
        "du soir",
    ],
    "noon": ["中午", "mezzogiorno", "полдень"],
    "night": ["at night", "di notte", "रात"],
    "": ["", "à", "klo", "kl.", "г.", "ч.", "a las", "BE", "هـ"],
}


@pytest.mark.parametrize(("part", "word"), [(part, word) for part, words in PARTS.items() for word in words])
def test_words_tell_the_part_of_the_day(part: str, word: str) -> None:
    assert part_of(word) == part


def test_unknown_words_are_unknown() -> None:
    assert part_of("kwik") is None


@pytest.mark.parametrize(
    ("hour", "part", "whole"),
    [
        (12, "am", 0),
        (1, "am", 1),
        (0, "am", 0),
        (12, "pm", 12),
        (1, "pm", 13),
        (0, "pm", 12),
        (13, "pm", 13),
        (12, "noon", 12),
        (1, "noon", 13),
        (11, "noon", 11),
        (12, "night", 0),
        (2, "night", 2),
        (10, "night", 22),
        (22, "night", 22),
        (24, "", 0),
        (9, "", 9),
    ],
)
def test_hours_of_twelve(hour: int, part: str, whole: int) -> None:
    assert hour_of(hour, part) == whole


@given(st.integers(0, 23))
def test_a_day_of_twelve_hours_and_back(hour: int) -> None:
    assert hour_of(hour % 12 or 12, "am" if hour < 12 else "pm") == hour


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)
