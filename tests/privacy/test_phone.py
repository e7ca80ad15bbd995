from __future__ import annotations

import pytest

from diatrace.privacy.numbering import ANYWHERE
from diatrace.privacy.phone import phones
from diatrace.privacy.plain import plain


def found(text: str, regions: tuple[str, ...] = ANYWHERE) -> list[str]:
    return [text[start:end] for start, end in phones(plain(text), regions)]


@pytest.mark.parametrize(
    "number",
    [
        "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "06/12/34/56/78", "0612345678",
        "+33 6 12 34 56 78", "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78", "0033(0)612345678", "06\u202f12\u202f34\u202f56\u202f78", "06·12·34·56·78",
        "06_12_34_56_78", "0 6 1 2 3 4 5 6 7 8",
        "07911 123456", "020 7946 0958", "+44 (0) 20 7946 0958", "0176 12345678", "0170 - 1234567",
        "089/1234567", "0821 3102-123", "+34 612 345 678",
        "612 34 56 78", "+212 6 12 34 56 78", "+963 944 123 456", "0944 123 456", "٠٩٤٤ ١٢٣ ٤٥٦",
        "+20 100 123 4567", "03 123 456", "71/123456",
        "۰۹۱۲ ۳۴۵ ۶۷۸۹", "+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹", "0532 123 45 67", "+90 532 123 45 67", "067 123 45 67",
        "8 (912) 345-67-89", "+1 (555) 123-4567",
        "555-123-4567", "০১৭১২-৩৪৫৬৭৮", "०१७६ १२३४५६७८",
        "０６ １２ ３４ ５６ ７８", "𝟎𝟔 𝟏𝟐 𝟑𝟒 𝟓𝟔 𝟕𝟖", "+963‑944‑123‑456",
        "+221 77 123 45 67",
    ],
)  # fmt: skip
def test_numbers_are_found_whole_without_a_word_beside_them(number: str) -> None:
    assert found(f"voilà {number} merci") == [number]
    assert found(f"({number}).") in ([number], [f"({number}"])
    assert found(f"\u202a{number}\u202c")[0].rstrip("\u202c") == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("appelle le 20 123 456", "20 123 456"), ("call me on 98765 43210", "98765 43210"), ("call 5551234567",
        "5551234567"),
        ("llámame al 91 234 56 78", "91 234 56 78"), ("هاتف 70123456", "70123456"), ("واتساب 963944123456",
        "963944123456"), ("Tel.0612345678", "0612345678"),
        ("hotline 1-800-555-0199 24/7", "1-800-555-0199"), ("9988-4412, whatsapp", "9988-4412"),
        ("my whatsapp 0044 7911 556 230", "0044 7911 556 230"),
        ("واتساب0612345678", "0612345678"), ("à 15:30 0612345678", "0612345678"),
        ("le 15/10/2023 06 12 34 56 78", "06 12 34 56 78"),
        ("commande reçue, appelez le 06 12 34 56 78", "06 12 34 56 78"), ("Büro\n082132590\nAugsburg", "082132590"),
    ],
)  # fmt: skip
def test_what_stands_beside_a_number_helps(text: str, number: str) -> None:
    assert found(text) == [number]


def test_keycaps_are_digits() -> None:
    number = "".join(f"{digit}\ufe0f\u20e3" for digit in "0612345678")
    assert found(f"☎ {number} !") == [number]


def test_two_numbers_in_one_run_are_two() -> None:
    both = ["06 12 34 56 78", "07 98 76 54 32"]
    for gap in (" ", " / ", "-", ", ", " ou ", "\n"):
        assert found(gap.join(both)) == both
    assert found("0612345678/0798765432") == ["0612345678", "0798765432"]


@pytest.mark.parametrize(
    "text",
    [
        "12 345 678 habitants", "12.345.678 votos", "1 234 567,89 €", "+500 000 vues",
        "100 000 000 de personnes", "$1234567890", "2015 2016 2017", "2014-2015-2016",
        "15/10/2023 10:30", "2023-10-15T08:30:00Z", "20231015", "08h30-12h00 / 13h30-17h00", "01/2000-06/2016",
        "سنة 1445/06/12", "۱۴۰۲/۰۸/۲۳", "10.0.19045.5833",
        "192.168.100.200", "48.856613,2.352222", "48.8566, 2.3522", "0.59 (0.41-0.76)",
        "risk 1.71 (1.28-2.29), number needed", "0.123456789",
        "p=0.0001234567", "ISBN 978-2-07-036822-8",
        "0-306-40615-2", "commande 0612345678", "réf : 06 12 34 56 78", "رقم الطلب 0612345678",
        "Aktenzeichen 0612345678", "#0612345678", "SOS0612345678",
        "0612345678kg", "1700000000", "1700000000000", "visa 4539 1488 0343 6467", "75011 Paris",
        "n° 2023/0456789", "le 03 04 05 06 on se voit", "12 34 56",
        "décret 2020-1734", "page 123-145, 167-189", "123 456 789 00012",
    ],
)  # fmt: skip
def test_other_figures_stay(text: str) -> None:
    assert found(text) == []


def test_only_the_countries_asked_for_are_known() -> None:
    assert found("612 34 56 78", ("ES",)) == ["612 34 56 78"]
    assert found("612 34 56 78", ("DE",)) == []
