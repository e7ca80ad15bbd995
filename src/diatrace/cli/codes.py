"""`diatrace codebook` and `diatrace code`: the codebook, and what is coded with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.options import Json, StudyPath, Who
from diatrace.cli.output import emit, say, table

book_app = typer.Typer(help="The codebook: add, change, move, merge, retire codes.", no_args_is_help=True)
app = typer.Typer(help="Codings: put them, list them, count them.", no_args_is_help=True)

CodeName = Annotated[str, typer.Argument(metavar="CODE", help="Name, path (home / search) or identifier.")]
Under = Annotated[str, typer.Option(help="The code above it; empty for the top.")]
Definition = Annotated[str | None, typer.Option(help="What it means.")]
Include = Annotated[str | None, typer.Option(help="What belongs under it.")]
Exclude = Annotated[str | None, typer.Option(help="What does not.")]
Example = Annotated[list[str] | None, typer.Option(help="An example; once for each.")]
Color = Annotated[str | None, typer.Option(help="Its colour, as #2a9d8f.")]


@book_app.command("add")
def add(
    study: StudyPath,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the code.")],
    under: Under = "",
    definition: Definition = None,
    include: Include = None,
    exclude: Exclude = None,
    example: Example = None,
    color: Color = None,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Add a code.

    Example: diatrace codebook add my-study search --under home --definition "Somebody looks for a home."
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        said = _said(definition, include, exclude, example, color)
        _show([opened.code.add(name, under=under, who=who, **said)], as_json=as_json)


@book_app.command("change")
def change(
    study: StudyPath,
    code: CodeName,
    name: Annotated[str | None, typer.Option(help="Another name.")] = None,
    definition: Definition = None,
    include: Include = None,
    exclude: Exclude = None,
    example: Example = None,
    color: Color = None,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Change what is said of a code.

    Example: diatrace codebook change my-study search --exclude "Looking for work."
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        said = _said(definition, include, exclude, example, color) | ({"name": name} if name else {})
        _show([opened.code.change(code, who=who, **said)], as_json=as_json)


def _said(
    definition: str | None,
    include: str | None,
    exclude: str | None,
    examples: list[str] | None,
    color: str | None,
) -> dict[str, Any]:
    given = {"definition": definition, "include": include, "exclude": exclude, "color": color}
    said: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    return said | ({"examples": tuple(examples)} if examples else {})


@book_app.command("move")
def move(
    study: StudyPath, code: CodeName, under: Under = "", who: Who = "owner", as_json: Json = False
) -> None:
    """Move a code, and all below it, under another, or to the top.

    Example: diatrace codebook move my-study search --under home
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show([opened.code.move(code, under, who=who)], as_json=as_json)


@book_app.command("merge")
def merge(
    study: StudyPath,
    code: CodeName,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The code that stays.")],
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Merge a code into another: what was coded with it counts for that one.

    Example: diatrace codebook merge my-study looking search
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show([opened.code.merge(code, into, who=who)], as_json=as_json)


@book_app.command("retire")
def retire(study: StudyPath, code: CodeName, who: Who = "owner", as_json: Json = False) -> None:
    """Take a code out of use; what was coded with it stays in the record.

    Example: diatrace codebook retire my-study search
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        gone = opened.code.retire(code, who=who)
    if as_json:
        emit(gone)
    else:
        say(f"{gone['name']} is out of use")


@book_app.command("undo")
def undo(study: StudyPath, who: Who = "owner", as_json: Json = False) -> None:
    """Take the newest change of the codebook back.

    Example: diatrace codebook undo my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        act = opened.code.undo(who=who)
    if as_json:
        emit(act)
    else:
        say(f"taken back: {act['kind']} of {act['made_at']} by {act['who']}")


@book_app.command("list")
def list_codes(study: StudyPath, as_json: Json = False) -> None:
    """List the codes as a tree, with how often each is used.

    Example: diatrace codebook list my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show(opened.code.list(), as_json=as_json)


@book_app.command("import")
def import_(
    study: StudyPath,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="Columns: path, definition, include, exclude …")
    ],
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Add the codes of a table that the codebook lacks; nothing is changed.

    Example: diatrace codebook import my-study codes.csv
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        made = opened.code.import_table(file, who=who)
    if as_json:
        emit(made)
    else:
        say(f"{len(made):,} codes added")


@book_app.command("export")
def export(
    study: StudyPath,
    out: Annotated[Path | None, typer.Option(help="File to write; else the table is printed.")] = None,
    as_json: Json = False,
) -> None:
    """Write the codebook as a table; it holds no trace.

    Example: diatrace codebook export my-study --out codes.csv
    """
    from diatrace.errors import Misuse  # noqa: PLC0415
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        text, codes = opened.code.export_table(), len(opened.code.list())
    if out is None:
        emit({"table": text}) if as_json else say(text.rstrip("\n"))
        return
    if out.exists():
        raise Misuse(f"{out} exists already", where=str(out), hint="name a new file")
    out.write_text(text, encoding="utf-8")
    if as_json:
        emit({"path": str(out), "codes": codes})
    else:
        say(f"wrote {out}")


Item = Annotated[
    str, typer.Argument(metavar="ITEM", help="A trace's identifier, or a site with --unit site.")
]
Unit = Annotated[str, typer.Option(help="What the item is: trace or site.")]


@app.command("put")
def put(
    study: StudyPath,
    code: CodeName,
    item: Item,
    start: Annotated[int | None, typer.Option(min=0, help="First code point of the stretch.")] = None,
    end: Annotated[int | None, typer.Option(min=0, help="Code point behind the stretch.")] = None,
    unit: Unit = "trace",
    blind: Annotated[bool, typer.Option("--blind", help="Without having seen others' codings.")] = False,
    note: Annotated[str, typer.Option(help="Why.")] = "",
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Code an item, or a stretch of its text.

    Example: diatrace code put my-study search 4f0a… --start 12 --end 40 --who Salma
    """
    from diatrace.errors import Misuse  # noqa: PLC0415
    from diatrace.study import open_study  # noqa: PLC0415

    if (start is None) != (end is None):
        raise Misuse("a stretch needs --start and --end", hint="leave both out to code the whole item")
    stretch = None if start is None or end is None else (start, end)
    with open_study(study) as opened:
        made = opened.code.put(code, item, stretch, unit=unit, blind=blind, note=note, who=who)
    if as_json:
        emit({"coding": made})
    else:
        say(f"coding {made}" if made else "coded so already")


@app.command("take")
def take(
    study: StudyPath,
    number: Annotated[int, typer.Argument(help="Number of the coding.")],
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Take one of your own codings away; it stays in the record.

    Example: diatrace code take my-study 12 --who Salma
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        gone = opened.code.take([number], who=who)
    if as_json:
        emit(gone)
    else:
        say(f"coding {number} is taken away")


@app.command("list")
def list_codings(
    study: StudyPath,
    item: Annotated[str, typer.Option(help="Only those of one item.")] = "",
    unit: Unit = "trace",
    as_json: Json = False,
) -> None:
    """List what is coded, with the words.

    Example: diatrace code list my-study --json
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        found = opened.code.on(item, unit=unit) if item else opened.code.segments()
    if as_json:
        emit(found)
    else:
        table(found, ["id", "item", "path", "start", "end", "who", "quote"]) if found else say("none")


@app.command("matrix")
def matrix(
    study: StudyPath,
    out: Annotated[Path | None, typer.Option(help="CSV file to write; else a table is shown.")] = None,
    marks: Annotated[bool, typer.Option("--marks", help="0 and 1 in place of counts.")] = False,
    unit: Unit = "trace",
    as_json: Json = False,
) -> None:
    """Count codes on items: a row an item, a column a code.

    Example: diatrace code matrix my-study --marks --out matrix.csv
    """
    import csv  # noqa: PLC0415

    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        found = opened.code.matrix(unit=unit, count=not marks)
    if out is not None:
        with out.open("x", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([found["columns"], *found["rows"]])
    if as_json:
        emit(found)
    elif out is not None:
        say(f"wrote {out}")
    else:
        rows = [dict(zip(found["columns"], row, strict=True)) for row in found["rows"]]
        table(rows, found["columns"]) if rows else say("none")


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        emit(rows)
    else:
        table(rows, ["path", "codings", "items", "definition", "color"]) if rows else say("none")
