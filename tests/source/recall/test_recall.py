"""Captures come back from archives of every style with their own addresses and dates, gently, and once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from diatrace.errors import Cancelled, Misuse, SourceError
from diatrace.source.crawl.warc import NOTED
from diatrace.source.recall import Archive, Progress, archive_of
from tests.source.recall.archives import BASE, GATE, HOST, MAPS, PYWB, WAYBACK, held
from tests.source.recall.conftest import Recalled
from tests.web import Reply

HOME, OTHER = "http://example.org/", "http://example.org/other"
Serve = Callable[..., Recalled]
STYLES = pytest.mark.parametrize("style", [WAYBACK, PYWB, MAPS], ids=lambda each: each.name)


@STYLES
def test_the_nearest_capture_of_an_address_is_taken(archive: Serve, style: Archive) -> None:
    found = archive(
        held(HOME, "20140101000000"),
        held(HOME, "20150401000000"),
        held(HOME, "20150603101112", "été"),
        held(HOME, "20150801000000"),
        held(OTHER, "20150601000000"),
    ).run(HOME, archive=style)
    assert found.captures == [(HOME, "20150603101112")]
    (page,) = found.pages
    assert page.text.startswith("été")
    assert (page.attributes or {})["archive"] == style.name
    assert page.edited.evidence == "Last-Modified header"
    assert [each.address for each in page.occurrences] == ["http://example.org/more"]
    assert (found.summary.found, found.summary.taken, found.summary.failed) == (1, 1, 0)


@STYLES
def test_all_that_differ_are_taken_where_every_is_asked(archive: Serve, style: Archive) -> None:
    found = archive(
        held(HOME, "20150402000000", "first"),
        held(HOME, "20150501000000", "first"),
        held(HOME, "20150701000000", "second"),
        held(HOME, "20160101000000", "third"),
    ).run(HOME, archive=style, every=True)
    expected = ["20150402000000", "20150701000000"]
    if style is MAPS:  # which does not say what is the same
        expected.insert(1, "20150501000000")
    assert [stamp for _, stamp in found.captures] == expected


@pytest.mark.parametrize("style", [WAYBACK, PYWB], ids=lambda each: each.name)
def test_a_prefix_takes_what_begins_with_it_and_is_a_page(archive: Serve, style: Archive) -> None:
    found = archive(
        held(HOME, "20150601000000"),
        held(OTHER, "20150601000000"),
        held("https://www.example.org/other/", "20150602000000"),
        held("http://example.org/logo.png", "20150601000000", mime="image/png"),
        held("http://example.org/gone", "20150601000000", status="404"),
        held("http://example.org/again", "20150601000000", mime="warc/revisit", status="-"),
        held("http://example.net/", "20150601000000"),
    ).run(HOME, archive=style, prefix=True)
    assert found.captures == [
        (HOME, "20150601000000"),
        ("http://example.org/again", "20150601000000"),
        (OTHER, "20150601000000"),
    ]


def test_a_time_gate_leads_to_the_nearest(archive: Serve) -> None:
    captures = held(HOME, "20150401000000"), held(HOME, "20150603101112")
    found = archive(*captures).run(HOME, archive=GATE)
    assert found.captures == [(HOME, "20150603101112")]


def test_the_days_count_before_and_after(archive: Serve) -> None:
    captures = [held(HOME, stamp) for stamp in ("20150530235959", "20150603000000")]
    found = archive(*captures)
    assert found.run(HOME, days=1).summary.empty == {HOME: "nothing captured"}
    found.folder = found.folder.with_name("wider")
    assert found.run(HOME, days=2, every=True).captures == [(each.url, each.stamp) for each in captures]


def test_records_are_those_of_the_archive_without_what_is_the_archives(archive: Serve) -> None:
    capture = held(HOME, "20150601000000", "سكن")
    kinds = archive(capture).run(HOME).records()
    assert [kind for kind, *_ in kinds] == ["warcinfo", "response", "metadata"]
    assert b"description: recalled from pywb: 2015-06-01, 90 days before and after\r\n" in kinds[0][3]
    _, fields, http, content = kinds[1]
    assert fields.get_header("WARC-Target-URI") == HOME
    assert fields.get_header("WARC-Date") == "2015-06-01T00:00:00Z"
    assert fields.get_header("WARC-Source-URI") == f"{BASE}/coll/20150601000000id_/{HOME}"
    assert dict(http.headers) == {
        "Server": "Apache",
        "Last-Modified": "Wed, 09 Jan 2008 23:18:29 GMT",
        "Content-Type": "text/html",
    }
    assert content == capture.body
    told = json.loads(kinds[2][3].removeprefix(NOTED))
    assert (told["archive"], told["memento"]) == ("pywb", f"{BASE}/coll/20150601000000id_/{HOME}")


def test_an_archive_that_leads_to_another_date_is_followed_within_the_days(archive: Serve) -> None:
    def missing(path: str, headers: dict[str, str]) -> Reply | None:
        moves = {"20150601000000": "20150605000000", "20150602000000": "20180101000000"}
        for asked, instead in moves.items():
            if f"/coll/{asked}id_" in path:
                return Reply(b"", 302, {"Location": path.replace("/coll/", "/web/").replace(asked, instead)})
        return None

    found = archive(
        held(HOME, "20150601000000"),
        held(HOME, "20150605000000"),
        held(OTHER, "20150602000000"),
        held(OTHER, "20180101000000"),
        odd=missing,
    ).run(HOME, OTHER)
    assert found.captures == [(HOME, "20150605000000")]
    assert found.summary.reasons == {"another date was given": 1}


def test_an_archive_that_leads_out_of_itself_is_not_followed(archive: Serve) -> None:
    def away(path: str, headers: dict[str, str]) -> Reply | None:
        return Reply(b"", 302, {"Location": "http://elsewhere.test/"}) if "id_" in path else None

    found = archive(held(HOME, "20150601000000"), odd=away).run(HOME)
    assert found.summary.reasons == {"redirected out of the archive": 1}
    assert found.summary.file == ""
    assert {hit.host for hit in found.served.log} == {HOST}


def test_an_archive_that_leads_in_circles_is_left(archive: Serve) -> None:
    def circle(path: str, headers: dict[str, str]) -> Reply | None:
        return Reply(b"", 302, {"Location": path}) if "id_" in path else None

    found = archive(held(HOME, "20150601000000"), odd=circle).run(HOME)
    assert found.summary.reasons == {"more than 5 redirects": 1}


def test_a_capture_that_is_not_all_there_says_so(archive: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diatrace.source.recall.plan._LIST_LIMIT", 20_000)
    found = archive(held(HOME, "20150601000000", "word " * 9_000)).run(HOME)
    (page,) = found.pages
    assert (page.attributes or {})["truncated"] == "length"
    assert (page.attributes or {})["notes"] == ["not all of it, or of its links, was kept"]


def test_what_may_come_later_is_asked_for_again_the_next_time(archive: Serve) -> None:
    busy = True

    def answer(path: str, headers: dict[str, str]) -> Reply | None:
        return Reply(b"", 503) if busy and "id_" in path and path.endswith("/other") else None

    found = archive(held(HOME, "20150601000000"), held(OTHER, "20150601000000"), odd=answer)
    found.run(HOME, prefix=True, tries=1)
    assert (found.summary.taken, found.summary.reasons) == (1, {"answered 503": 1})
    busy = False
    found.run(HOME, prefix=True, tries=1)
    assert (found.summary.taken, found.summary.failed) == (2, 0)


def test_without_an_index_a_collection_is_asked_for_its_time_maps(archive: Serve) -> None:
    without = Archive("none", index=f"{BASE}/none", timemap=MAPS.timemap, replay=PYWB.replay)
    found = archive(held(HOME, "20150601000000")).run(HOME, archive=without)
    assert found.captures == [(HOME, "20150601000000")]


def test_an_address_may_be_that_of_an_archive_like_the_wayback_machine(archive: Serve) -> None:
    found = archive(held(HOME, "20150601000000"), held(OTHER, "20150601000000")).run(
        HOME, "http://none.example/", archive=archive_of(BASE), prefix=True
    )
    assert found.captures == [(HOME, "20150601000000"), (OTHER, "20150601000000")]
    asked = [path.partition("?")[0] for path in found.fake.asked if "cdx" in path]
    assert sorted(asked) == ["/cdx", "/cdx/search/cdx", "/cdx/search/cdx"]


def test_an_archive_that_has_neither_holds_nothing(archive: Serve) -> None:
    bare = Archive("bare", timemap=f"{BASE}/coll/timemap/none/")
    found = archive(held(HOME, "20150601000000")).run(HOME, archive=bare)
    assert found.summary.empty == {HOME: "nothing captured"}


@pytest.mark.parametrize("style", [WAYBACK, PYWB, MAPS], ids=lambda each: each.name)
def test_lists_without_end_are_read_up_to_a_bound(
    archive: Serve, monkeypatch: pytest.MonkeyPatch, style: Archive
) -> None:
    monkeypatch.setattr("diatrace.source.recall.recalling._LISTED", 4)
    monkeypatch.setattr("diatrace.source.recall.recalling._ASKED_FOR", 2)
    monkeypatch.setattr("diatrace.source.recall.recalling._MAPS", 2)
    captures = [held(HOME, f"201506010000{number:02d}") for number in range(9)]
    found = archive(*captures, many=2).run(HOME, archive=style, every=True)
    assert (found.summary.taken, found.summary.more) == (4, True)


def test_the_date_in_the_address_counts_where_the_answer_tells_none(archive: Serve) -> None:
    capture = held(HOME, "20150601000000")

    def silent(path: str, headers: dict[str, str]) -> Reply | None:
        if "/coll/20150601000000id_" in path:
            return Reply(b"", 302, {"Location": f"/old/20150603000000id_/{HOME}"})
        return Reply(capture.body) if path.startswith("/old/") else None

    assert archive(capture, odd=silent).run(HOME).captures == [(HOME, "20150603000000")]


def test_captures_without_an_answer_are_told_and_the_others_taken(archive: Serve) -> None:
    def gone(path: str, headers: dict[str, str]) -> Reply | None:
        return Reply(b"", 403) if "id_" in path and path.endswith("/other") else None

    found = archive(held(HOME, "20150601000000"), held(OTHER, "20150601000000"), odd=gone).run(
        HOME, prefix=True
    )
    assert found.captures == [(HOME, "20150601000000")]
    assert (found.summary.failed, found.summary.reasons) == (1, {"answered 403": 1})


def test_a_busy_archive_is_left_alone_for_as_long_as_it_says(archive: Serve) -> None:
    busy = [Reply(b"", 429, {"Retry-After": "1"}), Reply(b"", 503), Reply(b"", 200, length=5000)]

    def answer(path: str, headers: dict[str, str]) -> Reply | None:
        return busy.pop(0) if busy and "id_" in path else None

    found = archive(held(HOME, "20150601000000"), odd=answer).run(HOME)
    assert found.captures == [(HOME, "20150601000000")]
    hits = [hit for hit in found.served.hits(HOST) if "id_" in hit.path]
    assert [hit.status for hit in hits] == [429, 503, 200, 200]
    assert hits[1].at - hits[0].done >= 1.0


def test_an_archive_that_never_answers_is_let_be(archive: Serve) -> None:
    def busy(path: str, headers: dict[str, str]) -> Reply | None:
        return Reply(b"", 503) if "id_" in path else None

    captures = [held(f"{HOME}{number}", "20150601000000") for number in range(9)]
    found = archive(*captures, odd=busy)
    with pytest.raises(SourceError, match="pywb does not answer: answered 503") as caught:
        found.run(HOME, prefix=True, tries=2)
    assert "it goes on where it was" in caught.value.hint
    assert len([path for path in found.fake.asked if "id_" in path]) == 6


def test_requests_say_who_asks_and_come_one_by_one(archive: Serve) -> None:
    captures = [held(f"{HOME}{number}", "20150601000000") for number in range(4)]
    found = archive(*captures).run(HOME, prefix=True, delay=0.1)
    hits = found.served.hits(HOST)
    assert len(hits) == 5
    assert all("contact: recall@example.org" in hit.headers["user-agent"] for hit in hits)
    assert all(later.at - earlier.done >= 0.09 for earlier, later in pairwise(hits))


def test_what_is_there_is_not_fetched_again(archive: Serve) -> None:
    captures = [held(f"{HOME}{number}", "20150601000000") for number in range(6)]
    found = archive(*captures)

    def stop(now: Progress) -> None:
        if now.done == 3:
            raise Cancelled("stopped")

    with pytest.raises(Cancelled):
        found.run(HOME, prefix=True, on_progress=stop)
    found.run(HOME, prefix=True)
    raw = [path for path in found.fake.asked if "id_" in path]
    assert len(raw) == len(set(raw)) == 6
    assert len([path for path in found.fake.asked if "cdx" in path]) == 1
    assert found.summary.taken == 6
    before = (found.folder / found.summary.file).read_bytes()
    asked = len(found.fake.asked)
    found.run(HOME, prefix=True)
    assert len(found.fake.asked) == asked
    assert (found.folder / found.summary.file).read_bytes() == before


def test_what_a_kill_left_unfinished_is_cut_off(archive: Serve) -> None:
    captures = [held(f"{HOME}{number}", "20150601000000") for number in range(3)]
    found = archive(*captures).run(HOME, prefix=True)
    file, journal = found.folder / found.summary.file, found.folder / "journal.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole + b"\x1f\x8b\x08 half of a record")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[:2]) + lines[2][:-4])
    found.fake.asked.clear()
    found.run(HOME, prefix=True)
    assert [path.rpartition("/")[2] for path in found.fake.asked] == ["2"]
    assert file.read_bytes() == whole
    assert [url for url, _ in found.captures] == [each.url for each in captures]


def test_progress_counts_captures(archive: Serve) -> None:
    told: list[Progress] = []
    captures = [held(f"{HOME}{number}", "20150601000000") for number in range(3)]
    archive(*captures).run(HOME, prefix=True, on_progress=told.append)
    assert told[0] == Progress(0, 0)
    assert told[-1] == Progress(3, 3)


def test_an_index_in_many_pieces_is_read_to_its_end(archive: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diatrace.source.recall.recalling._ASKED_FOR", 2)
    captures = [held(f"{HOME}{number}", "20150601000000") for number in range(5)]
    found = archive(*captures).run(HOME, prefix=True, archive=WAYBACK)
    assert found.summary.found == 5
    assert not found.summary.more
    assert len([path for path in found.fake.asked if path.startswith("/cdx/search")]) == 3


def test_time_maps_are_followed_to_their_end(archive: Serve) -> None:
    captures = [held(HOME, f"201506010000{number:02d}") for number in range(7)]
    found = archive(*captures, many=3).run(HOME, archive=MAPS, every=True)
    assert found.captures == [(each.url, each.stamp) for each in captures]


def test_more_than_asked_for_is_told(archive: Serve) -> None:
    captures = [held(f"{HOME}{number}", "20150601000000") for number in range(5)]
    found = archive(*captures).run(HOME, prefix=True, pages=2)
    assert (found.summary.found, found.summary.taken, found.summary.more) == (2, 2, True)


def test_addresses_of_which_there_is_nothing_are_named(archive: Serve) -> None:
    def closed(path: str, headers: dict[str, str]) -> Reply | None:
        return Reply(b"blocked", 403) if "closed" in path else None

    found = archive(held(HOME, "20150601000000"), odd=closed).run(
        HOME, "http://none.example/", "http://closed.example/"
    )
    assert found.summary.empty == {
        "http://none.example/": "nothing captured",
        "http://closed.example/": "answered 403",
    }
    assert found.summary.taken == 1


def test_an_archive_that_held_nothing_is_asked_again(archive: Serve) -> None:
    found = archive()
    assert found.run(HOME).summary.found == 0
    found.fake.captures = [held(HOME, "20150601000000")]
    assert found.run(HOME).captures == [(HOME, "20150601000000")]


def test_an_archive_without_index_takes_no_prefix(archive: Serve) -> None:
    found = archive(held(HOME, "20150601000000")).run(HOME, archive=MAPS, prefix=True)
    assert found.summary.empty == {HOME: "the archive has no index: only whole addresses can be asked for"}


def test_an_index_that_answers_nonsense_holds_nothing(archive: Serve) -> None:
    def nonsense(path: str, headers: dict[str, str]) -> Reply | None:
        return Reply(b"<html>\n\x00\xff{\n[[[ 1 2 3 4 5 6 7\n" * 50) if "cdx" in path else None

    assert archive(odd=nonsense).run(HOME).summary.empty == {HOME: "nothing captured"}


def test_a_private_archive_is_refused_unless_it_is_allowed(archive: Serve) -> None:
    found = archive(held(HOME, "20150601000000"))
    with pytest.raises(SourceError, match=r"private address 127\.0\.0\.1 refused") as caught:
        found.run(HOME, allow_private=False)
    assert "--allow-private" in caught.value.hint
    assert found.fake.asked == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"contact": ""}, "only with a contact"),
        ({"contact": "nobody"}, "needs a contact"),
        ({"days": -1}, "cannot be negative"),
        ({"pages": 0}, "cannot be negative"),
        ({"at": date(9999, 12, 31)}, "out of the calendar"),
        ({"delay": -1.0}, "cannot be negative"),
    ],
)
def test_plans_that_cannot_be_carried_out_are_refused(
    archive: Serve, wrong: dict[str, Any], said: str
) -> None:
    found = archive()
    with pytest.raises(Misuse, match=said):
        found.run(HOME, **wrong)
    with pytest.raises(Misuse, match="no web address"):
        found.run("example")
    assert found.fake.asked == []
