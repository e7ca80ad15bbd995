"""A small web visited again two years later: what is proposed of each site is what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from diatrace.errors import Misuse
from diatrace.study import Study, create
from tests.study.test_crawls import HOW, loopback_only  # noqa: F401 (a fixture)
from tests.web import World

WORLD = World(seed=17, hosts=80)
LATER = WORLD.later()
SITES = [each for each in WORLD.sites.values() if not each.host.endswith(".blogs.test")][:50]
STATES = {"changed": "live", "abandoned": "abandoned", "dead": "dead", "squatted": "squatted", "moved": ""}


@pytest.fixture(scope="module")
def revisited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Study, dict[str, Any]]]:
    """Sites crawled, then visited again two years later."""
    place = tmp_path_factory.mktemp("life")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(place / "keys"))
        with create(
            place / "study", title="T", purpose="p", basis="none", retain_until="2099-12-31"
        ) as study:
            study.site.add([WORLD.url(each) for each in SITES])
            with WORLD.served() as served:
                study.crawl.run(resolver=served.resolver, **{**HOW, "depth": 2})
            with LATER.served() as served:
                found = study.life.recheck(
                    resolver=served.resolver, today=datetime(2026, 12, 31, tzinfo=UTC), **{**HOW, "tries": 1}
                )
            yield study, found


def test_what_became_of_each_site_is_proposed_with_its_signs(revisited: tuple[Study, dict[str, Any]]) -> None:
    study, found = revisited
    fates = {study.site.named(WORLD.url(each)).id: LATER.fates[each.host] for each in SITES}
    assert {each["site"] for each in found["proposals"]} == fates.keys()
    met = Counter((fates[each["site"]], each["state"]) for each in found["proposals"])
    right = sum(count for (fate, state), count in met.items() if STATES[fate] == state)
    assert right == len(SITES), met
    assert all(each["signs"] for each in found["proposals"])
    assert study.life.proposals() == found


def test_nothing_is_decided_until_somebody_says_so(revisited: tuple[Study, dict[str, Any]]) -> None:
    study, found = revisited
    assert study.field.values("life") == {}
    for each in found["proposals"]:
        if each["state"]:
            study.life.say(
                each["site"], each["state"], who="amal", on=found["on"], note="; ".join(each["signs"])
            )
    assert study.field.values("life")[found["proposals"][0]["site"]]
    table = study.life.survival()["groups"]["all"]
    ended = sum(each["state"] in ("dead", "squatted") for each in found["proposals"])
    told = sum(bool(each["state"]) for each in found["proposals"])
    assert [(each["on"], each["ended"], each["at_risk"]) for each in table] == [("2026-12-31", ended, told)]
    study.field.define("type", choices=["a", "b"])
    study.field.say("type", found["proposals"][0]["site"], "a", who="amal")
    assert study.life.survival(field="type")["groups"].keys() <= {"all", "a"}
    with pytest.raises(Misuse, match="became of them"):
        study.life.survival(field="life")
    assert study.verify() == []


def test_before_any_visit_nothing_is_proposed(tmp_path: Path) -> None:
    with create(tmp_path / "study", title="T", purpose="p", basis="none", retain_until="2099-12-31") as made:
        assert made.life.proposals() == {}
        assert made.life.survival()["groups"] == {"all": []}
