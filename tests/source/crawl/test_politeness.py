"""Politeness, judged from what the servers saw."""

from __future__ import annotations

import sqlite3
from itertools import pairwise

import pytest

from tests.source.crawl.conftest import Crawled, records
from tests.web import Hit, World

WORLD = World(seed=11, hosts=24)
DELAY = 0.25


def gaps(hits: list[Hit]) -> list[float]:
    return [after.at - before.done for before, after in pairwise(hits)]


def test_one_request_at_a_time_and_a_pause_after_each(crawled: Crawled) -> None:
    starts = [
        *WORLD.starts()[:10],
        "http://robots-moved.test/",
        "http://robots-deny.test/",
        "http://chain.test/",
    ]
    crawled.run(*starts, delay=DELAY, depth=1, pages_per_site=6)
    hosts = {hit.host for hit in crawled.served.log}
    assert len(hosts) == 13
    found = [gap for host in hosts for gap in gaps(crawled.served.hits(host))]
    assert len(found) > 60
    assert min(found) >= 0.9 * DELAY


def test_hosts_do_not_wait_for_each_other(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts()[:12], delay=DELAY, depth=0)
    assert len(crawled.served.log) == 24
    assert crawled.summary.seconds < 12 * DELAY


def test_a_crawl_delay_is_kept(crawled: Crawled) -> None:
    crawled.run("http://robots-delay.test/", depth=1, pages_per_site=2, sitemaps=False)
    assert len(crawled.served.log) == 3
    assert min(gaps(crawled.served.log)[1:]) >= 0.95


def test_a_slow_host_is_asked_less_often(crawled: Crawled) -> None:
    crawled.run("http://slow.test/", delay=0.05, depth=2, sitemaps=False)
    hits = crawled.served.hits("slow.test")
    slow = next(number for number, hit in enumerate(hits) if hit.path == "/two")
    assert hits[slow].done - hits[slow].at >= 0.4
    assert gaps(hits)[slow] >= 0.35
    assert min(gaps(hits)) >= 0.045


def test_a_busy_host_is_left_alone_as_long_as_it_asks(crawled: Crawled) -> None:
    crawled.run("http://busy.test/", delay=0.05, depth=1, sitemaps=False)
    hits = crawled.served.hits("busy.test")
    first, second = (number for number, hit in enumerate(hits) if hit.path == "/two")
    assert (hits[first].status, hits[second].status) == (503, 200)
    assert gaps(hits)[first] >= 0.95
    assert crawled.outcomes["busy.test/two"].status == 200


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("robots-404", {"/", "/one", "/two", "/private/x", "/private/open"}, ""),
        ("robots-html", {"/", "/one", "/two", "/private/x", "/private/open"}, ""),
        ("robots-500", set(), "robots.txt answers 500"),
        ("robots-deny", set(), "robots.txt disallows it"),
        ("robots-some", {"/", "/one", "/two", "/private/open"}, "robots.txt disallows it"),
        ("robots-named", {"/", "/two", "/private/x", "/private/open"}, "robots.txt disallows it"),
        ("robots-long", {"/", "/one", "/two", "/private/x", "/private/open"}, ""),
        ("robots-moved", set(), "robots.txt disallows it"),
        ("robots-loop", {"/"}, ""),
    ],
)
def test_robots(crawled: Crawled, name: str, allowed: set[str], refused: str) -> None:
    crawled.run(f"http://{name}.test/", depth=1, sitemaps=False)
    asked = {hit.path for hit in crawled.served.hits(f"{name}.test")} - {"/robots.txt", "/r1"}
    assert asked == allowed
    assert {each.reason for each in crawled.outcomes.values() if each.state == "refused"} == (
        {refused} - {""}
    )


def test_robots_redirects_are_followed_five_times(crawled: Crawled) -> None:
    crawled.run("http://robots-loop.test/", depth=0)
    assert [hit.path for hit in crawled.served.log].count("/robots.txt") == 6


def test_robots_can_be_left_aside_with_a_reason_that_is_kept(crawled: Crawled) -> None:
    crawled.run(
        "http://robots-deny.test/", depth=0, robots=False, robots_reason="the owner allowed it in writing"
    )
    assert [hit.path for hit in crawled.served.log] == ["/"]
    crawled.run(
        "http://robots-deny.test/", depth=0, robots=False, robots_reason="the owner allowed it in writing"
    )
    (info,) = (each.told for each in records(crawled.folder) if each.kind == "warcinfo")
    assert info["plan"]["robots_reason"] == "the owner allowed it in writing"


def test_robots_are_asked_for_once_even_over_two_sessions(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts()[:3], depth=0)
    crawled.run(*WORLD.starts()[:3], depth=2)
    paths = [hit.path for hit in crawled.served.log]
    assert paths.count("/robots.txt") == 3


def test_robots_expire_after_a_day(crawled: Crawled) -> None:
    crawled.run("http://robots-404.test/", depth=0)
    db = sqlite3.connect(crawled.folder / "frontier.sqlite")
    db.execute("update robots set fetched = fetched - 25 * 3600")
    db.commit()
    db.close()
    crawled.run("http://robots-404.test/", "http://robots-404.test/one", depth=0)
    assert [hit.path for hit in crawled.served.log] == ["/robots.txt", "/", "/robots.txt", "/one"]
