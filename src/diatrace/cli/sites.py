"""`diatrace site`: the sites of a study and their boundaries."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.options import Json, StudyPath, Who
from diatrace.cli.output import emit, note, say, table
from diatrace.errors import Misuse

app = typer.Typer(help="Sites: declare, list, show them; merge, split, rename, undo.", no_args_is_help=True)

SiteName = Annotated[str, typer.Argument(metavar="SITE", help="Identifier, name or any address of a site.")]
Name = Annotated[str, typer.Option(help="Name of the site.")]
_COLUMNS = ["id", "name", "declared", "in_degree", "out_degree", "captured", "known"]


@app.command()
def add(
    study: StudyPath,
    addresses: Annotated[list[str], typer.Argument(metavar="URL…", help="Addresses, one site each.")],
    name: Name = "",
    together: Annotated[bool, typer.Option("--together", help="One site of all the addresses.")] = False,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Declare sites.

    Example: diatrace site add my-study https://example.org https://blog.example.net/fr
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show(opened.site.add(addresses, name=name, together=together, who=who), as_json=as_json)


@app.command("import")
def import_(
    study: StudyPath,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A network of sites, or a folder that is one.")
    ],
    as_: Annotated[
        str,
        typer.Option(
            "--as",
            help="hyphe, hyphe-backup, gexf, graphml, graph, gdf, pajek, csv, sites, minet; else recognised.",
        ),
    ] = "",
    question: Annotated[
        str, typer.Option(help="Take the file's statuses as decisions on this question.")
    ] = "",
    repair: Annotated[
        list[str],
        typer.Option(metavar="RULE", help="A repair to make, as --dry-run names it; once for each."),
    ] = [],  # noqa: B006
    name: Annotated[
        str, typer.Option(help="What to call the network, and its nodes without address; else by the file.")
    ] = "",
    map_: Annotated[
        list[str],
        typer.Option(
            "--map", metavar="FIELD=COLUMN", help="Of a table of links: the column of source, target …"
        ),
    ] = [],  # noqa: B006
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come in, and write nothing.")
    ] = False,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Import a network of sites: its nodes become sites, its edges links, its columns fields.

    What is odd about the file is told, with the repair that would mend it; nothing is mended unasked.

    Example: diatrace site import my-study corpus.gexf --repair "merge parallel edges"
    """
    from diatrace.study import open_study  # noqa: PLC0415

    given: dict[str, Any] = {"repair": list(repair), "name": name, "map": dict(map(_pair, map_))}
    with open_study(study) as opened:
        if dry_run:
            found = opened.exchange.preview(file, as_=as_, **given)
        else:
            found = opened.exchange.add(file, as_=as_, question=question, who=who, **given)
    if as_json:
        emit(found)
        return
    say(
        f"{found['format']}: {found['nodes']:,} nodes, {found['edges']:,} edges"
        f"{'' if found['directed'] else ' without direction'}"
    )
    if dry_run:
        say(f"would declare {found['to_declare']:,} sites and tell {len(found['fields']):,} fields")
    else:
        say(
            f"{found['sites']:,} sites, {found['declared']:,} declared; {found['source']['added']:,} lists of links; "
            f"{found['values']:,} values in {len(found['fields']):,} fields; {found['decisions']:,} decisions"
        )
    if found["statuses"] and not question:
        note(f"statuses ({', '.join(found['statuses'])}) come in only as answers: --question NAME")
    for each in found["notes"]:
        note(each)
    for each in found["faults"]:
        note(f"{each['what']} ({each['where']})")
    for each in found["repairs"]:
        note(f'could be mended: --repair "{each["name"]}" ({each["what"]})')


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise Misuse(f"{text!r} has not the form FIELD=COLUMN", hint="write --map source=from")
    return name.strip(), value.strip()


@app.command("list")
def list_sites(
    study: StudyPath,
    declared: Annotated[bool, typer.Option("--declared", help="Only sites somebody declared.")] = False,
    limit: Annotated[int, typer.Option(help="How many at most; 0 for all.")] = 50,
    as_json: Json = False,
) -> None:
    """List sites, those most linked to first.

    Example: diatrace site list my-study --limit 20
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show(opened.site.list(declared=declared, limit=limit), as_json=as_json)


@app.command()
def show(study: StudyPath, site: SiteName, as_json: Json = False) -> None:
    """Show a site: its prefixes, its pages, who links to it, what it links to.

    Example: diatrace site show my-study example.org
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        found = opened.site.show(site)
    if as_json:
        emit(found)
        return
    say(f"{found['name']}  {found['id']}\n  {'  '.join(found['prefixes'])}")
    for title, key in (("cited by", "cited_by"), ("cites", "cites")):
        if found[key]:
            say(title)
            table(found[key], ["site", "name", "links"])


@app.command()
def links(
    study: StudyPath,
    source: SiteName,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="The site linked to.")],
    at: Annotated[str, typer.Option(help="As the pages stood on this day, as 2026-11-23.")] = "",
    as_json: Json = False,
) -> None:
    """Show the links behind an edge: page, anchor, sentence, place, date.

    Example: diatrace site links my-study example.org blog.example.net
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show(
            opened.site.links(source, target, at=at),
            ["page", "target", "anchor", "context", "place"],
            as_json=as_json,
        )


@app.command()
def merge(
    study: StudyPath,
    site: SiteName,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The site that stays.")],
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Merge a site into another: all its prefixes move.

    Example: diatrace site merge my-study m.example.org example.org
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show([opened.site.merge(site, into, who=who)], as_json=as_json)


@app.command()
def split(
    study: StudyPath,
    address: Annotated[str, typer.Argument(metavar="URL", help="An address within a site.")],
    name: Name = "",
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Make what lies under an address a site of its own.

    Example: diatrace site split my-study https://example.org/newcomers
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show([opened.site.split(address, name=name, who=who)], as_json=as_json)


@app.command()
def rename(
    study: StudyPath,
    site: SiteName,
    to: Annotated[str, typer.Argument(metavar="NAME", help="The new name.")],
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Give a site another name.

    Example: diatrace site rename my-study example.org "Newcomers' house"
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show([opened.site.rename(site, to, who=who)], as_json=as_json)


@app.command()
def rule(
    study: StudyPath,
    address: Annotated[str, typer.Argument(metavar="URL", help="The rule holds under this address.")],
    text: Annotated[
        str, typer.Argument(metavar="RULE", help="domain, subdomain-N, path-N or page; empty as before.")
    ],
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Say which sites the addresses under one make.

    Example: diatrace site rule my-study https://university.example subdomain-1
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        opened.site.rule(address, text, who=who)
    if as_json:
        emit({"address": address, "rule": text})
    else:
        say(f"{address}: {text or 'as before'}")


@app.command()
def undo(study: StudyPath, who: Who = "owner", as_json: Json = False) -> None:
    """Take the newest boundary back.

    Example: diatrace site undo my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        act = opened.site.undo(who=who)
    if as_json:
        emit(act)
    else:
        say(f"taken back: {act['kind']} of {act['made_at']} by {act['who']}")


@app.command()
def log(study: StudyPath, as_json: Json = False) -> None:
    """Show everything that was said of boundaries, oldest first.

    Example: diatrace site log my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show(opened.site.acts(), ["id", "kind", "site", "who", "made_at", "undoes"], as_json=as_json)


def _show(rows: list[dict[str, Any]], columns: list[str] | None = None, *, as_json: bool) -> None:
    if as_json:
        emit(rows)
    elif rows:
        table(rows, columns or _COLUMNS)
    else:
        say("none")
