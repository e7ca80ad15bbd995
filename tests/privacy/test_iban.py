from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.privacy.iban import checks, ibans
from diatrace.privacy.plain import plain

GOOD = ["FR7630006000011234567890189", "DE89370400440532013000", "GB29NWBK60161331926819", "NL91ABNA0417164300",
"MT84MALT011000012345MTLCAST001S",
        "TR330006100519786457841326", "LB62099900000001001901229114", "TN5910006035183598478831",
        "MA64011519000001205000534921"]  # fmt: skip


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in ibans(plain(text))]


@pytest.mark.parametrize("number", GOOD[:-1])
@pytest.mark.parametrize("gap", ["", " ", "-", "\u00a0", "."])
def test_every_writing_is_found(number: str, gap: str) -> None:
    written = gap.join(number[place : place + 4] for place in range(0, len(number), 4))
    for text in (
        written,
        written.lower(),
        f"IBAN: {written}, merci",
        f"({written})",
        f"الحساب {written}\u200f شكرا",
    ):
        assert [each.lower() for each in found(text)] == [written.lower()]


def test_digits_of_another_script_are_read() -> None:
    assert len(found("۸۹DE DE۸۹ ۳۷۰۴ ۰۰۴۴ ۰۵۳۲ ۰۱۳۰ ۰۰")) == 1


@pytest.mark.parametrize("number", GOOD)
@given(place=st.integers(2, 14), by=st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number: str, place: int, by: int) -> None:
    compact = number.lower()
    if compact[place].isdigit():
        wrong = compact[:place] + str((int(compact[place]) + by) % 10) + compact[place + 1 :]
        assert checks(compact)
        assert not checks(wrong)


def test_a_wrong_number_counts_where_it_is_announced_as_one() -> None:
    assert found("DE89 3704 0044 0532 0130 01") == []
    assert found("mein IBAN: DE89 3704 0044 0532 0130 01") == ["DE89 3704 0044 0532 0130 01"]


@pytest.mark.parametrize(
    "text",
    [
        "FR76",
        "de 12 bis 14 Uhr",
        "FR7630006000011234567890189X",
        "XX89370400440532013000",
        "es 2023",
        "DE89 3704   0044 0532 0130 00",
    ],
)
def test_what_is_no_account_number_stays(text: str) -> None:
    assert found(text) == []


def test_random_letters_and_digits_are_almost_never_taken() -> None:
    chance = random.Random(7)
    taken = sum(bool(found("DE" + "".join(chance.choices("0123456789", k=20)))) for _ in range(2000))
    assert taken < 45  # one in 97 by the nature of the check
