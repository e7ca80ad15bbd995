"""Finding out how a project counts, without being told."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from diatrace.coding.refi import Convention, Project, read, write
from diatrace.coding.refi.convention import STANDARD, Passage
from diatrace.coding.refi.evidence import SAMPLE, TEXTS, Marked, judge
from diatrace.coding.refi.project import Document, Selection, Span
from tests.coding.refi.invented import CONVENTIONS, SENTENCES, anonymous, coded, everything, spans


def found_out(project: Project, convention: Convention, folder: Path) -> tuple[Project, bool]:
    path = folder / "project.qdpx"
    write(project, path, convention)
    found, report = read(anonymous(path))
    assert report.verdict.grounds != "declared"
    return found, report.verdict.ambiguous


@pytest.mark.parametrize(("number", "convention"), list(enumerate(CONVENTIONS)), ids=str)
def test_words_and_lines_give_it_away(tmp_path: Path, number: int, convention: Convention) -> None:
    """Each way of counting is met in texts whose lines end with CR LF, and in others."""
    filed = list(everything())
    for project in (filed[2 + number % 2], filed[(0, 1, 4, 5)[number % 4]]):
        found, _ = found_out(project, convention, tmp_path)
        assert spans(found) == spans(project)


@pytest.mark.parametrize("convention", CONVENTIONS[::5], ids=str)
@pytest.mark.parametrize("cut", [12, 400])
def test_names_give_it_away(tmp_path: Path, convention: Convention, cut: int) -> None:
    """Selections begin and end anywhere, but are named by their text, as some programs do, long ones cut."""
    rng = random.Random(7)
    project = coded(rng, "\r\n", True, each=6)
    moved = [moved_about(source, rng, cut) for source in project.sources if isinstance(source, Document)]
    project = replace(project, sources=tuple(moved))
    found, ambiguous = found_out(project, convention, tmp_path)
    assert spans(found) == spans(project)
    assert not ambiguous


def moved_about(source: Document, rng: random.Random, cut: int) -> Document:
    made = []
    for each in source.selections:
        start = rng.randrange(len(source.text) - 40)
        place = Span(start, start + rng.randint(4, 40))
        text = " ".join(source.text[place.start : place.end].split())
        made.append(replace(each, place=place, name=text if len(text) <= cut else f"{text[:cut]}…"))
    return replace(source, selections=tuple(made))


@pytest.mark.parametrize("convention", CONVENTIONS[::5], ids=str)
def test_a_shaky_hand_does_not_hide_it(tmp_path: Path, convention: Convention) -> None:
    """A third of the selections begin or end a little off."""
    rng = random.Random(11)
    project = coded(rng, "\r\n", True, each=40)
    sources = []
    for source in project.sources:
        assert isinstance(source, Document)
        sources.append(
            replace(source, selections=tuple(shaken(each, source, rng) for each in source.selections))
        )
    project = replace(project, sources=tuple(sources))
    found, _ = found_out(project, convention, tmp_path)
    assert spans(found) == spans(project)


def shaken(selection: Selection, source: Document, rng: random.Random) -> Selection:
    place = selection.place
    assert isinstance(place, Span)
    if rng.random() > 0.3:
        return selection
    start = min(max(0, place.start + rng.randint(-2, 2)), len(source.text) - 1)
    end = min(max(start + 1, place.end + rng.randint(-2, 2)), len(source.text))
    return replace(selection, place=Span(start, end))


def test_where_nothing_tells_the_standard_holds() -> None:
    verdict = judge([Marked(Passage("abcdefgh"), np.array([3]), np.array([5]), ("",))], "Some program")
    assert (verdict.convention, verdict.grounds, verdict.ambiguous) == (STANDARD, "standard", True)


def test_where_nothing_tells_the_origin_is_asked() -> None:
    passage = Passage("abc😀defghijklmnop")
    verdict = judge([Marked(passage, np.array([7]), np.array([9]), ("",))], "NVivo 12.6")
    assert (verdict.convention, verdict.grounds, verdict.ambiguous) == (Convention("utf16"), "origin", True)


def test_evidence_goes_before_the_origin(tmp_path: Path) -> None:
    project = coded(random.Random(2), "\r\n", False, each=20)
    path = tmp_path / "project.qdpx"
    write(project, path, STANDARD)
    silent = anonymous(path)
    marked = [
        Marked(
            Passage(each.text.replace("\n", "\r\n")),
            *Passage(each.text.replace("\n", "\r\n")).told(
                np.array([one.place.start for one in each.selections if isinstance(one.place, Span)]),
                np.array([one.place.end for one in each.selections if isinstance(one.place, Span)]),
                STANDARD,
            ),
            names=("",) * len(each.selections),
        )
        for each in project.sources
        if isinstance(each, Document)
    ]
    verdict = judge(marked, "NVivo 12.6")
    assert (verdict.convention, verdict.grounds) == (STANDARD, "evidence")
    assert spans(read(silent)[0]) == spans(project)


def test_without_selections_there_is_no_evidence() -> None:
    verdict = judge([], "ATLAS.ti 8")
    assert (verdict.convention, verdict.grounds, verdict.evidence) == (
        Convention(newline="one"),
        "origin",
        (),
    )


def test_the_evidence_is_counted() -> None:
    text = "One line.\nAnother line, longer.\nThe last one."
    verdict = judge([Marked(Passage(text), np.array([0, 10]), np.array([9, 17]), ("One line.", "other"))], "")
    best = verdict.evidence[0]
    assert best.convention == STANDARD
    assert (best.spans, best.sound, best.named, best.starts, best.ends) == (2, 2, 1, 2, 2)
    assert best.points == 6 + 2 + 2 + 2 + 1
    assert [each.points for each in verdict.evidence] == sorted(
        (each.points for each in verdict.evidence), reverse=True
    )


def test_ways_that_give_the_same_are_one() -> None:
    text = "no line ends here"
    verdict = judge([Marked(Passage(text), np.array([3]), np.array([7]), ("line",))], "")
    assert {str(each.convention) for each in verdict.evidence} == {
        "codepoint", "codepoint-inclusive", "codepoint-from1", "codepoint-inclusive-from1",
    }  # fmt: skip
    assert [str(each) for each in verdict.evidence[0].same] == ["codepoint-crlf2"]
    assert not verdict.ambiguous


def test_telling_texts_come_first_in_the_sample() -> None:
    """However many selections a plain text has, the one with signs outside the basic plane is looked at."""
    plain = "word " * 200
    starts = np.arange(0, 1000, 5).repeat(SAMPLE // 100)
    moon = "🌙 " * 3 + SENTENCES[0]
    at = len(("🌙 " * 3).encode("utf-16-le")) // 2
    verdict = judge(
        [
            Marked(Passage(plain), starts, starts + 4, ("",) * len(starts)),
            Marked(Passage(moon), np.array([at]), np.array([at + len(SENTENCES[0])]), ("",)),
        ],
        "",
    )
    assert verdict.convention == Convention("utf16")
    assert verdict.evidence[0].spans == SAMPLE


@pytest.mark.parametrize(("declared", "doubted"), [(STANDARD, False), (Convention(first=1), True)])
def test_what_is_declared_is_taken_and_may_be_doubted(declared: Convention, doubted: bool) -> None:
    text = "I waited. They came. We left."
    verdict = judge(
        [Marked(Passage(text), np.array([0, 10, 21]), np.array([9, 20, 29]), ("", "", ""))], "", declared
    )
    assert (verdict.convention, verdict.grounds, verdict.ambiguous) == (declared, "declared", doubted)


def test_a_survey_of_many_rows_is_looked_at_in_part() -> None:
    rows = [Marked(Passage("yes and no"), np.array([4]), np.array([7]), ("",))] * (TEXTS + 50)
    moon = Marked(Passage("🌙 yes and no"), np.array([7]), np.array([10]), ("",))
    verdict = judge([*rows, *[moon] * 3], "")
    assert (verdict.convention, verdict.evidence[0].spans) == (Convention("utf16"), TEXTS)
