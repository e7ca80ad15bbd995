"""`diatrace source`: where the traces come from."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.options import Json, StudyPath, Who, pair
from diatrace.cli.output import complain, emit, note, say, table
from diatrace.errors import AnswerNeeded, Cancelled, DiatraceError, Misuse, StoreFull

app = typer.Typer(help="Where the traces come from: formats, files.", no_args_is_help=True)


@app.command("list")
def list_sources(
    study: Annotated[
        Path | None, typer.Argument(metavar="[STUDY]", help="Folder of a study: list what it holds.")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the formats that can be read or, given a study, what was added to it.

    Example: diatrace source list my-study
    """
    if study is None:
        from diatrace import registry  # noqa: PLC0415

        rows = [registry.describe("source", name) for name in registry.names("source")]
        columns = ["name", "title", "suffixes"]
    else:
        from diatrace.study import open_study  # noqa: PLC0415

        with open_study(study) as opened:
            rows = opened.source.list()
        columns = [
            "id",
            "format",
            "name",
            "venue",
            "read",
            "added",
            "known",
            "revised",
            "unreadable",
        ]
    if as_json:
        emit(rows)
    else:
        table(rows, columns)


@app.command()
def describe(name: Annotated[str, typer.Argument(help="Name of a format.")], as_json: Json = False) -> None:
    """Describe a format: what it reads, and its parameters.

    Example: diatrace source describe whatsapp
    """
    from diatrace import registry  # noqa: PLC0415

    facts = registry.describe("source", name)
    if as_json:
        emit(facts)
        return
    say(f"{facts['name']}: {facts['title']}\n\n{facts['doc']}\n")
    for parameter, entry in facts["params"]["properties"].items():
        say(f"  --set {parameter}=…  {entry.get('description', '')}")


@app.command()
def add(
    study: StudyPath,
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="Files or export folders.")],
    as_: Annotated[
        str, typer.Option("--as", metavar="NAME", help="Format, where it is not recognised.")
    ] = "",
    map_: Annotated[
        list[str], typer.Option("--map", metavar="FIELD=COLUMN", help="Which column is which field.")
    ] = [],  # noqa: B006
    set_: Annotated[
        list[str], typer.Option("--set", metavar="PARAM=VALUE", help="A parameter of the format.")
    ] = [],  # noqa: B006
    date_order: Annotated[str, typer.Option(help="dmy, mdy or ymd, where dates can be read two ways.")] = "",
    timezone: Annotated[str, typer.Option(help="Time zone of wall-clock times, as Europe/Paris.")] = "",
    venue: Annotated[
        str, typer.Option(help="open, closed or consented [default: closed for chats, open for others].")
    ] = "",
    basis: Annotated[
        str, typer.Option(help="Lawful basis of this source, where it is not the study's.")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be kept, pseudonymised and left out.")
    ] = False,
    no_language: Annotated[bool, typer.Option("--no-language", help="Leave languages unidentified.")] = False,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Add files to a study; the same file twice adds nothing.

    Example: diatrace source add my-study posts.csv --map text=message --map author=user
    """
    from diatrace.study import open_study  # noqa: PLC0415

    params = _params(map_, set_, date_order, timezone)
    results: list[dict[str, Any]] = []
    with open_study(study) as opened:
        for file in files:
            try:
                if dry_run:
                    results.append({"file": str(file), **opened.source.preview(file, as_=as_, **params)})
                    continue
                settings = {"venue": venue, "basis": basis, "who": who, "languages": not no_language}
                results.append({"file": str(file), **_add(opened, file, as_, settings, params)})
            except (Cancelled, StoreFull, Misuse):
                raise
            except DiatraceError as error:
                results.append({"file": str(file), "error": str(error), "hint": error.hint})
                complain(error)
    _show(results, as_json=as_json, dry_run=dry_run)
    failed = sum("error" in each for each in results)
    if failed:
        raise typer.Exit(1 if failed == len(results) else 3)
    if any(each.get("unreadable") for each in results) and not dry_run:
        raise typer.Exit(3)


@app.command()
def recall(
    study: StudyPath,
    urls: Annotated[list[str], typer.Argument(metavar="URL…", help="Addresses, as https://example.org/.")],
    archive: Annotated[
        str,
        typer.Option("--from", metavar="ARCHIVE", help="wayback, arquivo, or the address of a collection."),
    ],
    at: Annotated[str, typer.Option("--at", metavar="DATE", help="Day that is wanted, as 2015-06-01.")],
    contact: Annotated[
        str, typer.Option(help="E-mail address or web page that the archive sees; kept for the next time.")
    ] = "",
    days: Annotated[int, typer.Option(help="Days before and after that will do.")] = 30,
    prefix: Annotated[
        bool, typer.Option("--prefix", help="Take whatever begins with the addresses as well.")
    ] = False,
    every: Annotated[
        bool, typer.Option("--every", help="Take all captures that differ, not the nearest alone.")
    ] = False,
    pages: Annotated[int, typer.Option(help="Captures to take at most.")] = 1_000,
    delay: Annotated[float, typer.Option(help="Seconds between two requests.")] = 1.0,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask an archive on this machine or a private network.")
    ] = False,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Fetch what a web archive captured of addresses around a day, and add it; what was fetched is not fetched again.

    Example: diatrace source recall my-study https://example.org/ --from wayback --at 2015-06-01 --days 90 \
    --contact you@example.org
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        found = opened.source.recall(
            urls,
            archive=archive,
            at=at,
            contact=contact,
            days=days,
            prefix=prefix,
            every=every,
            pages=pages,
            delay=delay,
            allow_private=allow_private,
            who=who,
        )
    if as_json:
        emit(found)
    else:
        _show_recalled(found)
    if found["failed"] or (found["source"] or {}).get("unreadable"):
        raise typer.Exit(3)


def _show_recalled(found: dict[str, Any]) -> None:
    say(f"{found['found']:,} captures found, {found['taken']:,} taken, {found['failed']:,} not given")
    for reason, count in found["reasons"].items():
        note(f"  {count:,} × {reason}")
    for url, reason in found["empty"].items():
        note(f"  {url}: {reason}")
    if found["more"]:
        note("  the archive holds more: raise --pages, or ask for fewer addresses or days")
    if found["source"]:
        _show([found["source"]], as_json=False, dry_run=False)


def _params(maps: list[str], sets: list[str], date_order: str, timezone: str) -> dict[str, Any]:
    params: dict[str, Any] = dict(pair(each, "--set PARAM=VALUE") for each in sets)
    if maps:
        params["map"] = dict(pair(each, "--map FIELD=COLUMN") for each in maps)
    if date_order:
        params["date_order"] = date_order
    if timezone:
        params["timezone"] = timezone
    return params


def _add(
    opened: Any, file: Path, as_: str, settings: dict[str, Any], params: dict[str, Any]
) -> dict[str, Any]:
    """Add a file; where the reader must not guess and a person sits there, ask."""
    try:
        found: dict[str, Any] = opened.source.add(file, as_=as_, **settings, **params)
    except AnswerNeeded as error:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise
        note(f"{error}\n{error.question}")
        for choice, meaning in error.choices.items():
            note(f"  {choice}: {meaning}")
        answer = typer.prompt("answer", err=True)
        found = _add(opened, file, as_, settings, _answered(params, error.param, answer))
    return found


def _answered(params: dict[str, Any], name: str, answer: str) -> dict[str, Any]:
    """Return parameters with the answer to a reader's question."""
    table, _, field = name.partition(".")
    if field:
        return {**params, table: {**params.get(table, {}), field: answer}}
    return {**params, name: answer}


def _show(results: list[dict[str, Any]], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        emit(results[0] if len(results) == 1 else results)
        return
    for each in results:
        if "error" in each:
            continue
        if dry_run:
            _show_preview(each)
            continue
        counts = ", ".join(
            f"{each[name]:,} {name}" for name in ("read", "added", "known", "revised", "unreadable")
        )
        say(
            f"{each['name']} ({each['format']}): {counts}"
            + ("; it was in already" if each["already"] else "")
        )
        for fault in each["faults"][:10]:
            note(f"  line {fault['where']}: {fault['reason']}")


def _show_preview(each: dict[str, Any]) -> None:
    plan = each["plan"]
    say(
        f"{each['file']}: {each['format']}, {each['read']:,} records looked at, {each['would_add']:,} would be added"
    )
    for title, name in (
        ("kept", "kept"),
        ("pseudonymised", "pseudonymised"),
        ("left out", "left_out"),
        ("note", "notes"),
    ):
        for line in plan[name]:
            say(f"  {title}: {line}")
    for kind, count in each["identifiers"].items():
        say(f"  marked in texts: {count} × {kind}")
    for fault in each["faults"][:10]:
        say(f"  unreadable, line {fault['where']}: {fault['reason']}")
