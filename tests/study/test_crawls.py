"""Crawls of a study on a small web of its own: from sites to traces, links and sites, and again two years later."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diatrace.errors import Cancelled, Misuse, UnknownName
from diatrace.study import Study, create, open_study
from tests.web import Served, World

WORLD = World(seed=11, hosts=60)
LATER = WORLD.later()
HOW: dict[str, Any] = {"contact": "salma@university.example", "delay": 0.0, "allow_private": True}


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves the machine."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            assert str(address[0]).startswith("127.") or address[0] == "::1", address
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with create(tmp_path / "study", title="T", purpose="p", basis="none", retain_until="2099-12-31") as made:
        made.site.add(WORLD.starts()[:4])
        yield made


@pytest.fixture
def served() -> Iterator[Served]:
    with WORLD.served() as found:
        yield found


def crawl(study: Study, served: Served, *sites: str, **settings: Any) -> dict[str, Any]:
    return study.crawl.run(sites, resolver=served.resolver, **{**HOW, **settings})


def test_declared_sites_are_visited_and_what_they_link_to_becomes_sites(study: Study, served: Served) -> None:
    found = crawl(study, served, depth=40)
    hosts = [each.removeprefix("http://").strip("/") for each in WORLD.starts()[:4]]
    pages = sum(WORLD.sites[each].pages for each in hosts)
    assert (found["pages"], found["stopped"], found["taken"]["added"]) == (pages, "done", pages)
    assert {each.kind for each in study.trace.list()} == {"page"}
    listed = study.site.list()
    assert sum(each["captured"] for each in listed) == pages
    ties = [tie for tie in WORLD.links() if tie.source.split("/")[2] in hosts]
    linked = {tie.target.split("/")[2].removeprefix("www.") for tie in ties}
    named = {"blogs.test" if each.endswith(".blogs.test") else each for each in linked}
    assert {each["name"] for each in listed if each["in_degree"]} <= named
    home = study.site.show(WORLD.starts()[0])
    assert study.site.links(home["id"], home["cites"][0]["site"])[0]["anchor"]
    assert [each["kind"] for each in study.events(limit=50)].count("crawl.begin") == 1
    assert study.verify() == []
    assert study.crawl.files()


def test_the_same_crawl_again_fetches_nothing_that_has_not_changed(study: Study, served: Served) -> None:
    first = crawl(study, served, depth=2)
    again = study.crawl.run(resolver=served.resolver, **{**HOW, "contact": "", "depth": 2})
    assert again["notes"] == {"unchanged": first["pages"]}
    assert again["taken"]["added"] == 0
    assert again["plan"]["contact"] == HOW["contact"]
    fresh = crawl(study, served, depth=2, only_new=True)
    assert fresh["pages"] == 4


def test_a_crawl_stays_within_the_boundaries_of_its_sites(study: Study, served: Served) -> None:
    start = WORLD.starts()[0]
    study.site.split(f"{start}p")
    found = crawl(study, served, start, depth=5)
    assert found["pages"] == 1
    assert all(
        each.url == start for each in study.crawl.outcomes() if (each.state, each.kind) == ("answered", 0)
    )


def test_an_address_says_where_to_begin(study: Study, served: Served) -> None:
    start = f"{WORLD.starts()[0]}p/1.html"
    assert crawl(study, served, start, depth=0)["starts"] == {start: "200"}


def test_a_site_that_is_only_linked_to_is_begun_at_as_links_write_it(study: Study, served: Served) -> None:
    crawl(study, served, depth=2)
    found = [each for each in study.site.list() if not each["declared"] and each["name"] != "blogs.test"]
    homes = {host.removeprefix("www."): url for host, url in zip(WORLD.sites, WORLD.starts(), strict=True)}
    linked = {each["name"]: study.crawl.starts([each["id"]]) for each in found if each["name"] in homes}
    assert linked == {name: (homes[name],) for name in linked}
    assert any("//www." in url for (url,) in linked.values())
    merged = study.site.merge(found[0]["id"], found[1]["id"])
    assert len(study.crawl.starts([merged["id"]])) == 2


def test_sites_taken_in_on_a_question_are_crawled(study: Study, served: Served) -> None:
    study.proposal.run("sites")
    study.decision.make("sites", study.site.named(WORLD.starts()[1]).id, "in", reviewer="amal")
    found = study.crawl.run(question="sites", resolver=served.resolver, **HOW)
    assert list(found["starts"]) == [WORLD.starts()[1]]
    study.question.add("posts", criteria="about traces")
    with pytest.raises(Misuse, match="not about sites"):
        study.crawl.run(question="posts", **HOW)


def test_stopped_it_keeps_what_it_has_and_goes_on(study: Study, served: Served) -> None:
    seen: list[int] = []

    def stopping() -> bool:
        seen.append(1)
        return len(seen) > 1

    with pytest.raises(Cancelled, match="stopped"):
        crawl(study, served, depth=3, delay=0.05, stopping=stopping)
    assert study.crawl.list()[0]["state"] == "cancelled"
    found = study.crawl.resume(resolver=served.resolver)
    assert found["stopped"] == "done"
    asked = [(hit.host, hit.path) for hit in served.log]
    assert len(set(asked)) == len(asked)
    assert found["pages"] == len(study.trace.list(limit=1000))


def killed(study: Study, served: Served) -> set[str]:
    """Crawl in another process, kill it under way, and return the addresses it acknowledged."""
    command = [sys.executable, "-m", "tests.study.crawl_child", str(study.path), str(served.port)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    assert child.stdout is not None
    for _ in range(4):
        assert child.stdout.readline()
    child.kill()
    child.wait()
    child.stdout.close()
    assert study.crawl.list()[0]["state"] == "interrupted"
    done = {each.url for each in study.crawl.outcomes() if each.state == "answered"}
    assert done
    assert study.trace.list() == []
    served.log.clear()
    return done


def test_killed_it_goes_on_with_nothing_fetched_twice(study: Study, served: Served) -> None:
    done = killed(study, served)
    found = study.crawl.resume(resolver=served.resolver, delay=0)
    assert not done & {f"http://{hit.host}{hit.path}" for hit in served.log}
    hosts = [url.split("/")[2] for url in WORLD.starts()[:4]]
    assert found["pages"] == sum(WORLD.sites[each].pages for each in hosts)
    assert len(study.trace.list(limit=1000)) == found["pages"]
    assert study.verify() == []


def test_what_a_killed_crawl_fetched_comes_in_with_the_next(study: Study, served: Served) -> None:
    done = killed(study, served)
    found = crawl(study, served, depth=40)
    assert 0 < found["notes"]["unchanged"] <= len(done)
    hosts = [url.split("/")[2] for url in WORLD.starts()[:4]]
    pages = {each.url for each in study.trace.list(limit=1000)}
    assert len(pages) == sum(WORLD.sites[each].pages for each in hosts)
    assert {each for each in done if each.endswith(".html")} <= pages


def test_a_person_stops_it_from_elsewhere(study: Study, served: Served) -> None:
    with open_study(study.path) as other:

        def stopping() -> bool:
            if other.runs()[0]["state"] == "running":
                other.stop(other.runs()[0]["id"])
            return False

        with pytest.raises(Cancelled):
            crawl(study, served, depth=6, delay=0.3, stopping=stopping)
    assert study.crawl.list()[0]["state"] == "cancelled"


def test_what_was_not_answered_says_why(study: Study) -> None:
    dead = next(host for host, fate in LATER.fates.items() if fate == "dead")
    with LATER.served() as served:
        found = crawl(study, served, f"http://{dead}/", "http://nobody.test/", depth=0, tries=1)
    assert found["pages"] == 1
    failed = {each.url: each for each in study.crawl.outcomes(failed=True) if each.kind == 0}
    assert (failed[f"http://{dead}/"].state, failed["http://nobody.test/"].status) == ("failed", 404)
    assert failed[f"http://{dead}/"].reason
    with pytest.raises(UnknownName, match="no crawl 7"):
        study.crawl.outcomes(7)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"contact": ""}, "contact"),
        ({"contact": "me"}, "contact"),
        ({"robots": False}, "reason"),
        ({"pages": 0}, "pages"),
        ({"speed": 3}, "unknown parameter"),
    ],
)
def test_what_cannot_be_carried_out_is_refused_before_anything_is_asked(
    study: Study, settings: dict[str, Any], told: str
) -> None:
    with pytest.raises(Misuse, match=told):
        study.crawl.run(**{**HOW, **settings})
    assert study.crawl.list() == []


def test_there_must_be_somewhere_to_begin(tmp_path: Path) -> None:
    with create(tmp_path / "empty", title="T", purpose="p", basis="none", retain_until="2099-12-31") as made:
        with pytest.raises(Misuse, match="where to begin"):
            made.crawl.run(**HOW)
        with pytest.raises(Misuse, match="no crawl to go on with"):
            made.crawl.resume()


def test_private_addresses_are_refused_unless_allowed(study: Study, served: Served) -> None:
    found = crawl(study, served, depth=0, allow_private=False)
    assert found["pages"] == 0
    assert served.log == []
    assert all("private" in each.reason for each in study.crawl.outcomes(failed=True))
