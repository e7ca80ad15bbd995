"""What every test may rely on: keys and caches in a folder of its own, a study to work on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

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
