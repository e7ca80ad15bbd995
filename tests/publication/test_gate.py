from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diatrace.corpus.version import Version
from diatrace.errors import PublicationRefused
from diatrace.model import Span
from diatrace.publication.contract import Member, Release
from diatrace.publication.gate import Gate, Opening
from diatrace.store import canonical
from diatrace.store.folder import Folder
from tests.invented import EVERYTHING, MESSAGES, PAGES, POSTS, row

Releasing = Callable[..., Release]
OPEN = {
    "closed": "include",
    "identifiers": "keep",
    "urls": "keep",
    "reviewers": "name",
    "reason": "the same team",
}
VENUES = {1: "open", 2: "consented", 3: "closed"}


def _members(release: Release) -> dict[str, Member]:
    return {each.row["id"]: each for each in release.members()}


def test_after_the_retention_date_nothing_leaves(folder: Folder, frozen: Version) -> None:
    expired = replace(folder, statement=replace(folder.statement, retain_until="2020-01-01"))
    with pytest.raises(PublicationRefused, match="to be erased on 2020-01-01"):
        Release(expired, frozen, Opening())


def test_texts_of_closed_venues_stay(release: Releasing) -> None:
    found = _members(release())[MESSAGES[0]["id"]]
    assert (found.row["text"], found.row["title"], found.venue) == ("", "", "closed")
    assert found.withheld == ("title", "text")
    assert found.row["author"] == MESSAGES[0]["author"]


def test_texts_of_closed_venues_leave_for_a_reason_only(release: Releasing) -> None:
    with pytest.raises(PublicationRefused, match="for a reason"):
        release(closed="include", reason=" ")
    opened = release(closed="include", reason="consent of all members, 2026-10-01")
    assert _members(opened)[MESSAGES[0]["id"]].row["text"] == "My cousin has a free room, ring [phone]"
    assert opened.report.passed == {"closed": 1}
    assert opened.report.plain()["reason"] == "consent of all members, 2026-10-01"


def test_a_source_that_is_not_named_counts_as_closed() -> None:
    passed, withheld = Gate(Opening(), {}, {}).trace(row("Hello", title="T"))
    assert (passed["text"], withheld) == ("", ("title", "text"))


def test_identifiers_are_marked_everywhere(release: Releasing) -> None:
    found = _members(release())[POSTS[0]["id"]]
    assert found.row["text"].endswith("call me on [phone]")
    assert found.row["attributes"] == canonical.text({"label": "write to [email]", "likes": 3})
    assert [reason for *_, reason in found.item.answers] == ["offers a home, says [email]"]


def test_titles_are_looked_through_afresh() -> None:
    gate = Gate(Opening(), VENUES, {})
    passed, _ = gate.trace(row("Text", title="Write to nour@mail.example"))
    assert passed["title"] == "Write to [email]"
    assert gate.met == {"email": 1}


def test_names_a_reader_knew_are_marked() -> None:
    passed, _ = Gate(Opening(), VENUES, {}).trace(
        row("Nour has a room", spans=[{"start": 0, "end": 4, "kind": "name"}])
    )
    assert passed["text"] == "[name] has a room"


@given(st.lists(st.text("aé🏠ق", min_size=1, max_size=9), min_size=1, max_size=5), st.data())
def test_marks_fall_on_their_spans_whatever_the_script(parts: list[str], data: st.DataObject) -> None:
    secret = [data.draw(st.booleans()) for _ in parts]
    spans, start = [], 0
    for part, hidden in zip(parts, secret, strict=True):
        if hidden:
            spans.append(Span(start, start + len(part), "name")._asdict())
        start += len(part)
    passed, _ = Gate(Opening(), VENUES, {}).trace(row("".join(parts), spans=spans))
    assert passed["text"] == "".join(
        "[name]" if hidden else part for part, hidden in zip(parts, secret, strict=True)
    )


def test_attributes_without_identifiers_keep_their_bytes() -> None:
    odd = '{"b": 1.50,"a":[null,true,{"c":"x"}]}'
    passed, _ = Gate(Opening(), VENUES, {}).trace(row("x", attributes=odd))
    assert passed["attributes"] == odd


@pytest.mark.parametrize(
    ("fields", "leaves"),
    [
        ({"url": "https://homes.example/rooms"}, True),
        ({"url": "https://www.facebook.com/nour.invented"}, False),
        ({"url": "https://x.com/nour_invented/status/1", "kind": "post", "author": "a-1"}, False),
        ({"url": "https://forum.example/t/1", "kind": "comment", "author": "a-1"}, False),
        ({"url": "https://news.example/article", "kind": "page", "author": "a-1"}, True),
        ({"url": "https://news.example/article", "kind": "post"}, True),
    ],
)
def test_addresses_that_lead_to_an_account_stay(fields: dict[str, Any], leaves: bool) -> None:
    passed, withheld = Gate(Opening(), VENUES, {}).trace(row("x", **fields))
    assert (passed["url"] == fields["url"], withheld) == ((True, ()) if leaves else (False, ("url",)))
    kept, _ = Gate(Opening(urls="keep"), VENUES, {}).trace(row("x", **fields))
    assert kept["url"] == fields["url"]


def test_digests_do_not_leave_beside_marked_texts(release: Releasing) -> None:
    """From the rest of a text and its digest, a telephone number is found by trying them all."""
    for each in release().members():
        assert (each.row["digest"], each.row["state"], each.row["raw"], each.item.digest) == ("", "", "", "")
    assert not any(each.digest for each in release().items())
    assert not any(each.digest for each in release().standing.decisions.values())


def test_reviewers_are_numbered_in_the_order_they_came(release: Releasing) -> None:
    decisions = release().standing.decisions.values()
    assert [each.reviewer for each in decisions] == ["R1"] * 7 + ["R2"] * 2 + ["R1"]
    assert {each.reviewer for each in release(reviewers="name").standing.decisions.values()} == {
        "Salma Invented",
        "Idris Invented",
    }


def test_notes_and_names_of_files_stay(release: Releasing) -> None:
    closed = release()
    assert not any(each.note for each in closed.standing.decisions.values())
    assert not any(each["name"] or each["settings"] for each in closed.protocol["sources"])
    kept = release(identifiers="keep")
    assert {each.note for each in kept.standing.decisions.values()} == {"ask Nour", ""}
    assert kept.sources[2]["name"] == "WhatsApp Chat with Nour Invented.txt"


def test_the_report_counts_what_was_met(release: Releasing) -> None:
    report = release().report
    assert report.passed == {}
    assert report.withheld == {
        "closed": 1, "email": 8, "file": 3, "note": 7, "phone": 1, "reviewer": 2, "url": 1,
    }  # fmt: skip
    assert report.members == 6
    assert release(identifiers="keep", urls="keep").report.withheld == {"closed": 1, "reviewer": 2}


def test_a_gate_wide_open_changes_nothing(release: Releasing) -> None:
    opened = release(**OPEN)
    held = {each["id"]: each for each in EVERYTHING}
    assert opened.report.withheld == {}
    for each in opened.members():
        assert each.row == held[each.row["id"]]
        assert each.withheld == ()
    assert opened.protocol == opened.version.protocol


def test_members_can_be_asked_for_again(release: Releasing) -> None:
    asked = release()
    assert list(asked.members()) == list(asked.members())
    assert PAGES[3]["id"] not in _members(asked)
    assert len(list(asked.items())) == 7
