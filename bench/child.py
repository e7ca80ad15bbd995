"""Work in a process of its own, so that its CPU and memory are its own."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def child(command: list[str], cwd: Path = ROOT) -> dict[str, Any]:
    """Run a command and return the JSON object on the last line it prints."""
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=cwd)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures
