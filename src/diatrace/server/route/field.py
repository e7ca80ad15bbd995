"""Fields: what they are, what was said in them, by whom, what is proposed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from diatrace.server.route.study import Open
from diatrace.server.shape import Name, Shape

router = APIRouter(tags=["field"])

Item = Annotated[str, Query(min_length=1, max_length=4096)]
Called = Annotated[str, Query(min_length=1, max_length=100)]
Unit = Literal["site", "trace"]
Text = Annotated[str, Field(max_length=2_000)]


class FieldShape(Shape):
    """A field as it stands, and how often it is used."""

    name: str
    type: str
    unit: str
    choices: list[str]
    many: bool
    dated: bool
    definition: str
    told: int
    disputed: int
    values: dict[str, int]


class Defined(Shape):
    """What is done to the fields: one defined or changed, hidden, a template brought in."""

    kind: Literal["define", "retire", "template"]
    name: str = Field(min_length=1, max_length=100)
    type: str = Field(default="choice", max_length=20)
    unit: Unit = "site"
    choices: list[Text] = Field(default_factory=list, max_length=500)
    many: bool = False
    dated: bool = False
    definition: str = Field(default="", max_length=4_000)
    language: Literal["en", "fr"] = "en"
    who: Name = "owner"


class StandShape(Shape):
    """What stands of an item in a field."""

    values: list[str]
    disputed: bool
    who: list[str]
    on: str


class Suggestion(Shape):
    """A value proposed for a site, with whose values speak for it."""

    value: str
    share: float
    pages: int
    alike: list[dict[str, Any]]
    tied: list[dict[str, Any]]


class ItemShape(Shape):
    """What stands of an item by field, and what is proposed where nothing does."""

    said: dict[str, StandShape]
    proposed: dict[str, list[Suggestion]]


class Said(Shape):
    """What a person says of an item in a field; no values: that it has none."""

    field: str = Field(min_length=1, max_length=100)
    item: str = Field(min_length=1, max_length=4096)
    unit: Unit = "site"
    values: list[Text] = Field(max_length=500)
    on: str = Field(default="", max_length=10)
    blind: bool = False
    adjudication: bool = False
    note: Text = ""
    who: Name


class Who(Shape):
    """A person."""

    who: Name


@router.get("/api/field")
def list_fields(open_: Open) -> list[FieldShape]:
    """Return the fields, with how often each is used and by which values."""
    names = FieldShape.model_fields
    return [FieldShape(**{name: each[name] for name in names}) for each in open_.study.field.list()]


@router.post("/api/field", status_code=201)
def define(order: Defined, open_: Open) -> list[FieldShape]:
    """Define, change or hide a field, or bring in a template; return the fields as they stand then."""
    fields = open_.study.field
    match order.kind:
        case "define":
            fields.define(
                order.name,
                type=order.type,
                unit=order.unit,
                choices=order.choices,
                many=order.many,
                dated=order.dated,
                definition=order.definition,
                who=order.who,
            )
        case "retire":
            fields.retire(order.name, who=order.who)
        case "template":
            fields.template(order.name, language=order.language, who=order.who)
    return list_fields(open_)


@router.get("/api/field/item")
def of_item(item: Item, open_: Open, unit: Unit = "site", only: str = "", propose: bool = True) -> ItemShape:
    """Return what stands of an item; `only` what one person said, for who reads blind: then nothing is proposed."""
    said = open_.study.field.of(item, unit=unit, only=only)
    wanted = propose and unit == "site" and not only
    proposed = open_.study.field.suggest(item) if wanted else {}
    shown = {name: each for name, each in proposed.items() if name not in said}
    return ItemShape(
        said={name: StandShape(**each) for name, each in said.items()},
        proposed={name: [Suggestion(**value) for value in each] for name, each in shown.items()},
    )


@router.post("/api/value", status_code=201)
def say(order: Said, open_: Open) -> dict[str, StandShape]:
    """Say what an item has in a field; return what stands of it then."""
    role: Literal["adjudication", "reading"] = "adjudication" if order.adjudication else "reading"
    open_.study.field.say(
        order.field,
        order.item,
        order.values,
        who=order.who,
        on=order.on,
        blind=order.blind,
        role=role,
        note=order.note,
    )
    only = order.who if order.blind else ""
    found = open_.study.field.of(order.item, unit=order.unit, only=only)
    return {name: StandShape(**each) for name, each in found.items()}


@router.post("/api/value/undo")
def undo_value(order: Who, open_: Open) -> int:
    """Take back what a person said last; return how many values that were."""
    return len(open_.study.field.undo(who=order.who))


@router.get("/api/field/history")
def field_history(field: Called, item: Item, open_: Open) -> list[dict[str, Any]]:
    """Return what was said of an item in a field and not taken back, oldest first."""
    return open_.study.field.history(field, item)


@router.get("/api/field/agreement")
def field_agreement(field: Called, open_: Open, blind: bool = False) -> dict[str, Any]:
    """Return how far the readers of a field agree, with every disagreement."""
    return open_.study.field.agreement(field, blind=blind)


@router.get("/api/field/unused")
def unused(open_: Open) -> dict[str, list[str]]:
    """Return fields that nobody used, and choices that nobody took, by field."""
    return open_.study.field.unused()
