from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rocrate.rocrate import ROCrate

from diatrace.publication.contract import Release
from diatrace.publication.rocrate import METADATA, RoCrate, RoCrateParams
from tests.invented import EVERYTHING, PAGES

Releasing = Callable[..., Release]


@pytest.fixture
def crate(release: Releasing, tmp_path: Path) -> Path:
    return RoCrate().run(release(), tmp_path / "out.zip", RoCrateParams())


def _graph(crate: Path) -> dict[str, dict[str, Any]]:
    with zipfile.ZipFile(crate) as opened:
        document = json.loads(opened.read(METADATA))
    assert document["@context"] == "https://w3id.org/ro/crate/1.1/context"
    graph: list[dict[str, Any]] = document["@graph"]
    assert len({each["@id"] for each in graph}) == len(graph)
    return {each["@id"]: each for each in graph}


def _rows(crate: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(crate) as opened:
        return list(csv.DictReader(io.StringIO(opened.read(name).decode("utf-8"), newline="")))


def _references(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["@id"]] if set(value) == {"@id"} else []
        return own + [found for each in value.values() for found in _references(each)]
    return [found for each in value for found in _references(each)] if isinstance(value, list) else []


def test_the_reference_library_reads_it(crate: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(crate) as opened:
        opened.extractall(tmp_path / "crate")
    read = ROCrate(tmp_path / "crate")
    assert read.version == "1.1"
    assert read.name == "Homes: housing@1"
    assert read.license["name"] == "No licence is granted"
    files = {each.id for each in read.data_entities}
    assert files == {each.name for each in (tmp_path / "crate").iterdir()} - {METADATA}
    read.write(tmp_path / "copy")
    assert {each.name for each in (tmp_path / "copy").iterdir()} == files | {METADATA}


def test_every_file_is_described_and_every_reference_leads_somewhere(crate: Path) -> None:
    graph = _graph(crate)
    with zipfile.ZipFile(crate) as opened:
        sizes = {
            each.filename: str(each.file_size) for each in opened.infolist() if each.filename != METADATA
        }
    assert {name: graph[name]["contentSize"] for name in sizes} == sizes
    assert {each["@id"] for each in graph["./"]["hasPart"]} == set(sizes)
    outside = {"https://w3id.org/ro/crate/1.1"}
    assert {name for each in graph.values() for name in _references(each)} - graph.keys() == outside


def test_persons_decide_and_the_machine_freezes(crate: Path) -> None:
    graph = _graph(crate)
    review = graph["#reviewing-R1"]
    assert review["agent"] == {"@id": "#R1"}
    assert review["description"] == "readings: 7, adjudications: 1"
    assert review["startTime"] <= review["endTime"]
    assert {each["@id"] for each in graph["#freezing"]["result"]} == {
        "corpus.csv",
        "corpus.jsonl",
        "items.csv",
    }
    assert graph["./"]["identifier"].startswith("sha256:")


def test_a_licence_is_granted_only_where_one_was_named(release: Releasing, tmp_path: Path) -> None:
    named = "https://spdx.org/licenses/CC-BY-4.0"
    out = RoCrate().run(release(), tmp_path / "out.zip", RoCrateParams(licence=named))
    assert _graph(out)["./"]["license"] == {"@id": named}


def test_decisions_are_all_there_under_numbers(crate: Path) -> None:
    rows = _rows(crate, "decisions.csv")
    assert len(rows) == 10
    assert {each["reviewer"] for each in rows} == {"R1", "R2"}
    assert {each["note"] for each in rows} == {""}
    assert [each["role"] for each in rows].count("adjudication") == 1
    assert "digest" not in rows[0]


def test_items_show_what_was_left_out_too(crate: Path) -> None:
    rows = {each["trace"]: each for each in _rows(crate, "items.csv")}
    assert rows.keys() == {each["id"] for each in EVERYTHING}
    assert rows[PAGES[3]["id"]] == {
        "trace": PAGES[3]["id"], "verdict": "out", "member": "no", "readings": "1", "adjudicated": "no",
    }  # fmt: skip
    assert len(_rows(crate, "corpus.csv")) == 6


def test_provenance_holds_together(crate: Path) -> None:
    """After the PROV-JSON submission: every relation names what is declared."""
    with zipfile.ZipFile(crate) as opened:
        document = json.loads(opened.read("prov.json"))
    declared = {kind: set(document[kind]) for kind in ("entity", "activity", "agent")}
    ends = {
        "used": ("activity", "entity"),
        "wasGeneratedBy": ("entity", "activity"),
        "wasAssociatedWith": ("activity", "agent"),
        "wasAttributedTo": ("entity", "agent"),
    }
    for relation, (left, right) in ends.items():
        for each in document[relation].values():
            assert each[f"prov:{left}"] in declared[left]
            assert each[f"prov:{right}"] in declared[right]
    for each in document["wasDerivedFrom"].values():
        assert {each["prov:generatedEntity"], each["prov:usedEntity"]} <= declared["entity"]
    assert all(name.partition(":")[0] in document["prefix"] for names in declared.values() for name in names)
    assert document["agent"]["diatrace:R1"]["prov:type"] == "prov:Person"
    assert document["entity"]["diatrace:housing@1"]["diatrace:members"] == 6
