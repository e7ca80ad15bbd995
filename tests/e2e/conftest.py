"""A real browser on a real server with a small invented study; what the page does wrong by itself fails every test."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from diatrace.study import create
from tests.e2e.invented import write_posts

CRITERIA = (
    "Does the trace speak of finding, offering or losing a home? A room, a flat, a landlord, a host.\n"
    "Cherche ou propose un logement, une chambre, un loyer.\nيبحث عن سكن أو غرفة للإيجار."
)
STATED: dict[str, Any] = {
    "title": "Homes for newcomers",
    "purpose": "How newcomers find homes",
    "basis": "Public interest",
    "retain_until": "2099-12-31",
    "languages": ("fr", "en", "ar"),
}
WAIT_MS = 15_000


@dataclass
class Watch:
    """What a page did that it must not: errors on the console, requests to elsewhere."""

    host: str
    complaints: list[str] = field(default_factory=list)
    forgiven: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", lambda message: self._told(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self._asked(request.url))

    def _told(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")

    def _asked(self, url: str) -> None:
        if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != self.host:
            self.complaints.append(f"left the machine: {url}")

    def forgive(self, words: str) -> None:
        """Expect complaints with these words: a test makes the server or the network fail."""
        self.forgiven.append(words)

    def unforgiven(self) -> list[str]:
        return [each for each in self.complaints if not any(words in each for words in self.forgiven)]


@dataclass
class Served:
    """A study on its server."""

    path: Path
    address: str

    @property
    def base(self) -> str:
        return self.address.split("/?")[0]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a study of one source, its keys and the file it was made from."""
    folder = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(folder / "keys"))
        with create(folder / "study", **STATED) as study:
            study.source.add(write_posts(folder / "posts.csv"))
        yield folder


@contextmanager
def served(study: Path, keys: Path) -> Iterator[Served]:
    """Serve a study in a process of its own, as a person would."""
    command = [sys.executable, "-c", "from diatrace.cli import main; main()", "serve", str(study)]
    process = subprocess.Popen(
        [*command, "--port", "0", "--no-open"],
        stdout=subprocess.PIPE,
        env={**os.environ, "DIATRACE_KEYS": str(keys), "PYTHONUNBUFFERED": "1"},
        text=True,
    )
    assert process.stdout
    try:
        told = iter(process.stdout.readline, "")
        found = next((found for line in told if (found := re.search(r"http://\S+", line))), None)
        assert found, f"the server ended with {process.wait(timeout=20)}"
        yield Served(study, found.group())
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture(scope="session")
def shared(chromium: str, template: Path) -> Iterator[Served]:
    """A server that many tests use, each with a question of its own."""
    with served(template / "study", template / "keys") as running:
        yield running


@pytest.fixture
def fresh(browser: Browser, template: Path, tmp_path: Path) -> Iterator[Served]:
    """A server with an empty study of the test's own."""
    keys = template / "keys"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(keys))
        create(tmp_path / "study", **STATED).close()
    with served(tmp_path / "study", keys) as running:
        yield running


@dataclass(frozen=True)
class Asked:
    """A question on the shared server that no other test answers."""

    server: Served
    name: str

    @property
    def desk(self) -> str:
        return f"/question/{self.name}/review"


@pytest.fixture
def asked(shared: Served, request: pytest.FixtureRequest) -> Asked:
    token = shared.address.rpartition("=")[2]
    name = str(request.node.name)[:60]
    put = Request(
        f"{shared.base}/api/question",
        json.dumps({"name": name, "criteria": CRITERIA}).encode(),
        {"Content-Type": "application/json", "Authorization": f"Bearer {token}"},
    )
    with urlopen(put) as answer:
        assert answer.status == 201
    return Asked(shared, name)


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open a place of a served study as somebody, in a browser of their own; complaints fail the test at its end."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def go(
        server: Served,
        place: str = "/",
        *,
        who: str = "Nadia",
        language: str = "en",
        theme: str = "light",
        width: int = 1280,
        height: int = 860,
        **settings: object,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            locale=language,
            reduced_motion="reduce",
        )
        contexts.append(context)
        kept = json.dumps({"reviewer": who, "language": language, "blur": "off", **settings})
        context.add_init_script(
            "localStorage.getItem('diatrace.settings') ||"
            f" localStorage.setItem('diatrace.settings', JSON.stringify({kept}))"
        )
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        watch = Watch(urlsplit(server.base).netloc)
        watch.over(page)
        watches.append(watch)
        page.watch = watch  # type: ignore[attr-defined]
        page.goto(f"{server.address}#{place}")
        page.locator("h1").wait_for()
        return page

    yield go
    for context in contexts:
        context.close()
    assert [each for watch in watches for each in watch.unforgiven()] == []


def forgive(page: Page, words: str) -> None:
    """Expect complaints with these words on a page: the test makes something fail."""
    page.watch.forgive(words)  # type: ignore[attr-defined]
