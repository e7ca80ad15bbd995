from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich._emoji_codes import EMOJI as NAMED

from diatrace.model import FORMS
from diatrace.privacy.identifiers import find
from diatrace.trace.forms import WRITING, forms, links, mentions

ANYTHING = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()), (" \n\t", ()), ("\u200e\u200f", ()), ("bonjour", ("text",)), ("?!", ("text",)), ("؟",
        ("text",)), ("12", ("text",)),
        ("😂", ("emoji",)), ("😂😂 😂!!!", ("emoji",)), ("ok 😂", ("text", "emoji")), ("مرحبا 🇸🇾", ("text", "emoji")),
        ("5 ❤", ("text", "emoji")),
        ("👨\u200d👩\u200d👧", ("emoji",)), ("🇫🇷", ("emoji",)), ("1\ufe0f\u20e3", ("emoji",)), ("#\u20e3",
        ("emoji",)), ("👍🏽", ("emoji",)),
        ("❤\ufe0f\u200d🔥", ("emoji",)), ("🙂\u200d↔\ufe0f", ("emoji",)),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", ("emoji",)),
        ("©", ("text",)), ("©\ufe0f", ("emoji",)), ("‼\ufe0f", ("emoji",)), ("→", ("text",)), ("می\u200cخواهم",
        ("text",)), ("\ud800", ("text",)), ("\0", ("text",)),
    ],
)  # fmt: skip
def test_words_and_emoji(text: str, expected: tuple[str, ...]) -> None:
    assert forms(text) == expected


def test_every_emoji_with_a_name_is_one() -> None:
    for name, emoji in NAMED.items():
        if name == "helm_symbol":
            continue  # which is no emoji
        selected = emoji
        if re.fullmatch(f"[{WRITING}]", emoji):
            assert forms(emoji) == ("text",), name
            selected += "\ufe0f"
        assert forms(selected) == ("emoji",), name
        assert forms(f"mot {selected}") == ("text", "emoji"), name


def test_what_the_reader_gave_stays() -> None:
    assert forms("légende 😂", ("image",)) == ("text", "image", "emoji")
    assert forms("", ("voice",)) == ("voice",)
    assert forms("x", ("text", "announcement")) == ("text", "announcement")


@given(ANYTHING, st.lists(st.sampled_from(FORMS), unique=True).map(tuple))
def test_forms_are_known_single_and_in_order(text: str, given_forms: tuple[str, ...]) -> None:
    found = forms(text, given_forms)
    assert list(found) == [form for form in FORMS if form in found]
    assert set(given_forms) <= set(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()), ("pas de nom", ()), ("lea@example.org", ()), ("@lea", ("lea",)),
        ("merci @lea, @a@b.example et @lea !", ("lea", "a@b.example", "lea")),
        ("@\u2068Léa B\u2069 oui", ("Léa B",)), ("＠Lea_B", ("Lea_B",)), ("و@ليلى", ("ليلى",)),
        ("écris à lea@example.org ou @lea", ("lea",)), ("@33612345678", ("33612345678",)),
        ("@everyone", ()), ("rdv @ 15h", ()),
    ],
)  # fmt: skip
def test_mentions(text: str, expected: tuple[str, ...]) -> None:
    assert mentions(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()), ("rien", ()), ("3/4 et/ou 1.2/3", ()), ("http://", ()), ("a.b/c", ()), ("x@y.com/z", ()),
        ("voir https://a.org/x?y=1&z=2#t.", ("https://a.org/x?y=1&z=2#t",)), ("(http://a.org)",
        ("http://a.org",)), ("https://a.org/x_(y)", ("https://a.org/x_(y)",)),
        ("«https://a.org», “https://b.org”…", ("https://a.org", "https://b.org")), ("HTTPS://A.ORG/É",
        ("HTTPS://A.ORG/É",)), ("www.a.fr, t.me/abc!", ("www.a.fr", "t.me/abc")),
        ("https://مثال.إختبار/صفحة، وبعد", ("https://مثال.إختبار/صفحة",)), ("https://bücher.example/ü",
        ("https://bücher.example/ü",)), ("bit.ly/abc👍", ("bit.ly/abc",)),
        ("\u200ehttps://a.org\u200f", ("https://a.org",)), ("https://a.org https://a.org", ("https://a.org",
        "https://a.org")), ("<a href='https://a.org'>", ("https://a.org",)),
    ],
)  # fmt: skip
def test_links(text: str, expected: tuple[str, ...]) -> None:
    assert links(text) == expected


def test_mentions_are_read_from_identifiers_already_found() -> None:
    text = "merci @lea et lea@example.org 06 12 34 56 78"
    assert mentions(text, find(text)) == mentions(text) == ("lea",)


@given(ANYTHING)
def test_links_and_mentions_stand_in_the_text(text: str) -> None:
    assert all(link and link in text for link in links(text))
    assert all(name and name in text for name in mentions(text))


@pytest.mark.parametrize(
    "unit",
    [
        "https://",
        "www.",
        "a.com/",
        "((",
        "))",
        "@a",
        "@\u2068",
        "😂",
        "👨\u200d",
        "a.",
        "é ",
        "1\u20e3",
        "https://a(",
        "\ud800",
    ],
)
def test_long_monotony_ends(unit: str) -> None:
    text = unit * (400_000 // len(unit))
    assert isinstance(forms(text), tuple)
    assert isinstance(mentions(text), tuple)
    assert all(link in text for link in links(text)[:3])
