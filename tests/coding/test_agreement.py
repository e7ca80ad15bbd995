"""Agreement of coders, held to published values, in every unit."""

from __future__ import annotations

import pytest

from diatrace.coding.agreement import Read, report, units
from diatrace.coding.unitizing import Stretch
from diatrace.errors import Misuse


def sentences(count: int) -> str:
    return "".join(f"Sentence number {n}. " for n in range(count))


def marked(text: str, pattern: str) -> list[Stretch]:
    """The sentences that a pattern of 0 and 1 names."""
    cut = units(Read("t", text, {}), "sentence")
    return [each for each, said in zip(cut, pattern, strict=True) if said == "1"]


def test_ten_segments_as_a_manual_has_them() -> None:
    text = sentences(10)
    read = Read("t", text, {"a": {"c": marked(text, "1100000000")}, "b": {"c": marked(text, "0110010100")}})
    found = report([read], ["c"], "sentence")["codes"]["c"]
    assert (found["units"], found["coded"]) == (10, 5)
    assert found["percent_agreement"]["value"] == pytest.approx(0.60, abs=5e-3)
    assert found["krippendorff_alpha"]["value"] == pytest.approx(0.095, abs=5e-4)
    assert found["cohen_kappa"]["value"] == pytest.approx(0.091, abs=5e-4)
    assert found["gwet_ac1"]["value"] == pytest.approx(0.310, abs=5e-4)
    assert found["krippendorff_alpha"]["reason"] == "no interval: there is only one text"


def test_a_thousand_characters_as_a_manual_has_them() -> None:
    read = Read("t", "x" * 1000, {"a": {"c": [(0, 50), (100, 200)]}, "b": {"c": [(0, 50), (300, 350)]}})
    found = report([read], ["c"], "character")["codes"]["c"]
    assert found["units"] == 1000
    assert found["percent_agreement"]["value"] == pytest.approx(0.85)
    without = report([read], ["c"], "character", uncoded=False)["codes"]["c"]
    assert (without["units"], without["percent_agreement"]["value"]) == (200, pytest.approx(0.25))


def test_units_of_a_text() -> None:
    text = "Hello! Who? « Me. » Then\nhe left… مرحبا؟ نعم."
    read = Read("t", text, {"a": {"c": [(0, 5), (3, 9)]}}, turns=((0, 24), (25, len(text))))
    assert [text[a:b] for a, b in units(read, "sentence")] == [
        "Hello! ",
        "Who? ",
        "« Me. ",
        "» Then\n",
        "he left… ",
        "مرحبا؟ ",
        "نعم.",
    ]
    assert units(read, "turn") == [(0, 24), (25, len(text))]
    assert units(Read("t", text, {}), "turn") == [(0, 25), (25, len(text))]
    assert units(read, "document") == [(0, len(text))]
    assert units(read, "character") == [(0, 3), (3, 5), (5, 9), (9, len(text))]
    assert units(Read("t", "", {}), "document") == []
    with pytest.raises(Misuse, match="page"):
        units(read, "page")


def test_who_did_not_read_a_text_does_not_count_as_having_coded_nothing() -> None:
    text = sentences(4)
    one = Read("1", text, {"a": {"c": marked(text, "1000")}, "b": {"c": marked(text, "1000")}})
    two = Read("2", text, {"a": {"c": marked(text, "1111")}})
    three = Read("3", text, {"a": {"c": marked(text, "0001")}, "c": {}})
    found = report([one, two, three], ["c", "d"], "sentence")
    assert (found["texts"], found["single"], found["raters"]) == (2, 1, ["a", "b", "c"])
    assert found["codes"]["c"]["units"] == 8
    assert found["codes"]["c"]["percent_agreement"]["value"] == pytest.approx(7 / 8)
    assert found["codes"]["d"]["krippendorff_alpha"]["value"] is None
    assert found["overall"]["units"] == 16


def test_intervals_come_from_texts_and_from_the_seed() -> None:
    text = sentences(6)
    reads = [
        Read(
            str(n),
            text,
            {"a": {"c": marked(text, "110000")}, "b": {"c": marked(text, "110000" if n % 3 else "011000")}},
        )
        for n in range(12)
    ]
    found = report(reads, ["c"], "sentence", seed=3)["codes"]["c"]["krippendorff_alpha"]
    assert found["low"] < found["value"] < found["high"] <= 1
    assert report(reads, ["c"], "sentence", seed=3)["codes"]["c"]["krippendorff_alpha"] == found


def test_unitizing_is_over_the_texts_that_the_same_people_read() -> None:
    text = sentences(5)
    cut = marked(text, "01100")
    reads = [Read(str(n), text, {"a": {"c": cut}, "b": {"c": cut}}) for n in range(3)]
    found = report(reads, ["c", "none"], "document")
    assert found["codes"]["c"]["unitizing_alpha"] == 1
    assert found["codes"]["none"]["unitizing_alpha"] is None
    assert found["overall"]["unitizing_alpha"] == 1


def test_nothing_read_by_two_is_told() -> None:
    found = report([], ["c"], "turn")
    assert found["overall"]["units"] == 0
    assert found["overall"]["percent_agreement"]["reason"] == "nothing was read by two"
