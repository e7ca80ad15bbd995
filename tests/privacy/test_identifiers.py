from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.model import Span
from diatrace.privacy.identifiers import KINDS, find, pieces, redact

PLANTED = ["06 12 34 56 78", "+963 944 123 456", "lea@example.org", "lea [at] example [dot] org",
"FR76 3000 6000 0112 3456 7890 189", "@lea_b", "@\u2068Léa\u2069",
           "insta: lea.b93", "t.me/lea_b", "wa.me/33612345678", "۰۹۱۲۳۴۵۶۷۸۹", "u/lea", "😀", "\ud800", "\0",
           "المهاجرين", " ", "\n", ", ", "2024-01-15", "x"]  # fmt: skip
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.lists(st.sampled_from(PLANTED), max_size=12).map("".join),
)
NAMES = st.lists(st.tuples(st.integers(-3, 60), st.integers(-3, 60)), max_size=4)
SPANS = st.lists(
    st.builds(Span, st.integers(-3, 60), st.integers(-3, 60), st.sampled_from(KINDS)), max_size=6
)


@given(TEXTS, NAMES)
def test_spans_are_sorted_apart_and_inside_the_text(text: str, names: list[tuple[int, int]]) -> None:
    place = 0
    for start, end, kind in find(text, names):
        assert place <= start < end <= len(text)
        assert kind in KINDS
        place = end


@given(TEXTS, NAMES)
def test_every_given_name_is_covered(text: str, names: list[tuple[int, int]]) -> None:
    covered = {place for start, end, _ in find(text, names) for place in range(start, end)}
    assert {place for start, end in names for place in range(max(start, 0), min(end, len(text)))} <= covered


@given(TEXTS, SPANS)
def test_the_pieces_are_the_text(text: str, spans: list[Span]) -> None:
    cut = pieces(text, spans)
    assert "".join(piece for piece, _ in cut) == text
    assert all(piece for piece, _ in cut)


@given(TEXTS)
def test_what_was_found_is_gone_after_redaction_and_the_rest_stays(text: str) -> None:
    spans = find(text)
    kept = [piece for piece, kind in pieces(text, spans) if kind is None]
    rest = redact(text, spans)
    assert "".join(kept) == "".join(piece for piece, kind in pieces(text, spans) if kind is None)
    assert len(rest) == sum(map(len, kept)) + sum(len(kind) + 2 for _, _, kind in spans)


@given(TEXTS)
def test_the_same_text_has_the_same_spans(text: str) -> None:
    assert find(text) == find(text)


def test_one_text_with_everything() -> None:
    text = "😀 Samira 06 12 34 56 78, lea@example.org, @lea_b, FR76 3000 6000 0112 3456 7890 189 t.me/lea"
    spans = find(text, [(2, 8)])
    assert [(text[start:end], kind) for start, end, kind in spans] == [
        ("Samira", "name"), ("06 12 34 56 78", "phone"), ("lea@example.org", "email"), ("@lea_b", "handle"),
        ("FR76 3000 6000 0112 3456 7890 189", "iban"), ("lea", "handle"),
    ]  # fmt: skip
    assert redact(text, spans) == "😀 [name] [phone], [email], [handle], [iban] t.me/[handle]"
    assert (
        redact(text, spans, {"phone", "iban"})
        == "😀 Samira [phone], lea@example.org, @lea_b, [iban] t.me/lea"
    )


def test_what_overlaps_becomes_one_span_over_both() -> None:
    text = "lea.benali@example.org"
    assert find(text, [(0, 10)]) == (Span(0, 22, "email"),)
    assert find("Anna lea@x.org", [(0, 6)]) == (Span(0, 14, "email"),)
    assert pieces("abcd", [Span(0, 3, "name"), Span(2, 4, "phone")]) == [("abcd", "name")]


def test_the_countries_of_the_study_are_obeyed() -> None:
    assert find("Hola 612 34 56 78", regions=("ES",)) == (Span(5, 17, "phone"),)
    assert find("Hola 612 34 56 78", regions=("DE",)) == ()


@pytest.mark.parametrize("text", ["", " ", "no one", "😀", "\ud800", "\0", "١٢", "@", "…"])
def test_nothing_is_found_in_nothing(text: str) -> None:
    assert find(text) == ()
    assert pieces(text, ()) == ([(text, None)] if text else [])


@pytest.mark.parametrize(
    "text",
    [
        "écris-moi sur insta 😀",
        "mon numéro est sur l'affiche",
        "a dot b",
        "(voir plus bas)",
        "https://example.org/2023/10/15/article-123456789.html",
    ],
)
def test_hints_without_identifiers_give_nothing(text: str) -> None:
    assert find(text) == ()


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1 ",
        "0 ",
        "@",
        "a@",
        "@a.",
        "(at)",
        "a (at) b ",
        "insta: ",
        "+1",
        "06 12 ",
        "fr76 ",
        "t.me/",
        "https://",
        "@\u2068",
        "12/12/",
        "\0@",
        "1\ufe0f\u20e3",
        "\ud800 0",
    ],
)
def test_long_monotony_ends(unit: str) -> None:
    """Patterns that backtrack badly never end here; linear ones do within a second or two."""
    text = unit * (1_000_000 // (8 * len(unit)))
    assert all(end <= len(text) for _, end, _ in find(text))
