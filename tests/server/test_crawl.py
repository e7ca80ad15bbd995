"""Crawls over the wire: checked before they begin, done beside the requests, their failures told."""

from __future__ import annotations

import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from diatrace.study import Study
from tests.server.conftest import told

CONTACT = "salma@university.example"
HERE = "http://127.0.0.1:9/"


def over(client: TestClient) -> dict[str, Any]:
    """Wait for the newest crawl to end, and return it."""
    for _ in range(600):
        found: list[dict[str, Any]] = client.get("/api/crawl").json()
        if found and found[0]["ended_at"]:
            return found[0]
        time.sleep(0.05)
    pytest.fail("the crawl did not end")


def test_a_crawl_from_the_page_never_enters_this_machine_and_tells_why(
    client: TestClient, study: Study
) -> None:
    study.site.add([HERE])
    began = client.post("/api/crawl", json={"contact": CONTACT, "delay": 0, "who": "Nour"})
    assert (began.status_code, began.content) == (202, b"null")
    found = over(client)
    assert (found["crawl"], found["state"], found["starts"], found["contact"]) == (1, "done", 1, CONTACT)
    failed = client.get("/api/crawl/0/unanswered").json()
    assert HERE in {each["url"] for each in failed}
    assert {each["state"] for each in failed} == {"failed"}
    assert all("private" in each["reason"] for each in failed)
    assert client.post("/api/crawl/resume").status_code == 202
    assert over(client)["crawl"] == 1


@pytest.mark.parametrize(
    ("order", "title"),
    [
        ({"contact": "nobody", "sites": [HERE]}, "needs a contact"),
        ({"contact": CONTACT, "sites": ["two words"]}, "no site is called"),
        ({"contact": CONTACT}, "where to begin"),
        ({"contact": CONTACT, "question": "housing"}, "not about sites"),
    ],
)
def test_what_cannot_be_carried_out_is_said_before_it_begins(
    client: TestClient, order: dict[str, Any], title: str
) -> None:
    answer = client.post("/api/crawl", json=order)
    assert title in told(answer, answer.status_code)["title"]
    assert client.get("/api/crawl").json() == []


def test_a_page_may_not_ask_for_private_networks(client: TestClient) -> None:
    told(client.post("/api/crawl", json={"contact": CONTACT, "allow_private": True}), 422)


def test_a_crawl_that_never_was_is_not_known(client: TestClient) -> None:
    told(client.get("/api/crawl/3/unanswered"), 404)
