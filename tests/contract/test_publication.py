"""One suite over every exporter: what a publication promises, whatever its format."""

from __future__ import annotations

import dataclasses
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from diatrace import registry
from diatrace.corpus import bundle
from diatrace.corpus.version import Version, named
from diatrace.errors import CorpusError, Misuse, PublicationRefused
from diatrace.publication.contract import Exporter, Release
from diatrace.publication.gate import Opening
from diatrace.store import canonical
from diatrace.store.folder import Folder, Statement, open_folder
from diatrace.study import Study, create
from tests import invented
from tests.source.network_samples import network

EVERY = registry.names("publication")
NAMES = [each for each in EVERY if "trace" in registry.load("publication", each).units]
HAND_OVER = {"bundle"}
"""For colleagues under the same basis: whole, and therefore asked about."""

WHOLE = {"bundle": {"closed": "include", "reason": "the same team"}}
WITHOUT_TEXTS = {"methods"}
SECRETS = [
    "6 12 34 56 78",
    "nour@mail.example",
    "nour_invented",
    "Nour Invented",
    "My cousin has a free room",
    "Salma",
    "Idris",
    "ask Nour",
    *(each["digest"] for each in invented.EVERYTHING),
]


SITES = [each for each in EVERY if "site" in registry.load("publication", each).units]
"""Formats for corpora of sites."""

WITHOUT_PAGES = {"ache", "wacz"}
"""Formats of what was captured: see the tests of the study."""


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def exporter(name: str) -> Exporter:
    made: Exporter = registry.load("publication", name)
    return made


def write(folder: Folder, frozen: Version, name: str, out: Path, **params: Any) -> bytes:
    """Publish and return the bytes."""
    exporter: Exporter = registry.load("publication", name)
    filled = registry.fill(exporter.params, {**WHOLE.get(name, {}), **params})
    written = exporter.run(Release(folder, frozen, filled), out, filled)
    assert written == out
    return out.read_bytes()


def readable(data: bytes) -> Iterator[str]:
    """Yield the bytes as text, and those of every file within."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            for each in opened.namelist():
                yield each
                yield from readable(opened.read(each))
    elif data.startswith(b"PAR1"):
        yield canonical.text(pq.read_table(io.BytesIO(data)).drop(["edited_at", "captured_at"]).to_pylist())
    else:
        yield data.decode("utf-8", "replace")


@pytest.mark.parametrize("each", EVERY)
def test_it_says_what_it_is(each: str) -> None:
    facts = registry.describe("publication", each)
    exporter: Exporter = registry.load("publication", each)
    assert facts["name"] == exporter.name == each
    assert facts["title"]
    assert facts["doc"]
    assert exporter.suffix.startswith(".")
    assert set(facts["units"]) <= {"trace", "site"}
    assert facts["units"]
    assert issubclass(exporter.params, Opening)
    assert {each.name for each in dataclasses.fields(Opening)} <= facts["params"]["properties"].keys()


def test_the_gate_s_parameters_are_its_own(exporter: Exporter, name: str) -> None:
    properties = registry.describe("publication", name)["params"]["properties"]
    assert issubclass(exporter.params, Opening)
    assert {each.name for each in dataclasses.fields(Opening)} <= properties.keys()
    assert all("description" in each for each in properties.values())
    with pytest.raises(Misuse):
        registry.fill(exporter.params, {"closed": "perhaps"})


def test_the_same_version_twice_is_the_same_bytes(folder: Folder, name: str, tmp_path: Path) -> None:
    frozen = invented.frozen(folder)
    assert write(folder, frozen, name, tmp_path / "1") == write(folder, frozen, name, tmp_path / "2")


def test_another_machine_publishes_the_same_bytes(folder: Folder, name: str, tmp_path: Path) -> None:
    frozen = invented.frozen(folder)
    write(folder, frozen, "bundle", tmp_path / "b.zip")
    bundle.rebuild(tmp_path / "b.zip", tmp_path / "again")
    again = open_folder(tmp_path / "again")
    there = write(again, named(again, frozen.label), name, tmp_path / "2")
    again.close()
    assert there == write(folder, frozen, name, tmp_path / "1")


def test_nothing_that_the_gate_withholds_is_anywhere(folder: Folder, name: str, tmp_path: Path) -> None:
    if name in HAND_OVER:
        pytest.skip("a bundle is whole, and says so")
    held = "".join(readable(write(folder, invented.frozen(folder), name, tmp_path / "out")))
    assert [secret for secret in SECRETS if secret in held] == []


def test_arabic_and_emoji_survive(folder: Folder, name: str, tmp_path: Path) -> None:
    if name in WITHOUT_TEXTS:
        pytest.skip("no text of a trace is on it")
    held = "".join(readable(write(folder, invented.frozen(folder), name, tmp_path / "out")))
    for text in (invented.PAGES[1]["text"], "🏠", "🛋️"):
        assert text in held or canonical.text(text)[1:-1] in held


def test_an_empty_corpus_is_refused(folder: Folder, name: str, tmp_path: Path) -> None:
    asked = invented.study(folder)
    nothing = invented.freeze_all(folder, asked, invented.EVERYTHING, include=("unsure",))
    with pytest.raises(CorpusError, match="no members"):
        write(folder, nothing, name, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_after_the_retention_date_nothing_leaves(folder: Folder, name: str, tmp_path: Path) -> None:
    frozen = invented.frozen(folder)
    statement = dataclasses.replace(folder.statement, retain_until="2020-01-01")
    with pytest.raises(PublicationRefused):
        write(dataclasses.replace(folder, statement=statement), frozen, name, tmp_path / "out")


@pytest.fixture
def sites(tmp_path: Path) -> Iterator[Study]:
    """A study with a frozen corpus of three sites, read by two people."""
    with create(tmp_path / "sites", title="S", purpose="p", basis="b", retain_until="2099-12-31") as made:
        made.exchange.add(network(tmp_path), question="sites")
        made.decision.make("sites", made.site.named("Town house").id, "in", reviewer="Salma")
        made.corpus.freeze("sites", include=["in", "out", "unsure"])
        yield made


@pytest.mark.parametrize("each", sorted(set(SITES) - WITHOUT_PAGES))
def test_a_corpus_of_sites_twice_is_the_same_bytes(sites: Study, each: str, tmp_path: Path) -> None:
    made = [sites.publication.write("sites", each, tmp_path / name) for name in ("1.x", "2.x")]
    assert made[0]["sha256"] == made[1]["sha256"]
    assert "Salma" not in Path(made[0]["out"]).read_text()


@pytest.mark.parametrize("each", SITES)
def test_no_corpus_of_sites_leaves_after_the_retention_date(
    sites: Study, each: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Statement, "expired", True)
    with pytest.raises(PublicationRefused, match="erased"):
        sites.publication.write("sites", each, tmp_path / "out.x")
