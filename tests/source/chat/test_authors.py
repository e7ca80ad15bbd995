"""Who writes: names before colons, and sentences that hold colons too."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.chat.authors import Authors, clean


def learnt(*lines: str) -> Authors:
    authors = Authors()
    for line in lines:
        authors.meet(line)
    authors.settle()
    return authors


def test_a_name_ends_at_the_first_colon() -> None:
    authors = learnt("Amal: a: b", "Bo: c")
    assert authors.split("Amal: a: b") == ("Amal", "a: b")
    assert authors.names == ["Amal", "Bo"]


def test_a_line_without_a_name_is_the_programs() -> None:
    assert learnt("Amal: hi").split("Amal left") == ("", "Amal left")


def test_sentences_cut_in_a_quotation_are_no_names() -> None:
    authors = learnt('Amal created group "Home: sweet"', "Bo nannte es „Haus: klein“", "Amal: hi")
    assert authors.names == ["Amal"]


def test_names_may_hold_whole_quotations() -> None:
    assert learnt('Bo "the cook" Roe: hi').names == ['Bo "the cook" Roe']


def test_what_somebody_did_is_no_name_unless_it_comes_again() -> None:
    known = ["Amal: hi", "Amal: ho"]
    assert "Amal changed the topic to" not in learnt(*known, "Amal changed the topic to: x").names
    assert "Amal Maria Idrissi" in learnt(*known, "Amal Maria Idrissi: x").names
    assert "Amal from work too" in learnt(*known, "Amal from work too: x", "Amal from work too: y").names


def test_names_with_colons_need_three_lines() -> None:
    assert learnt("Bo: cook: a", "Bo: cook: b", "Bo: cook: c").split("Bo: cook: d") == ("Bo: cook", "d")
    assert learnt("Bo: cook: a", "Bo: cook: b").split("Bo: cook: d") == ("Bo", "cook: d")
    assert learnt("Bo: cook: a", "Bo: cook: b", "Bo: dinner").split("Bo: cook: d") == ("Bo", "cook: d")


def test_speakers_have_said_something_of_their_own() -> None:
    authors = learnt("Home: \u200eMessages are encrypted", "Amal: \u200eimage omitted", "Amal: hi")
    assert authors.speakers == {"Amal"}


def test_many_different_beginnings_do_not_slow_it_down() -> None:
    authors = learnt(*(f"word{at} and so on and on: x" for at in range(20_000)))
    assert len(authors.names) == 20_000


@given(st.text(max_size=30))
def test_cleaning_twice_is_cleaning_once(name: str) -> None:
    assert clean(clean(name)) == clean(name) or "~" in name


@given(st.lists(st.text(max_size=60), max_size=8))
def test_splitting_loses_no_letter(lines: list[str]) -> None:
    authors = learnt(*lines)
    for line in lines:
        author, text = authors.split(line)
        assert line.endswith(text)
        assert author in {"", "?"} or set(author) <= set(line) | {" ", "-"}
