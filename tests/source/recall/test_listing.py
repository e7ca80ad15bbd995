"""What archives say they hold is read in every form it has."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source.recall import RecallPlan
from diatrace.source.recall.listing import (
    Found,
    as_it_was,
    at_of,
    chosen,
    indexed,
    mapped,
    moment_of,
    resume_key,
)
from tests.source.recall.archives import PYWB

AT = datetime(2015, 6, 1, 10, 11, 12)
FOUND = Found(AT, "http://example.org/", "ABC")


@pytest.mark.parametrize(
    "line",
    [
        "20150601101112 http://example.org/ text/html 200 ABC",
        "org,example)/ 20150601101112 http://example.org/ text/html 200 ABC 1234",
        "org,example)/ 20150601101112 http://example.org/ text/html 200 ABC - - 1234 5678 file.warc.gz",
        'org,example)/ 20150601101112 {"url": "http://example.org/", "mime": "text/html", "status": "200", '
        '"digest": "sha1:ABC"}',
        '{"urlkey": "x", "timestamp": "20150601101112", "original": "http://example.org/", "mimetype": "text/html", '
        '"statuscode": 200, "digest": "ABC"}',
        '{"timestamp": "20150601101112", "url": "http://example.org/", "digest": "ABC"}',
    ],
)
def test_lines_of_an_index_in_every_form(line: str) -> None:
    assert list(indexed(f"\n{line}\r\n")) == [FOUND]


@pytest.mark.parametrize(
    "line",
    [
        "20150601101112 http://example.org/ image/png 200 ABC",
        "20150601101112 http://example.org/ text/html 301 ABC",
        "20159901101112 http://example.org/ text/html 200 ABC",
        "org,example)/ yesterday http://example.org/ text/html 200 ABC 1",
        '{"timestamp": "20150601101112"}',
        '{"timestamp": "20150601101112", "url": "http://example.org/", "mime": {"a": 1}}',
        '{"timestamp":',
        "[1]",
        "one two three",
    ],
)
def test_lines_that_tell_of_no_page(line: str) -> None:
    assert list(indexed(line)) == []


@given(st.text())
def test_any_answer_is_read_without_harm(text: str) -> None:
    list(indexed(text))
    mapped(text)
    resume_key(text)
    moment_of(text)
    at_of(text)


@pytest.mark.parametrize(
    ("stamp", "at"),
    [("2015", datetime(2015, 1, 1)), ("201506", datetime(2015, 6, 1)), ("20150601101112", AT), ("0", None)],
)
def test_dates_of_any_length(stamp: str, at: datetime | None) -> None:
    assert at_of(stamp) == at


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("a b c d e\n\norg%2Cexample+x\n", "org%2Cexample+x"),
        ("a b c d e\n", ""),
        ("", ""),
        ("\n", ""),
        ("key\n", ""),
    ],
)
def test_a_list_says_whether_it_goes_on(text: str, key: str) -> None:
    assert resume_key(text) == key


def test_a_time_map_lists_captures_and_further_maps() -> None:
    text = (
        '<http://example.org/?a=1,2>; rel="original",<http://a.org/g/>;rel=timegate,\n'
        '<http://a.org/tm>; rel="self"; type="application/link-format"; from="Mon, 01 Jun 2015 10:11:12 GMT",\n'
        '<http://a.org/tm2>; type="application/link-format" ; rel="timemap"; until="x, y",\n'
        '<http://a.org/20150601101112/http://example.org/>; rel="first last memento";\n'
        ' datetime="Mon, 01 Jun 2015 12:11:12 +0200",\n'
        '<http://a.org/x>; rel="memento"; datetime="never", <http://a.org/y>; rel="memento"'
    )
    found, further = mapped(text)
    assert found == [
        Found(AT, "http://example.org/?a=1,2", memento="http://a.org/20150601101112/http://example.org/")
    ]
    assert further == ["http://a.org/tm2"]


@pytest.mark.parametrize(
    ("memento", "raw"),
    [
        ("http://a.org/20150601101112/http://x/", "http://a.org/20150601101112id_/http://x/"),
        ("http://a.org/20150601101112mp_/http://x/", "http://a.org/20150601101112id_/http://x/"),
        ("http://a.org/abc", "http://a.org/abc"),
    ],
)
def test_captures_are_asked_for_as_they_were(memento: str, raw: str) -> None:
    assert as_it_was(memento) == raw


def _plan(*, every: bool = False) -> RecallPlan:
    return RecallPlan(PYWB, ("http://example.org/",), date(2015, 6, 1), "a@example.org", 10, every=every)


MOMENTS = st.datetimes(datetime(2015, 5, 1), datetime(2015, 7, 1)).map(lambda at: at.replace(microsecond=0))
PAGES = {"http://example.org/": 1, "https://www.example.org": 1, "http://example.org/x": 2, "odd": 3}
"""Which addresses are one page."""

CAPTURES = st.lists(
    st.builds(Found, MOMENTS, st.sampled_from(list(PAGES)), st.sampled_from("ABC")), max_size=12
)


@given(CAPTURES)
def test_of_each_address_the_nearest_within_the_days_is_chosen(captures: list[Found]) -> None:
    plan = _plan()
    within = [each for each in captures if plan.begin <= each.at <= plan.end]
    found = chosen(captures, plan)
    assert found == chosen(reversed(captures), plan)
    middle = datetime(2015, 6, 1, 11, 59, 59, 500_000)
    for page in set(PAGES.values()):
        here = [each for each in within if PAGES[each.url] == page]
        taken = [each for each in found if PAGES[each.url] == page]
        assert len(taken) == bool(here)
        assert all(abs(taken[0].at - middle) <= abs(each.at - middle) for each in here)


@given(CAPTURES)
def test_every_content_is_chosen_once_when_it_first_was(captures: list[Found]) -> None:
    plan = _plan(every=True)
    within = [each for each in captures if plan.begin <= each.at <= plan.end]
    found = chosen(captures, plan)
    contents = [(PAGES[each.url], each.digest) for each in found]
    assert len(contents) == len(set(contents))
    assert set(contents) == {(PAGES[each.url], each.digest) for each in within}
    for each, content in zip(found, contents, strict=True):
        assert each.at == min(other.at for other in within if (PAGES[other.url], other.digest) == content)


def test_plans_that_want_the_same_have_one_name() -> None:
    first, second = (
        _plan(),
        RecallPlan(PYWB, ("http://example.org/",) * 2, date(2015, 6, 1), "b@example.net", 10),
    )
    assert first.name == second.name
    assert first.name.startswith("2015-06-01-")
    assert first.name != _plan(every=True).name
