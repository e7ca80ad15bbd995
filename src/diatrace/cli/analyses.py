"""`diatrace analyse`: computations over sites and links."""

from __future__ import annotations

from typing import Annotated

import typer

from diatrace.cli.options import Json, StudyPath
from diatrace.cli.output import emit, say, table

_SHOWN = 20


def analyse(
    study: StudyPath,
    name: Annotated[str, typer.Argument(metavar="ANALYSIS", help="Which analysis, such as network.")],
    question: Annotated[str, typer.Option(help="A question about sites, whose verdicts are shown.")] = "",
    status: Annotated[str, typer.Option(help="Only sites with these verdicts, as in,neighbour.")] = "",
    at: Annotated[str, typer.Option(help="As the pages stood on this day, as 2026-11-23.")] = "",
    undirected: Annotated[bool, typer.Option("--undirected", help="Take links without direction.")] = False,
    as_json: Json = False,
) -> None:
    """Analyse the network of sites.

    Example: diatrace analyse my-study network --question sites --status in
    """
    from diatrace.study import open_study  # noqa: PLC0415

    chosen = [each.strip() for each in status.split(",") if each.strip()]
    params = {"undirected": True} if undirected else {}
    with open_study(study) as opened:
        found = opened.analysis.run(name, question=question, status=chosen, at=at, **params)
    if as_json:
        emit(found)
        return
    for figure, value in found["figures"].items():
        said = "–" if value is None else f"{value:,.4g}" if isinstance(value, float) else value
        say(f"{figure.replace('_', ' '):20} {said}")
    for title, rows in found["tables"].items():
        best = sorted(rows, key=lambda row: -row.get("in_degree", 0))[:_SHOWN]
        say(f"\n{title}, the {len(best)} most linked to")
        table(best, ["name", "verdict", "in_degree", "out_degree", "betweenness_directed", "core"])
