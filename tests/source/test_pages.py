"""Pages out of content management systems: Integreat's and WordPress's JSON."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from diatrace.errors import SourceError
from diatrace.model import Link, Moment, Record, Unreadable
from diatrace.source.contract import Sample
from diatrace.source.pages import Pages, PagesParams
from tests.source import table_samples

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def read(path: Path, language: str = "") -> list[Record | Unreadable]:
    source = Pages()
    return list(source.read(path, source.prepare(path, PagesParams(language))))


def write(path: Path, *values: Any) -> Path:
    path.write_text(json.dumps(list(values)), encoding="utf-8")
    return path


def only(path: Path, value: Any, language: str = "") -> Record:
    found = read(write(path, value), language)
    assert isinstance(found[0], Record)
    return found[0]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "pages.json"


def test_a_page_of_integreat(path: Path) -> None:
    value = {
        "id": 7,
        "url": "https://example.org/town/fr/logement/",
        "path": "/town/fr/logement/",
        "title": "Se loger &amp; vivre",
        "modified_gmt": "2023-11-20T13:07:53.152Z",
        "last_updated": "2023-11-20T14:07:53.152+01:00",
        "excerpt": "short",
        "content": "<div><p>Bonjour,<br>cherchez <a href='/town/fr/plan/#x'>ici</a></p><p>أهلا 🏠</p></div>"
        "<script>x()</script>",
        "parent": {"id": 1, "url": "https://example.org/town/fr/", "path": "/town/fr/"},
        "order": 3,
        "available_languages": {"en": {"id": 8}, "ar": {"id": 9}},
        "thumbnail": "https://example.org/i.png",
        "organization": None,
    }
    found = only(path, value)
    assert found == Record(
        text="Bonjour,\ncherchez ici\n\nأهلا 🏠",
        kind="page",
        platform="web",
        native="https://example.org/town/fr/logement/",
        title="Se loger & vivre",
        url="https://example.org/town/fr/logement/",
        edited=Moment(datetime(2023, 11, 20, 13, 7, 53, 152000), "second", "UTC", "modified_gmt"),
        language="fr",
        occurrences=(Link("https://example.org/town/fr/plan/", "ici", "cherchez ici", "content"),),
        attributes={
            "id": 7,
            "parent": "https://example.org/town/fr/",
            "order": 3,
            "other_languages": ["ar", "en"],
        },
        raw=found.raw,
        where=1,
    )


def test_a_page_of_wordpress(path: Path) -> None:
    value = {
        "id": 5,
        "date_gmt": "2020-01-01T00:00:00",
        "modified_gmt": "2020-02-03T10:11:12",
        "link": "https://example.org/a/",
        "title": {"rendered": "L&rsquo;accueil <em>d&#8217;ici</em>"},
        "content": {"rendered": "<p>Texte</p>", "protected": False},
        "author": 3,
        "parent": 0,
        "menu_order": 2,
        "lang": "fr",
    }
    found = only(path, value)
    assert (found.title, found.text, found.url) == ("L’accueil d’ici", "Texte", "https://example.org/a/")
    assert found.edited == Moment(datetime(2020, 2, 3, 10, 11, 12), "second", "UTC", "modified_gmt")
    assert (found.author, found.language, found.attributes) == ("3", "fr", {"id": 5, "order": 2})


def test_dates_by_their_evidence(path: Path) -> None:
    for value, told in (
        (
            {"last_updated": "2020-02-03T10:11:12+01:00"},
            (datetime(2020, 2, 3, 9, 11, 12), "UTC", "last_updated"),
        ),
        ({"modified": "2020-02-03T10:11:12"}, (datetime(2020, 2, 3, 10, 11, 12), "local", "modified")),
        ({"date_gmt": "2020-02-03T10:11:12"}, (datetime(2020, 2, 3, 10, 11, 12), "UTC", "date_gmt")),
        (
            {"modified_gmt": "0000-00-00T00:00:00"},
            (None, "", "modified_gmt: no date in '0000-00-00T00:00:00'"),
        ),
        ({}, (None, "", "")),
    ):
        found = only(path, {"title": "T", **value}).edited
        assert (found.at, found.zone, found.evidence) == told


def test_languages(path: Path) -> None:
    others: dict[str, Any] = {"en": {}, "de": {}}
    assert (
        only(path, {"title": "T", "path": "/town/de-si/a/", "available_languages": others}).language
        == "de-si"
    )
    assert only(path, {"title": "T", "path": "/town/de/a/", "available_languages": others}).language == ""
    assert only(path, {"title": "T", "path": "/about/"}).language == ""
    assert only(path, {"title": "T", "path": "/town/de/"}, language="de").language == "de"


def test_pages_without_text_are_kept(path: Path) -> None:
    found = only(path, {"title": "Only a title", "content": "", "url": "https://example.org/"})
    assert (found.text, found.title) == ("", "Only a title")


def test_what_is_no_page_is_named(path: Path) -> None:
    found = read(write(path, {"title": "T"}, {"id": 1}, {"title": None, "content": 3}))
    assert [(each.where, each.reason) for each in found[1:] if isinstance(each, Unreadable)] == [
        (2, "not a page: it has neither title nor content"),
        (3, "not a page: it has neither title nor content"),
    ]


def test_a_file_cut_short_gives_its_whole_pages(tmp_path: Path) -> None:
    path = table_samples.pages(tmp_path)
    path.write_bytes(path.read_bytes()[:-40])
    found = read(path)
    assert sum(isinstance(each, Record) for each in found) == len(table_samples.TEXTS) - 1
    assert isinstance(found[-1], Unreadable)
    assert found[-1].reason == "the file ends inside a record"


def test_a_list_within_an_object(path: Path) -> None:
    path.write_text(
        json.dumps({"count": 1, "pages": [{"title": "T", "content": "C", "url": "https://a.org/"}]}, indent=1)
    )
    found = read(path)
    assert isinstance(found[0], Record)
    assert found[0].title == "T"


@pytest.mark.parametrize("text", ["[]", '[{"id": 1}]', "no json", '{"title": 3}'])
def test_a_file_without_pages_is_refused(path: Path, text: str) -> None:
    path.write_text(text)
    assert Pages().sniff(Sample.of(path)) == 0.0
    with pytest.raises(SourceError):
        read(path)


@pytest.mark.data
@pytest.mark.skipif(not DATA.exists(), reason="the research data set is not here")
def test_the_real_pages_of_a_district() -> None:
    path = DATA / "infoline" / "integreat_pages_lkaugsburg_de.json"
    found = [each for each in read(path) if isinstance(each, Record)]
    assert Pages().sniff(Sample.of(path)) > 0.9
    assert len(found) == 238
    assert {each.language for each in found} == {"de"}
    assert sum(not each.text for each in found) == 28
    assert all(each.edited.at and each.url and each.title for each in found)
    assert not any("<p" in each.text or "&nbsp" in each.text for each in found)
