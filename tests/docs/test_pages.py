"""Pages of the documentation: what they show works, what they point to is there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from diatrace import registry
from diatrace.cli.app import app as commands
from tests.docs.examples import ROOT, follow

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("bench/*.md"), *DOCS.rglob("*.md")])
FOLLOWED = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", FOLLOWED, ids=named)
def test_every_example_of_a_page_runs(page: Path, tmp_path: Path) -> None:
    shutil.copytree(DOCS / "example", tmp_path / "docs" / "example")
    assert follow(page, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith(("#", "mailto:")):
            continue
        assert (page.parent / target.partition("#")[0]).exists(), f"{named(page)} points to {target}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_place_of_somebody_s_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/(home|work|root|Users)/\w", text)


def test_the_readme_shows_the_two_commands_and_the_whole_way() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for each in (
        "make demo",
        "make test",
        "diatrace new",
        "source add",
        "question add",
        "corpus freeze",
        "rebuild",
    ):
        assert each in text


def test_the_command_line_has_an_example_for_every_command() -> None:
    names = {each.name or each.callback.__name__ for each in commands.registered_commands if each.callback}
    assert {
        "new",
        "verify",
        "propose",
        "decide",
        "status",
        "agreement",
        "publish",
        "serve",
        "demo",
        "simulate",
    } <= names
    assert registry.names("source")
