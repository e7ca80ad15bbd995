"""Links with what stands around them: the sentence, the place, what the head says."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from diatrace.model import Link
from diatrace.source import markup
from diatrace.source.surroundings import AROUND

BASE = "https://a.example/dir/page.html?x=1"


def found(html: str, base: str = BASE) -> tuple[Link, ...]:
    return markup.occurrences(markup.parse(html), base)


def test_the_sentence_around_a_link() -> None:
    links = found(
        "<p>Words before. Read <b>the <a href='/one' rel='NoFollow me'>first\n one</a></b>, then <i>rest</i>! Words"
        " after <a href='two'>two</a>."
    )
    assert links == (
        Link(
            "https://a.example/one", "first one", "Read the first one, then rest!", "content", "nofollow me"
        ),
        Link("https://a.example/dir/two", "two", "Words after two.", "content"),
    )


def test_the_same_words_elsewhere_in_the_paragraph_do_not_mislead() -> None:
    (link,) = found("<p>Oran is far. We went to <a href='/x'>Oran</a> by sea. Oran it was.</p>")
    assert link.context == "We went to Oran by sea."


def test_other_scripts_end_sentences_too() -> None:
    (link,) = found("<p>هل وصلت؟ زوروا <a href='/x'>الموقع</a> اليوم۔ شكرا")
    assert link.context == "زوروا الموقع اليوم۔"
    assert found("<p>一。二<a href='/x'>三</a>四。五")[0].context == "二三四。"


def test_a_sentence_ends_with_its_line_and_passes_over_what_is_not_seen() -> None:
    html = "<div>One<br>see <!-- no --><script>no</script><a href='/x'>x</a> now<p>Other</p></div>"
    assert found(html)[0].context == "see x now"
    assert found("<ul><li>one</li><li><a href='/x'>x</a></li><li>two</li></ul>")[0].context == ""


@pytest.mark.parametrize("size", [0, 10, 149, 150, 151, 299, 300, 2000])
def test_a_long_sentence_is_cut_on_both_sides(size: int) -> None:
    (link,) = found(f"<p>{'b' * 5000} <a href='/x'>{'x' * size}.</a> {'d' * 5000}</p>")
    assert len(link.context) <= AROUND
    assert link.anchor == f"{'x' * size}."[:AROUND]
    assert link.anchor in link.context or not link.context
    (last,) = found(f"<p>{'b' * 5000} <a href='/x'>last</a></p>")
    assert len(last.context) == AROUND
    assert last.context.endswith(" last")


@pytest.mark.parametrize(
    "html",
    [
        "<nav><p>See <a href='https://b.example/'>b</a></p></nav>",
        "<div role='navigation'><a href='/x'>x</a></div>",
        "<header>A <a href='/x'>x</a></header>",
        "<footer>Made by <a href='https://b.example/'>b</a></footer>",
        "<article><aside><a href='/x'>x</a></aside></article>",
        "<div class='m'><a href='/1'>one</a> | <a href='/2'>two</a> | <a href='/3'>three</a></div><p>Text of it",
        "<table><tr><td><a href='/1'>one</a><td><a href='/2'>two</a><td><a href='/3'>three</a></table>text text text",
    ],
)
def test_the_furniture_of_a_page(html: str) -> None:
    assert {each.place for each in found(html)} == {"boilerplate"}


@pytest.mark.parametrize(
    "html",
    [
        "<p>See <a href='/x'>x</a>",
        "<article><header><a href='/x'>x</a></header></article>",
        "<main><ul><li><a href='/1'>1</a><li><a href='/2'>2</a><li><a href='/3'>3</a></ul></main>",
        "<ul><li><a href='//b.example'>b</a><li><a href='//c.example'>c</a><li><a href='//d.example'>d</a></ul>",
        "<p>With <a href='/1'>one</a> word and <a href='/2'>two</a> more and a good deal of text <a href='/3'>3</a>",
        "<a href='/only'>only</a>",
    ],
)
def test_what_a_page_says(html: str) -> None:
    assert {each.place for each in found(html)} == {"content"}


def test_a_footer_has_sentences_and_a_menu_has_none() -> None:
    assert found("<footer>Made by <a href='//b.example'>b</a>.</footer>")[0].context == "Made by b."
    assert found("<nav>Go <a href='/x'>x</a></nav>")[0].context == ""


def test_the_head_says_canonical_languages_and_where_to_go() -> None:
    links = found(
        "<html><head><base href='//b.example/sub/'><link rel='CANONICAL' href='me'><link rel='icon' href='i.png'>"
        "<link rel='alternate' hreflang='ar' href='/ar'><link rel='alternate' type='application/rss+xml' href='/feed'>"
        "<meta http-equiv='Refresh' content='0; URL=\"/moved\"'></head><body><link rel=canonical href='/not'>"
        "<a href='x'>x</a>"
    )
    assert links == (
        Link("https://b.example/sub/me", place="head", rel="canonical", kind="canonical"),
        Link("https://b.example/ar", "ar", place="head", rel="alternate", kind="alternate"),
        Link("https://b.example/moved", place="head", kind="redirect"),
        Link("https://b.example/sub/x", "x", "", "content"),
    )


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("https://b.example/a?b=c&amp;d", "https://b.example/a?b=c&d"),
        ("HTTP://b.example/A", "HTTP://b.example/A"),
        ("//b.example/", "https://b.example/"),
        ("/a/../b", "https://a.example/b"),
        ("../c#part", "https://a.example/c"),
        ("./d", "https://a.example/dir/d"),
        ("?y=2", "https://a.example/dir/page.html?y=2"),
        ("e:f", ""),
        ("e?t=10:30", "https://a.example/dir/e?t=10:30"),
        (" /sp ace ", "https://a.example/sp ace"),
        ("/li\nne", "https://a.example/line"),
        ("https://دليل.example/é", "https://دليل.example/é"),
        ("/" + "x" * 10_000, "https://a.example/" + "x" * 10_000),
        ("#part", ""),
        ("", ""),
        ("javascript:alert(1)", ""),
        (" JavaScript:void(0)", ""),
        ("mailto:a@b.example", ""),
        ("tel:+100", ""),
        ("data:text/html,x", ""),
        ("http://", ""),
        ("http:///none", ""),
        ("http://[bad", ""),
    ],
)
def test_addresses_are_absolute_and_of_the_web(href: str, address: str) -> None:
    assert [each.address for each in found(f"<a href='{href}'>x</a>")] == ([address] if address else [])


@given(st.from_regex(r"[a-z.?/:#= é%~0-9-]{0,12}", fullmatch=True))
def test_the_short_ways_to_an_address_lead_where_the_long_one_does(href: str) -> None:
    assume(
        "//" not in href and not href.partition("#")[0].endswith("?")
    )  # the standard library drops parts of these
    within = not href.strip() or href.strip().startswith("#")
    expected = "" if within else markup.absolute(href, BASE)
    assert [each.address for each in found(f'<a href="{href}">x</a>')] == ([expected] if expected else [])


def test_a_base_that_is_none_is_passed_over() -> None:
    assert found("<base href='javascript:0'><a href='x'>x</a>")[0].address == "https://a.example/dir/x"
    assert found("<a href='/x'>x</a><a href='http://b.example'>y</a>", "")[0].address == "http://b.example"


def test_what_has_no_text_is_called_by_its_picture_or_its_label() -> None:
    links = found(
        "<a href='/1'><img src='i' alt=' The\n logo '></a><a href='/2' title='two'></a><area href='/3' alt='three'>"
        "<a href='/4' aria-label='four'></a><a href='/5'></a>"
    )
    assert [each.anchor for each in links] == ["The logo", "two", "three", "four", ""]


def test_frames_lead_on() -> None:
    (frame,) = found("<html><frameset><frame src='menu.html'></frameset></html>")
    assert frame.address == "https://a.example/dir/menu.html"


def test_every_occurrence_is_kept_in_order_and_there_is_an_end_to_them() -> None:
    assert [each.address[-1] for each in found("<a href='/b'>1</a><a href='/a'>2</a><a href='/b'>3</a>")] == [
        "b",
        "a",
        "b",
    ]
    many = found("<link rel=canonical href=/c>" + "<p><a href='/x'>x</a> y</p>" * (markup.OCCURRENCES + 5))
    assert len(many) == markup.OCCURRENCES


@pytest.mark.parametrize(
    "html",
    [
        "<div><a href=/1>a</a><a href=/2>a</a><a href=/3>a</a>" * 9_000,
        "<p>" + "<i></i>" * 200_000 + "<a href=/x>x</a>",
        "<b>" * 9_000 + "<a href=/x>" + "word " * 200_000,
        "<p>" + "<a href=/x></a>" * 20_000 + "word " * 200_000,
    ],
)
def test_pages_made_to_be_slow_come_to_an_end(html: str) -> None:
    assert found(html)


@given(st.text(st.sampled_from(list("<>/aphref ='\"bdivnulm!-.\n\x00é")), max_size=120))
def test_any_markup_has_links_or_none(html: str) -> None:
    for link in found("<a href=/x>" + html):
        assert link.address.startswith(("http://", "https://"))
        assert len(link.context) <= AROUND
