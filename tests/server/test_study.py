"""What the server tells of the study itself, of its questions and its log, and the stream that says what changed."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from diatrace.study import Study
from tests.server.conftest import ROOMS, TOKEN, serving, study_of, told


def test_the_study_states_itself(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = client.get("/api/study").json()
    assert (found["title"], found["purpose"], found["basis"]) == (
        "Homes",
        "how newcomers find a home",
        "consent",
    )
    assert (found["traces"], found["sources"], found["languages"]) == (7, 3, ["fr", "en", "ar"])
    assert (found["key_here"], found["expired"]) == (True, False)
    (asked,) = found["questions"]
    assert (asked["name"], asked["decided"], asked["total"]) == ("housing", 7, 7)
    settings = {"random_share": 0.05, "target": 0.95, "alpha": 0.05, "rule": "adjudicated"}
    assert settings.items() <= asked["settings"].items()
    monkeypatch.setenv("DIATRACE_KEYS", str(tmp_path / "elsewhere"))
    assert client.get("/api/study").json()["key_here"] is False


def test_a_question_is_put(client: TestClient, study: Study) -> None:
    order = {"name": " work ", "criteria": "Is it about work?", "settings": {"target": 0.9, "rule": "one"}}
    answer = client.post("/api/question", json={**order, "who": "Salma"})
    assert answer.status_code == 201
    assert (answer.json()["name"], answer.json()["decided"], answer.json()["total"]) == ("work", 0, 7)
    assert study.question.get("work").made_by == "Salma"
    assert "called" in told(client.post("/api/question", json=order), 400)["title"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "a" * 81}, 422),
        ({"name": "a/b"}, 400),
        ({"name": ".."}, 400),
        ({"name": "a\0b"}, 400),
        ({"criteria": ""}, 422),
        ({"criteria": "  "}, 400),
        ({"criteria": "a" * 5001}, 422),
        ({"who": ""}, 422),
        ({"settings": {"target": 5}}, 400),
        ({"settings": {"target": "high"}}, 400),
        ({"settings": {"target": [1]}}, 422),
        ({"settings": {"rule": "majority"}}, 404),
        ({"settings": {"rule": 1}}, 400),
        ({"settings": {"colour": 1}}, 400),
        ({"settings": {"name": "x"}}, 400),
        ({"settings": {"criteria": "x"}}, 400),
        ({"settings": {"who": "x"}}, 400),
        ({"settings": {"self": 1}}, 400),
        ({"settings": None}, 422),
    ],
)
def test_what_is_no_question_is_refused(lasting: TestClient, wrong: dict[str, Any], status: int) -> None:
    told(lasting.post("/api/question", json={"name": "q", "criteria": "c", **wrong}), status)
    assert [each.name for each in study_of(lasting).question.list()] == ["housing", "new"]


def test_a_question_in_another_script_is_reached_by_its_address(client: TestClient) -> None:
    for name in ("سكن", "logement ? 50 %", "a&b=c#d"):
        client.post("/api/question", json={"name": name, "criteria": "x"})
        assert client.get(f"/api/question/{quote(name, safe='')}/dashboard").status_code == 200, name


def test_the_log_is_told_newest_first_and_in_pages(client: TestClient) -> None:
    logged = client.get("/api/event?limit=1000").json()
    numbers = [each["seq"] for each in logged]
    assert numbers == sorted(numbers, reverse=True)
    assert logged[-1]["kind"] == "study.create"
    assert client.get("/api/event?limit=2&offset=1").json() == logged[1:3]
    assert client.get(f"/api/event?offset={2**63 - 1}").json() == []
    for query in ("limit=-1", "limit=x", "offset=-1", f"offset={2**63}", f"limit={10**30}"):
        told(client.get(f"/api/event?{query}"), 422)


@contextmanager
def pulse(address: str) -> Iterator[Iterator[dict[str, Any]]]:
    """Listen to the stream as the page does."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with (
        httpx2.Client(timeout=20) as client,
        client.stream("GET", f"{address}/api/pulse", headers=headers) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-security-policy" in answer.headers
        lines = (each for each in answer.iter_lines() if each.startswith("data: "))
        yield (json.loads(each.removeprefix("data: ")) for each in lines)


def test_the_pulse_tells_at_once_and_again_when_something_is_decided(app: FastAPI, study: Study) -> None:
    with serving(app) as address, pulse(address) as told_:
        first = next(told_)
        assert first.keys() == {"decision", "event", "runs", "rankings"}
        made = study.decision.make("housing", ROOMS, "unsure", reviewer="amal")
        assert next(each for each in told_ if each["decision"] == made)["event"] > first["event"]


def test_the_pulse_is_for_those_with_the_token(stranger: TestClient) -> None:
    told(stranger.get("/api/pulse"), 403)


def test_questions_may_be_put_while_the_pulse_looks(client: TestClient, app: FastAPI) -> None:
    """The pulse goes over what others add to at the same time."""
    failures: list[BaseException] = []
    done = threading.Event()

    def look() -> None:
        try:
            while not done.is_set():
                app.state.served.pulse()
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    looking = threading.Thread(target=look)
    looking.start()
    for number in range(12):
        client.post("/api/question", json={"name": f"q{number}", "criteria": "x"})
    done.set()
    looking.join()
    assert failures == []
    assert app.state.served.pulse()["rankings"].keys() == {f"q{number}" for number in range(12)}
