"""Columns: what their names and values propose, how identifiers are told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source import mapping
from diatrace.source.mapping import FIELDS, Columns


@pytest.mark.parametrize(
    ("name", "plain"),
    [("createdAt", "created_at"), ("Texte du tweet", "texte_du_tweet"), (" Résumé ", "resume"), ("HITId", "hitid"),
     ("user.screen_name", "user_screen_name"), ("التاريخ", "التاريخ"), ("ID", "id"), ("__", "")],
)  # fmt: skip
def test_plain_names(name: str, plain: str) -> None:
    assert mapping.plain_name(name) == plain


@pytest.mark.parametrize(
    "header",
    [
        ["text", "author", "created_at", "url", "lang"],
        ["Contenu", "Auteur", "Date de publication", "Lien", "Langue"],
        ["النص", "المستخدم", "التاريخ", "الرابط", "اللغة"],
        ["texto", "usuario", "fecha", "enlace", "idioma"],
        ["Inhalt", "Benutzer", "Datum", "URL", "Sprache"],
    ],
)
def test_names_in_many_languages(header: list[str]) -> None:
    found = mapping.propose({name: ["x"] for name in header})
    assert found.fields == {
        field: [name]
        for field, name in zip(("text", "author", "date", "url", "language"), header, strict=True)
    }


def test_a_handle_comes_before_a_display_name() -> None:
    found = mapping.propose(
        {"text": ["x"], "author": ["Ada Example"], "author_username": ["ada"], "full_name": ["Ada"]}
    )
    assert found.fields["author"] == ["author_username"]


def test_an_empty_column_is_passed_over() -> None:
    found = mapping.propose({"text": ["", ""], "body": ["words", ""]})
    assert found.fields == {"text": ["body"]}


def test_several_columns_of_dates_or_addresses_are_left_to_a_person() -> None:
    found = mapping.propose(
        {"text": ["x"], "born": ["2001-02-03"], "arrived": ["2015-09-01"], "a": ["https://a.org"]}
    )
    assert "date" not in found.fields
    assert found.fields["url"] == ["a"]


def test_a_column_serves_one_field_only() -> None:
    proposed = Columns({"text": ["body"], "title": ["name"]})
    found = mapping.apply(proposed, {"text": "name"}, ["body", "name"])
    assert found.fields == {"text": ["name"]}


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        (["1", "2", "3"], True),
        (["french-1", "french-2"], True),
        (["response_000001", "response_000002"], True),
        (["1001", "500000"], True),
        (["1500000000000000001", "1500000000000900000"], False),
        (["1355555555555555555"], False),
        (["https://a.org/1", "https://a.org/2"], False),
        (["8f14e45f-ceea-467f", "c9f0f895-fb98-4b91"], False),
        (["t3_abcdefghijk", "t3_zyxwvutsrqp"], False),
        (["a", "b"], True),
        ([], True),
    ],
)
def test_identifiers_that_only_count(values: list[str], counts: bool) -> None:
    assert mapping.counts_up(values) is counts


@given(
    st.dictionaries(st.text(min_size=1, max_size=12), st.lists(st.text(max_size=30), max_size=5), max_size=6)
)
def test_any_columns_have_a_proposal(samples: dict[str, list[str]]) -> None:
    found = mapping.propose(samples)
    assert set(found.fields) <= set(FIELDS)
    used = [name for names in found.fields.values() for name in names]
    assert len(used) == len(set(used))
    assert set(used) <= set(samples)
