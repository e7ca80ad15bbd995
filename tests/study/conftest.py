"""A study of two pages that link to each other and to a third site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from diatrace.study import Study, create

PAGES = {
    "home.html": (
        "https://town.example/",
        ["https://www.help.example/rooms", "https://blog.wordpress.com/"],
    ),
    "help.html": (
        "https://help.example/",
        ["https://town.example/newcomers", "https://town.example/", "mailto:x@y.z"],
    ),
}


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[Study]:
    made = create(tmp_path / "study", title="T", purpose="p", basis="none", retain_until="2099-12-31")
    for name, (url, links) in PAGES.items():
        anchors = "".join(f"<p>Look at <a href='{each}'>this one</a>.</p>" for each in links)
        page = tmp_path / name
        page.write_text(
            f"<html><head><link rel=canonical href='{url}'></head><body><h1>{name}</h1>{anchors}</body></html>"
        )
        made.source.add(page)
    yield made
    made.close()


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """A study that holds nothing."""
    made = create(tmp_path / "empty", title="T", purpose="p", basis="none", retain_until="2099-12-31")
    yield made
    made.close()
