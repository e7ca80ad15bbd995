"""Networks of other tools, looked at and taken in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from diatrace.server.route.study import Open
from diatrace.server.shape import Name, Shape

router = APIRouter(tags=["site"])


class NetworkOrder(Shape):
    """An uploaded network: looked at, or taken in with the repairs named."""

    upload: str = Field(pattern="^[0-9a-f]{32}$")
    format: str = Field(default="", max_length=40)
    question: str = Field(default="", max_length=200)
    repair: list[Annotated[str, Field(max_length=200)]] = Field(default_factory=list, max_length=50)
    who: Name = "owner"


@router.post("/api/site/network/look")
def look_at_network(order: NetworkOrder, open_: Open) -> dict[str, Any]:
    """Say what an uploaded network holds, what is odd about it and which repairs there are; nothing is written."""
    exchange = open_.study.exchange
    return exchange.preview(open_.uploaded(order.upload), as_=order.format, repair=order.repair)


@router.post("/api/site/network", status_code=201)
def add_network(order: NetworkOrder, open_: Open) -> dict[str, Any]:
    """Take in an uploaded network: its sites, links, fields, and with a question its statuses as decisions."""
    found = open_.study.exchange.add(
        open_.uploaded(order.upload),
        as_=order.format,
        question=order.question,
        who=order.who,
        repair=order.repair,
    )
    open_.forget(order.upload)
    open_.wake_learners()
    return found
