"""The tree of commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diatrace import __version__
from diatrace.cli import (
    analyses,
    codes,
    corpora,
    crawling,
    decisions,
    fields,
    lives,
    serving,
    simulation,
    sites,
    sources,
    traces,
)
from diatrace.cli.options import Json, StudyPath
from diatrace.cli.output import emit, note, say, table

app = typer.Typer(
    help="Diatrace: an algorithm proposes, a person decides, the record keeps both.\n\n"
    "Example: diatrace demo",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:
    if value:
        say(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    pass


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")],
    title: Annotated[str, typer.Option(help="Title of the study.")] = "",
    purpose: Annotated[str, typer.Option(help="What the traces are gathered for.")] = "",
    basis: Annotated[
        str, typer.Option(help="Lawful basis, such as 'public interest, GDPR art. 6(1)(e) and 89'.")
    ] = "",
    retain_until: Annotated[
        str, typer.Option(help="Day on which the traces are erased, as 2030-12-31.")
    ] = "",
    languages: Annotated[str, typer.Option(help="Languages to expect, as fr,en,ar.")] = "",
    as_json: Json = False,
) -> None:
    """Make a study; it must state purpose, basis and retention date.

    Example: diatrace new homes --title "Homes" --purpose "PhD on housing" --basis "consent" --retain-until 2030-12-31
    """
    from diatrace.study import create  # noqa: PLC0415

    codes = [code.strip() for code in languages.split(",") if code.strip()]
    with create(
        folder, title=title, purpose=purpose, basis=basis, retain_until=retain_until, languages=codes
    ) as study:
        facts = {
            "study": str(folder),
            "id": study.statement.id,
            "title": title,
            "retain_until": study.statement.retain_until,
        }
    if as_json:
        emit(facts)
    else:
        say(f"made {folder}")
        note(f"next: diatrace source add {folder} FILE…")


@app.command()
def verify(study: StudyPath, as_json: Json = False) -> None:
    """Check a study against its own record: event chain, segments, decisions, corpora.

    Example: diatrace verify my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        faults = opened.verify()
    if as_json:
        emit({"sound": not faults, "faults": faults})
    else:
        say("sound: nothing was changed outside diatrace" if not faults else "\n".join(faults))
    if faults:
        raise typer.Exit(1)


run_app = typer.Typer(help="Long works: list them, stop one.", no_args_is_help=True)


@run_app.command("list")
def run_list(study: StudyPath, as_json: Json = False) -> None:
    """List imports, rankings and other long works, newest first.

    Example: diatrace run list my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        runs = opened.runs()
    if as_json:
        emit(runs)
    else:
        table(runs, ["id", "kind", "state", "done", "total", "created_at", "ended_at"])


@run_app.command("stop")
def run_stop(study: StudyPath, number: Annotated[int, typer.Argument(help="Number of the run.")]) -> None:
    """Ask a run to stop at its next step; what it has finished stands.

    Example: diatrace run stop my-study 3
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        opened.stop(number)
    say(f"run {number} will stop")


key_app = typer.Typer(help="The study's key: where it is, destroy it.", no_args_is_help=True)


@key_app.command("where")
def key_where(study: StudyPath, as_json: Json = False) -> None:
    """Say where this machine keeps the study's key, and whether it does.

    Example: diatrace key where my-study
    """
    from diatrace.privacy import key  # noqa: PLC0415
    from diatrace.store.folder import read_statement  # noqa: PLC0415

    path = key.path(read_statement(study).id)
    facts = {"path": str(path), "here": path.is_file()}
    if as_json:
        emit(facts)
    else:
        say(f"{path} ({'here' if facts['here'] else 'not here'})")


@key_app.command("destroy")
def key_destroy(
    study: StudyPath,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Destroy the study's key: raw records can never be opened again, nothing more can be imported.

    Example: diatrace key destroy my-study
    """
    from diatrace.study import open_study  # noqa: PLC0415

    if not yes:
        typer.confirm("Destroy the key for ever?", abort=True)
    with open_study(study) as opened:
        say("the key is destroyed" if opened.destroy_key() else "there was no key on this machine")


@app.command()
def log(
    study: StudyPath,
    limit: Annotated[int, typer.Option(min=0, help="How many events.")] = 50,
    as_json: Json = False,
) -> None:
    """Show the event log, newest first.

    Example: diatrace log my-study --limit 20
    """
    from diatrace.study import open_study  # noqa: PLC0415

    with open_study(study) as opened:
        events = opened.events(limit=limit)
    if as_json:
        emit(events)
    else:
        table(events, ["seq", "at", "who", "kind"])


app.command()(analyses.analyse)
app.command()(analyses.draw)
app.add_typer(sources.app, name="source")
app.add_typer(traces.app, name="trace")
lives.add_to(sites.app)
app.add_typer(sites.app, name="site")
app.add_typer(fields.app, name="field")
app.command()(crawling.crawl)
app.command()(crawling.crawls)
app.add_typer(codes.book_app, name="codebook")
app.add_typer(codes.app, name="code")
app.add_typer(decisions.question_app, name="question")
app.add_typer(corpora.app, name="corpus")
app.add_typer(run_app, name="run")
app.add_typer(key_app, name="key")
app.command()(decisions.propose)
app.command()(decisions.decide)
app.command()(decisions.adjudicate)
app.command()(decisions.status)
app.command()(decisions.agreement)
app.command()(corpora.publish)
app.command()(serving.serve)
app.command()(serving.demo)
app.command()(simulation.simulate)
app.command()(simulation.simulate_sites)
