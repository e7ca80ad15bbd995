from __future__ import annotations

import re
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.proposal.words import LONGEST, listed, split

ANYTHING = st.text(st.characters(exclude_categories=()))


def words(text: str) -> list[str]:
    found = split([text])
    return [found.names[code] for code in found.codes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't call me a Refugee", ["don", "call", "me", "refugee"]),
        ("snake_case x", ["snake", "case"]),
        ("Réfugiés à l’hôtel", ["refugies", "hotel"]),
        ("refugie\u0301s", ["refugies"]),
        ("Straße ﬁne", ["strasse", "fine"]),
        ("مُهَاجِرُون إلى أوروبا", ["مهاجرون", "الي", "اوروبا"]),
        ("#اللاجئين_السوريين", ["اللاجيين", "السوريين"]),
        ("می\u200cروم کتاب", ["مي", "روم", "كتاب"]),
        ("ሰላም ለዓለም", ["ሰላም", "ለዓለም"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("我是中国人 hello", ["我", "是", "中", "国", "人", "hello"]),
        ("🇸🇾 ❤️ ok", ["🇸🇾", "❤", "ok"]),
        ("co\u00adoperation", ["cooperation"]),
        ("half \ud800 a sign", ["half", "sign"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_words_of_every_script(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(st.characters(codec="ascii")))
@settings(deadline=None)
def test_latin_text_splits_as_scikit_learn_does(text: str) -> None:
    plain = text.replace("_", " ")
    assert words(plain) == re.findall(r"\b\w\w+\b", plain.lower())


@given(st.lists(ANYTHING, max_size=8))
@settings(deadline=None)
def test_a_batch_gives_what_its_texts_give_one_by_one(texts: list[str]) -> None:
    found = split(texts)
    ends = np.concatenate(([0], np.cumsum(found.lengths)))
    together = [[found.names[code] for code in found.codes[a:b]] for a, b in pairwise(ends)]
    assert together == [words(text) for text in texts]


@given(ANYTHING)
@settings(deadline=None)
def test_no_word_is_empty_and_names_are_distinct(text: str) -> None:
    found = split([text])
    assert all(found.names)
    assert len(set(found.names)) == len(found.names)


def test_only_the_first_million_characters_count() -> None:
    assert words("ab " * (LONGEST // 3) + "the end") == ["ab"] * (LONGEST // 3)


def test_listed_words_are_taken_as_they_are() -> None:
    found = listed([["author:a b", "thread:É"], [], ["author:a b"]])
    assert found.names == ["author:a b", "thread:É"]
    assert found.codes.tolist() == [0, 1, 0]
    assert found.lengths.tolist() == [2, 0, 1]
