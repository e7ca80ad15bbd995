from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_way_of_a_corpus(study: str, run: Run, tmp_path: Path) -> None:
    code, frozen, _ = run(
        "corpus", "freeze", study, "housing", "--include", "in, neighbour", "--who", "Salma", "--json"
    )
    assert (code, frozen["corpus"], frozen["include"], frozen["new"]) == (
        0,
        "housing@1",
        ["in", "neighbour"],
        True,
    )
    code, listed, _ = run("corpus", "list", study, "--json")
    assert (code, [each["digest"] for each in listed]) == (0, [frozen["digest"]])
    assert run("corpus", "verify", study, "housing", "--json")[1]["sound"]
    code, diff, _ = run("corpus", "diff", study, "housing@1", "housing", "--json")
    assert (code, diff["equal"]) == (0, True)
    bundle = str(tmp_path / "b.zip")
    code, _, _ = run(
        "publish",
        study,
        "housing",
        "bundle",
        "--out",
        bundle,
        "--set",
        "closed=include",
        "--set",
        "reason=one team",
        "--json",
    )
    assert code == 0
    code, rebuilt, _ = run("corpus", "rebuild", bundle, "--out", str(tmp_path / "again"), "--json")
    assert (code, rebuilt["digest"], rebuilt["equal"]) == (0, frozen["digest"], True)
    assert run("verify", str(tmp_path / "again"), "--json")[1] == {"sound": True, "faults": []}


def test_people_read_sentences(study: str, run: Run, tmp_path: Path) -> None:
    code, said, _ = run("corpus", "freeze", study, "housing")
    assert (code, said.splitlines()[0]) == (0, "housing@1: 6 members of 7 items, complete")
    assert "nothing changed" in run("corpus", "freeze", study, "housing")[1]
    assert "housing@1" in run("corpus", "list", study)[1]
    assert "sound" in run("corpus", "verify", study, "housing")[1]
    assert "equal" in run("corpus", "diff", study, "housing@1", "housing@1")[1]
    code, said, beside = run("publish", study, "housing@1", "csv", "--out", str(tmp_path / "o.csv"))
    assert (code, said.startswith(f"wrote {tmp_path / 'o.csv'}")) == (0, True)
    assert "telephone numbers 1" in beside
    assert "texts of closed venues 1" in beside


def test_a_partial_corpus_says_so(study: str, run: Run) -> None:
    code, said, beside = run("corpus", "freeze", study, "housing", "--rule", "agreeing")
    assert code == 0
    assert "partial" in said
    assert "7 traces are held" in beside


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("corpus", "freeze", "{study}", "another"), 1, "no question is called 'another'"),
        (("corpus", "freeze", "{study}", "housing", "--include", "maybe"), 2, "'maybe' is no verdict"),
        (("corpus", "freeze", "{study}", "housing", "--name", "../x"), 2, "cannot be called"),
        (("corpus", "freeze", "{study}", "housing", "--rule", "loudest"), 1, "no rule is called"),
        (("corpus", "verify", "{study}", "another"), 1, "no corpus is called"),
        (("corpus", "diff", "{study}", "a", "b"), 1, "no corpus is called"),
        (("corpus", "rebuild", "{study}/nothing.zip", "--out", "{study}/x"), 1, "does not exist"),
        (("corpus", "rebuild", "{study}/study.toml", "--out", "{study}/x"), 1, "no whole bundle"),
        (("publish", "{study}", "housing", "list", "--out", "x.csv"), 1, "known: ache, bundle, csv, fourcat"),
        (("publish", "{study}", "housing", "csv", "--out", "x.csv"), 1, "no corpus is called"),
        (("publish", "{study}", "housing", "csv", "--out", "x.csv", "--set", "bom"), 2, "PARAM=VALUE"),
        (
            ("publish", "{study}", "housing", "csv", "--out", "x.csv", "--set", "colour=red"),
            2,
            "unknown parameter",
        ),
        (("publish", "{study}", "housing", "csv"), 2, "--out"),
    ],
)
def test_what_is_refused_is_told_in_a_line(
    study: str, run: Run, words: tuple[str, ...], code: int, told: str
) -> None:
    found, _, beside = run(*(each.format(study=study) for each in words))
    assert found == code
    assert told in beside
    assert "Traceback" not in beside


def test_a_corpus_that_was_tampered_with_is_told(study: str, run: Run) -> None:
    run("corpus", "freeze", study, "housing")
    items = Path(study) / "corpus" / "housing-v1.jsonl"
    items.write_text(items.read_text(encoding="utf-8").replace('"out"', '"in"'), encoding="utf-8")
    code, facts, _ = run("corpus", "verify", study, "housing", "--json")
    assert (code, facts["sound"]) == (1, False)
    assert "altered" in facts["faults"][0]
