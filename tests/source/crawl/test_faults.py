"""Sites that misbehave, each in its own way: what is kept, what is noted, and that the crawl goes on."""

from __future__ import annotations

import pytest

from diatrace.source.crawl.fetch import Fetcher
from diatrace.source.crawl.plan import CrawlPlan
from tests.source.crawl.conftest import Crawled


@pytest.mark.parametrize(
    ("fault", "path", "outcome"),
    [
        ("away", "/two", ("answered", 301, "", "leads to another site")),
        ("away", "/three", ("answered", 302, "", "redirect to nowhere")),
        ("errors", "/status404", ("answered", 404, "", "")),
        ("errors", "/status500", ("answered", 500, "", "")),
        ("hang", "/two", ("failed", None, "no answer within 1 seconds", "")),
        ("drip", "/two", ("answered", 200, "", "cut: time")),
        ("reset", "/two", ("failed", None, "the connection was closed before an answer came", "")),
        ("short", "/two", ("answered", 200, "", "cut: disconnect")),
        ("huge", "/two", ("answered", 200, "", "cut: length")),
        ("chunked", "/two", ("answered", 200, "", "")),
        ("broken", "/two", ("failed", None, "no HTTP answer: Bad status line:", "")),
        ("bomb", "/two", ("answered", 200, "", "unpacks to more than is kept")),
        ("nested", "/two", ("answered", 200, "", "unpacks to more than is kept")),
        ("not-gzip", "/two", ("answered", 200, "", "said to be gzip, is not")),
        ("torn-gzip", "/two", ("answered", 200, "", "coding breaks off")),
        ("deflate", "/two", ("answered", 200, "", "")),
        ("lies-image", "/two", ("answered", 200, "", "said to be image/png, is HTML")),
        ("lies-html", "/two", ("answered", 200, "", "cut: length")),
        ("binary", "/two", ("answered", 200, "", "cut: length")),
        ("pdf", "/two", ("answered", 200, "", "")),
        ("soft", "/gone1", ("answered", 200, "", "soft 404")),
    ],
)
def test_what_becomes_of_a_fault(
    crawled: Crawled, fault: str, path: str, outcome: tuple[str, int | None, str, str]
) -> None:
    crawled.run(f"http://{fault}.test/", page_seconds=1.0, body_limit=200_000, tries=2)
    found = crawled.outcomes
    each = found[f"{fault}.test{path}"]
    assert (each.state, each.status, each.reason, each.note) == outcome
    assert found[f"{fault}.test/one"].status == 200 if fault != "errors" else True
    crawled.records()


@pytest.mark.parametrize(
    ("fault", "truncated", "at_most"),
    [
        ("huge", "length", 200_000),
        ("drip", "time", 200_000),
        ("short", "disconnect", 1_000),
        ("binary", "length", 4_096),
    ],
)
def test_what_is_not_whole_says_so_in_the_warc(
    crawled: Crawled, fault: str, truncated: str, at_most: int
) -> None:
    crawled.run(f"http://{fault}.test/", page_seconds=1.0, body_limit=200_000)
    record = crawled.records()[f"{fault}.test/two"]
    assert record.fields["WARC-Truncated"] == truncated
    assert 0 < len(record.content) <= at_most
    if fault != "binary":
        assert crawled.records("metadata")[f"{fault}.test/two"].told["cut"]


@pytest.mark.parametrize(
    "fault", ["bomb", "nested", "not-gzip", "torn-gzip", "deflate", "short", "lies-image", "huge"]
)
def test_links_are_read_whatever_the_packing(crawled: Crawled, fault: str) -> None:
    crawled.run(f"http://{fault}.test/", body_limit=200_000)
    links = crawled.records("metadata")[f"{fault}.test/two"].told["links"]
    assert [each[0].rpartition("/")[2] for each in links][:1] in (["one"], ["first"])


@pytest.mark.parametrize(
    ("fault", "anchor", "context"),
    [
        ("cp1256", "موقع الجمعية", "زوروا موقع الجمعية اليوم"),
        ("undeclared", "موقع الجمعية", "زوروا موقع الجمعية اليوم"),
        ("lies-charset", "l’école", "Voyez l’école d’été"),
        ("invalid-utf8", "l’école", "Voyez l’école d’été"),
    ],
)
def test_characters_are_read_whatever_is_said_of_them(
    crawled: Crawled, fault: str, anchor: str, context: str
) -> None:
    crawled.run(f"http://{fault}.test/", depth=0)
    (link,) = crawled.records("metadata")[f"{fault}.test/"].told["links"]
    assert link[1] == anchor
    assert link[2].startswith(context)


def test_bytes_are_kept_as_they_came_over_the_wire(crawled: Crawled) -> None:
    crawled.run("http://chunked.test/", "http://deflate.test/")
    chunked, deflated = (crawled.records()[f"{name}.test/two"] for name in ("chunked", "deflate"))
    assert chunked.http["transfer-encoding"] == "chunked"
    assert chunked.content.startswith(b"3e8\r\n<!doctype")
    assert chunked.content.endswith(b"\r\n0\r\n\r\n")
    assert deflated.content.startswith(b"\x78\x9c")


def test_a_coding_nobody_asked_for_is_kept_and_not_read(crawled: Crawled) -> None:
    crawled.run("http://brotli.test/")
    assert crawled.outcomes["brotli.test/two"].note == "coding br was not asked for"
    assert all("br" not in hit.headers["accept-encoding"] for hit in crawled.served.log)


def test_redirects_go_back_through_the_queue_as_ties(crawled: Crawled) -> None:
    crawled.run("http://chain.test/", "http://loop.test/", "http://away.test/")
    found, told = crawled.outcomes, crawled.records("metadata")
    chain = [path for path in found if "/chain" in path]
    assert len(chain) == 11
    assert found["chain.test/chain11"].note == "more than 10 redirects"
    assert told["chain.test/chain1"].told["links"] == [
        ["http://chain.test/chain2", "", "", "http", "", "redirect"]
    ]
    assert told["away.test/two"].told["links"] == [["http://errors.test/", "", "", "http", "", "redirect"]]
    assert {found[f"loop.test/{path}"].status for path in ("a", "b", "self")} == {301}
    assert len([hit for hit in crawled.served.hits("loop.test") if hit.path == "/a"]) == 1
    assert "errors.test" not in {hit.host for hit in crawled.served.log}


def test_canonical_addresses_and_other_languages_are_ties(crawled: Crawled) -> None:
    crawled.run("http://canonical.test/", depth=1)
    links = crawled.records("metadata")["canonical.test/"].told["links"]
    assert links == [
        ["http://canonical.test/header", "", "", "http", "canonical", "canonical"],
        ["http://errors.test/es", "es", "", "http", "alternate", "alternate"],
        ["http://canonical.test/canon", "", "", "head", "canonical", "canonical"],
        ["http://canonical.test/ar", "ar", "", "head", "alternate", "alternate"],
        ["http://errors.test/", "fr", "", "head", "alternate", "alternate"],
    ]


def test_sitemaps_of_all_kinds_are_read(crawled: Crawled) -> None:
    crawled.run("http://sitemaps.test/")
    found = {path: each for path, each in crawled.outcomes.items() if each.kind == 0}
    paths = {path.removeprefix("sitemaps.test") for path in found}
    assert paths == {"/", "/a1?x=1&y=2", "/b1", "/t1", "/t2"}
    assert {each.depth for path, each in found.items() if path != "sitemaps.test/"} == {1}
    assert crawled.summary.pages == 5


def test_sitemaps_can_be_left_aside_and_cost_nothing_of_the_page_budget(crawled: Crawled) -> None:
    crawled.run("http://sitemaps.test/", sitemaps=False)
    assert [hit.path for hit in crawled.served.log] == ["/robots.txt", "/"]


def test_cookies_are_sent_back_and_never_written_down(crawled: Crawled) -> None:
    crawled.run("http://cookies.test/")
    assert crawled.outcomes["cookies.test/one"].status == 200
    assert any("visit=secret" in hit.headers.get("cookie", "") for hit in crawled.served.log)
    for request in crawled.records("request").values():
        assert b"secret" not in request.content
        assert "cookie" not in request.http
    for answer in crawled.records().values():
        assert "set-cookie" not in answer.http
        assert answer.http["content-type"]


def test_calendars_come_to_an_end(crawled: Crawled) -> None:
    crawled.run("http://calendar.test/", depth=500, pages_per_site=900)
    months = [each for path, each in crawled.outcomes.items() if "/calendar/" in path and each.status]
    assert 10 < len(months) <= 60
    assert crawled.summary.reasons.keys() <= {
        "calendar that goes on for ever",
        "more than 60 pages of one calendar",
    }


def test_sessions_are_one_and_the_same_page(crawled: Crawled) -> None:
    crawled.run("http://session.test/", depth=50)
    assert {path.partition("?")[0] for path in crawled.outcomes} == {
        f"session.test/{each}" for each in ("", "one", "two", "sitemap.xml")
    }
    assert len(crawled.outcomes) <= 5


def test_paths_that_grow_come_to_an_end(crawled: Crawled) -> None:
    crawled.run("http://growing.test/", depth=500, pages_per_site=300)
    assert crawled.summary.reasons["path that repeats itself"] > 0
    assert max(path.count("/") for path, each in crawled.outcomes.items() if each.status) <= 22


def test_one_content_under_many_addresses_is_not_followed_for_ever(crawled: Crawled) -> None:
    crawled.run("http://same.test/", depth=500)
    assert "same content as other addresses of the host" in crawled.summary.notes
    assert len(crawled.outcomes) < 20


def test_addresses_that_are_none_do_no_harm(crawled: Crawled) -> None:
    crawled.run("http://mangled.test/", depth=1)
    links = [each[0] for each in crawled.records("metadata")["mangled.test/"].told["links"]]
    assert "http://mangled.test/" + "x" * 10_000 in links
    assert not [each for each in links if not each.startswith("http")]
    asked = {hit.path for hit in crawled.served.log}
    assert {"/sp%20ace", "/%C3%A9/%C3%BC?q=%C3%B1", "/a/b"} <= asked
    assert crawled.summary.reasons == {"address longer than 2,000 characters": 1}


def test_all_faults_at_once_do_not_end_a_crawl(crawled: Crawled) -> None:
    names = ["hang", "drip", "reset", "broken", "bomb", "huge", "loop", "mangled", "cp1256", "growing"]
    crawled.run(
        *(f"http://{name}.test/" for name in names), page_seconds=1.0, body_limit=200_000, pages_per_site=20
    )
    assert crawled.summary.stopped == "done"
    assert set(crawled.summary.starts.values()) == {"200"}
    assert crawled.summary.outcomes["failed"] == sum(
        crawled.summary.reasons[each] for each in crawled.summary.reasons if each.startswith(("no ", "the "))
    )


def test_a_page_that_breaks_the_reader_is_kept_and_noted(
    crawled: Crawled, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("diatrace.source.markup.occurrences", broken)
    crawled.run("http://errors.test/", depth=1)
    assert crawled.outcomes["errors.test/"].note == "cannot be read: RecursionError"
    assert crawled.records()["errors.test/"].content


def test_an_error_of_our_own_ends_the_crawl_and_is_not_hidden(
    crawled: Crawled, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise AssertionError("a mistake of ours")

    monkeypatch.setattr(Fetcher, "get", broken)
    with pytest.raises(AssertionError, match="of ours"):
        crawled.run("http://errors.test/")


def test_the_limits_are_those_of_the_plan() -> None:
    plan = CrawlPlan(("http://a.test/",), "a@b.example")
    assert (plan.body_limit, plan.other_limit, plan.delay, plan.robots) == (5 * 1024**2, 4_096, 1.0, True)
