"""The map of sites: who is linked to whom, as columns; what may colour it is asked for beside it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from diatrace.decision.record import verdict_of
from diatrace.server.route.site import Day
from diatrace.server.route.study import Open
from diatrace.server.shape import Shape, Whole

router = APIRouter(tags=["site"])

Statuses = Annotated[list[str], Query(max_length=20)]


class MapField(Shape):
    """A field that may colour or filter the map."""

    name: str
    type: str
    many: bool
    choices: list[str]


class MapShape(Shape):
    """Sites and links as columns of equal length; `source` and `target` are places in the columns of sites."""

    site: list[str]
    name: list[str]
    verdict: list[str]
    declared: list[bool]
    known: list[int]
    captured: list[int]
    source: list[int]
    target: list[int]
    links: list[int]
    fields: list[MapField]


class Values(Shape):
    """What stands in a field, by site; sites of which nothing stands, or that are disputed, are left out."""

    values: dict[str, list[str]]


class Communities(Shape):
    """Which community each site is in, the largest 1, and how that was found."""

    community: dict[str, int]
    modularity: float | None
    method: str


@router.get("/api/network")
def network(open_: Open, question: str = "", status: Statuses = [], at: Day = "") -> MapShape:  # noqa: B006 (FastAPI copies it)
    """Return the map of sites, at a date if one is given: those with some verdicts if `status` names any."""
    study = open_.study
    sites = study.site.standing()
    graph = study.analysis.graph(question, at=at)
    if status:
        graph = graph.among([verdict_of(each) for each in status])
    rows = [sites.rows[each] for each in graph.ids]
    edges = graph.counts.tocoo()
    return MapShape(
        site=list(graph.ids),
        name=list(graph.names),
        verdict=list(graph.verdicts) or [""] * len(rows),
        declared=[sites.sites[row].declared for row in rows],
        known=sites.known[rows].tolist(),
        captured=sites.captured[rows].tolist(),
        source=edges.row.tolist(),
        target=edges.col.tolist(),
        links=edges.data.tolist(),
        fields=[
            MapField(name=each["name"], type=each["type"], many=each["many"], choices=list(each["choices"]))
            for each in study.field.list()
            if each["unit"] == "site"
        ],
    )


@router.get("/api/network/field")
def values(open_: Open, field: str, at: Day = "") -> Values:
    """Return the values that stand in a field, at a date if one is given, for colouring the map."""
    return Values(values={site: list(each) for site, each in open_.study.field.values(field, at=at).items()})


@router.get("/api/network/community")
def communities(
    open_: Open,
    question: str = "",
    status: Statuses = [],  # noqa: B006 (FastAPI copies it)
    at: Day = "",
    seed: Whole = 1,
) -> Communities:
    """Return the communities of the map; the same map and seed always have the same."""
    found = open_.study.analysis.run("communities", question=question, status=status, at=at, seed=seed)
    return Communities(
        community={row["site"]: row["community"] for row in found["tables"]["site"]},
        modularity=found["figures"]["modularity"],
        method=found["method"]["community"],
    )
