"""Sites laid over the web, and the links between them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diatrace.actor import web
from diatrace.actor.boundary import Boundaries, Declared, Site, declare, merge, rule, undo
from diatrace.actor.lru import lru_of
from diatrace.actor.sites import Sites
from diatrace.actor.web import evidence
from diatrace.model import Link
from tests.actor.conftest import Corner

A, B, C = "https://a.example/", "http://www.b.example/rooms", "https://c.wordpress.com/1"


def edges(sites: Sites, at: datetime | None = None) -> dict[tuple[str, str], int]:
    counts = sites.network(at).counts.tocoo()
    names = [each.name for each in sites.sites]
    return {
        (names[row], names[column]): int(count)
        for row, column, count in zip(counts.row, counts.col, counts.data, strict=True)
    }


def test_links_are_counted_between_sites(corner: Corner) -> None:
    corner.capture(
        {A: [B, "http://b.example/", "https://a.example/self", C], B: [A], C: ["javascript:x", "co.uk"]}
    )
    sites = corner.sites()
    assert edges(sites) == {
        ("a.example", "b.example"): 2,
        ("a.example", "c.wordpress.com"): 1,
        ("b.example", "a.example"): 1,
    }
    of = {each.name: row for row, each in enumerate(sites.sites)}
    assert (sites.known[of["a.example"]], sites.captured[of["a.example"]]) == (2, 1)
    assert (sites.known[of["b.example"]], sites.captured[of["b.example"]]) == (2, 1)


def test_the_evidence_of_an_edge_is_what_stands_on_the_page(corner: Corner) -> None:
    corner.capture(
        {A: [Link(B, "rooms", "Find rooms here.", "content", "nofollow"), Link(B, "B", "", "boilerplate")]}
    )
    corner.capture({B: [A]})
    sites = corner.sites()
    of = {each.name: row for row, each in enumerate(sites.sites)}
    links = sites.between(of["a.example"], of["b.example"])
    found = evidence(sites.web, corner.folder, links)
    assert [(each["anchor"], each["context"], each["place"]) for each in found] == [
        ("rooms", "Find rooms here.", "content"),
        ("B", "", "boilerplate"),
    ]
    assert {(each["page"], each["target"]) for each in found} == {(lru_of(A), B)}
    assert found[0]["captured"] == datetime(2026, 1, 1)  # noqa: DTZ001


def test_the_network_is_that_of_a_date(corner: Corner) -> None:
    corner.capture({A: [B], B: [A]}, day=1)
    corner.capture({A: [C, C]}, day=9)
    sites = corner.sites()
    assert edges(sites) == {("a.example", "c.wordpress.com"): 2, ("b.example", "a.example"): 1}
    before = datetime(2026, 1, 5)  # noqa: DTZ001
    assert edges(sites, before) == {("a.example", "b.example"): 1, ("b.example", "a.example"): 1}
    assert edges(sites, datetime(2025, 1, 1)) == {}  # noqa: DTZ001


def test_a_list_of_a_site_is_links_with_their_number_and_no_capture(corner: Corner) -> None:
    corner.capture({A: [Link(B, count=12), C], B: []}, kind="site")
    sites = corner.sites()
    assert edges(sites) == {("a.example", "b.example"): 12, ("a.example", "c.wordpress.com"): 1}
    assert sites.captured.sum() == 0
    of = {each.name: row for row, each in enumerate(sites.sites)}
    found = evidence(sites.web, corner.folder, sites.between(of["a.example"], of["b.example"]))
    assert [each["count"] for each in found] == [12]


def test_a_list_gives_way_to_its_source_alone(corner: Corner) -> None:
    corner.capture({A: [Link(B, count=2)]}, kind="site")
    corner.capture({A: [C]}, kind="site", source=9)
    corner.capture({A: [B]}, day=2)
    assert edges(corner.sites()) == {("a.example", "b.example"): 3, ("a.example", "c.wordpress.com"): 1}
    corner.capture({A: [Link(B, count=5)]}, day=3, kind="site")
    assert edges(corner.sites()) == {("a.example", "b.example"): 6, ("a.example", "c.wordpress.com"): 1}
    assert corner.sites().captured.sum() == 1


def test_redirects_and_canonical_addresses_are_no_links_of_the_network(corner: Corner) -> None:
    corner.capture({A: [Link(B, kind="redirect", place="http"), Link(C, kind="canonical", place="head")]})
    sites = corner.sites()
    assert edges(sites) == {}
    assert len(sites.web.links_at(kinds=("redirect", "canonical"))) == 2


def test_boundaries_move_links_at_once_and_undoing_moves_them_back(corner: Corner) -> None:
    corner.capture({A: [B, C], B: [C], C: []})
    before = edges(corner.sites())
    b, c = (_site(corner.sites(), each) for each in (B, C))
    merge(corner.folder, b, c)
    merged = corner.sites()
    assert sum(edges(merged).values()) == 2
    assert edges(merged) == edges(corner.afresh())
    undo(corner.folder)
    undo(corner.folder)  # the merge, and the declaration it needed
    assert edges(corner.sites()) == before
    declare(corner.folder, [Declared(("b.example/rooms",), name="Rooms")])
    assert edges(corner.sites())[("a.example", "Rooms")] == 1
    rule(corner.folder, "wordpress.com", "domain")
    assert ("a.example", "wordpress.com") in edges(corner.sites())


def test_what_was_counted_is_not_counted_again_and_what_came_is(corner: Corner) -> None:
    corner.capture({A: [B]})
    first = corner.sites()
    corner.capture({C: [A, B]})
    second = corner.sites()
    assert second.web.segments[:1] == first.web.segments
    assert len(second.web.pages) == 3
    assert [each.name for each in second.sites[: len(first.sites)]] == [each.name for each in first.sites]
    (corner.folder.path / "index" / "web" / "manifest.json").unlink()
    assert edges(corner.afresh()) == edges(second)


ADDRESSES = [
    f"https://{host}/{path}"
    for host in ("a.example", "b.example", "c.wordpress.com")
    for path in ("", "x", "x/y")
]
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("declare"), st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES)),
        st.tuples(st.just("merge"), st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES)),
        st.tuples(st.just("rule"), st.sampled_from(ADDRESSES), st.sampled_from(["domain", "path-1", "page"])),
        st.tuples(st.just("undo"), st.none(), st.none()),
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(ACTS)
def test_going_on_from_before_is_as_good_as_afresh(corner: Corner, acts: list[tuple[str, str, str]]) -> None:
    if corner.before is None:
        corner.capture({each: [other for other in ADDRESSES if other != each] for each in ADDRESSES})
    for kind, one, other in acts:
        sites = corner.sites()
        site, into = (_site(sites, each if kind == "merge" else ADDRESSES[0]) for each in (one, other))
        if kind == "declare":
            declare(corner.folder, [Declared((one, other))])
        elif kind == "merge" and site.id != into.id:
            merge(corner.folder, site, into)
        elif kind == "rule":
            rule(corner.folder, one, other)
        elif kind == "undo" and _acts(corner):
            undo(corner.folder)
        went_on = _ids(corner.sites())
        kept = corner.before
        assert went_on == _ids(corner.afresh())
        corner.before = kept


def _ids(sites: Sites) -> list[str]:
    return [sites.sites[row].id for row in sites.of_page]


def _site(sites: Sites, url: str) -> Site:
    return sites.sites[int(sites.of_page[sites.web.pages["lru"].to_pylist().index(lru_of(url))])]


def _acts(corner: Corner) -> bool:
    found = Boundaries()
    with corner.folder.database.read() as connection:
        found.refresh(connection)
    return bool(found.standing())


def test_numbers_past_four_bytes_are_summed_right(corner: Corner) -> None:
    many = 2_000_000_000
    corner.capture({A: [Link(B, count=many), Link(f"{B}/2", count=many)]}, kind="site")
    assert edges(corner.sites()) == {("a.example", "b.example"): 2 * many}


def test_links_are_looked_at_in_passes(corner: Corner, monkeypatch: pytest.MonkeyPatch) -> None:
    corner.capture({A: [B, B, C], B: [A]})
    corner.capture({C: [A, Link(B, kind="redirect")]}, day=2)
    whole = edges(corner.sites())
    monkeypatch.setattr(web, "PASS", 2)
    assert edges(corner.afresh()) == whole
    assert corner.sites().web.links_at().tolist() == [0, 1, 2, 3, 4]


def test_a_web_that_is_counted_anew_leaves_an_older_one_as_it_was(corner: Corner) -> None:
    corner.capture({A: [B, C]})
    old = corner.sites()
    (corner.folder.path / "index" / "web" / "manifest.json").unlink()
    corner.capture({B: [A]})
    corner.afresh()
    assert edges(old) == {("a.example", "b.example"): 1, ("a.example", "c.wordpress.com"): 1}
