"""The small web is the same for the same seed, and what it says of itself is true."""

from __future__ import annotations

import pytest

from diatrace.source.markup import occurrences, parse
from tests.web import World

WORLD = World(seed=1, hosts=60)


def test_the_same_seed_makes_the_same_web() -> None:
    other = World(seed=1, hosts=60)
    assert other.sites == WORLD.sites
    assert other.links() == WORLD.links()
    assert other.pages() == WORLD.pages()
    assert World(seed=2, hosts=60).links() != WORLD.links()


def test_its_pages_hold_the_links_it_tells_of() -> None:
    for site in list(WORLD.sites.values())[:12]:
        found = occurrences(parse(WORLD.html(site, 1)), WORLD.url(site, 1))
        assert [(each.address, each.anchor, each.place) for each in found] == [
            tie[1:] for tie in WORLD.ties(site, 1)
        ]


def test_links_stay_mostly_within_a_community() -> None:
    sites = WORLD.sites
    pairs = [(tie.source.split("/")[2], tie.target.split("/")[2]) for tie in WORLD.links()]
    between = [(one, other) for one, other in pairs if one != other and other in sites]
    within = [sites[one].community == sites[other].community for one, other in between]
    assert 0.75 < sum(within) / len(within) < 0.95


def test_languages_and_codings_are_mixed() -> None:
    assert {site.language for site in WORLD.sites.values()} == {"fr", "ar", "en"}
    assert {site.coding for site in WORLD.sites.values()} == {"utf-8", "cp1252", "cp1256"}


def test_two_years_later_each_site_has_its_fate() -> None:
    later = WORLD.later()
    assert set(later.fates.values()) == {"changed", "abandoned", "dead", "moved", "squatted"}
    assert later.fates == World(seed=1, hosts=60, generation=2).fates
    for site in later.sites.values():
        before, now = WORLD.answer(site.host, "/", {}), later.answer(site.host, "/", {})
        if site.fate == "abandoned":
            assert now == before
        elif site.fate == "moved":
            assert now.headers["Location"] == f"http://new-{site.host}/"
        elif site.fate == "squatted":
            assert b"for sale" in now.body
        elif site.fate == "dead":
            assert not later.exists(site.host)
        else:
            assert now.body != before.body


@pytest.mark.parametrize("path", ["/nowhere", "/p/999.html", "/p/x.html"])
def test_what_is_not_there(path: str) -> None:
    assert WORLD.answer(next(iter(WORLD.sites)), path, {}).status == 404
    assert WORLD.answer("unknown.test", "/", {}).status == 404
