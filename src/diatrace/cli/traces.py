"""`diatrace trace`: what the study holds."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from diatrace.cli.options import Json, StudyPath
from diatrace.cli.output import emit, say, table

app = typer.Typer(help="The traces: list, show, search.", no_args_is_help=True)

Limit = Annotated[int, typer.Option(min=0, help="How many at most; 0 for all.")]
Offset = Annotated[int, typer.Option(min=0, help="How many to pass over.")]
_COLUMNS = ["id", "kind", "language", "edited", "text"]
_ALL = 2**62


@app.command("list")
def list_traces(
    study: StudyPath,
    source: Annotated[int, typer.Option(help="Only of this source (its number).")] = 0,
    language: Annotated[str, typer.Option(help="Only in this language.")] = "",
    kind: Annotated[str, typer.Option(help="Only of this kind: post, message, comment, page, link.")] = "",
    author: Annotated[str, typer.Option(help="Only by this pseudonym.")] = "",
    thread: Annotated[str, typer.Option(help="Only of this thread.")] = "",
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """List traces in order of arrival.

    Example: diatrace trace list my-study --language ar --limit 20
    """
    from diatrace.study import open_study  # noqa: PLC0415
    from diatrace.trace.read import plain  # noqa: PLC0415

    filters = {
        "source": source or None,
        "language": language,
        "kind": kind,
        "author": author,
        "thread": thread,
    }
    with open_study(study) as opened:
        total = opened.trace.count(filters)
        found = [plain(each) for each in opened.trace.list(filters, limit=limit or _ALL, offset=offset)]
    _show(found, total, as_json=as_json)


@app.command()
def search(
    study: StudyPath,
    words: Annotated[str, typer.Argument(help='Words, "a phrase", prefix*, -not, OR.')],
    limit: Limit = 50,
    offset: Offset = 0,
    as_json: Json = False,
) -> None:
    """Search texts and titles; accents, case and Arabic spelling variants do not matter.

    Example: diatrace trace search my-study 'loge* -hôtel'
    """
    from diatrace.study import open_study  # noqa: PLC0415
    from diatrace.trace.read import plain  # noqa: PLC0415

    with open_study(study) as opened:
        total, found = opened.trace.search(words, limit=limit or _ALL, offset=offset)
        rows = [plain(each) for each in found]
    _show(rows, total, as_json=as_json)


def _show(rows: list[dict[str, Any]], total: int, *, as_json: bool) -> None:
    if as_json:
        emit({"total": total, "traces": rows})
        return
    short = [
        {**each, "edited": (each["edited"] or "")[:10], "text": f"{each['title']} {each['text']}"}
        for each in rows
    ]
    table(short, _COLUMNS)
    say(f"{len(rows):,} of {total:,}")


@app.command()
def show(
    study: StudyPath,
    trace: Annotated[str, typer.Argument(help="Identifier of the trace.")],
    raw: Annotated[
        bool, typer.Option("--raw", help="Also open the sealed raw record (needs the study's key).")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show one trace with its context and ties.

    Example: diatrace trace show my-study 9d7e90064f57bd2c
    """
    from diatrace.study import open_study  # noqa: PLC0415
    from diatrace.trace.read import plain  # noqa: PLC0415

    with open_study(study) as opened:
        found = opened.trace.one(trace)
        context = {name: [plain(each) for each in rows] for name, rows in opened.trace.context(found).items()}
        facts = {**plain(found), "ties": opened.trace.ties(trace), "context": context}
        if raw:
            facts["raw_record"] = opened.trace.raw(trace).decode("utf-8", "replace")
    if as_json:
        emit(facts)
        return
    for name in (
        "id",
        "kind",
        "platform",
        "author",
        "thread",
        "language",
        "edited",
        "edited_evidence",
        "captured",
        "url",
        "title",
    ):
        if facts[name]:
            say(f"{name.replace('_', ' ')}: {facts[name]}")
    say(f"\n{facts['text']}")
    if raw:
        say(f"\n--- raw record ---\n{facts['raw_record']}")
