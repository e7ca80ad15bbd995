"""The review desk, by keyboard: nothing is lost, nothing is shown that was not asked for."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import Asked, Visit, forgive
from tests.e2e.invented import COPIES


def card(page: Page) -> str:
    """The trace on the desk, once it is there."""
    return page.locator(".card").get_attribute("data-trace") or ""


def decide(page: Page, key: str) -> str:
    """Answer by one key, and wait until the next card lies on the desk."""
    before = card(page)
    page.keyboard.press(key)
    gone(page, before)
    return before


def gone(page: Page, trace: str) -> None:
    """Wait until another card lies on the desk."""
    page.locator(f".card:not([data-trace='{trace}'])").wait_for()


def decisions(page: Page, asked: Asked) -> list[dict[str, object]]:
    """What the record holds on the question, oldest first."""
    events = list(reversed(page.request.get(f"{asked.server.base}/api/event?limit=1000").json()))
    (number,) = (
        e["body"]["id"] for e in events if e["kind"] == "question.add" and e["body"]["name"] == asked.name
    )
    return [e["body"] for e in events if e["kind"] == "decision" and e["body"]["question"] == number]


def test_one_key_is_one_decision_and_z_takes_it_back(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    texts = [decide(page, key) for key in "ionu"]
    assert len(set(texts)) == 4
    made = decisions(page, asked)
    assert [each["verdict"] for each in made if not each["group"]] == ["in", "out", "neighbour", "unsure"]
    page.keyboard.press("z")
    expect(page.get_by_text("Back on the desk")).to_be_visible()
    assert card(page) == texts[-1]
    assert decisions(page, asked)[-1]["role"] == "undo"
    decide(page, "o")
    assert decisions(page, asked)[-1]["verdict"] == "out"


def test_a_reason_is_remembered_and_picked_by_its_number(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    page.keyboard.press("r")
    page.keyboard.type("offers a room, in ink")
    page.keyboard.press("Enter")
    decide(page, "i")
    expect(page.get_by_role("button", name="offers a room, in ink")).to_be_visible()
    page.keyboard.press("1")
    page.keyboard.press("t")
    page.keyboard.type("look at this again")
    page.keyboard.press("Escape")
    decide(page, "i")
    last = next(each for each in reversed(decisions(page, asked)) if not each["group"])
    assert (last["reason"], last["note"]) == ("offers a room, in ink", "look at this again")


def test_undo_brings_reason_and_note_back(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    page.get_by_role("textbox", name="Reason").fill("because")
    page.keyboard.press("Enter")
    decide(page, "i")
    page.keyboard.press("z")
    expect(page.get_by_role("textbox", name="Reason")).to_have_value("because")


def test_what_is_set_aside_comes_back(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    first = decide(page, "k")
    second = decide(page, "k")
    assert decide(page, "j") not in (first, second)
    assert card(page) == second
    page.keyboard.press("j")
    gone(page, second)
    assert card(page) == first
    assert decisions(page, asked) == []


def test_near_duplicates_are_decided_together_unless_taken_out(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, f"{asked.desk}?queue=search&q=harbour")
    card(page)
    expect(page.get_by_text(f"Decide all {COPIES} together")).to_be_visible()
    page.get_by_text("Look at each").click()
    page.locator("li input[type=checkbox]").first.uncheck()
    expect(page.get_by_text(f"Decide all {COPIES - 1} together")).to_be_visible()
    decide(page, "i")
    made = decisions(page, asked)
    assert len(made) == COPIES - 1
    assert [bool(each["group"]) for each in made] == [False, True]


def test_keys_can_be_changed_and_a_taken_key_is_refused(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, "/settings")
    change = page.get_by_role("button", name=re.compile("Change: in:"))
    change.click()
    page.keyboard.press("o")
    expect(page.get_by_text("o is taken by")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_text("x now does: in")).to_be_visible()
    page.goto(f"{asked.server.base}/#{asked.desk}")
    before = card(page)
    page.keyboard.press("i")
    page.wait_for_timeout(300)
    assert card(page) == before
    decide(page, "x")
    assert decisions(page, asked)[0]["verdict"] == "in"


def test_keys_can_be_switched_off(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk, keysOn=False)
    before = card(page)
    for key in "ionuzk":
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert card(page) == before
    page.get_by_role("button", name="Out", exact=True).click()
    gone(page, before)
    assert decisions(page, asked)[0]["verdict"] == "out"


def test_a_card_stays_until_its_answer_is_stored(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    forgive(page, "503")
    before = card(page)
    page.route("**/answer", lambda route: route.fulfill(status=503, body="{}"))
    page.keyboard.press("i")
    expect(page.get_by_text("The card stays here until")).to_be_visible()
    assert card(page) == before
    page.unroute("**/answer")
    page.get_by_role("button", name="Try again").click()
    gone(page, before)
    assert [each["verdict"] for each in decisions(page, asked) if not each["group"]] == ["in"]


def test_an_answer_that_was_stored_unheard_counts_once(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    forgive(page, "Failed to load resource")
    lost: list[Route] = []

    def store_and_lose(route: Route) -> None:
        if not lost:
            route.fetch()
        lost.append(route)
        route.abort() if len(lost) == 1 else route.continue_()

    before = card(page)
    page.route("**/answer", store_and_lose)
    page.keyboard.press("i")
    gone(page, before)
    assert len(lost) == 2
    assert len([each for each in decisions(page, asked) if not each["group"]]) == 1


def test_a_reload_in_the_middle_of_an_answer_loses_nothing(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    forgive(page, "Failed to load resource")
    card(page)
    page.get_by_role("textbox", name="Reason").fill("said before the reload")
    page.keyboard.press("Enter")
    page.route("**/answer", lambda route: route.abort())
    page.keyboard.press("n")
    page.wait_for_function("sessionStorage.getItem('diatrace.outbox') !== null")
    page.unroute("**/answer")
    page.reload()
    card(page)
    page.wait_for_function("sessionStorage.getItem('diatrace.outbox') === null")
    made = [each for each in decisions(page, asked) if not each["group"]]
    assert [(each["verdict"], each["reason"]) for each in made] == [("neighbour", "said before the reload")]


def test_an_answer_the_server_keeps_refusing_is_shown_until_discarded(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    forgive(page, "409")
    card(page)
    refusal = json.dumps({"title": "the card is gone", "status": 409, "hint": "reload the page"})
    page.route("**/answer", lambda route: route.fulfill(status=409, body=refusal))
    page.keyboard.press("i")
    expect(page.get_by_text("the card is gone")).to_be_visible()
    page.reload()
    expect(page.get_by_text("One answer is not stored yet")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("One answer is not stored yet")).to_be_hidden()
    assert decisions(page, asked) == []


def test_the_score_is_hidden_until_asked_for_and_that_is_recorded(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    expect(page.get_by_text("Place in the order")).to_be_hidden()
    expect(page.get_by_text("The order knows every decision")).to_be_visible()
    decide(page, "i")
    page.keyboard.press("s")
    expect(page.get_by_text("How it came")).to_be_visible()
    decide(page, "o")
    made = [each for each in decisions(page, asked) if not each["group"]]
    assert [each["saw_score"] for each in made] == [False, True]


def test_context_is_loaded_when_asked_for(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/context" in request.url else None)
    page.wait_for_timeout(300)
    assert sent == []
    page.keyboard.press("c")
    page.locator("aside .around dl").wait_for()
    assert len(sent) == 1


def test_hard_content_is_blurred_until_asked_for(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, f"{asked.desk}?queue=search&q=corpse", blur="harrowing")
    page.get_by_text("This may be hard to read").wait_for()
    assert page.locator(".card .blurred[inert]").count() == 1
    page.keyboard.press("i")
    expect(page.get_by_text("Show the trace before you decide")).to_be_visible()
    assert decisions(page, asked) == []
    page.keyboard.press("b")
    expect(page.get_by_text("This may be hard to read")).to_be_hidden()
    page.keyboard.press("i")
    expect(page.get_by_text("No unread trace matches")).to_be_visible()


def test_the_clock_stops_when_the_person_does_and_asks_for_a_break(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, "/", breakMinutes=20)
    page.clock.install()
    page.goto(f"{asked.server.base}/#{asked.desk}")
    card(page)
    page.mouse.move(200, 200)
    page.clock.run_for(60_000)
    expect(page.locator(".clock.still")).to_be_visible()
    page.mouse.move(300, 300)
    page.clock.run_for(1000)
    expect(page.locator(".clock.still")).to_be_hidden()
    for step in range(40):
        page.mouse.move(300 + step, 320)
        page.clock.run_for(40_000)
    expect(page.get_by_text("Time for a break?")).to_be_visible()
    page.get_by_role("button", name="I took one").click()
    expect(page.get_by_text("Time for a break?")).to_be_hidden()


def test_the_order_follows_what_is_decided(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    decide(page, "i")
    decide(page, "o")
    expect(page.get_by_text(re.compile("just improved|knows every decision"))).to_be_visible()
    expect(page.locator(".progress")).to_contain_text(re.compile(r"[2-9] / 60"))
