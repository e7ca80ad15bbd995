"""Archives are read in order, pages met again from where they first were, whatever file that is in."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable, Sequence
from functools import partial
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import SourceError
from diatrace.model import Record, Unreadable
from diatrace.source.archive.container import Part
from diatrace.source.archive.entry import ARC, WARC, Dialect
from diatrace.source.archive.reader import Reader
from tests.source.archive_samples import INFO, arc, http, members, noted, page, response, revisit, sha1, warc

HOME, OTHER = "https://example.org/", "https://example.net/"
SAME = page("the same")
LINK = ["https://link.example/", "anchor", "A sentence.", "content", "", "link"]


def _parts(*files: bytes) -> list[Part]:
    return [Part(f"{number}.warc", partial(io.BytesIO, data)) for number, data in enumerate(files)]


def _read(*files: bytes, dialect: Dialect = WARC) -> list[Record | Unreadable]:
    return list(Reader(_parts(*files), dialect).records())


def _pages(*files: bytes) -> list[tuple[str, str, str]]:
    """Address, year of capture and first line of each page."""
    found = _read(*files)
    assert all(isinstance(each, Record) for each in found), found
    pages = [each for each in found if isinstance(each, Record)]
    return [(each.url, f"{each.captured.at:%Y}", each.text.partition("\n")[0]) for each in pages]


@pytest.mark.parametrize("packed", [b"".join, members], ids=["plain", "members"])
def test_a_page_met_again_is_read_from_where_it_first_was(packed: Callable[[list[bytes]], bytes]) -> None:
    records = [
        INFO,
        response(HOME, SAME),
        response(OTHER, page("other")),
        revisit(HOME, SAME),
        revisit(OTHER, SAME),
    ]
    assert _pages(packed(records)) == [
        (HOME, "2024", "the same"),
        (OTHER, "2024", "other"),
        (HOME, "2025", "the same"),
        (OTHER, "2025", "the same"),
    ]


def test_the_raw_record_of_a_page_met_again_holds_both() -> None:
    first, again = response(HOME, SAME), revisit(HOME, SAME)
    raw = _read(first + again)[1].raw
    assert raw == again.removesuffix(b"\r\n\r\n") + b"\r\n\r\n" + first.removesuffix(b"\r\n\r\n")


def test_a_page_met_again_in_another_file_is_found_there() -> None:
    assert _pages(response(HOME, SAME), members([revisit(HOME, SAME)])) == [
        (HOME, "2024", "the same"),
        (HOME, "2025", "the same"),
    ]


def test_a_page_first_captured_elsewhere_is_left_out() -> None:
    assert _pages(revisit(HOME, SAME), response(HOME, SAME)) == [(HOME, "2024", "the same")]


def test_a_server_that_says_unmodified_means_the_capture_it_was_asked_about() -> None:
    unmodified = {
        "WARC-Profile": "http://netpreserve.org/warc/1.1/revisit/server-not-modified",
        "WARC-Payload-Digest": "",
        "WARC-Refers-To-Target-URI": HOME,
        "WARC-Refers-To-Date": "2024-03-05T10:11:12Z",
    }
    later = response(HOME, page("later"), {"WARC-Date": "2024-12-05T10:11:12Z"})
    records = response(HOME, SAME) + later + revisit(HOME, b"", unmodified)
    assert _pages(records)[2] == (HOME, "2025", "the same")
    undated = unmodified | {"WARC-Refers-To-Date": "", "WARC-Refers-To-Target-URI": ""}
    assert _pages(response(HOME, SAME) + later + revisit(HOME, b"", undated))[2] == (HOME, "2025", "later")


def test_an_address_that_is_none_is_told() -> None:
    (found,) = _read(response("http://[odd/", SAME))
    assert isinstance(found, Unreadable)
    assert found.reason == "byte 0: no address is told"


def test_in_one_gzip_a_page_met_again_cannot_be_read_and_is_left_out() -> None:
    packed = gzip.compress(INFO + response(HOME, SAME) + revisit(HOME, SAME))
    assert _pages(packed) == [(HOME, "2024", "the same")]


def test_links_noted_are_of_the_page_before_them() -> None:
    request = warc("request", b"GET / HTTP/1.1\r\n\r\n", {"WARC-Target-URI": HOME})
    records = [
        response(HOME, SAME),
        request,
        noted(HOME, [LINK], depth=4),
        response(OTHER, page("other")),
        noted("https://third.example/", [LINK]),
        revisit(HOME, SAME),
        revisit(OTHER, SAME),
    ]
    home, other, again, elsewhere = (each for each in _read(b"".join(records)) if isinstance(each, Record))
    assert [each.address for each in home.occurrences] == [LINK[0]]
    assert [each.address for each in other.occurrences] == [f"{OTHER}more"]
    assert again.occurrences == home.occurrences
    assert [each.address for each in elsewhere.occurrences] == [f"{OTHER}more"]


def test_what_is_damaged_is_told_with_its_place_and_file() -> None:
    broken = warc("response", b"no answer", {"WARC-Target-URI": HOME})
    first, second, third = _read(response(HOME, SAME), broken + b"junk\r\n")
    assert isinstance(first, Record)
    assert isinstance(second, Unreadable)
    assert isinstance(third, Unreadable)
    assert second.reason == "1.warc, byte 0: the record holds no HTTP answer"
    assert second.raw == broken.removesuffix(b"\r\n\r\n")
    assert third.reason == f"1.warc, byte {len(broken):,}: 6 bytes that are no record"
    assert [first.where, second.where, third.where] == [1, 2, 3]


def test_a_file_that_cannot_be_opened_is_told_and_the_others_are_read() -> None:
    def closed() -> NoReturn:
        raise SourceError("it cannot be unpacked")

    parts = [Part("closed", closed), *_parts(response(HOME, SAME))]
    fault, found = Reader(parts, WARC).records()
    assert isinstance(fault, Unreadable)
    assert fault.reason == "closed, closed: it cannot be unpacked"
    assert isinstance(found, Record)


def test_an_arc_tells_of_no_page_twice() -> None:
    data = arc(HOME, http(SAME)) + arc(HOME, http(page("later")), date="20250305101112")
    found = [each for each in _read(data, dialect=ARC) if isinstance(each, Record)]
    assert [(f"{each.captured.at:%Y}", each.text.partition("\n")[0]) for each in found] == [
        ("2024", "the same"),
        ("2025", "later"),
    ]


STEPS = st.lists(
    st.tuples(st.sampled_from(["response", "revisit"]), st.sampled_from([HOME, OTHER]), st.integers(0, 3)),
    max_size=12,
)


@given(STEPS, st.integers(0, 12))
def test_revisits_are_of_what_was_captured_before(steps: Sequence[tuple[str, str, int]], split: int) -> None:
    def record(kind: str, url: str, number: int) -> bytes:
        body = page(f"text {number}")
        made = response if kind == "response" else revisit
        return made(url, body, {"WARC-Payload-Digest": sha1(body)})

    files = [b"".join(record(*step) for step in part) for part in (steps[:split], steps[split:])]
    seen: set[int] = set()
    expected = []
    for kind, url, number in steps:
        if kind == "response":
            seen.add(number)
        if number in seen:
            expected.append((url, "2024" if kind == "response" else "2025", f"text {number}"))
    assert _pages(*files) == expected
