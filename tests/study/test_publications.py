from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diatrace.errors import Misuse, PublicationRefused, StoreFull, UnknownName
from diatrace.publication.contract import Release
from diatrace.publication.csv import Csv
from diatrace.publication.figures import figures
from diatrace.publication.gate import Opening
from diatrace.store import canonical
from diatrace.study import Study, create
from tests import invented


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    """Return the invented study with its corpus."""
    statement = {"title": "Homes", "purpose": "P", "basis": "consent", "retain_until": "2099-12-31"}
    with create(tmp_path / "study", **statement) as made:
        invented.frozen(made.folder)
        yield made


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return an empty folder to publish into."""
    made = tmp_path / "place"
    made.mkdir()
    return made


def _told(study: Study) -> list[dict[str, Any]]:
    return [each["body"] for each in study.events(limit=1000) if each["kind"] == "publication.write"]


def test_formats_are_known_and_described(study: Study) -> None:
    assert {"bundle", "csv", "fourcat", "jsonl", "methods", "parquet", "ris", "rocrate"} <= set(
        study.publication.formats()
    )
    assert study.publication.describe("csv")["params"]["properties"]["bom"]["type"] == "boolean"
    with pytest.raises(UnknownName) as refused:
        study.publication.write("housing", "word", "x.doc")
    assert "rocrate" in refused.value.hint


def test_a_publication_is_written_and_told(study: Study, place: Path) -> None:
    facts = study.publication.write("housing", "csv", place / "out.csv", who="Salma Invented", bom="yes")
    file = place / "out.csv"
    assert facts["out"] == str(file)
    assert (facts["bytes"], facts["sha256"]) == (file.stat().st_size, canonical.file_digest(file))
    assert facts["withheld"]["phone"] == 1
    (told,) = _told(study)
    assert (told["corpus"], told["format"], told["file"]) == ("housing@1", "csv", "out.csv")
    assert told["sha256"] == facts["sha256"]
    assert told["params"]["bom"] is True
    assert told["report"]["withheld"] == facts["withheld"]
    assert [each.name for each in place.iterdir()] == ["out.csv"]
    assert study.verify() == []


@pytest.mark.parametrize(
    ("out", "file"),
    [
        ("", "housing-v1.csv"),
        ("fresh", "fresh/housing-v1.csv"),
        ("a/b/out.csv", "a/b/out.csv"),
        ("out.txt", "out.txt"),
    ],
)
def test_a_folder_gives_the_file_a_name_of_its_own(study: Study, place: Path, out: str, file: str) -> None:
    assert study.publication.write("housing", "csv", place / out)["out"] == str(place / file)
    assert (place / file).is_file()


def test_a_file_that_exists_is_overwritten_only_on_request(study: Study, place: Path) -> None:
    file = place / "out.csv"
    file.write_text("mine")
    with pytest.raises(PublicationRefused, match="exists") as refused:
        study.publication.write("housing", "csv", file)
    assert "--force" in refused.value.hint
    assert file.read_text() == "mine"
    study.publication.write("housing", "csv", file, force=True)
    assert "trace" in file.read_text()
    assert len(_told(study)) == 1


def test_what_the_format_does_not_know_is_refused_before_anything_is_written(
    study: Study, place: Path
) -> None:
    wrongs: list[dict[str, Any]] = [{"colour": "red"}, {"closed": "perhaps"}, {"bom": "perhaps"}]
    for wrong in wrongs:
        with pytest.raises(Misuse):
            study.publication.write("housing", "csv", place / "out.csv", **wrong)
    with pytest.raises(PublicationRefused):
        study.publication.write("housing", "csv", place / "out.csv", closed="include")
    with pytest.raises(UnknownName):
        study.publication.write("another", "csv", place / "out.csv")
    assert not list(place.iterdir())
    assert not _told(study)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), StoreFull),
        (OSError(errno.EIO, "Input/output error"), PublicationRefused),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_what_fails_half_way_leaves_nothing(
    study: Study,
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    expected: type[BaseException],
) -> None:
    def fail(_self: Csv, _release: object, out: Path, _params: object) -> Path:
        out.write_text("half")
        raise error

    monkeypatch.setattr(Csv, "run", fail)
    (place / "out.csv").write_text("before")
    with pytest.raises(expected):
        study.publication.write("housing", "csv", place / "out.csv", force=True)
    assert [each.read_text() for each in place.iterdir()] == ["before"]
    assert not _told(study)
    assert study.verify() == []


def test_a_place_that_is_none_is_named(study: Study, place: Path) -> None:
    (place / "file").write_text("x")
    with pytest.raises(PublicationRefused, match="cannot be written"):
        study.publication.write("housing", "csv", place / "file" / "out.csv")


def test_reasons_for_opening_the_gate_are_kept(study: Study, place: Path) -> None:
    study.publication.write("housing", "jsonl", place, closed="include", reason="consent of 2026-10-01")
    (told,) = _told(study)
    assert told["params"]["reason"] == "consent of 2026-10-01"
    assert told["report"]["passed"] == {"closed": 1}


def test_figures_equal_those_of_the_dashboard(study: Study) -> None:
    """What the reviewers saw is what the methods page says."""
    found = figures(Release(study.folder, study.corpus.get("housing"), Opening(reviewers="name")))
    shown = study.decision.status("housing")
    people = {each.name: each for each in found.people}
    for each in shown["people"]:
        person = people[each["reviewer"]]
        assert (person.readings, person.adjudications) == (each["readings"], each["adjudications"])
        assert person.seconds == each["seconds"]
        assert {verdict: person.verdicts[verdict] for verdict in each["verdicts"]} == each["verdicts"]
    assert found.seconds == shown["hours_spent"] * 3600
    assert (found.disputed, found.readers[1]) == (shown["disputed"], shown["read_alone"])
    assert found.corpus["verdicts"] == shown["verdicts"]
    for blind, told in ((False, found.agreement), (True, found.blind)):
        agreement = study.decision.agreement("housing", blind=blind)
        assert told.items() <= agreement.items()
