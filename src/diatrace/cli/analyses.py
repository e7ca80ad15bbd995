"""`diatrace analyse` and `draw`: computations over sites and links, and their map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.options import Json, StudyPath, pair
from diatrace.cli.output import emit, say, table

_SHOWN = 20
_COLUMNS = [
    "name", "verdict", "in_degree", "out_degree", "betweenness_directed", "core", "community", "x", "y",
]  # fmt: skip


def analyse(
    study: StudyPath,
    name: Annotated[str, typer.Argument(metavar="ANALYSIS", help="Which analysis, such as network.")],
    question: Annotated[str, typer.Option(help="A question about sites, whose verdicts are shown.")] = "",
    status: Annotated[str, typer.Option(help="Only sites with these verdicts, as in,neighbour.")] = "",
    at: Annotated[str, typer.Option(help="As the pages stood on this day, as 2026-11-23.")] = "",
    undirected: Annotated[bool, typer.Option("--undirected", help="Take links without direction.")] = False,
    sets: Annotated[
        list[str] | None, typer.Option("--set", metavar="PARAM=VALUE", help="A parameter of the analysis.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Analyse the network of sites.

    Example: diatrace analyse my-study network --question sites --status in
    """
    from diatrace.study import open_study  # noqa: PLC0415

    params: dict[str, Any] = dict(pair(each, "--set PARAM=VALUE") for each in sets or [])
    if undirected:
        params["undirected"] = True
    with open_study(study) as opened:
        found = opened.analysis.run(name, question=question, status=_chosen(status), at=at, **params)
    if as_json:
        emit(found)
        return
    for figure, value in found["figures"].items():
        said = "–" if value is None else f"{value:,.4g}" if isinstance(value, float) else value
        say(f"{figure.replace('_', ' '):20} {said}")
    for title, rows in found["tables"].items():
        best = sorted(rows, key=lambda row: -row.get("in_degree", 0))[:_SHOWN]
        say(f"\n{title}, {len(best)} of {len(rows)}")
        table(best, _COLUMNS)


def draw(
    study: StudyPath,
    out: Annotated[Path, typer.Option(help="The SVG file to write.")],
    question: Annotated[
        str, typer.Option(help="A question about sites, whose verdicts may colour them.")
    ] = "",
    status: Annotated[str, typer.Option(help="Only sites with these verdicts, as in,neighbour.")] = "",
    at: Annotated[str, typer.Option(help="As the pages stood on this day, as 2026-11-23.")] = "",
    colour: Annotated[str, typer.Option(help="verdict, community, none, or the name of a field.")] = "",
    size: Annotated[str, typer.Option(help="in, out, links, same, or a field of numbers.")] = "in",
    seed: Annotated[
        int, typer.Option(min=0, help="Where sites start from; the same gives the same map.")
    ] = 1,
    language: Annotated[str, typer.Option(help="Of legend and caption: en or fr.")] = "en",
    as_json: Json = False,
) -> None:
    """Draw the map of sites as SVG, for print.

    Example: diatrace draw my-study --out map.svg --question sites --status in,neighbour
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        found = opened.analysis.draw(
            out,
            question=question,
            status=_chosen(status),
            at=at,
            colour=colour,
            size=size,
            seed=seed,
            language=language,
        )
    if as_json:
        emit(found)
    else:
        say(f"{found['path']}: {found['sites']} sites, {found['links']} links between sites")


def _chosen(status: str) -> list[str]:
    return [each.strip() for each in status.split(",") if each.strip()]
