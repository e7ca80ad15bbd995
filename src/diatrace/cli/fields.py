"""`diatrace field`: what is recorded of sites and traces beside verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.decisions import show_agreement
from diatrace.cli.options import Json, StudyPath, Who
from diatrace.cli.output import emit, note, say, table

app = typer.Typer(
    help="Fields: define them, say values, see who disagrees, what was never used.", no_args_is_help=True
)

FieldName = Annotated[str, typer.Argument(metavar="FIELD", help="Name of the field.")]
Item = Annotated[
    str, typer.Argument(metavar="ITEM", help="A site (identifier, name, address) or a trace's identifier.")
]
Blind = Annotated[
    bool, typer.Option("--blind", help="Said without having seen what others said; or only such readings.")
]
Settle = Annotated[bool, typer.Option("--adjudicate", help="Settle what readers differ on.")]
_COLUMNS = ["name", "type", "unit", "many", "told", "disputed", "definition"]


@app.command()
def define(
    study: StudyPath,
    name: FieldName,
    type_: Annotated[
        str, typer.Option("--type", help="choice, text, number, date, language, place, url or yesno.")
    ] = "choice",
    unit: Annotated[str, typer.Option(help="What it is of: site or trace.")] = "site",
    choice: Annotated[list[str] | None, typer.Option(help="A value it can take; once for each.")] = None,
    many: Annotated[bool, typer.Option("--many", help="It takes several values.")] = False,
    dated: Annotated[bool, typer.Option("--dated", help="Its values hold on a day.")] = False,
    definition: Annotated[str, typer.Option(help="What it means, for everybody who reads.")] = "",
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Define a field, or change it.

    Example: diatrace field define my-study activity --choice culture --choice solidarity --many
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        made = opened.field.define(
            name,
            type=type_,
            unit=unit,
            choices=choice or [],
            many=many,
            dated=dated,
            definition=definition,
            who=who,
        )
    _show([made], as_json=as_json)


@app.command()
def template(
    study: StudyPath,
    name: Annotated[str, typer.Argument(metavar="TEMPLATE", help="e-diasporas")] = "e-diasporas",
    language: Annotated[str, typer.Option(help="Language of names and definitions: en or fr.")] = "en",
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Define the fields of a published protocol, to begin with; change them as you need.

    Example: diatrace field template my-study e-diasporas --language fr
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show(opened.field.template(name, language=language, who=who), as_json=as_json)


@app.command("list")
def list_fields(
    study: StudyPath,
    unused: Annotated[bool, typer.Option("--unused", help="Only what nobody used.")] = False,
    as_json: Json = False,
) -> None:
    """List the fields: what they mean, how often they are used; or those and the choices that nobody used.

    Example: diatrace field list my-study --unused
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        if not unused:
            _show(opened.field.list(), as_json=as_json)
            return
        found = opened.field.unused()
    if as_json:
        emit(found)
    for name, choices in () if as_json else found.items():
        say(f"{name}: {', '.join(choices) + ' never used' if choices else 'never used'}")


@app.command()
def retire(study: StudyPath, name: FieldName, who: Who = "owner", as_json: Json = False) -> None:
    """Hide a field; what was said in it stays. Define it again to have it back.

    Example: diatrace field retire my-study category
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        _show([opened.field.retire(name, who=who)], as_json=as_json)


@app.command("say")
def say_value(
    study: StudyPath,
    name: Annotated[str, typer.Argument(metavar="[FIELD]", help="Name of the field.")] = "",
    item: Annotated[str, typer.Argument(metavar="[ITEM]", help="The site or trace.")] = "",
    values: Annotated[list[str] | None, typer.Argument(metavar="[VALUE]…", help="None: it has none.")] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", help="CSV with a column item and one a field; | parts values.")
    ] = None,
    on: Annotated[str, typer.Option(help="Day it holds, of a dated field, as 2026-11-23.")] = "",
    blind: Blind = False,
    adjudicate: Settle = False,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Say what an item has in a field, or read it for many items from a table.

    Example: diatrace field say my-study activity example.org culture solidarity --who Salma
    """
    from diatrace.errors import Misuse  # noqa: PLC0415
    from diatrace.study import open_study  # noqa: PLC0415

    if not from_ and not (name and item):
        raise Misuse("nothing is said", hint="name a field and an item, or give --from FILE.csv")
    with open_study(study) as opened:
        role: Any = "adjudication" if adjudicate else "reading"
        if from_:
            report = opened.field.read(from_, who=who, blind=blind, role=role)
        else:
            opened.field.say(name, item, values or [], who=who, on=on, blind=blind, role=role)
            report = {"written": 1, "failed": []}
    if as_json:
        emit(report)
    else:
        say(f"{report['written']:,} values written")
        for each in report["failed"]:
            note(f"  line {each['line']}: {each['reason']}")
    if report["failed"]:
        raise typer.Exit(3 if report["written"] else 1)


@app.command()
def show(
    study: StudyPath,
    item: Item,
    name: Annotated[str, typer.Option("--field", help="The history of one field.")] = "",
    unit: Annotated[str, typer.Option(help="What the item is: site or trace.")] = "site",
    as_json: Json = False,
) -> None:
    """Show what stands of an item in every field, or everything that was said in one.

    Example: diatrace field show my-study example.org --field life
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        found: Any = opened.field.history(name, item) if name else opened.field.of(item, unit=unit)
    if as_json:
        emit(found)
    elif name:
        table([_plain(each) for each in found], ["on", "said", "who", "role", "made_at", "note"])
    else:
        rows = [{"field": field, **_plain(each)} for field, each in found.items()]
        table(rows, ["field", "values", "on", "who"]) if rows else say("none")


@app.command()
def agreement(study: StudyPath, name: FieldName, blind: Blind = False, as_json: Json = False) -> None:
    """Show how far the readers of a field agree, with intervals, and every disagreement.

    Example: diatrace field agreement my-study activity --blind
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        facts = opened.field.agreement(name, blind=blind)
    if as_json:
        emit(facts)
        return
    show_agreement(facts)
    if facts["metric"] != "nominal":
        say(f"  krippendorff alpha with the distance for {facts['metric']}")


@app.command()
def propose(
    study: StudyPath,
    name: FieldName,
    limit: Annotated[int, typer.Option(help="How many sites at most; 0 for all.")] = 20,
    as_json: Json = False,
) -> None:
    """Show values proposed for sites of which nothing is said in a field, and how such proposals fare; writes nothing.

    Example: diatrace field propose my-study type --limit 50
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        found = opened.field.propose(name, limit=limit)
    if as_json:
        emit(found)
        return
    check = found["check"]
    if check["tried"]:
        say(
            f"of {check['tried']:,} sites told by people such proposals meet {check['met']:,}; "
            f"always the commonest value would meet {check['commonest']:,}"
        )
    else:
        say(f"fewer than {found['least']} sites are told of: little can be proposed yet")
    rows = [
        {"name": each["name"], "values": " | ".join(_share(value) for value in each["values"])}
        for each in found["proposed"]
    ]
    table(rows, ["name", "values"]) if rows else say("none")


def _share(value: dict[str, Any]) -> str:
    return f"{value['value']} ({value['share']:.0%})"


@app.command()
def undo(study: StudyPath, who: Who = "owner", as_json: Json = False) -> None:
    """Take back what somebody said last; it stays in the record.

    Example: diatrace field undo my-study --who Salma
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        taken = opened.field.undo(who=who)
    if as_json:
        emit(taken)
    for each in () if as_json else taken:
        say(f"taken back: {each['field']} of {each['item']}: {' | '.join(each['said']) or 'none'}")


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    shown = {**row, "who": ", ".join(row["who"]) if not isinstance(row["who"], str) else row["who"]}
    for name in ("values", "said"):
        if name in row:
            shown[name] = " | ".join(row[name]) or ("disputed" if row.get("disputed") else "none")
    return shown


def _show(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        emit(rows)
    else:
        table(rows, _COLUMNS) if rows else say("none")
