"""For everyone: every view in both themes past axe, at phone width, enlarged, by keyboard, right to left."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import REQUIRED, ROOT
from tests.e2e.conftest import Asked, Served, Visit
from tests.e2e.test_desk import card, decide

AXE = ROOT / "page" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = ("/", "/sources", "/sources/1", "/sources/add", "/traces", "/traces?q=room", "/questions", "/questions/new",
         "/corpora", "/corpora/compare", "/log", "/settings", "/help", "/nowhere")  # fmt: skip


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        (pytest.fail if REQUIRED else pytest.skip)("axe-core is not installed: npm ci in page/")
    return AXE.read_text(encoding="utf-8")


def faults(page: Page, axe: str) -> list[str]:
    """What axe finds wrong, one line each."""
    page.wait_for_timeout(350)  # colours fade over; axe would measure them half way
    page.evaluate(axe)
    found = page.evaluate("tags => axe.run(document, { runOnly: { type: 'tag', values: tags } })", RULES)
    return [
        f"{page.url}: {each['id']}: {node['html'][:160]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.fixture
def decided(asked: Asked, visit: Visit) -> Asked:
    """A question with a few answers by two people, some of them different."""
    first = visit(asked.server, asked.desk)
    for key in "iono":
        decide(first, key)
    second = visit(asked.server, f"{asked.desk}?queue=second", who="Karim")
    for key in "oi":
        decide(second, key)
    return asked


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_view_has_a_fault(shared: Served, visit: Visit, axe: str, theme: str) -> None:
    page = visit(shared, theme=theme, language="fr" if theme == "dark" else "en")
    found = []
    for view in VIEWS:
        page.goto(f"{shared.base}/#{view}")
        page.locator("main h1").wait_for()
        found += faults(page, axe)
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_view_of_a_question_has_a_fault(decided: Asked, visit: Visit, axe: str, theme: str) -> None:
    server, question = decided.server, f"/question/{decided.name}"
    page = visit(server, decided.desk, theme=theme, contextOpen=True)
    card(page)
    page.keyboard.press("s")
    page.get_by_text("How it came").wait_for()
    found = faults(page, axe)
    page.keyboard.press("?")
    found += faults(page, axe)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    found += faults(page, axe)
    page.keyboard.press("Escape")
    for place in (f"{decided.desk}?queue=second", f"{question}/disagreements"):
        page.goto(f"{server.base}/#{place}")
        page.locator(".card, .empty:not([role=status])").wait_for()
        found += faults(page, axe)
    page.goto(f"{server.base}/#{question}/progress")
    page.get_by_text("Krippendorff").wait_for()
    for each in page.locator("summary").all():
        each.click()
    found += faults(page, axe)
    assert found == []


def test_blurred_content_is_silent_too(asked: Asked, visit: Visit, axe: str) -> None:
    page = visit(asked.server, asked.desk, blur="always")
    page.get_by_text("This may be hard to read").wait_for()
    assert faults(page, axe) == []


@pytest.mark.parametrize("size", [(390, 844), (320, 640), (640, 430)], ids=["phone", "small", "enlarged"])
def test_nothing_scrolls_sideways(decided: Asked, visit: Visit, size: tuple[int, int]) -> None:
    server, question = decided.server, f"/question/{decided.name}"
    page = visit(server, width=size[0], height=size[1], language="fr", contextOpen=True)
    wide = []
    for view in (*VIEWS, decided.desk, f"{question}/disagreements", f"{question}/progress"):
        page.goto(f"{server.base}/#{view}")
        page.locator("main h1").wait_for()
        page.wait_for_timeout(250)
        if page.evaluate("document.documentElement.scrollWidth") > size[0]:
            wide.append(view)
    assert wide == []


def test_on_a_phone_the_verdicts_are_at_the_thumb(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk, width=390, height=844)
    first = card(page)
    for name in ("In", "Out", "Neighbour", "Unsure"):
        box = page.get_by_role("button", name=name, exact=True).bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert 600 < box["y"] < 844
    page.get_by_role("button", name="Unsure", exact=True).click()
    page.locator(f".card:not([data-trace='{first}'])").wait_for()


def test_targets_are_large_enough(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    small = page.evaluate(
        "[...document.querySelectorAll('button, select, input:not([type=checkbox]), a.button')]"
        ".map(each => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])"
        ".filter(([, box]) => box.width && (box.height < 24 || box.width < 24)).map(([html]) => html)"
    )
    assert small == []


def test_arabic_runs_from_the_right_and_keeps_its_company_in_order(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, f"{asked.desk}?queue=search&q=Jobcenter")
    card(page)
    text = page.locator(".card .text")
    assert text.evaluate("each => getComputedStyle(each).direction") == "rtl"
    assert text.get_attribute("lang") == "ar"
    right = text.evaluate(
        "each => { const range = document.createRange(); range.selectNodeContents(each);"
        " const rects = [...range.getClientRects()]; const box = each.getBoundingClientRect();"
        " return box.right - Math.max(...rects.map(rect => rect.right)); }"
    )
    assert right < 3, "the first line begins at the right edge"
    meta = page.locator(".card .meta")
    assert meta.evaluate("each => getComputedStyle(each).direction") == "ltr"
    assert meta.locator("bdi").count() >= 3
    assert "Noto Naskh Arabic" in page.evaluate(
        "document.fonts.ready.then(all => [...all].filter(each => each.status === 'loaded')"
        ".map(each => each.family).join())"
    )


def test_latin_inside_an_arabic_criterion_line_keeps_its_own_direction(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    said = page.locator("aside .said")
    assert said.evaluate("each => getComputedStyle(each).unicodeBidi") == "plaintext"


def test_everything_is_reached_by_keyboard(shared: Served, visit: Visit) -> None:
    page = visit(shared, "/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_role("link", name="Traces", exact=True).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Traces")).to_be_focused()
    assert page.title() == "Traces — Diatrace"
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


def test_focus_stays_in_an_open_window_and_returns(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    button = page.get_by_role("button", name="Keys")
    button.click()
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate(
            "!!document.activeElement.closest('dialog') || document.activeElement === document.body"
        )
    page.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_language_and_theme_change_at_once_and_are_kept(shared: Served, visit: Visit) -> None:
    page = visit(shared, "/help")
    page.get_by_label("Language").select_option("fr")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aide et glossaire")
    assert page.evaluate("document.documentElement.lang") == "fr"
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Couleurs").click()
    page.get_by_role("button", name="Couleurs").click()
    assert page.evaluate(paper) != light
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aide et glossaire")
    assert page.evaluate(paper) != light
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_motion_is_left_out_where_it_is_not_wanted(shared: Served, visit: Visit) -> None:
    page = visit(shared, "/")
    swift = page.evaluate("getComputedStyle(document.querySelector('button')).transitionDuration")
    assert set(swift.split(", ")) == {"0s"}
