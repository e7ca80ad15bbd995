"""Freezing, comparing and publishing over the wire; what was written is fetched once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from diatrace import registry
from diatrace.study import Study
from tests.server.conftest import BASE, ROOMS, TOKEN, study_of, told


@pytest.fixture
def frozen(client: TestClient) -> TestClient:
    answer = client.post("/api/corpus", json={"question": "housing", "who": "Salma"})
    assert answer.status_code == 201
    assert (answer.json()["corpus"], answer.json()["new"]) == ("housing@1", True)
    return client


def outbox(study: Study) -> list[Path]:
    return [each for each in (study.path / "outbox").rglob("*") if each.is_file()]


def test_what_stands_is_frozen_listed_and_compared(frozen: TestClient, study: Study) -> None:
    again = frozen.post("/api/corpus", json={"question": "housing"}).json()
    assert again["new"] is False
    study.decision.make("housing", ROOMS, "out", reviewer="Salma Invented")
    assert frozen.post("/api/corpus", json={"question": "housing"}).json()["corpus"] == "housing@2"
    assert [each["corpus"] for each in frozen.get("/api/corpus").json()] == ["housing@1", "housing@2"]
    found = frozen.get("/api/corpus/diff?old=housing@1&new=housing@2").json()
    assert ROOMS in str(found)
    for query in ("old=housing@1&new=housing@9", "old=%00&new=x", "old=&new="):
        told(frozen.get(f"/api/corpus/diff?{query}"), 404)
    told(frozen.get("/api/corpus/diff?old=housing@1"), 422)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"question": "nothing"}, 404),
        ({"question": None}, 422),
        ({"question": "\0"}, 404),
        ({"rule": "majority"}, 404),
        ({"include": []}, 400),
        ({"include": ["maybe"]}, 422),
        ({"include": "in"}, 422),
        ({"name": "../evil"}, 400),
        ({"name": "a\0b"}, 400),
        ({"name": "a" * 81}, 422),
        ({"name": "\U00010900" * 80}, 400),
        ({"who": " "}, 422),
    ],
)
def test_what_cannot_be_frozen_is_refused(lasting: TestClient, wrong: dict[str, Any], status: int) -> None:
    told(lasting.post("/api/corpus", json={"question": "housing", **wrong}), status)
    assert len(study_of(lasting).corpus.list()) == 1


FORMATS = [
    each for each in registry.names("publication") if "trace" in registry.load("publication", each).units
]


def test_formats_are_those_that_hold_the_corpus(lasting: TestClient) -> None:
    held = lasting.get("/api/publication", params={"corpus": "housing"}).json()
    assert [each["name"] for each in held] == FORMATS
    assert [each["name"] for each in lasting.get("/api/publication").json()] == registry.names("publication")
    told(lasting.get("/api/publication", params={"corpus": "nothing"}), 404)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_and_fetched_once(lasting: TestClient, name: str) -> None:
    whole = {"closed": "include", "reason": "consent"} if name == "bundle" else {}
    answer = lasting.post("/api/publication", json={"corpus": "housing", "format": name, "params": whole})
    assert answer.status_code == 201, answer.text
    facts = answer.json()
    assert facts["out"] == ""
    assert str(study_of(lasting).path) not in answer.text
    fetched = lasting.get(f"/api/publication/{facts['key']}")
    assert fetched.status_code == 200
    assert "attachment" in fetched.headers["content-disposition"]
    assert len(fetched.content) == facts["bytes"]
    assert hashlib.sha256(fetched.content).hexdigest() == facts["sha256"]
    told(lasting.get(f"/api/publication/{facts['key']}"), 404)
    assert outbox(study_of(lasting)) == []


def test_formats_are_told_with_their_parameters(client: TestClient) -> None:
    told_of = {each["name"]: each for each in client.get("/api/publication").json()}
    assert told_of.keys() == set(registry.names("publication"))
    assert told_of["csv"]["params"]["properties"]["closed"]["enum"] == ["withhold", "include"]


@pytest.mark.parametrize("name", ["out", "format", "corpus", "who", "force", "self", "params"])
def test_a_parameter_named_like_an_argument_is_refused(lasting: TestClient, name: str) -> None:
    order = {
        "corpus": "housing",
        "format": "csv",
        "params": {name: str(study_of(lasting).path.parent / "evil.csv")},
    }
    assert name in told(lasting.post("/api/publication", json=order), 400)["title"]
    assert not (study_of(lasting).path.parent / "evil.csv").exists()


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"corpus": "nothing"}, 404),
        ({"corpus": "housing@99"}, 404),
        ({"corpus": "housing@" + "9" * 500}, 404),
        ({"format": "docx"}, 404),
        ({"format": "../csv"}, 404),
        ({"params": {"colour": "red"}}, 400),
        ({"params": {"bom": "perhaps"}}, 400),
        ({"params": {"bom": [True]}}, 400),
        ({"params": {"closed": {"include": True}}}, 400),
        ({"params": {"reason": 5}}, 400),
        ({"params": {"closed": "include"}}, 403),
        ({"params": []}, 422),
        ({"more": 1}, 422),
    ],
)
def test_what_cannot_be_published_is_refused_and_leaves_nothing(
    lasting: TestClient, wrong: dict[str, Any], status: int
) -> None:
    events = study_of(lasting).events(limit=1)
    told(lasting.post("/api/publication", json={"corpus": "housing", "format": "csv", **wrong}), status)
    assert study_of(lasting).events(limit=1) == events
    assert outbox(study_of(lasting)) == []


@pytest.mark.parametrize(
    "key", ["%2e%2e", "..", "%00", "a" * 5000, "0" * 32, "A" * 32, "..%2f..%2fstudy.toml"]
)
def test_a_key_is_never_a_path(lasting: TestClient, key: str) -> None:
    answer = lasting.get(f"/api/publication/{key}")
    if answer.headers["content-type"].startswith("application/json"):
        assert key == ".."  # taken off by the client: the list of formats
    else:
        told(answer, 404)
    assert (study_of(lasting).path / "study.toml").is_file()


def test_what_was_not_fetched_does_not_outlive_the_server(app: FastAPI, study: Study) -> None:
    with TestClient(app, base_url=BASE, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        client.post("/api/corpus", json={"question": "housing"})
        client.post("/api/publication", json={"corpus": "housing", "format": "csv"})
        assert len(outbox(study)) == 1
    assert outbox(study) == []


def test_a_corpus_of_nothing_is_frozen_but_not_published(client: TestClient) -> None:
    client.post("/api/question", json={"name": "empty", "criteria": "x"})
    assert client.post("/api/corpus", json={"question": "empty"}).json()["members"] == 0
    told(client.post("/api/publication", json={"corpus": "empty", "format": "csv"}), 409)
