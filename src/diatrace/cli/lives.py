"""`diatrace site recheck`, `life`, `survival`: sites visited again, and what became of them."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.crawling import interrupted
from diatrace.cli.options import Json, StudyPath, Who
from diatrace.cli.output import emit, say, table


def add_to(app: typer.Typer) -> None:
    """Add the commands to those of sites."""
    app.command()(recheck)
    app.command()(life)
    app.command()(survival)


def recheck(
    study: StudyPath,
    sites: Annotated[
        list[str] | None, typer.Argument(metavar="[SITE]…", help="Sites; none: all declared ones.")
    ] = None,
    question: Annotated[
        str, typer.Option(help="The sites taken in on this question, in place of naming them.")
    ] = "",
    pages: Annotated[
        int, typer.Option(min=0, help="Known pages of a site to ask for, besides its home.")
    ] = 4,
    delay: Annotated[float, typer.Option(min=0, help="Seconds between two requests to one host.")] = 1.0,
    contact: Annotated[
        str, typer.Option(help="Whom sites may ask; that of the last crawl where none is given.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="CSV to look through, mend, and read with `field say --from`.")
    ] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Visit this machine and private networks too.")
    ] = False,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Visit sites again, and propose which live, are abandoned, dead or squatted, with every sign; you decide.

    Example: diatrace site recheck my-study --question sites --out life.csv
    """
    from diatrace.study import open_study  # noqa: PLC0415

    settings: dict[str, Any] = {"delay": delay, "allow_private": allow_private}
    if contact:
        settings["contact"] = contact
    with open_study(study) as opened, interrupted() as stopping:
        found = opened.life.recheck(
            sites or (), question=question, pages=pages, who=who, stopping=stopping, **settings
        )
    rows = [
        {**each, "state": each["state"] or "?", "signs": "; ".join(each["signs"])}
        for each in found["proposals"]
    ]
    if out is not None:
        with out.open("x", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["item", "life", "on"])
            writer.writerows([each["site"], each["state"], found["on"]] for each in found["proposals"])
    if as_json:
        emit(found)
        return
    table(rows, ["name", "state", "signs"]) if rows else say("none")
    if out is not None:
        say(f"wrote {out}: look through it, then diatrace field say {study} --from {out} --who YOU")


def life(
    study: StudyPath,
    site: Annotated[str, typer.Argument(metavar="SITE", help="Identifier, name or any address of a site.")],
    state: Annotated[str, typer.Argument(metavar="[STATE]", help="live, abandoned, dead or squatted.")] = "",
    on: Annotated[str, typer.Option(help="The day it was found so, as 2026-11-23; else today.")] = "",
    note: Annotated[str, typer.Option(help="What it was told by.")] = "",
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Say whether a site lives; without a state, show what was found of it, day by day.

    Example: diatrace site life my-study example.org abandoned --on 2026-11-23
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        if state:
            opened.life.say(site, state, who=who, on=on, note=note)
        course = opened.field.course("life", site)
    if as_json:
        emit(course)
    else:
        rows = [{**each, "state": " | ".join(each["values"]) or "disputed"} for each in course]
        table(rows, ["on", "state", "who"]) if rows else say("nothing was said of it")


def survival(
    study: StudyPath,
    by: Annotated[str, typer.Option(help="A field whose values part the sites.")] = "",
    abandoned: Annotated[bool, typer.Option("--abandoned", help="Abandoned counts as an end too.")] = False,
    as_json: Json = False,
) -> None:
    """Show what share of sites lives on, visit by visit, all together or by the values of a field.

    Example: diatrace site survival my-study --by type
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        found = opened.life.survival(field=by, abandoned=abandoned)
    if as_json:
        emit(found)
        return
    say(f"{found['method']}; ends: {', '.join(found['ends'])}")
    rows = [{"group": name, **_rounded(row)} for name, rows in found["groups"].items() for row in rows]
    table(rows, ["group", "on", "at_risk", "ended", "alive", "low", "high"]) if rows else say(
        "nothing was said yet"
    )


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    return {name: f"{value:.3f}" if isinstance(value, float) else value for name, value in row.items()}
