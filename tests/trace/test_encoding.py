from __future__ import annotations

import pytest

from diatrace.trace.encoding import decode, encoding_of_bytes

TEXT = "L'été, les émigrés de Genève écrivent à leurs proches restés là-bas.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_french_is_read_in_any_encoding(encoding: str) -> None:
    data = TEXT.encode(encoding)
    found, why = encoding_of_bytes(data)
    assert why
    assert data.decode(found).removeprefix("\ufeff") == TEXT


def test_utf_8_that_was_cut_within_a_character_is_utf_8() -> None:
    assert encoding_of_bytes(TEXT.encode() + b"\xc3")[0] == "utf-8"


def test_arabic_in_windows_1256_is_read() -> None:
    text = "هاجر إلى فرنسا وكتب إلى أهله في المغرب عن العمل والسكن والأوراق\n" * 5
    found, _ = encoding_of_bytes(text.encode("cp1256"))
    assert text.encode("cp1256").decode(found) == text


def test_a_foreign_line_in_utf_8_is_read_as_windows_1252() -> None:
    assert decode("été".encode("cp1252"), "utf-8") == "été"
    assert decode(b"\xff", "ascii") == "\ufffd"
