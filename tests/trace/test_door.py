"""The door: names go in, pseudonyms come out; nothing is lost, nothing comes in twice, nothing breaks it."""
# ruff: noqa: DTZ001 - moments are naive

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diatrace.model import Link, Moment, Record
from diatrace.privacy.key import Key
from diatrace.trace.columns import TIE, TRACE
from diatrace.trace.door import Admitted, Door
from diatrace.trace.known import Known, words
from diatrace.trace.language import Identifier

KEY = Key(bytes(range(32)))
IMPORTED = datetime(2026, 11, 1, 9, 30)
AT = Moment(datetime(2024, 3, 1, 10), "second", "UTC", "created_at")


def door(known: Known | None = None, *, key: Key = KEY, identifier: Identifier | None = None) -> Door:
    return Door(
        key,
        Known() if known is None else known,
        source=3,
        imported_at=IMPORTED,
        languages=("fr", "en"),
        identifier=identifier,
    )


def rows(admitted: Admitted) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admitted.tables()[0].to_pylist()
    return found


def ties(admitted: Admitted) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = admitted.tables()[1].to_pylist()
    return found


def post(text: str = "A room to let", **fields: Any) -> Record:
    return Record(**{"text": text, "platform": "x", "author": "amal_invented", "edited": AT, **fields})


def test_a_record_becomes_a_row_with_every_column() -> None:
    admitted = door().admit(
        [
            post(
                title="Rooms",
                thread="group",
                url="https://a.example",
                raw=b"raw",
                where=7,
                attributes={"likes": 3},
            )
        ]
    )
    (row,) = rows(admitted)
    assert row.keys() == set(TRACE.names)
    assert (row["source"], row["kind"], row["platform"], row["position"]) == (3, "post", "x", 7)
    assert (row["title"], row["text"], row["url"]) == ("Rooms", "A room to let", "https://a.example")
    assert (row["edited"], row["edited_precision"], row["edited_evidence"]) == (AT.at, "second", "created_at")
    assert (row["captured"], row["captured_evidence"]) == (IMPORTED, "import")
    assert json.loads(row["attributes"]) == {"likes": 3}
    assert row["forms"] == ["text"]
    assert admitted.raws == [b"raw"]
    assert (admitted.added, admitted.known, admitted.revised) == (1, 0, 0)


def test_names_stay_outside() -> None:
    admitted = door().admit(
        [
            post(
                "Ring 06 12 34 56 78, says @ben_invented",
                thread="Family of Amal Invented",
                forward_of="chadi_invented",
                mentions=("dina_invented",),
                links=("https://a.example/?mail=amal@mail.example",),
            )
        ]
    )
    told = json.dumps([rows(admitted)[0] | {"text": ""}, ties(admitted)], default=str)
    assert "invented" not in told
    assert "amal@mail.example" not in told
    (row,) = rows(admitted)
    assert (row["author"][:2], row["thread"][:2], row["forward_of"][:2]) == ("a-", "t-", "a-")
    assert {each["kind"] for each in row["spans"]} == {"phone", "handle"}


def test_one_person_has_one_pseudonym_on_a_platform_and_in_a_study() -> None:
    first, second, elsewhere = rows(
        door().admit([post("1"), post("2", author="Amal_Invented "), post("3", platform="y")])
    )
    (later,) = rows(door().admit([post("4")]))
    (other,) = rows(door(key=Key(b"\1" * 32)).admit([post("1")]))
    assert later["author"] == first["author"]
    assert other["author"] != first["author"]
    assert other["id"] != first["id"]
    assert elsewhere["author"] != first["author"]
    assert second["author"].startswith("a-")


def test_nobody_is_nobody() -> None:
    (row,) = rows(door().admit([post(author="", thread="", forward_of="")]))
    assert (row["author"], row["thread"], row["forward_of"], row["reply_to"]) == ("", "", "", "")


def test_what_is_known_does_not_come_in_again_and_what_changed_does() -> None:
    known = Known()
    records = [post("to let", native="1"), post("b", native="2"), post("b", native="2")]
    first = door(known).admit(records)
    assert (first.added, first.known, first.revised) == (2, 1, 0)
    again = door(known).admit(records)
    assert (again.added, again.known, again.revised) == (0, 3, 0)
    assert not rows(again)
    assert not ties(again)
    assert not again.raws
    changed = door(known).admit(
        [post("already let", native="1"), post("b", native="2", attributes={"likes": 1})]
    )
    assert (changed.added, changed.known, changed.revised) == (0, 0, 2)
    assert [each["id"] for each in rows(changed)] == [each["id"] for each in rows(first)]
    assert [a["digest"] == b["digest"] for a, b in zip(rows(first), rows(changed), strict=True)] == [
        False,
        True,
    ]


def test_within_one_batch_the_newest_state_counts() -> None:
    known = Known()
    admitted = door(known).admit([post("a", native="1"), post("b", native="1"), post("b", native="1")])
    assert (admitted.added, admitted.known, admitted.revised) == (1, 1, 1)
    newest = rows(admitted)[-1]
    assert known.look_up(words([newest["id"]])) == [int(newest["state"], 16)]


def test_messages_said_twice_are_two_and_an_overlapping_export_knows_both() -> None:
    known = Known()
    said = [
        post("ok", kind="message"),
        post("ok", kind="message"),
        post("ok", kind="message", edited=Moment()),
    ]
    assert door(known).admit(said).added == 3
    again = door(known).admit([*said, post("ok", kind="message")])
    assert (again.added, again.known) == (1, 3)


def test_a_page_is_the_same_in_every_study_and_a_post_is_not() -> None:
    page = Record(kind="page", platform="web", native="https://a.example", text="A page")
    (here,) = rows(door().admit([page]))
    (there,) = rows(door(key=Key(b"\1" * 32)).admit([page]))
    assert here["id"] == there["id"]


def test_the_language_is_declared_or_found_or_left_open() -> None:
    records = [
        post("Nous cherchons un logement pour une famille près de la gare", language="fr-FR"),
        post("We are looking for a room near the station for two people"),
        post("Nous cherchons une chambre à louer près de la gare", language="und"),
        post("", title="Looking for a home in the city, any help is welcome"),
    ]
    found = rows(door(identifier=Identifier(("fr", "en"))).admit(records))
    assert [each["language"] for each in found] == ["fr", "en", "fr", "en"]
    assert found[0]["language_evidence"] == "declared"
    assert found[1]["language_evidence"] != "declared"
    assert [each["language"] for each in rows(door().admit(records))] == ["fr", "", "", ""]


def test_a_capture_date_of_the_format_is_kept_beside_the_edit_date() -> None:
    captured = Moment(datetime(2024, 5, 1), "second", "UTC", "timestamp_collected")
    (row,) = rows(door().admit([post(captured=captured, edited=Moment(evidence="no date found"))]))
    assert (row["captured"], row["captured_evidence"]) == (captured.at, "timestamp_collected")
    assert (row["edited"], row["edited_evidence"]) == (None, "no date found")


def test_ties_are_dated_and_go_from_trace_to_pseudonym_trace_or_address() -> None:
    admitted = door().admit(
        [
            post("first", native="1"),
            post("see https://a.example and @ben", native="2", reply_to="1", forward_of="chadi"),
        ]
    )
    first, second = rows(admitted)
    found = {each["kind"]: each for each in ties(admitted)}
    assert found.keys() == {"mention", "reply", "forward", "link"}
    assert found["reply"]["target"] == first["id"] == second["reply_to"]
    assert found["mention"]["target"].startswith("a-")
    assert found["link"]["target"] == "https://a.example"
    assert {each["trace"] for each in found.values()} == {second["id"]}
    assert {each["at"] for each in found.values()} == {AT.at}
    assert {each["author"] for each in found.values()} == {second["author"]}


def test_a_link_of_a_page_keeps_what_stands_around_it() -> None:
    link = Link("https://b.example/", "Rooms", "Rooms to let, ring 06 12 34 56 78", "content", "nofollow")
    admitted = door().admit(
        [
            Record(
                kind="page",
                native="https://a.example",
                occurrences=(link, link._replace(kind="redirect", place="http")),
            )
        ]
    )
    found = ties(admitted)
    assert [each["kind"] for each in found] == ["link", "redirect"]
    assert (found[0]["anchor"], found[0]["place"], found[0]["rel"]) == ("Rooms", "content", "nofollow")
    assert "06 12" not in found[0]["context"]
    assert found[0].keys() == set(TIE.names)


def test_a_list_that_names_other_links_is_another_state_of_it() -> None:
    known = Known()
    lists = [
        Record(
            kind="site",
            native="a",
            url="https://a.example",
            occurrences=(Link("https://b.example", count=n),),
        )
        for n in (1, 2, 2)
    ]
    found = [door(known).admit([each]) for each in lists]
    assert [(each.added, each.revised, each.known) for each in found] == [(1, 0, 0), (0, 1, 0), (0, 0, 1)]


def test_an_empty_batch_is_nothing() -> None:
    admitted = door().admit([])
    assert (rows(admitted), ties(admitted), admitted.raws) == ([], [], [])
    assert (admitted.added, admitted.known, admitted.revised) == (0, 0, 0)


TEXT = st.text(st.characters(), max_size=30)  # lone surrogates among them
RECORD = st.builds(
    Record,
    text=TEXT | st.just("write to amal@mail.example or @ben, https://a.example/x"),
    kind=st.sampled_from(["post", "message", "comment", "page", "link", "site"]),
    platform=st.sampled_from(["x", "web"]),
    native=st.sampled_from(["", "1", "2"]) | TEXT,
    title=TEXT,
    author=TEXT,
    thread=TEXT,
    reply_to=st.sampled_from(["", "1"]) | TEXT,
    forward_of=TEXT,
    url=TEXT,
    edited=st.builds(Moment, st.none() | st.datetimes(), st.just("second"), st.just("UTC"), TEXT),
    language=TEXT,
    mentions=st.lists(TEXT, max_size=2).map(tuple),
    links=st.lists(TEXT, max_size=2).map(tuple),
    occurrences=st.lists(st.builds(Link, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    attributes=st.none() | st.dictionaries(TEXT, st.integers() | TEXT | st.none(), max_size=2),
    raw=st.binary(max_size=5),
    where=st.integers(0, 100),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(RECORD, max_size=6))
def test_whatever_comes_is_held_or_known_and_cuts_of_the_batch_do_not_matter(
    records: Sequence[Record],
) -> None:
    known = Known()
    whole = door(known).admit(records)
    assert whole.added + whole.known + whole.revised == len(records)
    assert len(rows(whole)) == len(whole.raws) == whole.added + whole.revised
    assert {each["trace"] for each in ties(whole)} <= {each["id"] for each in rows(whole)}
    one_by_one = door()
    parts = [one_by_one.admit([each]) for each in records]
    assert [row for part in parts for row in rows(part)] == rows(whole)
    assert [tie for part in parts for tie in ties(part)] == ties(whole)
    ids = np.array([int(each["id"], 16) for each in rows(whole)], np.uint64)
    assert all(each is not None for each in known.look_up(ids))
