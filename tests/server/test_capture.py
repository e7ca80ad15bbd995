"""Captured pages come harmless: nothing in them runs, loads, leads away or reaches the study."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from diatrace.server.replay import harmless, page_in
from diatrace.study import Study
from tests.server.conftest import told
from tests.source.archive_samples import INFO, arc, http, members, response

HOSTILE = """<html><head><base href="http://evil.test/"><title>T</title>
<meta http-equiv="refresh" content="0;url=http://evil.test/m"><link rel="stylesheet" href="http://evil.test/s.css">
<link rel="dns-prefetch" href="//evil.test"><script src="http://evil.test/a.js"></script>
<style>@import url(http://evil.test/i.css); p { background: url(http://evil.test/b.png) }</style>
<style>p { color: #123456 }</style></head>
<body onload="fetch('/api/study')" background="http://evil.test/bg.png">
<p style="color:#abcdef" onclick="alert(1)">words سكن</p><p style="background:url(http://evil.test/c.png)">more</p>
<img src="http://evil.test/p.png" onerror="fetch('/api/study')" alt="a house" srcset="http://evil.test/q.png 2x">
<img src="data:image/png;base64,iVBORw0KGgo=" alt="a dot"><img src="data:image/svg+xml;base64,AAAA">
<svg onload="fetch('/api/study')"><a xlink:href="javascript:alert(1)">x</a></svg>
<a href="javascript:fetch('/api/study')" ping="http://evil.test/">link</a>
<a href="http://evil.test/page" target="_top">away</a>
<form action="/api/study" method="post"><input name=a><button formaction="http://evil.test/">go</button></form>
<iframe src="/api/study"></iframe><object data="http://evil.test/o"></object><embed src="http://evil.test/e">
<video poster="http://evil.test/v.png" src="http://evil.test/v"></video><math href="http://evil.test/"><mi>x</mi></math>
<table background="http://evil.test/t.png"><tr><td>cell</td></tr></table></body></html>"""


def test_what_looks_and_reads_stays_and_all_else_goes() -> None:
    found = harmless(HOSTILE)
    for kept in (
        "words سكن",
        "color:#abcdef",
        "color: #123456",
        "cell",
        'alt="a house"',
        "data:image/png",
        "away",
    ):
        assert kept in found
    for gone in (
        "<script", "onload", "onerror", "onclick", 'src="http', "href=", "srcset", "<iframe", "<base", "<meta http",
        "ping", "<link", "<object", "<embed", "<svg", "<video", "url(", "@import", "svg+xml", "action", "background=",
    ):  # fmt: skip
        assert gone not in found, gone
    assert 'title="http://evil.test/page"' in found


@given(st.text(max_size=300))
def test_whatever_a_page_is_nothing_that_loads_comes_out(text: str) -> None:
    found = harmless(f"<p>{text}</p><img src={text}><a href={text}>x</a><div {text}>")
    assert "<script" not in found.lower()
    assert "href=" not in found.lower().replace("&quot;", "") or "href=" in text.lower()


@pytest.fixture
def pages(study: Study, tmp_path: Path) -> dict[str, str]:
    """The same page saved, in a WARC and in an ARC; its traces."""
    (tmp_path / "saved.html").write_text(
        HOSTILE.replace("<head>", "<head><link rel=canonical href='https://a.example/'>")
    )
    body = HOSTILE.encode()
    (tmp_path / "one.warc.gz").write_bytes(members([INFO, response("https://b.example/", body)]))
    head = arc("filedesc://x", b"1 0 x\n", kind="text/plain")
    (tmp_path / "one.arc").write_bytes(head + arc("https://c.example/", http(body)))
    for name in ("saved.html", "one.warc.gz", "one.arc"):
        study.source.add(tmp_path / name)
    return {each.url: each.id for each in study.trace.list(limit=100) if "example/" in each.url}


@pytest.mark.parametrize("url", ["https://a.example/", "https://b.example/", "https://c.example/"])
def test_pages_are_shown_whatever_they_came_in(client: TestClient, pages: dict[str, str], url: str) -> None:
    found = client.get("/api/capture", params={"trace": pages[url]})
    assert found.status_code == 200
    assert "words سكن" in found.text
    assert "evil.test/a.js" not in found.text
    policy = found.headers["content-security-policy"]
    assert policy.startswith("sandbox;")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"] == "no-store"


def test_what_is_no_page_is_not_shown(client: TestClient, study: Study, tmp_path: Path) -> None:
    (tmp_path / "links.txt").write_text("https://only.example/an-address\n")
    study.source.add(tmp_path / "links.txt")
    post = next(each.id for each in study.trace.list(limit=100) if each.kind == "link")
    assert "no captured page" in told(client.get("/api/capture", params={"trace": post}), 404)["title"]
    told(client.get("/api/capture", params={"trace": "nobody"}), 404)


@pytest.mark.parametrize("kind", ["post", "page"])
def test_html_in_a_row_is_no_capture_for_the_door_hid_who_is_in_it(
    client: TestClient, study: Study, tmp_path: Path, kind: str
) -> None:
    row = f"1,Amina Invented,{kind},<p>ring +33 6 12 34 56 78</p>"
    (tmp_path / "posts.csv").write_text(f"id,author,kind,text\n{row}\n")
    study.source.add(tmp_path / "posts.csv")
    trace = next(each.id for each in study.trace.list(limit=100) if "ring" in each.text)
    refused = client.get("/api/capture", params={"trace": trace})
    assert "no captured page" in told(refused, 404)["title"]
    assert "Amina" not in refused.text


def test_a_record_of_anything_gives_words_or_none() -> None:
    assert page_in(b"") == ("", False)
    assert page_in(b"WARC/1.1\r\nWARC-Type: response\r\n")[1] is False
    assert page_in(b"<p>x</p>") == ("<p>x</p>", True)
