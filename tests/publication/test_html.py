from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from diatrace.publication import html
from diatrace.publication.words import Html, isolated

_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


def test_a_section_is_named_by_its_heading() -> None:
    made = html.section("a", Html("Heading"), html.paragraph("One.", "", "Two."), "")
    assert made == ('<section aria-labelledby="a">\n<h2 id="a">Heading</h2>\n<p>One. Two.</p>\n</section>')


def test_nothing_is_made_of_nothing() -> None:
    assert html.paragraph("", "") == html.bullets([]) == html.joined("", "") == ""


def test_a_table_has_a_caption_headings_and_figures() -> None:
    made = html.table(Html('A "table"'), [Html("a"), Html("b")], [[Html("x"), Html("1")]], numbers=(1,))
    tree = LexborHTMLParser(made)
    region = tree.css("div.wide")[0]
    assert region.attributes["aria-label"] == 'A "table"'
    assert region.attributes["tabindex"] == "0"
    assert [each.attributes["scope"] for each in tree.css("th")] == ["col", "col"]
    assert [each.attributes.get("class") for each in tree.css("td")] == [None, "number"]


def test_terms_are_pairs() -> None:
    tree = LexborHTMLParser(html.terms([(Html("a"), Html("1")), (Html("b"), Html("2"))]))
    assert [(each.css("dt")[0].text(), each.css("dd")[0].text()) for each in tree.css("dl div")] == [
        ("a", "1"),
        ("b", "2"),
    ]


@given(_TEXT)
def test_what_is_quoted_stays_what_it_was(text: str) -> None:
    for made in (html.quoted(text), html.code(text), html.command(text), isolated(text)):
        shown = LexborHTMLParser(f"<div>{made}</div>").css("div")[0].text()
        assert "".join(shown.split()) == "".join(text.split())


def test_a_quotation_has_its_own_direction_and_paragraphs() -> None:
    tree = LexborHTMLParser(html.quoted("أهلا\n\nBonjour"))
    assert tree.css("blockquote")[0].attributes["dir"] == "auto"
    assert [each.text() for each in tree.css("p")] == ["أهلا", "Bonjour"]
