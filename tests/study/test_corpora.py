from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from diatrace.errors import CorpusError, Misuse, UnknownName
from diatrace.study import Study, create, open_study, rebuild
from tests import invented
from tests.invented import EVERYTHING, PAGES, decide


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """Return the invented study, read and not yet frozen."""
    with create(
        tmp_path / "study",
        title="Homes",
        purpose="how newcomers find a home",
        basis="consent",
        retain_until="2099-12-31",
        languages=["fr", "en", "ar"],
    ) as made:
        invented.study(made.folder)
        yield made


def test_freezing_tells_what_was_frozen(study: Study) -> None:
    facts = study.corpus.freeze("housing", who="Salma Invented")
    assert (facts["corpus"], facts["members"], facts["items"], facts["status"]) == (
        "housing@1",
        6,
        7,
        "complete",
    )
    assert facts["new"]
    assert facts["frozen_by"] == "Salma Invented"
    again = study.corpus.freeze("housing")
    assert (again["digest"], again["new"]) == (facts["digest"], False)


def test_the_advice_of_the_moment_is_in_the_protocol(study: Study) -> None:
    study.corpus.freeze("housing")
    assert study.corpus.get("housing").protocol["advice"]["read"] >= 1


def test_rule_and_verdicts_can_be_chosen(study: Study) -> None:
    wide = study.corpus.freeze("housing", name="wide", rule="one", include=["in", "voisin"])
    assert (wide["rule"], wide["include"]) == ("one", ["in", "neighbour"])
    assert study.corpus.freeze("housing", name="strict", rule="agreeing")["members"] == 2
    with pytest.raises(Misuse):
        study.corpus.freeze("housing", include=["maybe"])
    with pytest.raises(UnknownName):
        study.corpus.freeze("another")


def test_versions_are_listed_got_and_compared(study: Study) -> None:
    study.corpus.freeze("housing")
    decide(study.folder, study.question.get("housing"), "Idris Invented", {PAGES[0]["id"]: "out"}, EVERYTHING)
    study.corpus.freeze("housing")
    assert [each.label for each in study.corpus.list()] == ["housing@1", "housing@2"]
    assert study.corpus.get("housing").version == 2
    assert study.corpus.diff("housing@1", "housing@2")["removed"] == [PAGES[0]["id"]]


def test_verification_makes_a_version_again(study: Study) -> None:
    study.corpus.freeze("housing")
    assert study.corpus.verify("housing@1") == []
    (segment,) = study.folder.segments("trace")
    path = segment.path(study.path)
    held = pq.read_table(path)
    texts = pc.replace_substring(held["text"], "town hall", "market")
    pq.write_table(
        held.set_column(held.schema.get_field_index("text"), pa.field("text", pa.string()), texts), path
    )
    assert study.corpus.verify("housing@1") == [f"trace {PAGES[0]['id']} no longer says what was judged"]


def test_another_machine_rebuilds_a_sound_study(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frozen = study.corpus.freeze("housing")
    study.publication.write("housing", "bundle", tmp_path / "b.zip", closed="include", reason="the same team")
    monkeypatch.setenv("DIATRACE_KEYS", str(tmp_path / "elsewhere"))
    report = rebuild(tmp_path / "b.zip", tmp_path / "again")
    assert report["digest"] == frozen["digest"]
    with open_study(tmp_path / "again") as again:
        assert again.verify() == []
        assert again.corpus.verify("housing@1") == []
        assert again.statement.id == study.statement.id
        assert {**again.corpus.get("housing").plain(), "new": True} == frozen
        for name in ("csv", "jsonl", "methods"):
            here = study.publication.write("housing", name, tmp_path / f"here-{name}.out")
            there = again.publication.write("housing", name, tmp_path / f"there-{name}.out")
            assert here["sha256"] == there["sha256"]
        assert len(again.decision.list("housing")) == 10
        assert again.verify() == []


def test_a_rebuilt_study_can_be_worked_on(study: Study, tmp_path: Path) -> None:
    study.proposal.run("housing")
    study.corpus.freeze("housing")
    study.publication.write("housing", "bundle", tmp_path / "b.zip", closed="include", reason="the same team")
    rebuild(tmp_path / "b.zip", tmp_path / "again")
    with open_study(tmp_path / "again") as again:
        again.proposal.run("housing")
        again.decision.make("housing", PAGES[0]["id"], "out", reviewer="Colleague")
        assert again.corpus.freeze("housing")["corpus"] == "housing@2"
        assert again.verify() == []


def test_what_is_no_bundle_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"PK")
    with pytest.raises(CorpusError):
        rebuild(tmp_path / "b.zip", tmp_path / "again")
    assert not (tmp_path / "again").exists()
