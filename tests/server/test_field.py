"""Fields over the wire."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from diatrace.study import Study
from tests.server.conftest import told


@pytest.fixture
def web(study: Study, client: TestClient) -> TestClient:
    study.site.add(["https://town.example", "https://help.example"])
    client.post("/api/field", json={"kind": "template", "name": "e-diasporas", "who": "Nour"})
    return client


def say(
    web: TestClient, field: str, *values: str, who: str = "Nour", **more: object
) -> dict[str, dict[str, object]]:
    said = {"field": field, "item": "town.example", "values": values, "who": who, **more}
    found: dict[str, dict[str, object]] = web.post("/api/value", json=said).json()
    return found


def test_fields_are_defined_changed_and_hidden(web: TestClient) -> None:
    made = web.post(
        "/api/field", json={"kind": "define", "name": "Tone", "choices": ["warm", "dry"], "many": True}
    )
    assert made.status_code == 201
    tone = next(each for each in made.json() if each["name"] == "Tone")
    assert (tone["choices"], tone["many"], tone["told"]) == (["warm", "dry"], True, 0)
    web.post("/api/field", json={"kind": "retire", "name": "Tone"})
    assert "Tone" not in {each["name"] for each in web.get("/api/field").json()}
    refused = web.post("/api/field", json={"kind": "define", "name": "Tone", "choices": ["warm"]})
    assert "two or more" in told(refused, 400)["title"]


def test_values_are_said_read_blind_agreed_on_and_taken_back(web: TestClient) -> None:
    assert say(web, "activity", "culture", "memory")["activity"]["values"] == ["culture", "memory"]
    assert say(web, "activity", "culture", who="Salma", blind=True)["activity"]["who"] == ["Salma"]
    item = {"item": "town.example"}
    assert web.get("/api/field/item", params={**item, "only": "Salma"}).json()["said"]["activity"][
        "values"
    ] == ["culture"]
    assert web.get("/api/field/item", params=item).json()["said"]["activity"]["disputed"]
    found = web.get("/api/field/agreement", params={"field": "activity", "blind": True}).json()
    assert (found["metric"], found["units"]) == ("MASI", 1)
    assert not say(web, "activity", "culture", who="Idris", adjudication=True)["activity"]["disputed"]
    assert len(web.get("/api/field/history", params={**item, "field": "activity"}).json()) == 3
    assert web.post("/api/value/undo", json={"who": "Idris"}).json() == 1
    assert web.get("/api/field/item", params=item).json()["said"]["activity"]["disputed"]
    assert "religion" in web.get("/api/field/unused").json()["activity"]


def test_what_is_no_value_is_refused(web: TestClient) -> None:
    wrong = (("type", "colour", "one of"), ("colour", "red", "known"), ("languages", "français", "code"))
    for field, value, hint in wrong:
        given = {"field": field, "item": "town.example", "values": [value], "who": "Nour"}
        assert hint in str(web.post("/api/value", json=given).json())
    nowhere = {"field": "type", "item": "nowhere", "values": ["person"], "who": "Nour"}
    told(web.post("/api/value", json=nowhere), 404)
