"""Fields: what a study records of its items beside verdicts, each with a type, a definition and perhaps choices.

A field belongs to the study, not to the program. Defining it again changes it; retiring it hides it, and what was said
in it stays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from diatrace.actor.lru import lru_of
from diatrace.decision.question import UNITS
from diatrace.errors import Misuse, UnknownName
from diatrace.message import catalogue
from diatrace.store import canonical, event
from diatrace.store.folder import Folder
from diatrace.store.schema import field as table

_LONGEST: Final = 2_000
_DAY: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
_YES: Final = {"yes": "yes", "y": "yes", "true": "yes", "1": "yes", "oui": "yes", "نعم": "yes",
               "no": "no", "n": "no", "false": "no", "0": "no", "non": "no", "لا": "no"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its type, whether it takes several values, what they mean.

    `type` is choice, text, number, date, language, place, url or yesno; `unit` what it is of: trace or site. Of a
    `dated` field every value holds on a day, and the history counts.
    """

    name: str
    type: str = "choice"
    unit: str = "site"
    choices: tuple[str, ...] = ()
    many: bool = False
    dated: bool = False
    definition: str = ""
    retired: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no field."""
        if not self.name.strip() or len(self.name) > 100 or re.search(r"[\x00-\x1f\x7f/]", self.name):
            raise Misuse(f"a field cannot be called {self.name[:100]!r}", hint="it needs a short name")
        if self.type not in TYPES:
            raise Misuse(f"a field cannot be of type {self.type!r}", hint=f"one of: {', '.join(TYPES)}")
        if self.unit not in UNITS:
            raise Misuse(f"a field cannot be about {self.unit!r}", hint=f"one of: {', '.join(UNITS)}")
        if self.type == "choice" and len(set(self.choices)) < 2:
            raise Misuse("a field of choices needs two or more", hint="--choice person --choice institution")
        if self.type != "choice" and self.choices:
            raise Misuse(f"a field of type {self.type} has no choices", hint="make its type choice")

    def read(self, values: Iterable[Any]) -> tuple[str, ...]:
        """Return values as they are stored, without repetition; raise Misuse where one is none of this field."""
        given = [text for text in (_plain(each) for each in values) if text]
        found = tuple(dict.fromkeys(TYPES[self.type](text, self) for text in given))
        if len(found) > 1 and not self.many:
            raise Misuse(f"{self.name} takes one value, not {len(found)}", hint="define it with many values")
        return tuple(sorted(found)) if self.type == "choice" else found


def _plain(value: Any) -> str:
    text = str(value).strip() if value is not None else ""
    if len(text) > _LONGEST:
        raise Misuse(f"a value of {len(text):,} characters is too long", hint=f"{_LONGEST:,} at most")
    return text


def _choice(text: str, field: Field) -> str:
    found = {each.casefold(): each for each in field.choices}.get(text.casefold())
    if found is None:
        raise Misuse(f"{field.name} cannot be {text!r}", hint=f"one of: {', '.join(field.choices)}")
    return found


def _text(text: str, field: Field) -> str:  # noqa: ARG001 (the signature of a type)
    return text


def _number(text: str, field: Field) -> str:
    try:
        number = float(text.replace("\u202f", "").replace("\xa0", "").replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Misuse(f"{field.name} cannot be {text!r}", hint="a number, such as 12 or 3.5")
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def day(text: str) -> str:
    """Return a day, month or year as ISO 8601 writes it; raise Misuse where it is none."""
    try:
        date.fromisoformat(f"{text}-01-01"[:10] if _DAY.fullmatch(text) else "")
    except ValueError:
        raise Misuse(f"{text[:40]!r} is no day", hint="write it as 2026-11-23, 2026-11 or 2026") from None
    return text


def _language(text: str, field: Field) -> str:
    if not _LANGUAGE.fullmatch(text):
        raise Misuse(f"{field.name} cannot be {text!r}", hint="a code, such as fr, en, ar, pt-br")
    return text.lower()


def _place(text: str, field: Field) -> str:  # noqa: ARG001
    return text.upper() if re.fullmatch(r"[a-z]{2}", text, re.IGNORECASE) else text


def _url(text: str, field: Field) -> str:
    try:
        lru_of(text)
    except ValueError:
        raise Misuse(f"{field.name} cannot be {text[:80]!r}", hint="a whole address") from None
    return text


def _yesno(text: str, field: Field) -> str:
    if text.lower() not in _YES:
        raise Misuse(f"{field.name} cannot be {text!r}", hint="yes or no")
    return _YES[text.lower()]


TYPES: Final[dict[str, Callable[[str, Field], str]]] = {
    "choice": _choice,
    "text": _text,
    "number": _number,
    "date": lambda text, _: day(text),
    "language": _language,
    "place": _place,
    "url": _url,
    "yesno": _yesno,
}

LIFE: Final = Field(
    "life",
    choices=("live", "abandoned", "dead", "squatted"),
    dated=True,
    definition="live: somebody still adds to it; abandoned: it answers, but nothing was added for long; dead: it does "
    "not answer; squatted: somebody else has its address now",
)
"""In every study: whether a site lives, as people found it on their visits."""


def define(folder: Folder, field: Field, *, who: str = "owner") -> Field:
    """Define a field, or change one; return it."""
    if field.name == LIFE.name and (field.type, field.dated) != (LIFE.type, LIFE.dated):
        raise Misuse("the field life is the program's own", hint="choose another name")
    known = {each.name: each for each in listed(folder, retired=True)}
    if known.get(field.name) == field:
        return field
    _enter(folder, field, who)
    return field


def retire(folder: Folder, name: str, *, who: str = "owner") -> Field:
    """Hide a field; what was said in it stays."""
    return define(folder, replace(named(folder, name), retired=True), who=who)


def _enter(folder: Folder, field: Field, who: str) -> None:
    row = {
        "name": field.name,
        "body": canonical.text(asdict(field)),
        "who": who,
        "made_at": canonical.now(),
    }
    with folder.database.write() as connection:
        event.enter(connection, who, "field.define", table, [row])


def listed(folder: Folder, *, retired: bool = False, until: int | None = None) -> list[Field]:
    """Return the fields as they stand, in order of first definition, `life` last unless it was defined anew.

    With `until`, as they stood after that definition.
    """
    query = select(table.c.body).order_by(table.c.id)
    if until is not None:
        query = query.where(table.c.id <= until)
    with folder.database.read() as connection:
        rows = connection.execute(query).scalars().all()
    found: dict[str, Field] = {}
    for each in rows:
        field = canonical.value(each, Field)
        found[field.name] = field
    found.setdefault(LIFE.name, LIFE)
    return [each for each in found.values() if retired or not each.retired]


def named(folder: Folder, name: str) -> Field:
    """Return a field by name; raise UnknownName with the known ones."""
    found = {each.name: each for each in listed(folder, retired=True)}
    if name not in found:
        raise UnknownName(f"no field is called {name!r}", hint=f"known: {', '.join(found)}")
    return found[name]


_E_DIASPORAS: Final[tuple[tuple[str, str, bool, tuple[str, ...]], ...]] = (
    ("type", "choice", False, ("person", "association", "institution", "media", "business", "group")),
    ("category", "choice", True, ("blog", "portal", "forum", "directory", "news", "showcase", "library")),
    ("languages", "language", True, ()),
    ("hosted", "place", False, ()),
    ("publisher", "place", False, ()),
    ("origin", "place", True, ()),
    ("audience", "place", True, ()),
    ("activity", "choice", True, ("community", "solidarity", "culture", "information", "politics", "economy",
                                  "religion", "memory")),
    ("cause", "text", False, ()),
    ("position", "choice", False, ("core", "neighbour")),
)  # fmt: skip
TEMPLATES: Final = {"e-diasporas": _E_DIASPORAS}


def template(name: str, language: str = "en") -> list[Field]:
    """Return the fields of a starter template in a language; raise UnknownName with the known ones.

    e-diasporas: the fields that the graphs of that programme are told by (Social Science Information 51/4, 2012).
    """
    if name not in TEMPLATES:
        raise UnknownName(f"no template is called {name!r}", hint=f"known: {', '.join(TEMPLATES)}")
    words = catalogue("fields", language)
    return [
        Field(
            words[key],
            type_,
            choices=tuple(words[f"{key}.{each}"] for each in choices),
            many=many,
            definition=words[f"{key}.means"],
        )
        for key, type_, many, choices in TEMPLATES[name]
    ]
