"""Crawls of a web that is known from before: what has not changed is not kept twice, what is gone is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from diatrace.source.crawl import Capture, Known
from diatrace.source.crawl.visit import conditions
from tests.source.crawl.conftest import Crawled
from tests.web import World

WORLD = World(seed=13, hosts=40)
LATER = WORLD.later()


def known_from(before: Crawled, *, asking: bool = True) -> Known:
    """Return what a crawl makes known to the next."""
    told = before.records("metadata")
    found = {}
    for url, each in before.records().items():
        links = tuple(link[0] for link in told[url].told["links"]) if url in told else ()
        found[each.url] = Capture(
            each.fields["WARC-Date"],
            etag=each.http.get("etag", "") if asking else "",
            digest=each.fields["WARC-Payload-Digest"],
            links=links,
        )
    return found.get


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    with WORLD.served() as served:
        return Crawled(tmp_path_factory.mktemp("before"), served).run(*WORLD.starts(), depth=40)


@pytest.mark.parametrize("asking", [True, False])
def test_what_has_not_changed_is_a_revisit(before: Crawled, tmp_path: Path, asking: bool) -> None:
    with WORLD.served() as served:
        again = Crawled(tmp_path, served).run(
            *WORLD.starts(), depth=40, known=known_from(before, asking=asking)
        )
    revisits, first = again.records("revisit"), before.records()
    pages = {url.removeprefix("http://") for url in WORLD.pages()}
    assert revisits.keys() == pages
    assert {each.status for each in revisits.values()} == {304 if asking else 200}
    profile = "server-not-modified" if asking else "identical-payload-digest"
    for url, each in revisits.items():
        assert each.fields["WARC-Profile"].endswith(profile)
        assert each.fields["WARC-Refers-To-Date"] == first[url].fields["WARC-Date"]
        assert each.fields["WARC-Payload-Digest"] == first[url].fields["WARC-Payload-Digest"]
    assert again.summary.notes == {"unchanged": len(pages)}
    assert again.records("metadata").keys() == (set() if asking else pages)
    assert again.summary.bytes < before.summary.bytes / 4 or not asking


def test_two_years_later(before: Crawled, tmp_path: Path) -> None:
    with LATER.served() as served:
        later = Crawled(tmp_path, served).run(*LATER.starts(), depth=40, known=known_from(before))
    homes = {site.host: later.outcomes[f"{site.host}/"] for site in LATER.sites.values()}
    by_fate = {
        fate: [homes[host] for host, each in LATER.fates.items() if each == fate]
        for fate in set(LATER.fates.values())
    }
    assert by_fate.keys() == {"changed", "abandoned", "dead", "moved", "squatted"}
    assert {(each.status, each.note) for each in by_fate["changed"]} == {(200, "")}
    assert {(each.status, each.note) for each in by_fate["abandoned"]} == {(304, "unchanged")}
    assert {each.reason for each in by_fate["dead"]} == {"no host of that name"}
    assert {each.note for each in by_fate["moved"]} == {"leads to another site"}
    assert {(each.status, each.note) for each in by_fate["squatted"]} == {(200, "")}


def test_only_new_pages(before: Crawled, tmp_path: Path) -> None:
    with LATER.served() as served:
        later = Crawled(tmp_path, served).run(
            *LATER.starts(), depth=40, known=known_from(before), only_new=True
        )
    old = {url.removeprefix("http://") for url in WORLD.pages()}
    asked = {url for url, each in later.outcomes.items() if each.state == "answered" and each.kind == 0}
    starts = {url.removeprefix("http://") for url in LATER.starts()}
    assert asked & old <= starts
    assert later.summary.reasons["known from before"] > 0


def test_a_page_without_marks_is_asked_for_plainly() -> None:
    assert conditions(None) == {}
    assert conditions(Capture("2026-01-01T00:00:00Z")) == {}
    assert conditions(Capture("", etag='"x"', modified="bad\r\nX: y")) == {"If-None-Match": '"x"'}
