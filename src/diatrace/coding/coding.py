"""Codings: who put which code on what, a stretch of a text or a whole item. Append-only; what stands is worked out.

Readers code side by side; what counts of a code on an item is what an adjudication says of it, else what every reader
coded. A coding taken away is undone by a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Final, Literal, TypeAlias

from sqlalchemy import Connection, Row, select

from diatrace.errors import DecisionError, Misuse
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.schema import coding as table

Role: TypeAlias = Literal["reading", "adjudication", "import", "undo"]
_AT_ONCE: Final = 500
UNITS: Final = ("trace", "site", "case")


@dataclass(frozen=True, slots=True)
class Place:
    """What is coded: an item, and of a trace perhaps a stretch of its text.

    `start` (included) and `end` (excluded) count code points of the text whose digest is `digest`; without them the
    whole item is meant.
    """

    unit: str
    item: str
    start: int | None = None
    end: int | None = None
    digest: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no place."""
        if self.unit not in UNITS:
            raise Misuse(f"{self.unit!r} cannot be coded", hint=f"one of: {', '.join(UNITS)}")
        if (self.start is None) != (self.end is None):
            raise Misuse("a stretch needs a start and an end", hint="or neither, for the whole item")
        if self.start is not None and self.end is not None:
            if self.unit != "trace":
                raise Misuse(f"only texts are coded by stretches, not a {self.unit}", hint="code it whole")
            if not 0 <= self.start < self.end:
                raise Misuse(
                    f"{self.start} to {self.end} is no stretch", hint="its end lies behind its start"
                )


@dataclass(frozen=True, slots=True)
class Coded:
    """One code on one place, as one person put it there; `holds` is false where an adjudication says it is not."""

    id: int
    code: str
    unit: str
    item: str
    digest: str
    start: int | None
    end: int | None
    holds: bool
    role: Role
    who: str
    made_at: str
    blind: bool
    note: str
    undoes: int | None

    @property
    def stretch(self) -> tuple[int, int] | None:
        """The stretch that is coded; None for the whole item."""
        return None if self.start is None or self.end is None else (self.start, self.end)


_COLUMNS = [table.c[name] for name in Coded.__dataclass_fields__]


class Codings:
    """What was coded, and what of it stands; `refresh` takes in what came since."""

    def __init__(self) -> None:
        self.newest = 0
        self.rows: dict[int, Coded] = {}
        self._undone: set[int] = set()
        self._by_item: dict[tuple[str, str], list[int]] = {}

    def refresh(self, connection: Connection, *, until: int | None = None) -> bool:
        """Take in what was coded since, up to the row `until` if given; return whether there was any."""
        query = select(*_COLUMNS).where(table.c.id > self.newest).order_by(table.c.id)
        if until is not None:
            query = query.where(table.c.id <= until)
        rows = [_coded(row) for row in connection.execute(query)]
        self.take_in(rows)
        return bool(rows)

    def take_in(self, rows: Iterable[Coded]) -> None:
        """Take in rows, in the order in which they were written."""
        for each in rows:
            self.rows[each.id] = each
            self.newest = each.id
            if each.undoes is not None:
                self._undone.add(each.undoes)
            else:
                self._by_item.setdefault((each.unit, each.item), []).append(each.id)

    def on(self, unit: str, item: str) -> list[Coded]:
        """Return the codings of an item that were not taken away, oldest first."""
        found = (self.rows[number] for number in self._by_item.get((unit, item), ()))
        return [each for each in found if each.id not in self._undone]

    def items(self, unit: str = "") -> list[tuple[str, str]]:
        """Return unit and identifier of everything that is coded."""
        return [place for place in list(self._by_item) if unit in ("", place[0]) and self.on(*place)]

    def standing(self) -> Iterator[Coded]:
        """Yield every coding that was not taken away, item by item."""
        for place in list(self._by_item):
            yield from self.on(*place)

    def settled(self, unit: str, item: str) -> list[Coded]:
        """Return the codings of an item that count: where a code was adjudicated on it, what the adjudication says."""
        found = self.on(unit, item)
        judged = {each.code for each in found if each.role == "adjudication"}
        return [
            each for each in found if each.holds and (each.code not in judged or each.role == "adjudication")
        ]

    def newest_of(self, who: str) -> list[Coded]:
        """Return what a person coded last and has not taken away; what was written together goes together."""
        mine = [
            each
            for each in self.rows.values()
            if each.who == who and each.undoes is None and each.id not in self._undone
        ]
        return [each for each in mine if each.made_at == mine[-1].made_at]


def _coded(row: Row[Any]) -> Coded:
    return Coded(**row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for it)


@dataclass(frozen=True, slots=True)
class Put:
    """What is to be coded: a code on a place."""

    code: str
    place: Place
    holds: bool = True
    note: str = ""


def put(
    folder: Folder,
    puts: Iterable[Put],
    *,
    who: str,
    role: Role = "reading",
    blind: bool = False,
    token: str | None = None,
) -> list[int]:
    """Code places, all or none; return the numbers. The same coding by the same person is not written twice.

    A token that was written before writes nothing, so that a call can be repeated.
    """
    if not who.strip():
        raise Misuse("a coding needs the name of who coded", hint="--who NAME")
    moment, given = canonical.now(), list(puts)
    with folder.database.write() as connection:
        if token and (held := _held(connection, token)):
            return held
        standing = _of(connection, {each.place.item for each in given})
        fresh = [each for each in given if not _there(standing, each, who.strip(), role)]
        rows = [_row(each, who.strip(), role, blind=blind, moment=moment) for each in fresh]
        if rows:
            rows[0]["token"] = token
        return event.enter(connection, who.strip(), "coding.add", table, rows)


def _of(connection: Connection, items: Iterable[str]) -> Codings:
    """Return the codings of some items alone."""
    found = Codings()
    waiting = iter(sorted(set(items)))
    while some := list(islice(waiting, _AT_ONCE)):
        query = select(*_COLUMNS).where(table.c.item.in_(some)).order_by(table.c.id)
        found.take_in(_coded(row) for row in connection.execute(query))
    return found


def _held(connection: Connection, token: str) -> list[int]:
    return list(connection.execute(select(table.c.id).where(table.c.token == token)).scalars())


def _there(standing: Codings, wanted: Put, who: str, role: Role) -> bool:
    place = wanted.place
    return any(
        (each.code, each.start, each.end, each.who, each.role, each.holds)
        == (wanted.code, place.start, place.end, who, role, wanted.holds)
        for each in standing.on(place.unit, place.item)
    )


def _row(wanted: Put, who: str, role: Role, *, blind: bool, moment: str) -> dict[str, Any]:
    return {
        **asdict(wanted.place),
        "code": wanted.code,
        "holds": wanted.holds,
        "role": role,
        "who": who,
        "made_at": moment,
        "blind": blind,
        "note": wanted.note.strip(),
        "undoes": None,
        "token": None,
    }


def take(folder: Folder, numbers: Sequence[int], *, who: str) -> list[Coded]:
    """Take codings away; return them. Each person takes away their own; an adjudication changes what others said."""
    with folder.database.write() as connection:
        wanted = select(table.c.item).where(table.c.id.in_(list(numbers)))
        standing = _of(connection, connection.execute(wanted).scalars())
        held = {each.id: each for each in standing.standing()}
        gone = [held[number] for number in numbers if number in held]
        missing = [number for number in numbers if number not in held]
        if missing:
            raise DecisionError(f"coding {missing[0]} does not stand", hint="reload: it was taken away")
        foreign = [each for each in gone if each.who != who]
        if foreign:
            raise DecisionError(
                f"coding {foreign[0].id} is by {foreign[0].who}", hint="adjudicate where you differ"
            )
        moment = canonical.now()
        rows = [
            {**_bare(each), "role": "undo", "made_at": moment, "undoes": each.id, "token": None}
            for each in gone
        ]
        event.enter(connection, who, "coding.add", table, rows)
    return gone


def _bare(coded: Coded) -> dict[str, Any]:
    return {name: value for name, value in asdict(coded).items() if name != "id"}
