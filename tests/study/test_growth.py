"""A corpus grown from twenty addresses on a web of a thousand hosts, and the same web two years later."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import pytest

from diatrace.source.crawl import fetch
from diatrace.study import Study, create
from tests.study.test_crawls import HOW, loopback_only  # noqa: F401 (a fixture)
from tests.study.test_lives import STATES
from tests.web import World

WORLD = World(seed=23, hosts=1000)
LATER = WORLD.later()
WANTED = "housing"
HOSTS = {host.removeprefix("www."): host for host in WORLD.sites}
FIRST, SECOND = 2024, 2026


def clock(year: int) -> type[datetime]:
    """Return a clock that shows this hour of the first of December of a year."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Self:
            return super().now(tz).replace(year=year, month=12, day=1)

    return Clock


def host_of(study: Study, site: str) -> str:
    """Return the host by which the small web knows a site; nothing where it is none of its own."""
    return HOSTS.get(study.site.named(site).name, "")


def verdict(study: Study, site: str) -> str:
    """Answer as somebody who knows the small web would."""
    found = WORLD.sites.get(host_of(study, site))
    if found is None:
        return "neighbour"
    return "in" if found.community == WANTED else "out"


@dataclass
class Told:
    """What was seen on the way."""

    study: Study
    counts: dict[str, Any]
    before: dict[str, Any]
    proposals: list[dict[str, Any]]


def decide(study: Study, sites: Iterable[str], path: Path) -> int:
    """Answer on sites from a file; return how many of them belong."""
    rows = [(each, verdict(study, each)) for each in sites]
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("trace", "verdict"), *rows])
    assert study.decision.read("sites", path, reviewer="amal")["written"] == len(rows)
    return sum(given == "in" for _, given in rows)


def answers(study: Study, day: str) -> dict[str, Any]:
    """What the corpus and the network behind it answer."""
    found = study.analysis.run("network", question="sites", status=["in"], at=day)
    return {"figures": found["figures"], "site": found["tables"]["site"]}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The story, from twenty addresses to the visit two years later."""
    place = tmp_path_factory.mktemp("growth")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(place / "keys"))
        with create(
            place / "study", title="Homes", purpose="p", basis="none", retain_until="2099-12-31"
        ) as study:
            yield _story(study, place, patch)


def _story(study: Study, place: Path, patch: pytest.MonkeyPatch) -> Told:
    starts = [WORLD.url(each) for each in WORLD.sites.values() if each.community == WANTED][:20]
    counts: dict[str, Any] = {}
    study.site.add(starts)
    patch.setattr(fetch, "datetime", clock(FIRST))
    with WORLD.served() as served:
        how = {**HOW, "resolver": served.resolver, "sitemaps": False}
        counts["first"] = study.crawl.run(depth=1, pages_per_site=3, **how)
        counts["found"] = len(study.site.list())
        made = study.proposal.run("sites", seed=1, top=80)
        first = [each["trace"] for each in made["top"]]
        counts["belong"] = decide(study, first, place / "first.csv")
        counts["second"] = study.crawl.run(question="sites", depth=0, only_new=True, **how)
        order = study.proposal.run("sites", seed=1, top=10_000)["top"]
        decide(study, [each["trace"] for each in order], place / "second.csv")
    counts["visited"] = {each["id"] for each in study.site.list() if each["captured"]}
    counts["frozen"] = study.corpus.freeze("sites")
    before = answers(study, f"{FIRST}-12-31")
    patch.setattr(fetch, "datetime", clock(SECOND))
    with LATER.served() as served:
        how = {**HOW, "resolver": served.resolver, "tries": 1, "sitemaps": False}
        found = study.life.recheck(question="sites", pages=1, today=clock(SECOND).now(UTC), **how)
        for each in found["proposals"]:
            if each["state"]:
                note = "; ".join(each["signs"])
                study.life.say(each["site"], each["state"], who="amal", on=found["on"], note=note)
        counts["again"] = study.crawl.run(question="sites", depth=1, pages_per_site=2, **how)
    return Told(study, counts, before, found["proposals"])


def test_from_twenty_addresses_hundreds_of_sites_are_found(told: Told) -> None:
    assert (told.counts["first"]["stopped"], len(told.counts["first"]["starts"])) == ("done", 20)
    assert told.counts["found"] > 100


def test_what_is_proposed_first_belongs_more_often_than_chance(told: Told) -> None:
    communities = Counter(WORLD.communities.values())
    chance = communities[WANTED] / WORLD.size
    assert (told.counts["belong"] - 20) / 60 > 3 * chance


def test_what_was_taken_in_is_visited_in_its_turn(told: Told) -> None:
    second = told.counts["second"]
    assert len(second["starts"]) == told.counts["belong"]
    assert (second["reasons"], second["taken"]["added"]) == ({}, told.counts["belong"] - 20)


def test_every_site_is_decided_and_the_corpus_is_whole(told: Told) -> None:
    frozen = told.counts["frozen"]
    assert (frozen["complete"], frozen["new"]) == (True, True)
    assert 40 < frozen["members"] <= Counter(WORLD.communities.values())[WANTED]


def test_two_years_later_what_became_of_each_member_is_proposed(told: Told) -> None:
    assert len(told.proposals) == told.counts["frozen"]["members"]
    fates = {each["site"]: LATER.fates[host_of(told.study, each["site"])] for each in told.proposals}
    met = Counter((fates[each["site"]], each["state"]) for each in told.proposals)
    assert {fate for fate, _ in met} == STATES.keys()
    right = sum(count for (fate, state), count in met.items() if STATES[fate] == state)
    assert right / len(told.proposals) >= 0.95, met
    assert not [each for each in met if STATES[each[0]] == "live" and each[1] in ("dead", "squatted")]


def test_the_second_crawl_keeps_what_is_as_it_was_and_takes_in_what_is_new(told: Told) -> None:
    again = told.counts["again"]
    assert again["notes"]["unchanged"] > 0
    assert again["taken"]["added"] > 0
    assert len(told.study.trace.list(limit=100_000)) > told.counts["first"]["taken"]["added"]


def test_the_old_corpus_answers_as_before(told: Told) -> None:
    study, frozen = told.study, told.counts["frozen"]
    assert study.corpus.verify("sites@1") == []
    assert study.corpus.get("sites@1").plain()["digest"] == frozen["digest"]
    assert answers(study, f"{FIRST}-12-31") == told.before
    assert answers(study, "")["figures"] != told.before["figures"]
    assert study.verify() == []


def test_how_many_live_on_is_told(told: Told) -> None:
    (row,) = told.study.life.survival()["groups"]["all"]
    seen = [each for each in told.proposals if each["state"] and each["site"] in told.counts["visited"]]
    ended = sum(each["state"] in ("dead", "squatted") for each in seen)
    assert (row["at_risk"], row["ended"]) == (len(seen), ended)
    assert row["low"] < row["alive"] < row["high"]
