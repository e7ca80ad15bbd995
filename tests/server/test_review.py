"""The review desk over the wire: cards, answers, undo, scores on demand, the dashboard, and people at once."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from diatrace.errors import StudyLocked
from diatrace.study import Study
from tests import invented
from tests.server.conftest import BASE, POOL, ROOMS, TOKEN, raw, study_of, told

NEW = "/api/question/new"


def hand(client: TestClient, reviewer: str = "amal", **order: Any) -> list[dict[str, Any]]:
    answer = client.post(f"{NEW}/hand", json={"reviewer": reviewer, **order})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()
    return found


def give(client: TestClient, card: dict[str, Any], verdict: str = "in", **more: Any) -> list[int]:
    order = {
        "reviewer": "amal",
        "trace": card["trace"]["id"],
        "card": card["card"],
        "verdict": verdict,
        **more,
    }
    answer = client.post(f"{NEW}/answer", json=order)
    assert answer.status_code == 201, answer.text
    made: list[int] = answer.json()["decisions"]
    return made


def test_a_card_is_handed_out_answered_and_stored(unread: TestClient, study: Study) -> None:
    (card,) = hand(unread, " amal ")
    assert card.keys() == {"card", "trace", "queue", "drawn", "group", "blind", "readings"}
    assert "score" not in json.dumps(card)
    give(unread, card, "neighbour", reason="a pool is no home", note="ask", seconds=4.5, token="t1")
    give(unread, card, "neighbour", token="t1")  # sent again: the page did not hear the answer
    (made,) = study.decision.list("new")
    assert (made["reviewer"], made["verdict"], made["seconds"]) == ("amal", "neighbour", 4.5)
    assert (made["reason"], made["note"], made["blind"]) == ("a pool is no home", "ask", False)
    assert hand(unread)[0]["card"] != card["card"]


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"reviewer": ""},
        {"reviewer": "  \n"},
        {"reviewer": "a" * 81},
        {"reviewer": None},
        {"reviewer": ["amal"]},
        {"reviewer": "amal", "queue": "best"},
        {"reviewer": "amal", "count": 0},
        {"reviewer": "amal", "count": 21},
        {"reviewer": "amal", "count": 10**400},
        {"reviewer": "amal", "count": "many"},
        {"reviewer": "amal", "source": -1},
        {"reviewer": "amal", "source": 2**63},
        {"reviewer": "amal", "search": "a" * 1001},
        {"reviewer": "amal", "score": True},
        [],
        "amal",
    ],
)
def test_an_order_of_no_shape_is_refused(lasting: TestClient, order: Any) -> None:
    told(lasting.post(f"{NEW}/hand", json=order), 422)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"\0", 422),
        (b"{", 422),
        (b'{"reviewer": "\\ud800"}', 422),
        (b'{"\\ud800": 1, "reviewer": "amal"}', 422),
        (b'{"reviewer": "amal", "count": NaN}', 422),
        (b'{"reviewer": "amal", "count": 1e999}', 422),
        (b'{"reviewer": "amal", "count": ' + b"9" * 5000 + b"}", 422),
        (b"[" * 100_000, 400),
        (b'{"reviewer":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}", 400),
        (b"\xff\xfe{\x00}\x00", 422),
        ('{"reviewer": "a\u0301"'.encode("utf-16"), 422),
    ],
)
def test_a_body_that_is_no_json_is_refused(lasting: TestClient, body: bytes, status: int) -> None:
    answer = raw(lasting, f"{NEW}/hand", body)
    assert answer.status_code in (400, 422)
    told(answer, answer.status_code)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_a_form_of_another_page_is_no_order(lasting: TestClient, kind: str) -> None:
    told(raw(lasting, f"{NEW}/hand", b'{"reviewer": "amal"}', kind), 422)


@pytest.mark.parametrize(
    "reviewer", ["a\0b", "نور", "<script>alert(1)</script>", "'); DROP TABLE card; --", "🏠" * 40]
)
def test_names_of_every_kind_are_kept_as_they_are(unread: TestClient, study: Study, reviewer: str) -> None:
    (card,) = hand(unread, reviewer)
    give(unread, card, reviewer=reviewer)
    assert study.decision.list("new")[0]["reviewer"] == reviewer
    assert unread.get(f"{NEW}/dashboard").json()["people"][0]["reviewer"] == reviewer


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"trace": "../../../x"}, 422),
        ({"trace": ROOMS.upper() + "X"}, 422),
        ({"trace": "f" * 16, "card": None}, 409),
        ({"trace": "f" * 16}, 409),
        ({"verdict": "maybe"}, 422),
        ({"verdict": None}, 422),
        ({"card": 999_999}, 409),
        ({"card": -1}, 422),
        ({"card": 2**70}, 422),
        ({"card": "1"}, 409),
        ({"reviewer": "ben"}, 409),
        ({"seconds": -1}, 422),
        ({"seconds": 1e300}, 422),
        ({"reason": "a" * 2001}, 422),
        ({"note": "a" * 20_001}, 422),
        ({"covers": "abc"}, 422),
        ({"covers": ["a"] * 10_001}, 422),
        ({"token": "a" * 81}, 422),
        ({"adjudication": True}, 409),
        ({"blind": True}, 422),
        ({"probability": 1.0}, 422),
        ({"saw_score": False}, 422),
    ],
)
def test_a_wrong_answer_is_refused_and_stores_nothing(
    lasting: TestClient, wrong: dict[str, Any], status: int
) -> None:
    cards = hand(lasting, count=2)
    right = {"reviewer": "amal", "trace": cards[1]["trace"]["id"], "card": cards[1]["card"], "verdict": "in"}
    told(lasting.post(f"{NEW}/answer", json={**right, **wrong}), status)
    assert study_of(lasting).decision.list("new") == []


def test_covers_of_no_sense_are_left_out(unread: TestClient, study: Study) -> None:
    (card,) = hand(unread)
    assert len(give(unread, card, covers=[POOL, "nonsense", "\0", "é"])) == 1


def test_undo_brings_the_card_back(unread: TestClient, study: Study) -> None:
    assert unread.post(f"{NEW}/undo", json={"reviewer": "amal"}).json() is None
    (card,) = hand(unread)
    give(unread, card, "out")
    undone = unread.post(f"{NEW}/undo", json={"reviewer": " amal "}).json()
    assert (undone["trace"], undone["verdict"]) == (card["trace"]["id"], "out")
    assert undone["card"]["trace"] == card["trace"]
    assert hand(unread)[0] == undone["card"]
    assert [each["role"] for each in study.decision.list("new")] == ["reading", "undo"]


def test_a_card_given_back_is_free(unread: TestClient) -> None:
    (card,) = hand(unread, queue="source")
    assert (
        unread.post(f"{NEW}/give-back", json={"reviewer": "amal", "cards": [card["card"]]}).status_code == 204
    )
    assert hand(unread, "ben", queue="source")[0]["trace"] == card["trace"]
    told(unread.post(f"{NEW}/give-back", json={"reviewer": "amal", "cards": [2**70]}), 422)
    told(unread.post(f"{NEW}/give-back", json={"reviewer": "amal", "cards": [1] * 101}), 422)


def test_a_score_is_shown_on_demand_and_to_whom_the_card_was_handed(unread: TestClient, app: FastAPI) -> None:
    app.state.served.desk("new").learn()
    (card,) = hand(unread, count=1)
    told(unread.post(f"{NEW}/reveal", json={"reviewer": "ben", "card": card["card"]}), 409)
    told(unread.post(f"{NEW}/reveal", json={"reviewer": "amal", "card": 10**9}), 409)
    why = unread.post(f"{NEW}/reveal", json={"reviewer": "amal", "card": card["card"]}).json()
    assert why.keys() == {"score", "rank", "drawn", "probability", "terms", "similar"}
    assert isinstance(why["score"], float)


def test_a_second_reading_hides_everything(unread: TestClient, app: FastAPI, study: Study) -> None:
    app.state.served.desk("new").learn()
    for card in hand(unread, count=7):
        give(unread, card, "in", reason="the first reader's reason", note="their note", seconds=7.25)
    app.state.served.desk("new").learn()
    (card, *_) = cards = hand(unread, "ben", queue="second", count=7)
    assert len(cards) == 7
    seen = json.dumps(cards)
    assert all(each["blind"] and not each["group"] and not each["readings"] for each in cards)
    assert not any(
        word in seen for word in ("amal", "the first reader", "their note", "7.25", "score", '"in"')
    )
    told(unread.post(f"{NEW}/reveal", json={"reviewer": "ben", "card": card["card"]}), 409)
    give(unread, card, "out", reviewer="ben")
    made = study.decision.list("new")[-1]
    assert (made["blind"], made["drawn"], made["saw_score"]) == (True, "second", False)
    told_of = unread.get(f"{NEW}/agreement?blind=true").json()
    assert (told_of["blind"], told_of["units"]) == (True, 1)


def test_a_disagreement_shows_what_was_said_and_is_settled(unread: TestClient) -> None:
    (card,) = hand(unread)
    give(unread, card, "in", reason="a room")
    give(unread, {**card, "card": None}, "out", reviewer="ben", reason="no room")
    (dispute,) = hand(unread, "chadi", queue="disagreement", count=5)
    assert [(each["reviewer"], each["verdict"], each["reason"]) for each in dispute["readings"]] == [
        ("amal", "in", "a room"),
        ("ben", "out", "no room"),
    ]
    give(unread, dispute, "in", reviewer="chadi", adjudication=True)
    board = unread.get(f"{NEW}/dashboard").json()
    assert (board["settled"], board["disputed"], board["verdicts"]["in"]) == (1, 0, 1)


def test_the_search_queue_hands_out_what_is_found(unread: TestClient) -> None:
    assert [each["trace"]["id"] for each in hand(unread, queue="search", search="town hall", count=5)] == [
        ROOMS
    ]
    for nothing in ("", " ", '"', "zebra", "-room", "\0", "NEAR(", "* OR", "room" * 200):
        assert isinstance(hand(unread, "ben", queue="search", search=nothing), list)


def test_the_dashboard_tells_where_the_review_stands(client: TestClient) -> None:
    board = client.get("/api/question/housing/dashboard").json()
    assert (board["total"], board["read"], board["read_twice"], board["read_alone"]) == (7, 7, 2, 5)
    assert board["ranking"].keys() == {"ready", "learned", "rows", "newest", "failure"}
    assert "question" not in board
    for path in ("dashboard", "agreement"):
        assert "housing" in told(client.get(f"/api/question/nothing/{path}"), 404)["hint"]


def test_an_answer_of_no_time_at_all_does_not_hurt_the_figures(unread: TestClient) -> None:
    (card,) = hand(unread)
    give(unread, card, seconds=5e-324)
    board = unread.get(f"{NEW}/dashboard")
    assert board.status_code == 200
    assert "Infinity" not in board.text


def test_proposals_are_made_in_the_background_and_kept(
    unread: TestClient, study: Study, app: FastAPI
) -> None:
    assert unread.post(f"{NEW}/propose?seed=7").status_code == 202
    for work in list(app.state.served._work):
        work.join(timeout=60)
    (made,) = study.proposal.list("new")
    assert (made["seed"], made["items"]) == (7, 7)
    told(unread.post("/api/question/nothing/propose"), 404)
    for seed in ("-1", "x", "1.5", str(2**64)):
        told(unread.post(f"{NEW}/propose?seed={seed}"), 422)


def test_the_learner_takes_in_what_is_decided_and_outlives_what_goes_wrong(
    unread: TestClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = app.state.served
    learner = served.learner("new")
    (card,) = hand(unread)
    made = give(unread, card)
    assert _until(lambda: unread.get(f"{NEW}/dashboard").json()["ranking"]["learned"] == made[0])
    learn = learner.desk.learn

    def fail() -> None:
        raise StudyLocked("somebody counts", hint="wait")

    monkeypatch.setattr(learner.desk, "learn", fail)
    learner.wake()
    assert _until(lambda: unread.get(f"{NEW}/dashboard").json()["ranking"]["failure"] == "somebody counts")
    monkeypatch.setattr(learner.desk, "learn", learn)
    learner.wake()
    assert _until(lambda: unread.get(f"{NEW}/dashboard").json()["ranking"]["failure"] == "")


def _until(holds: Callable[[], bool]) -> bool:
    for _ in range(1000):
        if holds():
            return True
        time.sleep(0.02)
    return False


def test_two_clients_at_once_lose_nothing_and_get_different_cards(app: FastAPI, study: Study) -> None:
    invented.hold(study.folder, [invented.row(f"offer {number} of a room") for number in range(40)])
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with TestClient(app, base_url=BASE, headers=headers) as client:
        client.post(
            "/api/question", json={"name": "new", "criteria": "room", "settings": {"random_share": 0.3}}
        )
        together = threading.Barrier(4)

        def review(name: str) -> list[str]:
            seen: list[str] = []
            together.wait()
            while cards := hand(client, name, count=3):
                for card in cards:
                    give(client, card, reviewer=name, token=f"{name}-{card['card']}")
                    seen.append(card["trace"]["id"])
            return seen

        with ThreadPoolExecutor(4) as pool:
            seen = [
                trace for traces in pool.map(review, ["amal", "ben", "chadi", "dina"]) for trace in traces
            ]
        made = study.decision.list("new")
    assert len(seen) == len(set(seen)) == 47
    assert sorted(each["trace"] for each in made) == sorted(seen)
