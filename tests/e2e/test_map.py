"""The map of sites: laid out, looked through, opened link by link, decided on, taken away as a picture."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Page, expect

from diatrace.model import Link
from diatrace.study import Study, create
from tests.actor.conftest import Corner
from tests.e2e.conftest import STATED, Served, Visit, forgive, served
from tests.e2e.test_access import axe, faults

__all__ = ["axe"]

GROUPS, SIZE = 3, 12
ARABIC = "بيت القادمين الجدد"
CANVAS = "Map of sites; the table beside it holds the same"


def address(group: int, number: int) -> str:
    return f"https://site-{group}-{number}.example/"


def plant(study: Study) -> None:
    """Plant three groups of sites, each linked among themselves and to the first of the next."""
    draw = random.Random(3)
    pages: dict[str, list[Link]] = {}
    for group in range(GROUPS):
        for number in range(SIZE):
            others = [address(group, each) for each in draw.sample(range(SIZE), 4) if each != number]
            links = [
                Link(each, "our friends", "See our friends in the next town.", "content") for each in others
            ]
            if number == 1:
                links += [
                    Link(address((group + 1) % GROUPS, 0), "القادمون", "اقرأ القادمون هنا", "boilerplate")
                ] * 2
            pages[address(group, number)] = links
    Corner(study.folder).capture(pages)
    study.site.rename(address(1, 0), ARABIC)
    study.question.add("sites", criteria="Is it a site of newcomers?", unit="site")
    study.field.define("kind", choices=["office", "blog"])
    for group in range(2):
        study.field.say("kind", address(group, 3), ["office", "blog"][group], who="Nadia")


@pytest.fixture(scope="module")
def web(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of a study with three groups of sites."""
    folder = tmp_path_factory.mktemp("web")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DIATRACE_KEYS", str(folder / "keys"))
        with create(folder / "study", **STATED) as study:
            plant(study)
    with served(folder / "study", folder / "keys") as running:
        yield running


def open_map(visit: Visit, server: Served, query: str = "", **how: object) -> Page:
    """Open the map and wait until it is laid out."""
    page = visit(server, f"/sites/map{query}", **how)
    forgive(page, "GL Driver Message")  # the browser's own remark on drawing without a graphics card
    page.locator(".canvas canvas").first.wait_for()
    expect(page.get_by_role("progressbar")).to_have_count(0)
    return page


def pick(page: Page, name: str, search: str = "Find a site") -> None:
    page.get_by_label(search).fill(name)
    page.keyboard.press("Enter")


def panel(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()


def test_the_map_opens_with_its_table_beside_it(web: Served, visit: Visit) -> None:
    page = open_map(visit, web)
    expect(page.get_by_text("36 sites, links between sites")).to_be_visible()
    expect(page.get_by_role("region", name="Sites of the map").locator("tbody tr")).to_have_count(
        GROUPS * SIZE
    )
    most = page.locator("tbody tr").first.locator("td.figure").first
    assert int(most.inner_text()) >= 4


def test_a_site_is_found_in_its_own_script_and_opens_on_its_card(web: Served, visit: Visit) -> None:
    page = open_map(visit, web)
    pick(page, "القادمين")
    panel(page, ARABIC)
    card = page.get_by_role("link", name="Open the site", exact=True)
    assert re.fullmatch(r"#/sites/[0-9a-f]{16}", card.get_attribute("href") or "")
    page.get_by_role("button", name="Only around it").click()
    expect(page.get_by_text("36 sites, links between sites")).to_be_hidden()
    assert page.locator("tbody tr").count() == 1  # what is looked for stays looked for
    page.get_by_label("Find a site").fill("")
    assert 1 < page.locator("tbody tr").count() < GROUPS * SIZE


def test_a_link_opens_onto_the_words_behind_it(web: Served, visit: Visit) -> None:
    page = open_map(visit, web)
    pick(page, ARABIC)
    page.get_by_role("button", name="2 links site-0-1.example → ").click()
    said = page.locator(".links li")
    expect(said).to_have_count(2)
    expect(said.first).to_contain_text("القادمون")
    expect(said.first).to_contain_text("اقرأ القادمون هنا")
    expect(said.first).to_contain_text("around the text")
    expect(said.first).to_contain_text("captured January 1, 2026")
    expect(said.first.get_by_role("link", name="the page")).to_have_attribute("href", re.compile("#/trace/"))


def middle(page: Page) -> tuple[float, float]:
    box = page.locator(".canvas").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_on_the_map_opens_what_lies_there(web: Served, visit: Visit) -> None:
    page = open_map(visit, web)
    pick(page, "site-2-0.example")
    panel(page, "site-2-0.example")
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("heading", level=2, name="site-2-0.example")).to_be_hidden()
    for _ in range(40):  # the site was brought to the middle, once the map has moved there
        page.mouse.click(*middle(page))
        page.wait_for_timeout(250)
        if page.locator("#picked").count():
            break
    panel(page, "site-2-0.example")


def test_what_a_loop_holds_is_decided_together_and_taken_back(web: Served, visit: Visit) -> None:
    page = open_map(visit, web)
    page.get_by_role("button", name="Draw a loop around sites").click()
    box = page.locator(".canvas").bounding_box()
    assert box
    corners = [(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99), (0.01, 0.02)]
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*places[0])
    page.mouse.down()
    for x, y in places[1:]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    panel(page, "36 sites chosen")
    page.get_by_role("group", name="Verdict").get_by_role("button", name="Neighbour").click()
    expect(page.get_by_text("36 sites decided.")).to_be_visible()
    events = page.request.get(f"{web.base}/api/event?limit=1000").json()
    made = [each["body"] for each in events if each["kind"] == "decision"]
    assert [each["verdict"] for each in made] == ["neighbour"] * 36
    expect(page.locator(".legend li")).to_have_count(1)
    page.get_by_role("button", name="Take the 36 answers back").click()
    expect(page.get_by_text("36 answers taken back.")).to_be_visible()
    expect(page.locator(".legend li", has_text="Undecided")).to_contain_text("36")


def test_everything_is_reached_without_a_mouse(web: Served, visit: Visit) -> None:
    page = open_map(visit, web)
    page.locator("tbody button.site").first.focus()
    page.keyboard.press("Enter")
    first = page.locator("tr.here").inner_text()
    page.keyboard.press("ArrowDown")
    expect(page.locator("tr.here")).not_to_have_text(first)
    assert page.locator("tr.here button.site").evaluate("each => each === document.activeElement")
    page.get_by_role("application", name=CANVAS).focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("0")
    page.locator("tbody input").first.press("Space")
    panel(page, "One site chosen")


def test_categories_are_hidden_and_the_address_keeps_it(web: Served, visit: Visit) -> None:
    page = open_map(visit, web, "?colour=field:kind")
    expect(page.locator(".legend li")).to_have_count(3)
    page.locator(".legend li", has_text="No value").get_by_role("checkbox").uncheck()
    expect(page.get_by_text("2 sites, links between sites: 0.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("2 sites, links between sites: 0.")).to_be_visible()


def test_communities_say_how_they_were_found(web: Served, visit: Visit) -> None:
    page = open_map(visit, web, "?colour=community&seed=5")
    expect(page.locator(".legend li")).to_have_count(GROUPS)
    expect(page.get_by_text("Louvain (Blondel et al. 2008)")).to_contain_text("seed 5")


def test_at_a_date_the_map_shows_what_was_there(web: Served, visit: Visit) -> None:
    page = open_map(visit, web)
    page.get_by_label("As of").fill("2025-01-01")
    expect(page.get_by_text("0 sites, links between sites: 0.")).to_be_visible()
    page.get_by_label("As of").fill("2026-02-01")
    expect(page.get_by_text("36 sites, links between sites")).to_be_visible()


def picture(page: Page, kind: str, folder: Path) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("button", name=kind, exact=True).click()
    found.value.save_as(folder / found.value.suggested_filename)
    return (folder / found.value.suggested_filename).read_bytes()


def test_the_picture_leaves_with_its_caption(web: Served, visit: Visit, tmp_path: Path) -> None:
    page = open_map(visit, web, "?seed=4&at=2026-02-01&status=")
    assert picture(page, "PNG", tmp_path).startswith(b"\x89PNG")
    drawn = ET.fromstring(picture(page, "SVG", tmp_path))
    words = " ".join(each.text or "" for each in drawn.iter("{http://www.w3.org/2000/svg}text"))
    for said in ("Homes for newcomers", ARABIC, "Undecided (36)", "seed 4", "February 1, 2026", "“sites”"):
        assert said in words
    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}circle"))) == 36 + 1


def test_the_same_seed_gives_the_same_picture(web: Served, visit: Visit, tmp_path: Path) -> None:
    found = [picture(open_map(visit, web, f"?seed={seed}"), "SVG", tmp_path) for seed in (1, 1, 2)]
    assert found[0] == found[1] != found[2]


def test_print_holds_the_picture_alone(web: Served, visit: Visit) -> None:
    page = open_map(visit, web)
    page.evaluate("window.print = () => undefined")
    page.get_by_role("button", name="Print or PDF").click()
    page.emulate_media(media="print")
    expect(page.locator(".plate svg")).to_be_visible()
    expect(page.locator("main")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_has_no_fault(web: Served, visit: Visit, axe: str, theme: str) -> None:
    page = open_map(visit, web, "?colour=field:kind", theme=theme)
    pick(page, ARABIC)
    panel(page, ARABIC)
    page.locator("tbody input").first.check()
    page.locator("summary").click()
    found = faults(page, axe)
    page.get_by_role("button", name="2 links site-0-1.example → ").click()
    page.locator(".links li").first.wait_for()
    assert found + faults(page, axe) == []


@pytest.mark.parametrize("size", [(390, 844), (320, 640)], ids=["phone", "small"])
def test_the_map_does_not_scroll_sideways(web: Served, visit: Visit, size: tuple[int, int]) -> None:
    page = open_map(visit, web, language="fr", width=size[0], height=size[1])
    pick(page, "site-0-0", "Trouver un site")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_without_webgl_the_table_stands_alone(web: Served, visit: Visit) -> None:
    page = visit(web)
    page.context.add_init_script(
        "const all = HTMLCanvasElement.prototype.getContext; HTMLCanvasElement.prototype.getContext ="
        " function (kind, ...rest) { return kind.includes('webgl') ? null : all.call(this, kind, ...rest); }"
    )
    page.reload()
    page.goto(f"{web.base}/#/sites/map")
    expect(page.get_by_text("This browser cannot draw the map")).to_be_visible()
    pick(page, ARABIC)
    panel(page, ARABIC)
    expect(page.get_by_role("button", name="SVG", exact=True)).to_be_visible()


def test_the_map_loads_nothing_before_it_is_opened(web: Served, visit: Visit) -> None:
    page = visit(web)
    page.wait_for_load_state("networkidle")
    scripts = "performance.getEntriesByType('resource').map(each => each.name)"
    assert not [each for each in page.evaluate(scripts) if "SiteMap" in each or "worker" in each]
