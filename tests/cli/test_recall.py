"""`diatrace source recall`: captures of a web archive, added as any file is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Run, refused
from tests.source.crawl.conftest import loopback_only  # noqa: F401 - holds here too
from tests.source.recall.archives import Fake, held
from tests.web import Reply, Served

HOME = "http://example.org/"
ASKED = (
    "--at",
    "2015-06-15",
    "--days",
    60,
    "--contact",
    "recall@example.org",
    "--delay",
    0,
    "--allow-private",
)


def _blocked(path: str, headers: dict[str, str]) -> Reply | None:
    return Reply(b"", 403) if "id_" in path and path.endswith("/blocked") else None


@pytest.fixture
def served() -> Iterator[Served]:
    """An archive of two captures of a page, and of one that it does not give."""
    captures = (
        held(HOME, "20150601000000", "été"),
        held(HOME, "20150701000000", "automne"),
        held(f"{HOME}blocked", "20150601000000"),
    )
    with Fake(captures, _blocked).served() as served:
        yield served


@pytest.fixture
def base(served: Served) -> str:
    return f"http://127.0.0.1:{served.port}/coll/"


def test_captures_are_added_and_what_is_missing_is_told(run: Run, empty: str, base: str) -> None:
    said = run("source", "recall", empty, HOME, "http://none.example/", "--from", base, *ASKED)
    assert said.code == 0, said
    assert said.out.startswith("1 captures found, 1 taken, 0 not given\n")
    assert "(warc): 1 read, 1 added" in said.out
    assert "http://none.example/: nothing captured" in said.err


def test_what_the_archive_does_not_give_is_told_by_the_exit_code(run: Run, empty: str, base: str) -> None:
    said = run("source", "recall", empty, HOME, "--prefix", "--pages", 2, "--from", base, *ASKED)
    assert said.code == 3
    assert "1 taken, 1 not given" in said.out
    assert "1 × answered 403" in said.err


def test_the_outcome_as_json(run: Run, empty: str, base: str) -> None:
    said = run("source", "recall", empty, HOME, "--every", "--from", base, *ASKED, "--json")
    assert (said.code, said.out["taken"], said.out["more"]) == (0, 2, False)
    assert (said.out["source"]["added"], said.out["source"]["revised"]) == (1, 1)
    again = run("source", "recall", empty, HOME, "--every", "--from", base, *ASKED, "--json")
    assert (again.out["source"]["added"], again.out["source"]["already"]) == (0, True)


def test_what_cannot_be_asked_is_refused(run: Run, empty: str, base: str) -> None:
    refused(run("source", "recall", empty, HOME, "--from", "nobody", *ASKED), 2)
    refused(run("source", "recall", empty, "nothing", "--from", base, *ASKED), 2)
    refused(run("source", "recall", empty, HOME, "--from", base, *ASKED[:-1]), 1)
