"""Names of authors: what is marked up, what stands in a place named after authors, what words say."""

from __future__ import annotations

import pytest

from diatrace.source import markup
from diatrace.source.fragments.outline import Outline
from diatrace.source.fragments.person import author_of, clean, name_beside, short_name


def author(html: str) -> str:
    outline = Outline(markup.parse(html))
    lines = range(len(outline.lines))
    return author_of(outline, range(len(outline)), lines, lines)


@pytest.mark.parametrize(
    "html",
    [
        "<b>Zoé</b><a rel=author href=/u>Karim B.</a>",
        "<span itemprop=author itemscope><i>x</i><b itemprop=name>Karim B.</b></span>",
        "<p>x<meta itemprop=author content='Karim B.'>",
        "<div class='comment-author vcard'><img alt=z><cite class=fn>Karim B.</cite> <span>dit :</span></div>",
        "<div class=poster><a href=/u>Karim B.</a><br>Membre<br>Inscrit le 12/03/2009</div>",
        "<a href='member.php?u=12'>Karim B.</a>",
        "<p>Posté par Karim B. le 12 mars 2014</p>",
        "<p>Posted by Karim B. | March 12</p>",
        "<p>Publicado por Karim B. - 12 marzo</p>",
        "<p>Karim B. a écrit :</p>",
        "<p>Karim B. says:</p>",
        "<p>From: Karim B.</p>",
        "<div>Poster:</div><div>Karim B.</div>",
    ],
)
def test_who_wrote(html: str) -> None:
    assert author(html) == "Karim B."


@pytest.mark.parametrize(
    "html", ["<p>بواسطة سلمى في 12 مارس</p>", "<p>سلمى يقول:</p>", "<p>الكاتب: سلمى</p>"]
)
def test_who_wrote_in_arabic(html: str) -> None:
    assert author(html) == "سلمى"


@pytest.mark.parametrize(
    "html", ["<p>Bonjour</p>", "<b class=author>12/03/2014</b>", f"<b class=author>{'x' * 99}</b>", ""]
)
def test_nothing_says_who(html: str) -> None:
    assert author(html) == ""


def test_a_name_without_the_words_around_it() -> None:
    assert clean("  Par : Karim  B. a écrit :") == "Karim B."
    assert clean("Reviewer: XXX") == "XXX"
    assert clean("---") == ""


def test_short_lines_that_may_be_names() -> None:
    assert short_name("3 - Karim B.") == "Karim B."
    assert short_name("Merci beaucoup.") == ""
    assert short_name("Où est-ce ?") == ""
    assert short_name("je ne sais pas encore") == ""


@pytest.mark.parametrize(
    ("text", "beside", "name"),
    [
        ("Zoé - 12 mars 2014", "zoe - \ue000 ", "Zoé"),
        ("12 mars 2014, Zoé", " \ue000 , zoe", "Zoé"),
        ("Zoé | site | 12 mars 2014", "zoe | site | \ue000 ", "Zoé"),
        ("mercredi 12 mars 2014", "mercredi \ue000 ", ""),
    ],
)
def test_names_beside_dates(text: str, beside: str, name: str) -> None:
    assert name_beside(text, beside) == name
