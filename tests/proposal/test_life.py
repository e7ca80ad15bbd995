"""Each rule of the life of sites, on visits made for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from diatrace.proposal.life import STALE_DAYS, Seen, Visit, is_parked, likeness, newest, propose

TODAY = datetime(2026, 11, 23)  # noqa: DTZ001 (naive, as the dates of traces are)
OLD = (
    "Our association helps families who arrive to find a home and a school, every week, with the neighbours "
    * 3
)
NEW = (
    "Casino bonus online poker slots jackpot roulette betting odds free spins gambling vegas winner cash " * 3
)
PAGE = Visit("https://a.example/", 200, before=OLD, now=OLD)


def seen(*visits: Visit, added: int | None = None, since: int | None = None) -> Seen:
    """Visits of today; `added` and `since` so many days ago."""
    days = [None if each is None else TODAY - timedelta(days=each) for each in (added, since)]
    return Seen(visits or (PAGE,), TODAY, *days)


@pytest.mark.parametrize(
    ("visits", "state", "sign"),
    [
        ([Visit("u", None, "no host of that name")], "dead", "u: no host of that name"),
        ([Visit("u", 404), Visit("v", 410)], "dead", "u: 404"),
        ([Visit("u", 404), Visit("v", None, "refused")], "dead", "v: refused"),
        ([Visit("u", 503), Visit("v", None, "refused")], "", "may pass"),
        ([Visit("u", 403), Visit("v", 403)], "", "u: 403"),
        ([Visit("u", None, "robots.txt", asked=False)], "", "u was not asked for: robots.txt"),
        ([Visit("u", 301, elsewhere=True)], "", "u leads to another site"),
        ([replace(PAGE, now="a.example is for sale. Buy a.example today.")], "squatted", "for sale"),
        (
            [replace(PAGE, now=NEW, language_before="fr", language_now="en")],
            "squatted",
            "in en in place of fr",
        ),
    ],
)
def test_what_the_answers_alone_tell(visits: list[Visit], state: str, sign: str) -> None:
    found = propose(seen(*visits))
    assert found.state == state
    assert any(sign in each for each in found.signs)


def test_one_page_that_is_gone_is_no_death() -> None:
    found = propose(seen(PAGE, Visit("u", 404), added=10))
    assert found.state == "live"
    assert "u: 404" in found.signs


def test_what_was_not_asked_for_is_no_sign_of_death() -> None:
    assert propose(seen(PAGE, Visit("u", None, "robots.txt", asked=False), added=10)).state == "live"
    found = propose(seen(Visit("u", 404), Visit("v", None, "robots.txt", asked=False)))
    assert (found.state, len(found.signs)) == ("dead", 2)


def test_a_date_tells_who_is_still_there() -> None:
    assert propose(seen(added=STALE_DAYS)).state == "live"
    assert propose(seen(added=STALE_DAYS + 1)).state == "abandoned"
    assert propose(seen(added=-3)).state == ""


def test_without_a_date_what_changed_tells() -> None:
    assert propose(seen(replace(PAGE, now=OLD + " and news"), since=30)).state == "live"
    assert propose(seen(replace(PAGE, unchanged=True, status=304), since=STALE_DAYS + 1)).state == "abandoned"
    assert propose(seen(PAGE, since=STALE_DAYS + 1)).state == "abandoned"
    assert propose(seen(PAGE, since=30)).state == ""
    assert propose(seen(PAGE)).state == ""


def test_where_one_page_is_as_it_was_the_site_is_not_a_stranger_s() -> None:
    assert propose(seen(PAGE, replace(PAGE, now=NEW), added=5)).state == "live"
    assert propose(seen(PAGE, replace(PAGE, now="a.example is for sale"), added=5)).state == "live"


def test_little_text_is_not_compared() -> None:
    assert propose(seen(replace(PAGE, before="Bienvenue", now="Welcome"), added=5)).state == "live"


def test_nothing_visited_is_not_judged() -> None:
    with pytest.raises(ValueError, match="not visited"):
        propose(Seen((), TODAY))


@pytest.mark.parametrize(
    "text",
    [
        "This domain is for sale!",
        "Le domaine diaspora.example est à vendre",
        "Dominio en venta",
        "diaspora.example steht zum Verkauf: Domain zu verkaufen",
        "هذا النطاق للبيع",
        "This page is parked free, courtesy of the registrar",
        "Related Searches: cheap flights",
        "This account has been suspended. Account Suspended",
    ],
)
def test_offers_of_an_address(text: str) -> None:
    assert is_parked(text)


@pytest.mark.parametrize(
    "text", ["We sell bread.", "À vendre : canapé, bon état", OLD + "domain for sale " * 200, ""]
)
def test_what_is_no_offer(text: str) -> None:
    assert not is_parked(text)


def test_likeness() -> None:
    assert likeness(OLD, OLD) == 1
    assert likeness(OLD, NEW) < 0.05
    assert likeness("", "") == 0
    assert newest([None, TODAY, TODAY - timedelta(1)]) == TODAY
    assert newest([]) is None
