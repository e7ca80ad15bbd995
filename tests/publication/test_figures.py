"""Every figure equals the store: each is counted a second time here, by SQL or by hand."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from diatrace.decision import record
from diatrace.decision.standing import Standing
from diatrace.publication.contract import Release
from diatrace.publication.figures import figures
from diatrace.publication.gate import Opening
from diatrace.store.folder import Folder
from tests import invented
from tests.invented import EVERYTHING, PAGES, decide

Releasing = Callable[..., Release]


def _sql(folder: Folder, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(folder.path / "study.sqlite") as raw:
        found = raw.execute(query).fetchall()
    raw.close()
    return found


def test_people_are_what_the_record_says(folder: Folder, release: Releasing) -> None:
    rows = _sql(
        folder,
        "SELECT reviewer, sum(role = 'reading'), sum(role = 'adjudication'), sum(blind), sum(saw_score), sum(seconds), "
        "min(made_at), max(made_at) FROM decision GROUP BY reviewer ORDER BY min(id)",
    )
    found = figures(release()).people
    assert [
        (p.readings, p.adjudications, p.blind, p.saw_score, p.seconds, p.first, p.last) for p in found
    ] == [row[1:] for row in rows]
    assert [p.name for p in found] == ["R1", "R2"]
    assert found[0].verdicts == {"in": 7, "out": 1}
    assert found[1].verdicts == {"in": 1, "neighbour": 1}


def test_what_was_taken_back_no_longer_counts_but_was_time(folder: Folder) -> None:
    asked = invented.study(folder)
    decide(folder, asked, "Idris Invented", {PAGES[2]["id"]: "out"}, EVERYTHING)
    record.undo(folder, Standing(asked.id), "Idris Invented")
    frozen = invented.freeze_all(folder, asked, EVERYTHING)
    idris = figures(Release(folder, frozen, Opening())).people[1]
    assert (idris.readings, idris.taken_back, idris.seconds, idris.timed) == (2, 1, 36.0, 3)


def test_what_came_after_the_freezing_does_not_count(folder: Folder) -> None:
    asked = invented.study(folder)
    frozen = invented.freeze_all(folder, asked, EVERYTHING)
    before = figures(Release(folder, frozen, Opening()))
    decide(folder, asked, "Late Invented", {PAGES[2]["id"]: "out"}, EVERYTHING)
    assert figures(Release(folder, frozen, Opening())) == before


def test_readings_and_disagreements(release: Releasing) -> None:
    found = figures(release())
    assert found.readers == {1: 5, 2: 2}
    assert (found.adjudicated, found.disputed) == (1, 0)
    assert found.drawn == {"file": 10}
    assert found.decisions == 10
    assert found.seconds == 120.0
    assert found.unread == 0


def test_agreement_is_that_of_the_readings(release: Releasing) -> None:
    found = figures(release())
    assert (found.agreement["units"], found.agreement["single"]) == (2, 5)
    assert found.agreement["percent_agreement"]["value"] == 0.5
    assert found.agreement["prevalence"] == {"in": 0.75, "neighbour": 0.25}
    assert found.blind == found.agreement
    assert found.agreement == figures(release(reviewers="name")).agreement


def test_readings_that_were_not_blind_are_told_apart(folder: Folder) -> None:
    asked = invented.study(folder)
    decide(folder, asked, "Idris Invented", {PAGES[2]["id"]: "out"}, EVERYTHING)
    found = figures(Release(folder, invented.freeze_all(folder, asked, EVERYTHING), Opening()))
    assert (found.agreement["units"], found.blind["units"]) == (3, 2)


def test_dates_are_counted_apart(release: Releasing) -> None:
    found = figures(release())
    assert found.edited.undated == 1
    assert found.edited.evidence == {"modified_gmt": 5}
    assert found.edited.years == {2026: 5}
    assert found.edited.first == found.edited.last == (PAGES[0]["edited"], "day")
    assert found.captured.evidence == {"import": 6}
    assert found.captured.first == (invented.CAPTURED, "second")


def test_members_are_counted_by_language_kind_and_venue(release: Releasing) -> None:
    found = figures(release())
    assert found.languages == {"en": 4, "ar": 1, "fr": 1}
    assert found.kinds == {"page": 3, "post": 2, "message": 1}
    assert found.venues == {"open": 5, "closed": 1}


def test_sources_are_those_of_the_record(folder: Folder, release: Releasing) -> None:
    rows = _sql(folder, "SELECT id, read, added, known, revised, unreadable, venue FROM source ORDER BY id")
    names = ("id", "read", "added", "known", "revised", "unreadable", "venue")
    assert [tuple(each[name] for name in names) for each in figures(release()).sources] == rows


def test_the_corpus_is_the_version_that_was_frozen(folder: Folder, release: Releasing) -> None:
    ((digest, items, members),) = _sql(folder, "SELECT digest, items, members FROM corpus")
    corpus = figures(release()).corpus
    assert (corpus["digest"], corpus["items"], corpus["members"]) == (digest, items, members)


def test_answers_given_along_are_told_apart(folder: Folder) -> None:
    asked = invented.ask(folder)
    invented.add_source(folder)
    invented.hold(folder, PAGES)
    decide(
        folder,
        asked,
        "Salma Invented",
        {PAGES[0]["id"]: "in"},
        PAGES,
        covers=(PAGES[1]["id"], PAGES[2]["id"]),
    )
    frozen = invented.freeze_all(folder, asked, PAGES)
    (person,) = figures(Release(folder, frozen, Opening())).people
    assert (person.readings, person.covered, person.timed, person.seconds) == (3, 2, 1, 12.0)
