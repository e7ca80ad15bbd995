"""What people say a site is, and what then stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.actor import boundary
from diatrace.actor.boundary import Boundaries, Declared, Site, declare, merge, rename, rule, site_id, undo
from diatrace.actor.lru import lru_of
from diatrace.errors import DecisionError, Misuse
from diatrace.store import schema
from diatrace.store.folder import Folder
from diatrace.study.check import verify


def stands(folder: Folder) -> Boundaries:
    found = Boundaries()
    with folder.database.read() as connection:
        found.refresh(connection)
    return found


def site_at(folder: Folder, url: str) -> Site:
    found = stands(folder).site_of(lru_of(url))
    assert found
    return found


def test_a_site_nobody_declared_follows_from_the_rules(folder: Folder) -> None:
    site = site_at(folder, "http://www.homes.example/rooms?page=2")
    assert (site.name, site.declared, site.id) == (
        "homes.example",
        False,
        site_id(lru_of("https://homes.example")),
    )
    assert site == site_at(folder, "https://homes.example/")
    assert stands(folder).site_of(lru_of("http://co.uk/x")) is None


def test_a_declared_site_has_all_kin_of_its_prefixes_and_keeps_the_identity_it_had(folder: Folder) -> None:
    before = site_at(folder, "http://homes.example/")
    made = declare(folder, [Declared(("homes.example/", "http://rooms.example/fr/"), name="Homes")])
    assert made == [before.id]
    for url in ("https://www.homes.example/x", "http://homes.example", "https://rooms.example/fr/a"):
        assert (site_at(folder, url).name, site_at(folder, url).id) == ("Homes", before.id)
    assert site_at(folder, "https://rooms.example/en").name == "rooms.example"


def test_declaring_a_part_splits_it_off_and_undoing_gives_it_back(folder: Folder) -> None:
    declare(folder, [Declared(("https://town.example",), name="Town")])
    declare(folder, [Declared(("https://town.example/newcomers",), name="Newcomers")])
    assert site_at(folder, "http://www.town.example/newcomers/rooms").name == "Newcomers"
    assert site_at(folder, "http://www.town.example/newcomersrooms").name == "Town"
    assert undo(folder).kind == "declare"
    assert site_at(folder, "http://www.town.example/newcomers/rooms").name == "Town"


def test_merging_moves_every_prefix_and_can_be_undone(folder: Folder) -> None:
    first, second = site_at(folder, "https://a.example/"), site_at(folder, "https://b.example/")
    merge(folder, first, second)
    merged = site_at(folder, "http://www.a.example/x")
    assert merged.id == second.id
    assert site_at(folder, "https://b.example/").id == second.id
    third = site_at(folder, "https://c.example/")
    merge(folder, merged, third)
    assert {site_at(folder, f"https://{each}.example/").id for each in "abc"} == {third.id}
    undo(folder)
    undo(folder)  # the declaration that made the third one of the study's own
    undo(folder)
    assert site_at(folder, "http://www.a.example/x") == first


def test_a_site_is_renamed(folder: Folder) -> None:
    site = site_at(folder, "https://a.example/")
    rename(folder, site, name="بيت")
    assert (site_at(folder, "https://a.example/").name, site_at(folder, "https://a.example/").id) == (
        "بيت",
        site.id,
    )


def test_a_rule_changes_what_follows_and_is_taken_back(folder: Folder) -> None:
    rule(folder, "uni.example", "subdomain-1")
    assert site_at(folder, "https://lab.uni.example/x").name == "lab.uni.example"
    rule(folder, "uni.example", "")
    assert site_at(folder, "https://lab.uni.example/x").name == "uni.example"


def test_a_declared_prefix_above_a_rule_leaves_the_sites_below_alone(folder: Folder) -> None:
    declare(folder, [Declared(("https://wordpress.com",), name="The host")])
    assert site_at(folder, "https://wordpress.com/about").name == "The host"
    assert site_at(folder, "https://someone.wordpress.com/about").name == "someone.wordpress.com"


@pytest.mark.parametrize(
    "address", ["", "javascript:x", "https://", "co.uk", "http://blogspot.com/x", "two words.example"]
)
def test_what_cannot_be_a_site_is_refused_and_leaves_nothing(folder: Folder, address: str) -> None:
    with pytest.raises(Misuse):
        declare(folder, [Declared(("https://fine.example",)), Declared((address,))])
    assert stands(folder).acts == {}


def test_nothing_to_undo_is_said(folder: Folder) -> None:
    with pytest.raises(DecisionError, match="boundary"):
        undo(folder)
    with pytest.raises(Misuse, match="itself"):
        merge(folder, *[site_at(folder, "https://a.example")] * 2)


def test_a_changed_boundary_is_found(folder: Folder) -> None:
    declare(folder, [Declared(("https://a.example",))])
    assert verify(folder) == []
    with folder.database.write() as connection:
        connection.execute(schema.boundary.update().values(who="somebody else"))
    assert any("boundary 1" in each for each in verify(folder))


ACTS = st.lists(
    st.tuples(st.sampled_from(["declare", "merge", "undo", "rule"]), st.integers(0, 4), st.integers(0, 4)),
    max_size=8,
)
URLS = [
    "https://a.example",
    "https://a.example/x",
    "https://a.example/x/y",
    "https://b.example",
    "https://c.wordpress.com",
]


@given(ACTS)
def test_every_address_always_has_one_owner_and_undoing_all_leads_back(
    acts: list[tuple[str, int, int]],
) -> None:
    found = Boundaries()
    fresh = [found.site_of(lru_of(each)) for each in URLS]
    for number, (kind, one, other) in enumerate(acts, 1):
        site, into = found.site_of(lru_of(URLS[one])), found.site_of(lru_of(URLS[other]))
        assert site
        assert into
        body: dict[str, object] = {"prefixes": [lru_of(URLS[one])], "name": "n"}
        undoes = None
        if kind == "merge":
            body = {"into": into.id, "prefixes": list(site.prefixes)}
        elif kind == "rule":
            body = {"prefix": lru_of("https://a.example"), "rule": f"path-{other + 1}"}
        elif kind == "undo":
            undoes = found.standing()[-1].id if found.standing() else None
        if kind != "undo" or undoes:
            identity = site_id(lru_of(URLS[one])) if kind == "declare" else site.id
            found.acts[number] = boundary.Act(number, kind, identity, body, "", "", undoes)
            found._fold()
        for url in URLS:
            lru = lru_of(url)
            prefix = found.prefix_over(lru)
            assert lru.startswith(prefix)
            assert not any(lru.startswith(each) and len(each) > len(prefix) for each in found.owners)
    for number, act in enumerate(reversed(found.standing()), 100):
        found.acts[number] = boundary.Act(number, "undo", act.site, {}, "", "", act.id)
    found._fold()
    assert [found.site_of(lru_of(each)) for each in URLS] == fresh
