"""The registry: what is known, what is told of it, and parameters taken only as they are declared."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace import registry
from diatrace.errors import Misuse, UnknownName

KINDS = ("source", "proposal", "publication")


@dataclass(frozen=True)
class Params:
    """Parameters of every kind that is declared somewhere."""

    name: str = field(default="", metadata={"help": "what it is called"})
    count: int = 3
    share: float = 0.5
    loud: bool = False
    limit: int | None = None
    order: str = field(default="up", metadata={"choices": ("up", "down")})
    map: str | dict[str, str] | list[str] = ""


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install a package of somebody else's with an entry point of each kind, one of which does not import."""
    (tmp_path / "stranger_reader.py").write_text(
        "from dataclasses import dataclass\n"
        "@dataclass\nclass Params:\n    depth: int = 2\n"
        'class Reader:\n    """Reads what only strangers write."""\n'
        '    name, title, suffixes, params = "stranger", "Strange files", (".strange",), Params\n'
    )
    facts = tmp_path / "stranger-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.0\n")
    (facts / "entry_points.txt").write_text(
        "[diatrace.source]\nstranger = stranger_reader:Reader\nbroken = no_such_module:Reader\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("stranger_reader", None)


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_name_answers_with_the_known_ones(kind: str) -> None:
    with pytest.raises(UnknownName, match=f"no {kind} is called 'nonsense'") as caught:
        registry.load(kind, "nonsense")
    assert registry.names(kind)
    assert all(name in caught.value.hint for name in registry.names(kind))


def test_what_strangers_install_comes_in_by_the_same_door(stranger: Path) -> None:
    assert "stranger" in registry.names("source")
    assert "stranger_reader" not in sys.modules  # nothing is imported to be listed
    assert registry.load("source", "stranger").title == "Strange files"
    assert registry.describe("source", "stranger") == {
        "name": "stranger",
        "title": "Strange files",
        "doc": "Reads what only strangers write.",
        "params": {
            "type": "object",
            "properties": {"depth": {"type": "integer", "default": 2}},
            "additionalProperties": False,
        },
        "suffixes": [".strange"],
    }


def test_a_kind_nobody_offers_is_empty() -> None:
    assert registry.names("palm") == []


def test_a_schema_tells_type_default_help_and_choices() -> None:
    told = registry.schema(Params)["properties"]
    assert told["name"] == {"type": "string", "default": "", "description": "what it is called"}
    assert told["count"] == {"type": "integer", "default": 3}
    assert told["share"] == {"type": "number", "default": 0.5}
    assert told["loud"] == {"type": "boolean", "default": False}
    assert told["limit"] == {"type": "integer", "default": None}
    assert told["order"] == {"type": "string", "default": "up", "enum": ["up", "down"]}


def test_text_of_a_command_is_taken_for_what_is_declared() -> None:
    filled = registry.fill(
        Params,
        {
            "name": "7",
            "count": "7",
            "share": "0.25",
            "loud": "YES",
            "limit": "9",
            "order": "down",
            "map": "a=b",
        },
    )
    assert filled == Params("7", 7, 0.25, True, 9, "down", "a=b")


def test_values_of_the_declared_type_are_taken_as_they_are() -> None:
    given_ = {"count": 7, "share": 1, "loud": True, "limit": None, "map": {"text": "body"}}
    assert registry.fill(Params, given_) == Params(count=7, share=1, loud=True, map={"text": "body"})
    assert registry.fill(Params, {}) == Params()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", 5),
        ("name", None),
        ("name", ["a"]),
        ("count", "many"),
        ("count", 1.5),
        ("count", True),
        ("count", None),
        ("share", "lots"),
        ("share", False),
        ("share", [0.5]),
        ("loud", "perhaps"),
        ("loud", 1),
        ("limit", "none"),
        ("limit", {}),
        ("order", "sideways"),
        ("order", ["up"]),
        ("order", {"up": 1}),
        ("map", 5),
        ("map", None),
    ],
)
def test_ill_typed_parameters_are_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(Misuse, match=f"{name} cannot be") as caught:
        registry.fill(Params, {name: value})
    assert caught.value.hint


def test_an_unknown_parameter_names_the_known_ones() -> None:
    with pytest.raises(Misuse, match="unknown parameter 'colour'") as caught:
        registry.fill(Params, {"colour": "red", "name": "x"})
    assert "share" in caught.value.hint


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(["name", "count", "share", "loud", "limit", "order", "map"]), JSON)
def test_whatever_is_given_is_taken_as_declared_or_refused(name: str, value: Any) -> None:
    declared = {
        "name": str,
        "count": int,
        "share": (int, float),
        "loud": bool,
        "limit": (int, type(None)),
        "order": str,
        "map": (str, dict, list),
    }
    try:
        filled = registry.fill(Params, {name: value})
    except Misuse:
        return
    assert isinstance(getattr(filled, name), declared[name])  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_every_parameter_of_ours_has_a_type_that_is_checked(kind: str) -> None:
    for name in registry.names(kind):
        found = registry.load(kind, name)
        for each in registry.schema(found.params)["properties"]:
            with pytest.raises(Misuse):
                registry.fill(found.params, {each: object()})
