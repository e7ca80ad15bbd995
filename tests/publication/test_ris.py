from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.publication import ris
from diatrace.publication.contract import Release
from diatrace.publication.gate import Opening
from diatrace.publication.ris import Ris
from tests.invented import PAGES, POSTS

Releasing = Callable[..., Release]
_LINE = re.compile(r"[A-Z][A-Z0-9]  - .*")


def _references(release: Release, tmp_path: Path) -> dict[str, dict[str, list[str]]]:
    text = Ris().run(release, tmp_path / "out.ris", Opening()).read_bytes().decode("utf-8")
    assert text.endswith("ER  - \r\n\r\n")
    found = {}
    for block in text.removesuffix("\r\n\r\n").split("\r\n\r\n"):
        lines = block.split("\r\n")
        assert all(_LINE.fullmatch(each) for each in lines)
        assert lines[0].startswith("TY")
        assert lines[-1].startswith("ER")
        tags: dict[str, list[str]] = {}
        for each in lines:
            tags.setdefault(each[:2], []).append(each[6:])
        found[tags["ID"][0]] = tags
    return found


def test_a_page_is_an_electronic_source(release: Releasing, tmp_path: Path) -> None:
    page = _references(release(), tmp_path)[PAGES[0]["id"]]
    assert page["TY"] == ["ELEC"]
    assert page["TI"] == ["Rooms"]
    assert page["UR"] == ["https://homes.example/rooms"]
    assert page["DA"] == ["2026/05/03/"]
    assert page["PY"] == ["2026"]
    assert page["Y2"] == ["2026/11/01/"]
    assert page["AB"] == [PAGES[0]["text"]]
    assert page["LA"] == ["en"]
    assert "AU" not in page
    assert page["N1"] == ["verdict: in", "reasons: offers a home, says [email]", "ASReview_relevant"]


def test_an_undated_page_has_the_date_of_access_alone(release: Releasing, tmp_path: Path) -> None:
    page = _references(release(), tmp_path)[PAGES[2]["id"]]
    assert not {"DA", "PY"} & page.keys()
    assert page["Y2"] == ["2026/11/01/"]


def test_a_post_is_communication_by_a_pseudonym(release: Releasing, tmp_path: Path) -> None:
    post = _references(release(), tmp_path)[POSTS[0]["id"]]
    assert (post["TY"], post["AU"]) == (["ICOMM"], ["a-k3n5qwzr2m7c"])
    assert post["TI"][0].startswith("'=HYPERLINK")
    assert "UR" not in post


def test_arabic_stays_arabic(release: Releasing, tmp_path: Path) -> None:
    assert _references(release(), tmp_path)[PAGES[1]["id"]]["AB"] == [PAGES[1]["text"]]


@given(st.text())
def test_a_value_is_one_line_without_a_tab(text: str) -> None:
    flat = ris._flat(text)
    assert flat.splitlines() in ([], [flat])
    assert "\t" not in flat
    assert "\0" not in flat


def test_joiners_and_direction_marks_are_part_of_a_text() -> None:
    assert ris._flat("می‌خواهم \u200fخانه 👩‍👧") == "می‌خواهم \u200fخانه 👩‍👧"


@pytest.mark.parametrize(
    ("precision", "day"),
    [("year", "2026///"), ("month", "2026/05//"), ("day", "2026/05/03/"), ("second", "2026/05/03/")],
)
def test_unknown_parts_of_a_date_are_empty(precision: str, day: str) -> None:
    assert ris._day(PAGES[0]["edited"], precision) == day


@given(st.text(min_size=200))
def test_an_untitled_text_lends_its_beginning(text: str) -> None:
    assert len(ris._excerpt(text)) <= 81
