"""Write docs/reference from the code: `python tools/reference.py` writes, `… check` says whether it is fresh."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

import diatrace
from diatrace import registry
from diatrace.cli.app import app
from diatrace.study import (
    analyses,
    corpora,
    decisions,
    proposals,
    publications,
    questions,
    sites,
    sources,
    traces,
)

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "reference"
KINDS = {"source": "Sources", "proposal": "Proposals", "analysis": "Analyses", "publication": "Publications"}
PARTS = {
    "study.source": sources.Sources,
    "study.trace": traces.StudyTraces,
    "study.site": sites.StudySites,
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
            lines += [f"### `{name}`", "", f"{found['title']}. {found['doc']}", ""]
            properties = found["params"]["properties"]
            if properties:
                lines += ["| parameter | | default |", "|---|---|---|"]
                lines += [
                    f"| `{key}` | {_cell(value.get('description', ''))}{_choices(value)} "
                    f"| `{value.get('default', '')}` |"
                    for key, value in properties.items()
                ]
                lines.append("")
    return "\n".join(lines)


def _choices(value: dict[str, Any]) -> str:
    return f" ({', '.join(map(str, value['enum']))})" if "enum" in value else ""


def python() -> str:
    """Return the page of the Python interface."""
    lines = ["# Python", "", inspect.cleandoc(diatrace.__doc__ or ""), ""]
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


def _cell(text: str) -> str:
    return " ".join(str(text).split()).replace("|", "\\|")


def pages() -> dict[Path, str]:
    """Return every page of the reference by its file."""
    made = {"commands": commands, "formats": formats, "python": python, "routes": routes}
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
