from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich._emoji_codes import EMOJI as NAMED

from diatrace.trace.fold import LONGEST, TOKENIZER, fold, query, writings_of

ANYTHING = st.text(st.characters(exclude_categories=()))
OPERATORS = [
    '"',
    "*",
    "-",
    "OR",
    "AND",
    "NOT",
    "NEAR(",
    ")",
    "(",
    "^",
    ":",
    "+",
    "{",
    "}",
    "|",
    "\0",
    " ",
    "a",
    "é",
    "ال",
    "للاجئين",
    "😂",
    "👍🏽",
    "🇫🇷",
    "body",
    ",",
    "'",
    "\ud800",
]


class Index:
    """A search table as the store makes it."""

    def __init__(self, *texts: str) -> None:
        self._rows = sqlite3.connect(":memory:")
        self._rows.execute(
            f"""CREATE VIRTUAL TABLE text USING fts5(body, content='', tokenize="{TOKENIZER}")"""
        )
        for number, text in enumerate(texts):
            self._rows.execute("INSERT INTO text (rowid, body) VALUES (?, ?)", (number, fold(text)))

    def find(self, words: str) -> list[int]:
        expression = query(words)
        if not expression:
            return []
        return [
            row[0]
            for row in self._rows.execute(
                "SELECT rowid FROM text WHERE text MATCH ? ORDER BY rowid", (expression,)
            )
        ]


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    yield Index("Un camp de réfugiés", "l'eau du camp", "super😂cool 👍🏽", "المُهَاجِرُونَ", "دعم للاجئين")


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Été ŒUVRE Straße naïve", "ete oeuvre strasse naive"), ("İstanbul ıssız Ağrı", "istanbul issiz agri"),
        ("Łódź Đurđa Þór Ærø", "lodz durda thor aero"),
        ("ệ ẹ́ ñ ç", "e e n c"), ("المُهَاجِرُونَ إلى أوروبا", "المهاجرون الي اوروبا"), ("لاجـــئ مدرسة هٰذا",
        "لاجي مدرسه هذا"), ("٢٠١٥ ۱۴۰۲ २०", "2015 1402 20"),
        ("ک ی ے ہ گ", "ك ي ي ه گ"), ("می\u200cخواهم", "ميخواهم"), ("ﻻ ﷲ", "لا الله"), ("𝗛𝗲𝗹𝗹𝗼 ＡＢ ﬁn",
        "hello ab fin"), ("Ёлка Київ Йод", "елка київ йод"),
        ("Ελλάδα ὦ", "ελλαδα ω"), ("हिन्दी ไทย 中文", "हिन्दी ไทย 中文"), ("שָׁלוֹם", "שלום"), ("20 °C ©2020",
        "20  c  2020"), ("a😂b", "a 😂 b"), ("👍🏽 ❤\ufe0f", "👍 🏽 ❤"),
        ("👨\u200d👩\u200d👧", "👨 👩 👧"), ("🇫🇷🇷🇪", "🇫🇷 🇷🇪"), ("𞤀𞤣𞤤𞤢𞤥", "𞤢𞤣𞤤𞤢𞤥"), ("\ud800x", " x"), ("Abc\n-_",
        "abc\n-_"),
    ],
)  # fmt: skip
def test_one_writing_for_many(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(ANYTHING)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(ANYTHING)
def test_what_is_folded_can_be_stored(text: str) -> None:
    assert fold(text).encode().decode() == fold(text)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("refugies", [0]), ("RÉFUGIÉS", [0]), ("réfug*", [0]), ("réfug", []), ("camp", [0, 1]), ("camp eau",
        [1]), ("eau", [1]), ("l'eau", [1]), ('"eau du camp"', [1]),
        ('"camp eau"', []), ("camp -eau", [0]), ('camp -"de réfugiés"', [1]), ("eau OR réfugiés", [0, 1]),
        ("eau OR réfugiés camp", [0, 1]), ("eau | cool", [1, 2]),
        ("-camp", []), ("", []), ("…", []), ("OR", []), ("😂", [2]), ("👍", [2]), ("👍🏽", [2]), ("👍🏿", []), ("🏽",
        [2]), ("super", [2]), ("cool -😂", []),
    ],
)  # fmt: skip
def test_queries(index: Index, words: str, found: list[int]) -> None:
    assert index.find(words) == found


@pytest.mark.parametrize(
    "word", ["مهاجرون", "المهاجرون", "والمهاجرون", "بالمهاجرون", "للمهاجرون", "مُهاجرون", "مهاجر*", "المهاجر*"]
)
def test_an_arabic_word_is_met_with_and_without_its_article(index: Index, word: str) -> None:
    assert index.find(word) == [3]


@pytest.mark.parametrize("word", ["لاجئين", "اللاجئين", "للاجئين", "لاجيين"])
def test_two_lams_are_read_both_ways(index: Index, word: str) -> None:
    assert index.find(word) == [4]
    assert Index("اللاجئين", "لاجئين", "وللاجئين", "الجئين").find(word) == [0, 1, 2]


def test_quotation_marks_ask_for_the_word_as_it_stands(index: Index) -> None:
    assert index.find('"المهاجرون"') == [3]
    assert index.find('"مهاجرون"') == []
    assert index.find('دعم -"للاجئين"') == []


def test_short_words_are_left_alone() -> None:
    assert writings_of("ال") == ("ال",)
    assert writings_of("الله")[0] == "الله"
    assert "مهاجر" in writings_of("بالمهاجر")


def test_every_emoji_is_found_beside_words_and_in_a_row() -> None:
    named = {
        emoji if len(emoji) > 1 or ord(emoji) > 0x3300 else emoji + "\ufe0f"
        for name, emoji in NAMED.items()
        if name != "helm_symbol"
    }
    every = sorted(named)
    index = Index(*(f"mot{emoji}mot 😶{emoji}😶" for emoji in every), "mot 😶")
    for number, emoji in enumerate(every):
        found = index.find(emoji)
        assert number in found, emoji
        assert len(every) not in found or emoji == "😶"


def test_a_flag_is_not_found_across_two_others() -> None:
    assert Index("🇫🇷🇪🇸").find("🇷🇪") == []
    assert Index("🇫🇷🇪🇸").find("🇪🇸") == [0]


def test_a_keycap_is_not_its_digit() -> None:
    keycap = "1\ufe0f\u20e3"
    assert Index("1", keycap).find(keycap) == [1]
    assert Index("1", keycap).find("1") == [0]


@given(st.one_of(ANYTHING, st.lists(st.sampled_from(OPERATORS), max_size=20).map("".join)))
@example('a"b"*c OR OR -" NEAR(a, 2) ^x body:y {a b}:c')
def test_no_query_ever_fails(index: Index, words: str) -> None:
    assert isinstance(index.find(words), list)


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1).filter(lambda word: word.upper() != "OR"))
def test_every_word_finds_the_text_it_stands_in(word: str) -> None:
    assert Index(f"avant {word} après").find(word) == [0]


def test_an_endless_query_is_cut_not_refused(index: Index) -> None:
    assert query(" ".join(["camp"] * 5000)).count("camp") == LONGEST
    assert index.find(" ".join(["المهاجرون"] * 5000)) == [3]
    assert index.find(" OR ".join(["camp", "للاجئين"] * 500)) == [0, 1, 4]
    assert index.find("camp " + " ".join(["-eau"] * 500)) == [0]
    assert index.find("x" * 1_000_000) == []
