from __future__ import annotations

import pytest

from diatrace.corpus import version
from diatrace.corpus.item import Choice
from diatrace.corpus.version import Version
from diatrace.decision import record
from diatrace.decision.standing import Standing
from diatrace.errors import CorpusError, Misuse, StudyCorrupt, UnknownName
from diatrace.store.folder import Folder
from tests import invented
from tests.invented import EVERYTHING, PAGES, decide, freeze_all


def test_a_version_holds_what_was_decided(folder: Folder) -> None:
    frozen = invented.frozen(folder)
    assert (frozen.label, frozen.items, frozen.members, frozen.complete) == ("housing@1", 7, 6, True)
    assert frozen.protocol["verdicts"] == {"in": 6, "out": 1, "neighbour": 0, "unsure": 0, "open": 0}
    assert frozen.protocol["advice"] == invented.ADVICE
    assert [each["venue"] for each in frozen.protocol["sources"]] == ["open", "open", "closed"]
    assert version.named(folder, "housing@1") == version.named(folder, "housing") == frozen
    assert version.verify(folder, frozen) == []


def test_freezing_again_without_change_is_the_same_version(folder: Folder) -> None:
    asked = invented.study(folder)
    first = freeze_all(folder, asked, EVERYTHING)
    assert freeze_all(folder, asked, EVERYTHING) == first
    decide(folder, asked, "Idris Invented", {PAGES[3]["id"]: "out"}, EVERYTHING)
    assert freeze_all(folder, asked, EVERYTHING).version == 2


def test_the_digest_knows_no_time_and_no_machine(folder: Folder, tmp_path: object) -> None:
    asked = invented.study(folder)
    digests = {freeze_all(folder, asked, EVERYTHING, name=name).digest for name in ("a", "b")}
    assert len(digests) == 1


def test_partial_unless_every_candidate_is_settled(folder: Folder) -> None:
    asked = invented.study(folder)
    assert not freeze_all(folder, asked, [*EVERYTHING, invented.row("unread")]).complete
    assert not freeze_all(folder, asked, EVERYTHING, rule="agreeing", name="twice").complete


def test_an_undone_decision_does_not_count(folder: Folder) -> None:
    asked = invented.study(folder)
    before = freeze_all(folder, asked, EVERYTHING)
    decide(folder, asked, "Idris Invented", {PAGES[2]["id"]: "out"}, EVERYTHING)
    record.undo(folder, Standing(asked.id), "Idris Invented")
    assert freeze_all(folder, asked, EVERYTHING).digest == before.digest


@pytest.mark.parametrize("name", ["../evil", "a/b", ".hidden", "a b", "x" * 81, "\U00010900" * 60, "a\0b"])
def test_a_name_that_is_no_file_name_is_refused(folder: Folder, name: str) -> None:
    asked = invented.study(folder)
    with pytest.raises(Misuse, match="cannot be called"):
        freeze_all(folder, asked, EVERYTHING, name=name)


@pytest.mark.parametrize("choice", [Choice(include=()), Choice(include=("maybe",))])  # type: ignore[arg-type]
def test_verdicts_that_are_none_are_refused(folder: Folder, choice: Choice) -> None:
    asked = invented.study(folder)
    with pytest.raises(Misuse, match="cannot include"):
        version.freeze(folder, asked, [], {}, choice=choice)


def test_an_unknown_rule_names_the_known_ones(folder: Folder) -> None:
    asked = invented.study(folder)
    with pytest.raises(UnknownName) as refused:
        freeze_all(folder, asked, EVERYTHING, rule="loudest")
    assert "adjudicated" in refused.value.hint


def test_an_unknown_corpus_names_the_known_ones(folder: Folder) -> None:
    with pytest.raises(UnknownName) as refused:
        version.named(folder, "housing")
    assert "corpus freeze" in refused.value.hint
    invented.frozen(folder)
    with pytest.raises(UnknownName) as refused:
        version.named(folder, "housing@7")
    assert "housing@1" in refused.value.hint


def test_items_that_were_altered_are_found(folder: Folder) -> None:
    frozen = invented.frozen(folder)
    file = frozen.file(folder.path)
    file.write_text(file.read_text().replace('"verdict":"out"', '"verdict":"in"'))
    assert "altered" in version.verify(folder, frozen)[0]
    file.write_text("{")
    assert "do not read" in version.verify(folder, frozen)[0]
    file.unlink()
    assert "missing" in version.verify(folder, frozen)[0]
    with pytest.raises(StudyCorrupt):
        version.read_items(folder, frozen)


def test_versions_are_compared(folder: Folder) -> None:
    asked = invented.study(folder)
    first = freeze_all(folder, asked, EVERYTHING)
    late = invented.row("Another page of homes.")
    decide(
        folder,
        asked,
        "Salma Invented",
        {late["id"]: "in", PAGES[0]["id"]: "out", PAGES[2]["id"]: "out"},
        [*EVERYTHING, late],
    )
    second = freeze_all(folder, asked, [*EVERYTHING, late], include=("in", "neighbour"))
    facts = version.diff(folder, first, second)
    assert facts["added"] == facts["newly_decided"] == [late["id"]]
    assert facts["removed"] == sorted([PAGES[0]["id"], PAGES[2]["id"]])
    assert {each["trace"]: (each["from"], each["to"]) for each in facts["verdict_changed"]} == {
        PAGES[0]["id"]: ("in", None),
        PAGES[2]["id"]: ("in", "out"),
    }
    assert facts["protocol_changed"] == ["include"]
    assert not facts["equal"]
    assert version.diff(folder, first, first)["equal"]


def test_an_empty_corpus_is_not_published(folder: Folder) -> None:
    asked = invented.study(folder)
    nothing: Version = freeze_all(folder, asked, EVERYTHING, include=("unsure",))
    with pytest.raises(CorpusError, match="no members"):
        version.refuse_empty(nothing)
