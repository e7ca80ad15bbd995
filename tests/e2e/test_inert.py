"""What traces hold stays text; the page speaks to its own server and to nobody else."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.conftest import Asked, Served, Visit, forgive
from tests.e2e.test_desk import card


def test_scripts_in_traces_are_shown_and_do_nothing(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, f"{asked.desk}?queue=search&q=harmed")
    card(page)
    expect(page.locator(".card .text")).to_contain_text(
        "<script>window.harmed = true</script><img src=x onerror="
    )
    page.goto(f"{asked.server.base}/#/traces?q=harmed")
    expect(page.locator("article")).to_contain_text("<script>")
    assert page.evaluate("window.harmed") is None
    assert page.locator("main script, main img").count() == 0


def test_the_policy_forbids_what_the_page_does_not_need(shared: Served, visit: Visit) -> None:
    page = visit(shared, "/")
    forgive(page, "Content Security Policy")
    policy = page.request.get(f"{shared.base}/").headers["content-security-policy"]
    assert "'unsafe" not in policy
    page.evaluate(
        "() => { const script = document.createElement('script'); script.textContent = 'window.harmed = true';"
        " document.head.append(script); }"
    )
    assert page.evaluate("window.harmed") is None


def test_an_address_opens_only_on_a_click_and_tells_nobody_where_from(asked: Asked, visit: Visit) -> None:
    page = visit(asked.server, asked.desk)
    card(page)
    link = page.locator(".card .address a")
    assert link.get_attribute("rel") == "noreferrer noopener"
    assert link.get_attribute("target") == "_blank"
    assert urlsplit(link.get_attribute("href") or "").netloc == "example.org"


def test_without_the_token_nothing_is_shown(shared: Served, visit: Visit) -> None:
    page = visit(shared, "/")
    forgive(page, "403")
    page.context.clear_cookies()
    page.goto(f"{shared.base}/")
    page.reload()
    expect(page.get_by_role("heading", name="The study cannot be opened")).to_be_visible()
    expect(page.get_by_text("Homes for newcomers")).to_have_count(0)
