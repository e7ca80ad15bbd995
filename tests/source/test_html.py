"""Saved pages: what they say of themselves, and on what each date rests."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from diatrace.errors import SourceError
from diatrace.model import Link, Moment, Record, Unreadable
from diatrace.source import reading
from diatrace.source.charset import decoded
from diatrace.source.contract import Sample
from diatrace.source.html import Html, HtmlParams
from tests.source import table_samples

LINKED = '<script type="application/ld+json">'
LONG = "Nous accueillons les familles qui arrivent dans la ville et cherchent un logement durable. " * 4


def page(path: Path, html: str | bytes) -> Record:
    path.write_bytes(html.encode() if isinstance(html, str) else html)
    source = Html()
    found = list(source.read(path, source.prepare(path, HtmlParams())))
    assert len(found) == 1
    assert isinstance(found[0], Record), found
    return found[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "page.html"


def test_a_page(tmp_path: Path) -> None:
    found = page(table_samples.html(tmp_path), table_samples.html(tmp_path).read_bytes())
    assert (found.kind, found.platform, found.url, found.native) == (
        "page",
        "web",
        *["https://example.org/sakan"] * 2,
    )
    assert (found.title, found.language) == ("سكن 🏠", "ar")
    assert found.edited == Moment(
        datetime(2022, 3, 5, 9, 11, 12), "second", "UTC", "meta article:modified_time"
    )
    assert [each.address for each in found.occurrences] == [
        "https://example.org/sakan",
        "https://example.org/more",
    ]
    assert "أسرة من خمسة أفراد" in found.text
    assert "<script>alert('x')</script>" in found.text  # written as text on the page
    assert "alert('head')" not in found.text
    assert "alert('body')" not in found.text


def test_the_main_text_without_menus(path: Path) -> None:
    menu = "".join(f"<li><a href='/{n}'>Rubrique {n}</a></li>" for n in range(30))
    found = page(
        path,
        f"<html><body><nav><ul>{menu}</ul></nav><main><article><h1>Accueil</h1><p>{LONG}</p><p>{LONG}</p></article>"
        "</main><footer>Mentions</footer></body></html>",
    )
    assert LONG.strip() in found.text
    assert "Rubrique 3" not in found.text


def test_a_short_page_keeps_its_whole_text(path: Path) -> None:
    found = page(path, "<html><title>T</title><body><nav>menu</nav><p>Fermé.</p><p>مغلق</p></body></html>")
    assert (found.text, found.native, found.url) == ("Fermé.\n\nمغلق", "", "")


@pytest.mark.parametrize(
    ("head", "at", "evidence"),
    [
        ('<meta name="last-modified" content="2020-02-03">', datetime(2020, 2, 3), "meta last-modified"),
        (
            '<meta property="article:published_time" content="2020-02-03T10:00:00Z">',
            datetime(2020, 2, 3, 10),
            "meta article:published_time",
        ),
        (
            '<meta name="date" content="03/02/2020"><meta name="pubdate" content="2020-02-04">',
            datetime(2020, 2, 4),
            "meta pubdate",
        ),
        (
            '<meta itemprop="dateModified" content="3 février 2020">',
            datetime(2020, 2, 3),
            "meta datemodified",
        ),
        (
            f'{LINKED}{{"datePublished":"2020-02-01","dateModified":"2020-02-03"}}</script>',
            datetime(2020, 2, 3),
            "JSON-LD dateModified",
        ),
        (
            f'{LINKED}{{"@graph":[{{"datePublished":"2020-02-03T10:11"}}]}}</script>',
            datetime(2020, 2, 3, 10, 11),
            "JSON-LD datePublished",
        ),
        (
            f'{LINKED}[broken</script><link rel="canonical" href="https://a.org/2020/02/03/x">',
            datetime(2020, 2, 3),
            "date in the address",
        ),
        (
            '<link rel="canonical" href="https://a.org/2020/02/x">',
            datetime(2020, 2, 1),
            "date in the address",
        ),
        ('</head><body><time datetime="2020-02-03">hier</time>', datetime(2020, 2, 3), "time element"),
        ('</head><body><time datetime="2020-02-03">a</time><time datetime="2021-02-03">b</time>', None, ""),
        ('<meta name="date" content="0000-00-00">', None, "meta date: no date in '0000-00-00'"),
        ("", None, ""),
    ],
)
def test_the_date_of_the_last_edit_and_its_evidence(
    path: Path, head: str, at: datetime | None, evidence: str
) -> None:
    found = page(path, f"<html><head>{head}<title>T</title></head><body><p>text</p></body></html>").edited
    assert (found.at, found.evidence) == (at, evidence)


@pytest.mark.parametrize(
    ("comment", "url", "captured"),
    [
        (
            "<!--\n Page saved with SingleFile \n url: https://a.org/x \n"
            " saved date: Tue Jan 05 2021 10:11:12 GMT+0100 (CET)\n-->",
            "https://a.org/x",
            Moment(datetime(2021, 1, 5, 9, 11, 12), "second", "UTC", "SingleFile"),
        ),
        ("<!-- saved from url=(0023)https://a.org/x -->", "https://a.org/x", Moment()),
        (
            "<!-- Mirrored from a.org/x by HTTrack Website Copier/3.x [XR&CO'2014], Mon, 03 Feb 2020 10:11:12 GMT -->",
            "http://a.org/x",
            Moment(datetime(2020, 2, 3, 10, 11, 12), "second", "UTC", "HTTrack"),
        ),
        (
            "<!-- FILE ARCHIVED ON 10:11:12 Feb 03, 2020 AND RETRIEVED FROM THE INTERNET ARCHIVE ON 1:2:3. -->",
            "",
            Moment(datetime(2020, 2, 3, 10, 11, 12), "second", "UTC", "Internet Archive"),
        ),
    ],
)
def test_what_the_saving_program_noted(path: Path, comment: str, url: str, captured: Moment) -> None:
    found = page(path, f"<!DOCTYPE html>{comment}<html><body><p>text</p></body></html>")
    assert (found.url, found.captured) == (url, captured)


def test_addresses_in_order_of_trust(path: Path) -> None:
    saved = "<!-- saved from url=(0023)https://a.org/saved -->"
    meta = '<meta property="og:url" content="https://a.org/og">'
    link = '<link rel="canonical" href="https://a.org/canonical">'
    assert page(path, f"<html>{saved}{meta}{link}<p>x").url == "https://a.org/canonical"
    assert page(path, f"<html>{saved}{meta}<p>x").url == "https://a.org/og"
    assert (
        page(path, f'<html>{saved}<link rel="canonical" href="/relative"><p>x').url == "https://a.org/saved"
    )


def test_author_and_base(path: Path) -> None:
    found = page(
        path, '<html><base href="https://b.org/d/"><meta name="author" content="Ada"><a href="e">x</a>'
    )
    assert (found.author, found.occurrences) == ("Ada", (Link("https://b.org/d/e", "x", place="content"),))


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<meta charset=windows-1256><p>سكن للعائلات القادمة".encode("cp1256"), "سكن للعائلات القادمة"),
        ("<meta charset='iso-8859-1'><p>l’été “ici” €".encode("cp1252"), "l’été “ici” €"),
        (
            '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>дом'.encode("koi8-r"),
            "дом",
        ),
        ("<meta charset=latin-1><p>déjà 🏠".encode(), "déjà 🏠"),
        ("<p>déjà vu à l'école".encode("cp1252"), "déjà vu à l'école"),
        ("<meta charset=nonsense><p>déjà".encode("cp1252"), "déjà"),
        ("<meta charset=hex><p>déjà".encode("cp1252"), "déjà"),
        ("<p>déjà سكن".encode("utf-16"), "déjà سكن"),
        ("<p>déjà".encode("utf-8-sig"), "déjà"),
    ],
)
def test_character_sets(raw: bytes, text: str) -> None:
    assert decoded(raw).endswith(text)


def test_a_folder_of_pages(tmp_path: Path) -> None:
    for name in ("b.html", "a.htm", "sub/c.HTML", "notes.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"<html><title>{name}</title><p>text of {name}</p>")
    (tmp_path / "empty.html").write_bytes(b" \n")
    source = Html()
    assert source.sniff(Sample.of(tmp_path)) > 0.5
    plan = source.prepare(tmp_path, HtmlParams())
    found = list(source.read(tmp_path, plan))
    assert plan.notes == ("4 pages",)
    assert [each.title if isinstance(each, Record) else each.reason for each in found] == [
        "a.htm",
        "b.html",
        "empty.html is empty",
        "sub/c.HTML",
    ]


def test_a_huge_page_is_named_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LINE_LIMIT", 1000)
    path.write_bytes(b"<html>" + b"x" * 5000)
    found = list(Html().read(path, Html().prepare(path, HtmlParams())))
    assert found == [Unreadable(1, "page.html is too large for a page", b"<html>" + b"x" * 994)]


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"just words", b"", b"1 < 2"])
def test_what_is_no_page_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    with pytest.raises(SourceError, match="no HTML page"):
        Html().prepare(path, HtmlParams())


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no HTML pages"):
        Html().prepare(tmp_path, HtmlParams())


@pytest.mark.parametrize(
    ("name", "data", "sure"),
    [
        ("a.html", b"<!doctype HTML><p>", True),
        ("a.txt", b"\n <html lang=fr>", True),
        ("a.htm", b"<p>only a part", True),
        ("a.html", b"\x00<html>", True),
        ("a.txt", b"<p>only a part", False),
        ("a.html", b"no tag", False),
    ],
)
def test_recognition(tmp_path: Path, name: str, data: bytes, sure: bool) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert (Html().sniff(Sample.of(path)) > 0.5) is sure
