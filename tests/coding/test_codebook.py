"""The codebook: a tree that people change act by act, and can take back act by act."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.coding import codebook
from diatrace.coding.codebook import Act, Code, Codebook
from diatrace.errors import DecisionError, DiatraceError, Misuse, UnknownName
from diatrace.store.folder import Folder


def add(folder: Folder, *names: str, under: str = "") -> list[Code]:
    parent = codebook.read(folder).named(under).id if under else ""
    return codebook.add(folder, [Code("", name, parent) for name in names], who="amal")


def paths(folder: Folder) -> list[str]:
    book = codebook.read(folder)
    return [book.path(each.id) for _, each in book.tree()]


def test_codes_stand_in_a_tree_and_are_found_by_name_or_path(folder: Folder) -> None:
    add(folder, "home", "work")
    add(folder, "search", "host", under="home")
    add(folder, "search", under="work")
    assert paths(folder) == ["home", "home / search", "home / host", "work", "work / search"]
    book = codebook.read(folder)
    assert book.named("HOST") == book.named("home / host") == book.named("home/host")
    with pytest.raises(UnknownName, match="several codes") as caught:
        book.named("search")
    assert "home / search, work / search" in caught.value.hint
    with pytest.raises(UnknownName, match="no code"):
        book.named("papers")
    assert [depth for depth, _ in book.tree()] == [0, 1, 1, 0, 1]


def test_a_whole_path_wins_over_a_part_of_another(folder: Folder) -> None:
    add(folder, "home", "search")
    add(folder, "search", under="home")
    assert codebook.read(folder).named("search").parent == ""


def test_a_code_says_what_it_means_and_may_change(folder: Folder) -> None:
    add(folder, "host")
    changed = codebook.change(
        folder,
        "host",
        who="ben",
        definition="offers a bed",
        include="a sofa",
        exclude="a hotel",
        examples=("Come in", " "),
        color="#2A9D8F",
    )
    assert changed == codebook.read(folder).named("host")
    assert (changed.examples, changed.color) == (("Come in",), "#2a9d8f")
    codebook.change(folder, "host", who="ben", definition="offers a bed")
    assert len(codebook.read(folder).acts) == 2


def test_moving_merging_and_retiring_carry_those_below_along(folder: Folder) -> None:
    home, work = add(folder, "home", "work")
    (search,) = add(folder, "search", under="home")
    add(folder, "room", under="search")
    codebook.change(folder, "search", who="amal", parent="work")
    assert paths(folder) == ["home", "work", "work / search", "work / search / room"]
    codebook.merge(folder, "search", "home", who="amal")
    assert paths(folder) == ["home", "home / room", "work"]
    book = codebook.read(folder)
    assert (book.present(search.id), book.present(work.id)) == (home.id, work.id)
    codebook.retire(folder, "home", who="amal")
    assert paths(folder) == ["work", "room"]
    assert codebook.read(folder).present(search.id) == ""
    codebook.undo(folder, who="amal")
    codebook.undo(folder, who="amal")
    assert paths(folder) == ["home", "work", "work / search", "work / search / room"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda f: add(f, " "), "cannot be called"),
        (lambda f: add(f, "x" * 201), "cannot be called"),
        (lambda f: add(f, "HOME"), "already"),
        (lambda f: add(f, "a", "A"), "already"),
        (lambda f: codebook.add(f, [Code("", "x", "nowhere")], who="a"), "no code 'nowhere'"),
        (lambda f: codebook.change(f, "home", who="a", parent="room"), "below itself"),
        (lambda f: codebook.change(f, "home", who="a", parent="home"), "below itself"),
        (lambda f: codebook.change(f, "home", who="a", color="green"), "no colour"),
        (lambda f: codebook.change(f, "home", who="a", size=3), "no 'size'"),
        (lambda f: codebook.change(f, "work", who="a", name="home"), "already"),
        (lambda f: codebook.merge(f, "home", "home", who="a"), "into itself"),
        (lambda f: codebook.merge(f, "home", "room", who="a"), "a code below it"),
    ],
)
def test_what_would_make_no_tree_is_refused_and_changes_nothing(
    folder: Folder, wrong: Any, told: str
) -> None:
    add(folder, "home", "work")
    add(folder, "room", under="home")
    before = paths(folder)
    with pytest.raises(DiatraceError, match=told):
        wrong(folder)
    assert paths(folder) == before


def test_nothing_to_take_back(folder: Folder) -> None:
    with pytest.raises(DecisionError, match="nothing"):
        codebook.undo(folder, who="amal")


def test_the_same_identifier_is_not_added_twice(folder: Folder) -> None:
    (home,) = add(folder, "home")
    with pytest.raises(Misuse, match="already"):
        codebook.add(folder, [Code(home.id, "other")], who="amal")


def test_a_state_of_the_past_can_be_read_again(folder: Folder) -> None:
    add(folder, "home")
    add(folder, "work")
    before = Codebook()
    with folder.database.read() as connection:
        before.refresh(connection, until=1)
    assert [each.name for each in before.codes.values()] == ["home"]


_NAMES = st.integers(0, 5)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.sampled_from(["add", "change", "merge", "retire"]), _NAMES, _NAMES), max_size=25)
)
def test_whatever_the_acts_what_stands_is_a_tree(acts: list[tuple[str, int, int]]) -> None:
    book = Codebook()
    for number, (kind, code, other) in enumerate(acts, 1):
        body: dict[str, Any] = (
            {"into": f"c{other}"} if kind == "merge" else {"name": f"n{code}", "parent": f"c{other}"}
        )
        book.acts[number] = Act(number, kind, f"c{code}", body, "a", "", None)
    book._fold()
    tree = book.tree()
    assert len(tree) == len(book.codes) == len({each.id for _, each in tree})
    for each in book.codes.values():
        assert each.parent in book.codes or not each.parent
        assert book.path(each.id).endswith(each.name)
