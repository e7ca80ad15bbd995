from __future__ import annotations

import pytest

from diatrace.decision import question
from diatrace.errors import Misuse, UnknownName
from diatrace.store.folder import Folder


def test_a_question_is_kept_with_its_criteria_and_settings(folder: Folder) -> None:
    made = question.add(folder, "housing", "Does it help to find a home?", settings={"random_share": 0.2})
    assert question.named(folder, "housing") == made
    assert made.settings.random_share == 0.2
    assert made.settings.target == 0.95


@pytest.mark.parametrize(("name", "criteria"), [("", "x"), ("x", " ")])
def test_a_question_needs_name_and_criteria(folder: Folder, name: str, criteria: str) -> None:
    with pytest.raises(Misuse, match="criteria"):
        question.add(folder, name, criteria)


@pytest.mark.parametrize("name", ["a/b", "a\\b", "..", "a\0b", "a\nb", "\ud800"])
def test_a_name_is_part_of_addresses(folder: Folder, name: str) -> None:
    with pytest.raises(Misuse, match="cannot be called"):
        question.add(folder, name, "x")


@pytest.mark.parametrize("name", ["سكن", "logement d’urgence ?", "50 % & more #1", "می\u200cخواهم"])
def test_names_come_in_every_script(folder: Folder, name: str) -> None:
    assert question.add(folder, name, "x").name == name


def test_a_rule_nobody_knows_is_refused_at_once(folder: Folder) -> None:
    with pytest.raises(UnknownName) as caught:
        question.add(folder, "housing", "x", settings={"rule": "majority"})
    assert "agreeing" in caught.value.hint
    assert question.listed(folder) == []


def test_a_name_is_given_once(folder: Folder) -> None:
    question.add(folder, "housing", "x")
    with pytest.raises(Misuse, match="already"):
        question.add(folder, "housing", "y")


@pytest.mark.parametrize("settings", [{"random_share": 2}, {"target": 0.1}, {"alpha": 0.9}, {"colour": 1}])
def test_settings_outside_their_range_are_refused(folder: Folder, settings: dict[str, float]) -> None:
    with pytest.raises(Misuse):
        question.add(folder, "housing", "x", settings=settings)


def test_an_unknown_question_names_the_known_ones(folder: Folder) -> None:
    question.add(folder, "housing", "x")
    with pytest.raises(UnknownName) as caught:
        question.named(folder, "work")
    assert "housing" in caught.value.hint
