"""The whole way of a study, command by command, as a script would go it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from diatrace.model import VERDICTS
from tests.cli.conftest import Run, refused
from tests.source.table_samples import TABLE_SAMPLES, TEXTS

SOURCE = {
    "file",
    "source",
    "format",
    "name",
    "read",
    "added",
    "known",
    "revised",
    "unreadable",
    "already",
    "notes",
    "faults",
}
TRACE = {
    "id", "source", "kind", "platform", "title", "text", "author", "thread", "reply_to", "forward_of", "url",
    "language", "language_evidence", "edited", "edited_precision", "edited_evidence", "captured",
    "captured_precision", "captured_evidence", "forms", "spans", "attributes", "digest", "raw", "position",
}  # fmt: skip
CORPUS = {
    "corpus", "name", "version", "question", "rule", "include", "digest", "status", "complete", "candidates", "items",
    "members", "verdicts", "frozen_at", "frozen_by",
}  # fmt: skip


STATED = ("--title", "Homes", "--purpose", "P", "--basis", "B")


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    """Return a table of invented answers."""
    return TABLE_SAMPLES["table"](tmp_path)


def decisions(file: Path, rows: dict[str, str], reason: str = "") -> Path:
    """Write a file of decisions."""
    lines = [f"{trace},{verdict},{reason}" for trace, verdict in rows.items()]
    file.write_text("\n".join(["trace,verdict,reason", *lines]), encoding="utf-8")
    return file


def test_the_way_of_a_study(run: Run, tmp_path: Path, answers: Path) -> None:  # noqa: PLR0915 (one way)
    study = tmp_path / "study"

    def done(*words: object) -> Any:
        said = run(*words, "--json")
        assert (said.code, said.err) == (0, "")
        return said.out

    made = done("new", study, *STATED, "--retain-until", "2099-12-31", "--languages", "fr,en,ar")
    assert made.keys() == {"study", "id", "title", "retain_until"}
    looked = done("source", "add", study, answers, "--dry-run")
    assert looked["would_add"] == 6
    assert {"kept", "pseudonymised", "left_out", "notes"} <= looked["plan"].keys()
    assert done("trace", "list", study) == {"total": 0, "traces": []}
    added = done("source", "add", study, answers)
    assert added.keys() == SOURCE
    assert (added["format"], added["added"], added["already"]) == ("table", 6, False)
    again = done("source", "add", study, answers)
    assert (again["added"], again["known"], again["already"]) == (0, 6, True)
    (source,) = done("source", "list", study)
    assert (source["format"], source["venue"], source["added"]) == ("table", "open", 6)
    listed = done("trace", "list", study)
    assert listed["total"] == 6
    assert all(each.keys() == TRACE for each in listed["traces"])
    assert [each["text"] for each in listed["traces"]] == list(TEXTS)
    assert [each["edited"][:10] for each in listed["traces"][:2]] == ["2021-03-01", "2021-03-02"]
    assert not any("person" in each["author"] for each in listed["traces"])
    names = [each["id"] for each in listed["traces"]]
    found = done("trace", "search", study, "logement OR سكن")
    assert {each["id"] for each in found["traces"]} == {names[0], names[1]}
    shown = done("trace", "show", study, names[0], "--raw")
    assert shown.keys() == TRACE | {"ties", "context", "raw_record"}
    assert "person1" in shown["raw_record"]

    asked = done("question", "add", study, "housing", "--criteria", "Does it help to find a room?")
    assert asked["settings"].keys() == {"unit", "random_share", "target", "alpha", "rule"}
    assert done("question", "list", study) == [asked]
    proposed = done("propose", study, "housing", "--seed", 3, "--top", 2)
    assert (proposed["batch"], proposed["items"], proposed["seed"], len(proposed["top"])) == (1, 6, 3, 2)
    assert {"rank", "trace", "score", "drawn", "probability", "why"} <= proposed["top"][0].keys()

    first = decisions(tmp_path / "1.csv", dict.fromkeys(names, "in") | {names[5]: "out"}, "a room")
    second = decisions(tmp_path / "2.csv", {names[0]: "in", names[1]: "neighbour", names[5]: "out"})
    settled = decisions(tmp_path / "3.csv", {names[1]: "neighbour"})
    written = done("decide", study, "housing", "--from", first, "--reviewer", "Amina")
    assert written == {"question": "housing", "reviewer": "Amina", "written": 6, "failed": []}
    done("decide", study, "housing", "--from", second, "--reviewer", "Idris", "--blind")
    status = done("status", study, "housing")
    assert (status["read"], status["total"], status["disputed"]) == (6, 6, 1)
    assert status["advice"].keys() >= {"estimate", "certificate", "cmh_p_value"}
    agreement = done("agreement", study, "housing", "--blind")
    assert agreement["units"] == 3
    assert agreement["krippendorff_alpha"].keys() == {"value", "low", "high", "reason"}
    assert [each["trace"] for each in agreement["disagreements"]] == [names[1]]
    done("adjudicate", study, "housing", "--from", settled, "--reviewer", "Amina")
    assert done("status", study, "housing")["disputed"] == 0

    frozen = done("corpus", "freeze", study, "housing", "--include", "in")
    assert frozen.keys() == CORPUS | {"new"}
    assert (frozen["corpus"], frozen["complete"], frozen["members"]) == ("housing@1", True, 4)
    assert frozen["verdicts"].keys() == {*VERDICTS, "open"}
    (kept,) = done("corpus", "list", study)
    assert kept == {name: value for name, value in frozen.items() if name != "new"}
    diff = done("corpus", "diff", study, "housing@1", "housing")
    assert diff["equal"]
    verified = done("corpus", "verify", study, "housing")
    assert verified == {"corpus": "housing@1", "digest": frozen["digest"], "sound": True, "faults": []}
    out = tmp_path / "housing.csv"
    published = done("publish", study, "housing", "csv", "--out", out)
    assert published.keys() == {"corpus", "format", "bytes", "sha256", "out", "withheld", "report"}
    assert published["bytes"] == out.stat().st_size
    bundle = done("publish", study, "housing@1", "bundle", "--out", tmp_path / "b.zip")
    rebuilt = done("corpus", "rebuild", bundle["out"], "--out", tmp_path / "again")
    assert (rebuilt["digest"], rebuilt["equal"]) == (frozen["digest"], True)
    for each in (study, tmp_path / "again"):
        assert done("verify", each) == {"sound": True, "faults": []}
    runs = done("run", "list", study)
    assert {each["kind"] for each in runs} >= {"import", "ranking"}
    assert all(each["state"] == "done" for each in runs)
    log = done("log", study, "--limit", 3)
    assert [each["kind"] for each in log][:2] == ["publication.write", "publication.write"]
    assert log[0].keys() == {"seq", "at", "who", "kind", "body", "hash"}
    where = done("key", "where", study)
    assert where["here"]
    assert run("key", "destroy", study, "--yes").code == 0
    assert not done("key", "where", study)["here"]
    refused(run("trace", "show", study, names[0], "--raw"))


def test_formats_are_described(run: Run) -> None:
    listed = run("source", "list", "--json").out
    assert [each["name"] for each in listed] == sorted(each["name"] for each in listed)
    for each in listed:
        described = run("source", "describe", each["name"], "--json")
        assert described.code == 0
        assert described.out == each
        assert each.keys() == {"name", "title", "doc", "params", "suffixes"}
        assert each["params"]["type"] == "object"
        assert run("source", "describe", each["name"]).out.startswith(f"{each['name']}: {each['title']}")


def test_some_rows_that_are_no_decision(run: Run, study: str, tmp_path: Path) -> None:
    names = [each["id"] for each in run("trace", "list", study, "--json").out["traces"]]
    file = decisions(tmp_path / "d.csv", {names[0]: "in", "nothing": "out", names[1]: "perhaps"})
    said = run("decide", study, "housing", "--from", file, "--reviewer", "Nour", "--json")
    assert said.code == 3
    assert said.out["written"] == 1
    assert [each["line"] for each in said.out["failed"]] == [3, 4]
    said = run("decide", study, "housing", "--from", file, "--reviewer", "Nour")
    assert said.code == 3
    assert "line 4" in said.err
    file = decisions(tmp_path / "d.csv", {"nothing": "out"})
    assert run("decide", study, "housing", "--from", file, "--reviewer", "Nour", "--json").code == 1


def test_some_files_that_are_no_source(run: Run, empty: str, tmp_path: Path, answers: Path) -> None:
    (tmp_path / "broken.ndjson").write_text('{"text": "a room"}\n{ no\n')
    said = run("source", "add", empty, answers, tmp_path / "broken.ndjson", tmp_path / "gone.csv", "--json")
    assert said.code == 3
    added, broken, gone = said.out
    assert (added["added"], broken["unreadable"]) == (6, 1)
    assert broken["faults"][0].keys() == {"where", "reason"}
    assert gone.keys() == {"file", "error", "hint"}
    assert said.err.count("diatrace: ") == 1
    refused_all = run("source", "add", empty, tmp_path / "gone.csv", "--json")
    assert (refused_all.code, refused_all.out["error"]) == (1, gone["error"])
    assert run("source", "add", empty, tmp_path / "broken.ndjson", "--json").code == 3
    assert run("source", "add", empty, tmp_path / "broken.ndjson", "--dry-run").code == 0


def test_what_must_not_be_guessed_is_asked(run: Run, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "days.csv"
    file.write_text("date,text\n01/02/2021,a room near the school\n03/04/2021,another room in town\n")
    said = run("source", "add", empty, file)
    refused(said)
    assert "dmy" in said.err
    assert "mdy" in said.err
    said = run("source", "add", empty, file, "--date-order", "dmy", "--json")
    assert (said.code, said.out["added"]) == (0, 2)
    dates = [each["edited"][:10] for each in run("trace", "list", empty, "--json").out["traces"]]
    assert dates == ["2021-02-01", "2021-04-03"]


def test_columns_are_mapped_by_hand(run: Run, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("x,y,z\na room near the school,Nour Invented,another text of some words\n")
    said = run(
        "source", "add", empty, file, "--map", "text=z", "--map", "author=y", "--venue", "closed", "--json"
    )
    assert (said.code, said.out["added"]) == (0, 1)
    (trace,) = run("trace", "list", empty, "--json").out["traces"]
    assert trace["text"] == "another text of some words"
    assert trace["author"].startswith("a-")
    assert run("source", "list", empty, "--json").out[0]["venue"] == "closed"


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("new", "{place}/n"), 1, "title, purpose, basis, retain-until"),
        (("new", "{study}", *STATED, "--retain-until", "2099-01-01"), 1, "not empty"),
        (("new", "{place}/n", *STATED, "--retain-until", "soon"), 1, "no date"),
        (("verify", "{place}"), 1, "is no study"),
        (("source", "add", "{study}", "{place}/gone.csv"), 1, "does not exist"),
        (("source", "add", "{study}", "{file}", "--as", "word"), 1, "word"),
        (("source", "add", "{study}", "{file}", "--venue", "secret"), 2, "secret"),
        (("source", "add", "{study}", "{file}", "--map", "text"), 2, "FIELD=COLUMN"),
        (("source", "add", "{study}", "{file}", "--map", "colour=text"), 2, "colour"),
        (("source", "add", "{study}", "{file}", "--map", "text=nowhere"), 1, "nowhere"),
        (("source", "add", "{study}", "{file}", "--set", "colour=red"), 2, "colour"),
        (("source", "describe", "word"), 1, "known: arc, facebook"),
        (("trace", "show", "{study}", "nothing"), 1, "no trace is called"),
        (("question", "add", "{study}", "housing", "--criteria", "again"), 2, "already"),
        (("question", "add", "{study}", "other", "--criteria", " "), 2, "criteria"),
        (("question", "add", "{study}", "other", "--criteria", "c", "--target", "2"), 2, "target"),
        (("question", "add", "{study}", "other", "--criteria", "c", "--rule", "loudest"), 1, "rule"),
        (("propose", "{study}", "other"), 1, "known: housing"),
        (("decide", "{study}", "housing", "--from", "{place}/gone.csv", "--reviewer", "R"), 2, "does not exist"),
        (("decide", "{study}", "housing", "--from", "{file}", "--reviewer", "R"), 2, "(or site) and verdict"),
        (("decide", "{study}", "other", "--from", "{file}", "--reviewer", "R"), 1, "no question"),
        (("decide", "{study}", "housing", "--from", "{good}", "--reviewer", " "), 2, "name"),
        (("status", "{study}", "other"), 1, "no question"),
        (("agreement", "{study}", "other"), 1, "no question"),
        (("run", "stop", "{study}", "99"), 1, "not under way"),
        (("simulate", "{place}/gone.csv"), 1, "No such file"),
        (("simulate", "{file}", "--priors", "1"), 2, "priors"),
        (("simulate", "{file}", "--priors", "one,two"), 2, "one,two"),
        (("simulate", "{file}", "--stopping", "never"), 1, "never"),
        (("simulate", "{file}", "--text", "nowhere", "--label", "author"), 1, "nowhere"),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_in_a_line(
    run: Run, study: str, tmp_path: Path, answers: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    first = run("trace", "list", study, "--limit", 1, "--json").out["traces"][0]["id"]
    good = decisions(tmp_path / "good.csv", {first: "in"})
    places = {"study": study, "place": tmp_path, "file": answers, "good": good}
    said = run(*(each.format(**places) for each in words))
    refused(said, code)
    assert told in said.err
    if words[0] != "run":
        assert run(*(each.format(**places) for each in words), "--json").code == code


def test_a_fault_of_the_program_is_one_line_too(
    run: Run, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("diatrace.study.Study.verify", broken)
    said = run("verify", study)
    assert said.code == 1
    assert said.err.startswith(
        "diatrace: a fault of the program: ZeroDivisionError: by nothing\n  hint: --debug"
    )
    with pytest.raises(ZeroDivisionError):
        run("verify", study, "--debug")


def test_what_the_system_refuses_is_one_line_too(
    run: Run, study: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object) -> None:
        raise PermissionError(13, "Permission denied", "some/file")

    monkeypatch.setattr("diatrace.study.Study.verify", broken)
    said = run("verify", study)
    refused(said)
    assert said.err.startswith("diatrace: Permission denied (some/file)\n")


def test_json_keeps_every_script(run: Run, study: str) -> None:
    texts = [each["text"] for each in run("trace", "list", study, "--json").out["traces"]]
    assert any("🏠" in each for each in texts)
    assert any("غرفة" in each for each in texts)
    assert any("\0" in each for each in texts)
    assert json.dumps(texts)
