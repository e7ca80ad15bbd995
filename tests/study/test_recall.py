"""A recall goes through the one door: its WARC is a source, its run a row, its traces dated by the archive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from diatrace.errors import Misuse
from diatrace.store.folder import Folder
from diatrace.study import Study
from tests.source.crawl.conftest import loopback_only  # noqa: F401 - holds here too
from tests.source.recall.archives import Fake, held
from tests.web import Served

HOME = "http://example.org/"
CAPTURES = (held(HOME, "20150601000000", "été"), held(HOME, "20150701000000", "automne"))


@pytest.fixture
def study(folder: Folder) -> Study:
    """An empty study."""
    return Study(folder)


@pytest.fixture
def served() -> Iterator[Served]:
    """An archive of two captures of one page."""
    with Fake(CAPTURES).served() as served:
        yield served


def test_captures_become_versions_of_one_trace_once(study: Study, served: Served) -> None:
    how = {
        "archive": "http://archive.test/coll/",
        "at": "2015-06-15",
        "days": 60,
        "contact": "recall@example.org",
        "delay": 0.0,
        "allow_private": True,
        "every": True,
        "resolver": served.resolver,
    }
    first = study.source.recall([HOME], **how)  # type: ignore[arg-type]
    assert (first["found"], first["taken"], first["failed"]) == (2, 2, 0)
    assert (first["source"]["added"], first["source"]["revised"]) == (1, 1)
    again = study.source.recall([HOME], **how)  # type: ignore[arg-type]
    assert (again["source"]["already"], again["source"]["added"]) == (True, 0)
    assert len([hit for hit in served.log if "id_" in hit.path]) == 2
    recalls = [run for run in study.runs() if run["kind"] == "recall"]
    assert [(run["state"], run["done"], run["total"]) for run in recalls] == [("done", 2, 2)] * 2
    assert recalls[0]["result"]["taken"] == 2
    (trace,) = study.trace.list()
    assert f"{trace.captured.at:%Y-%m-%d}" == "2015-07-01"
    assert (trace.attributes or {})["archive"] == "archive.test/coll"
    assert study.verify() == []


def test_nothing_captured_adds_no_source(study: Study, served: Served) -> None:
    found = study.source.recall(
        ["http://none.example/"],
        archive="http://archive.test/coll/",
        at="2015-06-15",
        contact="recall@example.org",
        delay=0.0,
        allow_private=True,
        resolver=served.resolver,
    )
    assert (found["source"], found["empty"]) == (None, {"http://none.example/": "nothing captured"})
    assert study.source.list() == []


def test_the_contact_is_that_of_the_last_time(study: Study, served: Served) -> None:
    how = {"archive": "http://archive.test/coll/", "at": "2015-06-15", "delay": 0.0, "allow_private": True}
    with pytest.raises(Misuse, match="only with a contact"):
        study.source.recall([HOME], **how, resolver=served.resolver)  # type: ignore[arg-type]
    study.source.recall([HOME], contact="first@example.org", **how, resolver=served.resolver)  # type: ignore[arg-type]
    study.source.recall([HOME], days=5, **how, resolver=served.resolver)  # type: ignore[arg-type]
    assert all("contact: first@example.org" in hit.headers["user-agent"] for hit in served.log)


def test_a_day_that_is_none_is_refused(study: Study) -> None:
    with pytest.raises(Misuse, match="'June' is no day"):
        study.source.recall([HOME], archive="wayback", at="June", contact="recall@example.org")
