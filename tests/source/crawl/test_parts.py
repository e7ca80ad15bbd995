"""The parts of the crawler that need no web: plan, codings, kinds of document, robots.txt, sitemaps, pauses."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import Misuse
from diatrace.source.crawl import CrawlPlan, check, nothing, sitemap
from diatrace.source.crawl.decode import decoded, kind_of
from diatrace.source.crawl.pace import Host, retry_after
from diatrace.source.crawl.robots import LIMIT, Rules, rules_of
from tests.web.fault import bomb

START = ("http://a.test/",)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts": ()}, "start page"),
        ({"starts": ("ftp://a.test",)}, "no web address"),
        ({"starts": ("a.test",)}, "no web address"),
        ({"contact": ""}, "contact"),
        ({"contact": "somebody"}, "contact"),
        ({"contact": "a@b.example\r\nX: y"}, "contact"),
        ({"robots": False}, "without a reason"),
        ({"pages": 0}, "pages must be more"),
        ({"delay": -1.0}, "negative"),
        ({"depth": -1}, "negative"),
    ],
)
def test_plans_that_cannot_be(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(Misuse, match=words):
        check(CrawlPlan(**{"starts": START, "contact": "a@b.example", **changed}))


def test_plans_that_can() -> None:
    check(CrawlPlan(START, "a@b.example"))
    check(CrawlPlan(START, "https://lab.example/crawl", robots=False, robots_reason="agreed with the owner"))
    assert nothing("http://a.test/") is None


@given(st.binary(max_size=3000), st.sampled_from(["gzip", "deflate", "x-gzip", "identity", ""]))
def test_codings_are_undone(body: bytes, coding: str) -> None:
    packed = gzip.compress(body) if "gzip" in coding else zlib.compress(body) if coding == "deflate" else body
    assert decoded(packed, coding, 10_000) == (body, False, "")


@given(
    st.binary(max_size=300), st.sampled_from(["gzip", "deflate", "br", "gzip, deflate", ",", "GZIP , gzip"])
)
def test_no_bytes_break_the_decoder(body: bytes, coding: str) -> None:
    assert len(decoded(body, coding, 100).body) <= max(100, len(body))


def test_what_unpacks_to_much_is_bounded() -> None:
    found = decoded(bomb(50), "gzip", 5_000)
    assert (len(found.body), found.cut, found.note) == (5_000, True, "unpacks to more than is kept")
    members = gzip.compress(b"a" * 10) + gzip.compress(b"b" * 10)
    assert decoded(members, "gzip", 100).body == b"a" * 10 + b"b" * 10
    assert decoded(members, "gzip", 10).cut
    raw = zlib.compressobj(wbits=-15)
    assert decoded(raw.compress(b"raw") + raw.flush(), "deflate", 100).body == b"raw"
    assert decoded(b"x", "gzip, gzip, gzip, gzip", 100) == (b"", True, "coded more than three times")


@pytest.mark.parametrize(
    ("declared", "head", "kind"),
    [
        ("text/html; charset=x", b"anything", "html"),
        ("text/html", b"\x89PNG\r\n", "other"),
        ("text/html", b"%PDF-1.7", "pdf"),
        ("image/png", b"\n <!DOCTYPE html>", "html"),
        ("application/xhtml+xml", b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        ("text/xml", b"<?xml version='1.0'?><rss>", "xml"),
        ("application/rss+xml", b"<rss>", "xml"),
        ("text/plain", b"words", "text"),
        ("", b"words", "text"),
        ("", b"wo\x00rds", "other"),
        ("text/css", b"a{}", "other"),
        ("application/json", b"{}", "other"),
        ("application/pdf", b"no pdf", "other"),
        ("video/mp4", b"\x00\x00\x00\x18ftypmp42", "other"),
    ],
)
def test_kinds_of_document(declared: str, head: bytes, kind: str) -> None:
    assert kind_of(declared, head) == kind


def test_rules() -> None:
    body = b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\nCrawl-delay: 3\nSitemap: http://a.test/s.xml\n"
    rules = rules_of(200, body, 0.0)
    assert (rules.delay, rules.sitemaps, rules.expired) == (3.0, ("http://a.test/s.xml",), True)
    assert rules.refusal("http://a.test/x/y") == "robots.txt disallows it"
    assert rules.refusal("http://a.test/y") == ""
    assert rules_of(0, b"", 0.0, "no connection") == Rules(0.0, "no connection", unreached=True)
    assert {rules_of(status, b"", 0.0).refusal("http://a.test/") for status in (400, 401, 403, 404, 410)} == {
        ""
    }
    for status in (429, 500, 503, 599):
        assert rules_of(status, b"", 0.0).refusal("http://a.test/") == f"robots.txt answers {status}"


def test_rules_beyond_the_limit_do_not_count() -> None:
    rule = b"User-agent: *\nDisallow: /\n"
    filler = b"# filler\n" * (LIMIT // 9)
    assert rules_of(200, filler + rule, 0.0).refusal("http://a.test/") == ""
    assert rules_of(200, filler[: -9 * 40] + rule, 0.0).refusal("http://a.test/") != ""


@given(st.binary(max_size=400))
def test_no_bytes_break_the_rules_or_the_sitemaps(body: bytes) -> None:
    rules_of(200, b"User-agent: *\n" + body, 0.0).refusal("http://a.test/x?y=z")
    sitemap.read(body)
    sitemap.read(b"<urlset><loc>" + body)


def test_sitemaps() -> None:
    xml = "<s:urlset xmlns:s='x'><s:url><s:loc> <![CDATA[http://a.test/1]]></s:loc></s:url><url><loc>http://a.test/2?a=1&amp;b"
    assert sitemap.read(xml.encode()).pages == ("http://a.test/1", "http://a.test/2?a=1&b")
    assert sitemap.read(b"<sitemapindex><loc>http://a.test/s</loc>") == ((), ("http://a.test/s",))
    assert sitemap.read(b"http://a.test/1\r\nwords\nhttps://a.test/2") == (
        ("http://a.test/1", "https://a.test/2"),
        (),
    )
    assert sitemap.read(b"<!doctype html><p>no sitemap") == ((), ())
    assert len(sitemap.read(b"http://a.test/\n" * 60_000).pages) == sitemap.LIMIT


def test_pauses() -> None:
    host = Host(1, "a.test")
    host.rest(100.0, 0.2, 1.0)
    assert host.due == 101.0
    host.rest(100.0, 7.0, 1.0)
    assert host.due == 107.0
    host.rules["http://a.test"] = Rules(0.0, delay=20.0)
    host.rest(100.0, 0.2, 1.0)
    assert host.due == 120.0
    host.rules["http://a.test"] = Rules(0.0, delay=86_400.0)
    host.rest(100.0, 0.2, 1.0)
    assert host.due == 160.0


def test_busy_hosts_get_longer_and_longer_pauses_that_wane() -> None:
    host = Host(1, "a.test")
    dues = []
    for _ in range(8):
        host.rest(0.0, 0.1, 1.0, status=503)
        dues.append(host.due)
    assert dues == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0]
    host.rest(0.0, 0.1, 1.0, status=200)
    assert host.due == 150.0
    host.rest(0.0, 0.1, 1.0, status=429, told="7")
    assert host.due == 7.0


def test_what_retry_after_says() -> None:
    soon = datetime.now(UTC) + timedelta(seconds=90)
    assert retry_after("12") == 12.0
    assert 80 < retry_after(format_datetime(soon, usegmt=True)) <= 90
    assert retry_after("999999999999") == 3_600.0
    assert [retry_after(each) for each in ("", "soon", "-5", "Mon, 01 Jan 2001 00:00:00 GMT", "²")] == [
        0.0
    ] * 5
