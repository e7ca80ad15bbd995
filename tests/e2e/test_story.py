"""The whole story in one walk: files in, a question, two people, a disagreement settled, a corpus, a file out."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import CRITERIA, Served, Visit, forgive
from tests.e2e.invented import write_ambiguous, write_posts
from tests.e2e.test_desk import card, decide, gone


def add(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)


def test_from_files_to_a_published_corpus(fresh: Served, visit: Visit, tmp_path: Path) -> None:
    nadia = visit(fresh, "/", who="")
    expect(nadia.get_by_role("heading", name="Where to begin")).to_be_visible()
    nadia.get_by_role("link", name="Add a source").click()
    _import(nadia, tmp_path)
    _put_question(nadia)
    _name_oneself(nadia, "Nadia")
    texts = [decide(nadia, key) for key in "iooo"]
    nadia.keyboard.press("z")
    nadia.get_by_text("Back on the desk").wait_for()
    assert card(nadia) == texts[-1]
    decide(nadia, "n")

    karim = visit(fresh, "/question/housing/review?queue=second", who="Karim")
    expect(karim.get_by_text("Blind second reading")).to_be_visible()
    expect(karim.get_by_text("Why this card?")).to_be_hidden()
    for _ in range(2):
        read = card(karim)
        karim.get_by_role("textbox", name="Reason").fill("I see it otherwise")
        karim.keyboard.press("Escape")
        karim.keyboard.press("u")
        gone(karim, read)

    _settle(nadia, fresh)
    _freeze_and_publish(nadia, tmp_path)


def _import(page: Page, folder: Path) -> None:
    add(page, write_posts(folder / "posts.csv", 30))
    expect(page.get_by_role("heading", name="What would come in")).to_be_visible()
    expect(page.get_by_label("What the column username becomes")).to_have_value("author")
    page.get_by_label("What the column likes becomes").select_option("attribute")
    page.get_by_role("button", name="Look again").click()
    expect(page.get_by_text("person_", exact=False)).to_have_count(0)
    page.get_by_role("button", name="Import 30 traces").click()
    expect(page.get_by_role("heading", name="30 traces added")).to_be_visible()
    page.get_by_role("link", name="To the questions").click()


def _put_question(page: Page) -> None:
    page.get_by_role("link", name="Put a question").click()
    page.get_by_label("Name", exact=True).fill("housing")
    page.get_by_label("Criteria in words").fill(CRITERIA)
    page.get_by_role("button", name="Put the question").click()


def _name_oneself(page: Page, name: str) -> None:
    page.get_by_label("Reviewer’s name").fill(name)
    page.get_by_role("button", name="Read under this name").click()


def _settle(page: Page, server: Served) -> None:
    page.goto(f"{server.base}/#/question/housing/disagreements")
    for _ in range(2):
        expect(page.get_by_text("I see it otherwise")).to_be_visible()
        disputed = card(page)
        page.get_by_role("textbox", name="Reason").fill("settled together")
        page.keyboard.press("Escape")
        page.keyboard.press("i")
        page.locator(f".card[data-trace='{disputed}']").wait_for(state="detached")
    expect(page.get_by_text("No disagreement to settle")).to_be_visible()


def _freeze_and_publish(page: Page, folder: Path) -> None:
    page.get_by_role("link", name="Corpora").click()
    page.get_by_role("button", name="Freeze").click()
    expect(page.get_by_role("heading", name="housing@1")).to_be_visible()
    expect(page.get_by_text("partial", exact=False).first).to_be_visible()
    page.get_by_label("Format").select_option("csv")
    page.get_by_role("button", name="Write it").click()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download").click()
    coming.value.save_as(folder / "corpus.csv")
    with (folder / "corpus.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    assert {row["verdict"] for row in rows} == {"in"}


def test_a_date_that_can_be_read_two_ways_is_asked_never_guessed(
    fresh: Served, visit: Visit, tmp_path: Path
) -> None:
    page = visit(fresh, "/sources/add", language="fr")
    forgive(page, "422")
    add(page, write_ambiguous(tmp_path / "dates.csv"))
    expect(page.get_by_text("Le fichier laisse une question ouverte")).to_be_visible()
    page.get_by_role("button", name="mois, jour, année").click()
    expect(page.get_by_text("2 janvier 2023")).to_be_visible()
    page.get_by_role("button", name=re.compile("Importer 7")).click()
    expect(page.get_by_role("heading", name="7 traces ajoutées")).to_be_visible()


def test_a_file_of_no_known_format_is_refused_and_leaves_nothing(
    fresh: Served, visit: Visit, tmp_path: Path
) -> None:
    page = visit(fresh, "/sources/add")
    forgive(page, "422")
    (tmp_path / "picture.bin").write_bytes(bytes(range(256)) * 40)
    add(page, tmp_path / "picture.bin")
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Another file").click()
    expect(page.get_by_role("button", name="Choose files")).to_be_visible()
    assert page.request.get(f"{fresh.base}/api/source").json() == []


def test_two_people_at_once_lose_nothing(fresh: Served, visit: Visit, tmp_path: Path) -> None:
    first = visit(fresh, "/sources/add", who="Nadia")
    add(first, write_posts(tmp_path / "posts.csv", 40))
    first.get_by_role("button", name="Import 40 traces").click()
    first.get_by_role("heading", name="40 traces added").wait_for()
    first.goto(f"{fresh.base}/#/questions/new")
    _put_question_here(first)
    second = visit(fresh, "/question/housing/review", who="Karim")
    read: dict[str, list[str]] = {"Nadia": [], "Karim": []}
    for _ in range(8):
        for name, page in (("Nadia", first), ("Karim", second)):
            read[name].append(card(page))
            page.keyboard.press("o")
        for name, page in (("Nadia", first), ("Karim", second)):
            gone(page, read[name][-1])
    events = first.request.get(f"{fresh.base}/api/event?limit=1000").json()
    made = [(e["body"]["reviewer"], e["body"]["trace"]) for e in events if e["kind"] == "decision"]
    assert {(name, trace) for name, traces in read.items() for trace in traces} <= set(made)
    assert not set(read["Nadia"]) & set(read["Karim"])


def _put_question_here(page: Page) -> None:
    page.get_by_label("Name", exact=True).fill("housing")
    page.get_by_label("Criteria in words").fill(CRITERIA)
    page.get_by_role("button", name="Put the question").click()
    page.locator(".card").wait_for()
