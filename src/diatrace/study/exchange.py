"""Networks of sites from other tools: their nodes become sites, their edges links, their columns fields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from diatrace.actor import boundary
from diatrace.actor.boundary import Boundaries, Declared
from diatrace.actor.card import digest_of
from diatrace.actor.exchange.network import Network, Number
from diatrace.actor.exchange.places import Place
from diatrace.actor.exchange.repair import repairs
from diatrace.actor.lru import lru_of
from diatrace.actor.prefix import variants
from diatrace.decision import field as fields
from diatrace.decision import record, value
from diatrace.decision.field import Field
from diatrace.decision.question import ready
from diatrace.decision.record import Answer
from diatrace.decision.value import Told
from diatrace.errors import Misuse
from diatrace.model import VERDICTS, Plan
from diatrace.source import intake
from diatrace.source import network as reading
from diatrace.store.folder import Folder
from diatrace.study.decisions import Decisions
from diatrace.study.fields import StudyFields
from diatrace.study.sites import StudySites
from diatrace.study.sources import Sources

_CHOICES: Final = 40
"""Values beyond which a column holds text rather than choices."""

_LONGEST: Final = 2_000
_SHOWN: Final = 5
_URL: Final = re.compile(r"https?://\S+")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
REASON: Final = "status in the imported network"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a network on its way to be a field: how it is defined, and what each site has in it."""

    field: Field
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Read:
    """A network as it will come in: mended, placed, with the plan that its source is read by."""

    plan: Plan
    network: Network
    places: Sequence[Place]

    @property
    def called(self) -> str:
        return str(self.plan.settings["name"])

    def declared(self, standing: Boundaries) -> Iterator[Declared]:
        """Yield what is to be declared: sites nobody declared before, under prefixes that are nobody's."""
        ever = {each.site for each in standing.acts.values() if each.kind == "declare"}
        taken = set(standing.owners)
        for place in self.places:
            own = tuple(each for each in place.prefixes if taken.isdisjoint(variants(each)))
            if own and own[0] == place.prefixes[0] and boundary.site_id(own[0]) not in ever:
                taken.update(kin for each in own for kin in variants(each))
                node = place.node
                yield Declared(own, node.label or node.key, place.address, node.starts, listed=True)


class Exchange:
    """Reads networks of other tools into the study."""

    def __init__(
        self, folder: Folder, site: StudySites, source: Sources, field: StudyFields, decision: Decisions
    ) -> None:
        self._folder, self._site, self._source = folder, site, source
        self._field, self._decision = field, decision

    def preview(self, path: str | Path, *, as_: str = "", **params: Any) -> dict[str, Any]:
        """Say what a network holds, what is odd about it, which repairs there are, and write nothing."""
        read = self._read(path, as_, params)
        items = {each.node.key: each.address for each in read.places}
        return {
            **_facts(read),
            "to_declare": len([*read.declared(self._standing())]),
            "fields": [_shown(each) for each in columns(read.network, items)],
            "repairs": [
                {
                    "name": each.name,
                    "what": each.what,
                    "changes": len(each.changes),
                    "first": [change._asdict() for change in each.changes[:_SHOWN]],
                }
                for each in repairs(read.network)
            ],
        }

    def add(
        self, path: str | Path, *, as_: str = "", question: str = "", who: str = "owner", **params: Any
    ) -> dict[str, Any]:
        """Import a network: declare its sites, take in its links and fields; return counts, faults and repairs left.

        `as_` names the format (see `formats`), `params` are those of the source `network`: `repair` (a list of names,
        see `preview`), `name`, `map`. With `question`, the statuses of the file are decisions on that question about
        sites, by a reviewer named after the network; without, they are left out. Boundaries that somebody declared
        stand as they are. The same network twice adds nothing.
        """
        read = self._read(path, as_, params)
        said_by = f"import: {read.called}"
        if question:
            ready(self._folder, question, who=who)
            self._check(question)
        new = [*read.declared(self._standing())]
        if new:
            boundary.declare(self._folder, new, who=said_by)
        settings = {name: read.plan.settings[name] for name in ("format", "repair", "name", "map")}
        taken = self._source.add(path, as_="network", venue="open", who=who, **settings)
        standing = self._standing()
        items = {each.node.key: _site(standing, each) for each in read.places}
        values = self._tell(columns(read.network, items), said_by)
        decided = self._decide(read.network, items, question, said_by) if question else 0
        return {
            **_facts(read),
            "sites": len(set(items.values())),
            "declared": len(new),
            "source": taken,
            **values,
            "decisions": decided,
            "repairs": [{"name": each.name, "what": each.what} for each in repairs(read.network)],
        }

    def _read(self, path: str | Path, as_: str, params: Mapping[str, Any]) -> _Read:
        path = Path(path)
        _, plan = intake.prepare(path, "network", {**params, "format": _FORMATS.get(as_, as_)})
        network = reading.read(path, plan.settings)
        places, _ = reading.places_of(network, plan.settings)
        return _Read(plan, network, places)

    def _standing(self) -> Boundaries:
        found = Boundaries()
        with self._folder.database.read() as connection:
            found.refresh(connection)
        return found

    def _tell(self, told: Iterable[Column], who: str) -> dict[str, Any]:
        """Say what the columns hold; what the same network said of a site before is not said again."""
        standing = self._field.standing()
        rows: list[Told] = []
        names = []
        for column in told:
            field = self._defined(column.field, who)
            names.append(field.name)
            for item, values in column.values.items():
                before = [each.said for each in standing.history(field.name, item) if each.who == who]
                if not before or before[-1] != field.read(values):
                    rows.append(Told(field, item, values, role="import"))
        value.say(self._folder, rows, who=who)
        return {"fields": names, "values": len(rows)}

    def _defined(self, wanted: Field, who: str) -> Field:
        """Define a field for a column, widen the one of that name, or take another name; return the field."""
        known = {each.name: each for each in fields.listed(self._folder, retired=True)}
        held = known.get(wanted.name)
        if held and (held.type, held.unit, held.dated, held.retired) != (wanted.type, "site", False, False):
            name = f"{wanted.name[:60]} ({who.removeprefix('import: ')[:30]})"
            held, wanted = known.get(name), replace(wanted, name=name)
        if held:
            choices = tuple({each.casefold(): each for each in (*wanted.choices, *held.choices)}.values())
            wanted = replace(
                held,
                choices=held.choices if len(choices) == len(held.choices) else choices,
                many=held.many or wanted.many,
            )
        return fields.define(self._folder, wanted, who=who)

    def _check(self, question: str) -> None:
        if self._decision.desk(question).question.settings.unit != "site":
            raise Misuse(f"{question} is not about sites", hint="name a question put with --unit site")

    def _decide(self, network: Network, items: Mapping[str, str], question: str, who: str) -> int:
        """Enter statuses as decisions of the network; what it said before, and what is no verdict, is left out."""
        desk, sites = self._decision.desk(question), self._site.standing()
        answers: dict[str, Answer] = {}
        for node in network.nodes:
            item = items[node.key]
            before = desk.standing.readings(item).get(who)
            if node.status in VERDICTS and (before is None or before.verdict != node.status):
                answers[item] = Answer(item, node.status, REASON, drawn="file")
        digests = {each: digest_of(sites.sites[sites.rows[each]].prefixes) for each in answers}
        written = record.write(self._folder, desk.question.id, who, [*answers.values()], digests)
        desk.refresh()
        return len(written)


_FORMATS: Final = {"csv": "links"}
"""Formats by other names."""


def _site(standing: Boundaries, place: Place) -> str:
    found = standing.site_of(lru_of(place.address))
    return found.id if found else boundary.site_id(place.prefixes[0])


def _facts(read: _Read) -> dict[str, Any]:
    network = read.network
    return {
        "name": read.called,
        "format": read.plan.settings["format"],
        "nodes": len(network.nodes),
        "edges": len(network.edges),
        "directed": network.directed,
        "repaired": list(read.plan.settings["repair"]),
        "without_address": sum(each.made for each in read.places),
        "statuses": sorted({each.status for each in network.nodes if each.status}),
        "faults": [each._asdict() for each in network.faults],
        "notes": list(dict.fromkeys(each for each in read.plan.notes if each not in reading.odd(network))),
    }


def _shown(column: Column) -> dict[str, Any]:
    field = asdict(column.field)
    return {**{name: field[name] for name in ("name", "type", "choices", "many")}, "told": len(column.values)}


def columns(network: Network, items: Mapping[str, str]) -> list[Column]:
    """Return the columns of a network as fields, typed by what they hold, with what each item has in them.

    Where several nodes are one item it has the values of all, and the numbers of the first.
    """
    texts: dict[str, dict[str, tuple[str, ...]]] = {name: {} for name in network.fields}
    numbers: dict[str, dict[str, Number]] = {}
    for node in network.nodes:
        item = items[node.key]
        for name, held in node.fields.items():
            told = texts.setdefault(name, {})
            told[item] = tuple(dict.fromkeys((*told.get(item, ()), *_clipped(held))))
        for name, number in node.measures.items():
            numbers.setdefault(name, {}).setdefault(item, number)
    made = [_of_texts(name, held) for name, held in texts.items()]
    return [each for each in (*made, *(_of_numbers(*pair) for pair in numbers.items())) if each.values]


def _clipped(values: Sequence[str]) -> Iterator[str]:
    return (text for each in values if (text := each.strip()[:_LONGEST].strip()))


def _of_texts(name: str, told: Mapping[str, tuple[str, ...]]) -> Column:
    held = {item: values for item, values in told.items() if values}
    every = [each for values in held.values() for each in values]
    kind, many = _type(every), any(len(values) > 1 for values in held.values())
    choices = tuple(sorted(set(every))) if kind == "choice" else ()
    return Column(Field(_name(name), kind, choices=choices, many=many), held)


def _type(values: Sequence[str]) -> str:
    """Return the type of what holds these values: choices repeat and are few, and no two differ in capitals only."""
    distinct = set(values)
    if values and all(map(_URL.fullmatch, distinct)) and all(map(_is_url, distinct)):
        return "url"
    if values and all(map(_is_day, distinct)):
        return "date"
    few = 2 <= len(distinct) <= min(_CHOICES, len(values) - 1)
    return "choice" if few and len({each.casefold() for each in distinct}) == len(distinct) else "text"


def _is_url(text: str) -> bool:
    try:
        return bool(lru_of(text))
    except ValueError:
        return False


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and fields.day(text))
    except Misuse:
        return False


def _of_numbers(name: str, held: Mapping[str, Number]) -> Column:
    if all(isinstance(each, bool) for each in held.values()):
        return Column(
            Field(_name(name), "yesno"), {item: ("yes" if n else "no",) for item, n in held.items()}
        )
    return Column(Field(_name(name), "number"), {item: (repr(float(n)),) for item, n in held.items()})


def _name(name: str) -> str:
    """Return the name of a column as that of a field; `life` is the program's own."""
    plain = " ".join(re.sub(r"[\x00-\x1f\x7f/]", " ", name).split())[:100].strip() or "unnamed"
    return f"{plain} (imported)" if plain == fields.LIFE.name else plain
