"""Questions a study puts to its traces: a name, criteria in words, and how they are to be read."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Row, select

from diatrace import registry
from diatrace.decision.rule import rule_named
from diatrace.errors import Misuse, UnknownName
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.schema import question as table

_UNNAMABLE = re.compile(r"[/\\\x00-\x1f\x7f\ud800-\udfff]")


UNITS = ("trace", "site")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a question is read.

    `unit` is what is decided on: trace or site. `random_share` of the cards are drawn uniformly at random from the
    unread; `target` is the recall the stopping advice aims at and `alpha` its error; `rule` settles items for learning
    and for progress.
    """

    unit: str = "trace"
    random_share: float = 0.05
    target: float = 0.95
    alpha: float = 0.05
    rule: str = "adjudicated"

    def __post_init__(self) -> None:
        """Refuse values outside their range."""
        if self.unit not in UNITS:
            raise Misuse(f"a question cannot be about {self.unit!r}", hint=f"one of: {', '.join(UNITS)}")
        for name, low, high in (("random_share", 0, 1), ("target", 0.5, 1), ("alpha", 0.001, 0.5)):
            if not low <= getattr(self, name) <= high:
                raise Misuse(
                    f"{name} must lie between {low} and {high}", hint=f"it was {getattr(self, name)}"
                )


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the study holds it."""

    id: int
    name: str
    criteria: str
    made_at: str
    made_by: str
    settings: Settings = field(default_factory=Settings)


def add(
    folder: Folder, name: str, criteria: str, *, who: str = "owner", settings: dict[str, Any] | None = None
) -> Question:
    """Put a question; raise Misuse where its name is taken or none, criteria are missing, or a setting is wrong."""
    name, criteria = name.strip(), criteria.strip()
    if not name or not criteria:
        raise Misuse(
            "a question needs a name and criteria in words",
            hint='--criteria "Does the page help to find a home?"',
        )
    if _UNNAMABLE.search(name) or not name.strip("."):
        raise Misuse(f"a question cannot be called {name!r}", hint="it is part of addresses: no / in it")
    chosen: Settings = registry.fill(Settings, settings or {})
    rule_named(chosen.rule)
    values = {
        "name": name,
        "criteria": criteria,
        "settings": canonical.text(asdict(chosen)),
        "made_at": canonical.now(),
        "made_by": who,
    }
    with folder.database.write() as connection:
        if connection.execute(select(table.c.id).where(table.c.name == name)).first():
            raise Misuse(f"a question is called {name!r} already", hint="choose another name")
        event.enter(connection, who, "question.add", table, [values])
    return named(folder, name)


def named(folder: Folder, name: str) -> Question:
    """Return a question by name; raise UnknownName with the known ones."""
    found = {each.name: each for each in listed(folder)}
    if name not in found:
        raise UnknownName(
            f"no question is called {name!r}",
            hint=f"known: {', '.join(found)}" if found else "put one with `diatrace question add`",
        )
    return found[name]


SITES = "sites"


def ready(folder: Folder, name: str, *, who: str = "owner") -> Question:
    """Return a question by name; put the one called `sites` where nobody has."""
    if name == SITES and all(each.name != SITES for each in listed(folder)):
        criteria = f"Does the site belong to the study? {folder.statement.purpose}"
        return add(folder, SITES, criteria, who=who, settings={"unit": "site"})
    return named(folder, name)


def listed(folder: Folder) -> list[Question]:
    """Return all questions, oldest first."""
    with folder.database.read() as connection:
        return [_question(row) for row in connection.execute(select(table).order_by(table.c.id))]


def _question(row: Row[Any]) -> Question:
    settings = canonical.value(row.settings, Settings)
    return Question(row.id, row.name, row.criteria, row.made_at, row.made_by, settings)
