"""HTTP answers are taken apart whatever their fields say."""

from __future__ import annotations

import base64
import gzip
import hashlib
import zlib

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.source import reading
from diatrace.source.archive import http as taking
from diatrace.source.archive.http import Answer, answer_of, dechunked, digest_told, matches, sha1, uncoded
from tests.source.archive_samples import http, page

PAGE = page("été à Paris")


def _answer(block: bytes) -> Answer:
    found = answer_of(block)
    assert found is not None
    return found


def _chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


def test_an_answer_tells_status_type_and_character_set() -> None:
    found = _answer(http(PAGE, kind='Text/HTML; Charset = "ISO-8859-15"'))
    assert (found.status, found.mime, found.charset, found.kind) == (200, "text/html", "ISO-8859-15", "html")
    assert (found.body, found.document, found.cut, found.notes) == (PAGE, PAGE, False, ())


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.0 200\r\nContent-Type: text/html\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Type:text/html\n\n",
        b"HTTP/2 200 \r\ncontent-type: text/html\r\nX: a\r\n b\r\n\r\n",
        b"HTTP/1.1 200 \xc9t\xe9\r\nContent-Type: text/html\r\nno field\r\nContent-Type: image/png\r\n\r\n",
    ],
)
def test_heads_are_read_as_they_are(head: bytes) -> None:
    found = _answer(head + PAGE)
    assert (found.status, found.mime, found.body) == (200, "text/html", PAGE)


@pytest.mark.parametrize("block", [b"", PAGE, b"HTTP/1.1 OK\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"])
def test_what_is_no_answer_is_none(block: bytes) -> None:
    assert answer_of(block) is None


def test_a_head_alone_has_no_body() -> None:
    found = _answer(b"HTTP/1.1 304 Not Modified\r\nETag: x")
    assert (found.status, found.fields["etag"], found.body) == (304, "x", b"")


@given(st.binary(max_size=200), st.integers(1, 50))
def test_chunks_are_joined(body: bytes, size: int) -> None:
    assert dechunked(_chunked(body, size)) == body


@pytest.mark.parametrize(
    ("body", "plain"),
    [
        (b"3;name=value\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"3\nabc\n0\n\n", b"abc"),
        (b"3  \r\nabc\r\n0\r\nTrailer: x\r\n\r\n", b"abc"),
        (b"3\r\nabc\r\n5\r\nde", b"abcde"),  # cut
        (b"3\r\nabc\r\nzz", b"abc"),
        (PAGE, PAGE),  # joined already
        (b"ab cd", b"ab cd"),
        (b"", b""),
    ],
)
def test_chunks_that_are_odd_give_what_is_there(body: bytes, plain: bytes) -> None:
    assert dechunked(body) == plain


def test_a_page_may_be_chunked_and_packed_or_said_to_be() -> None:
    packed = gzip.compress(PAGE)
    both = _answer(http(_chunked(packed), Transfer_Encoding="Chunked", Content_Encoding="gzip"))
    assert (both.document, both.cut) == (PAGE, False)
    neither = _answer(http(PAGE, Transfer_Encoding="chunked", Content_Encoding="gzip"))
    assert (neither.document, neither.notes) == (PAGE, ("said to be gzip, is not",))


def _brotli_stored(data: bytes) -> bytes:
    """Brotli of one block as it is (RFC 7932): window bits 16, not last, four nibbles of length, stored."""
    bits = 0 << 0  # WBITS = 16
    bits |= 0 << 1  # ISLAST
    bits |= 0 << 2  # MNIBBLES = 4
    bits |= (len(data) - 1) << 4
    bits |= 1 << 20  # ISUNCOMPRESSED
    return bits.to_bytes(3, "little") + data + b"\x03"


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(PAGE)),
        ("X-GZIP", gzip.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", zlib.compress(PAGE)[2:-4]),
        ("br", _brotli_stored(PAGE)),
        ("zstd", pa.compress(PAGE, codec="zstd", asbytes=True)),
        ("identity", PAGE),
        ("deflate, gzip", gzip.compress(zlib.compress(PAGE))),
    ],
)
def test_codings_are_undone(coding: str, body: bytes) -> None:
    assert uncoded(body, coding) == (PAGE, False, ())


def test_codings_that_break_off_give_what_is_there() -> None:
    document, cut, notes = uncoded(gzip.compress(PAGE, 0)[:-30], "gzip")
    assert PAGE.startswith(document[:-1])
    assert (cut, notes) == (True, ("coding breaks off",))


def test_codings_that_are_none_or_too_many() -> None:
    assert uncoded(b"plain", "br") == (b"plain", True, ("said to be br, is not",))
    assert uncoded(b"x", "rot13") == (b"", True, ("coding rot13 was not asked for",))
    assert uncoded(b"x", "gzip, gzip, gzip, gzip") == (b"", True, ("coded more than three times",))


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_bomb_is_cut(coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 1_000_000)
    bomb = bytes(20_000_000)
    packed = gzip.compress(bomb) if coding == "gzip" else pa.compress(bomb, codec="zstd", asbytes=True)
    document, cut, _ = uncoded(packed, coding)
    assert cut
    assert len(document) < 1_200_000


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("text/plain", b"<!DOCTYPE html><title>x</title>", "html"),
        ("text/html", b"%PDF-1.4", "pdf"),
        ("text/html", b"\x89PNG\r\n", "other"),
        ("", b"plain words", "text"),
        ("image/gif", b"GIF89a", "other"),
        ("application/xhtml+xml", b"<?xml version='1.0'?><html/>", "html"),
        ("application/rss+xml", b"<?xml version='1.0'?><rss/>", "xml"),
    ],
)
def test_what_a_document_is_comes_before_what_is_said(kind: str, body: bytes, expected: str) -> None:
    assert _answer(http(body, kind=kind)).kind == expected


@given(st.binary(max_size=50))
def test_digests_are_checked_in_both_writings(data: bytes) -> None:
    digest = hashlib.sha1(data, usedforsecurity=False)
    sha256 = hashlib.sha256(data)
    for told in (
        sha1(data),
        sha1(data).lower(),
        f"SHA1:{digest.hexdigest()}",
        f"sha-256:{sha256.hexdigest().upper()}",
        f"sha256:{base64.b32encode(sha256.digest()).decode().rstrip('=')}",
    ):
        assert matches(told, data) is True
        assert matches(told, b"another", data) is True
        assert matches(told, data + b"x") is False


@pytest.mark.parametrize(
    "told", ["", "sha1", "sha1:", "sha1:1", "none:abc", "sha1:!!!!", "shake_128:00", "a:b:c"]
)
def test_digests_that_cannot_be_checked(told: str) -> None:
    assert matches(told, b"") is None or not matches(told, b"")
    assert digest_told(told)[0] in ("", "sha1")


def test_as_many_codings_are_read_as_are_told() -> None:
    assert taking._NESTED == 3
    nested = PAGE
    for _ in range(3):
        nested = gzip.compress(nested)
    assert uncoded(nested, "gzip, gzip, gzip")[0] == PAGE
