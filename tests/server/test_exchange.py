"""Networks over the wire: looked at, mended, taken in."""

from __future__ import annotations

from starlette.testclient import TestClient

from diatrace.study import Study
from tests.server.conftest import told

GEXF = b"""<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph defaultedgetype="directed">
<attributes class="node"><attribute id="0" title="status" type="string"/><attribute id="1" title="theme" type="string"/>
</attributes><nodes>
<node id="town.example" label="Town"><attvalues>
<attvalue for="0" value="IN"/><attvalue for="1" value="city"/></attvalues></node>
<node id="help.example" label="Help"><attvalues>
<attvalue for="0" value="OUT"/><attvalue for="1" value="aid"/></attvalues></node>
</nodes><edges><edge id="0" source="town.example" target="help.example"/></edges></graph></gexf>"""


def uploaded(client: TestClient) -> str:
    found: str = client.post("/api/source/upload?name=web.gexf", content=GEXF).json()["upload"]
    return found


def test_a_network_is_looked_at_and_nothing_is_written(client: TestClient, study: Study) -> None:
    found = client.post("/api/site/network/look", json={"upload": uploaded(client)}).json()
    assert (found["nodes"], found["edges"], found["to_declare"]) == (2, 1, 2)
    assert "theme" in {each["name"] for each in found["fields"]}
    assert study.site.list(declared=True) == []


def test_a_network_comes_in_with_its_statuses_where_a_question_is_named(
    client: TestClient, study: Study
) -> None:
    study.question.add("sites", criteria="Is it about newcomers?", unit="site")
    order = {"upload": uploaded(client), "question": "sites", "who": "Nour"}
    made = client.post("/api/site/network", json=order)
    assert (made.status_code, made.json()["sites"], made.json()["decisions"]) == (201, 2, 2)
    rows = client.get("/api/site/table", params={"question": "sites", "verdict": "in"}).json()["sites"]
    assert [each["name"] for each in rows] == ["Town"]
    told(client.post("/api/site/network/look", json=order), 404)
