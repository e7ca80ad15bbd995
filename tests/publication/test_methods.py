from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from diatrace import message
from diatrace.decision.stopping import advise
from diatrace.message import LANGUAGES
from diatrace.publication.contract import Release
from diatrace.publication.figures import Dates, Figures, Person, figures
from diatrace.publication.gate import Opening, Report
from diatrace.publication.methods import Methods, MethodsParams, render
from tests.invented import PAGES

Releasing = Callable[..., Release]
HOSTILE = '"><script>alert(1)</script>\u202e<img src=https://bad.example onerror=x>&amp;'
WEB = {
    **dict.fromkeys(
        ("sites", "pages", "captures", "links", "fields", "declare", "merge", "rename", "rule", "undo"), 3
    ),
    "crawls": [
        {
            "crawl": 1,
            "ended": "2026-05-03",
            "pages": 9,
            "sites": 2,
            "failed": 1,
            "delay": 1.0,
            "robots_reason": why,
        }
        for why in ("", "asked")
    ],
}
DAY = datetime(2026, 5, 3)  # noqa: DTZ001 (stored times are naive)


def _cells(page: str, section: str, row: int) -> list[str]:
    rows = LexborHTMLParser(page).css(f"#{section} ~ .wide tbody tr")
    return [each.text(strip=True) for each in rows[row].css("td")]


def _one(tree: LexborHTMLParser, selector: str) -> LexborNode:
    found = tree.css_first(selector)
    assert found is not None
    return found


@pytest.fixture
def page(release: Releasing) -> str:
    return render(figures(release()), "en")


def test_the_page_tells_what_the_store_holds(release: Releasing, page: str) -> None:
    asked = release()
    tree = LexborHTMLParser(page)
    assert [each.text() for each in tree.css(".figure b")][:4] == ["7", "7", "6", "2"]
    assert asked.version.digest in _one(tree, ".digest").text()
    assert _one(tree, "blockquote").text(strip=True) == asked.question.criteria
    assert _cells(page, "sources", 0)[:9] == [
        "1", "pages", "open", "1\u00a0November\u00a02026", "4", "4", "0", "0", "0",
    ]  # fmt: skip
    assert _cells(page, "sources", -1)[4:9] == ["7", "7", "0", "0", "0"]
    assert _cells(page, "review", 0) == [
        "R1",
        "7",
        "1",
        "7",
        "1",
        "0",
        "0",
        "0 (0%)",
        "0 (0%)",
        "0",
        "2\u00a0min",
    ]
    assert _cells(page, "review", 1)[:8] == ["R2", "2", "0", "1", "0", "1", "0", "2 (100%)"]
    assert _cells(page, "dates", 0)[1:] == [
        "3\u00a0May\u00a02026",
        "3\u00a0May\u00a02026",
        "1 (17%)",
        "modified_gmt5",
    ]
    assert _cells(page, "corpus", 0) == ["in", "6", "86%", "yes"]
    assert _cells(page, "corpus", 1) == ["out", "1", "14%", "no"]
    assert _cells(page, "agreement", 0) == ["traces read twice or more", "2", "2"]
    assert _cells(page, "agreement", 1)[1].startswith("0.50")


def test_what_was_withheld_is_told(release: Releasing) -> None:
    page = render(figures(release(urls="keep", reason="consent")), "en")
    rows = [
        [each.text(strip=True) for each in row.css("td")]
        for row in LexborHTMLParser(page).css("#gate ~ .wide tbody tr")
    ]
    assert ["telephone numbers", "1", "withheld"] in rows
    assert ["addresses that lead to an account", "1", "let through on request"] in rows
    assert "Reason given for letting more through: consent" in LexborHTMLParser(page).text()


def test_no_text_of_a_trace_is_on_it(page: str) -> None:
    assert not [each["text"] for each in PAGES if each["text"] in page]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_needs_nothing_and_runs_nothing(release: Releasing, language: str) -> None:
    page = render(figures(release()), language)
    tree = LexborHTMLParser(page)
    assert _one(tree, "html").attributes["lang"] == language
    assert not tree.css("script, link, img, iframe, object, form, base, [src], [href], [style]")
    assert not re.search(r"url\(|@import|https?://", _one(tree, "style").text())
    assert not [name for each in tree.css("*") for name in each.attributes if name.startswith("on")]


def test_every_heading_names_its_section_once(page: str) -> None:
    tree = LexborHTMLParser(page)
    names = [each.attributes["id"] for each in tree.css("h2")]
    assert [each.attributes["aria-labelledby"] for each in tree.css("section")] == names
    assert len(set(names)) == len(names) == 11
    assert len(tree.css("h1")) == 1
    assert all(each.css("caption")[0].text(strip=True) for each in tree.css("table"))


def _variants(found: Figures) -> Iterator[Figures]:
    """Yield studies in every state the page has words for."""
    yield found
    relevant = [place < 60 and place % 2 == 0 for place in range(300)]
    estimated = advise(relevant, [place % 9 == 0 for place in range(300)], 1000).plain()
    nothing_drawn = advise(relevant, [False] * 300, 1000).plain()
    advised, not_advised = (
        {**estimated, "estimate": {**estimated["estimate"], "advised": told}} for told in (True, False)
    )
    early = advise([True], [False], 1000).plain()
    everything = advise(relevant, [True] * 300, 300).plain()
    partial = {**found.corpus, "complete": False, "candidates": 1000, "include": ["in", "neighbour"]}
    for advice in ({**advised, "cmh_p_value": 0.0001}, not_advised, nothing_drawn, early, everything):
        yield replace(found, advice=advice, corpus=partial)
    batch = {
        "id": 1, "method": "relevance", "version": "1", "params": {"cost": 0.11}, "seed": 3, "items": 9,
        "made_at": "2026-05-03T10:00:00Z", "digest": "0" * 64,
    }  # fmt: skip
    one = Person("R1", readings=1, covered=1, saw_score=1, timed=1, seconds=7200.0)
    many = Person(
        "R2", readings=5, covered=3, blind=2, taken_back=1, first="2026", last="2026", verdicts=Counter("in")
    )
    edited = Dates(
        "edited", (DAY, "month"), (DAY, "year"), 2, Counter({"header": 2}), Counter({2025: 1, 2026: 3})
    )
    met = dict.fromkeys(
        ("closed", "url", "phone", "email", "iban", "handle", "name", "note", "reviewer", "file"), 2
    )
    yield replace(
        found,
        corpus={**partial, "rule": "agreeing", "candidates": 8},
        sources=[{**each, "unreadable": 1, "venue": "consented"} for each in found.sources[:1]],
        kinds=dict.fromkeys(("post", "message", "comment", "page", "link", "site", "other"), 1),
        venues={"open": 1, "closed": 1, "consented": 1},
        languages={"unsure": 1},
        batches=[batch],
        drawn=dict.fromkeys(("proposal", "random", "second", "source", "search", "disagreement", "file"), 1),
        people=[one],
        readers={1: 2},
        disputed=1,
        adjudicated=0,
        blind={**found.blind, "units": 0},
        study={**found.study, "languages": []},
        report=Report(Opening(reason="x", urls="keep"), "2099-12-31", 6, met),
    )
    yield replace(
        found,
        agreement={**found.agreement, "units": 0},
        corpus={**found.corpus, "rule": "one"},
        sources=[{**each, "unreadable": 2} for each in found.sources],
        captured=Dates("captured", undated=6),
        edited=edited,
        people=[one, many],
        readers={2: 2},
        disputed=3,
        adjudicated=3,
        report=Report(Opening(), "2099-12-31", 6, {}),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_used_and_none_is_missing(
    release: Releasing, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    used: set[str] = set()

    class Noting(dict[str, str]):
        def __getitem__(self, key: str) -> str:
            used.add(key)
            return super().__getitem__(key)

    text = files("diatrace.message").joinpath(f"methods.{language}.json").read_text(encoding="utf-8")
    catalogue = Noting(json.loads(text))
    monkeypatch.setattr(message, "catalogue", lambda *_: catalogue)
    variants = [*_variants(figures(release()))]
    for found in [*variants, *(replace(each, unit="site", web=WEB) for each in variants)]:
        for month in range(1, 13):
            render(replace(found, study={**found.study, "retain_until": f"2099-{month:02d}-01"}), language)
    assert used - catalogue.keys() <= {"kind.other"}
    assert catalogue.keys() - used == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_are_shown_inert(release: Releasing, language: str) -> None:
    found = figures(release())
    everywhere: dict[str, Any] = {
        "study": {
            **found.study,
            "title": HOSTILE,
            "purpose": HOSTILE,
            "basis": HOSTILE,
            "languages": [HOSTILE],
        },
        "criteria": f"{HOSTILE}\n\n{HOSTILE}",
        "sources": [{**found.sources[0], "format": HOSTILE, "venue": HOSTILE}],
        "kinds": {HOSTILE: 1},
        "languages": {HOSTILE: 1},
        "drawn": {HOSTILE: 1},
        "people": [Person(HOSTILE, readings=1)],
        "corpus": {**found.corpus, "corpus": HOSTILE, "question": HOSTILE},
        "report": replace(found.report, opening=Opening(reason=HOSTILE)),
        "diatrace": HOSTILE,
    }
    page = render(replace(found, **everywhere), language)
    tree = LexborHTMLParser(page)
    assert not tree.css("script, img, [onerror], [src]")
    assert _one(tree, "h1").text() == HOSTILE
    assert page.count("<bdi>") == page.count("</bdi>")


def test_the_language_is_one_of_two(release: Releasing, tmp_path: Path) -> None:
    out = Methods().run(release(), tmp_path / "m.html", MethodsParams(language="fr"))
    assert '<html lang="fr">' in out.read_text(encoding="utf-8")
    assert "Page de méthode" in out.read_text(encoding="utf-8")
