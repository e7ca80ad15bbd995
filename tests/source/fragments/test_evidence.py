"""Dates of a page: where they are found, what they are dates of, in which order day and month stand."""
# ruff: noqa: DTZ001 - dates are naive

from __future__ import annotations

from datetime import datetime

import pytest

from diatrace.model import Moment
from diatrace.source import markup
from diatrace.source.fragments.evidence import Clue, clues
from diatrace.source.fragments.outline import Outline

CAPTURED = Moment(datetime(2014, 6, 20, 10), "second", "UTC", "WARC-Date")


def told(html: str, captured: Moment = CAPTURED, language: str = "") -> list[Clue]:
    return clues(Outline(markup.parse(html)), captured, language)


def only(html: str, captured: Moment = CAPTURED, language: str = "") -> Clue:
    (found,) = told(html, captured, language)
    return found


@pytest.mark.parametrize(
    ("html", "at", "evidence"),
    [
        (
            "<time datetime='2014-03-12T15:32:00+01:00'>hier</time>",
            datetime(2014, 3, 12, 14, 32),
            "time element",
        ),
        (
            "<p>x<meta itemprop='datePublished' content='2014-03-12'>",
            datetime(2014, 3, 12),
            "itemprop datePublished",
        ),
        ("<abbr title='2014-03-12T15:32:00'>hier</abbr>", datetime(2014, 3, 12, 15, 32), "title attribute"),
        (
            "<a title='mercredi 12 mars 2014 à 15:32'>3 j</a>",
            datetime(2014, 3, 12, 15, 32),
            "title attribute",
        ),
        ("<span data-time='1394638320'>x</span>", datetime(2014, 3, 12, 15, 32), "data-time"),
        ("<span data-timestamp='1394638320000'>x</span>", datetime(2014, 3, 12, 15, 32), "data-timestamp"),
        ("<local-time datetime='2014-03-12'>x</local-time>", datetime(2014, 3, 12), "local-time datetime"),
        ("<p>Le 12 mars 2014</p>", datetime(2014, 3, 12), "text '12 mars 2014'"),
        ("<p>il y a 2 jours</p>", datetime(2014, 6, 18), "text 'il y a 2 jours' before the capture"),
        ("<time>3 j</time>", datetime(2014, 6, 17), "text '3 j' before the capture"),
    ],
)
def test_where_dates_stand(html: str, at: datetime, evidence: str) -> None:
    found = only(html).moment
    assert (found.at, found.evidence) == (at, evidence)


@pytest.mark.parametrize(
    "html",
    [
        "<p>3 j</p>",
        "<p>x<meta itemprop='birthDate' content='1970-03-12'>",
        "<span data-expires='2014-03-12'>x</span>",
        "<p title='Voir le calendrier du 12 mars 2014 et de tous les autres jours'>x</p>",
        "<blockquote>Zoé, le 12 mars 2014 : oui</blockquote>",
        "<div class='bbcode-quote'>Zoé, le 12 mars 2014 : oui</div>",
    ],
)
def test_what_tells_no_date(html: str) -> None:
    assert told(html) == []


@pytest.mark.parametrize(
    ("html", "role"),
    [
        ("<p>Publié le 12 mars 2014</p>", ""),
        ("<p>Inscrit le 12 mars 2014</p>", "other"),
        ("<p>Joined: 12 Mar 2014</p>", "other"),
        ("<p>Registrado: 12 mar 2014</p>", "other"),
        ("<p>تاريخ التسجيل: 12 مارس 2014</p>", "other"),
        ("<dl><dt>Inscription :</dt><dd>12 mars 2014</dd></dl>", "other"),
        ("<p>Dernière modification par Zoé le 12 mars 2014</p>", "changed"),
        ("<p>Última edición el 12 de marzo de 2014</p>", "changed"),
        ("<p>آخر تعديل في 12 مارس 2014</p>", "changed"),
        ("<time class='updated' datetime='2014-03-12'>x</time>", "changed"),
        ("<time class='published updated' datetime='2014-03-12'>x</time>", ""),
        ("<p>x<meta itemprop='dateModified' content='2014-03-12'>", "changed"),
    ],
)
def test_what_a_date_is_the_date_of(html: str, role: str) -> None:
    assert only(html).role == role


@pytest.mark.parametrize(
    ("html", "heads"),
    [
        ("<p>12 mars 2014</p>", True),
        ("<p>Posté par Zoé le 12 mars 2014 à 15:32 dans Vie | 3 commentaires</p>", True),
        ("<p>Submitted by Zoe on 12 March 2014.</p>", True),
        (
            "<p>Zoé (12 mars 2014) : bonjour à tous, nous cherchons une chambre pour deux.</p>",
            True,
        ),
        ("<p>Mon rendez-vous est du 12 mars 2014 et je n'ai rien reçu.</p>", False),
        ("<p>Nous sommes arrivés le 12 mars 2014.</p>", False),
    ],
)
def test_dates_of_texts_and_dates_in_prose(html: str, heads: bool) -> None:
    assert only(html).heads is heads


def test_a_date_after_the_capture_is_none() -> None:
    found = only("<p>Réunion le 12 juillet 2014</p>").moment
    assert (found.at, found.evidence) == (None, "after the capture: text '12 juillet 2014'")


def test_distances_need_the_day_of_the_capture() -> None:
    for captured in (Moment(), Moment(datetime(2014, 6, 1), "month")):
        found = only("<p>il y a 2 jours</p>", captured).moment
        assert (found.at, found.evidence) == (None, "text 'il y a 2 jours', of an unknown day")


def test_a_time_element_covers_the_words_in_it() -> None:
    found = only("<time datetime='2014-03-12'><a href=x>03/04/2014</a></time>")
    assert found.moment.at == datetime(2014, 3, 12)


def test_an_attribute_beside_tells_the_order_of_the_others() -> None:
    html = "<p><time datetime='2014-04-03'>03/04/2014</time></p><p>05/06/2014</p>"
    assert [str(each.moment.at)[:10] for each in told(html)] == ["2014-04-03", "2014-06-05"]


def test_the_order_of_time_tells_that_of_day_and_month() -> None:
    days = ("11/02/2012", "02/04/2012", "10/05/2012", "01/06/2012", "12/07/2012", "03/09/2012")
    found = told("".join(f"<p>{day}</p>" for day in days))
    assert [str(each.moment.at)[:10] for each in found[:2]] == ["2012-02-11", "2012-04-02"]
    assert found[0].moment.evidence == "text '11/02/2012', by the order of time"
    assert told("".join(f"<p>{day}</p>" for day in days[:3]))[0].moment.at is None


def test_a_language_does_not_speak_for_a_text_in_another() -> None:
    text = "<p>The office was closed and nobody answered, we will try again on Monday morning with the papers.</p>"
    assert only(f"<b>03/04/2014</b>{text}", language="fr").moment.at is None
    assert only(f"<b>03/04/2014</b>{text}", language="en").moment.at is None
    assert only(f"<b>03/04/2014</b>{text}", language="en-GB").moment.at == datetime(2014, 4, 3)
    assert only(f"<b>03/04/2014</b>{text}", language="en-US").moment.at == datetime(2014, 3, 4)
