"""The map for print: well-formed whatever names hold, complete, its looks those of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.analysis import layout
from diatrace.analysis.drawing import (
    HEIGHT,
    MANY,
    MARGIN,
    MARKS,
    NOTHING,
    OTHER,
    OUTLINES,
    SEVERAL,
    SIDE,
    TOP,
    VERDICTS,
    WIDTH,
    Drawing,
    svg,
    value_looks,
    verdict_looks,
)

PAGE = Path(__file__).parents[2] / "page" / "src" / "map"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(names: Sequence[str], **changes: object) -> ET.Element:
    size = len(names)
    plain = Drawing(
        title="Homes",
        caption="What it shows. " * 30,
        names=names,
        places=np.random.default_rng(1).normal(size=(size, 2)),
        edges=np.array([[site, (site + 1) % size] for site in range(size)], np.int64).reshape(-1, 2),
        numbers=np.arange(size),
        legend_title="Kind",
        legend=[("office & bank", MARKS[0]), ("blog", MARKS[1])],
        of=np.arange(size) % 2,
    )
    return ET.fromstring("\n".join(svg(replace(plain, **changes))))  # type: ignore[arg-type]


def texts(picture: ET.Element) -> list[str]:
    return [each.text or "" for each in picture.iter(f"{SVG}text")]


def test_every_site_and_link_is_drawn_and_explained() -> None:
    picture = drawn([f"site {number}" for number in range(10)])
    assert len(list(picture.iter(f"{SVG}path"))) == 10
    assert (len(list(picture.iter(f"{SVG}circle"))), len(list(picture.iter(f"{SVG}polygon")))) == (
        5 + 1,
        5 + 1,
    )
    assert {"Homes", "Kind", "office & bank", "blog"} <= set(texts(picture))
    for each in picture.iter(f"{SVG}circle"):
        assert MARGIN < float(each.get("cx", 0)) < WIDTH - MARGIN
        assert TOP < float(each.get("cy", 0)) < TOP + HEIGHT


@given(st.lists(st.text(max_size=80), max_size=12))
def test_it_is_well_formed_whatever_sites_are_called(names: list[str]) -> None:
    found = " ".join(texts(drawn(names)))
    assert "nan" not in found
    assert all(len(each) < 2_000 for each in texts(drawn(names)))


def test_up_is_up_and_the_frame_is_filled() -> None:
    places = np.array([[0.0, 0.0], [0.0, 5.0], [3.0, 0.0]])
    picture = drawn(["a", "b", "c"], places=places, of=np.zeros(3, int), numbers=np.array([3, 2, 1]))
    low, high, aside = (
        (float(each.get("cx", 0)), float(each.get("cy", 0)))
        for each in list(picture.iter(f"{SVG}circle"))[:3]
    )
    assert high[1] < low[1]
    assert low[1] - high[1] == pytest.approx(HEIGHT - 48, abs=0.2)
    assert aside[0] - low[0] == pytest.approx(0.6 * (HEIGHT - 48), abs=0.2)
    assert aside[0] < WIDTH - MARGIN - SIDE


def test_names_do_not_lie_on_each_other() -> None:
    here = drawn(["one", "two", "three"], places=np.zeros((3, 2)))
    assert [each for each in texts(here) if each in ("one", "two", "three")] == ["three"]


def test_without_sites_there_is_still_a_picture() -> None:
    assert "Homes" in texts(drawn([], places=np.zeros((0, 2))))


def test_legends_of_verdicts_leave_out_what_nobody_has() -> None:
    legend, of = verdict_looks(["in", "", "in", "out"])
    assert [(each.key, each.count) for each in legend] == [("in", 2), ("out", 1), ("", 1)]
    assert of.tolist() == [0, 2, 0, 1]
    assert legend[1].mark == VERDICTS["out"]


def test_values_beyond_seven_several_at_once_and_none_have_looks_of_their_own() -> None:
    values = [[each] for each in "aabbccddeeffgghi"] + [["a", "b"], []]
    legend, of = value_looks(values)
    assert [each.key for each in legend] == [*"abcdefg", OTHER, MANY, ""]
    assert (legend[-2].mark, legend[-1].mark, legend[-3].count) == (SEVERAL, NOTHING, 2)
    assert np.bincount(of).tolist() == [each.count for each in legend]
    assert [each.key for each in value_looks([["b"], ["b"], ["a"]], ["a", "b"])[0]] == ["a", "b"]


@pytest.mark.skipif(not PAGE.is_dir(), reason="the page's sources are not here")
def test_the_page_draws_by_the_same_marks_and_lays_out_by_the_same_rule() -> None:
    marks = (PAGE / "marks.ts").read_text(encoding="utf-8")
    colours = dict(re.findall(r'([A-Z]+) = "(#[0-9a-f]{6})"', marks))
    named = re.findall(r'\{ colour: ([A-Z]+), shape: "(\w+)" \}', marks)
    assert [(colours[colour], shape) for colour, shape in named[: len(MARKS)]] == [
        (each.colour, each.shape) for each in MARKS
    ]
    assert [(colours[colour], shape) for colour, shape in named[len(MARKS) :]] == [
        (each.colour, each.shape) for each in VERDICTS.values()
    ]
    shapes = re.findall(r"SHAPES = \[(.*?)\]", marks)[0].replace('"', "").split(", ")
    assert set(shapes) == {*OUTLINES, "circle"}
    rule = (PAGE / "layout.ts").read_text(encoding="utf-8")
    assert f"GRAVITY = {layout.GRAVITY:g}, SCALING = {layout.SCALING:g}" in rule
    said = re.search(r"return sites <= (\d+) \? (\d+) : sites <= (\d+) \? (\d+) : (\d+);", rule)
    assert said
    few, most, many, more, rest = map(int, said.groups())
    assert [layout.rounds_for(each) for each in (few, few + 1, many, many + 1)] == [most, more, more, rest]
