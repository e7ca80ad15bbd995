"""Lists of addresses: one writing for each, a reason for what is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.errors import SourceError
from diatrace.model import Record, Unreadable
from diatrace.source.contract import Sample
from diatrace.source.urls import Urls, UrlsParams, normalised


def read(path: Path, text: str | bytes) -> list[Record | Unreadable]:
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    source = Urls()
    return list(source.read(path, source.prepare(path, UrlsParams())))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "list.txt"


@pytest.mark.parametrize(
    ("given_", "url"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("example.org", "https://example.org/"),
        ("HTTP://Example.ORG:80/A?b=C&utm_source=x#D", "http://example.org/A?b=C&utm_source=x#D"),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org:8443/", "https://example.org:8443/"),
        ("//example.org/a", "https://example.org/a"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("\u200fhttps://example.org/سكن", "https://example.org/سكن"),
        ("https://user:secret@example.org/", "https://example.org/"),
        ("https://موقع.وزارة.مصر/", "https://موقع.وزارة.مصر/"),
        ("localhost:8000/x", "https://localhost:8000/x"),
        ("http://[::1]:80/", "http://[::1]/"),
        ("1.2.3.4/x", "https://1.2.3.4/x"),
    ],
)
def test_one_writing_for_each_address(given_: str, url: str) -> None:
    assert normalised(given_) == url
    assert normalised(url) == url


@pytest.mark.parametrize(
    ("given_", "reason"),
    [
        ("mailto:ada@example.org", "mailto: is no web address"),
        ("javascript:alert(1)", "javascript: is no web address"),
        ("htp://example.org", "htp: is no web address"),
        ("http://", "names no host"),
        ("http//example.org", "names no host"),
        ("https://exa mple.org", "names no host"),
        ("https://a..b", "names no host"),
        ("word", "names no host"),
        ("https://example.org:99999/", "not an address"),
        ("https://[::1", "not an address"),
    ],
)
def test_what_is_no_address_has_a_reason(given_: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        normalised(given_)


def test_titles_and_notes_after_tabs(path: Path) -> None:
    found = read(
        path, "url\ttitle\nhttps://example.org/a\tAccueil 🏠\tune note\tencore\n\n# a remark\nexample.org/b\n"
    )
    assert found == [
        Record(
            kind="link",
            platform="web",
            native="link:https://example.org/a",
            url="https://example.org/a",
            title="Accueil 🏠",
            text="une note\nencore",
            raw="https://example.org/a\tAccueil 🏠\tune note\tencore".encode(),
            where=2,
        ),
        Record(
            kind="link",
            platform="web",
            native="link:https://example.org/b",
            url="https://example.org/b",
            raw=b"example.org/b",
            where=5,
        ),
    ]


def test_addresses_within_text(path: Path) -> None:
    line = (
        "See https://example.org/a, (https://example.org/b) and www.example.net. Or «https://example.org/c»!"
    )
    found = read(path, f"{line}\n")
    assert [each.url for each in found if isinstance(each, Record)] == [
        "https://example.org/a",
        "https://example.org/b",
        "https://www.example.net/",
        "https://example.org/c",
    ]
    assert {each.text for each in found if isinstance(each, Record)} == {line}


def test_addresses_in_a_csv(path: Path) -> None:
    found = read(path, 'name,url,tag\nTown,https://example.org/town,public\n"A, B",https://example.org/ab,\n')
    assert [each.url for each in found if isinstance(each, Record)] == [
        "https://example.org/town",
        "https://example.org/ab",
    ]
    assert len(found) == 2


def test_lines_without_an_address_are_named(path: Path) -> None:
    found = read(path, "https://example.org\nhttp://\nno address here\nhttp://a..b/\n")
    assert [(each.where, each.reason) for each in found if isinstance(each, Unreadable)] == [
        (2, "not an address: it names no host"),
        (3, "no address in this line"),
        (4, "not an address: it names no host"),
    ]


def test_encodings(path: Path) -> None:
    text = "https://example.org/é\tÉcole\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        found = read(path, text.encode(encoding))
        assert isinstance(found[0], Record)
        assert (found[0].url, found[0].title) == ("https://example.org/é", "École")


def test_recognition(path: Path) -> None:
    for text, sure in (
        ("https://a.org\nhttps://b.org/x?y=1,2\n", True),
        ("a.org\nb.org/path\n", True),
        ("https://a.org\tA\tnote, with a comma\n", True),
        ("url,title,n\nhttps://a.org,A,1\nhttps://b.org,B,2\n", False),
        ("just some words\nof a text\n", False),
        ("", False),
    ):
        path.write_text(text)
        assert (Urls().sniff(Sample.of(path)) > 0.5) is sure, text


def test_a_file_without_addresses_is_refused(path: Path) -> None:
    with pytest.raises(SourceError, match="holds no web address"):
        read(path, "some words\nonly words\n")


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_has_a_reason(text: str) -> None:
    try:
        url = normalised(text)
    except ValueError as error:
        assert str(error)
        return
    assert url.startswith(("http://", "https://"))
    assert normalised(url) == url
