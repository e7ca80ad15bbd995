"""Files coming in over the wire: uploaded, looked at, imported, stopped, forgotten."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.testclient import TestClient

from diatrace.errors import Cancelled
from diatrace.run import running
from diatrace.server import served
from diatrace.server.app import create_app
from diatrace.study import Study
from tests.server.conftest import BASE, TOKEN, raw, told
from tests.source.table_samples import capture, tiktok

POSTS = "id,date,author,text\n1,2024-03-01T10:00:00Z,amal_invented,A room to let 🏠\n2,2024-03-02T10:00:00Z,ben,No\n"


def upload(client: TestClient, content: str | bytes = POSTS, name: str = "posts.csv") -> str:
    answer = client.post("/api/source/upload", params={"name": name}, content=content)
    assert answer.status_code == 201, answer.text
    assert answer.json()["bytes"] == len(content.encode() if isinstance(content, str) else content)
    return str(answer.json()["upload"])


def inbox(study: Study) -> list[Path]:
    return [each for each in (study.path / "inbox").rglob("*") if each.is_file()]


def test_a_file_is_looked_at_imported_and_no_longer_lies_about(client: TestClient, study: Study) -> None:
    held = study.trace.count()
    identifier = upload(client)
    order = {"upload": identifier, "format": "table"}
    look = client.post("/api/source/preview", json=order).json()
    assert (look["would_add"], look["known"], look["complete"]) == (2, 0, True)
    assert "amal_invented" not in json.dumps(look)
    assert study.trace.count() == held
    added = client.post("/api/source/add", json={**order, "venue": "open", "who": " Salma "}).json()
    assert (added["added"], added["known"]) == (2, 0)
    assert study.trace.count() == held + 2
    newest = client.get("/api/source").json()[-1]
    assert (newest["name"], newest["venue"], newest["added_by"]) == ("posts.csv", "open", "Salma")
    assert inbox(study) == []
    told(client.post("/api/source/add", json=order), 404)
    run = client.get("/api/run").json()[0]
    assert (run["kind"], run["state"], run["result"]["added"]) == ("import", "done", 2)


def test_a_person_answers_what_a_reader_must_not_guess(client: TestClient) -> None:
    identifier = upload(client, "date,author,text\n03/04/2024,a,one\n05/06/2024,b,two\n")
    order: dict[str, Any] = {"upload": identifier, "format": "table"}
    for route in ("preview", "add"):
        problem = told(client.post(f"/api/source/{route}", json=order), 422)
        assert problem["param"] == "date_order"
        assert {"dmy", "mdy"} <= problem["choices"].keys()
        assert problem["question"]
    order["params"] = {"date_order": "dmy"}
    look = client.post("/api/source/preview", json=order).json()
    assert [each["edited"] for each in look["sample"]] == ["2024-04-03T00:00:00", "2024-06-05T00:00:00"]


def test_what_cannot_be_read_is_told_with_place_and_reason(client: TestClient) -> None:
    lines = [json.dumps(capture(tiktok(1, "Bonjour"))), "{broken", json.dumps(capture(tiktok(2, "Salut")))]
    added = client.post(
        "/api/source/add", json={"upload": upload(client, "\n".join(lines), "z.ndjson")}
    ).json()
    assert (added["added"], added["unreadable"]) == (2, 1)
    (fault,) = client.get(f"/api/source/{added['source']}/unreadable").json()
    assert fault["where"] == 2
    assert fault["reason"]
    assert client.get("/api/source/9999/unreadable").json() == []


@pytest.mark.parametrize(
    "name",
    [
        "..",
        "../../etc/passwd",
        "C:\\x\\y.csv",
        "a\0b.csv",
        "é" * 300,
        "",
        "/",
        ".hidden",
        "...",
        "\n",
        "%2e%2e",
    ],
)
def test_a_name_is_never_a_path(client: TestClient, study: Study, name: str) -> None:
    identifier = upload(client, name=name)
    (file,) = inbox(study)
    assert file.parent == study.path / "inbox" / str(os.getpid()) / identifier
    assert not file.name.startswith(".")
    assert "\0" not in file.name
    assert client.delete(f"/api/source/upload/{identifier}").status_code == 204
    assert inbox(study) == []


def test_names_that_tell_chats_apart_are_kept(client: TestClient) -> None:
    for name in ("WhatsApp Chat with Família\u200e 🏠.txt", "دردشة.zip", "می\u200cخواهم.json"):
        assert client.post("/api/source/upload", params={"name": name}, content=b"x").json()["name"] == name


@pytest.mark.parametrize(
    "identifier", ["%2e%2e", "..%2f..", "%00", "a" * 5000, "zz", "é", "0" * 32, "A" * 32]
)
def test_an_identifier_is_never_a_path(client: TestClient, study: Study, identifier: str) -> None:
    upload(client)
    assert client.delete(f"/api/source/upload/{identifier}").status_code in (404, 405)
    assert (study.path / "study.toml").is_file()
    assert len(inbox(study)) == 1
    told(
        client.post("/api/source/preview", json={"upload": identifier}),
        404 if identifier == "0" * 32 else 422,
    )


def test_a_file_too_large_is_refused_and_leaves_nothing(
    client: TestClient, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "UPLOAD_LIMIT", 1000)
    problem = told(client.post("/api/source/upload?name=a.csv", content=b"a" * 1001), 400)
    assert "source add" in problem["hint"]
    assert inbox(study) == []


def test_an_upload_broken_off_leaves_nothing(app: FastAPI, study: Study) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"half"
        raise ClientDisconnect

    with TestClient(app, base_url=BASE), pytest.raises(Cancelled):
        asyncio.run(app.state.served.receive("a.csv", body()))
    assert inbox(study) == []


@pytest.mark.parametrize("name", ["path", "as_", "venue", "basis", "who", "self", "params", "languages"])
@pytest.mark.parametrize("route", ["preview", "add"])
def test_a_parameter_named_like_an_argument_is_refused(lasting: TestClient, route: str, name: str) -> None:
    order = {"upload": upload(lasting), "format": "table", "params": {name: "x"}}
    assert name in told(lasting.post(f"/api/source/{route}", json=order), 400)["title"]


@pytest.mark.parametrize(
    "params",
    [
        {"map": 5},
        {"map": {"text": 5}},
        {"map": [1]},
        {"map": {"nonsense": "text"}},
        {"delimiter": ["a"]},
        {"encoding": "klingon"},
        {"encoding": "\0"},
        {"header": "perhaps"},
        {"date_order": "sideways"},
        {"colour": "red"},
        {"": ""},
    ],
)
def test_parameters_that_are_none_are_refused(lasting: TestClient, params: dict[str, Any]) -> None:
    order = {"upload": upload(lasting), "format": "table", "params": params}
    answer = lasting.post("/api/source/preview", json=order)
    assert told(answer, answer.status_code)["status"] in (400, 422)


@pytest.mark.parametrize(
    ("content", "name", "format_"),
    [
        (b"", "a.csv", ""),
        (b"", "a.csv", "table"),
        (b"\x00" * 5000, "a.bin", ""),
        (b"%PDF-1.7", "a.pdf", ""),
        (b"PK\x03\x04rubbish", "a.zip", ""),
        (b"[" * 50_000, "a.json", ""),
        (b"\xff\xfe\xff", "a.txt", "whatsapp"),
    ],
)
def test_a_file_of_no_format_is_a_problem_and_no_failure(
    lasting: TestClient, content: bytes, name: str, format_: str
) -> None:
    order = {"upload": upload(lasting, content, name), "format": format_}
    problem = told(lasting.post("/api/source/preview", json=order), 422)
    assert str(Path.home()) not in problem["title"]


def test_an_unknown_format_answers_with_the_known_ones(lasting: TestClient) -> None:
    problem = told(lasting.post("/api/source/preview", json={"upload": upload(lasting), "format": "x"}), 404)
    assert "whatsapp" in problem["hint"]


@pytest.mark.parametrize(
    "order",
    [
        "{}",
        '{"upload": 5}',
        '{"upload": "\\ud800"}',
        '{"upload": "00000000000000000000000000000000", "venue": "secret"}',
        '{"upload": "00000000000000000000000000000000", "who": "  "}',
        '{"upload": "00000000000000000000000000000000", "who": null}',
        '{"upload": "00000000000000000000000000000000", "more": 1}',
        '{"upload": "00000000000000000000000000000000", "params": []}',
        "[]",
        "null",
        "",
        "\0",
        '"upload"',
    ],
)
def test_an_order_of_no_shape_is_refused(lasting: TestClient, order: str) -> None:
    told(raw(lasting, "/api/source/add", order), 422)


def test_formats_are_told_with_their_parameters(client: TestClient) -> None:
    told_of = {each["name"]: each for each in client.get("/api/source/format").json()}
    assert {"table", "whatsapp", "zeeschuimer"} <= told_of.keys()
    assert "encoding" in told_of["table"]["params"]["properties"]


def test_a_run_under_way_is_listed_and_stopped(client: TestClient, study: Study) -> None:
    told(client.post("/api/run/99/stop"), 404)
    with running(study.folder.database, "import", {"file": "a.csv"}) as run:
        assert client.get("/api/run").json()[0]["state"] == "running"
        assert client.post(f"/api/run/{run.id}/stop").status_code == 202
        assert client.get("/api/run").json()[0]["state"] == "stopping"
        told(client.post("/api/source/add", json={"upload": upload(client), "format": "table"}), 423)
    told(client.post(f"/api/run/{run.id}/stop"), 404)


def test_what_a_server_that_is_gone_left_is_swept_at_the_next_start(study: Study) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    ).stdout.strip()
    left = [
        study.path / place / name
        for place in ("inbox", "outbox")
        for name in (gone, str(os.getpid()), "0a1b")
    ]
    held = study.path / "inbox" / str(os.getppid())  # another server of this study, still at work
    for each in (*left, held):
        (each / "upload").mkdir(parents=True)
        (each / "upload" / "posts.csv").write_text(POSTS)
    app = create_app(study, TOKEN)
    assert [each for each in left if each.exists()] == []
    assert (held / "upload" / "posts.csv").is_file()
    app.state.served.close()


def test_nothing_uploaded_outlives_the_server(app: FastAPI, study: Study) -> None:
    with TestClient(app, base_url=BASE, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        upload(client)
        assert len(inbox(study)) == 1
    assert inbox(study) == []


def captured(*posts: dict[str, Any]) -> bytes:
    return "".join(json.dumps(capture(each)) + "\n" for each in posts).encode()


Post = Callable[..., dict[str, Any]]


@pytest.fixture(params=["", f"/upload/{TOKEN}"])
def post(request: pytest.FixtureRequest, stranger: TestClient) -> Post:
    """Post as the extension does, by cookie or with the token in the path, and ask until told that it is done."""
    door = str(request.param)
    if not door:
        stranger.get(f"/?token={TOKEN}")
    origin = {"Origin": "moz-extension://0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"}

    def go(content: bytes, platform: str = "tiktok.com", slash: str = "/") -> dict[str, Any]:
        headers = {**origin, "X-Zeeschuimer-Platform": platform, "Content-Type": "application/x-ndjson"}
        answer = stranger.post(f"{door}/api/import-dataset{slash}", content=content, headers=headers)
        assert answer.status_code == 200, answer.text
        queued = answer.json()
        assert queued["status"] == "queued"
        assert queued["url"] == f"{BASE}/#/sources"
        for _ in range(1000):
            told_ = stranger.get(f"{door}/api/check-query{slash}?key={queued['key']}", headers=origin)
            assert told_.status_code == 200
            progress: dict[str, Any] = told_.json()
            assert progress["key"] == queued["key"]
            assert progress["url"] == f"{BASE}/#/sources"
            if progress["done"]:
                return progress
            time.sleep(0.02)
        raise AssertionError("the import did not end")

    return go


def test_the_extension_posts_its_captures_and_is_told_what_came_of_them(post: Post, study: Study) -> None:
    progress = post(captured(tiktok(1, "Bonjour 🏠"), tiktok(2, "une chambre")))
    assert (progress["status"], progress["rows"]) == ("2 added, 0 known", 2)
    assert progress["datasource"] == "tiktok.com"
    newest = study.source.list()[-1]
    assert (newest["format"], newest["name"], newest["added"]) == ("zeeschuimer", "tiktok.com.ndjson", 2)
    assert newest["added_by"] == "zeeschuimer"
    assert inbox(study) == []


def test_captures_posted_again_are_known(post: Post) -> None:
    post(captured(tiktok(1, "Bonjour")), slash="")
    progress = post(captured(tiktok(1, "Bonjour"), tiktok(2, "Salut")), slash="")
    assert progress["status"] == "1 added, 1 known"


@pytest.mark.parametrize("content", [b"", b"not a capture", b"\x00\xff", b"[" * 10_000])
def test_what_is_no_capture_is_told_to_the_extension_too(post: Post, study: Study, content: bytes) -> None:
    before = len(study.source.list())
    progress = post(content)
    assert progress["rows"] == 0
    assert "captures" in progress["status"] or "empty" in progress["status"]
    assert len(study.source.list()) == before
    assert inbox(study) == []


@pytest.mark.parametrize("platform", ["../../evil", "", "\t", "a" * 500])
def test_a_platform_is_never_a_path(post: Post, study: Study, platform: str) -> None:
    post(captured(tiktok(1, "Bonjour")), platform)
    assert "/" not in study.source.list()[-1]["name"]


def test_an_upload_nobody_made_is_unknown(client: TestClient) -> None:
    told(client.get("/api/check-query/?key=x"), 404)
    told(client.get("/api/check-query/"), 422)


def test_the_page_gives_the_address_to_paste_into_the_extension(
    client: TestClient, stranger: TestClient
) -> None:
    address = client.get("/api/zeeschuimer").json()["address"]
    assert address == f"{BASE}/upload/{TOKEN}"
    answer = stranger.post(f"{address}/api/import-dataset/", content=captured(tiktok(3, "Salam")))
    assert answer.status_code == 200


def test_an_import_that_was_stopped_ends_for_the_extension_too(
    post: Post, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Cancelled("stopped", hint="go on later")

    monkeypatch.setattr(study.source, "add", fail)
    assert post(captured(tiktok(1, "Bonjour")))["status"] == "stopped go on later"
    assert inbox(study) == []
