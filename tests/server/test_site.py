"""Sites over the wire."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from diatrace.study import Study
from tests.server.conftest import told

TOWN = "https://town.example/"


@pytest.fixture
def web(study: Study, client: TestClient, tmp_path: Path) -> TestClient:
    page = tmp_path / "town.html"
    page.write_text(
        f"<html><head><link rel=canonical href='{TOWN}'></head>"
        "<body><p>Look at <a href='https://help.example/rooms'>rooms</a>.</p></body></html>"
    )
    study.source.add(page)
    return client


def test_sites_come_with_how_they_are_linked(web: TestClient) -> None:
    found = {each["name"]: each for each in web.get("/api/site").json()}
    assert (found["help.example"]["in_degree"], found["town.example"]["captured"]) == (1, 1)
    card = web.get("/api/site/one", params={"site": TOWN}).json()
    assert [each["name"] for each in card["cites"]] == ["help.example"]
    assert card["pages"][0]["url"] == TOWN
    assert (card["in_degree"], card["out_degree"]) == (0, 1)


def test_a_table_of_sites_is_narrowed_and_turned(web: TestClient, study: Study) -> None:
    study.proposal.run("sites")
    study.decision.make("sites", study.site.named("help.example").id, "in", reviewer="Nour")
    table = web.get("/api/site/table", params={"question": "sites"}).json()
    assert table["total"] == len(table["sites"])
    assert {each["name"]: each["verdict"] for each in table["sites"]}["help.example"] == "in"
    for asked in ("q=HELP+exam", "verdict=in", "captured=true&q=town"):
        assert web.get(f"/api/site/table?question=sites&{asked}").json()["total"] == 1
    rest = web.get("/api/site/table", params={"question": "sites", "verdict": "open"}).json()["total"]
    assert rest == table["total"] - 1
    assert len(web.get("/api/site/table", params={"limit": 1, "offset": 1}).json()["sites"]) == 1


def test_an_edge_opens_onto_its_links(web: TestClient) -> None:
    found = web.get("/api/site/link", params={"source": "town.example", "target": "help.example"}).json()
    assert [each["target"] for each in found] == ["https://help.example/rooms"]


def test_boundaries_are_drawn_and_taken_back(web: TestClient) -> None:
    made = web.post("/api/site", json={"kind": "split", "addresses": ["help.example/rooms"], "name": "Rooms"})
    assert (made.status_code, made.json()[0]["name"]) == (201, "Rooms")
    merged = web.post("/api/site", json={"kind": "merge", "site": "Rooms", "into": "town.example"})
    assert merged.json()[0]["name"] == "town.example"
    assert web.post("/api/site", json={"kind": "undo"}).json() == []
    assert [each["kind"] for each in web.get("/api/site/act").json()] == [
        "declare",
        "declare",
        "merge",
        "undo",
    ]


@pytest.mark.parametrize(
    ("route", "params"),
    [
        ("/api/site/one", {"site": "co.uk"}),
        ("/api/site/one", {"site": "javascript:x"}),
        ("/api/site/link", {"source": "co.uk", "target": TOWN}),
    ],
)
def test_what_is_not_known_is_said(web: TestClient, route: str, params: dict[str, str]) -> None:
    told(web.get(route, params=params), 404)


@pytest.mark.parametrize(
    ("order", "status"),
    [
        ({"kind": "declare", "addresses": ["co.uk"]}, 400),
        ({"kind": "declare", "addresses": ["\x00"]}, 400),
        ({"kind": "merge", "site": TOWN, "into": TOWN}, 400),
        ({"kind": "undo"}, 409),
        ({"kind": "rule", "addresses": [TOWN], "rule": "host"}, 400),
        ({"kind": "erase"}, 422),
    ],
)
def test_what_cannot_be_a_boundary_is_refused(web: TestClient, order: dict[str, object], status: int) -> None:
    told(web.post("/api/site", json=order), status)


def test_a_day_that_is_none_is_refused(web: TestClient) -> None:
    edge = {"source": "town.example", "target": "help.example"}
    told(web.get("/api/site/link", params={**edge, "at": "yesterday"}), 422)
    told(web.get("/api/site/link", params={**edge, "at": "2026-99-99"}), 400)
