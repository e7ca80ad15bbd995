"""Options that many commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

import typer

StudyPath: TypeAlias = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of the study.")]
QuestionName: TypeAlias = Annotated[str, typer.Argument(metavar="NAME", help="Name of the question.")]
Json: TypeAlias = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Who: TypeAlias = Annotated[str, typer.Option("--who", help="Who does this, for the record.")]
