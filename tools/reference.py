"""Write docs/reference from the code: `python tools/reference.py` writes, `… check` says whether it is fresh."""

from __future__ import annotations

import ast
import inspect
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

import diatrace
from diatrace import errors, model, registry
from diatrace.cli.app import app
from diatrace.message import catalogue
from diatrace.store import schema
from diatrace.study import (
    analyses,
    corpora,
    decisions,
    exchange,
    proposals,
    publications,
    questions,
    sites,
    sources,
    traces,
)

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "reference"
_QUOTED = re.compile(r"(: |-> )'([^']*)'")
"""A type as it is written in the code, which comes with quotation marks."""
KINDS = {"source": "Sources", "proposal": "Proposals", "analysis": "Analyses", "publication": "Publications"}
PARTS = {
    "study.source": sources.Sources,
    "study.trace": traces.StudyTraces,
    "study.site": sites.StudySites,
    "study.exchange": exchange.Exchange,
    "study.question": questions.Questions,
    "study.proposal": proposals.Proposals,
    "study.decision": decisions.Decisions,
    "study.corpus": corpora.Corpora,
    "study.analysis": analyses.Analyses,
    "study.publication": publications.Publications,
}


def commands() -> str:
    """Return the page of commands."""
    lines = [
        "# Commands",
        "",
        "Written from the program itself. Every command takes `--help`; most take `--json`.",
        "",
    ]
    root = get_command(app)
    for name, command in _commands(root, "diatrace"):
        lines += [f"## `{name}`", "", inspect.cleandoc(command.help or "").strip(), ""]
        rows = [_parameter(each) for each in command.params if each.name != "help"]
        if rows:
            lines += ["| | | |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, each in command.commands.items():
            yield from _commands(each, f"{path} {name}")
    else:
        yield path, command


def _parameter(each: Any) -> str:
    name = each.metavar or each.name.upper() if each.param_type_name == "argument" else ", ".join(each.opts)
    default = each.default
    shown = "" if default in (None, "", (), [], False) or callable(default) else f"default {default}"
    need = "required" if each.required else shown
    return f"| `{name}` | {_cell(getattr(each, 'help', '') or '')} | {_cell(need)} |"


def formats() -> str:
    """Return the page of what can be plugged in: sources, proposals, analyses, publications."""
    lines = [
        "# Formats, proposals, analyses",
        "",
        "Each is one file and one entry point; strangers come in by the same door.",
        "",
    ]
    for kind, title in KINDS.items():
        lines += [f"## {title}", ""]
        for name in registry.names(kind):
            found = registry.describe(kind, name)
            of = (
                f" · corpora of {' and '.join(f'{each}s' for each in found['units'])}"
                if "units" in found
                else ""
            )
            lines += [
                f"### `{name}`",
                "",
                f"**{found['title']}**{of}",
                "",
                inspect.cleandoc(found["doc"]),
                "",
            ]
            properties = found["params"]["properties"]
            if properties:
                lines += ["| parameter | | default |", "|---|---|---|"]
                lines += [
                    f"| `{key}` | {_cell(value.get('description', ''))}{_choices(value)} "
                    f"| {_shown(value.get('default', ''))} |"
                    for key, value in properties.items()
                ]
                lines.append("")
    return "\n".join(lines)


def _shown(default: Any) -> str:
    return "" if default == "" else f"`{default}`"


def _choices(value: dict[str, Any]) -> str:
    return f" ({', '.join(map(str, value['enum']))})" if "enum" in value else ""


def python() -> str:
    """Return the page of the Python interface."""
    lines = ["# Python", "", inspect.cleandoc(diatrace.__doc__ or "").replace("::\n\n", ""), ""]
    for name in ("create", "open", "rebuild"):
        lines += _described(f"diatrace.{name}", getattr(diatrace, name))
    lines += ["## `diatrace.Study`", "", inspect.cleandoc(diatrace.Study.__doc__ or ""), ""]
    for name, method in _public(diatrace.Study):
        lines += _described(f"study.{name}", method)
    for path, part in PARTS.items():
        lines += [f"## `{path}`", "", inspect.cleandoc(part.__doc__ or ""), ""]
        for name, method in _public(part):
            lines += _described(f"{path}.{name}", method)
    return "\n".join(lines)


def _public(part: type) -> Iterator[tuple[str, Any]]:
    for name, member in inspect.getmembers(part, inspect.isfunction):
        if not name.startswith("_") and name != "connection":
            yield name, member


def _described(path: str, member: Any) -> list[str]:
    signature = str(inspect.signature(member)).replace("(self, ", "(").replace("(self)", "()")
    signature = _QUOTED.sub(r"\1\2", signature)
    return [
        f"### `{path}`",
        "",
        f"```text\n{path}{signature}\n```",
        "",
        inspect.cleandoc(member.__doc__ or ""),
        "",
    ]


def routes() -> str:
    """Return the page of the server's routes."""
    contract = json.loads((ROOT / "page" / "openapi.json").read_text(encoding="utf-8"))
    lines = [
        "# Routes",
        "",
        "What the page asks of the server, on loopback and with the token of the start.",
        "",
        "| | | |",
        "|---|---|---|",
    ]
    for path, methods in sorted(contract["paths"].items()):
        for method, found in methods.items():
            lines.append(
                f"| `{method.upper()}` | `{path}` | {_cell(found.get('description', found.get('summary', '')))} |"
            )
    return "\n".join([*lines, ""])


def events() -> str:
    """Return the page of the kinds of events, found where the code appends them."""
    english, french = catalogue("page", "en"), catalogue("page", "fr")
    lines = [
        "# Events",
        "",
        "What the event log (`diatrace log`, `study.events()`, *Log* on the page) holds: each event has a number, a",
        "time, who did it, a kind, a body with the facts, and a hash that chains it to the one before.",
        "",
        "| kind | in the log | au journal | written by |",
        "|---|---|---|---|",
    ]
    for kind, places in sorted(event_kinds().items()):
        key = f"event.{kind}"
        by = ", ".join(f"`{place}`" for place in sorted(places))
        lines.append(f"| `{kind}` | {_cell(english[key])} | {_cell(french[key])} | {by} |")
    return "\n".join([*lines, ""])


def event_kinds() -> dict[str, set[str]]:
    """Return every kind of event that the code appends, with the modules that do."""
    source = ROOT / "src"
    found: dict[str, set[str]] = {}
    for file in sorted(source.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name("event"), attr="append" | "append_many" | "enter"),
                    args=[_, _, ast.Constant(value=str(kind)), *_],
                ):
                    place = ".".join(file.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
                    found.setdefault(kind, set()).add(place)
    return found


def failures() -> str:
    """Return the page of errors, as a tree, with exit codes and HTTP statuses."""
    lines = [
        "# Errors and exit codes",
        "",
        "All errors descend from `diatrace.errors.DiatraceError` and carry `what`, `where` and `hint`. The command",
        "line prints one line and a hint and ends with the exit code; the server answers with the status, as",
        "`application/problem+json`. Exit code 3 is no error: the command is done, and some items failed.",
        "",
        "| error | | exit | HTTP |",
        "|---|---|---|---|",
    ]
    for depth, kind in _tree(errors.DiatraceError):
        lines.append(
            f"| {'· ' * depth}`{kind.__name__}` | {_cell(kind.__doc__ or '')} | {kind.exit_code} | {kind.status} |"
        )
    return "\n".join([*lines, ""])


def _tree(
    kind: type[errors.DiatraceError], depth: int = 0
) -> Iterator[tuple[int, type[errors.DiatraceError]]]:
    yield depth, kind
    for each in kind.__subclasses__():
        if each.__module__ == errors.__name__:
            yield from _tree(each, depth + 1)


def tables() -> str:
    """Return the page of tables: those for who counts, taken from a study made for it, and those of the record."""
    lines = [
        "# Tables",
        "",
        "## For those who count",
        "",
        "`study.table(name)` gives these as [Ibis](https://ibis-project.org) expressions; `.to_polars()`,",
        "`.to_pandas()` and `.to_pyarrow()` bring them in.",
        "",
    ]
    told = {"trace": model.Trace, "tie": model.Tie, "decision": model.Decision}
    with tempfile.TemporaryDirectory() as folder, _study(Path(folder)) as study:
        for name in ("trace", "tie", "decision", "housing@1"):
            said = (
                told[name].__doc__ if name in told else "A frozen version: an item a row, beside its trace."
            )
            lines += [f"### `{name}`", "", inspect.cleandoc(said or ""), "", "| column | type |", "|---|---|"]
            lines += [
                f"| `{column}` | {_cell(kind)} |" for column, kind in study.table(name).schema().items()
            ]
            lines.append("")
    lines += ["## The record: `study.sqlite`", "", "| table | columns |", "|---|---|"]
    lines += [
        f"| `{table.name}` | {', '.join(f'`{column.name}`' for column in table.columns)} |"
        for table in schema.metadata.sorted_tables
    ]
    return "\n".join([*lines, ""])


def _study(folder: Path) -> diatrace.Study:
    """Return a study of one trace with a frozen corpus; its key lies beside it."""
    os.environ["DIATRACE_KEYS"] = str(folder / "keys")
    post = folder / "post.csv"
    post.write_text("id,text\n1,a room for a family\n", encoding="utf-8")
    study = diatrace.create(
        folder / "study", title="T", purpose="p", basis="b", retain_until="2999-12-31", languages=["en"]
    )
    study.source.add(post)
    study.question.add("housing", criteria="a room")
    study.decision.make("housing", study.trace.list()[0].id, "in", reviewer="R")
    study.corpus.freeze("housing")
    return study


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def pages() -> dict[Path, str]:
    """Return every page of the reference by its file."""
    made = {
        "commands": commands,
        "formats": formats,
        "python": python,
        "routes": routes,
        "events": events,
        "errors": failures,
        "tables": tables,
    }
    return {OUT / f"{name}.md": make().rstrip() + "\n" for name, make in made.items()}


def main(arguments: list[str]) -> int:
    """Write the pages, or with `check` say which are old."""
    if arguments == ["check"]:
        old = [
            file
            for file, text in pages().items()
            if not file.is_file() or file.read_text(encoding="utf-8") != text
        ]
        for file in old:
            print(
                f"{file.relative_to(ROOT)} is older than the code: run `python tools/reference.py`",
                file=sys.stderr,
            )
        return bool(old)
    OUT.mkdir(parents=True, exist_ok=True)
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
