"""The invented study behind its server, spoken to as the page does; and on a real socket where that matters."""

from __future__ import annotations

import contextlib
import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.testclient import TestClient

from diatrace.cli.serving import _socket
from diatrace.server.app import create_app
from diatrace.study import Study, create, open_study
from tests import invented

TOKEN = "token-of-this-start"
BASE = "http://127.0.0.1:8710"
STATED: dict[str, Any] = {
    "title": "Homes",
    "purpose": "how newcomers find a home",
    "basis": "consent",
    "retain_until": "2099-12-31",
    "languages": ["fr", "en", "ar"],
}
ROOMS = invented.PAGES[0]["id"]
POOL = invented.PAGES[3]["id"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the invented study and its key, for tests to copy."""
    place = tmp_path_factory.mktemp("template")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(place / "keys"))
        with create(place / "study", **STATED) as made:
            invented.study(made.folder)
    return place


@pytest.fixture(autouse=True)
def keys(template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have the template's key at hand: copies of one study share it."""
    monkeypatch.setenv("DIATRACE_KEYS", str(template / "keys"))
    return template / "keys"


@pytest.fixture
def study(template: Path, tmp_path: Path) -> Study:
    """The invented study: seven traces, one question, all read, two of them twice; its server closes it."""
    return open_study(shutil.copytree(template / "study", tmp_path / "study"))


@pytest.fixture(scope="module")
def lasting(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A page that a whole module shares, for what is refused: a question unread, another frozen."""
    place = tmp_path_factory.mktemp("lasting") / "study"
    app = create_app(open_study(shutil.copytree(template / "study", place)), TOKEN)
    with TestClient(app, base_url=BASE, headers={"Authorization": f"Bearer {TOKEN}"}) as made:
        made.post("/api/question", json={"name": "new", "criteria": "A room, a roof, une chambre"})
        made.post("/api/corpus", json={"question": "housing"})
        yield made


def study_of(client: TestClient) -> Study:
    """Return the study that a page's server serves."""
    found: Study = client.app.state.served.study  # type: ignore[attr-defined]
    return found


@pytest.fixture
def app(study: Study) -> FastAPI:
    return create_app(study, TOKEN)


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[TestClient]:
    """Somebody on this machine without the token."""
    with TestClient(app, base_url=BASE) as client:
        yield client


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """The page, which has the token."""
    with TestClient(app, base_url=BASE, headers={"Authorization": f"Bearer {TOKEN}"}) as made:
        yield made


@pytest.fixture
def unread(client: TestClient) -> TestClient:
    """The page, with a question that nobody has answered yet."""
    made = client.post("/api/question", json={"name": "new", "criteria": "A room, a roof, une chambre"})
    assert made.status_code == 201
    return client


def told(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """Return the problem an answer tells of, which has every part it should and nothing of the program's inside."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    names = {"type", "title", "status", "where", "hint", "question", "param", "choices"}
    assert found.keys() == names
    assert found["status"] == status
    assert found["title"]
    assert found["hint"]
    assert "Traceback" not in answer.text
    assert '.py", line' not in answer.text
    return found


def raw(client: TestClient, path: str, body: str | bytes, kind: str = "application/json") -> httpx2.Response:
    """Post a body as it stands, which need not be JSON."""
    return client.post(path, content=body, headers={"Content-Type": kind})


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve on a socket of loopback, in a thread; yield the address."""
    listening = _socket(0)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=20)
        listening.close()


def body(**values: Any) -> str:
    return json.dumps(values)
