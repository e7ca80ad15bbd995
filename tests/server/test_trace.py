"""Traces over the wire: listed, searched, one with what surrounds it; people's particulars stand apart."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from diatrace.study import Study
from tests import invented
from tests.server.conftest import ROOMS, told


def texts(found: dict[str, Any]) -> list[str]:
    return ["".join(piece["text"] for piece in each["pieces"]) for each in found["traces"]]


def test_traces_come_in_order_of_arrival_and_in_pages(client: TestClient) -> None:
    found = client.get("/api/trace").json()
    assert found["total"] == 7
    assert texts(found) == [each["text"] for each in invented.EVERYTHING]
    page = client.get("/api/trace?limit=2&offset=3").json()
    assert (page["total"], page["traces"]) == (7, found["traces"][3:5])
    assert len(client.get("/api/trace?limit=0").json()["traces"]) == 1
    assert client.get(f"/api/trace?offset={2**63 - 1}").json()["traces"] == []
    assert client.get("/api/trace?q=room&offset=100").json()["traces"] == []


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("kind=page", 4),
        ("kind=post&source=2", 2),
        ("language=ar", 1),
        ("author=a-k3n5qwzr2m7c", 1),
        ("thread=t-cccccccccccc", 1),
        ("source=99", 0),
        ("kind=%27%3B%20DROP%20TABLE%20trace", 0),
        ("language=%00", 0),
    ],
)
def test_traces_are_filtered(lasting: TestClient, query: str, count: int) -> None:
    found = lasting.get(f"/api/trace?{query}").json()
    assert (found["total"], len(found["traces"])) == (count, count)


@pytest.mark.parametrize(
    "query",
    ["limit=-1", "offset=-1", "source=-1", f"offset={2**63}", f"source={10**40}", "limit=x", "source="],
)
def test_numbers_that_are_none_are_refused(lasting: TestClient, query: str) -> None:
    told(lasting.get(f"/api/trace?{query}"), 422)
    told(lasting.get(f"/api/trace?q=room&{query}"), 422)


def test_a_search_finds_the_best_first_whatever_the_script(client: TestClient) -> None:
    assert client.get("/api/trace?q=غرفه").json()["total"] == 1
    assert client.get("/api/trace", params={"q": "hivér"}).json()["total"] == 1
    assert client.get("/api/trace", params={"q": "room", "limit": 1}).json()["total"] == 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=40) | st.text('"*-()^{}:|NEAR AND OR room\\', max_size=30))
def test_whatever_is_searched_for_is_answered(lasting: TestClient, words: str) -> None:
    answer = lasting.get(f"/api/trace?q={quote(words.encode(errors='replace'))}")
    assert answer.status_code == 200
    assert answer.json()["total"] >= len(answer.json()["traces"])


def test_particulars_of_people_stand_apart_and_the_raw_record_stays_home(client: TestClient) -> None:
    (post, _) = client.get("/api/trace?kind=post").json()["traces"]
    assert [each["text"] for each in post["pieces"] if each["kind"] == "phone"] == ["+33 6 12 34 56 78"]
    assert "raw" not in post
    assert "spans" not in post


def test_one_trace_with_what_surrounds_it(client: TestClient, study: Study) -> None:
    rows = [
        invented.row(f"message {number}", kind="message", thread="t-dddddddddddd", position=number)
        for number in range(3)
    ]
    rows[2]["reply_to"] = rows[0]["id"]
    invented.hold(study.folder, rows)
    assert client.get(f"/api/trace/{ROOMS}").json()["title"] == "Rooms"
    found = client.get(f"/api/trace/{rows[1]['id']}/context").json()
    assert texts({"traces": found["before"]}) == ["message 0"]
    assert texts({"traces": found["after"]}) == ["message 2"]
    assert [each["id"] for each in client.get(f"/api/trace/{rows[0]['id']}/context").json()["replies"]] == [
        rows[2]["id"]
    ]
    answers = client.get(f"/api/trace/{rows[2]['id']}/context").json()
    assert texts({"traces": answers["answers_to"]}) == ["message 0"]


@pytest.mark.parametrize(
    "name", ["f" * 16, "zzz", "%00", "..%2f..", "a" * 5000, "%F0%9F%8F%A0", "'%20OR%20'1'='1"]
)
def test_a_trace_nobody_holds_is_unknown(lasting: TestClient, name: str) -> None:
    told(lasting.get(f"/api/trace/{name}"), 404)
    told(lasting.get(f"/api/trace/{name}/context"), 404)
