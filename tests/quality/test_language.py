"""Floors for the languages told: on tweets, film lines and test sentences, and on pages in languages of no study.

Some of the tweets called English are French; what is told right is therefore a little more than what is counted.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from diatrace.trace.language import UNSURE, Identifier

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.exists(), reason="needs the research data set beside the repository"),
]


@pytest.fixture(scope="module")
def identifier() -> Identifier:
    return Identifier(["fr", "en", "ar"])


def column(file: str, name: str) -> list[str]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return [re.sub(r"\\u[0-9a-f]{4}", " ", row[name]) for row in csv.DictReader(lines)]


def first_cells(file: str) -> list[str]:
    return [line.partition("\t")[0] for line in (DATA / file).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("file", "name", "language", "right", "sure"),
    [
        ("posts/mlma_en.csv", "tweet", "en", 0.99, 0.94),
        ("posts/mlma_fr.csv", "tweet", "fr", 0.997, 0.94),
        ("posts/mlma_ar.csv", "tweet", "ar", 0.997, 0.99),
        ("posts/mhc_french.csv", "test_case", "fr", 0.997, 0.99),
        ("posts/mhc_arabic.csv", "test_case", "ar", 0.997, 0.95),  # one in thirty is Arabic in Latin letters
        ("emotions/xed_en.tsv", "", "en", 0.997, 0.94),
        ("emotions/xed_fr.tsv", "", "fr", 0.99, 0.88),
        ("emotions/goemotions_dev.tsv", "", "en", 0.997, 0.96),
    ],
)
def test_languages_of_the_study(
    identifier: Identifier, file: str, name: str, language: str, right: float, sure: float
) -> None:
    texts = column(file, name) if name else first_cells(file)
    told = [answer for answer, _ in identifier.identify(texts) if answer != UNSURE]
    assert len(told) / len(texts) >= sure
    assert told.count(language) / len(told) >= right


def pieces(text: str, length: int) -> list[str]:
    text = " ".join(text.split())
    return [text[place : place + length] for place in range(0, len(text), length)]


@pytest.mark.parametrize(("length", "forced"), [(30, 0.02), (60, 0.006), (120, 0.004)])
def test_german_pages_are_not_forced_into_the_study(
    identifier: Identifier, length: int, forced: float
) -> None:
    pages = json.loads((DATA / "infoline" / "integreat_pages_lkaugsburg_de.json").read_text(encoding="utf-8"))
    text = " ".join(
        LexborHTMLParser(page["content"]).text(separator=" ") for page in pages if page["content"]
    )
    answers = identifier.identify(pieces(text, length)[:5000])
    assert sum(told != UNSURE for told, _ in answers) / len(answers) <= forced


@pytest.mark.parametrize("language", ["hu", "pl", "ro", "uk"])
def test_notices_in_other_languages_are_named(identifier: Identifier, language: str) -> None:
    notice = (
        (DATA / "infoline" / f"couchers_hosting_refugees_{language}.md")
        .read_text(encoding="utf-8")
        .split("---", 2)[2]
    )
    answers = identifier.identify(
        pieces(re.sub(r"\]\([^)]*\)", "]", notice), 150)[:-1]
    )  # the last is English
    assert all(told == UNSURE for told, _ in answers)
    assert sum(f"looks like {language} " in evidence for _, evidence in answers) >= 0.9 * len(answers)
