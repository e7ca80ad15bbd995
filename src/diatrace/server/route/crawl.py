"""Crawls: begun, gone on with, listed; what was not answered, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter
from pydantic import Field

from diatrace.errors import StudyLocked
from diatrace.server.route.site import Address
from diatrace.server.route.study import Open
from diatrace.server.served import Served
from diatrace.server.shape import Name, Shape, Whole
from diatrace.source.crawl import CrawlPlan, check

router = APIRouter(tags=["crawl"])

_SHOWN: Final = 500


class CrawlOrder(Shape):
    """A crawl: of which sites, how far, how gently, and whom they may ask."""

    sites: list[Address] = Field(default_factory=list, max_length=10_000)
    question: str = Field(default="", max_length=200)
    contact: str = Field(max_length=300)
    depth: int = Field(default=1, ge=0, le=100)
    pages: int = Field(default=1_000, ge=1, le=10_000_000)
    pages_per_site: int = Field(default=200, ge=1, le=1_000_000)
    delay: float = Field(default=1.0, ge=0, le=3_600)
    only_new: bool = False
    who: Name = "owner"


class CrawlShape(Shape):
    """A crawl as it stands: `contact` is what every site saw, `stopped` what ended it."""

    crawl: int
    state: str
    created_at: datetime
    ended_at: datetime | None
    contact: str
    starts: int
    pages: int
    stopped: str


class Unanswered(Shape):
    """An address that gave nothing, and why; `source` is the page it was found on."""

    url: str
    state: str
    status: int | None
    reason: str
    note: str
    source: str


@router.get("/api/crawl")
def list_crawls(open_: Open) -> list[CrawlShape]:
    """Return the crawls, newest first."""
    return [_shape(each) for each in open_.study.crawl.list()]


def _shape(row: dict[str, Any]) -> CrawlShape:
    result, plan = row["result"] or {}, row["plan"]
    return CrawlShape(
        crawl=row["crawl"],
        state=row["state"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        contact=plan["contact"],
        starts=len(plan["starts"]),
        pages=result.get("pages", row["done"]),
        stopped=result.get("stopped", ""),
    )


@router.post("/api/crawl", status_code=202)
def begin_crawl(order: CrawlOrder, open_: Open) -> None:
    """Begin a crawl beside the requests; its progress is among the runs of the pulse, and it can be stopped there."""
    _check_alone(open_)
    settings = order.model_dump(exclude={"sites", "question", "who"})
    check(CrawlPlan(starts=open_.study.crawl.starts(order.sites, order.question), **settings))
    crawl = open_.study.crawl
    _beside(open_, lambda: crawl.run(order.sites, question=order.question, who=order.who, **settings))


@router.post("/api/crawl/resume", status_code=202)
def resume_crawl(open_: Open, who: Name = "owner") -> None:
    """Go on with the newest crawl."""
    _check_alone(open_)
    _beside(open_, lambda: open_.study.crawl.resume(who=who))


def _check_alone(open_: Served) -> None:
    if any(each["state"] in ("running", "stopping") for each in open_.study.crawl.list()):
        raise StudyLocked("a crawl is under way", hint="stop it, or wait for its end")


def _beside(open_: Served, work: Callable[[], Any]) -> None:
    def go() -> None:
        try:
            work()
        finally:
            open_.wake_learners()

    open_.in_background(go)


@router.get("/api/crawl/{number}/unanswered")
def unanswered(number: Whole, open_: Open) -> list[Unanswered]:
    """Return addresses of a crawl (0: the newest) that gave nothing, each with its reason; the first of very many."""
    names = Unanswered.model_fields
    found = open_.study.crawl.outcomes(number, failed=True)[:_SHOWN]
    return [Unanswered(**{name: getattr(each, name) for name in names}) for each in found]
