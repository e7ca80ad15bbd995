"""Who may speak to the server, and what every answer says to the browser."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from diatrace.server.app import create_app
from diatrace.server.guard import BODY_LIMIT, HEADERS, new_token
from diatrace.study import create
from tests.server.conftest import BASE, STATED, TOKEN, told

EXTENSION = "moz-extension://0b1c2d3e-aaaa-bbbb-cccc-0123456789ab"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """An empty study: who is let in does not depend on what is inside."""
    place = tmp_path_factory.mktemp("guarded")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(place / "keys"))
        made = create_app(create(place / "study", **STATED), TOKEN)
    yield made
    made.state.served.close()


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=BASE)


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, base_url=BASE, headers={"Authorization": f"Bearer {TOKEN}"})


def paths(app: FastAPI) -> list[tuple[str, str]]:
    """Every address of the contract, with its method."""
    return [
        (method.upper(), path.replace("{", "").replace("}", ""))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    ]


def test_nothing_of_the_study_is_told_without_the_token(app: FastAPI, stranger: TestClient) -> None:
    for method, path in paths(app):
        told(stranger.request(method, path), 403)
    told(stranger.get("/api/openapi.json"), 403)
    told(stranger.get("/api"), 403)


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer é"},
        {"Cookie": f"diatrace-8711={TOKEN}"},
        {"Cookie": f"diatrace={TOKEN}"},
        {"Cookie": "diatrace-8710="},
    ],
)
def test_a_token_that_is_none_opens_nothing(stranger: TestClient, headers: dict[str, str]) -> None:
    sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
    told(stranger.get("/api/study", headers=sent), 403)


def test_the_query_opens_nothing_but_the_page(stranger: TestClient) -> None:
    told(stranger.get(f"/api/study?token={TOKEN}"), 403)
    told(stranger.get(f"/api/study?access_token={TOKEN}"), 403)
    told(stranger.post(f"/?token={TOKEN}"), 405)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Token"])
def test_the_token_opens_as_a_header(stranger: TestClient, scheme: str) -> None:
    assert stranger.get("/api/study", headers={"Authorization": f"{scheme} {TOKEN}"}).status_code == 200


def test_the_token_in_the_address_becomes_a_cookie_and_leaves_the_address(stranger: TestClient) -> None:
    answer = stranger.get(f"/?token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    said = answer.headers["set-cookie"]
    assert said.startswith(f"diatrace-8710={TOKEN};")
    assert {each.strip().lower() for each in said.split(";")[1:]} == {"httponly", "path=/", "samesite=strict"}
    assert stranger.get("/api/study").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], quote("\0é🏠")])
def test_a_wrong_token_in_the_address_is_refused(stranger: TestClient, token: str) -> None:
    problem = told(stranger.get(f"/?token={token}", follow_redirects=False), 403)
    assert "address" in problem["hint"]
    assert not stranger.cookies


def test_tokens_are_compared_in_constant_time_and_never_alike(
    stranger: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bytes] = []
    constant = hmac.compare_digest

    def compare(first: bytes, second: bytes) -> bool:
        seen.append(first)
        return constant(first, second)

    monkeypatch.setattr(hmac, "compare_digest", compare)
    stranger.get("/api/study", headers={"Authorization": "Bearer first"})
    assert seen == [b"first"]
    assert len({new_token() for _ in range(100)}) == 100
    assert len(new_token()) >= 32


@pytest.mark.parametrize(
    "host",
    [
        "example.org",
        "example.org:8710",
        "127.0.0.1.example.org:8710",
        "192.168.1.5:8710",
        "localhost.evil:80",
        "",
    ],
)
def test_a_rebound_name_is_refused(client: TestClient, host: str) -> None:
    told(client.get("/api/study", headers={"Host": host}), 403)
    told(client.get("/", headers={"Host": host}), 403)


@pytest.mark.parametrize("host", ["127.0.0.1:8710", "localhost:8710", "[::1]:8710", "127.0.0.1"])
def test_this_machine_is_answered_by_all_its_names(client: TestClient, host: str) -> None:
    assert client.get("/api/study", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin",
    [
        "https://example.org",
        "http://127.0.0.1:8711",
        "https://127.0.0.1:8710",
        "http://localhost:8710",
        "http://[bad",
        EXTENSION,
        "moz-extension",
        "file://",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_pages_of_elsewhere_are_refused_though_they_have_the_token(
    client: TestClient, origin: str, method: str
) -> None:
    told(client.request(method, "/api/study", headers={"Origin": origin}), 403)


def test_a_page_without_origin_may_look_and_not_touch(client: TestClient) -> None:
    assert client.get("/api/study", headers={"Origin": "null"}).status_code == 200
    told(client.post("/api/question", json={}, headers={"Origin": "null"}), 403)


def test_the_page_itself_is_let_in(client: TestClient) -> None:
    assert client.get("/api/study", headers={"Origin": BASE}).status_code == 200


@pytest.mark.parametrize("origin", [EXTENSION, EXTENSION.replace("moz", "chrome")])
def test_the_extension_is_let_in_at_its_own_door_only_and_with_the_token(
    stranger: TestClient, origin: str
) -> None:
    told(stranger.post("/api/import-dataset/", headers={"Origin": origin}), 403)
    told(stranger.post("/upload/wrong/api/import-dataset/", headers={"Origin": origin}), 403)
    stranger.get(f"/?token={TOKEN}")
    told(stranger.get("/api/check-query/?key=x", headers={"Origin": origin}), 404)
    told(stranger.get("/api/study", headers={"Origin": origin}), 403)


def test_the_token_in_the_path_opens_the_extension_door_only(stranger: TestClient) -> None:
    told(stranger.get(f"/upload/{TOKEN}/api/check-query/?key=x"), 404)
    told(stranger.get(f"/upload/{TOKEN}/api/study"), 403)
    told(stranger.get(f"/upload/{TOKEN}/"), 403)
    told(stranger.get(f"/upload/{TOKEN}"), 403)


def test_every_answer_tells_the_browser_what_it_may_do(client: TestClient, stranger: TestClient) -> None:
    answers = [
        client.get("/api/study"),
        client.get("/"),
        client.get("/icon.svg"),
        client.get("/nowhere"),
        client.put("/api/study"),
        client.post("/api/question", json={"name": 1}),
        client.get("/api/study", headers={"Host": "example.org"}),
        client.post("/api/question", content=b"a" * (BODY_LIMIT + 1)),
        stranger.get("/api/nothing"),
        stranger.get(f"/?token={TOKEN}", follow_redirects=False),
    ]
    assert {each.status_code for each in answers} >= {200, 303, 403, 404, 405, 413, 422}
    for each in answers:
        assert _same(each.headers), each.url
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def _same(headers: object) -> bool:
    return all(headers[name] == value for name, value in HEADERS.items())  # type: ignore[index]


def test_answers_about_the_study_are_kept_by_no_cache(client: TestClient) -> None:
    assert client.get("/api/study").headers["cache-control"] == "no-store"
    assert client.get("/api/nothing").headers["cache-control"] == "no-store"


def test_a_fault_of_the_program_is_a_problem_like_any_other(
    app: FastAPI, client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("a secret of the program")

    monkeypatch.setattr(app.state.served, "pulse", fail)
    monkeypatch.setattr(app.state.served.study, "runs", fail)
    answer = client.get("/api/run")
    told(answer, 500)
    assert "secret" not in answer.text
    assert _same(answer.headers)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, 50 * 1024**2])
def test_a_body_too_large_to_be_held_is_refused_before_it_is_read(client: TestClient, size: int) -> None:
    told(client.post("/api/question", content=b" " * size), 413)


def test_a_body_that_does_not_say_its_size_is_refused(client: TestClient) -> None:
    told(client.post("/api/question", content=iter([b"{", b"}"])), 413)


def test_a_body_of_the_largest_size_is_read(client: TestClient) -> None:
    sent = b'{"name": "a"' + b" " * (BODY_LIMIT - 13) + b"}"
    assert len(sent) == BODY_LIMIT
    answer = client.post("/api/question", content=sent, headers={"Content-Type": "application/json"})
    assert "criteria" in told(answer, 422)["title"]
