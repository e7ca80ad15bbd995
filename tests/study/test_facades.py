"""The façade part by part: what a notebook or a command asks of a study, from a file to decisions and tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diatrace.errors import DecisionError, KeyMissing, Misuse, StudyError, StudyIncomplete, UnknownName
from diatrace.run import running
from diatrace.study import Study, create, open_study
from tests.source.table_samples import capture, tiktok, write_lines

STATED: dict[str, Any] = {
    "title": "Homes",
    "purpose": "how newcomers find a home",
    "basis": "consent",
    "retain_until": "2099-12-31",
    "languages": ["fr", "en"],
}
TEXTS = ["a room to let", "the football match", "une chambre à louer", "a recipe of eggs"]


@pytest.fixture
def posts(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "posts.ndjson", [capture(tiktok(n, text)) for n, text in enumerate(TEXTS)])


@pytest.fixture
def study(tmp_path: Path, posts: Path) -> Iterator[Study]:
    with create(tmp_path / "study", **STATED) as made:
        made.source.add(posts)
        made.question.add("housing", criteria="Is it about a room? Une chambre ?", random_share=0.0)
        yield made


def ids(study: Study) -> list[str]:
    return [each.id for each in study.trace.list()]


def decisions(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_sources_are_previewed_added_and_told_of(study: Study, posts: Path, tmp_path: Path) -> None:
    assert study.source.preview(posts)["known"] == 4
    assert study.source.add(posts)["already"]
    (source,) = study.source.list()
    assert (source["format"], source["added"], source["settings"]) == ("zeeschuimer", 4, {})
    assert study.source.unreadable(source["id"]) == []
    assert "zeeschuimer" in study.source.formats()
    assert study.source.describe("table")["params"]["properties"]["encoding"]["type"] == "string"
    table = tmp_path / "t.csv"
    table.write_text("who,said\namal,A roof\n", encoding="utf-8")
    report = study.source.add(str(table), as_="table", languages=False, map={"text": "said", "author": "who"})
    assert report["added"] == 1
    assert study.trace.list()[-1].language == ""


def test_traces_are_listed_searched_and_shown(study: Study) -> None:
    assert [each.text for each in study.trace.list()] == TEXTS
    assert study.trace.count({"language": "fr"}) == len(study.trace.list({"language": "fr"}))
    total, found = study.trace.search("chambre")
    assert (total, [each.text for each in found]) == (1, [TEXTS[2]])
    assert study.trace.search("zebra") == (0, [])
    with pytest.raises(UnknownName, match="filtered"):
        study.trace.list({"colour": "red"})


def test_questions_are_put_listed_and_got(study: Study) -> None:
    made = study.question.add("work", criteria="Work?", target=0.9)
    assert study.question.get("work") == made
    assert [each.name for each in study.question.list()] == ["housing", "work"]
    with pytest.raises(Misuse, match="unknown parameter"):
        study.question.add("other", criteria="x", colour="red")
    with pytest.raises(UnknownName):
        study.question.get("other")


def test_cards_are_handed_out_answered_and_taken_back(study: Study) -> None:
    (card,) = study.decision.hand("housing", "amal")
    number = study.decision.answer("housing", "amal", card, "voisin", reason="next door", seconds=3.0)
    (made,) = study.decision.list("housing")
    assert (made["id"], made["verdict"], made["reason"], made["seconds"]) == (
        number,
        "neighbour",
        "next door",
        3.0,
    )
    undone = study.decision.undo("housing", reviewer="amal")
    assert undone is not None
    assert undone["trace"] == card.trace.id
    assert study.decision.undo("housing", reviewer="amal") is None
    assert study.decision.status("housing")["read"] == 0
    with pytest.raises(Misuse, match="no verdict"):
        study.decision.answer("housing", "amal", card, "perhaps")


def test_people_disagree_and_somebody_settles(study: Study) -> None:
    first = ids(study)[0]
    study.decision.make("housing", first, "in", reviewer="amal")
    study.decision.make("housing", first, "out", reviewer="ben", blind=True, note="no room in it")
    assert study.decision.disagreements("housing") == [
        {"trace": first, "readings": {"amal": "in", "ben": "out"}}
    ]
    assert study.decision.agreement("housing", blind=True)["units"] == 1
    study.decision.adjudicate("housing", first, "in", reviewer="chadi", reason="agreed by phone")
    assert study.decision.disagreements("housing") == []
    assert study.decision.status("housing")["verdicts"]["in"] == 1
    with pytest.raises(DecisionError):
        study.decision.adjudicate("housing", ids(study)[1], "in", reviewer="chadi")
    with pytest.raises(DecisionError, match="no trace"):
        study.decision.make("housing", "f" * 16, "in", reviewer="amal")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_decisions_are_read_from_a_file_and_what_is_none_is_named(
    study: Study, tmp_path: Path, delimiter: str
) -> None:
    names = ids(study)
    rows = [
        ("Trace", "VERDICT", "reason", "seconds"),
        (names[0], "in", "a room", "4.5"),
        (names[1], "maybe", "", ""),
        ("f" * 16, "in", "", ""),
        (names[2], "Out", "", "long"),
        (names[3], " neighbor ", "", ""),
    ]
    path = decisions(tmp_path / "d.csv", *(delimiter.join(row) for row in rows))
    report = study.decision.read("housing", path, reviewer="amal", blind=True)
    assert report["written"] == 2
    assert [each["line"] for each in report["failed"]] == [3, 4, 5]
    made = study.decision.list("housing")
    assert [(each["verdict"], each["seconds"], each["blind"], each["drawn"]) for each in made] == [
        ("in", 4.5, True, "file"),
        ("neighbour", None, True, "file"),
    ]


@pytest.mark.parametrize("content", ["", "a,b\n1,2\n", "\ufefftrace\n1\n", "\0", "trace;verdictt\n"])
def test_a_file_that_holds_no_decisions_is_refused(study: Study, tmp_path: Path, content: str) -> None:
    with pytest.raises(Misuse, match="and verdict"):
        study.decision.read("housing", decisions(tmp_path / "d.csv", content), reviewer="amal")
    with pytest.raises(Misuse, match="does not exist"):
        study.decision.read("housing", tmp_path / "none.csv", reviewer="amal")


def test_a_file_of_settlements(study: Study, tmp_path: Path) -> None:
    first = ids(study)[0]
    for name, verdict in (("amal", "in"), ("ben", "out")):
        study.decision.make("housing", first, verdict, reviewer=name)
    path = decisions(tmp_path / "d.csv", "trace,verdict", f"{first},out")
    assert study.decision.read("housing", path, reviewer="chadi", adjudication=True)["written"] == 1
    assert study.decision.status("housing")["verdicts"]["out"] == 1


def test_proposals_are_run_listed_and_explained(study: Study) -> None:
    assert study.proposal.order("housing") is None
    made = study.proposal.run("housing", top=2, seed=5, who="Salma")
    assert (made["items"], made["learned_from"], len(made["top"])) == (4, 0, 2)
    best = made["top"][0]
    assert best["text"] in (TEXTS[0], TEXTS[2])  # the words of the criteria
    assert best["why"]["terms"]
    order = study.proposal.order("housing")
    assert order is not None
    assert order["trace"][0].as_py() == best["trace"]
    study.decision.make("housing", best["trace"], "in", reviewer="amal")
    again = study.proposal.run("housing")
    assert (again["items"], again["learned_from"]) == (3, 1)
    assert [each["id"] for each in study.proposal.list("housing")] == [made["batch"], again["batch"]]
    assert study.runs()[0]["kind"] == "ranking"
    with pytest.raises(UnknownName):
        study.proposal.run("other")


def test_tables_for_those_who_count(study: Study) -> None:
    first, second, *_ = ids(study)
    study.decision.make("housing", first, "in", reviewer="amal")
    study.decision.make("housing", second, "out", reviewer="amal")
    assert study.table("trace").count().execute() == 4
    decided = study.table("decision").to_pyarrow().to_pylist()
    assert [(each["question"], each["trace"], each["verdict"]) for each in decided] == [
        ("housing", first, "in"),
        ("housing", second, "out"),
    ]
    study.corpus.freeze("housing")
    items = study.table("housing@1").to_pyarrow().to_pylist()
    assert {(each["trace"], each["member"], each["text"]) for each in items} == {
        (first, True, TEXTS[0]),
        (second, False, TEXTS[1]),
    }
    assert study.table("tie").count().execute() > 0
    with pytest.raises(UnknownName):
        study.table("nothing@1")


def test_a_study_states_itself_again_and_remembers(study: Study) -> None:
    study.restate(title="Homes, two", settings={"palette": "warm"})
    assert study.statement.title == "Homes, two"
    assert study.events(limit=1)[0]["kind"] == "study.restate"
    assert study.verify() == []
    with open_study(study.path) as again:
        assert again.statement == study.statement
    assert "Homes, two" in repr(study)


@pytest.mark.parametrize("missing", ["purpose", "basis", "retain_until"])
def test_a_study_without_its_reasons_is_not_made(tmp_path: Path, missing: str) -> None:
    with pytest.raises(StudyIncomplete):
        create(tmp_path / "none", **{**STATED, missing: " "})
    assert not (tmp_path / "none").exists() or not any((tmp_path / "none").iterdir())


def test_runs_are_listed_and_stopped(study: Study) -> None:
    assert [each["kind"] for each in study.runs()] == ["import"]
    with running(study.folder.database, "ranking", {}) as work:
        study.stop(work.id)
        assert study.runs()[0]["state"] == "stopping"
    with pytest.raises(UnknownName):
        study.stop(work.id)


def test_a_study_whose_key_is_destroyed_is_still_read_and_decided_on(study: Study, tmp_path: Path) -> None:
    first = ids(study)[0]
    assert b"7100" in study.trace.raw(first)
    assert study.destroy_key()
    assert not study.destroy_key()
    assert study.events(limit=1)[0]["kind"] == "key.destroy"
    with pytest.raises(KeyMissing):
        study.trace.raw(first)
    with pytest.raises(KeyMissing):
        study.source.add(write_lines(tmp_path / "more.ndjson", [capture(tiktok(9, "late"))]))
    study.decision.make("housing", first, "in", reviewer="amal")
    assert study.corpus.freeze("housing")["members"] == 1
    assert study.verify() == []


def test_what_is_no_study_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="is no study"):
        open_study(tmp_path)
    (tmp_path / "study.toml").write_text("not = [toml")
    with pytest.raises(StudyError):
        open_study(tmp_path)
