from __future__ import annotations

import pytest

from diatrace.corpus import member, version
from diatrace.corpus.item import Item
from diatrace.errors import StudyCorrupt
from diatrace.store import canonical
from diatrace.store.folder import Folder
from tests import invented
from tests.invented import PAGES, hold, row


def _members(folder: Folder, frozen: version.Version) -> list[Item]:
    return [each for each in version.read_items(folder, frozen) if each.member]


def test_members_come_in_order_as_they_are_stored(folder: Folder) -> None:
    frozen = invented.frozen(folder)
    found = list(member.stored(folder, _members(folder, frozen)))
    held = {each["id"]: each for each in invented.EVERYTHING}
    assert [each["id"] for each in found] == sorted(held.keys() - {PAGES[3]["id"]})
    assert all(each == held[each["id"]] for each in found)


def test_what_was_judged_stays_what_is_published(folder: Folder) -> None:
    frozen = invented.frozen(folder)
    before = list(member.stored(folder, _members(folder, frozen)))
    said_otherwise = {**row("Rooms are gone.", title="Rooms"), "id": PAGES[0]["id"]}
    grew = {**PAGES[1], "attributes": canonical.text({"seen": 9})}
    hold(folder, [said_otherwise, grew], revised=2)
    assert list(member.stored(folder, _members(folder, frozen))) == before
    assert list(member.faults(folder, _members(folder, frozen))) == []


def test_a_member_no_longer_held_is_named(folder: Folder) -> None:
    with pytest.raises(StudyCorrupt, match="1 of 1 members"):
        list(member.stored(folder, [Item("0" * 16, "f" * 32, "in", True, ())]))


def test_a_trace_that_says_something_else_is_found(folder: Folder) -> None:
    altered = {**PAGES[0], "id": "00000000000000aa", "text": "something else"}
    invented.add_source(folder)
    hold(folder, [altered])
    item = Item(altered["id"], altered["digest"], "in", True, ())
    assert "no longer says" in next(member.faults(folder, [item]))
