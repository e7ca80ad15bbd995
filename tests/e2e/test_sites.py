"""Sites in a browser: looked through, decided on many at once, classified, bounded; their pages shown harmless."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from diatrace.study import create
from tests.e2e.conftest import STATED, Served, Visit, forgive, served
from tests.e2e.test_access import axe, faults
from tests.server.test_capture import HOSTILE
from tests.server.test_exchange import GEXF

__all__ = ["axe"]

TOWN, HELP = "https://town.example/", "https://help.example/"


@pytest.fixture(scope="module")
def web(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a study with a hostile page, a friendly one, and fields."""
    folder = tmp_path_factory.mktemp("sites")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(folder / "keys"))
        with create(folder / "study", **STATED) as study:
            for name, url, body in (
                ("town", TOWN, HOSTILE),
                (
                    "help",
                    HELP,
                    f"<html><head></head><body><p>Voyez <a href='{TOWN}'>la mairie سكن</a> ici.</p></body></html>",
                ),
            ):
                page = folder / f"{name}.html"
                page.write_text(
                    body.replace("<head>", f"<head><link rel=canonical href='{url}'>"), encoding="utf-8"
                )
                study.source.add(page)
            study.question.add("sites", criteria="Is it a site of newcomers?", unit="site")
            study.field.template("e-diasporas")
        with served(folder / "study", folder / "keys") as server:
            yield server


def opened(page: Page, site: str) -> None:
    page.get_by_role("link", name=site, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(site)


def test_many_are_decided_at_once_and_can_be_narrowed(web: Served, visit: Visit) -> None:
    page = visit(web, "/sites", who="Nadia")
    page.get_by_role("checkbox", name="Choose town.example").click()
    page.get_by_role("checkbox", name="Choose help.example").click()
    bar = page.get_by_role("region", name="2 sites chosen")
    bar.get_by_role("button", name="In", exact=True).click()
    expect(bar).to_have_count(0)
    rows = page.get_by_role("row").filter(has=page.get_by_text("In", exact=True))
    expect(rows).to_have_count(2)
    page.get_by_role("combobox", name="Verdict").select_option("in")
    expect(page.get_by_text("2 sites", exact=True)).to_be_visible()
    page.get_by_role("searchbox").fill("HELP")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("checkbox", name=re.compile("^Choose"))).to_have_count(1)


def test_a_site_tells_who_links_to_it_with_which_words(web: Served, visit: Visit) -> None:
    page = visit(web, "/sites")
    opened(page, "town.example")
    cited = page.get_by_role("region", name="Who links to it, and with which words")
    cited.get_by_role("button", name=re.compile("1 link")).click()
    expect(cited.get_by_text("la mairie سكن").first).to_be_visible()
    expect(cited.get_by_text(HELP)).to_be_visible()


def test_a_captured_page_runs_nothing_loads_nothing_and_reaches_nothing(web: Served, visit: Visit) -> None:
    page = visit(web, "/sites")
    forgive(page, "localStorage")  # the tests' own script finds it shut in the frame
    opened(page, "town.example")
    page.get_by_label("type", exact=True).wait_for()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name=re.compile("How it looks")).click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_text("words سكن")).to_be_visible()
    frame.get_by_text("away").click()
    frame.get_by_text("link").click()
    page.wait_for_timeout(500)
    frames = [each for each in asked if not each.endswith("/api/study") and not each.startswith("data:")]
    assert len(frames) == 1
    inner = next(each for each in page.frames if each != page.main_frame)
    assert inner.url == frames[0]
    assert frame.locator("script, iframe, form[action], [href], [onclick], [onload]").count() == 0


def test_a_site_is_classified_proposals_are_only_shown_and_blind_readers_see_their_own(
    web: Served, visit: Visit
) -> None:
    page = visit(web, "/sites", who="Nadia")
    opened(page, "help.example")
    page.get_by_label("type", exact=True).select_option("association")
    expect(page.get_by_text("Said by Nadia").first).to_be_visible()
    page.get_by_label("culture").check()
    page.get_by_role("button", name="live", exact=True).click()
    expect(
        page.locator("section", has=page.get_by_role("heading", name="Life")).get_by_text("live").first
    ).to_be_visible()
    other = visit(web, "/sites", who="Karim")
    opened(other, "help.example")
    other.get_by_label("Read blind: show only what I said").check()
    expect(other.get_by_label("type", exact=True)).to_have_value("")
    other.get_by_label("type", exact=True).select_option("media")
    other.reload()
    expect(other.get_by_label("type", exact=True)).to_have_value("media")
    other.get_by_label("Read blind: show only what I said").uncheck()
    expect(other.get_by_text("Readers differ")).to_be_visible()


def test_boundaries_are_corrected_on_the_spot(web: Served, visit: Visit) -> None:
    page = visit(web, "/sites", who="Nadia")
    opened(page, "town.example")
    page.get_by_label("Make a site of its own of").fill(f"{TOWN}newcomers")
    page.get_by_role("button", name="Split off").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("town.example/newcomers")
    page.get_by_label("Name", exact=True).fill("القادمون الجدد")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("القادمون الجدد")
    page.get_by_label("Another site that belongs to it").fill("https://rooms.example")
    page.get_by_role("button", name="Take in").click()
    expect(
        page.get_by_role("region", name="Boundaries").get_by_text("rooms.example", exact=True)
    ).to_be_visible()
    page.get_by_role("button", name="Take the last boundary back").click()
    expect(
        page.get_by_role("region", name="Boundaries").get_by_text("rooms.example", exact=True)
    ).to_have_count(0)
    page.get_by_label("The site it belongs to").fill("help.example")
    page.get_by_role("button", name="Merge into it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("help.example")
    page.get_by_role("button", name="Take the last boundary back").click()
    expect(page.get_by_role("region", name="Boundaries").get_by_text("newcomers")).to_have_count(0)
    page.goto(f"{web.base}/#/sites")
    page.get_by_label("Name or address").last.fill("https://third.example\nhttps://fourth.example")
    page.get_by_role("button", name="Add sites").click()
    expect(page.get_by_text("2 sites added.")).to_be_visible()


def test_fields_are_defined_used_and_agreed_on(web: Served, visit: Visit) -> None:
    page = visit(web, "/sites/fields", who="Nadia")
    page.get_by_label("Name", exact=True).fill("Tone")
    page.get_by_label("Choices").fill("warm\ndry")
    page.get_by_label("What it means").fill("How it speaks to newcomers.")
    page.get_by_role("button", name="Save the field").click()
    expect(page.get_by_role("heading", name="Tone")).to_be_visible()
    page.get_by_role("button", name="Agreement on Tone").click()
    expect(page.get_by_text("No item was read by two.")).to_be_visible()
    page.get_by_role("button", name="Hide Tone").click()
    expect(page.get_by_role("heading", name="Tone")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_view_of_sites_has_a_fault(web: Served, visit: Visit, axe: str, theme: str) -> None:
    page = visit(web, "/sites", theme=theme, language="fr" if theme == "dark" else "en")
    page.get_by_role("link", name="town.example", exact=True).wait_for()
    found = faults(page, axe)
    page.get_by_role("link", name="town.example", exact=True).click()
    page.locator("h1").wait_for()
    page.locator("#fields").wait_for()
    found += faults(page, axe)
    for place, sign in (("fields", "#define"), ("crawl", ".begin"), ("network", ".drop")):
        page.goto(f"{web.base}/#/sites/{place}")
        page.locator(sign).wait_for()
        found += faults(page, axe)
    assert found == []


def test_a_network_is_looked_at_mended_and_brought_in(web: Served, visit: Visit) -> None:
    page = visit(web, "/sites/network", who="Nadia")
    file = FilePayload(name="web.gexf", mimeType="application/xml", buffer=GEXF)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("2 nodes, 1 edges")).to_be_visible()
    page.get_by_label("Take its statuses as decisions on").select_option("sites")
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_text("2 decisions")).to_be_visible()


def test_a_crawl_says_whom_to_ask_and_tells_what_was_not_answered(web: Served, visit: Visit) -> None:
    page = visit(web, "/sites/crawl", who="Nadia")
    page.get_by_label("Begin at").fill("http://127.0.0.1:9/")
    expect(page.get_by_role("button", name="Begin the crawl")).to_be_disabled()
    page.get_by_label("Contact").fill("nadia@university.example")
    page.get_by_role("button", name="Begin the crawl").click()
    expect(page.get_by_text("ended")).to_be_visible()
    page.get_by_role("button", name="What was not answered").click()
    expect(page.get_by_text("http://127.0.0.1:9/", exact=True)).to_be_visible()
