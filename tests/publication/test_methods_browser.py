"""The methods page as a browser shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request

from diatrace.message import LANGUAGES
from diatrace.publication.contract import Release
from diatrace.publication.methods import Methods, MethodsParams


@pytest.fixture(params=LANGUAGES)
def page(request: pytest.FixtureRequest, release: Callable[..., Release], tmp_path: Path) -> str:
    out = Methods().run(release(), tmp_path / "methods.html", MethodsParams(language=request.param))
    return out.as_uri()


def _noting(asked: list[str]) -> Callable[[Request], None]:
    def note(request: Request) -> None:
        asked.append(request.url)

    return note


def test_it_fits_a_phone_and_fetches_nothing(browser: Browser, page: str) -> None:
    for width in (320, 390, 1100):
        shown = browser.new_page(viewport={"width": width, "height": 800})
        asked: list[str] = []
        shown.on("request", _noting(asked))
        shown.goto(page)
        assert shown.evaluate("document.documentElement.scrollWidth") <= width
        assert asked == [page]
        shown.close()


def test_it_is_dark_where_people_want_it_dark(browser: Browser, page: str) -> None:
    paper = {}
    for scheme in ("light", "dark"):
        shown = browser.new_page(color_scheme=scheme)
        shown.goto(page)
        paper[scheme] = shown.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        shown.close()
    assert paper == {"light": "rgb(251, 250, 246)", "dark": "rgb(23, 22, 19)"}


def test_it_prints_black_on_white_even_where_it_is_dark(browser: Browser, page: str) -> None:
    shown = browser.new_page(color_scheme="dark")
    shown.goto(page)
    shown.emulate_media(media="print")
    style = "getComputedStyle(document.documentElement)"
    assert shown.evaluate(f"[{style}.color, {style}.backgroundColor]") == [
        "rgb(0, 0, 0)",
        "rgb(255, 255, 255)",
    ]
    assert shown.evaluate("getComputedStyle(document.querySelector('.wide')).overflowX") == "visible"
    shown.close()
