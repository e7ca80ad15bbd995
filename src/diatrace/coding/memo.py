"""Memos: what a researcher notes of anything, with name and date. A changed memo replaces an earlier one; both stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from diatrace.errors import Misuse, UnknownName
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.schema import memo as table

UNITS: Final = ("study", "trace", "site", "case", "code", "coding")


@dataclass(frozen=True, slots=True)
class Memo:
    """A note on one thing (of the study itself: without identifier); `replaces` is the memo it is a change of."""

    id: int
    unit: str
    item: str
    text: str
    who: str
    made_at: str
    replaces: int | None


def listed(folder: Folder, unit: str = "", item: str = "") -> list[Memo]:
    """Return the memos that stand, oldest first; all, or those on one thing."""
    with folder.database.read() as connection:
        rows = connection.execute(select(table).order_by(table.c.id)).mappings().all()
    found = [Memo(**row) for row in rows]
    replaced = {each.replaces for each in found}
    standing = [each for each in found if each.id not in replaced and each.text]
    return [each for each in standing if unit in ("", each.unit) and item in ("", each.item)]


def write(folder: Folder, unit: str, item: str, text: str, *, who: str, replaces: int | None = None) -> Memo:
    """Write a memo, or change one; an empty text takes the one it replaces away."""
    if unit not in UNITS:
        raise Misuse(f"{unit!r} cannot have a memo", hint=f"one of: {', '.join(UNITS)}")
    if not who.strip():
        raise Misuse("a memo needs the name of who writes it", hint="--who NAME")
    if not text.strip() and replaces is None:
        raise Misuse("the memo is empty", hint="write something")
    if replaces is not None and replaces not in {each.id for each in listed(folder)}:
        raise UnknownName(f"there is no memo {replaces} to change", hint="reload: it was changed meanwhile")
    row = {
        "unit": unit,
        "item": item,
        "text": text.strip(),
        "who": who.strip(),
        "made_at": canonical.now(),
        "replaces": replaces,
    }
    with folder.database.write() as connection:
        made = event.enter(connection, who.strip(), "memo.write", table, [row])[0]
    return Memo(id=made, **row)  # type: ignore[arg-type]
