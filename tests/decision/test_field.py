"""Fields: what they take, how they change, the template in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.decision import field as fields
from diatrace.decision.field import LIFE, TYPES, Field
from diatrace.errors import Misuse, UnknownName
from diatrace.store import event
from diatrace.store.folder import Folder


@pytest.mark.parametrize(
    ("type_", "given", "stored"),
    [
        ("text", " a cause ", "a cause"),
        ("number", "1 200,5".replace(" ", "\u202f"), "1200.5"),
        ("number", "3.0", "3"),
        ("number", "-0.25", "-0.25"),
        ("date", "2015-09", "2015-09"),
        ("date", "2015-09-02", "2015-09-02"),
        ("language", "pt-BR", "pt-br"),
        ("place", "ma", "MA"),
        ("place", "Casablanca", "Casablanca"),
        ("url", "https://example.org/a", "https://example.org/a"),
        ("yesno", "Oui", "yes"),
        ("yesno", "لا", "no"),
    ],
)
def test_values_are_stored_in_one_way(type_: str, given: str, stored: str) -> None:
    assert Field("f", type_).read([given]) == (stored,)


@pytest.mark.parametrize(
    ("type_", "wrong"),
    [
        ("number", "many"),
        ("number", "inf"),
        ("number", "nan"),
        ("date", "2015-13"),
        ("date", "02/09/2015"),
        ("date", "20150902"),
        ("language", "français"),
        ("url", "not an address"),
        ("yesno", "perhaps"),
        ("text", "x" * 2001),
    ],
)
def test_what_is_no_value_of_a_type_is_refused(type_: str, wrong: str) -> None:
    with pytest.raises(Misuse):
        Field("f", type_).read([wrong])


def test_choices_are_those_of_the_definition_whatever_their_case() -> None:
    field = Field("activity", choices=("Culture", "Solidarité"), many=True)
    assert field.read(["solidarité", "CULTURE", "culture", "", None]) == ("Culture", "Solidarité")
    with pytest.raises(Misuse, match="'sport'") as caught:
        field.read(["sport"])
    assert caught.value.hint == "one of: Culture, Solidarité"
    with pytest.raises(Misuse, match="one value, not 2"):
        Field("type", choices=("a", "b")).read(["a", "b"])


@given(st.sampled_from(sorted(set(TYPES) - {"choice"})), st.text(max_size=40))
def test_what_is_stored_is_read_back_as_it_is(type_: str, text: str) -> None:
    field = Field("f", type_, many=True)
    try:
        stored = field.read([text])
    except Misuse:
        return
    assert field.read(stored) == stored


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "a/b"},
        {"name": "x" * 101},
        {"name": "f", "type": "colour"},
        {"name": "f", "unit": "person"},
        {"name": "f", "choices": ("one",)},
        {"name": "f", "type": "text", "choices": ("a", "b")},
    ],
)
def test_what_is_no_field_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Misuse):
        Field(**wrong)  # type: ignore[arg-type]


def test_the_newest_definition_stands_and_a_retired_field_is_hidden(folder: Folder) -> None:
    fields.define(folder, Field("type", choices=("a", "b")))
    fields.define(folder, Field("type", choices=("a", "b", "c"), definition="who"))
    assert fields.named(folder, "type").choices == ("a", "b", "c")
    assert [each.name for each in fields.listed(folder)] == ["type", "life"]
    fields.retire(folder, "type")
    assert [each.name for each in fields.listed(folder)] == ["life"]
    assert fields.named(folder, "type").retired
    with pytest.raises(UnknownName, match="'colour'"):
        fields.named(folder, "colour")


def test_defining_the_same_again_leaves_no_trace(folder: Folder) -> None:
    before = len(event.listed(folder.database))
    fields.define(folder, Field("place", "place"))
    fields.define(folder, Field("place", "place"))
    assert len(event.listed(folder.database)) == before + 1


def test_life_is_in_every_study_and_stays_what_it_is(folder: Folder) -> None:
    assert fields.named(folder, "life") == LIFE
    with pytest.raises(Misuse, match="own"):
        fields.define(folder, Field("life", "text"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_template_is_one_protocol_in_each_language(language: str) -> None:
    made = fields.template("e-diasporas", language)
    shape = [(each.type, each.many, len(each.choices)) for each in made]
    assert shape == [(each.type, each.many, len(each.choices)) for each in fields.template("e-diasporas")]
    assert len({each.name for each in made}) == len(made) == 10
    assert all(each.definition for each in made)


def test_a_template_that_is_none_is_told() -> None:
    with pytest.raises(UnknownName, match="template"):
        fields.template("atlas")
    with pytest.raises(UnknownName):
        fields.template("e-diasporas", "de")
