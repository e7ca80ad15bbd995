"""A WACZ is what others expect: every file listed with its digest, every capture found through the index."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from diatrace.errors import SourceError
from diatrace.model import Record
from diatrace.source.archive import cdx
from diatrace.source.archive.container import faults_of
from diatrace.source.archive.pack import Packed, Page, pack
from diatrace.source.warc import ArchiveParams, Wacz, Warc
from tests.source.archive_samples import (
    ARC_INFO,
    DATE,
    INFO,
    arc,
    http,
    members,
    noted,
    page,
    response,
    revisit,
    sha1,
    wacz,
    warc,
)

ONE, TWO, OTHER = "https://example.org/1", "https://www.example.org/2", "https://example.net/"
AT = datetime.fromisoformat(DATE)
REQUEST = (
    b"GET /1 HTTP/1.1\r\nHost: example.org\r\nCookie: visit=secret\r\nAuthorization: Basic secret\r\n\r\n"
)


def _request(url: str) -> bytes:
    return warc("request", REQUEST, {"WARC-Target-URI": url, "Content-Type": "application/http"})


def _packed(tmp_path: Path, *sources: bytes | Path, **options: Any) -> tuple[Path, Packed]:
    out = tmp_path / "out.wacz"
    return out, pack(sources, out, title="Sample", **options)


def _records(path: Path) -> list[Record]:
    reader = Wacz()
    found = list(reader.read(path, reader.prepare(path, ArchiveParams())))
    assert all(isinstance(each, Record) for each in found), found
    return [each for each in found if isinstance(each, Record)]


def _files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {each: archive.read(each) for each in archive.namelist()}


def _lookups(files: dict[str, bytes]) -> dict[str, Any]:
    """Follow the index of the index to each line, and each line to its record, read by another program."""
    blocks = files["indexes/index.idx"].decode().splitlines()
    assert json.loads(blocks[0].split(" ", 2)[2])["filename"] == "index.cdx.gz"
    found, keys = {}, []
    for block in blocks[1:]:
        where = json.loads(block.split(" ", 2)[2])
        piece = files["indexes/index.cdx.gz"][where["offset"] : where["offset"] + where["length"]]
        lines = gzip.decompress(piece).decode().splitlines()
        assert lines[0].split(" ")[:2] == block.split(" ")[:2]
        for line in lines:
            key, stamp, facts = line.split(" ", 2)
            keys.append(f"{key} {stamp}")
            told = json.loads(facts)
            start = int(told["offset"])
            data = files[f"archive/{told['filename']}"][start : start + int(told["length"])]
            record = next(ArchiveIterator(io.BytesIO(data), check_digests="raise"))
            content = record.content_stream().read()
            found[f"{key} {stamp}"] = told | {"type": record.rec_type, "content": content}
    assert keys == sorted(keys)
    return found


def test_a_package_tells_the_digest_of_each_of_its_files(tmp_path: Path) -> None:
    path, found = _packed(tmp_path, INFO + response(ONE, page("one")), pages=[Page(ONE, AT, "One")])
    files = _files(path)
    package = json.loads(files["datapackage.json"])
    listed = {each["path"]: each for each in package["resources"]}
    assert set(listed) == set(files) - {"datapackage.json", "datapackage-digest.json"}
    for name, each in listed.items():
        assert each["bytes"] == len(files[name])
        assert each["hash"] == f"sha256:{hashlib.sha256(files[name]).hexdigest()}"
        assert each["name"] == name.rpartition("/")[2]
    digest = json.loads(files["datapackage-digest.json"])
    assert digest == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(files['datapackage.json']).hexdigest()}",
    }
    assert (package["profile"], package["wacz_version"], package["title"]) == (
        "data-package",
        "1.1.1",
        "Sample",
    )
    assert faults_of(path) == ()
    assert found == Packed(1, 1, 1, 0, 0, 0, 0)


def test_every_file_is_stored_so_that_parts_can_be_fetched(tmp_path: Path) -> None:
    path, _ = _packed(tmp_path, response(ONE, page("one")))
    with zipfile.ZipFile(path) as archive:
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}


def test_pages_are_listed_where_they_are_in_it(tmp_path: Path) -> None:
    pages = [
        Page("http://example.org/1/", AT, "سكن", "text"),
        Page("https://example.org/none", AT),
        Page("mailto:somebody", AT),
    ]
    path, found = _packed(tmp_path, response(ONE, page("one")), pages=[*pages, *pages])
    head, *lines = [json.loads(each) for each in _files(path)["pages/pages.jsonl"].splitlines()]
    assert head == {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    assert [{**each, "id": ""} for each in lines] == [
        {"id": "", "url": "http://example.org/1/", "ts": DATE, "title": "سكن", "text": "text"}
    ]
    assert (found.pages, found.absent) == (1, 2)


def test_pages_may_be_told_while_the_records_go_by(tmp_path: Path) -> None:
    pages: list[Page] = []

    def records() -> Iterator[bytes]:
        for url in (ONE, TWO):
            pages.append(Page(url, AT))
            yield response(url, page(url))

    assert pack(records(), tmp_path / "out.wacz", title="Sample", pages=pages).pages == 2


def test_each_capture_is_found_through_the_index(tmp_path: Path) -> None:
    body = page("one")
    later = {"WARC-Date": "2025-03-05T10:11:12Z"}
    records = [
        INFO,
        response(TWO, page("two"), status="404 Not Found"),
        _request(ONE),
        response(ONE, body),
        noted(ONE, []),
        response(ONE, page("one, changed"), later),
        revisit(OTHER, body),
    ]
    path, found = _packed(tmp_path, members(records))
    captures = _lookups(_files(path))
    assert {key: (each["type"], each["status"], each["mime"]) for key, each in captures.items()} == {
        "net,example)/ 20250305101112": ("revisit", "200", "warc/revisit"),
        "org,example)/1 20240305101112": ("response", "200", "text/html"),
        "org,example)/1 20250305101112": ("response", "200", "text/html"),
        "org,example)/2 20240305101112": ("response", "404", "text/html"),
    }
    assert captures["org,example)/1 20240305101112"]["content"] == body
    assert captures["org,example)/1 20240305101112"]["digest"] == sha1(body)
    assert found == Packed(records=6, captures=4, pages=0, absent=0, unwanted=0, damaged=0, lost=0)


def test_cookies_and_passwords_stay_behind(tmp_path: Path) -> None:
    body = page("Set-Cookie: this is text")
    told = (
        b"set-cookie: id=secret\r\nServer: s\r\n"
        b"Set-Cookie2: folded;\r\n\t secret\r\nSET-COOKIE: last=secret\r\n\r\n"
    )
    block = http(body).replace(b"\r\n\r\n", b"\r\n" + told, 1)
    fields = {"WARC-Target-URI": ONE, "Content-Type": "application/http", "WARC-Block-Digest": sha1(block)}
    path, _ = _packed(tmp_path, warc("response", block, fields) + _request(ONE))
    files = _files(path)
    plain = gzip.decompress(files["archive/data.warc.gz"])
    assert b"secret" not in plain
    assert body in plain
    assert b"Server: s\r\n\r\n" in plain
    for record in ArchiveIterator(io.BytesIO(files["archive/data.warc.gz"]), check_digests="raise"):
        assert b"ookie" not in record.http_headers.to_bytes()
        record.content_stream().read()
    (read,) = _records(path)
    assert "notes" not in (read.attributes or {})


def test_only_what_is_wanted_is_in_it(tmp_path: Path) -> None:
    records = [
        response(ONE, page("one")),
        _request(OTHER),
        response(OTHER, page("other")),
        response("dns:x.org", b""),
    ]
    path, found = _packed(tmp_path, b"".join(records), keep=lambda url: "example.org" in url)
    assert [each.url for each in _records(path)] == [ONE]
    assert b"example.net" not in gzip.decompress(_files(path)["archive/data.warc.gz"])
    assert found.unwanted == 3


def test_any_archive_and_the_raw_records_of_traces_are_taken_once(tmp_path: Path) -> None:
    packed_warc = tmp_path / "a.warc.gz"
    packed_warc.write_bytes(members([INFO, response(ONE, page("one"))]))
    plain_arc = tmp_path / "b.arc"
    plain_arc.write_bytes(ARC_INFO + arc(TWO, http(page("two"))))
    other = wacz(tmp_path / "c.wacz", members([response(OTHER, page("other"))]))
    reader = Warc()
    raws = [each.raw for each in reader.read(packed_warc, reader.prepare(packed_warc, ArchiveParams()))]
    path, found = _packed(tmp_path, packed_warc, plain_arc, other, *raws, packed_warc)
    assert {(each.url, each.text.partition("\n")[0]) for each in _records(path)} == {
        (ONE, "one"),
        (TWO, "two"),
        (OTHER, "other"),
    }
    assert set(_lookups(_files(path))) == {
        "org,example)/1 20240305101112",
        "org,example)/2 20240305101112",
        "net,example)/ 20240305101112",
    }
    assert found.records == 3


def test_what_is_damaged_or_leads_nowhere_is_counted(tmp_path: Path) -> None:
    whole = response(ONE, page("one"))
    undated = response(TWO, page("two"), {"WARC-Date": "once"})
    lost = revisit(OTHER, page("never captured"))
    odd = response("http://no host/", page("odd"))
    wrong = response(ONE, page("told too long"), {"Content-Length": "99999", "WARC-Block-Digest": ""})
    path, found = _packed(
        tmp_path, whole + undated + lost + odd + wrong.replace(b"99999", b"1") + whole[:-20]
    )
    assert found == Packed(records=5, captures=3, pages=0, absent=0, unwanted=0, damaged=1, lost=1)
    assert "org,example)/1 20240305101112" in _lookups(_files(path))


def test_the_same_captures_give_the_same_bytes(tmp_path: Path) -> None:
    records = members([response(ONE, page("one")), response(TWO, page("two"))])
    first, _ = _packed(tmp_path, records, pages=[Page(ONE, AT), Page(TWO, AT)])
    before = first.read_bytes()
    again, _ = _packed(tmp_path, records, pages=[Page(TWO, AT), Page(ONE, AT)])
    assert again.read_bytes() == before
    dated, _ = _packed(
        tmp_path,
        records,
        created=datetime(2026, 1, 2, 2, tzinfo=timezone(timedelta(hours=2))),
        description="Two pages",
    )
    package = json.loads(_files(dated)["datapackage.json"])
    assert (package["created"], package["description"]) == ("2026-01-02T00:00:00Z", "Two pages")


def test_a_package_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path, _ = _packed(tmp_path, response(ONE, page("one")))
    before = path.read_bytes()
    broken = tmp_path / "broken.wacz"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(SourceError, match=r"broken\.wacz holds no records"):
        _packed(tmp_path, response(TWO, page("two")), broken)
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["broken.wacz", "out.wacz"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.Example.org", "org,example)/"),
        ("https://www2.example.org:443/A/B/?b=2&a=1", "org,example)/a/b?a=1&b=2"),
        ("http://example.org:8080//x/", "org,example:8080)/x"),
        ("http://example.org/é?q=سكن", "org,example)/%c3%a9?q=%d8%b3%d9%83%d9%86"),
        ("http://münchen.de/?", "de,xn--mnchen-3ya)/"),
        ("http://[::1]/x", "::1)/x"),
    ],
)
def test_keys_are_those_of_other_archives(url: str, key: str) -> None:
    assert cdx.key_of(url) == key


@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 9)), min_size=1, max_size=40, unique=True))
def test_an_index_of_any_size_is_found_block_by_block(numbers: list[tuple[int, int]]) -> None:
    lines = sorted(
        b"org,example)/%d 2024030510111%d {}" % pair for pair in numbers for _ in range(1 + pair[0] % 200)
    )
    data, blocks = cdx.packed(lines, "index.cdx.gz")
    found = []
    for block in blocks.splitlines()[1:]:
        where = json.loads(block.split(b" ", 2)[2])
        found += gzip.decompress(data[where["offset"] : where["offset"] + where["length"]]).splitlines()
    assert found == lines
