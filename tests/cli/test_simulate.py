from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from tests.cli.conftest import Run

KEYS = {"loss", "wss95", "rrf10", "atd", "first_hit", "recall", "cycles", "ms_per_cycle", "stop"}


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a labelled file in which the relevant rows share their words."""
    chance = random.Random(4)
    file = tmp_path_factory.mktemp("labelled") / "rows.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["title", "abstract", "label_included"])
        for number in range(300):
            label = int(number % 15 == 0)
            words = ["room", "rent", "landlord"] if label else ["river", "bridge", "tower"]
            text = chance.choices([*words, "town", "street", "year", "people"], k=20)
            writer.writerow([f"row {number}", " ".join(text), label])
    return file


def test_the_figures_have_these_names(run: Run, labelled: Path) -> None:
    said = run("simulate", labelled, "--priors", "1,1", "--seed", "42", "--stopping", "poisson", "--json")
    assert said.code == 0
    facts = said.out
    assert facts.keys() >= KEYS
    assert facts["stop"].keys() == {"n", "recall", "estimate"}
    assert (facts["records"], facts["relevant"]) == (300, 20)
    assert 0 <= facts["loss"] < 0.1
    assert facts["wss95"] > 0.5
    assert facts["recall"] == sorted(facts["recall"])
    assert facts["recall"][-1] == 1
    assert facts["first_hit"] >= 1


@pytest.mark.parametrize(
    "beginning",
    [("--priors", "1,1"), ("--prior-rows", "0,1"), ("--criteria", "a room to rent from a landlord")],
)
def test_every_way_to_begin(run: Run, labelled: Path, beginning: tuple[str, ...]) -> None:
    once, again = (run("simulate", labelled, *beginning, "--seed", "7", "--json") for _ in range(2))
    assert once.code == 0
    assert once.out["stop"] is None
    assert {**once.out, "ms_per_cycle": 0} == {**again.out, "ms_per_cycle": 0}


def test_people_read_sentences(run: Run, labelled: Path) -> None:
    said = run("simulate", labelled, "--priors", "1,1", "--stopping", "cmh")
    assert said.out.startswith("300 records, 20 relevant")
    assert "loss" in said.out
    assert "stopped after" in said.out
