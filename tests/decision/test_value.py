"""What stands of what people say in fields."""

from __future__ import annotations

import pytest

from diatrace.decision import value
from diatrace.decision.field import LIFE, Field
from diatrace.decision.value import Told, Values
from diatrace.errors import DecisionError, Misuse
from diatrace.store.folder import Folder

TYPE = Field("type", choices=("person", "institution", "media"))
ACTIVITY = Field("activity", choices=("culture", "solidarity"), many=True)
SITE = "0123456789abcdef"


def said(folder: Folder) -> Values:
    found = Values()
    with folder.database.read() as connection:
        found.refresh(connection)
    return found


def tell(folder: Folder, *values: str, who: str = "amal", **more: object) -> int:
    return value.say(folder, [Told(TYPE, SITE, values, **more)], who=who)[0]  # type: ignore[arg-type]


def test_one_reader_is_enough_and_may_think_again(folder: Folder) -> None:
    tell(folder, "person")
    tell(folder, "media")
    stand = said(folder).stand("type", SITE)
    assert stand
    assert (stand.values, stand.disputed, stand.who) == (("media",), False, ("amal",))
    assert said(folder).stand("type", "another") is None


def test_readers_who_differ_leave_it_open_until_it_is_settled(folder: Folder) -> None:
    tell(folder, "person")
    tell(folder, "media", who="ben", blind=True)
    stand = said(folder).stand("type", SITE)
    assert stand
    assert (stand.values, stand.disputed, stand.who) == ((), True, ("amal", "ben"))
    tell(folder, "institution", who="chloe", role="adjudication")
    settled = said(folder).stand("type", SITE)
    assert settled
    assert (settled.values, settled.disputed, settled.who) == (("institution",), False, ("chloe",))
    tell(folder, "media")  # a reading after the adjudication opens it again, unless readers agree now
    again = said(folder).stand("type", SITE)
    assert again
    assert (again.values, again.disputed) == (("media",), False)


def test_what_was_imported_stands_until_a_person_reads(folder: Folder) -> None:
    tell(folder, "media", who="atlas.gexf", role="import")
    stand = said(folder).stand("type", SITE)
    assert stand
    assert (stand.values, stand.who) == (("media",), ("atlas.gexf",))
    tell(folder, "person")
    stand = said(folder).stand("type", SITE)
    assert stand
    assert (stand.values, stand.disputed) == (("person",), False)


def test_that_there_is_none_is_a_value_too(folder: Folder) -> None:
    tell(folder)
    stand = said(folder).stand("type", SITE)
    assert stand
    assert (stand.values, stand.disputed) == ((), False)
    tell(folder, "person", who="ben")
    disputed = said(folder).stand("type", SITE)
    assert disputed
    assert disputed.disputed


def test_a_dated_field_has_a_course_and_a_state_on_every_day(folder: Folder) -> None:
    for on, state in (("2024-05-01", "live"), ("2026-11-23", "dead"), ("2025", "abandoned")):
        value.say(folder, [Told(LIFE, SITE, [state], on)], who="amal")
    standing = said(folder)
    assert [(each.on, *each.values) for each in standing.course("life", SITE)] == [
        ("2024-05-01", "live"),
        ("2025", "abandoned"),
        ("2026-11-23", "dead"),
    ]
    found = {at: standing.stand("life", SITE, at=at) for at in ("2024-04-30", "2024-12-31", "2026", "")}
    assert found["2024-04-30"] is None
    assert [each.values for each in found.values() if each] == [("live",), ("abandoned",), ("dead",)]


def test_a_dated_value_without_a_day_is_of_today(folder: Folder) -> None:
    value.say(folder, [Told(LIFE, SITE, ["live"])], who="amal")
    stand = said(folder).stand("life", SITE)
    assert stand
    assert len(stand.on) == 10


def test_a_field_without_days_takes_none(folder: Folder) -> None:
    with pytest.raises(Misuse, match="days"):
        tell(folder, "media", on="2024-05-01")


def test_what_was_said_together_is_taken_back_together_and_stays_in_the_record(folder: Folder) -> None:
    tell(folder, "person")
    value.say(folder, [Told(TYPE, SITE, ["media"]), Told(ACTIVITY, SITE, ["culture"])], who="amal")
    tell(folder, "institution", who="ben")
    taken = value.undo(folder, said(folder), who="amal")
    assert [each.said for each in taken] == [("media",), ("culture",)]
    standing = said(folder)
    assert standing.stand("activity", SITE) is None
    disputed = standing.stand("type", SITE)
    assert disputed
    assert disputed.disputed
    assert len(standing.said) == 6
    value.undo(folder, standing, who="amal")
    with pytest.raises(DecisionError, match="nothing to take back"):
        value.undo(folder, said(folder), who="amal")


def test_all_or_nothing(folder: Folder) -> None:
    with pytest.raises(Misuse):
        value.say(folder, [Told(TYPE, SITE, ["media"]), Told(TYPE, SITE, ["nonsense"])], who="amal")
    assert said(folder).said == {}
    with pytest.raises(Misuse, match="who"):
        value.say(folder, [Told(TYPE, SITE, ["media"])], who=" ")


def test_blind_readings_alone_can_be_asked_for(folder: Folder) -> None:
    tell(folder, "person")
    tell(folder, "media", who="ben")
    tell(folder, "media", who="chloe", blind=True)
    standing = said(folder)
    assert standing.readings("type")[SITE, ""].keys() == {"amal", "ben", "chloe"}
    assert standing.readings("type", blind=True)[SITE, ""].keys() == {"amal", "chloe"}


def test_a_state_of_the_past_can_be_read_again(folder: Folder) -> None:
    first = tell(folder, "person")
    tell(folder, "media")
    before = Values()
    with folder.database.read() as connection:
        before.refresh(connection, until=first)
    stand = before.stand("type", SITE)
    assert stand
    assert stand.values == ("person",)
