"""What a capture was at its address on a date, whatever its server said of it."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from pypdf import PdfWriter

from diatrace.model import Link, Moment, Record, Unreadable
from diatrace.source import markup
from diatrace.source.archive import pdf
from diatrace.source.archive.entry import ARC, WARC, Dialect, Entry, entries
from diatrace.source.archive.page import Capture, captured_at, noted_in, records_of
from diatrace.source.archive.pdf import extracted, pdf_of
from diatrace.source.archive.sorting import captures
from tests.source.archive_samples import arc, http, noted, page, response, sha1, warc

URL = "https://example.org/page"
CAPTURED = Moment(datetime(2024, 3, 5, 10, 11, 12), "second", "UTC", "WARC-Date")


def _capture(data: bytes, dialect: Dialect = WARC) -> Capture:
    (found,) = captures(entries(io.BytesIO(data), dialect))
    assert isinstance(found, Capture), found
    return found


def _record(data: bytes, dialect: Dialect = WARC) -> Record:
    (found,) = records_of(_capture(data, dialect), 1, main=False, fragments=False)
    assert isinstance(found, Record), found
    return found


def _unreadable(data: bytes) -> str:
    (found,) = records_of(_capture(data), 1, main=False, fragments=False)
    assert isinstance(found, Unreadable)
    assert found.raw.startswith(b"WARC/")
    return found.reason


def _facts(record: Record) -> Mapping[str, Any]:
    assert record.attributes is not None
    return record.attributes


def test_a_page_is_a_record() -> None:
    body = page("Un logement à Paris", title="Se loger", head="<meta name=author content='A. Bee'>")
    data = response(URL, body)
    assert _record(data) == Record(
        kind="page",
        platform="web",
        native=URL,
        url=URL,
        title="Se loger",
        text="Un logement à Paris\n\nmore",
        author="A. Bee",
        language="fr",
        captured=CAPTURED,
        occurrences=markup.occurrences(markup.parse(body.decode()), URL),
        attributes={
            "status": 200,
            "mime": "text/html",
            "charset": "utf-8",
            "charset_evidence": "valid UTF-8",
            "digest": sha1(body),
        },
        raw=data.removesuffix(b"\r\n\r\n"),
        where=1,
    )


@pytest.mark.parametrize(
    ("codec", "told", "head"),
    [
        ("windows-1256", "text/html", ""),
        ("windows-1256", "text/html; charset=windows-1256", ""),
        ("utf-8", "text/html; charset=iso-8859-1", ""),
        ("utf-8", "text/html; charset=windows-1256", "<meta charset=windows-1252>"),
        ("utf-8", "text/html; charset=no-such-thing", ""),
        (
            "windows-1251",
            "text/html",
            "<meta http-equiv=content-type content='text/html; charset=windows-1251'>",
        ),
        ("utf-16", "text/html", ""),
    ],
)
def test_character_sets_are_found_out_whatever_is_said(codec: str, told: str, head: str) -> None:
    text = (
        "Новости для приезжих и их семей в городе"
        if codec == "windows-1251"
        else "أخبار المدينة عن السكن للقادمين الجدد إلى البلاد وعن العمل والمدرسة"
    )
    body = f"<html><head>{head}<title>x</title></head><body><p>{text}</p></body></html>".encode(codec)
    assert _record(response(URL, body, kind=told)).text == text


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2024-03-05T10:11:12Z", CAPTURED),
        ("2024-03-05T10:11:12.345678Z", CAPTURED._replace(at=datetime(2024, 3, 5, 10, 11, 12, 345678))),
        ("2024-03-05", Moment(datetime(2024, 3, 5), "day", "UTC", "WARC-Date")),
        ("20080430204825", Moment(datetime(2008, 4, 30, 20, 48, 25), "second", "UTC", "ARC date")),
        ("200804302048", Moment(datetime(2008, 4, 30, 20, 48), "minute", "UTC", "ARC date")),
        ("20089930204825", Moment(evidence="20089930204825")),
        ("", Moment(evidence="no date")),
    ],
)
def test_dates_of_capture(told: str, moment: Moment) -> None:
    (entry,) = entries(io.BytesIO(response(URL, b"x", {"WARC-Date": told})), WARC)
    assert isinstance(entry, Entry)
    found = captured_at(entry)
    assert found == moment or (found.at, found.precision) == (moment.at, moment.precision)


def test_an_undated_page_says_what_stands_there() -> None:
    found = _record(response(URL, page("x"), {"WARC-Date": "some day"})).captured
    assert found.at is None
    assert "some day" in found.evidence


@pytest.mark.parametrize(
    ("modified", "at"),
    [
        ("Wed, 09 Jan 2008 23:18:29 GMT", datetime(2008, 1, 9, 23, 18, 29)),
        ("Wed, 09 Jan 2008 23:18:29 +0200", datetime(2008, 1, 9, 21, 18, 29)),
        ("Tue, 05 Mar 2024 10:11:00 GMT", None),  # made on being asked
        ("Tue, 05 Mar 2030 10:11:00 GMT", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_the_server_may_say_when_a_page_was_edited(modified: str, at: datetime | None) -> None:
    found = _record(response(URL, page("x"), Last_Modified=modified)).edited
    assert found.at == at
    assert at is None or found.evidence == "Last-Modified header"


def test_what_a_page_says_of_its_edit_comes_first() -> None:
    head = "<meta property='article:modified_time' content='2023-01-02T03:04:05Z'>"
    found = _record(response(URL, page("x", head=head), Last_Modified="Wed, 09 Jan 2008 23:18:29 GMT")).edited
    assert found.at == datetime(2023, 1, 2, 3, 4, 5)


def test_links_are_those_that_the_crawl_noted() -> None:
    link = ["https://example.net/", "anchor", "A sentence.", "content", "nofollow", "link"]
    found = _record(response(URL, page("x")) + noted(URL, [link], depth=3, cut=True))
    assert [list(each[:6]) for each in found.occurrences] == [link]
    assert _facts(found)["depth"] == 3
    assert _facts(found)["notes"] == ["not all of it, or of its links, was kept"]


def _metadata(block: bytes, kind: str = "application/json") -> Entry:
    (entry,) = entries(
        io.BytesIO(warc("metadata", block, {"Content-Type": kind, "WARC-Target-URI": URL})), WARC
    )
    assert isinstance(entry, Entry)
    return entry


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"links": 7}',
        b'{"links": [["x", 7]]}',
        b'{"title": "x"}',
        b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("kind", ["application/json", "application/warc-fields", "text/plain"])
def test_notes_of_others_are_not_ours(block: bytes, kind: str) -> None:
    assert noted_in(_metadata(block, kind)) is None
    assert noted_in(_metadata(b"via: https://example.org/\r\n", kind)) is None


def test_notes_are_read_in_both_writings() -> None:
    told = b'{"links": [], "depth": 1, "from": "x", "cut": false, "later": []}'
    plain = noted_in(_metadata(told))
    assert plain is not None
    assert plain.links == ()
    assert noted_in(_metadata(b"json-metadata: " + told + b"\r\n", "application/warc-fields")) == plain


def test_a_page_with_more_links_than_are_kept_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "OCCURRENCES", 2)
    links = "".join(f"<a href='/{number}'>x</a>" for number in range(9)).encode()
    found = _record(response(URL, b"<html><body>" + links))
    assert len(found.occurrences) == 2
    assert _facts(found)["notes"] == ["more than 2 links; the first are kept"]


def test_digests_that_are_wrong_are_told_and_made_anew() -> None:
    body = page("x")
    fields = {"WARC-Payload-Digest": sha1(b"other"), "WARC-Block-Digest": sha1(b"other")}
    facts = _facts(_record(response(URL, body, fields)))
    assert facts["notes"] == ["payload digest does not match", "block digest does not match"]
    assert facts["digest"] == sha1(body)


@pytest.mark.parametrize("over", ["chunks", "document"])
def test_digests_over_what_others_take_for_the_payload_are_right(over: str) -> None:
    body = page("x")
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    told = sha1(chunked if over == "chunks" else body)
    fields = {"WARC-Payload-Digest": told, "WARC-Block-Digest": ""}
    facts = _facts(_record(response(URL, chunked, fields, Transfer_Encoding="chunked")))
    assert (facts["digest"], facts.get("notes")) == (told, None)


def test_what_cannot_be_unpacked_is_unreadable_or_kept_as_far_as_it_goes() -> None:
    assert "was not asked for" in _unreadable(response(URL, b"x" * 50, Content_Encoding="compress"))
    found = _record(response(URL, page("not packed"), Content_Encoding="gzip"))
    assert found.text.startswith("not packed")
    assert _facts(found)["notes"] == ["said to be gzip, is not"]


def test_a_page_too_large_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diatrace.source.reading.LINE_LIMIT", 100_000)
    assert "a page of 300,050 bytes" in _unreadable(response(URL, b"<html>" + b"x" * 300_000))


def test_plain_text_loses_only_what_no_text_holds() -> None:
    found = _record(response(URL, "ligne\n\x07deux\tété\n".encode(), kind="text/plain"))
    assert (found.text, found.occurrences) == ("ligne\ndeux\tété", ())


def test_the_declared_language_may_stand_in_the_answer() -> None:
    body = b"<html><body>x</body></html>"
    assert _record(response(URL, body, Content_Language="ar")).language == "ar"
    assert _record(response(URL, body, Content_Language="ar, fr")).language == ""


def test_addresses_in_angle_brackets_are_addresses() -> None:
    assert _record(response(f"<{URL}>", page("x"))).url == URL


def test_a_page_of_an_arc_is_a_page() -> None:
    found = _record(arc("http://example.org/a b", http(page("old"))), ARC)
    assert (found.url, found.text) == ("http://example.org/a b", "old\n\nmore")
    assert found.captured == CAPTURED._replace(evidence="ARC date")
    assert found.raw.startswith(b"http://example.org/a b 192.0.2.1 ")


def _pdf(title: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    if title:
        writer.add_metadata({"/Title": title, "/ModDate": "D:20230102030405Z"})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_is_a_page() -> None:
    found = _record(response(URL, _pdf("Guide  du\nlogement"), kind="application/pdf"))
    assert found.title == "Guide du logement"
    assert found.edited == Moment(datetime(2023, 1, 2, 3, 4, 5), "second", "UTC", "PDF ModDate")
    assert _facts(found)["pages"] == 1


def test_a_pdf_that_is_none_is_unreadable() -> None:
    assert "the PDF cannot be taken apart" in _unreadable(
        response(URL, b"%PDF-1.4 nothing", kind="application/pdf")
    )


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    found = pdf_of(_pdf(), seconds=0.0001)
    assert found.fault == "taking the text of the PDF takes more than 0.0001 seconds"
    monkeypatch.setattr(pdf, "PAGES", 0)
    assert (extracted(_pdf()).pages, extracted(_pdf()).read) == (1, 0)


def test_a_page_kept_without_its_answer_is_a_page() -> None:
    body = page("été")
    fields = {
        "WARC-Target-URI": URL,
        "Content-Type": "text/html; charset=utf-8",
        "WARC-Payload-Digest": sha1(body),
    }
    found = _record(warc("resource", body, fields))
    assert (found.url, found.text.partition("\n")[0], found.captured) == (URL, "été", CAPTURED)
    assert "status" not in _facts(found)
    assert _facts(found)["digest"] == sha1(body)


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See", "307 Temporary", "308 Permanent"])
def test_a_redirect_to_another_host_is_an_empty_page_with_a_link(status: str) -> None:
    found = _record(response(URL, page("Moved"), status=status, Location="https://Example.net/new#top"))
    assert (found.text, found.title, found.url) == ("", "", URL)
    assert found.occurrences == (Link("https://Example.net/new", place="http", kind="redirect"),)
    assert _facts(found)["status"] == int(status[:3])
    link = ["https://example.net/new", "", "", "http", "", "redirect"]
    noted_links = _record(
        response(URL, b"", status=status, Location="https://example.net/") + noted(URL, [link])
    )
    assert [each.address for each in noted_links.occurrences] == ["https://example.net/new"]


@pytest.mark.parametrize(
    "location", ["", "/new", "http://www.example.org/", "mailto:a@b.org", "http://[odd/"]
)
def test_a_redirect_that_stays_is_no_page(location: str) -> None:
    answer = response(URL, b"", status="301 Moved", Location=location)
    assert list(captures(entries(io.BytesIO(answer), WARC))) == []


def test_records_that_are_no_pages_are_none() -> None:
    kinds = [
        warc(
            "resource",
            b"--warc-file",
            {"WARC-Target-URI": "metadata://wget/log", "Content-Type": "text/plain"},
        ),
        warc("resource", b"GIF89a", {"WARC-Target-URI": URL, "Content-Type": "image/gif"}),
        response(URL, b"GIF89a", kind="image/gif"),
        response(URL, b"x", status="404 Not Found"),
        response("https://example.org/robots.txt", b"x", kind="text/plain"),
        response("ftp://example.org/x", b"x"),
        warc("request", b"GET / HTTP/1.1\r\n\r\n", {"WARC-Target-URI": URL}),
    ]
    assert list(captures(entries(io.BytesIO(b"".join(kinds)), WARC))) == []
