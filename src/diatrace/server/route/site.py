"""Sites: lists, one with its neighbours, the links behind an edge, boundaries."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from diatrace.server.route.study import Open
from diatrace.server.shape import Name, Shape, Whole

router = APIRouter(tags=["site"])

Day = Annotated[str, Query(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]
Address = Annotated[str, Field(min_length=1, max_length=4096)]


class SiteShape(Shape):
    """A site: who it is, where it lives, how it is linked."""

    id: str
    name: str
    prefixes: list[str]
    lrus: list[str]
    home: str
    starts: list[str]
    declared: bool
    known: int = 0
    captured: int = 0
    in_degree: int = 0
    out_degree: int = 0


class SiteRow(SiteShape):
    """A site in a table: with its verdict on a question, empty where there is none yet."""

    verdict: str = ""


class SiteTable(Shape):
    """A page of a table of sites, and how many there are in all."""

    total: int
    sites: list[SiteRow]


class Neighbour(Shape):
    """A site beside another, with how many links stand between them."""

    site: str
    name: str
    links: int


class PageShape(Shape):
    """A captured page of a site."""

    url: str
    captured: datetime | None
    trace: str


class SiteCard(SiteShape):
    """A site with its pages and its neighbours."""

    pages: list[PageShape]
    cited_by: list[Neighbour]
    cites: list[Neighbour]


class LinkShape(Shape):
    """One link as it stands on its page."""

    page: str
    target: str
    kind: str
    anchor: str
    context: str
    place: str
    rel: str
    captured: datetime | None
    trace: str
    count: int = Field(default=1, description="How many links this one stands for, where they came counted.")


class Boundary(Shape):
    """What is said of sites: declared, split off, merged, renamed, a creation rule set, the newest taken back."""

    kind: Literal["declare", "split", "merge", "rename", "rule", "undo"]
    addresses: list[Address] = Field(default_factory=list, max_length=1000)
    site: str = Field(default="", max_length=4096)
    into: str = Field(default="", max_length=4096)
    name: str = Field(default="", max_length=300)
    rule: str = Field(default="", max_length=20)
    together: bool = False
    who: Name = "owner"


@router.get("/api/site")
def list_sites(open_: Open, declared: bool = False, limit: Whole = 200) -> list[SiteShape]:
    """List sites, those most linked to first."""
    return [SiteShape(**each) for each in open_.study.site.list(declared=declared, limit=min(limit, 10_000))]


@router.get("/api/site/table")
def site_table(
    open_: Open,
    q: Annotated[str, Query(max_length=300)] = "",
    question: Annotated[str, Query(max_length=200)] = "",
    verdict: Annotated[str, Query(max_length=20)] = "",
    declared: bool = False,
    captured: bool = False,
    limit: Whole = 50,
    offset: Whole = 0,
) -> SiteTable:
    """Return sites by words of their name or address and by verdict ("open" for none), those most linked to first."""
    verdicts: dict[str, str] = {}
    if question:
        desk = open_.desk(question)
        verdicts = {desk.pool.identifier(row): each for row, each in desk.labels().items()}
    words = q.lower().split()
    found = [
        {**each, "verdict": verdicts.get(each["id"], "")}
        for each in open_.study.site.list(declared=declared)
        if (not captured or each["captured"]) and _holds(each, words)
    ]
    if verdict:
        found = [each for each in found if each["verdict"] == ("" if verdict == "open" else verdict)]
    chosen = found[offset : offset + max(1, min(limit, 500))]
    return SiteTable(total=len(found), sites=[SiteRow(**each) for each in chosen])


def _holds(site: dict[str, Any], words: list[str]) -> bool:
    told = " ".join([site["name"], site["home"], *site["prefixes"]]).lower()
    return all(each in told for each in words)


@router.get("/api/site/one")
def one_site(open_: Open, site: Address) -> SiteCard:
    """Return one site by identifier, name or address."""
    return SiteCard(**open_.study.site.show(site))


@router.get("/api/site/link")
def links(open_: Open, source: Address, target: Address, at: Day = "") -> list[LinkShape]:
    """Return the links from one site to another, as they stand on their pages."""
    found = open_.study.site.links(source, target, at=at)
    names = LinkShape.model_fields
    shown: list[dict[str, Any]] = [
        {name: each[name] if each[name] is not None or name == "captured" else "" for name in names}
        for each in found
    ]
    return [LinkShape(**each) for each in shown]


@router.post("/api/site", status_code=201)
def draw_boundary(order: Boundary, open_: Open) -> list[dict[str, Any]]:
    """Say what a site is; return the sites it is about."""
    sites = open_.study.site
    match order.kind:
        case "declare":
            return sites.add(order.addresses, name=order.name, together=order.together, who=order.who)
        case "split":
            return [sites.split(each, name=order.name, who=order.who) for each in order.addresses]
        case "merge":
            return [sites.merge(order.site, order.into, who=order.who)]
        case "rename":
            return [sites.rename(order.site, order.name, who=order.who)]
        case "rule":
            for each in order.addresses:
                sites.rule(each, order.rule, who=order.who)
            return []
        case "undo":
            sites.undo(who=order.who)
            return []


@router.get("/api/site/act")
def acts(open_: Open) -> list[dict[str, Any]]:
    """Return everything that was said of boundaries, oldest first."""
    return open_.study.site.acts()
