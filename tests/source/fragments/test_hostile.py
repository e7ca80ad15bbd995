"""Pages nobody would write: nested beyond reason, endless, of nothing but dates, from right to left, broken off."""
# ruff: noqa: DTZ001 - dates are naive

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.model import Moment
from diatrace.source import markup
from diatrace.source.fragments import Fragment, fragments_of
from diatrace.source.fragments.units import UNITS

CAPTURED = Moment(datetime(2014, 6, 20, 10), "second", "UTC", "WARC-Date")


def found(html: str) -> tuple[Fragment, ...]:
    return fragments_of(markup.parse(html), "https://a.org/x", CAPTURED, "fr")


def flat(number: int) -> str:
    return "".join(
        f'<li id="c{n}"><b>K{n % 7}</b> <i>12 mars 2014 à 15:{n % 60:02}</i><p>Bonjour {chr(97 + n % 26) * 4}</p></li>'
        for n in range(number)
    )


def nested(number: int) -> str:
    return "".join(
        f'<ul><li class="comment" id="comment-{n}"><i>12 mars 2014</i><p>mot {chr(97 + n % 26) * 5}</p>'
        for n in range(number)
    )


def anchors(number: int) -> str:
    return f"<article><time datetime=2014-01-01>x</time>{'<a href=/x>y</a> ' * number}</article>"


def inline(number: int) -> str:
    return "<p>" + "<span>12 mars 2014</span>" * number


def articles(number: int) -> str:
    return "<article><h2>a</h2>b" * number


def classes(number: int) -> str:
    return (
        f'<div class="{" ".join(f"c{chr(97 + n % 26) * (n % 40)}" for n in range(number))}"><i>12 mars 2014</i></div>'
        * 3
    )


def steps(html: str) -> int:
    """Count the lines of Python that reading a page takes."""
    taken = 0

    def count(_frame: FrameType, event: str, _value: Any) -> Any:
        nonlocal taken
        taken += event == "line"
        return count

    tree = markup.parse(html)
    before = sys.gettrace()
    sys.settrace(count)
    try:
        fragments_of(tree, "https://a.org/x", CAPTURED, "fr")
    finally:
        sys.settrace(before)
    return taken


@pytest.mark.parametrize("make", [flat, nested, anchors, inline, articles, classes])
def test_twice_the_page_takes_twice_the_work(make: Callable[[int], str]) -> None:
    small, large = steps(make(150)), steps(make(300))
    assert large < 2.6 * small


def test_thousands_of_comments_within_each_other() -> None:
    fragments = found(nested(3000))
    assert len(fragments) == 3000
    assert fragments[2999].reply_to == "https://a.org/x#comment-2998"
    assert sum(len(each.html) for each in fragments) < 1_000_000


def test_ten_megabytes() -> None:
    html = flat(2000) + f"<p>{'Il y a du monde le 12/03/2014. ' * 300_000}</p>"
    assert len(html) > 9_000_000
    assert len(found(html)) == 2000


def test_more_units_than_a_page_can_have() -> None:
    assert len(found("<article>mot pour mot</article>" * (UNITS + 50))) == UNITS


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<div>" * 10_000 + "12 mars 2014",
        "<b>" * 30_000 + "12 mars 2014" + "</b>" * 30_000,
        "<table><tr><td>12/03/2014" * 5000,
        "<time>" * 500,
        "<time datetime='99999999999999999999'>x</time>" * 3,
        "<p title='" + "9" * 100_000 + "'>x</p>",
        "<meta itemprop=datePublished content='0000-00-00'>",
        '<script type="application/ld+json">' + "[" * 50_000 + "</script>",
        '<script type="application/ld+json">{"@type": ["Comment", 3], "text": 5, "author": [[[]]]}</script>',
        "<a href='http://[bad#x'>12 mars 2014</a><a href='http://[bad#x'>13 mars 2014</a>",
        "<dl><dt>12 mars 2014</dl>" * 100,
        "<hr>12 mars 2014" * 500,
    ],
)
def test_nothing_raises(html: str) -> None:
    for each in found(html):
        assert each.text


def test_from_right_to_left() -> None:
    posts = "".join(
        f"<div class='m'><b>{who}</b><i>{when}</i><p>\u202b{text}\u202c \U0001f3e0</p></div>"
        for who, when, text in (
            ("سلمى", "\u200f١٢ آذار ٢٠١٤\u200f", "أبحث عن سكن"),
            ("خالد", "\u200e13/03/2014\u200e", "اتصلي بالجمعية"),
            ("نور", "منذ ٣ أيام", "شكرا"),
        )
    )
    fragments = found(f"<html dir=rtl lang=ar>{posts}")
    assert [str(each.edited.at)[:10] for each in fragments] == ["2014-03-12", "2014-03-13", "2014-06-17"]
    assert [each.author for each in fragments] == ["سلمى", "خالد", "نور"]


PIECES = [
    "<div class=a>", "</div>", "<li id=c1>", "<article>", "<time datetime=2014-03-12>", "</time>", "<hr>", "12/03/2014",
    "il y a 3 jours", "<p>", "mot ", "<b>Karim</b>", "<blockquote>", "<h1>Titre</h1>", "<table><tr><td>", "par Zoé le",
    "<a href='#c1'>", "</a>", "<ul>", "</ul>", "منذ يومين", "<br>", "<dl><dt>", "<dd>",
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_page_gives_fragments_with_text_and_no_date_to_come(parts: list[str]) -> None:
    for each in found("".join(parts)):
        assert each.text.strip()
        assert each.edited.at is None or each.edited.at <= datetime(2014, 6, 21, 10)
        assert each.edited.at is None or each.edited.evidence
