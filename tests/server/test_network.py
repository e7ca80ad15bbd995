"""The map over the wire."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from diatrace.study import Study
from tests.server.conftest import told

TOWN, HELP, FAR = "town.example", "help.example", "far.example"


@pytest.fixture
def web(study: Study, client: TestClient, tmp_path: Path) -> TestClient:
    page = tmp_path / "town.html"
    page.write_text(
        f"<html><head><link rel=canonical href='https://{TOWN}/'></head><body>"
        f"<p>Look at <a href='https://{HELP}/rooms'>rooms</a> and <a href='https://{HELP}/beds'>beds</a>.</p></body></html>"
    )
    study.source.add(page)
    study.site.add([FAR])
    return client


def asked(web: TestClient, path: str = "", **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = web.get(f"/api/network{path}", params=params).json()
    return found


def test_the_map_comes_as_columns(web: TestClient) -> None:
    found = asked(web)
    names = found["name"]
    assert {FAR, HELP, TOWN} <= set(names)
    columns = ("site", "name", "verdict", "declared", "known", "captured")
    assert {len(found[each]) for each in columns} == {len(names)}
    edges = zip(found["source"], found["target"], found["links"], strict=True)
    assert [(names[a], names[b], links) for a, b, links in edges if names[a] == TOWN] == [(TOWN, HELP, 2)]
    assert found["declared"][names.index(FAR)]
    assert found["captured"][names.index(TOWN)] == 1


def test_before_anything_was_captured_there_is_no_site(web: TestClient) -> None:
    before = asked(web, at="2001-01-01")
    assert (before["site"], before["source"]) == ([], [])
    assert TOWN in asked(web, at="2099-01-01")["name"]
    assert FAR not in asked(web, at="2099-01-01")["name"]


def test_only_sites_of_some_verdicts(web: TestClient, study: Study) -> None:
    study.question.add("sites", criteria="Is it a site of newcomers?", unit="site")
    found = asked(web)
    ids = dict(zip(found["name"], found["site"], strict=True))
    for name, verdict in ((TOWN, "in"), (HELP, "neighbour"), (FAR, "out")):
        answer = {"reviewer": "Nadia", "trace": ids[name], "verdict": verdict}
        assert web.post("/api/question/sites/answer", json=answer).status_code == 201
    chosen = asked(web, question="sites", status=["in", "neighbour"])
    assert dict(zip(chosen["name"], chosen["verdict"], strict=True)) == {TOWN: "in", HELP: "neighbour"}
    assert (len(chosen["source"]), chosen["links"]) == (1, [2])


def test_fields_of_sites_colour_the_map(web: TestClient, study: Study) -> None:
    study.field.define("type", choices=["office", "blog"])
    study.field.define("tone", unit="trace", choices=["warm", "cold"])
    study.field.say("type", HELP, "office", who="Nadia")
    found = asked(web)
    assert [each for each in found["fields"] if each["name"] in ("type", "tone")] == [
        {"name": "type", "type": "choice", "many": False, "choices": ["office", "blog"]}
    ]
    site = found["site"][found["name"].index(HELP)]
    assert asked(web, "/field", field="type")["values"] == {site: ["office"]}


def test_communities_are_those_of_the_map_and_say_how_they_were_found(web: TestClient) -> None:
    sites = asked(web)
    found = asked(web, "/community", seed=3)
    assert found["community"].keys() == set(sites["site"])
    ids = dict(zip(sites["name"], sites["site"], strict=True))
    assert found["community"][ids[TOWN]] == found["community"][ids[HELP]] != found["community"][ids[FAR]]
    assert "Louvain" in found["method"]
    assert "seed 3" in found["method"]


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("", {"question": "none"}, 404),
        ("", {"at": "yesterday"}, 422),
        ("", {"at": "2026-99-99"}, 400),
        ("", {"status": "perhaps"}, 400),
        ("/field", {"field": "none"}, 404),
        ("/field", {}, 422),
        ("/community", {"seed": "-1"}, 422),
    ],
)
def test_what_cannot_be_drawn_is_said(
    web: TestClient, path: str, params: dict[str, str], status: int
) -> None:
    told(web.get(f"/api/network{path}", params=params), status)


def test_links_that_came_counted_say_how_many_they_stand_for(
    client: TestClient, study: Study, tmp_path: Path
) -> None:
    table = tmp_path / "links.csv"
    table.write_text("source,target,count\nhttps://a.example/,https://b.example/,7\n", encoding="utf-8")
    study.exchange.add(table)
    found = asked(client)
    names = found["name"]
    place = found["source"].index(names.index("a.example"))
    assert (names[found["target"][place]], found["links"][place]) == ("b.example", 7)
    edge = client.get("/api/site/link", params={"source": "a.example", "target": "b.example"}).json()
    assert [each["count"] for each in edge] == [7]
