"""Pages of the documentation: what they show works, what they point to is there, what they name is right."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from diatrace import registry
from diatrace.cli.app import app
from tests.docs.examples import ROOT, blocks, follow, steps

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("bench/*.md"), *DOCS.rglob("*.md")])
FOLLOWED = [page for page in PAGES if any(blocks(page))]
_FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"^(?:\$ | {4})diatrace ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)
_ABROAD = {
    "developer.mozilla.org",
    "github.com",
    "ibis-project.org",
    "keepachangelog.com",
    "semver.org",
}
"""Sites that a page may point to: each was looked at."""


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def links(page: Path) -> list[str]:
    """Where a page points to, but for what stands in its examples."""
    return _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))


def anchors(page: Path) -> set[str]:
    """The places within a page that can be pointed to."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


@pytest.mark.parametrize("page", FOLLOWED, ids=named)
def test_every_example_of_a_page_runs_and_answers_as_shown(page: Path, tmp_path: Path) -> None:
    shutil.copytree(DOCS / "example", tmp_path / "docs" / "example")
    assert follow(page, tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in links(page):
        file, _, place = target.partition("#")
        if "://" in target:
            assert target.split("/")[2] in _ABROAD, f"{named(page)} points abroad, to {target}"
            continue
        led = page.parent / file if file else page
        assert led.exists(), f"{named(page)} points to {target}"
        assert not place or place in anchors(led), f"{named(page)} points to {target}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_of_the_site_points_to_nothing_outside_of_it(page: Path) -> None:
    inside = DOCS in page.parents
    led = [(page.parent / each.partition("#")[0]).resolve() for each in links(page) if "://" not in each]
    assert not inside or all(each.is_relative_to(DOCS) for each in led)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_no_page_names_a_place_of_somebody_s_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/(home|work|root|Users|tmp)/\w", text)


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_command_that_a_page_names_is_one(page: Path) -> None:
    for first, second in _COMMAND.findall(page.read_text(encoding="utf-8")):
        found: Any = get_command(app).commands.get(first)  # type: ignore[attr-defined]
        assert found is not None, f"{named(page)}: diatrace {first}"
        assert not hasattr(found, "commands") or second in found.commands, f"{named(page)}: {first} {second}"


def test_the_site_leads_to_every_page_and_fetches_nothing() -> None:
    project = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]
    listed = re.findall(r"'([^']+\.md)'", str(project["nav"]))
    assert sorted(listed) == sorted(each.relative_to(DOCS).as_posix() for each in DOCS.rglob("*.md"))
    assert project["theme"]["font"] is False
    texts = [_FENCED.sub("", page.read_text(encoding="utf-8")) for page in DOCS.rglob("*.md")]
    assert not any(sign in text for text in texts for sign in ("$$", "\\(", "<script", "![](http"))
    drawn = [page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md")]
    assert not any("```mermaid" in text for text in drawn)  # it would be drawn by a script from elsewhere


def test_pictures_are_small_and_shown() -> None:
    shown = {
        (page.parent / each).resolve() for page in PAGES for each in links(page) if each.endswith(".png")
    }
    kept = set((DOCS / "image").iterdir())
    assert kept == shown
    assert all(each.stat().st_size <= 200_000 for each in kept)


def test_the_tutorials_go_the_whole_way_in_both_languages() -> None:
    for name in ("tutorial.md", "tutoriel.md"):
        blocks_of = [
            step.words for kind, each in blocks(DOCS / name) if kind == "console" for step in steps(each)
        ]
        told = [" ".join(words[1:3]) for words in blocks_of]
        for each in (
            "source add",
            "question add",
            "agreement",
            "corpus freeze",
            "corpus rebuild",
            "corpus verify",
        ):
            assert any(line.startswith(each) for line in told), f"{name}: {each}"
        added = {word for words in blocks_of if words[1:3] == ["source", "add"] for word in words[4:]}
        assert sum(each.startswith("docs/example/") for each in added) >= 5, f"{name}: five formats"


def test_the_readme_makes_a_study_in_ten_commands() -> None:
    console = [each for kind, each in blocks(ROOT / "README.md") if kind == "console"]
    assert sum(len(list(steps(each))) for each in console) == 10


def test_every_format_has_a_way_to_come_in() -> None:
    console = "".join(each for kind, each in blocks(DOCS / "how-to" / "exports.md") if kind == "console")
    for name in registry.names("source"):
        assert f"({name}): " in console, f"exports.md shows no import of {name}"


def test_citation_is_what_the_package_says() -> None:
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    package = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = re.search(r'__version__ = "([^"]+)"', (ROOT / "src/diatrace/__init__.py").read_text("utf-8"))
    assert version
    for key, value in (
        ("cff-version", "1.2.0"),
        ("license", package["license"]),
        ("version", version[1]),
        ("type", "software"),
    ):
        assert f"\n{key}: {value}\n" in f"\n{cited}"
    for key in ("message", "title", "authors", "abstract"):
        assert f"\n{key}:" in cited
