"""What each part of the methods page says in which state of a study."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from diatrace.decision.stopping import advise
from diatrace.publication.contract import Release
from diatrace.publication.figures import Dates, Figures, Person, figures
from diatrace.publication.page_gathering import dates, proposals, question, sources
from diatrace.publication.page_result import corpus, limits
from diatrace.publication.page_review import agreement, missed, review
from diatrace.publication.words import Html, Words

EN = Words("en")
DAY = datetime(2026, 5, 3)  # noqa: DTZ001 (stored times are naive)


@pytest.fixture
def found(release: Callable[..., Release]) -> Figures:
    return figures(release())


def _text(html: Html) -> str:
    return " ".join(LexborHTMLParser(f"<div>{html}</div>").css("div")[0].text().split())


def _rows(html: Html, table: int = 0) -> list[list[str]]:
    rows = LexborHTMLParser(html).css("table")[table].css("tbody tr")
    return [[each.text(strip=True) for each in row.css("td")] for row in rows]


def _limits(found: Figures) -> str:
    return _text(limits(found, EN))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"edited": Dates("edited", undated=3)}, "50% of the members have no edit date"),
        (
            {"captured": Dates("captured", evidence=Counter({"import": 6}))},
            "For 100% of the members the date of capture",
        ),
        ({"languages": {"unsure": 2, "": 1}}, "The language of 50% of the members is unsure"),
        ({"readers": {1: 3, 2: 1}}, "75% of the decided traces were read by one person alone"),
        ({"drawn": {"file": 5, "proposal": 5}}, "50% of the decisions were read from a file"),
        ({"people": [Person("R1", readings=4, saw_score=1)]}, "25% of the decisions were made after seeing"),
        ({"sources": [{"unreadable": 1}]}, "1 record of the sources could not be read"),
        ({"sources": [{"unreadable": 2}, {"unreadable": 3}]}, "5 records of the sources could not be read"),
        ({"agreement": {"units": 0}}, "Agreement was not measured"),
        ({"blind": {"units": 1}}, "Second readings were not blind"),
    ],
)
def test_a_limit_is_told_where_there_is_one(found: Figures, change: dict[str, Any], sentence: str) -> None:
    clean = replace(
        found,
        edited=Dates("edited"),
        captured=Dates("captured"),
        languages={"en": 6},
        readers={2: 7},
        drawn={"proposal": 10},
        people=[Person("R1", readings=10)],
        sources=[{"unreadable": 0}],
    )
    assert sentence not in _limits(clean)
    assert sentence in _limits(replace(clean, **change))


def test_what_is_not_decided_is_a_limit(found: Figures) -> None:
    partial = replace(found, corpus={**found.corpus, "complete": False, "candidates": 10})
    assert "30% of the traces held were not decided" in _limits(partial)
    assert "Nothing, or less than the aim, is certified" in _limits(partial)
    assert "were not decided" not in _limits(found)
    certain = advise([True, True], [True, True], 2).plain()
    assert "is certified" not in _limits(replace(partial, advice=certain))


def test_some_limits_always_hold(found: Figures) -> None:
    told = _limits(found)
    for sentence in ("a trace is not a person", "Rules miss some", "are to be erased by 31 December 2099"):
        assert sentence in told.replace("\u00a0", " ")


def test_the_estimate_is_told_as_it_was_given(found: Figures) -> None:
    relevant = [place < 80 and place % 2 == 0 for place in range(400)]
    advice = advise(relevant, [False] * 400, 1000).plain()
    light = advice["estimate"]
    told = _text(missed(replace(found, advice=advice), EN))
    assert f"{EN.share(light['recall_low'])} to {EN.share(light['recall_high'])} found" in told
    assert (
        f"40 found, {light['missed']:.1f} probably missed, {light['missed_low']} to {light['missed_high']}"
        in told
    )
    assert "Estimate, without guarantee" in told
    assert ("it advised to stop" in told) is light["advised"]
    assert "after 400 of 1,000 traces were read; the aim was to find 95%" in told


def test_the_certificate_is_told_as_it_was_given(found: Figures) -> None:
    drawn = [place % 2 == 0 for place in range(300)]
    advice = advise([place < 20 for place in range(300)], drawn, 500).plain()
    light = advice["certificate"]
    told = _text(missed(replace(found, advice=advice), EN))
    assert (
        f"From 150 cards drawn at random, 10 of them finds: with 95% probability at most {light['most']}"
        in told
    )
    assert f"at least {EN.share(light['recall'])} found" in told


def test_lights_that_are_out_say_so(found: Figures) -> None:
    early = _text(missed(replace(found, advice=advise([True], [False], 100).plain()), EN))
    assert "Too early to tell" in early
    assert "Nothing certified" in early
    whole = _text(missed(replace(found, advice=advise([True], [True], 1).plain()), EN))
    assert "Nothing left to read" in whole
    assert "No stopping advice was recorded" in _text(missed(replace(found, advice={}), EN))


def test_an_interval_is_drawn_to_scale(found: Figures) -> None:
    advice = advise(
        [place < 30 for place in range(300)], [place % 2 == 0 for place in range(300)], 500
    ).plain()
    drawn = LexborHTMLParser(missed(replace(found, advice=advice), EN)).css(".proof .span")[0]
    assert drawn.attributes["x1"] == f"{300 * advice['certificate']['recall']:.1f}"
    assert drawn.attributes["x2"] == "300.0"


def test_p_values_are_not_zero(found: Figures) -> None:
    advice = {**advise([True], [False], 100).plain(), "cmh_p_value": 0.00001}
    assert "p < 0.001" in _text(missed(replace(found, advice=advice), EN)).replace("\u00a0", " ")


def test_orders_are_told_with_all_that_makes_them_again(found: Figures) -> None:
    batch = {
        "id": 2,
        "method": "relevance",
        "version": "1",
        "seed": 1234,
        "items": 5678,
        "made_at": "2026-05-03T10:00:00Z",
    }
    (row,) = _rows(proposals(replace(found, batches=[{**batch, "params": {"b": 2, "a": 0.5}}]), EN))
    assert row == ["2", "3\u00a0May\u00a02026", "relevance 1", "1234", "5,678", "a 0.5, b 2"]
    assert "No order was put on record" in _text(proposals(found, EN))


def test_how_cards_were_chosen_adds_up(found: Figures) -> None:
    rows = _rows(proposals(replace(found, drawn={"proposal": 3, "random": 1}), EN))
    assert rows == [
        ["by the algorithm’s order", "3", "75%"],
        ["at random, with known probability", "1", "25%"],
    ]


def test_one_source_needs_no_sum(found: Figures) -> None:
    assert len(_rows(sources(replace(found, sources=found.sources[:1]), EN))) == 1
    assert _rows(sources(found, EN))[-1][0] == "All"


def test_names_of_files_are_not_on_the_page(found: Figures) -> None:
    assert "Nour" not in sources(found, EN)


def test_dates_of_different_precision_keep_theirs(found: Figures) -> None:
    edited = Dates(
        "edited", (DAY, "year"), (DAY, "month"), 1, Counter({"header": 2, "text": 3}), Counter({2026: 5})
    )
    first, second = _rows(dates(replace(found, edited=edited), EN))
    assert first == ["edited", "2026", "May 2026", "1 (17%)", "text3,header2"]
    assert second[0] == "captured"


def test_years_are_shown_where_there_is_more_than_one(found: Figures) -> None:
    years = Dates("edited", (DAY, "day"), (DAY, "day"), 0, Counter(), Counter({2024: 1, 2026: 3}))
    html = dates(replace(found, edited=years), EN)
    assert _rows(html, 1) == [["2024", "1", "25%"], ["2026", "3", "75%"]]
    assert [each.attributes["width"] for each in LexborHTMLParser(html).css("rect")] == ["33.3", "100.0"]
    assert len(LexborHTMLParser(dates(found, EN)).css("table")) == 1


@pytest.mark.parametrize("rule", ["one", "agreeing", "adjudicated"])
def test_the_rule_is_told_in_words(found: Figures, rule: str) -> None:
    told = _text(
        question(replace(found, corpus={**found.corpus, "rule": rule, "include": ["in", "unsure"]}), EN)
    )
    assert EN(f"rule.{rule}") in told
    assert "Taken into the corpus: what was settled as in, unsure." in told


def test_nobody_s_time_is_made_up(found: Figures) -> None:
    untimed = replace(found, people=[Person("R1", readings=2)])
    told = review(untimed, EN)
    assert _rows(told)[0][-1] == "not timed"
    assert "per hundred" not in told
    assert "Soit" not in review(untimed, Words("fr"))


def test_disagreements_are_counted_in_words(found: Figures) -> None:
    told = _text(review(replace(found, adjudicated=1, disputed=2), EN))
    assert "1 disagreement was settled by a decision of its own. 2 were still open" in told
    assert "disagreement" not in _text(review(replace(found, adjudicated=0, disputed=0), EN))


def test_a_coefficient_that_is_not_defined_is_a_dash(found: Figures) -> None:
    undefined = {**found.agreement, "krippendorff_alpha": {"value": None, "low": None, "high": None}}
    undefined["gwet_ac1"] = {"value": float("nan"), "low": None, "high": None}
    rows = dict(row[:2] for row in _rows(agreement(replace(found, agreement=undefined), EN)))
    assert rows["Krippendorff’s α (nominal)"] == rows["Gwet’s AC1"] == "—"
    assert rows["agreeing pairs of readings"].startswith("0.50[")


def test_without_blind_readings_there_is_one_column(found: Figures) -> None:
    rows = _rows(agreement(replace(found, blind={"units": 0}), EN))
    assert {len(row) for row in rows} == {2}


def test_every_trace_held_is_in_one_row(found: Figures) -> None:
    held = replace(found, corpus={**found.corpus, "candidates": 100})
    rows = _rows(corpus(held, EN))
    assert sum(int(row[1]) for row in rows) == 100
    assert rows[-1] == ["without an answer", "93", "93%", "no"]
