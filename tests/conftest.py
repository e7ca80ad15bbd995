"""What every test may rely on: keys and caches in a folder of its own, a study to work on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from diatrace.store.folder import Folder, create, state


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every key of a test in the test's own folder."""
    folder = tmp_path / "keys"
    monkeypatch.setenv("DIATRACE_KEYS", str(folder))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    """Return a new, empty study folder."""
    made = create(
        tmp_path / "study",
        state("Homes", "how newcomers find a home", "consent", "2099-12-31", ("fr", "en", "ar")),
    )
    yield made
    made.close()


ROOT = Path(__file__).parents[1]
REQUIRED = os.environ.get("DIATRACE_REQUIRE_BROWSER") == "1"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives a browser, and keep each file of it together: an open browser bars asyncio to other tests."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is; without one its tests are skipped, or fail where it is required."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    built = (ROOT / "src/diatrace/server/static/index.html").is_file()
    if not (found and built):
        missing = "the page is not built" if found else "no Chromium or Chrome is installed"
        (pytest.fail if REQUIRED else pytest.skip)(missing)
    return found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser for the tests of one file."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()
