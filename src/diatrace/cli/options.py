"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

from diatrace.errors import Misuse

StudyPath: TypeAlias = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of the study.")]
QuestionName: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="Name of the question.")]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Who: TypeAlias = Annotated[str, typer.Option("--who", help="Who does this, for the record.")]


def pair(text: str, form: str) -> tuple[str, str]:
    """Return both sides of what was written as NAME=VALUE; `form` is how it is to be written."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise Misuse(f"{text!r} has not the form {form}", hint=f"write {form}")
    return name.strip(), value.strip()
