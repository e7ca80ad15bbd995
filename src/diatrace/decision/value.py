"""Values: what people say of items in fields. Every saying is kept; what stands is worked out from them.

One reader is enough, and where readers differ only an adjudication settles; what came with an imported file stands
until a person reads. Sayings can be taken back, which is a saying of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import msgspec
from sqlalchemy import Connection, Row, select

from diatrace.decision.field import Field, day
from diatrace.errors import DecisionError, Misuse
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.schema import value as table

Role: TypeAlias = Literal["reading", "adjudication", "import", "undo"]
ROLES: tuple[Role, ...] = ("reading", "adjudication", "import")


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that was said: of which item, in which field, what, of which day, by whom.

    No value is a saying too: that the item has none. `blind` readers had not seen what others said.
    """

    id: int
    field: str
    item: str
    said: tuple[str, ...]
    on: str
    role: Role
    who: str
    made_at: str
    blind: bool
    note: str
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands of an item in a field: its values, or a dispute; who said so, and the day it holds of."""

    values: tuple[str, ...]
    disputed: bool
    who: tuple[str, ...]
    on: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be written of one item in one field."""

    field: Field
    item: str
    values: Sequence[Any]
    on: str = ""
    blind: bool = False
    role: Role = "reading"
    note: str = ""


class Values:
    """What was said in a study's fields, and what stands of it; `refresh` takes in what came since."""

    def __init__(self) -> None:
        self.newest = 0
        self.said: dict[int, Saying] = {}
        self._undone: set[int] = set()
        self._by_place: dict[tuple[str, str], list[int]] = {}

    def refresh(self, connection: Connection, *, until: int | None = None) -> bool:
        """Take in what was said since, up to the saying `until` if given; return whether there was any."""
        query = select(table).where(table.c.id > self.newest).order_by(table.c.id)
        if until is not None:
            query = query.where(table.c.id <= until)
        rows = connection.execute(query).all()
        for each in map(_saying, rows):
            self.said[each.id] = each
            self.newest = each.id
            if each.undoes is not None:
                self._undone.add(each.undoes)
            else:
                self._by_place.setdefault((each.field, each.item), []).append(each.id)
        return bool(rows)

    def history(self, field: str, item: str) -> list[Saying]:
        """Return what was said of an item in a field and not taken back, oldest first."""
        found = (self.said[number] for number in self._by_place.get((field, item), ()))
        return [each for each in found if each.id not in self._undone]

    def items(self, field: str) -> list[str]:
        """Return the items of which something is said in a field."""
        return [item for name, item in list(self._by_place) if name == field and self.history(field, item)]

    def stand(self, field: str, item: str, *, at: str = "") -> Stand | None:
        """Return what stands of an item, of a dated field the newest by the day `at`; None where nothing is said."""
        dated: dict[str, list[Saying]] = {}
        for each in self.history(field, item):
            if not at or not each.on or each.on <= at:
                dated.setdefault(each.on, []).append(each)
        return _settled(dated[max(dated)]) if dated else None

    def course(self, field: str, item: str) -> list[Stand]:
        """Return what stood of an item in a dated field, day by day."""
        days = sorted({each.on for each in self.history(field, item)})
        found = (self.stand(field, item, at=each) for each in days)
        return [each for each in found if each]

    def readings(
        self, field: str, *, blind: bool = False
    ) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
        """Return who said what of each item and day, at last; `blind` leaves out sighted seconds."""
        found: dict[tuple[str, str], dict[str, tuple[str, ...]]] = {}
        for item in self.items(field):
            for each in self.history(field, item):
                if each.role != "reading":
                    continue
                given = found.setdefault((item, each.on), {})
                if each.who in given or not given or each.blind or not blind:
                    given[each.who] = each.said
        return found

    def newest_of(self, who: str) -> list[Saying]:
        """Return what a person said last and has not taken back; sayings written together go together."""
        mine = [each for each in self.said.values() if each.who == who and each.role != "undo"]
        mine = [each for each in mine if each.id not in self._undone]
        return [each for each in mine if each.made_at == mine[-1].made_at]


def _settled(said: Sequence[Saying]) -> Stand:
    """Return what stands of sayings on one item and day: an adjudication, readings where they agree, else imports."""
    readings = {each.who: each for each in said if each.role == "reading"}
    settled = [each for each in said if each.role == "adjudication"]
    if settled and settled[-1].id > max((each.id for each in readings.values()), default=0):
        return Stand(settled[-1].said, False, (settled[-1].who,), said[0].on)
    if not readings:
        return Stand(said[-1].said, False, (said[-1].who,), said[0].on)
    first, *others = {each.said for each in readings.values()}
    return Stand(() if others else first, bool(others), tuple(sorted(readings)), said[0].on)


def _saying(row: Row[Any]) -> Saying:
    values = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)
    return Saying(**{**values, "said": tuple(msgspec.json.decode(values["said"]))})


def say(folder: Folder, told: Iterable[Told], *, who: str) -> list[int]:
    """Write what a person says, all or none; return the numbers. Raise Misuse for a value its field does not take."""
    if not who.strip():
        raise Misuse("a value needs the name of who says it", hint="--who NAME")
    rows = [_row(each, who.strip()) for each in told]
    moment = canonical.now()
    return _enter(folder, [{**each, "made_at": moment} for each in rows], who.strip())


def _row(told: Told, who: str) -> dict[str, Any]:
    if told.role not in ROLES:
        raise Misuse(f"{told.role!r} is no way to say a value", hint=f"one of: {', '.join(ROLES)}")
    if told.on and not told.field.dated:
        raise Misuse(f"{told.field.name} is not told by days", hint="leave the day out")
    return {
        "field": told.field.name,
        "item": told.item,
        "said": canonical.text(list(told.field.read(told.values))),
        "on": day(told.on) if told.on else canonical.now()[:10] if told.field.dated else "",
        "role": told.role,
        "who": who,
        "blind": told.blind,
        "note": told.note.strip(),
        "undoes": None,
    }


def undo(folder: Folder, standing: Values, *, who: str) -> list[Saying]:
    """Take back what a person said last; return it."""
    with folder.database.read() as connection:
        standing.refresh(connection)
    last = standing.newest_of(who)
    if not last:
        raise DecisionError(
            f"{who} has said nothing to take back", hint="`diatrace field show` tells who did"
        )
    moment = canonical.now()
    rows = [
        {
            "field": each.field,
            "item": each.item,
            "said": canonical.text(list(each.said)),
            "on": each.on,
            "role": "undo",
            "who": who,
            "made_at": moment,
            "blind": each.blind,
            "note": "",
            "undoes": each.id,
        }
        for each in last
    ]
    _enter(folder, rows, who)
    return last


def _enter(folder: Folder, rows: Sequence[Mapping[str, Any]], who: str) -> list[int]:
    with folder.database.write() as connection:
        return event.enter(connection, who, "value.add", table, rows)
