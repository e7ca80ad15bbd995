from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from diatrace.store import event, schema
from diatrace.store.folder import Folder


def _log(folder: Folder, count: int = 3) -> None:
    with folder.database.write() as connection:
        for number in range(count):
            event.append(connection, "Ada", "test", {"number": number})


def _faults(folder: Folder) -> list[str]:
    with folder.database.read() as connection:
        return list(event.verify(connection))


def test_a_chain_that_nobody_touched_is_sound(folder: Folder) -> None:
    _log(folder)
    assert _faults(folder) == []


def test_events_are_numbered_without_gaps_from_one(folder: Folder) -> None:
    _log(folder)
    with folder.database.read() as connection:
        numbers = list(connection.execute(select(schema.event.c.seq).order_by(schema.event.c.seq)).scalars())
    assert numbers == [1, 2, 3, 4]


@pytest.mark.parametrize("column", ["at", "who", "kind", "digest", "hash"])
def test_a_changed_column_is_found_and_located(folder: Folder, column: str) -> None:
    _log(folder)
    with folder.database.write() as connection:
        connection.execute(update(schema.event).where(schema.event.c.seq == 3).values({column: "x"}))
    assert any("event 3" in fault for fault in _faults(folder))


def test_a_changed_body_is_found(folder: Folder) -> None:
    _log(folder)
    with folder.database.write() as connection:
        connection.execute(update(schema.event).where(schema.event.c.seq == 2).values(body='{"number":9}'))
    assert _faults(folder) == [f"the body of event 2 (test, {_at(folder, 2)}) was changed"]


def _at(folder: Folder, seq: int) -> str:
    with folder.database.read() as connection:
        return str(
            connection.execute(select(schema.event.c.at).where(schema.event.c.seq == seq)).scalar_one()
        )


def test_a_missing_event_is_found(folder: Folder) -> None:
    _log(folder)
    with folder.database.write() as connection:
        connection.execute(delete(schema.event).where(schema.event.c.seq == 2))
    assert _faults(folder)[0] == "event 2 is missing: 3 follows 1"


def test_a_shredded_body_leaves_the_chain_sound(folder: Folder) -> None:
    _log(folder)
    with folder.database.write() as connection:
        connection.execute(update(schema.event).where(schema.event.c.seq == 2).values(body=None, salt=""))
    assert _faults(folder) == []


def test_equal_bodies_have_different_digests(folder: Folder) -> None:
    with folder.database.write() as connection:
        event.append_many(connection, "Ada", "test", [{"same": 1}, {"same": 1}])
    with folder.database.read() as connection:
        digests = connection.execute(select(schema.event.c.digest)).scalars().all()
    assert len(set(digests)) == len(digests)


def test_the_log_is_listed_newest_first(folder: Folder) -> None:
    _log(folder)
    found = event.listed(folder.database, limit=2)
    assert [each["seq"] for each in found] == [4, 3]
    assert found[0]["body"] == {"number": 2}
