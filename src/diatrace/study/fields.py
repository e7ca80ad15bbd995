"""Fields of a study, and what is said in them."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from diatrace.actor.profile import profiles
from diatrace.actor.sites import Sites
from diatrace.actor.spoken import spoken
from diatrace.decision import field as fields
from diatrace.decision import value
from diatrace.decision.agreement import interval, masi, report
from diatrace.decision.field import Field
from diatrace.decision.value import Role, Stand, Told, Values
from diatrace.errors import Misuse, UnknownName
from diatrace.proposal.features import Features
from diatrace.proposal.suggestion import LEAST, Suggested, Suggestions, of_pages
from diatrace.source.reading import decode, encoding_of
from diatrace.store import canonical
from diatrace.store.folder import Folder
from diatrace.study.sites import StudySites
from diatrace.study.traces import StudyTraces

_FREE = ("text", "number", "date", "url")
"""Types of fields whose values are of one item only."""

_MANY = "|"
"""What parts several values in a cell of a table."""


class StudyFields:
    """What the study records of its sites and traces beside verdicts. An item is named as a site or a trace is."""

    def __init__(self, folder: Folder, site: StudySites, trace: StudyTraces) -> None:
        self._folder = folder
        self._site = site
        self._trace = trace
        self._values = Values()
        self._words: tuple[Sites, Features] | None = None
        self._spoken: tuple[Sites, dict[int, Counter[str]]] | None = None
        self._taught: dict[str, tuple[Sites, int, Suggestions]] = {}

    def standing(self) -> Values:
        """Return everything said so far."""
        with self._folder.database.read() as connection:
            self._values.refresh(connection)
        return self._values

    def define(
        self,
        name: str,
        *,
        type: str = "choice",  # noqa: A002 (the word for it)
        unit: str = "site",
        choices: Iterable[str] = (),
        many: bool = False,
        dated: bool = False,
        definition: str = "",
        who: str = "owner",
    ) -> dict[str, Any]:
        """Define a field, or change it; return it."""
        given = tuple(dict.fromkeys(each.strip() for each in choices if each.strip()))
        made = Field(name.strip(), type, unit, given, many, dated, definition.strip())
        return asdict(fields.define(self._folder, made, who=who))

    def retire(self, name: str, *, who: str = "owner") -> dict[str, Any]:
        """Hide a field; what was said in it stays."""
        return asdict(fields.retire(self._folder, name, who=who))

    def template(self, name: str, *, language: str = "en", who: str = "owner") -> list[dict[str, Any]]:
        """Define the fields of a starter template; those that are defined already stay as they are."""
        known = {each.name for each in fields.listed(self._folder, retired=True)}
        made = [each for each in fields.template(name, language) if each.name not in known]
        return [asdict(fields.define(self._folder, each, who=who)) for each in made]

    def _used(self, field: Field) -> dict[str, Any]:
        standing = self.standing()
        found = [standing.stand(field.name, item) for item in standing.items(field.name)]
        counts = Counter(each for stand in found if stand for each in stand.values)
        known = {each: counts.get(each, 0) for each in field.choices} | dict(counts)
        return {
            "told": len(found),
            "disputed": sum(stand.disputed for stand in found if stand),
            "values": dict(sorted(known.items(), key=lambda pair: -pair[1])),
        }

    def unused(self) -> dict[str, list[str]]:
        """Return the fields that nobody used, and the choices that nobody took, by field."""
        found = {}
        for each in self.list():
            idle = [choice for choice in each["choices"] if not each["values"][choice]]
            if not each["told"] or idle:
                found[each["name"]] = idle if each["told"] else []
        return found

    def say(
        self,
        name: str,
        item: str,
        values: str | Sequence[Any],
        *,
        who: str,
        on: str = "",
        blind: bool = False,
        role: Role = "reading",
        note: str = "",
    ) -> int:
        """Say what an item has in a field (nothing: that it has none); return the number of the saying.

        A reading is one person's; an adjudication settles a dispute. `on` is the day, of a dated field.
        """
        field = fields.named(self._folder, name)
        given = [values] if isinstance(values, str) else values
        told = Told(field, self.item(field, item), given, on, blind, role, note)
        return value.say(self._folder, [told], who=who)[0]

    def say_many(self, rows: Iterable[Mapping[str, Any]], *, who: str, role: Role = "reading") -> int:
        """Say many things at once, all or none: rows of field, item, values, and perhaps on, blind, note."""
        known = {each.name: each for each in fields.listed(self._folder, retired=True)}
        told = []
        for row in rows:
            field = known.get(row["field"]) or fields.named(self._folder, row["field"])
            optional = {name: row[name] for name in ("on", "blind", "note") if row.get(name)}
            told.append(Told(field, self.item(field, row["item"]), row["values"], role=role, **optional))
        return len(value.say(self._folder, told, who=who))

    def read(
        self, path: str | Path, *, who: str, blind: bool = False, role: Role = "reading"
    ) -> dict[str, Any]:
        """Read values from a CSV: a column `item` and one column a field; empty cells say nothing.

        `|` parts several values; a column `on` gives the day of dated fields. Rows that cannot be read are named.
        """
        rows = _rows(Path(path))
        known = {each.name: each for each in fields.listed(self._folder)}
        told: list[Told] = []
        failed: list[dict[str, Any]] = []
        for line, row in rows:
            try:
                told.extend(self._told(row, known, blind, role))
            except (Misuse, UnknownName) as error:
                failed.append({"line": line, "item": row["item"], "reason": str(error)})
        return {"written": len(value.say(self._folder, told, who=who)), "failed": failed}

    def _told(
        self, row: Mapping[str, str], known: Mapping[str, Field], blind: bool, role: Role
    ) -> Iterable[Told]:
        found = []
        for name, cell in row.items():
            if name in ("item", "on") or not cell:
                continue
            if name not in known:
                raise UnknownName(f"no field is called {name!r}", hint=f"known: {', '.join(known)}")
            field = known[name]
            values = field.read(cell.split(_MANY) if field.many else [cell])
            on = row.get("on", "") if field.dated else ""
            found.append(Told(field, self.item(field, row["item"]), values, on, blind, role))
        return found

    def of(self, item: str, *, unit: str = "site", only: str = "") -> dict[str, dict[str, Any]]:
        """Return what stands of an item, by field; `only` gives what one person said, for reading blind."""
        standing = self.standing()
        found: dict[str, dict[str, Any]] = {}
        for field in fields.listed(self._folder):
            if field.unit != unit:
                continue
            place = self.item(field, item)
            stand = _own(standing, field, place, only) if only else standing.stand(field.name, place)
            if stand:
                found[field.name] = asdict(stand)
        return found

    def values(self, name: str, *, at: str = "") -> dict[str, tuple[str, ...]]:
        """Return the values that stand in a field, by item; disputed ones are left out."""
        fields.named(self._folder, name)
        standing = self.standing()
        found = {item: standing.stand(name, item, at=at) for item in standing.items(name)}
        return {item: stand.values for item, stand in found.items() if stand and not stand.disputed}

    def history(self, name: str, item: str) -> list[dict[str, Any]]:
        """Return what was said of an item in a field and not taken back, oldest first."""
        field = fields.named(self._folder, name)
        return [asdict(each) for each in self.standing().history(name, self.item(field, item))]

    def course(self, name: str, item: str) -> list[dict[str, Any]]:
        """Return what stood of an item in a dated field, day by day."""
        field = fields.named(self._folder, name)
        return [asdict(each) for each in self.standing().course(name, self.item(field, item))]

    def disputed(self, name: str) -> list[dict[str, Any]]:
        """Return the items whose readers differ, with what each said."""
        fields.named(self._folder, name)
        standing = self.standing()
        readings = standing.readings(name)
        return [
            {"item": item, "on": on, "readings": given}
            for (item, on), given in readings.items()
            if (stand := standing.stand(name, item, at=on)) and stand.disputed and stand.on == on
        ]

    def undo(self, *, who: str) -> list[dict[str, Any]]:
        """Take back what a person said last; return it."""
        return [asdict(each) for each in value.undo(self._folder, self.standing(), who=who)]

    def agreement(self, name: str, *, blind: bool = False) -> dict[str, Any]:
        """Return the agreement of a field's readers (see `decision.agreement`), with every disagreement.

        Krippendorff's α is nominal; of numbers it is that for intervals, of several values that with MASI's distance.
        """
        field = fields.named(self._folder, name)
        readings = self.standing().readings(name, blind=blind)
        ratings = {
            item if not on else f"{item} {on}": {who: _answer(field, said) for who, said in given.items()}
            for (item, on), given in readings.items()
        }
        if field.many:
            return {"field": name, "metric": "MASI", **report(ratings, distance=masi)}
        if field.type == "number":
            numbers = {item: {w: s for w, s in given.items() if s} for item, given in ratings.items()}
            found = report(numbers, distance=lambda answers: interval([float(each) for each in answers]))
            return {"field": name, "metric": "interval", **found}
        return {"field": name, "metric": "nominal", **report(ratings)}

    def propose(self, name: str, *, limit: int = 0) -> dict[str, Any]:
        """Return values proposed for the sites of which nothing is said in a field, surest first; nothing is written.

        `check` tells how such proposals meet what people said (see `proposal.suggestion`).
        """
        field = fields.named(self._folder, name)
        check = self._suggestions(field).check()
        sites, told = self._site.standing(), set(self.standing().items(name))
        rows = [row for row, each in enumerate(sites.sites) if each.id not in told and sites.known[row]]
        found = [(row, self._proposals(field, row)) for row in rows]
        shown = sorted((each for each in found if each[1]), key=lambda each: (-each[1][0].share, each[0]))
        return {
            "field": name,
            "least": LEAST,
            "check": asdict(check),
            "proposed": [_proposed(sites, row, values) for row, values in shown[: limit or None]],
        }

    def suggest(self, item: str) -> dict[str, list[dict[str, Any]]]:
        """Return the values proposed for one site, by field, with whose values speak for them."""
        sites = self._site.standing()
        row = sites.rows.get(self._site.named(item).id)
        choices = [each for each in fields.listed(self._folder) if each.unit == "site" and not each.dated]
        if row is None:
            return {}
        found = {each.name: self._proposals(each, row) for each in choices if each.type not in _FREE}
        return {name: _proposed(sites, row, each)["values"] for name, each in found.items() if each}

    def _proposals(self, field: Field, row: int) -> list[Suggested]:
        """Return what is proposed for a site: of a language what its pages are in, else what its kin have."""
        if field.type == "language" and (counts := self._languages().get(row)):
            return of_pages(counts, many=field.many)
        return self._suggestions(field).of(row)

    def _languages(self) -> dict[int, Counter[str]]:
        sites = self._site.standing()
        if self._spoken is None or self._spoken[0] is not sites:
            self._spoken = (sites, spoken(sites, self._trace.connection()))
        return self._spoken[1]

    def _suggestions(self, field: Field) -> Suggestions:
        if field.unit != "site" or field.type in _FREE or field.dated:
            raise Misuse(
                f"no values are proposed for {field.name}", hint="only for fields of sites that take choices"
            )
        sites, newest = self._site.standing(), self.standing().newest
        held = self._taught.get(field.name)
        if held is None or held[:2] != (sites, newest):
            told = {
                sites.rows[item]: each for item, each in self.values(field.name).items() if item in sites.rows
            }
            made = Suggestions(self._features(sites), sites.counts, told, many=field.many)
            held = self._taught[field.name] = (sites, newest, made)
        return held[2]

    def _features(self, sites: Sites) -> Features:
        if self._words is None or self._words[0] is not sites:
            self._words = (sites, Features.of(each.text for each in profiles(sites, self._folder)))
        return self._words[1]

    def item(self, field: Field, name: str) -> str:
        """Return the identifier of the site or trace that a name means; raise UnknownName."""
        if field.unit == "site":
            known = self._site.standing().rows
            found = name if name in known else self._site.named(name).id
            if found not in known:
                raise UnknownName(f"no site of the study is called {name!r}", hint="declare it: site add")
            return found
        if name not in self._trace.get([name]):
            raise UnknownName(f"no trace is called {name!r}", hint="see `diatrace trace list STUDY`")
        return name

    def list(self) -> list[dict[str, Any]]:
        """Return the fields with how often each is used: items told, items disputed, uses of each value."""
        return [{**asdict(each), **self._used(each)} for each in fields.listed(self._folder)]


def _proposed(sites: Sites, row: int, values: Sequence[Suggested]) -> dict[str, Any]:
    def named(other: int) -> dict[str, str]:
        return {"item": sites.sites[other].id, "name": sites.sites[other].name}

    return {
        **named(row),
        "values": [
            {
                "value": each.value,
                "share": each.share,
                "pages": each.pages,
                "alike": [{**named(other), "likeness": likeness} for other, likeness in each.alike],
                "tied": [{**named(other), "links": links} for other, links in each.tied],
            }
            for each in values
        ],
    }


def _own(standing: Values, field: Field, item: str, who: str) -> Stand | None:
    mine = [each for each in standing.history(field.name, item) if each.who == who]
    return Stand(mine[-1].said, False, (who,), mine[-1].on) if mine else None


def _answer(field: Field, said: Sequence[str]) -> str:
    return json.dumps(sorted(said), ensure_ascii=False) if field.many else canonical.text(list(said))[2:-2]


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise Misuse(f"{path} does not exist", where=str(path), hint="check the path")
    text = decode(path.read_bytes(), encoding_of(path)[0]).removeprefix("\ufeff").replace("\0", "")
    mark = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    names = [(each or "").strip() for each in reader.fieldnames or ()]
    if "item" not in names:
        raise Misuse(
            "a table of values needs the column item",
            where=str(path),
            hint=f"found: {', '.join(names) or 'nothing'}; the other columns are named after fields",
        )
    return [
        (
            reader.line_num,
            {
                name: (row.get(column) or "").strip()
                for name, column in zip(names, reader.fieldnames or (), strict=True)
            },
        )
        for row in reader
    ]
