"""What a crawl fetches, in which order and how much of it, and what it leaves."""

from __future__ import annotations

import gzip
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import msgspec
import pytest

from diatrace.errors import Misuse, StudyCorrupt, StudyLocked
from diatrace.source.crawl import CrawlPlan, Progress, crawl
from diatrace.source.crawl.frontier import Frontier
from tests.source.crawl.conftest import Crawled, Hosts, records
from tests.web import Resolver, Served, World

WORLD = World(seed=11, hosts=24)


def test_a_web_is_crawled_whole_and_once(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts(), depth=40)
    got = {url for url, each in crawled.outcomes.items() if each.kind == 0 and each.status == 200}
    assert got == {url.removeprefix("http://") for url in WORLD.pages()}
    assert crawled.summary.stopped == "done"
    assert crawled.summary.pages == len(got)
    assert max(Counter((hit.host, hit.path) for hit in crawled.served.log).values()) == 1


def test_every_page_has_request_answer_and_its_links_in_the_warc(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts(), depth=40)
    responses, requests, told = (crawled.records(kind) for kind in ("response", "request", "metadata"))
    assert responses.keys() == requests.keys()
    by_page: dict[str, list[tuple[str, str, str]]] = {}
    for tie in WORLD.links():
        by_page.setdefault(tie.source.removeprefix("http://"), []).append((tie.target, tie.anchor, tie.place))
    assert {
        url: [(each[0], each[1], each[3]) for each in told[url].told["links"]] for url in by_page
    } == by_page
    for url, each in told.items():
        assert each.fields["WARC-Refers-To"] == responses[url].fields["WARC-Record-ID"]
        assert requests[url].fields["WARC-Concurrent-To"] == responses[url].fields["WARC-Record-ID"]
    assert responses[next(iter(by_page))].fields["WARC-IP-Address"] == "127.0.0.1"


def test_where_a_page_was_found_and_how_deep(crawled: Crawled) -> None:
    (site,) = [each for each in WORLD.sites.values() if each.pages > 8][:1]
    crawled.run(WORLD.url(site), depth=2)
    told = crawled.records("metadata")
    home = told[WORLD.url(site).removeprefix("http://")].told
    assert (home["depth"], home["from"], home["cut"]) == (0, "", False)
    deep = told[WORLD.url(site, 6).removeprefix("http://")].told
    assert deep["depth"] == 2
    assert deep["from"].startswith(f"http://{site.host}/p/")
    assert max(each.depth for each in crawled.outcomes.values()) <= 2


def test_depth_nothing_is_the_start_pages_alone(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts()[:4], depth=0)
    assert [hit.path for hit in crawled.served.log if hit.path not in ("/", "/robots.txt")] == []
    assert crawled.summary.starts == dict.fromkeys(WORLD.starts()[:4], "200")


def test_other_sites_are_not_entered(crawled: Crawled) -> None:
    crawled.run(WORLD.starts()[0], depth=9)
    host = next(iter(WORLD.sites))
    assert {hit.host.removeprefix("www.") for hit in crawled.served.log} == {host.removeprefix("www.")}


def test_a_start_page_of_no_site_is_fetched_alone(crawled: Crawled) -> None:
    class Nobody:
        def owner(self, url: str) -> str:  # noqa: ARG002
            return ""

    crawled.run(WORLD.starts()[0], scope=Nobody())
    assert crawled.summary.pages == 1


@pytest.mark.parametrize("pages", [1, 7, 60])
def test_never_more_pages_than_the_budget(crawled: Crawled, pages: int) -> None:
    crawled.run(*WORLD.starts(), pages=pages)
    assert (crawled.summary.pages, crawled.summary.stopped) == (pages, "pages")
    asked = [hit for hit in crawled.served.log if hit.path not in ("/robots.txt", "/sitemap.xml")]
    assert len(asked) == pages


def test_never_more_pages_of_a_site_than_its_budget(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts(), pages_per_site=3, depth=9)
    assert set(crawled.summary.sites.values()) == {3}
    asked = Counter(hit.host for hit in crawled.served.log if hit.path not in ("/robots.txt", "/sitemap.xml"))
    assert set(asked.values()) == {3}
    assert crawled.summary.outcomes["left"] == crawled.summary.reasons["budget of the site is spent"]


def test_a_larger_budget_goes_on_where_the_smaller_ended(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts(), pages_per_site=2, depth=40)
    crawled.run(*WORLD.starts(), pages_per_site=999, depth=40)
    assert crawled.summary.pages == len(WORLD.pages())
    paths = Counter((hit.host, hit.path) for hit in crawled.served.log)
    assert max(paths.values()) == 1
    assert len(crawled.summary.files) == 2


def test_bytes_and_seconds_are_budgets_too(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts(), bytes=100_000, connections=2)
    assert crawled.summary.stopped == "bytes"
    assert 100_000 <= crawled.summary.bytes < 400_000
    before = len(crawled.served.log)
    assert crawled.run(*WORLD.starts(), seconds=0.000_1).summary.stopped == "seconds"
    assert len(crawled.served.log) == before


def test_it_stops_when_asked_and_goes_on_when_called_again(crawled: Crawled) -> None:
    seen: list[Progress] = []
    crawled.run(
        *WORLD.starts(), depth=40, delay=0.02, on_progress=seen.append, stopping=lambda: len(seen) > 0
    )
    assert crawled.summary.stopped == "asked"
    assert 0 < crawled.summary.pages == seen[-1].pages < len(WORLD.pages())
    first = {(hit.host, hit.path) for hit in crawled.served.log}
    crawled.served.log.clear()
    crawled.run(*WORLD.starts(), depth=40)
    assert crawled.summary.pages == len(WORLD.pages())
    assert not first & {(hit.host, hit.path) for hit in crawled.served.log}


def test_a_big_site_does_not_starve_the_small(crawled: Crawled, tmp_path: Path) -> None:
    big = World(seed=3, hosts=30)
    sizes = sorted(big.sites.values(), key=lambda site: -site.pages)
    with big.served() as served:
        Crawled(tmp_path / "fair", served).run(*big.starts(), depth=40, connections=1)
        asked = [hit.host for hit in served.log if hit.path not in ("/robots.txt", "/sitemap.xml")]
    small = [site for site in sizes if site.pages <= 8]
    last = max(len(asked) - asked[::-1].index(site.host) for site in small)
    assert sizes[0].pages > 20
    assert last <= 8 * len(
        sizes
    )  # in rounds, all small ones are done within as many rounds as they have pages


def test_files_are_rotated_at_their_size_and_say_what_was_asked(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts(), warc_size=100_000)
    assert len(crawled.summary.files) > 3
    assert [each.name for each in sorted((crawled.folder / "warc").iterdir())] == list(crawled.summary.files)
    infos = [each for each in records(crawled.folder) if each.kind == "warcinfo"]
    assert len(infos) == len(crawled.summary.files)
    assert infos[0].told["plan"]["contact"] == "crawl@example.org"
    for name in crawled.summary.files:
        assert gzip.decompress((crawled.folder / "warc" / name).read_bytes()).startswith(b"WARC/1.1\r\n")


def test_plan_and_summary_are_ready_for_json(crawled: Crawled) -> None:
    crawled.run(WORLD.starts()[0])
    assert msgspec.json.decode(msgspec.json.encode(asdict(crawled.summary)))["stopped"] == "done"
    plan = CrawlPlan(("http://a.test/",), "a@b.example")
    assert msgspec.json.decode(msgspec.json.encode(asdict(plan)))["contact"] == "a@b.example"


def test_who_asks_says_so(crawled: Crawled) -> None:
    crawled.run(WORLD.starts()[0], depth=0)
    for hit in crawled.served.log:
        assert hit.headers["user-agent"].startswith("Diatrace/")
        assert "crawl@example.org" in hit.headers["user-agent"]
        assert hit.headers["from"] == "crawl@example.org"


def test_a_web_page_as_contact_is_in_the_user_agent_only(crawled: Crawled) -> None:
    crawled.run(WORLD.starts()[0], depth=0, contact="https://lab.example.org/crawl")
    assert "https://lab.example.org/crawl" in crawled.served.log[0].headers["user-agent"]
    assert "from" not in crawled.served.log[0].headers


def test_two_processes_do_not_crawl_into_one_folder(tmp_path: Path, web: Served) -> None:
    (tmp_path / "warc").mkdir()
    frontier = Frontier(tmp_path / "frontier.sqlite")
    with pytest.raises(StudyLocked):
        Crawled(tmp_path, web).run(WORLD.starts()[0])
    frontier.close()


def test_a_file_that_lost_what_was_written_is_told(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts()[:2])
    file = crawled.folder / "warc" / crawled.summary.files[0]
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(StudyCorrupt, match="shorter"):
        crawled.run(*WORLD.starts()[:2])


def test_what_was_written_but_never_counted_is_taken_back(crawled: Crawled) -> None:
    crawled.run(*WORLD.starts()[:2])
    file = crawled.folder / "warc" / crawled.summary.files[0]
    whole = file.read_bytes()
    file.write_bytes(whole + b"torn")
    (crawled.folder / "warc" / "crawl-0002-00001.warc.gz").write_bytes(b"never counted")
    crawled.run(*WORLD.starts()[:2])
    assert file.read_bytes() == whole
    assert list(crawled.summary.files) == [file.name]


def test_a_plan_that_cannot_be_is_refused_before_anything_happens(tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        crawl(tmp_path / "none", CrawlPlan((), "a@b.example"), Hosts(), resolver=lambda: Resolver(1))
    assert not (tmp_path / "none").exists()
