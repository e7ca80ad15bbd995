from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.privacy.plain import HIDDEN, digit_table, plain

ANYTHING = st.text(st.characters(exclude_categories=()))


@given(ANYTHING)
def test_every_offset_stays(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(ANYTHING)
def test_what_is_plain_stays_plain(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_goes_the_same_way_alone_and_beside_other_scripts(text: str) -> None:
    assert plain(text + "é")[:-1] == plain(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("٠١٢٣٤٥٦٧٨٩", "0123456789"),
        ("۰۱۲۳۴۵۶۷۸۹", "0123456789"),
        ("०१२३४५६७८९", "0123456789"),
        ("০১২৩৪৫৬৭৮৯", "0123456789"),
        ("０１２３＠．＋", "0123@.+"),
        ("𝟎𝟏 𝟘𝟙 𝟢𝟣 𝟬𝟭 𝟶𝟷", "01 01 01 01 01"),
        ("1\ufe0f\u20e32", f"1{HIDDEN}{HIDDEN}2"),
        ("6\u202f7\u00a08\u2009", "6 7 8 "),
        ("1‑2–3−4", "1-2-3-4"),
        ("06·12•34", "06.12.34"),
        ("\u200e+33\u202c", f"{HIDDEN}+33{HIDDEN}"),
        ("Télégramme ÇA 𝓯𝓪𝓽𝓲𝓶𝓪", "telegramme ca fatima"),
        ("أنستا إلى تلگرام ایدی", "انستا الي تلگرام ايدي"),
        ("@\u2068Noor\u2069", "@\u2068noor\u2069"),
        ("Straße ﬁn", "straße ﬁn"),
    ],
)
def test_what_reads_alike_is_written_alike(written: str, meant: str) -> None:
    assert plain(written) == meant


def test_every_decimal_digit_of_unicode_is_known() -> None:
    digits = digit_table()
    beyond = (chr(code) for code in range(0x20000, 0x110000, 0x11))
    assert all(digits[code] == str(unicodedata.decimal(chr(code))) for code in digits)
    assert len(digits) >= 600
    assert not any(each.isdecimal() for each in beyond)
