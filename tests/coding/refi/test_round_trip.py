"""A project written and read again is the same, in every way of counting, and valid."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.coding.refi import Convention, Project, read, write, write_codebook
from diatrace.coding.refi.project import Code, Set
from tests.coding.refi.invented import CONVENTIONS, DATA, coded, guid, projects, spans, valid

FIXTURE = HealthCheck.function_scoped_fixture


def qde(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read("project.qde")


@settings(deadline=None, max_examples=150, suppress_health_check=[FIXTURE, HealthCheck.too_slow])
@given(project=projects(), convention=st.sampled_from(CONVENTIONS))
def test_read_what_was_written(tmp_path: Path, project: Project, convention: Convention) -> None:
    path = tmp_path / "project.qdpx"
    losses = write(project, path, convention, names=True)
    found, report = read(path)
    assert found == project
    assert losses == ()
    assert {each.kind for each in report.losses} <= {"missing-file"}
    assert report.verdict.convention == convention
    assert valid(qde(path)) == []


@pytest.mark.parametrize("convention", CONVENTIONS, ids=str)
@pytest.mark.parametrize(("ends", "mark"), [("\n", False), ("\r\n", True), ("\r\n", False), ("\n", True)])
def test_every_span_comes_back(tmp_path: Path, convention: Convention, ends: str, mark: bool) -> None:
    project = coded(random.Random(4), ends, mark, each=40)
    path = tmp_path / "project.qdpx"
    write(project, path, convention)
    found, _ = read(path)
    assert spans(found) == spans(project)


@settings(deadline=None, max_examples=30, suppress_health_check=[FIXTURE, HealthCheck.too_slow])
@given(project=projects())
def test_bytes_depend_on_the_project_alone(tmp_path: Path, project: Project) -> None:
    first, second = tmp_path / "one.qdpx", tmp_path / "two.qdpx"
    write(project, first)
    write(project, second)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the research data set is not beside the repository")
@pytest.mark.parametrize("name", ["TestProject.qdpx", "Project.qde"])
def test_a_real_project_comes_back(tmp_path: Path, name: str) -> None:
    project, report = read(DATA / name)
    assert (report.counts["codes"], report.counts["selections"], report.counts["codings"]) == (14, 15, 16)
    assert {each.kind for each in report.losses} == {"missing-file"}
    assert [each.name for each in project.users] == ["ATLAS.ti", "Friedrich Markgraf", "Sebastian Petrausch"]
    path = tmp_path / "again.qdpx"
    assert write(project, path, names=True) == ()
    again, report_again = read(path)
    assert again == project
    assert valid(qde(path)) == []
    assert len(report_again.losses) == len(report.losses)


@settings(deadline=None, max_examples=50, suppress_health_check=[FIXTURE])
@given(project=projects().filter(lambda each: bool(each.codes)))
def test_a_codebook_comes_back(tmp_path: Path, project: Project) -> None:
    path = tmp_path / "codebook.qdc"
    held = tuple(
        Set(each.guid, each.name, each.description, each.code_refs) for each in project.sets if each.code_refs
    )
    write_codebook(project.codes, path, held)
    found, report = read(path)
    assert (found.codes, found.sets) == (project.codes, held)
    assert (report.losses, report.quirks) == ((), ())
    assert valid(path.read_bytes(), "Codebook") == []


def test_codes_may_be_nested_deeply(tmp_path: Path) -> None:
    rng = random.Random(1)
    code = Code(guid(rng), "at the bottom")
    for depth in range(150):
        code = Code(guid(rng), f"above {depth}", codes=(code,))
    path = tmp_path / "deep.qdc"
    write_codebook([code], path)
    found, _ = read(path)
    assert [each.name for each in found.codes[0].walk()] == [each.name for each in code.walk()]
