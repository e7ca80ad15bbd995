"""`diatrace simulate`: replay a labelled file through the real ranker."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from diatrace.cli.options import Json
