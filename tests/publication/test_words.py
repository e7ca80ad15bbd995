from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.message import LANGUAGES
from diatrace.publication.words import Html, Words, isolated

CATALOGUES = {
    language: json.loads(
        files("diatrace.message").joinpath(f"methods.{language}.json").read_text(encoding="utf-8")
    )
    for language in LANGUAGES
}
EN, FR = Words("en"), Words("fr")


def test_both_catalogues_say_the_same_things() -> None:
    english, french = CATALOGUES["en"], CATALOGUES["fr"]
    assert english.keys() == french.keys()
    for key in english:
        assert set(re.findall(r"\{\w+\}", english[key])) == set(re.findall(r"\{\w+\}", french[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_text_and_not_markup(language: str) -> None:
    assert [
        key for key, text in CATALOGUES[language].items() if re.search("[<>&\"']", text) or not text.strip()
    ] == []


def test_french_is_set_as_french_is() -> None:
    """Narrow space before ; ! ?, no-break space before : and within «», no ordinary one before any of them."""
    for key, text in CATALOGUES["fr"].items():
        assert not re.search(r"[ \u00a0][;!?]|[ \u202f]:|« |[^\u00a0]»", text), key
        assert not re.search(r"\w[;!?:](\s|$)", text), key


@pytest.mark.parametrize(
    ("number", "digits", "english", "french"),
    [
        (0, 0, "0", "0"),
        (1234, 0, "1,234", "1\u202f234"),
        (1234567.891, 2, "1,234,567.89", "1\u202f234\u202f567,89"),
        (-0.5, 1, "−0.5", "−0,5"),
    ],
)
def test_numbers_are_written_as_the_language_does(
    number: float, digits: int, english: str, french: str
) -> None:
    assert (EN.number(number, digits), FR.number(number, digits)) == (english, french)


@pytest.mark.parametrize(
    ("share", "english", "french"),
    [
        (0, "0%", "0\u202f%"),
        (1, "100%", "100\u202f%"),
        (0.125, "12%", "12\u202f%"),
        (0.999, "99.9%", "99,9\u202f%"),
        (0.002, "0.2%", "0,2\u202f%"),
    ],
)
def test_what_is_not_quite_all_is_not_called_all(share: float, english: str, french: str) -> None:
    assert (EN.share(share), FR.share(share)) == (english, french)


@pytest.mark.parametrize(
    ("day", "precision", "english", "french"),
    [
        ("2026-05-01T10:00:00Z", "day", "1\u00a0May\u00a02026", "1<sup>er</sup>\u00a0mai\u00a02026"),
        ("2026-08-23", "second", "23\u00a0August\u00a02026", "23\u00a0août\u00a02026"),
        ("2026-08-23", "month", "August 2026", "août 2026"),
        ("0987-08-23", "year", "0987", "0987"),
    ],
)
def test_dates_are_no_more_precise_than_known(day: str, precision: str, english: str, french: str) -> None:
    assert (EN.day(day, precision), FR.day(day, precision)) == (english, french)


def test_durations() -> None:
    assert EN.hours(90) == "2\u00a0min"
    assert FR.hours(5400) == "1,5\u00a0h"


def test_plurals_differ_between_languages() -> None:
    assert "disagreements were" in EN.count("review.adjudicated", 0)
    assert "désaccord a" in FR.count("review.adjudicated", 0)
    assert "désaccords ont" in FR.count("review.adjudicated", 2)


@given(st.text())
def test_what_comes_from_outside_is_never_markup(text: str) -> None:
    told = EN("gate.reason", reason=text)
    assert told == EN("gate.reason", reason=isolated(text))
    inner = told.partition("<bdi>")[2].rpartition("</bdi>")[0]
    assert not set("<>") & set(inner)


def test_a_word_of_no_list_stays_as_it_is() -> None:
    assert EN.named("verdict", "in") == "in"
    assert EN.named("verdict", "<b>") == "<bdi>&lt;b&gt;</bdi>"
    assert EN.joined([Html("a"), Html("b")]) == "a, b"
