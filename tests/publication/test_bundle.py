from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from diatrace.corpus.version import Version
from diatrace.errors import Misuse, PublicationRefused
from diatrace.publication.bundle import Bundle, BundleParams
from diatrace.publication.contract import Release
from diatrace.registry import fill
from diatrace.store.folder import Folder
from tests import invented

GIVEN = {"closed": "include", "reason": "the same team"}


def _written(folder: Folder, frozen: Version, out: Path) -> Path:
    params = fill(BundleParams, dict(GIVEN))
    return Bundle().run(Release(folder, frozen, params), out, params)


def test_without_texts_of_closed_venues_there_is_no_bundle(
    folder: Folder, frozen: Version, tmp_path: Path
) -> None:
    with pytest.raises(PublicationRefused, match="1 members are from closed venues"):
        Bundle().run(Release(folder, frozen, BundleParams()), tmp_path / "b.zip", BundleParams())
    assert not list(tmp_path.glob("*.zip*"))


@pytest.mark.parametrize("name", ["identifiers", "urls", "reviewers"])
def test_a_bundle_is_whole_or_none(name: str) -> None:
    with pytest.raises(Misuse):
        fill(BundleParams, {name: {"identifiers": "mark", "urls": "withhold", "reviewers": "number"}[name]})


def test_it_says_that_it_is_not_for_publication(folder: Folder, frozen: Version, tmp_path: Path) -> None:
    with zipfile.ZipFile(_written(folder, frozen, tmp_path / "b.zip")) as opened:
        readme = opened.read("README.txt").decode()
    assert "NOT FOR PUBLICATION" in readme
    assert folder.statement.basis in readme
    assert folder.statement.retain_until in readme
    assert frozen.digest in readme


def test_what_comes_later_changes_no_bundle(folder: Folder, tmp_path: Path) -> None:
    asked = invented.study(folder)
    frozen = invented.freeze_all(folder, asked, invented.EVERYTHING)
    before = _written(folder, frozen, tmp_path / "1.zip").read_bytes()
    late = [invented.row("A later page."), {**invented.row("Other rooms."), "id": invented.PAGES[0]["id"]}]
    invented.hold(folder, late, revised=1)
    invented.decide(folder, asked, "Salma Invented", {late[0]["id"]: "in"}, late)
    assert _written(folder, frozen, tmp_path / "2.zip").read_bytes() == before


def test_nothing_but_the_bundle_is_left(folder: Folder, frozen: Version, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    _written(folder, frozen, place / "b.zip")
    assert [each.name for each in place.iterdir()] == ["b.zip"]
