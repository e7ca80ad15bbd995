"""`diatrace corpus` and `diatrace publish`: what was frozen, and what leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from diatrace.cli.options import Json, QuestionName, StudyPath, Who
from diatrace.cli.output import emit, note, say, table
from diatrace.errors import Misuse

app = typer.Typer(help="Frozen corpora: freeze, list, compare, rebuild, verify.", no_args_is_help=True)

Label = Annotated[
    str, typer.Argument(metavar="CORPUS", help="A corpus, as housing@1 (or housing: its newest version).")
]


@app.command()
def freeze(
    study: StudyPath,
    question: QuestionName,
    name: Annotated[str, typer.Option(help="Name of the corpus, where it is not the question's.")] = "",
    rule: Annotated[
        str, typer.Option(help="one, agreeing or adjudicated; the question's own by default.")
    ] = "",
    include: Annotated[str, typer.Option(help="Verdicts taken in, joined by commas.")] = "in",
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Freeze what stands on a question into a new version of a corpus.

    Example: diatrace corpus freeze my-study housing --include in,neighbour
    """
    from diatrace.study import open_study  # noqa: PLC0415

    verdicts = [each.strip() for each in include.split(",") if each.strip()]
    with open_study(study) as opened:
        facts = opened.corpus.freeze(question, name=name, rule=rule, include=verdicts, who=who)
    if as_json:
        emit(facts)
        return
    say(
        f"{facts['corpus']}: {facts['members']:,} members of {facts['items']:,} items, {facts['status']}"
        + ("" if facts["new"] else "; nothing changed since it was frozen")
    )
    say(f"digest {facts['digest']}")
    if not facts["complete"]:
        note(f"partial: {facts['candidates']:,} traces are held, and not every one is decided")


@app.command("list")
def list_corpora(study: StudyPath, as_json: Json = False) -> None:
    """List every frozen version, oldest first.

    Example: diatrace corpus list my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        rows = [each.plain() for each in opened.corpus.list()]
    if as_json:
        emit(rows)
    else:
        short = [{**each, "frozen": each["frozen_at"][:10], "digest": each["digest"][:12]} for each in rows]
        table(short, ["corpus", "rule", "status", "items", "members", "frozen", "digest"])


@app.command()
def diff(
    study: StudyPath,
    old: Annotated[str, typer.Argument(metavar="A", help="The earlier version, as housing@1.")],
    new: Annotated[str, typer.Argument(metavar="B", help="The later version, as housing@2.")],
    as_json: Json = False,
) -> None:
    """Compare two versions: what came in, went out, changed.

    Example: diatrace corpus diff my-study housing@1 housing@2
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        facts = opened.corpus.diff(old, new)
    if as_json:
        emit(facts)
        return
    if facts["equal"]:
        say(f"{facts['from']} and {facts['to']} are equal")
    for name in ("added", "removed", "newly_decided", "content_changed", "protocol_changed"):
        if facts[name]:
            say(f"{name.replace('_', ' ')} ({len(facts[name]):,}): {', '.join(facts[name])}")
    for each in facts["verdict_changed"]:
        say(f"verdict changed: {each['trace']} from {each['from'] or 'open'} to {each['to'] or 'open'}")


@app.command()
def rebuild(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A bundle that `publish … bundle` wrote.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to make.")],
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Rebuild a corpus from its bundle into a new study; its digest must be the one that was frozen.

    Example: diatrace corpus rebuild housing-v1.bundle.zip --out rebuilt
    """
    from diatrace.study import rebuild as make  # noqa: PLC0415

    facts = make(bundle, out, who=who)
    if as_json:
        emit(facts)
        return
    say(f"{facts['corpus']} in {facts['study']}: {facts['members']:,} members of {facts['items']:,} items")
    say(f"digest {facts['digest']}, equal to the one that was frozen")


@app.command()
def verify(study: StudyPath, corpus: Label, as_json: Json = False) -> None:
    """Make a frozen version again from its decisions and traces, and compare.

    Example: diatrace corpus verify my-study housing@1
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        frozen = opened.corpus.get(corpus)
        faults = opened.corpus.verify(corpus)
    if as_json:
        emit({"corpus": frozen.label, "digest": frozen.digest, "sound": not faults, "faults": faults})
    else:
        say("\n".join(faults) or f"sound: {frozen.label} follows from its decisions, digest {frozen.digest}")
    if faults:
        raise typer.Exit(1)


def publish(
    study: StudyPath,
    corpus: Label,
    format_: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT", help="csv, methods … of traces; gexf, wacz … of sites; a wrong one lists all."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="File or folder to write to.")],
    set_: Annotated[
        list[str],
        typer.Option("--set", metavar="PARAM=VALUE", help="A parameter of the format or of the gate."),
    ] = [],  # noqa: B006
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that exists.")] = False,
    who: Who = "owner",
    as_json: Json = False,
) -> None:
    """Publish a frozen corpus; everything passes the gate, and what it withholds is told.

    Example: diatrace publish my-study housing@1 csv --out housing.csv
    """
    from diatrace.study import open_study  # noqa: PLC0415

    params = dict(_pair(each) for each in set_)
    with open_study(study) as opened:
        facts = opened.publication.write(corpus, format_, out, force=force, who=who, **params)
    if as_json:
        emit(facts)
        return
    say(f"wrote {facts['out']} ({facts['bytes']:,} bytes, SHA-256 {facts['sha256']})")
    for title, counts in (("withheld", facts["withheld"]), ("let through", facts["report"]["passed"])):
        if counts:
            note(f"{title}: {', '.join(f'{_KINDS[kind]} {count:,}' for kind, count in counts.items())}")


_KINDS = {
    "closed": "texts of closed venues",
    "url": "addresses that lead to an account",
    "phone": "telephone numbers",
    "email": "e-mail addresses",
    "iban": "account numbers",
    "handle": "handles",
    "name": "names",
    "note": "notes",
    "reviewer": "names of reviewers",
    "file": "names of files",
}


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise Misuse(f"{text!r} has not the form PARAM=VALUE", hint="write --set PARAM=VALUE")
    return name.strip(), value.strip()
