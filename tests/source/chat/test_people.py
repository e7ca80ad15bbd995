"""Where a text names people."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.chat.people import in_system_line, mentions, merged, names_in

LINES = {
    "Amal added Bo Roe": ["Amal", "Bo Roe"],
    "You removed Cy": ["Cy"],
    "+33 6 12 34 56 78 changed to +33 7 00 00 00 00": ["+33 6 12 34 56 78", "+33 7 00 00 00 00"],
    "Cy Young changed this group's settings to allow only admins to edit": ["Cy Young"],
    "Cy a quitté": ["Cy"],
    "Vous avez ajouté Cy": ["Cy"],
    "Cy hat die Gruppe verlassen": ["Cy"],
    "Du hast Cy hinzugefügt": ["Cy"],
    "Cy adicionou Dee": ["Cy", "Dee"],
    "Cy добавил(-а) Dee": ["Cy", "Dee"],
    "Cy heeft Dee toegevoegd": ["Cy", "Dee"],
    "غادر Cy": [],
    "Your security code with Cy Young changed. Tap": ["Cy Young"],
    "Kode keamanan Anda dengan Cy telah berubah.": ["Cy"],
    'Cy created group "Dee left home"': ["Cy"],
    "You joined using this group's invite link": [],
    "Messages and calls are end-to-end encrypted.": [],
    "\u202aCy\u202c was added": ["Cy"],
}


@pytest.mark.parametrize("line", LINES)
def test_system_lines_name_whom_they_speak_of(line: str) -> None:
    assert [line[start:end] for start, end in in_system_line(line, None)] == LINES[line]


def test_known_people_are_found_as_whole_words() -> None:
    known = names_in(["Ann", "Ann Marie", "Ö", "C++"])
    line = "Anna, Ann Marie and Ann like C++"
    assert [line[start:end] for start, end in in_system_line(line, known)] == ["Ann Marie", "Ann", "C++"]
    assert names_in([]) is None
    assert names_in(["Ö"]) is None


def test_mentions_are_of_numbers_and_of_names() -> None:
    text = "@33612345678 and @\u2068Bo Roe\u2069, not a@b.org nor @12"
    assert list(mentions(text)) == [("33612345678", (1, 12)), ("Bo Roe", (19, 25))]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50))))
def test_merged_spans_cover_the_same_and_do_not_touch(spans: list[tuple[int, int]]) -> None:
    joined = merged(spans)
    assert all(one[1] < other[0] for one, other in pairwise(joined))
    covered = {at for start, end in spans for at in range(start, end)}
    assert {at for start, end in joined for at in range(start, end)} == covered


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=10), max_size=4))
def test_spans_are_within_any_text(text: str, names: list[str]) -> None:
    for start, end in in_system_line(text, names_in(names)):
        assert 0 <= start < end <= len(text)
