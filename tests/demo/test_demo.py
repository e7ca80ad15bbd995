"""The demo: it builds into a folder, walks the whole way, and says everywhere that a script decided."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from diatrace import demo
from diatrace.cli.app import app
from diatrace.demo import FIRST, QUESTION, SCRIPT, answer_of, decide, make
from diatrace.study import Study, open_study

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as it opens: a folder to copy, its keys beside it."""
    place = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(place / "keys"))
        make(place / "study").close()
    return place


@pytest.fixture
def study(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Study]:
    monkeypatch.setenv("DIATRACE_KEYS", str(made / "keys"))
    with open_study(shutil.copytree(made / "study", tmp_path / "study")) as opened:
        yield opened


def test_it_opens_on_real_pages_with_proposals_and_first_decisions(study: Study) -> None:
    assert study.trace.count() == 238
    assert [each.name for each in study.question.list()] == [QUESTION]
    status = study.decision.status(QUESTION)
    assert FIRST <= status["read"] < 60  # forty answers, some of them on near-duplicates too
    assert len(study.proposal.list(QUESTION)) == 1
    assert status["verdicts"]["in"] > 0
    assert study.verify() == []


def test_whose_pages_they_are_is_said_in_the_study_and_beside_the_program(study: Study) -> None:
    for said in ("CC BY 4.0", "Integreat", "Tür an Tür"):
        assert said in study.statement.basis
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    shipped = notice[notice.index("src/diatrace/demo/pages.json.gz") :]
    assert "Integreat" in shipped
    assert "creativecommons.org/licenses/by/4.0" in shipped
    assert "Changes:" in shipped


def test_the_pages_shipped_are_those_that_were_taken_in(study: Study) -> None:
    shipped = json.loads(gzip.decompress(files(demo).joinpath("pages.json.gz").read_bytes()))
    assert len(shipped) == 238
    addresses = {each.url for each in study.trace.list(limit=300)}
    assert len(addresses) == 238
    assert all("augsburg" in each for each in addresses)


def test_every_decision_of_the_script_says_that_it_is_one(study: Study) -> None:
    decided = study.decision.list(QUESTION)
    assert {each["reviewer"] for each in decided} == {SCRIPT}
    assert "script" in SCRIPT
    assert all(each["reason"].startswith("script: ") for each in decided)
    assert all(each["seconds"] in (None, 0.0) for each in decided)  # no time of a person is claimed


@pytest.mark.parametrize(
    ("url", "text", "verdict"),
    [
        ("https://a.example/wohnen/x", "", "in"),
        ("https://a.example/arbeit", "Wer die Miete nicht zahlt", "neighbour"),
        ("https://a.example/arbeit", "Deutschkurse", "out"),
    ],
)
def test_the_script_goes_by_the_sections_of_the_site(url: str, text: str, verdict: str) -> None:
    assert answer_of(url, text)[0] == verdict


def test_made_again_it_goes_on_where_it_stands(study: Study) -> None:
    before = (study.trace.count(), len(study.decision.list(QUESTION)), len(study.proposal.list(QUESTION)))
    again = make(study.path)
    assert (
        again.trace.count(),
        len(again.decision.list(QUESTION)),
        len(again.proposal.list(QUESTION)),
    ) == before
    again.close()


def test_a_demo_broken_off_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo, "decide", fail)
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path / "study")
    with make(tmp_path / "study") as made:
        assert made.decision.status(QUESTION)["read"] >= FIRST
        assert len(made.source.list()) == 1


def test_the_script_is_asked_for_as_many_answers_as_are_wanted(study: Study) -> None:
    before = len(study.decision.list(QUESTION))
    assert decide(study, 0) == 0
    assert decide(study, 3) == 3
    assert len(study.decision.list(QUESTION)) >= before + 3


def test_without_a_browser_it_ends_with_a_frozen_corpus_and_a_methods_page(study: Study) -> None:
    ran = CliRunner().invoke(app, ["demo", str(study.path), "--no-open", "--json"])
    assert ran.exit_code == 0, ran.output
    facts: dict[str, Any] = json.loads(ran.stdout)
    assert facts["corpus"]["members"] > 10
    assert facts["corpus"]["corpus"] == "housing@1"
    assert str(facts["corpus"]["digest"]) in ran.stderr
    assert study.decision.status(QUESTION)["advice"]["estimate"]["advised"]
    page = Path(facts["methods"]).read_text(encoding="utf-8")
    assert SCRIPT in page
    assert "CC BY 4.0" in page
    relevant = {each.id for each in study.trace.list(limit=300) if "/wohnen/" in each.url}
    found = {each["trace"] for each in study.decision.list(QUESTION) if each["verdict"] == "in"}
    assert len(found & relevant) >= 0.9 * len(relevant)  # what the advice promises, or nearly
    assert study.verify() == []
