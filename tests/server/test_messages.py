"""The page's words: none missing, none extra, none unused, in every language; French set as French is."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from diatrace.message import LANGUAGES, catalogue

PAGE = Path(__file__).parents[2] / "page" / "src"
FORMS = ("zero", "one", "two", "few", "many", "other")
_NAMED = re.compile(r'"([a-z_]+(?:\.[a-zA-Z_0-9 ]+)+)"')
_PART = re.compile(r"\$\{[^`{}]*\}")
_MADE = re.compile(r"\b(?:t|tn|known)\(`((?:[^`$]|\$\{[^`{}]*\})+)`")
_PLURAL = re.compile(r'\btn\(\s*"([^"]+)"')
_VALUES = re.compile(r"\{(\w+)\}")

pytestmark = pytest.mark.skipif(not PAGE.is_dir(), reason="the page's sources are not here")


@cache
def _sources() -> str:
    files = [*PAGE.rglob("*.svelte"), *PAGE.rglob("*.ts")]
    return "\n".join(each.read_text(encoding="utf-8") for each in sorted(files))


def _patterns() -> list[re.Pattern[str]]:
    """Keys that are put together, as `verdict.${verdict}`, as patterns."""
    made = {tuple(_PART.split(each)) for each in _MADE.findall(_sources())}
    return [re.compile(".+".join(map(re.escape, parts)) + r"\Z") for parts in made]


def _stem(key: str) -> str:
    stem, _, form = key.rpartition(".")
    return stem if form in FORMS and f"{stem}.other" in catalogue("page", "en") else key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_words(language: str) -> None:
    assert catalogue("page", language).keys() == catalogue("page", "en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_says_something_and_takes_the_same_values(language: str) -> None:
    english = catalogue("page", "en")
    for key, words in catalogue("page", language).items():
        assert words.strip() == words != "", key
        assert set(_VALUES.findall(words)) == set(_VALUES.findall(english[key])), key


def test_every_word_that_is_used_is_there() -> None:
    known = {_stem(key) for key in catalogue("page", "en")}
    stages = {key.partition(".")[0] for key in known}
    used = {key for key in _NAMED.findall(_sources()) if key.partition(".")[0] in stages}
    paths = {"diatrace.settings", "diatrace.outbox"}
    assert used - known - set(catalogue("page", "en")) - paths == set()


def test_every_counted_word_has_its_general_form() -> None:
    english = catalogue("page", "en")
    for stem in _PLURAL.findall(_sources()):
        assert f"{stem}.one" in english, stem
        assert f"{stem}.other" in english, stem


def test_every_pattern_meets_a_word() -> None:
    keys = catalogue("page", "en")
    for pattern in _patterns():
        assert any(pattern.match(key) for key in keys), pattern.pattern


def test_no_word_is_unused() -> None:
    named, patterns = set(_NAMED.findall(_sources())), _patterns()
    idle = {
        key
        for key in catalogue("page", "en")
        if _stem(key) not in named
        and key not in named
        and not any(pattern.match(key) for pattern in patterns)
    }
    assert idle == set()


def test_french_signs_stand_after_a_narrow_space_that_does_not_break() -> None:
    for key, words in catalogue("page", "fr").items():
        assert not re.search(r"[ \u00a0][;:!?»]|« ", words), key
        assert not re.search(r"[^\W\d_](?<!http)(?<!https)[;!?»]", words), key
        assert "'" not in words, key
