"""Files of a study that are missing, cut short or altered: each is named, and nothing else breaks."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from diatrace.errors import DiatraceError
from diatrace.privacy import key
from diatrace.study import Study, open_study
from tests.faults.conftest import Command, plain, verified

Damage = Callable[[bytes], bytes | None]


def flipped(data: bytes) -> bytes:
    """Flip one bit in the middle."""
    changed = bytearray(data)
    changed[len(data) // 2] ^= 0x10
    return bytes(changed)


DAMAGE: dict[str, Damage] = {
    "missing": lambda _data: None,
    "empty": lambda _data: b"",
    "cut short": lambda data: data[: len(data) // 2],
    "other bytes": lambda data: random.Random(5).randbytes(len(data)),
    "one bit": flipped,
}


def harm(file: Path, damage: Damage) -> None:
    """Do damage to a file."""
    changed = damage(file.read_bytes())
    if changed is None:
        file.unlink()
    else:
        file.write_bytes(changed)


STATEMENTS: dict[str, Callable[[str], str]] = {
    "garbage": lambda _text: "[[[",
    "another table": lambda text: text.replace("[study]", "[other]"),
    "no table": lambda _text: 'study = "yes"\n',
    **{
        f"no {name}": lambda text, name=name: "\n".join(  # type: ignore[misc]
            line for line in text.splitlines() if not line.startswith(f"{name} ")
        )
        for name in ("id", "title", "purpose", "basis", "retain_until")
    },
    "empty purpose": lambda text: text.replace('purpose = "P"', 'purpose = " "'),
    "a number for a title": lambda text: text.replace('title = "Homes"', "title = 5"),
    "a word for the languages": lambda text: text.replace('languages = ["en", "fr"]', 'languages = "en"'),
    "a day without quotes": lambda text: text.replace('"2099-12-31"', "2099-12-31"),
    "no day": lambda text: text.replace("2099-12-31", "tomorrow"),
    "a list of settings": lambda text: text.replace("[settings]", "[[settings]]"),
    "an unknown field": lambda text: text.replace("[study]", "[study]\ncolour = 'red'"),
    "another identifier": lambda text: text.replace('id = "', 'id = "../'),
}


@pytest.mark.parametrize("change", STATEMENTS)
def test_a_statement_that_does_not_hold(study: Path, change: str) -> None:
    file = study / "study.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(STATEMENTS[change](text), encoding="utf-8")
    assert file.read_text(encoding="utf-8") != text
    with pytest.raises(DiatraceError) as refused:
        open_study(study)
    assert str(study) in refused.value.where
    assert refused.value.hint


@pytest.mark.parametrize("damage", [each for each in DAMAGE if each != "one bit"])
@pytest.mark.parametrize("name", ["study.toml", "study.sqlite"])
def test_a_study_that_does_not_open(command: Command, study: Path, name: str, damage: str) -> None:
    harm(study / name, DAMAGE[damage])
    for words in (("status", study, "housing"), ("verify", study)):
        said = command(*words)
        assert said.code == 1
        plain(said)
        assert str(study) in said.err


def used(study: Study) -> None:
    """Do what people do."""
    names = [each.id for each in study.trace.list(limit=3)]
    study.source.list()
    study.runs()
    study.events()
    study.decision.status("housing")
    study.decision.make("housing", names[0], "in", reviewer="Idris Invented")
    study.corpus.list()
    study.corpus.freeze("housing", rule="one")


@pytest.mark.parametrize("seed", range(24))
def test_a_record_with_some_bytes_changed(study: Path, seed: int) -> None:
    """Whatever SQLite lets through, errors are ours."""
    chance = random.Random(seed)
    file = study / "study.sqlite"
    data = bytearray(file.read_bytes())
    for _ in range(chance.choice([1, 4, 16])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    file.write_bytes(data)
    with suppress(DiatraceError), open_study(study) as opened:
        with suppress(DiatraceError):
            opened.verify()
        used(opened)


COMMANDS: tuple[tuple[str, ...], ...] = (
    ("trace", "list", "{study}"),
    ("trace", "search", "{study}", "room"),
    ("source", "list", "{study}"),
    ("propose", "{study}", "housing"),
    ("status", "{study}", "housing"),
    ("agreement", "{study}", "housing"),
    ("corpus", "freeze", "{study}", "housing", "--rule", "one"),
    ("corpus", "verify", "{study}", "housing"),
    ("publish", "{study}", "housing@1", "csv", "--out", "{place}/out.csv", "--force"),
    ("source", "add", "{study}", "{place}/more.txt", "--as", "urls"),
)
FILES = {
    "trace/trace-000001.parquet": {"trace", "status", "propose", "agreement", "corpus", "publish", "source"},
    "trace/tie-000001.parquet": {"trace", "propose", "status", "agreement", "corpus"},
    "blob/raw-000001.sealed": set(),
    "blob/unreadable-000001.sealed": set(),
    "proposal/batch-000001.parquet": set(),
    "corpus/housing-v1.jsonl": {"corpus", "publish"},
}
"""Files, and the commands that may refuse to go on without them."""


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_damaged_is_named(command: Command, place: Path, name: str, damage: str) -> None:
    study = place / "study"
    (place / "more.txt").write_text("https://homes.example/rooms\n")
    harm(study / name, DAMAGE[damage])
    assert any(name in each for each in verified(study))
    chance = random.Random(f"{name} {damage}")
    for words in chance.sample(COMMANDS, 3):
        said = command(*(each.format(study=study, place=place) for each in words))
        assert said.code in {0, 1}
        if said.code and not said.out:  # `corpus verify` tells its finding as a result
            plain(said)
            assert words[0] in FILES[name]
    assert command("verify", study).code == 1


@pytest.mark.parametrize("damage", [each for each in DAMAGE if each != "one bit"])
def test_the_index_is_made_anew(command: Command, study: Path, damage: str) -> None:
    whole = command("trace", "search", study, "room", "--json")
    assert whole.json["total"] > 0
    harm(study / "index" / "search.sqlite", DAMAGE[damage])
    again = command("trace", "search", study, "room", "--json")
    assert again.json == whole.json
    assert verified(study) == []


@pytest.mark.parametrize("damage", DAMAGE)
def test_features_are_counted_anew(study: Path, damage: str) -> None:
    with open_study(study) as opened:
        before = opened.proposal.run("housing", seed=1)["top"]
    for file in [each for each in (study / "index").rglob("*") if each.is_file()]:
        harm(file, DAMAGE[damage])
    with open_study(study) as opened:
        assert opened.proposal.run("housing", seed=1)["top"] == before


@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("name", ["raw-000001.sealed", "unreadable-000001.sealed"])
def test_a_sealed_record_does_not_open_otherwise(study: Path, name: str, damage: str) -> None:
    with open_study(study) as opened:
        (first,) = opened.trace.list(limit=1)
        assert b"Nour" in opened.trace.raw(first.id)
        assert opened.source.unreadable(1, raw=True)[0]["raw"] == b"{ not JSON"
        harm(study / "blob" / name, DAMAGE[damage])
        with pytest.raises(DiatraceError) as refused:
            opened.trace.raw(first.id) if name.startswith("raw") else opened.source.unreadable(1, raw=True)
    assert name in refused.value.where
    assert refused.value.hint


@pytest.mark.parametrize("damage", DAMAGE)
def test_without_its_key_a_study_is_read_but_takes_nothing_in(
    command: Command, place: Path, damage: str
) -> None:
    study = place / "study"
    with open_study(study) as opened:
        harm(key.path(opened.statement.id), DAMAGE[damage])
    (place / "more.txt").write_text("https://homes.example/rooms\n")
    said = command("source", "add", study, place / "more.txt")
    plain(said)
    assert said.code == 1
    assert "key" in said.err
    assert command("status", study, "housing").code == 0
    assert verified(study) == []
