from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor.exchange.mojibake import mended


def misread(text: str) -> str:
    return "".join(bytes([each]).decode("cp1252", "ignore") or chr(each) for each in text.encode())


TEXTS = [
    "Genève",
    "École «CAFÉ»",
    "الهجرة",
    "Миграция",
    "Ελλάδα",
    "São “x” – y",
    "移民",
    "Ça va 😀",
    "Türkiye’de göç",
    "שלום עולם",
]


@pytest.mark.parametrize("text", TEXTS)
def test_what_was_misread_is_read_again(text: str) -> None:
    assert misread(text) != text
    assert mended(misread(text)) == text


@pytest.mark.parametrize("text", ["Genève", "École", "São Paulo", "göç"])
def test_what_was_misread_twice_is_read_again(text: str) -> None:
    assert mended(misread(misread(text))) == text


@pytest.mark.parametrize(
    "text", [*TEXTS, "", "plain", "«CAFÉ»", "ESPAÑ»", "100 €", "naïve", "Â", "Ã", "¿Qué?", "à la", "Ð Ñ"]
)
def test_what_is_right_stays(text: str) -> None:
    assert mended(text) == text


@given(st.text())
def test_mending_twice_changes_no_more_than_mending_to_the_end(text: str) -> None:
    found = mended(text)
    for _ in range(len(text)):
        found = mended(found)
    assert mended(found) == found


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_never_changed(text: str) -> None:
    assert mended(text) == text
