"""Archives by name and by address."""

from __future__ import annotations

import pytest

from diatrace.errors import Misuse
from diatrace.source.recall import ARCHIVES, Archive, archive_of


def test_known_archives_answer_by_name() -> None:
    assert sorted(ARCHIVES) == ["arquivo", "wayback"]
    for name, each in ARCHIVES.items():
        assert archive_of(name) is each
        assert all(part.startswith("https://") for part in (each.index, each.replay))
    assert ARCHIVES["wayback"].raw("20150601000000", "http://example.org/?a=1") == (
        "https://web.archive.org/web/20150601000000id_/http://example.org/?a=1"
    )


@pytest.mark.parametrize("ending", ["", "/", "/cdx", "/cdx/", "/cdx/search/cdx", "?x=1#y"])
def test_an_address_is_that_of_a_collection_or_its_index(ending: str) -> None:
    base = "http://example.org:8080/coll/"
    found = archive_of(f"http://example.org:8080/coll{ending}")
    assert (found.name, found.index, found.style) == ("example.org:8080/coll", f"{base}cdx", "pywb")
    assert (found.timemap, found.replay) == (f"{base}timemap/link/", base)
    assert found.otherwise == Archive(
        "example.org:8080/coll", index=f"{base}cdx/search/cdx", style="wayback", replay=f"{base}web/"
    )


def test_the_place_of_captures_may_be_given_for_that_of_the_index() -> None:
    found = archive_of("https://web.example.org/web/").otherwise
    assert found is not None
    assert (found.index, found.replay) == (
        "https://web.example.org/cdx/search/cdx",
        "https://web.example.org/web/",
    )


def test_an_address_may_be_that_of_time_maps() -> None:
    assert archive_of("https://example.org/coll/timemap/link/") == Archive(
        "example.org/coll", timemap="https://example.org/coll/timemap/link/"
    )


@pytest.mark.parametrize("given", ["", "waybak", "ftp://example.org/", "https:///x"])
def test_what_is_no_archive_is_refused_with_the_known_ones(given: str) -> None:
    with pytest.raises(Misuse) as caught:
        archive_of(given)
    assert "one of wayback, arquivo" in caught.value.hint


def test_questions_are_those_that_each_style_knows() -> None:
    how = {"begin": "20150101000000", "end": "20151231235959", "limit": 5}
    asked = ARCHIVES["wayback"].question("http://example.org/?a=b&c", prefix=True, after="x y", **how)  # type: ignore[arg-type]
    assert asked == (
        "https://web.archive.org/cdx/search/cdx?url=http%3A%2F%2Fexample.org%2F%3Fa%3Db%26c&matchType=prefix"
        "&from=20150101000000&to=20151231235959&limit=5&fl=timestamp%2Coriginal%2Cmimetype%2Cstatuscode%2Cdigest"
        "&showResumeKey=true&resumeKey=x+y"
    )
    asked = ARCHIVES["arquivo"].question("http://example.org/", prefix=False, **how)  # type: ignore[arg-type]
    assert asked.endswith("&matchType=exact&from=20150101000000&to=20151231235959&limit=5&output=json")
