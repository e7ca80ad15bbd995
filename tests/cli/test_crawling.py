"""`diatrace crawl` and `crawls`, on pages that this machine serves to itself."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.cli.conftest import Run


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = {
            "/": b"<title>Home</title><p>See <a href='/a'>the first</a> <a href='/gone'>and this</a>.</p>",
            "/a": b"<p>first</p>",
        }
        body = known.get(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Pages)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_crawl_from_the_command_line(run: Run, empty: str, address: str) -> None:
    how = ("--delay", "0", "--contact", "salma@university.example", "--allow-private")
    refused = run("crawl", empty, address, "--delay", "0", "--allow-private")
    assert (refused.code, "contact" in refused.err) == (2, True)
    found = run("crawl", empty, address, "--depth", "1", *how, "--json").out
    assert (found["pages"], found["taken"]["added"], found["statuses"]) == (3, 2, {"200": 2, "404": 1})
    told = run("crawl", empty, address, "--depth", "1", "--delay", "0", "--allow-private")
    assert "crawl 2: 3 pages of 1 sites" in told.out
    assert "traces: 0 read, 0 added" in told.out
    assert "crawl" in run("crawls", empty).out
    failed = run("crawls", empty, "--failed", "--json").out
    assert {each["url"].removeprefix(address) for each in failed} == {"gone", "sitemap.xml"}
    assert "200" in run("crawls", empty, "--crawl", "1").out
    again = run("crawl", empty, "--resume", "--json").out
    assert (again["crawl"], again["stopped"], again["taken"]["added"]) == (2, "done", 0)
    assert run("crawl", empty, address, "--resume").code == 2
    assert run("crawls", empty, "--crawl", "9").code == 1


def test_this_machine_is_not_visited_unasked(run: Run, empty: str, address: str) -> None:
    found = run("crawl", empty, address, "--contact", "salma@university.example", "--json").out
    assert found["pages"] == 0
    assert "private" in next(iter(found["reasons"]))


def test_leaving_robots_txt_aside_is_recorded_with_its_reason(run: Run, empty: str, address: str) -> None:
    how = ("--delay", "0", "--contact", "salma@university.example", "--allow-private")
    found = run("crawl", empty, address, *how, "--no-robots", "the ministry's archive order", "--json").out
    assert (found["plan"]["robots"], found["plan"]["robots_reason"]) == (
        False,
        "the ministry's archive order",
    )
    begun = next(each for each in run("log", empty, "--json").out if each["kind"] == "crawl.begin")
    assert "archive order" in str(begun["body"])


def test_a_site_is_visited_again_judged_and_counted(
    run: Run, empty: str, address: str, tmp_path: Path
) -> None:
    how = ("--delay", "0", "--contact", "salma@university.example", "--allow-private")
    run("site", "add", empty, address)
    run("crawl", empty, *how)
    out = tmp_path / "life.csv"
    told = run("site", "recheck", empty, "--delay", "0", "--allow-private", "--out", out)
    assert told.code == 0
    assert "nothing tells when anything was added" in told.out
    assert out.read_text().splitlines()[0] == "item,life,on"
    assert run("site", "life", empty, address).out == "nothing was said of it\n"
    assert run("field", "say", empty, "--from", out, "--who", "amal").code == 0
    assert run("site", "life", empty, address).out == "nothing was said of it\n"
    mended = out.read_text().replace(",,", ",live,")
    out.write_text(mended)
    assert run("field", "say", empty, "--from", out, "--who", "amal").code == 0
    assert "live" in run("site", "life", empty, address).out
    run("site", "life", empty, address, "live", "--on", "2024-05-01", "--who", "amal")
    run("site", "life", empty, address, "dead", "--on", "2026-11-23", "--who", "amal")
    assert "dead" in run("site", "life", empty, address).out
    assert run("site", "life", empty, address, "asleep").code == 2
    found = run("site", "survival", empty, "--json").out
    assert [(each["on"], each["ended"]) for each in found["groups"]["all"]] == [("2026-11-23", 1)]
    assert "Kaplan" in run("site", "survival", empty, "--abandoned").out


def test_sites_are_decided_on_from_a_file_that_names_them(run: Run, empty: str, tmp_path: Path) -> None:
    run("site", "add", empty, "https://town.example", "https://help.example")
    file = tmp_path / "decisions.csv"
    file.write_text("site,verdict\ntown.example,in\nhelp.example,out\n")
    assert run("propose", empty, "sites", "--json").out["items"] == 2
    assert run("decide", empty, "sites", "--from", file, "--json").out == {
        "question": "sites",
        "reviewer": "owner",
        "written": 2,
        "failed": [],
    }
